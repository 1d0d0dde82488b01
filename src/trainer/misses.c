/* misses.c - sentences into groups, with what was decided of them and what the books say by now.
 *
 * Sentences on which a decision stands rank before all others when groups are founded (alike.h), so a
 * group that was decided on stays where it is, whatever comes later; groups that one decision is about
 * are one. */
#include "trainer/misses.h"

#include <stdlib.h>

#include "book/match.h"
#include "trainer/alike.h"
#include "trainer/misses_internal.h"

enum { CHUNK = 1 << 16, UNDECIDED = 0, ASKED = 5, NEAR = 8 };

static const uint32_t NO_GROUP = UINT32_MAX;

/* Two sentences of the same matter share a third of what they are made of, as it weighs. Tried on 1,200
 * real ones: with half of it nearly all stay alone, with a quarter matters are mixed. */
static const double LEAST = 0.35;
/* An intent with less is near by chance. */
static const double NEAR_LEAST = 0.1;
/* What a decision stands on ranks before everything else. */
static const uint64_t DECIDED_RANK = (uint64_t)1 << 40;

struct customer {
	uint32_t group;
	uint64_t customer;
};

struct grouping {
	struct gathered g;
	struct match_scratch *scratch;
	struct misses *out;
	struct book **books; /* of each sentence: the one for its script */
	uint32_t *decided;   /* of each sentence: 1 + the last decision that stands on it, or UNDECIDED */
	long *stand;         /* of each message that decisions stand on: its sentence */
	uint32_t *root;      /* of each sentence: the founder of its group */
	uint32_t *group;     /* of each sentence, once groups are numbered, or NO_GROUP */
};

/* ---- what there is ---- */

static long message_at(const struct gathered *g, int64_t number)
{
	size_t low = 0, high = g->messages_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (g->messages[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < g->messages_n && g->messages[low].number == number ? (long)low : -1;
}

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
	long at = message_at(g, d->messages[i]);

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

/* ---- what the books say by now ---- */

static void ask_books(struct grouping *q)
{
	struct gathered *g = &q->g;
	const struct shelf *shelf = g->options->books;

	q->books = ARENA_ARRAY(g->arena, struct book *, g->index.n + 1);
	for (size_t i = 0; i < g->index.n; i++) {
		struct miss_sentence *s = &g->sentences[i];
		struct book *book = shelf_by_text(shelf, s->text);
		struct match_result r;

		q->books[i] = book ? book : shelf->books[0];
		arena_reset(g->scratch);
		s->answered =
		    match_text(q->books[i], q->scratch, g->scratch, s->text, &r) == 0 && r.n;
	}
}

/* ---- groups ---- */

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

static void group_sentences(struct grouping *q)
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

static void fill_sentences(struct grouping *q, struct miss_sentence *kept)
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

/* ---- their numbers ---- */

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

static int by_size(const void *va, const void *vb)
{
	const struct miss_group *a = va, *b = vb;

	if (a->open != b->open)
		return a->open > b->open ? -1 : 1;
	if (a->messages != b->messages)
		return a->messages > b->messages ? -1 : 1;
	return a->sentences[0]->number < b->sentences[0]->number ? -1 : 1;
}

/* Groups are sorted last: until then they are known by their numbers. */
static void finish(struct grouping *q)
{
	struct gathered *g = &q->g;
	struct misses *m = q->out;
	struct miss_sentence *kept = ARENA_ARRAY(m->arena, struct miss_sentence, g->index.n + 1);

	for (size_t s = 0; s < g->index.n; s++) {
		kept[s] = g->sentences[s];
		m->sentences += kept[s].n > 0;
	}
	m->kept = kept;
	m->newest = g->newest;
	m->left_out = g->left_out;
	m->of_n = g->messages_n;
	m->of = ARENA_ARRAY(m->arena, struct miss_message, g->messages_n + 1);
	if (g->messages_n)
		memcpy(m->of, g->messages, g->messages_n * sizeof *m->of);
	number_groups(q);
	note_decisions(q);
	fill_sentences(q, kept);
	for (size_t i = 0; i < g->messages_n; i++)
		count_message(q, &g->messages[i], &g->sentences[g->messages[i].sentence]);
	if (g->messages_n)
		count_customers(q);
	for (size_t k = 0; k < m->groups_n; k++) {
		judge_group(m, &m->groups[k]);
		fill_nearest(q, &m->groups[k]);
	}
	if (m->groups_n)
		qsort(m->groups, m->groups_n, sizeof *m->groups, by_size);
}

struct misses *misses_read(
    struct store_reader *r, const struct misses_options *o, struct match_scratch *scratch)
{
	struct arena *arena = arena_new(CHUNK);
	struct misses *out = ARENA_NEW(arena, struct misses);
	struct grouping q = {.g = {.options = o,
				 .normaliser = o->books->books[0]->normaliser,
				 .arena = arena,
				 .scratch = arena_new(CHUNK),
				 .index = {.arena = arena}},
	    .scratch = scratch,
	    .out = out};
	int rc = gathered_read(&q.g, r);

	out->arena = arena;
	if (rc == 0) {
		count_sentences(&q.g);
		note_decided(&q);
		ask_books(&q);
		group_sentences(&q);
		finish(&q);
	}
	gathered_free(&q.g);
	if (rc != 0)
		misses_free(&out);
	return out;
}

void misses_free(struct misses **m)
{
	struct arena *arena;

	if (!m || !*m)
		return;
	arena = (*m)->arena;
	*m = NULL;
	arena_free(&arena);
}

/* ---- by number ---- */

static const struct miss_group *group_with(
    const struct misses *m, const struct miss_sentence *sentence)
{
	for (size_t k = 0; k < m->groups_n; k++)
		for (size_t i = 0; i < m->groups[k].sentences_n; i++)
			if (m->groups[k].sentences[i] == sentence)
				return &m->groups[k];
	return NULL;
}

const struct miss_group *misses_find(
    const struct misses *m, int64_t number, const struct miss_sentence **sentence)
{
	size_t low = 0, high = m->of_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m->of[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == m->of_n || m->of[low].number != number)
		return NULL;
	*sentence = &m->kept[m->of[low].sentence];
	return group_with(m, *sentence);
}

static size_t add_number(int64_t *out, size_t n, int64_t number)
{
	for (size_t i = 0; i < n; i++)
		if (out[i] == number)
			return n;
	if (n < STORE_MISS_MESSAGES)
		out[n++] = number;
	return n;
}

size_t misses_stand_on(
    const struct miss_group *g, int64_t number, int64_t out[STORE_MISS_MESSAGES])
{
	size_t n = add_number(out, 0, number);

	for (size_t i = 0; i < g->on_n; i++)
		n = add_number(out, n, g->on[i]);
	for (size_t i = 0; i < g->sentences_n && n < STORE_MISS_MESSAGES; i++)
		n = add_number(out, n, g->sentences[i]->number);
	return n;
}
