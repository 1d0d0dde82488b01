/* heading.c - which row holds the headings, and what the columns under them are. */
#include <stdlib.h>

#include "base/utf8.h"
#include "pattern/normalise.h"
#include "sheet/table_internal.h"

enum {
	HEADING_ROWS = 30, /* among the first so many the headings are looked for */
	HEADING_DEPTH = 4  /* rows that headings take at most */
};

/* ---- the headings ---- */

static bool is_content(enum column c)
{
	return c == COLUMN_TITLE || c == COLUMN_QUESTION || c == COLUMN_KEYWORDS ||
	       c == COLUMN_PATTERNS || c == COLUMN_ANSWER || c == COLUMN_SHORT;
}

/* How many different columns are known in the row; 0 when none of them holds anything of use. */
static size_t known_in(const struct table_reading *r, const struct sheet_row *row)
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

static const struct sheet_row *find_headings(const struct table_reading *r)
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
	       c == COLUMN_PATTERNS || c == COLUMN_EXCLUDED || c == COLUMN_UNLESS ||
	       c == COLUMN_COUNTER;
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

static void add_column(struct table_reading *r, unsigned col, struct str heading, enum column c)
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
		    table_place(r, r->heading_row, col), "%.*s means the same as %.*s in %s",
		    STR_ARG(heading), STR_ARG(first->heading), cell);
		diag_propose(
		    r->rules->diags, "take one of them out; --fix takes the one in %s", cell);
		return;
	}
	t->columns[t->columns_n++] = (struct table_column){col, c, heading};
	r->index[col] = t->columns_n;
	t->has[c] = true;
}

static void tell_unknown(struct table_reading *r, const struct cell *c)
{
	struct str heading = table_heading_text(c->text);
	const char *near = column_nearest(r->rules->normaliser, r->scratch, heading);

	if (near)
		diag_find(r->rules->diags, DIAG_WARNING, "heading.unknown", STR(""),
		    table_place(r, c->row, c->col),
		    "the heading %.*s is not known; did you mean %s? The column is left out",
		    STR_ARG(heading), near);
	else
		diag_find(r->rules->diags, DIAG_WARNING, "heading.unknown", STR(""),
		    table_place(r, c->row, c->col),
		    "the heading %.*s is not known: the column is left out", STR_ARG(heading));
}

/* A merged heading stands over all its columns. */
static unsigned heading_end(const struct table_reading *r, const struct cell *c)
{
	const struct merge *m = sheet_merge(r->sheet, c->row, c->col);
	unsigned end = m && m->col == c->col ? m->to_col : c->col;

	return end < r->last_col ? end : r->last_col;
}

struct str table_heading_text(struct str text)
{
	const char *nl = text.n ? memchr(text.p, '\n', text.n) : NULL;
	struct str line = str_trim(nl ? str_make(text.p, (size_t)(nl - text.p)) : text);

	return utf8_head(line.n ? line : str_trim(text), 40);
}

/* Headings stand in several rows when some of them are merged downwards: from which to which. */
static void find_rows(const struct table_reading *r, unsigned row, unsigned *top, unsigned *bottom)
{
	*top = *bottom = row;
	for (size_t i = 0; i < r->sheet->merges_n; i++) {
		const struct merge *m = &r->sheet->merges[i];

		if (m->row > row || m->to_row < row || m->to_row - m->row >= HEADING_DEPTH)
			continue;
		if (m->row < *top)
			*top = m->row;
		if (m->to_row > *bottom)
			*bottom = m->to_row;
	}
}

/* Of a column the lowest heading counts. */
static void add_heading(struct table_reading *r, const struct cell *c, bool *passed)
{
	struct str heading = table_heading_text(c->text);
	enum column column = column_read(r->rules->normaliser, r->scratch, c->text);

	if (column == COLUMN_NONE)
		return;
	for (unsigned col = c->col; col <= heading_end(r, c); col++) {
		if (column == COLUMN_PASSED_OVER)
			passed[col] = true;
		else if (!passed[col])
			add_column(r, col, heading, column);
	}
}

static void add_headings(struct table_reading *r, unsigned top, unsigned bottom)
{
	bool *passed = ARENA_ARRAY(r->rules->arena, bool, r->last_col + 1);
	const struct sheet *s = r->sheet;

	for (size_t i = s->rows_n; i-- > 0;)
		for (size_t k = 0;
		     s->rows[i].number >= top && s->rows[i].number <= bottom && k < s->rows[i].n;
		     k++)
			add_heading(r, &s->rows[i].cells[k], passed);
	for (size_t i = 0; i < s->rows_n; i++)
		for (size_t k = 0;
		     s->rows[i].number >= top && s->rows[i].number <= bottom && k < s->rows[i].n;
		     k++) {
			const struct cell *c = &s->rows[i].cells[k];

			if (!r->index[c->col] && !passed[c->col] &&
			    column_read(r->rules->normaliser, r->scratch, c->text) == COLUMN_NONE)
				tell_unknown(r, c);
		}
}

/* Columns may be in any order, and there may be 16,000. */
static int by_col(const void *a, const void *b)
{
	const struct table_column *x = a, *y = b;

	return (x->col > y->col) - (x->col < y->col);
}

static void sort_columns(struct table_reading *r)
{
	struct table *t = r->table;

	qsort(t->columns, t->columns_n, sizeof *t->columns, by_col);
	for (size_t i = 0; i < t->columns_n; i++)
		r->index[t->columns[i].col] = i + 1;
}

bool table_find_headings(struct table_reading *r)
{
	const struct sheet_row *headings = find_headings(r);
	unsigned top;

	if (!headings)
		return false;
	for (size_t i = 0; i < r->sheet->rows_n; i++) {
		const struct sheet_row *row = &r->sheet->rows[i];

		if (row->cells[row->n - 1].col > r->last_col)
			r->last_col = row->cells[row->n - 1].col;
	}
	find_rows(r, headings->number, &top, &r->heading_row);
	r->table->columns = ARENA_ARRAY(r->rules->arena, struct table_column, r->last_col + 1);
	r->index = ARENA_ARRAY(r->rules->arena, size_t, r->last_col + 1);
	add_headings(r, top, r->heading_row);
	sort_columns(r);
	return true;
}

/* ---- columns that their values explain ---- */

/* Each of the words of `words` (between blanks) or empty, and at least one of them. */
static bool all_among(const struct table_reading *r, size_t column, const char *words)
{
	bool any = false;

	for (size_t i = 0; i < r->table->rows_n; i++) {
		const struct cell *c = r->table->rows[i].cells[column];
		struct normal normal;
		const char *found;

		if (!c || normalise(r->rules->normaliser, r->scratch, c->text, &normal) ||
		    !normal.text.n)
			continue;
		found = strstr(words, arena_printf(r->scratch, " %s ", normal.text.p).p);
		arena_reset(r->scratch);
		if (!found)
			return false;
		any = true;
	}
	return any;
}

static enum column type_of(const struct table_reading *r, size_t i)
{
	if (all_among(r, i, " business courtesy data phrase 业务 寒暄 闲聊 资料 短语 "))
		return COLUMN_KIND;
	if (all_among(r, i,
		" 精确 精确匹配 完全匹配 全字匹配 全匹配 模糊 模糊匹配 包含 包含匹配 包含文字 正则 "
		"正则匹配 正则表达式 关键词 "
		"exact full contains contain fuzzy partial regex regexp keyword all 全含 "
		"全部包含 "))
		return COLUMN_MATCHING;
	if (all_among(r, i,
		" 文本 文字 图片 图文 视频 链接 菜单 语音 文件 text image link video file card "
		"html "))
		return COLUMN_PASSED_OVER;
	return COLUMN_GROUP;
}

void table_settle_columns(struct table_reading *r)
{
	struct table *t = r->table;
	size_t n = 0;

	for (size_t i = 0; i < t->columns_n; i++) {
		enum column *c = &t->columns[i].column;

		if (*c == COLUMN_TYPE)
			*c = type_of(r, i);
		else if (*c == COLUMN_SHORT)
			*c = !t->has[COLUMN_ANSWER]  ? COLUMN_ANSWER
			     : !t->has[COLUMN_TITLE] ? COLUMN_TITLE
						     : COLUMN_PASSED_OVER;
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
