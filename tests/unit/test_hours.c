/* Opening hours: lunch, several intervals a day, holidays, make-up days, zones that change their
 * clocks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/yaml.h"
#include "base/zone.h"
#include "dialogue/hours.h"

static const char usual[] = "hours:\n"
			    "  zone: Asia/Shanghai\n"
			    "  week: {mon-fri: \"9:00-18:00\", sat: \"9:00-12:00, 14:00-18:00\"}\n"
			    "  lunch: \"12:00-13:00\"\n"
			    "  holidays: [2026-10-01..2026-10-07]\n"
			    "  workdays: [2026-10-10, 2026-10-11]\n"
			    "  makeup: \"10:00-16:00\"\n";
static const char night[] = "hours:\n"
			    "  zone: Asia/Shanghai\n"
			    "  week: {mon-sun: \"0:00-2:00, 20:00-24:00\"}\n";
static const char berlin[] = "hours:\n"
			     "  zone: Europe/Berlin\n"
			     "  week: {mon-sun: \"2:30-18:00\"}\n";
static const char skipped[] = "hours:\n"
			      "  zone: Europe/Berlin\n"
			      "  week: {mon-sat: closed, sun: \"2:00-2:45, 10:00-12:00\"}\n";
static const char never[] = "hours:\n"
			    "  zone: Asia/Shanghai\n"
			    "  week: {mon: \"9:00-18:00\"}\n"
			    "  holidays: [2026-01-01..2029-12-31]\n";

struct desk {
	struct settings s;
	struct arena *arena;
};

static void desk_open(struct desk *d, const char *yaml)
{
	struct diag_list *diags = diag_list_new();
	d->arena = arena_new(0);
	settings_default(&d->s);
	if (yaml) {
		const struct yaml *map = yaml_parse(str_of(yaml), "settings", d->arena, diags);
		assert_non_null(map);
		assert_int_equal(settings_read(&d->s, map, d->arena, diags), 0);
	}
	settings_finish(&d->s, (struct place){0}, diags);
	diag_print(diags, stderr, false);
	assert_int_equal(diag_count(diags, DIAG_ERROR), 0);
	diag_list_free(&diags);
}

static void desk_close(struct desk *d)
{
	settings_close(&d->s);
	arena_free(&d->arena);
}

static int64_t at(const struct desk *d, const char *text)
{
	int64_t ms;
	if (!*text)
		return 0;
	assert_int_equal(time_parse(str_of(text), d->s.zone, &ms), 0);
	return ms;
}

struct moment {
	const char *now;
	enum hours_state state;
	const char *since, *until, *opens; /* "": 0; opens NULL: now */
};

static void check(const char *yaml, const struct moment *list, size_t n)
{
	struct desk d;
	desk_open(&d, yaml);
	for (size_t i = 0; i < n; i++) {
		const struct moment *m = &list[i];
		struct hours_now h = hours_at(&d.s, at(&d, m->now));
		if (h.state != m->state || h.since != at(&d, m->since) ||
		    h.until != at(&d, m->until) || h.opens != at(&d, m->opens ? m->opens : m->now))
			fail_msg("at %s: state %d since %lld until %lld opens %lld", m->now,
			    h.state, (long long)h.since, (long long)h.until, (long long)h.opens);
		assert_int_equal(hours_state_at(&d.s, at(&d, m->now)), m->state);
	}
	desk_close(&d);
}

#define CHECK(yaml, list) check(yaml, list, sizeof list / sizeof *list)

static void a_week_with_lunch(void **state)
{
	static const struct moment list[] = {
	    {"2026-11-23 08:59:59", HOURS_CLOSED, "2026-11-21 18:00", "2026-11-23 09:00",
		"2026-11-23 09:00"},
	    {"2026-11-23 09:00", HOURS_OPEN, "2026-11-23 09:00", "2026-11-23 12:00", NULL},
	    {"2026-11-23 11:59:59", HOURS_OPEN, "2026-11-23 09:00", "2026-11-23 12:00", NULL},
	    {"2026-11-23 12:00", HOURS_LUNCH, "2026-11-23 12:00", "2026-11-23 13:00",
		"2026-11-23 13:00"},
	    {"2026-11-23 13:00", HOURS_OPEN, "2026-11-23 13:00", "2026-11-23 18:00", NULL},
	    {"2026-11-23 18:00", HOURS_CLOSED, "2026-11-23 18:00", "2026-11-24 09:00",
		"2026-11-24 09:00"},
	    {"2026-11-27 20:00", HOURS_CLOSED, "2026-11-27 18:00", "2026-11-28 09:00",
		"2026-11-28 09:00"},
	};
	(void)state;
	CHECK(usual, list);
}

static void two_intervals_have_no_lunch_between_them(void **state)
{
	static const struct moment list[] = {
	    {"2026-11-28 11:00", HOURS_OPEN, "2026-11-28 09:00", "2026-11-28 12:00", NULL},
	    {"2026-11-28 12:30", HOURS_CLOSED, "2026-11-28 12:00", "2026-11-28 14:00",
		"2026-11-28 14:00"},
	    {"2026-11-28 18:00", HOURS_CLOSED, "2026-11-28 18:00", "2026-11-30 09:00",
		"2026-11-30 09:00"},
	};
	(void)state;
	CHECK(usual, list);
}

static void holidays_and_make_up_days(void **state)
{
	static const struct moment list[] = {
	    {"2026-09-30 19:00", HOURS_CLOSED, "2026-09-30 18:00", "2026-10-08 09:00",
		"2026-10-08 09:00"},
	    {"2026-10-05 10:00", HOURS_CLOSED, "2026-09-30 18:00", "2026-10-08 09:00",
		"2026-10-08 09:00"},
	    {"2026-10-10 09:30", HOURS_CLOSED, "2026-10-09 18:00", "2026-10-10 10:00",
		"2026-10-10 10:00"},
	    {"2026-10-10 15:00", HOURS_OPEN, "2026-10-10 13:00", "2026-10-10 16:00", NULL},
	    {"2026-10-11 15:59", HOURS_OPEN, "2026-10-11 13:00", "2026-10-11 16:00", NULL},
	    {"2026-10-11 16:00", HOURS_CLOSED, "2026-10-11 16:00", "2026-10-12 09:00",
		"2026-10-12 09:00"},
	};
	(void)state;
	CHECK(usual, list);
}

static void a_night_shift_runs_over_midnight(void **state)
{
	static const struct moment list[] = {
	    {"2026-11-23 23:59", HOURS_OPEN, "2026-11-23 20:00", "2026-11-24 02:00", NULL},
	    {"2026-11-24 00:00", HOURS_OPEN, "2026-11-23 20:00", "2026-11-24 02:00", NULL},
	    {"2026-11-24 02:00", HOURS_CLOSED, "2026-11-24 02:00", "2026-11-24 20:00",
		"2026-11-24 20:00"},
	};
	(void)state;
	CHECK(night, list);
}

/* On 2026-03-29 Berlin has no 2:30; on 2026-10-25 it has two. */
static void clocks_that_change(void **state)
{
	static const struct moment list[] = {
	    {"2026-03-28 18:00", HOURS_CLOSED, "2026-03-28 18:00", "2026-03-29T01:00:00Z",
		"2026-03-29T01:00:00Z"},
	    {"2026-03-29T01:00:00Z", HOURS_OPEN, "2026-03-29T01:00:00Z", "2026-03-29 18:00", NULL},
	    {"2026-10-25T00:29:59Z", HOURS_CLOSED, "2026-10-24 18:00", "2026-10-25T00:30:00Z",
		"2026-10-25T00:30:00Z"},
	    {"2026-10-25T01:10:00Z", HOURS_OPEN, "2026-10-25T00:30:00Z", "2026-10-25 18:00", NULL},
	};
	(void)state;
	CHECK(berlin, list);
}

/* Of that day's two intervals only the second is real. */
static void hours_that_the_clocks_skip(void **state)
{
	static const struct moment list[] = {
	    {"2026-03-29T00:30:00Z", HOURS_CLOSED, "2026-03-22 12:00", "2026-03-29 10:00",
		"2026-03-29 10:00"},
	    {"2026-03-29 03:30", HOURS_CLOSED, "2026-03-22 12:00", "2026-03-29 10:00",
		"2026-03-29 10:00"},
	    {"2026-04-05 01:30", HOURS_CLOSED, "2026-03-29 12:00", "2026-04-05 02:00",
		"2026-04-05 02:00"},
	};
	(void)state;
	CHECK(skipped, list);
}

static void a_shop_that_does_not_open_for_years(void **state)
{
	static const struct moment list[] = {
	    {"2027-11-23 10:00", HOURS_CLOSED, "", "", ""},
	};
	(void)state;
	CHECK(never, list);
}

static void no_hours_is_always_open(void **state)
{
	static const struct moment list[] = {{"2026-11-23 03:00", HOURS_OPEN, "", "", NULL}};
	(void)state;
	CHECK(NULL, list);
}

static void the_next_lunch_is_todays(void **state)
{
	struct desk d;
	(void)state;
	desk_open(&d, usual);
	assert_int_equal(
	    hours_next_lunch(&d.s, at(&d, "2026-11-23 08:00")), at(&d, "2026-11-23 12:00"));
	assert_int_equal(
	    hours_next_lunch(&d.s, at(&d, "2026-11-23 11:59")), at(&d, "2026-11-23 12:00"));
	assert_int_equal(hours_next_lunch(&d.s, at(&d, "2026-11-23 12:00")), 0);
	assert_int_equal(hours_next_lunch(&d.s, at(&d, "2026-11-28 10:00")), 0);
	assert_int_equal(hours_next_lunch(&d.s, at(&d, "2026-11-29 10:00")), 0);
	desk_close(&d);
}

struct working {
	const char *from, *span, *want; /* span "3d": working days; want "": 0 */
};

static void check_working(const char *yaml, const struct working *list, size_t n)
{
	struct desk d;
	desk_open(&d, yaml);
	for (size_t i = 0; i < n; i++) {
		const struct working *w = &list[i];
		int64_t span, from = at(&d, w->from), got;
		assert_int_equal(span_parse(str_of(w->span), &span), 0);
		got = w->span[strlen(w->span) - 1] == 'd'
			  ? hours_after_days(&d.s, from, span / 86400000)
			  : hours_after(&d.s, from, span);
		if (got != at(&d, w->want))
			fail_msg("%s after %s: %lld, not %s", w->span, w->from, (long long)got,
			    w->want);
	}
	desk_close(&d);
}

#define CHECK_WORKING(yaml, list) check_working(yaml, list, sizeof list / sizeof *list)

static void working_time_stands_still_while_the_desk_is_closed(void **state)
{
	static const struct working list[] = {
	    {"2026-11-23 10:00", "30m", "2026-11-23 10:30"},
	    {"2026-11-23 11:45", "30m", "2026-11-23 13:15"}, /* lunch */
	    {"2026-11-23 12:20", "30m", "2026-11-23 13:30"},
	    {"2026-11-23 11:30", "30m", "2026-11-23 12:00"}, /* the last moment before it */
	    {"2026-11-23 17:50", "30m", "2026-11-24 09:20"}, /* the night */
	    {"2026-11-23 07:00", "30m", "2026-11-23 09:30"},
	    {"2026-11-27 17:50", "15m", "2026-11-28 09:05"}, /* Saturday's own hours */
	    {"2026-11-28 17:50", "15m", "2026-11-30 09:05"}, /* Sunday */
	    {"2026-11-23 10:00", "24h", "2026-11-26 10:00"}, /* eight hours a day */
	    {"2026-09-30 17:50", "15m", "2026-10-08 09:05"}, /* the holidays */
	    {"2026-10-10 15:50", "15m", "2026-10-11 10:05"}, /* a make-up day's own hours */
	    {"2026-11-23 20:00", "0s", "2026-11-24 09:00"},
	    {"2026-11-23 10:00", "0s", "2026-11-23 10:00"},
	};
	static const struct working over_midnight[] = {
	    {"2026-11-23 23:30", "1h", "2026-11-24 00:30"},
	    {"2026-11-24 01:30", "1h", "2026-11-24 20:30"},
	};
	(void)state;
	CHECK_WORKING(usual, list);
	CHECK_WORKING(night, over_midnight);
}

static void working_time_is_true_time_when_clocks_change(void **state)
{
	static const struct working list[] = {
	    {"2026-03-28 17:00", "2h", "2026-03-29T02:00:00Z"}, /* opens at 3:00, there is no 2:30 */
	    {"2026-10-24 17:00", "2h", "2026-10-25T01:30:00Z"}, /* opens at the first 2:30 */
	};
	static const struct working skips[] = {
	    {"2026-03-22 11:30", "1h", "2026-03-29 10:30"}, /* the skipped interval is none */
	};
	(void)state;
	CHECK_WORKING(berlin, list);
	CHECK_WORKING(skipped, skips);
}

static void working_days_are_counted_from_the_next(void **state)
{
	static const struct working list[] = {
	    {"2026-11-23 10:00", "1d", "2026-11-24 18:00"},
	    {"2026-11-23 00:10", "1d", "2026-11-24 18:00"},
	    {"2026-11-23 23:50", "1d", "2026-11-24 18:00"},
	    {"2026-11-23 10:00", "5d", "2026-11-28 18:00"}, /* Saturday is one here */
	    {"2026-11-24 10:00", "5d", "2026-11-30 18:00"}, /* Sunday is none */
	    {"2026-09-29 10:00", "3d", "2026-10-09 18:00"}, /* the holidays are none */
	    {"2026-10-09 10:00", "2d", "2026-10-11 16:00"}, /* make-up days are, Sunday too */
	};
	static const struct working shut[] = {
	    {"2027-11-23 10:00", "1d", ""},
	    {"2027-11-23 10:00", "1h", ""},
	};
	static const struct working always[] = {
	    {"2026-11-23 10:00", "5d", "2026-11-28 10:00"},
	    {"2026-11-23 03:00", "30m", "2026-11-23 03:30"},
	};
	(void)state;
	CHECK_WORKING(usual, list);
	CHECK_WORKING(never, shut);
	CHECK_WORKING(NULL, always);
}

static void times_are_told_from_now(void **state)
{
	static const struct {
		const char *when, *text;
	} cases[] = {
	    {"2026-11-23 09:05", "9:05"},
	    {"2026-11-24 09:00", "明天 9:00"},
	    {"2026-11-25 14:30", "周三 14:30"},
	    {"2026-11-29 09:00", "周日 9:00"},
	    {"2026-11-30 09:00", "11月30日 9:00"},
	    {"2027-01-02 09:00", "1月2日 9:00"},
	};
	struct desk d;
	(void)state;
	desk_open(&d, usual);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str text =
		    hours_say(&d.s, at(&d, cases[i].when), at(&d, "2026-11-23 07:00"), d.arena);
		if (!str_is(text, cases[i].text))
			fail_msg("%s: %.*s", cases[i].when, STR_ARG(text));
	}
	desk_close(&d);
}

static void hours_in_words(void **state)
{
	static const struct {
		const char *settings, *text;
	} cases[] = {
	    {usual, "周一至周五 9:00-12:00、13:00-18:00，周六 9:00-12:00、14:00-18:00"},
	    {night, "周一至周日 0:00-2:00、20:00-24:00"},
	    {NULL, "0:00-24:00"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct desk d;
		desk_open(&d, cases[i].settings);
		struct str text = hours_text(&d.s, d.arena);
		if (!str_is(text, cases[i].text))
			fail_msg("%zu: %.*s", i, STR_ARG(text));
		desk_close(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_week_with_lunch),
	    cmocka_unit_test(two_intervals_have_no_lunch_between_them),
	    cmocka_unit_test(holidays_and_make_up_days),
	    cmocka_unit_test(a_night_shift_runs_over_midnight),
	    cmocka_unit_test(clocks_that_change),
	    cmocka_unit_test(hours_that_the_clocks_skip),
	    cmocka_unit_test(a_shop_that_does_not_open_for_years),
	    cmocka_unit_test(no_hours_is_always_open),
	    cmocka_unit_test(the_next_lunch_is_todays),
	    cmocka_unit_test(working_time_stands_still_while_the_desk_is_closed),
	    cmocka_unit_test(working_time_is_true_time_when_clocks_change),
	    cmocka_unit_test(working_days_are_counted_from_the_next),
	    cmocka_unit_test(times_are_told_from_now),
	    cmocka_unit_test(hours_in_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
