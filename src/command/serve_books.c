/* serve_books.c - see serve_books.h. */
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"
#include "book/load.h"
#include "book/normalise.h"
#include "book/slot.h"
#include "command/config.h"
#include "command/serve_books.h"

struct source {
	struct str dir;               /* empty: the book inside */
	const struct yaml *settings;
	struct book_slot *slot;
	struct book *fresh;           /* while loading */
};

struct books {
	struct arena *arena;
	struct normaliser *normaliser;
	struct source *sources;
	size_t n;
	struct source **of_shop;
};

static struct source *source_of(struct books *b, const struct config_shop *shop)
{
	for (size_t i = 0; i < b->n; i++)
		if (str_eq(b->sources[i].dir, shop->book) &&
		    b->sources[i].settings == shop->settings)
			return &b->sources[i];
	b->sources[b->n] = (struct source){.dir = shop->book, .settings = shop->settings};
	return &b->sources[b->n++];
}

static void drop_fresh(struct books *b)
{
	for (size_t i = 0; i < b->n; i++)
		if (b->sources[i].fresh)
			book_release(&b->sources[i].fresh);
}

/* Loads every source, going on after an error so that all are told. */
static int load_all(struct books *b, struct diag_list *diags)
{
	int result = 0;

	for (size_t i = 0; i < b->n; i++) {
		struct source *s = &b->sources[i];
		struct book_options options = {b->normaliser, s->settings};

		s->fresh = s->dir.n ? book_load_dir(s->dir.p, &options, diags)
		                    : book_load_embedded(&options, diags);
		if (!s->fresh)
			result = -1;
	}
	if (result)
		drop_fresh(b);
	memory_settle();
	return result;
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
	b->sources = ARENA_ARRAY(arena, struct source, config->shops_n);
	b->of_shop = ARENA_ARRAY(arena, struct source *, config->shops_n);
	for (size_t i = 0; i < config->shops_n; i++)
		b->of_shop[i] = source_of(b, &config->shops[i]);
	result = load_all(b, diags);
	if (diag_size(diags))
		diag_print(diags, stderr, isatty(STDERR_FILENO));
	diag_list_free(&diags);
	if (result) {
		books_free(&b);
		return NULL;
	}
	for (size_t i = 0; i < b->n; i++) {
		b->sources[i].slot = book_slot_new(b->sources[i].fresh);
		b->sources[i].fresh = NULL;
	}
	return b;
}

void books_free(struct books **b)
{
	struct arena *arena;

	if (!*b)
		return;
	arena = (*b)->arena;
	for (size_t i = 0; i < (*b)->n; i++)
		book_slot_free(&(*b)->sources[i].slot);
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
	return b->of_shop[0]->dir.n ? b->of_shop[0]->dir : STR("zh-CN (inside)");
}

int books_reload(void *ctx, struct diag_list *diags)
{
	struct books *b = ctx;

	if (load_all(b, diags))
		return -1;
	for (size_t i = 0; i < b->n; i++) {
		book_slot_publish(b->sources[i].slot, b->sources[i].fresh);
		b->sources[i].fresh = NULL;
	}
	return 0;
}
