/* misses_group.c - sentences into groups.
 *
 * Sentences on which a decision stands rank before all others when groups are founded (alike.h), so a
 * group that was decided on stays where it is, whatever comes later; groups that one decision is about
 * are one. */
#include <stdlib.h>

#include "trainer/alike.h"
#include "trainer/misses_internal.h"

enum { UNDECIDED = 0 };

static const uint32_t NO_GROUP = UINT32_MAX;

/* Two sentences of the same matter share a third of what they are made of, as it weighs. Tried on 1,200
 * real ones: with half of it nearly all stay alone, with a quarter matters are mixed. */
static const double LEAST = 0.35;
/* What a decision stands on ranks before everything else. */
static const uint64_t DECIDED_RANK = (uint64_t)1 << 40;

static void count_sentences(struct gathered *g)
{
	for (size_t i = 0; i < g->messages_n; i++) {
		struct miss_sentence *s = &g->sentences[g->messages[i].sentence];

		if (s->n++ == 0)
			s->number = g->messages[i].number;
	}
}

/* What lies outside the period is a sentence without messages. */
static long decided_sentence(struct gathered *g, const struct store_miss *d, size_t i)
{
	long at = miss_message_at(g->messages, g->messages_n, d->messages[i]);

	return at >= 0 ? (long)g->messages[at].sentence
		       : gathered_sentence(g, d->texts[i], d->messages[i]);
}

static void note_decided(struct grouping *q)
{
	struct gathered *g = &q->g;
	size_t most = g->index.n;

	for (size_t d = 0; d < g->decided_n; d++)
		most += g->decided[d].messages_n;
	q->decided = ARENA_ARRAY(g->arena, uint32_t, most + 1);
	q->stand = ARENA_ARRAY(g->arena, long, most - g->index.n + 1);
	most = 0;
	for (size_t d = 0; d < g->decided_n; d++)
		for (size_t i = 0; i < g->decided[d].messages_n; i++) {
			long s = decided_sentence(g, &g->decided[d], i);

			q->stand[most++] = s;
			if (s != STR_INDEX_NONE)
				q->decided[s] = (uint32_t)d + 1;
		}
}

static uint32_t root_of(struct grouping *q, uint32_t s)
{
	while (q->root[s] != s)
		s = q->root[s] = q->root[q->root[s]];
	return s;
}

/* Groups that the same decision is about are one. */
static void join_decided(struct grouping *q)
{
	struct gathered *g = &q->g;
	uint32_t *first = ARENA_ARRAY(g->arena, uint32_t, g->decided_n + 1); /* 1 + sentence */

	for (uint32_t s = 0; s < g->index.n; s++) {
		uint32_t d = q->decided[s];

		if (d == UNDECIDED)
			continue;
		if (!first[d])
			first[d] = s + 1;
		else
			q->root[root_of(q, s)] = root_of(q, first[d] - 1);
	}
}

/* What many intents of the book have tells little of what is wanted. */
static double telling(void *ctx, uint64_t key)
{
	const struct shelf *books = ctx;
	double least = 1;

	for (size_t i = 0; i < books->n; i++) {
		double tells = books->books[i]->nearest
				   ? nearest_tells(books->books[i]->nearest, key)
				   : 1;

		least = tells < least ? tells : least;
	}
	return least;
}

static void join_alike(struct grouping *q)
{
	struct gathered *g = &q->g;
	struct alike_text *texts = calloc(g->index.n + 1, sizeof *texts);
	uint32_t *of = ARENA_ARRAY(g->arena, uint32_t, g->index.n + 1);
	size_t n = 0;

	if (!texts)
		abort(); /* as the arena does */
	q->root = ARENA_ARRAY(g->arena, uint32_t, g->index.n + 1);
	for (uint32_t i = 0; i < g->index.n; i++) {
		const struct miss_sentence *s = &g->sentences[i];

		q->root[i] = i;
		if (!s->n && q->decided[i] == UNDECIDED)
			continue;
		of[n] = i;
		texts[n++] = (struct alike_text){.text = s->normal,
		    .count = s->n + (q->decided[i] != UNDECIDED ? DECIDED_RANK : 0),
		    .first = s->number};
	}
	alike_group(texts, n,
	    &(struct alike_options){.least = LEAST,
		.telling = telling,
		.ctx = (void *)g->options->books,
		.progress = g->options->grouping});
	for (size_t i = 0; i < n; i++) {
		q->root[of[i]] = of[texts[i].founder];
		g->sentences[of[i]].likeness = texts[i].likeness;
	}
	free(texts);
	join_decided(q);
}

/* A group for every root that has messages. */
static void number_groups(struct grouping *q)
{
	struct gathered *g = &q->g;
	struct misses *m = q->out;
	uint32_t *number = ARENA_ARRAY(g->arena, uint32_t, g->index.n + 1); /* 1 + group, of roots */

	q->group = ARENA_ARRAY(g->arena, uint32_t, g->index.n + 1);
	for (uint32_t s = 0; s < g->index.n; s++)
		if (g->sentences[s].n && !number[root_of(q, s)])
			number[root_of(q, s)] = (uint32_t)++m->groups_n;
	m->groups = ARENA_ARRAY(m->arena, struct miss_group, m->groups_n);
	for (uint32_t s = 0; s < g->index.n; s++) {
		uint32_t k = number[root_of(q, s)];

		q->group[s] = k - 1;
		if (k && g->sentences[s].n)
			m->groups[k - 1].sentences_n++;
	}
}

static void add_decision(
    struct misses *m, struct miss_group *group, const struct store_miss *d, size_t i)
{
	int64_t *on = (int64_t *)group->on;

	if (group->decided == d)
		return;
	group->decided = d;
	on = arena_grow(m->arena, on, group->on_n * sizeof *on, (group->on_n + 1) * sizeof *on);
	on[group->on_n++] = d->messages[i];
	group->on = on;
}

/* The oldest decision first.  Another one may have been made of the same sentence since, about another
 * of its messages: then both are about the group. */
static void note_decisions(struct grouping *q)
{
	struct gathered *g = &q->g;
	size_t at = 0;

	for (size_t d = 0; d < g->decided_n; d++)
		for (size_t i = 0; i < g->decided[d].messages_n; i++) {
			long s = q->stand[at++];

			if (s == STR_INDEX_NONE || q->group[s] == NO_GROUP)
				continue;
			add_decision(q->out, &q->out->groups[q->group[s]], &g->decided[d], i);
		}
}

static int by_rank(const void *va, const void *vb)
{
	const struct miss_sentence *a = *(const struct miss_sentence *const *)va;
	const struct miss_sentence *b = *(const struct miss_sentence *const *)vb;

	if (a->answered != b->answered)
		return a->answered ? 1 : -1;
	if (a->n != b->n)
		return a->n > b->n ? -1 : 1;
	if (a->likeness != b->likeness)
		return a->likeness > b->likeness ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static void fill_sentences(struct grouping *q, const struct miss_sentence *kept)
{
	struct gathered *g = &q->g;
	struct misses *m = q->out;
	const struct miss_sentence **lists =
	    ARENA_ARRAY(m->arena, const struct miss_sentence *, g->index.n + 1);

	for (size_t k = 0; k < m->groups_n; k++) {
		m->groups[k].sentences = lists;
		lists += m->groups[k].sentences_n;
		m->groups[k].sentences_n = 0;
	}
	for (size_t s = 0; s < g->index.n; s++) {
		struct miss_group *group;

		if (!g->sentences[s].n)
			continue;
		group = &m->groups[q->group[s]];
		((const struct miss_sentence **)group->sentences)[group->sentences_n++] = &kept[s];
	}
	for (size_t k = 0; k < m->groups_n; k++)
		qsort((void *)m->groups[k].sentences, m->groups[k].sentences_n,
		    sizeof *m->groups[k].sentences, by_rank);
}

void grouping_make(struct grouping *q)
{
	count_sentences(&q->g);
	note_decided(q);
	join_alike(q);
}

void grouping_fill(struct grouping *q, const struct miss_sentence *kept)
{
	number_groups(q);
	note_decisions(q);
	fill_sentences(q, kept);
}
