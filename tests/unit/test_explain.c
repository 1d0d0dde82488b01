/* test_explain.c - why a message got its intents. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "book/explain.h"

static const char text[] =
    "intents:\n"
    "  hello:\n"
    "    title: 问候\n"
    "    kind: courtesy\n"
    "    say: 您好\n"
    "    match: 你好\n"
    "    examples: 你好\n"
    "  number:\n"
    "    title: 订单号\n"
    "    kind: data\n"
    "    match: \\d{8}\n"
    "    examples: \"12345678\"\n"
    "  where:\n"
    "    title: 查物流\n"
    "    say: 在这里\n"
    "    match: 快递.{0,4}到哪\n"
    "    unless: 退回\n"
    "    examples: 快递到哪\n"
    "  when:\n"
    "    title: 何时到\n"
    "    say: 明天\n"
    "    match: |\n"
    "      几天到\n"
    "      快递\n"
    "    examples: 几天到\n"
    "  back:\n"
    "    title: 退货\n"
    "    priority: 5\n"
    "    say: 好的\n"
    "    match: 退货\n"
    "    examples: 退货\n"
    "  twin:\n"
    "    title: 双\n"
    "    say: 好\n"
    "    match: 天到\n"
    "    examples: 天到\n"
    "  later:\n"
    "    title: 后\n"
    "    say: 好\n"
    "    match: 几天\n"
    "    examples: 几天\n";

#include "book_fixture.h"

static struct match_scratch *scratch;

static struct explanation explained(const char *message)
{
	struct match_result *r = ARENA_NEW(arena, struct match_result);
	struct explanation e;

	if (!scratch)
		scratch = match_scratch_new();
	assert_int_equal(match_text(book, scratch, arena, str_of(message), r), 0);
	explain(book, scratch, arena, str_of(message), r, &e);
	return e;
}

/* "where won; when lost length" */
static void expect(const char *message, const char *want)
{
	struct explanation e = explained(message);
	struct str got = STR("");

	for (size_t i = 0; i < e.n; i++)
		got = arena_printf(arena, "%.*s%s%.*s %s%s%s", STR_ARG(got), i ? "; " : "",
		    STR_ARG(e.list[i].intent->id), explain_outcome_name(e.list[i].outcome),
		    e.list[i].reason ? " " : "", explain_reason_name(e.list[i].reason));
	assert_string_equal(got.n ? got.p : "", want);
}

static void who_lost_is_told_by_which_rule(void **state)
{
	(void)state;
	expect("你好，快递到哪", "where won; when lost length; hello lost kind");
	expect("几天到啊退货", "back won; when second; twin lost priority; later lost priority");
	expect("快递几天", "when won; later second");
	expect("啊天到", "twin won");
	expect("12345678 你好", "hello won; number lost kind");
	expect("什么", "");
	expect("", "");
}

static void of_matches_of_one_length_the_first_in_the_book_wins(void **state)
{
	(void)state;
	/* 几天 and 天到 are as long as each other */
	expect("几天 天到", "twin won; later second");
	expect("十几天到", "when won; twin lost length; later lost length");
}

static void a_veto_is_told_with_what_it_found(void **state)
{
	struct explanation e = explained("退回的快递到哪了");

	(void)state;
	assert_int_equal(e.n, 2);
	assert_int_equal(e.list[0].outcome, EXPLAIN_WON); /* when, by 快递 */
	const struct explained *v = &e.list[1];
	assert_int_equal(v->outcome, EXPLAIN_VETOED);
	assert_string_equal(v->intent->id.p, "where");
	assert_true(str_is(v->found, "快递到哪"));
	assert_int_equal(v->start, 3);
	assert_true(str_is(v->veto_found, "退回"));
	assert_int_equal(v->veto_start, 0);
	assert_int_equal(v->veto->at.line, 17);
}

static void what_was_found_stands_as_written(void **state)
{
	struct explanation e = explained("问下 快  遞到哪");

	(void)state;
	assert_int_equal(e.list[0].outcome, EXPLAIN_WON);
	assert_true(str_is(e.list[0].found, "快  遞到哪"));
	assert_int_equal(e.list[0].start, 3);
}

static void a_program_reads_all_of_it(void **state)
{
	struct explanation e = explained("退回的快递到哪了");
	struct json_out o;
	struct buf b;

	(void)state;
	buf_init(&b, 1 << 16);
	json_out_init(&o, &b);
	json_open(&o, '{');
	explain_json(&e, &o);
	json_close(&o, '}');
	buf_addc(&b, 0);
	assert_string_equal(b.p,
	    "{\"intents\":[{\"id\":\"when\",\"title\":\"何时到\",\"outcome\":\"won\",\"score\":0.62,"
	    "\"at\":\"a.yaml:24\",\"pattern\":\"快递\",\"start\":3,\"length\":2,\"found\":\"快递\"},"
	    "{\"id\":\"where\",\"title\":\"查物流\",\"outcome\":\"vetoed\",\"at\":\"a.yaml:16\","
	    "\"pattern\":\"快递.{0,4}到哪\",\"start\":3,\"length\":4,\"found\":\"快递到哪\",\"unless\":{"
	    "\"at\":\"a.yaml:17\",\"pattern\":\"退回\",\"start\":0,\"length\":2,\"found\":\"退回\"}}]}");
	buf_free(&b);
}

static int end(void **state)
{
	match_scratch_free(&scratch);
	return tear_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_lost_is_told_by_which_rule),
	    cmocka_unit_test(of_matches_of_one_length_the_first_in_the_book_wins),
	    cmocka_unit_test(a_veto_is_told_with_what_it_found),
	    cmocka_unit_test(what_was_found_stands_as_written),
	    cmocka_unit_test(a_program_reads_all_of_it),
	};

	return cmocka_run_group_tests(tests, set_up, end);
}
