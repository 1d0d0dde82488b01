/* doubts_internal.h - between the files of the doubts. */
#ifndef XIAOER_BOOK_DOUBTS_INTERNAL_H
#define XIAOER_BOOK_DOUBTS_INTERNAL_H

#include "base/diag.h"
#include "book/book.h"

/* Signs that look like one thing and are another. */
void doubts_of_signs(const struct book *book, struct diag_list *diags);

#endif
