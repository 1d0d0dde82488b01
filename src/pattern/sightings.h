/* sightings.h - which literals stand in a text, and at which places.
 *
 * Filled by trie_search() (trie.h), one text after another, of any book.  Belongs to one thread.
 *
 * Place i is before character i (from 0), and the last one is behind the text.  Sets of places are
 * the bits of one word, which is what makes them cheap: so a text of more than PLACES_MAX
 * characters has no places, and of its literals only that they are there is known. */
#ifndef XIAOER_PATTERN_SIGHTINGS_H
#define XIAOER_PATTERN_SIGHTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* SLOTS: a message holds about 25 literals of a book.  The last slot is for all that find no room.
 */
enum { PLACES_MAX = 63, SLOTS = 256 };

typedef uint64_t places; /* bit i: place i */

/* Literals that no text holds, so that patterns can ask for other things than text.  All others
 * have numbers from LITERALS_MADE. */
enum {
	LITERAL_NEVER,  /* is not sighted, and fills lists up */
	LITERAL_NONE,   /* stands where the trie has no literal */
	LITERAL_EMPTY,  /* the empty text: everywhere */
	LITERAL_EDGE,   /* of a word, \b */
	LITERAL_DIGITS, /* any character of the kind (character.h) */
	LITERAL_WORDS,
	LITERAL_HANS,
	LITERALS_MADE
};

/* A character of a text, as the trie knows it. */
struct sighted {
	uint32_t class : 24; /* 0: in no literal */
	uint32_t kinds : 8;  /* character.h */
};

/* A literal that may stand at a place, as far as it was read. */
struct walker {
	int32_t state;
	uint32_t from; /* letter */
};

struct sightings {
	size_t chars;
	unsigned most; /* the same, up to 255 */
	bool has_places;
	places all;            /* all places of the text */
	uint8_t *slot;         /* by literal: where in the next two it stands; 0: it is not there */
	places at[SLOTS];      /* the places where it begins; at[0]: none */
	uint8_t length[SLOTS]; /* its characters; marks are none */
	uint32_t *found;       /* literals that are there */
	size_t found_n;
	uint8_t byte[PLACES_MAX + 1]; /* by place: the byte of the text */
	unsigned kinds;               /* of its characters (character.h) */
	unsigned asked;               /* those that are sighted */
	size_t literals_cap;
	struct walker *walkers; /* for trie_search() */
	struct sighted *letters; /* the text, between the marks of its start and end */
	size_t bytes_cap;
};

/* Forgets the last text and makes room: literals of the book, bytes of the text. */
void sightings_begin(struct sightings *s, size_t literals, size_t bytes);
/* Once its places are known: sights the empty text. */
void sightings_empty(struct sightings *s);
void sightings_free(struct sightings *s); /* what it holds; one of zeros is fine */
/* Sights the literals that are made for these kinds of characters, once somebody wants to know.
 * False: of some character of this text nobody knows what it is.  The text has places. */
bool sightings_of_kinds(struct sightings *s, unsigned kinds);

/* Noting many: what it needs, where the compiler can keep it in registers. */
struct noting {
	uint8_t *slot;
	places *at;
	uint8_t *length;
	uint32_t *found;
	size_t n;
};

static inline struct noting noting_begin(struct sightings *s)
{
	return (struct noting){s->slot, s->at, s->length, s->found, s->found_n};
}

/* There is room for it.  A literal that was seen before gets a new slot, for all its places: that
 * takes no branch, and what a text holds no processor foresees. */
static inline void noting_add(struct noting *n, uint32_t literal, places at, uint8_t length)
{
	n->found[n->n] = literal;
	n->n++;
	n->at[n->n] = at | n->at[n->slot[literal]];
	n->length[n->n] = length;
	n->slot[literal] = (uint8_t)n->n;
}

/* Is found[i] not found again behind i? */
static inline bool sightings_is_last(const struct sightings *s, size_t i)
{
	size_t slot = s->slot[s->found[i]];
	return (slot == i + 1) | (slot == SLOTS - 1);
}

static inline void noting_end(struct sightings *s, const struct noting *n)
{
	s->found_n = n->n;
}

/* Without room: that it is there, and no more. */
static inline void noting_add_crowded(struct noting *n, uint32_t literal)
{
	if (n->slot[literal])
		return;
	n->slot[literal] = SLOTS - 1;
	n->found[n->n++] = literal;
}

#endif
