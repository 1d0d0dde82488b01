/* rows.h - the rows of all tables of a workbook as items: what each says of an intent or a
 * phrase.
 *
 * Rows that go on with the one above (further wordings, further questions) are one item with it. */
#ifndef XIAOER_SHEET_ROWS_H
#define XIAOER_SHEET_ROWS_H

#include "sheet/entry.h"
#include "sheet/cell.h"
#include "sheet/word.h"

struct item {
	const struct table *table;
	unsigned row, last_row;
	const char *part;
	struct str id;
	bool named;                /* by a column of the sheet; else made of group and title */
	const struct entry *entry; /* of that id in the book; NULL: it is new */
	struct str group;
	struct cell_texts texts[COLUMNS];
	bool given[COLUMNS];         /* the table has the column */
	bool taken[COLUMNS];         /* its cells were read */
	enum word_matching matching; /* of the keywords */
	bool broken;                 /* it has a mistake of its own: it is not imported */
};

struct items {
	struct item *list;
	size_t n, room;
	size_t switched_off; /* rows that say so of themselves */
	size_t sheets;       /* that hold a table */
};

struct items_options {
	const struct entries *book;
	bool titles;               /* without questions and keywords a title is the question */
	const char *const *sheets; /* only these; by name */
	size_t sheets_n;
};

void items_read(const struct workbook *w, const struct sheet_rules *rules,
    const struct items_options *options, struct items *out);
/* Its title, or what stands for one: the beginning of its first question, keyword, answer. */
struct cell_text item_title(const struct item *item);
/* Where the item's column stands, or its row alone. */
struct place item_place(const struct item *item, enum column c);

#endif
