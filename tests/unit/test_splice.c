/* test_splice.c - what is changed in a file is changed, and every other byte stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "book/load.h"
#include "trainer/splice.h"

enum { TEXTS = 8 };

/* One wish: what the key of an entry shall hold; texts end with NULL. */
struct wish {
	const char *id, *key;
	enum splice_form form;
	const char *texts[TEXTS];
	bool add;
};

struct change {
	const char *before;
	struct wish wishes[4]; /* ends with no id */
	const char *after;
};

static size_t texts_of(const struct wish *w, struct str out[TEXTS])
{
	size_t n = 0;

	for (; n < TEXTS && w->texts[n]; n++)
		out[n] = str_of(w->texts[n]);
	return n;
}

static void wish(struct splice *s, const struct wish *w)
{
	struct str texts[TEXTS];
	size_t n = texts_of(w, texts);
	struct splice_value value = {w->form, texts, n};

	if (!splice_entry(s, "intents", str_of(w->id)))
		splice_add_entry(
		    s, "intents", str_of(w->id), &(struct splice_field){w->key, value}, 1);
	else if (w->add)
		splice_add(s, "intents", str_of(w->id), w->key, w->form, texts[0]);
	else
		splice_set(s, "intents", str_of(w->id), w->key, value);
}

static char *spliced(const char *before, const struct wish *wishes, struct diag_list *diags)
{
	struct splice *s = splice_new(STR("f.yaml"), str_of(before), diags);
	struct str out = {0};
	char *copy = NULL;

	if (!s)
		fail_msg("%s: %s", before, diag_at(diags, 0)->text);
	for (size_t i = 0; i < 4 && wishes[i].id; i++)
		wish(s, &wishes[i]);
	if (splice_apply(s, &out) == 0)
		copy = strndup(out.n ? out.p : "", out.n);
	assert_int_equal(copy == NULL, diag_count(diags, DIAG_ERROR) > 0);
	splice_free(&s);
	return copy;
}

static void check(const struct change *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct diag_list *diags = diag_list_new();
		char *got = spliced(cases[i].before, cases[i].wishes, diags);

		diag_print(diags, stderr, false);
		if (!got || strcmp(got, cases[i].after) != 0)
			fail_msg("case %zu:\n%s\nbecame\n%s\nnot\n%s", i, cases[i].before,
			    got ? got : "nothing", cases[i].after);
		free(got);
		diag_list_free(&diags);
	}
}

#define CHECK(cases) check(cases, sizeof cases / sizeof *cases)
#define ADD(id, key, form, text)                                                                   \
	{                                                                                          \
		id, key, SPLICE_##form, {text}, true                                               \
	}
#define SET(id, key, form, ...)                                                                    \
	{                                                                                          \
		id, key, SPLICE_##form, {__VA_ARGS__}, false                                       \
	}

static void an_example_is_added_in_the_form_that_is_there(void **state)
{
	static const struct change cases[] = {
	    /* a block: comments and empty lines stay where they are */
	    {"intents:\n  a:\n    examples: |  # c\n      one\n      # two\n      three  \n\n    # "
	     "d\n    say: x\n",
		{ADD("a", "examples", LINES, "new")},
		"intents:\n  a:\n    examples: |  # c\n      one\n      # two\n      three  \n     "
		" new\n\n    # d\n    say: x\n"},
	    /* the last line has no end, lines end with CR LF, there is a byte order mark */
	    {"\xef\xbb\xbfintents:\r\n  a:\r\n    examples: |\r\n        one",
		{ADD("a", "examples", LINES, "new")},
		"\xef\xbb\xbfintents:\r\n  a:\r\n    examples: |\r\n        one\r\n        new"},
	    /* a list */
	    {"intents:\n  a:\n    examples:\n    - one # c\n    # d\n    - \"two\"\n    say: x\n",
		{ADD("a", "examples", LINES, "- new: x")},
		"intents:\n  a:\n    examples:\n    - one # c\n    # d\n    - \"two\"\n    - \"- "
		"new: x\"\n    say: x\n"},
	    {"intents:\n  a:\n    examples:\n      -\n        one\n    say: x\n",
		{ADD("a", "examples", LINES, "new")},
		"intents:\n  a:\n    examples:\n      -\n        one\n      - new\n    say: x\n"},
	    /* brackets */
	    {"intents:\n  a:\n    examples: [one, 'two' ]  # c\n",
		{ADD("a", "examples", LINES, "new, new")},
		"intents:\n  a:\n    examples: [one, 'two', \"new, new\" ]  # c\n"},
	    {"intents:\n  a:\n    examples: [\n      one,\n      two, # c\n      ]\n",
		{ADD("a", "examples", LINES, "new")},
		"intents:\n  a:\n    examples: [\n      one,\n      two, new, # c\n      ]\n"},
	    /* one line: it becomes a block */
	    {"intents:\n  a:\n    examples: 'one'  # c\n    say: x\n",
		{ADD("a", "examples", LINES, "#1 new")},
		"intents:\n  a:\n    examples:  # c\n      - 'one'\n      - \"#1 new\"\n    say: "
		"x\n"},
	    {"intents:\n  a:\n    examples: one  # c\n    say: x\n",
		{ADD("a", "examples", LINES, "new")},
		"intents:\n  a:\n    examples: |  # c\n      one\n      new\n    say: x\n"},
	    {"intents:\n  a: {examples: one, say: x}\n", {ADD("a", "examples", LINES, "new")},
		"intents:\n  a: {examples: [one, new], say: x}\n"},
	    {"{\"intents\": {\"a\": {\"examples\": [\"one\"], \"say\": \"x\"}}}",
		{ADD("a", "examples", LINES, "new")},
		"{\"intents\": {\"a\": {\"examples\": [\"one\", new], \"say\": \"x\"}}}"},
	    /* quotes with line feeds in them are written anew */
	    {"intents:\n  a:\n    examples: \"one\\ntwo\"\n    say: x\n",
		{ADD("a", "examples", LINES, "new")},
		"intents:\n  a:\n    examples: |\n      one\n      two\n      new\n    say: x\n"},
	    /* no such key, or nothing in it */
	    {"intents:\n  a:\n    title: t\n    say: x # c\n    # d\n  b:\n    say: y",
		{ADD("a", "examples", LINES, "new"), ADD("b", "examples", LINES, "new")},
		"intents:\n  a:\n    title: t\n    examples: |\n      new\n    say: x # c\n    # "
		"d\n  b:\n    say: y\n    examples: |\n      new"},
	    {"intents:\n  a:\n    examples:  # c\n    say: x\n",
		{ADD("a", "examples", LINES, "new")},
		"intents:\n  a:\n    examples: |  # c\n      new\n    say: x\n"},
	    {"intents:\n  a: {say: x}\n", {ADD("a", "examples", LINES, "new")},
		"intents:\n  a: {say: x, examples: [new]}\n"},
	    /* an alias is written out: what it names stays */
	    {"intents:\n  a:\n    examples: &e [one]\n  b:\n    examples: *e # c\n",
		{ADD("b", "examples", LINES, "new")},
		"intents:\n  a:\n    examples: &e [one]\n  b:\n    examples: | # c\n      one\n    "
		"  new\n"},
	};

	(void)state;
	CHECK(cases);
}

static void of_lines_only_those_that_differ_are_touched(void **state)
{
	static const char block[] = "intents:\n  a:\n    match: |\n      # c\n      one\n        "
				    "two \n\n      # d\n      three\n";
	static const char list[] = "intents:\n  a:\n    match:\n      - one\n      - 'two' # c\n   "
				   "   # d\n      - three\n    say: x\n";
	static const char flow[] = "intents:\n  a: {match: [one, 'two' , three], say: x}\n";
	static const struct change cases[] = {
	    {block, {SET("a", "match", LINES, "one", "2", "three")},
		"intents:\n  a:\n    match: |\n      # c\n      one\n        2 \n\n      # d\n     "
		" three\n"},
	    {block, {SET("a", "match", LINES, "one", "three")},
		"intents:\n  a:\n    match: |\n      # c\n      one\n\n      # d\n      three\n"},
	    {block, {SET("a", "match", LINES, "0", "one", "two", "2b", "three")},
		"intents:\n  a:\n    match: |\n      0\n      # c\n      one\n        two \n      "
		"2b\n\n      # d\n      three\n"},
	    {block, {SET("a", "match", LINES, "three")},
		"intents:\n  a:\n    match: |\n      # c\n\n      # d\n      three\n"},
	    {block, {SET("a", "match", LINES, "new")},
		"intents:\n  a:\n    match: |\n      # c\n      new\n\n      # d\n"},
	    {block, {SET("a", "match", LINES, "one", "two", "three")}, block},
	    {list, {SET("a", "match", LINES, "0", "two", "three", "4")},
		"intents:\n  a:\n    match:\n      - 0\n      - 'two' # c\n      # d\n      - "
		"three\n      - 4\n    say: x\n"},
	    {list, {SET("a", "match", LINES, "one", "t'2", "three")},
		"intents:\n  a:\n    match:\n      - one\n      - 't''2' # c\n      # d\n      - "
		"three\n    say: x\n"},
	    {list, {SET("a", "match", LINES, "one", "three")},
		"intents:\n  a:\n    match:\n      - one\n      # d\n      - three\n    say: x\n"},
	    {list, {SET("a", "match", LINES, "-1", "one", "two")},
		"intents:\n  a:\n    match:\n      - -1\n      - one\n      - 'two' # c\n      # "
		"d\n    say: x\n"},
	    {flow, {SET("a", "match", LINES, "one", "three")},
		"intents:\n  a: {match: [one, three], say: x}\n"},
	    {flow, {SET("a", "match", LINES, "one")}, "intents:\n  a: {match: [one], say: x}\n"},
	    {flow, {SET("a", "match", LINES, "three")},
		"intents:\n  a: {match: [three], say: x}\n"},
	    {flow, {SET("a", "match", LINES, "0", "one", "two", "3")},
		"intents:\n  a: {match: [0, one, 'two' , 3], say: x}\n"},
	    {flow, {SET("a", "match", LINES, "1", "2")},
		"intents:\n  a: {match: [1, '2'], say: x}\n"},
	};

	(void)state;
	CHECK(cases);
}

static void a_text_keeps_its_quotes_and_its_comment(void **state)
{
	static const struct change cases[] = {
	    {"intents:\n  a:\n    title: old # c\n", {SET("a", "title", TEXT, "new")},
		"intents:\n  a:\n    title: new # c\n"},
	    {"intents:\n  a:\n    title: \"old\" # c\n", {SET("a", "title", TEXT, "new")},
		"intents:\n  a:\n    title: \"new\" # c\n"},
	    {"intents:\n  a:\n    title:   'old'\n", {SET("a", "title", TEXT, "it's")},
		"intents:\n  a:\n    title:   'it''s'\n"},
	    {"intents:\n  a:\n    title: old\n", {SET("a", "title", TEXT, "a: b")},
		"intents:\n  a:\n    title: \"a: b\"\n"},
	    {"intents:\n  a:\n    title: old\n", {SET("a", "title", TEXT, "\"q\" #")},
		"intents:\n  a:\n    title: '\"q\" #'\n"},
	    {"intents:\n  a:\n    title: old\n", {SET("a", "title", TEXT, "{agent}")},
		"intents:\n  a:\n    title: \"{agent}\"\n"},
	    {"intents:\n  a:\n    title: old\n", {SET("a", "title", TEXT, "~")},
		"intents:\n  a:\n    title: \"~\"\n"},
	    {"intents:\n  a:\n    title: old\n", {SET("a", "title", TEXT, "a\tb")},
		"intents:\n  a:\n    title: \"a\\tb\"\n"},
	    {"intents:\n  a:\n    title: old\n",
		{SET("a", "title", TEXT,
		    "a\xe2\x80\xa8"
		    "b")},
		"intents:\n  a:\n    title: \"a\\Lb\"\n"},
	    {"intents:\n  a:\n    title: 'old' # c\n    say: x\n",
		{SET("a", "title", TEXT, "one\n\n  two")},
		"intents:\n  a:\n    title: | # c\n      one\n\n        two\n    say: x\n"},
	    {"intents:\n  a:\n    title: |- # c\n      old\n      text\n\n    say: x\n",
		{SET("a", "title", TEXT, "new")},
		"intents:\n  a:\n    title: new # c\n\n    say: x\n"},
	    {"intents:\n  a:\n    title: > # c\n      old\n      text\n    say: x\n",
		{SET("a", "title", TEXT, "one\ntwo")},
		"intents:\n  a:\n    title: | # c\n      one\n      two\n    say: x\n"},
	    {"intents:\n  a:\n    title: old\n      text # c\n    say: x\n",
		{SET("a", "title", TEXT, "new")},
		"intents:\n  a:\n    title: new # c\n    say: x\n"},
	    {"intents:\n  a: {title: old, say: x}\n", {SET("a", "title", TEXT, "one, two\nthree")},
		"intents:\n  a: {title: \"one, two\\nthree\", say: x}\n"},
	    {"intents:\n  a:\n    title:\n    say: x\n", {SET("a", "title", TEXT, "new")},
		"intents:\n  a:\n    title: new\n    say: x\n"},
	    {"intents:\n  'a':\n    \"title\": old\n", {SET("a", "title", TEXT, "new")},
		"intents:\n  'a':\n    \"title\": new\n"},
	};

	(void)state;
	CHECK(cases);
}

static void wordings_change_one_by_one(void **state)
{
	static const char when[] = "intents:\n  a:\n    say:\n      - when: p # c\n        say:\n  "
				   "        - one\n      - two\n      - {when: q, say: x}\n      - "
				   "|\n        three\n        four\n    title: t\n";
	static const struct change cases[] = {
	    {when, {SET("a", "say", TEXTS, "2", "three\nfour")},
		"intents:\n  a:\n    say:\n      - when: p # c\n        say:\n          - one\n    "
		"  - 2\n      - {when: q, say: x}\n      - |\n        three\n        four\n    "
		"title: t\n"},
	    {when, {SET("a", "say", TEXTS, "two", "five")},
		"intents:\n  a:\n    say:\n      - when: p # c\n        say:\n          - one\n    "
		"  - two\n      - {when: q, say: x}\n      - five\n    title: t\n"},
	    {when, {SET("a", "say", TEXTS, "two", "three\n5", "six\nseven")},
		"intents:\n  a:\n    say:\n      - when: p # c\n        say:\n          - one\n    "
		"  - two\n      - {when: q, say: x}\n      - |\n        three\n        5\n      - "
		"|\n        six\n        seven\n    title: t\n"},
	    {when, {SET("a", "say", TEXTS, "three\nfour")},
		"intents:\n  a:\n    say:\n      - when: p # c\n        say:\n          - one\n    "
		"  - {when: q, say: x}\n      - |\n        three\n        four\n    title: t\n"},
	    {"intents:\n  a:\n    say:\n      - when: p\n        say: x\n    title: t\n",
		{ADD("a", "say", TEXTS, "new")},
		"intents:\n  a:\n    say:\n      - when: p\n        say: x\n      - new\n    "
		"title: t\n"},
	    {"intents:\n  a:\n    say: \"one\" # c\n    title: t\n",
		{ADD("a", "say", TEXTS, "new")},
		"intents:\n  a:\n    say: # c\n      - \"one\"\n      - new\n    title: t\n"},
	    {"intents:\n  a:\n    say: |  # c\n      one\n      two\n    title: t\n",
		{ADD("a", "say", TEXTS, "new")},
		"intents:\n  a:\n    say:  # c\n      - |\n        one\n        two\n      - new\n "
		"   title: t\n"},
	    {"intents:\n  a:\n    say: [one, two]\n", {SET("a", "say", TEXTS, "one", "2\n3")},
		"intents:\n  a:\n    say: [one, \"2\\n3\"]\n"},
	    {"intents:\n  a:\n    say:\n      - one # c\n      - two\n",
		{SET("a", "say", TEXTS, "1\n2", "two")},
		"intents:\n  a:\n    say:\n      - | # c\n        1\n        2\n      - two\n"},
	    {"intents:\n  a:\n    say:\n      - one\n      - two\n",
		{SET("a", "say", TEXTS, "two")}, "intents:\n  a:\n    say:\n      - two\n"},
	};

	(void)state;
	CHECK(cases);
}

static void keys_come_and_go(void **state)
{
	static const char two[] = "intents:\n  a:\n    title: t # c\n    priority: 3 # d\n\n    # "
				  "e\n    say: x\n  b:\n    title: u\n    say: y";
	static const struct change cases[] = {
	    {two, {SET("a", "priority", TEXT, NULL)},
		"intents:\n  a:\n    title: t # c\n\n    # e\n    say: x\n  b:\n    title: u\n    "
		"say: y"},
	    {two, {SET("b", "say", TEXTS, NULL)},
		"intents:\n  a:\n    title: t # c\n    priority: 3 # d\n\n    # e\n    say: x\n  "
		"b:\n    title: u"},
	    {two,
		{SET("b", "say", TEXTS, NULL), SET("b", "then", TEXT, "close"),
		    SET("b", "priority", TEXT, "-2")},
		"intents:\n  a:\n    title: t # c\n    priority: 3 # d\n\n    # e\n    say: x\n  "
		"b:\n    title: u\n    priority: -2\n    then: close"},
	    {two, {SET("a", "say", TEXTS, "1", "2"), SET("a", "kind", TEXT, "data")},
		"intents:\n  a:\n    title: t # c\n    kind: data\n    priority: 3 # d\n\n    # "
		"e\n    say:\n      - 1\n      - 2\n  b:\n    title: u\n    say: y"},
	    {"intents:\n  a: {title: t, priority: 3, say: x}\n",
		{SET("a", "priority", TEXT, NULL), SET("a", "kind", TEXT, "data")},
		"intents:\n  a: {title: t, kind: data, say: x}\n"},
	    {"intents:\n  a: {title: t, priority: 3, say: x}\n",
		{SET("a", "priority", TEXT, NULL), SET("a", "say", TEXTS, NULL)},
		"intents:\n  a: {title: t}\n"},
	    {"intents:\n  a:\n    examples: |\n      one\n    say:\n      - x\n",
		{ADD("a", "examples", LINES, "two"), SET("a", "priority", TEXT, "1"),
		    SET("a", "say", TEXTS, NULL)},
		"intents:\n  a:\n    examples: |\n      one\n      two\n    priority: 1\n"},
	};

	(void)state;
	CHECK(cases);
}

static void entries_are_added_at_the_end_of_their_part(void **state)
{
	static const struct change cases[] = {
	    {"intents:\n  a:\n    say: x\n\n  # c\n\nwords: {x: [y]}\n",
		{SET("b", "say", TEXTS, "new")},
		"intents:\n  a:\n    say: x\n\n  b:\n    say: new\n\n  # c\n\nwords: {x: [y]}\n"},
	    {"intents:\n    a:\n       say: x\n    c:\n       say: x\nwords: {x: [y]}\n",
		{SET("b", "say", TEXTS, "new"), SET("d", "say", TEXTS, "1", "2\n3")},
		"intents:\n    a:\n       say: x\n    c:\n       say: x\n    b:\n       say: "
		"new\n\n    d:\n       say:\n         - 1\n         - |\n           2\n           "
		"3\nwords: {x: [y]}\n"},
	    {"intents:\r\n  a: {say: x}", {SET("b", "examples", LINES, "1", "2")},
		"intents:\r\n  a: {say: x}\r\n\r\n  b:\r\n    examples: |\r\n      1\r\n      2"},
	    {"intents: {a: {say: x}}\n", {SET("b.c", "examples", LINES, "1", "#2")},
		"intents: {a: {say: x}, b.c: {examples: [1, \"#2\"]}}\n"},
	    {"intents: {}\n", {SET("b", "say", TEXTS, "1", "2")}, "intents: {b: {say: [1, 2]}}\n"},
	    {"intents: # c\nwords: {x: [y]}\n", {SET("b", "examples", LINES, "#1")},
		"intents: # c\n  b:\n    examples:\n      - \"#1\"\nwords: {x: [y]}\n"},
	    {"words: {x: [y]}", {SET("b", "say", TEXTS, "new")},
		"words: {x: [y]}\n\nintents:\n  b:\n    say: new"},
	    {"# c\n",
		{SET("\xe5\x94\xae\xe5\x90\x8e.x", "title", TEXT, "a\nb"),
		    SET("d", "say", TEXTS, "y")},
		"# c\n\nintents:\n  \xe5\x94\xae\xe5\x90\x8e.x:\n    title: |\n      a\n      "
		"b\n\n  d:\n    say: y\n"},
	    {"", {SET("b", "say", TEXTS, "new")}, "intents:\n  b:\n    say: new\n"},
	};

	(void)state;
	CHECK(cases);
}

static void what_cannot_be_changed_by_itself_is_refused(void **state)
{
	static const struct {
		const char *before;
		struct wish wishes[4];
		const char *why;
	} cases[] = {
	    {"intents:\n  a:\n    say: {when: p, say: x}\n", {ADD("a", "say", TEXTS, "new")},
		"form that cannot be changed"},
	    {"intents:\n  a:\n    say: [{when: p, say: x}, y]\n", {ADD("a", "say", TEXTS, "new")},
		"form that cannot be changed"},
	    {"intents:\n  a: &a {say: x}\n  b: *a\n", {ADD("b", "say", TEXTS, "new")},
		"form that cannot be changed"},
	    {"intents:\n  a:\n    say: &x y\n  b:\n    say: *x\n", {SET("a", "say", TEXTS, "z")},
		"shared by & and *"},
	    {"intents: [x]\n", {SET("a", "say", TEXTS, "z")}, "nothing can be added"},
	    {"{words: {x: [y]}}\n", {SET("a", "say", TEXTS, "z")},
		"cannot be changed by a program"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct diag_list *diags = diag_list_new();
		char *got = spliced(cases[i].before, cases[i].wishes, diags);

		if (got || !strstr(diag_at(diags, 0)->text, cases[i].why))
			fail_msg("case %zu: %s", i, got ? got : diag_at(diags, 0)->text);
		diag_list_free(&diags);
	}
}

static void what_is_wanted_is_known_before_it_is_written(void **state)
{
	struct diag_list *diags = diag_list_new();
	struct splice *s =
	    splice_new(STR("f"), STR("intents:\n  a:\n    examples: |\n      one\n"), diags);
	const struct str *texts;
	size_t n;

	(void)state;
	splice_get(s, "intents", STR("a"), "examples", SPLICE_LINES, &texts, &n);
	assert_int_equal(n, 1);
	for (int i = 0; i < 20; i++)
		splice_add(s, "intents", STR("a"), "examples", SPLICE_LINES, STR("x"));
	splice_get(s, "intents", STR("a"), "examples", SPLICE_LINES, &texts, &n);
	assert_int_equal(n, 21);
	assert_true(str_is(texts[0], "one") && str_is(texts[20], "x"));
	splice_get(s, "intents", STR("a"), "say", SPLICE_TEXTS, &texts, &n);
	assert_int_equal(n, 0);
	splice_get(s, "intents", STR("b"), "say", SPLICE_TEXTS, &texts, &n);
	assert_int_equal(n, 0);
	assert_null(splice_entry(s, "intents", STR("b")));
	splice_free(&s);
	assert_null(splice_new(STR("f"), STR("- x\n"), diags));
	assert_null(splice_new(STR("f"), STR("a: [\n"), diags));
	assert_int_equal(diag_count(diags, DIAG_ERROR), 2);
	diag_list_free(&diags);
}

static void lines_lead_back_to_those_of_the_old_text(void **state)
{
	static const unsigned old[] = {1, 2, 3, 4, 4, 6, 7, 7, 7, 8};
	struct diag_list *diags = diag_list_new();
	struct splice *s = splice_new(STR("f"),
	    STR("intents:\n  a:\n    match: |\n      one\n      two\n    title: t\n    say: "
		"x\nwords: {x: [y]}\n"),
	    diags);
	struct str out;

	(void)state;
	wish(s, &(struct wish)SET("a", "match", LINES, "1", "1b", "one"));
	wish(s, &(struct wish)SET("a", "match", LINES, "one", "1b"));
	wish(s, &(struct wish)SET("b", "say", TEXTS, "z"));
	assert_int_equal(splice_apply(s, &out), 0);
	assert_true(str_is(out, "intents:\n  a:\n    match: |\n      one\n      1b\n    title: t\n "
				"   say: x\n\n  b:\n    say: z\nwords: {x: [y]}\n"));
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(splice_old_line(s, i + 1), old[i]);
	assert_int_equal(splice_old_line(s, 5), 5);
	assert_int_equal(splice_old_line(s, 7), 7);
	assert_int_equal(splice_old_line(s, 9), 7);
	assert_int_equal(splice_old_line(s, 11), 8);
	splice_free(&s);
	diag_list_free(&diags);
}

/* ---- the books that are shipped ---- */

static struct str all_but(struct arena *arena, struct str text, const char *line)
{
	const char *at = memmem(text.p, text.n, line, strlen(line));

	assert_non_null(at);
	return arena_printf(arena, "%.*s%.*s", (int)(at - text.p), text.p,
	    (int)(text.n - (size_t)(at - text.p) - strlen(line)), at + strlen(line));
}

/* Adds an example to an entry and takes the line out again. */
static void prove_entry(struct arena *arena, const struct book_file *f, struct str id)
{
	static const char sentence[] = "\xe6\xb5\x8b\xe8\xaf\x95 # - new";
	struct diag_list *diags = diag_list_new();
	struct splice *s = splice_new(f->name, f->text, diags);
	const struct str *texts;
	struct str out;
	size_t n;

	splice_get(s, "intents", id, "examples", SPLICE_LINES, &texts, &n);
	splice_add(s, "intents", id, "examples", SPLICE_LINES, STR(sentence));
	assert_int_equal(splice_apply(s, &out), 0);
	if (n > 1) {
		const char *at = memmem(out.p, out.n, sentence, sizeof sentence - 1);
		const char *from = at;

		while (from[-1] != '\n')
			from--;
		struct str line = arena_printf(arena, "%.*s%s\n", (int)(at - from), from, sentence);

		assert_true(str_eq(all_but(arena, out, line.p), f->text));
	}
	splice_free(&s);
	diag_list_free(&diags);
}

static void every_intent_of_the_shipped_books_takes_an_example(void **state)
{
	static const char *const books[] = {"phrases/zh-CN", "phrases/en"};
	struct diag_list *diags = diag_list_new();
	struct arena *arena = arena_new(0);
	size_t proven = 0;

	(void)state;
	for (size_t b = 0; b < 2; b++) {
		struct book_files files;

		assert_int_equal(book_read_dir(books[b], arena, diags, &files), 0);
		for (size_t i = 0; i < files.n; i++) {
			const struct yaml *root = yaml_parse(files.list[i].text, "f", arena, diags);
			const struct yaml *map = yaml_get(root, "intents");

			for (size_t k = 0; map && k < map->size; k += 5, proven++)
				prove_entry(arena, &files.list[i], map->members[k].key);
		}
	}
	assert_in_range(proven, 40, 1000);
	arena_free(&arena);
	diag_list_free(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_example_is_added_in_the_form_that_is_there),
	    cmocka_unit_test(of_lines_only_those_that_differ_are_touched),
	    cmocka_unit_test(a_text_keeps_its_quotes_and_its_comment),
	    cmocka_unit_test(wordings_change_one_by_one),
	    cmocka_unit_test(keys_come_and_go),
	    cmocka_unit_test(entries_are_added_at_the_end_of_their_part),
	    cmocka_unit_test(what_cannot_be_changed_by_itself_is_refused),
	    cmocka_unit_test(what_is_wanted_is_known_before_it_is_written),
	    cmocka_unit_test(lines_lead_back_to_those_of_the_old_text),
	    cmocka_unit_test(every_intent_of_the_shipped_books_takes_an_example),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
