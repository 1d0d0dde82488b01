/* import.h - a sheet into a book: what changes, whether the book is right then, and where in the
 * sheet it is not.
 *
 * Of a book that is there only what the sheet changes is changed (splice.h); the rest of the book
 * stays. Nothing is written here: the folder that comes back is saved by the caller, or thrown
 * away. */
#ifndef XIAOER_SHEET_IMPORT_H
#define XIAOER_SHEET_IMPORT_H

#include "base/progress.h"
#include "sheet/column.h"
#include "trainer/folder.h"
#include "sheet/sheet.h"

struct import_options {
	const struct normaliser *normaliser;
	bool fix;    /* what can be read in one way only is read so (table.h) */
	bool titles; /* of a sheet without questions and keywords titles are the questions */
	const char
	    *into; /* new entries go into this file, without .yaml; NULL: that of their group */
	const char *const *sheets; /* only these */
	size_t sheets_n;
	const struct progress *progress; /* may be NULL */
};

enum import_change { IMPORT_ADDED, IMPORT_CHANGED, IMPORT_SAME };

struct import_entry {
	const char *part; /* "intents", "phrases" */
	struct str id;
	enum import_change change;
	struct place at;  /* its row */
	const char *file; /* of the book */
	unsigned columns; /* IMPORT_CHANGED: 1 << enum column of each that differs */
};

struct import_result {
	struct import_entry *list; /* in the order of the sheet */
	size_t n, added, changed, same;
	size_t others;       /* entries of the book the sheet does not speak of: they stay */
	size_t switched_off; /* rows that say so of themselves */
	bool only_phrases;   /* the sheet has neither questions nor keywords, */
	bool titled;         /* but titles */
	bool is_new;         /* the book is */
};

/* The folder as it is to be, applied and proven; NULL after an error, at the cell where one is to
 * blame.  Also without errors it holds no change when there is none.  dir, workbook, diags outlive
 * it; the result lives in the arena. */
struct folder *import_sheet(const char *dir, const struct workbook *w,
    const struct import_options *options, struct arena *arena, struct diag_list *diags,
    struct import_result *out);

#endif
