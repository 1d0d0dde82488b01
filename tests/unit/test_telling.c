/* test_telling.c - patterns from sentences that are alike. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "pattern/rx.h"
#include "trainer/telling.h"

enum { TEXTS = 16 };

static struct arena *arena;
static struct telling_text wanted[TEXTS];
static struct str others[TEXTS];

/* Lists end with NULL. */
static struct telling find(const char *const *want, const char *const *other, size_t strict)
{
	struct telling_options o = {.wanted = wanted, .others = others, .strict = strict};
	struct telling t;

	for (; want[o.wanted_n]; o.wanted_n++)
		wanted[o.wanted_n] = (struct telling_text){str_of(want[o.wanted_n]), 1};
	for (; other[o.others_n]; o.others_n++)
		others[o.others_n] = str_of(other[o.others_n]);
	telling_find(&o, arena, &t);
	return t;
}

static bool matches(struct str pattern, const char *text)
{
	struct rx_error err;
	struct rx *rx = rx_compile(pattern, &err);
	struct rx_scratch *scratch = rx_scratch_new();
	enum rx_verdict v;

	assert_non_null(rx);
	v = rx_search(rx, scratch, str_of(text), 0, NULL);
	rx_scratch_free(&scratch);
	rx_free(&rx);
	return v == RX_YES;
}

static void words_that_all_have_make_the_pattern(void **state)
{
	static const char *const want[] = {"怎么取消自动续费", "自动续费怎么取消", "想取消一下自动续费",
	    "取消掉自动续费", NULL};
	static const char *const other[] = {"怎么取消订单", "续费多少钱", "自动发货吗", "取消退款", NULL};
	struct telling t = find(want, other, 4);

	(void)state;
	assert_int_equal(t.lines_n, 1);
	assert_true(t.lines[0].messages >= 3);
	assert_true(matches(t.lines[0].pattern, want[0]));
	for (size_t i = 0; other[i]; i++)
		assert_false(matches(t.lines[0].pattern, other[i]));
}

static void what_a_pattern_is_said_to_find_it_finds(void **state)
{
	static const char *const want[] = {"机票要行程单", "机票的行程单怎么打印", "行程单怎么打印",
	    "打印一下行程单", "补一张机票行程单", NULL};
	static const char *const other[] = {"机票怎么退", "怎么打印发票", NULL};
	struct telling t = find(want, other, 2);

	(void)state;
	for (size_t i = 0; i < t.choices_n; i++) {
		size_t n = 0;

		for (size_t k = 0; want[k]; k++)
			n += matches(t.choices[i].pattern, want[k]);
		assert_int_equal(n, t.choices[i].sentences);
		assert_true(matches(t.choices[i].pattern, want[0]));
	}
	assert_true(t.lines_n >= 1);
}

static void a_further_line_finds_what_the_first_does_not(void **state)
{
	static const char *const want[] = {"会员怎么取消", "会员取消掉", "不想续费了", "续费关掉", "关掉续费", NULL};
	static const char *const other[] = {"取消订单", "会员价多少", NULL};
	struct telling t = find(want, other, 2);

	(void)state;
	assert_int_equal(t.lines_n, 2);
	assert_true(matches(t.lines[0].pattern, want[0]));
	assert_true(matches(t.lines[1].pattern, want[3]));
	assert_false(matches(t.lines[0].pattern, want[3]));
}

static void examples_of_others_are_never_found(void **state)
{
	static const char *const want[] = {"退货", "要退货", NULL};
	static const char *const other[] = {"我要退货", NULL};

	(void)state;
	assert_int_equal(find(want, other, 1).lines_n, 0);
	/* of what else was said one may be, for many */
	assert_int_equal(find(want, other, 0).lines_n, 0);
}

static void a_few_of_what_else_was_said_may_be_found(void **state)
{
	static const char *const want[] = {"修改发票", "发票要修改", "修改一下发票", "修改发票吧", "帮我修改发票", NULL};
	static const char *const other[] = {"修改发票的地址", NULL};
	struct telling t = find(want, other, 0);

	(void)state;
	assert_int_equal(t.lines_n, 1);
	assert_int_equal(t.lines[0].others, 1);
	assert_int_equal(find(want, other, 1).lines_n, 0);
}

static void words_of_letters_stand_alone(void **state)
{
	static const char *const want[] = {"how do i cancel my subscription", "cancel the subscription please",
	    "can i cancel a subscription", NULL};
	static const char *const other[] = {"cancel my order", "how do subscriptions work", NULL};
	struct telling t = find(want, other, 2);

	(void)state;
	assert_int_equal(t.lines_n, 1);
	assert_int_equal(t.lines[0].messages, 3);
	assert_true(matches(t.lines[0].pattern, "please cancel my subscription"));
	assert_false(matches(t.lines[0].pattern, "cancelling subscriptions"));
	assert_false(matches(t.lines[0].pattern, other[0]) || matches(t.lines[0].pattern, other[1]));
}

/* Between a letter and Han, a digit or _ \b finds no edge. */
static void words_of_letters_beside_others_are_found(void **state)
{
	static const char *const cases[][5] = {
	    {"app闪退", "打开app就闪退", "我的 app 闪退", NULL},
	    {"iphone15充电慢", "iphone14充电慢", NULL},
	    {"wifi6连不上", "连不上wifi", NULL},
	    {"cancel auto_renew", "how do i cancel auto renew2", NULL},
	    {"cancel vip cancelled", "vip2 cancel", NULL},
	};
	static const char *const none[] = {NULL};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct telling t = find(cases[i], none, 0);
		size_t n = 0;

		assert_true(t.lines_n >= 1);
		assert_true(matches(t.lines[0].pattern, cases[i][0]));
		for (size_t k = 0; cases[i][k]; k++)
			n += matches(t.lines[0].pattern, cases[i][k]);
		assert_int_equal(n, t.lines[0].sentences);
		for (size_t c = 0; c < t.choices_n; c++)
			assert_true(matches(t.choices[c].pattern, cases[i][0]));
	}
}

static void side_by_side_words_have_no_edges(void **state)
{
	struct telling_text text = {STR("cancel the vip"), 1};
	struct telling t;

	(void)state;
	telling_find(&(struct telling_options){.wanted = &text, .wanted_n = 1, .side_by_side = true}, arena, &t);
	assert_int_equal(t.lines_n, 1);
	assert_null(memchr(t.lines[0].pattern.p, '\\', t.lines[0].pattern.n));
	assert_true(matches(t.lines[0].pattern, "我要cancel这个vip吧"));
}

static void where_there_is_no_word_there_is_no_pattern(void **state)
{
	static const char *const none[] = {NULL};
	static const char *const cases[][2] = {{"123 456", NULL}, {"??", NULL}, {"好", NULL}, {"", NULL}, {"the", NULL}};

	(void)state;
	assert_int_equal(find(none, none, 0).lines_n, 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(find(cases[i], none, 0).lines_n, 0);
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
	    cmocka_unit_test(words_that_all_have_make_the_pattern),
	    cmocka_unit_test(what_a_pattern_is_said_to_find_it_finds),
	    cmocka_unit_test(a_further_line_finds_what_the_first_does_not),
	    cmocka_unit_test(examples_of_others_are_never_found),
	    cmocka_unit_test(a_few_of_what_else_was_said_may_be_found),
	    cmocka_unit_test(words_of_letters_stand_alone),
	    cmocka_unit_test(words_of_letters_beside_others_are_found),
	    cmocka_unit_test(side_by_side_words_have_no_edges),
	    cmocka_unit_test(where_there_is_no_word_there_is_no_pattern),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
