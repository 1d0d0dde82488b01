/* shelf.h - the books of one shop, one a language; the first serves who writes no letters.
 *
 * A view: who fills it holds the books (slot.h does for others). */
#ifndef XIAOER_BOOK_SHELF_H
#define XIAOER_BOOK_SHELF_H

#include "book/book.h"
#include "book/writing.h"

enum { SHELF_MAX = 16 };

struct shelf {
	struct book *books[SHELF_MAX];
	size_t n;
};

/* The book for the script of a text; NULL: it has no letters, or none that a book is written in. */
struct book *shelf_by_text(const struct shelf *s, struct str text);
struct book *shelf_by_writing(const struct shelf *s, const struct writing_found *found);
struct book *shelf_by_language(const struct shelf *s, struct str language); /* NULL: none */
void shelf_acquire(struct shelf *s); /* each of its books once more */
void shelf_release(struct shelf *s); /* and empties it */
/* Books that cannot be told apart: an error for the same language, a warning for the same script,
 * as the second of them is never chosen.  0 or -1. */
int shelf_check(const struct shelf *s, struct diag_list *diags);

#endif
