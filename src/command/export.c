/* export.c - `xiaoer export`: a book as a spreadsheet. */
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/intl.h"
#include "base/log.h"
#include "book/load.h"
#include "command/command.h"
#include "command/sheet_options.h"
#include "pattern/normalise.h"
#include "trainer/folder.h"
#include "trainer/replace.h"
#include "sheet/csv.h"
#include "sheet/export.h"

struct options {
	const char *book, *file, *headings;
	struct csv_options csv;
	bool xlsx, chinese;
};

static const char name[] = "export";

static const char about[] =
    N_("Writes the intents and phrases of a book into a spreadsheet, one a row: group (the file), "
       "title,\n"
       "questions (examples), patterns, answer, priority, id, kind, unless, counterexamples, "
       "again, and\n"
       "what is done.  Several questions or patterns of a cell stand one a line, several wordings "
       "of an\n"
       "answer between lines of ---.  Wordings with a `when`, forms and cases have no column; they "
       "stay in\n"
       "the book.  xiaoer import brings the sheet back: unchanged, it changes nothing.\n"
       "\n"
       "FILE ends in .csv or .xlsx; - is CSV on the standard output.  A file that is there is "
       "replaced.\n"
       "CSV is UTF-8 with a byte order mark, as Excel wants it.\n");

static bool ends_with(const char *file, const char *end)
{
	size_t n = strlen(file), m = strlen(end);

	return n > m && strcasecmp(file + n - m, end) == 0;
}

static int check_options(struct options *o)
{
	o->xlsx = ends_with(o->file, ".xlsx");
	if (!o->xlsx && !ends_with(o->file, ".csv") && strcmp(o->file, "-") != 0)
		return command_misused(name, "FILE ends in .csv or .xlsx, not '%s'", o->file);
	if (o->xlsx && (o->csv.charset || o->csv.separator || o->csv.no_mark))
		return command_misused(
		    name, "--encoding, --separator and --no-mark are for .csv files");
	if (o->headings && strcmp(o->headings, "zh") != 0 && strcmp(o->headings, "en") != 0)
		return command_misused(name, "--headings is zh or en, not '%s'", o->headings);
	return 0;
}

/* The book must be right, or what comes back could not be told from what was wrong before. */
static int check_book(struct options *o, struct folder *f, struct diag_list *diags)
{
	struct normaliser *normaliser = normaliser_new();
	struct book_options load = {.normaliser = normaliser};
	struct book *book = folder_apply(f) ? NULL : folder_load(f, &load, diags);
	bool loaded = book != NULL;

	if (book)
		o->chinese = o->headings ? strcmp(o->headings, "zh") == 0
					 : str_starts(book->settings.language, STR("zh"));
	book_release(&book);
	normaliser_free(&normaliser);
	return loaded ? 0 : -1;
}

static struct str book_name(const char *book)
{
	struct str s = str_of(book);
	const char *slash;

	while (s.n > 1 && s.p[s.n - 1] == '/')
		s.n--;
	slash = memrchr(s.p, '/', s.n);
	return slash ? str_make(slash + 1, s.n - (size_t)(slash + 1 - s.p)) : s;
}

static int make_bytes(
    const struct options *o, const struct sheet *s, struct buf *out, struct diag_list *diags)
{
	struct xlsx_column columns[COLUMNS_WRITTEN];

	if (!o->xlsx)
		return csv_write(s, &o->csv, out, diags);
	sheet_export_columns(columns);
	return xlsx_write(s, book_name(o->book), columns, COLUMNS_WRITTEN, out, diags);
}

static int save(const struct options *o, struct str bytes, struct diag_list *diags)
{
	struct replace *r;
	int rc;

	if (strcmp(o->file, "-") == 0) {
		fwrite(bytes.p, 1, bytes.n, stdout);
		return fflush(stdout) ? diag_error(diags, (struct place){0}, "cannot be written")
				      : 0;
	}
	r = replace_new();
	rc = replace_add(r, o->file, bytes, NULL, diags);
	if (!rc)
		rc = replace_commit(r, diags);
	replace_free(&r);
	return rc;
}

static int export(struct options *o, struct folder *f, struct diag_list *diags)
{
	struct workbook *w = sheet_export(f, o->file, o->chinese, diags);
	struct buf bytes;
	int rc;

	if (!w)
		return -1;
	buf_init(&bytes, 2 * (size_t)XLSX_BYTES_MAX);
	rc = make_bytes(o, &w->sheets[0], &bytes, diags);
	if (!rc)
		rc = save(o, buf_str(&bytes), diags);
	if (!rc && strcmp(o->file, "-") != 0)
		printf(intl_n("%s: %zu row\n", "%s: %zu rows\n", w->sheets[0].rows_n - 1), o->file,
		    w->sheets[0].rows_n - 1);
	buf_free(&bytes);
	workbook_free(&w);
	return rc;
}

int command_export(int argc, char **argv)
{
	struct options o = {0};
	struct sheet_options sheet = {0};
	const struct command_option options[] = {
	    {"headings", "LANGUAGE", N_("zh or en; without it the book's own language"),
		.text = &o.headings},
	    {"encoding", "NAME",
		N_("of a .csv file: utf-8 (if nothing is said), gbk, gb18030, utf-16"),
		.text = &sheet.encoding},
	    {"separator", "SIGN", N_("of a .csv file: comma (if nothing is said), semicolon, tab"),
		.text = &sheet.separator},
	    {"no-mark", NULL, N_("a .csv file without a byte order mark"), .flag = &o.csv.no_mark},
	};
	const struct command_usage usage = {
	    N_("export [options] BOOK FILE.csv|FILE.xlsx"), about, options, 4, 2, 2};
	int status, n = command_options(&usage, argc, argv, &status);
	struct diag_list *diags;
	struct folder *f;

	if (n < 0)
		return status;
	o.book = argv[1];
	o.file = argv[2];
	if ((status = sheet_options_read(name, &sheet, &o.csv)) || (status = check_options(&o)))
		return status;
	log_set_level(LOG_ERROR);
	diags = diag_list_new();
	f = folder_open(o.book, false, diags);
	status = f && check_book(&o, f, diags) == 0 && export(&o, f, diags) == 0 ? COMMAND_GOOD
										 : COMMAND_FAILED;
	diag_print(diags, stderr, isatty(STDERR_FILENO));
	folder_free(&f);
	diag_list_free(&diags);
	return status;
}
