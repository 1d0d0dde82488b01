/* test_doubts.c - what check tells of a book that loads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "book/doubts.h"
#include "book/load.h"
#include "book/normalise.h"

static const char text[] = "words: {快递: [快递], 没用: [没用]}\n"
			   "intents:\n"
			   "  a:\n"
			   "    title: x\n"
			   "    say: x\n"
			   "    examples: 快递\n"
			   "    match: |\n"
			   "      <快递>\n"
			   "      订单 号\n"
			   "      \\w{3,}x?\n"
			   "      快递|包裹\n"
			   "      快递|包裹\n"
			   "      [A-Z]订单 id\n";

static void doubts_have_their_place(void **state)
{
	struct normaliser *normaliser = normaliser_new();
	struct book_file file = {STR("a.yaml"), STR(text)};
	struct diag_list *diags = diag_list_new();
	struct arena *arena = arena_new(0);
	struct book *book = book_load_files(STR("b"), &file, 1,
	    &(struct book_options){.normaliser = normaliser}, diags);
	struct str got = {"", 0};
	size_t silent = 0;

	(void)state;
	assert_non_null(book);
	assert_int_equal(diag_size(diags), 0);
	book_doubts(book, diags);
	diag_sort(diags);
	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		if (d->at.line)
			got = arena_printf(arena, "%.*s%d %u:%u: %s\n", STR_ARG(got), (int)d->level,
			    d->at.line, d->at.col, d->text);
		else
			silent += str_starts(str_of(d->text), STR("no phrase '"));
	}
	assert_string_equal(got.p,
	    "2 1:19: no pattern uses the word list '没用'\n"
	    "1 9:7: this pattern finds nothing: messages have no blanks between Chinese "
	    "characters\n"
	    "2 10:7: this pattern has no fixed word, so it has to be tried on every message\n"
	    "2 12:7: this pattern stands already in line 11\n");
	for (size_t i = 0; book_situations[i]; i++)
		silent--;
	assert_int_equal(silent, 0);
	book_release(&book);
	arena_free(&arena);
	diag_list_free(&diags);
	normaliser_free(&normaliser);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(doubts_have_their_place)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
