/* rows_internal.h - between rows.c, which goes from row to row, and item.c, which
 * makes an item of one. */
#ifndef XIAOER_SHEET_ROWS_INTERNAL_H
#define XIAOER_SHEET_ROWS_INTERNAL_H

#include "sheet/rows.h"

struct rows_reading {
	const struct sheet_rules *rules;
	const struct items_options *options;
	struct items *items;
	const struct table *table;
	struct str sheet_group; /* the sheet's name, when each sheet is a group */
	struct str_index ids;   /* of items */
};

/* The first cell of the column that holds something; NULL: none. */
const struct cell *table_cell(const struct table *t, const struct table_row *row, enum column c);
bool item_is_switched_off(const struct rows_reading *r, const struct table_row *row);
void item_make(struct rows_reading *r, const struct table_row *row, struct item *item);
/* The row adds to the item above: COLUMN_ANSWER a wording, COLUMN_QUESTION questions and keywords.
 */
void item_go_on(
    struct rows_reading *r, struct item *item, const struct table_row *row, enum column c);
/* Equal texts from first on are left out. */
void item_drop_equal(struct cell_texts *t, size_t first);
static inline bool item_has(const struct item *item, enum column c)
{
	return item->texts[c].n > 0;
}

#endif
