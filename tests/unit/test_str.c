/* Views of text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "base/str_index.h"

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

static void order_is_that_of_bytes_and_a_prefix_comes_first(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		int want;
	} cases[] = {{"", "", 0}, {"a", "", 1}, {"", "a", -1}, {"abc", "abd", -1},
	    {"ab", "abc", -1}, {"b", "abc", 1}, {"\xff", "a", 1}, {"same", "same", 0}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str a = str_of(cases[i].a), b = str_of(cases[i].b);
		assert_int_equal(sign(str_compare(a, b)), cases[i].want);
		assert_int_equal(str_eq(a, b), cases[i].want == 0);
	}
	assert_true(str_eq((struct str){NULL, 0}, STR("")));
	assert_int_equal(str_compare((struct str){NULL, 0}, STR("")), 0);
	assert_true(str_eq(str_of(NULL), STR("")));
}

static void beginnings_and_ends(void **state)
{
	(void)state;
	assert_true(str_starts(STR("abc"), STR("ab")));
	assert_true(str_starts(STR("abc"), (struct str){NULL, 0}));
	assert_false(str_starts(STR("ab"), STR("abc")));
	assert_true(str_is(str_trim(STR(" \t\r\n a b \n")), "a b"));
	assert_int_equal(str_trim(STR(" \n\t ")).n, 0);
	assert_int_equal(str_trim((struct str){NULL, 0}).n, 0);
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool good;
		int64_t want;
	} cases[] = {{"0", true, 0}, {"-0", true, 0}, {"42", true, 42}, {"-7", true, -7},
	    {"007", true, 7}, {"9223372036854775807", true, INT64_MAX},
	    {"-9223372036854775808", true, INT64_MIN}, {"9223372036854775808", false, 0},
	    {"-9223372036854775809", false, 0}, {"99999999999999999999999", false, 0},
	    {"", false, 0}, {"-", false, 0}, {"+1", false, 0}, {" 1", false, 0}, {"1 ", false, 0},
	    {"1.0", false, 0}, {"0x10", false, 0}, {"1-", false, 0}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t v = 0;
		if (str_to_int64(str_of(cases[i].text), &v) != cases[i].good || v != cases[i].want)
			fail_msg("%s", cases[i].text);
	}
}

/* Of 20,000 short texts in 1,024 slots no slot holds much more than its share, for any of the bits
 * used. */
static void hashes_spread(void **state)
{
	(void)state;
	for (unsigned shift = 0; shift <= 54; shift += 18) {
		unsigned slots[1024] = {0}, most = 0;
		for (int i = 0; i < 20000; i++) {
			char text[16];
			int n = snprintf(text, sizeof text, "k%d", i);
			unsigned *slot =
			    &slots[str_hash(str_make(text, (size_t)n), 7) >> shift & 1023];
			most = ++*slot > most ? *slot : most;
		}
		assert_true(most < 60);
	}
}

static void a_hash_depends_on_length_seed_and_every_byte(void **state)
{
	(void)state;
	char text[40] = {0}, same[41] = {0};
	for (size_t n = 0; n < sizeof text; n++) {
		struct str s = {text, n};
		assert_int_equal(str_hash(s, 1), str_hash(str_make(same + 1, n), 1));
		assert_true(str_hash(s, 1) != str_hash(s, 2));
		assert_true(str_hash(s, 1) != str_hash(str_make(text, n + 1), 1));
		for (size_t i = 0; i < n; i++) {
			uint64_t before = str_hash(s, 1);
			text[i] ^= 1;
			assert_true(str_hash(s, 1) != before);
			text[i] ^= 1;
		}
	}
}

static void distances_count_edits_up_to_the_limit(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		unsigned limit, want;
	} cases[] = {{"", "", 0, 0}, {"abc", "abc", 0, 0}, {"abc", "abd", 3, 1},
	    {"abc", "ab", 3, 1}, {"abc", "xabc", 3, 1}, {"examples", "exmaples", 3, 1},
	    {"kitten", "sitting", 5, 3}, {"kitten", "sitting", 2, 3}, {"a", "abcdef", 3, 4},
	    {"", "abc", 5, 3}, {"ab", "ba", 5, 1}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str a = str_of(cases[i].a), b = str_of(cases[i].b);
		if (str_distance(a, b, cases[i].limit) != cases[i].want ||
		    str_distance(b, a, cases[i].limit) != cases[i].want)
			fail_msg("%s %s", cases[i].a, cases[i].b);
	}
	char big[300], other[300];
	memset(big, 'a', sizeof big);
	memset(other, 'a', sizeof other);
	assert_int_equal(str_distance(str_make(big, 300), str_make(other, 300), 3), 0);
	other[0] = 'b';
	assert_int_equal(str_distance(str_make(big, 300), str_make(other, 300), 3), 4);
}

static void an_index_finds_each_text_and_the_first_of_equal_ones(void **state)
{
	struct arena *arena = arena_new(0);
	struct str_index x = {.arena = arena};
	(void)state;
	assert_int_equal(str_index_find(&x, STR("a")), STR_INDEX_NONE);
	for (int i = 0; i < 5000; i++)
		str_index_add(&x, arena_printf(arena, "%d", i));
	str_index_add(&x, STR("7"));
	str_index_add(&x, STR(""));
	for (int i = 0; i < 5000; i++)
		assert_int_equal(str_index_find(&x, arena_printf(arena, "%d", i)), i);
	assert_int_equal(str_index_find(&x, STR("")), 5001);
	assert_int_equal(str_index_find(&x, STR("5000")), STR_INDEX_NONE);
	assert_int_equal(x.n, 5002);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(order_is_that_of_bytes_and_a_prefix_comes_first),
	    cmocka_unit_test(beginnings_and_ends),
	    cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
	    cmocka_unit_test(hashes_spread),
	    cmocka_unit_test(a_hash_depends_on_length_seed_and_every_byte),
	    cmocka_unit_test(an_index_finds_each_text_and_the_first_of_equal_ones),
	    cmocka_unit_test(distances_count_edits_up_to_the_limit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
