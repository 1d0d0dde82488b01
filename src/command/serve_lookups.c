/* serve_lookups.c - see serve_lookups.h. */
#include "command/serve_lookups.h"

#include "base/log.h"
#include "book/shelf.h"
#include "book/slot.h"
#include "command/config.h"
#include "pattern/rx.h"

enum { TOLD_MAX = 64 };

static bool intent_uses(const struct intent *i, struct str name)
{
	for (size_t k = 0; k < i->cases_n; k++)
		if (str_eq(i->cases[k].lookup, name))
			return true;
	return str_eq(i->lookup, name);
}

static bool is_used(const struct shelf *s, struct str name)
{
	for (size_t b = 0; b < s->n; b++)
		for (size_t i = 0; i < s->books[b]->intents_n; i++)
			if (intent_uses(&s->books[b]->intents[i], name))
				return true;
	return false;
}

static bool is_declared(const struct book *b, struct str slot)
{
	for (size_t i = 0; i < b->slots_n; i++)
		if (str_eq(b->slots[i].name, slot))
			return true;
	return false;
}

static bool is_caught(const struct book *b, struct str slot)
{
	for (size_t i = 0; i < b->patterns_n; i++)
		for (size_t k = 0; k < rx_group_count(b->patterns[i].rx); k++)
			if (str_is(slot, rx_group_name(b->patterns[i].rx, k)))
				return true;
	return false;
}

static bool is_known(
    const struct shelf *s, struct str slot, bool (*in)(const struct book *, struct str))
{
	for (size_t b = 0; b < s->n; b++)
		if (in(s->books[b], slot))
			return true;
	return false;
}

static void compare_one(
    const struct config_shop *shop, const struct lookup *l, const struct shelf *s)
{
	struct arena *arena = arena_new(0);
	struct lookup_offer o = lookup_offer(l, arena);

	if (!is_used(s, l->name))
		log_info("no book of the shop asks for this look-up shop=%.*s lookup=%.*s",
		    STR_ARG(shop->name), STR_ARG(l->name));
	for (size_t i = 0; i < o.needs_n; i++)
		if (!is_known(s, o.needs[i], is_caught) && !is_known(s, o.needs[i], is_declared))
			log_warn("a look-up needs a slot that no book declares or catches: only "
				 "a sender's profile can fill it shop=%.*s lookup=%.*s slot=%.*s",
			    STR_ARG(shop->name), STR_ARG(l->name), STR_ARG(o.needs[i]));
	for (size_t i = 0; i < o.brings_n; i++)
		if (!is_known(s, o.brings[i], is_declared))
			log_info("a look-up brings a slot that no book declares shop=%.*s "
				 "lookup=%.*s slot=%.*s",
			    STR_ARG(shop->name), STR_ARG(l->name), STR_ARG(o.brings[i]));
	arena_free(&arena);
}

static bool is_offered(const struct config_shop *shop, struct str name)
{
	for (size_t i = 0; i < shop->lookups_n; i++)
		if (str_eq(shop->lookups[i].lookup.name, name))
			return true;
	return false;
}

/* Each name once.  A shop that has no look-ups at all knows that. */
static void tell_missing(const struct config_shop *shop, const struct book *b)
{
	struct str told[TOLD_MAX];
	size_t n = 0;

	for (size_t i = 0; i < b->intents_n && n < TOLD_MAX; i++) {
		struct str name = b->intents[i].lookup;
		size_t k = 0;

		while (k < n && !str_eq(told[k], name))
			k++;
		if (!name.n || k < n || is_offered(shop, name))
			continue;
		told[n++] = name;
		log_info("the book asks for a look-up that is not configured, its plain answers "
			 "are said shop=%.*s lookup=%.*s",
		    STR_ARG(shop->name), STR_ARG(name));
	}
}

void lookups_compare(const struct config_shop *shop, struct book_slot *books)
{
	struct shelf shelf;

	if (!shop->lookups_n)
		return;
	book_slot_acquire_all(books, &shelf);
	for (size_t i = 0; i < shop->lookups_n; i++)
		compare_one(shop, &shop->lookups[i].lookup, &shelf);
	tell_missing(shop, shelf.books[0]);
	shelf_release(&shelf);
}
