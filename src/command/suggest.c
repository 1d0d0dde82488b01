/* suggest.c - `xiaoer suggest TEXT`: ranked replies with reasons. */
#include <stdio.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "book/shelf.h"
#include "book/suggest.h"
#include "command/command.h"
#include "dialogue/facts.h"

enum { JSON_MAX = 16 << 20, LIMIT_DEFAULT = 5, LIMIT_MOST = 50 };

static void print_reason(const struct suggestion *s, struct str text)
{
	const struct pattern *p = s->pattern;

	if (!p) {
		printf("     why   %s:%u: nothing matched; examples there are alike\n", s->at.file,
		    s->at.line);
		return;
	}
	struct str before = utf8_head(text, s->start);
	struct str found = utf8_head(str_make(text.p + before.n, text.n - before.n), s->length);

	printf("     why   %s:%u: %.*s finds '%.*s'\n", s->at.file, s->at.line, STR_ARG(p->source),
	    STR_ARG(found));
}

static void print_table(const struct suggestions *list, struct str text)
{
	if (!list->n)
		printf("nothing fits, and nothing is alike\n");
	for (size_t i = 0; i < list->n; i++) {
		const struct suggestion *s = &list->list[i];

		printf("%2zu  %.2f  %.*s  %.*s\n", i + 1, s->score, STR_ARG(s->intent->id),
		    STR_ARG(s->intent->title));
		printf("     say   %.*s\n", STR_ARG(s->text));
		print_reason(s, text);
		for (size_t k = 0; k < s->missing_n; k++)
			printf("%s%.*s%s", k ? ", " : "     lacks ", STR_ARG(s->missing[k]),
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

static int run(const struct shelf *shelf, struct str text, size_t limit, bool json)
{
	const struct book *by_script = shelf_by_text(shelf, text);
	const struct book *book = by_script ? by_script : shelf->books[0];
	struct match_scratch *scratch = match_scratch_new();
	struct arena *arena = arena_new(0);
	struct suggestions list;
	struct match_result found;
	struct conversation c;
	struct facts facts;
	int status = COMMAND_GOOD;

	if (match_text(book, scratch, arena, text, &found)) {
		status = command_misused("suggest", "the text is not UTF-8");
	} else {
		conversation_init(&c, arena, 0);
		facts_init(&facts, book, &c, clock_now_ms());
		suggest(book, text, &found, (struct values){.facts = &facts.env}, str_hash(text, 0),
		    limit, arena, &list);
		if (json)
			print_json(&list);
		else
			print_table(&list, text);
	}
	arena_free(&arena);
	match_scratch_free(&scratch);
	return status;
}

int command_suggest(int argc, char **argv)
{
	bool json = false;
	const char *dir = NULL;
	int64_t limit = LIMIT_DEFAULT;
	const struct command_option options[] = {
	    {"book", "DIR", "the book; default those inside the binary, by the script of the text",
		.text = &dir},
	    {"limit", "N", "at most so many replies (5)", .number = &limit, .min = 1,
		.max = LIMIT_MOST},
	    {"json", NULL, "one JSON object, as POST /v1/suggestions answers", .flag = &json},
	};
	const struct command_usage usage = {"suggest [options] TEXT",
	    "What an agent may answer to a customer's text: replies of the book, best first, each "
	    "with its\n"
	    "reason: the line of the book and what it found.  Without a match: the nearest "
	    "intents.\n",
	    options, 3, 1, 1};
	int status;

	if (command_options(&usage, argc, argv, &status) < 0)
		return status;

	struct normaliser *normaliser = normaliser_new();
	struct shelf shelf;

	status = command_books(dir, normaliser, &shelf) == 0
		     ? run(&shelf, str_of(argv[1]), (size_t)limit, json)
		     : COMMAND_FAILED;
	shelf_release(&shelf);
	normaliser_free(&normaliser);
	return status;
}
