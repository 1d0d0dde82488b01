/* books_internal.h - between books.c and publish.c. */
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

#endif
