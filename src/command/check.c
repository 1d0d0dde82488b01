/* check.c - `xiaoer check`: every mistake and every doubt about a book, or several. */
#include <stdio.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/log.h"
#include "book/shelf.h"
#include "command/check_run.h"
#include "command/command.h"
#include "command/config.h"
#include "command/progress.h"
#include "pattern/normalise.h"

enum {
	SHOWN = 20, /* pieces of advice of one kind; --json tells all */
	KINDS_MAX = 64
};

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

/* ---- for people ---- */

/* How many of a kind were met; what comes behind the last row counts nothing. */
struct kind_count {
	const char *kind;
	size_t n;
};

static size_t *count_of(struct kind_count *counts, const char *kind)
{
	size_t i = 0;

	while (i + 1 < KINDS_MAX && counts[i].kind && strcmp(counts[i].kind, kind) != 0)
		i++;
	counts[i].kind = kind;
	return &counts[i].n;
}

static void print_findings(const struct diag_list *diags, bool quiet)
{
	struct kind_count counts[KINDS_MAX] = {{0}};
	bool colour = isatty(STDOUT_FILENO);

	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		if (d->level == DIAG_ADVICE &&
		    (quiet || (*d->kind && ++*count_of(counts, d->kind) > SHOWN)))
			continue;
		diag_print_one(diags, d, stdout, colour);
	}
	for (size_t i = 0; i < KINDS_MAX && counts[i].kind; i++)
		if (counts[i].n > SHOWN)
			printf(intl_n("%zu more of [%s]: --json tells it\n",
				   "%zu more of [%s]: --json tells all\n", counts[i].n - SHOWN),
			    counts[i].n - SHOWN, counts[i].kind);
}

static void print_unkept(const struct diag_list *diags)
{
	size_t found = 0;

	for (int level = DIAG_ERROR; level <= DIAG_ADVICE; level++)
		found += diag_count(diags, (enum diag_level)level);
	found -= diag_size(diags);
	if (found)
		printf(intl_n("%zu more finding is not shown\n",
			   "%zu more findings are not shown\n", found),
		    found);
}

static void print_verdict(const struct check_run *r)
{
	size_t errors = diag_count(r->diags, DIAG_ERROR);
	size_t warnings = diag_count(r->diags, DIAG_WARNING);
	size_t advice = diag_count(r->diags, DIAG_ADVICE);

	if (errors)
		printf(intl_n("%zu mistake", "%zu mistakes", errors), errors);
	else
		printf(_("no mistakes"));
	if (warnings)
		printf(intl_n(", %zu warning", ", %zu warnings", warnings), warnings);
	if (advice)
		printf(intl_n(", %zu piece of advice", ", %zu pieces of advice", advice), advice);
	if (r->allowed_n)
		printf(intl_n(", %zu allowed", ", %zu allowed", r->allowed_n), r->allowed_n);
	printf("\n");
}

static size_t count_examples(const struct book *book)
{
	size_t n = 0;

	for (size_t i = 0; i < book->intents_n; i++)
		n += book->intents[i].examples_n;
	return n;
}

static const char *counted(const char *one, const char *many, size_t n, char out[64])
{
	char number[32];

	snprintf(out, 64, n == 1 ? one : many, with_commas(n, number));
	return out;
}

static void print_size(const struct checked_book *b)
{
	const struct book *book = b->book;
	char intents[64], patterns[64], examples[64];

	printf("%s: ", b->name);
	if (book)
		printf("%s%s%s: ",
		    counted(_("%s intent, "), _("%s intents, "), book->intents_n, intents),
		    counted(_("%s pattern, "), _("%s patterns, "), book->patterns_n, patterns),
		    counted(_("%s example"), _("%s examples"), count_examples(book), examples));
}

static void print_for_people(const struct check_run *r, bool quiet)
{
	print_findings(r->diags, quiet);
	print_unkept(r->diags);
	for (size_t i = 0; i < r->books_n; i++) {
		print_size(&r->books[i]);
		if (r->books_n > 1)
			printf(r->books[i].book ? _("it loads\n") : _("it has mistakes\n"));
	}
	if (r->books_n > 1)
		printf(_("%zu books: "), r->books_n);
	print_verdict(r);
}

/* ---- the command ---- */

struct check_command {
	const char *dir, *config;
	int64_t text_max;
	bool json, sarif, strict, quiet, kinds;
};

static int check(
    const struct check_command *c, const struct config *config, char *const *dirs, size_t n)
{
	struct normaliser *normaliser = normaliser_new();
	struct check_run r = {.diags = diag_list_new(), .normaliser = normaliser, .config = config};
	struct progress_line line;
	bool good;

	log_set_level(LOG_ERROR); /* a pattern that gives up is a finding here */
	check_run_plan(&r, dirs, n, (size_t)c->text_max);
	progress_begin(&line, _("checking"));
	good = check_run_all(&r, &line.progress);
	progress_end(&line);
	if (c->json)
		check_print_json(&r);
	else if (c->sarif)
		check_print_sarif(&r);
	else
		print_for_people(&r, c->quiet);
	good = good && !(c->strict && diag_count(r.diags, DIAG_WARNING));
	check_run_free(&r);
	diag_list_free(&r.diags);
	normaliser_free(&normaliser);
	return good ? COMMAND_GOOD : COMMAND_FAILED;
}

static int check_with_config(const struct check_command *c, char *const *dirs, size_t n)
{
	struct config *config = config_open(c->config);
	int status = config ? check(c, config, dirs, n) : COMMAND_FAILED;

	config_free(&config);
	return status;
}

int command_check(int argc, char **argv)
{
	struct check_command c = {0};
	const struct command_option options[] = {
	    {"book", "DIR", N_("the same as an argument"), .text = &c.dir},
	    {"config", "FILE",
		N_("xiaoer.yaml: its books, when none is named; its settings, channels and "
		   "look-ups"),
		.text = &c.config},
	    {"text-max", "BYTES", N_("tell of texts that are longer"), .number = &c.text_max,
		.min = 64, .max = 1 << 20},
	    {"strict", NULL, N_("exit status 1 for warnings too"), .flag = &c.strict},
	    {"quiet", NULL, N_("do not show advice"), .flag = &c.quiet},
	    {"json", NULL, N_("the findings as one JSON object"), .flag = &c.json},
	    {"sarif", NULL, N_("the findings as SARIF 2.1.0, for editors and forges"),
		.flag = &c.sarif},
	    {"kinds", NULL, N_("list the kinds of findings, and end"), .flag = &c.kinds},
	};
	const struct command_usage usage = {N_("check [options] [BOOK...]"),
	    N_("Loads a book (a folder of *.yaml files; without one, the book inside the binary) "
	       "and "
	       "tells of\n"
	       "every mistake with its place, and of every doubt.  Several books are also "
	       "compared: "
	       "what one\n"
	       "language has and another lacks.  A comment allows one finding: # check: allow "
	       "KIND.  "
	       "Exit status:\n"
	       "0 no mistakes, 1 mistakes.\n"),
	    options, sizeof options / sizeof *options, 0, SHELF_MAX};
	int status, n = command_options(&usage, argc, argv, &status);

	if (n < 0)
		return status;
	if (c.json && c.sarif)
		return command_misused("check", "--json and --sarif exclude each other");
	if (c.kinds) {
		check_print_kinds(c.json);
		return COMMAND_GOOD;
	}
	if (c.dir && !n)
		return c.config ? check_with_config(&c, (char *const *)&c.dir, 1)
				: check(&c, NULL, (char *const *)&c.dir, 1);
	return c.config ? check_with_config(&c, argv + 1, (size_t)n)
			: check(&c, NULL, argv + 1, (size_t)n);
}
