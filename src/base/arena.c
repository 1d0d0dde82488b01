/* arena.c - a list of blocks; small things come from the newest, large ones get a block of their
 * own. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { ALIGN = 16, CHUNK = 4096 };

struct block {
	struct block *older;
	size_t size, used;
	_Alignas(ALIGN) char data[];
};

struct arena {
	struct block *newest, *first; /* a reset keeps the first */
	size_t chunk, held;
};

static _Noreturn void no_memory(size_t n)
{
	fprintf(stderr, "xiaoer: out of memory (%zu bytes wanted)\n", n);
	abort();
}

static struct block *block_new(struct arena *a, size_t size, struct block *older)
{
	if (size > SIZE_MAX / 2)
		no_memory(size);
	struct block *b = malloc(sizeof *b + size);
	if (!b)
		no_memory(size);
	b->older = older;
	b->size = size;
	b->used = 0;
	a->held += sizeof *b + size;
	return b;
}

static void block_free(struct arena *a, struct block *b)
{
	a->held -= sizeof *b + b->size;
	free(b);
}

struct arena *arena_new(size_t chunk)
{
	struct arena *a = calloc(1, sizeof *a);
	if (!a)
		no_memory(sizeof *a);
	a->chunk = ((chunk ? chunk : CHUNK) + ALIGN - 1) / ALIGN * ALIGN;
	a->held = sizeof *a;
	a->newest = a->first = block_new(a, a->chunk, NULL);
	return a;
}

void arena_free(struct arena **ap)
{
	struct arena *a = ap ? *ap : NULL;
	if (!a)
		return;
	while (a->newest) {
		struct block *older = a->newest->older;
		block_free(a, a->newest);
		a->newest = older;
	}
	free(a);
	*ap = NULL;
}

void arena_reset(struct arena *a)
{
	for (struct block *b = a->newest, *older; b; b = older) {
		older = b->older;
		if (b != a->first)
			block_free(a, b);
	}
	a->newest = a->first;
	a->first->older = NULL;
	a->first->used = 0;
}

/* Room for n bytes, not cleared. */
static char *take(struct arena *a, size_t n)
{
	if (n > SIZE_MAX / 2)
		no_memory(n);
	n = (n + ALIGN - 1) / ALIGN * ALIGN;
	struct block *b = a->newest;
	if (n <= b->size - b->used) {
		b->used += n;
		return b->data + b->used - n;
	}
	if (n > a->chunk / 2) { /* a block of its own, behind the newest, whose rest stays in use */
		b->older = block_new(a, n, b->older);
		b->older->used = n;
		return b->older->data;
	}
	a->newest = block_new(a, a->chunk, b);
	a->newest->used = n;
	return a->newest->data;
}

void *arena_room(struct arena *a, size_t n)
{
	return take(a, n ? n : 1);
}

void *arena_alloc(struct arena *a, size_t n)
{
	return memset(take(a, n ? n : 1), 0, n);
}

void *arena_alloc_array(struct arena *a, size_t size, size_t count)
{
	size_t n;
	if (__builtin_mul_overflow(size, count, &n))
		no_memory(SIZE_MAX);
	return arena_alloc(a, n);
}

void *arena_grow(struct arena *a, void *p, size_t old_n, size_t new_n)
{
	if (p && new_n <= old_n)
		return p;
	struct block *b = a->newest;
	size_t old_room = ((old_n ? old_n : 1) + ALIGN - 1) / ALIGN * ALIGN;
	if (p && (char *)p + old_room == b->data + b->used && new_n <= SIZE_MAX / 2) {
		size_t start = (size_t)((char *)p - b->data);
		size_t room = (new_n + ALIGN - 1) / ALIGN * ALIGN;
		if (room <= b->size - start) {
			b->used = start + room;
			memset((char *)p + old_n, 0, new_n - old_n);
			return p;
		}
	}
	char *fresh = arena_alloc(a, new_n);
	if (p && old_n)
		memcpy(fresh, p, old_n);
	return fresh;
}

size_t arena_size(const struct arena *a)
{
	return a->held;
}

struct str arena_str(struct arena *a, struct str s)
{
	char *p = take(a, s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return str_make(p, s.n);
}

char *arena_strdup(struct arena *a, const char *z)
{
	return (char *)arena_str(a, str_of(z)).p;
}

struct str arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (n < 0)
		return arena_str(a, STR(""));
	char *p = take(a, (size_t)n + 1);
	va_start(args, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, args);
	va_end(args);
	return str_make(p, (size_t)n);
}
