/* test.c - `xiaoer test`: a book's examples and dialogues, or how it sorts labelled messages. */
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"
#include "book/load.h"
#include "book/normalise.h"
#include "command/command.h"
#include "command/test_files.h"
#include "command/test_labelled.h"
#include "dialogue/script.h"

enum { OUTPUT_MAX = 16 << 20 };

struct test {
	const char *dir;
	const char *labelled, *map;
	bool verbose, json;
	const struct normaliser *normaliser;
	struct arena *arena; /* names of files: findings point to them */
	struct diag_list *diags;
	size_t examples;
	struct script_totals dialogues;
};

/* Examples were checked when the book was loaded first. */
static struct book *reload(void *ctx, const struct yaml *overrides, struct diag_list *diags)
{
	struct test *t = ctx;
	struct book_options options = {
	    .normaliser = t->normaliser, .overrides = overrides, .no_examples = true};
	return book_load_dir(t->dir, &options, diags);
}

static void play_file(struct test *t, const struct book *book, const char *path)
{
	struct script_options options = {
	    .reload = reload, .ctx = t, .trace = t->verbose ? stdout : NULL};
	struct arena *arena = arena_new(0);
	struct str text;
	if (test_file_read(path, arena, t->diags, &text) != 0 ||
	    script_run(book, path, text, &options, t->diags, &t->dialogues) != 0)
		t->dialogues.failed++;
	arena_free(&arena);
}

static void play_all(struct test *t, const struct book *book, char **files)
{
	const char **found = NULL;
	size_t n = files[0] ? 0 : test_files_of(t->dir, t->arena, &found);
	for (size_t i = 0; i < n; i++)
		play_file(t, book, found[i]);
	for (; *files; files++)
		play_file(t, book, *files);
	if (diag_size(t->diags) && !t->json)
		diag_print(t->diags, stdout, isatty(STDOUT_FILENO));
}

static size_t count_examples(const struct book *book)
{
	size_t n = 0;
	for (size_t i = 0; i < book->intents_n; i++)
		n += book->intents[i].examples_n;
	return n;
}

static void print_json(const struct test *t, size_t passed, size_t failed)
{
	struct buf b;
	struct json_out o;
	buf_init(&b, OUTPUT_MAX);
	json_out_init(&o, &b);
	json_open(&o, '{');
	json_key_int(&o, "passed", (int64_t)passed);
	json_key_int(&o, "failed", (int64_t)failed);
	json_key_open(&o, "findings", '[');
	for (size_t i = 0; i < diag_size(t->diags); i++) {
		const struct diag *d = diag_at(t->diags, i);
		json_open(&o, '{');
		json_key_str(&o, "file", str_of(d->at.file));
		json_key_int(&o, "line", d->at.line);
		json_key_int(&o, "column", d->at.col);
		json_key_str(&o, "text", str_of(d->text));
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_close(&o, '}');
	printf("%.*s\n", STR_ARG(buf_str(&b)));
	buf_free(&b);
}

static int finish(const struct test *t, size_t passed, size_t failed)
{
	if (t->json) {
		print_json(t, passed, failed);
	} else {
		size_t n = t->dialogues.passed + t->dialogues.failed;

		printf("%s: %zu example%s, %zu dialogue%s\n", t->dir, t->examples,
		    t->examples == 1 ? "" : "s", n, n == 1 ? "" : "s");
		printf("%zu passed, %zu failed\n", passed, failed);
	}
	return failed ? COMMAND_FAILED : COMMAND_GOOD;
}

static int run_labelled(const struct test *t, const struct book *book)
{
	if (test_labelled(book, t->labelled, t->map, t->json, t->diags) == 0)
		return COMMAND_GOOD;
	diag_print(t->diags, stderr, isatty(STDERR_FILENO));
	return COMMAND_FAILED;
}

static int run(struct test *t, char **files)
{
	struct book_options options = {.normaliser = t->normaliser};
	struct book *book = book_load_dir(t->dir, &options, t->diags);
	int status;
	if (!book) {
		if (!t->json)
			diag_print(t->diags, stdout, isatty(STDOUT_FILENO));
		return finish(t, 0, diag_count(t->diags, DIAG_ERROR));
	}
	if (t->labelled) {
		status = run_labelled(t, book);
	} else {
		t->examples = count_examples(book);
		play_all(t, book, files);
		status = finish(t, t->examples + t->dialogues.passed, t->dialogues.failed);
	}
	book_release(&book);
	return status;
}

int command_test(int argc, char **argv)
{
	struct test t = {0};
	const struct command_option options[] = {
	    {"verbose", NULL, "tell every step of the dialogues", .flag = &t.verbose},
	    {"json", NULL, "one JSON object", .flag = &t.json},
	    {"labelled", "TSV", "measure: lines of message, tab, label", .text = &t.labelled},
	    {"map", "TSV",
		"with --labelled: lines of label, tab, acceptable intents with commas between",
		.text = &t.map},
	};
	const struct command_usage usage = {"test [options] BOOK [FILE...]",
	    "Checks a book's examples and plays its dialogue tests (BOOK/tests/*.yaml, or the\n"
	    "files named), and ends with how many passed and failed.  With --labelled: how many\n"
	    "messages get an acceptable intent first.\n",
	    options, sizeof options / sizeof *options, 1, -1};
	int status;
	if (command_options(&usage, argc, argv, &status) < 0)
		return status;
	if (t.map && !t.labelled)
		return command_misused("test", "--map goes with --labelled");
	t.dir = argv[1];
	struct normaliser *normaliser = normaliser_new();
	t.normaliser = normaliser;
	t.arena = arena_new(0);
	t.diags = diag_list_new();
	status = run(&t, argv + 2);
	diag_list_free(&t.diags);
	arena_free(&t.arena);
	normaliser_free(&normaliser);
	return status;
}
