/* test_score.c - what counts as a score of 1 to 5, and what does not. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "dialogue/score.h"
#include "pattern/normalise.h"

static struct survey_word words[] = {
    {STR("非常不满意"), 1}, {STR("非常满意"), 5}, {STR("excellent"), 5}, {STR("terrible"), 1},
    {STR("不满意"), 2}, {STR("满意"), 4}, {STR("一般"), 3}, {STR("颗星"), 0}, {STR("good"), 4},
    {STR("谢谢"), 0}, {STR("感觉"), 0}, {STR("stars"), 0}, {STR("给"), 0}, {STR("分"), 0},
    {STR("星"), 0}, {STR("三"), 3}, {STR("五"), 5}, {STR("一"), 1},
};

static const struct {
	const char *text;
	enum score_kind kind;
	unsigned value;
	const char *rest;
} cases[] = {
    {"5", SCORE_GIVEN, 5, ""},
    {"５", SCORE_GIVEN, 5, ""},
    {" 4 分 ", SCORE_GIVEN, 4, ""},
    {"给5分", SCORE_GIVEN, 5, ""},
    {"5/5", SCORE_GIVEN, 5, ""},
    {"4/5分", SCORE_GIVEN, 4, ""},
    {"3。", SCORE_GIVEN, 3, ""},
    {"三颗星", SCORE_GIVEN, 3, ""},
    {"五星", SCORE_GIVEN, 5, ""},
    {"非常满意", SCORE_GIVEN, 5, ""},
    {"非常不满意！", SCORE_GIVEN, 1, ""},
    {"满意，谢谢", SCORE_GIVEN, 4, ""},
    {"一般", SCORE_GIVEN, 3, ""},
    {"Excellent!", SCORE_GIVEN, 5, ""},
    {"5 stars", SCORE_GIVEN, 5, ""},
    {"⭐⭐⭐⭐", SCORE_GIVEN, 4, ""},
    {"*****", SCORE_GIVEN, 5, ""},
    {"★★★☆☆", SCORE_GIVEN, 3, ""},
    {"⭐️ ⭐️", SCORE_GIVEN, 2, ""},
    {"5分 5分", SCORE_GIVEN, 5, ""},
    {"5分，物流很快", SCORE_GIVEN, 5, "物流很快"},
    {"3分，感觉答非所问", SCORE_GIVEN, 3, "感觉答非所问"},
    {"good, fast delivery", SCORE_GIVEN, 4, "fast delivery"},
    {"0", SCORE_OUT, 0, ""},
    {"10分", SCORE_OUT, 0, ""},
    {"9/10", SCORE_OUT, 0, ""},
    {"3/10", SCORE_OUT, 0, ""},
    {"4.5", SCORE_OUT, 0, ""},
    {"4.5分", SCORE_OUT, 0, ""},
    {"☆☆☆☆☆", SCORE_OUT, 0, ""},
    {"★★★★★★", SCORE_OUT, 0, ""},
    {"", SCORE_NONE, 0, ""},
    {"。。。", SCORE_NONE, 0, ""},
    {"谢谢", SCORE_NONE, 0, ""},
    {"5天了还没到", SCORE_NONE, 0, ""},
    {"五一放假吗", SCORE_NONE, 0, ""},
    {"一直没收到", SCORE_NONE, 0, ""},
    {"不是满意", SCORE_NONE, 0, ""},
    {"快递5分", SCORE_NONE, 0, ""},
    {"服务5分，物流3分", SCORE_NONE, 0, ""},
    {"5分3分", SCORE_NONE, 0, ""},
    {"4、5分", SCORE_NONE, 0, ""},
    {"10分，快递没到", SCORE_NONE, 0, ""},
    {"13812345678", SCORE_NONE, 0, ""},
    {"goodness", SCORE_NONE, 0, ""},
};

static void scores_are_read_as_people_write_them(void **state)
{
	struct normaliser *n = normaliser_new();
	struct arena *arena = arena_new(0);
	struct settings set = {
	    .survey_words = words, .survey_words_n = sizeof words / sizeof *words};
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str text = str_of(cases[i].text);
		struct normal normal;
		assert_int_equal(normalise(n, arena, text, &normal), 0);
		struct score s = score_read(&set, text, normal.text);
		if (s.kind != cases[i].kind || s.value != cases[i].value ||
		    !str_is(s.rest, cases[i].rest))
			fail_msg("%s: kind %d, value %u, rest '%.*s'", cases[i].text, s.kind,
			    s.value, STR_ARG(s.rest));
	}
	arena_free(&arena);
	normaliser_free(&n);
}

static void without_words_numbers_and_stars_are_understood(void **state)
{
	struct settings set = {0};
	(void)state;
	assert_int_equal(score_read(&set, STR("4"), STR("4")).value, 4);
	assert_int_equal(score_read(&set, STR("满意"), STR("满意")).kind, SCORE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(scores_are_read_as_people_write_them),
	    cmocka_unit_test(without_words_numbers_and_stars_are_understood),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
