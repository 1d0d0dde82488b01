/* character: what is said of characters PCRE2 says too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "pattern/character.h"
#include "pattern/normalise.h"
#include "pattern/rx.h"

static struct rx_scratch *scratch;

static int set_up(void **state)
{
	(void)state;
	scratch = rx_scratch_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	rx_scratch_free(&scratch);
	return 0;
}

static struct rx *compile(const char *pattern)
{
	struct rx_error err;
	struct rx *rx = rx_compile(str_of(pattern), &err);
	assert_non_null(rx);
	return rx;
}

static bool is_surrogate(uint32_t code)
{
	return code >= 0xd800 && code < 0xe000;
}

static bool matches(const struct rx *rx, uint32_t code)
{
	char text[4];
	return rx_search(rx, scratch, str_make(text, utf8_put(code, text)), 0, NULL) == RX_YES;
}

static void kinds_are_those_of_pcre2(void **state)
{
	(void)state;
	static const struct {
		const char *pattern;
		enum character_kind kind;
	} kinds[] = {
	    {"\\d", CHARACTER_DIGIT}, {"\\w", CHARACTER_WORD}, {"\\p{Han}", CHARACTER_HAN}};
	size_t known = 0;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		struct rx *rx = compile(kinds[i].pattern);
		for (uint32_t code = 0; code < 0x110000; code++) {
			unsigned got = character_kinds(code);
			if (is_surrogate(code) || got == CHARACTER_DOUBTFUL)
				continue;
			known++;
			if (matches(rx, code) != ((got & kinds[i].kind) != 0))
				fail_msg("U+%04X is of %s or not", code, kinds[i].pattern);
		}
		rx_free(&rx);
	}
	assert_true(known > 3 * 20000);
	assert_int_equal(character_kinds(0x9000), CHARACTER_HAN | CHARACTER_WORD);
	assert_int_equal(character_kinds('-'), 0);
	assert_int_equal(character_kinds(0x378), CHARACTER_DOUBTFUL);
}

static void the_next_known_one_leaves_none_out(void **state)
{
	(void)state;
	uint32_t next = character_next_known(0);
	for (uint32_t code = 0; code < 0x110000; code++) {
		if (code == next)
			next = character_next_known(code + 1);
		else if (character_kinds(code) != CHARACTER_DOUBTFUL)
			fail_msg("U+%04X", code);
	}
	assert_int_equal(next, UINT32_MAX);
}

/* PCRE2's \d against the rule of thumb, and letters of literals against both. */
static void whatever_is_a_digit_may_be_one(void **state)
{
	(void)state;
	struct rx *rx = compile("^\\d$");
	size_t digits = 0;
	for (uint32_t code = 0x80; code < 0x110000; code++) {
		/* full-width and mathematical digits are 0-9 once normalised */
		bool folded =
		    (code >= 0xff10 && code <= 0xff19) || (code >= 0x1fbf0 && code <= 0x1fbf9);
		if (is_surrogate(code) || folded || !matches(rx, code))
			continue;
		digits++;
		if (!character_maybe_digit(code))
			fail_msg("U+%04X", code);
	}
	assert_true(digits > 400);
	assert_false(character_maybe_digit('5') || character_maybe_digit(0x9000) ||
		     character_maybe_digit(0x3002));
	rx_free(&rx);
}

static void no_page_has_both_letters_and_digits(void **state)
{
	(void)state;
	uint32_t folded;
	for (uint32_t code = 0x80; code < 0x110000; code++)
		if (character_maybe_digit(code) && character_fold(code, &folded))
			fail_msg("U+%04X", code);
}

/* Every form that normalising may leave in a text is looked for with every pattern of one letter
 * whose form is known: it finds that form and no other. */
static void a_pattern_finds_the_folded_letter_alone(void **state)
{
	(void)state;
	struct normaliser *normaliser = normaliser_new();
	char *text = calloc(1, 0x30000 * 5);
	size_t n = 0, tried = 0;
	uint32_t out[18];

	for (uint32_t code = 0x20; code < 0x30000; code++)
		if (normalise_char(normaliser, code, out) == 1 && out[0] == code)
			n += utf8_put(code, text + n);
	for (uint32_t code = 0x20; code < 0x20000;
	     code += code < 0x2e80 || (code >= 0xa640 && code < 0xac00) ? 1 : 101) {
		uint32_t folded;
		char pattern[16];
		if (is_surrogate(code) || !character_fold(code, &folded))
			continue;
		snprintf(pattern, sizeof pattern, "\\x{%x}", code);
		struct rx *rx = compile(pattern);
		struct rx_span span;
		tried++;
		for (size_t from = 0;
		     rx_search(rx, scratch, str_make(text, n), from, &span) == RX_YES;
		     from = span.end) {
			size_t i = span.start;
			if (utf8_next(str_make(text, n), &i) != folded || i != span.end)
				fail_msg("U+%04X finds %.*s", code, (int)(span.end - span.start),
				    text + span.start);
		}
		if (normalise_char(normaliser, folded, out) == 1 && out[0] == folded)
			assert_true(matches(rx, folded));
		rx_free(&rx);
	}
	assert_true(tried > 1000);
	free(text);
	normaliser_free(&normaliser);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(kinds_are_those_of_pcre2),
	    cmocka_unit_test(the_next_known_one_leaves_none_out),
	    cmocka_unit_test(whatever_is_a_digit_may_be_one),
	    cmocka_unit_test(no_page_has_both_letters_and_digits),
	    cmocka_unit_test(a_pattern_finds_the_folded_letter_alone),
	};
	return cmocka_run_group_tests_name("character", tests, set_up, tear_down);
}
