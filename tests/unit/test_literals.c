/* literals: what a pattern cannot match without; that it is so, for patterns by chance. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "pattern/character.h"
#include "pattern/literals.h"
#include "pattern/normalise.h"
#include "pattern/rx.h"
#include "random_pattern.h"

static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(1 << 16);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static void extract(struct str pattern, struct literals *l)
{
	struct meaning_tree tree = meaning_tree(pattern, arena);
	literals_extract(&tree, arena, l);
}

static int compare(const void *a, const void *b)
{
	return str_compare(*(const struct str *)a, *(const struct str *)b);
}

/* "货款 退 & 想 要": literals of a group in order of bytes, groups as they come. */
static const char *show(const struct literals *l)
{
	static char out[8192];
	size_t n = 0;
	*out = '\0';
	for (size_t i = 0; i < l->n; i++) {
		qsort(l->groups[i].any, l->groups[i].n, sizeof *l->groups[i].any, compare);
		n += (size_t)snprintf(out + n, sizeof out - n, "%s", i ? " &" : "");
		for (size_t k = 0; k < l->groups[i].n; k++)
			n += (size_t)snprintf(out + n, sizeof out - n, "%s%.*s", k || i ? " " : "",
			    STR_ARG(l->groups[i].any[k]));
	}
	for (char *p = out; *p; p++)
		*p = *p == LITERAL_START   ? '^'
		     : *p == LITERAL_END   ? '$'
		     : *p == LITERAL_DIGIT ? '#'
					   : *p;
	return out;
}

static const struct {
	const char *pattern, *want;
} cases[] = {
    {"退货", "退货"},
    {"退(货|款)", "退款 退货"},
    {"(想|要).{0,6}退(货|款)", "退款 退货 & 想 要"},
    {"(快递|物流|包裹).{0,6}(哪|到了?吗)", "包裹 快递 物流 & 到了吗 到吗 哪"},
    {"REFUND", "refund"},
    {"(?i)Refund(?-i)ed", "refunded"},
    {"退货?", "退"},
    {"退?货?", ""},
    {"(退货)*", ""},
    {"(退货)+", "退货"},
    {"(?:退){2}货", "退退货"},
    {"退{1,3}货", "退货"},
    {"^(?:好的|行)+[吧啊]?.*$", "^好的 ^行"},
    {"想(?:退.*|换.*货)", "想换 想退 & 货 退"},
    {"(?:.*退|货.*换)吗", "换吗 退吗 & 货 退"},
    {"退{0,3}货", "货"},
    {"[退换]货", "换货 退货"},
    {"[^退]货", "货"},
    {"[一-龥]货", "货"},
    {"第[1-3]个", "第1个 第2个 第3个"},
    {"\\d+天", "#天 0天 1天 2天 3天 4天 5天 6天 7天 8天 9天"},
    {"退款|换货|.*", ""},
    {"退款.*快|换货.*慢", "换货 退款 & 快 慢"},
    {"(?=.*退货).*快递", "退货 & 快递"},
    {"(?!退货)快递", "快递"},
    {"(?<!不)要退", "要退"},
    {"(?<=不)要退", "要退 & 不"},
    {"(?<order_no>\\d{8,})单", "#单 0单 1单 2单 3单 4单 5单 6单 7单 8单 9单"},
    {"(?'n'退)货", "退货"},
    {"(?>退|换)货", "换货 退货"},
    {"(a)\\1b", "a & b"},
    {"\\Q退.货\\E?", "退."},
    {"退\\x{8D27}", "退货"},
    {"\\x41b", "ab"},
    {"退(?#说明)货", "退货"},
    {"^退货$", "^退货$"},
    {"^(您|你)?好", "^你好 ^好 ^您好"},
    {"(^|,)在.*吗\\z", "吗$ & ^在 ,在"},
    {"^.{0,3}$", ""},
    {"^(你好)?[,!]{0,2}(在吗|在不)[?!]{0,2}$", "在不 在吗 & !$ ?$ 在不$ 在吗$ & ^! ^, ^你好 ^在不 ^在吗"},
    {"^(啊|.)?好", "好"},
    {"^([啊哦]{0,2}好|行)", "^哦 ^啊 ^好 ^行 & 好 行"},
    {"(好|行)(啊*|吧.{0,1})$", "好 行"},
    {"(^|,)[啊哦]{0,2}好", "好"},
    {"^^a$$", "^a$"},
    {"$^", ""},
    {"^(?:^)?a", "^a"},
    {"a(?=$)", "a"},
    {"\\Aa\\Z", "^a$"},
    {"^$", "^$"},
    {"x\\d", "x# x0 x1 x2 x3 x4 x5 x6 x7 x8 x9"},
    {"\\b退\\K货", "退货"},
    {"退.货.快.递", "退 & 货 & 快"},
    {"退款|退款申请", "退款"},
    {"几件套|包含.*什么", "几件套 包含 & 什么 几件套"},
    {"退(?#说明)\\Q\\E{0}货", ""},
    {"[\\d退]货", "#货 0货 1货 2货 3货 4货 5货 6货 7货 8货 9货 退货"},
    {"[\\w退]货", "货"},
    {"a{2", ""},
    {"a{x}", "a{x}"},
    {"ß", ""},
    {"(?x) 退 货", ""},
    {"(*UTF)退货", ""},
    {"(?(?=退)退货|换)", ""},
    {"退[[:alpha:]]", "退"},
    {"[\\x{9000}\\x{6362}]货", "换货 退货"},
    {"(?1)(退货)", "退货"},
    {"退(?:(?:)|货)款", "退款 退货款"},
    {"", ""},
};

static void groups_are_what_a_match_needs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct literals l;
		extract(str_of(cases[i].pattern), &l);
		if (strcmp(show(&l), cases[i].want) != 0)
			fail_msg(
			    "%s: got '%s', want '%s'", cases[i].pattern, show(&l), cases[i].want);
	}
	arena_reset(arena);
}

static void many_words_are_cut_to_their_beginnings(void **state)
{
	(void)state;
	char pattern[2048] = "(";
	for (int i = 0; i < 100; i++)
		snprintf(
		    pattern + strlen(pattern), 20, "%s退货%c%02d", i ? "|" : "", 'a' + i % 3, i);
	strcat(pattern, ")");
	struct literals l;
	extract(str_of(pattern), &l);
	assert_string_equal(show(&l), "退货a 退货b 退货c");
	arena_reset(arena);
}

/* The text between its marks, with what may be a digit as LITERAL_DIGIT. */
static struct str marked(struct str text, char *out)
{
	size_t n = 0;
	out[n++] = LITERAL_START;
	for (size_t i = 0; i < text.n;) {
		uint32_t code = utf8_next(text, &i);
		n += utf8_put(character_maybe_digit(code) ? LITERAL_DIGIT : code, out + n);
	}
	out[n++] = LITERAL_END;
	return str_make(out, n);
}

static bool holds_a_literal_of_each(const struct literals *l, struct str text)
{
	for (size_t i = 0; i < l->n; i++) {
		bool hit = false;
		for (size_t k = 0; k < l->groups[i].n && !hit; k++)
			hit = memmem(text.p, text.n, l->groups[i].any[k].p,
				  l->groups[i].any[k].n) != NULL;
		if (!hit)
			return false;
	}
	return true;
}

static void random_patterns_match_only_with_their_literals(void **state)
{
	(void)state;
	struct normaliser *normaliser = normaliser_new();
	struct rx_scratch *scratch = rx_scratch_new();
	struct chance chance = {0x9e3779b97f4a7c15u};
	size_t good = 0, with = 0, matches = 0;
	for (int round = 0; round < 20000; round++) {
		char pattern[400], text[200];
		struct rx_error err;
		struct literals l;
		size_t length = random_pattern(&chance, pattern, sizeof pattern);
		struct rx *rx = rx_compile(str_make(pattern, length), &err);
		if (!rx)
			continue;
		good++;
		extract(str_make(pattern, length), &l);
		with += l.n > 0;
		for (int k = 0; k < 20 && l.n; k++) {
			struct normal normal;
			size_t n = random_text(&chance, text, sizeof text);
			assert_int_equal(
			    normalise(normaliser, arena, str_make(text, n), &normal), 0);
			if (rx_search(rx, scratch, normal.text, 0, NULL) != RX_YES)
				continue;
			char with_marks[400];
			matches++;
			if (!holds_a_literal_of_each(&l, marked(normal.text, with_marks)))
				fail_msg(
				    "%s matches %s without %s", pattern, normal.text.p, show(&l));
		}
		rx_free(&rx);
		arena_reset(arena);
	}
	/* else the test would say nothing */
	assert_true(good > 5000 && with > 2000 && matches > 5000);
	rx_scratch_free(&scratch);
	normaliser_free(&normaliser);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(groups_are_what_a_match_needs),
	    cmocka_unit_test(many_words_are_cut_to_their_beginnings),
	    cmocka_unit_test(random_patterns_match_only_with_their_literals),
	};
	return cmocka_run_group_tests_name("literals", tests, set_up, tear_down);
}
