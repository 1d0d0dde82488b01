/* aho: finds just the literals that a plain search finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "book/aho.h"
#include "random_pattern.h"

static void mark(void *ctx, uint32_t literal, uint32_t at)
{
	(void)at;
	((bool *)ctx)[literal] = true;
}

static void assert_finds(const struct aho *a, const struct str *literals, size_t n, struct str text)
{
	bool *found = calloc(n + 1, sizeof *found);
	aho_search(a, text, mark, found);
	for (size_t i = 0; i < n; i++) {
		bool want = memmem(text.p, text.n, literals[i].p, literals[i].n) != NULL;
		if (found[i] != want)
			fail_msg("%.*s in %.*s: %d", STR_ARG(literals[i]), STR_ARG(text), found[i]);
	}
	free(found);
}

static void literals_within_and_across_each_other(void **state)
{
	(void)state;
	static const char *const words[] = {
	    "退款", "退款申请", "款申", "款", "申请单", "abcabd", "abd", "bcab", "退款", "😀", "é"};
	static const char *const texts[] = {"", "退款", "退款申", "退款申请单", "申请退款",
	    "abcabcabd", "bcabc", "快退款申请单吧😀x", "caf\xc3\xa9", "中文没有"};
	struct str literals[sizeof words / sizeof *words];
	size_t n = sizeof words / sizeof *words;
	for (size_t i = 0; i < n; i++)
		literals[i] = str_of(words[i]);
	struct aho *a = aho_new(literals, n);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		assert_finds(a, literals, n, str_of(texts[i]));
	assert_true(aho_memory(a) > 0);
	aho_free(&a);
	assert_null(a);
}

static void no_literals_find_nothing(void **state)
{
	(void)state;
	struct aho *a = aho_new(NULL, 0);
	assert_finds(a, NULL, 0, STR("退款 abc"));
	aho_free(&a);
}

static void random_literals_in_random_texts(void **state)
{
	(void)state;
	struct chance chance = {42};
	for (int round = 0; round < 300; round++) {
		struct str literals[400];
		size_t n = 1 + chance_below(&chance, 400);
		for (size_t i = 0; i < n; i++) {
			char word[200];
			size_t length;
			do /* short and long ones, over few letters and over many */
				length = random_text(&chance, word, round % 2 ? 16 : sizeof word);
			while (length == 0);
			if (round % 3 == 0) {
				uint32_t c = 0x4e00 + chance_below(&chance, 5000);
				length += (size_t)snprintf(word + length, 8, "%c%c%c",
				    (int)(0xe0 | c >> 12), (int)(0x80 | (c >> 6 & 0x3f)),
				    (int)(0x80 | (c & 0x3f)));
			}
			literals[i] = str_make(strndup(word, length), length);
		}
		struct aho *a = aho_new(literals, n);
		for (int k = 0; k < 20; k++) {
			char text[400];
			size_t length = random_text(&chance, text, 200);
			struct str l = literals[chance_below(
			    &chance, (uint32_t)n)]; /* so that long ones are found too */
			memcpy(text + length, l.p, l.n);
			assert_finds(a, literals, n, str_make(text, length + l.n));
		}
		aho_free(&a);
		for (size_t i = 0; i < n; i++)
			free((char *)literals[i].p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(literals_within_and_across_each_other),
	    cmocka_unit_test(no_literals_find_nothing),
	    cmocka_unit_test(random_literals_in_random_texts),
	};
	return cmocka_run_group_tests_name("aho", tests, NULL, NULL);
}
