/* sheet_table.c - headings and rows. */
#include "trainer/sheet_table.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "book/normalise.h"

enum {
	HEADING_ROWS = 30,      /* among the first so many the headings are looked for */
	FILLED_MAX = 1 << 21    /* cells that merged ones fill */
};

struct reading {
	const struct sheet_rules *rules;
	const struct sheet *sheet;
	struct table *table;
	struct arena *scratch;
	unsigned heading_row;
	unsigned last_col;
	size_t *index; /* by column of the sheet: 1 + index in table.columns; 0: none */
};

static struct place at(const struct reading *r, unsigned row, unsigned col)
{
	return sheet_place(r->sheet, row, col);
}

/* ---- the headings ---- */

static bool is_content(enum column c)
{
	return c == COLUMN_TITLE || c == COLUMN_QUESTION || c == COLUMN_KEYWORDS ||
	    c == COLUMN_PATTERNS || c == COLUMN_ANSWER || c == COLUMN_SHORT;
}

/* How many different columns are known in the row; 0 when none of them holds anything of use. */
static size_t known_in(const struct reading *r, const struct sheet_row *row)
{
	bool seen[COLUMNS] = {false}, content = false;
	size_t n = 0;

	for (size_t i = 0; i < row->n; i++) {
		enum column c = column_read(r->rules->normaliser, r->scratch, row->cells[i].text);

		if (c >= COLUMNS || seen[c])
			continue;
		seen[c] = true;
		content = content || is_content(c);
		n++;
	}
	arena_reset(r->scratch);
	return content ? n : 0;
}

static const struct sheet_row *find_headings(const struct reading *r)
{
	const struct sheet_row *found = NULL;
	size_t best = 1;

	for (size_t i = 0; i < r->sheet->rows_n && i < HEADING_ROWS; i++) {
		size_t n = known_in(r, &r->sheet->rows[i]);

		if (n > best) {
			best = n;
			found = &r->sheet->rows[i];
		}
	}
	return found;
}

/* Columns of which there may be several: what they hold is put together. */
static bool may_repeat(enum column c)
{
	return c == COLUMN_GROUP || c == COLUMN_QUESTION || c == COLUMN_KEYWORDS ||
	    c == COLUMN_PATTERNS || c == COLUMN_EXCLUDED || c == COLUMN_UNLESS || c == COLUMN_COUNTER;
}

/* 答案1 and 答案2 are two of the same. */
static bool is_numbered_alike(struct str a, struct str b)
{
	while (a.n && a.p[a.n - 1] >= '0' && a.p[a.n - 1] <= '9')
		a.n--;
	while (b.n && b.p[b.n - 1] >= '0' && b.p[b.n - 1] <= '9')
		b.n--;
	return str_eq(str_trim(a), str_trim(b));
}

static void add_column(struct reading *r, unsigned col, struct str heading, enum column c)
{
	struct table *t = r->table;
	const struct table_column *first = NULL;
	char cell[24];

	if (r->index[col])
		return;
	for (size_t i = 0; i < t->columns_n && t->has[c] && !first; i++)
		if (t->columns[i].column == c)
			first = &t->columns[i];
	if (first && !may_repeat(c) && !is_numbered_alike(first->heading, heading)) {
		diag_cell(r->heading_row, first->col, cell);
		diag_find(r->rules->diags, sheet_trap(r->rules), "heading.twice", STR(""),
		    at(r, r->heading_row, col), "%.*s means the same as %.*s in %s", STR_ARG(heading),
		    STR_ARG(first->heading), cell);
		diag_propose(r->rules->diags,
		    "take one of them out; --fix takes the one in %s", cell);
		return;
	}
	t->columns[t->columns_n++] = (struct table_column){col, c, heading};
	r->index[col] = t->columns_n;
	t->has[c] = true;
}

static void tell_unknown(struct reading *r, unsigned col, struct str heading)
{
	const char *near = column_nearest(r->rules->normaliser, r->scratch, heading);

	if (near)
		diag_find(r->rules->diags, DIAG_WARNING, "heading.unknown", STR(""),
		    at(r, r->heading_row, col),
		    "the heading %.*s is not known; did you mean %s? The column is left out",
		    STR_ARG(heading), near);
	else
		diag_find(r->rules->diags, DIAG_WARNING, "heading.unknown", STR(""),
		    at(r, r->heading_row, col),
		    "the heading %.*s is not known: the column is left out", STR_ARG(heading));
}

/* A merged heading stands over all its columns. */
static unsigned heading_end(const struct reading *r, const struct cell *c)
{
	const struct merge *m = sheet_merge(r->sheet, c->row, c->col);
	unsigned end = m && m->col == c->col ? m->to_col : c->col;

	return end < r->last_col ? end : r->last_col;
}

static struct str heading_text(struct str text)
{
	const char *nl = text.n ? memchr(text.p, '\n', text.n) : NULL;
	struct str line = str_trim(nl ? str_make(text.p, (size_t)(nl - text.p)) : text);

	return utf8_head(line.n ? line : str_trim(text), 40);
}

/* What stands in the heading's row, and above it when that is merged down to it. */
static void add_headings(struct reading *r, const struct sheet_row *row)
{
	for (size_t i = 0; i < row->n; i++) {
		const struct cell *c = &row->cells[i];
		struct str heading = heading_text(c->text);
		enum column column = column_read(r->rules->normaliser, r->scratch, c->text);

		if (column == COLUMN_NONE)
			tell_unknown(r, c->col, heading);
		else if (column != COLUMN_PASSED_OVER)
			for (unsigned col = c->col; col <= heading_end(r, c); col++)
				add_column(r, col, heading, column);
	}
}

static void add_headings_above(struct reading *r)
{
	for (size_t i = 0; i < r->sheet->merges_n; i++) {
		const struct merge *m = &r->sheet->merges[i];

		if (m->row >= r->heading_row || m->to_row != r->heading_row)
			continue;
		for (size_t k = 0; k < r->sheet->rows_n && r->sheet->rows[k].number <= m->row; k++) {
			const struct cell *c = r->sheet->rows[k].number == m->row
			    ? sheet_row_cell(&r->sheet->rows[k], m->col) : NULL;
			enum column column =
			    c ? column_read(r->rules->normaliser, r->scratch, c->text) : COLUMN_NONE;

			if (column < COLUMNS)
				add_column(r, m->col, heading_text(c->text), column);
		}
	}
}

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

		if (row->cells[i] && c != COLUMN_ENABLED && c != COLUMN_MATCHING && c != COLUMN_GROUP &&
		    c != COLUMN_PRIORITY && c != COLUMN_TYPE &&
		    (row->cells[i]->kind == CELL_FORMULA || !is_blank(row->cells[i]->text)))
			return true;
	}
	return false;
}

/* The headings once more, as some put them on every page. */
static bool is_heading_again(struct reading *r, const struct table_row *row)
{
	size_t same = 0, others = 0;

	for (size_t i = 0; i < r->table->columns_n; i++) {
		const struct table_column *c = &r->table->columns[i];

		if (!row->cells[i])
			continue;
		if (str_eq(heading_text(row->cells[i]->text), c->heading))
			same++;
		else
			others++;
	}
	return same >= 2 && !others;
}

static void fill_row(struct reading *r, const struct sheet_row *from, struct table_row *to)
{
	*to = (struct table_row){.number = from->number,
	    .cells = ARENA_ARRAY(r->rules->arena, const struct cell *, r->table->columns_n)};
	for (size_t i = 0; i < from->n; i++)
		if (r->index[from->cells[i].col])
			to->cells[r->index[from->cells[i].col] - 1] = &from->cells[i];
}

/* Columns may be in any order, and there may be 16,000. */
static int by_col(const void *a, const void *b)
{
	const struct table_column *x = a, *y = b;

	return (x->col > y->col) - (x->col < y->col);
}

static void sort_columns(struct reading *r)
{
	struct table *t = r->table;

	qsort(t->columns, t->columns_n, sizeof *t->columns, by_col);
	for (size_t i = 0; i < t->columns_n; i++)
		r->index[t->columns[i].col] = i + 1;
}

static void fill_rows(struct reading *r)
{
	struct table *t = r->table;
	size_t room = r->sheet->rows_n < TABLE_ROWS_MAX ? r->sheet->rows_n : TABLE_ROWS_MAX;

	t->rows = ARENA_ARRAY(r->rules->arena, struct table_row, room);
	for (size_t i = 0; i < r->sheet->rows_n; i++) {
		if (r->sheet->rows[i].number <= r->heading_row)
			continue;
		if (t->rows_n == room) {
			diag_error(r->rules->diags, at(r, r->sheet->rows[i].number, 0),
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

static const struct cell *cell_of(const struct reading *r, const struct merge *m)
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
	    ? sheet_row_cell(&r->sheet->rows[low], m->col) : NULL;
}

static void tell_merge(const struct reading *r, const struct merge *m, bool title)
{
	char from[24], to[24];

	diag_cell(m->row, m->col, from);
	diag_cell(m->to_row, m->to_col, to);
	diag_find(r->rules->diags, sheet_trap(r->rules), "cells.merged", STR(""), at(r, m->row, m->col),
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
static bool take_merge(struct reading *r, const struct merge *m, size_t *filled)
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

static void take_merges(struct reading *r)
{
	size_t n = r->sheet->merges_n, filled = 0;
	struct merge *sorted = ARENA_ARRAY(r->rules->arena, struct merge, n + 1);

	if (n) {
		memcpy(sorted, r->sheet->merges, n * sizeof *sorted);
		qsort(sorted, n, sizeof *sorted, by_row);
	}
	for (size_t i = 0; i < n; i++)
		if (!take_merge(r, &sorted[i], &filled)) {
			diag_error(r->rules->diags, at(r, sorted[i].row, sorted[i].col),
			    "the merged cells reach too far: take them apart");
			return;
		}
}

/* ---- what is left of the rows ---- */

static void tell_blank(const struct reading *r, unsigned from, unsigned to)
{
	if (from == to)
		diag_find(r->rules->diags, sheet_trap(r->rules), "row.blank", STR(""), at(r, from, 0),
		    "a blank row within the table: is the table at its end here?");
	else
		diag_find(r->rules->diags, sheet_trap(r->rules), "row.blank", STR(""), at(r, from, 0),
		    "blank rows within the table, down to row %u: is the table at its end here?", to);
	diag_propose(r->rules->diags, "delete it, or what is below it; --fix reads on below it");
}

/* A row of nothing but its group is a title too. */
static bool is_group_alone(const struct reading *r, struct table_row *row)
{
	const struct table *t = r->table;

	for (size_t i = 0; i < t->columns_n; i++)
		if (t->columns[i].column == COLUMN_GROUP && row->cells[i] &&
		    !is_blank(row->cells[i]->text)) {
			row->section = str_trim(row->cells[i]->text);
			diag_find(r->rules->diags, sheet_trap(r->rules), "row.title", STR(""),
			    at(r, row->number, t->columns[i].col),
			    "a row of nothing but a group");
			diag_propose(r->rules->diags,
			    "write the group into each row; --fix takes it for the group of the "
			    "rows below that have none");
			return true;
		}
	return false;
}

static void drop_rows(struct reading *r)
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
			    at(r, row.number, 0), "the headings once more: this row is left out");
		} else {
			row.section = section;
			t->rows[n++] = row;
		}
	}
	t->rows_n = n;
}

static void tell_hidden(const struct reading *r)
{
	unsigned first = 0, n = 0;

	if (r->sheet->hidden)
		diag_find(r->rules->diags, DIAG_WARNING, "sheet.hidden", STR(""), at(r, 0, 0),
		    "this sheet is hidden: it is read too");
	for (size_t i = 0; i < r->sheet->rows_n; i++) {
		if (!r->sheet->rows[i].hidden || r->sheet->rows[i].number <= r->heading_row)
			continue;
		first = first ? first : r->sheet->rows[i].number;
		n++;
	}
	if (n == 1)
		diag_find(r->rules->diags, DIAG_WARNING, "row.hidden", STR(""), at(r, first, 0),
		    "this row is hidden: it is read too");
	else if (n)
		diag_find(r->rules->diags, DIAG_WARNING, "row.hidden", STR(""), at(r, first, 0),
		    "this row is hidden, as are %u more: they are read too", n - 1);
	for (size_t i = 0; i < r->table->columns_n; i++)
		if (sheet_col_is_hidden(r->sheet, r->table->columns[i].col))
			diag_find(r->rules->diags, DIAG_WARNING, "column.hidden", STR(""),
			    at(r, r->heading_row, r->table->columns[i].col),
			    "this column is hidden: it is read too");
}

/* ---- columns that their values explain ---- */

/* Each of the words of `words` (between blanks) or empty, and at least one of them. */
static bool all_among(const struct reading *r, size_t column, const char *words)
{
	bool any = false;

	for (size_t i = 0; i < r->table->rows_n; i++) {
		const struct cell *c = r->table->rows[i].cells[column];
		struct normal normal;
		const char *found;

		if (!c || normalise(r->rules->normaliser, r->scratch, c->text, &normal) || !normal.text.n)
			continue;
		found = strstr(words, arena_printf(r->scratch, " %s ", normal.text.p).p);
		arena_reset(r->scratch);
		if (!found)
			return false;
		any = true;
	}
	return any;
}

static enum column type_of(const struct reading *r, size_t i)
{
	if (all_among(r, i, " business courtesy data phrase 业务 寒暄 闲聊 资料 短语 "))
		return COLUMN_KIND;
	if (all_among(r, i,
		" 精确 精确匹配 完全匹配 全字匹配 全匹配 模糊 模糊匹配 包含 包含匹配 包含文字 正则 正则匹配 正则表达式 关键词 "
		"exact full contains contain fuzzy partial regex regexp keyword all 全含 全部包含 "))
		return COLUMN_MATCHING;
	if (all_among(r, i, " 文本 文字 图片 图文 视频 链接 菜单 语音 文件 text image link video file card html "))
		return COLUMN_PASSED_OVER;
	return COLUMN_GROUP;
}

static void settle_columns(struct reading *r)
{
	struct table *t = r->table;
	size_t n = 0;

	for (size_t i = 0; i < t->columns_n; i++) {
		enum column *c = &t->columns[i].column;

		if (*c == COLUMN_TYPE)
			*c = type_of(r, i);
		else if (*c == COLUMN_SHORT)
			*c = !t->has[COLUMN_ANSWER] ? COLUMN_ANSWER
			    : !t->has[COLUMN_TITLE] ? COLUMN_TITLE : COLUMN_PASSED_OVER;
		if (*c < COLUMNS)
			t->has[*c] = true;
	}
	for (size_t i = 0; i < t->columns_n; i++) {
		if (t->columns[i].column >= COLUMNS)
			continue;
		for (size_t k = 0; k < t->rows_n && n < i; k++)
			t->rows[k].cells[n] = t->rows[k].cells[i];
		t->columns[n++] = t->columns[i];
	}
	t->columns_n = n;
}

int table_read(const struct sheet *sheet, const struct sheet_rules *rules, struct table *out)
{
	struct reading r = {.rules = rules, .sheet = sheet, .table = out, .scratch = arena_new(1 << 12)};
	const struct sheet_row *headings;

	*out = (struct table){.sheet = sheet};
	headings = find_headings(&r);
	if (headings) {
		r.heading_row = headings->number;
		for (size_t i = 0; i < sheet->rows_n; i++)
			if (sheet->rows[i].cells[sheet->rows[i].n - 1].col > r.last_col)
				r.last_col = sheet->rows[i].cells[sheet->rows[i].n - 1].col;
		out->columns = ARENA_ARRAY(rules->arena, struct table_column, r.last_col + 1);
		r.index = ARENA_ARRAY(rules->arena, size_t, r.last_col + 1);
		add_headings(&r, headings);
		add_headings_above(&r);
		sort_columns(&r);
		fill_rows(&r);
		take_merges(&r);
		drop_rows(&r);
		tell_hidden(&r);
		settle_columns(&r);
	}
	arena_free(&r.scratch);
	return headings ? 0 : 1;
}
