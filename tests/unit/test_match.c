/* match: ranking, vetoes, captures, places; and that the prefilter never changes an answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/log.h"
#include "book/load.h"
#include "book/match.h"
#include "pattern/prefilter.h"
#include "pattern/rx.h"
#include "random_pattern.h"

static struct normaliser *normaliser;
static struct match_scratch *scratch;
static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	log_set_level(LOG_ERROR);
	normaliser = normaliser_new();
	scratch = match_scratch_new();
	arena = arena_new(1 << 16);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	normaliser_free(&normaliser);
	match_scratch_free(&scratch);
	arena_free(&arena);
	return 0;
}

static struct book *load(const char *yaml, bool off)
{
	struct book_options options = {
	    .normaliser = normaliser, .no_examples = true, .no_prefilter = off};
	struct book_file file = {STR("t.yaml"), str_of(yaml)};
	struct diag_list *diags = diag_list_new();
	struct book *book = book_load_files(STR("t"), &file, 1, &options, diags);
	if (!book)
		diag_print(diags, stderr, false);
	diag_list_free(&diags);
	assert_non_null(book);
	return book;
}

#define ENTRY(id, more) "  " id ":\n    title: " id "\n    say: [x]\n    examples: x\n" more

static const char shop[] =
    "slots: {order_no: number, what: thing}\n"
    "intents:\n" ENTRY("shipping",
	"    match: |\n      (快递|物流).{0,6}(哪|到了?吗)\n    unless: |\n      退.{0,4}快递\n")
	ENTRY("refund", "    match: |\n      退款\n      退.{0,8}钱\n    priority: 0\n")
	    ENTRY("angry", "    match: 骗子\n    priority: 10\n")
		ENTRY("order", "    match: |\n      单号(?<order_no>\\d{4,})(?<what>[a-z]+)?\n")
		    ENTRY("hello", "    match: 你好\n    kind: courtesy\n    priority: 50\n")
			ENTRY("media", "    match: 图片\n    kind: data\n    priority: 90\n")
			    ENTRY("slow", "    match: (\\w+)+[^\\w!]$\n")
				ENTRY("doubtful", "    match: 可疑\n    unless: (\\w+)+[^\\w!]$\n")
				    ENTRY("latin", "    match: refund\n");

static struct match_result match(const struct book *book, const char *text)
{
	struct match_result r;
	assert_int_equal(match_text(book, scratch, arena, str_of(text), &r), 0);
	return r;
}

static const struct {
	const char *text, *want; /* ids, best first */
} ranked[] = {
    {"我的快递到哪里了", "shipping"},
    {"退回的快递到哪了", ""}, /* vetoed */
    {"我要退款", "refund"},
    {"你好，图片，快递到了吗，退款", "shipping refund hello media"},
    {"骗子，快递到了吗，退款", "angry shipping refund"}, /* priority before length */
    {"快递到吗 退你们的钱", "refund shipping"},          /* the longest match of each */
    {"", ""},
    {"   ", ""},
    {"退貨款 我要退  款", "refund"},
    {"ＲＥＦＵＮＤ", "latin"},
};

static void intents_come_in_the_order_of_their_rank(void **state)
{
	(void)state;
	struct book *book = load(shop, false);
	for (size_t i = 0; i < sizeof ranked / sizeof *ranked; i++) {
		struct match_result r = match(book, ranked[i].text);
		char got[200] = "";
		double last = 1;
		for (size_t k = 0; k < r.n; k++) {
			snprintf(got + strlen(got), 50, "%s%.*s", k ? " " : "",
			    STR_ARG(r.hits[k].intent->id));
			assert_true(r.hits[k].score <= last && r.hits[k].score > 0);
			last = r.hits[k].score;
		}
		assert_string_equal(got, ranked[i].want);
	}
	book_release(&book);
}

static void a_hit_says_where_it_stands_in_the_text_as_written(void **state)
{
	(void)state;
	static const struct {
		const char *text, *part;
	} t[] = {{"請問 快遞，到哪 了", "快遞，到哪"},
	    {"我要退\xe2\x80\x8b款！", "退\xe2\x80\x8b款"}, {"Ｒｅfund ok", "Ｒｅfund"}};
	struct book *book = load(shop, false);
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct match_result r = match(book, t[i].text);
		assert_int_equal(r.n, 1);
		char got[100];
		snprintf(
		    got, sizeof got, "%.*s", (int)r.hits[0].length, t[i].text + r.hits[0].start);
		assert_string_equal(got, t[i].part);
	}
	book_release(&book);
}

static void named_groups_are_captured_as_written(void **state)
{
	(void)state;
	struct book *book = load(shop, false);
	struct match_result r = match(book, "单号１２３４５ＡＢ在哪");
	assert_int_equal(r.n, 1);
	assert_int_equal(r.hits[0].captures_n, 2);
	for (size_t i = 0; i < 2; i++)
		assert_true(str_is(r.hits[0].captures[i].value,
		    str_is(r.hits[0].captures[i].name, "order_no") ? "１２３４５" : "ＡＢ"));
	r = match(book, "单号12345");
	assert_int_equal(r.hits[0].captures_n, 1);
	assert_true(str_is(r.hits[0].captures[0].name, "order_no"));
	book_release(&book);
}

static void giving_up_is_counted_and_is_not_no(void **state)
{
	(void)state;
	struct book *book = load(shop, false);
	struct match_result r =
	    match(book, "退款aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
	assert_int_equal(r.gave_up, 1);
	assert_int_equal(r.n, 1); /* what others found stays */
	/* nobody knows whether the veto holds: the intent is not claimed */
	r = match(book, "可疑aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
	assert_int_equal(r.gave_up, 2);
	assert_int_equal(r.n, 0);
	book_release(&book);
}

static void the_second_matter_does_not_overlap_the_first(void **state)
{
	(void)state;
	struct book *book =
	    load("intents:\n" ENTRY("long", "    match: 快递.*退款\n")
		     ENTRY("within", "    match: 退款\n") ENTRY("apart", "    match: 发票\n")
			 ENTRY("hello", "    match: 你好\n    kind: courtesy\n"),
		false);
	struct match_result r = match(book, "快递没到我要退款");
	assert_int_equal(r.n, 2);
	assert_null(match_second(&r));
	r = match(book, "你好，快递没到我要退款，还要发票");
	assert_int_equal(r.n, 4);
	assert_true(str_is(match_second(&r)->intent->id, "apart"));
	r = match(book, "你好");
	assert_null(match_second(&r));
	book_release(&book);
}

static void what_is_not_utf8_is_refused(void **state)
{
	(void)state;
	struct book *book = load(shop, false);
	struct match_result r;
	assert_int_equal(match_text(book, scratch, arena, STR("退款\xff"), &r), -1);
	assert_int_equal(r.n, 0);
	book_release(&book);
}

static void a_very_long_text_is_matched_at_its_beginning(void **state)
{
	(void)state;
	struct book *book = load(shop, false);
	size_t n = 3 << 20;
	char *text = malloc(n + 1);
	for (size_t i = 0; i < n; i += 3)
		memcpy(text + i, "哈", 3);
	text[n] = '\0';
	memcpy(text + 3000, "退款", 6);
	assert_int_equal(match(book, text).n, 1);
	memcpy(text + 3000, "哈哈", 6);
	memcpy(text + n - 6, "退款", 6);
	assert_int_equal(match(book, text).n, 0);
	free(text);
	arena_reset(arena);
	book_release(&book);
}

static void one_scratch_serves_books_of_any_size(void **state)
{
	(void)state;
	struct book *small = load("intents:\n" ENTRY("a", "    match: 退款\n"), false),
		    *large = load(shop, false);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(match(small, "退款").n, 1);
		assert_int_equal(match(large, "你好骗子退款").n, 3);
		assert_int_equal(match(small, "你好").n, 0);
	}
	book_release(&small);
	book_release(&large);
}

static void no_nearest_when_something_matched(void **state)
{
	(void)state;
	struct book *book = load(shop, false);
	assert_null(match(book, "退款").nearest);
	book_release(&book);
}

static void patterns_without_literals_are_known(void **state)
{
	(void)state;
	struct book *book =
	    load("intents:\n" ENTRY("a", "    match: |\n      退款\n      ^\\w+$\n"), false);
	assert_true(prefilter_has_literal(book->prefilter, 0));
	assert_false(prefilter_has_literal(book->prefilter, 1));
	book_release(&book);
}

/* --- the prefilter --- */

enum { PATTERNS = 60 };

/* A book of patterns by chance, without loader: what the prefilter leaves out must not match. */
static void random_patterns_left_out_do_not_match(void **state)
{
	(void)state;
	struct chance chance = {20261123};
	struct rx_scratch *rx_scratch = rx_scratch_new();
	struct prefilter_scratch *found = prefilter_scratch_new();
	size_t left_out = 0, candidates = 0, matched = 0;
	for (int round = 0; round < 250; round++) {
		struct pattern patterns[PATTERNS] = {0};
		struct book book = {.patterns = patterns};
		while (book.patterns_n < PATTERNS) {
			char text[400];
			struct rx_error err;
			size_t n = random_pattern(&chance, text, sizeof text);
			struct rx *rx = rx_compile(str_make(text, n), &err);
			if (rx)
				patterns[book.patterns_n++] = (struct pattern){
				    .rx = rx, .text = str_make(strndup(text, n), n)};
		}
		struct prefilter *prefilter = match_prepare(&book, false, NULL);
		for (int k = 0; k < 30; k++) {
			char text[200];
			bool named[PATTERNS] = {0};
			struct normal normal;
			size_t n = random_text(&chance, text, sizeof text);
			assert_int_equal(
			    normalise(normaliser, arena, str_make(text, n), &normal), 0);
			const struct candidate *list =
			    prefilter_find(prefilter, found, normal.text, &n);
			for (size_t i = 0; i < n; i++)
				named[list[i].pattern] = true;
			for (size_t i = 0; i < PATTERNS; i++) {
				enum rx_verdict v = rx_search(
				    patterns[i].rx, rx_scratch, normal.text, 0, NULL);
				left_out += !named[i];
				candidates += named[i];
				matched += v == RX_YES;
				if (!named[i] && v == RX_YES)
					fail_msg("%s matches %s and was left out",
					    patterns[i].text.p, normal.text.p);
			}
		}
		prefilter_free(&prefilter);
		for (size_t i = 0; i < PATTERNS; i++) {
			free((char *)patterns[i].text.p);
			rx_free((struct rx **)&patterns[i].rx);
		}
		arena_reset(arena);
	}
	assert_true(left_out > 50000 && matched > 20000 && candidates > matched);
	rx_scratch_free(&rx_scratch);
	prefilter_scratch_free(&found);
}

static bool same_captures(const struct match_hit *a, const struct match_hit *b)
{
	bool same = a->captures_n == b->captures_n;
	for (size_t i = 0; same && i < a->captures_n; i++)
		same = str_eq(a->captures[i].name, b->captures[i].name) &&
		       str_eq(a->captures[i].value, b->captures[i].value);
	return same;
}

static void assert_same(const struct book *with, const struct book *without, struct str text)
{
	struct match_result a, b;
	assert_int_equal(match_text(with, scratch, arena, text, &a), 0);
	assert_int_equal(match_text(without, scratch, arena, text, &b), 0);
	bool same = a.n == b.n && a.gave_up == b.gave_up;
	for (size_t i = 0; same && i < a.n; i++)
		same = a.hits[i].intent->index == b.hits[i].intent->index &&
		       a.hits[i].start == b.hits[i].start && a.hits[i].length == b.hits[i].length &&
		       a.hits[i].chars == b.hits[i].chars &&
		       a.hits[i].pattern - with->patterns == b.hits[i].pattern - without->patterns &&
		       same_captures(&a.hits[i], &b.hits[i]);
	if (!same)
		fail_msg("'%.*s' differs with the prefilter off", STR_ARG(text));
	arena_reset(arena);
}

/* A text cut from two others. */
static struct str splice(struct chance *chance, struct str x, struct str y, char *out)
{
	size_t a = chance_below(chance, (uint32_t)x.n + 1),
	       b = chance_below(chance, (uint32_t)y.n + 1);
	while (a < x.n && ((unsigned char)x.p[a] & 0xc0) == 0x80)
		a++;
	while (b < y.n && ((unsigned char)y.p[b] & 0xc0) == 0x80)
		b++;
	memcpy(out, x.p, a);
	memcpy(out + a, y.p + b, y.n - b);
	return str_make(out, a + y.n - b);
}

static struct str *examples_of(const struct book *book, size_t *n)
{
	struct str *texts = NULL;
	size_t cap = 0;

	*n = 0;
	for (size_t i = 0; i < book->intents_n; i++)
		for (size_t k = 0; k < book->intents[i].examples_n; k++) {
			if (*n == cap)
				texts = realloc(texts, (cap = 2 * cap + 64) * sizeof *texts);
			texts[(*n)++] = book->intents[i].examples[k].text;
		}
	return texts;
}

/* Characters that make a text longer, strange or both. */
static struct str disturb(struct chance *chance, struct str text, char *out)
{
	static const char *const odd[] = {"é", "٣", "😊", "한", "_", "ß", "Ｋ", "\xcd\xb8", "?!", " ",
	    "12345678901", "。。", "\xcc\x81", "zzz"};
	size_t cut = chance_below(chance, (uint32_t)text.n + 1), n = 0;

	while (cut < text.n && ((unsigned char)text.p[cut] & 0xc0) == 0x80)
		cut++;
	memcpy(out, text.p, cut);
	n = cut;
	for (uint32_t k = 1 + chance_below(chance, 3); k; k--)
		n += (size_t)sprintf(
		    out + n, "%s", odd[chance_below(chance, sizeof odd / sizeof *odd)]);
	memcpy(out + n, text.p + cut, text.n - cut);
	return str_make(out, n + text.n - cut);
}

static void assert_book_same(int number)
{
	struct book_options on = {.normaliser = normaliser, .no_examples = true}, off = on;
	struct diag_list *diags = diag_list_new();
	off.no_prefilter = true;
	struct book *with = book_load_embedded(number, &on, diags),
		    *without = book_load_embedded(number, &off, diags);
	assert_non_null(with);
	assert_non_null(without);
	size_t n;
	struct str *texts = examples_of(with, &n);
	struct chance chance = {7};
	char *out = malloc(1 << 17), *more = malloc(1 << 17);
	for (size_t i = 0; i < n; i++) {
		assert_same(with, without, texts[i]);
		for (int k = 0; k < 3; k++) {
			struct str other = texts[chance_below(&chance, (uint32_t)n)];
			if (texts[i].n + other.n > 1 << 16)
				continue;
			struct str both = splice(&chance, texts[i], other, out);
			assert_same(with, without, k ? both : disturb(&chance, both, more));
		}
	}
	free(out);
	free(more);
	free(texts);
	book_release(&with);
	book_release(&without);
	diag_list_free(&diags);
}

static void the_books_answer_the_same_with_the_prefilter_off(void **state)
{
	(void)state;
	assert_book_same(0);
	assert_book_same(1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(intents_come_in_the_order_of_their_rank),
	    cmocka_unit_test(a_hit_says_where_it_stands_in_the_text_as_written),
	    cmocka_unit_test(named_groups_are_captured_as_written),
	    cmocka_unit_test(giving_up_is_counted_and_is_not_no),
	    cmocka_unit_test(the_second_matter_does_not_overlap_the_first),
	    cmocka_unit_test(what_is_not_utf8_is_refused),
	    cmocka_unit_test(a_very_long_text_is_matched_at_its_beginning),
	    cmocka_unit_test(one_scratch_serves_books_of_any_size),
	    cmocka_unit_test(no_nearest_when_something_matched),
	    cmocka_unit_test(patterns_without_literals_are_known),
	    cmocka_unit_test(random_patterns_left_out_do_not_match),
	    cmocka_unit_test(the_books_answer_the_same_with_the_prefilter_off),
	};
	return cmocka_run_group_tests_name("match", tests, set_up, tear_down);
}
