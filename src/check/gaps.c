/* gaps.c - texts that cannot be said while a value is not known, and have no wording without it.
 *
 * A value is sure where the intent's patterns all catch it, where a form has asked for it, where a
 * look-up of the shop must bring it, and where the program has it. */
#include "check/check_internal.h"
#include "pattern/rx.h"

enum {
	CONTEXTS_MAX = 20, /* of one phrase that many reply with */
	GROUPS_MAX = 16    /* of one pattern */
};

struct gaps {
	struct check *c;
	unsigned *tried; /* by index of the phrase: contexts gone through */
	bool *unsafe;    /* by index: has no wording that can always be said */
	/* by index of the intent: what its patterns all catch; made when asked for */
	const struct expression **caught;
	bool *caught_known;
};

/* ---- what the program has ---- */

static bool has_titles(const struct settings *s)
{
	for (size_t i = 0; i < s->skills_n; i++)
		if (str_is(s->skills[i].name, "general") && s->skills[i].value.n)
			return true;
	return false;
}

/* A name with a star in phrases: all that begin so. */
static const struct {
	const char *name, *phrase;
} sure_in[] = {
    {"topic", "confirm.question"},
    {"notice", "outage"},
    {"wait", "transfer.waiting"},
    {"ticket_no", "ticket.*"},
    {"ticket_status", "ticket.*"},
    {"ticket_no", "opening.callback"},
    {"ticket_status", "opening.callback"},
    {"ticket_text", "ticket.answered"},
    {"question", "opening.offhours"},
    {"question", "lunch.unanswered"},
};

static bool is_situation(struct str id)
{
	return uses_is_listed(book_situations, id) || uses_is_listed(book_asides, id);
}

static bool program_has(const struct check *c, struct str name, struct str phrase)
{
	static const char *const always[] = {"agent", "shop", "hours", "opens", NULL};
	const struct settings *s = &c->book->settings;

	if (uses_is_listed(always, name))
		return true;
	if (str_is(name, "lunch_end"))
		return !s->always_open && s->lunch.from < s->lunch.to;
	if (str_is(name, "skill"))
		return has_titles(s);
	for (size_t i = 0; is_situation(phrase) && i < sizeof sure_in / sizeof *sure_in; i++) {
		struct str in = str_of(sure_in[i].phrase);
		bool star = in.p[in.n - 1] == '*';

		if (str_is(name, sure_in[i].name) &&
		    (star ? str_starts(phrase, str_make(in.p, in.n - 1)) : str_eq(phrase, in)))
			return true;
	}
	return false;
}

/* Has it a value always?  What nothing fills is told by itself, and no gap more. */
static bool is_sure(const struct gaps *g, struct str name, struct str phrase)
{
	return program_has(g->c, name, phrase) || !uses_is_filled(g->c->uses, name);
}

/* ---- phrases ---- */

/* Is something to be read in it, whatever is known? */
static bool is_visible(const struct gaps *g, const struct phrase *p, const struct wording *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (str_trim(w->pieces[i].text).n ||
		    (w->pieces[i].slot.n && is_sure(g, w->pieces[i].slot, p->id)))
			return true;
	return false;
}

static bool is_safe_wording(const struct gaps *g, const struct phrase *p, const struct wording *w)
{
	if (w->when)
		return false;
	for (size_t i = 0; i < w->n; i++)
		if (w->pieces[i].slot.n && !w->pieces[i].has_fallback &&
		    !is_sure(g, w->pieces[i].slot, p->id))
			return false;
	return is_visible(g, p, w);
}

static const struct wording *wording_at(const struct phrase *p, size_t i)
{
	return i < p->say_n ? &p->say[i] : &p->again[i - p->say_n];
}

static bool is_unsafe(const struct gaps *g, const struct phrase *p)
{
	for (size_t i = 0; i < p->say_n + p->again_n; i++)
		if (is_safe_wording(g, p, wording_at(p, i)))
			return false;
	return p->say_n > 0;
}

/* When it can be said; NULL: always. */
static const struct expression *sayable(
    struct gaps *g, const struct phrase *p, const struct wording *w)
{
	struct states *s = g->c->states;
	const struct expression *e = w->when ? w->when->root : NULL, *blank = NULL;

	for (size_t i = 0; i < w->n; i++) {
		const struct expression *known;

		if (!w->pieces[i].slot.n || is_sure(g, w->pieces[i].slot, p->id))
			continue;
		known = states_known(s, w->pieces[i].slot);
		blank = states_and(s, blank, states_not(s, known));
		if (!w->pieces[i].has_fallback)
			e = states_and(s, e, known);
	}
	return is_visible(g, p, w) ? e : states_and(s, e, states_not(s, blank));
}

static void who_fills(struct gaps *g, struct str name)
{
	const struct named *n = uses_named(g->c->uses, name);
	struct diag_list *diags = g->c->diags;

	if (n->fact)
		diag_other(diags, n->fact->at, "worked out here, when all it needs is known");
	if (n->caught)
		diag_other(diags, n->caught->at, "caught here, and not by every pattern");
	if (n->asked && n->asked->optional)
		diag_other(diags, n->asked->at, "asked for here, and may be left out");
	else if (n->asked)
		diag_other(diags, n->asked->at, "asked for here");
}

static void tell(struct gaps *g, const struct phrase *p, const struct piece *piece)
{
	diag_find(g->c->diags, DIAG_WARNING, "text.gap", p->id, piece->at,
	    "while {%.*s} is not known this cannot be said, and nothing else can be said instead",
	    STR_ARG(piece->slot));
	who_fills(g, piece->slot);
	diag_propose(g->c->diags,
	    "write {%.*s|...} with words that stand in for it, or add a wording without it",
	    STR_ARG(piece->slot));
}

/* The first placeholder that may be empty here. */
static const struct piece *culprit(
    struct gaps *g, const struct phrase *p, const struct expression *context)
{
	struct states *s = g->c->states;

	for (size_t i = 0; i < p->say_n + p->again_n; i++) {
		const struct wording *w = wording_at(p, i);

		for (size_t k = 0; k < w->n; k++) {
			const struct piece *piece = &w->pieces[k];

			if (!piece->slot.n || (piece->has_fallback && is_visible(g, p, w)) ||
			    is_sure(g, piece->slot, p->id))
				continue;
			if (states_can_hold(s, states_and(s, context,
						   states_not(s, states_known(s, piece->slot)))) !=
			    POSSIBLE_NEVER)
				return piece;
		}
	}
	return NULL;
}

static void only_conditions(struct gaps *g, const struct phrase *p)
{
	diag_find(g->c->diags, DIAG_WARNING, "text.gap", p->id, p->say[0].at,
	    "every wording here has a when, and it can be that none of them holds: then nothing "
	    "can "
	    "be said");
	diag_propose(g->c->diags, "add a wording without when");
}

/* Is the phrase said in this context, so that it may lack a wording? */
static void try(struct gaps *g, const struct phrase *p, const struct expression *context)
{
	struct states *s = g->c->states;
	const struct expression *e = context;
	const struct piece *piece;

	if (!p || !g->unsafe[p->index] || g->tried[p->index]++ >= CONTEXTS_MAX)
		return;
	for (size_t i = 0; i < p->say_n + p->again_n; i++)
		e = states_and(s, e, states_not(s, sayable(g, p, wording_at(p, i))));
	if (states_can_hold(s, e) != POSSIBLE_YES)
		return;
	g->tried[p->index] = CONTEXTS_MAX; /* once is enough */
	piece = culprit(g, p, context);
	if (piece)
		tell(g, p, piece);
	else
		only_conditions(g, p);
}

/* ---- forms ---- */

/* The answer is there, unless the question is left out. */
static const struct expression *answered(
    struct states *s, const struct expression *so_far, const struct field *f)
{
	const struct expression *known = states_known(s, f->slot), *e = known;

	if (f->optional)
		return so_far;
	if (f->when) /* not (when and not known) */
		e = states_not(s, states_and(s, f->when->root, states_not(s, known)));
	return states_and(s, so_far, e);
}

static const struct expression *filled(struct states *s, const struct form *f)
{
	const struct expression *e = NULL;

	for (size_t i = 0; f && i < f->fields_n; i++)
		e = answered(s, e, &f->fields[i]);
	return e;
}

/* The answer that stands above the cases, and theirs. */
static void try_outcomes(struct gaps *g, const struct phrase *answer, const struct outcome *cases,
    size_t n, const struct expression *context)
{
	struct states *s = g->c->states;
	const struct expression *above = context, *without = context;
	bool any = answer && g->unsafe[answer->index];

	for (size_t i = 0; i < n; i++)
		any = any || (cases[i].answer && g->unsafe[cases[i].answer->index]);
	if (!any)
		return;
	for (size_t i = 0; i < n; i++) {
		try(g, cases[i].answer, states_and(s, above, cases[i].when->root));
		above = states_and(s, above, states_not(s, cases[i].when->root));
		if (cases[i].answer)
			without = states_and(s, without, states_not(s, cases[i].when->root));
	}
	try(g, answer, without);
}

static void forms(struct gaps *g)
{
	struct states *s = g->c->states;

	for (size_t i = 0; i < g->c->book->forms_n; i++) {
		const struct form *f = &g->c->book->forms[i];
		const struct expression *before = NULL;

		for (size_t k = 0; k < f->fields_n; k++) {
			try(g, f->fields[k].ask, before);
			try(g, f->fields[k].wrong, before);
			before = answered(s, before, &f->fields[k]);
		}
		try(g, f->confirm, before);
		try_outcomes(g, f->answer, f->cases, f->cases_n, before);
	}
}

/* ---- intents ---- */

static bool all_catch(const struct intent *t, struct str name)
{
	for (size_t i = 0; i < t->patterns_n; i++)
		if (!t->patterns[i]->veto && !check_group_is_sure(t->patterns[i]->text, name))
			return false;
	return true;
}

/* What all of them catch, the first does. */
static const struct expression *caught_by(struct gaps *g, const struct intent *t)
{
	struct states *s = g->c->states;
	const struct expression *e = NULL;
	const struct rx *first;

	if (g->caught_known[t->index] || !t->patterns_n || t->patterns[0]->veto)
		return g->caught[t->index];
	g->caught_known[t->index] = true;
	first = t->patterns[0]->rx;
	for (size_t i = 0; i < rx_group_count(first) && i < GROUPS_MAX; i++) {
		struct str name = str_of(rx_group_name(first, i));

		if (all_catch(t, name))
			e = states_and(s, e, states_known(s, name));
	}
	g->caught[t->index] = e;
	return e;
}

static const struct check_lookup *offered(const struct check *c, struct str name)
{
	for (size_t i = 0; c->shop && i < c->shop->lookups_n; i++)
		if (str_eq(c->shop->lookups[i].name, name))
			return &c->shop->lookups[i];
	return NULL;
}

/* What a look-up must bring, when all that it needs is there; else it is not asked. */
static const struct expression *brought(
    struct gaps *g, const struct check_lookup *l, const struct expression *context)
{
	struct states *s = g->c->states;

	for (size_t i = 0; i < l->needs_n; i++)
		if (states_can_hold(
			s, states_and(s, context, states_not(s, states_known(s, l->needs[i])))) !=
		    POSSIBLE_NEVER)
			return context;
	for (size_t i = 0; i < l->brings_n; i++)
		if (!l->optional[i])
			context = states_and(s, context, states_known(s, l->brings[i]));
	return context;
}

/* Beside a look-up a form is asked only where that is offered. */
static const struct expression *context_of(
    struct gaps *g, const struct intent *t, const struct form *form, struct str lookup)
{
	struct states *s = g->c->states;
	const struct check_lookup *l = lookup.n ? offered(g->c, lookup) : NULL;
	const struct expression *e = caught_by(g, t);

	if (!lookup.n || l)
		e = states_and(s, e, filled(s, form));
	return l ? brought(g, l, e) : e;
}

static bool may_lack(const struct gaps *g, const struct intent *t)
{
	if (t->answer && g->unsafe[t->answer->index])
		return true;
	for (size_t i = 0; i < t->cases_n; i++)
		if (t->cases[i].answer && g->unsafe[t->cases[i].answer->index])
			return true;
	return false;
}

static void intents(struct gaps *g)
{
	static const char *const silent[] = {"affirm", "deny", "acknowledge", NULL};

	for (size_t i = 0; i < g->c->book->intents_n; i++) {
		const struct intent *t = &g->c->book->intents[i];

		if (may_lack(g, t) && g->c->uses->intent_given[i] && !uses_is_listed(silent, t->id))
			try_outcomes(g, t->answer, t->cases, t->cases_n,
			    context_of(g, t, t->form, t->lookup));
	}
}

static void situations(struct gaps *g)
{
	for (size_t i = 0; i < g->c->book->phrases_n; i++) {
		const struct phrase *p = &g->c->book->phrases[i];

		if (is_situation(p->id))
			try(g, p, NULL);
	}
}

void check_gaps(struct check *c)
{
	const struct book *b = c->book;
	struct gaps g = {.c = c,
	    .tried = ARENA_ARRAY(c->arena, unsigned, b->phrases_n + 1),
	    .unsafe = ARENA_ARRAY(c->arena, bool, b->phrases_n + 1),
	    .caught = ARENA_ARRAY(c->arena, const struct expression *, b->intents_n + 1),
	    .caught_known = ARENA_ARRAY(c->arena, bool, b->intents_n + 1)};
	bool any = false;

	for (size_t i = 0; i < b->phrases_n; i++) {
		g.unsafe[i] = is_unsafe(&g, &b->phrases[i]);
		any = any || g.unsafe[i];
	}
	if (!any)
		return;
	situations(&g);
	forms(&g);
	intents(&g);
}
