/* test_line_diff.c - what differs is found, no more of it than must be, and printed as diff -u does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "trainer/line_diff.h"

static void check_printed(const char *a, const char *b, const char *want)
{
	char *got = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&got, &n);

	line_diff_print("a", str_of(a), "b", str_of(b), to, false);
	fclose(to);
	assert_string_equal(got, want);
	free(got);
}

#define HEAD "--- a\n+++ b\n"

static const struct {
	const char *a, *b, *want;
} cases[] = {
    {"", "", ""},
    {"1\n2\n", "1\n2\n", ""},
    {"", "1\n", HEAD "@@ -0,0 +1 @@\n+1\n"},
    {"1\n", "", HEAD "@@ -1 +0,0 @@\n-1\n"},
    {"1\n2\n3\n", "1\nx\n3\n", HEAD "@@ -1,3 +1,3 @@\n 1\n-2\n+x\n 3\n"},
    /* three lines around, and two hunks when more than six lie between */
    {"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
	HEAD "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n"},
    {"a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
	HEAD "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n"},
    {"a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
	HEAD "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n"},
    /* the end of a file is one of its lines */
    {"1\n2", "1\n2\n",
	HEAD "@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of file\n+2\n"},
    {"1", "2",
	HEAD "@@ -1 +1 @@\n-1\n\\ No newline at end of file\n+2\n\\ No newline at end of file\n"},
    {"1\r\n", "1\n", HEAD "@@ -1 +1 @@\n-1\r\n+1\n"},
};

static void differences_are_printed_as_diff_does(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		check_printed(cases[i].a, cases[i].b, cases[i].want);
}

static void a_file_that_is_only_there_once_is_named_so(void **state)
{
	char *got = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&got, &n);

	(void)state;
	line_diff_print(NULL, STR(""), "b", STR("1\n"), to, true);
	fclose(to);
	assert_string_equal(got, "\033[1m--- /dev/null\033[0m\n\033[1m+++ b\033[0m\n"
				 "\033[36m@@ -0,0 +1 @@\033[0m\n\033[32m+1\033[0m\n");
	free(got);
}

/* Random texts of few different lines, so that much of them is alike. */
static size_t random_text(char *out, size_t most, unsigned kinds)
{
	size_t n = (size_t)rand() % (most + 1);

	for (size_t i = 0; i < n; i++) {
		out[2 * i] = (char)('a' + rand() % (int)kinds);
		out[2 * i + 1] = '\n';
	}
	return 2 * n;
}

static size_t longest_common(const char *a, size_t n, const char *b, size_t m)
{
	size_t table[64][64] = {{0}};

	for (size_t i = 1; i <= n; i++)
		for (size_t k = 1; k <= m; k++)
			table[i][k] = a[2 * (i - 1)] == b[2 * (k - 1)] ? table[i - 1][k - 1] + 1
				      : table[i - 1][k] > table[i][k - 1] ? table[i - 1][k]
									  : table[i][k - 1];
	return table[n][m];
}

/* Lines between changes are the same in both, and so many that no way is shorter. */
static void check_changes(struct str a, struct str b)
{
	struct arena *arena = arena_new(0);
	struct line_change *list;
	size_t n = line_diff(a, b, arena, &list), i = 0, k = 0, same = 0;

	for (size_t c = 0; c <= n; c++) {
		size_t i_end = c < n ? list[c].a : a.n / 2, k_end = c < n ? list[c].b : b.n / 2;

		assert_int_equal(i_end - i, k_end - k);
		for (; i < i_end; i++, k++, same++)
			assert_int_equal(a.p[2 * i], b.p[2 * k]);
		if (c < n) {
			assert_true(list[c].a_n || list[c].b_n);
			i += list[c].a_n;
			k += list[c].b_n;
		}
	}
	assert_int_equal(same, longest_common(a.p, a.n / 2, b.p, b.n / 2));
	arena_free(&arena);
}

static void no_more_lines_differ_than_must(void **state)
{
	char a[128], b[128];

	(void)state;
	srand(7);
	for (int i = 0; i < 20000; i++) {
		size_t n = random_text(a, 1 + (size_t)rand() % 40, 1 + (unsigned)rand() % 6);
		size_t m = random_text(b, 1 + (size_t)rand() % 40, 1 + (unsigned)rand() % 6);

		check_changes(str_make(a, n), str_make(b, m));
	}
}

/* Texts that have nothing in common but their ends: found in reasonable time, and right. */
static void texts_that_have_little_in_common_are_replaced(void **state)
{
	enum { LINES = 20000 };
	struct arena *arena = arena_new(1 << 20);
	struct line_change *list;
	struct buf a, b;
	size_t n;

	(void)state;
	buf_init(&a, 1 << 24);
	buf_init(&b, 1 << 24);
	for (int i = 0; i < LINES; i++) {
		buf_printf(&a, "old %d\n%s", i, i % 10 ? "" : "same\n");
		buf_printf(&b, "new %d\n%s", i, i % 10 ? "" : "same\n");
	}
	buf_addz(&a, "end\n");
	buf_addz(&b, "end\n");
	n = line_diff(buf_str(&a), buf_str(&b), arena, &list);
	assert_true(n >= 1);
	assert_int_equal(list[0].a, 0);
	assert_int_equal(list[n - 1].a + list[n - 1].a_n, LINES + LINES / 10);
	buf_free(&a);
	buf_free(&b);
	arena_free(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(differences_are_printed_as_diff_does),
	    cmocka_unit_test(a_file_that_is_only_there_once_is_named_so),
	    cmocka_unit_test(no_more_lines_differ_than_must),
	    cmocka_unit_test(texts_that_have_little_in_common_are_replaced),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
