/* The compact form of stored state. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

#include "base/pack.h"

static void what_is_packed_comes_out_again(void **state)
{
	(void)state;
	static const uint64_t uints[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX};
	static const int64_t ints[] = {0, -1, 1, -64, 64, INT32_MIN, INT64_MAX, INT64_MIN};
	struct buf b;
	struct unpack u;
	buf_init(&b, 4096);
	for (int i = 0; i < 8; i++) {
		pack_uint(&b, uints[i]);
		pack_int(&b, ints[i]);
	}
	pack_str(&b, STR("text\0nul"));
	pack_str(&b, (struct str){NULL, 0});
	pack_raw(&b, "raw", 3);
	pack_uint(&b, 3);
	pack_raw(&b, "abc", 3);
	unpack_init(&u, buf_str(&b));
	for (int i = 0; i < 8; i++) {
		assert_true(unpack_uint(&u) == uints[i]);
		assert_true(unpack_int(&u) == ints[i]);
	}
	assert_true(str_eq(unpack_str(&u), STR("text\0nul")));
	assert_int_equal(unpack_str(&u).n, 0);
	assert_memory_equal(unpack_raw(&u, 3), "raw", 3);
	assert_int_equal(unpack_count(&u, 3), 3);
	assert_non_null(unpack_raw(&u, 3));
	assert_false(u.bad);
	assert_ptr_equal(u.p, u.end);
	assert_int_equal(unpack_uint(&u), 0);
	assert_true(u.bad);
	buf_free(&b);
}

static void small_numbers_take_one_byte(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 100);
	pack_uint(&b, 127);
	pack_int(&b, -64);
	pack_int(&b, 63);
	assert_int_equal(b.n, 3);
	buf_free(&b);
}

enum what { UINT, TEXT, RAW4, COUNT10 };

static void faults_are_remembered_and_nothing_is_read_past_the_end(void **state)
{
	(void)state;
	static const struct {
		struct str in;
		enum what what;
	} cases[] = {{STR(""), UINT}, {STR("\x80"), UINT},
	    {STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), UINT},
	    {STR("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"), UINT},
	    {STR("\x05"
		 "abcd"),
		TEXT},
	    {STR("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"
		 "abcd"),
		TEXT},
	    {STR("abc"), RAW4},
	    {STR("\x03"
		 "ab"),
		COUNT10},
	    {STR("\x0b"
		 "abcdefghijklmnop"),
		COUNT10}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct unpack u;
		size_t n = cases[i].in.n;
		char *copy = malloc(n ? n : 1);
		memcpy(copy, cases[i].in.p, n);
		unpack_init(&u, str_make(copy, n));
		if (cases[i].what == UINT)
			assert_int_equal(unpack_uint(&u), 0);
		else if (cases[i].what == TEXT)
			assert_int_equal(unpack_str(&u).n, 0);
		else if (cases[i].what == RAW4)
			assert_null(unpack_raw(&u, 4));
		else
			assert_int_equal(unpack_count(&u, 10), 0);
		if (!u.bad)
			fail_msg("case %zu", i);
		assert_int_equal(unpack_uint(&u), 0);
		assert_int_equal(unpack_int(&u), 0);
		assert_int_equal(unpack_str(&u).n, 0);
		assert_int_equal(unpack_count(&u, 5), 0);
		assert_null(unpack_raw(&u, 0));
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_packed_comes_out_again),
	    cmocka_unit_test(small_numbers_take_one_byte),
	    cmocka_unit_test(faults_are_remembered_and_nothing_is_read_past_the_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
