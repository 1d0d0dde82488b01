/* load_examples.c - a book proves itself: every example must give its intent first, no
 * counterexample may give it.
 *
 * Examples of an intent with a broken pattern are passed over: what they give tells nothing. */
#include "base/intl.h"
#include "base/utf8.h"
#include "book/explain.h"
#include "book/load_internal.h"
#include "book/match.h"
#include "pattern/rx.h"

enum { EXAMPLE_BYTES = 4 << 10, GAVE_UP_MAX = 20 };

void load_examples(struct load *l, struct intent *t, const struct yaml *v, bool counter)
{
	struct lines it = {.v = v};
	struct line line;

	while (line_next(l, &it, counter ? N_("a counterexample") : N_("an example"), &line)) {
		if (line.text.n > EXAMPLE_BYTES) {
			diag_error(l->diags, line_place(&line, 0),
			    "an example has %zu bytes: %d at most", line.text.n, EXAMPLE_BYTES);
			continue;
		}
		t->examples[t->examples_n++] =
		    (struct example){.text = arena_str(l->arena, line.text),
			.at = line_place(&line, 0),
			.counter = counter};
	}
}

/* The checker of one book. */
struct checker {
	struct load *l;
	struct match_scratch *scratch;
	struct arena *arena;      /* reset after each example */
	bool *gave_up;            /* by pattern: told already */
	unsigned searched;        /* how often, with all patterns, for those that gave up */
};

static enum rx_verdict search(const struct checker *c, const struct pattern *p, struct str text)
{
	return rx_search(p->rx, c->l->rx_scratch, text, 0, NULL);
}

/* The first pattern of the intent that is found in the text; NULL: none. */
static const struct pattern *first_found(const struct checker *c, const struct intent *t, bool veto,
    struct str text)
{
	for (size_t i = 0; i < t->patterns_n; i++)
		if (t->patterns[i]->veto == veto && search(c, t->patterns[i], text) == RX_YES)
			return t->patterns[i];
	return NULL;
}

/* A pattern too costly for an example will be too costly for a customer's message. */
static void tell_gave_up(struct checker *c, const struct example *e, struct str text)
{
	const struct book *b = c->l->book;

	for (size_t i = 0; i < b->patterns_n && !load_stopped(c->l); i++) {
		if (c->gave_up[i] || search(c, &b->patterns[i], text) != RX_GAVE_UP)
			continue;
		c->gave_up[i] = true;
		diag_error(c->l->diags, b->patterns[i].at,
		    "the pattern takes too many steps: it gave up on the example in %s:%u",
		    e->at.file, e->at.line);
	}
}

/* NULL: the intent is not among the hits. */
static const struct match_hit *hit_of(const struct match_result *r, const struct intent *t)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->hits[i].intent == t)
			return &r->hits[i];
	return NULL;
}

static void tell_other(struct checker *c, const struct intent *t, const struct example *e,
    const struct match_result *r)
{
	const struct match_hit *first = &r->hits[0], *own = hit_of(r, t);
	struct place at = first->pattern->at;

	if (own)
		diag_error(c->l->diags, e->at,
		    "this example gives %.*s first, by the pattern in %s:%u (%s)",
		    STR_ARG(first->intent->id), at.file, at.line,
		    explain_reason_words(explain_order(first, own), first->intent, t));
	else
		diag_error(c->l->diags, e->at,
		    "this example gives %.*s, by the pattern in %s:%u, and not %.*s",
		    STR_ARG(first->intent->id), at.file, at.line, STR_ARG(t->id));
}

static void check_example(struct checker *c, const struct intent *t, const struct example *e,
    const struct match_result *r)
{
	const struct pattern *found, *veto;

	if (r->n && r->hits[0].intent == t)
		return;
	found = first_found(c, t, false, r->normal.text);
	veto = found ? first_found(c, t, true, r->normal.text) : NULL;
	if (veto)
		diag_error(c->l->diags, e->at,
		    "this example does not give %.*s: `unless` in line %u vetoes it",
		    STR_ARG(t->id), veto->at.line);
	else if (r->n)
		tell_other(c, t, e, r);
	else if (!r->gave_up)
		diag_error(c->l->diags, e->at,
		    "this example does not give %.*s: no pattern matches it", STR_ARG(t->id));
}

/* A runner-up that overlaps the winner is not given to anybody: only the first and the second
 * matter are. */
static void check_counterexample(struct checker *c, const struct intent *t, const struct example *e,
    const struct match_result *r)
{
	const struct match_hit *second = match_second(r);

	for (size_t i = 0; i < r->n; i++) {
		const struct match_hit *h = &r->hits[i];

		if (h->intent != t || (i > 0 && h != second))
			continue;
		diag_error(c->l->diags, e->at,
		    "this counterexample gives %.*s: the pattern in line %u finds '%.*s'",
		    STR_ARG(t->id), h->pattern->at.line,
		    STR_ARG(str_make(e->text.p + h->start, h->length)));
	}
}

static void check_one(struct checker *c, const struct intent *t, const struct example *e)
{
	struct match_result r;

	if (match_text(c->l->book, c->scratch, c->arena, e->text, &r))
		return; /* not UTF-8: the file would not have been read */
	if (r.gave_up && c->searched++ < GAVE_UP_MAX)
		tell_gave_up(c, e, r.normal.text);
	if (e->counter)
		check_counterexample(c, t, e, &r);
	else
		check_example(c, t, e, &r);
	arena_reset(c->arena);
}

/* --- an intent all of whose examples go to others --- */

enum { TAKERS_TOLD = 5 };

/* Who takes the example; NULL: nobody, or its own `unless` forbids it. */
static const struct match_hit *taker_of(struct checker *c, const struct intent *t,
    const struct example *e, struct match_result *r)
{
	arena_reset(c->arena);
	if (match_text(c->l->book, c->scratch, c->arena, e->text, r) || !r->n ||
	    r->hits[0].intent == t || !hit_of(r, t))
		return NULL;
	return &r->hits[0];
}

/* How many examples it has; 0: one of them is not taken by another intent. */
static size_t all_taken(struct checker *c, const struct intent *t)
{
	struct match_result r;
	size_t n = 0;

	for (size_t i = 0; i < t->examples_n; i++) {
		if (t->examples[i].counter)
			continue;
		if (load_stopped(c->l) || !taker_of(c, t, &t->examples[i], &r))
			return 0;
		n++;
	}
	return n;
}

/* One error in place of as many as it has examples. */
static bool tell_never_wins(struct checker *c, const struct intent *t)
{
	size_t n = all_taken(c, t), told = 0;
	struct match_result r;

	if (n < 2)
		return false;
	diag_error(c->l->diags, t->at, "%.*s never wins: all its %zu examples go to others", STR_ARG(t->id), n);
	for (size_t i = 0; i < t->examples_n && told < TAKERS_TOLD; i++) {
		const struct match_hit *first = t->examples[i].counter
		    ? NULL : taker_of(c, t, &t->examples[i], &r);

		if (!first)
			continue;
		told++;
		diag_other(c->l->diags, first->pattern->at, "'%.*s' goes to %.*s (%s)",
		    STR_ARG(t->examples[i].text), STR_ARG(first->intent->id),
		    explain_reason_words(explain_order(first, hit_of(&r, t)), first->intent, t));
	}
	diag_propose(c->l->diags,
	    "give it a higher `priority`, or make the patterns of the others narrower");
	return true;
}

void load_check_examples(struct load *l)
{
	const struct book *b = l->book;
	struct checker c = {l, match_scratch_new(), arena_new(1 << 14),
	    ARENA_ARRAY(l->scratch, bool, b->patterns_n + 1), 0};

	for (size_t i = 0; i < b->intents_n && !load_stopped(l); i++) {
		const struct intent *t = &b->intents[i];
		bool never;

		if (l->drafts[i].broken || !l->drafts[i].has_match)
			continue;
		never = tell_never_wins(&c, t);
		for (size_t k = 0; k < t->examples_n && !load_stopped(l); k++)
			if (!never || t->examples[k].counter)
				check_one(&c, t, &t->examples[k]);
	}
	arena_free(&c.arena);
	match_scratch_free(&c.scratch);
}
