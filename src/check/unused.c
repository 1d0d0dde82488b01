/* unused.c - what nobody uses, and what nobody can reach. */
#include "base/utf8.h"
#include "check/check_internal.h"
#include "pattern/rx.h"

static void intents(struct check *c)
{
	for (size_t i = 0; i < c->book->intents_n; i++) {
		const struct intent *t = &c->book->intents[i];

		if (c->uses->intent_given[i])
			continue;
		diag_find(c->diags, DIAG_WARNING, "intent.unreachable", t->id, t->at,
		    "no message can give the intent '%.*s': it has no match, and nothing else "
		    "opens it",
		    STR_ARG(t->id));
		diag_propose(c->diags, "give it patterns (match) and examples, or take it out");
	}
}

static void phrases(struct check *c)
{
	for (size_t i = 0; i < c->book->phrases_n; i++) {
		const struct phrase *p = &c->book->phrases[i];

		if (!p->listed || c->uses->phrase_said[i])
			continue;
		diag_find(c->diags, DIAG_ADVICE, "phrase.unused", p->id, p->at,
		    "nobody says the phrase '%.*s': no intent, form or case replies with it, and "
		    "it is "
		    "none of the desk's own",
		    STR_ARG(p->id));
		diag_propose(c->diags,
		    "name it where it is to be said (reply: %.*s), or take it out; if only "
		    "colleagues "
		    "send it by its id, allow this",
		    STR_ARG(p->id));
	}
}

static void forms(struct check *c)
{
	for (size_t i = 0; i < c->book->forms_n; i++) {
		const struct form *f = &c->book->forms[i];

		if (c->uses->form_opened[i])
			continue;
		diag_find(c->diags, DIAG_WARNING, "form.unused", f->id, f->at,
		    "nothing opens the form '%.*s'", STR_ARG(f->id));
		diag_propose(c->diags,
		    "name it in an intent or a case (form: %.*s), or take it out", STR_ARG(f->id));
	}
}

static void words(struct check *c)
{
	for (size_t i = 0; i < c->book->words_n; i++) {
		const struct word_list *w = &c->book->words[i];

		if (w->used)
			continue;
		diag_find(c->diags, DIAG_ADVICE, "words.unused", w->name, w->at,
		    "no pattern uses the word list '%.*s'", STR_ARG(w->name));
		diag_propose(
		    c->diags, "write <%.*s> in a pattern, or take the list out", STR_ARG(w->name));
	}
}

static void facts(struct check *c)
{
	for (size_t i = 0; i < c->book->facts_n; i++) {
		const struct fact *f = &c->book->facts[i];
		const struct named *n = uses_named(c->uses, f->name);

		if (n && n->used)
			continue;
		diag_find(c->diags, DIAG_ADVICE, "fact.unused", f->name, f->at,
		    "no text and no condition uses the fact '%.*s'", STR_ARG(f->name));
		diag_propose(c->diags,
		    "write {%.*s} in a text or its name in a when, or take it out",
		    STR_ARG(f->name));
	}
}

/* Used, and never filled.  Where a text has no words that stand in for it, it is never said. */
static void unfilled(struct check *c, const struct named *n)
{
	struct place at = n->slot ? n->slot->at : n->used_at;

	diag_find(c->diags, n->bare ? DIAG_WARNING : DIAG_ADVICE, "slot.unfilled", n->name, at,
	    "nothing fills '%.*s': no pattern catches it, no form asks for it, no look-up brings "
	    "it",
	    STR_ARG(n->name));
	if (n->slot && n->used_at.file)
		diag_other(c->diags, n->used_at, "it is used here");
	diag_propose(c->diags,
	    "catch it with (?<%.*s>...) in a pattern, ask for it in a form, or leave out what uses "
	    "it; if the channel's profile brings it, allow this",
	    STR_ARG(n->name));
}

static void slots(struct check *c)
{
	for (size_t i = 0; i < c->uses->named_n; i++) {
		const struct named *n = &c->uses->named[i];

		if (n->own || n->fact)
			continue;
		if (n->used && !uses_is_filled(c->uses, n->name)) {
			unfilled(c, n);
		} else if (n->slot && !n->used && !n->caught && !n->asked && !n->brought &&
			   !n->needed) {
			diag_find(c->diags, DIAG_ADVICE, "slot.unused", n->name, n->slot->at,
			    "nothing fills the slot '%.*s', and nothing uses it", STR_ARG(n->name));
			diag_propose(c->diags, "take it out; if a look-up brings it for colleagues "
					       "to read, allow this");
		}
	}
}

/* Where (?<name> stands in the pattern; its beginning when it is written in another way. */
static struct place group_place(const struct pattern *p, struct str name)
{
	struct place at = p->at;

	for (size_t i = 0; i + name.n + 1 < p->source.n; i++)
		if ((p->source.p[i] == '<' || p->source.p[i] == '\'') &&
		    str_eq(str_make(p->source.p + i + 1, name.n), name)) {
			at.col += (unsigned)utf8_length(str_make(p->source.p, i + 1));
			break;
		}
	return at;
}

static void groups(struct check *c)
{
	for (size_t i = 0; i < c->uses->named_n; i++) {
		const struct named *n = &c->uses->named[i];

		if (!n->caught || n->slot || n->used || n->asked || n->own || n->needed)
			continue;
		diag_find(c->diags, DIAG_ADVICE, "group.unused", n->name,
		    group_place(n->caught, n->name),
		    "nothing uses what the group '%.*s' catches, and it is not declared under "
		    "slots:",
		    STR_ARG(n->name));
		diag_propose(c->diags, "declare it under slots: for colleagues to read, or write a "
				       "plain group: (...)");
	}
}

void check_unused(struct check *c)
{
	if (!c->book->intents_n) /* a beginning: what uses and fills is yet to come */
		return;
	intents(c);
	phrases(c);
	forms(c);
	words(c);
	facts(c);
	slots(c);
	groups(c);
}
