/* import.c - `xiaoer import`: a spreadsheet into a book. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/intl.h"
#include "base/json.h"
#include "base/log.h"
#include "command/command.h"
#include "command/progress.h"
#include "command/sheet_options.h"
#include "pattern/normalise.h"
#include "sheet/import.h"
#include "sheet/file.h"

enum { JSON_MAX = 64 << 20 };

struct options {
	const char *file, *book, *into;
	struct csv_options csv;
	struct command_list sheets;
	bool dry_run, fix, strict, titles, json;
};

/* What came of it. */
struct what_came {
	struct import_result result;
	bool good; /* nothing stands against writing */
	bool written;
};

static const char name[] = "import";

static const char about[] = N_(
    "Reads a spreadsheet (CSV or XLSX, by what is in the file) into a book: a folder that is "
    "there, or a\n"
    "new one.  Rows become intents, or phrases where a sheet has neither questions nor keywords.\n"
    "Headings are known in Chinese and English, in any order: group, title, question, keywords,\n"
    "patterns, answer, priority and more (phrases/README.md has them all); what stands above them, "
    "and\n"
    "columns nobody knows, are left out.\n"
    "\n"
    "Every trap is told with its cell: a blank row, an empty keyword, an id or a question twice,\n"
    "full-width separators, merged cells, a formula, a lost number, a pattern that does not "
    "compile, a\n"
    "question that gives another answer.  Nothing is written unless all is right; --fix takes what "
    "is\n"
    "proposed.  Of a book only what the sheet changes is changed: every other byte of its files "
    "stays.\n"
    "\n"
    "Exit status: 0 good, 1 mistakes (nothing was written), 2 wrong use.\n");

/* ---- for people ---- */

static void print_columns(const struct import_entry *e)
{
	bool any = false;

	for (int c = 0; c < COLUMNS_WRITTEN; c++)
		if (e->columns & 1u << c) {
			printf("%s%s", any ? _(", ") : ": ", intl(columns_written[c].en));
			any = true;
		}
}

static void print_entries(const struct import_result *r)
{
	for (size_t i = 0; i < r->n; i++) {
		const struct import_entry *e = &r->list[i];

		if (e->change == IMPORT_ADDED) {
			printf(_("added    %.*s, in %s"), STR_ARG(e->id), e->file);
		} else if (e->change == IMPORT_CHANGED) {
			printf(_("changed  %.*s, in %s"), STR_ARG(e->id), e->file);
			print_columns(e);
		} else {
			continue;
		}
		printf("\n");
	}
}

static void print_counts(const struct options *o, const struct import_result *r)
{
	printf(_("%s: %zu added, %zu changed, %zu unchanged\n"), o->file, r->added, r->changed,
	    r->same);
	if (r->switched_off)
		printf(intl_n("%zu row is switched off, and left out\n",
			   "%zu rows are switched off, and left out\n", r->switched_off),
		    r->switched_off);
	if (r->others)
		printf(intl_n("%zu entry of the book is not in the sheet, and stays as it is\n",
			   "%zu entries of the book are not in the sheet, and stay as they are\n",
			   r->others),
		    r->others);
	if (r->only_phrases && r->added)
		printf(_(
		    "The sheet has neither questions nor keywords: its rows are phrases, which the "
		    "assistant does not say by itself\n"));
	if (r->only_phrases && r->added && r->titled)
		printf(_("(--titles-are-questions makes intents of them)\n"));
}

/* Findings of the level that --fix mends, or has mended. */
static size_t count_fixes(const struct diag_list *diags, enum diag_level level)
{
	size_t n = 0;

	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		n += d->level == level && d->proposal && strstr(d->proposal, "--fix");
	}
	return n;
}

static void print_end(
    const struct options *o, const struct what_came *out, const struct diag_list *diags)
{
	size_t errors = diag_count(diags, DIAG_ERROR), warnings = diag_count(diags, DIAG_WARNING);
	size_t fixed = o->fix ? count_fixes(diags, DIAG_ADVICE) : 0;

	if (errors)
		printf(intl_n("Nothing was written: %zu mistake\n",
			   "Nothing was written: %zu mistakes\n", errors),
		    errors);
	else if (!out->good)
		printf(intl_n("Nothing was written: %zu warning, and --strict\n",
			   "Nothing was written: %zu warnings, and --strict\n", warnings),
		    warnings);
	else if (o->dry_run)
		printf(_("Nothing was written: --dry-run\n"));
	else if (out->written && out->result.is_new)
		printf(_("The book is new: copy what the desk says by itself (desk.yaml and "
			 "others) from a "
			 "book of xiaoer's\n"));
	if (out->written)
		printf(_("Next: xiaoer check %s && xiaoer test %s\n"), o->book, o->book);
	if (errors && count_fixes(diags, DIAG_ERROR))
		printf(_("(--fix mends what says so above)\n"));
	if (fixed)
		printf(intl_n("(--fix took %zu proposal: what is told as advice)\n",
			   "(--fix took %zu proposals: what is told as advice)\n", fixed),
		    fixed);
}

static void print_text(
    const struct options *o, const struct what_came *out, const struct diag_list *diags)
{
	diag_print(diags, stdout, isatty(STDOUT_FILENO));
	if (!diag_count(diags, DIAG_ERROR)) {
		print_entries(&out->result);
		print_counts(o, &out->result);
	}
	print_end(o, out, diags);
}

/* ---- for programs ---- */

/* "faq.xlsx[Sheet1]": the name of the sheet; empty: there is none. */
static struct str sheet_of(const struct options *o, const char *label)
{
	size_t n = strlen(o->file), m = label ? strlen(label) : 0;

	if (m < n + 2 || strncmp(label, o->file, n) != 0 || label[n] != '[')
		return STR("");
	return str_make(label + n + 1, m - n - 2);
}

static bool is_cell(const struct options *o, struct place at)
{
	size_t n = strlen(o->file);

	return at.file && at.line && strncmp(at.file, o->file, n) == 0 &&
	       (!at.file[n] || at.file[n] == '[');
}

/* A cell of the sheet, or a line of a file of the book. */
static void put_place(struct json_out *out, const struct options *o, struct place at)
{
	char cell[24];

	json_key_str(out, "file", str_of(is_cell(o, at) ? o->file : at.file));
	if (!is_cell(o, at)) {
		json_key_int(out, "line", at.line);
		json_key_int(out, "column", at.col);
		return;
	}
	diag_cell(at.line, at.col, cell);
	json_key_str(out, "sheet", sheet_of(o, at.file));
	json_key_int(out, "row", at.line);
	json_key_int(out, "column", at.col);
	if (at.col)
		json_key_str(out, "cell", str_of(cell));
}

static void put_finding(struct json_out *out, const struct options *o, const struct diag *d)
{
	json_open(out, '{');
	json_key_str(out, "level", str_of(diag_level_name(d->level)));
	json_key_str(out, "kind", str_of(d->kind));
	json_key_str(out, "subject", str_of(d->subject));
	put_place(out, o, d->at);
	json_key_str(out, "text", str_of(d->text));
	if (d->shown) {
		json_key_str(out, "shown", str_of(d->shown));
		json_key_int(out, "character", d->shown_col);
	}
	if (d->proposal)
		json_key_str(out, "proposal", str_of(d->proposal));
	json_key_open(out, "others", '[');
	for (const struct diag_other *other = d->others; other; other = other->next) {
		json_open(out, '{');
		put_place(out, o, other->at);
		json_key_str(out, "text", str_of(other->text));
		json_close(out, '}');
	}
	json_close(out, ']');
	json_close(out, '}');
}

static void put_entry(struct json_out *out, const struct options *o, const struct import_entry *e)
{
	json_open(out, '{');
	json_key_str(out, "id", e->id);
	json_key_str(out, "part", str_of(e->part));
	json_key_str(out, "file", str_of(e->file));
	json_key_str(out, "sheet", sheet_of(o, e->at.file));
	json_key_int(out, "row", e->at.line);
	if (e->change == IMPORT_CHANGED) {
		json_key_open(out, "columns", '[');
		for (int c = 0; c < COLUMNS_WRITTEN; c++)
			if (e->columns & 1u << c)
				json_put_str(out, str_of(columns_written[c].en));
		json_close(out, ']');
	}
	json_close(out, '}');
}

static void put_entries(struct json_out *out, const struct options *o,
    const struct import_result *r, const char *key, enum import_change change)
{
	json_key_open(out, key, '[');
	for (size_t i = 0; i < r->n; i++)
		if (r->list[i].change == change)
			put_entry(out, o, &r->list[i]);
	json_close(out, ']');
}

static void print_json(
    const struct options *o, const struct what_came *outcome, const struct diag_list *diags)
{
	const struct import_result *r = &outcome->result;
	struct json_out out;
	struct buf buf;

	buf_init(&buf, JSON_MAX);
	json_out_init(&out, &buf);
	json_open(&out, '{');
	json_key_str(&out, "file", str_of(o->file));
	json_key_str(&out, "book", str_of(o->book));
	json_key_bool(&out, "good", outcome->good);
	json_key_bool(&out, "written", outcome->written);
	json_key_int(&out, "errors", (int64_t)diag_count(diags, DIAG_ERROR));
	json_key_int(&out, "warnings", (int64_t)diag_count(diags, DIAG_WARNING));
	json_key_int(&out, "advice", (int64_t)diag_count(diags, DIAG_ADVICE));
	put_entries(&out, o, r, "added", IMPORT_ADDED);
	put_entries(&out, o, r, "changed", IMPORT_CHANGED);
	json_key_int(&out, "unchanged", (int64_t)r->same);
	json_key_int(&out, "not_in_sheet", (int64_t)r->others);
	json_key_int(&out, "switched_off", (int64_t)r->switched_off);
	json_key_open(&out, "findings", '[');
	for (size_t i = 0; i < diag_size(diags); i++)
		put_finding(&out, o, diag_at(diags, i));
	json_close(&out, ']');
	json_close(&out, '}');
	printf("%.*s\n", STR_ARG(buf_str(&buf)));
	buf_free(&buf);
}

/* ---- the work ---- */

static struct workbook *read_sheet(const struct options *o, const struct normaliser *n,
    struct arena *arena, struct diag_list *diags)
{
	struct str bytes;

	if (file_read(o->file, SHEET_BYTES_MAX, arena, diags, &bytes))
		return NULL;
	return sheet_read(o->file, bytes, &o->csv, n, diags);
}

/* "refund.yaml" is meant by "refund" too. */
static const char *stem_of(const char *into, struct arena *arena)
{
	size_t n = into ? strlen(into) : 0;

	return n > 5 && strcmp(into + n - 5, ".yaml") == 0
		   ? arena_printf(arena, "%.*s", (int)(n - 5), into).p
		   : into;
}

/* Without slashes at the end, as it stands in front of the names of its files. */
static const char *folder_of(const char *book, struct arena *arena)
{
	size_t n = strlen(book);

	while (n > 1 && book[n - 1] == '/')
		n--;
	return arena_printf(arena, "%.*s", (int)n, book).p;
}

static void import(
    const struct options *o, struct arena *arena, struct diag_list *diags, struct what_came *out)
{
	struct normaliser *normaliser = normaliser_new();
	struct progress_line line;
	struct import_options options = {.normaliser = normaliser,
	    .fix = o->fix,
	    .titles = o->titles,
	    .into = stem_of(o->into, arena),
	    .sheets = o->sheets.list,
	    .sheets_n = o->sheets.n,
	    .progress = &line.progress};
	struct workbook *w = read_sheet(o, normaliser, arena, diags);
	struct folder *f = NULL;

	progress_begin(&line, _("trying the questions"));
	if (w)
		f = import_sheet(o->book, w, &options, arena, diags, &out->result);
	progress_end(&line);
	out->good = f && !(o->strict && diag_count(diags, DIAG_WARNING));
	if (out->good && !o->dry_run && folder_changed(f)) {
		out->written = folder_save(f) == 0;
		out->good = out->written;
	}
	folder_free(&f);
	workbook_free(&w);
	normaliser_free(&normaliser);
}

/* They are easily put the wrong way round. */
static int check_options(const struct options *o)
{
	struct stat st;

	if (stat(o->file, &st) == 0 && S_ISDIR(st.st_mode))
		return command_misused(
		    name, "'%s' is a folder: the spreadsheet comes first, then the book", o->file);
	if (stat(o->book, &st) == 0 && !S_ISDIR(st.st_mode))
		return command_misused(name, "'%s' is no folder: a book is one", o->book);
	return 0;
}

int command_import(int argc, char **argv)
{
	struct options o = {0};
	struct sheet_options sheet = {0};
	const struct command_option options[] = {
	    {"dry-run", NULL, N_("tell what would change, and every trap; write nothing"),
		.flag = &o.dry_run},
	    {"fix", NULL, N_("take what is proposed where a cell can be read in one way only"),
		.flag = &o.fix},
	    {"strict", NULL, N_("write nothing when there are warnings either"), .flag = &o.strict},
	    {"into", "FILE",
		N_("new entries go into this file of the book; without it into that of their "
		   "group"),
		.text = &o.into},
	    {"sheet", "NAME", N_("only this sheet of the file; may be given several times"),
		.texts = &o.sheets},
	    {"titles-are-questions", NULL,
		N_("of a sheet without questions and keywords the titles are the questions"),
		.flag = &o.titles},
	    {"encoding", "NAME",
		N_("of a .csv file, when it is not found out: utf-8, gbk, gb18030, utf-16, ..."),
		.text = &sheet.encoding},
	    {"separator", "SIGN",
		N_("of a .csv file, when it is not found out: comma, semicolon, tab"),
		.text = &sheet.separator},
	    {"json", NULL, N_("all of it as one JSON object"), .flag = &o.json},
	};
	const struct command_usage usage = {
	    N_("import [options] FILE.csv|FILE.xlsx BOOK"), about, options, 9, 2, 2};
	int status, n = command_options(&usage, argc, argv, &status);
	struct what_came outcome = {0};
	struct diag_list *diags;
	struct arena *arena;

	if (n < 0)
		return status;
	o.file = argv[1];
	o.book = argv[2];
	if ((status = sheet_options_read(name, &sheet, &o.csv)) || (status = check_options(&o)))
		return status;
	log_set_level(LOG_ERROR);
	diags = diag_list_new();
	arena = arena_new(1 << 16);
	o.book = folder_of(o.book, arena);
	import(&o, arena, diags, &outcome);
	diag_sort(diags);
	if (o.json)
		print_json(&o, &outcome, diags);
	else
		print_text(&o, &outcome, diags);
	status = outcome.good ? COMMAND_GOOD : COMMAND_FAILED;
	arena_free(&arena);
	diag_list_free(&diags);
	return status;
}
