/* test_check_uses.c - what nobody uses or reaches, and conditions that never hold or always do. */
#include "check_fixture.h"

#define INTENT "intents:\n  a: {title: t, match: 快递, examples: 快递, say: [好, 行]}\n"

static const struct check_case unused[] = {
    {"an intent without match", "intent.unreachable",
	"intents:\n"
	"  a: {title: t, match: 快递, examples: 快递, say: x}\n"
	"  b: {title: t, say: x}\n"
	"  media: {title: t, kind: data, say: x}\n"
	"  affirm: {title: t, kind: courtesy}\n",
	"3:3 intent.unreachable b\n5:3 intent.unreachable affirm\n"},
    {"a phrase nobody says", "phrase.unused",
	"phrases:\n"
	"  hold: {title: t, say: x}\n"
	"  form.noted: {title: t, say: x}\n"
	"  promo: {title: t, say: x}\n"
	"  one: {title: t, say: x}\n"
	"  two: {title: t, say: x}\n"
	"  three: {title: t, say: x}\n"
	"slots: {n: 订单号}\n"
	"forms:\n"
	"  f: {title: t, ask: {n: 号?}, reply: two}\n"
	"intents:\n"
	"  a: {title: t, match: '(?<n>快递)', examples: 快递, reply: one, cases: [{when: n == x, reply: three}]}\n"
	"  b: {title: t, match: 退货, examples: 退货, form: f}\n",
	"4:3 phrase.unused promo\n"},
    {"what an unreachable intent uses is told once", "phrase. form. intent.",
	"slots: {n: 订单号}\n"
	"phrases: {p: {title: t, say: x}}\n"
	"forms: {f: {title: t, ask: {n: 号?}, say: x}}\n"
	"intents:\n"
	"  b: {title: t, reply: p, form: f}\n",
	"5:3 intent.unreachable b\n"},
    {"a form nothing opens", "form.unused",
	"slots: {n: 订单号}\n"
	"forms:\n"
	"  f: {title: t, ask: {n: 号?}, say: x}\n"
	"  g: {title: t, ask: {n: 号?}, say: x}\n"
	"  contact: {title: t, ask: {n: 号?}}\n"
	"intents:\n"
	"  a: {title: t, match: 快递, examples: 快递, say: x, cases: [{when: vip, form: g}]}\n",
	"3:3 form.unused f\n"},
    {"a word list only a form's answers use", "words.unused",
	"words: {甲: [一], 乙: [二], 丙: [三]}\n"
	"slots: {n: 号}\n"
	"answers: {skip: <乙>}\n"
	"forms: {f: {title: t, ask: {n: {say: 号?, match: <甲>}}, say: x}}\n" INTENT,
	"1:25 words.unused 丙\n"},
    {"values", "slot. fact. group.",
	"slots:\n"
	"  used: 用了\n"
	"  unfilled: 没人填\n"
	"  unused: 没人用\n"
	"  asked: 问的\n"
	"  day: {title: 日子, kind: date}\n"
	"facts:\n"
	"  late: day + 7d\n"
	"  later: late + 1d\n"
	"  nothing: day + 2d\n"
	"forms: {f: {title: t, ask: {asked: 问?}, say: x}}\n"
	"intents:\n"
	"  a:\n"
	"    title: t\n"
	"    match: |\n"
	"      快递(?<used>.)\n"
	"      (?<day>.)到了(?<stray>.)\n"
	"    examples: |\n"
	"      快递x\n"
	"    form: f\n"
	"    say: ['{used}{unfilled|x}', {when: later > today, say: y}]\n",
	"3:3 slot.unfilled unfilled\n4:3 slot.unused unused\n10:3 fact.unused nothing\n"
	"17:21 group.unused stray\n"},
    {"where a look-up answers, it may bring what is said", "slot. group.",
	"slots: {place: 位置, other: 别的}\n"
	"intents:\n"
	"  a: {title: t, match: 快递, examples: 快递, lookup: parcel, say: '{place|x}'}\n"
	"  b: {title: t, match: 退货, examples: 退货, say: '{other|x}'}\n",
	"1:20 slot.unfilled other\n"},
    {"the profile's own names are filled", "slot. group.",
	"slots: {vip: 会员, attachment: 图片}\n"
	"intents:\n"
	"  a: {title: t, match: 快递, examples: 快递, say: ['{vip|x}{customer|x}{attachment|x}', {when: vip, say: x}]}\n",
	""},
};

static void what_nobody_uses_is_told(void **state)
{
	(void)state;
	CHECK_TABLE(unused);
}

#define CASES(list) \
	"slots: {reason: 原因, n: {title: 数, kind: number}, m: {title: 数, kind: number}, " \
	"day: {title: 日, kind: date}}\n" \
	"facts: {last: day + 7d, late: last < today, each: n / m}\n" \
	"intents:\n" \
	"  a:\n" \
	"    title: t\n" \
	"    match: (?<reason>快递)|(?<n>x)|(?<day>y)|(?<m>z)\n" \
	"    examples: 快递\n" \
	"    say: [x, y]\n" \
	"    cases:\n" list

#define CASE(when) "      - {when: '" when "', say: [一, 二]}\n"

static const struct check_case conditions[] = {
    {"the same condition again", "case. when.", CASES(CASE("reason == x") CASE("n") CASE("reason == x")),
	"12:9 case.unreachable a\n"},
    {"a wider one above", "case. when.", CASES(CASE("n") CASE("n > 3")), "11:9 case.unreachable a\n"},
    {"a narrower one above", "case. when.", CASES(CASE("n > 3") CASE("n")), ""},
    {"numbers that leave something", "case. when.", CASES(CASE("n > 3") CASE("n >= 3")), ""},
    {"numbers that leave nothing", "case. when.", CASES(CASE("n >= 3") CASE("n > 3")),
	"11:9 case.unreachable a\n"},
    {"two that take all together", "case. when.",
	CASES(CASE("n < 3") CASE("n >= 3") CASE("n == 5") CASE("not n")), "12:9 case.unreachable a\n"},
    {"what is unknown is neither", "case. when.", CASES(CASE("n < 3") CASE("n >= 3") CASE("not n")), ""},
    {"two things at a time", "case. when.", CASES(CASE("reason == x and reason == y")),
	"10:9 case.unreachable a\n"},
    {"modes and hours", "case. when.",
	CASES(CASE("mode == bot and mode == human") CASE("hours == open and not hours == open")),
	"10:9 case.unreachable a\n11:9 case.unreachable a\n"},
    {"all there are of them", "case. when.",
	CASES(CASE("hours == open") CASE("hours == lunch") CASE("hours == closed") CASE("vip")),
	"13:9 case.unreachable a\n"},
    {"urgency has four levels", "case. when.",
	CASES(CASE("urgency <= 2") CASE("urgency == 3 or urgency == 4") CASE("urgency")),
	"12:9 case.unreachable a\n"},
    {"facts that are conditions", "case. when.", CASES(CASE("late") CASE("last < today") CASE("late and vip")),
	"11:9 case.unreachable a\n12:9 case.unreachable a\n"},
    {"the same the other way round", "case. when.", CASES(CASE("last < today") CASE("today > last")),
	"11:9 case.unreachable a\n"},
    {"a fact is known with what it needs", "case. when.", CASES(CASE("last and not day") CASE("last < today and not day")),
	"10:9 case.unreachable a\n11:9 case.unreachable a\n"},
    {"two days with none between", "case. when.",
	CASES(CASE("day > 2026-11-22 and day < 2026-11-23") CASE("day > 2026-11-21 and day < 2026-11-23")),
	"10:9 case.unreachable a\n"},
    {"always", "case. when.", CASES(CASE("vip or not vip") CASE("n")),
	"10:16 when.always a\n11:9 case.unreachable a\n"},
    {"sums are compared as they stand", "case. when.", CASES(CASE("n + m > 3") CASE("n + m > 3") CASE("m + n > 3")),
	"11:9 case.unreachable a\n"},
    {"so many things that nobody can tell", "case. when.",
	CASES(CASE("n == 1 or n == 2 or n == 3 or n == 4 or n == 5 or n == 6 or n == 7 or n == 8 or n == 9")
	      CASE("day == 2026-11-01 or day == 2026-11-03 or day == 2026-11-05 or day == 2026-11-07 or day == 2026-11-09")
	      CASE("reason == a or reason == b or reason == c or reason == d or reason == e or reason == f")
	      CASE("m == 1 or m == 3 or m == 5 or m == 7 or m == 9 or m == 11 or m == 13 or m == 15 or m == 17")), ""},
    {"wordings", "wording.unreachable when.",
	"slots: {n: {title: 数, kind: number}}\n"
	"intents:\n"
	"  a:\n"
	"    title: t\n"
	"    match: (?<n>快递)\n"
	"    examples: 快递\n"
	"    say:\n"
	"      - x\n"
	"      - {when: n > 3 and n < 2, say: [好, 不好]}\n"
	"      - {when: n > 3 or not n > 3, say: [好]}\n",
	"9:16 wording.unreachable a\n10:16 when.always a\n"},
    {"questions", "question. when.",
	"slots: {n: {title: 数, kind: number}, reason: 原因, o: 号, q: 号}\n"
	"forms:\n"
	"  f:\n"
	"    title: t\n"
	"    ask:\n"
	"      reason: {say: 原因?, choices: [甲, 乙]}\n"
	"      n: {say: 数?, when: reason == 甲}\n"
	"      o: {say: 号?, when: not reason}\n"
	"      q: {say: 号?, when: q}\n"
	"    say: x\n"
	"intents: {a: {title: t, match: 快递, examples: 快递, form: f}}\n",
	"8:26 question.unreachable form.f.o\n9:26 question.unreachable form.f.q\n"},
};

static void what_can_never_be_so_is_told(void **state)
{
	(void)state;
	CHECK_TABLE(conditions);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_nobody_uses_is_told),
	    cmocka_unit_test(what_can_never_be_so_is_told),
	};

	return cmocka_run_group_tests_name("check_uses", tests, check_set_up, check_tear_down);
}
