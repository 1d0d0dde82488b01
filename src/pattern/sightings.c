/* sightings.c - room for what is seen in a text. */
#include "pattern/sightings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pattern/character.h"

static void *make(size_t n, size_t size)
{
	void *p = calloc(n + 1, size);
	if (!p) {
		fputs("xiaoer: out of memory for what stands in a text\n", stderr);
		abort();
	}
	return p;
}

void sightings_free(struct sightings *s)
{
	free(s->slot);
	free(s->found);
	free(s->walkers);
	free(s->letters);
	*s = (struct sightings){0};
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void make_room(struct sightings *s, size_t literals, size_t bytes)
{
	literals = larger(literals, s->literals_cap);
	bytes = larger(bytes, s->bytes_cap);
	sightings_free(s);
	s->literals_cap = literals;
	s->bytes_cap = bytes;
	s->slot = make(literals, sizeof *s->slot);
	s->found = make(literals + SLOTS, sizeof *s->found);
	s->walkers = make(bytes + 2, sizeof *s->walkers); /* and two marks, and an end */
	s->letters = make(bytes + 2, sizeof *s->letters);
}

static void note(struct sightings *s, uint32_t literal, places at, uint8_t length)
{
	struct noting n = noting_begin(s);
	noting_add(&n, literal, at, length);
	noting_end(s, &n);
}

void sightings_begin(struct sightings *s, size_t literals, size_t bytes)
{
	for (size_t i = 0; i < s->found_n; i++)
		s->slot[s->found[i]] = 0;
	s->found_n = 0;
	if (literals > s->literals_cap || bytes > s->bytes_cap || !s->slot)
		make_room(s, literals, bytes);
	s->asked = 0;
	note(s, LITERAL_NONE, 0, 0);
}

static places places_of(const struct sightings *s, enum character_kind kind)
{
	places at = 0;

	for (size_t i = 0; i < s->chars; i++)
		at |= (places)((s->letters[1 + i].kinds & kind) != 0) << i;
	return at;
}

void sightings_empty(struct sightings *s)
{
	note(s, LITERAL_EMPTY, s->all, 0);
}

bool sightings_of_kinds(struct sightings *s, unsigned kinds)
{
	if (s->kinds & CHARACTER_DOUBTFUL)
		return false;
	kinds &= ~s->asked;
	s->asked |= kinds;
	if (kinds & CHARACTER_DIGIT)
		note(s, LITERAL_DIGITS, places_of(s, CHARACTER_DIGIT), 1);
	if (kinds & CHARACTER_HAN)
		note(s, LITERAL_HANS, places_of(s, CHARACTER_HAN), 1);
	if (kinds & CHARACTER_WORD) {
		places words = places_of(s, CHARACTER_WORD);
		note(s, LITERAL_WORDS, words, 1);
		note(s, LITERAL_EDGE, (words ^ words << 1) & s->all, 0);
	}
	return true;
}
