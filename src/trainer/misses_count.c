/* misses_count.c - how often and by how many a group was asked, what is left open of it, and which
 * intents are near. */
#include <stdlib.h>

#include "trainer/misses_internal.h"

enum { ASKED = 5, NEAR = 8 };

/* An intent with less is near by chance. */
static const double NEAR_LEAST = 0.1;

struct customer {
	uint32_t group;
	uint64_t customer;
};

static int by_group(const void *va, const void *vb)
{
	const struct customer *a = va, *b = vb;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return a->customer < b->customer ? -1 : a->customer > b->customer;
}

static void count_customers(struct grouping *q)
{
	const struct gathered *g = &q->g;
	struct customer *list = calloc(g->messages_n + 1, sizeof *list);

	if (!list)
		abort(); /* as the arena does */
	for (size_t i = 0; i < g->messages_n; i++)
		list[i] = (struct customer){
		    q->group[g->messages[i].sentence], g->messages[i].customer};
	qsort(list, g->messages_n, sizeof *list, by_group);
	for (size_t i = 0; i < g->messages_n; i++)
		if (i == 0 || by_group(&list[i - 1], &list[i]) != 0)
			q->out->groups[list[i].group].customers++;
	free(list);
}

static void count_message(
    struct grouping *q, const struct miss_message *at, const struct miss_sentence *s)
{
	struct miss_group *group = &q->out->groups[q->group[at->sentence]];
	bool after = !group->decided || at->number > group->decided->upto;

	if (!group->messages || at->at < group->first_at)
		group->first_at = at->at;
	if (!group->messages || at->at > group->last_at)
		group->last_at = at->at;
	group->messages++;
	group->answered += s->answered;
	group->handed_over += at->handed_over;
	group->open += !s->answered && after;
	q->out->messages++;
	q->out->answered += s->answered;
}

static void judge_group(struct misses *m, struct miss_group *group)
{
	bool decided = group->decided && group->decided->state != MISS_NEW;

	if (decided && group->decided->state == MISS_IGNORED)
		group->state = MISS_IGNORED;
	else
		group->state = group->open ? MISS_NEW : MISS_DONE;
	group->again = group->state == MISS_NEW && decided;
	m->states[group->state]++;
}

static struct nearest_hit *hit_of(struct nearest_hit *hits, size_t *n, const struct intent *t)
{
	for (size_t i = 0; i < *n; i++)
		if (hits[i].intent == t)
			return &hits[i];
	hits[*n] = (struct nearest_hit){t, 0};
	return &hits[(*n)++];
}

static int by_score(const void *va, const void *vb)
{
	const struct nearest_hit *a = va, *b = vb;

	if (a->score != b->score)
		return a->score > b->score ? -1 : 1;
	return str_compare(a->intent->id, b->intent->id);
}

/* Of the first sentences: what is near to one by chance is not near to all. */
static void fill_nearest(struct grouping *q, struct miss_group *group)
{
	struct nearest_hit hits[ASKED * NEAR], some[NEAR];
	size_t n = 0, asked = group->sentences_n < ASKED ? group->sentences_n : ASKED;

	group->book = q->books[group->sentences[0] - q->out->kept];
	for (size_t i = 0; i < asked && group->book->nearest; i++) {
		size_t found = nearest_rank(
		    group->book->nearest, group->sentences[i]->normal, some, NEAR);

		for (size_t k = 0; k < found; k++)
			hit_of(hits, &n, some[k].intent)->score +=
			    some[k].score / (double)asked;
	}
	if (n)
		qsort(hits, n, sizeof *hits, by_score);
	for (size_t i = 0; i < n && i < MISSES_NEAREST && hits[i].score >= NEAR_LEAST; i++)
		group->nearest[group->nearest_n++] = hits[i];
}

void grouping_count(struct grouping *q)
{
	const struct gathered *g = &q->g;
	struct misses *m = q->out;

	for (size_t i = 0; i < g->messages_n; i++)
		count_message(q, &g->messages[i], &g->sentences[g->messages[i].sentence]);
	if (g->messages_n)
		count_customers(q);
	for (size_t k = 0; k < m->groups_n; k++) {
		judge_group(m, &m->groups[k]);
		fill_nearest(q, &m->groups[k]);
	}
}
