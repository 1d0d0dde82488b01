/* check_fixture.h - a small book checked, and what was found as lines of text. */
#ifndef XIAOER_TESTS_UNIT_CHECK_FIXTURE_H
#define XIAOER_TESTS_UNIT_CHECK_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "book/load.h"
#include "check/check.h"
#include "pattern/normalise.h"

/* What a test of a table has: a book, the kinds that are looked at, and what is to be found of them,
 * each as "LINE:COL kind subject\n". */
struct check_case {
	const char *name, *kinds, *book, *want;
};

static struct normaliser *normaliser;

static inline int check_set_up(void **state)
{
	(void)state;
	normaliser = normaliser_new();
	return 0;
}

static inline int check_tear_down(void **state)
{
	(void)state;
	normaliser_free(&normaliser);
	return 0;
}

/* Is the kind one of those, which are parted by blanks?  One that ends with a dot is a beginning. */
static inline bool check_wanted(const char *kinds, const char *kind)
{
	while (*kinds) {
		size_t n = strcspn(kinds, " ");

		if (n && strncmp(kind, kinds, n) == 0 && (kinds[n - 1] == '.' || !kind[n]))
			return true;
		kinds += n + (kinds[n] == ' ');
	}
	return false;
}

static inline struct book *check_load(const char *name, const char *text, struct diag_list *diags)
{
	struct book_file file = {str_of(name), str_of(text)};
	struct book *book = book_load_files(str_of(name), &file, 1,
	    &(struct book_options){.normaliser = normaliser}, diags);

	if (!book)
		diag_print(diags, stderr, false);
	assert_non_null(book);
	return book;
}

static inline struct str check_lines(
    const struct diag_list *diags, const char *kinds, struct arena *arena)
{
	struct str got = {"", 0};

	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		if (check_wanted(kinds, d->kind))
			got = arena_printf(arena, "%.*s%u:%u %s %s\n", STR_ARG(got), d->at.line,
			    d->at.col, d->kind, d->subject);
	}
	return got;
}

/* The book checked for a shop (NULL: none is known) finds just that. */
static inline void check_expect(const struct check_case *c, const struct check_shop *shop)
{
	struct diag_list *diags = diag_list_new();
	struct arena *arena = arena_new(0);
	struct book *book = check_load("b.yaml", c->book, diags);
	struct str got;

	check_book_for(book, &(struct check_options){.shop = shop}, diags);
	diag_sort(diags);
	got = check_lines(diags, c->kinds, arena);
	if (strcmp(got.p, c->want)) {
		print_message("%s\n", c->name);
		diag_print(diags, stderr, false);
	}
	assert_string_equal(got.p, c->want);
	book_release(&book);
	arena_free(&arena);
	diag_list_free(&diags);
}

#define CHECK_TABLE(cases) \
	for (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++) \
		check_expect(&(cases)[i], NULL)

#endif
