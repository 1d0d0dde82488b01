/* book_fixture.h - one book from the text of the including test, made before its tests and freed after them.
 * The test defines `text` before it includes this. */
#ifndef XIAOER_TESTS_UNIT_BOOK_FIXTURE_H
#define XIAOER_TESTS_UNIT_BOOK_FIXTURE_H

#include "book/load.h"
#include "pattern/normalise.h"

static struct normaliser *normaliser;
static struct book *book;
static struct arena *arena;

static int set_up(void **state)
{
	struct book_file file = {STR("a.yaml"), STR(text)};
	struct diag_list *diags = diag_list_new();

	(void)state;
	normaliser = normaliser_new();
	arena = arena_new(0);
	book = book_load_files(
	    STR("b"), &file, 1, &(struct book_options){.normaliser = normaliser}, diags);
	diag_print(diags, stderr, false);
	diag_list_free(&diags);
	return book ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	book_release(&book);
	arena_free(&arena);
	normaliser_free(&normaliser);
	return 0;
}

#endif
