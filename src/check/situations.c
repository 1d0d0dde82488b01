/* situations.c - situations of the desk without a phrase.  Only those that this book can come into:
 * without forms nobody gives a wrong answer to one. */
#include "base/intl.h"
#include "check/check_internal.h"

enum { APART_MAX = 8 }; /* so many are told one by one */

static bool has_then(const struct book *b, enum intent_then then)
{
	for (size_t i = 0; i < b->intents_n; i++) {
		const struct intent *t = &b->intents[i];

		if (t->then == then)
			return true;
		for (size_t k = 0; k < t->cases_n; k++)
			if (t->cases[k].then == then)
				return true;
	}
	for (size_t i = 0; i < b->forms_n; i++) {
		const struct form *f = &b->forms[i];

		if (f->then == then)
			return true;
		for (size_t k = 0; k < f->cases_n; k++)
			if (f->cases[k].then == then)
				return true;
	}
	return false;
}

static bool explains_steps(const struct check *c)
{
	return has_then(c->book, THEN_UNDERSTOOD);
}

static bool is_skill(struct str skill)
{
	return str_is(skill, "technical");
}

static bool has_technicians(const struct check *c)
{
	const struct book *b = c->book;

	for (size_t i = 0; i < b->intents_n; i++) {
		if (is_skill(b->intents[i].skill))
			return true;
		for (size_t k = 0; k < b->intents[i].cases_n; k++)
			if (is_skill(b->intents[i].cases[k].skill))
				return true;
	}
	for (size_t i = 0; i < b->forms_n; i++) {
		if (is_skill(b->forms[i].skill))
			return true;
		for (size_t k = 0; k < b->forms[i].cases_n; k++)
			if (is_skill(b->forms[i].cases[k].skill))
				return true;
	}
	return false;
}

static bool closes(const struct check *c)
{
	return !c->book->settings.always_open;
}

static bool has_lunch(const struct check *c)
{
	return closes(c) && c->book->settings.lunch.from < c->book->settings.lunch.to;
}

static bool has_forms(const struct check *c)
{
	return c->book->forms_n > 0;
}

static bool looks_up(const struct check *c)
{
	return c->uses->looks_up;
}

static bool asks_scores(const struct check *c)
{
	return c->book->settings.survey_enabled;
}

/* The mood of who writes: intents whose ids the program knows. */
static bool knows_moods(const struct check *c)
{
	static const char *const moods[] = {"anger", "service.slow", "complaint", "danger"};

	for (size_t i = 0; i < sizeof moods / sizeof *moods; i++)
		if (book_intent(c->book, str_of(moods[i])))
			return true;
	return false;
}

/* The program answers thanks by no words of its own: the intent does. */
static bool is_thanked(const struct check *c)
{
	const struct intent *t = book_intent(c->book, STR("thanks"));

	return !t || !t->answer;
}

/* Ids with a star: all that begin so.  What is not here can come about in any book: a link may
 * stand in a notice, a hand-over may fail. */
static const struct {
	const char *id;
	bool (*happens)(const struct check *c);
} rows[] = {
    {"confirm.understood", explains_steps},
    {"transfer.technician", has_technicians},
    {"transfer.offhours", closes},
    {"opening.offhours", closes},
    {"offhours", closes},
    {"lunch*", has_lunch},
    {"form.*", has_forms},
    {"lookup.failed", looks_up},
    {"survey.*", asks_scores},
    {"soothe", knows_moods},
    {"thanks.reply", is_thanked},
};

static bool happens(const struct check *c, struct str id)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct str name = str_of(rows[i].id);
		bool star = name.p[name.n - 1] == '*';

		if (star ? str_starts(id, str_make(name.p, name.n - 1)) : str_eq(id, name))
			return rows[i].happens(c);
	}
	return true;
}

void check_situations(struct check *c)
{
	struct place whole = {.file = c->book->name.p};
	struct str missing[128];
	size_t n = 0, all = 0;

	for (size_t i = 0; book_situations[i]; i++) {
		struct str id = str_of(book_situations[i]);

		if (!happens(c, id))
			continue;
		all++;
		if (!book_phrase(c->book, id))
			missing[n++] = id;
	}
	if (n > APART_MAX && 2 * n > all) {
		diag_find(c->diags, DIAG_WARNING, "situation.missing", STR(""), whole,
		    "%zu of the %zu situations of a desk have no phrase, and the desk stays silent "
		    "in "
		    "them: %s",
		    n, all, check_join(c->arena, missing, n));
		diag_propose(c->diags,
		    "write phrases under these ids (xiaoer's own books have them all, and may be "
		    "copied)");
		return;
	}
	for (size_t i = 0; i < n; i++) {
		diag_find(c->diags, DIAG_WARNING, "situation.missing", missing[i], whole,
		    "no phrase '%.*s': in that situation the desk stays silent",
		    STR_ARG(missing[i]));
		diag_propose(c->diags, "write it under phrases:, with a title and a say");
	}
}
