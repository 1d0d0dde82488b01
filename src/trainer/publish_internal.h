/* publish_internal.h - a publish or a rollback under way; between publish.c and rollback.c. */
#ifndef XIAOER_TRAINER_PUBLISH_INTERNAL_H
#define XIAOER_TRAINER_PUBLISH_INTERNAL_H

#include "trainer/books_internal.h"
#include "trainer/examine.h"

struct publishing {
	struct books *b;
	struct store_reader *reader;
	const struct books_keeper *keeper;
	const struct books_request *r;
	struct arena *arena;
	struct diag_list *diags;
	struct books_outcome *out;
	struct shop_books *shop;
	struct shelf shelf; /* in force now; held */
	size_t at;          /* in it: the book whose place is taken */
	enum store_book_how how;
	struct examination e;
	struct progress progress; /* of the examination */
	int64_t until_us;         /* it may take; 0: for ever */
	enum books_result halted; /* BOOKS_DONE: it goes on */
	unsigned char content[VERSION_CONTENT];
};

struct publishing publishing_begin(struct books *b, struct store_reader *reader,
    const struct books_keeper *keeper, const struct books_request *r, struct arena *arena,
    struct diag_list *diags, struct books_outcome *out);
void publishing_end(struct publishing *p);

/* All return 0, or -1 with the outcome told. */

/* Nothing is done: why. */
int publishing_fail(struct publishing *p, enum books_result result, struct str problem);
int publishing_find_shop(struct publishing *p);
/* Is the version in force that the request takes for granted? */
int publishing_check_base(struct publishing *p);
/* Examines the files and brings them into force; language: of the book, empty when nobody has said
 * it. */
int publishing_bring(
    struct publishing *p, const struct book_files *files, struct str language);

/* Sets p->at; false: the shop has no book in it. */
bool publishing_find_language(struct publishing *p, struct str language);

#endif
