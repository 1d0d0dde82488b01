/* numbers: equal texts have equal numbers, others their own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "pattern/numbers.h"

static void equal_texts_have_equal_numbers(void **state)
{
	(void)state;
	struct numbers numbers = {.arena = arena_new(0)};
	char text[16];

	assert_int_equal(numbers_of(&numbers, STR("")), 0);
	assert_int_equal(numbers_of(&numbers, STR("退")), 1);
	assert_int_equal(numbers_of(&numbers, STR("退\0货")), 2);
	for (int pass = 0; pass < 2; pass++)
		for (int i = 0; i < 5000; i++) {
			snprintf(text, sizeof text, "%d", i);
			assert_int_equal(numbers_of(&numbers, str_of(text)), 3 + i);
		}
	assert_int_equal(numbers_of(&numbers, STR("退")), 1);
	assert_int_equal(numbers.n, 5003);
	assert_true(str_is(numbers.text[3], "0")); /* a copy */
	numbers_free(&numbers);
	arena_free(&numbers.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(equal_texts_have_equal_numbers),
	};
	return cmocka_run_group_tests_name("numbers", tests, NULL, NULL);
}
