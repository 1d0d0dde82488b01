/* nearest.h - the intent whose examples and title are most alike to a text nothing matched: shared pairs of
 * characters, weighed by how rare they are.  Immutable once built. */
#ifndef XIAOER_BOOK_NEAREST_H
#define XIAOER_BOOK_NEAREST_H

#include "book/book.h"

struct nearest;

struct nearest *nearest_new(const struct book *book);
void nearest_free(struct nearest **n);
/* Business intents with a title only.  NULL when nothing is alike enough to be worth asking about. */
const struct intent *nearest_find(const struct nearest *n, struct str normalised, double *score);

#endif
