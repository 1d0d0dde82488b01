/* test_memory.c - what memory_settle() gives back, and that the program goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypto.h"
#include "base/memory.h"

static long resident_pages(void)
{
	long size = 0, resident = 0;
	FILE *f = fopen("/proc/self/statm", "r");

	assert_non_null(f);
	assert_int_equal(fscanf(f, "%ld %ld", &size, &resident), 2);
	fclose(f);
	return resident;
}

static void code_goes_and_comes_back(void **state)
{
	unsigned char before[32], after[32];
	long pages;

	(void)state;
	crypto_sha256(STR("abc"), before);
	pages = resident_pages();
	memory_settle();
	assert_true(resident_pages() < pages);
	crypto_sha256(STR("abc"), after);
	assert_memory_equal(before, after, sizeof before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(code_goes_and_comes_back)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
