/* test_check_texts.c - what is wrong with what customers read: situations without words, too few
 * wordings, gaps, banned words. */
#include "check_fixture.h"

/* A book that says something in every situation it can come into, but those the test leaves out. */
#define ALL_BUT(left, more) \
	"phrases:\n" \
	"  opening: &p {title: t, say: [一, 二, 三]}\n" left more

#define REST \
	"  opening.queue: *p\n  confirm.question: *p\n  confirm.unclear: *p\n  transfer: *p\n" \
	"  transfer.waiting: *p\n  transfer.failed: *p\n  hold: *p\n  hold.again: *p\n  hold.end: *p\n" \
	"  ticket.filed: *p\n  ticket.pending: *p\n  ticket.progress: *p\n  ticket.answered: *p\n" \
	"  ticket.closed: *p\n  opening.callback: *p\n  sla.late: *p\n  outage: *p\n" \
	"  document.sent: *p\n  closing.check: *p\n  closing.idle: *p\n  closing.done: *p\n  media.words: *p\n  listen: *p\n"

#define INTENTS(more) "intents:\n  thanks: {title: t, kind: courtesy, match: 谢, examples: 谢, say: [客气, 不谢]}\n" more

static const struct check_case situations[] = {
    {"nothing to say at all", "situation.", INTENTS(""), "0:0 situation.missing \n"},
    {"a book that closes never, and has no forms", "situation.",
	ALL_BUT(REST, "settings: {survey: {enabled: no}}\n" INTENTS("")), ""},
    {"one is missing", "situation.",
	ALL_BUT(REST, "  survey.ask: *p\n  survey.thanks: *p\n  survey.remark: *p\n" INTENTS("")),
	"0:0 situation.missing survey.sorry\n"},
    {"hours bring more of them", "situation.",
	ALL_BUT(REST, "settings: {survey: {enabled: no}, hours: {week: {mon-fri: \"9:00-18:00\"}, lunch: \"12:00-13:00\"}}\n"
	    INTENTS("")),
	"0:0 situation.missing opening.offhours\n0:0 situation.missing transfer.offhours\n"
	"0:0 situation.missing lunch\n0:0 situation.missing lunch.unanswered\n"
	"0:0 situation.missing offhours\n"},
    {"what intents do brings more of them", "situation.",
	ALL_BUT(REST, "settings: {survey: {enabled: no}}\n"
	    INTENTS("  a: {title: t, match: 快递, examples: 快递, say: 看, then: understood, lookup: l}\n"
		    "  anger: {title: t, match: 气死, examples: 气死, then: transfer, skill: technical}\n")),
	"0:0 situation.missing confirm.understood\n"
	"0:0 situation.missing transfer.technician\n0:0 situation.missing soothe\n"
	"0:0 situation.missing lookup.failed\n"},
    {"who thanks is answered by the intent or not at all", "situation.",
	ALL_BUT(REST, "settings: {survey: {enabled: no}}\nintents: {thanks: {title: t, kind: courtesy, match: 谢, examples: 谢}}\n"),
	"0:0 situation.missing thanks.reply\n"},
};

static void situations_without_words_are_told(void **state)
{
	(void)state;
	CHECK_TABLE(situations);
}

#define FORM(field) \
	"slots: {n: 号}\n" \
	"forms:\n" \
	"  f:\n" \
	"    title: t\n" \
	"    ask: {n: " field "}\n" \
	"    say: x\n" \
	"    then: ticket\n" \
	"intents: {a: {title: t, match: 快递, examples: 快递, form: f}}\n"

static const struct check_case wordings[] = {
    {"an answer with one wording", "wording.",
	"intents:\n"
	"  a: {title: t, match: 快递, examples: 快递, say: [好]}\n"
	"  b: {title: t, match: 退货, examples: 退货, say: [好, 行]}\n"
	"  c: {title: t, match: 换货, examples: 换货, say: [好], again: [行]}\n",
	"2:48 wording.few a\n"},
    {"what is said once needs no more", "wording.",
	"intents:\n"
	"  a: {title: t, match: 快递, examples: 快递, say: [好], then: ticket}\n"
	"  b: {title: t, match: 退货, examples: 退货, say: [好], then: close}\n"
	"  goodbye: {title: t, kind: courtesy, match: 再见, examples: 再见, say: [好]}\n"
	"  number: {title: t, kind: data, match: '\\d', examples: '1', say: [好]}\n"
	"phrases: {opening: {title: t, say: x}, closing.idle: {title: t, say: x}}\n",
	""},
    {"situations that come again", "wording.",
	"phrases:\n"
	"  hold.again: {title: t, say: [一, 二]}\n"
	"  thanks.reply: {title: t, say: [一]}\n"
	"  ticket.pending: {title: t, say: [一], again: [二]}\n"
	"  soothe: {title: t, say: [一, 一]}\n",
	"2:32 wording.few hold.again\n3:34 wording.few thanks.reply\n"
	"5:28 wording.few soothe\n5:31 wording.same soothe\n"},
    {"who is told to hold twice at most hears two", "wording.",
	"settings: {limits: {hold_times: 2}}\nphrases: {hold.again: {title: t, say: [一, 二]}}\n", ""},
    {"placeholders in double braces", "wording.brace",
	"phrases:\n"
	"  a: {title: t, say: ['{{shop}}好', '好{{ shop }}']}\n"
	"  b: {title: t, say: ['{{', '写成 {{a, b}}', '{{}}', '{{好 的}}', '{shop}{{', '{{{shop}}}']}\n",
	"2:24 wording.brace a\n2:37 wording.brace a\n"},
    {"words of choices that run together", "words.",
	FORM("{say: [几号?, 哪个号?], choices: {甲: '子, 丑', 乙: [寅、卯], 丙: [辰, 巳]}}"),
	"5:11 words.joined f\n5:11 words.joined f\n"},
    {"questions and what does not fit them", "wording.",
	FORM("{say: [号?], again: [号呢?], wrong: [不像]}"), "5:48 wording.few form.f.n.wrong\n"},
    {"a question that is left after the second try", "wording.",
	FORM("{say: [号?], again: [号呢?], wrong: [不像], tries: 2}"), ""},
    {"a case that files a ticket", "wording.",
	"intents:\n"
	"  a: {title: t, match: 快递, examples: 快递, say: [好, 行], cases: [{when: vip, say: [好], then: ticket}, {when: mode == bot, say: [好]}]}\n",
	"2:126 wording.few a.case2\n"},
    {"the same text twice", "wording.",
	"phrases:\n"
	"  opening:\n"
	"    title: t\n"
	"    say: [您好！, 您好!, {when: vip, say: [您好！]}]\n"
	"    again: [又来了, 您好！]\n",
	"4:16 wording.same opening\n5:18 wording.repeated opening\n"},
    {"a phrase's id in the place of a text", "wording.id",
	"phrases:\n"
	"  r.way: {title: t, say: [寄回就行, 寄来就行]}\n"
	"  thanks: {title: t, say: [谢谢, thanks]}\n"
	"  other: {title: t, say: [r.wax, 看 r.way, {when: vip, say: [r.way]}]}\n"
	"intents:\n"
	"  a: {title: t, match: 快递, examples: 快递, say: r.way}\n",
	"4:61 wording.id r.way\n6:47 wording.id r.way\n"},
    {"what nobody sees", "text.",
	"phrases:\n"
	"  a: {title: \"t\\x1b\", say: [\"a\\u200bb\\e\", \"c\\u202ed {x|\\ufeff}\"], again: [\"\\xa0\\u200d\\n👨‍👩‍👧\"]}\n"
	"slots: {x: x}\n"
	"intents:\n"
	"  b: {title: \"t\\x9b\", match: 快递, examples: 快递, reply: a}\n",
	"2:3 text.invisible a\n2:29 text.invisible a\n2:43 text.invisible a\n2:43 text.invisible a\n"
	"5:3 text.invisible b\n"},
    {"what YAML takes for a comment", "wording.comment",
	"phrases:\n"
	"  a: {title: t, say: [好, 行]} # 一\n"
	"  b:\n"
	"    title: t # 二\n"
	"    say: 请按 # 键结束\n"
	"  c:\n"
	"    title: t\n"
	"    say:\n"
	"      - 请按# 键, 再按 #号\n"
	"      - '请按 # 键'\n"
	"      - 请按键  # 三\n"
	"      - |\n"
	"        请按 # 键\n",
	"5:13 wording.comment b\n9:19 wording.comment c\n"},
    {"a book of single wordings is told once", "wording.",
	"intents:\n"
	"  a1: {title: t, match: 一甲, examples: 一甲, say: [好]}\n"
	"  a2: {title: t, match: 二甲, examples: 二甲, say: [好]}\n"
	"  a3: {title: t, match: 三甲, examples: 三甲, say: [好]}\n"
	"  a4: {title: t, match: 四甲, examples: 四甲, say: [好]}\n"
	"  a5: {title: t, match: 五甲, examples: 五甲, say: [好]}\n"
	"  a6: {title: t, match: 六甲, examples: 六甲, say: [好]}\n"
	"  a7: {title: t, match: 七甲, examples: 七甲, say: [好]}\n"
	"  a8: {title: t, match: 八甲, examples: 八甲, say: [好]}\n"
	"  a9: {title: t, match: 九甲, examples: 九甲, say: [好]}\n",
	"0:0 wording.few \n"},
};

static void too_few_wordings_are_told(void **state)
{
	(void)state;
	CHECK_TABLE(wordings);
}

#define SLOTS "slots: {n: 号, day: {title: 日, kind: date}, m: 数}\nfacts: {last: day + 7d}\n"
#define ONE(match, more) SLOTS "intents:\n  a: {title: t, match: " match ", examples: [快递1], " more "}\n"
#define ASKED(ask, more) \
	SLOTS "forms:\n  f: {title: t, ask: {" ask "}, " more "}\n" \
	"intents: {a: {title: t, match: 快递, examples: 快递, form: f}}\n"

static const struct check_case gaps[] = {
    {"caught by every pattern", "text.gap slot.unfilled", ONE("['快递(?<n>.)', '(?<n>.)递']", "say: '{n}'"), ""},
    {"caught by one of two", "text.gap slot.unfilled", ONE("['快递(?<n>.)', '快']", "say: '{n}'"),
	"4:68 text.gap a\n"},
    {"caught perhaps", "text.gap slot.unfilled", ONE("'快递(?<n>.)?'", "say: '{n}'"), "4:62 text.gap a\n"},
    {"in one of two choices", "text.gap slot.unfilled", ONE("'(快递|(?<n>.)递)'", "say: '{n}'"),
	"4:65 text.gap a\n"},
    {"in every choice", "text.gap slot.unfilled", ONE("'(?J)(?:快(?<n>递)|(?<n>.)货)+'", "say: '{n}'"), ""},
    {"in a look-ahead, and what is not there", "text.gap slot.unfilled",
	ONE("['(?=.*(?<n>\\d))快', '(?!.*(?<m>x))快']", "say: ['{m}']"), "4:88 text.gap a\n"},
    {"another wording does without", "text.gap slot.unfilled", ONE("['快递(?<n>.)', '快']", "say: ['{n}', '好']"), ""},
    {"another wording under again", "text.gap slot.unfilled",
	ONE("['快递(?<n>.)', '快']", "say: '{n}', again: '好'"), ""},
    {"a fall-back", "text.gap slot.unfilled", ONE("['快递(?<n>.)', '快']", "say: '{n|号}'"), ""},
    {"a fall-back that is nothing, and nothing else", "text.gap slot.unfilled",
	ONE("['快递(?<n>.)', '快']", "say: ['{n|}', '{n| }']"), "4:69 text.gap a\n"},
    {"a condition that makes sure", "text.gap slot.unfilled",
	ONE("['快递(?<n>.)', '快']", "say: [{when: n, say: '{n}'}, {when: not n, say: '好'}]"), ""},
    {"conditions that leave something", "text.gap slot.unfilled",
	ONE("['快递(?<n>.)', '快']", "say: [{when: n == x, say: '{n}'}, {when: not n, say: '好'}]"),
	"4:89 text.gap a\n"},
    {"a fact is known with its slot", "text.gap slot.unfilled",
	ONE("['快递(?<day>.)', '快']", "say: [{when: day, say: '{last}'}, {when: not last, say: '好'}]"), ""},
    {"a fact that may be unknown", "text.gap slot.unfilled", ONE("['快递(?<day>.)', '快']", "say: '{last}'"),
	"4:70 text.gap a\n"},
    {"in the case that knows", "text.gap slot.unfilled",
	ONE("['快递(?<n>.)', '快']", "say: '好', cases: [{when: n, say: '{n}'}]"), ""},
    {"in a case that does not", "text.gap slot.unfilled",
	ONE("['快递(?<n>.)', '快']", "say: '好', cases: [{when: vip, say: '{n}'}]"),
	"4:98 text.gap a.case1\n"},
    {"behind the case that takes the rest", "text.gap slot.unfilled",
	ONE("['快递(?<n>.)', '快']", "say: '{n}', cases: [{when: not n, say: '好'}]"), ""},
    {"a form asks for it", "text.gap slot.unfilled", ASKED("n: 号?, m: {say: '{n}的数?', wrong: '{n}'}", "confirm: '{n}{m}', say: '{n}{m}'"), ""},
    {"a form asks for it later", "text.gap slot.unfilled", ASKED("n: '{m}的号?', m: 数?", "say: x"),
	"4:28 text.gap form.f.n\n"},
    {"a question that may be left out", "text.gap slot.unfilled", ASKED("n: {say: 号?, optional: true}", "say: '{n}'"),
	"4:61 text.gap form.f\n"},
    {"a question that is not always asked", "text.gap slot.unfilled",
	ASKED("m: 数?, n: {say: 号?, when: m == x}", "say: '{n}', cases: [{when: m == x, say: '{n}'}]"),
	"4:66 text.gap form.f\n"},
    {"asked for where it is not known yet", "text.gap slot.unfilled", ASKED("n: 号?, m: {say: 数?, when: n == x}", "cases: [{when: n == x, say: '{m}'}], say: x"), ""},
    {"an answer behind the form", "text.gap slot.unfilled",
	SLOTS "forms: {f: {title: t, ask: {n: 号?}}}\n"
	      "intents: {a: {title: t, match: 快递, examples: 快递, form: f, say: '{n}'}}\n", ""},
    {"beside a look-up nobody offers the form is not asked", "text.gap slot.unfilled",
	SLOTS "forms: {f: {title: t, ask: {n: 号?}}}\n"
	      "intents: {a: {title: t, match: 快递, examples: 快递, form: f, lookup: l, say: '{n}'}}\n",
	"4:77 text.gap a\n"},
    {"nothing fills it: told once", "text.gap slot.unfilled", ONE("快", "say: '{n}'"), "1:9 slot.unfilled n\n"},
    {"the program has it", "text.gap slot.unfilled",
	"settings: {skills: {general: 同事}, hours: {week: {mon: \"9:00-18:00\"}, lunch: \"12:00-13:00\"}}\n"
	"phrases:\n"
	"  confirm.question: {title: t, say: '{topic}'}\n"
	"  outage: {title: t, say: '{notice}'}\n"
	"  ticket.answered: {title: t, say: '{ticket_no}{ticket_status}{ticket_text}'}\n"
	"  transfer: {title: t, say: '{skill}{agent}{shop}'}\n"
	"  transfer.waiting: {title: t, say: '{wait}'}\n"
	"  lunch: {title: t, say: '{lunch_end}{opens}{hours}'}\n", ""},
    {"the program has it elsewhere alone", "text.gap slot.unfilled",
	"phrases:\n"
	"  opening: {title: t, say: '{topic}'}\n"
	"  hold: {title: t, say: '{ticket_no}'}\n"
	"  transfer: {title: t, say: '{skill}'}\n"
	"  lunch: {title: t, say: '{lunch_end}'}\n"
	"  thanks.reply: {title: t, say: '{customer}'}\n",
	"2:30 text.gap opening\n3:27 text.gap hold\n4:31 text.gap transfer\n5:28 text.gap lunch\n"
	"6:35 text.gap thanks.reply\n"},
};

static void gaps_are_told(void **state)
{
	(void)state;
	CHECK_TABLE(gaps);
}

#define BANNED \
	"banned:\n" \
	"  聊天工具: {why: 平台不许, words: [加微信, vx, QQ群], fine: [vx-100, 没有用]}\n" \
	"  绝对化: [最好, 第一, best]\n"

static const struct check_case banned[] = {
    {"words, width, script, case, blanks", "text.banned banned.",
	BANNED "phrases:\n"
	       "  opening: {title: t, say: [您好请加微信聊, 請加 微 信, 'Add ＶＸ now', 'Vx-100 和 vxd', '最 好的，Best！']}\n",
	"2:59 banned.fine 聊天工具\n"
	"5:32 text.banned opening\n5:39 text.banned opening\n5:51 text.banned opening\n"
	"5:77 text.banned opening\n5:82 text.banned opening\n"},
    {"a fall-back, and over the border of one", "text.banned",
	BANNED "slots: {n: 号}\nphrases:\n  hold: {title: t, say: ['好{n|请加微信}', '最{n|好}', '最{n}好', '第{agent|小二}一']}\n",
	"6:32 text.banned hold\n6:40 text.banned hold\n"},
    {"what else customers read", "text.banned",
	BANNED "settings: {shop: 第一家, skills: {general: 最好的同事}}\n"
	       "slots: {n: 号}\n"
	       "forms: {f: {title: 最好, ask: {n: {say: 哪个?, choices: [第一, 第二]}}, say: x}}\n"
	       "intents: {a: {title: 加微信, match: 最好, examples: 最好, form: f}}\n",
	"0:0 text.banned settings.shop\n0:0 text.banned settings.skills\n"
	"6:30 text.banned form.f.n\n7:11 text.banned a\n"},
};

static void banned_words_are_told(void **state)
{
	(void)state;
	CHECK_TABLE(banned);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(situations_without_words_are_told),
	    cmocka_unit_test(too_few_wordings_are_told),
	    cmocka_unit_test(gaps_are_told),
	    cmocka_unit_test(banned_words_are_told),
	};

	return cmocka_run_group_tests_name("check_texts", tests, check_set_up, check_tear_down);
}
