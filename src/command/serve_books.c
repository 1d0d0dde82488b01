/* serve_books.c - see serve_books.h. */
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "book/load.h"
#include "book/normalise.h"
#include "book/shelf.h"
#include "book/slot.h"
#include "command/config.h"
#include "command/serve_books.h"

struct source {
	struct str dir;               /* empty: inside the binary, the one of that number */
	size_t inside;
	const struct yaml *settings;
	struct book *fresh;           /* while loading */
};

/* The books of one or more shops. */
struct set {
	struct source *sources[SHELF_MAX];
	size_t n;
	struct book_slot *slot;
};

struct books {
	struct arena *arena;
	struct normaliser *normaliser;
	struct source *sources;
	size_t n;
	struct set *sets;
	size_t sets_n;
	struct set **of_shop;
	struct str name;
};

static struct source *source_of(
    struct books *b, struct str dir, size_t inside, const struct yaml *settings)
{
	struct source s = {.dir = dir, .inside = inside, .settings = settings};

	for (size_t i = 0; i < b->n; i++)
		if (str_eq(b->sources[i].dir, dir) && b->sources[i].inside == inside &&
		    b->sources[i].settings == settings)
			return &b->sources[i];
	b->sources[b->n] = s;
	return &b->sources[b->n++];
}

static struct set *set_of(struct books *b, const struct config_shop *shop)
{
	struct set set = {0};

	for (size_t i = 0; i < shop->books.n; i++)
		set.sources[set.n++] = source_of(b, shop->books.list[i], 0, shop->settings);
	for (size_t i = 0; !shop->books.n && i < book_embedded(); i++)
		set.sources[set.n++] = source_of(b, STR(""), i, shop->settings);
	for (size_t i = 0; i < b->sets_n; i++)
		if (memcmp(b->sets[i].sources, set.sources, sizeof set.sources) == 0)
			return &b->sets[i];
	b->sets[b->sets_n] = set;
	return &b->sets[b->sets_n++];
}

static void drop_fresh(struct books *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->sources[i].fresh)
			book_release(&b->sources[i].fresh);
}

/* A view: the books stay the sources'. */
static struct shelf shelf_of(const struct set *set)
{
	struct shelf shelf = {.n = set->n};

	for (size_t i = 0; i < set->n; i++)
		shelf.books[i] = set->sources[i]->fresh;
	return shelf;
}

/* Loads every source, going on after an error so that all are told. */
static int load_all(struct books *b, struct diag_list *diags)
{
	int result = 0;

	for (size_t i = 0; i < b->n; i++) {
		struct source *s = &b->sources[i];
		struct book_options options = {b->normaliser, s->settings};

		s->fresh = s->dir.n ? book_load_dir(s->dir.p, &options, diags)
		                    : book_load_embedded(s->inside, &options, diags);
		if (!s->fresh)
			result = -1;
	}
	for (size_t i = 0; !result && i < b->sets_n; i++) {
		struct shelf shelf = shelf_of(&b->sets[i]);

		result = shelf_check(&shelf, diags);
	}
	if (result)
		drop_fresh(b);
	memory_settle();
	return result;
}

/* Each set in force at once, all of its books together. */
static void publish(struct books *b)
{
	for (size_t i = 0; i < b->sets_n; i++) {
		struct set *set = &b->sets[i];
		struct shelf shelf = shelf_of(set);

		shelf_acquire(&shelf);
		if (set->slot)
			book_slot_publish_shelf(set->slot, &shelf);
		else
			set->slot = book_slot_new_shelf(&shelf);
	}
	drop_fresh(b);
}

/* For people: what the first shop has. */
static struct str name_of(struct arena *arena, const struct config_shop *shop)
{
	struct str all = STR("");

	if (!shop->books.n)
		return STR("inside");
	for (size_t i = 0; i < shop->books.n; i++)
		all = arena_printf(arena, "%.*s%s%.*s", STR_ARG(all), i ? " + " : "",
		    STR_ARG(shop->books.list[i]));
	return all;
}

static void plan(struct books *b, const struct config *config)
{
	size_t most = 0;

	for (size_t i = 0; i < config->shops_n; i++)
		most += config->shops[i].books.n ? config->shops[i].books.n : book_embedded();
	b->sources = ARENA_ARRAY(b->arena, struct source, most);
	b->sets = ARENA_ARRAY(b->arena, struct set, config->shops_n);
	b->of_shop = ARENA_ARRAY(b->arena, struct set *, config->shops_n);
	for (size_t i = 0; i < config->shops_n; i++)
		b->of_shop[i] = set_of(b, &config->shops[i]);
	b->name = name_of(b->arena, &config->shops[0]);
}

struct books *books_load(const struct config *config)
{
	struct arena *arena = arena_new(0);
	struct books *b = ARENA_NEW(arena, struct books);
	struct diag_list *diags = diag_list_new();
	int result;

	b->arena = arena;
	b->normaliser = normaliser_new();
	if (!normaliser_has_simplified(b->normaliser))
		log_warn("OpenCC's tables cannot be read: traditional characters stay as they are");
	plan(b, config);
	result = load_all(b, diags);
	if (diag_size(diags))
		diag_print(diags, stderr, isatty(STDERR_FILENO));
	diag_list_free(&diags);
	if (result) {
		books_free(&b);
		return NULL;
	}
	publish(b);
	return b;
}

void books_free(struct books **b)
{
	struct arena *arena;

	if (!*b)
		return;
	arena = (*b)->arena;
	for (size_t i = 0; i < (*b)->sets_n; i++)
		book_slot_free(&(*b)->sets[i].slot);
	normaliser_free(&(*b)->normaliser);
	arena_free(&arena);
	*b = NULL;
}

struct book_slot *books_slot(struct books *b, size_t shop)
{
	return b->of_shop[shop]->slot;
}

struct str books_name(const struct books *b)
{
	return b->name;
}

int books_reload(void *ctx, struct diag_list *diags)
{
	struct books *b = ctx;

	if (load_all(b, diags))
		return -1;
	publish(b);
	return 0;
}
