/* explain.c - see explain.h. */
#include "book/explain.h"

#include <stdio.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "pattern/rx.h"

enum explain_reason explain_order(const struct match_hit *first, const struct match_hit *other)
{
	if (first->intent->kind != other->intent->kind)
		return EXPLAIN_BY_KIND;
	if (first->intent->priority != other->intent->priority)
		return EXPLAIN_BY_PRIORITY;
	return first->chars > other->chars ? EXPLAIN_BY_LENGTH : EXPLAIN_BY_ORDER;
}

const char *explain_reason_words(
    enum explain_reason r, const struct intent *first, const struct intent *other)
{
	switch (r) {
	case EXPLAIN_BY_KIND:
		if (first->kind == INTENT_COURTESY)
			return _("courtesy comes before data");
		return other->kind == INTENT_COURTESY ? _("business comes before courtesy")
						      : _("business comes before data");
	case EXPLAIN_BY_PRIORITY:
		return _("its priority is higher");
	case EXPLAIN_BY_LENGTH:
		return _("its match is longer");
	case EXPLAIN_BY_ORDER:
		return _("its match is as long, and it is earlier in the book");
	case EXPLAIN_BY_NOTHING:
		break;
	}
	return "";
}

const char *explain_outcome_name(enum explain_outcome o)
{
	static const char *const names[] = {"won", "second", "lost", "vetoed"};

	return names[o];
}

const char *explain_reason_name(enum explain_reason r)
{
	static const char *const names[] = {"", "kind", "priority", "length", "order"};

	return names[r];
}

/* ---- those that match ---- */

static void add_hits(const struct match_result *r, struct str text, struct explanation *out)
{
	const struct match_hit *second = match_second(r);

	for (size_t i = 0; i < r->n; i++) {
		const struct match_hit *h = &r->hits[i];
		struct explained *e = &out->list[out->n++];

		*e = (struct explained){.intent = h->intent,
		    .outcome = i == 0 ? EXPLAIN_WON : h == second ? EXPLAIN_SECOND : EXPLAIN_LOST,
		    .pattern = h->pattern,
		    .found = str_make(text.p + h->start, h->length),
		    .start = utf8_length(str_make(text.p, h->start)),
		    .score = h->score};
		if (e->outcome == EXPLAIN_LOST)
			e->reason = explain_order(&r->hits[0], h);
	}
}

/* ---- those that are vetoed ---- */

struct search {
	const struct book *book;
	struct rx_scratch *rx;
	struct str text;
	const struct normal *normal;
	struct str searched; /* of normal->text */
};

static bool is_hit(const struct match_result *r, const struct intent *t)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->hits[i].intent == t)
			return true;
	return false;
}

/* The first pattern of the intent that finds something: what, and at which character. */
static const struct pattern *first_found(
    const struct search *s, const struct intent *t, bool veto, struct str *found, size_t *start)
{
	struct rx_span span;
	size_t from, length;

	for (size_t i = 0; i < t->patterns_n; i++) {
		const struct pattern *p = t->patterns[i];

		if (p->veto != veto || rx_search(p->rx, s->rx, s->searched, 0, &span) != RX_YES)
			continue;
		normal_range(s->book->normaliser, s->normal, s->text, span.start, span.end, &from, &length);
		*found = str_make(s->text.p + from, length);
		*start = utf8_length(str_make(s->text.p, from));
		return p;
	}
	return NULL;
}

static void add_vetoed(const struct search *s, const struct intent *t, struct explanation *out)
{
	struct explained e = {.intent = t, .outcome = EXPLAIN_VETOED};

	if (!t->patterns_n || !t->patterns[t->patterns_n - 1]->veto) /* they stand last */
		return;
	e.pattern = first_found(s, t, false, &e.found, &e.start);
	if (e.pattern)
		e.veto = first_found(s, t, true, &e.veto_found, &e.veto_start);
	if (e.veto)
		out->list[out->n++] = e;
}

void explain(const struct book *book, struct match_scratch *scratch, struct arena *arena,
    struct str text, const struct match_result *found, struct explanation *out)
{
	const struct search s = {book, match_scratch_rx(scratch), text, &found->normal,
	    match_head(found->normal.text)};

	*out = (struct explanation){.list = ARENA_ARRAY(arena, struct explained, book->intents_n + 1),
	    .nearest = found->n ? NULL : found->nearest,
	    .nearest_score = found->nearest_score,
	    .gave_up = found->gave_up};
	add_hits(found, text, out);
	for (size_t i = 0; i < book->intents_n; i++)
		if (!is_hit(found, &book->intents[i]))
			add_vetoed(&s, &book->intents[i], out);
}

/* ---- for programs ---- */

static void put_pattern(
    struct json_out *o, const struct pattern *p, struct str found, size_t start)
{
	char at[512];

	snprintf(at, sizeof at, "%s:%u", p->at.file, p->at.line);
	json_key_str(o, "at", str_of(at));
	json_key_str(o, "pattern", p->source);
	json_key_int(o, "start", (int64_t)start);
	json_key_int(o, "length", (int64_t)utf8_length(found));
	json_key_str(o, "found", found);
}

static void put_explained(struct json_out *o, const struct explained *e)
{
	json_open(o, '{');
	json_key_str(o, "id", e->intent->id);
	json_key_str(o, "title", e->intent->title);
	json_key_str(o, "outcome", str_of(explain_outcome_name(e->outcome)));
	if (e->reason)
		json_key_str(o, "reason", str_of(explain_reason_name(e->reason)));
	if (e->outcome != EXPLAIN_VETOED)
		json_key_double(o, "score", e->score, 2);
	put_pattern(o, e->pattern, e->found, e->start);
	if (e->veto) {
		json_key_open(o, "unless", '{');
		put_pattern(o, e->veto, e->veto_found, e->veto_start);
		json_close(o, '}');
	}
	json_close(o, '}');
}

void explain_json(const struct explanation *e, struct json_out *o)
{
	json_key_open(o, "intents", '[');
	for (size_t i = 0; i < e->n; i++)
		put_explained(o, &e->list[i]);
	json_close(o, ']');
	if (e->nearest) {
		json_key_open(o, "nearest", '{');
		json_key_str(o, "id", e->nearest->id);
		json_key_str(o, "title", e->nearest->title);
		json_key_double(o, "score", e->nearest_score, 2);
		json_close(o, '}');
	}
	if (e->gave_up)
		json_key_int(o, "gave_up", e->gave_up);
}
