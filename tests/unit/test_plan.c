/* plan: finds what PCRE2 finds, and says when it cannot tell. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "book/book.h"
#include "book/match.h"
#include "pattern/normalise.h"
#include "pattern/meaning_tree.h"
#include "pattern/prefilter.h"
#include "pattern/rx.h"
#include "random_pattern.h"

static struct normaliser *normaliser;
static struct arena *arena;
static struct rx_scratch *rx_scratch;
static struct prefilter_scratch *scratch;

static int set_up(void **state)
{
	(void)state;
	normaliser = normaliser_new();
	arena = arena_new(1 << 16);
	rx_scratch = rx_scratch_new();
	scratch = prefilter_scratch_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	normaliser_free(&normaliser);
	arena_free(&arena);
	rx_scratch_free(&rx_scratch);
	prefilter_scratch_free(&scratch);
	return 0;
}

static struct str normal_of(const char *text)
{
	struct normal normal;
	assert_int_equal(normalise(normaliser, arena, str_of(text), &normal), 0);
	return normal.text;
}

/* A book of one pattern: what becomes of it in this text. */
static enum plan_verdict search(const char *pattern, struct str text, struct plan_span *span)
{
	struct pattern one = {.text = str_of(pattern)};
	struct book book = {.patterns = &one, .patterns_n = 1};
	struct prefilter *p = match_prepare(&book, false, NULL);
	size_t n;
	const struct candidate *c = prefilter_find(p, scratch, text, &n);
	enum plan_verdict v = n == 0 ? PLAN_NO : c->found ? PLAN_YES : PLAN_NONE;
	if (v == PLAN_YES)
		*span = c->span;
	prefilter_free(&p);
	return v;
}

static const struct {
	const char *pattern, *text;
	enum plan_verdict want;
	const char *found;
} cases[] = {
    {"退货", "我要退货", PLAN_YES, "退货"},
    {"退货", "我要退款", PLAN_NO, NULL},
    {"(想|要).{0,6}退(货|款)", "我想把它退货退款", PLAN_YES, "想把它退货退款"},
    {"(想|要).{0,2}退(货|款)", "我想把它们都退货", PLAN_NO, NULL},
    /* the earliest place, not the shortest match */
    {"退.{0,8}款", "退货退款", PLAN_YES, "退货退款"},
    {"退.{0,8}?款", "退款退款", PLAN_YES, "退款"},
    {"退.{0,8}款", "退款退款", PLAN_YES, "退款退款"},
    /* the first alternative from which the rest can match */
    {"(退|退货)(货款|款)?", "退货款", PLAN_YES, "退货款"},
    {"(退|退货)", "退货", PLAN_YES, "退"},
    {"(退货|退)", "退货", PLAN_YES, "退货"},
    {"(退|退货)$", "退货", PLAN_YES, "退货"},
    {"(退货?|退)款", "退款", PLAN_YES, "退款"},
    {"退货??", "退货", PLAN_YES, "退"},
    {"退货??$", "退货", PLAN_YES, "退货"},
    {"退(.{0,2}款|货)", "退货款", PLAN_YES, "退货款"},
    {"退(货|.{0,2}款)", "退货款", PLAN_YES, "退货"},
    {"(好的){1,3}", "好的好的好的好的", PLAN_YES, "好的好的好的"},
    {"(好的){1,3}?$", "好的好的", PLAN_YES, "好的好的"},
    {"((退|换).{0,2}){2}", "退一换二三", PLAN_YES, "退一换二三"},
    /* gaps that not everything fits into */
    {"退[^,?]{0,4}款", "退,款", PLAN_NO, NULL},
    {"退[^,?]{0,4}款", "退款,退一二款", PLAN_YES, "退款"},
    {"退[^,?]{2,4}款", "退款退一二款", PLAN_YES, "退款退一二款"},
    {"[0-9]{2,3}天", "第1234天", PLAN_YES, "234天"},
    {"好+", "好好好", PLAN_YES, "好好好"},
    {"好+?", "好好好", PLAN_YES, "好"},
    {"退.*款", "退了货款和款子", PLAN_YES, "退了货款和款"},
    {"退.{70}款", "退款", PLAN_NONE, NULL},
    /* marks */
    {"^在吗$", "在吗", PLAN_YES, "在吗"},
    {"^在吗$", "在吗在吗", PLAN_NO, NULL},
    {"(^|,)在", "不在,在", PLAN_YES, ",在"},
    {"吗(呢|$|[?])", "吗吗", PLAN_YES, "吗"},
    {"a$^", "a", PLAN_NO, NULL},
    {"^^a$$", "a", PLAN_YES, "a"},
    /* looking around */
    {"快递(?!员|小哥)", "快递员的快递", PLAN_YES, "快递"},
    {"快递(?!员|小哥)", "快递小哥", PLAN_NO, NULL},
    {"(?<!不|别)要退", "不要退,要退", PLAN_YES, "要退"},
    {"(?<=不)要退", "要退不要退", PLAN_YES, "要退"},
    {"(?<!^)退", "退一退", PLAN_YES, "退"},
    {"退(?!.*不).*货", "退了货", PLAN_YES, "退了货"},
    {"退(?!.*不).*货", "退货不", PLAN_NO, NULL},
    {"(?=退)退货", "退货", PLAN_NONE, NULL},
    /* what characters are */
    {"\\d{2}天", "7天,15天", PLAN_YES, "15天"},
    {"\\bref\\w+\\b", "pre refund", PLAN_YES, "refund"},
    {"\\bfund\\b", "refund", PLAN_NO, NULL},
    {"退\\W货", "退货退,货", PLAN_YES, "退,货"},
    {"\\p{Han}{3}", "ab退货款", PLAN_YES, "退货款"},
    {"[\\w-]+@", "a-b@c", PLAN_YES, "a-b@"},
    {"\\bref", "ref \xcd\xb8", PLAN_NONE, NULL}, /* nobody knows what U+0378 may be one day */
    {"ref", "ref \xcd\xb8", PLAN_YES, "ref"},
    {"REFUND", "Refund", PLAN_YES, "refund"},
    /* what has no plan */
    {"(退)\\1", "退退", PLAN_NONE, NULL},
    {"(?>退|退货)款", "退货款", PLAN_NONE, NULL},
    {"退++货", "退货", PLAN_NONE, NULL},
    {"(退货|退款)*吧", "退货退款吧", PLAN_NONE, NULL},
    {"(?i)退货", "退货", PLAN_NONE, NULL},
    {"退\\K货", "退货", PLAN_NONE, NULL},
    {"(?1)(退货)", "退货退货", PLAN_NONE, NULL},
    {"退\\s货", "退 货", PLAN_NONE, NULL},
    /* texts that are all of the match, or cannot be */
    {"^[😀-🙏☀-➿ ]+$", "在吗", PLAN_NO, NULL},
    {"^[😀-🙏☀-➿ ]+$", "😀😀", PLAN_NONE, NULL},
    {"^(?:退|换){1,9}$", "退换退换退换退换退换", PLAN_NO, NULL},
};

static void what_pcre2_would_find_is_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str text = normal_of(cases[i].text);
		struct plan_span span = {0};
		enum plan_verdict got = search(cases[i].pattern, text, &span);
		if (got != cases[i].want)
			fail_msg("%s on %s: %d", cases[i].pattern, cases[i].text, got);
		if (got != PLAN_YES)
			continue;
		struct str found = str_make(text.p + span.start, span.end - span.start);
		if (!str_is(found, cases[i].found))
			fail_msg(
			    "%s on %s: '%.*s'", cases[i].pattern, cases[i].text, STR_ARG(found));
	}
	arena_reset(arena);
}

/* The table above is what PCRE2 says, not what its writer thinks. */
static void the_cases_are_those_of_pcre2(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str text = normal_of(cases[i].text);
		struct rx_error err;
		struct rx_span span;
		struct rx *rx = rx_compile(str_of(cases[i].pattern), &err);
		assert_non_null(rx);
		enum rx_verdict v = rx_search(rx, rx_scratch, text, 0, &span);
		bool same =
		    cases[i].want == PLAN_NONE || (v == RX_YES) == (cases[i].want == PLAN_YES);
		if (same && cases[i].found)
			same = str_is(
			    str_make(text.p + span.start, span.end - span.start), cases[i].found);
		if (!same)
			fail_msg("%s on %s", cases[i].pattern, cases[i].text);
		rx_free(&rx);
	}
	arena_reset(arena);
}

static void a_text_of_63_characters_has_places_and_a_longer_one_none(void **state)
{
	(void)state;
	char text[64 * 3 + 1] = "";
	struct plan_span span;
	for (int i = 0; i < 61; i++)
		strcat(text, "哈");
	strcat(text, "退款");
	assert_int_equal(search("退款$", str_of(text), &span), PLAN_YES);
	assert_int_equal(span.start, 61 * 3);
	assert_int_equal(span.end, 63 * 3);
	assert_int_equal(search("^.*退.", str_of(text), &span), PLAN_YES);
	assert_int_equal(span.chars, 63);
	strcat(text, "!");
	assert_int_equal(search("退款", str_of(text), &span), PLAN_NONE);
	assert_int_equal(search("退货", str_of(text), &span), PLAN_NO);
}

/* Nested repeats of parts that need no step must not keep the maker busy. */
static void large_patterns_are_given_up(void **state)
{
	(void)state;
	struct plan_span span;
	char pattern[4000] = "退";
	assert_int_equal(
	    search("退(((((((((){4}){4}){4}){4}){4}){4}){4}){4}){4}", STR("退"), &span), PLAN_NONE);
	for (int i = 0; i < 70; i++)
		strcat(pattern, ".{0,1}退");
	assert_int_equal(search(pattern, STR("退"), &span), PLAN_NONE);
}

static void only_a_tree_that_tells_all_is_exact(void **state)
{
	(void)state;
	static const struct {
		const char *pattern;
		bool exact;
	} t[] = {{"退(货|款)?.{0,3}[^a-c]$", true}, {"(?<n>退)(?'m'货)", true}, {"\\x{9000}", true},
	    {"\\Q.\\E\\.", true}, {"a(?#b)c", true}, {"(?|退|货)", true}, {"退{0}货", false},
	    {"(?!退)*货", false}, {"退*+", false}, {"(?>退)", false}, {"(?i:退)", false},
	    {"\\s", false}, {"\\pL", false}, {"[\\s]", false}, {"[一-龥]", false}, {"ß", false},
	    {"[ß]", false}, {"\\B", false}, {"\\G", false}, {"(a)\\1", false}, {"\\X", false},
	    {"退(?#b)\\Q\\E*", false}, {"(*UTF)退", false}, {"(?(?=退)退|货)", false}};
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct meaning_tree tree = meaning_tree(str_of(t[i].pattern), arena);
		if (tree.exact != t[i].exact)
			fail_msg("%s", t[i].pattern);
	}
	arena_reset(arena);
}

static void a_pattern_of_whole_texts_knows_how_long_they_are(void **state)
{
	(void)state;
	static const struct {
		const char *pattern;
		unsigned most, kinds;
	} t[] = {{"^退货$", 2, CHARACTER_HAN | CHARACTER_WORD},
	    {"退货$", MEANING_ENDLESS, CHARACTER_ANY},
	    {"^(退|a{2,3})?[!?]{0,2}$", 5, CHARACTER_HAN | CHARACTER_WORD},
	    {"^退$|^a.$", 2, CHARACTER_ANY}, {"^退$|a$", MEANING_ENDLESS, CHARACTER_ANY},
	    {"^退*$", MEANING_ENDLESS, CHARACTER_HAN | CHARACTER_WORD},
	    {"^[☀-➿-]$", 1, CHARACTER_DOUBTFUL}, {"^(?!退)$", 0, 0},
	    {"^[一-龥]\\d$", 2, CHARACTER_ANY}, {"^(a)\\1$", MEANING_ENDLESS, CHARACTER_ANY},
	    {"(*UTF)^a$", MEANING_ENDLESS, CHARACTER_ANY}};
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct meaning_tree tree = meaning_tree(str_of(t[i].pattern), arena);
		struct meaning_limits l = meaning_limits(&tree);
		if (l.most != t[i].most || l.kinds != t[i].kinds)
			fail_msg("%s: %u, %u", t[i].pattern, l.most, l.kinds);
	}
	arena_reset(arena);
}

enum { PATTERNS = 50 };

struct counts {
	size_t found, left_out, asked;
};

static void compare(const struct prefilter *p, struct rx *const *rx, const struct pattern *patterns,
    struct str text, struct counts *counts)
{
	const struct candidate *of[PATTERNS] = {NULL}, *list;
	size_t n;

	list = prefilter_find(p, scratch, text, &n);
	for (size_t i = 0; i < n; i++) {
		assert_null(of[list[i].pattern]); /* each once */
		of[list[i].pattern] = &list[i];
	}
	for (size_t i = 0; i < PATTERNS; i++) {
		const struct candidate *c = of[i];
		struct rx_span span;
		enum rx_verdict v = rx_search(rx[i], rx_scratch, text, 0, &span);
		counts->found += c && c->found;
		counts->left_out += !c;
		counts->asked += c && !c->found;
		if (v == RX_GAVE_UP || (c && !c->found))
			continue;
		if ((v == RX_YES) != (c != NULL))
			fail_msg("%s on %s: PCRE2 says %d", patterns[i].text.p, text.p, v);
		if (c && (span.start != c->span.start || span.end != c->span.end))
			fail_msg("%s on %s: %zu-%zu, not %u-%u", patterns[i].text.p, text.p,
			    span.start, span.end, c->span.start, c->span.end);
	}
}

/* Not the machine code: that of PCRE2 10.42 does not find all that the interpreter finds, as in
 * (退||退)[吗退]{1,}吗||快 on 退吗. */
static struct rx *compile_slow(const char *pattern)
{
	char text[500];
	struct rx_error err;
	int n = snprintf(text, sizeof text, "(*NO_JIT)%s", pattern);
	return rx_compile(str_make(text, (size_t)n), &err);
}

static size_t random_long_text(struct chance *chance, char *p, size_t room)
{
	size_t n = 0;
	uint32_t times = chance_below(chance, 12) ? 1 : 1 + chance_below(chance, 9);
	for (*p = '\0'; times && n < room; times--)
		n += random_text(chance, p + n, room - n);
	return n;
}

static void random_patterns_find_what_pcre2_finds(void **state)
{
	(void)state;
	struct chance chance = {20261201};
	struct counts counts = {0};
	for (int round = 0; round < 120; round++) {
		struct pattern patterns[PATTERNS] = {0};
		struct rx *rx[PATTERNS];
		struct book book = {.patterns = patterns};
		while (book.patterns_n < PATTERNS) {
			char text[400];
			size_t n = round % 3 ? random_plain_pattern(&chance, text, sizeof text)
					     : random_pattern(&chance, text, sizeof text);
			rx[book.patterns_n] = compile_slow(text);
			if (rx[book.patterns_n])
				patterns[book.patterns_n++].text = str_make(strndup(text, n), n);
		}
		struct prefilter *p = match_prepare(&book, false, NULL);
		for (int k = 0; k < 40; k++) {
			char text[600];
			random_long_text(&chance, text, sizeof text);
			compare(p, rx, patterns, normal_of(text), &counts);
			arena_reset(arena);
		}
		prefilter_free(&p);
		for (size_t i = 0; i < PATTERNS; i++) {
			free((char *)patterns[i].text.p);
			rx_free(&rx[i]);
		}
	}
	/* else the test would say nothing */
	assert_true(counts.found > 30000 && counts.left_out > 80000 && counts.asked > 20000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_pcre2_would_find_is_found),
	    cmocka_unit_test(the_cases_are_those_of_pcre2),
	    cmocka_unit_test(a_text_of_63_characters_has_places_and_a_longer_one_none),
	    cmocka_unit_test(large_patterns_are_given_up),
	    cmocka_unit_test(only_a_tree_that_tells_all_is_exact),
	    cmocka_unit_test(a_pattern_of_whole_texts_knows_how_long_they_are),
	    cmocka_unit_test(random_patterns_find_what_pcre2_finds),
	};
	return cmocka_run_group_tests_name("plan", tests, set_up, tear_down);
}
