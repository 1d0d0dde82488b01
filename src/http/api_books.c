/* api_books.c - the books' history: another version comes into force or an earlier one comes back;
 * what was in force when, and its files. */
#include "base/json.h"
#include "base/log.h"
#include "book/shelf.h"
#include "book/slot.h"
#include "http/books_answer.h"
#include "http/decode.h"
#include "http/http_internal.h"
#include "trainer/history.h"

enum { LIST_DEFAULT = 50, LIST_MAX = 200 };

int http_keep_books(void *ctx, struct store_book **books, size_t n)
{
	return desk_keep_books(((struct http *)ctx)->options.desk, books, n);
}

/* ---- publish and rollback, on the loader's thread ---- */

static bool is_stopping(void *ctx)
{
	return atomic_load(&((struct http *)ctx)->stopping);
}

struct progress http_progress(struct http *h)
{
	return (struct progress){.ctx = h, .stop = is_stopping};
}

static enum books_result halt_at_stop(void *ctx)
{
	return is_stopping(ctx) ? BOOKS_UNAVAILABLE : BOOKS_DONE;
}

/* What was sent before somebody went back does not come into force behind his back. */
static enum books_result give_way(void *ctx)
{
	if (atomic_load(&((struct http *)ctx)->overtaking))
		return BOOKS_CONFLICT;
	return halt_at_stop(ctx);
}

typedef void request_runner(struct books *b, struct store_reader *reader,
    const struct books_keeper *keeper, const struct books_request *r, struct arena *arena,
    struct diag_list *diags, struct books_outcome *out);

static void tell(struct http *h, const struct books_outcome *out)
{
	if (out->result == BOOKS_REFUSED || out->result == BOOKS_TOO_LONG) {
		metrics_add(h->options.metrics, METRIC_PUBLISH_REFUSALS, 1);
		log_warn("a book was refused, the old one stays: shop=%.*s %.*s",
		    STR_ARG(out->shop), STR_ARG(out->problem));
	} else if (out->stored) {
		metrics_add(h->options.metrics, METRIC_PUBLISHES, 1);
	}
}

static void change(struct exchange *x, struct work_place *place, struct books_request *request,
    request_runner *run)
{
	struct http *h = x->http;
	const struct books_keeper keeper = {http_keep_books, h};
	struct diag_list *diags = diag_list_new();
	struct books_outcome outcome;
	int status;

	request->halt_ctx = h;
	run(h->options.books, place->reader, &keeper, request, x->arena, diags, &outcome);
	tell(h, &outcome);
	status = books_answer(&outcome, diags, &x->out);
	exchange_answer(x, status);
	if (status != 200 && x->status == status)
		x->type = "application/problem+json";
	diag_list_free(&diags);
}

static void publish_work(struct exchange *x, struct work_place *place)
{
	struct books_request r;
	struct problem p;

	if (decode_publish(x->body, x->arena, &r, &p) < 0) {
		http_refuse(x, &p);
		return;
	}
	if (!http_shop(x, r.shop))
		return;
	r.halt = give_way;
	r.time_ms = x->http->options.limits.publish_ms;
	change(x, place, &r, books_publish);
}

/* Takes all the time it needs: the version was in force, and whoever goes back is in trouble. */
static void rollback_work(struct exchange *x, struct work_place *place)
{
	struct books_request *r = x->call;

	atomic_fetch_sub(&x->http->overtaking, !r->dry_run);
	r->halt = r->dry_run ? give_way : halt_at_stop;
	change(x, place, r, books_roll_back);
}

enum exchange_next api_publish(struct exchange *x)
{
	return exchange_work(x, x->http->loader, publish_work, NULL);
}

enum exchange_next api_rollback(struct exchange *x)
{
	struct books_request *r = ARENA_NEW(x->arena, struct books_request);
	struct problem p;

	if (decode_rollback(x->body, x->arena, r, &p) < 0)
		return http_refuse(x, &p);
	if (!http_shop(x, r->shop))
		return EXCHANGE_ANSWERED;
	x->call = r;
	atomic_fetch_add(&x->http->overtaking, !r->dry_run);
	return exchange_work(x, x->http->loader, rollback_work, NULL);
}

/* ---- lists, on the reader's thread ---- */

struct list_call {
	struct str shop, language;
	int64_t limit, before;
};

static const struct store_book *entry_of(
    const struct store_book *rows, size_t n, struct str shop, struct str language)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].shop, shop) && str_eq(rows[i].language, language))
			return &rows[i];
	return NULL;
}

/* What the desk answers with; since when and why, when the history knows. */
static void write_one(
    struct json_out *o, struct str shop, const struct book *book, const struct store_book *entry)
{
	if (entry && str_eq(entry->version, book->version)) {
		history_write(o, entry);
		return;
	}
	json_open(o, '{');
	json_key_str(o, "shop", shop);
	json_key_str(o, "language", book->settings.language);
	json_key_str(o, "version", book->version);
	json_key_str(o, "book", book->name);
	json_close(o, '}');
}

static int write_in_force(
    struct json_out *o, struct exchange *x, const struct list_call *call, struct store_reader *r)
{
	const struct http_options *options = &x->http->options;
	struct store_book *rows;
	size_t n;

	if (store_books_in_force(r, x->arena, &rows, &n) != STORE_OK)
		return -1;
	json_key_open(o, "in_force", '[');
	for (size_t i = 0; i < options->shops_n; i++) {
		const struct shop *shop = &options->shops[i];
		struct shelf shelf;

		if (call->shop.n && !str_eq(call->shop, shop->name))
			continue;
		book_slot_acquire_all(shop->book, &shelf);
		for (size_t k = 0; k < shelf.n; k++) {
			struct str language = shelf.books[k]->settings.language;

			if (!call->language.n || str_eq(call->language, language))
				write_one(o, shop->name, shelf.books[k],
				    entry_of(rows, n, shop->name, language));
		}
		shelf_release(&shelf);
	}
	json_close(o, ']');
	return 0;
}

static int write_history(
    struct json_out *o, struct exchange *x, const struct list_call *call, struct store_reader *r)
{
	struct store_book *rows;
	size_t n;

	if (store_books(r, call->shop, call->language, call->before, (size_t)call->limit, x->arena,
		&rows, &n) != STORE_OK)
		return -1;
	json_key_open(o, "history", '[');
	for (size_t i = 0; i < n; i++)
		history_write(o, &rows[i]);
	json_close(o, ']');
	if (n == (size_t)call->limit)
		json_key_int(o, "before", rows[n - 1].id);
	else
		json_key_null(o, "before");
	return 0;
}

static void list_work(struct exchange *x, struct work_place *place)
{
	const struct list_call *call = x->call;
	struct json_out o;

	json_out_init(&o, &x->out);
	json_open(&o, '{');
	if (write_in_force(&o, x, call, place->reader) < 0 ||
	    write_history(&o, x, call, place->reader) < 0) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
		return;
	}
	json_close(&o, '}');
	exchange_answer(x, 200);
}

enum exchange_next api_books(struct exchange *x)
{
	struct list_call *call = ARENA_NEW(x->arena, struct list_call);

	call->limit = LIST_DEFAULT;
	if (http_query_names(x, "shop, language, limit, before") < 0 ||
	    http_query(x, "shop", &call->shop) < 0 ||
	    http_query(x, "language", &call->language) < 0 ||
	    http_query_int(x, "limit", 1, LIST_MAX, &call->limit) < 0 ||
	    http_query_int(x, "before", 1, INT64_MAX, &call->before) < 0 ||
	    !http_shop(x, call->shop))
		return EXCHANGE_ANSWERED;
	x->call = call;
	return exchange_work(x, x->http->reader, list_work, NULL);
}

/* ---- the files of one ---- */

static void files_work(struct exchange *x, struct work_place *place)
{
	struct store_book row;
	struct book_file *files;
	struct json_out o;
	size_t n;
	int found = store_book(place->reader, STR(""), STR(""), x->param, x->arena, &row);

	if (found == 0) {
		exchange_fail(x, PROBLEM_NOT_FOUND, "no version \"%.*s\" was ever in force",
		    STR_ARG(x->param));
		return;
	}
	if (found < 0 || store_book_files(place->reader, &row, x->arena, &files, &n) != STORE_OK) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
		return;
	}
	json_out_init(&o, &x->out);
	json_open(&o, '{');
	json_key_str(&o, "version", row.version);
	json_key_str(&o, "language", row.language);
	json_key_str(&o, "book", row.name);
	history_write_files(&o, files, n);
	json_close(&o, '}');
	exchange_answer(x, 200);
}

enum exchange_next api_book_files(struct exchange *x)
{
	return exchange_work(x, x->http->reader, files_work, NULL);
}
