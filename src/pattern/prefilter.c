/* prefilter.c - from the literals in a text to the patterns that match it.
 *
 * Each pattern is an AND of up to three groups of literals (literals.h).  A pattern is driven by
 * its rarest group alone: when a literal of that is seen, and only then, the next rarest is looked
 * at. So a text costs what its rare literals cost, however many patterns have a common one among
 * theirs. (Marking every group of every literal found cost 3 times as much at 3,000 patterns: 吗 is
 * in hundreds.)  What is then left its plan decides (plan.h), if it has one.  For patterns without,
 * first and last places of the groups once said whether their distances fit and where PCRE2 had to
 * begin; that is gone, as there are not many. */
#include "pattern/prefilter.h"

#include <stdlib.h>

#include "pattern/plan_internal.h"
#include "pattern/prefilter_internal.h"

enum { FEW = 8 }; /* are sorted by hand up to so many */

struct prefilter_scratch {
	struct sightings seen;
	uint32_t *driving; /* the literals seen that drive something */
	size_t driving_n;
	uint32_t *plans; /* what they drive */
	uint64_t *kept;  /* patterns in `plans`, 64 to a word */
	struct candidate *out;
	size_t driving_cap, plans_cap, patterns_cap;
};

struct prefilter_scratch *prefilter_scratch_new(void)
{
	return prefilter_make(1, sizeof(struct prefilter_scratch));
}

static void free_room(struct prefilter_scratch *s)
{
	free(s->driving);
	free(s->plans);
	free(s->kept);
	free(s->out);
}

void prefilter_scratch_free(struct prefilter_scratch **sp)
{
	struct prefilter_scratch *s = sp ? *sp : NULL;
	if (!s)
		return;
	sightings_free(&s->seen);
	free_room(s);
	free(s);
	*sp = NULL;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* For what all literals together drive. */
static void make_room(struct prefilter_scratch *s, const struct prefilter *p)
{
	size_t drives = p->rows[p->driving_n].drives + p->always_n,
	       vetoes = p->rows[p->driving_n].vetoes + p->always_vetoes_n,
	       plans = larger(drives, vetoes);

	if (s->out && s->driving_cap >= p->driving_n && s->plans_cap >= plans &&
	    s->patterns_cap >= p->patterns_n)
		return;
	free_room(s);
	s->driving_cap = larger(p->driving_n, s->driving_cap);
	s->plans_cap = larger(plans, s->plans_cap);
	s->patterns_cap = larger(p->patterns_n, s->patterns_cap);
	s->driving = prefilter_make(s->driving_cap + SLOTS, sizeof *s->driving);
	s->plans = prefilter_make(s->plans_cap + ROW_SLACK, sizeof *s->plans);
	s->kept = prefilter_make(s->patterns_cap / 64 + 1, sizeof *s->kept);
	s->out = prefilter_make(s->plans_cap, sizeof *s->out);
}

/* The literals seen that drive something, each once. */
static void list_driving(const struct prefilter *p, struct prefilter_scratch *s)
{
	const uint32_t most = (uint32_t)p->driving_n - LITERALS_MADE;
	const struct sightings *seen = &s->seen;
	size_t n = 0;

	for (size_t i = 0; i < seen->found_n; i++) {
		uint32_t literal = seen->found[i];
		s->driving[n] = literal;
		n += (literal - LITERALS_MADE < most) & sightings_is_last(seen, i);
	}
	s->driving_n = n;
}

/* What the literals seen drive, some of it more than once.  Most drive a few patterns or none: a
 * few are taken without a look at how many there are, which is quicker than finding out. */
static size_t list_plans(const struct prefilter *p, struct prefilter_scratch *s)
{
	uint32_t *plans = s->plans;
	size_t n = 0;

	for (size_t i = 0; i < s->driving_n; i++) {
		const struct row *row = &p->rows[s->driving[i]];
		size_t count = row[1].drives - row[0].drives;
		memcpy(plans + n, p->drives + row->drives, ROW_SLACK * sizeof *plans);
		for (size_t k = ROW_SLACK; k < count; k++)
			plans[n + k] = p->drives[row->drives + k];
		n += count;
	}
	for (size_t i = 0; i < p->always_n; i++)
		plans[n++] = p->always[i];
	return n;
}

static inline bool is_of(const struct veto *v, const uint64_t *intents)
{
	return intents[v->intent / 64] >> v->intent % 64 & 1;
}

/* The same under `unless`, for these intents. */
static size_t list_vetoes(
    const struct prefilter *p, struct prefilter_scratch *s, const uint64_t *intents)
{
	uint32_t *plans = s->plans;
	size_t n = 0;

	for (size_t i = 0; i < s->driving_n; i++) {
		const struct row *row = &p->rows[s->driving[i]];
		const struct veto *v = p->vetoes + row->vetoes;
		size_t count = row[1].vetoes - row[0].vetoes, k = 0;
		for (; k < ROW_SLACK; k++) {
			plans[n] = v[k].plan;
			n += is_of(&v[k], intents) & (k < count);
		}
		for (; k < count; k++) {
			plans[n] = v[k].plan;
			n += is_of(&v[k], intents);
		}
	}
	for (size_t i = 0; i < p->always_vetoes_n; i++) {
		plans[n] = p->always_vetoes[i].plan;
		n += is_of(&p->always_vetoes[i], intents);
	}
	return n;
}

/* Those of the n plans listed that may match, each once; how many. */
static size_t keep_likely(const struct prefilter *p, struct prefilter_scratch *s, size_t n)
{
	uint32_t *plans = s->plans;
	uint64_t *kept = s->kept;
	size_t may = 0, once = 0;

	for (size_t i = 0; i < n; i++) {
		const struct plan *plan = plan_at(p->plans, plans[i]);
		plans[may] = plans[i];
		may += plan_may(p->plans, plan, &s->seen);
	}
	for (size_t i = 0; i < may; i++) {
		uint32_t pattern = plan_at(p->plans, plans[i])->pattern;
		uint64_t word = kept[pattern / 64], bit = 1ull << pattern % 64;
		plans[once] = plans[i];
		once += !(word & bit);
		kept[pattern / 64] = word | bit;
	}
	for (size_t i = 0; i < once; i++)
		kept[plan_at(p->plans, plans[i])->pattern / 64] = 0;
	return once;
}

const struct candidate *prefilter_find(
    const struct prefilter *p, struct prefilter_scratch *s, struct str text, size_t *n)
{
	struct candidate *c;

	make_room(s, p);
	trie_search(p->trie, text, &s->seen);
	list_driving(p, s);
	size_t likely = keep_likely(p, s, list_plans(p, s));
	c = s->out;
	for (size_t i = 0; i < likely; i++) {
		const struct plan *plan = plan_at(p->plans, s->plans[i]);
		enum plan_verdict v = plan_search(plan, &s->seen, &c->span);
		c->pattern = plan->pattern;
		c->intent = plan->intent;
		c->plan = s->plans[i];
		c->found = v == PLAN_YES;
		c += v != PLAN_NO;
	}
	*n = (size_t)(c - s->out);
	return s->out;
}

/* Plans stand in the order of their patterns. */
static int compare_last_first(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return a > b ? -1 : a < b;
}

static void sort_few(uint32_t *v, size_t n)
{
	for (size_t i = 1; i < n; i++) {
		uint32_t plan = v[i];
		size_t k = i;
		for (; k > 0 && v[k - 1] < plan; k--)
			v[k] = v[k - 1];
		v[k] = plan;
	}
}

const struct candidate *prefilter_vetoes(
    const struct prefilter *p, struct prefilter_scratch *s, const uint64_t *intents, size_t *n)
{
	*n = keep_likely(p, s, list_vetoes(p, s, intents));
	if (*n > FEW)
		qsort(s->plans, *n, sizeof *s->plans, compare_last_first);
	else
		sort_few(s->plans, *n);
	for (size_t i = 0; i < *n; i++) {
		const struct plan *plan = plan_at(p->plans, s->plans[i]);
		s->out[i] = (struct candidate){.pattern = plan->pattern,
		    .intent = plan->intent,
		    .plan = s->plans[i],
		    .found = plan->is_sure};
	}
	return s->out;
}

enum plan_verdict prefilter_search(
    const struct prefilter *p, struct prefilter_scratch *s, const struct candidate *c)
{
	return plan_search(plan_at(p->plans, c->plan), &s->seen, NULL);
}
