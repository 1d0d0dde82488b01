/* test_render.c - which wording is said, and never an empty or half text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "book/condition.h"
#include "book/render.h"

static const char text[] = "slots: {order_no: x, phone: x}\n"
			   "phrases:\n"
			   "  plain: {say: 好}\n"
			   "  three: {say: [一, 二, 三]}\n"
			   "  again: {say: [一, 二], again: [再, 又]}\n"
			   "  gap: {say: ['单号 {order_no}', '电话 {phone|请留电话}']}\n"
			   "  gaps: {say: ['单号 {order_no} 电话 {phone}'], again: ['{phone}']}\n"
			   "  when:\n"
			   "    say: [一, {when: vip, say: 甲}, 二, {when: vip and mode == bot, "
			   "say: [乙, '{phone}']}]\n"
			   "    again: [再, {when: mode == bot, say: 丙}, 又]\n"
			   "  hollow: {say: ['{phone| }']}\n"
			   "  braces: {say: '{{a}} {order_no|}。'}\n";

#include "book_fixture.h"

static struct rendered say(const char *id, struct values values, unsigned count, unsigned last,
    uint64_t seed, int want)
{
	struct rendered r;

	assert_int_equal(
	    render_phrase(book_phrase(book, str_of(id)), values, count, last, seed, arena, &r),
	    want);
	assert_int_equal(r.text.n == 0, want != 0);
	return r;
}

static const struct values nothing = {0};

static void the_same_seed_says_the_same(void **state)
{
	bool seen[3] = {false};

	(void)state;
	for (uint64_t seed = 0; seed < 50; seed++) {
		struct rendered a = say("three", nothing, 0, WORDING_NONE, seed, 0);
		struct rendered b = say("three", nothing, 0, WORDING_NONE, seed, 0);

		assert_int_equal(a.wording, b.wording);
		assert_true(a.wording < 3);
		seen[a.wording] = true;
	}
	assert_true(seen[0] && seen[1] && seen[2]);
}

static void never_twice_running_when_there_is_another(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 50; seed++)
		for (unsigned last = 0; last < 3; last++)
			assert_int_not_equal(say("three", nothing, 0, last, seed, 0).wording, last);
	assert_int_equal(say("plain", nothing, 0, 0, 7, 0).wording, 0);
}

static void the_second_time_is_said_again(void **state)
{
	(void)state;
	assert_true(str_is(say("again", nothing, 1, 0, 7, 0).text, "再"));
	assert_true(str_is(say("again", nothing, 2, 2, 7, 0).text, "又"));
	assert_true(say("again", nothing, 3, 3, 7, 0).wording < 2); /* 又 was the last */
	assert_true(str_is(say("again", nothing, 9, 1, 7, 0).text, "又"));
	assert_true(say("again", nothing, 0, WORDING_NONE, 7, 0).wording < 2);
}

static void a_gap_makes_the_next_best_be_said(void **state)
{
	const struct value phone[] = {{STR("phone"), STR("123")}};
	const struct value both[] = {{STR("order_no"), STR("9")}, {STR("phone"), STR("123")}};
	struct rendered r;

	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++) {
		r = say("gap", nothing, 0, WORDING_NONE, seed, 0);
		assert_true(str_is(r.text, "电话 请留电话"));
		assert_int_equal(r.missing_n, 2);
		assert_true(str_is(r.missing[0], "order_no"));
		assert_true(str_is(r.missing[1], "phone"));
	}
	r = say("gaps", (struct values){phone, 1}, 0, WORDING_NONE, 1, 0);
	assert_true(str_is(r.text, "123")); /* from again: better than nothing */
	r = say("gaps", (struct values){both, 2}, 0, WORDING_NONE, 1, 0);
	assert_true(str_is(r.text, "单号 9 电话 123"));
	assert_int_equal(r.missing_n, 0);
}

static void never_an_empty_or_half_text(void **state)
{
	const struct value empty[] = {{STR("order_no"), {0}}};
	struct rendered r = say("gaps", (struct values){empty, 1}, 0, WORDING_NONE, 1, -1);

	(void)state;
	assert_int_equal(r.wording, WORDING_NONE);
	assert_int_equal(r.missing_n, 2);
	say("hollow", nothing, 0, WORDING_NONE, 1, -1);
	assert_true(str_is(say("braces", nothing, 0, WORDING_NONE, 1, 0).text, "{a} 。"));
}

/* The names the ctx lists have the value bot. */
static struct str named(void *ctx, struct str name)
{
	return strstr(ctx, name.p) ? STR("bot") : STR("");
}

static void wordings_whose_when_holds_come_first(void **state)
{
	static const struct {
		const char *holds;
		unsigned count, last;
		const char *may; /* the wordings, of which one is said */
	} cases[] = {
	    {"", 0, WORDING_NONE, "一二"},
	    {"vip", 0, WORDING_NONE, "甲"},
	    {"vip mode", 0, WORDING_NONE, "甲乙"},
	    {"vip mode", 0, 1, "乙"},
	    {"vip", 1, 1, "再"},
	    {"vip", 1, 5, "甲"}, /* 再 was the last */
	    {"vip", 2, 5, "又"},
	    {"vip", 9, 5, "又"},
	    {"mode", 1, 0, "丙"},
	    {"mode", 1, 6, "丙"}, /* better twice than what is always true */
	    {"", 1, 0, "再"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct facts_env env = {
		    .book = book, .value = named, .ctx = (void *)cases[i].holds};
		struct values values = {.facts = &env};

		for (uint64_t seed = 0; seed < 20; seed++) {
			struct rendered r =
			    say("when", values, cases[i].count, cases[i].last, seed, 0);

			if (!memmem(cases[i].may, strlen(cases[i].may), r.text.p, r.text.n))
				fail_msg("case %zu: %.*s", i, STR_ARG(r.text));
		}
	}
}

static void without_anything_known_a_when_does_not_hold(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 20; seed++)
		assert_true(say("when", nothing, 0, WORDING_NONE, seed, 0).wording % 2 == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_same_seed_says_the_same),
	    cmocka_unit_test(never_twice_running_when_there_is_another),
	    cmocka_unit_test(the_second_time_is_said_again),
	    cmocka_unit_test(a_gap_makes_the_next_best_be_said),
	    cmocka_unit_test(never_an_empty_or_half_text),
	    cmocka_unit_test(wordings_whose_when_holds_come_first),
	    cmocka_unit_test(without_anything_known_a_when_does_not_hold),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
