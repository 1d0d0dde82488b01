/* conditions.c - conditions that never hold or always do, and what nobody can come to for that. */
#include "check/check_internal.h"

static bool holds_always(struct check *c, const struct condition *when)
{
	return states_can_hold(c->states, states_not(c->states, when->root)) == POSSIBLE_NEVER;
}

static void always(struct check *c, const struct condition *when, struct str subject)
{
	diag_find(c->diags, DIAG_ADVICE, "when.always", subject, when->at,
	    "this condition always holds: it makes no difference");
	diag_propose(c->diags, "leave the when out, or write what is meant");
}

/* ---- wordings ---- */

static void wordings(struct check *c, const struct phrase *p, const struct wording *w, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct condition *when = w[i].when;

		if (!when || (i && w[i - 1].when == when)) /* told once for all it belongs to */
			continue;
		if (states_can_hold(c->states, when->root) == POSSIBLE_NEVER) {
			diag_find(c->diags, DIAG_WARNING, "wording.unreachable", p->id, when->at,
			    "this wording is never said: its condition can never hold");
			diag_propose(c->diags, "mend the condition, or take the wording out");
		} else if (holds_always(c, when)) {
			always(c, when, p->id);
		}
	}
}

/* ---- cases ---- */

/* The first case above that takes all that the i-th would: NULL: none does alone. */
static const struct outcome *taker(struct check *c, const struct outcome *cases, size_t i)
{
	for (size_t k = 0; k < i; k++) {
		const struct expression *e = states_and(
		    c->states, cases[i].when->root, states_not(c->states, cases[k].when->root));

		if (states_can_hold(c->states, e) == POSSIBLE_NEVER)
			return &cases[k];
	}
	return NULL;
}

static void never_applies(struct check *c, struct str id, const struct outcome *o)
{
	diag_find(c->diags, DIAG_WARNING, "case.unreachable", id, o->at,
	    "this case never applies: its condition can never hold");
	diag_propose(c->diags, "mend its condition, or take it out");
}

static void is_taken(struct check *c, struct str id, const struct outcome *cases, size_t i)
{
	const struct outcome *by = taker(c, cases, i);

	diag_find(c->diags, DIAG_WARNING, "case.unreachable", id, cases[i].at,
	    "this case never applies: whenever its condition holds, one above it applies");
	if (by)
		diag_other(c->diags, by->at, "this one");
	diag_propose(c->diags, "move it up, or take it out");
}

/* What none of the cases so far takes is `left`; NULL: everything. */
static void cases(struct check *c, struct str id, const struct outcome *list, size_t n)
{
	const struct expression *left = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct expression *own = list[i].when->root;

		if (states_can_hold(c->states, own) == POSSIBLE_NEVER)
			never_applies(c, id, &list[i]);
		else if (states_can_hold(c->states, states_and(c->states, left, own)) ==
			 POSSIBLE_NEVER)
			is_taken(c, id, list, i);
		else if (holds_always(c, list[i].when))
			always(c, list[i].when, id);
		left = states_and(c->states, left, states_not(c->states, own));
	}
}

/* ---- questions of forms ---- */

/* A question is put when those above it are answered, or need not be, and nobody knows its own
 * answer. */
static void questions(struct check *c, const struct form *f)
{
	const struct expression *before = NULL;

	for (size_t i = 0; i < f->fields_n; i++) {
		const struct field *field = &f->fields[i];
		const struct expression *known = states_known(c->states, field->slot), *e;

		e = states_and(c->states, before, states_not(c->states, known));
		if (field->when &&
		    states_can_hold(c->states, states_and(c->states, e, field->when->root)) ==
			POSSIBLE_NEVER) {
			diag_find(c->diags, DIAG_WARNING, "question.unreachable", field->ask->id,
			    field->when->at,
			    "this question is never asked: its condition cannot hold when its turn "
			    "comes");
			diag_propose(c->diags, "mend the condition, or take the question out");
		} else if (field->when && holds_always(c, field->when)) {
			always(c, field->when, field->ask->id);
		}
		if (!field->optional && !field->when)
			before = states_and(c->states, before, known);
	}
}

void check_conditions(struct check *c)
{
	const struct book *b = c->book;

	for (size_t i = 0; i < b->phrases_n; i++) {
		wordings(c, &b->phrases[i], b->phrases[i].say, b->phrases[i].say_n);
		wordings(c, &b->phrases[i], b->phrases[i].again, b->phrases[i].again_n);
	}
	for (size_t i = 0; i < b->intents_n; i++)
		cases(c, b->intents[i].id, b->intents[i].cases, b->intents[i].cases_n);
	for (size_t i = 0; i < b->forms_n; i++) {
		cases(c, b->forms[i].id, b->forms[i].cases, b->forms[i].cases_n);
		questions(c, &b->forms[i]);
	}
}
