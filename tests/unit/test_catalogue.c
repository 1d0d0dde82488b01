/* test_catalogue.c - a catalogue of gettext is whole, or it is left alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/catalogue.h"
#include "base/str.h"

enum { HEAD = 28, HASHES_AT = 60, TEXTS_AT = 72, SIZE = 86 };

/* As msgfmt writes it: the heading and one message, "a" for "b", three hashes. */
static void make(unsigned char out[SIZE])
{
	const uint32_t numbers[] = {0x950412de, 0, 2, HEAD, HEAD + 16, 3, HASHES_AT, /* the head */
	    0, TEXTS_AT, 1, TEXTS_AT + 1,		/* messages: lengths and places */
	    8, TEXTS_AT + 3, 1, TEXTS_AT + 12,		/* translations */
	    0, 2, 1};					/* hashes */

	assert_int_equal(sizeof numbers, TEXTS_AT);
	memcpy(out, numbers, sizeof numbers);
	memcpy(out + TEXTS_AT, "\0a\0Head: x\n\0b", SIZE - TEXTS_AT);
}

/* In memory of its own, so that a read behind its end is seen by the sanitizer. */
static bool is_whole(const unsigned char *bytes, size_t n)
{
	char *copy = malloc(n + (n == 0));
	bool whole;

	assert_non_null(copy);
	memcpy(copy, bytes, n);
	whole = catalogue_is_whole(str_make(copy, n));
	free(copy);
	return whole;
}

static void put(unsigned char *bytes, size_t at, uint32_t n)
{
	memcpy(bytes + at, &n, sizeof n);
}

static void a_whole_one_is_whole(void **state)
{
	unsigned char bytes[SIZE];

	(void)state;
	make(bytes);
	assert_true(is_whole(bytes, SIZE));
	put(bytes, 20, 0); /* without hashes their place means nothing */
	put(bytes, 24, SIZE + 1);
	assert_true(is_whole(bytes, SIZE));
}

static void wherever_it_is_cut_off_it_is_not(void **state)
{
	unsigned char bytes[SIZE];

	(void)state;
	make(bytes);
	for (size_t n = 0; n < SIZE; n++)
		assert_false(is_whole(bytes, n));
}

static void what_points_out_of_it_is_seen(void **state)
{
	/* of the head and of both tables, all but the revision, which is wrong unless it is 0 */
	static const uint32_t wrong[] = {SIZE, SIZE + 1, 0x7fffffff, 0xffffffff, 0xfffffff8, 0x80000000};
	unsigned char bytes[SIZE];

	(void)state;
	for (size_t at = 0; at < TEXTS_AT; at += 4)
		for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
			make(bytes);
			put(bytes, at, wrong[i]);
			if (is_whole(bytes, SIZE))
				fail_msg("%u at byte %zu passes", wrong[i], at);
		}
}

/* libintl would look for a message that is not there for ever. */
static void hashes_without_an_end_are_seen(void **state)
{
	unsigned char bytes[SIZE];

	(void)state;
	make(bytes);
	put(bytes, HASHES_AT, 1); /* none is free */
	assert_false(is_whole(bytes, SIZE));
	make(bytes);
	put(bytes, 20, 4); /* in steps of two only half of them is met */
	put(bytes, TEXTS_AT, 0);
	assert_false(is_whole(bytes, SIZE));
}

static void folder_of(char *folder, const char *language, const void *bytes, size_t n)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, language);
	assert_int_equal(mkdir(path, 0777), 0);
	snprintf(path, sizeof path, "%s/%s/LC_MESSAGES", folder, language);
	assert_int_equal(mkdir(path, 0777), 0);
	snprintf(path, sizeof path, "%s/%s/LC_MESSAGES/x.mo", folder, language);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void those_of_a_folder_are_counted(void **state)
{
	char folder[] = "/tmp/xiaoer-catalogue-XXXXXX", command[128];
	unsigned char bytes[SIZE];

	(void)state;
	make(bytes);
	assert_non_null(mkdtemp(folder));
	assert_int_equal(catalogue_count(folder, "x"), 0);
	folder_of(folder, "de", bytes, SIZE);
	assert_int_equal(catalogue_count(folder, "x"), 1);
	assert_int_equal(catalogue_count(folder, "y"), 0);
	folder_of(folder, "fr", bytes, SIZE);
	assert_int_equal(catalogue_count(folder, "x"), 2);
	folder_of(folder, "zh_CN", bytes, SIZE - 1);
	assert_int_equal(catalogue_count(folder, "x"), -1);
	assert_int_equal(catalogue_count("/nowhere", "x"), 0);
	snprintf(command, sizeof command, "rm -r %s", folder);
	assert_int_equal(system(command), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_whole_one_is_whole),
	    cmocka_unit_test(wherever_it_is_cut_off_it_is_not),
	    cmocka_unit_test(what_points_out_of_it_is_seen),
	    cmocka_unit_test(hashes_without_an_end_are_seen),
	    cmocka_unit_test(those_of_a_folder_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
