/* command.h - what main.c knows of a command, and what commands share: options and help from one
 * table.
 *
 * To add a command: write `int command_NAME(int argc, char **argv)` in src/command/NAME.c, declare
 * it below and add its line to the table in main.c. argv[0] is the command's name. Exit status: see
 * enum below. */
#ifndef XIAOER_COMMAND_COMMAND_H
#define XIAOER_COMMAND_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COMMAND_GOOD = 0, COMMAND_FAILED = 1, COMMAND_MISUSED = 2 };

struct command {
	const char *name, *summary;
	int (*run)(int argc, char **argv);
};

/* What an option holds that may be given several times. */
struct command_list {
	const char *list[16];
	size_t n;
};

/* One option: exactly one of flag, text, texts and number says where its value goes. What is not
 * given stays as it is. */
struct command_option {
	const char *name;     /* without the dashes */
	const char *value;    /* what the help calls its value ("DIR"); NULL for a flag */
	const char *help;     /* one line */
	bool *flag;
	const char **text;
	struct command_list *texts; /* one more each time */
	int64_t *number;
	int64_t min, max;     /* of a number */
};

struct command_usage {
	const char *line;     /* "suggest [options] TEXT", a message id */
	const char *about;    /* what it does; lines end with \n */
	const struct command_option *options; /* without --help, which every command has */
	size_t n;
	int least, most;      /* arguments that are no options; most < 0: any number */
};

/* Options may stand before and after the arguments; `--` ends them. Returns how many arguments
 * there are, moved to argv[1...], with a NULL behind them; or -1 when the command is to end with
 * *status: after --help, or after a message about wrong use. */
int command_options(const struct command_usage *u, int argc, char **argv, int *status);
/* "xiaoer NAME: text" on stderr and where to find help; returns COMMAND_MISUSED.  fmt is a message
 * id (base/intl.h), as are the texts of the tables above: help, about, summary. */
int command_misused(const char *name, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

struct book;
struct normaliser;

struct shelf;

/* The book in the folder dir; NULL: the first of the environment's XIAOER_BOOK, else the zh-CN book
 * inside the binary. Findings are printed on stderr. NULL when it has errors: end with
 * COMMAND_FAILED. Release with book_release(). */
struct book *command_book(const char *dir, const struct normaliser *normaliser);
/* The same for all of them: the book in dir; NULL: all of XIAOER_BOOK, else all inside.  -1 when
 * one has errors. */
int command_books(const char *dir, const struct normaliser *normaliser, struct shelf *out);

/* One a file of src/command. */
int command_serve(int argc, char **argv);
int command_book_versions(int argc, char **argv); /* book.c */
int command_forget(int argc, char **argv);
int command_outbox(int argc, char **argv);
int command_report(int argc, char **argv);
int command_check(int argc, char **argv);
int command_import(int argc, char **argv);
int command_export(int argc, char **argv);
int command_match(int argc, char **argv);
int command_suggest(int argc, char **argv);
int command_test(int argc, char **argv);
int command_chat(int argc, char **argv);
int command_schema(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_misses(int argc, char **argv);

#endif
