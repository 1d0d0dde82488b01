/* table.c - a replay for people: the numbers, then of each change the most frequent groups
 * with their lines and a few messages. */
#include <stdio.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "replay/past.h"
#include "replay/show.h"

enum {
	LABEL = 32,
	COUNT = 9,
	GROUPS = 10, /* of each change */
	LINES = 3,   /* of each group */
	EXAMPLES = 2,
	INTENT_MOST = 36,
	MESSAGE = 60, /* characters */
	ANSWER = 90
};

struct table {
	const struct replay_result *r;
	const struct replay_print *p;
	struct arena *arena;
	FILE *to;
};

/* ---- cells ---- */

static void left(const struct table *t, struct str s, unsigned width)
{
	fprintf(t->to, "%-*.*s", utf8_field(s, width), STR_ARG(s));
}

/* ---- the numbers ---- */

static void row(const struct table *t, int indent, const char *label, size_t n, size_t consequences)
{
	fprintf(t->to, "%*s", indent, "");
	left(t, str_of(label), LABEL - (unsigned)indent);
	fprintf(t->to, "%*zu %7.2f %%", COUNT, n, show_share(n, t->r->messages));
	if (consequences)
		fprintf(t->to, _("   from an earlier one: %zu"), consequences);
	fputc('\n', t->to);
}

static void change_row(const struct table *t, int indent, enum replay_change c)
{
	row(t, indent, show_change(c), t->r->changes[c], t->r->consequences[c]);
}

static void print_numbers(const struct table *t)
{
	const struct replay_result *r = t->r;

	change_row(t, 2, REPLAY_UNCHANGED);
	change_row(t, 2, REPLAY_NEWLY_MISSED);
	row(t, 2, _("other answer"), r->changes[REPLAY_OTHER] + r->changes[REPLAY_WORDS],
	    r->consequences[REPLAY_OTHER] + r->consequences[REPLAY_WORDS]);
	row(t, 4, _("of these in their words alone"), r->changes[REPLAY_WORDS], 0);
	change_row(t, 2, REPLAY_NEWLY_ANSWERED);
	fputc('\n', t->to);
	row(t, 2, _("not understood by the old book"), r->missed_old, 0);
	row(t, 2, _("not understood by the new book"), r->missed_fresh, 0);
}

static void print_notes(const struct table *t)
{
	const struct past_numbers *n = past_counts(t->p->past);
	const struct {
		size_t n;
		const char *text;
	} notes[] = {
	    {n->humans, N_("  %zu acts of humans were played too\n")},
	    {n->agents_left, N_("  %zu texts of humans were left out\n")},
	    {n->bots_left, N_("  %zu texts of bots were left out\n")},
	    {n->duplicates, N_("  %zu messages came twice and were played once\n")},
	    {n->empty, N_("  %zu messages had neither words nor attachments\n")},
	    {n->bad_lines, N_("  %zu lines could not be used\n")},
	};

	for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
		if (notes[i].n)
			fprintf(t->to, intl(notes[i].text), notes[i].n);
}

static void print_head(const struct table *t)
{
	fprintf(t->to, _("%s: %zu conversations, %zu messages of customers\n"), t->p->source,
	    t->r->conversations, t->r->messages);
	fprintf(t->to, _("old: %s\nnew: %s\n"), t->p->old, t->p->fresh);
	print_notes(t);
	fputc('\n', t->to);
}

/* ---- groups ---- */

static void print_cause(const struct table *t, const char *label, const struct replay_cause *c)
{
	struct str place = show_place(c->at, t->arena);

	if (c->by == REPLAY_BY_NOTHING)
		fprintf(t->to, "%s -", label);
	else
		fprintf(t->to, _("%s %.*s (%s)"), label, STR_ARG(place), show_by(c->by));
}

static void print_lines(const struct table *t, const struct replay_group *g)
{
	for (size_t i = 0; i < g->lines_n && i < LINES; i++) {
		fprintf(t->to, "             ");
		print_cause(t, _("old:"), &g->lines[i].old);
		fputs("   ", t->to);
		print_cause(t, _("new:"), &g->lines[i].fresh);
		if (g->lines_all > 1)
			fprintf(t->to, "   %zu", g->lines[i].n);
		fputc('\n', t->to);
	}
	if (g->lines_all > LINES)
		fprintf(
		    t->to, _("             and %zu more pairs of lines\n"), g->lines_all - LINES);
}

static void print_side(const struct table *t, const char *label, const struct replay_side *s)
{
	struct str text = show_text(s->text, t->p->mask, false, ANSWER, t->arena);

	fprintf(t->to, "               %s ", label);
	if (text.n)
		fprintf(t->to, "%.*s", STR_ARG(text));
	else
		fputs(_("(nothing is said)"), t->to);
	if (s->acts.n)
		fprintf(t->to, " [%.*s]", STR_ARG(s->acts));
	fputc('\n', t->to);
}

static void print_example(const struct table *t, const struct replay_example *e)
{
	struct str name = show_text(e->conversation, t->p->mask, false, MESSAGE, t->arena);
	struct str text = show_text(e->text, t->p->mask, false, MESSAGE, t->arena);

	fprintf(t->to, _("             %.*s, message %zu: %.*s"), STR_ARG(name), e->turn,
	    STR_ARG(text));
	fputs(e->consequence ? _(" (follows from an earlier one)\n") : "\n", t->to);
	print_side(t, _("old:"), &e->old);
	print_side(t, _("new:"), &e->fresh);
}

static unsigned widest(const struct table *t, size_t from, size_t end)
{
	unsigned most = 0;

	for (size_t i = from; i < end; i++) {
		unsigned w = (unsigned)utf8_columns(show_intent(t->r->groups[i].old));

		most = w > most ? w : most;
	}
	return most < INTENT_MOST ? most : INTENT_MOST;
}

static void print_group(const struct table *t, const struct replay_group *g, unsigned width)
{
	struct str fresh = show_intent(g->fresh);

	fprintf(t->to, "%*zu  ", COUNT, g->n);
	left(t, show_intent(g->old), width);
	fprintf(t->to, "  ->  %.*s", STR_ARG(fresh));
	if (g->consequences)
		fprintf(t->to, _("   (from an earlier one: %zu)"), g->consequences);
	fputc('\n', t->to);
	print_lines(t, g);
	for (size_t i = 0; i < g->examples_n && i < EXAMPLES; i++)
		print_example(t, &g->examples[i]);
	arena_reset(t->arena);
}

/* Groups of one change begin at `from`; returns where they end. */
static size_t print_change(const struct table *t, size_t from)
{
	const struct replay_group *groups = t->r->groups;
	enum replay_change c = groups[from].change;
	size_t end = from, shown;
	unsigned width;

	while (end < t->r->groups_n && groups[end].change == c)
		end++;
	shown = end - from > GROUPS ? from + GROUPS : end;
	width = widest(t, from, shown);
	fprintf(t->to, _("\n%s: %zu\n"), show_change(c), t->r->changes[c]);
	for (size_t i = from; i < shown; i++)
		print_group(t, &groups[i], width);
	if (shown < end)
		fprintf(
		    t->to, _("  and %zu more groups (--json and --html list all)\n"), end - shown);
	return end;
}

void replay_table(const struct replay_result *r, const struct replay_print *p, FILE *to)
{
	const struct table t = {.r = r, .p = p, .arena = arena_new(1 << 14), .to = to};
	struct arena *arena = t.arena;

	print_head(&t);
	print_numbers(&t);
	for (size_t i = 0; i < r->groups_n;)
		i = print_change(&t, i);
	arena_free(&arena);
}
