/* check.c - `xiaoer check`: every mistake and every doubt about a book. */
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/log.h"
#include "book/load.h"
#include "book/normalise.h"
#include "check/check.h"
#include "command/command.h"

enum { JSON_MAX = 64 << 20 };

/* 12345 as "12,345" */
static const char *with_commas(size_t n, char out[32])
{
	char digits[32];
	int len = snprintf(digits, sizeof digits, "%zu", n), k = 0;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			out[k++] = ',';
		out[k++] = digits[i];
	}
	out[k] = 0;
	return out;
}

static size_t count_examples(const struct book *book)
{
	size_t n = 0;

	for (size_t i = 0; i < book->intents_n; i++)
		n += book->intents[i].examples_n;
	return n;
}

static void print_verdict(const struct diag_list *diags)
{
	static const char *const words[][2] = {{"mistake", "mistakes"}, {"warning", "warnings"},
	    {"piece of advice", "pieces of advice"}};
	bool any = false;

	for (int level = DIAG_ERROR; level <= DIAG_ADVICE; level++) {
		size_t n = diag_count(diags, (enum diag_level)level);

		if (!n && level != DIAG_ERROR)
			continue;
		printf("%s", any ? ", " : "");
		any = true;
		if (n)
			printf("%zu %s", n, words[level][n != 1]);
		else
			printf("no mistakes");
	}
	printf("\n");
}

static void print_summary(const char *name, const struct book *book, const struct diag_list *diags)
{
	char intents[32], patterns[32], examples[32];

	printf("%s: ", name);
	if (book)
		printf("%s intents, %s patterns, %s examples: ",
		    with_commas(book->intents_n, intents), with_commas(book->patterns_n, patterns),
		    with_commas(count_examples(book), examples));
	print_verdict(diags);
}

static void put_finding(struct json_out *o, const struct diag *d)
{
	json_open(o, '{');
	json_key_str(o, "level", str_of(diag_level_name(d->level)));
	json_key_str(o, "file", str_of(d->at.file));
	json_key_int(o, "line", d->at.line);
	json_key_int(o, "column", d->at.col);
	json_key_str(o, "text", str_of(d->text));
	json_close(o, '}');
}

static void print_json(const char *name, const struct book *book, const struct diag_list *diags)
{
	struct json_out o;
	struct buf buf;

	buf_init(&buf, JSON_MAX);
	json_out_init(&o, &buf);
	json_open(&o, '{');
	json_key_str(&o, "book", str_of(name));
	json_key_bool(&o, "good", book != NULL);
	if (book) {
		json_key_str(&o, "version", book->version);
		json_key_int(&o, "intents", (int64_t)book->intents_n);
		json_key_int(&o, "phrases", (int64_t)book->phrases_n);
		json_key_int(&o, "patterns", (int64_t)book->patterns_n);
		json_key_int(&o, "examples", (int64_t)count_examples(book));
	}
	json_key_int(&o, "errors", (int64_t)diag_count(diags, DIAG_ERROR));
	json_key_int(&o, "warnings", (int64_t)diag_count(diags, DIAG_WARNING));
	json_key_int(&o, "advice", (int64_t)diag_count(diags, DIAG_ADVICE));
	json_key_open(&o, "findings", '[');
	for (size_t i = 0; i < diag_size(diags); i++)
		put_finding(&o, diag_at(diags, i));
	json_close(&o, ']');
	json_close(&o, '}');
	printf("%.*s\n", STR_ARG(buf_str(&buf)));
	buf_free(&buf);
}

int command_check(int argc, char **argv)
{
	bool json = false;
	const char *name = "the book inside the binary", *dir = NULL;
	const struct command_option options[] = {
	    {"book", "DIR", "the same as the argument", .text = &dir},
	    {"json", NULL, "the findings as one JSON object", .flag = &json},
	};
	const struct command_usage usage = {"check [options] [BOOK]",
	    "Loads a book (a folder of *.yaml files; without one, the book inside the binary) and "
	    "tells of\n"
	    "every mistake with its place, and of every doubt.  Exit status: 0 no mistakes, 1 "
	    "mistakes.\n",
	    options, 2, 0, 1};
	int status, n = command_options(&usage, argc, argv, &status);

	if (n < 0)
		return status;
	if (n == 1)
		dir = argv[1];
	if (dir)
		name = dir;
	log_set_level(LOG_ERROR); /* a pattern that gives up is a finding here */

	struct diag_list *diags = diag_list_new();
	struct normaliser *normaliser = normaliser_new();
	struct book_options load = {.normaliser = normaliser};
	struct book *book =
	    dir ? book_load_dir(dir, &load, diags) : book_load_embedded(0, &load, diags);

	if (book)
		check_book(book, diags);
	diag_sort(diags);
	if (json) {
		print_json(name, book, diags);
	} else {
		diag_print(diags, stdout, isatty(STDOUT_FILENO));
		print_summary(name, book, diags);
	}
	status = book ? COMMAND_GOOD : COMMAND_FAILED;
	book_release(&book);
	normaliser_free(&normaliser);
	diag_list_free(&diags);
	return status;
}
