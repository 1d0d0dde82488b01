/* serve_books.h - the books of all shops of a config: loaded together, reloaded together.
 *
 * Shops with the same folder and the same settings share one book. */
#ifndef XIAOER_COMMAND_SERVE_BOOKS_H
#define XIAOER_COMMAND_SERVE_BOOKS_H

#include "base/diag.h"
#include "base/str.h"

struct book_slot;
struct books;
struct config;

struct books *books_load(const struct config *config);   /* NULL after printing what is wrong on stderr; borrows config */
void books_free(struct books **b);
struct book_slot *books_slot(struct books *b, size_t shop);
struct str books_name(const struct books *b);            /* for people: where the first shop's book comes from */
/* Loads all anew and publishes them: 0.  -1: one has errors (in diags), all old ones stay.  ctx: the books. */
int books_reload(void *ctx, struct diag_list *diags);

#endif
