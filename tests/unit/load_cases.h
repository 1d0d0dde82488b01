/* load_cases.h - books with planted mistakes, and what is to be said of them. */
#ifndef XIAOER_TESTS_LOAD_CASES_H
#define XIAOER_TESTS_LOAD_CASES_H

enum { FILES = 3 };

/* The files are a.yaml, b.yaml, c.yaml; want: every error, a line each. */
static const struct load_case {
	const char *name;
	const char *files[FILES];
	const char *want;
} load_cases[] = {
    {"nothing wrong", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: 好的\n"},
        ""},
    {"an empty file", {""},
        ""},
    {"a list at the top", {
         "- a\n"
         "- b\n"},
        "a.yaml:1:1: a file of a book begins with settings, words, slots, facts, phrases, answers, "
        "forms, intents or banned, a colon behind it, and what belongs to it below\n"},
    {"an unknown key at the top", {
         "intent:\n"
         "  a: {title: x, say: y}\n"},
        "a.yaml:1:1: unknown key 'intent' at the top of a file; did you mean 'intents'?\n"},
    {"an intent with nothing in front", {
         "intents:\n"
         "  a: {title: x, say: y}\n"
         "b: {title: x, say: y}\n"
         "　c: {title: x, say: y}\n"},
        "a.yaml:3:1: unknown key 'b' at the top of a file: its line lacks the two blanks in "
        "front\n"
        "a.yaml:4:1: a full-width blank cannot indent: use plain blanks\n"},
    {"a part that is no map", {
         "words: [a, b]\n"},
        "a.yaml:1:8: below words stand names, each with a colon and what belongs to it\n"},
    {"a part whose only key has a full-width colon", {
         "words:\n"
         "  甲：[a, b]\n"},
        "a.yaml:2:4: this colon is full-width: write a plain ':' and a blank behind it\n"},
    {"a file whose colons are all full-width", {
         "intents：\n"
         "  甲：\n"
         "    title：退货\n"},
        "a.yaml:1:1: this colon is full-width: write a plain ':' and a blank behind it\n"},
    {"signs that are none to YAML", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: ｜\n"
         "      退货\n"
         "      换货\n"
         "    examples: 丨\n"
         "      我要退货\n"
         "      我要换货\n"
         "    say: {shop}\n"
         "    again: [{shop}, 好]\n",
         "phrases:\n"
         "  b:\n"
         "    title: “乙: 乙”\n",
         "phrases:\n"
         "  c:\n"
         "    say: [好], 行\n"},
        "a.yaml:4:12: this stroke is none to YAML: write the plain | of an English keyboard\n"
        "a.yaml:7:15: this stroke is none to YAML: write the plain | of an English keyboard\n"
        "a.yaml:10:10: a text that begins with { needs quotes\n"
        "a.yaml:11:13: a text that begins with { needs quotes\n"
        "b.yaml:3:12: these quotes are no quotes to YAML: write plain ones around the text, ' or \"\n"
        "c.yaml:3:10: a text that begins with [ needs quotes\n"},
    {"wordings that run together", {
         "phrases:\n"
         "  a:\n"
         "    title: x\n"
         "    say: 好\n"
         "      - 行\n"
         "    again:\n"
         "      - 好\n"
         "        - 行\n"
         "  b:\n"
         "    title: x\n"
         "    say:\n"
         "      －好\n"
         "      －行\n"
         "    again:\n"
         "      好 - 行\n"
         "      可以\n"},
        "a.yaml:4:10: YAML makes one text of these lines: each wording stands behind a '- ' in a line "
        "of its own, all equally far in\n"
        "a.yaml:7:9: YAML makes one text of these lines: each wording stands behind a '- ' in a line "
        "of its own, all equally far in\n"
        "a.yaml:12:7: YAML makes one text of these lines: each wording stands behind a '- ' in a line "
        "of its own, all equally far in\n"},
    {"brackets, lists and escapes", {
         "phrases:\n"
         "  a:\n"
         "    say: [x, y]]\n",
         "phrases:\n"
         "  b:\n"
         "    say:\n"
         "      - 好\n"
         "      行\n",
         "intents:\n"
         "  c:\n"
         "    match: \"\\d{6}\"\n"},
        "a.yaml:3:16: this bracket closes nothing, its [ is missing\n"
        "b.yaml:5:7: this line is no entry of the list above: a '- ' is missing in front, or the "
        "indentation is wrong\n"
        "c.yaml:3:13: a \\ in \"...\" is YAML's own: put the text in '...', or leave the quotes out\n"},
    {"a border of a word in double quotes", {
         "intents:\n"
         "  a: {title: x, match: \"\\bcup\\b\", examples: cup, say: y}\n"
         "  b: {title: x, match: '\\bpot\\b', examples: pot, say: y}\n"},
        "a.yaml:2:24: a \\ in \"...\" is YAML's own: put the text in '...', or leave the quotes out\n"},
    {"one bracket too many within brackets", {
         "phrases: {a: {say: [x, y]]}}\n"},
        "a.yaml:1:26: another bracket is wanted here, or this one is too many\n"},
    {"an unknown key in an intent", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    exampels: [我要退货]\n"
         "    say: 好的\n"},
        "a.yaml:5:5: unknown key 'exampels' in an intent; did you mean 'examples'?\n"},
    {"an unknown key in a phrase", {
         "phrases:\n"
         "  a: {titel: x, say: y}\n"},
        "a.yaml:2:7: unknown key 'titel' in a phrase; did you mean 'title'?\n"},
    {"the same key twice", {
         "phrases:\n"
         "  a: {title: x, say: y}\n"
         "  b: {title: x, say: y}\n"
         "  a: {title: x, say: y}\n"},
        "a.yaml:4:3: the key a is here twice: first in line 2\n"},
    {"an intent and a phrase of one name", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: 好的\n"
         "phrases:\n"
         "  a: {title: x, say: y}\n"},
        "a.yaml:2:3: the phrase 'a' stands already at a.yaml:8\n"},
    {"slots with kinds", {
         "slots:\n"
         "  a: 甲\n"
         "  b: {title: 乙, kind: date}\n"
         "  c: {titel: 丙, kind: dat}\n"
         "  d: {kind: phone}\n"
         "  e: {title: [x]}\n"
         "  hours: x\n"
         "  vip: x\n"},
        "a.yaml:4:7: unknown key 'titel' in a slot; did you mean 'title'?\n"
        "a.yaml:4:23: unknown kind 'dat'; did you mean 'date'? (kind is text, order_no, phone, "
        "email, date, amount, number, choice or attachment)\n"
        "a.yaml:5:3: the slot has no title\n"
        "a.yaml:6:14: title must be a text, not a list\n"
        "a.yaml:7:3: 'hours' is a name of the program's own: call the slot something else\n"},
    {"facts", {
         "facts:\n"
         "  a: d + 7d\n"
         "  b: c\n"
         "  c: a\n"
         "  s: a\n"
         "  vip: a\n"
         "  ticket_no: a\n"
         "  e:\n"
         "  g: a\n"
         "  h: [a]\n"
         "  i: 7d\n"
         "  j: f - a\n"
         "slots:\n"
         "  s: x\n"
         "  d: {title: x, kind: date}\n"
         "  f: {title: x, kind: when}\n"
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货(?<g>\\d)?\n"
         "    examples: [我要退货]\n"
         "    say: 好的{a}{b}{aa}\n"},
        "a.yaml:3:6: the fact 'c' stands here or below: a fact uses only those above it\n"
        "a.yaml:5:3: the slot 's' stands already at a.yaml:14\n"
        "a.yaml:6:3: 'vip' is a name of the program's own: call the fact something else\n"
        "a.yaml:7:3: 'ticket_no' is a name of the program's own: call the fact something "
        "else\n"
        "a.yaml:8:4: a fact is empty\n"
        "a.yaml:9:3: the named group 'g' stands already at a.yaml:20\n"
        "a.yaml:10:6: a fact must be a text, not a list\n"
        "a.yaml:11:6: a fact is a date, a number, an amount, a text or a yes or no, not a span "
        "of time\n"
        "a.yaml:16:23: unknown kind 'when' (kind is text, order_no, phone, email, date, amount, "
        "number, choice or attachment)\n"
        "a.yaml:22:19: unknown placeholder {aa}; did you mean 'a'? (placeholders are declared under slots:, "
        "or are named groups of patterns)\n"},
    {"wordings with when", {
         "phrases:\n"
         "  a:\n"
         "    say:\n"
         "      - {when: vip, say: [x, y]}\n"
         "      - {wen: vip, say: x}\n"
         "      - {say: x}\n"
         "      - {when: vip}\n"
         "      - {when: vip, say: []}\n"
         "      - {when: , say: x}\n"
         "      - {when: [vip], say: [x, {when: vip, say: x}]}\n"
         "      - {when: vipp, say: '{vip}'}\n"
         "    again: {when: vi, say: x}\n"},
        "a.yaml:5:10: unknown key 'wen' in a wording; did you mean 'when'?\n"
        "a.yaml:6:9: a wording without when is a text alone\n"
        "a.yaml:7:9: this wording has no say\n"
        "a.yaml:8:9: this wording has no say\n"
        "a.yaml:9:14: when is empty\n"
        "a.yaml:10:16: when must be a text, not a list\n"
        "a.yaml:10:32: a wording must be a text, not a map of keys\n"
        "a.yaml:11:16: unknown name 'vipp'; did you mean 'vip'? (names are slots, facts, groups "
        "of patterns, and mode, hours, urgency, vip, today)\n"
        "a.yaml:11:29: unknown placeholder {vip} (placeholders are declared under slots:, or are "
        "named groups of patterns)\n"
        "a.yaml:12:19: unknown name 'vi'; did you mean 'vip'? (names are slots, facts, groups of "
        "patterns, and mode, hours, urgency, vip, today)\n"},
    {"cases", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    cases:\n"
         "      - {when: vip, say: 贵宾, then: nothing, form: nothing, lookup: nothing}\n"
         "      - {whenn: vip, say: x}\n"
         "      - {say: x}\n"
         "      - {when: vip}\n"
         "      - {when: vipp, reply: b, form: f, then: wait, responsible: me}\n"
         "      - {when: vip, say: x, reply: a.case1, skill: x, urgency: 9, again: x}\n"
         "      - vip\n"
         "  c: {title: x, then: nothing, cases: {when: vip, say: x}}\n"
         "phrases:\n"
         "  a.case2: {title: x, say: y}\n"},
        "a.yaml:7:9: the phrase 'a.case2' stands already at a.yaml:15\n"
        "a.yaml:7:10: unknown key 'whenn' in a case; did you mean 'when'?\n"
        "a.yaml:8:9: this case has no when: when does it apply?\n"
        "a.yaml:9:9: this case does nothing: it has only a when\n"
        "a.yaml:10:16: unknown name 'vipp'; did you mean 'vip'? (names are slots, facts, groups "
        "of patterns, and mode, hours, urgency, vip, today)\n"
        "a.yaml:10:29: unknown phrase 'b'\n"
        "a.yaml:10:38: unknown form 'f'\n"
        "a.yaml:10:47: unknown then 'wait' (then is transfer, ticket, close, check, understood or nothing)\n"
        "a.yaml:10:66: unknown responsible 'me' (responsible is shop, both or customer)\n"
        "a.yaml:11:26: both say and reply: keep one of them\n"
        "a.yaml:11:52: unknown skill 'x' (skill is general, logistics, returns, quality, invoice, "
        "payment, technical, complaint, review or supervisor)\n"
        "a.yaml:11:64: urgency must be a whole number from 1 to 4, not 9\n"
        "a.yaml:12:9: a case is a map with when, say, then ...\n"
        "a.yaml:13:23: unknown then 'nothing' (then is transfer, ticket, close, check or understood)\n"
        "a.yaml:13:39: cases is a list: - {when: ..., say: ...}\n"},
    {"a choice that no form offers", {
         "slots: {s: {title: x, kind: choice}, t: {title: x, kind: choice}, u: any text, v: any text}\n"
         "forms:\n"
         "  f:\n"
         "    title: x\n"
         "    ask:\n"
         "      s: {say: x, choices: {质量问题: [坏了], 不喜欢: }}\n"
         "      u: {say: x, choices: [米白, 浅灰]}\n"
         "      v: x\n"
         "    say: y\n"
         "    cases:\n"
         "      - {when: s == 质量问题 or t == 什么, say: z}\n"
         "      - {when: s == 坏了 or 质量问提 == s, say: z}\n"
         "      - {when: u == 米百 or v == 米百, say: z}\n"},
        "a.yaml:12:21: no form offers the choice '坏了' for s\n"
        "a.yaml:12:27: no form offers the choice '质量问提' for s; did you mean '质量问题'?\n"
        "a.yaml:13:21: no form offers the choice '米百' for u; did you mean '米白'?\n"},
    {"when and cases in a form", {
         "slots: {s: x}\n"
         "forms:\n"
         "  f:\n"
         "    title: x\n"
         "    ask:\n"
         "      s: {say: x, when: ss}\n"
         "    say: y\n"
         "    cases:\n"
         "      - {when: s, say: z}\n"
         "      - {when: s, form: f}\n"},
        "a.yaml:6:25: unknown name 'ss'; did you mean 's'? (names are slots, facts, groups of "
        "patterns, and mode, hours, urgency, vip, today)\n"
        "a.yaml:10:9: a case of a form has neither form nor lookup: these are an intent's\n"},
    {"an unclosed bracket", {
         "phrases:\n"
         "  a:\n"
         "    say: [x, y\n"
         "  b:\n"
         "    sai: x\n"},
        "a.yaml:3:10: this [ is never closed\n"
        "a.yaml:5:5: unknown key 'sai' in a phrase; did you mean 'say'?\n"},
    {"mistakes behind a mistake in the YAML", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: 好的\n"
         "    then: x: y\n"
         "  b:\n"
         "    titel: x\n"
         "  c:\n"
         "\tsay: x\n"
         "  d:\n"
         "    then: foo\n"},
        "a.yaml:7:12: a second ': ' in one line: put the text in quotes\n"
        "a.yaml:9:5: unknown key 'titel' in an intent; did you mean 'title'?\n"
        "a.yaml:11:1: a tab cannot indent: use spaces\n"
        "a.yaml:12:3: the intent 'd' has no title\n"
        "a.yaml:13:11: unknown then 'foo' (then is transfer, ticket, close, check or understood)\n"},
    {"a pattern that does not compile", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      退货\n"
         "      \n"
         "      # 退(\n"
         "        退(货|款\n"
         "      [订单\n"
         "    examples: |\n"
         "      我要退货\n"},
        "a.yaml:9:14: the pattern does not compile: missing closing parenthesis (a ( is never "
        "closed by ))\n"
        "a.yaml:10:10: the pattern does not compile: missing terminating ] for "
        "character class (a [ is never closed by ])\n"},
    {"a mistake behind a word list", {
         "words:\n"
         "  快递: [快递, 快递包裹]\n"
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      退货|<快递>.{2,1}x\n"
         "    examples: |\n"
         "      我要退货\n"},
        "a.yaml:8:19: the pattern does not compile: numbers out of order in {} quantifier (in {from,to} the smaller number comes first)\n"},
    {"a mistake behind a wide character", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      退货（？＊）(?<x>\\d)(?<x>\\d)\n"
         "    examples: |\n"
         "      我要退货\n"},
        "a.yaml:6:26: the pattern does not compile: two named subpatterns have the "
        "same name (PCRE2_DUPNAMES not set)\n"},
    {"an unknown word list", {
         "words:\n"
         "  快递: [快递]\n"
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      退货|<快迪>和<订单>\n"
         "    examples: |\n"
         "      我要退货\n"},
        "a.yaml:8:10: unknown word list <快迪>; did you mean '快递'? (the character itself "
        "is written \\<)\n"
        "a.yaml:8:15: unknown word list <订单> (the character itself is written \\<)\n"},
    {"a word list without words", {
         "words:\n"
         "  a: []\n"
         "  b:\n"
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      退货|<a>\n"
         "    examples: |\n"
         "      我要退货\n"},
        "a.yaml:2:6: the word list 'a' has no words\n"
        "a.yaml:3:4: the word list 'b' has no words\n"},
    {"a word list with an impossible name", {
         "words:\n"
         "  b b: [x]\n"
         "  d<: [x]\n"},
        "a.yaml:2:3: the name of the word list has a blank in it: 'b b'\n"
        "a.yaml:3:3: the name of the word list has only letters, digits and . _ -, not "
        "'<'\n"},
    {"match without a pattern", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      # 退货\n"
         "    examples: |\n"
         "      我要退货\n"},
        "a.yaml:6:7: match has no pattern\n"},
    {"an empty pattern in a list", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: [退货, '']\n"
         "    examples: [我要退货]\n"
         "    say: 好的\n"},
        "a.yaml:4:17: a pattern is empty\n"},
    {"patterns that match the empty text", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      退货\n"
         "      (退货)?\n"
         "      x*\n"
         "      ^\n"
         "      (?=.)\n"
         "      退货|\n"
         "      |退货\n"
         "      退货\\|\n"
         "    examples: |\n"
         "      我要退货\n"},
        "a.yaml:7:7: the pattern matches the empty text, and so every message\n"
        "a.yaml:8:7: the pattern matches the empty text, and so every message\n"
        "a.yaml:9:7: the pattern matches the empty text, and so every message\n"
        "a.yaml:10:7: the pattern matches the empty text, and so every message\n"
        "a.yaml:11:7: the pattern matches the empty text, and so every message: take out the | beside which "
        "nothing stands\n"
        "a.yaml:12:7: the pattern matches the empty text, and so every message: take out the | beside which "
        "nothing stands\n"},
    {"names of groups", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      退货\n"
         "      (?<order no>\\d)\n"
         "      (?<order-no>\\d)\n"
         "      (?<1>\\d)\n"
         "      (?<>\\d)\n"
         "      [:digit:]\n"
         "    examples: |\n"
         "      我要退货\n"},
        "a.yaml:7:15: the pattern does not compile: syntax error in subpattern name (missing terminator?) "
        "(a name has letters, digits and _ alone, and a > behind it)\n"
        "a.yaml:8:15: the pattern does not compile: syntax error in subpattern name (missing terminator?) "
        "(a name has letters, digits and _ alone, and a > behind it)\n"
        "a.yaml:9:10: the pattern does not compile: subpattern name must start with a non-digit (a name begins "
        "with a letter)\n"
        "a.yaml:10:10: the pattern does not compile: subpattern name expected (the name is missing)\n"
        "a.yaml:11:7: the pattern does not compile: POSIX named classes are supported only within a class (put it "
        "into brackets: [[:digit:]])\n"},
    {"an unknown phrase", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    reply: openin\n"
         "phrases:\n"
         "  opening: {title: x, say: 您好}\n"},
        "a.yaml:6:12: unknown phrase 'openin'; did you mean 'opening'?\n"},
    {"a text where the id of a phrase belongs", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    reply: 好的，马上\n"},
        "a.yaml:6:12: unknown phrase '好的，马上': reply takes the id of a phrase; the text itself goes under "
        "say\n"},
    {"keys of other programs", {
         "nlu:\n"
         "话术:\n"
         "intents:\n"
         "  a:\n"
         "    名称: 甲\n"
         "    keywords: 退货\n"
         "    utterances: [我要退货]\n"
         "    response: 好的\n"},
        "a.yaml:1:1: unknown key 'nlu' at the top of a file; did you mean 'intents'?\n"
        "a.yaml:2:1: unknown key '话术' at the top of a file; did you mean 'phrases'?\n"
        "a.yaml:5:5: unknown key '名称' in an intent; did you mean 'title'?\n"
        "a.yaml:6:5: unknown key 'keywords' in an intent; did you mean 'match'?\n"
        "a.yaml:7:5: unknown key 'utterances' in an intent; did you mean 'examples'?\n"
        "a.yaml:8:5: unknown key 'response' in an intent; did you mean 'say'?\n"},
    {"an unknown placeholder", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: 好的{agnt}\n"},
        "a.yaml:6:13: unknown placeholder {agnt}; did you mean 'agent'? (placeholders "
        "are declared under slots:, or are named groups of patterns)\n"},
    {"a placeholder with a blank name", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: \"好{ }的\"\n"},
        "a.yaml:6:12: a placeholder without a name\n"},
    {"braces out of balance", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say:\n"
         "      - \"好{agent\"\n"
         "      - \"好}的\"\n"
         "      - \"{a{b}}\"\n"},
        "a.yaml:7:11: this { has no }; a brace that is to be seen is written {{\n"
        "a.yaml:8:11: this } has no {; a brace that is to be seen is written }}\n"
        "a.yaml:9:10: this { has no }; a brace that is to be seen is written {{\n"},
    {"an empty wording", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: ['', x, ~]\n"},
        "a.yaml:6:11: a wording is empty\n"
        "a.yaml:6:18: a wording is empty\n"},
    {"say without a wording", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: []\n"},
        "a.yaml:6:10: say has no wording\n"},
    {"match without examples", {
         "intents:\n"
         "  a: {title: x, match: 退货, say: x}\n"},
        "a.yaml:2:3: the intent 'a' has no examples: write messages that shall give it\n"},
    {"examples without match", {
         "intents:\n"
         "  a: {title: x, examples: [b], unless: c, say: d}\n"},
        "a.yaml:2:27: examples without match: no pattern can give 'a'\n"
        "a.yaml:2:40: unless without match: there is nothing to veto\n"},
    {"an intent that does nothing", {
         "intents:\n"
         "  a: {match: 退货, examples: [退货]}\n"},
        "a.yaml:2:3: the intent 'a' has no title\n"
        "a.yaml:2:3: the intent 'a' does nothing: it has neither say nor reply nor then nor form\n"},
    {"both say and reply", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: 好的\n"
         "    reply: a\n"},
        "a.yaml:6:10: both say and reply: keep one of them\n"},
    {"a form without mistakes", {
         "slots:\n"
         "  order_no: {title: 订单号, kind: order_no}\n"
         "  reason: 原因\n"
         "  day: {title: 日子, kind: date}\n"
         "answers:\n"
         "  abandon: ^算了\n"
         "  skip: [^没有, ^跳过]\n"
         "forms:\n"
         "  f:\n"
         "    title: 登记\n"
         "    ask:\n"
         "      order_no: {say: 订单号？, again: 还要订单号, wrong: 不对, tries: 2}\n"
         "      reason: {say: 原因？, choices: {坏了: [破了, 碎了], 不喜欢: }}\n"
         "      day: [哪天？, 哪一天呢？]\n"
         "    confirm: \"{order_no}，对吗？\"\n"
         "    abandon: 不登记\n"
         "    within: 10m\n"
         "    say: 好的\n"
         "    then: ticket\n"
         "    responsible: shop\n"
         "intents:\n"
         "  a: {title: x, match: 登记, examples: [我要登记], form: f}\n"},
        ""},
    {"a form without an end", {
         "slots: {a: 甲}\n"
         "forms:\n"
         "  f: {title: x, ask: {a: 甲？}}\n"
         "intents:\n"
         "  i: {title: x, match: 登记, examples: [登记], form: f}\n"
         "  k: {title: x, match: 挂号, examples: [挂号], form: f, say: 好}\n"},
        "a.yaml:5:3: nothing is said or done when the form 'f' is filled for 'i': neither has say, "
        "reply or then\n"},
    {"a form that asks nothing", {
         "forms:\n"
         "  f: {ask: {}}\n"
         "  g: {title: x, then: ticket}\n"
         "  h: 问什么\n"},
        "a.yaml:2:3: the form 'f' has no title\n"
        "a.yaml:2:12: the form 'f' asks nothing: ask is a map of slots and their questions\n"
        "a.yaml:3:3: the form 'g' asks nothing: it has no ask\n"
        "a.yaml:4:6: what belongs to the form 'h' stands below it, a line each: title: ..., ask: ..., then: ...\n"},
    {"mistakes in a form's questions", {
         "slots:\n"
         "  order_no: 订单号\n"
         "  phone: {title: 电话, kind: phone}\n"
         "forms:\n"
         "  f:\n"
         "    title: 登记\n"
         "    ask:\n"
         "      oder_no: 订单号？\n"
         "      order_no: {say: 单号, kind: number_of_order, math: x}\n"
         "      phone: {wrong: 不对, tries: 0, choices: {一: [一, 二], 三: 二}, match: (1}\n"
         "    abandn: 算了\n"
         "    within: -1\n"
         "    then: nothing\n"},
        "a.yaml:8:7: unknown slot 'oder_no'; did you mean 'order_no'? (what a form asks for is "
        "declared under slots:)\n"
        "a.yaml:9:33: unknown kind 'number_of_order' (kind is text, order_no, phone, email, date, "
        "amount, number, choice or attachment)\n"
        "a.yaml:9:50: unknown key 'math' in a question of a form; did you mean 'match'?\n"
        "a.yaml:10:7: the question for 'phone' has no say\n"
        "a.yaml:10:33: tries must be a whole number from 1 to 20, not 0\n"
        "a.yaml:10:45: choices go with the kind choice, not with phone\n"
        "a.yaml:10:50: '一' is said for the choice '一' already\n"
        "a.yaml:10:60: '二' is said for the choice '一' already\n"
        "a.yaml:10:73: the pattern does not compile: missing closing parenthesis (a ( is never "
        "closed by ))\n"
        "a.yaml:11:5: unknown key 'abandn' in a form; did you mean 'abandon'?\n"
        "a.yaml:12:13: within must be a span of time such as 90s, 5m or 1h30m, not \"-1\"\n"
        "a.yaml:13:11: unknown then 'nothing' (then is transfer, ticket, close, check or understood)\n"},
    {"what is said twice, or of what nobody knows", {
         "slots: {a: 甲}\n"
         "phrases:\n"
         "  form.f.a: {title: x, say: x}\n"
         "answers:\n"
         "  abandone: 算了\n"
         "  skip: (没有\n"
         "forms:\n"
         "  f: {title: x, ask: {a: 甲？}, reply: g, say: x, again: y}\n"
         "  f: {title: x, ask: {a: 甲？}}\n"
         "intents:\n"
         "  i: {title: x, form: ff}\n"
         "  k: {title: x, form: }\n",
         "forms:\n"
         "  f: {title: x, ask: {a: 甲？}}\n"
         "  g: {title: x, ask: {a: {kind: choice, say: 甲？}}}\n"},
        "a.yaml:5:3: unknown key 'abandone' under answers; did you mean 'abandon'?\n"
        "a.yaml:6:12: the pattern does not compile: missing closing parenthesis (a ( is never "
        "closed by ))\n"
        "a.yaml:8:23: the phrase 'form.f.a' stands already at a.yaml:3\n"
        "a.yaml:8:38: unknown phrase 'g'\n"
        "a.yaml:8:46: both say and reply: keep one of them\n"
        "a.yaml:9:3: the key f is here twice: first in line 8\n"
        "a.yaml:11:23: unknown form 'ff'; did you mean 'f'?\n"
        "a.yaml:12:21: form is empty\n"
        "b.yaml:2:3: the form 'f' stands already at a.yaml:8\n"
        "b.yaml:3:33: a question of the kind choice has no choices to choose from\n"},
    {"again without say", {
         "intents:\n"
         "  b: {title: x, again: [e], then: close}\n"},
        "a.yaml:2:24: again without say: what is said the first time?\n"},
    {"unknown values", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: 好的\n"
         "    kind: bussiness\n"
         "    then: transfr\n"
         "    skill: logistic\n"
         "    priority: 101\n"
         "    urgency: five\n"
         "  b:\n"
         "    title: 乙\n"
         "    kind: data\n"
         "    match: 单号\n"
         "    examples: 单号\n"
         "    lookup: parcel\n"},
        "a.yaml:7:11: unknown kind 'bussiness'; did you mean 'business'? (kind is "
        "business, courtesy or data)\n"
        "a.yaml:8:11: unknown then 'transfr'; did you mean 'transfer'? (then is "
        "transfer, ticket, close, check or understood)\n"
        "a.yaml:9:12: unknown skill 'logistic'; did you mean 'logistics'? (skill is "
        "general, logistics, returns, quality, invoice, payment, technical, complaint, "
        "review or supervisor)\n"
        "a.yaml:10:15: priority must be a whole number from -100 to 100, not 101\n"
        "a.yaml:11:14: urgency must be a whole number, not \"five\"\n"
        "a.yaml:17:13: only a business intent has a lookup: 'b' is none\n"},
    {"wrong types", {
         "intents:\n"
         "  a: []\n"
         "  b:\n"
         "    title: [x]\n"
         "    match: {a: b}\n"
         "    say: {a: b}\n"
         "phrases:\n"
         "  c: x\n"},
        "a.yaml:2:6: what belongs to the intent 'a' stands below it, a line each: title: ..., match: ..., examples: ..., say: ...\n"
        "a.yaml:3:3: the intent 'b' has no examples: write messages that shall give it\n"
        "a.yaml:4:12: title must be a text, not a list\n"
        "a.yaml:5:12: a pattern must be a text, not a map of keys\n"
        "a.yaml:6:10: a wording must be a text, not a map of keys\n"
        "a.yaml:8:6: what belongs to the phrase 'c' stands below it, a line each: title: ..., say: ...\n"},
    {"an example that an earlier intent takes", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: 好的\n"
         "  b:\n"
         "    title: 乙\n"
         "    match: 退货\n"
         "    examples: [退货]\n"
         "    say: 好\n"},
        "a.yaml:10:16: this example gives a first, by the pattern in a.yaml:4 (its "
        "match is as long, and it is earlier in the book)\n"},
    {"a phrase that says nothing", {
         "phrases:\n"
         "  a: {title: x}\n"
         "  'b c': {title: x, say: y}\n"},
        "a.yaml:2:3: the phrase 'a' says nothing: it has no say\n"
        "a.yaml:3:3: the name of a phrase has a blank in it: 'b c'\n"},
    {"an example that another intent takes", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: 好的\n"
         "  b:\n"
         "    title: 乙\n"
         "    match: 要退货\n"
         "    examples: [谁要退货, 你好]\n"
         "    say: 好\n"},
        "a.yaml:5:16: this example gives b first, by the pattern in a.yaml:9 (its "
        "match is longer)\n"
        "a.yaml:10:22: this example does not give b: no pattern matches it\n"},
    {"an example that a higher priority takes", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      我要退货运费\n"
         "    examples: |\n"
         "      我要退货运费\n"
         "  b:\n"
         "    title: 乙\n"
         "    priority: 1\n"
         "    match: 运费\n"
         "    examples: [运费]\n"
         "    say: 好\n"},
        "a.yaml:8:7: this example gives b first, by the pattern in a.yaml:12 (its "
        "priority is higher)\n"},
    {"an example that business takes", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: 好的\n"
         "  b:\n"
         "    kind: courtesy\n"
         "    title: 乙\n"
         "    match: 我要退货吗\n"
         "    examples: [我要退货吗]\n"
         "    say: 好\n"},
        "a.yaml:11:16: this example gives a first, by the pattern in a.yaml:4 "
        "(business comes before courtesy)\n"},
    {"an example that is vetoed", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      退货\n"
         "    examples: |\n"
         "      我不要退货\n"
         "      退货\n"
         "    unless: |\n"
         "      别\n"
         "      不要\n"},
        "a.yaml:8:7: this example does not give a: `unless` in line 12 vetoes it\n"},
    {"a counterexample that gives its intent", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      退货(运费)?\n"
         "    examples: |\n"
         "      退货\n"
         "    counterexamples: |\n"
         "      你好\n"
         "      请问退货运费呢\n"},
        "a.yaml:11:7: this counterexample gives a: the pattern in line 6 finds "
        "'退货运费'\n"},
    {"a pattern that takes too long", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      退货\n"
         "      (a+)+[^货]$\n"
         "    examples: |\n"
         "      退货\n"
         "      aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa退货\n"},
        "a.yaml:7:7: the pattern takes too many steps: it gave up on the example in "
        "a.yaml:10\n"},
    {"a broken pattern does not fail its examples", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好的\n"
         "    match: |\n"
         "      退货\n"
         "      订(单\n"
         "    examples: |\n"
         "      退货\n"
         "      我的订单\n"},
        "a.yaml:7:10: the pattern does not compile: missing closing parenthesis (a ( is never closed by ))\n"},
    {"bad settings", {
         "settings: {agnt: x, language: [], skills: {logistic: x}}\n"},
        "a.yaml:1:12: unknown setting 'agnt'; did you mean 'agent'?\n"
        "a.yaml:1:31: language must be a text, not a list\n"
        "a.yaml:1:44: unknown skill 'logistic'; did you mean 'logistics'?\n"},
    {"not UTF-8", {
         "phrases:\n"
         "  a\xff" ": x\n"},
        "a.yaml:2:4: not UTF-8: save the file as UTF-8\n"},
    {"a slot without a description", {
         "slots:\n"
         "  order_no:\n"
         "  a b: x\n"},
        "a.yaml:2:11: the description of a slot is empty\n"
        "a.yaml:3:3: the name of the slot has a blank in it: 'a b'\n"},
    {"ids that stand in two files", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: 好的\n",
         "phrases:\n"
         "  a: {title: x, say: y}\n"
         "slots: {s: x}\n"
         "words: {w: [x]}\n",
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match: 退货\n"
         "    examples: [我要退货]\n"
         "    say: 好的\n"
         "slots: {s: x}\n"
         "words: {w: [x]}\n"},
        "a.yaml:2:3: the phrase 'a' stands already at b.yaml:2\n"
        "c.yaml:2:3: the intent 'a' stands already at a.yaml:2\n"
        "c.yaml:7:9: the slot 's' stands already at b.yaml:3\n"
        "c.yaml:8:9: the word list 'w' stands already at b.yaml:4\n"},
    {"what a broken file may hold is not called unknown", {
         "words: [x, {y: z}\n",
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    say: 好{y}\n"
         "    match: |\n"
         "      退货|<x>\n"
         "    examples: |\n"
         "      我要退货\n"
         "  b: {title: x, reply: z}\n"},
        "a.yaml:1:8: this [ is never closed\n"},
    {"keys of a form that stand there twice", {
         "slots: {n: x, m: x}\n"
         "forms:\n"
         "  f:\n"
         "    title: x\n"
         "    abandon: [a, b, c]\n"
         "    abandon: [d]\n"
         "    ask: {n: x, m: {say: x, match: [a, b, c], match: d, choices: [a, b], choices: [c]}}\n"
         "    ask: {m: x}\n"
         "    say: x\n"},
        "a.yaml:6:5: the key abandon is here twice: first in line 5\n"
        "a.yaml:7:47: the key match is here twice: first in line 7\n"
        "a.yaml:7:74: the key choices is here twice: first in line 7\n"
        "a.yaml:8:5: the key ask is here twice: first in line 7\n"},
    {"a part that stands there twice is read twice", {
         "phrases:\n"
         "  a: {title: x, say: y}\n"
         "phrases:\n"
         "  b: {titel: x, say: y}\n"},
        "a.yaml:3:1: the key phrases is here twice: first in line 1\n"
        "a.yaml:4:7: unknown key 'titel' in a phrase; did you mean 'title'?\n"},
    {"lines without the |", {
         "intents:\n"
         "  a:\n"
         "    title: 甲\n"
         "    match:\n"
         "      退货\n"
         "      退款\n"
         "    examples: >\n"
         "      我要退货\n"
         "      我要退款\n"
         "    say: 好的\n"},
        "a.yaml:5:7: YAML makes one line of these lines: write | behind the colon above\n"
        "a.yaml:8:7: YAML makes one line of these lines: write | behind the colon above\n"},
    {"mistakes of YAML hide no others", {
         "intents:\n"
         "  a:\n"
         "    title：甲\n"
         "    match: |\n"
         "      退(货\n"
         "    examples: |\n"
         "      我要退货\n"
         "    say:好的\n"
         "  b:\n"
         "    title: 乙\n"
         "     reply: c\n"
         "    skill: nobody\n"
         "phrases:\n"
         "  c:\n"
         "    say: [好的, 行\n"
         "  d:\n"
         "　　title: 丁\n"
         "    say: {x}好的\n"
         "    agian: 行\n"
         "  e:\n"
         "    title: 戊\n"
         "    say:\n"
         "    - \"好的\n"
         "  f: {title: 己, say: \"{g}\"}\n"
         "words:\n"
         "  w: []\n"},
        "a.yaml:3:10: this colon is full-width: write a plain ':' and a blank behind it\n"
        "a.yaml:5:10: the pattern does not compile: missing closing parenthesis (a ( is never closed by ))\n"
        "a.yaml:8:8: a blank is missing behind this ':'\n"
        "a.yaml:10:12: this text runs on into the next line, where a ':' follows: is the "
        "indentation right?\n"
        "a.yaml:12:12: unknown skill 'nobody' (skill is general, logistics, returns, quality, "
        "invoice, payment, technical, complaint, review or supervisor)\n"
        "a.yaml:15:10: this [ is never closed\n"
        "a.yaml:17:1: a full-width blank cannot indent: use plain blanks\n"
        "a.yaml:18:10: a text that begins with { needs quotes\n"
        "a.yaml:19:5: unknown key 'agian' in a phrase; did you mean 'again'?\n"
        "a.yaml:23:7: this \" is never closed\n"
        "a.yaml:24:24: unknown placeholder {g} (placeholders are declared under slots:, or are "
        "named groups of patterns)\n"
        "a.yaml:26:6: the word list 'w' has no words\n"},
};

#endif
