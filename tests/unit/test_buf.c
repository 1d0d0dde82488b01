/* The growing run of bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"

static void bytes_are_added_in_order(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 1 << 20);
	assert_null(b.p);
	buf_add(&b, "abc", 2);
	buf_adds(&b, STR("cd"));
	buf_addz(&b, "ef");
	buf_addz(&b, NULL);
	buf_addc(&b, 'g');
	buf_printf(&b, "%03d%s", 7, "");
	assert_string_equal(b.p, "abcdefg007");
	assert_int_equal(b.n, 10);
	for (int i = 0; i < 10000; i++)
		buf_printf(&b, "%d,", i);
	assert_int_equal(b.n, 10 + 48890);
	assert_int_equal(strlen(b.p), b.n);
	buf_clear(&b);
	assert_string_equal(b.p, "");
	buf_free(&b);
	assert_null(b.p);
	buf_addz(&b, "again");
	assert_true(str_is(buf_str(&b), "again"));
	buf_free(&b);
}

static void the_maximum_is_reached_but_not_passed(void **state)
{
	(void)state;
	for (int way = 0; way < 3; way++) {
		struct buf b;
		buf_init(&b, 5);
		buf_addz(&b, "12345");
		assert_false(b.failed);
		assert_int_equal(b.n, 5);
		if (way == 0)
			buf_addc(&b, '6');
		else if (way == 1)
			buf_printf(&b, "%d", 6);
		else
			buf_adds(&b, STR("67890"));
		assert_true(b.failed);
		assert_string_equal(b.p, "12345");
		buf_add(&b, "", 0);
		assert_true(b.failed);
		buf_clear(&b);
		assert_false(b.failed);
		buf_addz(&b, "1234");
		buf_printf(&b, "%s", "xyz");
		buf_addz(&b, "5"); /* would fit, but comes after a failure */
		assert_true(b.failed);
		assert_string_equal(b.p, "1234");
		buf_free(&b);
	}
}

static void printing_fills_up_to_the_last_byte(void **state)
{
	(void)state;
	for (int n = 0; n < 600; n++) {
		struct buf b;
		buf_init(&b, (size_t)n);
		buf_printf(&b, "%*d", n ? n : 1, 1);
		assert_int_equal(b.failed, n == 0);
		assert_int_equal(b.n, n);
		buf_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(bytes_are_added_in_order),
	    cmocka_unit_test(the_maximum_is_reached_but_not_passed),
	    cmocka_unit_test(printing_fills_up_to_the_last_byte),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
