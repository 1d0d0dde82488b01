/* normalise_internal.h - what normalise.c and normalise_table.c share: the table. */
#ifndef XIAOER_PATTERN_NORMALISE_INTERNAL_H
#define XIAOER_PATTERN_NORMALISE_INTERNAL_H

#include "pattern/normalise.h"

/* An entry of the table: what replaces the code point (bits 0-20), how, and what kind of character
 * comes out. */
enum {
	VALUE = (1 << 21) - 1,
	ONE = 1 << 21,  /* VALUE is the code point that replaces it */
	MANY = 1 << 22, /* VALUE is where in `many` a count and so many code points stand */
	DROP = 1 << 23,
	BLANK = 1 << 24,
	JOINS = 1 << 25, /* can combine with what stands before */
	HAN = 1 << 26,
	SIGN = 1 << 27, /* punctuation or symbol: of several in a row one stays */
};

enum {
	PAGES = 0x110000 >> 8,
	EXPANSION = 18, /* the longest mapping of one code point: U+FDFA */
};

struct normaliser {
	uint16_t page[PAGES]; /* which 256 entries */
	uint32_t *entries;
	size_t pages_n;
	uint32_t *many;
	size_t many_n, many_cap;
	bool simplified;
};

static inline uint32_t entry_of(const struct normaliser *n, uint32_t code)
{
	return n->entries[(size_t)n->page[code >> 8] << 8 | (code & 0xff)];
}

/* A text as utf8proc maps it, for characters that are mapped together; free() it.  The bytes must
 * be UTF-8. */
struct str normaliser_map(const unsigned char *bytes, size_t n);

#endif
