/* test_check_patterns.c - what check says of single patterns, and of what it says nothing. */
#include "check_fixture.h"
#include "cpu_limit.h"

#include <stdlib.h>

#include "base/buf.h"

/* A book with that pattern, of an intent that another one wins its example by. */
static struct str book_with(
    const char *language, const char *more, const char *pattern, struct arena *arena)
{
	return arena_printf(arena,
	    "settings: {language: %s}\n"
	    "words: {快递: [快递, 包裹], 何时: [多久, 几天]}\n"
	    "intents:\n"
	    "  a:\n"
	    "    title: x\n"
	    "    say: x\n"
	    "    examples: qqq\n"
	    "%s"
	    "    match: |\n"
	    "      qqq\n"
	    "      %s\n",
	    language, more, pattern);
}

enum { FIRST_LINE = 10 }; /* of the pattern, when there is nothing more */

/* "COLUMN kind, COLUMN kind" of the findings about the pattern, on its lines up to the one given;
 * the column counts from the beginning of the pattern. */
static struct str findings_to(
    const char *language, const char *more, const char *pattern, unsigned line, struct arena *arena)
{
	struct diag_list *diags = diag_list_new();
	struct book *book =
	    check_load("b.yaml", book_with(language, more, pattern, arena).p, diags);
	struct str got = {"", 0};

	check_book(book, diags);
	diag_sort(diags);
	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		if (!str_starts(str_of(d->kind), STR("pattern.")) || d->at.line > line)
			continue;
		got = arena_printf(arena, "%.*s%s%u %s", STR_ARG(got), got.n ? ", " : "",
		    d->at.col - 6, d->kind + strlen("pattern."));
		if (strcmp(d->kind, "pattern.same") && !d->proposal)
			fail_msg("%s: %s proposes nothing", pattern, d->kind);
	}
	book_release(&book);
	diag_list_free(&diags);
	return got;
}

static struct str findings(
    const char *language, const char *more, const char *pattern, struct arena *arena)
{
	return findings_to(language, more, pattern, UINT32_MAX, arena);
}

struct row {
	const char *pattern, *want;
};

static void expect(const char *language, const struct row *rows, size_t n)
{
	struct arena *arena = arena_new(0);
	size_t wrong = 0;

	for (size_t i = 0; i < n; i++) {
		struct str got = findings(language, "", rows[i].pattern, arena);

		if (str_is(got, rows[i].want))
			continue;
		wrong++;
		print_message(
		    "%s: got '%.*s', want '%s'\n", rows[i].pattern, STR_ARG(got), rows[i].want);
	}
	arena_free(&arena);
	assert_int_equal(wrong, 0);
}

#define EXPECT(language, rows) expect(language, rows, sizeof(rows) / sizeof *(rows))

static void what_finds_nothing_is_told(void **state)
{
	static const struct row rows[] = {
	    {"退^货", "2 never"},
	    {"退货^", "3 never"},
	    {"$退货", "1 never"},
	    {"(退$|换)货", "3 part"},
	    {"换了|退^货", "5 part"},
	    {"退\\b货", "2 never"},
	    {"退\\B货", "2 boundary"}, /* there it always holds, and says nothing */
	    {"退 货", "2 never"},
	    {"退\\s+货", "2 never"},
	    {"退\\s*货", "2 blank"},
	    {"退 ?货", "2 blank"},
	    {"^\\s*退货", "2 blank"},
	    {"退货\\s*$", "3 blank"},
	    {"退[ 货]款", ""},
	    {"iphone ?15", ""},
	    {"iphone\\s*15", ""},
	    {"用 ?iphone", ""},
	    {"!!退", "2 never"},
	    {"https?://item", "9 never"},
	    {"https?:/item", ""},
	    {"！！退", ""}, /* full-width marks in a row are taken for one */
	    {"哈哈哈", ""},
	    {"10{2}", ""},
	    {"退\\.\\.\\.", "4 never"},
	    {"退…", ""},
	    {"\\x{8ca8}到", "1 never"},
	    {"[\\x{8ca8}\\x{9000}]到", ""},
	    {"貨到", ""},
	    {"[貨]到", ""},
	    {"\\貨到", ""},
	    {"\\Q貨\\E到", ""},
	    {"[０-９]个", ""},
	    {"[Ａ-Ｚ]款", ""},
	    {"[一-龥]款", ""},
	    {"[㎏]重", "1 never"},
	    {"㎏重", ""},
	    {"(?-i)ABC款", "6 never"},
	    {"(?-i)abc款", ""},
	    {"ABC款", ""},
	    {"\\p{Lu}款", "1 never"},
	    {"[[:upper:]]款", "1 never"},
	    {"\\p{Han}款", ""},
	    {"退\\t货", "2 never"},
	    {"退\\n货", "2 never"},
	    {"(退)\\1^货", ""}, /* what is not followed is let be */
	    {"^(^|,)退", ""},
	    {"退(货|$)", ""},
	    {"退$|^换", ""},
	    {"(?<!不)退", ""},
	    {"^(?=.*退)(?=.*款)", ""},
	    {"^(?!.*票).*退", ""},
	};

	(void)state;
	EXPECT("zh-CN", rows);
}

static void traps_for_chinese_are_told(void **state)
{
	static const struct row rows[] = {
	    {"\\b退货\\b", "1 boundary"},
	    {"\\bplus\\b", "1 boundary"},
	    {"\\b<快递>", "1 boundary"},
	    {"订单号\\w+", "4 word"},
	    {"订单号[\\w-]+", "5 word"},
	    {"退款\\W+多久", "3 word"},
	    {"订单号[a-z0-9]+", ""},
	    {"[?？]好", "3 same_sign"},
	    {"[货貨]好", "3 same_sign"},
	    {"[。.]好", ""},
	    {"[,.?]好", "1 stop"},
	    {"[,。.?]好", ""},
	    {"[.]好", ""},
	    {"\\d+\\.\\d+元", ""},
	    {"好吧\\.", "3 stop"},
	    {"好吧。", ""},
	    {"好的.", "3 dot"},
	    {"好的.$", "3 dot"},
	    {"ok.", ""},
	    {"退.款", ""},
	    {"能退吗?", "4 question"},
	    {"能退吗??", "5 question"},
	    {"能退吗？", ""},
	    {"能退吗\\?", ""},
	    {"到了?吗", ""},
	    {"退货?", ""},
	    {"退｛0,3｝掉", "2 wide_sign, 6 wide_sign"},
	    {"(退款)＊", "5 wide_sign"},
	    {"退．＊款", "3 wide_sign"},
	    {"＾退货", "1 wide_sign"},
	    {"退货＄", "3 wide_sign"},
	    {"10＊20厘米", ""},
	    {"（退）货", "1 wide_sign"},
	    {"(退货/换货)吗", "2 separator"},
	    {"(退、换)吗", "2 separator"},
	    {"(退货|换货)吗", ""},
	    {"退货、换货、退款", "1 separator"},
	    {"退货/换货", "1 separator"},
	    {"退货，换货，退款", "1 separator"},
	    {"你好，在吗", ""},
	    {"退货、(换货)", ""},
	    {"退*货", "2 star"},
	    {"退*?货", "2 star"},
	    {"退(款)*货", ""},
	    {"好+", ""},
	    {"a*款", ""},
	    {"c++语言", "3 star"},
	    {"\\d++元", ""},
	    {"[a-z]++元", ""},
	    {"(?:24/7)好", ""},
	    {"(退)/(换)", ""},
	};

	(void)state;
	EXPECT("zh-CN", rows);
}

static void other_languages_have_words_with_borders(void **state)
{
	static const struct row rows[] = {
	    {"\\bparcels?\\b", ""},
	    {"\\bparcel\\w*\\b", ""},
	    {"[,.?]ok", ""},
	    {"(图片|\\bpicture\\b)", ""},
	    {"\\b图片", "1 boundary"},
	    {"图片\\w", "3 word"},
	    {"a\\b.{0,3}\\bb", ""},
	    {"a\\bb", "2 never"},
	    {"is (good|bad$) or", "13 part"},
	    {"i'?m +here", ""},
	    {"what\\?", ""},
	};

	(void)state;
	EXPECT("en", rows);
}

static void what_looks_like_something_else_is_told(void **state)
{
	static const struct row rows[] = {
	    {"[退|换]货", "3 class"},
	    {"[退货|换货]吗", "4 class"},
	    {"[|/]货", ""},
	    {"[^退|换]货", "4 class"},
	    {"[退款退货]吗", "4 class"},
	    {"[1-31]号", "5 class"},
	    {"[\\d1]号", "4 class"},
	    {"[0-9一二]号", ""},
	    {"[A-z]款", "2 class"},
	    {"[a-zA-Z]款", ""},
	    {"退{,3}款", "2 count"},
	    {"退.{0, 6}款", "3 count"},
	    {"退.{0-6}款", "3 count"},
	    {"退{0,6}款", ""},
	    {"退\\{,3}款", ""},
	    {"单{order_no}号", "2 placeholder"},
	    {"(?<order_no>\\d{8,})号", ""},
	    {"(?i)退款", "1 option"},
	    {"(?s)退款", "1 option"},
	    {"(?i:退)款", "1 option"},
	    {"(?:退)款", ""},
	    {"^退货|换货$", "1 ends"},
	    {"^退货|^换货$", ""},
	    {"^(退货|换货)$", ""},
	    {"退货|换货$", ""},
	    {".*退货", "1 needless"},
	    {"^.*退货", "2 needless"},
	    {"退货.*", "3 needless"},
	    {"退货.*$", "3 needless"},
	    {".+退货", "1 needless"},
	    {"^(?!.*票).*退货", ""},
	    {"^(?=.*退).*货", ""},
	    {"退.*货", "2 gap"},
	    {"(我|你)退.*货|换", "7 gap"},
	    {"退.{0,8}货", ""},
	    {"退[^,。?]*货", ""},
	    {"单号.{0,4}(?<n>\\d{8,})", "3 greedy"},
	    {"(单号.?(?<n>(\\d{4,6})))", "4 greedy"},
	    {"单号.*(?<n>.{2,9}?)收", "3 greedy, 3 gap"},
	    {"单号.{0,4}?(?<n>\\d{8,})", ""},
	    {"单号.{0,4}+(?<n>\\d{8,})", ""},
	    {"单号[^0-9]{0,4}(?<n>\\d{8,})", ""},
	    {"单号.{2}(?<n>\\d{8,})", ""},
	    {"单号.{0,4}(?<n>\\d{8})", ""},
	    {"单号.{0,4}(?<n>wl\\d{8,})", ""},
	    {"单号.{0,4}(\\d{8,})", ""},
	    {"退(?=.*货)款", ""},
	    {".+", "1 everything"},
	    {"[^x]", "1 everything"},
	    {"\\S", "1 everything"},
	    {"\xe3\x80\x80", "1 everything"}, /* blanks that look like an empty line */
	    {"\xc2\xa0", "1 everything"},
	    {"[a-z]{20,}", "1 literal"},
	    {"qqq", "1 same"},
	};

	(void)state;
	EXPECT("zh-CN", rows);
}

static void slow_patterns_are_told_when_they_were_seen_to_be_slow(void **state)
{
	static const struct row rows[] = {
	    {"(a+)+$", "1 steps"},
	    {"退(a+)+$", "1 steps"},
	    {"a(a|a)*$", "1 steps"},
	    {"(a|aa)+款", "1 steps"},
	    {"(.*)*退税", "1 steps"},
	    {"(.{0,20}){10}税", "1 steps"},
	    {"([a-z]+ ?)*完", "1 steps"},
	    {"(快递|快|递)+啊", "1 steps"},
	    {"(我|我要)*退款", ""}, /* both words in one way */
	    {"(我|我要|要)*退款", "1 steps"},
	    {"(a.|.b)+款", "1 steps"},
	    {"^((ab)*a?b?)*退$", "1 steps"},
	    {"y(z?){60}(z?){60}x", "1 steps"},
	    {"\\d*\\d*\\d*\\d*元", "1 steps"},
	    {"(?=(a+)+款)a", "1 steps"},
	    {"退[^。]*款[^。]*货[^。]*好", "1 slow"},
	    {"(\\d{8,}[a-z0-9]{5,41}\\d{8,}号|退)货", "1 slow"},
	    {"退.{0,40}款.{0,40}货.{0,40}好.{0,40}吗", "1 slow"},
	    {"退.*款.*货", "2 gap"},
	    /* near misses */
	    {"(a+)+", ""},           /* takes what there is */
	    {"^([^,]+,?)*[!]$", ""}, /* nothing can go wrong before the ! that has to be there */
	    {"(a+b)+款", ""},
	    {"([a-z0-9]+ )*订单", ""},
	    {"[a-z0-9._-]+@[a-z0-9.-]+", ""},
	    {"退[^。]*款", ""},
	    {"退.{0,8}款.{0,8}货.{0,8}快.{0,8}吗", ""},
	    {"(?>a+)+$", ""},
	    {"([ab]++)+$", ""},
	    {"((你好|在吗|亲)[,。! ]{0,3}){1,6}$", ""},
	    {"(\\[[^\\[\\]]{1,6}\\] ?)+$", ""},
	};

	(void)state;
	EXPECT("zh-CN", rows);
}

static void what_another_pattern_finds_too_is_needless(void **state)
{
	static const struct {
		const char *pattern, *other;
		bool contained;
	} rows[] = {
	    {"怎么退货", "(怎么|如何)(退货|换货)", true},
	    {"退.{0,3}货", "退.{0,6}货", true},
	    {"退.{0,6}货", "退.{0,3}货", false},
	    {"退.{0,3}货", "退[^,]{0,6}货", false},
	    {"退货", "退货.{0,2}", true},
	    {"我要退货", "退货", false}, /* its find is longer */
	    {"退货", "我要退货", false},
	    {"^退货$", "退货", true},
	    {"^退货", "^(退|换)货", true},
	    {"退货", "^退货", false},
	    {"退\\d货", "退.货", true},
	    {"退[a-z]货", "退[a-z0-9]货", true},
	    {"退\\w货", "退[a-z0-9]货", false},
	    {"(?<n>退)货", "退货|换货", false}, /* it catches a value */
	    {"退(?!款)货", "退货|换货", true},
	    {"退货|换货", "退(?!款)货|换货", false},
	    {"售后电话", "售后|售后电话", false}, /* the other one finds less of it */
	    {"<快递>到", "(快递|包裹|件)到", true},
	};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str both =
		    arena_printf(arena, "%s\n      %s", rows[i].pattern, rows[i].other);
		struct str got = findings_to("zh-CN", "", both.p, FIRST_LINE, arena);

		if (str_is(got, "1 contained") != rows[i].contained)
			fail_msg(
			    "%s in %s: got '%.*s'", rows[i].pattern, rows[i].other, STR_ARG(got));
	}
	arena_free(&arena);
}

static void under_unless_any_find_is_enough(void **state)
{
	static const struct row rows[] = {
	    {"退款到\n      退款", "1 contained"},
	    {"我要退款吗\n      退款|换", "1 contained"},
	    {"退款\n      ^退款", "1 contained"}, /* the second one */
	    {"退.{0,3}款\n      退.款", "1 contained"},
	    {"退款\n      退货", ""},
	};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str more = arena_printf(arena, "    unless: |\n      %s\n", rows[i].pattern);
		struct str got = findings("zh-CN", more.p, "退(款|货|税)", arena);

		if (!str_is(got, rows[i].want))
			fail_msg("%s: got '%.*s'", rows[i].pattern, STR_ARG(got));
	}
	arena_free(&arena);
}

static void who_takes_what_is_left_may_find_everything(void **state)
{
	struct arena *arena = arena_new(0);

	(void)state;
	assert_true(
	    str_is(findings("zh-CN", "    kind: data\n", "\\p{Han}{3}", arena), "1 literal"));
	assert_true(
	    str_is(findings("zh-CN", "    priority: -90\n", "\\p{Han}{3}", arena), "1 literal"));
	arena_free(&arena);
}

static void a_pattern_of_many_thousand_parts_is_let_be(void **state)
{
	struct arena *arena = arena_new(0);
	char *pattern = arena_alloc(arena, 30000);

	(void)state;
	strcpy(pattern, "[退|换]货");
	memset(pattern + strlen(pattern), 'a', 1000);
	assert_true(str_is(findings("zh-CN", "", pattern, arena), "3 class"));
	memset(pattern + strlen(pattern), 'a', 20000);
	assert_true(str_is(findings("zh-CN", "", pattern, arena), ""));
	arena_free(&arena);
}

/* The text of a finding of a kind. */
static struct str text_of(const char *pattern, const char *kind, struct arena *arena)
{
	struct diag_list *diags = diag_list_new();
	struct book *book = check_load("b.yaml", book_with("zh-CN", "", pattern, arena).p, diags);
	struct str got = {"", 0};

	check_book(book, diags);
	for (size_t i = 0; i < diag_size(diags); i++)
		if (!strcmp(diag_at(diags, i)->kind, kind))
			got = arena_str(arena, str_of(diag_at(diags, i)->text));
	book_release(&book);
	diag_list_free(&diags);
	return got;
}

static void a_slow_pattern_is_shown_with_its_text_and_steps(void **state)
{
	struct arena *arena = arena_new(0);
	struct str got = text_of("(a+)+$", "pattern.steps", arena);
	unsigned long letters, steps, ms;

	(void)state;
	assert_int_equal(sscanf(got.p,
			     "this pattern can take so many steps that the search gives up: on the "
			     "%lu letters 'aaaaaaaaaaaaaaaa~a' it took %lu or more (%lu ms)",
			     &letters, &steps, &ms),
	    3);
	assert_int_equal(letters, 18);
	assert_in_range(steps, 100000, 1000000);
	arena_free(&arena);
}

/* Two hundred of them are as many as one book is measured for: it says so. */
static void measuring_has_an_end(void **state)
{
	struct arena *arena = arena_new(0);
	struct buf all;
	struct str got;

	(void)state;
	buf_init(&all, 1 << 20);
	for (int i = 0; i < 2000; i++)
		buf_printf(&all, "%s(x+x+)+y%dz", i ? "\n      " : "", i);
	got = text_of(all.p, "pattern.unmeasured", arena);
	assert_true(str_starts(str_make(got.p + strspn(got.p, "0123456789"), got.n),
	    STR(" patterns that may take many steps were not measured")));
	buf_free(&all);
	arena_free(&arena);
}

static int set_up(void **state)
{
	cpu_limit(300);
	return check_set_up(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_finds_nothing_is_told),
	    cmocka_unit_test(traps_for_chinese_are_told),
	    cmocka_unit_test(other_languages_have_words_with_borders),
	    cmocka_unit_test(what_looks_like_something_else_is_told),
	    cmocka_unit_test(slow_patterns_are_told_when_they_were_seen_to_be_slow),
	    cmocka_unit_test(what_another_pattern_finds_too_is_needless),
	    cmocka_unit_test(under_unless_any_find_is_enough),
	    cmocka_unit_test(who_takes_what_is_left_may_find_everything),
	    cmocka_unit_test(a_pattern_of_many_thousand_parts_is_let_be),
	    cmocka_unit_test(a_slow_pattern_is_shown_with_its_text_and_steps),
	    cmocka_unit_test(measuring_has_an_end),
	};

	return cmocka_run_group_tests_name("check_patterns", tests, set_up, check_tear_down);
}
