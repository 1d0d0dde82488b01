/* xlsx_write.c - the only file that includes libxlsxwriter.
 *
 * The library writes to files alone: a folder for it is made beside the temporary files of the
 * system, and goes again. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/file.h"
#include "base/intl.h"
#include "base/utf8.h"
#include "sheet/xlsx.h"
#include "sheet/xlsx_internal.h"

struct formats {
	lxw_format *heading, *text;
	struct arena *arena; /* of the writing */
};

static void set_columns(
    lxw_worksheet *to, const struct xlsx_column *columns, size_t n, const struct formats *f)
{
	for (size_t i = 0; i < n; i++)
		worksheet_set_column(to, (lxw_col_t)i, (lxw_col_t)i, columns[i].width, f->text);
}

static bool is_number(
    const struct xlsx_column *columns, size_t n, const struct cell *c, int64_t *out)
{
	return c->col <= n && columns[c->col - 1].number && str_to_int64(c->text, out);
}

/* What looks like an escape is written so that its first sign is one: the library does not. */
static const char *escaped(struct arena *arena, struct str text)
{
	const char *out;
	uint32_t code;
	struct buf b;

	if (!memmem(text.p, text.n, "_x", 2))
		return text.p;
	buf_init(&b, SIZE_MAX / 2);
	for (size_t i = 0; i < text.n; i++) {
		buf_addz(&b, xlsx_is_escape(text, i, &code) ? "_x005F" : "");
		buf_addc(&b, text.p[i]);
	}
	out = arena_str(arena, buf_str(&b)).p;
	buf_free(&b);
	return out;
}

static int put_cell(lxw_worksheet *to, const struct sheet *s, const struct cell *c,
    const struct xlsx_column *columns, size_t n, const struct formats *f, struct diag_list *diags)
{
	lxw_row_t row = c->row - 1;
	lxw_col_t col = (lxw_col_t)(c->col - 1);
	lxw_format *format = row ? f->text : f->heading;
	int64_t number;

	if (row && is_number(columns, n, c, &number))
		return worksheet_write_number(to, row, col, (double)number, format) ? -1 : 0;
	if (worksheet_write_string(to, row, col, escaped(f->arena, c->text), format) ==
	    LXW_NO_ERROR)
		return 0;
	diag_find(diags, DIAG_ERROR, "cell.long", STR(""), sheet_place(s, c->row, c->col),
	    "%zu characters: a cell of a spreadsheet has room for %d", utf8_length(c->text),
	    XLSX_CELL_CHARS);
	diag_propose(diags, "export to a .csv file");
	return -1;
}

static int put_rows(lxw_worksheet *to, const struct sheet *s, const struct xlsx_column *columns,
    size_t n, const struct formats *f, struct diag_list *diags)
{
	int rc = 0;

	set_columns(to, columns, n, f);
	for (size_t i = 0; i < s->rows_n; i++)
		for (size_t k = 0; k < s->rows[i].n; k++)
			rc |= put_cell(to, s, &s->rows[i].cells[k], columns, n, f, diags);
	worksheet_freeze_panes(to, 1, 0);
	if (n && s->rows_n)
		worksheet_autofilter(
		    to, 0, 0, s->rows[s->rows_n - 1].number - 1, (lxw_col_t)(n - 1));
	return rc;
}

/* Names of sheets have 31 characters and none of []:*?/\ and do not begin or end with '. */
static const char *sheet_name(struct arena *arena, struct str name)
{
	char *p = arena_strdup(arena, arena_str(arena, utf8_head(name, 31)).p);

	for (char *c = p; *c; c++)
		if (strchr("[]:*?/\\'", *c))
			*c = '_';
	return p;
}

static int write_file(struct arena *arena, const char *path, char *folder, const struct sheet *s,
    const char *name, const struct xlsx_column *columns, size_t n, struct diag_list *diags)
{
	lxw_workbook_options options = {.tmpdir = folder};
	lxw_workbook *book = workbook_new_opt(path, &options);
	lxw_worksheet *to = book ? workbook_add_worksheet(book, *name ? name : NULL) : NULL;
	struct formats f;
	lxw_error error;
	int rc;

	if (!to)
		return diag_error(diags, (struct place){.file = s->label}, "no memory to write it");
	f = (struct formats){workbook_add_format(book), workbook_add_format(book), arena};
	format_set_bold(f.heading);
	format_set_text_wrap(f.text);
	format_set_align(f.text, LXW_ALIGN_VERTICAL_TOP);
	rc = put_rows(to, s, columns, n, &f, diags);
	error = workbook_close(book);
	if (error != LXW_NO_ERROR && !rc)
		rc = diag_error(diags, (struct place){.file = s->label}, "cannot be written: %s",
		    errno ? intl_errno(errno) : lxw_strerror(error));
	return rc;
}

static bool same_cells(const struct sheet_row *a, const struct sheet_row *b)
{
	if (a->number != b->number || a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->cells[i].col != b->cells[i].col ||
		    !str_eq(a->cells[i].text, b->cells[i].text))
			return false;
	return true;
}

/* The library does not notice when a disk is full while it keeps its rows: what it made is read. */
static int check_written(const struct sheet *s, struct str bytes, struct diag_list *diags)
{
	struct diag_list *own = diag_list_new();
	struct workbook *w = xlsx_read("written", bytes, own);
	bool same = w && w->n == 1 && w->sheets[0].rows_n == s->rows_n;

	for (size_t i = 0; same && i < s->rows_n; i++)
		same = same_cells(&s->rows[i], &w->sheets[0].rows[i]);
	workbook_free(&w);
	diag_list_free(&own);
	return same ? 0
		    : diag_error(diags, (struct place){.file = s->label},
			  "cannot be written: is the disk for temporary files full?");
}

int xlsx_write(const struct sheet *s, struct str name, const struct xlsx_column *columns, size_t n,
    struct buf *out, struct diag_list *diags)
{
	struct arena *arena = arena_new(0);
	const char *base = getenv("TMPDIR"), *path;
	char *folder = arena_strdup(
	    arena, arena_printf(arena, "%s/xiaoer-XXXXXX", base && *base ? base : "/tmp").p);
	struct str bytes;
	int rc;

	if (!mkdtemp(folder)) {
		rc = diag_error(
		    diags, (struct place){.file = folder}, "cannot be made: %s", intl_errno(errno));
		arena_free(&arena);
		return rc;
	}
	path = arena_printf(arena, "%s/sheet.xlsx", folder).p;
	errno = 0;
	rc = write_file(arena, path, folder, s, sheet_name(arena, name), columns, n, diags);
	if (!rc)
		rc = file_read(path, XLSX_BYTES_MAX, arena, diags, &bytes);
	if (!rc)
		rc = check_written(s, bytes, diags);
	if (!rc)
		buf_adds(out, bytes);
	unlink(path);
	rmdir(folder);
	arena_free(&arena);
	return rc;
}
