/* test_sheet_csv.c - CSV in every form it comes, and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "pattern/normalise.h"
#include "sheet/charset.h"
#include "sheet/csv.h"

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

/* "A1=a;B1=b;" of all cells, or what was found: "error A1: ...;". */
static struct str shown(
    struct arena *arena, const struct workbook *w, const struct diag_list *diags)
{
	struct str out = {"", 0};
	char cell[24];

	for (size_t i = 0; w && i < w->sheets[0].rows_n; i++)
		for (size_t k = 0; k < w->sheets[0].rows[i].n; k++) {
			const struct cell *c = &w->sheets[0].rows[i].cells[k];

			diag_cell(c->row, c->col, cell);
			out = arena_printf(arena, "%.*s%s%s%.*s;", STR_ARG(out), cell,
			    c->kind == CELL_FORMULA ? "~" : "=", STR_ARG(c->text));
		}
	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		diag_cell(d->at.line, d->at.col, cell);
		out = arena_printf(arena, "%.*s!%s %s;", STR_ARG(out), cell, d->kind);
	}
	return out;
}

static struct str read_shown(struct arena *arena, struct str bytes, const struct csv_options *o)
{
	struct diag_list *diags = diag_list_new();
	char *exact = malloc(bytes.n ? bytes.n : 1); /* so that reading past the end shows */
	struct workbook *w;
	struct str out;

	memcpy(exact, bytes.p, bytes.n);
	w = csv_read("f.csv", str_make(exact, bytes.n), o, normaliser, diags);
	free(exact);
	out = shown(arena, w, diags);
	workbook_free(&w);
	diag_list_free(&diags);
	return out;
}

static void cells_are_parted_as_rfc_4180_has_it(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
	    {"a,b\r\n1,2\r\n", "A1=a;B1=b;A2=1;B2=2;"},
	    {"a,b\n1,2", "A1=a;B1=b;A2=1;B2=2;"},
	    {"a,b\r1,2\r", "A1=a;B1=b;A2=1;B2=2;"},
	    {"a,,c\n,,\n\n ,x\n", "A1=a;C1=c;A4= ;B4=x;"},
	    {"\"a,1\",\"b\"\"c\"\n", "A1=a,1;B1=b\"c;"},
	    {"\"a\r\nb\",c\n", "A1=a\nb;B1=c;"},
	    {"a\"b,c\n", "A1=a\"b;B1=c;"},
	    {"\"\",\"\"\n\"\"\"\"\n", "A2=\";"},
	    {"a,\"b\n", "!B1 quote.open;"},
	    {"a\n\"x\"y,z\n", "A1=a;A2=xy;B2=z;!A2 quote.behind;"},
	    {"'=1+1,'-5,'@x,'+,'a,''=x\n", "A1==1+1;B1=-5;C1=@x;D1=+;E1='a;F1='=x;"},
	    {"=1+1,=\"0012\",=,-5\n", "A1~;B1~0012;C1==;D1=-5;"},
	    {"sep=;\r\na;b\r\n", "A1=a;B1=b;"},
	    {"sep=\n", "A1=sep=;"},
	    {"", ""},
	};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str got = read_shown(arena, str_of(cases[i].text), &(struct csv_options){0});

		if (!str_is(got, cases[i].want))
			fail_msg("%s\ngave %s", cases[i].text, got.p);
	}
	arena_free(&arena);
}

static void the_separator_is_that_of_the_headings(void **state)
{
	static const struct {
		const char *text, *want;
		char given;
	} cases[] = {
	    {"问题;答案\n你好,在吗;在\n", "A1=问题;B1=答案;A2=你好,在吗;B2=在;", 0},
	    {"问题\t答案\n你好,在吗\t在\n", "A1=问题;B1=答案;A2=你好,在吗;B2=在;", 0},
	    {"一份表,里面有,很多,逗号\n问题;答案\n", "A1=一份表,里面有,很多,逗号;A2=问题;B2=答案;",
		0},
	    {"a;b;c\n1;2;3\n", "A1=a;B1=b;C1=c;A2=1;B2=2;C2=3;", 0},
	    {"问题;答案\n", "A1=问题;答案;", ','},
	};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct csv_options o = {.separator = cases[i].given};
		struct str got = read_shown(arena, str_of(cases[i].text), &o);

		if (!str_is(got, cases[i].want))
			fail_msg("%s\ngave %s", cases[i].text, got.p);
	}
	arena_free(&arena);
}

/* ---- encodings ---- */

static void the_encoding_is_found_out(void **state)
{
	static const struct {
		struct str bytes;
		const char *given, *charset, *want;
	} cases[] = {
	    {{"\xe9\x97\xae,a", 5}, NULL, "UTF-8", "问,a"},
	    {{"\xef\xbb\xbf\xe9\x97\xae", 6}, NULL, "UTF-8", "问"},
	    {{"\xce\xca,\xb4\xf0", 5}, NULL, "GB18030", "问,答"},
	    {{"\x81\x30\x86\x30,\x95\x32\x82\x36", 9}, NULL, "GB18030", "¸,𠀀"},
	    {{"\xff\xfe\xee\x95,\0", 6}, NULL, "UTF-16LE", "问,"},
	    {{"\xfe\xff\x95\xee\0,", 6}, NULL, "UTF-16BE", "问,"},
	    {{"a\0,\0\xee\x95", 6}, NULL, "UTF-16LE", "a,问"},
	    {{"\0a\0,\x95\xee", 6}, NULL, "UTF-16BE", "a,问"},
	    {{"\xce\xca", 2}, "GBK", "GBK", "问"},
	    {{"\xb0\xdd", 2}, "BIG5", "BIG5", "問"},
	    {{"abc", 3}, NULL, "UTF-8", "abc"},
	    {{"", 0}, NULL, "UTF-8", ""},
	};
	struct arena *arena = arena_new(0);
	struct charset_text t;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(charset_decode(cases[i].bytes, cases[i].given, arena, &t), 0);
		if (!str_is(t.text, cases[i].want) || strcmp(t.charset, cases[i].charset) != 0 ||
		    t.bad_n)
			fail_msg("case %zu: %s, %s", i, t.charset, t.text.p);
	}
	assert_int_equal(charset_decode(STR("a"), "EBCDIC-7", arena, &t), -1);
	assert_false(charset_known("EBCDIC-7"));
	arena_free(&arena);
}

static void bytes_that_cannot_be_read_are_told_with_their_cell(void **state)
{
	static const struct {
		struct str bytes;
		const char *charset, *want;
	} cases[] = {
	    {{"a,b\n\xff\xce\xca,x\ny,\xce", 13}, NULL,
		"A1=a;B1=b;A2=\xef\xbf\xbd问;B2=x;A3=y;B3=\xef\xbf\xbd;!A2 encoding;!B3 encoding;"},
	    {{"a\n\xce\xca", 4}, "UTF-8", "A1=a;A2=\xef\xbf\xbd\xef\xbf\xbd;!A2 encoding;"},
	    {{"a,b\0c", 5}, "UTF-8",
		"A1=a;B1=b\xef\xbf\xbd"
		"c;!B1 encoding;"},
	    {{"sep=,\nx\xff", 8}, "UTF-8", "A1=x\xef\xbf\xbd;!A1 encoding;"},
	};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct csv_options o = {.charset = cases[i].charset};
		struct str got = read_shown(arena, cases[i].bytes, &o);

		if (!str_is(got, cases[i].want))
			fail_msg("case %zu gave %s", i, got.p);
	}
	arena_free(&arena);
}

/* ---- writing ---- */

static struct workbook *one_row(const char *const *cells, struct diag_list *diags)
{
	struct sheet_builder *b = sheet_builder_new("f.csv", diags);

	sheet_begin(b, STR(""), false);
	sheet_begin_row(b, 1, false);
	for (unsigned i = 0; cells[i]; i++)
		sheet_add(b, i + 1, CELL_TEXT, str_of(cells[i]), STR(""));
	return sheet_builder_finish(&b);
}

static void what_is_written_is_what_is_read(void **state)
{
	static const char *const cells[] = {"plain", "=1+1", "-5", "+8", "@x", "'=x", "''a", "'",
	    "a,b;c\td", "\"q\"", "one\ntwo", " x ", "", "问题", "\t=x", "=", NULL};
	static const struct csv_options forms[] = {{0}, {.separator = ';'},
	    {.separator = '\t', .no_mark = true}, {.charset = "GB18030"}, {.charset = "UTF-16LE"},
	    {.charset = "GBK"}};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct diag_list *diags = diag_list_new();
		struct workbook *w = one_row(cells, diags);
		struct str was = shown(arena, w, diags), is;
		struct csv_options back = {
		    .separator = forms[i].separator ? forms[i].separator : ','};
		struct buf out;

		buf_init(&out, 1 << 20);
		assert_int_equal(csv_write(&w->sheets[0], &forms[i], &out, diags), 0);
		is = read_shown(arena, buf_str(&out), &back);
		if (!str_eq(was, is))
			fail_msg("form %zu: %s\nnot %s", i, is.p, was.p);
		buf_free(&out);
		workbook_free(&w);
		diag_list_free(&diags);
	}
	arena_free(&arena);
}

static void a_spreadsheet_runs_no_cell(void **state)
{
	static const char *const cells[] = {"=1+1", "a", "-5", NULL};
	struct diag_list *diags = diag_list_new();
	struct workbook *w = one_row(cells, diags);
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	assert_int_equal(csv_write(&w->sheets[0], &(struct csv_options){0}, &out, diags), 0);
	assert_string_equal(out.p, "\xef\xbb\xbf'=1+1,a,'-5\r\n");
	buf_free(&out);
	workbook_free(&w);
	diag_list_free(&diags);
}

static void a_character_the_encoding_lacks_is_told_with_its_cell(void **state)
{
	static const char *const cells[] = {"a", "\xf0\x9f\x98\x80", NULL};
	struct diag_list *diags = diag_list_new();
	struct workbook *w = one_row(cells, diags);
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	assert_int_equal(
	    csv_write(&w->sheets[0], &(struct csv_options){.charset = "GBK"}, &out, diags), -1);
	assert_int_equal(diag_size(diags), 1);
	assert_int_equal(diag_at(diags, 0)->at.col, 2);
	buf_free(&out);
	workbook_free(&w);
	diag_list_free(&diags);
}

static void limits_hold(void **state)
{
	struct diag_list *diags = diag_list_new();
	struct sheet_builder *b = sheet_builder_new("f", diags);
	struct workbook *w;

	(void)state;
	sheet_begin(b, STR("s"), false);
	assert_int_equal(sheet_begin_row(b, 0, false), -1);
	assert_int_equal(sheet_begin_row(b, SHEET_ROWS_MAX + 1, false), -1);
	assert_int_equal(sheet_begin_row(b, 7, false), 0);
	assert_int_equal(sheet_add(b, SHEET_COLS_MAX + 1, CELL_TEXT, STR("x"), STR("")), -1);
	/* out of order, twice: the first stays */
	sheet_add(b, 3, CELL_TEXT, STR("c"), STR(""));
	sheet_add(b, 1, CELL_TEXT, STR("a"), STR(""));
	sheet_add(b, 3, CELL_TEXT, STR("d"), STR(""));
	sheet_begin_row(b, 2, true);
	sheet_add(b, 1, CELL_TEXT, STR("x"), STR(""));
	for (int i = 1; i < SHEETS_MAX; i++)
		assert_int_equal(sheet_begin(b, STR("t"), false), 0);
	assert_int_equal(sheet_begin(b, STR("t"), false), -1);
	w = sheet_builder_finish(&b);
	assert_int_equal(w->sheets[0].rows_n, 2);
	assert_int_equal(w->sheets[0].rows[0].number, 2);
	assert_true(w->sheets[0].rows[0].hidden);
	assert_int_equal(w->sheets[0].rows[1].n, 2);
	assert_null(sheet_row_cell(&w->sheets[0].rows[1], 2));
	assert_non_null(sheet_row_cell(&w->sheets[0].rows[1], 3));
	workbook_free(&w);
	diag_list_free(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cells_are_parted_as_rfc_4180_has_it),
	    cmocka_unit_test(the_separator_is_that_of_the_headings),
	    cmocka_unit_test(the_encoding_is_found_out),
	    cmocka_unit_test(bytes_that_cannot_be_read_are_told_with_their_cell),
	    cmocka_unit_test(what_is_written_is_what_is_read),
	    cmocka_unit_test(a_spreadsheet_runs_no_cell),
	    cmocka_unit_test(a_character_the_encoding_lacks_is_told_with_its_cell),
	    cmocka_unit_test(limits_hold),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
