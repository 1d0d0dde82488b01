/* main.c - the program's entry and the one table of commands. */
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "base/intl.h"
#include "base/str.h"
#include "command/command.h"

static const struct command commands[] = {
    {"serve", N_("the desk behind HTTP"), command_serve},
    {"book", N_("the versions of a book: publish, roll back, list, compare"), command_book_versions},
    {"forget", N_("remove one customer's words from the store"), command_forget},
    {"outbox", N_("what waits for a webhook, and dead letters: list, retry, drop"), command_outbox},
    {"report", N_("the numbers of a period: waits, solved, escalated, content"), command_report},
    {"match", N_("lines on stdin, one JSON object a line: the intents of each"), command_match},
    {"suggest", N_("ranked replies to a message, with reasons"), command_suggest},
    {"check", N_("every mistake and every doubt about a book"), command_check},
    {"chat", N_("talk to a book in the terminal"), command_chat},
    {"test", N_("play a book's examples and dialogues, or measure it"), command_test},
    {"schema", N_("what an editor needs to complete and mark books, tests and the config"),
	command_schema},
    {"replay", N_("what an edit of a book would have changed in what customers wrote"), command_replay},
    {"misses", N_("what customers asked in vain, in groups; and into the book with it"),
	command_misses},
    {"import", N_("a spreadsheet (CSV, XLSX) into a book"), command_import},
    {"export", N_("a book into a spreadsheet (CSV, XLSX)"), command_export},
    {NULL, NULL, NULL}, /* ends the table */
};

static const struct command *find(const char *name)
{
	for (const struct command *c = commands; c->name; c++)
		if (strcmp(c->name, name) == 0)
			return c;
	return NULL;
}

static int unknown(const char *name)
{
	const char *names[32] = {"help"};
	const char *near;
	size_t n = 1;

	for (const struct command *c = commands; c->name && n < 32; c++)
		names[n++] = c->name;
	near = diag_nearest(str_of(name), names, n);
	fprintf(stderr, _("xiaoer: no command '%s'"), name);
	if (near)
		fprintf(stderr, _("; did you mean '%s'?"), near);
	fprintf(stderr, _("\n(xiaoer --help lists them)\n"));
	return COMMAND_MISUSED;
}

static void print_help(FILE *to)
{
	fprintf(to, _("usage: xiaoer COMMAND [options]\n"
		    "\n"
		    "xiaoer is a scripted shop assistant: it matches what a customer wrote against "
		    "a book of\n"
		    "phrases, answers, and hands over to a human when nothing fits.\n"
		    "\n"
		    "commands:\n"));
	for (const struct command *c = commands; c->name; c++)
		fprintf(to, "  %-10s %s\n", c->name, intl(c->summary));
	fprintf(to,
	    _("  %-10s what a command does: xiaoer help COMMAND\n"
	      "\n"
	      "Every command has --help.  Exit status: 0 good, 1 the check failed, 2 wrong use.\n"),
	    "help");
}

static int help(int argc, char **argv)
{
	char *asked[] = {argc > 1 ? argv[1] : NULL, (char[]){"--help"}, NULL};
	const struct command *c;

	if (argc < 2) {
		print_help(stdout);
		return COMMAND_GOOD;
	}
	c = find(asked[0]);
	return c ? c->run(2, asked) : unknown(asked[0]);
}

/* What did not reach its file, as the disk is full, was not done; but a desk was served. */
static int run(const struct command *c, int argc, char **argv)
{
	int status = c->run(argc, argv);

	if (status != COMMAND_GOOD || c->run == command_serve ||
	    (fflush(stdout) == 0 && !ferror(stdout)))
		return status;
	fputs(_("xiaoer: not all could be written to the standard output\n"), stderr);
	return COMMAND_FAILED;
}

int main(int argc, char **argv)
{
	const struct command *c;

	intl_init();
	if (argc < 2) {
		print_help(stderr);
		return COMMAND_MISUSED;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("xiaoer " XIAOER_VERSION);
		return COMMAND_GOOD;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
		print_help(stdout);
		return COMMAND_GOOD;
	}
	if (strcmp(argv[1], "help") == 0)
		return help(argc - 1, argv + 1);
	c = find(argv[1]);
	return c ? run(c, argc - 1, argv + 1) : unknown(argv[1]);
}
