/* plan_build.c - from a pattern's tree to the steps of its plan.
 *
 * What can only be one of a few literals becomes a list of them, in the order in which PCRE2 would
 * try them; what follows closely is taken into the list as long as that stays short. */
#include "pattern/plan_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "pattern/plan_list.h"

enum {
	UNROLL_MAX = 4,  /* what is repeated more often, and is no gap, is left to PCRE2 */
	PARTS_MAX = 500, /* compiled for one pattern, repeated ones as often as they are */
};

struct maker {
	struct plans *p;
	struct numbers *literals;
	struct lister lister;
	unsigned n;     /* steps of this plan */
	unsigned parts; /* compiled */
	bool failed;
};

static unsigned compile(struct maker *m, const struct meaning *n, unsigned after, bool needed);

static void *must(void *p)
{
	if (!p) {
		fputs("xiaoer: out of memory in the plans\n", stderr);
		abort();
	}
	return p;
}

struct plans *plans_new(void)
{
	struct plans *p = must(calloc(1, sizeof *p));
	p->words = must(malloc(sizeof *p->words));
	p->words_n = p->words_cap = 1; /* no plan stands at word 0 */
	return p;
}

/* So many words more; they move when there are more still. */
static uint32_t *room(struct plans *p, size_t n)
{
	if (p->words_n + n > p->words_cap) {
		p->words_cap = 2 * (p->words_n + n) + 1024;
		p->words = must(realloc(p->words, p->words_cap * sizeof *p->words));
	}
	p->words_n += n;
	return p->words + p->words_n - n;
}

static unsigned fail(struct maker *m)
{
	m->failed = true;
	return DONE;
}

static unsigned add(struct maker *m, struct step step, const uint32_t *list, size_t n)
{
	if (m->n == STEPS_MAX || n > UINT16_MAX || m->failed)
		return fail(m);
	step.listed = (uint16_t)n;
	uint32_t *words = room(m->p, STEP_WORDS + n);
	*(struct step *)words = step;
	if (n)
		memcpy(words + STEP_WORDS, list, n * sizeof *list);
	return ++m->n;
}

/* Zeros are LITERAL_NEVER. */
static size_t filled_up(size_t n)
{
	return (n + AT_ONCE - 1) / AT_ONCE * AT_ONCE;
}

static unsigned add_literals(struct maker *m, struct step step, struct literal_set s)
{
	uint32_t *list = ARENA_ARRAY(m->lister.arena, uint32_t, filled_up(s.n));

	for (size_t i = 0; i < s.n; i++)
		list[i] = numbers_of(m->literals, s.v[i]);
	return add(m, step, list, filled_up(s.n));
}

static unsigned add_list(struct maker *m, struct literal_set s, unsigned after, bool needed)
{
	if (plan_list_is_empty(s))
		return after;
	return add_literals(
	    m, (struct step){.kind = STEP_ONE_OF, .after = (uint8_t)after, .needed = needed}, s);
}

/* The class of a part that is always one character; NULL when it is something else. */
static const struct meaning *one_character(struct maker *m, const struct meaning *n)
{
	if (n->kind == MEANING_CLASS)
		return n;
	if (n->kind == MEANING_SEQUENCE && n->child && !n->child->next)
		return one_character(m, n->child);
	if (n->kind != MEANING_CHOICE)
		return NULL;
	struct literal_set all = {NULL, 0};
	for (const struct meaning *c = n->child; c; c = c->next) {
		const struct meaning *one = one_character(m, c);
		if (!one || one->negated || one->kinds ||
		    !plan_list_append(
			&m->lister, &all, (struct literal_set){one->members, one->members_n}))
			return NULL;
	}
	struct meaning *class = ARENA_NEW(m->lister.arena, struct meaning);
	*class = (struct meaning){.kind = MEANING_CLASS, .members = all.v, .members_n = all.n};
	return class;
}

static uint8_t most_places(unsigned n)
{
	return (uint8_t)(n > PLACES_MAX ? PLACES_MAX : n);
}

static unsigned add_gap(struct maker *m, const struct meaning *class, unsigned min, unsigned max,
    bool lazy, unsigned after, bool needed)
{
	struct step step = {.kind = STEP_GAP,
	    .after = (uint8_t)after,
	    .needed = needed,
	    .negated = class->negated,
	    .lazy = lazy,
	    .least = most_places(min),
	    .most = most_places(max)};

	if (min > PLACES_MAX)
		return fail(m);
	return add_literals(m, step, plan_list_class(&m->lister, class));
}

static unsigned add_either(struct maker *m, const uint32_t *steps, size_t n, bool needed)
{
	if (n == 1)
		return steps[0];
	return add(m, (struct step){.kind = STEP_EITHER, .needed = needed}, steps, n);
}

static unsigned compile_repeat(
    struct maker *m, const struct meaning *n, unsigned after, bool needed)
{
	const struct meaning *class = one_character(m, n->child);
	unsigned step = after;

	if (n->min > n->max)
		return fail(m);
	if (class)
		return n->max ? add_gap(m, class, n->min, n->max, n->lazy, after, needed) : after;
	if (n->max > UNROLL_MAX)
		return fail(m);
	for (unsigned i = n->min; i < n->max && !m->failed; i++) {
		unsigned once = compile(m, n->child, step, false);
		step =
		    add_either(m, n->lazy ? (uint32_t[]){after, once} : (uint32_t[]){once, after},
			2, needed && i + 1 == n->max);
	}
	for (unsigned i = 0; i < n->min && !m->failed; i++)
		step = compile(m, n->child, step, needed);
	return step;
}

static unsigned compile_look(struct maker *m, const struct meaning *n, unsigned after, bool needed)
{
	struct step step = {.after = (uint8_t)after, .needed = needed, .negated = n->negated};
	struct literal_set list;

	/* PCRE2 10.42 takes what a look-ahead asks for to be what the match begins with, and
	 * misses some: (?=b)c?b does not find the b */
	if (n->kind == MEANING_AHEAD && !n->negated)
		return fail(m);
	if (n->kind == MEANING_AHEAD) {
		step.kind = STEP_AHEAD;
		step.inner = (uint8_t)compile(m, n->child, DONE, false);
		return add(m, step, NULL, 0);
	}
	step.kind = STEP_BEHIND;
	return plan_list_of(&m->lister, n->child, &list) ? add_literals(m, step, list) : fail(m);
}

/* Lists one after the other, as far as they are short, are one segment. */
struct segment {
	const struct meaning *part; /* NULL: the list */
	struct literal_set list;
};

static size_t cut(struct maker *m, const struct meaning *n, struct segment *v)
{
	size_t count = 0;

	for (const struct meaning *c = n->child; c; c = c->next) {
		struct segment next = {.part = c};
		if (plan_list_of(&m->lister, c, &next.list))
			next.part = NULL;
		if (count && !next.part && !v[count - 1].part &&
		    plan_list_follow(&m->lister, &v[count - 1].list, next.list))
			continue;
		if (count == STEPS_MAX) {
			fail(m);
			return 0;
		}
		v[count++] = next;
	}
	return count;
}

static unsigned compile_sequence(
    struct maker *m, const struct meaning *n, unsigned after, bool needed)
{
	struct segment *v = ARENA_ARRAY(m->lister.arena, struct segment, STEPS_MAX);

	for (size_t i = cut(m, n, v); i-- > 0 && !m->failed;)
		after = v[i].part ? compile(m, v[i].part, after, needed)
				  : add_list(m, v[i].list, after, needed);
	return after;
}

/* Branches that are literals, one after the other, are one step. */
static unsigned compile_choice(
    struct maker *m, const struct meaning *n, unsigned after, bool needed)
{
	uint32_t steps[STEPS_MAX];
	size_t count = 0;

	for (const struct meaning *c = n->child; c && !m->failed;) {
		struct literal_set list = {NULL, 0}, next;
		while (c && plan_list_of(&m->lister, c, &next) &&
		       plan_list_append(&m->lister, &list, next))
			c = c->next;
		if (count == STEPS_MAX)
			return fail(m);
		if (list.n) {
			bool all = !c && count == 0;
			steps[count++] = add_list(m, list, after, needed && all);
		} else {
			steps[count++] = compile(m, c, after, false);
			c = c->next;
		}
	}
	return m->failed ? DONE : add_either(m, steps, count, needed);
}

/* Adds the steps of n, in front of `after`; the one it begins with. */
static unsigned compile(struct maker *m, const struct meaning *n, unsigned after, bool needed)
{
	if (++m->parts > PARTS_MAX)
		return fail(m);
	switch (n->kind) {
	case MEANING_SEQUENCE:
		return compile_sequence(m, n, after, needed);
	case MEANING_CHOICE:
		return compile_choice(m, n, after, needed);
	case MEANING_REPEAT:
		return compile_repeat(m, n, after, needed);
	case MEANING_CLASS:
		return add_gap(m, n, 1, 1, false, after, needed);
	case MEANING_AHEAD:
	case MEANING_BEHIND:
		return compile_look(m, n, after, needed);
	default:
		return fail(m);
	}
}

/* --- plans --- */

uint32_t plans_add(struct plans *p, uint32_t pattern, uint32_t intent,
    const struct meaning_tree *tree, struct numbers *literals, struct arena *scratch)
{
	struct maker m = {.p = p, .literals = literals, .lister = {.arena = scratch}};
	struct meaning_limits limits = meaning_limits(tree);
	struct plan plan = {.pattern = pattern,
	    .intent = intent,
	    .most = (uint8_t)limits.most,
	    .kinds = (uint8_t)limits.kinds};
	uint32_t at = (uint32_t)p->words_n;

	for (size_t i = 0; i < AT_ONCE; i++)
		plan.check[i] = LITERAL_NONE; /* which is always there */
	room(p, PLAN_WORDS);
	unsigned first = tree->exact ? compile(&m, tree->root, DONE, true) : DONE;
	assert(m.failed || first == m.n); /* with the last step made a match begins */
	if (m.failed) {
		p->words_n = at + PLAN_WORDS;
		m.n = 0;
	}
	plan.steps = (uint8_t)m.n;
	plan.asks = (uint8_t)m.lister.asks;
	*plan_at(p, at) = plan;
	return at;
}

/* Is the plan one step, one of a list that has all of these? */
static bool is_one_of(const struct plan *plan, struct literal_list l)
{
	const struct step *st = plan_steps(plan);
	const uint32_t *list = step_list(st);

	if (plan->steps != 1 || st->kind != STEP_ONE_OF)
		return false;
	for (size_t i = 0; i < l.n; i++) {
		unsigned k = 0;
		while (k < st->listed && list[k] != l.v[i])
			k++;
		if (k == st->listed)
			return false;
	}
	return true;
}

void plan_needs(
    struct plans *p, uint32_t plan, struct literal_list drive, struct literal_list check)
{
	struct plan *x = plan_at(p, plan);

	x->is_sure = !check.n && drive.n && is_one_of(x, drive);
	for (size_t i = 0; i < AT_ONCE && check.n; i++)
		x->check[i] = i < check.n ? check.v[i] : LITERAL_NEVER;
	if (check.n <= AT_ONCE)
		return;
	x->more = (uint32_t)p->words_n;
	size_t more = filled_up(check.n - AT_ONCE);
	uint32_t *list = room(p, 1 + more);
	*list++ = (uint32_t)more;
	for (size_t i = AT_ONCE; i < AT_ONCE + more; i++)
		*list++ = i < check.n ? check.v[i] : LITERAL_NEVER;
}

void plans_renumber(struct plans *p, const uint32_t *number)
{
	for (uint32_t at = 1; at < p->words_n;) {
		const struct plan *plan = plan_at(p, at);
		at += PLAN_WORDS;
		for (unsigned k = 0; k < plan->steps; k++) {
			const struct step *st = (const struct step *)(p->words + at);
			at += STEP_WORDS;
			for (unsigned i = 0; st->kind != STEP_EITHER && i < st->listed; i++)
				p->words[at + i] = number[p->words[at + i]];
			at += st->listed;
		}
	}
}

void plans_free(struct plans **pp)
{
	struct plans *p = pp ? *pp : NULL;
	if (!p)
		return;
	free(p->words);
	free(p);
	*pp = NULL;
}

size_t plans_memory(const struct plans *p)
{
	return sizeof *p + p->words_n * sizeof *p->words;
}
