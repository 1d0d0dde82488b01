/* check_internal.h - between the files of the check. */
#ifndef XIAOER_CHECK_CHECK_INTERNAL_H
#define XIAOER_CHECK_CHECK_INTERNAL_H

#include "base/diag.h"
#include "book/book.h"

/* Signs that look like one thing and are another. */
void check_signs(const struct book *book, struct diag_list *diags);

#endif
