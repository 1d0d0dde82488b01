/* test_contest.c - patterns and intents that are at odds: who takes what from whom. */
#include "check_fixture.h"
#include "cpu_limit.h"

#include <stdlib.h>

#include "base/buf.h"

#define INTENT(id) "  " id ":\n    title: x\n    say: x\n"
#define KINDS "intent.contest pattern.loses pattern.vetoed pattern.twice pattern.same words.twice"

static const struct check_case cases[] = {
    {"the same text, and nothing but the order decides", KINDS,
	"intents:\n" INTENT("a") "    match: 快递.{0,6}(慢|没动)\n    examples: 快递没动\n" INTENT(
	    "b") "    match: (快递|物流).{0,4}慢\n    examples: 物流慢\n",
	"10:12 intent.contest b\n"},
    {"an example of the one, which the other finds as well", KINDS,
	"intents:\n" INTENT("a") "    match: (我要|想要|需要|打算|准备)退|退(票|税|伍|休|学)\n    "
				 "examples: 我要退\n" INTENT(
				     "b") "    match: 我要(退|换|修|买|卖|看|用|吃|喝|听)\n    "
					  "examples: 我要换\n",
	"10:12 intent.contest b\n"},
    {"an example of which each finds the greater part", KINDS,
	"intents:\n" INTENT("a") "    match: 我要退\n    examples: 我要退货\n" INTENT("b")
	    "    match: 要退货\n    examples: 要退货\n",
	"10:12 intent.contest b\n"},
    {"a word here and there is no contest", KINDS,
	"intents:\n" INTENT("a") "    match: (退|换|修|买|卖|看|用|吃|喝|听)货\n    examples: "
				 "退货\n" INTENT(
				     "b") "    match: (装|送|发|进|出|订|补|拉|推|听)货\n    "
					  "examples: 装货\n",
	""},
    {"priority decides", KINDS,
	"intents:\n" INTENT("a") "    match: 快递.{0,6}(慢|没动)\n    examples: 快递没动\n" INTENT(
	    "b") "    priority: 1\n    match: (快递|物流).{0,4}慢\n    examples: 物流慢\n",
	""},
    {"kind decides", KINDS,
	"intents:\n" INTENT("a") "    match: 快递.{0,6}(慢|没动)\n    examples: 快递没动\n" INTENT(
	    "b") "    kind: courtesy\n    match: (快递|物流).{0,4}慢\n    examples: 物流慢\n",
	""},
    {"the longer find decides", KINDS,
	"intents:\n" INTENT("a") "    match: 快递慢\n    examples: 快递慢\n" INTENT(
	    "b") "    match: 我的快递慢\n    examples: 我的快递慢\n",
	""},
    {"two matters in one message are no contest", KINDS,
	"intents:\n" INTENT("a") "    match: 退货.{0,6}运费\n    examples: 退货运费\n" INTENT(
	    "b") "    match: 运费.{0,6}多少\n    examples: 运费多少\n",
	""},
    {"unless tells them apart", KINDS,
	"intents:\n" INTENT("a") "    match: 快递.{0,6}(慢|没动)\n    unless: 物流|慢\n    "
				 "examples: 快递没动\n" INTENT(
				     "b") "    match: (快递|物流).{0,4}慢\n    examples: 物流慢\n",
	""},
    {"a whole message that both want", KINDS,
	"intents:\n" INTENT("a") "    match: 退款(吧|$)\n    examples: 退款吧\n" INTENT(
	    "b") "    match: 退款(了|多)?\n    examples: 退款多久\n",
	"10:12 intent.contest b\n"},
    {"a pattern whose finds go to a higher priority", KINDS,
	"intents:\n" INTENT("a") "    match: |\n      三包(凭证|卡)\n      修一下\n    examples: "
				 "修一下\n" INTENT("b") "    priority: 2\n    match: 三包\n    "
							"examples: 三包吗\n",
	"6:7 pattern.loses a\n"},
    {"with something around it, it wins", KINDS,
	"intents:\n" INTENT("a") "    match: |\n      三包\n      修一下\n    examples: "
				 "修一下\n" INTENT("b") "    priority: 2\n    match: ^三包$\n    "
							"examples: 三包\n",
	""},
    {"an example is won by it", KINDS,
	"intents:\n" INTENT("a") "    match: 三包(凭证|卡)\n    examples: 三包卡呢\n" INTENT(
	    "b") "    priority: 2\n    match: 三包\n    unless: 卡呢\n    examples: 三包吗\n",
	""},
    {"courtesy behind business", KINDS,
	"intents:\n" INTENT("a") "    kind: courtesy\n    match: |\n      谢谢\n      退款谢谢\n   "
				 " examples: 谢谢\n" INTENT(
				     "b") "    match: 退款\n    examples: 退款\n",
	"8:7 pattern.loses a\n"},
    {"a pattern of which `unless` forbids all", KINDS,
	"intents:\n" INTENT(
	    "a") "    match: |\n      退货\n      换货\n    unless: 换\n    examples: 退货\n",
	"7:7 pattern.vetoed a\n"},
    {"of which it forbids some", KINDS,
	"intents:\n" INTENT(
	    "a") "    match: |\n      (退|换)货\n    unless: 换\n    examples: 退货\n",
	""},
    {"the same pattern in two intents", KINDS,
	"intents:\n" INTENT("a") "    match: 退货\n    examples: 退货\n" INTENT(
	    "b") "    match: |\n      换货\n      退货\n    examples: 换货\n",
	"12:7 pattern.twice b\n"},
    {"the one with the higher priority wins", KINDS,
	"intents:\n" INTENT("a") "    match: |\n      换货\n      退货\n    examples: "
				 "换货\n" INTENT(
				     "b") "    priority: 1\n    match: 退貨\n    examples: 退货\n",
	"7:7 pattern.twice a\n"},
    {"the winner's `unless` leaves it some", KINDS,
	"intents:\n" INTENT("a") "    match: 退货\n    unless: 钱\n    examples: 退货\n" INTENT(
	    "b") "    match: |\n      换货\n      退货\n    examples: 退货退钱\n",
	"13:7 intent.contest b\n"},
    {"twice in one intent", KINDS,
	"intents:\n" INTENT("a") "    match: |\n      退货\n      换货\n      退貨\n    unless: "
				 "|\n      退货了\n      换了\n      "
				 "退货了\n    examples: 退货\n",
	"8:7 pattern.same a\n12:7 pattern.same a\n"},
    {"under match and under unless", "pattern.same",
	"intents:\n" INTENT(
	    "a") "    match: |\n      退货\n      换\n    unless: 退货\n    examples: 换\n",
	""},
    {"words that are there twice", KINDS,
	"words:\n  快递: [快递, 包裹, 快遞, 快递]\n  好: [ok, 行, OK]\n  款: [退款, "
	"退款费]\nintents:\n" INTENT("a") "    match: <快递><好><款>\n    examples: 快递ok退款\n",
	"2:3 words.twice 快递\n2:3 words.twice 快递\n3:3 words.twice 好\n"},
};

static void who_takes_what_is_told(void **state)
{
	(void)state;
	CHECK_TABLE(cases);
}

static void a_contest_is_told_once_with_both_places_and_a_message(void **state)
{
	static const char text[] = "intents:\n" INTENT(
	    "a") "    match: |\n      快递.{0,6}慢\n      快件.{0,6}慢\n"
		 "    examples: 快递慢\n" INTENT(
		     "b") "    match: |\n      (快递|物流).{0,4}慢\n      (快件|物流).{0,5}慢\n"
			  "    examples: 物流慢\n";
	struct diag_list *diags = diag_list_new();
	struct book *book = check_load("b.yaml", text, diags);
	const struct diag *found = NULL;
	size_t n = 0;

	(void)state;
	check_book(book, diags);
	for (size_t i = 0; i < diag_size(diags); i++)
		if (!strcmp(diag_at(diags, i)->kind, "intent.contest")) {
			found = diag_at(diags, i);
			n++;
		}
	assert_int_equal(n, 1);
	assert_string_equal(found->text,
	    "b and a (b.yaml:6) both want '快递慢', and only the order in the book decides: a "
	    "stands earlier");
	assert_int_equal(found->at.line, 13);
	assert_int_equal(found->others->at.line, 6);
	assert_string_equal(found->others->text, "this one wins");
	assert_non_null(found->proposal);
	book_release(&book);
	diag_list_free(&diags);
}

/* Loading tells it: the book is refused. */
static void all_examples_that_go_to_others_are_one_error(void **state)
{
	static const char text[] = "intents:\n" INTENT(
	    "a") "    match: 退.{0,4}货|换.{0,4}货\n    examples: [退货, 换货, 退不了货]\n    "
		 "counterexamples: 送货\n" INTENT("b") "    priority: 1\n    match: 退\n    "
						       "examples: [退吧, 退了]\n" INTENT(
							   "c") "    match: 换.{0,4}货啊?\n    "
								"priority: 2\n    examples: "
								"换货啊\n";
	struct book_file file = {STR("b.yaml"), STR(text)};
	struct diag_list *diags = diag_list_new();
	struct book *book = book_load_files(
	    STR("b"), &file, 1, &(struct book_options){.normaliser = normaliser}, diags);
	const struct diag *d = diag_at(diags, 0);
	const struct diag_other *o;

	(void)state;
	assert_null(book);
	assert_int_equal(diag_size(diags), 1);
	assert_string_equal(d->text, "a never wins: all its 3 examples go to others");
	assert_int_equal(d->at.line, 2);
	assert_non_null(d->proposal);
	o = d->others;
	assert_string_equal(o->text, "'退货' goes to b (its priority is higher)");
	assert_int_equal(o->at.line, 12);
	o = o->next;
	assert_string_equal(o->text, "'换货' goes to c (its priority is higher)");
	assert_int_equal(o->at.line, 17);
	assert_string_equal(o->next->text, "'退不了货' goes to b (its priority is higher)");
	assert_null(o->next->next);
	diag_list_free(&diags);
}

/* One of them is its own fault, or it wins one: each is told by itself. */
static void examples_of_which_one_is_won_are_told_one_by_one(void **state)
{
	static const char text[] =
	    "intents:\n" INTENT("a") "    match: (退|换|修)货\n    examples: [退货, 换货, "
				     "修货]\n" INTENT("b") "    priority: 1\n    match: (退|换)\n  "
							   "  examples: 退吧\n";
	struct book_file file = {STR("b.yaml"), STR(text)};
	struct diag_list *diags = diag_list_new();

	(void)state;
	assert_null(book_load_files(
	    STR("b"), &file, 1, &(struct book_options){.normaliser = normaliser}, diags));
	assert_int_equal(diag_count(diags, DIAG_ERROR), 2);
	assert_string_equal(diag_at(diags, 0)->text,
	    "this example gives b first, by the pattern in b.yaml:11 (its priority is higher)");
	diag_list_free(&diags);
}

/* Thousands of intents that want the same are not looked at each beside each. */
static void contests_of_all_with_all_have_an_end(void **state)
{
	struct diag_list *diags = diag_list_new();
	struct buf text;
	struct book *book;
	size_t contests = 0, unjudged = 0;

	(void)state;
	buf_init(&text, 8 << 20);
	buf_addz(&text, "intents:\n");
	for (int i = 0; i < 6000; i++)
		buf_printf(&text,
		    "  a%d:\n    title: x\n    say: x\n    match: x%dy|退.{0,6}货\n    examples: "
		    "x%dy\n",
		    i, i, i);
	diag_limit(diags, 100000);
	book = check_load("b.yaml", text.p, diags);
	check_book(book, diags);
	for (size_t i = 0; i < diag_size(diags); i++) {
		contests += !strcmp(diag_at(diags, i)->kind, "intent.contest");
		unjudged += !strcmp(diag_at(diags, i)->kind, "pattern.unjudged");
	}
	assert_int_equal(contests, 200);
	assert_int_equal(unjudged, 1);
	book_release(&book);
	buf_free(&text);
	diag_list_free(&diags);
}

static int set_up(void **state)
{
	cpu_limit(300);
	return check_set_up(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_takes_what_is_told),
	    cmocka_unit_test(a_contest_is_told_once_with_both_places_and_a_message),
	    cmocka_unit_test(all_examples_that_go_to_others_are_one_error),
	    cmocka_unit_test(examples_of_which_one_is_won_are_told_one_by_one),
	    cmocka_unit_test(contests_of_all_with_all_have_an_end),
	};

	return cmocka_run_group_tests_name("contest", tests, set_up, check_tear_down);
}
