/* api_book.c - the books loaded anew. */
#include "base/json.h"
#include "base/log.h"
#include "book/book.h"
#include "book/shelf.h"
#include "book/slot.h"
#include "http/findings.h"
#include "http/http_internal.h"

int http_reload_run(struct http *h, struct diag_list *diags)
{
	const struct http_options *o = &h->options;
	const struct books_keeper keeper = {http_keep_books, h};
	const struct progress progress = http_progress(h);
	enum books_result result = books_reload(o->books, &keeper, &progress, diags);

	diag_sort(diags);
	if (result != BOOKS_DONE) {
		metrics_add(o->metrics, METRIC_RELOAD_FAILURES, 1);
		if (progress_stopped(&progress))
			log_warn("the books are not loaded anew: the server is stopping");
		else if (result == BOOKS_UNAVAILABLE)
			log_error("the books cannot be stored, the old ones stay");
		else
			log_error("book refused, the old one stays: errors=%zu",
			    diag_count(diags, DIAG_ERROR));
		return result;
	}
	metrics_add(o->metrics, METRIC_RELOADS, 1);
	for (size_t i = 0; i < o->shops_n; i++) {
		struct shelf shelf;

		book_slot_acquire_all(o->shops[i].book, &shelf);
		for (size_t k = 0; k < shelf.n; k++)
			log_info("book loaded: shop=%.*s language=%.*s version=%.*s intents=%zu",
			    STR_ARG(o->shops[i].name), STR_ARG(shelf.books[k]->settings.language),
			    STR_ARG(shelf.books[k]->version), shelf.books[k]->intents_n);
		shelf_release(&shelf);
	}
	return BOOKS_DONE;
}

static void write_book(struct json_out *o, const struct book *book)
{
	json_key_str(o, "book", book->name);
	json_key_str(o, "language", book->settings.language);
	json_key_str(o, "version", book->version);
	json_key_int(o, "intents", (int64_t)book->intents_n);
	json_key_int(o, "phrases", (int64_t)book->phrases_n);
	json_key_int(o, "patterns", (int64_t)book->patterns_n);
}

static void write_shop(struct json_out *o, const struct shop *shop)
{
	struct shelf shelf;

	book_slot_acquire_all(shop->book, &shelf);
	json_key_str(o, "shop", shop->name);
	write_book(o, shelf.books[0]);
	if (shelf.n > 1) {
		json_key_open(o, "books", '[');
		for (size_t i = 0; i < shelf.n; i++) {
			json_open(o, '{');
			write_book(o, shelf.books[i]);
			json_close(o, '}');
		}
		json_close(o, ']');
	}
	shelf_release(&shelf);
}

/* The first shop's first book stands at the top; all of a shop's books under "books" when it has
 * more than one, the other shops under "shops". */
static void write_books(struct exchange *x, const struct diag_list *diags)
{
	const struct http_options *options = &x->http->options;
	struct json_out o;

	json_out_init(&o, &x->out);
	json_open(&o, '{');
	write_shop(&o, &options->shops[0]);
	if (options->shops_n > 1) {
		json_key_open(&o, "shops", '[');
		for (size_t i = 0; i < options->shops_n; i++) {
			json_open(&o, '{');
			write_shop(&o, &options->shops[i]);
			json_close(&o, '}');
		}
		json_close(&o, ']');
	}
	findings_write(&o, "findings", diags);
	json_close(&o, '}');
}

static void reload_work(struct exchange *x, struct work_place *place)
{
	struct diag_list *diags = diag_list_new();
	int result;

	(void)place;
	atomic_fetch_sub(&x->http->overtaking, 1);
	result = http_reload_run(x->http, diags);
	if (result == BOOKS_DONE) {
		write_books(x, diags);
		exchange_answer(x, 200);
	} else if (result == BOOKS_UNAVAILABLE) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "%s; nothing was changed, send it again",
		    atomic_load(&x->http->stopping) ? "the server is stopping"
						    : "it could not be stored");
	} else {
		struct problem p = {.kind = PROBLEM_BOOK_REFUSED, .findings = diags};

		p.detail = arena_printf(x->arena, "%zu mistake%s", diag_count(diags, DIAG_ERROR),
		    diag_count(diags, DIAG_ERROR) == 1 ? "" : "s");
		exchange_problem(x, &p);
	}
	diag_list_free(&diags);
}

enum exchange_next api_reload(struct exchange *x)
{
	atomic_fetch_add(&x->http->overtaking, 1);
	return exchange_work(x, x->http->loader, reload_work, NULL);
}
