/* plan.c - finds a pattern with sets of places: from its end to its beginning, and one walk back.
 *
 * For each step of a plan, beginning with the last, all places are worked out from which the rest
 * of the pattern can match: for a literal the places of the step behind it, moved down by its
 * length, where it stands; for a gap those places smeared; for a choice the union of its branches.
 * What comes out for the first step are all places where a match can begin, and the first of them
 * is where PCRE2 finds it.  From there one walk leads through the steps to its end.  Of several
 * ways PCRE2 takes the first from which the rest can match; the sets tell from which it can, and so
 * the walk never turns round.  A set is one word: 64 places cost what one costs.
 *
 * PCRE2's machine code took two fifths of the time of a message, most of it for patterns that do
 * match, so that no filter could have kept them from it.  What costs here are branches that the
 * processor foresees wrongly, 20 cycles each, where a literal costs two: hence lists that are read
 * eight at a time.  Tried and dropped: lists as sets of bits, with a loop over those that are
 * there; plans on lines of the cache of their own, and fetched ahead (no difference).  With two
 * words to a set texts of 127 characters had plans, and all others would pay for these 2 %. */
#include "pattern/plan.h"

#include <assert.h>

#include "pattern/plan_internal.h"

struct walk {
	const struct sightings *s;
	const struct step *step[STEPS_MAX + 1];
	places from[STEPS_MAX + 1]; /* by step: where it can begin */
};

bool plan_more(const struct plans *p, const struct plan *plan, const struct sightings *s)
{
	const uint32_t *list = p->words + plan->more, *end = list + 1 + *list;
	unsigned hit = 0;

	for (list++; list < end; list += AT_ONCE)
		hit |= plan_slots(s, list);
	return hit;
}

static inline places at(const struct sightings *s, uint32_t literal)
{
	return s->at[s->slot[literal]];
}

/* Where the literals listed stand. */
static inline places stand(const struct sightings *s, const struct step *st)
{
	const uint32_t *l = step_list(st), *end = l + st->listed;
	places r = 0;

	for (; l < end; l += AT_ONCE)
		r |= at(s, l[0]) | at(s, l[1]) | at(s, l[2]) | at(s, l[3]) | at(s, l[4]) |
		     at(s, l[5]) | at(s, l[6]) | at(s, l[7]);
	return r;
}

/* Where this literal stands, if it ends in `after`. */
static inline places ends_in(const struct sightings *s, uint32_t literal, places after)
{
	unsigned slot = s->slot[literal];
	return s->at[slot] & after >> s->length[slot];
}

/* Where one of the literals listed stands that ends in `after`. */
static inline places one_of(const struct sightings *s, const struct step *st, places after)
{
	const uint32_t *l = step_list(st), *end = l + st->listed;
	places r = 0;

	for (; l < end; l += AT_ONCE)
		r |= ends_in(s, l[0], after) | ends_in(s, l[1], after) | ends_in(s, l[2], after) |
		     ends_in(s, l[3], after) | ends_in(s, l[4], after) | ends_in(s, l[5], after) |
		     ends_in(s, l[6], after) | ends_in(s, l[7], after);
	return r;
}

/* Where this literal ends, if it begins `here`. */
static inline places end_of(const struct sightings *s, uint32_t literal, places here)
{
	unsigned slot = s->slot[literal];
	return (s->at[slot] & here) << s->length[slot];
}

/* Where the literals listed end that begin `here`. */
static inline places ends_of(const struct sightings *s, const struct step *st, places here)
{
	const uint32_t *l = step_list(st), *end = l + st->listed;
	places r = 0;

	for (; l < end; l += AT_ONCE)
		r |= end_of(s, l[0], here) | end_of(s, l[1], here) | end_of(s, l[2], here) |
		     end_of(s, l[3], here) | end_of(s, l[4], here) | end_of(s, l[5], here) |
		     end_of(s, l[6], here) | end_of(s, l[7], here);
	return r;
}

/* Where a character stands that the gap may hold: each is a literal of its own. */
static inline places allowed(const struct sightings *s, const struct step *st)
{
	places r = stand(s, st);
	return st->negated ? ~r & s->all >> 1 : r;
}

static inline places gap(const struct sightings *s, const struct step *st, places after)
{
	places may = allowed(s, st), r;

	for (unsigned i = 0; i < st->least; i++)
		after = may & after >> 1;
	r = after;
	for (unsigned i = st->least; i < st->most; i++)
		r |= after = may & after >> 1;
	return r;
}

static inline places either(const struct walk *w, const struct step *st)
{
	const uint32_t *list = step_list(st);
	places r = 0;

	for (unsigned i = 0; i < st->listed; i++)
		r |= w->from[list[i]];
	return r;
}

static inline places look(const struct walk *w, const struct step *st, places after)
{
	places r = st->kind == STEP_AHEAD ? w->from[st->inner] : ends_of(w->s, st, ~(places)0);
	return after & (st->negated ? ~r : r);
}

/* Fills w->from; 0: no match. */
static inline places look_back(struct walk *w, const struct plan *plan)
{
	const struct step *st = plan_steps(plan);
	places r = 0;

	w->from[DONE] = w->s->all;
	for (unsigned i = 1; i <= plan->steps; i++, st = step_next(st)) {
		places after = w->from[st->after];
		if (st->kind == STEP_ONE_OF) /* at the end all fit */
			r = st->after == DONE ? stand(w->s, st) : one_of(w->s, st, after);
		else if (st->kind == STEP_GAP)
			r = gap(w->s, st, after);
		else if (st->kind == STEP_EITHER)
			r = either(w, st);
		else
			r = look(w, st, after);
		w->from[i] = r;
		w->step[i] = st;
		if (!r && st->needed)
			return 0;
	}
	return r;
}

/* The end of the first literal listed that stands here and behind which the rest can match.  Nearly
 * always all that fit have one end. */
static unsigned walk_literal(const struct walk *w, const struct step *st, unsigned place)
{
	places here = (places)1 << place, after = w->from[st->after],
	       ends = ends_of(w->s, st, here) & after;
	const uint32_t *list = step_list(st);

	if (ends & (ends - 1))
		while (!(ends = end_of(w->s, *list, here) & after))
			list++;
	return (unsigned)__builtin_ctzll(ends);
}

static unsigned walk_gap(const struct walk *w, const struct step *st, unsigned place)
{
	places may = allowed(w->s, st) >> place, after = w->from[st->after] >> place;
	unsigned run = (unsigned)__builtin_ctzll(~may | (places)1 << PLACES_MAX),
		 most = st->most < run ? st->most : run;

	after &= ((places)2 << most) - 1;
	after &= ~(((places)1 << st->least) - 1);
	assert(after); /* else the step could not begin here */
	return place +
	       (unsigned)(st->lazy ? __builtin_ctzll(after) : PLACES_MAX - __builtin_clzll(after));
}

static unsigned walk_choice(const struct walk *w, const struct step *st, unsigned place)
{
	const uint32_t *list = step_list(st);

	while (!(w->from[*list] >> place & 1))
		list++;
	return *list;
}

/* The end of the match that begins with this step at this place. */
static unsigned walk(const struct walk *w, unsigned step, unsigned place)
{
	while (step != DONE) {
		const struct step *st = w->step[step];
		places ends = w->from[st->after] >> place;
		if (st->kind == STEP_EITHER) {
			step = walk_choice(w, st, place);
			continue;
		}
		if (!(ends & (ends - 1))) /* there is but one */
			place += (unsigned)__builtin_ctzll(ends);
		else if (st->kind == STEP_ONE_OF)
			place = walk_literal(w, st, place);
		else if (st->kind == STEP_GAP)
			place = walk_gap(w, st, place);
		step = st->after;
	}
	return place;
}

enum plan_verdict plan_search(const struct plan *plan, struct sightings *s, struct plan_span *span)
{
	struct walk w;

	if (!plan->steps || !s->has_places || (plan->asks && !sightings_of_kinds(s, plan->asks)))
		return PLAN_NONE;
	w.s = s;
	places starts = look_back(&w, plan);
	if (!starts)
		return PLAN_NO;
	if (span) {
		unsigned start = (unsigned)__builtin_ctzll(starts),
			 end = walk(&w, plan->steps, start);
		*span = (struct plan_span){s->byte[start], s->byte[end], end - start};
	}
	return PLAN_YES;
}
