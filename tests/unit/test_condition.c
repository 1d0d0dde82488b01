/* test_condition.c - facts and conditions: what they work out, what they refuse, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/zone.h"
#include "book/condition.h"
#include "book/load.h"
#include "book/render.h"
#include "pattern/normalise.h"

static struct normaliser *normaliser;
static struct arena *arena;

static const char slots[] = "slots:\n"
			    "  order_no: {title: x, kind: order_no}\n"
			    "  signed_on: {title: x, kind: date}\n"
			    "  paid_on: {title: x, kind: date}\n"
			    "  price: {title: x, kind: amount}\n"
			    "  pieces: {title: x, kind: number}\n"
			    "  reason: {title: x, kind: choice}\n"
			    "  order-no: {title: x, kind: number}\n"
			    "  批次: x\n"
			    "  gone: {title: x, kind: date}\n";

static const struct value known[] = {
    {STR("order_no"), STR("A-17")},
    {STR("signed_on"), STR("2026-11-25")},
    {STR("paid_on"), STR("2026-11-20")},
    {STR("price"), STR("12.50")},
    {STR("pieces"), STR("3")},
    {STR("reason"), STR("质量问题")},
    {STR("order-no"), STR("8")},
    {STR("批次"), STR("甲")},
    {STR("mode"), STR("bot")},
    {STR("hours"), STR("lunch")},
    {STR("urgency"), STR("2")},
    {STR("vip"), STR("yes")},
};

static struct str value_of(void *ctx, struct str name)
{
	(void)ctx;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_eq(known[i].name, name))
			return known[i].value;
	return STR("");
}

/* today is 2026-11-23. */
static struct facts_env env_of(const struct book *book)
{
	return (struct facts_env){
	    .book = book, .value = value_of, .today = (int32_t)civil_days(2026, 11, 23)};
}

static struct book *load(const char *text, struct diag_list *diags)
{
	struct book_options options = {.normaliser = normaliser};
	struct book_file files[] = {
	    {STR("slots.yaml"), STR(slots)}, {STR("a.yaml"), str_of(text)}};

	return book_load_files(STR("book"), files, 2, &options, diags);
}

static struct book *load_good(const char *text)
{
	struct diag_list *diags = diag_list_new();
	struct book *book = load(text, diags);

	diag_print(diags, stderr, false);
	assert_non_null(book);
	diag_list_free(&diags);
	return book;
}

static void facts_are_worked_out(void **state)
{
	static const struct {
		const char *expression, *want;
	} cases[] = {
	    /* dates */
	    {"signed_on", "2026-11-25"},
	    {"signed_on + 7d", "2026-12-02"},
	    {"7d + signed_on", "2026-12-02"},
	    {"signed_on - 25d", "2026-10-31"},
	    {"signed_on + 48h", "2026-11-27"},
	    {"signed_on + -1d", "2026-11-24"},
	    {"signed_on + pieces * 1d", "2026-11-28"},
	    {"signed_on + 1d * pieces / 2", "2026-11-26"}, /* a day and a half */
	    {"2026-02-28 + 1d", "2026-03-01"},
	    {"2024-02-28 + 1d", "2024-02-29"},
	    {"2026-12-31 + 1d", "2027-01-01"},
	    {"2026-03-28 + 2d", "2026-03-30"}, /* clocks change on the 29th in Europe */
	    {"today", "2026-11-23"},
	    {"today + 365d", "2027-11-23"},
	    {"signed_on - paid_on", "5"},
	    {"paid_on - signed_on", "-5"},
	    {"signed_on-paid_on", "5"},
	    {"(signed_on - paid_on) * 2 + 1", "11"},
	    /* past the end of the calendar */
	    {"9999-12-31 + 1d", ""},
	    {"0001-01-01 - 1d", ""},
	    {"9999-12-31 + 1d - 1d", ""},
	    {"9999-12-31 + 106751991167d", ""},
	    {"signed_on + 106751991167d * 99999999999999", ""},
	    /* numbers */
	    {"1 + 2 * 3", "7"},
	    {"(1 + 2) * 3", "9"},
	    {"10 - 4 - 3", "3"},
	    {"12 / 4 / 3", "1"},
	    {"-2 * -3", "6"},
	    {"1 / 3", "0.3333"},
	    {"2 / 3", "0.6667"},
	    {"-2 / 3", "-0.6667"},
	    {"2 / -3", "-0.6667"},
	    {"pieces / (pieces - 3)", ""},
	    {"99999999999999 * 99999999999999", ""},
	    {"99999999999999 * 9", "899999999999991"},
	    {"99999999999999 * 10", ""},
	    {"0.1 + 0.2", "0.3"},
	    {"order-no - 1", "7"},
	    {"14d / 7d", "2"},
	    /* amounts */
	    {"price * 2", "25.00"},
	    {"price * pieces", "37.50"},
	    {"price / 3", "4.17"},
	    {"price - 13", "-0.50"},
	    {"price / price", "1"},
	    {"price - price", "0.00"},
	    {"0 - price / 10000", "0.00"},
	    /* texts, and yes or no */
	    {"order_no", "A-17"},
	    {"批次", "甲"},
	    {"\"甲 乙\"", "甲 乙"},
	    {"signed_on < today", ""},
	    {"signed_on > today", "yes"},
	    {"vip", "yes"},
	    /* what is missing */
	    {"gone", ""},
	    {"gone + 7d", ""},
	    {"signed_on - gone", ""},
	    {"(signed_on - gone) * 0", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[300];
		struct book *book;
		struct facts_env env;
		struct str got;

		snprintf(text, sizeof text, "facts:\n  f: '%s'\n", cases[i].expression);
		book = load_good(text);
		env = env_of(book);
		got = fact_value(book_fact(book, STR("f")), &env, arena);
		if (!str_is(got, cases[i].want))
			fail_msg("%s is '%.*s', not '%s'", cases[i].expression, STR_ARG(got),
			    cases[i].want);
		book_release(&book);
	}
}

static void conditions_hold_or_do_not(void **state)
{
	static const struct {
		const char *expression;
		bool want;
	} cases[] = {
	    /* present */
	    {"order_no", true},
	    {"gone", false},
	    {"not gone", true},
	    {"批次", true},
	    {"today", true},
	    {"not not order_no", true},
	    /* or binds less than and, that less than not */
	    {"order_no or gone and gone", true},
	    {"(order_no or gone) and gone", false},
	    {"not gone and order_no", true},
	    {"not (gone or order_no)", false},
	    {"not reason == 质量问题", false},
	    {"gone and gone or order_no", true},
	    /* comparisons */
	    {"reason == 质量问题", true},
	    {"质量问题 == reason", true},
	    {"reason == \"质量问题\"", true},
	    {"reason != 质量问题", false},
	    {"reason == 不喜欢", false},
	    {"reason == 质量", false},
	    {"signed_on > today", true},
	    {"signed_on after today", true},
	    {"paid_on before today", true},
	    {"today before today", false},
	    {"signed_on == 2026-11-25", true},
	    {"signed_on <= 2026-11-25", true},
	    {"signed_on < 2026-11-25", false},
	    {"signed_on >= 2026-11-26", false},
	    {"signed_on != paid_on", true},
	    {"signed_on - paid_on > 4", true},
	    {"signed_on - 5d == paid_on", true},
	    {"pieces == 3", true},
	    {"pieces == 3.0", true},
	    {"pieces < 2.9999", false},
	    {"price > pieces", true},
	    {"price >= 12.5", true},
	    {"price * 2 == 25", true},
	    {"0.1 + 0.2 == 0.3", true},
	    {"pieces-3 == 0", true},
	    /* names of the desk */
	    {"mode == bot", true},
	    {"mode != human", true},
	    {"hours == lunch", true},
	    {"hours == open or hours == lunch", true},
	    {"urgency <= 2", true},
	    {"urgency == 3", false},
	    {"urgency", true},
	    {"vip", true},
	    {"not vip", false},
	    {"vip and urgency <= 2", true},
	    /* what is missing makes a comparison false, either way */
	    {"gone == today", false},
	    {"gone != today", false},
	    {"not gone == today", true},
	    {"today - gone > 0", false},
	    {"pieces / 3 > 1 / (pieces - 3)", false},
	    /* facts */
	    {"last < today", false},
	    {"last", true},
	    {"late", false},
	    {"not late", true},
	    {"never", false},
	};
	static const char facts[] = "facts:\n"
				    "  last: signed_on + 7d\n"
				    "  late: last < today\n"
				    "  never: gone + 1d\n";

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[400];
		struct book *book;
		struct facts_env env;
		const struct phrase *p;

		snprintf(text, sizeof text,
		    "%sphrases:\n  p: {title: x, say: [{when: '%s', say: x}]}\n", facts,
		    cases[i].expression);
		book = load_good(text);
		env = env_of(book);
		p = book_phrase(book, STR("p"));
		if (condition_holds(p->say[0].when, &env) != cases[i].want)
			fail_msg("%s: wanted %d", cases[i].expression, cases[i].want);
		book_release(&book);
	}
}

/* What is wrong stands in line 3 behind 18 columns: `when` of the only wording. */
static void every_mistake_has_its_place(void **state)
{
	static const struct {
		const char *expression, *want;
	} cases[] = {
	    {"ordr_no", "1: unknown name 'ordr_no'; did you mean 'order_no'? (names are slots, facts, "
			"groups of patterns, and mode, hours, urgency, vip, today)"},
	    {"vip and ordr_no", "9: unknown name 'ordr_no'; did you mean 'order_no'? (names are slots, "
				"facts, groups of patterns, and mode, hours, urgency, vip, today)"},
	    {"批次 and xyz", "8: unknown name 'xyz' (names are slots, facts, groups of patterns, and "
			   "mode, hours, urgency, vip, today)"},
	    {"signed_on == 昨天", "14: unknown name '昨天' (names are slots, facts, groups of "
				"patterns, and mode, hours, urgency, vip, today)"},
	    {"signed_on < 7天", "13: '7天' is no number and no span of time (7d, 12h)"},
	    {"mode == bto", "9: unknown mode 'bto'; did you mean 'bot'? (mode is bot, queued, human or "
			    "closed)"},
	    {"night == hours", "1: unknown hours 'night' (hours is open, lunch or closed)"},
	    {"urgency < 5", "11: urgency is 1 (at once) to 4; without one: not urgency"},
	    {"vip == yes", "5: a yes or no is not compared: write its name alone, or not before it"},
	    {"vip == vip", "5: a yes or no is not compared: write its name alone, or not before it"},
	    {"signed_on > price", "11: a date and an amount cannot be compared"},
	    {"批次 > 3", "4: a text and a number cannot be compared: what a slot holds is told by its "
		       "kind, under slots:"},
	    {"signed_on - paid_on > 7d", "21: a number and a span of time cannot be compared: a date "
					 "minus a date is a number of days"},
	    {"order_no < reason", "10: texts are compared with == and != alone"},
	    {"pieces before 3", "8: before and after are for dates: write < or >"},
	    {"order_no == \"\"", "10: a value is never empty: write `not` before the name"},
	    {"signed_on + 7", "11: a date and a number cannot be added: a date moves by a span of time, "
			      "such as 7d"},
	    {"signed_on + 5h", "11: a date moves by whole days: write them as 7d"},
	    {"signed_on * 2", "11: a date and a number cannot be multiplied"},
	    {"-order_no", "1: a text cannot be negative"},
	    {"pieces / 0 == 1", "8: nothing can be divided by 0"},
	    {"pieces + 1", "8: this is a number: what shall it be compared with?"},
	    {"1 == (vip or vip)", "3: a yes or no is not compared: write its name alone, or not before "
				  "it"},
	    {"order_no = 5", "10: write == to compare, not '='"},
	    {"pieces => 5", "8: write >= to compare, not '=>'"},
	    {"pieces =< 5", "8: write <= to compare, not '=<'"},
	    {"pieces ≥ 5", "8: write >= to compare, not '≥'"},
	    {"pieces ≤ 5", "8: write <= to compare, not '≤'"},
	    {"order_no ≠ 5", "10: write != to compare, not '≠'"},
	    {"order_no && vip", "10: write and, not '&'"},
	    {"vip || vip", "5: write or, not '|'"},
	    {"vip（", "4: write plain signs and blanks, not '（'"},
	    {"vip # x", "5: this sign means nothing here: '#'"},
	    {"{order_no}", "1: names stand here without braces: '{'"},
	    {"(vip", "1: this ( is never closed by )"},
	    {"vip)", "4: this ) has no ("},
	    {"vip vip", "5: and, or, or a sign is missing before 'vip'"},
	    {"vip and", "8: something is missing at the end"},
	    {"and vip", "1: a name or a value is missing before 'and'"},
	    {"1 < pieces < 4", "12: two things are compared at a time: write `... and ...` before '<'"},
	    {"reason == \"x", "11: this \" is never closed"},
	    {"signed_on > 2026-02-30", "13: the calendar has no day '2026-02-30'"},
	    {"pieces < 999999999999999999999", "10: not a number, or one with more than 14 digits: "
					       "'999999999999999999999'"},
	    {"pieces < 1.2.3", "10: not a number, or one with more than 14 digits: '1.2.3'"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct diag_list *diags = diag_list_new();
		char text[400], got[400], want[400];
		struct book *book;
		const struct diag *d;

		snprintf(text, sizeof text,
		    "phrases:\n  p:\n    say: [{when: '%s', say: x}]\n", cases[i].expression);
		book = load(text, diags);
		assert_null(book);
		d = diag_at(diags, 0);
		/* the expression begins in column 19 of the file */
		snprintf(got, sizeof got, "%u: %s", d->at.col - 18, d->text);
		snprintf(want, sizeof want, "%s", cases[i].want);
		if (strcmp(got, want) || diag_size(diags) != 1 || d->at.line != 3)
			fail_msg("%s: got\n%s\nwant\n%s (%zu findings)", cases[i].expression, got,
			    want, diag_size(diags));
		diag_list_free(&diags);
	}
}

static void several_mistakes_are_told_in_one_run(void **state)
{
	static const char text[] = "phrases:\n"
				   "  p:\n"
				   "    say:\n"
				   "      - when: |\n"
				   "          vip and\n"
				   "            (批次 < 3 or aaa) and\n"
				   "          not bbb\n"
				   "        say: x\n";
	static const struct place want[] = {{.line = 6, .col = 17}, {.line = 6, .col = 24},
	    {.line = 7, .col = 15}};
	struct diag_list *diags = diag_list_new();

	(void)state;
	assert_null(load(text, diags));
	assert_int_equal(diag_size(diags), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(diag_at(diags, i)->at.line, want[i].line);
		assert_int_equal(diag_at(diags, i)->at.col, want[i].col);
	}
	diag_list_free(&diags);
}

static bool is_refused(const char *before, const char *piece, size_t times, const char *after)
{
	struct diag_list *diags = diag_list_new();
	size_t n = strlen(piece), room = 64 + strlen(before) + times * n + strlen(after), at;
	char *text = malloc(room);
	struct book *book;
	bool refused;

	at = (size_t)snprintf(text, room, "facts:\n  f: %s", before);
	for (size_t i = 0; i < times; i++, at += n)
		memcpy(text + at, piece, n);
	snprintf(text + at, room - at, "%s\n", after);
	book = load(text, diags);
	refused = !book;
	if (book) {
		struct facts_env env = env_of(book);

		fact_value(book_fact(book, STR("f")), &env, arena);
	}
	book_release(&book);
	diag_list_free(&diags);
	free(text);
	return refused;
}

static void hostile_expressions_are_bounded(void **state)
{
	(void)state;
	assert_false(is_refused("", "(", 40, "1))))))))))))))))))))))))))))))))))))))))"));
	assert_true(is_refused("", "(", 4000, "1"));
	assert_true(is_refused("", "not ", 1000, "vip"));
	assert_true(is_refused("1 ", "- ", 2000, "1"));
	assert_false(is_refused("1", " + 1", 400, ""));
	assert_true(is_refused("1", " + 1", 900, ""));
	assert_true(is_refused("1", " + 1", 100000, ""));
	assert_false(is_refused("1", " * 99999999999999", 200, ""));
	assert_false(is_refused("today", " + 106751991167d", 200, ""));
	assert_true(is_refused("today + ", "9", 400, "d"));
}

/* Each fact twice the one before: what a thousandth would take is more than there is time. */
static void facts_that_double_are_refused(void **state)
{
	struct diag_list *diags = diag_list_new();
	struct book *book;
	char text[8192];
	size_t n = (size_t)snprintf(text, sizeof text, "facts:\n  f0: pieces\n");

	(void)state;
	for (int i = 1; i < 100; i++)
		n += (size_t)snprintf(
		    text + n, sizeof text - n, "  f%d: f%d + f%d\n", i, i - 1, i - 1);
	book = load(text, diags);
	assert_null(book);
	assert_int_equal(diag_size(diags), 1);
	assert_string_equal(diag_at(diags, 0)->text, "too much to work out, with the facts it uses");
	diag_list_free(&diags);
}

static struct str value_odd(void *ctx, struct str name)
{
	(void)name;
	return *(struct str *)ctx;
}

static void values_of_slots_may_be_anything(void **state)
{
	static const char *const odd[] = {"", "2026-02-30", "今天", "-", ".", "1.", "-.5", "1e5",
	    "99999999999999999999", "-99999999999999", "0x10", "\xff", "1,000", "12.50.1", " 1"};
	struct book *book = load_good("facts:\n"
				      "  date: signed_on + 1d\n"
				      "  sum: price * pieces - price\n"
				      "  none: signed_on == today or price > pieces\n");
	struct facts_env env = env_of(book);

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		struct str one = str_of(odd[i]);

		env.ctx = &one;
		env.value = value_odd;
		assert_int_equal(fact_value(&book->facts[0], &env, arena).n, 0);
		fact_value(&book->facts[1], &env, arena);
		assert_int_equal(fact_value(&book->facts[2], &env, arena).n, 0);
	}
	book_release(&book);
}

static int set_up(void **state)
{
	(void)state;
	normaliser = normaliser_new();
	arena = arena_new(0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	normaliser_free(&normaliser);
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(facts_are_worked_out),
	    cmocka_unit_test(conditions_hold_or_do_not),
	    cmocka_unit_test(every_mistake_has_its_place),
	    cmocka_unit_test(several_mistakes_are_told_in_one_run),
	    cmocka_unit_test(hostile_expressions_are_bounded),
	    cmocka_unit_test(facts_that_double_are_refused),
	    cmocka_unit_test(values_of_slots_may_be_anything),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
