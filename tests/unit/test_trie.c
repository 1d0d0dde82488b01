/* trie: finds just the literals that a plain search finds, and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "pattern/character.h"
#include "pattern/trie.h"
#include "random_pattern.h"

static struct sightings seen; /* of all tests, one after the other */

static int tear_down(void **state)
{
	(void)state;
	sightings_free(&seen);
	return 0;
}

static places places_of(uint32_t literal)
{
	return seen.at[seen.slot[LITERALS_MADE + literal]];
}

static places places_in(struct str text, struct str literal)
{
	places at = 0;
	size_t place = 0;

	for (size_t i = 0; i < text.n; place++) {
		if (text.n - i >= literal.n && memcmp(text.p + i, literal.p, literal.n) == 0)
			at |= (places)1 << place;
		utf8_next(text, &i);
	}
	return at;
}

static void assert_finds(
    const struct trie *t, const struct str *literals, size_t n, struct str text)
{
	trie_search(t, text, &seen);
	assert_int_equal(seen.chars, utf8_length(text));
	for (size_t i = 0; i < n; i++) {
		places want = seen.chars <= PLACES_MAX ? places_in(text, literals[i]) : 0;
		bool there = memmem(text.p, text.n, literals[i].p, literals[i].n) != NULL;
		unsigned slot = seen.slot[LITERALS_MADE + i];
		if ((slot != 0) != there)
			fail_msg("%.*s in %.*s: %d", STR_ARG(literals[i]), STR_ARG(text), slot);
		if (!seen.has_places)
			continue;
		if (places_of((uint32_t)i) != want)
			fail_msg("%.*s in %.*s: at %llx, not %llx", STR_ARG(literals[i]),
			    STR_ARG(text), (unsigned long long)places_of((uint32_t)i),
			    (unsigned long long)want);
		if (there)
			assert_int_equal(seen.length[slot], utf8_length(literals[i]));
	}
}

static void literals_within_and_across_each_other(void **state)
{
	(void)state;
	static const char *const words[] = {
	    "退款", "退款申请", "款申", "款", "申请单", "abcabd", "abd", "bcab", "😀", "é"};
	static const char *const texts[] = {"", "退款", "退款申", "退款申请单", "申请退款",
	    "abcabcabd", "bcabc", "快退款申请单吧😀x", "caf\xc3\xa9", "中文没有", "退款退款款退款"};
	struct str literals[sizeof words / sizeof *words];
	size_t n = sizeof words / sizeof *words;
	for (size_t i = 0; i < n; i++)
		literals[i] = str_of(words[i]);
	struct trie *t = trie_new(literals, n);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_finds(t, literals, n, str_of(texts[i]));
		assert_true(seen.has_places);
	}
	assert_true(trie_memory(t) > 0);
	trie_free(&t);
	assert_null(t);
}

static void no_literals_find_nothing(void **state)
{
	(void)state;
	struct trie *t = trie_new(NULL, 0);
	assert_finds(t, NULL, 0, STR("退款 abc"));
	trie_free(&t);
}

static void marks_stand_where_the_text_begins_and_ends(void **state)
{
	(void)state;
	static const struct str literals[] = {{"\2", 1}, {"\3", 1}, {"\2在", 4}, {"吗\3", 4},
	    {"\2在吗\3", 8}, {"\2\3", 2}, {"在", 3}};
	static const struct {
		const char *text;
		places at[7];
		unsigned length[7];
	} t[] = {
	    {"在吗", {1, 4, 1, 2, 1, 0, 1}, {0, 0, 1, 1, 2, 0, 1}},
	    {"", {1, 1, 0, 0, 0, 1, 0}, {0}},
	    {"不在吗在", {1, 16, 0, 0, 0, 0, 2 | 8}, {0, 0, 0, 0, 0, 0, 1}},
	};
	struct trie *trie = trie_new(literals, 7);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		trie_search(trie, str_of(t[i].text), &seen);
		for (uint32_t k = 0; k < 7; k++) {
			assert_int_equal(places_of(k), t[i].at[k]);
			if (t[i].at[k])
				assert_int_equal(
				    seen.length[seen.slot[LITERALS_MADE + k]], t[i].length[k]);
		}
	}
	trie_free(&trie);
}

static void any_digit_beyond_ascii_is_the_mark(void **state)
{
	(void)state;
	static const struct str literals[] = {{"x\4", 2}, {"x5", 2}};
	struct trie *t = trie_new(literals, 2);
	trie_search(t, STR("x٣ x5 x退"), &seen);
	assert_int_equal(places_of(0), 1);
	assert_int_equal(places_of(1), 1 << 3);
	trie_free(&t);
}

static void places_lead_to_bytes(void **state)
{
	(void)state;
	struct trie *t = trie_new(NULL, 0);
	trie_search(t, STR("a退é😀"), &seen);
	static const size_t want[] = {0, 1, 4, 6, 10};
	assert_int_equal(seen.chars, 4);
	assert_int_equal(seen.all, 0x1f);
	for (size_t i = 0; i <= seen.chars; i++)
		assert_int_equal(seen.byte[i], want[i]);
	trie_free(&t);
}

static void kinds_of_characters_are_sighted_when_asked_for(void **state)
{
	(void)state;
	struct trie *t = trie_new(NULL, 0);
	trie_search(t, STR("退a1 款-"), &seen);
	assert_true(sightings_of_kinds(&seen, CHARACTER_DIGIT));
	assert_int_equal(seen.at[seen.slot[LITERAL_DIGITS]], 1 << 2);
	assert_int_equal(seen.slot[LITERAL_WORDS], 0);
	assert_true(sightings_of_kinds(&seen, CHARACTER_WORD | CHARACTER_HAN | CHARACTER_DIGIT));
	assert_int_equal(seen.at[seen.slot[LITERAL_WORDS]], 1 | 2 | 4 | 16);
	assert_int_equal(seen.at[seen.slot[LITERAL_HANS]], 1 | 16);
	assert_int_equal(seen.at[seen.slot[LITERAL_EDGE]], 1 | 8 | 16 | 32);
	assert_int_equal(seen.at[seen.slot[LITERAL_EMPTY]], seen.all);
	/* nobody knows what U+0378 may be one day */
	trie_search(t, STR("退\xcd\xb8"), &seen);
	assert_false(sightings_of_kinds(&seen, CHARACTER_HAN));
	trie_free(&t);
}

/* Letters of a text that all stand in literals: 63 have places, 64 do not. */
static void long_and_crowded_texts_have_no_places(void **state)
{
	(void)state;
	struct str literals[20];
	char word[20], text[200];
	memset(word, 'a', sizeof word);
	memset(text, 'a', sizeof text);
	for (size_t i = 0; i < 20; i++)
		literals[i] = str_make(word, i + 1);
	struct trie *few = trie_new(literals, 2), *many = trie_new(literals, 20);
	assert_finds(few, literals, 2, str_make(text, 63));
	assert_true(seen.has_places);
	assert_finds(few, literals, 2, str_make(text, 64));
	assert_false(seen.has_places);
	assert_finds(many, literals, 20, str_make(text, 10));
	assert_true(seen.has_places);
	assert_finds(many, literals, 20, str_make(text, 60));
	assert_false(seen.has_places);
	assert_finds(many, literals, 20, str_make(text, sizeof text));
	trie_free(&few);
	trie_free(&many);
}

static void numbers_can_be_given_anew(void **state)
{
	(void)state;
	static const struct str literals[] = {{"退", 3}, {"款", 3}};
	uint32_t number[LITERALS_MADE + 2];
	for (uint32_t i = 0; i < LITERALS_MADE; i++)
		number[i] = i;
	number[LITERALS_MADE] = LITERALS_MADE + 1;
	number[LITERALS_MADE + 1] = LITERALS_MADE;
	struct trie *t = trie_new(literals, 2);
	trie_renumber(t, number);
	trie_search(t, STR("退款"), &seen);
	assert_int_equal(places_of(1), 1);
	assert_int_equal(places_of(0), 2);
	trie_free(&t);
}

static bool is_among(const struct str *literals, size_t n, struct str s)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(literals[i], s))
			return true;
	return false;
}

static void random_literals_in_random_texts(void **state)
{
	(void)state;
	struct chance chance = {42};
	for (int round = 0; round < 300; round++) {
		struct str literals[400];
		size_t n = 0, most = 1 + chance_below(&chance, 400);
		while (n < most) {
			char word[200];
			size_t length;
			do /* short and long ones, over few letters and over many */
				length = random_text(&chance, word, round % 2 ? 16 : 60);
			while (length == 0);
			if (round % 3 == 0) {
				uint32_t c = 0x4e00 + chance_below(&chance, 5000);
				length += utf8_put(c, word + length);
			}
			if (is_among(literals, n, str_make(word, length)))
				most--;
			else
				literals[n++] = str_make(strndup(word, length), length);
		}
		struct trie *t = trie_new(literals, n);
		for (int k = 0; k < 20; k++) {
			char text[400];
			size_t length = random_text(&chance, text, 200);
			struct str l = literals[chance_below(
			    &chance, (uint32_t)n)]; /* so that long ones are found too */
			memcpy(text + length, l.p, l.n);
			assert_finds(t, literals, n, str_make(text, length + l.n));
		}
		trie_free(&t);
		for (size_t i = 0; i < n; i++)
			free((char *)literals[i].p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(literals_within_and_across_each_other),
	    cmocka_unit_test(no_literals_find_nothing),
	    cmocka_unit_test(marks_stand_where_the_text_begins_and_ends),
	    cmocka_unit_test(any_digit_beyond_ascii_is_the_mark),
	    cmocka_unit_test(places_lead_to_bytes),
	    cmocka_unit_test(kinds_of_characters_are_sighted_when_asked_for),
	    cmocka_unit_test(long_and_crowded_texts_have_no_places),
	    cmocka_unit_test(numbers_can_be_given_anew),
	    cmocka_unit_test(random_literals_in_random_texts),
	};
	return cmocka_run_group_tests_name("trie", tests, NULL, tear_down);
}
