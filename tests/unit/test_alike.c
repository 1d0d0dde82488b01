/* test_alike.c - texts in groups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/arena.h"
#include "trainer/alike.h"

enum { TEXTS = 12 };

/* "count text", each; NULL at the end.  Groups as they are founded: "a+b | c". */
static const char *groups_of(struct arena *arena, const char *const *lines)
{
	struct alike_text t[TEXTS] = {{{0}}};
	struct str out = STR("");
	size_t n = 0;

	for (; lines[n]; n++)
		t[n] = (struct alike_text){.text = str_of(lines[n] + 2),
		    .count = (uint64_t)(lines[n][0] - '0'), .first = (int64_t)n};
	alike_group(t, n, &(struct alike_options){.least = 0.5});
	for (size_t f = 0; f < n; f++) {
		if (t[f].founder != f)
			continue;
		out = arena_printf(arena, "%.*s%s%.*s", STR_ARG(out), out.n ? " | " : "", STR_ARG(t[f].text));
		for (size_t i = 0; i < n; i++)
			if (i != f && t[i].founder == f)
				out = arena_printf(arena, "%.*s+%.*s", STR_ARG(out), STR_ARG(t[i].text));
	}
	return out.n ? out.p : "";
}

static void those_alike_stand_together(void **state)
{
	static const struct {
		const char *lines[TEXTS];
		const char *want;
	} cases[] = {
	    {{NULL}, ""},
	    {{"1 x", NULL}, "x"},
	    {{"1 能开增值税发票吗", "3 可以开增值税发票吗", "1 你们招人吗", NULL},
		"可以开增值税发票吗+能开增值税发票吗 | 你们招人吗"},
	    {{"1 怎么办", "2 怎么办呢", "1 今天天气", NULL}, "怎么办呢+怎么办 | 今天天气"},
	    {{"1 where is the shop", "2 where is your shop", "1 do you hire", NULL},
		"where is your shop+where is the shop | do you hire"},
	    {{"1 ?", "1 !", "2 ...", NULL}, "? | ! | ..."},
	};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(groups_of(arena, cases[i].lines), cases[i].want);
	arena_free(&arena);
}

static void the_order_they_come_in_is_no_matter(void **state)
{
	static const char *const texts[] = {"几号能发到北京", "几号能发到上海", "能发北京吗", "发票抬头写错",
	    "抬头写错了怎么改", "发票抬头", "北京能发吗", "上海"};
	enum { N = sizeof texts / sizeof *texts };
	const struct alike_options o = {.least = 0.4};
	struct alike_text a[N], b[N];

	(void)state;
	for (size_t i = 0; i < N; i++) {
		a[i] = (struct alike_text){.text = str_of(texts[i]), .count = 1 + i % 3, .first = (int64_t)i};
		b[N - 1 - i] = a[i];
	}
	alike_group(a, N, &o);
	alike_group(b, N, &o);
	for (size_t i = 0; i < N; i++) {
		assert_int_equal(a[i].founder, N - 1 - b[N - 1 - i].founder);
		assert_true(a[i].likeness == b[N - 1 - i].likeness);
		assert_true(a[i].founder == i ? a[i].likeness == 1 : a[i].likeness >= 0.4);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(those_alike_stand_together),
	    cmocka_unit_test(the_order_they_come_in_is_no_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
