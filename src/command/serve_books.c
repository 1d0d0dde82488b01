/* serve_books.c - see serve_books.h. */
#include "command/serve_books.h"

#include <unistd.h>

#include "base/log.h"
#include "command/config.h"
#include "trainer/books.h"

static const struct books_shop *shops_of(const struct config *config, struct arena *arena)
{
	struct books_shop *shops = ARENA_ARRAY(arena, struct books_shop, config->shops_n);

	for (size_t i = 0; i < config->shops_n; i++)
		shops[i] = (struct books_shop){config->shops[i].name, config->shops[i].books.list,
		    config->shops[i].books.n, config->shops[i].settings};
	return shops;
}

struct books *serve_books_load(const struct config *config, bool to_publish)
{
	struct arena *arena = arena_new(0);
	struct diag_list *diags = diag_list_new();
	char error[STORE_ERROR_MAX];
	struct store_reader *reader = store_reader_open(config->store.p, error);
	struct books *b = NULL;

	if (reader)
		b = books_load(shops_of(config, arena), config->shops_n, to_publish, reader, diags);
	else
		log_error("the store cannot be read: %s", error);
	if (diag_size(diags))
		diag_print(diags, stderr, isatty(STDERR_FILENO));
	if (reader)
		store_reader_close(&reader);
	diag_list_free(&diags);
	arena_free(&arena);
	return b;
}

int serve_books_keep(void *ctx, struct store_book **books, size_t n)
{
	struct store *store = ctx;
	struct store_changes changes = {.books = books, .books_n = n};
	int rc = store_begin(store);

	return rc == STORE_OK ? store_commit(store, &changes) : rc;
}

void serve_books_started(struct books *b, struct store *store)
{
	books_started(b, &(struct books_keeper){serve_books_keep, store});
}

struct str serve_books_name(const struct config *config, struct arena *arena)
{
	const struct config_shop *shop = &config->shops[0];
	struct str all = STR("");

	if (!shop->books.n)
		return STR("inside");
	for (size_t i = 0; i < shop->books.n; i++)
		all = arena_printf(arena, "%.*s%s%.*s", STR_ARG(all), i ? " + " : "",
		    STR_ARG(shop->books.list[i]));
	return all;
}
