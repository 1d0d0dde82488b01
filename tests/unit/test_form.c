/* Forms at their edges: very many choices, nothing at all, bytes that are no text, a book that was
 * loaded anew in between, time that comes late.  The usual ways stand in the dialogue tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "book/load.h"
#include "book/match.h"
#include "dialogue/step.h"

static const int64_t monday_ten = 1795399200000; /* 2026-11-23 10:00 in Shanghai */

static struct normaliser *normaliser;
static struct match_scratch *scratch;

/* One conversation, its book, and what was decided last. */
struct talk {
	struct arena *arena;
	struct book *book;
	struct dialogue_env env;
	struct conversation c;
	struct decisions d;
	struct str attached; /* of messages with a picture */
	int64_t now;
};

static struct book *load(const char *text)
{
	struct book_file file = {STR("a.yaml"), str_of(text)};
	struct diag_list *diags = diag_list_new();
	struct book *book = book_load_files(
	    STR("b"), &file, 1, &(struct book_options){.normaliser = normaliser}, diags);
	diag_print(diags, stderr, false);
	diag_list_free(&diags);
	assert_non_null(book);
	return book;
}

static void begin(struct talk *t, struct book *book)
{
	*t = (struct talk){.arena = arena_new(0), .book = book, .now = monday_ten};
	t->env = (struct dialogue_env){.book = book, .scratch = scratch};
	conversation_init(&t->c, t->arena, 1);
}

static void end(struct talk *t)
{
	book_release(&t->book);
	arena_free(&t->arena);
}

static void say_with(struct talk *t, struct str text, bool media)
{
	struct match_result *r = ARENA_NEW(t->arena, struct match_result);
	match_text(t->env.book, scratch, t->arena, text, r);
	struct event e = {.kind = EVENT_MESSAGE, .text = text, .match = r, .media = media,
	    .attached = media ? t->attached : STR("")};
	dialogue_step(&t->env, &t->c, &e, t->now += 1000, t->arena, &t->d);
}

static void say(struct talk *t, const char *text)
{
	say_with(t, str_of(text), false);
}

static void timer(struct talk *t, int64_t later)
{
	struct event e = {.kind = EVENT_TIMER};
	dialogue_step(&t->env, &t->c, &e, t->now += later, t->arena, &t->d);
}

static bool said(const struct talk *t, const char *phrase)
{
	for (size_t i = 0; i < t->d.n; i++)
		if (t->d.list[i].kind == DECIDE_SAY && str_is(t->d.list[i].phrase, phrase))
			return true;
	return false;
}

static bool slot_is(const struct talk *t, const char *slot, const char *value)
{
	return str_is(conversation_slot(&t->c, str_of(slot)), value);
}

#define BOOK                                                                                       \
	"settings: {hours: always}\n"                                                              \
	"slots: {size: 尺码, note: 说明, picture: {title: 照片, kind: attachment}}\n"                \
	"phrases: {form.wrong: {title: x, say: 不对}, form.expired: {title: x, say: 过时}}\n"        \
	"intents:\n"                                                                               \
	"  i: {title: 登记, match: ^登记, examples: [登记], form: f, say: 好了}\n"                  \
	"forms:\n"                                                                                 \
	"  f: {title: 登记, within: 10m, ask: {"

static void a_thousand_choices_are_read(void **state)
{
	struct buf b;
	struct talk t;
	(void)state;
	buf_init(&b, 1 << 20);
	buf_addz(&b, BOOK "size: {say: 选哪个, choices: [");
	for (int i = 1; i <= 1000; i++)
		buf_printf(&b, "%s款式%d号甲", i > 1 ? ", " : "", i);
	buf_addz(&b, "]}}}\n");
	buf_addc(&b, 0);
	begin(&t, load(b.p));
	buf_free(&b);
	say(&t, "登记");
	assert_true(said(&t, "form.f.size"));
	say(&t, "我要款式777号甲");
	assert_true(slot_is(&t, "size", "款式777号甲"));
	conversation_set_slot(&t.c, STR("size"), STR(""));
	say(&t, "登记");
	say(&t, "1000");
	assert_true(slot_is(&t, "size", "款式1000号甲"));
	end(&t);
}

static size_t mistakes(const char *text)
{
	struct book_file file = {STR("a.yaml"), str_of(text)};
	struct diag_list *diags = diag_list_new();
	struct book *book = book_load_files(
	    STR("b"), &file, 1, &(struct book_options){.normaliser = normaliser}, diags);
	size_t n = diag_count(diags, DIAG_ERROR);
	book_release(&book);
	diag_list_free(&diags);
	return n;
}

static void words_for_choices_have_an_end(void **state)
{
	(void)state;
	for (int over = 0; over < 2; over++) {
		struct buf b;
		buf_init(&b, 1 << 20);
		buf_addz(&b, BOOK "size: {say: 选哪个, choices: {");
		for (int i = 0; i < 5; i++) {
			buf_printf(&b, "%s选%d: [", i ? ", " : "", i);
			for (int k = 0; k < 999 + over; k++)
				buf_printf(&b, "%sw%dx%d", k ? ", " : "", i, k);
			buf_printf(&b, "%s]", over && i == 4 ? ", one, more" : "");
		}
		buf_addz(&b, "}}}}\n");
		buf_addc(&b, 0);
		assert_false(b.failed);
		assert_int_equal(mistakes(buf_str(&b).p), over);
		buf_free(&b);
	}
}

static void nothing_and_no_text_are_no_answers(void **state)
{
	struct talk t;
	(void)state;
	begin(&t, load(BOOK "note: 写点什么, picture: 照片}}\n"));
	say(&t, "登记");
	say(&t, "");
	assert_int_equal(t.d.n, 0);
	say(&t, "  \n ");
	assert_int_equal(t.d.n, 0);
	say_with(&t, STR("\xff\xfe\xfd"), false);
	assert_true(str_is(t.c.form.slot, "note"));
	assert_false(said(&t, "i"));
	say(&t, "碎了");
	assert_true(said(&t, "form.f.picture"));
	say_with(&t, STR("\xff\xfe"), true); /* the picture is one, whatever stands beside it */
	assert_true(said(&t, "i"));
	assert_true(slot_is(&t, "picture", "attachment"));
	end(&t);
}

static void a_very_long_answer_is_kept_in_part(void **state)
{
	struct talk t;
	char *text = malloc(200001);
	(void)state;
	memset(text, 'a', 200000);
	text[200000] = 0;
	begin(&t, load(BOOK "note: 写点什么}}\n"));
	say(&t, "登记");
	say(&t, text);
	assert_int_equal(conversation_slot(&t.c, STR("note")).n, 500);
	for (int i = 0; i < 200; i++) /* nor do pictures without end grow the state */
		say_with(&t, STR("登记"), true);
	assert_true(conversation_slot(&t.c, STR("attachment")).n < 4096);
	free(text);
	end(&t);
}

static void links_of_any_length_answer_the_question(void **state)
{
	struct talk t;
	char *link = malloc(20 * 2049);
	(void)state;
	for (int i = 0; i < 20; i++) { /* as long and as many as a message may have */
		memset(link + i * 2049, 'a' + i, 2048);
		link[i * 2049 + 2048] = ' ';
	}
	begin(&t, load(BOOK "picture: 照片}}\n"));
	t.attached = str_make(link, 2048);
	say(&t, "登记");
	say_with(&t, STR(""), true);
	assert_true(said(&t, "i"));
	assert_int_equal(conversation_slot(&t.c, STR("picture")).n, 2048);
	conversation_set_slot(&t.c, STR("picture"), STR(""));
	t.attached = str_make(link, 20 * 2049 - 1);
	say(&t, "登记");
	say_with(&t, STR(""), true);
	assert_true(said(&t, "i"));
	assert_int_equal(conversation_slot(&t.c, STR("picture")).n, 2048); /* the first of them */
	conversation_set_slot(&t.c, STR("picture"), STR(""));
	memset(link, 'a', 20 * 2049);
	say(&t, "登记");
	say_with(&t, STR(""), true);
	assert_true(slot_is(&t, "picture", "attachment"));
	free(link);
	end(&t);
}

static void a_failed_case_outlives_the_form_that_asks_for_contact(void **state)
{
	static const char with[] = "settings: {hours: always, limits: {take_within: 10m}}\n"
	    "slots: {phone: {title: 电话, kind: phone}}\n"
	    "phrases: {transfer.failed: {title: x, say: 留个电话}}\n"
	    "intents: {human.request: {title: x, match: ^人工, examples: [人工], then: transfer}}\n";
	struct talk t;
	struct book *without = load(with);
	(void)state;
	for (int write = 0; write < 2; write++) {
		char *text = NULL;
		assert_true(asprintf(&text, "%s%s", with,
				"forms: {contact: {title: x, within: 5m, ask: {phone: 电话}}}\n") > 0);
		begin(&t, load(text));
		free(text);
		say(&t, "人工");
		timer(&t, 600000);
		assert_true(t.c.failed && t.c.form.form.n);
		t.env.book = without;
		if (write)
			say(&t, "喂");
		else
			timer(&t, 300000);
		assert_int_equal(t.c.tickets_n, 1);
		assert_int_equal(t.c.form.form.n, 0);
		end(&t);
	}
	book_release(&without);
}

static void a_book_loaded_anew_may_have_other_forms(void **state)
{
	struct talk t;
	struct book *other = load(BOOK "note: 写点什么}}\n"), *none;
	(void)state;
	begin(&t, load(BOOK "size: 尺码, note: 写点什么}}\n"));
	say(&t, "登记");
	assert_true(str_is(t.c.form.slot, "size"));
	t.env.book = other; /* the question is gone: the next one is asked */
	say(&t, "大号");
	assert_true(said(&t, "form.f.note"));
	none = load("intents: {i: {title: x, match: ^登记, examples: [登记], say: 好}}\n");
	t.env.book = none;
	say(&t, "登记");
	assert_true(said(&t, "i"));
	assert_int_equal(t.c.form.form.n, 0);
	assert_int_equal(t.c.timers[TIMER_FORM], 0);
	t.c.form.form = STR("f"); /* its time comes after the form has gone */
	t.c.timers[TIMER_FORM] = t.now + 1;
	timer(&t, 1000);
	assert_false(said(&t, "form.expired"));
	book_release(&other);
	book_release(&none);
	end(&t);
}

static void a_late_timer_gives_the_time_anew(void **state)
{
	struct talk t;
	(void)state;
	begin(&t, load(BOOK "note: 写点什么}}\n"));
	say(&t, "登记");
	timer(&t, 5 * 3600000LL);
	assert_int_equal(t.d.n, 0);
	assert_true(t.c.form.form.n > 0);
	timer(&t, 600000 - 1);
	assert_true(t.c.form.form.n > 0);
	timer(&t, 1);
	assert_true(said(&t, "form.expired"));
	assert_int_equal(t.c.form.form.n, 0);
	end(&t);
}

static void without_memory_for_patterns_it_is_borrowed(void **state)
{
	struct talk t;
	(void)state;
	begin(&t, load(BOOK "note: {say: 编号, match: '[a-z](?<note>\\d{3})'}}}\n"));
	t.env.scratch = NULL;
	say(&t, "登记");
	say(&t, "是 X123 吧");
	assert_true(slot_is(&t, "note", "123"));
	assert_true(said(&t, "i"));
	end(&t);
}

/* Questions that cannot be put end with a human, never with half a text. */
static void a_question_without_its_value_goes_to_a_human(void **state)
{
	struct talk t;
	(void)state;
	begin(&t, load(BOOK "note: '{size}的说明'}}\n"));
	say(&t, "登记");
	assert_int_equal(t.c.mode, MODE_QUEUED);
	assert_true(str_is(t.c.reason, "form"));
	assert_int_equal(t.c.form.form.n, 0);
	end(&t);
}

/* The shipped book under random words: a form is open only where it may be, every open one has its
 * time, and a case is never forgotten. */
static void the_shipped_forms_keep_the_rules(void **state)
{
	static const char *const words[] = {"我要退货", "我要换货", "收到的杯子碎了", "能开发票吗",
	    "我要改收货地址", "2026112300188", "13800138000", "abc@example.com", "1", "2", "3", "没有",
	    "昨天", "算了", "对的", "不对", "运费谁出？", "谢谢", "在吗", "等一下", "转人工", "文三路99号",
	    "不退了", "我要投诉你们", "再见", "[图片]", "", "嗯嗯"};
	struct diag_list *diags = diag_list_new();
	struct book *book = book_load_dir(
	    "phrases/zh-CN", &(struct book_options){.normaliser = normaliser}, diags);
	unsigned seed = 3;
	(void)state;
	diag_list_free(&diags);
	assert_non_null(book);
	for (int round = 0; round < 60; round++) {
		struct talk t;
		begin(&t, book_acquire(book));
		t.env.webhook = round % 2;
		t.env.ticket_system = round % 3 == 0;
		for (int i = 0; i < 40; i++) {
			bool contact = t.c.mode == MODE_QUEUED && t.c.form.form.n;
			unsigned filed = t.c.tickets_filed;
			if (rand_r(&seed) % 5)
				say_with(&t, str_of(words[(size_t)rand_r(&seed) %
					(sizeof words / sizeof *words)]), rand_r(&seed) % 8 == 0);
			else
				timer(&t, rand_r(&seed) % 3000000);
			assert_true(!t.c.form.form.n || t.c.mode == MODE_BOT ||
			    (t.c.mode == MODE_QUEUED && t.c.failed));
			assert_int_equal(t.c.form.form.n > 0, t.c.timers[TIMER_FORM] > 0);
			if (contact && !t.c.form.form.n)
				assert_int_equal(t.c.tickets_filed, filed + 1);
			assert_true(t.d.n < 16);
		}
		end(&t);
	}
	book_release(&book);
}

static int set_up(void **state)
{
	(void)state;
	normaliser = normaliser_new();
	scratch = match_scratch_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	match_scratch_free(&scratch);
	normaliser_free(&normaliser);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_thousand_choices_are_read),
	    cmocka_unit_test(words_for_choices_have_an_end),
	    cmocka_unit_test(nothing_and_no_text_are_no_answers),
	    cmocka_unit_test(a_very_long_answer_is_kept_in_part),
	    cmocka_unit_test(links_of_any_length_answer_the_question),
	    cmocka_unit_test(a_failed_case_outlives_the_form_that_asks_for_contact),
	    cmocka_unit_test(a_book_loaded_anew_may_have_other_forms),
	    cmocka_unit_test(a_late_timer_gives_the_time_anew),
	    cmocka_unit_test(without_memory_for_patterns_it_is_borrowed),
	    cmocka_unit_test(a_question_without_its_value_goes_to_a_human),
	    cmocka_unit_test(the_shipped_forms_keep_the_rules),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
