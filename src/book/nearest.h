/* nearest.h - the intent whose title, examples and patterns are most alike to a text nothing
 * matched: shared pairs of characters (in a script of letters, shared words), weighed by how rare they
 * are. Immutable once built. */
#ifndef XIAOER_BOOK_NEAREST_H
#define XIAOER_BOOK_NEAREST_H

#include "book/book.h"

struct nearest;

struct nearest *nearest_new(const struct book *book);
void nearest_free(struct nearest **n);
/* Business intents with a title only. NULL when nothing is alike enough to be worth asking
 * about. */
const struct intent *nearest_find(const struct nearest *n, struct str normalised, double *score);

/* How much a pair or word (pairs.h) tells of what is wanted: 1 when no intent has it, or one alone; the
 * less the more have it. */
double nearest_tells(const struct nearest *n, uint64_t key);

struct nearest_hit {
	const struct intent *intent;
	double score; /* 0..1 */
};

/* The same, best first: at most max are written, their number returned. */
size_t nearest_rank(
    const struct nearest *n, struct str normalised, struct nearest_hit *out, size_t max);

#endif
