/* check.h - what is no mistake in a book but deserves a look: told by `check`, not by loading.
 *
 * Every finding has a kind; kinds.h is the table of them.  A comment in the book's files may allow
 * one: check_allow(). */
#ifndef XIAOER_CHECK_CHECK_H
#define XIAOER_CHECK_CHECK_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/progress.h"
#include "book/book.h"

/* Where the book is to serve, as far as it is known. */
struct check_channel {
	struct str name;      /* empty: that of --text-max */
	struct place at;
	size_t text_max;      /* bytes of one message; 0: any */
	unsigned budget;      /* messages for one of the customer's; 0: any */
};

struct check_lookup {
	struct str name;
	struct place at;
	const struct str *needs;
	size_t needs_n;
	const struct str *brings;
	const bool *optional; /* of each that it brings: it may be missing */
	size_t brings_n;
};

struct check_shop {
	struct str name;
	const struct check_channel *channels;
	size_t channels_n;
	bool lookups_known;   /* these are all it has; else nobody knows */
	const struct check_lookup *lookups;
	size_t lookups_n;
};

struct check_options {
	const struct check_shop *shop;     /* NULL: nothing is known */
	const struct progress *progress;   /* may stop it; NULL: nobody wants to know */
};

/* Everything about one book. */
void check_book(const struct book *book, struct diag_list *diags);
void check_book_for(
    const struct book *book, const struct check_options *options, struct diag_list *diags);
/* Books in several languages beside each other: what one has and another lacks. */
void check_books(const struct book *const *books, size_t n, struct diag_list *diags);
/* The books of one shop and its look-ups: what nobody asks for, and what no book declares. */
void check_lookups(const struct book *const *books, size_t n, const struct check_shop *shop,
    struct diag_list *diags);

/* A finding that a comment allows. */
struct allowed {
	struct diag diag;
	const char *reason;   /* as the comment says it; "" without one */
};

/* What ran: an allow of what did not run is fine, though it allows nothing.  BOOKS: all of them
 * could be loaded, and were checked. */
enum { CHECKED_BOOKS = 1, CHECKED_SHOP = 2, CHECKED_LANGUAGES = 4 };

/* Takes out of diags what comments allow in the files it remembers; tells of comments that allow
 * nothing; takes out what is there twice (aliases).  Leaves the findings in order.  *out and its
 * reasons lie in the arena, the findings in diags; returns how many are allowed. */
size_t check_allow(
    struct diag_list *diags, unsigned checked, struct arena *arena, struct allowed **out);

#endif
