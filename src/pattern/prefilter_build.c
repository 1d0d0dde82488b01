/* prefilter_build.c - takes patterns apart, and chooses which literals make a text look at which of
 * them. */
#include "pattern/prefilter_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/progress.h"
#include "pattern/literals.h"
#include "pattern/numbers.h"
#include "pattern/meaning_tree.h"
#include "pattern/plan_internal.h"
#include "pattern/plan_list.h"

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

/* What a pattern cannot match without: one literal of each group. */
struct needs {
	struct literal_list group[LITERAL_GROUPS_MAX]; /* the one that drives the pattern first */
	size_t n;
	uint32_t plan;
};

struct builder {
	struct arena *arena;   /* until all is built */
	struct arena *scratch; /* for one pattern: a small one stays in the cache */
	struct numbers literals;
	struct needs *needs; /* by pattern */
	double *often;       /* by literal: how often a text holds it */
};

static void number_groups(struct builder *b, const struct literals *l, struct needs *needs)
{
	needs->n = l->n;
	for (size_t i = 0; i < l->n; i++) {
		size_t n = l->groups[i].n;
		uint32_t *v = ARENA_ARRAY(b->arena, uint32_t, n);
		for (size_t k = 0; k < n; k++)
			v[k] = numbers_of(&b->literals, l->groups[i].any[k]);
		needs->group[i] = (struct literal_list){v, n};
	}
}

static void extract(struct builder *b, struct prefilter *p, const struct prefilter_source *from)
{
	for (size_t i = 0; i < from->patterns_n && !progress_stopped(from->progress); i++) {
		const struct prefilter_pattern *pattern = &from->patterns[i];
		struct meaning_tree tree = {NULL, false};
		struct literals l;
		arena_reset(b->scratch);
		if (!from->off)
			tree = meaning_tree(pattern->text, b->scratch);
		literals_extract(&tree, b->scratch, &l);
		number_groups(b, &l, &b->needs[i]);
		b->needs[i].plan = plans_add(
		    p->plans, (uint32_t)i, pattern->intent, &tree, &b->literals, b->scratch);
		p->has_literal[i] = l.n > 0;
	}
}

/* What is often said the texts tell; of literals that none of them has, the longer ones are taken
 * for the rarer. */
static void listen(
    struct builder *b, const struct prefilter *p, const struct prefilter_source *from)
{
	struct sightings seen = {0};

	b->often = ARENA_ARRAY(b->arena, double, b->literals.n);
	for (size_t i = 0; i < from->heard_n && !progress_stopped(from->progress); i++) {
		trie_search(p->trie, from->heard[i], &seen);
		for (size_t f = 0; f < seen.found_n; f++)
			b->often[seen.found[f]] += sightings_is_last(&seen, f);
	}
	for (size_t i = 0; i < b->literals.n; i++)
		b->often[i] = literal_cost(b->literals.text[i]) +
			      (from->heard_n ? b->often[i] / (double)from->heard_n : 0);
	sightings_free(&seen);
}

static double how_often(const struct builder *b, const struct literal_list *g)
{
	double often = 0;
	for (size_t i = 0; i < g->n; i++)
		often += b->often[g->v[i]];
	return often;
}

static int compare_often(const void *x, const void *y, void *often)
{
	double a = ((double *)often)[*(const uint32_t *)x],
	       b = ((double *)often)[*(const uint32_t *)y];
	return a > b ? -1 : a < b;
}

/* Puts the groups that fewest texts hold first, and of each the literals that most hold. */
static void sort_groups(const struct builder *b, struct needs *needs)
{
	for (size_t i = 0; i < needs->n; i++) {
		struct literal_list g = needs->group[i];
		size_t k = i;
		qsort_r(g.v, g.n, sizeof *g.v, compare_often, b->often);
		for (; k > 0 && how_often(b, &g) < how_often(b, &needs->group[k - 1]); k--)
			needs->group[k] = needs->group[k - 1];
		needs->group[k] = g;
	}
}

/* Gives the literals that drive a pattern the first numbers, behind those that are made: a text has
 * many literals, and few of them drive. */
static void renumber(struct builder *b, struct prefilter *p)
{
	uint32_t *number = ARENA_ARRAY(b->arena, uint32_t, b->literals.n), next = LITERALS_MADE;

	for (size_t i = 0; i < p->patterns_n; i++)
		for (size_t k = 0; b->needs[i].n && k < b->needs[i].group[0].n; k++)
			number[b->needs[i].group[0].v[k]] = 1;
	for (uint32_t i = LITERALS_MADE; i < b->literals.n; i++)
		if (number[i])
			number[i] = next++;
	p->driving_n = next;
	for (uint32_t i = 0; i < b->literals.n; i++)
		if (i < LITERALS_MADE)
			number[i] = i;
		else if (!number[i])
			number[i] = next++;
	for (size_t i = 0; i < p->patterns_n; i++)
		for (size_t g = 0; g < b->needs[i].n; g++)
			for (size_t k = 0; k < b->needs[i].group[g].n; k++) {
				uint32_t *literal = &b->needs[i].group[g].v[k];
				*literal = number[*literal];
			}
	trie_renumber(p->trie, number);
	plans_renumber(p->plans, number);
}

static void count_rows(struct builder *b, struct prefilter *p, const struct prefilter_source *from)
{
	p->rows = prefilter_make(p->driving_n + 1, sizeof *p->rows);
	for (size_t i = 0; i < p->patterns_n; i++) {
		const struct needs *needs = &b->needs[i];
		unsigned veto = from->patterns[i].veto, drive = !veto;
		p->always_vetoes_n += !needs->n && veto;
		p->always_n += !needs->n && drive;
		for (size_t k = 0; needs->n && k < needs->group[0].n; k++) {
			struct row *next = &p->rows[needs->group[0].v[k] + 1];
			next->vetoes += veto;
			next->drives += drive;
		}
	}
	for (size_t i = 0; i < p->driving_n; i++) {
		p->rows[i + 1].drives += p->rows[i].drives;
		p->rows[i + 1].vetoes += p->rows[i].vetoes;
	}
	p->drives = prefilter_make(p->rows[p->driving_n].drives + ROW_SLACK, sizeof *p->drives);
	p->vetoes = prefilter_make(p->rows[p->driving_n].vetoes + ROW_SLACK, sizeof *p->vetoes);
	p->always = prefilter_make(p->always_n, sizeof *p->always);
	p->always_vetoes = prefilter_make(p->always_vetoes_n, sizeof *p->always_vetoes);
}

static void fill_rows(struct builder *b, struct prefilter *p, const struct prefilter_source *from)
{
	struct row *next = ARENA_ARRAY(b->arena, struct row, p->driving_n + 1);
	size_t always = 0, always_vetoes = 0;

	memcpy(next, p->rows, (p->driving_n + 1) * sizeof *next);
	for (size_t i = 0; i < p->patterns_n; i++) {
		const struct needs *needs = &b->needs[i];
		struct veto veto = {needs->plan, from->patterns[i].intent};
		if (!needs->n && from->patterns[i].veto)
			p->always_vetoes[always_vetoes++] = veto;
		else if (!needs->n)
			p->always[always++] = needs->plan;
		for (size_t k = 0; needs->n && k < needs->group[0].n; k++) {
			struct row *row = &next[needs->group[0].v[k]];
			if (from->patterns[i].veto)
				p->vetoes[row->vetoes++] = veto;
			else
				p->drives[row->drives++] = needs->plan;
		}
	}
}

/* -1: stopped; there is nothing yet that could be searched with. */
static int build(struct builder *b, struct prefilter *p, const struct prefilter_source *from)
{
	p->patterns_n = from->patterns_n;
	p->plans = plans_new();
	p->has_literal = prefilter_make(p->patterns_n, sizeof *p->has_literal);
	b->needs = ARENA_ARRAY(b->arena, struct needs, p->patterns_n);
	plan_list_number_made(&b->literals);
	extract(b, p, from);
	if (progress_stopped(from->progress))
		return -1;
	p->trie = trie_new(b->literals.text + LITERALS_MADE, b->literals.n - LITERALS_MADE);
	listen(b, p, from);
	for (size_t i = 0; i < p->patterns_n; i++)
		sort_groups(b, &b->needs[i]);
	renumber(b, p);
	count_rows(b, p, from);
	fill_rows(b, p, from);
	for (size_t i = 0; i < p->patterns_n; i++)
		plan_needs(p->plans, b->needs[i].plan, b->needs[i].group[0], b->needs[i].group[1]);
	return 0;
}

struct prefilter *prefilter_new(const struct prefilter_source *from)
{
	struct prefilter *p = prefilter_make(1, sizeof *p);
	struct builder b = {.arena = arena_new(256 << 10), .scratch = arena_new(64 << 10)};

	b.literals.arena = b.arena;
	if (build(&b, p, from) != 0)
		prefilter_free(&p);
	numbers_free(&b.literals);
	arena_free(&b.scratch);
	arena_free(&b.arena);
	return p;
}

void prefilter_free(struct prefilter **pp)
{
	struct prefilter *p = pp ? *pp : NULL;
	if (!p)
		return;
	trie_free(&p->trie);
	plans_free(&p->plans);
	free(p->rows);
	free(p->drives);
	free(p->vetoes);
	free(p->always);
	free(p->always_vetoes);
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
	const struct row *end = &p->rows[p->driving_n];

	return sizeof *p + trie_memory(p->trie) + plans_memory(p->plans) +
	       p->driving_n * sizeof *p->rows + (end->drives + p->always_n) * sizeof *p->drives +
	       (end->vetoes + p->always_vetoes_n) * sizeof *p->vetoes + p->patterns_n;
}
