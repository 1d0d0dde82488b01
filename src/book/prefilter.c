/* prefilter.c - from the literals in a text to the patterns that can match it.
 *
 * Each pattern is an AND of up to three groups of literals (literals.h).  Equal groups of different patterns, such as word
 * lists, are one group here.  A pattern is `driven` by its rarest group alone: when that is hit, and only then, the
 * others are looked at.  So a text costs what its rare literals cost, however many patterns have a common one
 * among theirs.  Marks carry the number of the message, so nothing is cleared between messages. */
#include "book/prefilter.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "book/aho.h"
#include "book/literals.h"
#include "book/match.h"

enum { NONE = UINT32_MAX, OTHERS = LITERAL_GROUPS_MAX - 1 };

/* A pattern, listed under the group that drives it. */
struct driven {
	uint32_t pattern;
	uint32_t others[OTHERS]; /* groups that must be hit too; NONE */
};

/* Rows of different lengths: row i is v[start[i]] .. v[start[i + 1] - 1]. */
struct rows {
	uint32_t *start;
	uint32_t *v;
};

struct prefilter {
	struct aho *aho;
	struct rows groups;       /* by literal: the groups it is in */
	uint32_t *driven_start;   /* by group: where its row of `driven` begins */
	struct driven *driven;
	size_t literals_n, groups_n, driven_n, patterns_n;
	uint32_t *always;         /* patterns without a literal */
	size_t always_n;
	bool *has_literal;        /* by pattern */
	bool off;
};

struct prefilter_scratch {
	const struct prefilter *p;    /* in use */
	uint32_t generation;
	uint32_t *literals, *groups;  /* the last message that hit them */
	size_t literals_cap, groups_cap;
	uint32_t *drivers;            /* groups hit that drive patterns */
	size_t drivers_n;
	uint32_t *out;
	size_t out_n, out_cap;
};

static void *must(void *p)
{
	if (!p) {
		fputs("xiaoer: out of memory in the prefilter\n", stderr);
		abort();
	}
	return p;
}

/* n + 1 cleared elements, so that there is always one. */
static void *make(size_t n, size_t size)
{
	return must(calloc(n + 1, size));
}

/* --- making it --- */

/* Numbers for equal texts: 0, 1, 2, ... in order of first coming. */
struct numbers {
	struct str *key;
	size_t n, cap;
	uint32_t *slots;  /* number + 1; 0: free */
	size_t slots_n;   /* a power of two */
};

struct builder {
	struct arena *arena;
	struct numbers literals, groups;
	struct literals *wanted;         /* by pattern */
	uint32_t (*groups_of)[LITERAL_GROUPS_MAX]; /* by pattern: numbers of groups */
	double *cost;                    /* by group: how often it is hit, about */
	uint32_t *users;                 /* by group: patterns that have it */
	uint32_t *driver;                /* by pattern: the group that drives it, or NONE */
};

static void numbers_grow(struct numbers *s)
{
	s->cap = s->cap ? 2 * s->cap : 1024;
	s->key = must(realloc(s->key, s->cap * sizeof *s->key));
	free(s->slots);
	s->slots_n = 2 * s->cap;
	s->slots = make(s->slots_n, sizeof *s->slots);
	for (size_t i = 0; i < s->n; i++) {
		size_t at = str_hash(s->key[i], 0) & (s->slots_n - 1);
		while (s->slots[at])
			at = (at + 1) & (s->slots_n - 1);
		s->slots[at] = (uint32_t)i + 1;
	}
}

/* key must live as long as the numbers. */
static uint32_t number_of(struct numbers *s, struct str key)
{
	if (s->n == s->cap)
		numbers_grow(s);
	size_t at = str_hash(key, 0) & (s->slots_n - 1);
	for (; s->slots[at]; at = (at + 1) & (s->slots_n - 1))
		if (str_eq(s->key[s->slots[at] - 1], key))
			return s->slots[at] - 1;
	s->key[s->n] = key;
	s->slots[at] = (uint32_t)++s->n;
	return (uint32_t)s->n - 1;
}

static int compare_numbers(const void *x, const void *y)
{
	uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;
	return a < b ? -1 : a > b;
}

/* A group's key is its literals' numbers in order. */
static uint32_t group_number(struct builder *b, const struct literal_group *g)
{
	uint32_t *members = ARENA_ARRAY(b->arena, uint32_t, g->n);
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++)
		members[i] = number_of(&b->literals, g->any[i]);
	qsort(members, g->n, sizeof *members, compare_numbers);
	for (size_t i = 0; i < g->n; i++)
		if (i == 0 || members[i] != members[n - 1])
			members[n++] = members[i];
	return number_of(&b->groups, str_make((const char *)members, n * sizeof *members));
}

static void extract(struct builder *b, const struct book *book)
{
	for (size_t i = 0; i < book->patterns_n; i++) {
		struct literals *l = &b->wanted[i];
		literals_extract(book->patterns[i].text, b->arena, l);
		for (size_t k = 0; k < LITERAL_GROUPS_MAX; k++)
			b->groups_of[i][k] = k < l->n ? group_number(b, &l->groups[k]) : NONE;
	}
}

static void weigh(struct builder *b, size_t patterns_n)
{
	b->cost = ARENA_ARRAY(b->arena, double, b->groups.n);
	b->users = ARENA_ARRAY(b->arena, uint32_t, b->groups.n);
	for (size_t i = 0; i < patterns_n; i++)
		for (size_t k = 0; k < b->wanted[i].n; k++) {
			uint32_t g = b->groups_of[i][k];
			if (b->users[g]++ == 0)
				b->cost[g] = literals_cost(&b->wanted[i].groups[k]);
		}
}

/* Of a pattern's groups the one least often hit: what many patterns ask for many customers say. */
static uint32_t choose_driver(const struct builder *b, size_t pattern)
{
	uint32_t best = NONE;
	double least = 0;

	for (size_t k = 0; k < b->wanted[pattern].n; k++) {
		uint32_t g = b->groups_of[pattern][k];
		double weight = b->cost[g] * b->users[g];
		if (best == NONE || weight < least) {
			best = g;
			least = weight;
		}
	}
	return best;
}

static void list_driven(struct builder *b, struct prefilter *p)
{
	p->driven_start = make(p->groups_n + 1, sizeof *p->driven_start);
	for (size_t i = 0; i < p->patterns_n; i++)
		if (b->driver[i] != NONE) {
			p->driven_start[b->driver[i] + 1]++;
			p->driven_n++;
		}
	for (size_t g = 0; g < p->groups_n; g++)
		p->driven_start[g + 1] += p->driven_start[g];
	p->driven = make(p->driven_n, sizeof *p->driven);
	uint32_t *next = ARENA_ARRAY(b->arena, uint32_t, p->groups_n + 1);
	memcpy(next, p->driven_start, (p->groups_n + 1) * sizeof *next);
	for (size_t i = 0; i < p->patterns_n; i++) {
		if (b->driver[i] == NONE)
			continue;
		struct driven *d = &p->driven[next[b->driver[i]]++];
		size_t n = 0;
		*d = (struct driven){(uint32_t)i, {NONE, NONE}};
		for (size_t k = 0; k < b->wanted[i].n; k++)
			if (b->groups_of[i][k] != b->driver[i])
				d->others[n++] = b->groups_of[i][k];
	}
}

static void list_groups(struct builder *b, struct prefilter *p)
{
	size_t total = 0;

	p->groups.start = make(p->literals_n + 1, sizeof *p->groups.start);
	for (size_t g = 0; g < p->groups_n; g++) {
		const uint32_t *members = (const uint32_t *)(const void *)b->groups.key[g].p;
		for (size_t i = 0; i < b->groups.key[g].n / sizeof *members; i++, total++)
			p->groups.start[members[i] + 1]++;
	}
	for (size_t i = 0; i < p->literals_n; i++)
		p->groups.start[i + 1] += p->groups.start[i];
	p->groups.v = make(total, sizeof *p->groups.v);
	uint32_t *next = ARENA_ARRAY(b->arena, uint32_t, p->literals_n + 1);
	memcpy(next, p->groups.start, (p->literals_n + 1) * sizeof *next);
	for (size_t g = 0; g < p->groups_n; g++) {
		const uint32_t *members = (const uint32_t *)(const void *)b->groups.key[g].p;
		for (size_t i = 0; i < b->groups.key[g].n / sizeof *members; i++)
			p->groups.v[next[members[i]]++] = (uint32_t)g;
	}
}

static void build(struct builder *b, struct prefilter *p, const struct book *book)
{
	b->wanted = ARENA_ARRAY(b->arena, struct literals, p->patterns_n);
	b->groups_of = arena_alloc_array(b->arena, sizeof *b->groups_of, p->patterns_n);
	b->driver = ARENA_ARRAY(b->arena, uint32_t, p->patterns_n);
	extract(b, book);
	p->literals_n = b->literals.n;
	p->groups_n = b->groups.n;
	weigh(b, p->patterns_n);
	for (size_t i = 0; i < p->patterns_n; i++) {
		b->driver[i] = choose_driver(b, i);
		p->has_literal[i] = b->driver[i] != NONE;
		if (p->off || !p->has_literal[i])
			p->always[p->always_n++] = (uint32_t)i;
	}
	if (p->off)
		return;
	list_driven(b, p);
	list_groups(b, p);
	p->aho = aho_new(b->literals.key, p->literals_n);
}

struct prefilter *prefilter_new(const struct book *book, bool off)
{
	struct prefilter *p = make(1, sizeof *p);
	struct builder b = {.arena = arena_new(256 << 10)};

	p->off = off;
	p->patterns_n = book->patterns_n;
	p->always = make(p->patterns_n, sizeof *p->always);
	p->has_literal = make(p->patterns_n, sizeof *p->has_literal);
	build(&b, p, book);
	free(b.literals.key);
	free(b.literals.slots);
	free(b.groups.key);
	free(b.groups.slots);
	arena_free(&b.arena);
	return p;
}

void prefilter_free(struct prefilter **pp)
{
	struct prefilter *p = pp ? *pp : NULL;
	if (!p)
		return;
	aho_free(&p->aho);
	free(p->groups.start);
	free(p->groups.v);
	free(p->driven_start);
	free(p->driven);
	free(p->always);
	free(p->has_literal);
	free(p);
	*pp = NULL;
}

bool prefilter_has_literal(const struct prefilter *p, size_t i)
{
	return p->has_literal[i];
}

size_t prefilter_memory(const struct prefilter *p)
{
	size_t n = sizeof *p + p->patterns_n * (sizeof *p->always + sizeof *p->has_literal);
	if (!p->off)
		n += aho_memory(p->aho) + p->driven_n * sizeof *p->driven +
		     (p->literals_n + p->groups_n + p->groups.start[p->literals_n]) * sizeof(uint32_t);
	return n;
}

/* --- using it --- */

struct prefilter_scratch *prefilter_scratch_new(void)
{
	return make(1, sizeof(struct prefilter_scratch));
}

void prefilter_scratch_free(struct prefilter_scratch **sp)
{
	struct prefilter_scratch *s = sp ? *sp : NULL;
	if (!s)
		return;
	free(s->literals);
	free(s->groups);
	free(s->drivers);
	free(s->out);
	free(s);
	*sp = NULL;
}

static void make_room(struct prefilter_scratch *s, const struct prefilter *p)
{
	if (s->literals_cap < p->literals_n || s->groups_cap < p->groups_n || s->generation == UINT32_MAX) {
		free(s->literals);
		free(s->groups);
		s->literals_cap = p->literals_n;
		s->groups_cap = p->groups_n;
		s->literals = make(s->literals_cap, sizeof *s->literals);
		s->groups = make(s->groups_cap, sizeof *s->groups);
		s->drivers = must(realloc(s->drivers, (s->groups_cap + 1) * sizeof *s->drivers));
		s->generation = 0;
	}
	if (s->out_cap < p->patterns_n) {
		s->out_cap = p->patterns_n;
		s->out = must(realloc(s->out, s->out_cap * sizeof *s->out));
	}
}

static void note_literal(void *ctx, uint32_t literal)
{
	struct prefilter_scratch *s = ctx;
	const struct prefilter *p = s->p;

	if (s->literals[literal] == s->generation)
		return;
	s->literals[literal] = s->generation;
	for (uint32_t i = p->groups.start[literal]; i < p->groups.start[literal + 1]; i++) {
		uint32_t g = p->groups.v[i];
		if (s->groups[g] == s->generation)
			continue;
		s->groups[g] = s->generation;
		if (p->driven_start[g] < p->driven_start[g + 1])
			s->drivers[s->drivers_n++] = g;
	}
}

static bool is_hit(const struct prefilter_scratch *s, uint32_t group)
{
	return group == NONE || s->groups[group] == s->generation;
}

const uint32_t *prefilter_find(const struct prefilter *p, struct prefilter_scratch *s, struct str text, size_t *n)
{
	if (p->off) {
		*n = p->always_n;
		return p->always;
	}
	make_room(s, p);
	s->p = p;
	s->generation++;
	s->drivers_n = 0;
	aho_search(p->aho, text, note_literal, s);
	if (p->always_n)
		memcpy(s->out, p->always, p->always_n * sizeof *s->out);
	s->out_n = p->always_n;
	for (size_t i = 0; i < s->drivers_n; i++) {
		uint32_t g = s->drivers[i];
		for (uint32_t k = p->driven_start[g]; k < p->driven_start[g + 1]; k++) {
			const struct driven *d = &p->driven[k];
			if (is_hit(s, d->others[0]) && is_hit(s, d->others[1]))
				s->out[s->out_n++] = d->pattern;
		}
	}
	*n = s->out_n;
	return s->out;
}
