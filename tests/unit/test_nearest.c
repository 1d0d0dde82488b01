/* test_nearest.c - the intent a text is most alike to, and the replies suggested from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/zone.h"
#include "book/condition.h"
#include "book/nearest.h"
#include "book/suggest.h"

static const char text[] =
    "slots: {order_no: x, on: {title: x, kind: date}}\n"
    "facts: {last: on + 7d}\n"
    "intents:\n"
    "  parcel: {title: 查物流, match: 快递.*哪, examples: [我的快递到哪里了, 快递在哪], say: '{order_no} 在路上'}\n"
    "  refund: {title: 退款进度, match: 退款.*(多久|几天), examples: [退款要多久到账, 退款几天], say: 三天}\n"
    "  human: {title: 转人工, match: 人工, examples: [转人工], then: transfer}\n"
    "  hello: {title: 问候, kind: courtesy, match: 你好, examples: [你好], say: '您好，我是{agent}'}\n"
    "  mm: {title: 嗯, kind: courtesy, match: ^嗯, examples: [嗯]}\n"
    "  keep:\n"
    "    title: 期限\n"
    "    match: |\n"
    "      (?<on>.{1,6})收到的能退吗\n"
    "    examples: 昨天收到的能退吗\n"
    "    say: [{when: last and vip, say: '贵宾到{last}'}, {when: last and not vip, say: '到{last}'}]\n"
    "    then: ticket\n"
    "    cases: [{when: last < today, say: '{on}收到的不能了'}]\n"
    "  late: {title: late parcel, match: '\\bparcels?\\b.*(late|delayed)', examples: [my parcel is late], say: 'sorry'}\n"
    "  size: {title: size, match: which size, examples: [which size is right for me], say: 'large'}\n"
    "phrases: {transfer: {say: 马上转接}}\n";

#include "book_fixture.h"

static const char *nearest(const char *what, double *score)
{
	const struct intent *t = nearest_find(book->nearest, str_of(what), score);

	return t ? t->id.p : "none";
}

static void shared_pairs_decide(void **state)
{
	double score, other;

	(void)state;
	assert_string_equal(nearest("退款什么时候到账", &score), "refund");
	assert_true(score > 0.2 && score < 1);
	assert_string_equal(nearest("退款要多久到账", &score), "refund");
	assert_true(score > 0.999 && score < 1.001);
	assert_string_equal(nearest("我的快递呢", &other), "parcel");
	assert_true(other < score);
	assert_string_equal(nearest("你好", &score), "none"); /* courtesy is not asked about */
	assert_string_equal(nearest("花猪见到", &score), "none");
	assert_string_equal(nearest("", &score), "none");
	assert_string_equal(nearest("？！ 。", &score), "none");
}

static void in_scripts_of_letters_words_decide(void **state)
{
	double score, other;

	(void)state;
	assert_string_equal(nearest("parcels delaying again", &score), "late");
	assert_string_equal(nearest("sizes", &score), "size");
	assert_string_equal(nearest("right then", &score), "size");
	assert_string_equal(nearest("qwerty azerty", &score), "none"); /* er is in parcel, too */
	assert_string_equal(nearest("bparcel", &score), "none");       /* the b is no letter of a \\b */
	assert_string_equal(nearest("a i", &score), "none");
	assert_string_equal(nearest("我的快递 parcel", &score), "parcel");
	assert_string_equal(nearest("parcel is late", &other), "late");
	assert_true(other > 0.999 && other < 1.001);
}

static void ranking_falls_and_keeps_to_its_room(void **state)
{
	struct nearest_hit hits[3];
	size_t n = nearest_rank(book->nearest, STR("快递退款到账人工"), hits, 2);

	(void)state;
	assert_int_equal(n, 2);
	assert_true(hits[0].score >= hits[1].score);
	assert_int_equal(nearest_rank(book->nearest, STR("快递"), hits, 0), 0);
	assert_int_equal(nearest_rank(book->nearest, STR("快递退款到账人工"), hits, 3), 3);
}

static struct suggestions suggestions_with(const char *what, size_t limit, struct values values)
{
	struct match_scratch *scratch = match_scratch_new();
	struct match_result found;
	struct suggestions list;

	assert_int_equal(match_text(book, scratch, arena, str_of(what), &found), 0);
	suggest(book, str_of(what), &found, values, 1, limit, arena, &list);
	match_scratch_free(&scratch);
	return list;
}

static struct suggestions suggestions(const char *what, size_t limit)
{
	return suggestions_with(what, limit, (struct values){0});
}

static void suggestions_say_why(void **state)
{
	struct suggestions list = suggestions("你好，請問快递在哪？", 5);
	struct buf buf;
	struct json_out o;

	(void)state;
	buf_init(&buf, 1 << 16);
	json_out_init(&o, &buf);
	suggest_json(&list, &o);
	assert_string_equal(buf.p,
	    "{\"suggestions\":[{\"phrase\":\"parcel\",\"intent\":\"parcel\",\"text\":\"{order_no} "
	    "在路上\","
	    "\"score\":0.70,\"missing\":[\"order_no\"],\"why\":{\"at\":\"a.yaml:4\",\"pattern\":"
	    "\"快递.*哪\","
	    "\"start\":5,\"length\":4}},"
	    "{\"phrase\":\"hello\",\"intent\":\"hello\",\"text\":\"您好，我是小二\",\"score\":0.48,"
	    "\"missing\":[],"
	    "\"why\":{\"at\":\"a.yaml:7\",\"pattern\":\"你好\",\"start\":0,\"length\":2}}]}");
	buf_free(&buf);
}

static void an_intent_without_words_suggests_what_it_does(void **state)
{
	struct suggestions list = suggestions("人工", 5);

	(void)state;
	assert_int_equal(list.n, 1);
	assert_true(str_is(list.list[0].phrase->id, "transfer"));
	assert_int_equal(suggestions("嗯", 5).n, 0);
	assert_int_equal(suggestions("你好，快递在哪", 1).n, 1);
}

static void what_is_only_alike_comes_with_low_scores(void **state)
{
	struct suggestions list = suggestions("我的快递呢，退款到账没", 5);

	(void)state;
	assert_int_equal(list.n, 2);
	assert_null(list.list[0].pattern);
	assert_true(list.list[0].score < 0.3 && list.list[0].score >= list.list[1].score);
	assert_int_equal(suggestions("花猪见到", 5).n, 0);
}

static struct str only_vip(void *ctx, struct str name)
{
	return str_is(name, "vip") ? str_of(ctx) : STR("");
}

static void what_is_suggested_is_true_of_the_conversation(void **state)
{
	static const struct {
		const char *what, *vip, *want;
	} cases[] = {
	    {"昨天收到的能退吗", "", "到11月29日"},
	    {"昨天收到的能退吗", "yes", "贵宾到11月29日"},
	    {"11月3号收到的能退吗", "yes", "11月3日收到的不能了"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct facts_env env = {.book = book,
		    .value = only_vip,
		    .ctx = (void *)cases[i].vip,
		    .today = (int32_t)civil_days(2026, 11, 23)};
		struct suggestions list =
		    suggestions_with(cases[i].what, 5, (struct values){.facts = &env});

		assert_int_equal(list.n, 1);
		assert_true(str_is(list.list[0].intent->id, "keep"));
		if (!str_is(list.list[0].text, cases[i].want))
			fail_msg("%s: %.*s", cases[i].what, STR_ARG(list.list[0].text));
	}
	/* no date, or nobody who knows the day: there is nothing true to say */
	assert_int_equal(suggestions("昨天收到的能退吗", 5).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(shared_pairs_decide),
	    cmocka_unit_test(in_scripts_of_letters_words_decide),
	    cmocka_unit_test(ranking_falls_and_keeps_to_its_room),
	    cmocka_unit_test(suggestions_say_why),
	    cmocka_unit_test(an_intent_without_words_suggests_what_it_does),
	    cmocka_unit_test(what_is_only_alike_comes_with_low_scores),
	    cmocka_unit_test(what_is_suggested_is_true_of_the_conversation),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
