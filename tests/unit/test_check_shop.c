/* test_check_shop.c - a book beside the channels and look-ups of its shop. */
#include "check_fixture.h"

#define LONG "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十" /* 90 bytes */

static const struct check_channel channels[] = {
    {.name = STR("web"), .text_max = 4000},
    {.name = STR("sms"), .text_max = 100},
    {.name = STR("wx"), .text_max = 300, .budget = 2},
};

static const struct check_case texts[] = {
    {"short", "text. budget.", "phrases: {opening: {title: t, say: [" LONG "]}}\n", ""},
    {"too long for one channel", "text.long text.unsent budget.", "phrases: {opening: {title: t, say: [x, '" LONG LONG "']}}\n",
	"1:41 text.long opening\n"},
    {"a number makes it so", "text.long text.unsent budget.",
	"slots: {n: {title: 号, kind: order_no}}\nphrases: {opening: {title: t, say: ['" LONG "{n|1}']}}\n",
	"2:38 text.long opening\n"},
    {"a short name does not", "text.long text.unsent budget.",
	"settings: {shop: 小店}\nphrases: {opening: {title: t, say: ['" LONG "{shop}']}}\n", ""},
    {"more messages than are sent", "text.long text.unsent budget.",
	"phrases: {opening: {title: t, say: ['" LONG LONG LONG LONG "']}}\n",
	"1:38 text.unsent opening\n0:0 budget.small wx\n"},
    {"too much at once", "text.long text.unsent budget.",
	"phrases: {opening: {title: t, say: ['" LONG "']}}\n"
	"intents:\n"
	"  a: {title: t, match: 快递, examples: 快递, say: '" LONG "'}\n"
	"  b: {title: t, match: 退货, examples: 退货, say: '" LONG LONG "'}\n",
	"4:48 text.long b\n0:0 budget.small wx\n"},
};

static void texts_a_channel_does_not_take_are_told(void **state)
{
	const struct check_shop shop = {.name = STR("s"), .channels = channels, .channels_n = 3};

	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		check_expect(&texts[i], &shop);
}

static const struct str needs[] = {STR("n"), STR("m")}, brings[] = {STR("place"), STR("when")};
static const bool optional[] = {false, true};
static const struct check_lookup lookups[] = {
    {.name = STR("parcel"), .at = {"c.yaml", 3, 3}, .needs = needs, .needs_n = 1, .brings = brings,
	.optional = optional, .brings_n = 2},
    {.name = STR("stray"), .at = {"c.yaml", 7, 3}, .needs = needs, .needs_n = 2, .brings = needs, .optional = optional, .brings_n = 1},
};

#define PARCEL(more) \
	"slots: {n: 号, place: 位置, when: 何时}\n" \
	"intents: {a: {title: t, match: '快递(?<n>.)', examples: 快递1, lookup: parcel, " more "}}\n"

static const struct check_case values[] = {
    {"what it must bring is there", "text.gap slot.", PARCEL("say: ['在{place}', '{place}']"), ""},
    {"what it may bring may lack", "text.gap slot.", PARCEL("say: '{when}'"), "2:83 text.gap a\n"},
    {"without what it needs nothing is there", "text.gap slot.",
	"slots: {n: 号, place: 位置}\n"
	"intents: {a: {title: t, match: ['快递(?<n>.)', 快], examples: 快递1, lookup: parcel, say: '{place}'}}\n",
	"2:88 text.gap a\n"},
    {"one nobody offers brings nothing", "slot. text.gap",
	"slots: {x: 号}\nintents: {a: {title: t, match: 快, examples: 快, lookup: other, say: '{x|y}'}}\n",
	"1:9 slot.unfilled x\n"},
};

static void what_look_ups_bring_is_known(void **state)
{
	const struct check_shop shop = {
	    .name = STR("s"), .lookups_known = true, .lookups = lookups, .lookups_n = 2};

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		check_expect(&values[i], &shop);
}

static void look_ups_and_books_are_compared(void **state)
{
	const struct check_shop shop = {
	    .name = STR("s"), .lookups_known = true, .lookups = lookups, .lookups_n = 2};
	struct diag_list *diags = diag_list_new();
	struct arena *arena = arena_new(0);
	struct book *books[] = {check_load("a",
				    "slots: {place: 位置}\n"
				    "intents:\n"
				    "  a: {title: t, match: '(?<n>快)', examples: 快, lookup: parcel, say: x}\n"
				    "  b: {title: t, match: 慢, examples: 慢, lookup: order, say: x}\n"
				    "  c: {title: t, match: 好, examples: 好, say: x, cases: [{when: vip, lookup: stock}]}\n",
				    diags),
	    check_load("b", "slots: {when: when}\nintents: {b: {title: t, match: x, examples: x, lookup: order, say: x}}\n", diags)};

	(void)state;
	check_lookups((const struct book *const *)books, 2, &shop, diags);
	diag_sort(diags);
	assert_string_equal(check_lines(diags, "lookup.", arena).p,
	    "4:3 lookup.unoffered order\n"
	    "5:56 lookup.unoffered stock\n"
	    "7:3 lookup.unasked stray\n"
	    "7:3 lookup.needs m\n"
	    "7:3 lookup.brings n\n");
	book_release(&books[0]);
	book_release(&books[1]);
	arena_free(&arena);
	diag_list_free(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_a_channel_does_not_take_are_told),
	    cmocka_unit_test(what_look_ups_bring_is_known),
	    cmocka_unit_test(look_ups_and_books_are_compared),
	};

	return cmocka_run_group_tests_name("check_shop", tests, check_set_up, check_tear_down);
}
