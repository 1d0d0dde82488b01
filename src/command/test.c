/* test.c - `xiaoer test`: a book's examples and dialogues, which of its patterns they use, or how it
 * sorts labelled messages.  What is expected is never rewritten by the program. */
#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/json.h"
#include "book/load.h"
#include "command/command.h"
#include "command/progress.h"
#include "command/test_cases.h"
#include "command/test_files.h"
#include "command/test_junit.h"
#include "command/test_labelled.h"
#include "command/watch.h"
#include "dialogue/script.h"
#include "pattern/normalise.h"
#include "trainer/coverage.h"

enum { OUTPUT_MAX = 64 << 20, FINDINGS_MAX = 100000 };

struct test {
	const char *dir;
	char *const *files; /* named ones; the first NULL: those of the book */
	const char *labelled, *map, *junit;
	bool verbose, json, coverage, watch;
	const struct normaliser *normaliser;
	/* of one run */
	struct arena *arena; /* names of files: findings point to them */
	struct diag_list *diags;
	struct test_cases cases;
	size_t examples, dialogues;
	const char *file; /* that is played, and since when */
	int64_t since;
};

/* ---- playing ---- */

/* Examples were checked when the book was loaded first. */
static struct book *reload(void *ctx, const struct yaml *overrides, struct diag_list *diags)
{
	struct test *t = ctx;
	struct book_options options = {
	    .normaliser = t->normaliser, .overrides = overrides, .no_examples = true};
	return book_load_dir(t->dir, &options, diags);
}

static void played(void *ctx, struct str name, struct place at, bool passed, size_t finding)
{
	struct test *t = ctx;
	struct test_case *c =
	    test_cases_add(&t->cases, TEST_DIALOGUE, at, name, STR(""), passed);
	int64_t now = clock_monotonic_us();

	c->finding = finding;
	c->findings_n = diag_size(t->diags) - finding;
	c->us = now - t->since;
	t->since = now;
	t->dialogues++;
}

static void play_file(struct test *t, const struct book *book, const char *path)
{
	const struct script_options options = {.reload = reload,
	    .ctx = t,
	    .trace = t->verbose ? stdout : NULL,
	    .played = played};
	struct script_totals totals = {0};
	struct arena *arena = arena_new(0);
	size_t before = diag_size(t->diags);
	struct str text;

	t->since = clock_monotonic_us();
	if (test_file_read(path, arena, t->diags, &text) != 0 ||
	    script_run(book, path, text, &options, t->diags, &totals) != 0) {
		struct test_case *c = test_cases_add(&t->cases, TEST_FILE,
		    (struct place){.file = path}, str_of(path), STR(""), false);

		c->finding = before;
		c->findings_n = diag_size(t->diags) - before;
	}
	arena_free(&arena);
}

static void play_all(struct test *t, const struct book *book)
{
	struct progress_line line;
	const char **found = NULL;
	size_t n = t->files[0] ? 0 : test_files_of(t->dir, t->arena, &found);

	progress_begin(&line, _("playing the dialogues"));
	for (size_t i = 0; i < n; i++) {
		progress_tell(&line.progress, i, n);
		play_file(t, book, found[i]);
	}
	for (char *const *f = t->files; *f; f++)
		play_file(t, book, *f);
	progress_end(&line);
}

/* ---- telling ---- */

static const char *case_place(struct test *t, struct place at)
{
	return arena_printf(t->arena, "%s:%u", at.file ? at.file : "", at.line).p;
}

static void print_coverage(struct test *t, const struct book *book, const struct coverage *c)
{
	for (size_t i = 0; i < book->patterns_n; i++) {
		const struct pattern *p = &book->patterns[i];

		if (!c->used[i])
			printf(p->veto ? _("%s: no example needs this line of `unless` (%.*s): %.*s\n")
				       : _("%s: no example uses this pattern (%.*s): %.*s\n"),
			    case_place(t, p->at), STR_ARG(book->intents[p->intent].id),
			    STR_ARG(p->source));
	}
}

static void put_coverage(
    struct test *t, struct json_out *o, const struct book *book, const struct coverage *c)
{
	json_key_open(o, "coverage", '{');
	json_key_int(o, "patterns", (int64_t)c->patterns);
	json_key_int(o, "used", (int64_t)c->used_n);
	json_key_open(o, "unused", '[');
	for (size_t i = 0; i < book->patterns_n; i++) {
		const struct pattern *p = &book->patterns[i];

		if (c->used[i])
			continue;
		json_open(o, '{');
		json_key_str(o, "at", str_of(case_place(t, p->at)));
		json_key_str(o, "intent", book->intents[p->intent].id);
		json_key_str(o, "under", p->veto ? STR("unless") : STR("match"));
		json_key_str(o, "pattern", p->source);
		json_close(o, '}');
	}
	json_close(o, ']');
	json_close(o, '}');
}

static void put_finding(struct json_out *o, const struct diag *d)
{
	json_open(o, '{');
	json_key_str(o, "file", str_of(d->at.file));
	json_key_int(o, "line", d->at.line);
	json_key_int(o, "column", d->at.col);
	json_key_str(o, "text", str_of(d->text));
	json_close(o, '}');
}

static void print_json(struct test *t, const struct book *book, const struct coverage *c)
{
	struct buf b;
	struct json_out o;
	buf_init(&b, OUTPUT_MAX);
	json_out_init(&o, &b);
	json_open(&o, '{');
	json_key_int(&o, "passed", (int64_t)t->cases.passed);
	json_key_int(&o, "failed", (int64_t)t->cases.failed);
	json_key_int(&o, "examples", (int64_t)t->examples);
	json_key_int(&o, "dialogues", (int64_t)t->dialogues);
	json_key_open(&o, "findings", '[');
	for (size_t i = 0; i < diag_size(t->diags); i++)
		put_finding(&o, diag_at(t->diags, i));
	json_close(&o, ']');
	if (book)
		put_coverage(t, &o, book, c);
	json_close(&o, '}');
	printf("%.*s\n", STR_ARG(buf_str(&b)));
	buf_free(&b);
}

static void print_table(struct test *t, const struct book *book, const struct coverage *c)
{
	diag_print(t->diags, stdout, isatty(STDOUT_FILENO));
	if (book && t->coverage)
		print_coverage(t, book, c);
	printf(_("%s: examples %zu, dialogues %zu"), t->dir, t->examples, t->dialogues);
	if (book)
		printf(c->used_n < c->patterns && !t->coverage
			   ? _("; examples use %zu of %zu patterns (--coverage lists the others)")
			   : _("; examples use %zu of %zu patterns"),
		    c->used_n, c->patterns);
	printf(_("\n%zu passed, %zu failed\n"), t->cases.passed, t->cases.failed);
}

/* book NULL: it cannot be read. */
static int finish(struct test *t, const struct book *book)
{
	struct coverage c = {0};

	if (book)
		coverage_of(book, t->arena, &c);
	if (t->json)
		print_json(t, book, &c);
	else if (!t->junit || strcmp(t->junit, "-") != 0)
		print_table(t, book, &c);
	if (t->junit && test_junit_write(t->junit, t->dir, &t->cases, t->diags) != 0)
		return COMMAND_FAILED;
	return t->cases.failed ? COMMAND_FAILED : COMMAND_GOOD;
}

/* ---- one run ---- */

static int run_labelled(const struct test *t, const struct book *book)
{
	if (test_labelled(book, t->labelled, t->map, t->json, t->diags) == 0)
		return COMMAND_GOOD;
	diag_print(t->diags, stderr, isatty(STDERR_FILENO));
	return COMMAND_FAILED;
}

/* A book whose examples fail plays its dialogues all the same; the mistakes of one that cannot be
 * read are all there is. */
static struct book *load(const struct test *t)
{
	struct book_options options = {.normaliser = t->normaliser};
	struct book *book = book_load_dir(t->dir, &options, t->diags);
	struct diag_list *again;

	if (book)
		return book;
	options.no_examples = true;
	again = diag_list_new();
	book = book_load_dir(t->dir, &options, again);
	diag_list_free(&again);
	return book;
}

static int run(struct test *t)
{
	struct book *book = load(t);
	int status;

	if (book && t->labelled) {
		status = run_labelled(t, book);
	} else {
		test_cases_of_book(&t->cases, book, t->diags);
		for (size_t i = 0; i < t->cases.n; i++)
			t->examples += t->cases.list[i].kind == TEST_EXAMPLE;
		if (book)
			play_all(t, book);
		status = finish(t, book);
	}
	book_release(&book);
	return status;
}

static int run_once(struct test *t)
{
	int status;

	t->arena = arena_new(0);
	t->diags = diag_list_new();
	t->cases = (struct test_cases){.arena = t->arena};
	t->examples = t->dialogues = 0;
	diag_limit(t->diags, FINDINGS_MAX);
	status = run(t);
	diag_list_free(&t->diags);
	arena_free(&t->arena);
	return status;
}

static int run_watching(struct test *t)
{
	struct watch *w = watch_new();
	struct arena *arena = arena_new(0);
	int status = COMMAND_FAILED;

	if (w && watch_add(w, t->dir) == 0 &&
	    watch_add(w, arena_printf(arena, "%s/tests", t->dir).p) == 0)
		do {
			status = run_once(t);
			printf(_("-- waiting for a file to be saved; Ctrl-C ends --\n"));
			fflush(stdout);
		} while (watch_wait(w, -1));
	watch_free(&w);
	arena_free(&arena);
	return status;
}

int command_test(int argc, char **argv)
{
	struct test t = {0};
	const struct command_option options[] = {
	    {"verbose", NULL, N_("tell every step of the dialogues"), .flag = &t.verbose},
	    {"json", NULL, N_("one JSON object"), .flag = &t.json},
	    {"junit", "FILE", N_("writes JUnit XML too, for CI systems (- : to stdout, instead)"),
		.text = &t.junit},
	    {"coverage", NULL, N_("lists the patterns that no example uses"), .flag = &t.coverage},
	    {"watch", NULL, N_("runs again whenever a file of the book is saved"), .flag = &t.watch},
	    {"labelled", "TSV", N_("measure: lines of message, tab, label"), .text = &t.labelled},
	    {"map", "TSV",
		N_("with --labelled: lines of label, tab, acceptable intents with commas between"),
		.text = &t.map},
	};
	const struct command_usage usage = {N_("test [options] BOOK [FILE...]"),
	    N_("Checks a book's examples and plays its dialogue tests (BOOK/tests/*.yaml, or the\n"
	       "files named), and ends with how many passed and failed.  With --labelled: how many\n"
	       "messages get an acceptable intent first, precision and recall of each intent, and what\n"
	       "was taken for what.\n"),
	    options, sizeof options / sizeof *options, 1, -1};
	int status;
	if (command_options(&usage, argc, argv, &status) < 0)
		return status;
	if (t.map && !t.labelled)
		return command_misused("test", "--map goes with --labelled");
	if (t.labelled && (t.junit || t.coverage))
		return command_misused("test", "--labelled measures: it goes with neither --junit nor --coverage");
	t.dir = argv[1];
	t.files = argv + 2;
	struct normaliser *normaliser = normaliser_new();
	t.normaliser = normaliser;
	status = t.watch ? run_watching(&t) : run_once(&t);
	normaliser_free(&normaliser);
	return status;
}
