/* test_sheet_xlsx.c - what is read of XLSX files, ours, libxlsxwriter's and made by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>
#include <xlsxwriter.h>

#include "base/file.h"
#include "pattern/normalise.h"
#include "sheet/file.h"
#include "sheet/xlsx.h"
#include "zip_fixture.h"

static struct normaliser *normaliser;

static int set_up(void **state)
{
	(void)state;
	normaliser = normaliser_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	normaliser_free(&normaliser);
	return 0;
}

static const char kinds[] = "tnbdf!"; /* by enum cell_kind */

/* "[S]A1t=a;B1n=2;" of all cells. */
static struct str shown(struct arena *arena, const struct workbook *w)
{
	struct str out = {"", 0};
	char cell[24];

	for (size_t s = 0; s < w->n; s++) {
		const struct sheet *sheet = &w->sheets[s];

		out = arena_printf(arena, "%.*s[%.*s%s]", STR_ARG(out), STR_ARG(sheet->name),
		    sheet->hidden ? " hidden" : "");
		for (size_t i = 0; i < sheet->rows_n; i++)
			for (size_t k = 0; k < sheet->rows[i].n; k++) {
				const struct cell *c = &sheet->rows[i].cells[k];

				diag_cell(c->row, c->col, cell);
				out = arena_printf(arena, "%.*s%s%c=%.*s;", STR_ARG(out), cell,
				    kinds[c->kind], STR_ARG(c->text));
			}
	}
	return out;
}

/* What the archive holds, or the error. */
static struct str read_shown(struct arena *arena, struct str bytes)
{
	struct diag_list *diags = diag_list_new();
	struct workbook *w =
	    sheet_read("f.xlsx", bytes, &(struct csv_options){0}, normaliser, diags);
	struct str out;

	assert_true(w || diag_count(diags, DIAG_ERROR));
	out = w ? shown(arena, w) : arena_str(arena, str_of(diag_at(diags, 0)->text));
	workbook_free(&w);
	diag_list_free(&diags);
	return out;
}

static void check_sheet(const char *sheet, const char *strings, const char *want)
{
	struct arena *arena = arena_new(0);
	struct str bytes = zip_sheet(sheet, strings), got = read_shown(arena, bytes);

	if (!str_is(got, want))
		fail_msg("%s\ngave %s\nnot  %s", sheet, got.p, want);
	free((char *)bytes.p);
	arena_free(&arena);
}

#define SHEET(body) "<worksheet xmlns=\"" MAIN "\">" body "</worksheet>"
#define DATA(rows) SHEET("<sheetData>" rows "</sheetData>")
#define STRINGS(body) "<sst xmlns=\"" MAIN "\">" body "</sst>"
#define NONE STRINGS("")

static void every_kind_of_cell_is_read(void **state)
{
	static const struct {
		const char *sheet, *strings, *want;
	} cases[] = {
	    /* shared texts: runs joined, readings left out, blanks kept, escapes read */
	    {DATA("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"C1\" "
		  "t=\"s\"><v>0</v></c></row>"),
		STRINGS("<si><t xml:space=\"preserve\"> a "
			"</t></si><si><r><rPr><b/></rPr><t>问</t></r><r><t>题</t></r>"
			"<rPh sb=\"0\" eb=\"1\"><t>もん</t></rPh></si>"),
		"[S]A1t=问题;C1t= a ;"},
	    {DATA("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "
		  "t=\"s\"><v>1</v></c></row>"),
		STRINGS("<si><t>a_x000D_\nb_x005F_x0041_</t></si><si><t>_x0001_x_x00zz_</t></si>"),
		"[S]A1t=a\nb_x0041_;B1t=x_x00zz_;"},
	    /* inline */
	    {DATA("<row r=\"2\"><c r=\"B2\" "
		  "t=\"inlineStr\"><is><t>a&amp;</t><r><t>b</t></r><rPh><t>x</t></rPh></is></c></"
		  "row>"),
		NONE, "[S]B2t=a&b;"},
	    /* without places */
	    {DATA("<row><c><v>1</v></c><c/><c "
		  "t=\"str\"><v>x</v></c></row><row><c><v>2</v></c></row>"),
		NONE, "[S]A1n=1;C1t=x;A2n=2;"},
	    /* numbers as written */
	    {DATA("<row r=\"1\"><c r=\"A1\"><v>0.30000000000000004</v></c><c "
		  "r=\"B1\"><v>12.50</v></c><c r=\"C1\"><v>1E3</v></c>"
		  "<c r=\"D1\"><v>1.23456789012346E+15</v></c><c "
		  "r=\"E1\"><v>2026112300017</v></c><c r=\"F1\"><v>-1.5E-3</v></c></row>"),
		NONE,
		"[S]A1n=0.3;B1n=12.50;C1n=1000;D1n=1.23456789012346E+15;E1n=2026112300017;F1n=-0."
		"0015;"},
	    /* truth, errors, dates */
	    {DATA("<row r=\"1\"><c r=\"A1\" t=\"b\"><v>1</v></c><c r=\"B1\" t=\"b\"><v>0</v></c><c "
		  "r=\"C1\" t=\"e\"><v>#N/A</v></c></row>"),
		NONE, "[S]A1b=TRUE;B1b=FALSE;C1!=#N/A;"},
	    {DATA("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>46349</v></c><c r=\"B1\" "
		  "s=\"2\"><v>46349.4375</v></c><c r=\"C1\" s=\"3\"><v>7</v></c>"
		  "<c r=\"D1\" s=\"1\"><v>1</v></c><c r=\"E1\" s=\"1\"><v>0.5</v></c><c r=\"F1\" "
		  "t=\"d\"><v>2026-11-23</v></c><c r=\"G1\" s=\"99\"><v>5</v></c></row>"),
		NONE,
		"[S]A1d=2026-11-23;B1d=2026-11-23 "
		"10:30:00;C1n=7;D1d=1900-01-01;E1d=12:00:00;F1d=2026-11-23;G1n=5;"},
	    /* formulas with what they gave */
	    {DATA("<row r=\"1\"><c r=\"A1\" t=\"str\"><f>A2&amp;\"x\"</f><v>yx</v></c><c "
		  "r=\"B1\"><f t=\"shared\" si=\"0\"/><v>3</v></c><c "
		  "r=\"C1\"><f>NOW()</f></c></row>"),
		NONE, "[S]A1f=yx;B1f=3;C1f=;"},
	    /* another namespace, and prefixes */
	    {"<x:worksheet "
	     "xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\"><x:sheetData><x:row "
	     "r=\"1\">"
	     "<x:c r=\"A1\" "
	     "t=\"inlineStr\"><x:is><x:t>a</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>",
		NONE, "[S]A1t=a;"},
	    {SHEET(""), NONE, "[S]"},
	    {DATA("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>"), NONE,
		"[S]XFD1048576n=1;"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_sheet(cases[i].sheet, cases[i].strings, cases[i].want);
}

static void damaged_sheets_are_refused(void **state)
{
	static const struct {
		const char *sheet, *strings, *want;
	} cases[] = {
	    {"<worksheet>", NONE, "is damaged: a part of it is no XML"},
	    {"", NONE, "is damaged: a part of it is no XML"},
	    {DATA("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>5</v></c></row>"), NONE,
		"is damaged: a cell names a text that is not there"},
	    {DATA("<row r=\"1\"><c r=\"A2\"><v>5</v></c></row>"), NONE,
		"is damaged: a cell stands in a row that is not its own"},
	    {DATA("<c r=\"A1\"><v>5</v></c>"), NONE, "is damaged: a cell outside of a row"},
	    {DATA("<row r=\"1\"><c r=\"A0\"><v>5</v></c></row>"), NONE,
		"is damaged: a cell stands in a row that is not its own"},
	    {DATA("<row r=\"1\"><c r=\"XFE1\"><v>5</v></c></row>"), NONE,
		"is damaged: a cell stands in a row that is not its own"},
	    {DATA("<row r=\"1048577\"><c><v>5</v></c></row>"), NONE,
		"has more than 1,048,576 rows"},
	    {SHEET("<mergeCells><mergeCell ref=\"B2:A1\"/></mergeCells>"), NONE,
		"is damaged: a merged cell without a place"},
	    {"<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>" SHEET("&b;"), NONE,
		"has a document type in its XML: no spreadsheet writes one"},
	    {DATA("<row r=\"1\"><c r=\"A1\"><v>&nix;</v></c></row>"), NONE,
		"is damaged: a part of it is no XML"},
	    {SHEET("<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><"
		   "a><a><a><a><a><a><a><a><a><a>"
		   "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><"
		   "a><a><a><a>"),
		NONE, "is damaged: its XML is nested too deep"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_sheet(cases[i].sheet, cases[i].strings, cases[i].want);
}

static void merges_and_what_is_hidden_are_known(void **state)
{
	struct diag_list *diags = diag_list_new();
	struct str bytes = zip_sheet(
	    SHEET(
		"<cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"5\" max=\"5\"/></cols>"
		"<sheetData><row r=\"3\" hidden=\"true\"><c r=\"A3\"><v>1</v></c></row></sheetData>"
		"<mergeCells><mergeCell ref=\"A3:B5\"/><mergeCell ref=\"D1:D1\"/></mergeCells>"),
	    NONE);
	struct workbook *w = xlsx_read("f.xlsx", bytes, diags);
	const struct sheet *s;

	(void)state;
	assert_non_null(w);
	s = &w->sheets[0];
	assert_true(s->rows[0].hidden);
	assert_true(
	    sheet_col_is_hidden(s, 3) && !sheet_col_is_hidden(s, 4) && !sheet_col_is_hidden(s, 5));
	assert_int_equal(s->merges_n, 2);
	assert_int_equal(sheet_merge(s, 5, 2)->to_row, 5);
	assert_null(sheet_merge(s, 6, 2));
	assert_string_equal(s->label, "f.xlsx[S]");
	workbook_free(&w);
	free((char *)bytes.p);
	diag_list_free(&diags);
}

/* ---- the archive ---- */

static void check_parts(const struct zip_part *parts, const char *want)
{
	struct arena *arena = arena_new(0);
	struct str bytes = zip_made(parts), got = read_shown(arena, bytes);

	if (!str_is(got, want))
		fail_msg("%s, not %s", got.p, want);
	free((char *)bytes.p);
	arena_free(&arena);
}

static void parts_are_found_by_their_relations(void **state)
{
	static const char strict_rels[] =
	    "<Relationships xmlns=\"x\"><Relationship Id=\"a\" "
	    "Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\" "
	    "Target=\"/book.xml\"/></Relationships>";
	static const char book[] =
	    "<workbook xmlns=\"http://purl.oclc.org/ooxml/spreadsheetml/main\" "
	    "xmlns:q=\"http://purl.oclc.org/ooxml/officeDocument/relationships\">"
	    "<workbookPr date1904=\"1\"/><sheets><sheet name=\"一\" sheetId=\"3\" state=\"hidden\" "
	    "q:id=\"b\"/><sheet name=\"chart\" sheetId=\"4\" q:id=\"c\"/>"
	    "<sheet name=\"二\" sheetId=\"9\" q:id=\"a\"/></sheets></workbook>";
	static const char rels[] =
	    "<Relationships xmlns=\"x\"><Relationship Id=\"a\" "
	    "Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet\" "
	    "Target=\"x/../deep/./1.xml\"/>"
	    "<Relationship Id=\"b\" Type=\"t/worksheet\" Target=\"/deep/2.xml\"/><Relationship "
	    "Id=\"c\" Type=\"t/chartsheet\" Target=\"c.xml\"/>"
	    "<Relationship Id=\"s\" Type=\"t/styles\" Target=\"s.xml\"/>"
	    "<Relationship Id=\"d\" Type=\"t/sharedStrings\" TargetMode=\"External\" "
	    "Target=\"http://x/\"/></Relationships>";
	const struct zip_part good[] = {{"_rels/.rels", strict_rels}, {"book.xml", book},
	    {"_rels/book.xml.rels", rels}, {"s.xml", zip_styles},
	    {"deep/1.xml", DATA("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>0</v></c></row>")},
	    {"DEEP/2.xml", DATA("<row r=\"1\"><c r=\"A1\"><v>2</v></c></row>")}, {NULL}};
	const struct zip_part lacking[] = {{"_rels/.rels", zip_rels}, {"xl/workbook.xml", zip_book},
	    {"xl/_rels/workbook.xml.rels", zip_book_rels}, {NULL}};
	const struct zip_part no_book[] = {{"_rels/.rels", zip_rels}, {NULL}};
	const struct zip_part other[] = {{"x", "y"}, {NULL}};
	const struct zip_part ods[] = {{"content.xml", "<x/>"}, {NULL}};

	(void)state;
	check_parts(good, "[一 hidden]A1n=2;[二]A1d=1904-01-01;");
	check_parts(lacking, "is damaged: a sheet of it is missing");
	check_parts(no_book, "is no spreadsheet: the archive has no workbook in it");
	check_parts(other, "is no spreadsheet: the archive has no workbook in it");
	check_parts(ods, "is an OpenDocument spreadsheet: save it as .xlsx");
}

static void an_archive_that_unpacks_to_too_much_is_refused(void **state)
{
	size_t n = 300 << 20;
	char *blanks = malloc(n);
	struct zip_part parts[] = {{"_rels/.rels", zip_rels}, {"xl/workbook.xml", zip_book},
	    {"xl/_rels/workbook.xml.rels", zip_book_rels}, {"xl/worksheets/sheet1.xml", blanks, n},
	    {NULL}};

	(void)state;
	assert_non_null(blanks);
	memset(blanks, ' ', n);
	memcpy(blanks, "<worksheet>", 11);
	check_parts(parts, "unpacks to more than 256 MB");
	free(blanks);
}

static void spoiled_archives_do_no_harm(void **state)
{
	struct arena *arena = arena_new(0);
	struct str good = zip_sheet(DATA("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>"),
	    STRINGS("<si><t>a</t></si>"));
	char *copy = malloc(good.n);
	uint64_t random = 88172645463325252u;
	size_t refused = 0;

	(void)state;
	assert_non_null(copy);
	for (size_t i = 0; i < 3000; i++) {
		size_t n = good.n;

		memcpy(copy, good.p, n);
		for (int k = 0; k < 3; k++) {
			random ^= random << 13, random ^= random >> 7, random ^= random << 17;
			copy[random % n] = (char)(random >> 32);
		}
		if (i % 3 == 0)
			n = random % n;
		refused += !str_starts(read_shown(arena, str_make(copy, n)), STR("["));
		arena_reset(arena);
	}
	assert_in_range(refused, 500, 3000);
	free(copy);
	free((char *)good.p);
	arena_free(&arena);
}

#define BYTES(literal)                                                                             \
	{                                                                                          \
		literal, sizeof(literal) - 1                                                       \
	}

static void what_is_no_spreadsheet_of_ours_is_told(void **state)
{
	static const struct {
		struct str bytes;
		const char *want;
	} cases[] = {
	    {BYTES("PK\x03\x04xxxxxxxx"), "is damaged: no list of its parts can be found"},
	    {BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "is an old spreadsheet (.xls)"},
	    {BYTES("\xd0\xcf\x11\xe0 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
		"is encrypted with a password"},
	    {BYTES("\r\n <HTML><table>"), "is a web page or XML, no spreadsheet"},
	    {BYTES("\xef\xbb\xbf<?xml ?>"), "is a web page or XML, no spreadsheet"},
	    {BYTES(" \r\n"), "is empty"},
	};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(read_shown(arena, cases[i].bytes).p, cases[i].want);
	arena_free(&arena);
}

/* ---- written ---- */

static void what_is_written_is_what_is_read(void **state)
{
	static const char *const cells[] = {
	    "id", "=1+1", "-5", "_x0041_", "a\nb", " x ", "问题😀", "<&>\"'", "12", NULL};
	struct diag_list *diags = diag_list_new();
	struct sheet_builder *b = sheet_builder_new("f.xlsx", diags);
	struct xlsx_column columns[10] = {[8] = {10, true}};
	struct arena *arena = arena_new(0);
	struct workbook *w;
	struct buf out;

	(void)state;
	sheet_begin(b, STR(""), false);
	for (unsigned row = 1; row < 3; row++) {
		sheet_begin_row(b, row, false);
		for (unsigned i = 0; cells[i]; i++)
			sheet_add(b, i + 1, CELL_TEXT, str_of(cells[i]), STR(""));
	}
	w = sheet_builder_finish(&b);
	buf_init(&out, 1 << 20);
	assert_int_equal(xlsx_write(&w->sheets[0], STR("a[b]/c"), columns, 10, &out, diags), 0);
	assert_string_equal(read_shown(arena, buf_str(&out)).p,
	    "[a_b__c]A1t=id;B1t==1+1;C1t=-5;D1t=_x0041_;E1t=a\nb;F1t= x "
	    ";G1t=问题😀;H1t=<&>\"';I1t=12;"
	    "A2t=id;B2t==1+1;C2t=-5;D2t=_x0041_;E2t=a\nb;F2t= x ;G2t=问题😀;H2t=<&>\"';I2n=12;");
	buf_free(&out);
	workbook_free(&w);
	arena_free(&arena);
	diag_list_free(&diags);
}

static void a_text_too_long_for_a_cell_is_told(void **state)
{
	struct diag_list *diags = diag_list_new();
	struct sheet_builder *b = sheet_builder_new("f.xlsx", diags);
	struct xlsx_column column = {10, false};
	char *text = malloc(XLSX_CELL_CHARS + 2);
	struct workbook *w;
	struct buf out;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', XLSX_CELL_CHARS + 1);
	sheet_begin(b, STR(""), false);
	sheet_begin_row(b, 1, false);
	sheet_add(b, 1, CELL_TEXT, str_make(text, XLSX_CELL_CHARS), STR(""));
	sheet_add(b, 2, CELL_TEXT, str_make(text, XLSX_CELL_CHARS + 1), STR(""));
	w = sheet_builder_finish(&b);
	buf_init(&out, 1 << 20);
	assert_int_equal(xlsx_write(&w->sheets[0], STR("x"), &column, 1, &out, diags), -1);
	assert_int_equal(diag_size(diags), 1);
	assert_int_equal(diag_at(diags, 0)->at.col, 2);
	buf_free(&out);
	workbook_free(&w);
	free(text);
	diag_list_free(&diags);
}

/* The library keeps rows in files of its own, and does not look whether they took them. */
static void a_disk_that_is_full_is_noticed(void **state)
{
	struct diag_list *diags = diag_list_new();
	struct sheet_builder *b = sheet_builder_new("f.xlsx", diags);
	struct xlsx_column column = {10, false};
	struct rlimit was, small;
	struct workbook *w;
	struct buf out;
	int rc;

	(void)state;
	sheet_begin(b, STR(""), false);
	for (unsigned i = 1; i < 5000; i++) {
		sheet_begin_row(b, i, false);
		sheet_add(b, 1, CELL_TEXT, STR("the same in all of them"), STR(""));
	}
	w = sheet_builder_finish(&b);
	buf_init(&out, 1 << 24);
	getrlimit(RLIMIT_FSIZE, &was);
	small = (struct rlimit){100000, was.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	rc = xlsx_write(&w->sheets[0], STR("x"), &column, 1, &out, diags);
	setrlimit(RLIMIT_FSIZE, &was);
	assert_int_equal(rc, -1);
	assert_true(strstr(diag_at(diags, 0)->text, "cannot be written"));
	assert_int_equal(xlsx_write(&w->sheets[0], STR("x"), &column, 1, &out, diags), 0);
	buf_free(&out);
	workbook_free(&w);
	diag_list_free(&diags);
}

static void files_of_the_library_are_read(void **state)
{
	char path[] = "/tmp/xiaoer-test-XXXXXX";
	int fd = mkstemp(path);
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *date;
	lxw_datetime day = {2026, 11, 23, 9, 30, 0};
	struct arena *arena = arena_new(0);
	struct diag_list *diags = diag_list_new();
	struct str bytes;

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	book = workbook_new(path);
	sheet = workbook_add_worksheet(book, "甲");
	date = workbook_add_format(book);
	format_set_num_format(date, "yyyy-mm-dd hh:mm");
	worksheet_write_string(sheet, 0, 0, "x", NULL);
	worksheet_write_number(sheet, 0, 1, 1.5, NULL);
	worksheet_write_boolean(sheet, 0, 2, 1, NULL);
	worksheet_write_datetime(sheet, 0, 3, &day, date);
	worksheet_write_formula_num(sheet, 0, 4, "=1+2", NULL, 3);
	worksheet_merge_range(sheet, 1, 0, 2, 1, "merged", NULL);
	sheet = workbook_add_worksheet(book, "乙");
	worksheet_hide(sheet);
	workbook_close(book);
	assert_int_equal(file_read(path, 1 << 20, arena, diags, &bytes), 0);
	assert_string_equal(read_shown(arena, bytes).p,
	    "[甲]A1t=x;B1n=1.5;C1b=TRUE;D1d=2026-11-23 09:30:00;E1f=3;A2t=merged;[乙 hidden]");
	unlink(path);
	diag_list_free(&diags);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_of_cell_is_read),
	    cmocka_unit_test(damaged_sheets_are_refused),
	    cmocka_unit_test(merges_and_what_is_hidden_are_known),
	    cmocka_unit_test(parts_are_found_by_their_relations),
	    cmocka_unit_test(an_archive_that_unpacks_to_too_much_is_refused),
	    cmocka_unit_test(spoiled_archives_do_no_harm),
	    cmocka_unit_test(what_is_no_spreadsheet_of_ours_is_told),
	    cmocka_unit_test(what_is_written_is_what_is_read),
	    cmocka_unit_test(a_text_too_long_for_a_cell_is_told),
	    cmocka_unit_test(a_disk_that_is_full_is_noticed),
	    cmocka_unit_test(files_of_the_library_are_read),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
