/* answer.c - see answer.h. */
#include "replay/answer.h"

#include "base/intl.h"
#include "dialogue/heard.h"

/* ---- what happened ---- */

static void add_said(struct answer *a, const struct decision *d, struct arena *arena)
{
	if (a->said_n == a->said_room) {
		size_t room = a->said_room ? 2 * a->said_room : 4;

		a->said = arena_grow(
		    arena, a->said, a->said_room * sizeof *a->said, room * sizeof *a->said);
		a->said_room = room;
	}
	a->said[a->said_n++] = (struct answer_said){d->phrase, d->led_by, d->text, d->at};
}

static void add_act(
    struct answer *a, const struct decision *d, struct str what, struct arena *arena)
{
	if (a->acts_n == a->acts_room) {
		size_t room = a->acts_room ? 2 * a->acts_room : 4;

		a->acts = arena_grow(
		    arena, a->acts, a->acts_room * sizeof *a->acts, room * sizeof *a->acts);
		a->acts_room = room;
	}
	a->acts[a->acts_n++] = (struct answer_act){d->kind, what, d->also, d->skill, d->urgency};
}

static bool asks_back(struct str phrase)
{
	return str_is(phrase, "confirm.question") || str_is(phrase, "confirm.unclear");
}

/* A hand-over of what nobody understood, or of what could not be worded. */
static bool gives_up(struct str reason)
{
	return str_is(reason, "miss") || str_is(reason, "phrase");
}

static void note(struct answer *a, const struct decision *d, struct arena *arena)
{
	switch (d->kind) {
	case DECIDE_SAY:
		if (d->human)
			break;
		add_said(a, d, arena);
		a->missed = a->missed || asks_back(d->phrase);
		break;
	case DECIDE_MISS:
		a->missed = true;
		break;
	case DECIDE_ESCALATE:
		add_act(a, d, d->reason, arena);
		a->missed = a->missed || gives_up(d->reason);
		break;
	case DECIDE_TICKET:
		add_act(a, d, d->intent.n ? d->intent : d->reason, arena);
		break;
	case DECIDE_CLOSED:
		add_act(a, d, d->reason, arena);
		break;
	case DECIDE_LOOKUP:
	case DECIDE_UNSENT:
		add_act(a, d, d->phrase, arena);
		break;
	case DECIDE_TICKET_NEWS:
	case DECIDE_BREACH:
	case DECIDE_RECORD:
	case DECIDE_GAP: /* what is not said is seen by that */
		break;
	}
}

void answer_note(struct answer *a, const struct decisions *d, struct arena *arena)
{
	for (size_t i = 0; i < d->n; i++)
		note(a, &d->list[i], arena);
}

/* ---- how two differ ---- */

static bool same_acts(const struct answer *a, const struct answer *b)
{
	if (a->acts_n != b->acts_n)
		return false;
	for (size_t i = 0; i < a->acts_n; i++) {
		const struct answer_act *x = &a->acts[i], *y = &b->acts[i];

		if (x->kind != y->kind || x->urgency != y->urgency || !str_eq(x->what, y->what) ||
		    !str_eq(x->also, y->also) || !str_eq(x->skill, y->skill))
			return false;
	}
	return true;
}

static bool same_phrases(const struct answer *a, const struct answer *b)
{
	if (a->said_n != b->said_n)
		return false;
	for (size_t i = 0; i < a->said_n; i++)
		if (!str_eq(a->said[i].phrase, b->said[i].phrase) ||
		    !str_eq(a->said[i].led_by, b->said[i].led_by))
			return false;
	return true;
}

/* Of two with the same phrases: the first text that differs; said_n: none. */
static size_t other_words(const struct answer *a, const struct answer *b)
{
	size_t i = 0;

	while (i < a->said_n && str_eq(a->said[i].text, b->said[i].text))
		i++;
	return i;
}

enum replay_change answer_compare(const struct answer *old, const struct answer *fresh)
{
	if (old->missed != fresh->missed)
		return fresh->missed ? REPLAY_NEWLY_MISSED : REPLAY_NEWLY_ANSWERED;
	if (!same_acts(old, fresh) || !same_phrases(old, fresh))
		return REPLAY_OTHER;
	return other_words(old, fresh) < old->said_n ? REPLAY_WORDS : REPLAY_UNCHANGED;
}

/* ---- what it was taken for ---- */

/* At most two hits, in the order in which they were asked. */
static size_t matters(const struct answer *a, struct arena *arena, const struct match_hit *out[2])
{
	struct heard h;
	size_t n = 0;

	if (!a->heard || !a->heard->n)
		return 0;
	heard_message(&h, a->heard, arena);
	if (!h.matter) {
		out[n++] = &a->heard->hits[0];
		return n;
	}
	out[n++] = h.matter;
	if (h.second)
		out[n++] = h.second;
	return n;
}

struct str answer_first_intent(const struct answer *a, struct arena *arena)
{
	if (a->heard && a->heard->n)
		return a->heard->hits[0].intent->id;
	if (a->form.n && !a->missed)
		return arena_printf(arena, "form.%.*s", STR_ARG(a->form));
	return STR("");
}

struct str answer_intent(const struct answer *a, struct arena *arena)
{
	const struct match_hit *m[2];
	size_t n = matters(a, arena, m);

	if (n == 2)
		return arena_printf(
		    arena, "%.*s + %.*s", STR_ARG(m[0]->intent->id), STR_ARG(m[1]->intent->id));
	return n == 1 ? m[0]->intent->id : answer_first_intent(a, arena);
}

/* ---- why ---- */

static struct replay_cause cause(enum replay_by by, struct place at)
{
	at.col = 0;
	return (struct replay_cause){.by = by, .at = at};
}

static struct replay_cause cause_of_pattern(enum replay_by by, const struct pattern *p)
{
	struct replay_cause c = cause(by, p->at);

	c.pattern = p->source;
	return c;
}

/* The first of its matters that the other side does not have. */
static const struct match_hit *own_matter(
    const struct answer *a, const struct answer *other, struct arena *arena)
{
	const struct match_hit *mine[2], *theirs[2];
	size_t n = matters(a, arena, mine), k, theirs_n = matters(other, arena, theirs);

	for (size_t i = 0; i < n; i++) {
		for (k = 0; k < theirs_n; k++)
			if (str_eq(theirs[k]->intent->id, mine[i]->intent->id))
				break;
		if (k == theirs_n)
			return mine[i];
	}
	return NULL;
}

/* The line of a's book that forbids what the other side found. */
static const struct pattern *forbidden(
    const struct answer *a, const struct match_hit *found, struct match_scratch *scratch)
{
	const struct intent *i = book_intent(a->book, found->intent->id);

	for (size_t k = 0; i && k < a->heard->n; k++)
		if (a->heard->hits[k].intent == i)
			return NULL;
	return i ? match_veto(scratch, i, a->heard->normal.text) : NULL;
}

static struct replay_cause cause_of_match(const struct answer *a, const struct match_hit *mine,
    const struct match_hit *theirs, struct match_scratch *scratch)
{
	const struct pattern *veto = theirs ? forbidden(a, theirs, scratch) : NULL;

	if (veto)
		return cause_of_pattern(REPLAY_BY_UNLESS, veto);
	if (mine)
		return cause_of_pattern(REPLAY_BY_MATCH, mine->pattern);
	return (struct replay_cause){0};
}

/* The first thing said that the other side does not say in the same words; where it is what is done
 * that differs, the intent. */
static struct replay_cause cause_of_words(
    const struct answer *a, const struct answer *other, struct arena *arena)
{
	const struct match_hit *m[2];
	size_t k = 0;

	while (k < a->said_n && k < other->said_n && str_eq(a->said[k].text, other->said[k].text) &&
	       str_eq(a->said[k].phrase, other->said[k].phrase))
		k++;
	if (k < a->said_n && a->said[k].at.file)
		return cause(REPLAY_BY_WORDING, a->said[k].at);
	if (k < a->said_n || k < other->said_n || !matters(a, arena, m))
		return (struct replay_cause){0};
	return cause(REPLAY_BY_INTENT, m[0]->intent->at);
}

void answer_causes(const struct answer *old, const struct answer *fresh,
    struct match_scratch *scratch, struct arena *arena, struct replay_cause *of_old,
    struct replay_cause *of_fresh)
{
	const struct match_hit *was = own_matter(old, fresh, arena),
			       *is = own_matter(fresh, old, arena);

	if (was || is) {
		*of_old = cause_of_match(old, was, is, scratch);
		*of_fresh = cause_of_match(fresh, is, was, scratch);
		return;
	}
	*of_old = cause_of_words(old, fresh, arena);
	*of_fresh = cause_of_words(fresh, old, arena);
}

/* ---- in words ---- */

static struct str joined(struct arena *arena, struct str list, const char *between, struct str one)
{
	return arena_printf(
	    arena, "%.*s%s%.*s", STR_ARG(list), list.n ? between : "", STR_ARG(one));
}

struct str answer_text(const struct answer *a, struct arena *arena)
{
	struct str all = STR("");

	for (size_t i = 0; i < a->said_n; i++)
		all = joined(arena, all, "\n", a->said[i].text);
	return all;
}

struct str answer_phrases(const struct answer *a, struct arena *arena)
{
	struct str all = STR("");

	for (size_t i = 0; i < a->said_n; i++) {
		if (a->said[i].led_by.n)
			all = joined(arena, all, " ", a->said[i].led_by);
		all = joined(arena, all, " ", a->said[i].phrase);
	}
	return all;
}

static struct str act_text(const struct answer_act *d, struct arena *arena)
{
	switch (d->kind) {
	case DECIDE_ESCALATE:
		return arena_printf(arena, _("handed over to %.*s, urgency %d (%.*s)"),
		    STR_ARG(d->skill), d->urgency, STR_ARG(d->what));
	case DECIDE_TICKET:
		if (!d->what.n)
			return arena_printf(arena, _("ticket for %.*s, urgency %d"),
			    STR_ARG(d->skill), d->urgency);
		return arena_printf(arena, _("ticket for %.*s, urgency %d (%.*s)"),
		    STR_ARG(d->skill), d->urgency, STR_ARG(d->what));
	case DECIDE_CLOSED:
		return arena_printf(arena, _("closed (%.*s)"), STR_ARG(d->what));
	case DECIDE_LOOKUP:
		return arena_printf(arena, _("looked up: %.*s"), STR_ARG(d->what));
	case DECIDE_UNSENT:
		return arena_printf(arena, _("left out: %.*s"), STR_ARG(d->what));
	default:
		return STR("");
	}
}

struct str answer_acts(const struct answer *a, struct arena *arena)
{
	struct str all = STR("");

	for (size_t i = 0; i < a->acts_n; i++)
		all = joined(arena, all, _(", "), act_text(&a->acts[i], arena));
	return all;
}
