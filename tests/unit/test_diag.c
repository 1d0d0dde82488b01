/* Findings, and how they are shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"

static char *printed(const struct diag_list *list, bool colour)
{
	char *out = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&out, &n);
	assert_non_null(f);
	diag_print(list, f, colour);
	fclose(f);
	char *copy = strndup(out, n);
	free(out);
	assert_non_null(copy);
	return copy;
}

static void check(const char *text, struct place at, const char *want)
{
	struct diag_list *list = diag_list_new();
	diag_source(list, "f.yaml", str_of(text));
	assert_int_equal(diag_error(list, at, "bad %s", "thing"), -1);
	char *got = printed(list, false);
	assert_string_equal(got, want);
	free(got);
	diag_list_free(&list);
	assert_null(list);
}

#define AT(line, col) ((struct place){"f.yaml", line, col})
#define HAN10                                                                                      \
	"\xe4\xb8\x80\xe4\xba\x8c\xe4\xb8\x89\xe5\x9b\x9b\xe4\xba\x94\xe5\x85\xad\xe4\xb8\x83\xe5" \
	"\x85\xab\xe4\xb9\x9d\xe5\x8d\x81"

static void the_line_is_shown_with_a_caret_under_the_place(void **state)
{
	(void)state;
	check("one\ntwo: x\n", AT(2, 6), "f.yaml:2:6: error: bad thing\n    two: x\n         ^\n");
	check("one\r\ntwo\r\n", AT(1, 4), "f.yaml:1:4: error: bad thing\n    one\n       ^\n");
	check("\tx\ty", AT(1, 4), "f.yaml:1:4: error: bad thing\n    \tx\ty\n    \t \t^\n");
	check("\xe4\xbd\xa0\xe5\xa5\xbd"
	      "ax",
	    AT(1, 4),
	    "f.yaml:1:4: error: bad thing\n    \xe4\xbd\xa0\xe5\xa5\xbd"
	    "ax\n         ^\n");
	check(
	    "a\x1b[2J\xff\xc2\x9b", AT(1, 1), "f.yaml:1:1: error: bad thing\n    a?[2J??\n    ^\n");
	check("one", AT(1, 0), "f.yaml:1: error: bad thing\n    one\n");
	check("one", AT(0, 0), "f.yaml: error: bad thing\n");
	check("one", AT(7, 1), "f.yaml:7:1: error: bad thing\n");
	check("one", AT(1, 99), "f.yaml:1:99: error: bad thing\n    one\n       ^\n");
	check("", AT(1, 1), "f.yaml:1:1: error: bad thing\n    \n    ^\n");
	check("one", (struct place){"other", 1, 1}, "other:1:1: error: bad thing\n");
	check("one", (struct place){NULL, 0, 0}, "error: bad thing\n");
}

static void of_a_long_line_a_window_is_shown(void **state)
{
	(void)state;
	static const unsigned cols[] = {1, 30, 61, 75, 150, 200, 201};
	char text[1024] = "";
	for (int i = 0; i < 20; i++)
		strcat(text, HAN10);
	for (size_t i = 0; i < sizeof cols / sizeof *cols; i++) {
		struct diag_list *list = diag_list_new();
		diag_source(list, "f", str_of(text));
		diag_error(list, (struct place){"f", 1, cols[i]}, "x");
		char *got = printed(list, false), *line = strchr(got, '\n') + 1,
		     *caret = strchr(line, '\n') + 1;
		*strchr(line, '\n') = '\0';
		assert_true(strlen(line) < 220);
		/* the character above the caret is the one meant: walk to its column */
		size_t column = strspn(caret, " "), width = 0;
		assert_int_equal(caret[column], '^');
		const char *p = line;
		while (width < column) {
			bool han = (unsigned char)*p >= 0x80;
			width += han ? 2 : 1;
			p += han ? 3 : 1;
		}
		assert_int_equal(width, column);
		if (cols[i] <= 200)
			assert_memory_equal(p, &HAN10[(cols[i] - 1) % 10 * 3], 3);
		else
			assert_string_equal(p, "");
		free(got);
		diag_list_free(&list);
	}
}

static void messages_are_one_tidy_line(void **state)
{
	(void)state;
	struct diag_list *list = diag_list_new();
	diag_warning(list, AT(0, 0), "a\nb\tc\x1b[1m\xc2\x9b %s", "\xff\xe4\xbd");
	assert_string_equal(diag_at(list, 0)->text, "a b c [1m   ???");
	assert_null(diag_at(list, 1));
	diag_list_free(&list);
}

static void a_name_of_a_file_steers_no_terminal(void **state)
{
	(void)state;
	char out[80] = "";
	FILE *to = fmemopen(out, sizeof out, "w");
	struct diag_list *list = diag_list_new();

	diag_error(list, (struct place){"\x1b[2J退\xc2\x9b\xff.yaml", 1, 2}, "odd");
	diag_print(list, to, false);
	fclose(to);
	assert_string_equal(out, "?[2J退??.yaml:1:2: error: odd\n");
	diag_list_free(&list);
}

static void findings_are_sorted_by_file_line_and_column(void **state)
{
	(void)state;
	static const struct {
		struct place at;
		const char *text;
	} added[] = {{{"b", 2, 1}, "5"}, {{"a", 1, 1}, "6"}, {{"z", 1, 1}, "7"}, {{"b", 1, 9}, "3"},
	    {{"b", 1, 2}, "1"}, {{"b", 1, 2}, "2"}, {{"b", 1, 10}, "4"}};
	struct diag_list *list = diag_list_new();
	for (size_t i = 0; i < 7; i++)
		diag_advice(list, added[i].at, "%s", added[i].text);
	diag_source(list, "b", STR("x")); /* also when the source comes later */
	diag_source(list, "a", STR("x"));
	diag_sort(list);
	for (size_t i = 0; i < 7; i++)
		assert_int_equal(diag_at(list, i)->text[0], '1' + (int)i);
	diag_list_free(&list);
}

static void past_the_limit_findings_are_counted(void **state)
{
	(void)state;
	struct diag_list *list = diag_list_new();
	for (int i = 0; i < DIAG_KEEP + 7; i++)
		diag_error(list, AT(0, 0), "%d", i);
	diag_warning(list, AT(0, 0), "w");
	assert_int_equal(diag_count(list, DIAG_ERROR), DIAG_KEEP + 7);
	assert_int_equal(diag_count(list, DIAG_WARNING), 1);
	assert_int_equal(diag_count(list, DIAG_ADVICE), 0);
	assert_int_equal(diag_size(list), DIAG_KEEP);
	char *got = printed(list, false);
	assert_non_null(strstr(got, "\n8 more findings are not shown\n"));
	free(got);
	diag_list_free(&list);
}

static void colour_is_only_there_when_wanted(void **state)
{
	(void)state;
	struct diag_list *list = diag_list_new();
	diag_source(list, "f.yaml", STR("x"));
	diag_warning(list, AT(1, 1), "w");
	char *plain = printed(list, false), *colour = printed(list, true);
	assert_null(strchr(plain, '\033'));
	assert_non_null(strstr(colour, "warning"));
	assert_non_null(strchr(colour, '\033'));
	free(plain);
	free(colour);
	diag_list_free(&list);
}

static void sources_and_names_are_copied_and_a_byte_order_mark_is_no_column(void **state)
{
	(void)state;
	char name[] = "name", text[] = "\xef\xbb\xbfline";
	struct diag_list *list = diag_list_new();
	diag_source(list, name, str_of(text));
	diag_error(list, (struct place){name, 1, 2}, "x");
	memset(name, 'X', 4);
	memset(text, 'X', 7);
	char *got = printed(list, false);
	assert_string_equal(got, "name:1:2: error: x\n    line\n     ^\n");
	free(got);
	diag_source(list, "name", STR("fresh"));
	got = printed(list, false);
	assert_string_equal(got, "name:1:2: error: x\n    fresh\n     ^\n");
	free(got);
	diag_list_free(&list);
	diag_list_free(&list);
}

static void a_finding_with_a_name_tells_other_places_and_what_to_do(void **state)
{
	(void)state;
	struct diag_list *list = diag_list_new();
	diag_source(list, "f.yaml", STR("one\ntwo\n"));
	diag_find(list, DIAG_WARNING, "a.kind", STR("x"), AT(1, 2), "bad %s", "thing");
	diag_propose(list, "do %d", 5);
	diag_other(list, AT(2, 1), "first %d", 1);
	diag_other(list, (struct place){NULL, 0, 0}, "second");
	char *got = printed(list, false);
	assert_string_equal(got,
	    "f.yaml:1:2: warning: bad thing [a.kind]\n    one\n     ^\n"
	    "  f.yaml:2:1: first 1\n    two\n    ^\n  second\n  -> do 5\n");
	free(got);
	assert_string_equal(diag_at(list, 0)->kind, "a.kind");
	assert_string_equal(diag_at(list, 0)->subject, "x");
	diag_error(list, AT(2, 2), "plain");
	assert_string_equal(diag_at(list, 1)->kind, "");
	assert_string_equal(diag_at(list, 1)->subject, "");
	assert_null(diag_at(list, 1)->proposal);
	diag_list_free(&list);
}

static void what_belongs_to_a_finding_that_is_not_kept_is_not_kept_either(void **state)
{
	(void)state;
	struct diag_list *list = diag_list_new();
	diag_propose(list, "nothing was found");
	diag_limit(list, 1);
	diag_error(list, AT(1, 1), "first");
	diag_error(list, AT(1, 1), "second");
	diag_propose(list, "of the second");
	diag_other(list, AT(1, 1), "of the second");
	assert_int_equal(diag_size(list), 1);
	assert_int_equal(diag_count(list, DIAG_ERROR), 2);
	assert_null(diag_at(list, 0)->proposal);
	assert_null(diag_at(list, 0)->others);
	diag_list_free(&list);
}

static bool is_named(void *ctx, const struct diag *d)
{
	return strcmp(d->kind, ctx) == 0;
}

static void findings_can_be_dropped(void **state)
{
	(void)state;
	struct diag_list *list = diag_list_new();
	for (unsigned i = 1; i <= 4; i++)
		diag_find(list, i % 2 ? DIAG_WARNING : DIAG_ADVICE, i < 3 ? "a" : "b", STR(""),
		    AT(i, 1), "x");
	diag_drop(list, is_named, (void *)"a");
	assert_int_equal(diag_size(list), 2);
	assert_int_equal(diag_at(list, 0)->at.line, 3);
	assert_int_equal(diag_count(list, DIAG_WARNING), 1);
	assert_int_equal(diag_count(list, DIAG_ADVICE), 1);
	diag_list_free(&list);
}

static void places_in_a_table_are_cells(void **state)
{
	(void)state;
	static const struct {
		unsigned row, col;
		const char *want;
	} cases[] = {{1, 1, "A1"}, {12, 26, "Z12"}, {3, 27, "AA3"}, {4, 702, "ZZ4"},
	    {1048576, 16384, "XFD1048576"}, {5, 0, "5"}, {UINT32_MAX, UINT32_MAX, "MWLQKWU4294967295"}};
	struct diag_list *list = diag_list_new();
	char cell[24];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		diag_cell(cases[i].row, cases[i].col, cell);
		assert_string_equal(cell, cases[i].want);
	}
	diag_table(list, "b.xlsx[x]");
	diag_source(list, "a.yaml", STR("one\n"));
	diag_error(list, (struct place){"a.yaml", 1, 1}, "later");
	diag_error(list, (struct place){"b.xlsx[x]", 12, 3}, "bad");
	diag_show(list, STR("one two"), 5);
	diag_other(list, (struct place){"b.xlsx[x]", 2, 1}, "here too");
	diag_warning(list, (struct place){"b.xlsx[x]", 7, 0}, "odd");
	diag_sort(list);
	char *got = printed(list, false);
	assert_string_equal(got, "b.xlsx[x]:7: warning: odd\n"
				 "b.xlsx[x]:C12: error: bad\n    one two\n        ^\n"
				 "  b.xlsx[x]:A2: here too\n"
				 "a.yaml:1:1: error: later\n    one\n    ^\n");
	free(got);
	diag_list_free(&list);
}

static void the_nearest_name_is_found_or_none(void **state)
{
	(void)state;
	static const char *const names[] = {"match", "unless", "examples", "counterexamples", "say",
	    "\xe8\xae\xa2\xe5\x8d\x95\xe5\x8f\xb7"};
	static const struct {
		const char *written, *want;
	} cases[] = {{"exmaples", "examples"}, {"example", "examples"}, {"mach", "match"},
	    {"says", "say"}, {"unles", "unless"}, {"colour", NULL}, {"", NULL}, {"x", NULL},
	    {"match", "match"},
	    {"\xe8\xae\xa2\xe5\x8d\x95\xe5\x8f\xb6", "\xe8\xae\xa2\xe5\x8d\x95\xe5\x8f\xb7"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = diag_nearest(str_of(cases[i].written), names, 6);
		if (!str_eq(str_of(got), str_of(cases[i].want)))
			fail_msg("%s: %s", cases[i].written, got ? got : "none");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_line_is_shown_with_a_caret_under_the_place),
	    cmocka_unit_test(of_a_long_line_a_window_is_shown),
	    cmocka_unit_test(messages_are_one_tidy_line),
	    cmocka_unit_test(a_name_of_a_file_steers_no_terminal),
	    cmocka_unit_test(findings_are_sorted_by_file_line_and_column),
	    cmocka_unit_test(past_the_limit_findings_are_counted),
	    cmocka_unit_test(colour_is_only_there_when_wanted),
	    cmocka_unit_test(sources_and_names_are_copied_and_a_byte_order_mark_is_no_column),
	    cmocka_unit_test(a_finding_with_a_name_tells_other_places_and_what_to_do),
	    cmocka_unit_test(what_belongs_to_a_finding_that_is_not_kept_is_not_kept_either),
	    cmocka_unit_test(findings_can_be_dropped),
	    cmocka_unit_test(places_in_a_table_are_cells),
	    cmocka_unit_test(the_nearest_name_is_found_or_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
