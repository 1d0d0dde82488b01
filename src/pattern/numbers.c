/* numbers.c - a hash table with open addressing. */
#include "pattern/numbers.h"

#include <stdio.h>
#include <stdlib.h>

static void *must(void *p)
{
	if (!p) {
		fputs("xiaoer: out of memory numbering literals\n", stderr);
		abort();
	}
	return p;
}

/* The slot of this text, or the free one where it belongs. */
static uint32_t *slot_of(const struct numbers *s, struct str text)
{
	size_t at = str_hash(text, 0) & (s->slots_n - 1);

	while (s->slots[at] && !str_eq(s->text[s->slots[at] - 1], text))
		at = (at + 1) & (s->slots_n - 1);
	return &s->slots[at];
}

static void grow(struct numbers *s)
{
	s->cap = s->cap ? 2 * s->cap : 1024;
	s->text = must(realloc(s->text, s->cap * sizeof *s->text));
	free(s->slots);
	s->slots_n = 2 * s->cap;
	s->slots = must(calloc(s->slots_n, sizeof *s->slots));
	for (size_t i = 0; i < s->n; i++)
		*slot_of(s, s->text[i]) = (uint32_t)i + 1;
}

uint32_t numbers_of(struct numbers *s, struct str text)
{
	if (s->n == s->cap)
		grow(s);
	uint32_t *slot = slot_of(s, text);
	if (!*slot) {
		s->text[s->n] = arena_str(s->arena, text);
		*slot = (uint32_t)++s->n;
	}
	return *slot - 1;
}

void numbers_free(struct numbers *s)
{
	free(s->text);
	free(s->slots);
}
