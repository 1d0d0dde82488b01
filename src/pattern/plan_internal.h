/* plan_internal.h - what plan.c (use) and plan_build.c share: how a plan is written.
 *
 * A plan is a piece of one row of words: its head, and its steps, each with its list behind it.
 * What is read together stands together: a plan is mostly read once for a text, and two or three
 * lines of cache are all it costs.  Lists of literals are read eight at a time, most of them at
 * once, so that few branches are left that the processor can foresee wrongly: LITERAL_NEVER fills
 * them up. */
#ifndef XIAOER_PATTERN_PLAN_INTERNAL_H
#define XIAOER_PATTERN_PLAN_INTERNAL_H

#include "pattern/numbers.h"
#include "pattern/meaning_tree.h"
#include "pattern/plan.h"

enum step_kind {
	STEP_ONE_OF, /* one of the literals listed, the first that fits */
	STEP_GAP,    /* least to most characters that are listed (negated: that are not) */
	STEP_EITHER, /* whichever of the steps listed fits first */
	STEP_AHEAD,  /* nothing, where `inner` finds something (negated: does not) */
	STEP_BEHIND, /* nothing, where one of the literals listed ends (negated: none does) */
};

enum { STEPS_MAX = 63, DONE = 0, AT_ONCE = 8 };

/* Steps of a plan are numbered from 1, those that come later in the text first: `after` is what the
 * rest of the pattern begins with, and smaller; DONE when there is none. */
struct step {
	uint8_t kind;    /* enum step_kind */
	bool needed : 1; /* whatever the text, a match goes through it */
	bool negated : 1, lazy : 1;
	uint8_t after;
	uint8_t least, most; /* of a gap */
	uint8_t inner;
	uint16_t listed; /* words; of literals so many times AT_ONCE */
};

struct plan {
	uint32_t pattern, intent;
	/* One of these literals stands in every text that matches, beside one that drives the
	 * pattern: the first ones, and the list that stands at word `more` (0: there are no more)
	 * behind its length. */
	uint32_t check[AT_ONCE];
	uint32_t more;
	uint8_t steps;
	/* Of a text that can match, when it must match all of it: its characters, and their kinds
	 * (character.h). */
	uint8_t most, kinds;
	uint8_t asks; /* of what kind a character is (character.h): not for doubtful texts */
	bool is_sure; /* the literals that drive it are all there is to it */
};

enum { PLAN_WORDS = sizeof(struct plan) / 4, STEP_WORDS = sizeof(struct step) / 4 };

struct plans {
	uint32_t *words;
	size_t words_n, words_cap;
};

static inline const struct step *plan_steps(const struct plan *plan)
{
	return (const struct step *)((const uint32_t *)plan + PLAN_WORDS);
}

static inline const uint32_t *step_list(const struct step *st)
{
	return (const uint32_t *)st + STEP_WORDS;
}

static inline const struct step *step_next(const struct step *st)
{
	return (const struct step *)(step_list(st) + st->listed);
}

static inline struct plan *plan_at(const struct plans *p, uint32_t plan)
{
	return (struct plan *)(p->words + plan);
}

struct literal_list {
	uint32_t *v;
	size_t n;
};

/* Not 0: one of these stands in the text. */
static inline unsigned plan_slots(const struct sightings *s, const uint32_t l[AT_ONCE])
{
	const uint8_t *slot = s->slot;
	return slot[l[0]] | slot[l[1]] | slot[l[2]] | slot[l[3]] | slot[l[4]] | slot[l[5]] |
	       slot[l[6]] | slot[l[7]];
}

/* The same of those that have no room in the head. */
bool plan_more(const struct plans *p, const struct plan *plan, const struct sightings *s);

/* May the pattern match this text, which holds a literal that drives it? */
static inline bool plan_may(
    const struct plans *p, const struct plan *plan, const struct sightings *s)
{
	unsigned hit = plan_slots(s, plan->check);

	if (__builtin_expect((hit | (plan->more == 0)) == 0, 0))
		hit = plan_more(p, plan, s);
	return (hit != 0) & (plan->most >= s->most) & !(s->kinds & ~(unsigned)plan->kinds);
}

struct plans *plans_new(void);
void plans_free(struct plans **p);
size_t plans_memory(const struct plans *p);
/* Writes a plan, with steps when it can have some: where it stands.  Numbers the literals it needs;
 * `scratch` is for the time of the call. */
uint32_t plans_add(struct plans *p, uint32_t pattern, uint32_t intent,
    const struct meaning_tree *tree, struct numbers *literals, struct arena *scratch);
/* What drives the pattern, and what the plan asks for first beside it (n 0: nothing). */
void plan_needs(
    struct plans *p, uint32_t plan, struct literal_list drive, struct literal_list check);
/* Literal i is number[i] from now on, in all steps. */
void plans_renumber(struct plans *p, const uint32_t *number);

#endif
