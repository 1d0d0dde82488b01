/* test_seen.c - the last ids of a conversation. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "desk/seen.h"

static void hash_of(int i, unsigned char out[SEEN_HASH])
{
	char id[16];

	seen_hash(SEEN_CUSTOMER, str_make(id, (size_t)snprintf(id, sizeof id, "%d", i)), out);
}

static void ids_are_found_until_they_spill_and_spilled_ones_are_given_out(void **state)
{
	struct seen s;
	struct seen_spill spill;
	unsigned char hash[SEEN_HASH];
	size_t spilled = 0;

	(void)state;
	assert_int_equal(seen_read(&s, STR("")), 0);
	for (int i = 1; i <= 1000; i++) {
		hash_of(i, hash);
		assert_int_equal(seen_find(&s, hash), 0);
		seen_add(&s, hash, (int64_t)i << 24, &spill);
		for (size_t k = 0; k < spill.n; k++) {
			hash_of((int)++spilled, hash);
			assert_memory_equal(spill.hashes[k], hash, SEEN_HASH);
			assert_int_equal(spill.numbers[k], (int64_t)spilled << 24);
			assert_int_equal(seen_find(&s, hash), 0);
		}
		assert_int_equal(seen_spilled(&s), spilled > 0);
		assert_int_equal(s.n, (size_t)i - spilled);
	}
	for (int i = (int)spilled + 1; i <= 1000; i++) {
		hash_of(i, hash);
		assert_int_equal(seen_find(&s, hash), (int64_t)i << 24);
	}
}

static void what_was_stored_is_read_again(void **state)
{
	struct seen s, again;
	struct seen_spill spill;
	unsigned char hash[SEEN_HASH];

	(void)state;
	seen_read(&s, STR(""));
	for (int i = 1; i <= 70; i++) {
		hash_of(i, hash);
		seen_add(&s, hash, i, &spill);
	}
	assert_int_equal(seen_read(&again, seen_stored(&s)), 0);
	assert_int_equal(again.n, s.n);
	assert_true(seen_spilled(&again));
	assert_int_equal(seen_find(&again, hash), 70);
}

static void nonsense_is_empty_and_asks_the_table(void **state)
{
	static const struct str bad[] = {
	    {"\x01", 1}, {"\x02\x00", 2}, {"\x01\x02", 2}, {"\x01\x00zzz", 5}, {"hello", 5}};
	struct seen s;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(seen_read(&s, bad[i]), -1);
		assert_int_equal(s.n, 0);
		assert_true(seen_spilled(&s));
	}
}

static void kinds_of_ids_do_not_mix_and_long_ids_are_apart(void **state)
{
	unsigned char a[SEEN_HASH], b[SEEN_HASH];
	char text[600];

	(void)state;
	seen_hash(SEEN_CUSTOMER, STR("x"), a);
	seen_hash(SEEN_AGENT, STR("x"), b);
	assert_memory_not_equal(a, b, SEEN_HASH);
	memset(text, 'x', sizeof text);
	seen_hash(SEEN_CUSTOMER, str_make(text, 600), a);
	seen_hash(SEEN_CUSTOMER, str_make(text, 599), b);
	assert_memory_not_equal(a, b, SEEN_HASH);
	seen_hash(SEEN_AGENT, str_make(text, 600), b);
	assert_memory_not_equal(a, b, SEEN_HASH);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ids_are_found_until_they_spill_and_spilled_ones_are_given_out),
	    cmocka_unit_test(what_was_stored_is_read_again),
	    cmocka_unit_test(nonsense_is_empty_and_asks_the_table),
	    cmocka_unit_test(kinds_of_ids_do_not_mix_and_long_ids_are_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
