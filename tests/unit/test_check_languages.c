/* test_check_languages.c - books in two languages beside each other. */
#include "check_fixture.h"

static const struct {
	const char *name, *a, *b, *want; /* the first letter of a line: the book */
} cases[] = {
    {"ids that one lacks",
	"slots: {n: 号, m: 数}\nphrases: {p: {title: t, say: x}, q: {title: t, say: x}}\n"
	"intents:\n  i: {title: t, say: x}\n  j: {title: t, say: x}\n"
	"forms: {f: {title: t, ask: {n: 号?}, say: x}}\n",
	"slots: {n: number}\nphrases: {p: {title: t, say: x}}\nfacts: {k: today + 1d}\nintents:\n  i: {title: t, say: x}\n",
	"a 1:15 language.slot m\na 2:34 language.phrase q\na 5:3 language.intent j\na 6:9 language.form f\n"
	"b 3:9 language.slot k\n"},
    {"an answer of another kind is none that is missing",
	"phrases: {p: {title: t, say: x}}\nintents: {i: {title: t, reply: p}, j: {title: t, say: x, then: ticket}}\n",
	"phrases: {p: {title: t, say: x}}\nintents: {i: {title: t, say: x}, j: {title: t, then: ticket}}\n",
	"a 2:36 language.phrase j\n"},
    {"cases", "intents: {i: {title: t, say: x, cases: [{when: vip, say: y}, {when: mode == bot, say: z}]}}\n",
	"intents: {i: {title: t, say: x, cases: [{when: vip, say: y}]}}\n", "a 1:62 language.phrase i.case2\n"},
    {"look-ups", "intents: {i: {title: t, say: x, lookup: parcel}}\n", "intents: {i: {title: t, say: x}}\n",
	"a 1:11 language.lookup i\n"},
    {"questions and choices",
	"slots: {n: 号, m: 数}\nforms: {f: {title: t, ask: {n: {say: x, choices: [一, 二, 三]}, m: x}, say: x}}\n",
	"slots: {n: 号, m: 数}\nforms: {f: {title: t, ask: {n: {say: x, choices: [one, two]}}, say: x}}\n",
	"a 2:29 language.choices form.f.n\na 2:62 language.question form.f.m\n"},
    {"values in texts, over all wordings",
	"slots: {n: 号}\nphrases: {p: {title: t, say: ['{n}', '{agent}'], again: '{shop}'}}\n",
	"slots: {n: number}\nphrases: {p: {title: t, say: ['{n|it} and {shop}', x]}}\n",
	"a 2:40 language.placeholder p\n"},
    {"a small book beside a large one",
	"intents:\n  a: {title: t, say: x}\n  b: {title: t, say: x}\n  c: {title: t, say: x}\n  d: {title: t, say: x}\n"
	"  e: {title: t, say: x}\n  f: {title: t, say: x}\n  g: {title: t, say: x}\n  h: {title: t, say: x}\n"
	"  i: {title: t, say: x}\n  j: {title: t, say: x}\n",
	"intents: {a: {title: t, say: x}}\n", "a 0:0 language.intent b\n"},
};

static struct str lines_of_two(const struct diag_list *diags, struct arena *arena)
{
	struct str got = {"", 0};

	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		got = arena_printf(arena, "%.*s%c %u:%u %s %s\n", STR_ARG(got), d->at.file[0],
		    d->at.line, d->at.col, d->kind, d->subject);
	}
	return got;
}

static void what_one_language_lacks_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct diag_list *diags = diag_list_new();
		struct arena *arena = arena_new(0);
		struct book *books[] = {
		    check_load("a", cases[i].a, diags), check_load("b", cases[i].b, diags)};

		check_books((const struct book *const *)books, 2, diags);
		diag_sort(diags);
		print_message("%s\n", cases[i].name);
		assert_string_equal(lines_of_two(diags, arena).p, cases[i].want);
		book_release(&books[0]);
		book_release(&books[1]);
		arena_free(&arena);
		diag_list_free(&diags);
	}
}

static void where_it_would_stand_is_shown(void **state)
{
	struct diag_list *diags = diag_list_new();
	struct book *books[] = {check_load("a", "intents:\n  i: {title: t, say: x}\n  j: {title: t, say: x}\n", diags),
	    check_load("b", "intents:\n\n  i: {title: t, say: x}\n", diags)};
	const struct diag *d;

	(void)state;
	check_books((const struct book *const *)books, 2, diags);
	d = diag_at(diags, 0);
	assert_string_equal(d->text, "the book b has no intent 'j'");
	assert_string_equal(d->others->at.file, "b");
	assert_int_equal(d->others->at.line, 3);
	book_release(&books[0]);
	book_release(&books[1]);
	diag_list_free(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_one_language_lacks_is_told),
	    cmocka_unit_test(where_it_would_stand_is_shown),
	};

	return cmocka_run_group_tests_name("check_languages", tests, check_set_up, check_tear_down);
}
