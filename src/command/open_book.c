/* open_book.c - the books a command works on: --book, else XIAOER_BOOK, else those inside the
 * binary. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/diag.h"
#include "book/load.h"
#include "book/shelf.h"
#include "command/command.h"

/* The i-th of the names between commas, which is NUL-terminated in the arena; NULL: there are
 * fewer. */
static const char *nth(const char *list, size_t i, struct arena *arena)
{
	for (; list && *list; i--) {
		size_t n = strcspn(list, ",");

		if (i == 0)
			return arena_str(arena, str_trim(str_make(list, n))).p;
		list += n + (list[n] == ',');
	}
	return NULL;
}

static int load(const char *list, size_t most, const struct book_options *options,
    struct shelf *out, struct diag_list *diags)
{
	struct arena *arena = arena_new(0);
	bool inside = !list || !*list;
	int rc = 0;

	*out = (struct shelf){0};
	for (size_t i = 0; i < most; i++) {
		const char *dir = inside ? NULL : nth(list, i, arena);
		struct book *book;

		if (inside ? i == book_embedded() : !dir)
			break;
		book = inside ? book_load_embedded(i, options, diags)
			      : book_load_dir(dir, options, diags);
		if (book)
			out->books[out->n++] = book;
		else
			rc = -1;
	}
	arena_free(&arena);
	return rc | shelf_check(out, diags);
}

static int open_books(
    const char *list, size_t most, const struct normaliser *normaliser, struct shelf *out)
{
	struct diag_list *diags = diag_list_new();
	struct book_options options = {.normaliser = normaliser};
	int rc = load(list, most, &options, out, diags);

	if (diag_size(diags))
		diag_print(diags, stderr, isatty(STDERR_FILENO));
	diag_list_free(&diags);
	if (rc)
		shelf_release(out);
	return rc;
}

static int open_given(const char *dir, struct shelf *out, const struct normaliser *normaliser)
{
	struct diag_list *diags = diag_list_new();
	struct book_options options = {.normaliser = normaliser};
	struct book *book = book_load_dir(dir, &options, diags);

	if (diag_size(diags))
		diag_print(diags, stderr, isatty(STDERR_FILENO));
	diag_list_free(&diags);
	*out = (struct shelf){.books = {book}, .n = book ? 1 : 0};
	return book ? 0 : -1;
}

int command_books(const char *dir, const struct normaliser *normaliser, struct shelf *out)
{
	return dir ? open_given(dir, out, normaliser)
		   : open_books(getenv("XIAOER_BOOK"), SHELF_MAX, normaliser, out);
}

struct book *command_book(const char *dir, const struct normaliser *normaliser)
{
	struct shelf shelf;
	int rc = dir ? open_given(dir, &shelf, normaliser)
		     : open_books(getenv("XIAOER_BOOK"), 1, normaliser, &shelf);

	return rc ? NULL : shelf.books[0];
}
