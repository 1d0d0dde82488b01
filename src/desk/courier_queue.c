/* courier_queue.c - lines of waiting rows and a heap of their heads: see courier_queue.h.
 *
 * Rows and lines live in two arrays with free lists, found by index; a hash finds the line of a
 * conversation. */
#include <assert.h>
#include <stdlib.h>

#include "desk/courier_queue.h"

enum { NONE = -1, FIRST_ROOM = 64 };

struct row {
	int64_t id, next_at;
	int next;             /* behind it in its line, or in the free list */
};

struct line {
	int64_t conversation;
	int head, tail;       /* head NONE: free */
	int hash_next;        /* in its bucket, or in the free list */
	bool taken;
};

struct head {                 /* of the heap: by next_at, then id */
	int64_t next_at, id;
	int line;
};

struct queue_lane {
	size_t max, size;
	struct row *rows;
	struct line *lines;
	struct head *heap;
	int *buckets;
	size_t room;          /* of each of the four; a power of two */
	size_t heap_n;
	int free_row, free_line;
};

static void *array(void *old, size_t n, size_t size)
{
	void *p = reallocarray(old, n, size);

	if (!p)
		abort(); /* as the arena does: what was promised is in the store */
	return p;
}

static size_t bucket_of(const struct queue_lane *q, int64_t conversation)
{
	return (size_t)(((uint64_t)conversation * 0x9e3779b97f4a7c15U) >> 32) & (q->room - 1);
}

static void hash_in(struct queue_lane *q, int line)
{
	size_t b = bucket_of(q, q->lines[line].conversation);

	q->lines[line].hash_next = q->buckets[b];
	q->buckets[b] = line;
}

static void grow(struct queue_lane *q)
{
	size_t old = q->room;

	q->room = old ? old * 2 : FIRST_ROOM;
	q->rows = array(q->rows, q->room, sizeof *q->rows);
	q->lines = array(q->lines, q->room, sizeof *q->lines);
	q->heap = array(q->heap, q->room, sizeof *q->heap);
	q->buckets = array(q->buckets, q->room, sizeof *q->buckets);
	for (size_t i = 0; i < q->room; i++)
		q->buckets[i] = NONE;
	for (size_t i = 0; i < old; i++)
		if (q->lines[i].head != NONE)
			hash_in(q, (int)i);
	/* no row is free now, yet lines may be */
	q->free_line = NONE;
	for (size_t i = q->room; i-- > 0;) {
		if (i >= old) {
			q->rows[i].next = q->free_row;
			q->free_row = (int)i;
			q->lines[i].head = NONE;
		}
		if (q->lines[i].head == NONE) {
			q->lines[i].hash_next = q->free_line;
			q->free_line = (int)i;
		}
	}
}

struct queue_lane *queue_new(size_t max)
{
	struct queue_lane *q = array(NULL, 1, sizeof *q);

	*q = (struct queue_lane){.max = max, .free_row = NONE, .free_line = NONE};
	return q;
}

void queue_free(struct queue_lane **q)
{
	if (!*q)
		return;
	free((*q)->rows);
	free((*q)->lines);
	free((*q)->heap);
	free((*q)->buckets);
	free(*q);
	*q = NULL;
}

size_t queue_size(const struct queue_lane *q)
{
	return q->size;
}

bool queue_full(const struct queue_lane *q)
{
	return q->size >= q->max;
}

static bool before(const struct head *a, const struct head *b)
{
	return a->next_at != b->next_at ? a->next_at < b->next_at : a->id < b->id;
}

static void heap_push(struct queue_lane *q, int line)
{
	const struct row *row = &q->rows[q->lines[line].head];
	struct head fresh = {row->next_at, row->id, line};
	size_t i = q->heap_n++;

	while (i && before(&fresh, &q->heap[(i - 1) / 2])) {
		q->heap[i] = q->heap[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	q->heap[i] = fresh;
}

static int heap_pop(struct queue_lane *q)
{
	int line = q->heap[0].line;
	struct head last = q->heap[--q->heap_n];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < q->heap_n) {
		if (child + 1 < q->heap_n && before(&q->heap[child + 1], &q->heap[child]))
			child++;
		if (!before(&q->heap[child], &last))
			break;
		q->heap[i] = q->heap[child];
		i = child;
	}
	q->heap[i] = last;
	return line;
}

static int find_line(const struct queue_lane *q, int64_t conversation)
{
	int i = q->room ? q->buckets[bucket_of(q, conversation)] : NONE;

	while (i != NONE && q->lines[i].conversation != conversation)
		i = q->lines[i].hash_next;
	return i;
}

static int new_row(struct queue_lane *q, int64_t id, int64_t next_at)
{
	int i = q->free_row;

	q->free_row = q->rows[i].next;
	q->rows[i] = (struct row){id, next_at, NONE};
	q->size++;
	return i;
}

static void new_line(struct queue_lane *q, int64_t conversation, int row)
{
	int i = q->free_line;

	q->free_line = q->lines[i].hash_next;
	q->lines[i] = (struct line){conversation, row, row, NONE, false};
	hash_in(q, i);
	heap_push(q, i);
}

void queue_add(struct queue_lane *q, int64_t id, int64_t conversation, int64_t next_at)
{
	int line, row;

	assert(!queue_full(q));
	line = find_line(q, conversation);
	if (line != NONE && q->rows[q->lines[line].head].id == id)
		return; /* taken while everything else was forgotten */
	if (q->free_row == NONE)
		grow(q);
	row = new_row(q, id, next_at);
	if (line == NONE) {
		new_line(q, conversation, row);
		return;
	}
	q->rows[q->lines[line].tail].next = row;
	q->lines[line].tail = row;
}

int64_t queue_due(const struct queue_lane *q)
{
	return q->heap_n ? q->heap[0].next_at : INT64_MAX;
}

bool queue_take(struct queue_lane *q, int64_t now, int64_t *id, unsigned *line)
{
	int i;

	if (queue_due(q) > now)
		return false;
	i = heap_pop(q);
	q->lines[i].taken = true;
	*id = q->rows[q->lines[i].head].id;
	*line = (unsigned)i;
	return true;
}

static void free_row(struct queue_lane *q, int row)
{
	q->rows[row].next = q->free_row;
	q->free_row = row;
	q->size--;
}

static void free_line(struct queue_lane *q, int line)
{
	int *link = &q->buckets[bucket_of(q, q->lines[line].conversation)];

	while (*link != line)
		link = &q->lines[*link].hash_next;
	*link = q->lines[line].hash_next;
	q->lines[line].head = NONE;
	q->lines[line].hash_next = q->free_line;
	q->free_line = line;
}

void queue_done(struct queue_lane *q, unsigned line)
{
	struct line *l = &q->lines[line];
	int gone = l->head;

	assert(l->taken);
	l->taken = false;
	l->head = q->rows[gone].next;
	free_row(q, gone);
	if (l->head != NONE) {
		heap_push(q, (int)line);
		return;
	}
	free_line(q, (int)line);
}

void queue_again(struct queue_lane *q, unsigned line, int64_t next_at)
{
	struct line *l = &q->lines[line];

	assert(l->taken);
	l->taken = false;
	q->rows[l->head].next_at = next_at;
	heap_push(q, (int)line);
}

void queue_forget(struct queue_lane *q)
{
	q->heap_n = 0;
	for (size_t i = 0; i < q->room; i++) {
		struct line *l = &q->lines[i];
		int row, next;

		if (l->head == NONE)
			continue;
		row = l->taken ? q->rows[l->head].next : l->head;
		for (; row != NONE; row = next) {
			next = q->rows[row].next;
			free_row(q, row);
		}
		if (l->taken) {
			q->rows[l->head].next = NONE;
			l->tail = l->head;
		} else {
			free_line(q, (int)i);
		}
	}
}
