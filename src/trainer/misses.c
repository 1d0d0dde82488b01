/* misses.c - what was asked in vain: read from a store, asked of the books of now, put into groups. */
#include "trainer/misses.h"

#include <stdlib.h>

#include "book/match.h"
#include "trainer/misses_internal.h"

enum { CHUNK = 1 << 16 };

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
	grouping_fill(q, kept);
	grouping_count(q);
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
		grouping_make(&q);
		ask_books(&q);
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

long miss_message_at(const struct miss_message *list, size_t n, int64_t number)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list[middle].number < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low < n && list[low].number == number ? (long)low : -1;
}

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
	long at = miss_message_at(m->of, m->of_n, number);

	if (at < 0)
		return NULL;
	*sentence = &m->kept[m->of[at].sentence];
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
