/* normalise: what becomes of a text, and where it came from; against utf8proc on texts of all
 * kinds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "cpu_limit.h"
#include "pattern/normalise.h"

static struct normaliser *normaliser;
static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	normaliser = normaliser_new();
	arena = arena_new(0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	normaliser_free(&normaliser);
	arena_free(&arena);
	return 0;
}

static const struct {
	const char *in, *out;
} cases[] = {
    {"", ""},
    {"我的快递到哪里了", "我的快递到哪里了"},
    {"Where Is MY Order", "where is my order"},
    {"ＡＢＣ１２３！？，（）", "abc123!?,()"},
    {"我的訂單發貨了嗎", "我的订单发货了吗"},
    {"退 货\t 吗", "退货吗"},
    {"退\xe2\x80\x8b货", "退货"}, /* zero-width space */
    {"\xef\xbb\xbf退货", "退货"}, /* byte order mark */
    {"  退货  ", "退货"},
    {"　退货　", "退货"}, /* ideographic spaces */
    {"a  b \n c", "a b c"},
    {"退 a 货", "退 a 货"},
    {"在吗？？？！！", "在吗?!"},
    {"好的。。。", "好的。"},
    {"嗯……", "嗯."}, /* an ellipsis is three full stops, of which one stays */
    {"? ?", "? ?"},
    {"👍👍👍", "👍"},
    {"哈哈哈", "哈哈哈"}, /* letters are not reduced */
    {"㈱", "(株)"},
    {"ﬁx", "fix"},
    {"Straße", "strasse"},
    {"I don’t", "i don't"},
    {"‘no’", "'no'"},
    {"’’x", "'x"},
    {"’\xcc\x81", "'\xcc\x81"}, /* with an accent on it */
    {"e\xcc\x81", "é"}, /* e and a combining accent */
    {"E\xcc\x81t\xc3\xa9", "été"},
    {"ｶﾞ", "ガ"},                                   /* half-width katakana and its voicing mark */
    {"\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "각"}, /* Hangul jamo */
    {"가\xe1\x86\xa8", "각"},                       /* a syllable and a final */
    {"K\xe2\x84\xaa", "kk"},                        /* the Kelvin sign */
    {"\xcc\x81x", "\xcc\x81x"},                     /* an accent on nothing */
    {"e\xe2\x80\x8d\xcc\x81", "é"},                 /* a joiner between does not part them */
    {"❤\xef\xb8\x8f好", "❤好"},                     /* variation selector */
    {"㊙", "秘"},
    {"…", "."},
};

static struct normal must_normalise(struct str text)
{
	struct normal out;
	assert_int_equal(normalise(normaliser, arena, text, &out), 0);
	assert_int_equal(out.text.p[out.text.n], '\0');
	assert_int_equal(out.map[out.text.n], text.n);
	for (size_t i = 0; i < out.text.n; i++)
		assert_true(out.map[i] <= out.map[i + 1]);
	return out;
}

static void texts_become_what_is_matched(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct normal n = must_normalise(str_of(cases[i].in));
		assert_string_equal(n.text.p, cases[i].out);
	}
}

static void what_is_not_utf8_is_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"\xff", "a\x80", "\xe9\x80", "\xc0\x80", "\xed\xa0\x80",
	    "\xf4\x90\x80\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80", "caf\xc3", "e\xcc\x81\xcc",
	    "\xf0\x9f\x91", "\xc1\xbf"};
	struct normal n;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(normalise(normaliser, arena, str_of(bad[i]), &n), -1);
		assert_int_equal(n.text.n, 0);
	}
}

/* The part of `text` that the first `part` of its normal form came from. */
static const struct {
	const char *text, *part, *want;
} ranges[] = {
    {"请问，我的订单呢", "订单", "订单"},
    {"ＡＢＣ店", "bc", "ＢＣ"},
    {"我要退貨！", "退货", "退貨"},
    {"退\xe2\x80\x8b货吗", "退货", "退\xe2\x80\x8b货"},
    {"退 货 吗", "退货", "退 货"},          /* not the blank behind */
    {"在吗？？？ 你好", "吗?", "吗？？？"}, /* all of the repeated mark */
    {"日㈱本", "株", "㈱"},                 /* part of an expansion is all of it */
    {"日㈱本", "日(", "日㈱"},
    {"a ﬁx", "f", "ﬁ"},
    {"cafe\xcc\x81 noir", "é", "e\xcc\x81"},
    {"cafe\xcc\x81 noir", "caf", "caf"},
    {"退货  ", "退货", "退货"},
    {"❤\xef\xb8\x8f好", "❤", "❤\xef\xb8\x8f"},
};

static void parts_lead_back_to_the_text_as_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		struct str text = str_of(ranges[i].text);
		struct normal n = must_normalise(text);
		const char *at = strstr(n.text.p, ranges[i].part);
		assert_non_null(at);
		size_t from = (size_t)(at - n.text.p), start, length;
		normal_range(
		    normaliser, &n, text, from, from + strlen(ranges[i].part), &start, &length);
		char got[64];
		snprintf(got, sizeof got, "%.*s", (int)length, text.p + start);
		assert_string_equal(got, ranges[i].want);
	}
}

/* What the whole is, but Han, blanks and repeated signs: utf8proc on the text. */
static void assert_as_utf8proc(struct str text)
{
	utf8proc_uint8_t *want;
	utf8proc_ssize_t n =
	    utf8proc_map((const utf8proc_uint8_t *)text.p, (utf8proc_ssize_t)text.n, &want,
		UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
		    UTF8PROC_IGNORE);
	assert_true(n >= 0);
	struct normal got = must_normalise(text);
	if ((size_t)n != got.text.n || memcmp(want, got.text.p, (size_t)n) != 0)
		fail_msg("%.*s becomes %s, by utf8proc %s", (int)text.n, text.p, got.text.p,
		    (char *)want);
	free(want);
	arena_reset(arena);
}

/* Is it something that only utf8proc decides about? */
static bool is_plain(uint32_t code)
{
	uint32_t out[18];
	utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)code);
	bool letter = (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO);
	if (!letter || (code >= 0xd800 && code < 0xe000))
		return false;
	for (size_t i = 0, n = normalise_char(normaliser, code, out); i < n; i++) {
		c = utf8proc_category((utf8proc_int32_t)out[i]);
		if (c < UTF8PROC_CATEGORY_LU || c > UTF8PROC_CATEGORY_NO ||
		    (out[i] >= 0x3400 && out[i] <= 0x9fff) || out[i] >= 0x20000)
			return false;
	}
	return true;
}

static void every_letter_alone_and_before_accents_is_as_utf8proc_has_it(void **state)
{
	(void)state;
	static const char *const after[] = {"", "\xcc\x81", "\xcc\x88\xcc\x81", "\xe3\x82\x99",
	    "\xe1\x85\xa1", "x", "\xcc\xa3\xcc\x82"};
	for (uint32_t code = 1; code < 0x20000; code++) {
		if (!is_plain(code))
			continue;
		for (size_t i = 0; i < sizeof after / sizeof *after; i++) {
			char text[32] = "a";
			size_t n = 1 + utf8_put(code, text + 1);
			strcpy(text + n, after[i]);
			assert_as_utf8proc(str_of(text));
			if (code > 0x3000 && code < 0x10000)
				break; /* syllables and Yi: alone is enough */
		}
	}
}

static uint64_t seed = 88172645463325252u;

static uint32_t random_below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 33) % n;
}

static void random_texts_of_letters_and_marks_are_as_utf8proc_has_them(void **state)
{
	(void)state;
	static const uint32_t ranges_from[][2] = {{'A', 'z'}, {0xc0, 0x24f}, {0x300, 0x36f},
	    {0x370, 0x3ff}, {0x1100, 0x11ff}, {0x3041, 0x30ff}, {0xac00, 0xac40}, {0x1e00, 0x1fff},
	    {0xff66, 0xff9f}, {0x0900, 0x0980}, {0x9b0, 0x9e0}};
	for (int round = 0; round < 20000; round++) {
		char text[256] =
		    "a"; /* U+037A begins with a blank, which is cut at the text's beginning */
		size_t n = 1;
		for (uint32_t length = 1 + random_below(12); length;) {
			const uint32_t *r =
			    ranges_from[random_below(sizeof ranges_from / sizeof *ranges_from)];
			uint32_t code = r[0] + random_below(r[1] - r[0] + 1);
			if (!is_plain(code))
				continue;
			n += utf8_put(code, text + n);
			length--;
		}
		assert_as_utf8proc(str_make(text, n));
	}
}

static void one_character_is_as_a_text_of_it(void **state)
{
	(void)state;
	for (uint32_t code = 0; code < 0x30000; code++) {
		char text[4], got[80];
		uint32_t out[18];
		size_t count = normalise_char(normaliser, code, out), n = 0;
		if (code >= 0xd800 && code < 0xe000) {
			assert_int_equal(count, 0);
			continue;
		}
		assert_true(count <= 18);
		for (size_t i = 0; i < count; i++)
			n += utf8_put(out[i], got + n);
		struct normal want = must_normalise(str_make(text, utf8_put(code, text)));
		if (n == 1 && got[0] == ' ')
			assert_int_equal(want.text.n, 0);
		else if (n != want.text.n || memcmp(got, want.text.p, n) != 0)
			fail_msg("U+%04X differs", code);
		arena_reset(arena);
	}
}

static void long_texts_that_grow_have_room(void **state)
{
	(void)state;
	char text[3000];
	for (size_t i = 0; i < 1000; i++)
		memcpy(text + 3 * i, "\xef\xb7\xba", 3); /* one code point that becomes eighteen */
	struct normal n = must_normalise(str_make(text, sizeof text));
	assert_true(n.text.n > 30000);
	assert_true(utf8_valid(n.text));
}

/* Sorting them all at once takes quadratic time. */
static void a_mountain_of_accents_comes_to_an_end(void **state)
{
	(void)state;
	enum { MARKS = 128 << 10 };
	char *text = malloc(1 + 2 * MARKS);
	assert_non_null(text);
	text[0] = 'a';
	for (size_t i = 0; i < MARKS; i++)
		memcpy(text + 1 + 2 * i, i < MARKS / 2 ? "\xcc\x81" : "\xcc\xa3", 2); /* above, then below */
	struct normal n = must_normalise(str_make(text, 1 + 2 * MARKS));
	assert_true(utf8_valid(n.text));
	for (size_t i = 1; i <= n.text.n; i++)
		assert_true(n.map[i - 1] <= n.map[i]);
	assert_int_equal(n.map[n.text.n], 1 + 2 * MARKS);
	free(text);
}

static void traditional_letters_have_a_table(void **state)
{
	(void)state;
	assert_true(normaliser_has_simplified(normaliser));
}

/* By what becomes of texts: alone, twice, with blanks around. */
static void kinds_tell_what_normalising_does(void **state)
{
	char bytes[4], text[32];
	struct normal normal;

	(void)state;
	for (uint32_t c = 1; c <= 0x10ffff; c++) {
		enum normal_kind kind = normalise_kind(normaliser, c);
		size_t n = utf8_put(c, bytes);
		struct str alone = str_make(bytes, n), twice;

		if (c >= 0xd800 && c < 0xe000) {
			assert_int_equal(kind, NORMAL_NEVER);
			continue;
		}
		if (c % 4096 == 0)
			arena_reset(arena);
		assert_int_equal(normalise(normaliser, arena, alone, &normal), 0);
		if (c == ' ')
			assert_int_equal(kind, NORMAL_BLANK);
		else
			assert_int_equal(str_eq(normal.text, alone), kind != NORMAL_NEVER);
		if (kind == NORMAL_NEVER || kind == NORMAL_BLANK)
			continue;
		twice = str_make(text, (size_t)snprintf(text, sizeof text, "%.*s%.*s", STR_ARG(alone),
					   STR_ARG(alone)));
		normalise(normaliser, arena, twice, &normal);
		if (kind == NORMAL_SIGN)
			assert_true(str_eq(normal.text, alone));
		else if (kind == NORMAL_HAN)
			assert_true(str_eq(normal.text, twice));
		twice = str_make(text, (size_t)snprintf(text, sizeof text, "\xe9\x80\x80 %.*s",
					   STR_ARG(alone)));
		normalise(normaliser, arena, twice, &normal);
		if (kind == NORMAL_HAN)
			assert_int_equal(normal.text.n, 3 + n); /* the blank is gone */
		else if (kind == NORMAL_SIGN)
			assert_true(str_eq(normal.text, twice));
	}
	assert_int_equal(normalise_kind(normaliser, 0x110000), NORMAL_NEVER);
}

int main(void)
{
	cpu_limit(30);
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_become_what_is_matched),
	    cmocka_unit_test(what_is_not_utf8_is_refused),
	    cmocka_unit_test(parts_lead_back_to_the_text_as_written),
	    cmocka_unit_test(every_letter_alone_and_before_accents_is_as_utf8proc_has_it),
	    cmocka_unit_test(random_texts_of_letters_and_marks_are_as_utf8proc_has_them),
	    cmocka_unit_test(one_character_is_as_a_text_of_it),
	    cmocka_unit_test(kinds_tell_what_normalising_does),
	    cmocka_unit_test(long_texts_that_grow_have_room),
	    cmocka_unit_test(a_mountain_of_accents_comes_to_an_end),
	    cmocka_unit_test(traditional_letters_have_a_table),
	};
	return cmocka_run_group_tests_name("normalise", tests, set_up, tear_down);
}
