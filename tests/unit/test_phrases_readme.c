/* test_phrases_readme.c - every YAML example in phrases/README.md is a book without a mistake, or a
 * dialogue that passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "book/load.h"
#include "check/check.h"
#include "dialogue/script.h"
#include "pattern/normalise.h"

static const char readme[] = "phrases/README.md"; /* tests run at the top of the project */
static struct normaliser *normaliser;
static struct str text;

/* The next block between ```yaml and ```; false: no more. */
static bool next_block(size_t *at, struct str *block)
{
	static const char open[] = "\n```yaml\n", close[] = "\n```\n";
	const char *from = memmem(text.p + *at, text.n - *at, open, sizeof open - 1), *to;

	if (!from)
		return false;
	from += sizeof open - 1;
	to = memmem(from, text.n - (size_t)(from - text.p), close, sizeof close - 1);
	assert_non_null(to);
	*block = str_make(from, (size_t)(to + 1 - from));
	*at = (size_t)(to - text.p);
	return true;
}

/* What a small example cannot have is no matter, and advice is none of a mistake. */
static void expect_no_doubts(const struct book *book, struct diag_list *diags)
{
	struct arena *arena = arena_new(0);
	struct allowed *allowed;

	check_book(book, diags);
	check_allow(diags, CHECKED_BOOKS, arena, &allowed);
	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);
		bool matters = d->level == DIAG_WARNING && strcmp(d->kind, "situation.missing") != 0;

		if (matters)
			diag_print_one(diags, d, stderr, false);
		assert_false(matters);
	}
	arena_free(&arena);
}

static bool is_dialogue(struct str block)
{
	return str_starts(block, STR("- dialogue:"));
}

static void every_example_is_a_good_book(void **state)
{
	struct book_options options = {.normaliser = normaliser};
	struct str block;
	size_t at = 0, n = 0;

	(void)state;
	while (next_block(&at, &block)) {
		struct diag_list *diags = diag_list_new();
		struct book_file file = {STR("phrases/README.md"), block};
		struct book *book;

		if (!is_dialogue(block)) {
			book = book_load_files(STR("README"), &file, 1, &options, diags);
			diag_print(diags, stderr, false);
			assert_non_null(book);
			assert_int_equal(diag_size(diags), 0);
			expect_no_doubts(book, diags);
			book_release(&book);
			n++;
		}
		diag_list_free(&diags);
	}
	assert_true(n >= 5);
}

static void every_dialogue_passes_with_the_default_book(void **state)
{
	struct book_options options = {.normaliser = normaliser};
	struct diag_list *diags = diag_list_new();
	struct book *book = book_load_embedded(0, &options, diags);
	struct script_totals totals = {0};
	struct str block;
	size_t at = 0;

	(void)state;
	assert_non_null(book);
	while (next_block(&at, &block))
		if (is_dialogue(block))
			assert_int_equal(script_run(book, readme, block,
					     &(struct script_options){0}, diags, &totals),
			    0);
	diag_print(diags, stderr, false);
	assert_int_equal(totals.failed, 0);
	assert_true(totals.passed >= 1);
	book_release(&book);
	diag_list_free(&diags);
}

static int set_up(void **state)
{
	enum { ROOM = 1 << 18 };
	char *p = malloc(ROOM);
	FILE *f = fopen(readme, "r");

	(void)state;
	if (!f || !p)
		return -1;
	text = str_make(p, fread(p, 1, ROOM, f));
	fclose(f);
	normaliser = normaliser_new();
	return text.n < ROOM ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	free((char *)text.p);
	normaliser_free(&normaliser);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_example_is_a_good_book),
	    cmocka_unit_test(every_dialogue_passes_with_the_default_book),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
