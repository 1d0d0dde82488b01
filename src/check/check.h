/* check.h - what is no mistake in a book but deserves a look: told by `check`, not by loading. */
#ifndef XIAOER_CHECK_CHECK_H
#define XIAOER_CHECK_CHECK_H

#include "base/diag.h"
#include "book/book.h"

/* Warnings: a situation the program needs has no phrase; a pattern can find nothing; a sign looks
 * like one thing and is another (a full-width bracket in a pattern). Advice: a pattern without a literal, which every message must be tried against; one that stands there
 * twice; a word list that nothing uses. */
void check_book(const struct book *book, struct diag_list *diags);

#endif
