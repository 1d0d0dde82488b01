/* books_internal.h - between books.c, books_keep.c and publish.c. */
#ifndef XIAOER_TRAINER_BOOKS_INTERNAL_H
#define XIAOER_TRAINER_BOOKS_INTERNAL_H

#include "book/shelf.h"
#include "trainer/books.h"
#include "trainer/version.h"

/* A folder, or a book inside the program, with the settings of the shops it is for. */
struct source {
	struct str dir; /* empty: inside, the one of that number */
	size_t inside;
	const struct yaml *settings;
	/* while books are loaded */
	struct str name;         /* what its files are called by */
	struct book_files files; /* in books.scratch */
	unsigned char content[VERSION_CONTENT];
	struct book *book; /* NULL: it has mistakes */
};

/* One book of a shop: where it stands, and what of it is in force. */
struct place_of_book {
	struct source *source;
	struct book *book; /* while books are loaded; then it is in the slot */
	unsigned char content[VERSION_CONTENT];
	enum store_book_how how; /* it came into force */
	bool stored;             /* it is the history's newest */
	const char *why;         /* it is not the one that was published; else NULL */
};

struct shop_books {
	struct str name;
	struct place_of_book places[SHELF_MAX]; /* as in the slot's shelf */
	size_t n;
	struct book_slot *slot;
};

struct books {
	struct arena *arena, *scratch;
	struct normaliser *normaliser;
	struct source *sources;
	size_t sources_n;
	struct shop_books *shops;
	size_t shops_n;
	bool to_publish;
};

/* The book's name within the desk. */
struct str source_name(const struct source *s);
/* The books of all folders into the sources, going on after mistakes so that all are told: 0 or -1,
 * also when progress stops it, which may be NULL.
 * With books_drop_loaded() what was loaded and did not come into force goes. */
int books_load_sources(
    struct books *b, const struct progress *progress, struct diag_list *diags);
void books_drop_loaded(struct books *b);
/* What was loaded for each place: can the books of a shop stand beside each other?  0 or -1. */
int books_check_shelves(const struct books *b, struct diag_list *diags);
/* Each shop's at once, all of its books together. */
void books_bring_into_force(struct books *b);

#endif
