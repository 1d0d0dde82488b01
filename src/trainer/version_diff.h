/* version_diff.h - what differs between two versions of a book.
 *
 * Pure. */
#ifndef XIAOER_TRAINER_VERSION_DIFF_H
#define XIAOER_TRAINER_VERSION_DIFF_H

#include <stdio.h>

#include "book/load.h"

enum version_change_kind { VERSION_ADDED, VERSION_REMOVED, VERSION_CHANGED };

/* One entry of a part of the book: an intent, a phrase, a word list, ... */
struct version_change {
	struct str part; /* "intents": as the files call it; "tests": id is a file's name */
	struct str id;
	enum version_change_kind kind;
};

/* By part (intents, phrases and forms first), kind and id, in the arena; how many.  Comments and the
 * layout of a file change no entry. */
size_t version_changes(const struct book_files *a, const struct book_files *b, struct arena *arena,
    struct version_change **out);
/* File by file as `diff -u`; their names behind a_name and b_name.  How many files differ. */
size_t version_diff_print(const char *a_name, const struct book_files *a, const char *b_name,
    const struct book_files *b, FILE *to, bool colour);

#endif
