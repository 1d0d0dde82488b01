/* table_internal.h - between heading.c, which finds out what the columns mean, and
 * table.c, which takes their rows. */
#ifndef XIAOER_SHEET_TABLE_INTERNAL_H
#define XIAOER_SHEET_TABLE_INTERNAL_H

#include "sheet/table.h"

struct table_reading {
	const struct sheet_rules *rules;
	const struct sheet *sheet;
	struct table *table;
	struct arena *scratch;
	unsigned heading_row;
	unsigned last_col;
	size_t *index; /* by column of the sheet: 1 + index in table.columns; 0: none */
};

static inline struct place table_place(const struct table_reading *r, unsigned row, unsigned col)
{
	return sheet_place(r->sheet, row, col);
}

/* The row that holds the headings, and the columns it makes; false: there is none. */
bool table_find_headings(struct table_reading *r);
/* A heading as it is compared and shown: its first line. */
struct str table_heading_text(struct str text);
/* When the rows are there: columns whose values tell what they are. */
void table_settle_columns(struct table_reading *r);

#endif
