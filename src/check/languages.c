/* languages.c - books in several languages beside each other: the same ids, values, questions. */
#include <stdlib.h>

#include "check/check_internal.h"

enum { APART_MAX = 8 };

/* Things of one sort of one book, by their names. */
struct sort {
	struct ids ids;
	bool *derived; /* of each: told with what it belongs to, or not at all */
};

struct side {
	const struct book *book;
	struct sort intents, forms, phrases, slots;
};

struct comparison {
	struct diag_list *diags;
	struct arena *arena;
	const struct side *a, *b;
};

static struct sort sort_new(struct arena *arena, size_t room)
{
	return (struct sort){.derived = ARENA_ARRAY(arena, bool, room + 1)};
}

static void put(struct sort *s, struct arena *arena, struct str name, struct place at)
{
	if (ids_find(&s->ids, name) < 0)
		ids_add(&s->ids, arena, name, at);
}

static void put_values(struct side *s, struct arena *arena)
{
	const struct book *b = s->book;

	s->slots = sort_new(arena, b->slots_n + b->facts_n);
	for (size_t i = 0; i < b->slots_n; i++)
		put(&s->slots, arena, b->slots[i].name, b->slots[i].at);
	for (size_t i = 0; i < b->facts_n; i++)
		put(&s->slots, arena, b->facts[i].name, b->facts[i].at);
}

static struct side *side_new(struct arena *arena, const struct book *b)
{
	struct side *s = ARENA_NEW(arena, struct side);

	s->book = b;
	s->intents = sort_new(arena, b->intents_n);
	s->forms = sort_new(arena, b->forms_n);
	s->phrases = sort_new(arena, b->phrases_n);
	for (size_t i = 0; i < b->intents_n; i++)
		put(&s->intents, arena, b->intents[i].id, b->intents[i].at);
	for (size_t i = 0; i < b->forms_n; i++)
		put(&s->forms, arena, b->forms[i].id, b->forms[i].at);
	for (size_t i = 0; i < b->phrases_n; i++)
		put(&s->phrases, arena, b->phrases[i].id, b->phrases[i].at);
	put_values(s, arena);
	return s;
}

static const struct form *form_of(const struct side *s, struct str id)
{
	long i = ids_find(&s->forms.ids, id); /* ids stand in the order of the forms */

	return i < 0 ? NULL : &s->book->forms[i];
}

/* ---- ids that one side lacks ---- */

/* How each sort is told; every diag_find() has its kind in it. */
typedef void tell_one(const struct comparison *t, struct str id, struct place at);
typedef void tell_many(const struct comparison *t, size_t n, size_t all, const char *names);

static void one_intent(const struct comparison *t, struct str id, struct place at)
{
	diag_find(t->diags, DIAG_WARNING, "language.intent", id, at,
	    "the book %.*s has no intent '%.*s'", STR_ARG(t->b->book->name), STR_ARG(id));
	diag_propose(t->diags, "write it there under the same id, or take it out here");
}

static void many_intents(const struct comparison *t, size_t n, size_t all, const char *names)
{
	diag_find(t->diags, DIAG_WARNING, "language.intent", t->b->book->name,
	    (struct place){.file = t->a->book->name.p},
	    "the book %.*s lacks %zu of the %zu intents that are here: %s",
	    STR_ARG(t->b->book->name), n, all, names);
	diag_propose(t->diags, "write them there under the same ids");
}

static void one_form(const struct comparison *t, struct str id, struct place at)
{
	diag_find(t->diags, DIAG_WARNING, "language.form", id, at,
	    "the book %.*s has no form '%.*s'", STR_ARG(t->b->book->name), STR_ARG(id));
	diag_propose(t->diags, "write it there under the same id, or take it out here");
}

static void many_forms(const struct comparison *t, size_t n, size_t all, const char *names)
{
	diag_find(t->diags, DIAG_WARNING, "language.form", t->b->book->name,
	    (struct place){.file = t->a->book->name.p},
	    "the book %.*s lacks %zu of the %zu forms that are here: %s", STR_ARG(t->b->book->name),
	    n, all, names);
	diag_propose(t->diags, "write them there under the same ids");
}

static void one_phrase(const struct comparison *t, struct str id, struct place at)
{
	diag_find(t->diags, DIAG_WARNING, "language.phrase", id, at,
	    "the book %.*s has no phrase '%.*s'", STR_ARG(t->b->book->name), STR_ARG(id));
	diag_propose(t->diags, "write it there under the same id, or take it out here");
}

static void many_phrases(const struct comparison *t, size_t n, size_t all, const char *names)
{
	diag_find(t->diags, DIAG_WARNING, "language.phrase", t->b->book->name,
	    (struct place){.file = t->a->book->name.p},
	    "the book %.*s lacks %zu of the %zu phrases that are here: %s",
	    STR_ARG(t->b->book->name), n, all, names);
	diag_propose(t->diags, "write them there under the same ids");
}

static void one_slot(const struct comparison *t, struct str id, struct place at)
{
	diag_find(t->diags, DIAG_WARNING, "language.slot", id, at,
	    "the book %.*s has no slot and no fact '%.*s'", STR_ARG(t->b->book->name), STR_ARG(id));
	diag_propose(t->diags, "declare it there under the same name, or take it out here");
}

static void many_slots(const struct comparison *t, size_t n, size_t all, const char *names)
{
	diag_find(t->diags, DIAG_WARNING, "language.slot", t->b->book->name,
	    (struct place){.file = t->a->book->name.p},
	    "the book %.*s lacks %zu of the %zu slots and facts that are here: %s",
	    STR_ARG(t->b->book->name), n, all, names);
	diag_propose(t->diags, "declare them there under the same names");
}

/* A missing one would stand behind what stands before it here and is there too. */
static void tell_each(
    const struct comparison *t, const struct sort *a, const struct sort *b, tell_one *tell)
{
	struct place there = {0};

	for (size_t i = 0; i < a->ids.n; i++) {
		struct str id = str_of(a->ids.names[i]);
		long k = ids_find(&b->ids, id);

		if (k >= 0) {
			there = b->ids.places[k];
		} else if (!a->derived[i]) {
			tell(t, id, a->ids.places[i]);
			if (there.line)
				diag_other(t->diags, there, "behind this one it would stand");
		}
	}
}

static void lacks(const struct comparison *t, const struct sort *a, const struct sort *b,
    tell_one *tell, tell_many *tell_all)
{
	struct str *missing = ARENA_ARRAY(t->arena, struct str, a->ids.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < a->ids.n; i++)
		if (!a->derived[i] && ids_find(&b->ids, str_of(a->ids.names[i])) < 0)
			missing[n++] = str_of(a->ids.names[i]);
	if (n > APART_MAX && 2 * n > a->ids.n)
		tell_all(t, n, a->ids.n, check_join(t->arena, missing, n));
	else if (n)
		tell_each(t, a, b, tell);
}

/* ---- phrases ---- */

static void derive(struct side *a, const struct phrase *p)
{
	long i = p ? ids_find(&a->phrases.ids, p->id) : -1;

	if (i >= 0)
		a->phrases.derived[i] = true;
}

/* Words of an intent that b has not, or that answers there in another way. */
static void derive_intent(struct side *a, const struct intent *t, const struct side *b)
{
	const struct intent *there = book_intent(b->book, t->id);

	if (there && !there->answer)
		return;
	if (t->answer && !t->answer->listed && (!there || there->answer->listed))
		derive(a, t->answer);
	for (size_t i = 0; !there && i < t->cases_n; i++)
		if (t->cases[i].answer && !t->cases[i].answer->listed)
			derive(a, t->cases[i].answer);
}

/* Words of a form or a question that b has not: that is told. */
static void derive_form(struct side *a, const struct form *f, const struct side *b)
{
	const struct form *there = form_of(b, f->id);

	for (size_t i = 0; i < f->fields_n; i++) {
		bool asked = false;

		for (size_t k = 0; there && k < there->fields_n; k++)
			asked = asked || str_eq(f->fields[i].slot, there->fields[k].slot);
		if (asked)
			continue;
		derive(a, f->fields[i].ask);
		derive(a, f->fields[i].wrong);
	}
	if (there)
		return;
	derive(a, f->confirm);
	if (f->answer && !f->answer->listed)
		derive(a, f->answer);
	for (size_t i = 0; i < f->cases_n; i++)
		if (f->cases[i].answer && !f->cases[i].answer->listed)
			derive(a, f->cases[i].answer);
}

/* ---- values in texts ---- */

static void put_slots(struct ids *ids, struct arena *arena, const struct wording *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < w[i].n; k++) {
			const struct piece *p = &w[i].pieces[k];

			if (p->slot.n && ids_find(ids, p->slot) < 0)
				ids_add(ids, arena, p->slot, p->at);
		}
}

static struct ids slots_of(const struct phrase *p, struct arena *arena)
{
	struct ids ids = {0};

	put_slots(&ids, arena, p->say, p->say_n);
	put_slots(&ids, arena, p->again, p->again_n);
	return ids;
}

static void placeholders(const struct comparison *t)
{
	struct arena *arena = arena_new(1 << 12);

	for (size_t i = 0; i < t->a->book->phrases_n; i++) {
		const struct phrase *p = &t->a->book->phrases[i];
		const struct phrase *there = book_phrase(t->b->book, p->id);
		struct ids here, other;

		if (!there)
			continue;
		here = slots_of(p, arena);
		other = slots_of(there, arena);
		for (size_t k = 0; k < here.n; k++) {
			struct str name = str_of(here.names[k]);

			if (ids_find(&other, name) >= 0)
				continue;
			diag_find(t->diags, DIAG_WARNING, "language.placeholder", p->id,
			    here.places[k], "in the book %.*s no wording of '%.*s' says {%.*s}",
			    STR_ARG(t->b->book->name), STR_ARG(p->id), STR_ARG(name));
			diag_other(t->diags, there->say[0].at, "the wordings there");
			diag_propose(t->diags, "say it there too, or leave it out here");
		}
		arena_reset(arena);
	}
	arena_free(&arena);
}

/* ---- intents and forms that both have ---- */

static void lookups(const struct comparison *t)
{
	for (size_t i = 0; i < t->a->book->intents_n; i++) {
		const struct intent *in = &t->a->book->intents[i];
		const struct intent *there = book_intent(t->b->book, in->id);

		if (!there || !in->lookup.n || str_eq(in->lookup, there->lookup))
			continue;
		diag_find(t->diags, DIAG_WARNING, "language.lookup", in->id, in->at,
		    "in the book %.*s the intent '%.*s' does not ask the look-up '%.*s'",
		    STR_ARG(t->b->book->name), STR_ARG(in->id), STR_ARG(in->lookup));
		diag_other(t->diags, there->at, "the intent there");
		diag_propose(
		    t->diags, "write lookup: %.*s in both, or in none", STR_ARG(in->lookup));
	}
}

static const struct field *field_of(const struct form *f, struct str slot)
{
	for (size_t i = 0; i < f->fields_n; i++)
		if (str_eq(f->fields[i].slot, slot))
			return &f->fields[i];
	return NULL;
}

static void question(const struct comparison *t, const struct form *here, const struct field *f,
    const struct form *there)
{
	const struct field *other = field_of(there, f->slot);

	if (!other) {
		diag_find(t->diags, DIAG_WARNING, "language.question", f->ask->id, f->at,
		    "in the book %.*s the form '%.*s' does not ask for '%.*s'",
		    STR_ARG(t->b->book->name), STR_ARG(here->id), STR_ARG(f->slot));
		diag_other(t->diags, there->at, "the form there");
		diag_propose(t->diags, "ask for it in both, or in none");
	} else if (f->choices_n > other->choices_n) {
		diag_find(t->diags, DIAG_WARNING, "language.choices", f->ask->id, f->at,
		    "in the book %.*s this question has %zu choices, here %zu",
		    STR_ARG(t->b->book->name), other->choices_n, f->choices_n);
		diag_other(t->diags, other->at, "the question there");
		diag_propose(t->diags, "offer the same choices in both");
	}
}

static void questions(const struct comparison *t)
{
	for (size_t i = 0; i < t->a->book->forms_n; i++) {
		const struct form *f = &t->a->book->forms[i];
		const struct form *there = form_of(t->b, f->id);

		for (size_t k = 0; there && k < f->fields_n; k++)
			question(t, f, &f->fields[k], there);
	}
}

/* What a has and b has not. */
static void compare(struct diag_list *diags, struct side *a, struct side *b)
{
	struct comparison t = {.diags = diags, .arena = arena_new(0), .a = a, .b = b};

	memset(a->phrases.derived, 0, a->phrases.ids.n * sizeof *a->phrases.derived);
	for (size_t i = 0; i < a->book->intents_n; i++)
		derive_intent(a, &a->book->intents[i], b);
	for (size_t i = 0; i < a->book->forms_n; i++)
		derive_form(a, &a->book->forms[i], b);
	lacks(&t, &a->intents, &b->intents, one_intent, many_intents);
	lacks(&t, &a->forms, &b->forms, one_form, many_forms);
	lacks(&t, &a->phrases, &b->phrases, one_phrase, many_phrases);
	lacks(&t, &a->slots, &b->slots, one_slot, many_slots);
	lookups(&t);
	questions(&t);
	placeholders(&t);
	arena_free(&t.arena);
}

/* Each is compared with the first, both ways. */
void check_books(const struct book *const *books, size_t n, struct diag_list *diags)
{
	struct arena *arena = arena_new(0);
	struct side *first = n ? side_new(arena, books[0]) : NULL;

	for (size_t i = 1; i < n; i++) {
		struct side *other = side_new(arena, books[i]);

		compare(diags, first, other);
		compare(diags, other, first);
	}
	arena_free(&arena);
}
