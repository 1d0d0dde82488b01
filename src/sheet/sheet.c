/* sheet.c - tables of cells: building them within limits, and looking things up. */
#include "sheet/sheet.h"

#include <stdlib.h>

#include "base/intl.h"

struct sheet_builder {
	struct arena *arena;
	struct diag_list *diags;
	const char *file;
	struct sheet *sheets;
	size_t sheets_n, sheets_room;
	struct sheet_row *rows;
	size_t rows_n, rows_room;
	struct cell *cells; /* of the row that is open */
	size_t cells_n, cells_room;
	struct merge *merges, *cols;
	size_t merges_n, merges_room, cols_n, cols_room;
	size_t total, bytes;
	bool open; /* a sheet is */
};

struct sheet_builder *sheet_builder_new(const char *file, struct diag_list *diags)
{
	struct arena *arena = arena_new(1 << 16);
	struct sheet_builder *b = ARENA_NEW(arena, struct sheet_builder);

	b->arena = arena;
	b->diags = diags;
	b->file = arena_strdup(arena, file);
	return b;
}

void sheet_builder_free(struct sheet_builder **b)
{
	struct arena *arena;

	if (!b || !*b)
		return;
	arena = (*b)->arena;
	*b = NULL;
	arena_free(&arena);
}

struct arena *sheet_builder_arena(const struct sheet_builder *b)
{
	return b->arena;
}

static void *one_more(struct arena *arena, void *p, size_t n, size_t *room, size_t size)
{
	size_t more = *room ? *room * 2 : 16;

	if (n < *room)
		return p;
	p = arena_grow(arena, p, *room * size, more * size);
	*room = more;
	return p;
}

static int by_col(const void *a, const void *b)
{
	const struct cell *x = a, *y = b;

	return (x->col > y->col) - (x->col < y->col);
}

static int by_number(const void *a, const void *b)
{
	const struct sheet_row *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

/* The cells of the open row go to it, in their order; of two in one place the first stays. */
static void end_row(struct sheet_builder *b)
{
	struct sheet_row *row = b->rows_n ? &b->rows[b->rows_n - 1] : NULL;
	size_t n = 0;

	if (!row || row->cells)
		return;
	if (!b->cells_n) {
		b->rows_n--;
		return;
	}
	for (size_t i = 1; i < b->cells_n; i++)
		if (b->cells[i].col <= b->cells[i - 1].col) {
			qsort(b->cells, b->cells_n, sizeof *b->cells, by_col);
			break;
		}
	row->cells = ARENA_ARRAY(b->arena, struct cell, b->cells_n);
	for (size_t i = 0; i < b->cells_n; i++)
		if (!n || row->cells[n - 1].col != b->cells[i].col)
			row->cells[n++] = b->cells[i];
	row->n = n;
	b->cells_n = 0;
}

static void end_sheet(struct sheet_builder *b)
{
	struct sheet *s;

	if (!b->open)
		return;
	end_row(b);
	s = &b->sheets[b->sheets_n - 1];
	for (size_t i = 1; i < b->rows_n; i++)
		if (b->rows[i].number <= b->rows[i - 1].number) {
			qsort(b->rows, b->rows_n, sizeof *b->rows, by_number);
			break;
		}
	s->rows = b->rows;
	s->rows_n = b->rows_n;
	s->merges = b->merges;
	s->merges_n = b->merges_n;
	s->hidden_cols = b->cols;
	s->hidden_cols_n = b->cols_n;
	b->rows = NULL;
	b->merges = b->cols = NULL;
	b->rows_n = b->rows_room = b->merges_n = b->merges_room = b->cols_n = b->cols_room = 0;
	b->open = false;
}

struct workbook *sheet_builder_finish(struct sheet_builder **b)
{
	struct workbook *w = ARENA_NEW((*b)->arena, struct workbook);

	end_sheet(*b);
	*w = (struct workbook){(*b)->arena, (*b)->sheets, (*b)->sheets_n};
	*b = NULL;
	return w;
}

void workbook_free(struct workbook **w)
{
	struct arena *arena;

	if (!w || !*w)
		return;
	arena = (*w)->arena;
	*w = NULL;
	arena_free(&arena);
}

static int too_much(struct sheet_builder *b, const char *what)
{
	return diag_error(b->diags, (struct place){.file = b->file}, "%s", intl(what));
}

int sheet_begin(struct sheet_builder *b, struct str name, bool hidden)
{
	struct sheet *s;

	end_sheet(b);
	if (b->sheets_n == SHEETS_MAX)
		return too_much(b, N_("has more than 256 sheets"));
	b->sheets = one_more(b->arena, b->sheets, b->sheets_n, &b->sheets_room, sizeof *b->sheets);
	s = &b->sheets[b->sheets_n++];
	*s = (struct sheet){.name = arena_str(b->arena, name), .hidden = hidden, .label = b->file};
	if (name.n)
		s->label = arena_printf(b->arena, "%s[%.*s]", b->file, STR_ARG(name)).p;
	diag_table(b->diags, s->label);
	b->open = true;
	return 0;
}

int sheet_begin_row(struct sheet_builder *b, unsigned number, bool hidden)
{
	end_row(b);
	if (!number || number > SHEET_ROWS_MAX)
		return too_much(b, N_("has more than 1,048,576 rows"));
	b->rows = one_more(b->arena, b->rows, b->rows_n, &b->rows_room, sizeof *b->rows);
	b->rows[b->rows_n++] = (struct sheet_row){.number = number, .hidden = hidden};
	return 0;
}

int sheet_add(
    struct sheet_builder *b, unsigned col, enum cell_kind kind, struct str text, struct str formula)
{
	if (!text.n && kind != CELL_FORMULA)
		return 0;
	if (!col || col > SHEET_COLS_MAX)
		return too_much(b, N_("has more than 16,384 columns"));
	if (++b->total > SHEET_CELLS_MAX)
		return too_much(b, N_("has more than 1,048,576 cells"));
	b->bytes += text.n + formula.n;
	if (b->bytes > SHEET_TEXT_MAX)
		return too_much(b, N_("has more than 64 MB of text"));
	b->cells = one_more(b->arena, b->cells, b->cells_n, &b->cells_room, sizeof *b->cells);
	b->cells[b->cells_n++] = (struct cell){.row = b->rows[b->rows_n - 1].number,
	    .col = col,
	    .kind = kind,
	    .text = arena_str(b->arena, text),
	    .formula = arena_str(b->arena, formula)};
	return 0;
}

int sheet_add_merge(struct sheet_builder *b, struct merge m)
{
	if (b->merges_n == SHEET_CELLS_MAX)
		return too_much(b, N_("has more than 1,048,576 merged cells"));
	b->merges = one_more(b->arena, b->merges, b->merges_n, &b->merges_room, sizeof m);
	b->merges[b->merges_n++] = m;
	return 0;
}

int sheet_hide_cols(struct sheet_builder *b, unsigned from, unsigned to)
{
	if (b->cols_n == SHEET_COLS_MAX)
		return too_much(b, N_("has more than 16,384 columns"));
	b->cols = one_more(b->arena, b->cols, b->cols_n, &b->cols_room, sizeof *b->cols);
	b->cols[b->cols_n++] = (struct merge){.col = from, .to_col = to};
	return 0;
}

struct place sheet_builder_place(const struct sheet_builder *b, unsigned col)
{
	if (!b->sheets_n)
		return (struct place){.file = b->file};
	return (struct place){
	    b->sheets[b->sheets_n - 1].label, b->rows_n ? b->rows[b->rows_n - 1].number : 0, col};
}

/* ---- looking up ---- */

const struct cell *sheet_row_cell(const struct sheet_row *row, unsigned col)
{
	size_t low = 0, high = row->n;

	while (low < high) {
		size_t mid = (low + high) / 2;

		if (row->cells[mid].col < col)
			low = mid + 1;
		else
			high = mid;
	}
	return low < row->n && row->cells[low].col == col ? &row->cells[low] : NULL;
}

const struct merge *sheet_merge(const struct sheet *s, unsigned row, unsigned col)
{
	for (size_t i = 0; i < s->merges_n; i++) {
		const struct merge *m = &s->merges[i];

		if (row >= m->row && row <= m->to_row && col >= m->col && col <= m->to_col)
			return m;
	}
	return NULL;
}

bool sheet_col_is_hidden(const struct sheet *s, unsigned col)
{
	for (size_t i = 0; i < s->hidden_cols_n; i++)
		if (col >= s->hidden_cols[i].col && col <= s->hidden_cols[i].to_col)
			return true;
	return false;
}
