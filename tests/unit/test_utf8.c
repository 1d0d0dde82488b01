/* UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/utf8.h"

static void faults_are_found_at_their_byte(void **state)
{
	(void)state;
	static const struct {
		struct str text;
		size_t bad;
	} cases[] = {
	    {STR(""), 0},
	    {STR("plain ascii, long enough for words"), 34},
	    {STR("\xe4\xbd\xa0\xe5\xa5\xbd"), 6},
	    {STR("\xf0\x9f\x98\x80"), 4},
	    {STR("\x00"), 1},
	    {STR("\xc2\x80"), 2},
	    {STR("\xed\x9f\xbf"), 3},
	    {STR("\xee\x80\x80"), 3},
	    {STR("\xf4\x8f\xbf\xbf"), 4},
	    {STR("\xef\xbf\xbf"), 3},
	    {STR("a\x80"), 1},
	    {STR("\xc0\xaf"), 0},
	    {STR("\xc1\xbf"), 0},
	    {STR("\xe0\x80\xaf"), 0},
	    {STR("\xe0\x9f\xbf"), 0},
	    {STR("\xed\xa0\x80"), 0},
	    {STR("\xed\xbf\xbf"), 0},
	    {STR("\xf0\x8f\xbf\xbf"), 0},
	    {STR("\xf4\x90\x80\x80"), 0},
	    {STR("\xf5\x80\x80\x80"), 0},
	    {STR("\xff"), 0},
	    {STR("ab\xe4\xbd"), 2},
	    {STR("ab\xe4"), 2},
	    {STR("\xe4\xbd"
		 "a"),
		0},
	    {STR("\xf0\x9f\x98"), 0},
	    {STR("12345678\xff"), 8},
	    {STR("1234567\xff"
		 "9012345"),
		7},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = cases[i].text.n;
		char *copy =
		    malloc(n ? n : 1); /* of the exact size, so that reading past the end shows */
		memcpy(copy, cases[i].text.p, n);
		if (utf8_first_bad(str_make(copy, n)) != cases[i].bad)
			fail_msg("case %zu", i);
		assert_int_equal(utf8_valid(str_make(copy, n)), cases[i].bad == n);
		free(copy);
	}
	assert_true(utf8_valid((struct str){NULL, 0}));
}

static void every_character_is_written_and_read(void **state)
{
	(void)state;
	for (uint32_t code = 0; code <= 0x10ffff; code++) {
		char out[4];
		size_t i = 0, n = utf8_put(code, out);
		struct str s = {out, n};
		bool surrogate = code >= 0xd800 && code < 0xe000;
		if (!utf8_valid(s) || utf8_next(s, &i) != (surrogate ? 0xfffd : code) || i != n ||
		    utf8_length(s) != 1)
			fail_msg("U+%04X", code);
	}
	char out[4];
	assert_int_equal(utf8_put(0x110000, out), 3);
	assert_memory_equal(out, "\xef\xbf\xbd", 3);
}

static void heads_never_cut_a_character(void **state)
{
	(void)state;
	struct str s = STR("a\xe4\xbd\xa0\xf0\x9f\x98\x80"
			   "b");
	static const size_t want[] = {0, 1, 4, 8, 9, 9};
	for (size_t max = 0; max < 6; max++)
		assert_int_equal(utf8_head(s, max).n, want[max]);
	assert_int_equal(utf8_length(s), 4);
	assert_int_equal(utf8_head((struct str){NULL, 0}, 5).n, 0);
}

static void widths_are_those_of_a_terminal(void **state)
{
	(void)state;
	static const struct {
		uint32_t code;
		unsigned want;
	} cases[] = {{'a', 1}, {0xe9, 1}, {0x4f60, 2}, {0xff0c, 2}, {0x3002, 2}, {0xac00, 2},
	    {0x301, 0}, {0x200b, 0}, {0x1f600, 2}, {0x20000, 2}, {0x416, 1}, {0x2026, 1},
	    {0xff61, 1}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (utf8_width(cases[i].code) != cases[i].want)
			fail_msg("U+%04X", cases[i].code);
}

static void columns_are_filled_as_they_look(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want;
	} cases[] = {{"", "|      |"}, {"ab", "|ab    |"}, {"警告", "|警告  |"}, {"é", "|é     |"},
	    {"话术本很长", "|话术本很长|"}, {"\xff", "|\xff     |"}};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char out[64];

		snprintf(out, sizeof out, "|%-*s|", utf8_field(str_of(cases[i].text), 6), cases[i].text);
		assert_string_equal(out, cases[i].want);
	}
	assert_int_equal(utf8_columns(STR("a话")), 3);
}

static void what_a_terminal_obeys_becomes_blanks(void **state)
{
	(void)state;
	static const char *const cases[][2] = {{"a\x1b[1m\nb\x7f", "a [1m b "},
	    {"\xc2\x80\xc2\x9b\xc2\x9f", "      "},
	    {"\xc2\xa0\xc3\x9b\xe4\xbd\x9b", "\xc2\xa0\xc3\x9b\xe4\xbd\x9b"},
	    {"\xff\x9b\xc2", "\xff\x9b\xc2"}};
	char text[16];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		strcpy(text, cases[i][0]);
		utf8_tame(text, strlen(text));
		assert_string_equal(text, cases[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(faults_are_found_at_their_byte),
	    cmocka_unit_test(every_character_is_written_and_read),
	    cmocka_unit_test(heads_never_cut_a_character),
	    cmocka_unit_test(widths_are_those_of_a_terminal),
	    cmocka_unit_test(columns_are_filled_as_they_look),
	    cmocka_unit_test(what_a_terminal_obeys_becomes_blanks),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
