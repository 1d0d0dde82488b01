/* table.h - the table in a sheet: which row holds the headings, what each column means, and
 * the rows below.
 *
 * Told here: headings nobody knows or that come twice, merged cells, formulas, blank rows within,
 * hidden sheets, rows and columns. */
#ifndef XIAOER_SHEET_TABLE_H
#define XIAOER_SHEET_TABLE_H

#include "sheet/column.h"
#include "sheet/sheet.h"

struct normaliser;

/* What reading a sheet goes by. */
struct sheet_rules {
	const struct normaliser *normaliser;
	struct arena *arena; /* of all that is made */
	struct diag_list *diags;
	/* what can be read in one way only is a mistake until somebody has seen it; with fix it is
	 * read in that way, and told as advice */
	bool fix;
};

/* The level of a finding that --fix mends. */
static inline enum diag_level sheet_trap(const struct sheet_rules *r)
{
	return r->fix ? DIAG_ADVICE : DIAG_ERROR;
}

struct table_column {
	unsigned col;
	enum column column; /* < COLUMNS; TYPE and SHORT are made up one's mind about */
	struct str heading;
};

struct table_row {
	unsigned number;
	const struct cell **cells; /* by index of table.columns; NULL: empty */
	struct str section; /* the title that stands across the table above it; empty: none */
	bool is_title;      /* it is one itself: while the table is read */
};

enum { TABLE_ROWS_MAX = 100000 };

struct table {
	const struct sheet *sheet;
	struct table_column *columns;
	size_t columns_n;
	struct table_row *rows; /* those that hold something, but for titles across the table */
	size_t rows_n;
	bool has[COLUMNS];
};

/* Of a sheet; 0, or 1: no row of it looks like headings (that is told by the caller, who knows the
 * other sheets). */
int table_read(const struct sheet *sheet, const struct sheet_rules *rules, struct table *out);

#endif
