/* check_run.h - one run of `xiaoer check`: the books, what was found, and how it is shown. */
#ifndef XIAOER_COMMAND_CHECK_RUN_H
#define XIAOER_COMMAND_CHECK_RUN_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/progress.h"
#include "check/check.h"

struct config;
struct normaliser;
struct yaml;

/* A book as it is loaded for a shop; two shops may share one. */
struct checked_book {
	const char *name;
	const char *dir; /* NULL: inside the binary, the one of that number */
	size_t inside;
	const struct yaml *settings; /* that win over its own; NULL: none */
	struct book *book;           /* NULL: it has mistakes */
	struct book *unproven;       /* then: the book, if they are in its examples alone; NULL: none */
};

struct checked_shop {
	struct check_shop shop;
	size_t books[16]; /* in check_run.books */
	size_t books_n;
	bool known; /* false: nothing is known of where the books serve */
};

struct check_run {
	struct arena *arena;
	struct diag_list *diags;
	const struct normaliser *normaliser;
	const struct config *config; /* NULL: none was given */
	struct checked_book *books;
	size_t books_n;
	struct checked_shop *shops;
	size_t shops_n;
	struct allowed *allowed;
	size_t allowed_n;
};

/* Which books, for which shops; dirs: those that were named, n 0: those of the config, or those
 * inside.  text_max 0: no limit is known but the config's. */
void check_run_plan(struct check_run *r, char *const *dirs, size_t n, size_t text_max);
/* Loads and checks all; true: every book could be loaded. */
bool check_run_all(struct check_run *r, const struct progress *progress);
void check_run_free(struct check_run *r);

/* For programs, on stdout. */
void check_print_json(const struct check_run *r);
void check_print_sarif(const struct check_run *r);
void check_print_kinds(bool json);

#endif
