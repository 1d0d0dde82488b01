/* numbers.h - numbers for texts, equal ones the same: 0, 1, 2, ... in order of first coming. */
#ifndef XIAOER_PATTERN_NUMBERS_H
#define XIAOER_PATTERN_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

/* One of zeros but for the arena is empty. */
struct numbers {
	struct arena *arena; /* the caller's: for copies of the texts */
	struct str *text;    /* by number */
	size_t n, cap;
	uint32_t *slots; /* number + 1; 0: free */
	size_t slots_n;  /* a power of two */
};

uint32_t numbers_of(struct numbers *s, struct str text);
void numbers_free(struct numbers *s); /* what it holds */

#endif
