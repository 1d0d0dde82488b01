/* serve_books.h - the books of a config's shops: loaded, and kept in the store that is open. */
#ifndef XIAOER_COMMAND_SERVE_BOOKS_H
#define XIAOER_COMMAND_SERVE_BOOKS_H

#include <stdbool.h>

#include "base/str.h"

struct arena;
struct books;
struct config;
struct store;

/* What is to be in force, of all shops (books_load()); findings are printed on stderr.  NULL after
 * saying why not.  Borrows the config. */
struct books *serve_books_load(const struct config *config, bool to_publish);
/* Stores what is in force and is not in the history yet, in batches of its own. */
void serve_books_started(struct books *b, struct store *store);
/* For people: what the first shop has, in the arena. */
struct str serve_books_name(const struct config *config, struct arena *arena);

/* A books_keeper's; ctx: the struct store, between batches. */
struct store_book;
int serve_books_keep(void *store, struct store_book **books, size_t n);

#endif
