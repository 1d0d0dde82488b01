/* csv.c - CSV, character by character. */
#include "sheet/csv.h"

#include <strings.h>

#include "base/utf8.h"
#include "sheet/charset.h"
#include "sheet/column.h"

enum { SAMPLE_ROWS = 30 };

static const char separators[] = {',', ';', '\t'};

/* ---- one record after the other ---- */

struct csv {
	struct str text;
	size_t i;
	char separator;
	size_t opened; /* of a quote that is never closed: its byte; else SIZE_MAX */
	struct buf cell;
	bool row_ended;
	size_t behind; /* of text behind a closing quote: its byte; else SIZE_MAX */
};

static bool is_end(const struct csv *c)
{
	return c->i >= c->text.n || c->text.p[c->i] == '\n' || c->text.p[c->i] == '\r';
}

/* "\r\n", "\n", "\r" are one line end; within quotes each becomes a line feed. */
static void take_line_end(struct csv *c)
{
	c->i += c->i < c->text.n && c->text.p[c->i] == '\r';
	c->i += c->i < c->text.n && c->text.p[c->i] == '\n';
}

static void quoted(struct csv *c)
{
	size_t from = c->i++;

	for (; c->i < c->text.n; c->i++) {
		char ch = c->text.p[c->i];

		if (ch == '"' && c->i + 1 < c->text.n && c->text.p[c->i + 1] == '"') {
			buf_addc(&c->cell, '"');
			c->i++;
		} else if (ch == '"') {
			c->i++;
			return;
		} else if (ch == '\r') {
			buf_addc(&c->cell, '\n');
			c->i += c->i + 1 < c->text.n && c->text.p[c->i + 1] == '\n';
		} else {
			buf_addc(&c->cell, ch);
		}
	}
	c->opened = from;
}

/* The next cell into c->cell. */
static void next_cell(struct csv *c)
{
	buf_clear(&c->cell);
	c->behind = SIZE_MAX;
	if (c->i < c->text.n && c->text.p[c->i] == '"') {
		quoted(c);
		if (!is_end(c) && c->text.p[c->i] != c->separator)
			c->behind = c->i;
	}
	while (!is_end(c) && c->text.p[c->i] != c->separator)
		buf_addc(&c->cell, c->text.p[c->i++]);
	c->row_ended = is_end(c);
	if (c->row_ended)
		take_line_end(c);
	else
		c->i++;
}

static void csv_begin(struct csv *c, struct str text, char separator)
{
	*c = (struct csv){.text = text, .separator = separator, .opened = SIZE_MAX};
	buf_init(&c->cell, CSV_BYTES_MAX * 2);
}

/* "sep=;" in the first line, which Excel writes and obeys; 0: there is none. */
static char take_hint(struct str *text)
{
	struct csv c;
	char separator;

	if (text->n < 5 || strncasecmp(text->p, "sep=", 4) != 0 || !strchr(",;|\t", text->p[4]))
		return 0;
	separator = text->p[4];
	c = (struct csv){.text = *text, .i = 5};
	if (!is_end(&c))
		return 0;
	take_line_end(&c);
	*text = str_make(text->p + c.i, text->n - c.i);
	return separator;
}

/* ---- which separator ---- */

/* How many headings are known in the best of the first rows; of two that have as many, more cells
 * win. */
static size_t score_of(
    struct str text, char separator, const struct normaliser *n, struct arena *scratch)
{
	size_t best = 0, known = 0, cells = 0;
	unsigned rows = 0;
	struct csv c;

	csv_begin(&c, text, separator);
	while (c.i < text.n && rows < SAMPLE_ROWS) {
		next_cell(&c);
		cells++;
		known += column_read(n, scratch, buf_str(&c.cell)) < COLUMNS;
		if (!c.row_ended)
			continue;
		if (known * 1000 + (cells < 1000 ? cells : 999) > best)
			best = known * 1000 + (cells < 1000 ? cells : 999);
		known = cells = 0;
		rows++;
	}
	buf_free(&c.cell);
	return best;
}

static char best_separator(struct str text, const struct normaliser *n)
{
	struct arena *scratch = arena_new(1 << 14);
	size_t best = 0;
	char found = ',';

	for (size_t i = 0; i < sizeof separators; i++) {
		size_t score = score_of(text, separators[i], n, scratch);

		if (score > best) {
			best = score;
			found = separators[i];
		}
	}
	arena_free(&scratch);
	return found;
}

/* ---- reading ---- */

/* '=1+1 was =1+1 before it was written. */
static bool is_guarded(struct str cell)
{
	size_t i = 0;

	while (i < cell.n && cell.p[i] == '\'')
		i++;
	return i && i < cell.n && strchr("=+-@\t\r", cell.p[i]);
}

static void tell_bad(struct sheet_builder *b, const struct charset_text *t, unsigned col,
    struct str cell, struct diag_list *diags)
{
	size_t from = (size_t)(cell.p - t->text.p);

	for (size_t i = 0; i < t->bad_n && i < CHARSET_BAD_MAX; i++) {
		if (t->bad[i] < from || t->bad[i] >= from + cell.n)
			continue;
		diag_find(diags, DIAG_ERROR, "encoding", STR(""), sheet_builder_place(b, col),
		    "a byte that is no %s", t->charset);
		diag_show(
		    diags, cell, (unsigned)utf8_length(str_make(cell.p, t->bad[i] - from)) + 1);
		diag_propose(diags, "save the file as UTF-8, or say with --encoding what it is");
		return; /* one a cell */
	}
}

/* A spreadsheet would work it out: ="0012" is how some keep zeros. */
static int add_formula(struct sheet_builder *b, unsigned col, struct str cell)
{
	bool text = cell.n > 3 && cell.p[1] == '"' && cell.p[cell.n - 1] == '"';

	return sheet_add(b, col, CELL_FORMULA, text ? str_make(cell.p + 2, cell.n - 3) : STR(""),
	    str_make(cell.p + 1, cell.n - 1));
}

static int add_cell(struct sheet_builder *b, unsigned col, struct str cell)
{
	if (cell.n > 1 && cell.p[0] == '=')
		return add_formula(b, col, cell);
	if (is_guarded(cell))
		cell = str_make(cell.p + 1, cell.n - 1);
	return sheet_add(b, col, CELL_TEXT, cell, STR(""));
}

static int read_rows(
    struct sheet_builder *b, struct csv *c, const struct charset_text *t, struct diag_list *diags)
{
	unsigned row = 1, col = 1;
	int rc = sheet_begin_row(b, row, false);

	while (c->i < c->text.n && !rc) {
		size_t from = c->i;
		struct str cell;

		next_cell(c);
		cell = buf_str(&c->cell);
		if (c->opened != SIZE_MAX) {
			diag_find(diags, DIAG_ERROR, "quote.open", STR(""),
			    sheet_builder_place(b, col),
			    "the quote that opens this cell is never closed");
			diag_show(
			    diags, utf8_head(str_make(c->text.p + from, c->text.n - from), 60), 1);
			return -1;
		}
		if (c->behind != SIZE_MAX)
			diag_find(diags, DIAG_ERROR, "quote.behind", STR(""),
			    sheet_builder_place(b, col),
			    "text behind the quote that closes the cell: a \" within is written "
			    "\"\"");
		tell_bad(b, t, col, str_make(c->text.p + from, c->i - from), diags);
		rc = add_cell(b, col, cell);
		col++;
		if (c->row_ended && !rc) {
			rc = sheet_begin_row(b, ++row, false);
			col = 1;
		}
	}
	return rc;
}

struct workbook *csv_read(const char *file, struct str bytes, const struct csv_options *options,
    const struct normaliser *n, struct diag_list *diags)
{
	struct sheet_builder *b = sheet_builder_new(file, diags);
	struct place whole = {.file = file};
	struct charset_text t;
	struct str text;
	struct csv c;
	char hint;
	int rc;

	if (charset_decode(bytes, options->charset, sheet_builder_arena(b), &t)) {
		diag_error(diags, whole, "cannot be read: no charset '%s' is known",
		    t.charset ? t.charset : "");
		sheet_builder_free(&b);
		return NULL;
	}
	rc = sheet_begin(b, STR(""), false);
	text = t.text;
	hint = take_hint(&text);
	csv_begin(&c, text,
	    options->separator ? options->separator
	    : hint             ? hint
			       : best_separator(text, n));
	if (!rc)
		rc = read_rows(b, &c, &t, diags);
	buf_free(&c.cell);
	if (!rc)
		return sheet_builder_finish(&b);
	sheet_builder_free(&b);
	return NULL;
}

/* ---- writing ---- */

static bool wants_quotes(struct str text, char separator)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] == separator || strchr("\"\r\n", text.p[i]))
			return true;
	return text.n && (text.p[0] == ' ' || text.p[text.n - 1] == ' ');
}

static void write_cell(struct buf *to, struct str text, char separator)
{
	bool guard = (text.n && strchr("=+-@\t\r", text.p[0])) || is_guarded(text);
	bool quotes = wants_quotes(text, separator);

	buf_addz(to, quotes ? "\"" : "");
	buf_addz(to, guard ? "'" : "");
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			buf_addc(to, '"');
		buf_addc(to, text.p[i]);
	}
	buf_addz(to, quotes ? "\"" : "");
}

static int put(const struct sheet *s, const struct cell *cell, struct str text,
    const struct csv_options *o, struct buf *out, struct diag_list *diags)
{
	size_t where;

	if (!o->charset || strcasecmp(o->charset, "UTF-8") == 0) {
		buf_adds(out, text);
		return 0;
	}
	if (charset_encode(text, o->charset, out, &where) == 0)
		return 0;
	diag_find(diags, DIAG_ERROR, "encoding", STR(""),
	    sheet_place(s, cell ? cell->row : 0, cell ? cell->col : 0),
	    "%s has no place for a character of this cell", o->charset);
	diag_show(diags, utf8_head(str_make(text.p + where, text.n - where), 20), 1);
	return -1;
}

/* Up to the last column of all, as every record has the same number of cells. */
static int write_row(const struct sheet *s, const struct sheet_row *row, unsigned last,
    const struct csv_options *o, struct buf *out, struct diag_list *diags)
{
	char separator = o->separator ? o->separator : ',';
	unsigned col = 1;
	struct buf b;
	int rc = 0;

	buf_init(&b, CSV_BYTES_MAX);
	for (size_t k = 0; k < row->n; k++) {
		buf_clear(&b);
		for (; col < row->cells[k].col; col++)
			buf_addc(&b, separator);
		write_cell(&b, row->cells[k].text, separator);
		rc |= put(s, &row->cells[k], buf_str(&b), o, out, diags);
	}
	buf_clear(&b);
	for (; col < last; col++)
		buf_addc(&b, separator);
	buf_addz(&b, "\r\n");
	rc |= put(s, NULL, buf_str(&b), o, out, diags);
	buf_free(&b);
	return rc;
}

static unsigned last_column(const struct sheet *s)
{
	unsigned last = 0;

	for (size_t i = 0; i < s->rows_n; i++)
		if (s->rows[i].cells[s->rows[i].n - 1].col > last)
			last = s->rows[i].cells[s->rows[i].n - 1].col;
	return last;
}

int csv_write(
    const struct sheet *s, const struct csv_options *o, struct buf *out, struct diag_list *diags)
{
	struct str mark = {"\xef\xbb\xbf", 3};
	unsigned last = last_column(s);
	int rc = 0;

	if (!o->no_mark && (!o->charset || strncasecmp(o->charset, "UTF", 3) == 0))
		rc = put(s, NULL, mark, o, out, diags);
	for (size_t i = 0; i < s->rows_n; i++)
		rc |= write_row(s, &s->rows[i], last, o, out, diags);
	if (out->failed)
		rc = diag_error(diags, (struct place){.file = s->label}, "has more than 64 MB");
	return rc;
}
