/* test_settings.c - what a shop sets, its defaults, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/yaml.h"
#include "base/zone.h"
#include "book/settings.h"

static struct arena *arena;

/* Reads text over what s holds; the findings, a line each, in the arena. */
static const char *read_over(struct settings *s, const char *text)
{
	struct diag_list *diags = diag_list_new();
	const struct yaml *map = yaml_parse(str_of(text), "s.yaml", arena, diags);
	struct str found = {"", 0};

	if (map) {
		settings_read(s, map, arena, diags);
		settings_finish(s, (struct place){"s.yaml", 0, 0}, diags);
		settings_close(s);
	}
	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		found = arena_printf(
		    arena, "%.*s%u:%u: %s\n", STR_ARG(found), d->at.line, d->at.col, d->text);
	}
	diag_list_free(&diags);
	return found.p;
}

static void defaults_are_open_always_in_shanghai(void **state)
{
	struct settings s;

	(void)state;
	settings_default(&s);
	assert_string_equal(read_over(&s, ""), "");
	assert_true(s.always_open);
	assert_true(str_is(s.agent, "小二"));
	assert_true(str_is(s.zone_name, "Asia/Shanghai"));
	assert_true(str_is(s.weekdays[6], "周日"));
	assert_int_equal(s.hold_after, 60000);
	assert_int_equal(s.close_silent, 12 * 3600 * 1000);
	assert_int_equal(s.queue_long, 20);
	assert_true(s.confirm_score > 0.34 && s.confirm_score < 0.36);
}

static const char hours[] =
    "hours:\n"
    "  week: {mon-fri: '9:00-18:00', sat: '9:00-12:00, 14:00-18:00', sun: closed}\n"
    "  lunch: '12:00-13:00'\n"
    "  holidays: [2026-10-01..2026-10-07, 2027-01-01]\n"
    "  workdays: [2026-10-10]\n"
    "  makeup: '10:00-12:00, 12:00-16:00'\n";

static void hours_are_read(void **state)
{
	struct settings s;

	(void)state;
	settings_default(&s);
	assert_string_equal(read_over(&s, hours), "");
	assert_false(s.always_open);
	assert_int_equal(s.week[4].n, 1);
	assert_int_equal(s.week[4].open[0].to, 18 * 60);
	assert_int_equal(s.week[5].n, 2);
	assert_int_equal(s.week[5].open[1].from, 14 * 60);
	assert_int_equal(s.week[6].n, 0);
	assert_int_equal(s.lunch.from, 12 * 60);
	assert_int_equal(s.holidays_n, 2);
	assert_int_equal(s.holidays[0].to - s.holidays[0].from, 6);
	assert_int_equal(s.holidays[1].from, civil_days(2027, 1, 1));
	assert_int_equal(s.makeup.n, 1); /* touching intervals are one */
	assert_int_equal(s.makeup.open[0].to, 16 * 60);
}

static void a_config_overrides_key_by_key(void **state)
{
	struct settings s;

	(void)state;
	settings_default(&s);
	assert_string_equal(read_over(&s, hours), "");
	assert_string_equal(
	    read_over(&s, "skills: {general: 客服, returns: 售后}\nlimits: {hold_after: 5s}\n"),
	    "");
	assert_string_equal(read_over(&s, "hours: {lunch: ~}\nskills: {returns: 退货组}\n"), "");
	assert_int_equal(s.lunch.to, 0);
	assert_int_equal(s.week[0].n, 1);
	assert_int_equal(s.skills_n, 2);
	assert_true(str_is(s.skills[1].value, "退货组"));
	assert_int_equal(s.hold_after, 5000);
	assert_string_equal(read_over(&s, "hours: {week: {fri-mon: '0:00-24:00'}}"), "");
	assert_int_equal(s.week[1].n, 0);
	assert_int_equal(s.week[6].open[0].to, 1440);
	assert_string_equal(read_over(&s, "hours: always\n"), "");
	assert_true(s.always_open);
}

static const struct {
	const char *text, *want;
} mistakes[] = {
    {"agnt: x", "1:1: unknown setting 'agnt'; did you mean 'agent'?\n"},
    {"agent: ' '", "1:8: agent is empty\n"},
    {"- x", "1:1: settings is a map of keys and values\n"},
    {"skills: {logistic: x, general: ''}",
	"1:10: unknown skill 'logistic'; did you mean 'logistics'?\n"
	"1:32: the title of a skill is empty\n"},
    {"hours: nine to five", "1:8: hours is a map with `week:`, or `always`\n"},
    {"hours: {zone: UTC}",
	"1:8: hours are never open: `week:` says when, as in {mon-fri: \"9:00-18:00\"}\n"},
    {"hours: {zone: Asia/Shangai, week: {mon: '9:00-18:00'}}",
	"1:15: no time zone 'Asia/Shangai' on this machine; write it as in Asia/Shanghai\n"},
    {"hours: {week: {mon-fri: '9:00-18:00', fri: closed, satt: closed}}",
	"1:39: fri has its hours already\n"
	"1:52: unknown weekday 'satt'; did you mean 'sat'? (days are mon tue wed thu fri sat "
	"sun)\n"},
    {"hours: {week: {mon: '9:00-18:00', tue: 18:00-9:00, wed: 9-12, thu: '9:00-25:00', fri: ''}}",
	"1:40: '18:00-9:00' ends before it begins; hours over midnight are written on both days: "
	"22:00-24:00 and 0:00-6:00\n"
	"1:57: '9-12' is no time of opening; write 9:00-18:00\n"
	"1:68: '9:00-25:00' is no time of opening; write 9:00-18:00\n"
	"1:87: the hours of a day are missing: write 9:00-18:00, or closed\n"},
    {"hours: {week: {mon: '9:00-18:00', sun: close}}",
	"1:40: 'close' is no time of opening; write 9:00-18:00 or closed\n"},
    {"hours: {week: {mon: '9:00-12:00, 11:00-13:00'}}",
	"1:21: '11:00-13:00' begins before the hours in front of it end\n"},
    {"hours: {week: {mon: '9：00-18：00'}, lunch: '12:00-13:00'}",
	"1:21: '9：00-18：00' is no time of opening; write 9:00-18:00, all in plain (half-width) "
	"signs\n"},
    {"hours: {week: {mon: '9:00-12:00, 14:00-18:00'}, lunch: '12:00-14:00'}",
	"1:56: lunch lies outside the opening hours of every day\n"},
    {"hours: {week: {mon: '9:00-12:00'}, holidays: [2026-02-30, 2026-10-07..2026-10-01, 26-1-1, "
     "2026-13-01]}",
	"1:47: there is no day '2026-02-30'\n"
	"1:59: '2026-10-07..2026-10-01' ends before it begins\n"
	"1:83: '26-1-1' is no date; write 2026-10-01\n"
	"1:91: '2026-13-01' is no date; write 2026-10-01\n"},
    {"hours: {week: {mon: '9:00-12:00'}, holidays: [2026-10-01..2026-10-07], workdays: "
     "[2026-10-07]}",
	"1:82: 2026-10-07 is both a holiday and a working day\n"},
    {"calendar: {weekdays: [a, b], date: '{month}'}",
	"1:22: weekdays is a list of seven names, Monday first\n"
	"1:36: date holds {month} and {day}, as in \"{month}月{day}日\"\n"},
    {"limits: {close_silent: 3651d}",
	"1:24: close_silent is a span of time such as 90s, 5m or 2h, of 3650d at most, not '3651d'\n"},
    {"limits: {hold_after: soon, queue_long: -1, confirm_score: 2, hold_evry: 1s}",
	"1:22: hold_after is a span of time such as 90s, 5m or 2h, of 3650d at most, not 'soon'\n"
	"1:40: queue_long is a number from 0 to 1000000, not '-1'\n"
	"1:59: confirm_score is a number from 0 to 1, not '2'\n"
	"1:62: unknown setting 'hold_evry'; did you mean 'hold_every'?\n"},
    {"survey: {enabled: maybe, words: {6: [wow], 5: great, 4: [good, ''], 3: [good]}}",
	"1:19: enabled is yes or no, not 'maybe'\n"
	"1:34: a score is 1 to 5, not '6'\n"
	"1:47: words of the survey are a list: [perfect, great]\n"
	"1:64: a word of the survey is empty\n"
	"1:73: 'good' stands in the survey's words twice\n"},
};

static void the_words_of_the_survey_are_replaced_part_by_part(void **state)
{
	struct settings s;

	(void)state;
	settings_default(&s);
	assert_string_equal(read_over(&s, "survey: {words: {5: [great, top], 1: [bad]}, beside: [points]}"), "");
	assert_int_equal(s.survey_words_n, 4);
	assert_string_equal(read_over(&s, "survey: {enabled: no, words: {4: [fine]}}"), "");
	assert_int_equal(s.survey_words_n, 2);
	assert_true(str_is(s.survey_words[0].text, "points") && s.survey_words[0].score == 0);
	assert_true(str_is(s.survey_words[1].text, "fine") && s.survey_words[1].score == 4);
	assert_false(s.survey_enabled);
}

static void mistakes_have_their_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct settings s;

		settings_default(&s);
		assert_string_equal(read_over(&s, mistakes[i].text), mistakes[i].want);
	}
}

static void help_names_every_key_and_default(void **state)
{
	char *text = NULL;
	size_t n;
	FILE *f = open_memstream(&text, &n);

	(void)state;
	assert_non_null(f);
	settings_help(f);
	fclose(f);
	assert_non_null(strstr(text, "limits.close_idle"));
	assert_non_null(strstr(text, "hours.zone"));
	assert_non_null(strstr(text, "(default 12h)"));
	free(text);
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(defaults_are_open_always_in_shanghai),
	    cmocka_unit_test(hours_are_read),
	    cmocka_unit_test(a_config_overrides_key_by_key),
	    cmocka_unit_test(the_words_of_the_survey_are_replaced_part_by_part),
    cmocka_unit_test(mistakes_have_their_place),
	    cmocka_unit_test(help_names_every_key_and_default),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
