/* test_sending.c - where long texts are cut, and what is sent when a channel takes little. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "book/load.h"
#include "pattern/normalise.h"
#include "dialogue/sending.h"
#include "base/split.h"

#define TEN "一二三四五六七八九十"
#define FAMILY "👨‍👩‍👧‍👦" /* one sign of 25 bytes */

static const char *parts_of(const char *text, size_t max)
{
	static char out[4000];
	struct str rest = str_of(text), part;

	out[0] = '\0';
	while ((part = split_next(&rest, max)).n) {
		assert_true(part.n <= max || !max);
		assert_true(utf8_valid(part));
		sprintf(out + strlen(out), "%s%.*s", *out ? "|" : "", STR_ARG(part));
	}
	return out;
}

static void a_text_is_cut_at_a_good_place(void **state)
{
	static const struct {
		const char *text;
		size_t max;
		const char *want;
	} cases[] = {
	    {"短", 64, "短"},
	    {"", 64, ""},
	    {"  \n ", 64, ""},
	    {"any length goes", 0, "any length goes"},
	    /* a paragraph before a sentence before a clause before a word */
	    {"一二三四五。\n六七八九，十", 30, "一二三四五。|六七八九，十"},
	    {"一二三。四五，六七八九十", 24, "一二三。|四五，六七八九十"},
	    {"一二三四五，六七八九十", 24, "一二三四五，|六七八九十"},
	    {"Hello there. How are you today", 20, "Hello there.|How are you today"},
	    {"one two three four five", 12, "one two|three four|five"},
	    {"first part, second part", 16, "first part,|second part"},
	    {TEN TEN, 30, TEN "|" TEN},
	    /* no better place makes a part very short */
	    {"好。" TEN, 30, "好。一二三四五六七八|九十"},
	    /* closing marks stay with what they close */
	    {TEN "。" TEN, 30, "一二三四五六七八九|十。一二三四五六七八|九十"},
	    {"（一二三四五六七八）九", 30, "（一二三四五六七八）|九"},
	    /* numbers and links stay whole */
	    {"您的订单号是2026112300017请查收", 30, "您的订单号是|2026112300017请查收"},
	    {"共1,234.50元，请支付", 10, "共|1,234.50|元，|请支付"},
	    {"请看https://a.example.com/b?c=1,2这里", 40, "请看https://a.example.com/b?c=1,2这|里"},
	    {"请看https://a.example.com/b?c=1,2这里", 34, "请看|https://a.example.com/b?c=1,2这|里"},
	    /* unless one alone is longer than a part */
	    {"abcdefghijklmnopqrstuvwxyz", 10, "abcdefghij|klmnopqrst|uvwxyz"},
	    {"看abcdefghijklmnopqrstuvwxyz", 10, "看|abcdefghij|klmnopqrst|uvwxyz"},
	    /* signs of several characters */
	    {FAMILY FAMILY FAMILY, 64, FAMILY FAMILY "|" FAMILY},
	    {"e\u0301e\u0301e\u0301", 8, "e\u0301e\u0301|e\u0301"},
	    {"👍🏽👍🏽", 12, "👍🏽|👍🏽"},
	    {"🇨🇳", 9, "🇨🇳"},
	    {"สวัสดี", 13, "สวัส|ดี"},
	    /* a sign longer than a part: between characters, never within one */
	    {"a\u0301\u0302\u0303\u0304", 4, "a\u0301|\u0302\u0303|\u0304"},
	    {"　一二三四　五六七八　", 20, "一二三四|五六七八"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_string_equal(parts_of(cases[i].text, cases[i].max), cases[i].want);
		if (split_count(str_of(cases[i].text), cases[i].max) > 1)
			assert_true(strchr(cases[i].want, '|'));
	}
}

static void nothing_is_lost_in_splitting(void **state)
{
	static const char *const pieces[] = {"一", "。", "，", " ", "\n", "abc", "12", ".", "😀",
	    FAMILY, "e\u0301", "　", "https://x.example/y", "!", "？", "字"};
	uint32_t dice = 1;
	char text[4000], all[4000], joined[4000];

	(void)state;
	for (int round = 0; round < 3000; round++) {
		size_t max = SPLIT_MIN + round % 40, n = 0;
		struct str rest, part;

		text[0] = joined[0] = '\0';
		for (int i = 0; i < 60; i++) {
			dice = dice * 1664525 + 1013904223;
			strcat(text, pieces[dice >> 28]);
		}
		for (rest = str_of(text); (part = split_next(&rest, max)).n;) {
			assert_true(part.n <= max && utf8_valid(part));
			strncat(joined, part.p, part.n);
		}
		for (int pass = 0; pass < 2; pass++) { /* without blanks both are the same */
			const char *from = pass ? joined : text;

			n = 0;
			for (size_t i = 0; from[i]; i++) {
				if (strncmp(from + i, "　", 3) == 0)
					i += 2;
				else if (from[i] != ' ' && from[i] != '\n')
					all[n++] = from[i];
			}
			all[n] = '\0';
			strcpy(pass ? joined : text, all);
		}
		assert_string_equal(joined, text);
	}
}

/* ---- the budget ---- */

static const char book_text[] =
    "phrases:\n"
    "  opening: {title: o, say: [hello]}\n"
    "  soothe: {title: s, say: [sorry]}\n"
    "  transfer: {title: t, say: [one moment]}\n"
    "  hold: {title: h, say: [please wait]}\n"
    "  hold.again: {title: h, say: [wait again]}\n"
    "  closing.check: {title: c, say: [anything else]}\n"
    "intents:\n"
    "  a: {title: a, match: aaa, examples: aaa, say: [first answer], then: check}\n"
    "  b: {title: b, match: bbb, examples: bbb, say: [second answer]}\n"
    "  human.request: {title: x, match: human, examples: human, then: transfer}\n";

struct fixture {
	struct normaliser *normaliser;
	struct book *book;
	struct match_scratch *scratch;
	struct arena *arena;
	struct conversation c;
	struct channel_limits limits;
	int64_t now;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct book_file file = {STR("s.yaml"), str_of(book_text)};
	struct diag_list *diags = diag_list_new();

	f->normaliser = normaliser_new();
	f->book = book_load_files(STR("s"), &file, 1,
	    &(struct book_options){.normaliser = f->normaliser}, diags);
	diag_print(diags, stderr, false);
	diag_list_free(&diags);
	assert_non_null(f->book);
	f->scratch = match_scratch_new();
	f->arena = arena_new(0);
	f->now = 1767225600000;
	conversation_init(&f->c, f->arena, 1);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	arena_free(&f->arena);
	match_scratch_free(&f->scratch);
	book_release(&f->book);
	normaliser_free(&f->normaliser);
	free(f);
	return 0;
}

/* The texts said, " | " between; what was left out behind a minus. */
static const char *step(struct fixture *f, const struct event *e)
{
	const struct dialogue_env env = {
	    .book = f->book, .channel = &f->limits, .scratch = f->scratch};
	struct decisions d;
	struct str out = STR("");

	dialogue_step(&env, &f->c, e, f->now, f->arena, &d);
	for (size_t i = 0; i < d.n; i++) {
		bool said = d.list[i].kind == DECIDE_SAY;

		if (said || d.list[i].kind == DECIDE_UNSENT)
			out = arena_printf(f->arena, "%.*s%s%s%.*s", STR_ARG(out),
			    out.n ? " | " : "", said ? "" : "-", STR_ARG(d.list[i].text));
	}
	return arena_strdup(f->arena, arena_printf(f->arena, "%.*s", STR_ARG(out)).p);
}

static const char *say(struct fixture *f, const char *text)
{
	struct match_result r;
	struct event e = {.kind = EVENT_MESSAGE, .text = str_of(text), .match = &r};

	match_text(f->book, f->scratch, f->arena, e.text, &r);
	return step(f, &e);
}

static const char *reply(struct fixture *f, const char *text)
{
	return step(f, &(struct event){.kind = EVENT_REPLY, .agent = STR("x"), .text = str_of(text)});
}

static const char *say_phrase(struct fixture *f, const char *id)
{
	return step(f, &(struct event){.kind = EVENT_SAY, .phrase = str_of(id)});
}

static void without_limits_all_is_sent(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(
	    say(f, "aaa bbb"), "hello | first answer | second answer | anything else");
	assert_int_equal(f->c.sent, 0);
}

static void texts_are_put_together_when_the_budget_is_short(void **state)
{
	struct fixture *f = *state;

	f->limits.budget = 5; /* one of them is kept */
	assert_string_equal(
	    say(f, "aaa bbb"), "hello | first answer | second answer | anything else");
	assert_int_equal(f->c.sent, 4);
	conversation_set_mode(&f->c, MODE_CLOSED);
	f->limits.budget = 4;
	assert_string_equal(
	    say(f, "aaa bbb"), "hello\nfirst answer | second answer | anything else");
	conversation_set_mode(&f->c, MODE_CLOSED);
	f->limits.budget = 1; /* nothing can be kept of one */
	assert_string_equal(
	    say(f, "aaa bbb"), "hello\nfirst answer\nsecond answer\nanything else");
	assert_int_equal(f->c.sent, 1);
	assert_int_equal(f->c.unsent, 0);
}

static void one_message_is_kept_for_the_hand_over(void **state)
{
	struct fixture *f = *state;

	f->limits.budget = 3;
	say(f, "bbb");
	assert_int_equal(f->c.sent, 2);
	assert_string_equal(say_phrase(f, "hold"), "-please wait");
	assert_int_equal(f->c.unsent, 1);
	assert_string_equal(say_phrase(f, "transfer"), "one moment");
	assert_string_equal(say_phrase(f, "transfer"), "-one moment");
	assert_string_equal(say(f, "human"), "one moment"); /* he wrote: all of it is there again */
	assert_int_equal(f->c.unsent, 0);
}

static void the_least_important_is_left_out_first(void **state)
{
	struct fixture *f = *state;

	f->limits = (struct channel_limits){.budget = 1, .text_max = SPLIT_MIN};
	assert_string_equal(say(f, "aaa bbb"),
	    "hello\nfirst answer\nsecond answer\nanything else"); /* 47 bytes are one */
	conversation_set_mode(&f->c, MODE_CLOSED);
	f->limits.text_max = 40; /* less than the config allows: to see it */
	assert_string_equal(
	    say(f, "aaa bbb"), "hello\nfirst answer\nsecond answer | -anything else");
	conversation_set_mode(&f->c, MODE_CLOSED);
	f->limits.text_max = 30;
	assert_string_equal(
	    say(f, "aaa bbb"), "-hello | first answer\nsecond answer | -anything else");
	assert_int_equal(f->c.unsent, 2);
}

static void nothing_is_sent_when_the_window_is_over(void **state)
{
	struct fixture *f = *state;

	f->limits = (struct channel_limits){.budget = 5, .budget_window = 48 * 3600000LL};
	say(f, "bbb");
	f->now += 48 * 3600000LL - 1;
	assert_string_equal(say_phrase(f, "hold"), "please wait");
	f->now++;
	assert_string_equal(say_phrase(f, "transfer"), "-one moment");
	assert_int_equal(sending_room(&f->c, &f->limits, f->now), 0);
	assert_string_equal(say(f, "bbb"), "hello | second answer");
}

static void a_humans_words_are_never_left_out(void **state)
{
	struct fixture *f = *state;

	f->limits = (struct channel_limits){.budget = 2, .text_max = SPLIT_MIN};
	say(f, "human");
	assert_string_equal(reply(f, "I am here"), "I am here");
	assert_string_equal(reply(f, "and here again"), "and here again");
	assert_int_equal(sending_room(&f->c, &f->limits, f->now), 0);
	assert_string_equal(reply(f, TEN TEN "，" TEN), TEN TEN "， | " TEN);
	assert_int_equal(f->c.sent, 5);
	assert_int_equal(sending_parts(&f->limits, STR(TEN TEN "，" TEN)), 2);
}

#define WITH_BOOK(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_text_is_cut_at_a_good_place),
	    cmocka_unit_test(nothing_is_lost_in_splitting),
	    WITH_BOOK(without_limits_all_is_sent),
	    WITH_BOOK(texts_are_put_together_when_the_budget_is_short),
	    WITH_BOOK(one_message_is_kept_for_the_hand_over),
	    WITH_BOOK(the_least_important_is_left_out_first),
	    WITH_BOOK(nothing_is_sent_when_the_window_is_over),
	    WITH_BOOK(a_humans_words_are_never_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
