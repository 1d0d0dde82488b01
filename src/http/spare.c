#include "http/spare.h"

#include <stdlib.h>

enum {
	ARENA_CHUNK = 8192,
	SPARE_MAX = 512,
	SPARE_BUF_MAX = 16384, /* what a spare one may keep in a buffer */
	OUT_MAX = 16 << 20,
};

static void exchange_free(struct http_exchange *e)
{
	arena_free(&e->x.arena);
	buf_free(&e->x.out);
	buf_free(&e->body);
	free(e);
}

static void buf_spare(struct buf *b)
{
	if (b->cap > SPARE_BUF_MAX)
		buf_free(b);
	buf_clear(b);
	b->failed = false;
}

struct http_exchange *spare_take(struct spare *s)
{
	struct http_exchange *e = s->list;

	s->taken++;
	if (e) {
		s->list = e->spare_next;
		s->n--;
		return e;
	}
	e = calloc(1, sizeof *e);
	if (!e)
		abort();
	e->x.arena = arena_new(ARENA_CHUNK);
	buf_init(&e->x.out, OUT_MAX);
	buf_init(&e->body, 0); /* its maximum is known with the headers */
	return e;
}

void spare_give(struct spare *s, struct http_exchange *e)
{
	struct arena *arena = e->x.arena;
	struct buf out = e->x.out, body = e->body;

	s->taken--;
	if (s->n >= SPARE_MAX) {
		exchange_free(e);
		return;
	}
	arena_reset(arena);
	buf_spare(&out);
	buf_spare(&body);
	*e = (struct http_exchange){
	    .x = {.arena = arena, .out = out}, .body = body, .spare_next = s->list};
	s->list = e;
	s->n++;
}

void spare_free(struct spare *s)
{
	for (struct http_exchange *e = s->list, *next; e; e = next) {
		next = e->spare_next;
		exchange_free(e);
	}
	*s = (struct spare){0};
}
