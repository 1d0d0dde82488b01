/* sheet.h - tables of cells, each with its place: what a spreadsheet is to us.
 *
 * A workbook is built by one of its readers (csv.h, xlsx.h) or row by row, and does not
 * change then.  Everything lives in its arena.  Rows and columns count from 1, as people see them.
 */
#ifndef XIAOER_SHEET_SHEET_H
#define XIAOER_SHEET_SHEET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

enum {
	SHEET_CELLS_MAX = 1 << 20, /* that hold something */
	SHEET_TEXT_MAX = 64 << 20, /* bytes in all of them */
	SHEET_ROWS_MAX = 1 << 20,  /* the last row and column there can be */
	SHEET_COLS_MAX = 1 << 14,
	SHEETS_MAX = 256
};

enum cell_kind { CELL_TEXT, CELL_NUMBER, CELL_BOOL, CELL_DATE, CELL_FORMULA, CELL_ERROR };

struct merge {
	unsigned row, col, to_row, to_col;
};

struct cell {
	unsigned row, col;
	enum cell_kind kind;
	/* UTF-8, lines end with \n; a number as it is written, a date as 2026-11-23 or 2026-11-23
	 * 10:00:00, TRUE or FALSE; of a formula what it gave when it was last worked out */
	struct str text;
	struct str formula;
};

struct sheet_row {
	unsigned number;
	bool hidden;
	struct cell *cells; /* those that hold something, from left to right */
	size_t n;
};

struct sheet {
	struct str name;   /* empty: it has none (CSV) */
	const char *label; /* in findings: "faq.xlsx[Sheet1]" */
	bool hidden;
	struct sheet_row *rows; /* those with a cell, from top to bottom */
	size_t rows_n;
	struct merge *merges;
	size_t merges_n;
	struct merge *hidden_cols; /* ranges of columns */
	size_t hidden_cols_n;
};

struct workbook {
	struct arena *arena;
	struct sheet *sheets;
	size_t n;
};

void workbook_free(struct workbook **w);
const struct cell *sheet_row_cell(const struct sheet_row *row, unsigned col); /* NULL: empty */
const struct merge *sheet_merge(const struct sheet *s, unsigned row, unsigned col); /* NULL: none */
bool sheet_col_is_hidden(const struct sheet *s, unsigned col);
static inline struct place sheet_place(const struct sheet *s, unsigned row, unsigned col)
{
	return (struct place){s->label, row, col};
}

/* ---- building ---- */

struct sheet_builder;

/* file: its name, as it shall stand in findings. */
struct sheet_builder *sheet_builder_new(const char *file, struct diag_list *diags);
/* Gives up the builder for what was built. */
struct workbook *sheet_builder_finish(struct sheet_builder **b);
void sheet_builder_free(struct sheet_builder **b);
struct arena *sheet_builder_arena(const struct sheet_builder *b);

/* Each begins the next thing, in any order of rows and columns; -1 after an error: a limit is
 * passed.  What is given is copied. */
int sheet_begin(struct sheet_builder *b, struct str name, bool hidden);
int sheet_begin_row(struct sheet_builder *b, unsigned number, bool hidden);
int sheet_add(struct sheet_builder *b, unsigned col, enum cell_kind kind, struct str text,
    struct str formula);
int sheet_add_merge(struct sheet_builder *b, struct merge m);
int sheet_hide_cols(struct sheet_builder *b, unsigned from, unsigned to);
/* Where the next cell of the row goes: a finding about it. */
struct place sheet_builder_place(const struct sheet_builder *b, unsigned col);

#endif
