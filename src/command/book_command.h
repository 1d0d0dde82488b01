/* book_command.h - what the files of `xiaoer book` share. */
#ifndef XIAOER_COMMAND_BOOK_COMMAND_H
#define XIAOER_COMMAND_BOOK_COMMAND_H

#include <stdbool.h>

#include "base/arena.h"
#include "book/load.h"
#include "store/store.h"

struct config;

struct book_command {
	const char *shop, *language, *who, *why, *base, *to;
	bool accept_warnings, dry_run, json;
	char **arguments; /* what stands behind the act, ended by NULL */
	size_t arguments_n;
	struct config *config;
	struct store_reader *reader; /* NULL: there is no store yet */
	struct arena *arena;
};

/* "xiaoer book: text" on stderr; returns COMMAND_FAILED. */
int book_failed(const char *text);
/* What somebody wrote, as one line that a terminal does not obey; in the arena. */
struct str book_line(struct arena *arena, struct str text);
/* Opens the reader: 0, or -1 after saying why not. */
int book_open_reader(struct book_command *c);
/* The files of a folder, its tests with them: 0, or -1 after printing the mistakes. */
int book_read_folder(struct book_command *c, const char *dir, struct book_files *out);
/* The files of a version that was in force (in the shop that was named): 0, or -1 after saying why
 * not. */
int book_read_version(struct book_command *c, struct str version, struct book_files *out);
int book_files_of_row(
    struct book_command *c, const struct store_book *row, struct book_files *out);
/* What changed from one to the other, a line for each part and kind; all: however many there are. */
void book_print_changes(
    struct book_command *c, const struct book_files *a, const struct book_files *b, bool all);

/* The acts; each in a file of its own. */
int book_diff(struct book_command *c);
int book_publish(struct book_command *c);
int book_rollback(struct book_command *c);

#endif
