/* table.c - the rows under the headings. */
#include "sheet/table.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "sheet/table_internal.h"

enum { FILLED_MAX = 1 << 21 /* cells that merged ones fill */ };

/* ---- rows ---- */

static bool is_blank(struct str text)
{
	for (size_t i = 0; i < text.n;) {
		uint32_t c = utf8_next(text, &i);

		if (c != ' ' && c != '\t' && c != '\n' && c != 0xa0 && c != 0x3000 && c != 0x200b &&
		    c != 0xfeff)
			return false;
	}
	return true;
}

/* Does the row hold anything but a number in front or a switch? */
static bool holds_content(const struct table *t, const struct table_row *row)
{
	for (size_t i = 0; i < t->columns_n; i++) {
		enum column c = t->columns[i].column;

		if (row->cells[i] && c != COLUMN_ENABLED && c != COLUMN_MATCHING &&
		    c != COLUMN_GROUP && c != COLUMN_PRIORITY && c != COLUMN_TYPE &&
		    (row->cells[i]->kind == CELL_FORMULA || !is_blank(row->cells[i]->text)))
			return true;
	}
	return false;
}

/* The headings once more, as some put them on every page. */
static bool is_heading_again(struct table_reading *r, const struct table_row *row)
{
	size_t same = 0, others = 0;

	for (size_t i = 0; i < r->table->columns_n; i++) {
		const struct table_column *c = &r->table->columns[i];

		if (!row->cells[i])
			continue;
		if (str_eq(table_heading_text(row->cells[i]->text), c->heading))
			same++;
		else
			others++;
	}
	return same >= 2 && !others;
}

static void fill_row(struct table_reading *r, const struct sheet_row *from, struct table_row *to)
{
	*to = (struct table_row){.number = from->number,
	    .cells = ARENA_ARRAY(r->rules->arena, const struct cell *, r->table->columns_n)};
	for (size_t i = 0; i < from->n; i++)
		if (r->index[from->cells[i].col])
			to->cells[r->index[from->cells[i].col] - 1] = &from->cells[i];
}

static void fill_rows(struct table_reading *r)
{
	struct table *t = r->table;
	size_t room = r->sheet->rows_n < TABLE_ROWS_MAX ? r->sheet->rows_n : TABLE_ROWS_MAX;

	t->rows = ARENA_ARRAY(r->rules->arena, struct table_row, room);
	for (size_t i = 0; i < r->sheet->rows_n; i++) {
		if (r->sheet->rows[i].number <= r->heading_row)
			continue;
		if (t->rows_n == room) {
			diag_error(r->rules->diags, table_place(r, r->sheet->rows[i].number, 0),
			    "more than 100,000 rows in a sheet");
			return;
		}
		fill_row(r, &r->sheet->rows[i], &t->rows[t->rows_n++]);
	}
}

static size_t first_row(const struct table *t, unsigned number)
{
	size_t low = 0, high = t->rows_n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (t->rows[mid].number < number)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* Columns of the table from which to which a merge reaches. */
static size_t columns_within(const struct table *t, const struct merge *m)
{
	size_t n = 0;

	for (size_t i = 0; i < t->columns_n; i++)
		n += t->columns[i].col >= m->col && t->columns[i].col <= m->to_col;
	return n;
}

static const struct cell *cell_of(const struct table_reading *r, const struct merge *m)
{
	size_t low = 0, high = r->sheet->rows_n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (r->sheet->rows[mid].number < m->row)
			low = mid + 1;
		else
			high = mid;
	}
	return low < r->sheet->rows_n && r->sheet->rows[low].number == m->row
		   ? sheet_row_cell(&r->sheet->rows[low], m->col)
		   : NULL;
}

static void tell_merge(const struct table_reading *r, const struct merge *m, bool title)
{
	char from[24], to[24];

	diag_cell(m->row, m->col, from);
	diag_cell(m->to_row, m->to_col, to);
	diag_find(r->rules->diags, sheet_trap(r->rules), "cells.merged", STR(""),
	    table_place(r, m->row, m->col),
	    "the cells %s:%s are merged: only the first of them holds the text", from, to);
	if (title)
		diag_propose(r->rules->diags,
		    "write the group into a column of its own; --fix takes it for the group of the "
		    "rows below");
	else
		diag_propose(r->rules->diags,
		    "take the merge apart and fill every cell; --fix takes the text for each of "
		    "them");
}

/* false: so many cells are filled that no person made this. */
static bool take_merge(struct table_reading *r, const struct merge *m, size_t *filled)
{
	struct table *t = r->table;
	const struct cell *c = cell_of(r, m);
	size_t within = columns_within(t, m), from = first_row(t, m->row);
	bool title = m->row == m->to_row && within > 1 && within * 2 > t->columns_n;

	if (!within || m->to_row <= r->heading_row || !c || from == t->rows_n)
		return true;
	tell_merge(r, m, title);
	if (title) { /* the rows below belong to it */
		t->rows[from].is_title = true;
		t->rows[from].section = str_trim(c->text);
		return true;
	}
	for (size_t i = from; i < t->rows_n && t->rows[i].number <= m->to_row; i++)
		for (size_t k = 0; k < t->columns_n; k++) {
			if (t->columns[k].col < m->col || t->columns[k].col > m->to_col)
				continue;
			t->rows[i].cells[k] = c;
			if (++*filled > FILLED_MAX)
				return false;
		}
	return true;
}

static int by_row(const void *a, const void *b)
{
	const struct merge *x = a, *y = b;

	return x->row != y->row ? (x->row > y->row) - (x->row < y->row)
				: (x->col > y->col) - (x->col < y->col);
}

static void take_merges(struct table_reading *r)
{
	size_t n = r->sheet->merges_n, filled = 0;
	struct merge *sorted = ARENA_ARRAY(r->rules->arena, struct merge, n + 1);

	if (n) {
		memcpy(sorted, r->sheet->merges, n * sizeof *sorted);
		qsort(sorted, n, sizeof *sorted, by_row);
	}
	for (size_t i = 0; i < n; i++)
		if (!take_merge(r, &sorted[i], &filled)) {
			diag_error(r->rules->diags, table_place(r, sorted[i].row, sorted[i].col),
			    "the merged cells reach too far: take them apart");
			return;
		}
}

/* ---- what is left of the rows ---- */

static void tell_blank(const struct table_reading *r, unsigned from, unsigned to)
{
	if (from == to)
		diag_find(r->rules->diags, sheet_trap(r->rules), "row.blank", STR(""),
		    table_place(r, from, 0),
		    "a blank row within the table: is the table at its end here?");
	else
		diag_find(r->rules->diags, sheet_trap(r->rules), "row.blank", STR(""),
		    table_place(r, from, 0),
		    "blank rows within the table, down to row %u: is the table at its end here?",
		    to);
	diag_propose(r->rules->diags, "delete it, or what is below it; --fix reads on below it");
}

/* A row of nothing but its group is a title too. */
static bool is_group_alone(const struct table_reading *r, struct table_row *row)
{
	const struct table *t = r->table;

	for (size_t i = 0; i < t->columns_n; i++)
		if (t->columns[i].column == COLUMN_GROUP && row->cells[i] &&
		    !is_blank(row->cells[i]->text)) {
			row->section = str_trim(row->cells[i]->text);
			diag_find(r->rules->diags, sheet_trap(r->rules), "row.title", STR(""),
			    table_place(r, row->number, t->columns[i].col),
			    "a row of nothing but a group");
			diag_propose(r->rules->diags,
			    "write the group into each row; --fix takes it for the group of the "
			    "rows below that have none");
			return true;
		}
	return false;
}

static void drop_rows(struct table_reading *r)
{
	struct table *t = r->table;
	unsigned expected = r->heading_row + 1;
	struct str section = {"", 0};
	size_t n = 0;

	for (size_t i = 0; i < t->rows_n; i++) {
		struct table_row row = t->rows[i];

		if (!row.is_title && !holds_content(t, &row) && !is_group_alone(r, &row))
			continue;
		if (row.number > expected)
			tell_blank(r, expected, row.number - 1);
		expected = row.number + 1;
		if (row.section.n) {
			section = row.section;
		} else if (is_heading_again(r, &row)) {
			diag_find(r->rules->diags, DIAG_WARNING, "heading.again", STR(""),
			    table_place(r, row.number, 0),
			    "the headings once more: this row is left out");
		} else {
			row.section = section;
			t->rows[n++] = row;
		}
	}
	t->rows_n = n;
}

static void tell_hidden(const struct table_reading *r)
{
	unsigned first = 0, n = 0;

	if (r->sheet->hidden)
		diag_find(r->rules->diags, DIAG_WARNING, "sheet.hidden", STR(""),
		    table_place(r, 0, 0), "this sheet is hidden: it is read too");
	for (size_t i = 0; i < r->sheet->rows_n; i++) {
		if (!r->sheet->rows[i].hidden || r->sheet->rows[i].number <= r->heading_row)
			continue;
		first = first ? first : r->sheet->rows[i].number;
		n++;
	}
	if (n == 1)
		diag_find(r->rules->diags, DIAG_WARNING, "row.hidden", STR(""),
		    table_place(r, first, 0), "this row is hidden: it is read too");
	else if (n)
		diag_find(r->rules->diags, DIAG_WARNING, "row.hidden", STR(""),
		    table_place(r, first, 0),
		    "this row is hidden, as are %u more: they are read too", n - 1);
	for (size_t i = 0; i < r->table->columns_n; i++)
		if (sheet_col_is_hidden(r->sheet, r->table->columns[i].col))
			diag_find(r->rules->diags, DIAG_WARNING, "column.hidden", STR(""),
			    table_place(r, r->heading_row, r->table->columns[i].col),
			    "this column is hidden: it is read too");
}

int table_read(const struct sheet *sheet, const struct sheet_rules *rules, struct table *out)
{
	struct table_reading r = {
	    .rules = rules, .sheet = sheet, .table = out, .scratch = arena_new(1 << 12)};
	bool found;

	*out = (struct table){.sheet = sheet};
	found = table_find_headings(&r);
	if (found) {
		fill_rows(&r);
		take_merges(&r);
		drop_rows(&r);
		tell_hidden(&r);
		table_settle_columns(&r);
	}
	arena_free(&r.scratch);
	return found ? 0 : 1;
}
