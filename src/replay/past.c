/* past.c - see past.h.
 *
 * Events lie in blocks in the order in which they came, their numbers a second time by
 * conversation: a million of them take 60 MB and their texts. */
#include "replay/past.h"

#include <assert.h>
#include <stdlib.h>

enum { BLOCK = 1 << 14, TALKS_FIRST = 1 << 10 };

struct past {
	struct arena *arena;
	struct arena **kept;
	size_t kept_n;
	struct past_event **blocks;
	size_t n;
	struct past_talk *talks;
	size_t talks_n, talks_room;
	uint32_t *table; /* by name: number + 1; 0: free */
	size_t mask;
	uint32_t *order; /* numbers of events, by conversation */
	struct past_numbers numbers;
	bool closed;
};

static void *room_for(void *p, size_t n, size_t size)
{
	p = reallocarray(p, n, size);
	if (!p)
		abort(); /* as the arena does */
	return p;
}

struct past *past_new(void)
{
	struct past *p = room_for(NULL, 1, sizeof *p);

	*p = (struct past){.arena = arena_new(1 << 16), .mask = 2 * TALKS_FIRST - 1};
	p->table = room_for(NULL, p->mask + 1, sizeof *p->table);
	memset(p->table, 0, (p->mask + 1) * sizeof *p->table);
	return p;
}

void past_free(struct past **pp)
{
	struct past *p = *pp;

	if (!p)
		return;
	for (size_t i = 0; i < p->kept_n; i++)
		arena_free(&p->kept[i]);
	for (size_t i = 0; i < p->n; i += BLOCK)
		free(p->blocks[i / BLOCK]);
	free(p->kept);
	free(p->blocks);
	free(p->talks);
	free(p->table);
	free(p->order);
	arena_free(&p->arena);
	free(p);
	*pp = NULL;
}

struct past_numbers *past_numbers(struct past *p)
{
	return &p->numbers;
}

const struct past_numbers *past_counts(const struct past *p)
{
	return &p->numbers;
}

size_t past_talks(const struct past *p)
{
	return p->talks_n;
}

const struct past_talk *past_talk(const struct past *p, size_t i)
{
	return &p->talks[i];
}

static struct past_event *event_at(const struct past *p, size_t i)
{
	return &p->blocks[i / BLOCK][i % BLOCK];
}

const struct past_event *past_event(const struct past *p, uint32_t i)
{
	return event_at(p, i);
}

/* ---- filling ---- */

static uint64_t hash_of(struct str shop, struct str channel, struct str name)
{
	return str_hash(name, str_hash(channel, str_hash(shop, 0)));
}

static uint32_t *slot_of(const struct past *p, struct str shop, struct str channel, struct str name)
{
	size_t i = hash_of(shop, channel, name) & p->mask;

	for (; p->table[i]; i = (i + 1) & p->mask) {
		const struct past_talk *t = &p->talks[p->table[i] - 1];

		if (str_eq(t->name, name) && str_eq(t->channel, channel) && str_eq(t->shop, shop))
			break;
	}
	return &p->table[i];
}

static void widen(struct past *p)
{
	p->mask = p->mask * 2 + 1;
	p->table = room_for(p->table, p->mask + 1, sizeof *p->table);
	memset(p->table, 0, (p->mask + 1) * sizeof *p->table);
	for (size_t i = 0; i < p->talks_n; i++) {
		const struct past_talk *t = &p->talks[i];

		*slot_of(p, t->shop, t->channel, t->name) = (uint32_t)i + 1;
	}
}

uint32_t past_talk_of(
    struct past *p, struct str shop, struct str channel, struct str name, int64_t id)
{
	uint32_t *slot = slot_of(p, shop, channel, name);

	if (*slot)
		return *slot - 1;
	if (p->talks_n == p->talks_room) {
		p->talks_room = p->talks_room ? p->talks_room * 2 : TALKS_FIRST;
		p->talks = room_for(p->talks, p->talks_room, sizeof *p->talks);
	}
	p->talks[p->talks_n] = (struct past_talk){.shop = arena_str(p->arena, shop),
	    .channel = arena_str(p->arena, channel),
	    .name = arena_str(p->arena, name),
	    .id = id ? id : (int64_t)p->talks_n + 1};
	*slot = (uint32_t)++p->talks_n;
	if (p->talks_n > p->mask / 2)
		widen(p);
	return (uint32_t)p->talks_n - 1;
}

void past_add(struct past *p, const struct past_event *e)
{
	assert(!p->closed && e->talk < p->talks_n && p->n < UINT32_MAX);
	if (p->n % BLOCK == 0) {
		p->blocks = room_for(p->blocks, p->n / BLOCK + 1, sizeof *p->blocks);
		p->blocks[p->n / BLOCK] = room_for(NULL, BLOCK, sizeof **p->blocks);
	}
	*event_at(p, p->n++) = *e;
	p->talks[e->talk].n++;
}

void past_keep(struct past *p, struct arena **arena)
{
	p->kept = room_for(p->kept, p->kept_n + 1, sizeof *p->kept);
	p->kept[p->kept_n++] = *arena;
	*arena = NULL;
}

/* ---- putting in order ---- */

/* Numbers of events behind each other by conversation, in the order in which they came. */
static void by_talk(struct past *p)
{
	size_t at = 0;

	p->order = room_for(p->order, p->n + 1, sizeof *p->order);
	for (size_t i = 0; i < p->talks_n; i++) {
		p->talks[i].events = p->order + at;
		at += p->talks[i].n;
		p->talks[i].n = 0;
	}
	for (size_t i = 0; i < p->n; i++) {
		struct past_talk *t = &p->talks[event_at(p, i)->talk];

		p->order[(size_t)(t->events - p->order) + t->n++] = (uint32_t)i;
	}
}

/* In the order of the file, before they are sorted. */
static void give_times(struct past *p, const uint32_t *list, size_t n, int64_t start)
{
	int64_t now = start;

	for (size_t i = 0; i < n; i++) {
		struct past_event *e = event_at(p, list[i]);

		if (e->at == PAST_NO_TIME)
			e->at = now;
		now = e->at + PAST_PAUSE_MS;
	}
}

static int by_time(const void *va, const void *vb, void *ctx)
{
	uint32_t a = *(const uint32_t *)va, b = *(const uint32_t *)vb;
	int64_t x = event_at(ctx, a)->at, y = event_at(ctx, b)->at;

	if (x != y)
		return x < y ? -1 : 1;
	return a < b ? -1 : a > b;
}

static bool in_order(const struct past *p, const uint32_t *list, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (event_at(p, list[i])->at < event_at(p, list[i - 1])->at)
			return false;
	return true;
}

struct seen {
	uint64_t id;
	uint32_t at; /* place in the conversation */
};

static int by_id(const void *va, const void *vb)
{
	const struct seen *a = va, *b = vb;

	if (a->id != b->id)
		return a->id < b->id ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

/* The first with an id stays; returns how many are left. */
static size_t drop_duplicates(struct past *p, uint32_t *list, size_t n)
{
	struct seen *seen = room_for(NULL, n + 1, sizeof *seen);
	size_t ids = 0, left = 0;

	for (size_t i = 0; i < n; i++)
		if (event_at(p, list[i])->id)
			seen[ids++] = (struct seen){event_at(p, list[i])->id, (uint32_t)i};
	if (ids > 1)
		qsort(seen, ids, sizeof *seen, by_id);
	for (size_t i = 1; i < ids; i++) {
		if (seen[i].id != seen[i - 1].id)
			continue;
		list[seen[i].at] = UINT32_MAX;
		p->numbers.duplicates++;
	}
	free(seen);
	for (size_t i = 0; i < n; i++)
		if (list[i] != UINT32_MAX)
			list[left++] = list[i];
	return left;
}

void past_close(struct past *p, int64_t start)
{
	assert(!p->closed);
	p->closed = true;
	by_talk(p);
	for (size_t i = 0; i < p->talks_n; i++) {
		struct past_talk *t = &p->talks[i];
		uint32_t *list = p->order + (t->events - p->order);

		give_times(p, list, t->n, start);
		if (!in_order(p, list, t->n))
			qsort_r(list, t->n, sizeof *list, by_time, p);
		t->n = drop_duplicates(p, list, t->n);
		for (size_t k = 0; k < t->n; k++)
			t->messages += event_at(p, list[k])->kind == EVENT_MESSAGE;
		p->numbers.messages += t->messages;
		p->numbers.humans += t->n - t->messages;
	}
}
