/* uses.c - see uses.h. */
#include "check/uses.h"

#include "book/condition_internal.h"
#include "pattern/rx.h"

/* Values that the program keeps under names of its own, beside those that only texts have. */
static const char *const kept[] = {"vip", "attachment", "mode", "hours", "urgency", "today", NULL};

struct finder {
	struct uses *u;
	struct arena *arena;
	size_t room;
	bool looked_up;        /* what is walked now is said where a look-up answers */
	bool *phrases, *forms; /* by index: walked already as what is said there */
};

bool uses_is_listed(const char *const *list, struct str name)
{
	for (; *list; list++)
		if (str_is(name, *list))
			return true;
	return false;
}

struct named *uses_named(const struct uses *u, struct str name)
{
	long i = ids_find(&u->names, name);

	return i < 0 ? NULL : &u->named[i];
}

static struct named *name_of(struct finder *f, struct str name)
{
	struct uses *u = f->u;
	long i = ids_find(&u->names, name);

	if (i >= 0)
		return &u->named[i];
	if (u->named_n == f->room) {
		size_t room = f->room ? f->room * 2 : 64;

		u->named = arena_grow(
		    f->arena, u->named, f->room * sizeof *u->named, room * sizeof *u->named);
		f->room = room;
	}
	ids_add(&u->names, f->arena, name, (struct place){0});
	u->named[u->named_n] = (struct named){.name = name,
	    .own = uses_is_listed(book_builtin_slots, name) || uses_is_listed(kept, name)};
	return &u->named[u->named_n++];
}

static void use(struct finder *f, struct str name, struct place at)
{
	struct named *n = name_of(f, name);

	if (!n->used)
		n->used_at = at;
	n->used = true;
	n->maybe_brought = n->maybe_brought || f->looked_up;
}

/* ---- texts and conditions ---- */

static void walk_expression(struct finder *f, const struct expression *e, struct place at)
{
	if (!e)
		return;
	if (e->op == OP_SLOT || e->op == OP_FACT)
		use(f, e->text, at);
	walk_expression(f, e->left, at);
	walk_expression(f, e->right, at);
}

static void walk_condition(struct finder *f, const struct condition *c)
{
	if (c)
		walk_expression(f, c->root, c->at);
}

static void walk_wordings(struct finder *f, const struct wording *w, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		walk_condition(f, w[i].when);
		for (size_t k = 0; k < w[i].n; k++) {
			const struct piece *p = &w[i].pieces[k];

			if (!p->slot.n)
				continue;
			use(f, p->slot, p->at);
			if (!p->has_fallback)
				name_of(f, p->slot)->bare = true;
		}
	}
}

/* Many may reply with one phrase. */
static void walk_phrase(struct finder *f, const struct phrase *p)
{
	if (!p || (f->looked_up && f->phrases[p->index]))
		return;
	f->phrases[p->index] = f->looked_up;
	walk_wordings(f, p->say, p->say_n);
	walk_wordings(f, p->again, p->again_n);
}

static void walk_cases(struct finder *f, const struct outcome *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		walk_condition(f, cases[i].when);
		if (f->looked_up)
			walk_phrase(f, cases[i].answer);
	}
}

static void walk_form(struct finder *f, const struct form *form)
{
	if (!form || (f->looked_up && f->forms[form->index]))
		return;
	f->forms[form->index] = f->looked_up;
	for (size_t i = 0; i < form->fields_n; i++) {
		walk_condition(f, form->fields[i].when);
		if (f->looked_up) {
			walk_phrase(f, form->fields[i].ask);
			walk_phrase(f, form->fields[i].wrong);
		}
	}
	if (f->looked_up) { /* else all phrases are walked */
		walk_phrase(f, form->confirm);
		walk_phrase(f, form->answer);
	}
	walk_cases(f, form->cases, form->cases_n);
}

static bool asks_lookup(const struct intent *t)
{
	for (size_t i = 0; i < t->cases_n; i++)
		if (t->cases[i].lookup.n)
			return true;
	return t->lookup.n > 0;
}

/* What an intent says and looks at, where its look-up may have brought something. */
static void walk_intent(struct finder *f, const struct intent *t)
{
	f->looked_up = asks_lookup(t);
	f->u->looks_up = f->u->looks_up || f->looked_up;
	walk_cases(f, t->cases, t->cases_n);
	if (f->looked_up) {
		walk_phrase(f, t->answer);
		walk_form(f, t->form);
		for (size_t i = 0; i < t->cases_n; i++)
			walk_form(f, t->cases[i].form);
	}
	f->looked_up = false;
}

/* Each uses only facts above it: what a used fact needs is used, from the last to the first. */
static void walk_facts(struct finder *f)
{
	const struct book *b = f->u->book;

	for (size_t i = b->facts_n; i-- > 0;) {
		struct named *n = name_of(f, b->facts[i].name);

		n->fact = &b->facts[i];
		f->looked_up = n->maybe_brought;
		if (n->used)
			walk_expression(f, b->facts[i].value, b->facts[i].at);
	}
	f->looked_up = false;
}

/* ---- who fills ---- */

static void catch_groups(struct finder *f, const struct pattern *p)
{
	for (size_t i = 0; !p->veto && i < rx_group_count(p->rx); i++) {
		struct named *n = name_of(f, str_of(rx_group_name(p->rx, i)));

		if (!n->caught)
			n->caught = p;
	}
}

static void ask_fields(struct finder *f, const struct form *form)
{
	for (size_t i = 0; i < form->fields_n; i++) {
		const struct field *field = &form->fields[i];
		struct named *n = name_of(f, field->slot);

		if (!n->asked)
			n->asked = field;
		for (size_t k = 0; k < field->patterns.n; k++)
			for (size_t g = 0; g < rx_group_count(field->patterns.rx[k]); g++) {
				n = name_of(f, str_of(rx_group_name(field->patterns.rx[k], g)));
				if (!n->asked)
					n->asked = field;
			}
	}
}

static void bring(struct finder *f, const struct check_shop *shop)
{
	for (size_t i = 0; i < shop->lookups_n; i++) {
		const struct check_lookup *l = &shop->lookups[i];

		for (size_t k = 0; k < l->brings_n; k++)
			name_of(f, l->brings[k])->brought = true;
		for (size_t k = 0; k < l->needs_n; k++)
			name_of(f, l->needs[k])->needed = true;
	}
}

static void find_values(struct finder *f, const struct check_shop *shop)
{
	const struct book *b = f->u->book;

	for (size_t i = 0; i < b->slots_n; i++)
		name_of(f, b->slots[i].name)->slot = &b->slots[i];
	for (size_t i = 0; i < b->patterns_n; i++)
		catch_groups(f, &b->patterns[i]);
	for (size_t i = 0; i < b->forms_n; i++)
		ask_fields(f, &b->forms[i]);
	if (shop)
		bring(f, shop);
	for (size_t i = 0; i < b->phrases_n; i++)
		walk_phrase(f, &b->phrases[i]);
	for (size_t i = 0; i < b->forms_n; i++)
		walk_form(f, &b->forms[i]);
	for (size_t i = 0; i < b->intents_n; i++)
		walk_intent(f, &b->intents[i]);
	walk_facts(f);
}

bool uses_is_filled(const struct uses *u, struct str name)
{
	const struct named *n = uses_named(u, name);

	return !n || n->own || n->caught || n->asked || n->brought || n->maybe_brought || n->fact;
}

/* ---- who says and opens ---- */

static void say(struct uses *u, const struct phrase *p)
{
	if (p)
		u->phrase_said[p->index] = true;
}

static void say_cases(struct uses *u, const struct outcome *cases, size_t n)
{
	for (size_t i = 0; i < n; i++)
		say(u, cases[i].answer);
}

static void open(struct uses *u, const struct form *form)
{
	if (form)
		u->form_opened[form->index] = true;
}

static bool has_match(const struct intent *t)
{
	return t->patterns_n && !t->patterns[0]->veto;
}

static void find_said(struct uses *u)
{
	const struct book *b = u->book;

	for (size_t i = 0; book_situations[i]; i++)
		say(u, book_phrase(b, str_of(book_situations[i])));
	for (size_t i = 0; book_asides[i]; i++)
		say(u, book_phrase(b, str_of(book_asides[i])));
	for (size_t i = 0; i < b->forms_n; i++) {
		const struct form *form = &b->forms[i];

		for (size_t k = 0; k < form->fields_n; k++) {
			say(u, form->fields[k].ask);
			say(u, form->fields[k].wrong);
		}
		say(u, form->confirm);
		say(u, form->answer);
		say_cases(u, form->cases, form->cases_n);
		u->form_opened[i] = uses_is_listed(book_opened_forms, form->id);
	}
	for (size_t i = 0; i < b->intents_n; i++) {
		const struct intent *t = &b->intents[i];

		u->intent_given[i] = has_match(t) || uses_is_listed(book_opened_intents, t->id);
		say(u, t->answer);
		say_cases(u, t->cases, t->cases_n);
		open(u, t->form);
		for (size_t k = 0; k < t->cases_n; k++)
			open(u, t->cases[k].form);
	}
}

const struct uses *uses_find(
    const struct book *book, const struct check_shop *shop, struct arena *arena)
{
	struct uses *u = ARENA_NEW(arena, struct uses);
	struct finder f = {.u = u,
	    .arena = arena,
	    .phrases = ARENA_ARRAY(arena, bool, book->phrases_n + 1),
	    .forms = ARENA_ARRAY(arena, bool, book->forms_n + 1)};

	u->book = book;
	u->phrase_said = ARENA_ARRAY(arena, bool, book->phrases_n + 1);
	u->form_opened = ARENA_ARRAY(arena, bool, book->forms_n + 1);
	u->intent_given = ARENA_ARRAY(arena, bool, book->intents_n + 1);
	find_said(u);
	find_values(&f, shop && shop->lookups_known ? shop : NULL);
	if (shop && shop->lookups_known)
		for (size_t i = 0; i < u->named_n; i++)
			u->named[i].maybe_brought = false;
	return u;
}
