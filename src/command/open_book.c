/* open_book.c - the book a command works on: --book, else XIAOER_BOOK, else the one inside the
 * binary. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/diag.h"
#include "book/load.h"
#include "command/command.h"

struct book *command_book(const char *dir, const struct normaliser *normaliser)
{
	struct diag_list *diags = diag_list_new();
	struct book_options options = {.normaliser = normaliser};
	struct book *book;

	if (!dir)
		dir = getenv("XIAOER_BOOK");
	book =
	    dir && *dir ? book_load_dir(dir, &options, diags) : book_load_embedded(&options, diags);
	if (diag_size(diags))
		diag_print(diags, stderr, isatty(STDERR_FILENO));
	diag_list_free(&diags);
	return book;
}
