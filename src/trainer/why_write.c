/* why_write.c - a why for programs and for people. */
#include <stdint.h>
#include <stdio.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "replay/show.h"
#include "trainer/why.h"

/* ---- for programs ---- */

static void put_id(struct json_out *o, int64_t no)
{
	char text[32];

	json_key_str(o, "id", str_make(text, (size_t)snprintf(text, sizeof text, "m%lld", (long long)no)));
}

static void put_message(struct json_out *o, const struct store_message *m)
{
	char at[32];

	put_id(o, m->no);
	json_key_str(o, "at", str_make(at, (size_t)time_format(m->at, at)));
	json_key_str(o, "from", str_of(store_direction_name(m->direction)));
	json_key_str(o, "text", m->text);
}

static void put_rule(struct json_out *o, enum rule rule)
{
	if (rule)
		json_key_str(o, "rule", str_of(rule_name(rule)));
}

static void put_slots(struct json_out *o, const struct why *w)
{
	char name[256];

	json_key_open(o, "slots", '{');
	for (size_t i = 0; i < w->slots_n; i++) {
		snprintf(name, sizeof name, "%.*s", STR_ARG(w->slots[i].name));
		json_key_str(o, name, w->slots[i].value);
	}
	json_close(o, '}');
	json_key_open(o, "filled", '[');
	for (size_t i = 0; i < w->slots_n; i++)
		if (w->slots[i].fresh)
			json_put_str(o, w->slots[i].name);
	json_close(o, ']');
}

static void put_said(struct json_out *o, const struct why_said *s)
{
	const struct store_message *m = s->message;

	json_open(o, '{');
	put_message(o, m);
	if (m->phrase.n)
		json_key_str(o, "phrase", m->phrase);
	if (m->intent.n)
		json_key_str(o, "intent", m->intent);
	if (m->place.n)
		json_key_str(o, "wording", m->place);
	put_rule(o, s->rule);
	json_close(o, '}');
}

/* Only what the desk kept: {"id","title","score","at"} each. */
static void put_kept(struct json_out *o, const struct why *w)
{
	json_key_open(o, "intents", '[');
	for (const struct json *i = json_first(json_get(w->kept, "intents")); i; i = json_next(i)) {
		json_open(o, '{');
		json_key_str(o, "id", json_text(json_get(i, "id")));
		json_key_str(o, "title", json_text(json_get(i, "title")));
		json_key_double(o, "score", json_number(json_get(i, "score")), 2);
		if (json_get(i, "at"))
			json_key_str(o, "at", json_text(json_get(i, "at")));
		if (json_bool(json_get(i, "nearest")))
			json_key_bool(o, "nearest", true);
		json_close(o, '}');
	}
	json_close(o, ']');
}

static void put_book(struct json_out *o, const struct why *w)
{
	json_key_open(o, "book", '{');
	json_key_str(o, "version", w->version);
	if (w->book)
		json_key_str(o, "language", w->book->settings.language);
	json_close(o, '}');
}

void why_json(const struct why *w, struct json_out *o)
{
	json_open(o, '{');
	json_key_open(o, "message", '{');
	put_message(o, &w->message);
	json_close(o, '}');
	json_key_str(o, "conversation", w->conversation.key.name);
	json_key_str(o, "channel", w->conversation.key.channel);
	json_key_str(o, "shop", w->conversation.key.shop);
	if (w->version.n)
		put_book(o, w);
	put_rule(o, w->rule);
	if (w->rule)
		json_key_str(o, "means", str_of(rule_means(w->rule)));
	json_key_bool(o, "explained", w->explained);
	if (w->explained)
		explain_json(&w->matched, o);
	else
		put_kept(o, w);
	put_slots(o, w);
	json_key_open(o, "replies", '[');
	for (size_t i = 0; i < w->said_n; i++)
		put_said(o, &w->said[i]);
	json_close(o, ']');
	json_close(o, '}');
}

/* ---- for people ---- */

static const char *outcome_words(enum explain_outcome o)
{
	static const char *const words[] = {N_("won"), N_("second"), N_("lost"), N_("vetoed")};

	return intl(words[o]);
}

/* What customers and others wrote: in one line, without what steers a terminal. */
static struct str shown(struct str text, struct arena *arena)
{
	return show_text(text, false, false, SIZE_MAX, arena);
}

static void print_found(
    const struct pattern *p, struct str found, struct arena *arena, FILE *to)
{
	found = shown(found, arena);
	fprintf(to, _("            %s:%u: %.*s finds '%.*s'\n"), p->at.file, p->at.line,
	    STR_ARG(p->source), STR_ARG(found));
}

static void print_explained(const struct explained *e, const struct explained *first,
    struct arena *arena, FILE *to)
{
	const char *outcome = outcome_words(e->outcome);

	fprintf(to, "    %-*s %.*s  %.*s", utf8_field(str_of(outcome), 7), outcome,
	    STR_ARG(e->intent->id), STR_ARG(e->intent->title));
	if (e->outcome != EXPLAIN_VETOED)
		fprintf(to, "  %.2f", e->score);
	fputc('\n', to);
	print_found(e->pattern, e->found, arena, to);
	if (e->reason)
		fprintf(to, _("            %.*s stands before it: %s\n"), STR_ARG(first->intent->id),
		    explain_reason_words(e->reason, first->intent, e->intent));
	if (e->veto) {
		fputs(_("            vetoed by `unless`:\n"), to);
		print_found(e->veto, e->veto_found, arena, to);
	}
}

void why_print_intents(const struct explanation *e, FILE *to)
{
	struct arena *arena = arena_new(0);
	bool any = e->n && e->list[0].outcome == EXPLAIN_WON;

	for (size_t i = 0; i < e->n; i++)
		print_explained(&e->list[i], &e->list[0], arena, to);
	arena_free(&arena);
	if (!any && e->nearest)
		fprintf(to, _("    nothing matched; the nearest is %.*s  %.*s  %.2f\n"),
		    STR_ARG(e->nearest->id), STR_ARG(e->nearest->title), e->nearest_score);
	else if (!any)
		fputs(_("    nothing matched, and nothing is near\n"), to);
	if (e->gave_up)
		fprintf(to, intl_n("    %u pattern gave up\n", "    %u patterns gave up\n", e->gave_up),
		    e->gave_up);
}

static void print_kept(const struct why *w, FILE *to)
{
	for (const struct json *i = json_first(json_get(w->kept, "intents")); i; i = json_next(i)) {
		struct str id = json_text(json_get(i, "id")), at = json_text(json_get(i, "at"));

		fprintf(to, "    %.*s  %.2f  %.*s\n", STR_ARG(id), json_number(json_get(i, "score")),
		    STR_ARG(at));
	}
}

static void print_message(const struct store_message *m, struct arena *arena, FILE *to)
{
	char at[32];
	int n = time_format(m->at, at);
	struct str text = shown(m->text, arena);

	fprintf(to, "m%lld  %.*s  %.*s\n", (long long)m->no, n, at, STR_ARG(text));
}

static void print_said(const struct why *w, struct arena *arena, FILE *to)
{
	for (size_t i = 0; i < w->said_n; i++) {
		const struct store_message *m = w->said[i].message;
		struct str text = show_text(m->text, false, true, SIZE_MAX, arena),
			   sender = shown(m->sender, arena);

		fprintf(to, "  > %.*s\n", STR_ARG(text));
		if (m->direction == STORE_HUMAN)
			fprintf(to, _("    a human: %.*s\n"), STR_ARG(sender));
		else
			fprintf(to, "    %.*s  %.*s\n", STR_ARG(m->phrase), STR_ARG(m->place));
		if (w->said[i].rule)
			fprintf(to, "    %s: %s\n", rule_name(w->said[i].rule),
			    rule_means(w->said[i].rule));
	}
}

void why_print(const struct why *w, FILE *to)
{
	struct arena *arena = arena_new(0);

	print_message(&w->message, arena, to);
	if (w->version.n)
		fprintf(to, _("  book    %.*s\n"), STR_ARG(w->version));
	if (w->rule)
		fprintf(to, _("  rule    %s: %s\n"), rule_name(w->rule), rule_means(w->rule));
	fputs(_("  intents\n"), to);
	if (w->explained) {
		why_print_intents(&w->matched, to);
	} else {
		print_kept(w, to);
		fputs(_("    (that version of the book, or the text as it was, cannot be had: this is "
			"what was kept)\n"),
		    to);
	}
	for (size_t i = 0; i < w->slots_n; i++) {
		struct str value = shown(w->slots[i].value, arena);

		fprintf(to, w->slots[i].fresh ? _("  slot    %.*s = %.*s (by this message)\n")
					      : _("  slot    %.*s = %.*s\n"),
		    STR_ARG(w->slots[i].name), STR_ARG(value));
	}
	print_said(w, arena, to);
	arena_free(&arena);
}
