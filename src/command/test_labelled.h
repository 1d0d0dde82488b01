/* test_labelled.h - how well a book sorts messages that people have labelled. */
#ifndef XIAOER_COMMAND_TEST_LABELLED_H
#define XIAOER_COMMAND_TEST_LABELLED_H

#include <stdbool.h>

#include "base/diag.h"
#include "book/book.h"

/* labelled: lines of text TAB label; map: lines of label TAB intent ids with commas between ("-":
 * none, the book should stay silent), or NULL: the labels are such lists themselves.  A first line
 * whose label is unknown is a heading. Prints the figures on stdout; -1 after an error in diags. */
int test_labelled(const struct book *book, const char *labelled, const char *map, bool json,
    struct diag_list *diags);

#endif
