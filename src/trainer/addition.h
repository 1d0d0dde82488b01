/* addition.h - a sentence and patterns put into an intent of a book, and what the book is then: loaded,
 * checked, tested.  Nothing is saved until the folder is (folder.h).
 *
 * One thread.  What is in it lives as long as it does. */
#ifndef XIAOER_TRAINER_ADDITION_H
#define XIAOER_TRAINER_ADDITION_H

#include "base/progress.h"
#include "book/load.h"
#include "trainer/folder.h"

struct addition {
	/* what is wanted */
	const char *dir;    /* without a slash at its end */
	struct str intent, example;
	const struct str *patterns;
	size_t patterns_n;
	const struct normaliser *normaliser;
	const struct yaml *overrides; /* the shop's settings; may be NULL */
	const struct progress *progress; /* of the dialogues; may be NULL */
	/* after addition_make() */
	struct folder *folder;
	const char *path;   /* of the file that is changed */
	struct book *book;  /* as it would be, with the overrides */
	bool known;         /* the example stands there already */
	/* after addition_examine() */
	size_t dialogues, failed;
	size_t failed_before; /* of the book as it is, when some failed */
	size_t same;        /* findings of the check that the book as it is has as well */
};

/* One line without blanks at its ends, and without what steers a terminal; in the arena. */
struct str addition_line(struct arena *arena, struct str text);

/* -1 after errors: no such intent, a place that cannot be changed, a book that does not load. */
int addition_make(struct addition *a, struct diag_list *diags);
/* The check and the dialogues of the book as it would be.  Only what the book as it is does not have
 * goes into diags, which has seen no file yet.  -1: there is an error among it, or a dialogue failed. */
int addition_examine(struct addition *a, struct diag_list *diags);
void addition_end(struct addition *a);

#endif
