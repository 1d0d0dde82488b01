/* examine.h - what a book must pass before it comes into force: it loads, the check has nothing
 * against it, and all its examples and dialogue tests hold.
 *
 * Pure, for any thread.  The book is examined as it is written, without the settings of a shop's
 * config, so that it passes here when it passes `xiaoer check` and `xiaoer test`.  Findings name its
 * files as within the book; what concerns the book as a whole, by its name. */
#ifndef XIAOER_TRAINER_EXAMINE_H
#define XIAOER_TRAINER_EXAMINE_H

#include "base/progress.h"
#include "book/load.h"

struct examination {
	const struct book_files *files;
	struct str name;
	const struct normaliser *normaliser;
	/* Told of the dialogues, file by file; asked whether to stop all the time.  May be NULL. */
	const struct progress *progress;
	/* filled by examine_load() */
	struct book *book;
	size_t examples;
	/* filled by examine() */
	size_t dialogues, failed;
};

/* Loads it, its examples with it.  -1: mistakes, or it was stopped by `progress`. */
int examine_load(struct examination *e, struct diag_list *diags);
/* The check and the dialogues.  -1: there is an error in diags.  Stopped by `progress`, it has not
 * looked at all of it. */
int examine(struct examination *e, struct diag_list *diags);
void examine_end(struct examination *e);

#endif
