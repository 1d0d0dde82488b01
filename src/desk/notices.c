/* notices.c - a handful of notices: kept in a list a shop, read anew from their bodies when one
 * changes. */
#include "desk/notices.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/log.h"
#include "base/zone.h"

struct kept {
	struct arena *arena; /* its own: it goes with it */
	struct str id;
};

struct shelf {
	struct str shop;
	struct notice *list; /* what the dialogue reads */
	struct kept *kept;   /* beside it */
	size_t n, room;
};

struct notices {
	struct arena *arena; /* names of shops */
	struct shelf *shelves;
	size_t n;
};

static void *room_for(void *p, size_t n, size_t size)
{
	p = reallocarray(p, n, size);
	if (!p)
		abort(); /* as the arena does */
	return p;
}

static struct shelf *shelf_of(const struct notices *n, struct str shop)
{
	for (size_t i = 0; i < n->n; i++)
		if (str_eq(n->shelves[i].shop, shop))
			return &n->shelves[i];
	return NULL;
}

static const char *read_time(
    const struct json *doc, const char *key, const char *fault, int64_t *ms)
{
	const struct json *v = json_get(doc, key);

	*ms = 0;
	if (!v || json_type(v) == JSON_NULL)
		return NULL;
	if (json_type(v) != JSON_STRING || time_parse(json_text(v), NULL, ms) != 0)
		return fault;
	return NULL;
}

static const char *read_intents(const struct json *v, struct arena *arena, struct notice *out)
{
	if (!v || json_type(v) == JSON_NULL)
		return NULL;
	if (json_type(v) != JSON_ARRAY)
		return "\"intents\" must be an array of intent ids";
	if (arena)
		out->intents = ARENA_ARRAY(arena, struct str, json_size(v));
	for (const struct json *m = json_first(v); m; m = json_next(m)) {
		if (json_type(m) != JSON_STRING || json_text(m).n == 0)
			return "\"intents\" must be an array of intent ids";
		if (arena)
			out->intents[out->intents_n++] = arena_str(arena, json_text(m));
	}
	return NULL;
}

/* arena NULL: only looked at. */
static const char *read_notice(struct str body, struct arena *arena, struct notice *out)
{
	struct json *doc = json_parse(body, NULL);
	const struct json *text = json_get(doc, "text");
	const char *fault = NULL;

	*out = (struct notice){0};
	if (json_type(text) != JSON_STRING || json_text(text).n == 0)
		fault = "a notice needs a \"text\"";
	if (!fault)
		fault = read_time(doc, "from",
		    "\"from\" must be a time with its zone, as 2026-11-23T10:00:00+08:00",
		    &out->from);
	if (!fault)
		fault = read_time(doc, "until",
		    "\"until\" must be a time with its zone, as 2026-11-23T10:00:00+08:00",
		    &out->until);
	if (!fault && out->until && out->until <= out->from)
		fault = "\"until\" must come after \"from\"";
	if (!fault)
		fault = read_intents(json_get(doc, "intents"), arena, out);
	if (!fault && arena)
		out->text = arena_str(arena, json_text(text));
	json_free(&doc);
	return fault;
}

const char *notice_check(struct str body)
{
	struct notice n;

	return read_notice(body, NULL, &n);
}

static struct shelf *shelf_new(struct notices *n, struct str shop)
{
	n->shelves = room_for(n->shelves, n->n + 1, sizeof *n->shelves);
	n->shelves[n->n] = (struct shelf){.shop = arena_str(n->arena, shop)};
	return &n->shelves[n->n++];
}

static size_t place_of(const struct shelf *s, struct str id)
{
	size_t i = 0;

	while (i < s->n && !str_eq(s->kept[i].id, id))
		i++;
	return i;
}

static void take_off(struct shelf *s, size_t i)
{
	arena_free(&s->kept[i].arena);
	s->n--;
	memmove(s->kept + i, s->kept + i + 1, (s->n - i) * sizeof *s->kept);
	memmove(s->list + i, s->list + i + 1, (s->n - i) * sizeof *s->list);
}

bool notices_has(const struct notices *n, struct str shop, struct str id)
{
	const struct shelf *s = shelf_of(n, shop);

	return s && place_of(s, id) < s->n;
}

void notices_put(struct notices *n, const struct store_notice *notice)
{
	struct shelf *s = shelf_of(n, notice->shop);
	struct arena *arena;
	const char *fault;
	size_t i;

	if (!s)
		s = shelf_new(n, notice->shop);
	i = place_of(s, notice->id);
	if (i < s->n)
		take_off(s, i);
	if (notice->body.n == 0)
		return;
	if (s->n == s->room) {
		s->room = s->room ? s->room * 2 : 4;
		s->list = room_for(s->list, s->room, sizeof *s->list);
		s->kept = room_for(s->kept, s->room, sizeof *s->kept);
	}
	arena = arena_new(512);
	fault = read_notice(notice->body, arena, &s->list[s->n]);
	if (fault) {
		log_error("a notice is left out: %s notice=%.*s shop=%.*s", fault,
		    STR_ARG(notice->id), STR_ARG(notice->shop));
		arena_free(&arena);
		return;
	}
	s->kept[s->n++] = (struct kept){arena, arena_str(arena, notice->id)};
}

struct notices *notices_load(struct store *s)
{
	struct notices *n = room_for(NULL, 1, sizeof *n);
	struct arena *arena = arena_new(0);
	struct store_notice *rows;
	size_t count = 0;

	*n = (struct notices){.arena = arena_new(0)};
	if (store_all_notices(s, arena, &rows, &count) != STORE_OK)
		notices_free(&n);
	for (size_t i = 0; n && i < count; i++)
		notices_put(n, &rows[i]);
	arena_free(&arena);
	return n;
}

void notices_free(struct notices **np)
{
	struct notices *n = *np;

	if (!n)
		return;
	for (size_t i = 0; i < n->n; i++) {
		while (n->shelves[i].n)
			take_off(&n->shelves[i], n->shelves[i].n - 1);
		free(n->shelves[i].list);
		free(n->shelves[i].kept);
	}
	free(n->shelves);
	arena_free(&n->arena);
	free(n);
	*np = NULL;
}

const struct notice *notices_of(const struct notices *n, struct str shop, size_t *count)
{
	const struct shelf *s = shelf_of(n, shop);

	*count = s ? s->n : 0;
	return s ? s->list : NULL;
}
