/* prefilter_build.c - takes the patterns of a book apart: literals, groups, and which group drives
 * which pattern. */
#include "book/prefilter_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "book/match.h"
#include "book/normalise.h"

static void *must(void *p)
{
	if (!p) {
		fputs("xiaoer: out of memory in the prefilter\n", stderr);
		abort();
	}
	return p;
}

void *prefilter_make(size_t n, size_t size)
{
	return must(calloc(n + 1, size));
}

/* Numbers for equal texts: 0, 1, 2, ... in order of first coming. */
struct numbers {
	struct str *key;
	size_t n, cap;
	uint32_t *slots; /* number + 1; 0: free */
	size_t slots_n;  /* a power of two */
};

struct builder {
	struct arena *arena;   /* until all is built */
	struct arena *scratch; /* for one pattern: a small one stays in the cache */
	struct numbers literals, groups;
	struct rows members; /* by group: the numbers of its literals */
	struct group *group; /* by number */
	size_t group_n, group_cap;
	uint32_t *driver; /* by pattern: the group that drives it, or NONE */
};

struct group {
	double cost;    /* how often it is hit, guessed from the length of its literals */
	uint32_t users; /* patterns that have it */
	uint32_t heard; /* examples that hit it */
};

static void numbers_grow(struct numbers *s)
{
	s->cap = s->cap ? 2 * s->cap : 1024;
	s->key = must(realloc(s->key, s->cap * sizeof *s->key));
	free(s->slots);
	s->slots_n = 2 * s->cap;
	s->slots = prefilter_make(s->slots_n, sizeof *s->slots);
	for (size_t i = 0; i < s->n; i++) {
		size_t at = str_hash(s->key[i], 0) & (s->slots_n - 1);
		while (s->slots[at])
			at = (at + 1) & (s->slots_n - 1);
		s->slots[at] = (uint32_t)i + 1;
	}
}

/* A new key is copied. */
static uint32_t number_of(struct numbers *s, struct arena *arena, struct str key)
{
	if (s->n == s->cap)
		numbers_grow(s);
	size_t at = str_hash(key, 0) & (s->slots_n - 1);
	for (; s->slots[at]; at = (at + 1) & (s->slots_n - 1))
		if (str_eq(s->key[s->slots[at] - 1], key))
			return s->slots[at] - 1;
	s->key[s->n] = arena_str(arena, key);
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
	uint32_t members[LITERALS_IN_GROUP_MAX];
	size_t n = 0;

	for (size_t i = 0; i < g->n; i++)
		members[i] = number_of(&b->literals, b->arena, g->any[i]);
	qsort(members, g->n, sizeof *members, compare_numbers);
	for (size_t i = 0; i < g->n; i++)
		if (i == 0 || members[i] != members[n - 1])
			members[n++] = members[i];
	uint32_t number =
	    number_of(&b->groups, b->arena, str_make((const char *)members, n * sizeof *members));
	if (b->groups.n > b->group_n) { /* a new one */
		if (number >= b->group_cap) {
			b->group_cap = b->group_cap ? 2 * b->group_cap : 1024;
			b->group = must(realloc(b->group, b->group_cap * sizeof *b->group));
		}
		b->group[b->group_n++] = (struct group){.cost = literals_cost(g)};
	}
	return number;
}

static void extract(struct builder *b, struct prefilter *p, const struct book *book)
{
	for (size_t i = 0; i < book->patterns_n; i++) {
		struct literals l;
		arena_reset(b->scratch);
		literals_extract(book->patterns[i].text, b->scratch, &l);
		struct needs *needs = &p->needs[i];
		for (size_t k = 0; k < LITERAL_GROUPS_MAX; k++) {
			needs->group[k] = k < l.n ? group_number(b, &l.groups[k]) : NONE;
			if (k >= l.n)
				continue;
			b->group[needs->group[k]].users++;
			needs->least[k] = (int16_t)l.groups[k].at.least;
			needs->most[k] = (int16_t)l.groups[k].at.most;
		}
	}
}

/* While the examples are listened to every group counts, each once an example. */
struct listener {
	struct builder *b;
	const struct rows *groups; /* by literal */
	uint32_t *last;            /* by group: the example that hit it last */
	uint32_t example;
};

static void hear(void *ctx, uint32_t literal, uint32_t at)
{
	struct listener *l = ctx;
	(void)at;
	for (uint32_t i = l->groups->start[literal]; i < l->groups->start[literal + 1]; i++) {
		uint32_t g = l->groups->v[i];
		if (l->last[g] == l->example)
			continue;
		l->last[g] = l->example;
		l->b->group[g].heard++;
	}
}

/* What customers often say, the book's examples tell. */
static void listen(struct builder *b, const struct prefilter *p, const struct book *book,
    const struct rows *groups)
{
	struct listener l = {b, groups, ARENA_ARRAY(b->arena, uint32_t, p->groups_n), 0};

	for (size_t i = 0; i < book->intents_n; i++)
		for (size_t k = 0; k < book->intents[i].examples_n; k++) {
			struct normal normal;
			arena_reset(b->scratch);
			if (normalise(book->normaliser, b->scratch,
				book->intents[i].examples[k].text, &normal) < 0)
				continue;
			l.example++;
			aho_search(p->aho, normal.text, hear, &l);
		}
	for (size_t g = 0; l.example && g < p->groups_n; g++)
		b->group[g].cost += (double)b->group[g].heard / l.example;
}

/* Of a pattern's groups the one least often hit: also what many patterns ask for many customers
 * say. */
static uint32_t choose_driver(const struct builder *b, const uint32_t groups[LITERAL_GROUPS_MAX])
{
	uint32_t best = NONE;
	double least = 0;

	for (size_t k = 0; k < LITERAL_GROUPS_MAX && groups[k] != NONE; k++) {
		double weight = b->group[groups[k]].cost * b->group[groups[k]].users;
		if (best == NONE || weight < least) {
			best = groups[k];
			least = weight;
		}
	}
	return best;
}

static void drive_first(struct needs *n, uint32_t driver)
{
	size_t k = 0;

	while (n->group[k] != driver)
		k++;
	struct needs was = *n;
	n->group[0] = was.group[k];
	n->least[0] = was.least[k];
	n->most[0] = was.most[k];
	n->group[k] = was.group[0];
	n->least[k] = was.least[0];
	n->most[k] = was.most[0];
}

static void list_driven(struct builder *b, struct prefilter *p)
{
	p->driven_start = prefilter_make(p->groups_n + 1, sizeof *p->driven_start);
	for (size_t i = 0; i < p->patterns_n; i++)
		if (b->driver[i] != NONE) {
			p->driven_start[b->driver[i] + 1]++;
			p->driven_n++;
		}
	for (size_t g = 0; g < p->groups_n; g++)
		p->driven_start[g + 1] += p->driven_start[g];
	p->driven = prefilter_make(p->driven_n, sizeof *p->driven);
	uint32_t *next = ARENA_ARRAY(b->arena, uint32_t, p->groups_n + 1);
	memcpy(next, p->driven_start, (p->groups_n + 1) * sizeof *next);
	for (size_t i = 0; i < p->patterns_n; i++) {
		if (b->driver[i] == NONE)
			continue;
		struct driven *d = &p->driven[next[b->driver[i]]++];
		*d = (struct driven){(uint32_t)i, p->needs[i]};
		drive_first(&d->needs, b->driver[i]);
	}
}

static void list_literals(struct builder *b, size_t groups_n)
{
	struct rows *m = &b->members;
	size_t total = 0;

	for (size_t g = 0; g < groups_n; g++)
		total += b->groups.key[g].n / sizeof *m->v;
	m->start = prefilter_make(groups_n + 1, sizeof *m->start);
	m->v = prefilter_make(total, sizeof *m->v);
	for (size_t g = 0; g < groups_n; g++) {
		struct str key = b->groups.key[g];
		memcpy(m->v + m->start[g], key.p, key.n);
		m->start[g + 1] = m->start[g] + (uint32_t)(key.n / sizeof *m->v);
	}
}

/* The same as bits.  A group's literals are in order of their numbers, and those that came with it
 * stand together. */
static void list_members(const struct builder *b, struct prefilter *p)
{
	const struct rows *m = &b->members;
	size_t n = 0;

	p->members_start = prefilter_make(p->groups_n + 1, sizeof *p->members_start);
	p->members = prefilter_make(m->start[p->groups_n], sizeof *p->members);
	for (size_t g = 0; g < p->groups_n; g++) {
		for (uint32_t k = m->start[g]; k < m->start[g + 1]; k++) {
			uint32_t word = m->v[k] / 64;
			if (k == m->start[g] || p->members[n - 1].word != word)
				p->members[n++].word = word;
			p->members[n - 1].mask |= 1ull << m->v[k] % 64;
		}
		p->members_start[g + 1] = (uint32_t)n;
	}
	p->members_n = n;
	p->members = must(realloc(p->members, (n + 1) * sizeof *p->members));
}

/* The other way round, which rows hold each of n values; of all rows, or of those that are not
 * empty in `only`. */
static struct rows turn(
    struct arena *arena, const struct rows *rows, size_t rows_n, size_t n, const uint32_t *only)
{
	struct rows out = {prefilter_make(n + 1, sizeof *out.start),
	    prefilter_make(rows->start[rows_n], sizeof *out.v)};
	uint32_t *next = ARENA_ARRAY(arena, uint32_t, n + 1);

	for (size_t i = 0; i < rows_n; i++)
		for (uint32_t k = rows->start[i]; k < rows->start[i + 1]; k++)
			out.start[rows->v[k] + 1] += !only || only[i] < only[i + 1];
	for (size_t i = 0; i < n; i++)
		out.start[i + 1] += out.start[i];
	memcpy(next, out.start, (n + 1) * sizeof *next);
	for (size_t i = 0; i < rows_n; i++) {
		if (only && only[i] == only[i + 1])
			continue;
		for (uint32_t k = rows->start[i]; k < rows->start[i + 1]; k++)
			out.v[next[rows->v[k]]++] = (uint32_t)i;
	}
	return out;
}

static void rows_free(struct rows *r)
{
	free(r->start);
	free(r->v);
}

static void choose_drivers(struct builder *b, struct prefilter *p, const struct book *book)
{
	struct rows groups = turn(b->arena, &b->members, p->groups_n, p->literals_n, NULL);

	listen(b, p, book, &groups);
	rows_free(&groups);
	for (size_t i = 0; i < p->patterns_n; i++) {
		b->driver[i] = book->patterns[i].veto ? NONE : choose_driver(b, p->needs[i].group);
		if (b->driver[i] == NONE && !book->patterns[i].veto)
			p->always[p->always_n++].pattern = (uint32_t)i;
	}
}

static void build(struct builder *b, struct prefilter *p, const struct book *book)
{
	b->driver = ARENA_ARRAY(b->arena, uint32_t, p->patterns_n);
	extract(b, p, book);
	p->literals_n = b->literals.n;
	p->groups_n = b->groups.n;
	list_literals(b, p->groups_n);
	list_members(b, p);
	p->aho = aho_new(b->literals.key, p->literals_n);
	choose_drivers(b, p, book);
	list_driven(b, p);
	p->drives = turn(b->arena, &b->members, p->groups_n, p->literals_n, p->driven_start);
	rows_free(&b->members);
}

static void list_all(struct prefilter *p, const struct book *book)
{
	for (size_t i = 0; i < p->patterns_n; i++)
		if (!book->patterns[i].veto)
			p->always[p->always_n++].pattern = (uint32_t)i;
}

struct prefilter *prefilter_new(const struct book *book, bool off)
{
	struct prefilter *p = prefilter_make(1, sizeof *p);
	struct builder b = {.arena = arena_new(256 << 10), .scratch = arena_new(64 << 10)};

	p->off = off;
	p->patterns_n = book->patterns_n;
	p->always = prefilter_make(p->patterns_n, sizeof *p->always);
	p->needs = prefilter_make(p->patterns_n, sizeof *p->needs);
	if (off)
		list_all(p, book);
	else
		build(&b, p, book);
	free(b.literals.key);
	free(b.literals.slots);
	free(b.groups.key);
	free(b.groups.slots);
	free(b.group);
	arena_free(&b.scratch);
	arena_free(&b.arena);
	return p;
}

void prefilter_free(struct prefilter **pp)
{
	struct prefilter *p = pp ? *pp : NULL;
	if (!p)
		return;
	aho_free(&p->aho);
	rows_free(&p->drives);
	free(p->members_start);
	free(p->members);
	free(p->driven_start);
	free(p->driven);
	free(p->always);
	free(p->needs);
	free(p);
	*pp = NULL;
}

bool prefilter_has_literal(const struct prefilter *p, size_t i)
{
	return !p->off && p->needs[i].group[0] != NONE;
}

size_t prefilter_memory(const struct prefilter *p)
{
	size_t n = sizeof *p + p->patterns_n * (sizeof *p->always + sizeof *p->needs);
	if (!p->off)
		n += aho_memory(p->aho) + p->driven_n * sizeof *p->driven +
		     p->members_n * sizeof *p->members +
		     (p->literals_n + 2 * p->groups_n + p->drives.start[p->literals_n]) *
			 sizeof(uint32_t);
	return n;
}
