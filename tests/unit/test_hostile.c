/* test_hostile.c - books made to take minutes and gigabytes are refused, or read, in seconds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "book/load.h"
#include "check/check.h"
#include "cpu_limit.h"
#include "pattern/normalise.h"

#define HEAD "intents:\n  a:\n    title: t\n    say: x\n"

/* A book of text: before, count times one (each %zu is the number), after. */
static const struct {
	const char *name, *before, *one;
	size_t count;
	const char *after, *want; /* the first finding, as line:column: text; NULL: a good book */
} cases[] = {
    {"aliases of a long text", "words:\n  w: &a ", "x", 100000, "\n  b: [*a, *a, *a, *a]\n", NULL},
    {"too many of them", "words:\n  w: &a ", "x", 2000000, "\n  b: [*a, *a, *a]\n",
	"3:16: the aliases (*) of this file expand to more than 4 MB of text"},
    {"a wording no channel takes", "phrases:\n  p:\n    title: t\n    say: ", "x", 16385, "\n",
	"4:10: a wording has 16385 bytes: 16384 at most"},
    {"placeholders", "phrases:\n  p:\n    title: t\n    say: '", "{shop}", 201, "'\n",
	"4:10: a wording has more than 200 placeholders"},
    {"wordings", "phrases:\n  p:\n    title: t\n    say:\n", "      - x%zu\n", 70000, "",
	"5:7: say has more than 1000 wordings"},
    {"a class of classes", HEAD "    examples: '1'\n    match: |\n      [[:", "[:", 500000, "\n",
	"7:1000010: the pattern does not compile: missing terminating ] for character class (a [ is never closed by ])"},
    {"an example like a book", HEAD "    match: y|z\n    examples: |\n      y\n      ", "y", 4097, "\n",
	"8:7: an example has 4097 bytes: 4096 at most"},
    {"unknown phrases", "intents:\n",
	"  a%zu:\n    title: t\n    match: x%zuy\n    examples: x%zuy\n    reply: p%zu.of\n", 20000,
	"phrases:\n  p: {title: t, say: x}\n", "6:12: unknown phrase 'p0.of'; did you mean 'p0.on'?"},
    {"keys that are there twice", "words:\n  w0: [a]\n", "  w%zu: [a]\n", 100000, "  w70000: [a]\n",
	"3:3: the key w0 is here twice: first in line 2"},
    {"conditions upon conditions", "slots:\n  n: {title: n, kind: number}\n" HEAD "    examples: 'xy'\n    match: x(?<n>y)\n    cases:\n",
	"      - {when: n == %zu or n + 1 < %zu, say: y}\n", 100, "", NULL},
    {"conditions of wordings", "slots:\n  n: {title: n, kind: number}\nphrases:\n  p:\n    title: t\n    say:\n",
	"      - {when: n + %zu > 3 and n < %zu, say: 'a{n}'}\n", 1000, HEAD "    examples: 'xy'\n    match: x(?<n>y)\n", NULL},
    {"one phrase that many say", "slots:\n  n: n\nphrases:\n  p: {title: t, say: ['{n}']}\nintents:\n",
	"  a%zu: {title: t, match: 'x%zuy(?<n>z)?', examples: 'x%zuy', reply: p, lookup: l}\n", 10000, "", NULL},
    {"banned words", HEAD "    examples: 'xy'\n    match: xy\nbanned:\n  g:\n    words:\n", "      - ab%zuc\n", 15000,
	"    fine: [ab1cd, abcd]\n", NULL},
    {"banned words within each other", HEAD "    examples: 'xy'\n    match: xy\nphrases:\n  p: {title: t, say: ["
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]}\nbanned:\n", "  g%zu: [a, aa, aaa, aaaa, aaaaaaaaaaaaaaaaa]\n", 5000, "", NULL},
    {"more of them than a list may have", "banned:\n  g:\n", "    - w%zu\n", 20001, "", "3:5: more than 20000 words in one list"},
    {"comments that allow", HEAD "    examples: 'xy'\n    match: xy\n", "# check: allow wording.few a%zu, b%zu\n", 50000, "", NULL},
    {"patterns that take for ever", HEAD "    examples: '1'\n    match: |\n      1\n",
	"      (x+x+)+y%zuz\n", 5000, "", NULL},
    {"counts upon counts", HEAD "    examples: '1'\n    match: |\n      1\n",
	"      ((x{1,200}y?){1,60}z){3}%zu\n", 300, "", NULL},
    {"stars in a row", HEAD "    examples: '1'\n    match: |\n      1\n      ", "(a*b?)*", 200, "b\n", NULL},
    {"patterns within patterns", HEAD "    examples: 退货\n    match: |\n", "      退.{0,%zu}货\n", 190, "", NULL},
    {"intents that all want the same", "intents:\n",
	"  a%zu: {title: t, say: x, match: 'x%zuy|退.{0,6}货', examples: 'x%zuy'}\n", 4000, "", NULL},
    {"as many patterns", HEAD "    examples: x1y\n    match: |\n", "      x%zuy\n", 20000, "", NULL},
};

/* The second file: phrases with names near those that are unknown. */
static struct str phrases_on(void)
{
	struct buf b;
	buf_init(&b, 64 << 20);
	buf_addz(&b, "phrases:\n");
	for (int i = 0; i < 40000; i++)
		buf_printf(&b, "  p%d.on: {title: t, say: x}\n", i);
	return buf_str(&b);
}

static struct str text_of(size_t i)
{
	struct buf b;
	buf_init(&b, 64 << 20);
	buf_addz(&b, cases[i].before);
	for (size_t k = 0; k < cases[i].count; k++)
		buf_printf(&b, cases[i].one, k, k, k, k);
	buf_addz(&b, cases[i].after);
	return buf_str(&b);
}

static const struct check_channel channels[] = {{.name = STR("c"), .text_max = 64, .budget = 5}};
static const struct check_shop shop = {.name = STR("s"), .channels = channels, .channels_n = 1};

static void hostile_books_come_to_an_end(void **state)
{
	struct book_options options = {.normaliser = *state};
	struct str second = phrases_on();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct diag_list *diags = diag_list_new();
		struct book_file files[] = {{STR("a.yaml"), text_of(i)}, {STR("b.yaml"), second}};
		bool two = strstr(cases[i].before, "intents:\n  a:") == NULL && strstr(cases[i].one, "reply");
		struct book *book = book_load_files(STR("book"), files, two ? 2 : 1, &options, diags);
		char got[200] = "";
		if (book) {
			const struct book *both[] = {book, book};
			struct arena *arena = arena_new(0);
			struct allowed *allowed;

			check_book_for(book, &(struct check_options){.shop = &shop}, diags);
			check_books(both, 2, diags);
			check_allow(diags, CHECKED_BOOKS, arena, &allowed);
			arena_free(&arena);
		}
		const struct diag *d = diag_at(diags, 0);
		if (!book && d)
			snprintf(got, sizeof got, "%u:%u: %s", d->at.line, d->at.col, d->text);
		print_message("%s\n", cases[i].name); /* says which, when the limit ends it */
		assert_string_equal(got, cases[i].want ? cases[i].want : "");
		book_release(&book);
		diag_list_free(&diags);
		free((char *)files[0].text.p);
	}
	free((char *)second.p);
}

static int set_up(void **state)
{
	cpu_limit(60);
	*state = normaliser_new();
	return 0;
}

static int tear_down(void **state)
{
	struct normaliser *n = *state;
	normaliser_free(&n);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(hostile_books_come_to_an_end)};
	return cmocka_run_group_tests_name("hostile", tests, set_up, tear_down);
}
