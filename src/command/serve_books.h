/* serve_books.h - the books of all shops of a config: loaded together, reloaded together.
 *
 * A shop has one or more, one a language.  The same folder with the same settings is loaded once. */
#ifndef XIAOER_COMMAND_SERVE_BOOKS_H
#define XIAOER_COMMAND_SERVE_BOOKS_H

#include "base/diag.h"
#include "base/str.h"

struct book_slot;
struct books;
struct config;

/* NULL after printing what is wrong on stderr; borrows config. */
struct books *books_load(const struct config *config);
void books_free(struct books **b);
struct book_slot *books_slot(struct books *b, size_t shop);
struct str books_name(const struct books *b);            /* for people: the first shop's */
/* ctx: the books.  Loads all anew and publishes them: 0.  -1: one has errors (in diags), all old
 * ones stay. */
int books_reload(void *ctx, struct diag_list *diags);

#endif
