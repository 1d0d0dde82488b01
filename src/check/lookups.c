/* lookups.c - a shop's look-ups beside its books: what nobody asks for, and what no book knows. */
#include "check/check_internal.h"

struct lookups {
	const struct book *const *books;
	const struct uses **uses; /* of each book */
	size_t n;
	const struct check_shop *shop;
	struct diag_list *diags;
	struct arena *arena;
	struct ids asked; /* by any of the books */
};

static bool is_offered(const struct lookups *t, struct str name)
{
	for (size_t i = 0; i < t->shop->lookups_n; i++)
		if (str_eq(t->shop->lookups[i].name, name))
			return true;
	return false;
}

static void ask(struct lookups *t, struct str name, struct place at)
{
	if (!name.n || ids_find(&t->asked, name) >= 0)
		return;
	ids_add(&t->asked, t->arena, name, at);
	if (is_offered(t, name))
		return;
	diag_find(t->diags, DIAG_ADVICE, "lookup.unoffered", name, at,
	    "the look-up '%.*s' is not in the config of shop %.*s: the plain answer is said",
	    STR_ARG(name), STR_ARG(t->shop->name));
	diag_propose(t->diags, "add it under lookups in the config, if the shop's system knows it");
}

static void ask_all(struct lookups *t, const struct book *b)
{
	for (size_t i = 0; i < b->intents_n; i++) {
		const struct intent *in = &b->intents[i];

		ask(t, in->lookup, in->at);
		for (size_t k = 0; k < in->cases_n; k++)
			ask(t, in->cases[k].lookup, in->cases[k].at);
	}
}

static bool any_book(const struct lookups *t, struct str slot, bool (*has)(const struct named *n))
{
	for (size_t i = 0; i < t->n; i++) {
		const struct named *n = uses_named(t->uses[i], slot);

		if (n && has(n))
			return true;
	}
	return false;
}

static bool is_filled(const struct named *n)
{
	return n->caught || n->asked || n->own;
}

static bool is_declared(const struct named *n)
{
	return n->slot || n->own;
}

static bool is_brought(const struct lookups *t, struct str slot)
{
	for (size_t i = 0; i < t->shop->lookups_n; i++)
		for (size_t k = 0; k < t->shop->lookups[i].brings_n; k++)
			if (str_eq(t->shop->lookups[i].brings[k], slot))
				return true;
	return false;
}

static void one(struct lookups *t, const struct check_lookup *l)
{
	if (ids_find(&t->asked, l->name) < 0) {
		diag_find(t->diags, DIAG_ADVICE, "lookup.unasked", l->name, l->at,
		    "no book of shop %.*s asks for the look-up '%.*s'", STR_ARG(t->shop->name),
		    STR_ARG(l->name));
		diag_propose(t->diags, "name it in an intent (lookup: %.*s), or take it out",
		    STR_ARG(l->name));
	}
	for (size_t i = 0; i < l->needs_n; i++) {
		if (any_book(t, l->needs[i], is_filled) || is_brought(t, l->needs[i]))
			continue;
		diag_find(t->diags, DIAG_WARNING, "lookup.needs", l->needs[i], l->at,
		    "the look-up '%.*s' needs '%.*s', and nothing in the books fills it: it is "
		    "never "
		    "asked, unless a sender's profile brings it",
		    STR_ARG(l->name), STR_ARG(l->needs[i]));
		diag_propose(t->diags,
		    "catch it in a pattern, as (?<%.*s>...), or ask for it in a form",
		    STR_ARG(l->needs[i]));
	}
	for (size_t i = 0; i < l->brings_n; i++) {
		if (any_book(t, l->brings[i], is_declared))
			continue;
		diag_find(t->diags, DIAG_ADVICE, "lookup.brings", l->brings[i], l->at,
		    "the look-up '%.*s' brings '%.*s', which no book declares", STR_ARG(l->name),
		    STR_ARG(l->brings[i]));
		diag_propose(t->diags, "declare it under slots:, with its kind, or leave it out");
	}
}

void check_lookups(const struct book *const *books, size_t n, const struct check_shop *shop,
    struct diag_list *diags)
{
	struct lookups t = {.books = books, .n = n, .shop = shop, .diags = diags};

	if (!shop->lookups_known)
		return;
	t.arena = arena_new(1 << 14);
	t.uses = ARENA_ARRAY(t.arena, const struct uses *, n + 1);
	for (size_t i = 0; i < n; i++) {
		t.uses[i] = uses_find(books[i], NULL, t.arena);
		ask_all(&t, books[i]);
	}
	for (size_t i = 0; i < shop->lookups_n; i++)
		one(&t, &shop->lookups[i]);
	arena_free(&t.arena);
}
