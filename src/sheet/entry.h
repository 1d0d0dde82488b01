/* entry.h - what a sheet shows of the intents and phrases of a book.
 *
 * An entry's values are the texts under its keys that fit a column (column.h): wordings with a
 * `when` do not, nor do forms and cases.  Import compares a sheet with just these values, so that a
 * sheet that was not changed changes nothing.  Read-only once made. */
#ifndef XIAOER_SHEET_ENTRY_H
#define XIAOER_SHEET_ENTRY_H

#include "base/arena.h"
#include "base/str_index.h"
#include "sheet/column.h"
#include "trainer/folder.h"

struct entry_value {
	const struct str *texts;
	size_t n;
};

struct entry {
	const char *part; /* "intents", "phrases" */
	struct str id;
	struct str group; /* its file, without .yaml */
	size_t file;      /* in the folder */
	struct entry_value values[COLUMNS_WRITTEN];
};

struct entries {
	struct entry *list; /* in the order of the book */
	size_t n;
	struct str_index ids;
};

/* Everything lives in the arena, or in the folder. */
void entries_of(struct folder *f, struct arena *arena, struct entries *out);
const struct entry *entries_find(const struct entries *e, struct str id); /* NULL: none */

/* What stands in the cell: texts in lines, wordings between lines of ---.  The lines of a value
 * are parted again by entry_read(). */
struct str entry_cell(struct arena *arena, enum splice_form form, struct entry_value v);
struct entry_value entry_read(struct arena *arena, enum splice_form form, struct str cell);
bool entry_same(struct entry_value a, struct entry_value b);

/* The kind of a phrase, which is none of an intent. */
extern const struct str entry_phrase_kind;

#endif
