/* suggest.c - `xiaoer suggest TEXT`: ranked replies with reasons; `--why`: the reasons in full. */
#include <stdio.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/utf8.h"
#include "book/explain.h"
#include "book/shelf.h"
#include "book/suggest.h"
#include "command/command.h"
#include "command/suggest_message.h"
#include "dialogue/facts.h"
#include "trainer/why.h"

enum { JSON_MAX = 16 << 20, LIMIT_DEFAULT = 5, LIMIT_MOST = 50 };

struct suggest_options {
	bool json, why;
	int64_t limit;
};

static void print_reason(const struct suggestion *s, struct str text)
{
	const struct pattern *p = s->pattern;

	if (!p) {
		printf(_("     why   %s:%u: nothing matched; examples there are alike\n"), s->at.file,
		    s->at.line);
		return;
	}
	struct str before = utf8_head(text, s->start);
	struct str found = utf8_head(str_make(text.p + before.n, text.n - before.n), s->length);

	printf(_("     why   %s:%u: %.*s finds '%.*s'\n"), s->at.file, s->at.line, STR_ARG(p->source),
	    STR_ARG(found));
}

static void print_table(const struct suggestions *list, struct str text)
{
	if (!list->n)
		printf(_("nothing fits, and nothing is alike\n"));
	for (size_t i = 0; i < list->n; i++) {
		const struct suggestion *s = &list->list[i];

		printf("%2zu  %.2f  %.*s  %.*s\n", i + 1, s->score, STR_ARG(s->intent->id),
		    STR_ARG(s->intent->title));
		printf(_("     say   %.*s\n"), STR_ARG(s->text));
		print_reason(s, text);
		for (size_t k = 0; k < s->missing_n; k++)
			printf("%s%.*s%s", k ? _(", ") : _("     lacks "), STR_ARG(s->missing[k]),
			    k + 1 == s->missing_n ? "\n" : "");
	}
}

static void print_json(const struct suggestions *list)
{
	struct json_out o;
	struct buf buf;

	buf_init(&buf, JSON_MAX);
	json_out_init(&o, &buf);
	suggest_json(list, &o);
	printf("%.*s\n", STR_ARG(buf_str(&buf)));
	buf_free(&buf);
}

/* All intents that the text touches, and which of them it gets. */
static void tell_why(const struct book *book, struct match_scratch *scratch, struct str text,
    const struct match_result *found, bool json, struct arena *arena)
{
	struct explanation e;
	struct json_out o;
	struct buf buf;

	explain(book, scratch, arena, text, found, &e);
	if (!json) {
		printf(_("  book    %.*s\n"), STR_ARG(book->version));
		why_print_intents(&e, stdout);
		return;
	}
	buf_init(&buf, JSON_MAX);
	json_out_init(&o, &buf);
	json_open(&o, '{');
	json_key_str(&o, "text", text);
	json_key_open(&o, "book", '{');
	json_key_str(&o, "version", book->version);
	json_key_str(&o, "language", book->settings.language);
	json_close(&o, '}');
	explain_json(&e, &o);
	json_close(&o, '}');
	printf("%.*s\n", STR_ARG(buf_str(&buf)));
	buf_free(&buf);
}

static void tell_replies(const struct book *book, struct str text,
    const struct match_result *found, const struct suggest_options *options, struct arena *arena)
{
	struct suggestions list;
	struct conversation c;
	struct facts facts;

	conversation_init(&c, arena, 0);
	facts_init(&facts, book, &c, clock_now_ms());
	suggest(book, text, found, (struct values){.facts = &facts.env}, str_hash(text, 0),
	    (size_t)options->limit, arena, &list);
	if (options->json)
		print_json(&list);
	else
		print_table(&list, text);
}

static int run(const struct shelf *shelf, struct str text, const struct suggest_options *options)
{
	const struct book *by_script = shelf_by_text(shelf, text);
	const struct book *book = by_script ? by_script : shelf->books[0];
	struct match_scratch *scratch = match_scratch_new();
	struct arena *arena = arena_new(0);
	struct match_result found;
	int status = COMMAND_GOOD;

	if (match_text(book, scratch, arena, text, &found))
		status = command_misused("suggest", "the text is not UTF-8");
	else if (options->why)
		tell_why(book, scratch, text, &found, options->json, arena);
	else
		tell_replies(book, text, &found, options, arena);
	arena_free(&arena);
	match_scratch_free(&scratch);
	return status;
}

int command_suggest(int argc, char **argv)
{
	struct suggest_options o = {.limit = LIMIT_DEFAULT};
	const char *dir = NULL, *message = NULL, *store = NULL, *config = NULL;
	const struct command_option options[] = {
	    {"book", "DIR",
		N_("the book; default those inside the binary, by the script of the text"),
		.text = &dir},
	    {"limit", "N", N_("at most so many replies (5)"), .number = &o.limit, .min = 1,
		.max = LIMIT_MOST},
	    {"why", NULL, N_("instead of replies: every intent it touches, who won and who lost by what"),
		.flag = &o.why},
	    {"message", "ID", N_("instead of TEXT: why a stored message (m12) was answered as it was"),
		.text = &message},
	    {"store", "FILE", N_("with --message: the SQLite file"), .text = &store},
	    {"config", "FILE", N_("with --message: the config; without it ./xiaoer.yaml, when there is one"),
		.text = &config},
	    {"json", NULL, N_("one JSON object, as POST /v1/suggestions or GET .../why answers"),
		.flag = &o.json},
	};
	const struct command_usage usage = {N_("suggest [options] TEXT"),
	    N_("What an agent may answer to a customer's text: replies of the book, best first, each "
	       "with its\n"
	       "reason: the line of the book and what it found.  Without a match: the nearest "
	       "intents.\n"),
	    options, sizeof options / sizeof *options, 0, 1};
	int status, n = command_options(&usage, argc, argv, &status);

	if (n < 0)
		return status;
	if ((n == 1) == (message != NULL))
		return command_misused("suggest", "either a TEXT or --message ID");
	if (!message && (store || config))
		return command_misused("suggest", "--store and --config go with --message");

	struct normaliser *normaliser = normaliser_new();
	struct shelf shelf;

	status = COMMAND_FAILED;
	if (message)
		status = suggest_message(message, store, config, normaliser, o.json);
	else if (command_books(dir, normaliser, &shelf) == 0)
		status = run(&shelf, str_of(argv[1]), &o);
	if (!message)
		shelf_release(&shelf);
	normaliser_free(&normaliser);
	return status;
}
