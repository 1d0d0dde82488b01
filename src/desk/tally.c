/* tally.c - counts by name, and waits. */
#include "desk/tally.h"

#include <stdio.h>
#include <stdlib.h>

enum { TALLY_ROOM = 16, WAITS_ROOM = 64 };

static struct tally_entry *slot_of(
    struct tally_entry *list, size_t room, struct str name, uint64_t hash)
{
	size_t at = hash & (room - 1);

	while (list[at].name.p && (list[at].hash != hash || !str_eq(list[at].name, name)))
		at = (at + 1) & (room - 1);
	return &list[at];
}

static void make_room(struct tally *t, struct arena *arena)
{
	size_t room = t->room ? t->room * 2 : TALLY_ROOM;
	struct tally_entry *list = ARENA_ARRAY(arena, struct tally_entry, room);

	for (size_t i = 0; i < t->room; i++)
		if (t->list[i].name.p)
			*slot_of(list, room, t->list[i].name, t->list[i].hash) = t->list[i];
	t->list = list;
	t->room = room;
}

void tally_add(struct tally *t, struct arena *arena, struct str name, int64_t by)
{
	uint64_t hash = str_hash(name, 0);
	struct tally_entry *e;

	if (t->n * 2 >= t->room)
		make_room(t, arena);
	e = slot_of(t->list, t->room, name, hash);
	if (!e->name.p) {
		*e = (struct tally_entry){.name = arena_str(arena, name), .hash = hash};
		t->n++;
	}
	e->n += by;
}

void tally_merge(struct tally *t, struct arena *arena, const struct tally *other)
{
	for (size_t i = 0; i < other->room; i++)
		if (other->list[i].name.p)
			tally_add(t, arena, other->list[i].name, other->list[i].n);
}

static int more_first(const void *a, const void *b)
{
	const struct tally_entry *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return str_compare(x->name, y->name);
}

const struct tally_entry *tally_sorted(const struct tally *t, struct arena *arena)
{
	struct tally_entry *out = ARENA_ARRAY(arena, struct tally_entry, t->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < t->room; i++)
		if (t->list[i].name.p)
			out[n++] = t->list[i];
	qsort(out, n, sizeof *out, more_first);
	return out;
}

/* ---- waits ---- */

static void reserve(struct waits *w, size_t more)
{
	size_t room = w->room ? w->room : WAITS_ROOM;

	while (room < w->n + more)
		room *= 2;
	if (room == w->room)
		return;
	w->list = realloc(w->list, room * sizeof *w->list);
	if (!w->list) {
		fprintf(stderr, "xiaoer: out of memory\n");
		abort();
	}
	w->room = room;
}

void waits_add(struct waits *w, int64_t ms)
{
	if (ms <= 0) {
		w->zeros++;
		return;
	}
	reserve(w, 1);
	w->list[w->n++] = ms;
	w->sum += ms;
	w->sorted = false;
}

void waits_merge(struct waits *w, const struct waits *other)
{
	w->zeros += other->zeros;
	w->sum += other->sum;
	if (!other->n)
		return;
	reserve(w, other->n);
	memcpy(w->list + w->n, other->list, other->n * sizeof *w->list);
	w->n += other->n;
	w->sorted = false;
}

void waits_free(struct waits *w)
{
	free(w->list);
	*w = (struct waits){0};
}

size_t waits_count(const struct waits *w)
{
	return w->n + w->zeros;
}

static int less_first(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int64_t waits_percentile(struct waits *w, unsigned percent)
{
	size_t n = waits_count(w), rank = (n * percent + 99) / 100;

	if (!w->sorted && w->n)
		qsort(w->list, w->n, sizeof *w->list, less_first);
	w->sorted = true;
	return rank <= w->zeros ? 0 : w->list[rank - w->zeros - 1];
}
