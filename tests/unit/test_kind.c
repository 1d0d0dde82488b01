/* test_kind.c - kinds of slots have names, and dates a form of their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/zone.h"
#include "book/kind.h"

static void every_kind_is_read_as_it_is_written(void **state)
{
	enum slot_kind kind;

	(void)state;
	for (int i = 0; i < SLOT_KIND_COUNT; i++) {
		assert_int_equal(kind_parse(str_of(kind_name((enum slot_kind)i)), &kind), 0);
		assert_int_equal(kind, i);
	}
	assert_int_equal(kind_parse(STR("Date"), &kind), -1);
	assert_int_equal(kind_parse(STR(""), &kind), -1);
}

static void only_days_of_the_calendar_are_dates(void **state)
{
	static const char *const bad[] = {"", "2026-1-3", "2026-13-01", "2026-00-10", "2026-02-29",
	    "2026-04-31", "2026-11-00", "0000-01-01", "2026/11/23", "2026-11-23 ", "-026-11-23",
	    "昨天", "2026-1１-23"};
	static const char *const good[] = {"2026-11-23", "2024-02-29", "0001-01-01", "9999-12-31"};
	struct arena *arena = arena_new(0);
	int32_t days;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(kind_date_days(str_of(bad[i]), &days), -1);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_int_equal(kind_date_days(str_of(good[i]), &days), 0);
		assert_string_equal(kind_date_text(days, arena).p, good[i]);
	}
	assert_int_equal(kind_date_days(STR("1970-01-02"), &days), 0);
	assert_int_equal(days, 1);
	arena_free(&arena);
}

static void days_without_four_digits_of_a_year_have_no_text(void **state)
{
	struct arena *arena = arena_new(0);

	(void)state;
	assert_int_equal(kind_date_text((int32_t)civil_days(10000, 1, 1), arena).n, 0);
	assert_int_equal(kind_date_text((int32_t)civil_days(0, 12, 31), arena).n, 0);
	assert_int_equal(kind_date_text(INT32_MAX, arena).n, 0);
	assert_int_equal(kind_date_text(INT32_MIN, arena).n, 0);
	arena_free(&arena);
}

static void a_date_is_shown_by_the_calendar_and_nothing_else_is_changed(void **state)
{
	static const struct {
		enum slot_kind kind;
		const char *value, *format, *want;
	} cases[] = {
	    {SLOT_DATE, "2026-11-03", "{month}月{day}日", "11月3日"},
	    {SLOT_DATE, "2026-11-03", "{day}.{month}.{year}", "3.11.2026"},
	    {SLOT_DATE, "2026-11-03", "{month}/{days}", "11/{days}"},
	    {SLOT_DATE, "soon", "{month}月{day}日", "soon"},
	    {SLOT_TEXT, "2026-11-03", "{month}月{day}日", "2026-11-03"},
	    {SLOT_AMOUNT, "12.50", "{month}月{day}日", "12.50"},
	};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct settings set = {.date_format = str_of(cases[i].format)};
		struct str shown =
		    kind_show(cases[i].kind, str_of(cases[i].value), &set, arena);

		assert_true(str_is(shown, cases[i].want));
	}
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_is_read_as_it_is_written),
	    cmocka_unit_test(only_days_of_the_calendar_are_dates),
	    cmocka_unit_test(days_without_four_digits_of_a_year_have_no_text),
	    cmocka_unit_test(a_date_is_shown_by_the_calendar_and_nothing_else_is_changed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
