/* column.h - the columns of a sheet, and what stands in each of an intent or a phrase.
 *
 * One table: a column's key in the book, the form of what it holds, its headings when we write it,
 * and all the headings under which other programs and people know it. */
#ifndef XIAOER_SHEET_COLUMN_H
#define XIAOER_SHEET_COLUMN_H

#include <stdbool.h>

#include "base/arena.h"
#include "trainer/splice.h"

struct normaliser;

enum column {
	/* what we write, in this order */
	COLUMN_GROUP,
	COLUMN_TITLE,
	COLUMN_QUESTION,
	COLUMN_PATTERNS,
	COLUMN_ANSWER,
	COLUMN_PRIORITY,
	COLUMN_ID,
	COLUMN_KIND,
	COLUMN_UNLESS,
	COLUMN_COUNTER,
	COLUMN_AGAIN,
	COLUMN_PHRASE,
	COLUMN_THEN,
	COLUMN_FORM,
	COLUMN_LOOKUP,
	COLUMN_SKILL,
	COLUMN_URGENCY,
	COLUMN_RESPONSIBLE,
	COLUMNS_WRITTEN,
	/* what only others have */
	COLUMN_KEYWORDS = COLUMNS_WRITTEN, /* words, not patterns */
	COLUMN_EXCLUDED,                   /* words that veto */
	COLUMN_MATCHING,                   /* exact, contains, regex: of the keywords */
	COLUMN_ENABLED,
	COLUMN_CODE,  /* a short code that is typed for a quick reply */
	COLUMN_TYPE,  /* of what: its values tell */
	COLUMN_SHORT, /* 快捷短语: the title or the answer */
	COLUMNS,
	COLUMN_PASSED_OVER = COLUMNS, /* known, and of no use here: when it was made, by whom */
	COLUMN_NONE
};

struct column_of_book {
	const char *key; /* "title"; NULL: no key of an entry (group, id) */
	enum splice_form form;
	bool of_phrases;     /* phrases have it too */
	const char *en, *zh; /* headings */
};

extern const struct column_of_book columns_written[COLUMNS_WRITTEN];

/* What a heading means: full width, case, blanks, remarks in brackets and numbers behind it ("问题1
 * （必填）") do not matter. */
enum column column_read(const struct normaliser *n, struct arena *arena, struct str heading);
/* The known heading that is nearest, for "did you mean"; NULL: none is near. */
const char *column_nearest(const struct normaliser *n, struct arena *arena, struct str heading);

#endif
