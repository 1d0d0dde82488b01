/* test_breaker.c - when a failing system is left alone, and when it is asked again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "desk/breaker.h"

static void fail_until_open(struct breaker *b, int64_t now)
{
	for (int i = 1; i < BREAKER_FAILURES; i++)
		assert_false(breaker_bad(b, now));
	assert_true(breaker_bad(b, now));
}

static void single_failures_do_not_open_it(void **state)
{
	struct breaker b = {0};

	(void)state;
	for (int i = 0; i < 100; i++) {
		assert_true(breaker_may(&b, i));
		if (i % 3)
			breaker_bad(&b, i);
		else
			breaker_good(&b);
	}
	assert_false(b.open);
}

static void open_it_refuses_and_then_lets_one_try(void **state)
{
	struct breaker b = {0};

	(void)state;
	fail_until_open(&b, 1000);
	assert_false(breaker_may(&b, 1000 + BREAKER_FIRST_MS - 1));
	assert_true(breaker_may(&b, 1000 + BREAKER_FIRST_MS));
	assert_false(breaker_may(&b, 1000 + BREAKER_FIRST_MS)); /* one, not two */
	breaker_good(&b);
	assert_true(breaker_may(&b, 1001 + BREAKER_FIRST_MS));
	assert_false(b.open);
}

static void each_failed_try_doubles_the_pause_up_to_a_limit(void **state)
{
	struct breaker b = {0};
	int64_t now = 0, span = BREAKER_FIRST_MS;

	(void)state;
	fail_until_open(&b, now);
	for (int i = 0; i < 20; i++) {
		assert_false(breaker_may(&b, now + span - 1));
		now += span;
		assert_true(breaker_may(&b, now));
		assert_false(breaker_bad(&b, now)); /* it was open before */
		span = span * 2 < BREAKER_MAX_MS ? span * 2 : BREAKER_MAX_MS;
		assert_int_equal(b.span, span);
	}
	assert_int_equal(span, BREAKER_MAX_MS);
}

static void what_was_asked_before_it_opened_does_not_prolong_it(void **state)
{
	struct breaker b = {0};

	(void)state;
	fail_until_open(&b, 0);
	assert_false(breaker_bad(&b, 100));
	assert_true(breaker_may(&b, BREAKER_FIRST_MS));
}

static void a_clock_set_back_does_not_keep_it_open(void **state)
{
	struct breaker b = {0};

	(void)state;
	fail_until_open(&b, 1000000);
	assert_true(breaker_may(&b, 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(single_failures_do_not_open_it),
	    cmocka_unit_test(open_it_refuses_and_then_lets_one_try),
	    cmocka_unit_test(each_failed_try_doubles_the_pause_up_to_a_limit),
	    cmocka_unit_test(what_was_asked_before_it_opened_does_not_prolong_it),
	    cmocka_unit_test(a_clock_set_back_does_not_keep_it_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
