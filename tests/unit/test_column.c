/* test_column.c - headings, words as patterns, names made of texts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pattern/normalise.h"
#include "pattern/rx.h"
#include "sheet/column.h"
#include "sheet/word.h"
#include "sheet/slug.h"

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
	arena_free(&arena);
	normaliser_free(&normaliser);
	return 0;
}

static void headings_are_known_however_they_are_written(void **state)
{
	static const struct {
		const char *heading;
		enum column want;
	} cases[] = {
	    {"分组", COLUMN_GROUP},
	    {"一级分类", COLUMN_GROUP},
	    {"Category", COLUMN_GROUP},
	    {"快捷短语分组", COLUMN_GROUP},
	    {"标题", COLUMN_TITLE},
	    {"*标题：", COLUMN_TITLE},
	    {"Title *", COLUMN_TITLE},
	    {"分段标题（选填）", COLUMN_TITLE},
	    {"用户问题（必填）", COLUMN_QUESTION},
	    {"问题1", COLUMN_QUESTION},
	    {"Similar Questions", COLUMN_QUESTION},
	    {"similar_question_2", COLUMN_QUESTION},
	    {"Ｑ", COLUMN_QUESTION},
	    {"问题\n（一行一个）", COLUMN_QUESTION},
	    {"問題", COLUMN_QUESTION},
	    {"问题/例句", COLUMN_QUESTION},
	    {"关键词(多个用|分隔)", COLUMN_KEYWORDS},
	    {"关 键 字", COLUMN_KEYWORDS},
	    {"触发关键词", COLUMN_KEYWORDS},
	    {"正则", COLUMN_PATTERNS},
	    {"规则（正则）", COLUMN_PATTERNS},
	    {"回复内容", COLUMN_ANSWER},
	    {"【必填】话术", COLUMN_ANSWER},
	    {"答案2", COLUMN_ANSWER},
	    {"A", COLUMN_ANSWER},
	    {"body_text", COLUMN_ANSWER},
	    {"优先级", COLUMN_PRIORITY},
	    {"权重", COLUMN_PRIORITY},
	    {"编号", COLUMN_ID},
	    {"Intent ID", COLUMN_ID},
	    {"快捷短语编码", COLUMN_CODE},
	    {"short_code", COLUMN_CODE},
	    {"快捷短语", COLUMN_SHORT},
	    {"类型", COLUMN_TYPE},
	    {"匹配方式", COLUMN_MATCHING},
	    {"是否启用", COLUMN_ENABLED},
	    {"否定关键词", COLUMN_EXCLUDED},
	    {"创建时间", COLUMN_PASSED_OVER},
	    {"序号", COLUMN_PASSED_OVER},
	    {"负责部门", COLUMN_NONE},
	    {"", COLUMN_NONE},
	    {"（必填）", COLUMN_NONE},
	    {"12", COLUMN_NONE},
	    {"我的快递到哪了", COLUMN_NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		enum column got = column_read(normaliser, arena, str_of(cases[i].heading));

		if (got != cases[i].want)
			fail_msg("%s: %d", cases[i].heading, got);
	}
	for (enum column c = 0; c < COLUMNS_WRITTEN; c++) {
		assert_int_equal(column_read(normaliser, arena, str_of(columns_written[c].en)), c);
		assert_int_equal(column_read(normaliser, arena, str_of(columns_written[c].zh)), c);
	}
	assert_string_equal(column_nearest(normaliser, arena, STR("Anwser")), "answer");
	assert_string_equal(column_nearest(normaliser, arena, STR("关健词")), "关键词");
	assert_null(column_nearest(normaliser, arena, STR("负责部门")));
}

static void words_become_patterns_that_find_just_them(void **state)
{
	static const struct {
		const char *word;
		enum word_matching how;
		bool latin;
		const char *want;
	} cases[] = {
	    {"退货", WORD_WITHIN, false, "退货"},
	    {"退 货", WORD_WITHIN, false, "退货"},
	    {"几点？？", WORD_WITHIN, false, "几点\\?"},
	    {"a+b (c)", WORD_WITHIN, false, "(?<![a-z])a\\+b \\(c\\)"},
	    {"EMS", WORD_WITHIN, false, "(?<![a-z])EMS(?![a-z])"},
	    {"211限时达", WORD_WITHIN, false, "(?<!\\d)211限时达"},
	    {"refund", WORD_WITHIN, true, "\\brefund\\b"},
	    {"#1", WORD_WITHIN, false, "\\#1(?!\\d)"},
	    {"<快递>", WORD_WITHIN, false, "\\<快递>"},
	    {"退货", WORD_WHOLE, false, "^退货$"},
	    {"\xe2\x80\x8b", WORD_WITHIN, false, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct word_rules rules = {normaliser, arena, cases[i].latin};
		struct str got = word_pattern(&rules, str_of(cases[i].word), cases[i].how);
		struct rx_error err;
		struct rx *rx;

		if (!str_is(got, cases[i].want))
			fail_msg("%s: %s", cases[i].word, got.p);
		rx = rx_compile(got, &err);
		assert_non_null(rx);
		rx_free(&rx);
	}
	struct word_rules rules = {normaliser, arena, false};
	struct str both[] = {STR("便宜"), STR("a")};

	assert_string_equal(
	    word_pattern_of_all(&rules, both, 2).p, "^(?=.*便宜)(?=.*(?<![a-z])a(?![a-z]))");
	assert_string_equal(
	    word_pattern_of_question(&rules, STR("几点开门呀？~ ")).p, "几点开门呀");
	assert_string_equal(word_pattern_of_question(&rules, STR("？")).p, "？");
}

static void names_are_made_of_letters_and_digits(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
	    {"售后服务", "售后服务"},
	    {"杯盖漏水，怎么办？", "杯盖漏水-怎么办"},
	    {"Return / Refund!", "return-refund"},
	    {"ＡＢＣ　１２", "abc-12"},
	    {"【活动】双11🎉", "活动-双11"},
	    {"!?", ""},
	    {"", ""},
	    {"../../x", "x"},
	    {"々〇", "々〇"},
	};
	struct str got;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		got = slug(normaliser, arena, str_of(cases[i].text));
		if (!str_is(got, cases[i].want))
			fail_msg("%s: %s", cases[i].text, got.p);
	}
	got = slug(normaliser, arena,
	    STR("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一"
		"二三"));
	assert_int_equal(got.n, SLUG_CHARS * 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(headings_are_known_however_they_are_written),
	    cmocka_unit_test(words_become_patterns_that_find_just_them),
	    cmocka_unit_test(names_are_made_of_letters_and_digits),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
