/* api_why.c - GET /v1/messages/{id}/why: why a stored message was answered as it was.
 *
 * On the searcher's thread: a version that is in force no more is loaded for it. */
#include "book/shelf.h"
#include "book/slot.h"
#include "http/http_internal.h"
#include "trainer/history.h"
#include "trainer/why.h"

struct why_call {
	int64_t no;
	struct http *http;
	struct store_reader *reader;
	const struct progress *progress;
};

static struct book *in_force(const struct shop *shop, struct str version)
{
	struct shelf shelf;
	struct book *found = NULL;

	book_slot_acquire_all(shop->book, &shelf);
	for (size_t i = 0; i < shelf.n && !found; i++)
		if (str_eq(shelf.books[i]->version, version))
			found = book_acquire(shelf.books[i]);
	shelf_release(&shelf);
	return found;
}

static struct book *find_book(void *ctx, struct str shop, struct str version)
{
	const struct why_call *call = ctx;
	const struct http_options *o = &call->http->options;
	struct book *found = NULL;
	struct shelf shelf;

	for (size_t i = 0; i < o->shops_n && !found; i++)
		if (str_eq(o->shops[i].name, shop))
			found = in_force(&o->shops[i], version);
	if (found)
		return found;
	book_slot_acquire_all(o->shops[0].book, &shelf);
	found = history_book(
	    call->reader, shop, version, shelf.books[0]->normaliser, call->progress);
	shelf_release(&shelf);
	return found;
}

static void why_work(struct exchange *x, struct work_place *place)
{
	struct why_call *call = x->call;
	const struct progress progress = http_progress(x->http);
	const struct why_books books = {call, find_book};
	struct json_out o;
	struct why why;
	int rc;

	call->reader = place->reader;
	call->progress = &progress;
	rc = why_read(place->reader, call->no, &books, place->scratch, x->arena, &why);
	if (rc < 0) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
	} else if (rc == 0) {
		exchange_fail(x, PROBLEM_NOT_FOUND, "there is no message \"%.*s\"", STR_ARG(x->param));
	} else if (progress_stopped(&progress)) { /* maybe before its book was there */
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the server is stopping");
	} else {
		json_out_init(&o, &x->out);
		why_json(&why, &o);
		exchange_answer(x, 200);
	}
	if (rc > 0)
		why_free(&why);
}

enum exchange_next api_why(struct exchange *x)
{
	struct why_call *call = ARENA_NEW(x->arena, struct why_call);

	call->http = x->http;
	if (!message_number(x->param, &call->no))
		return exchange_fail(
		    x, PROBLEM_BAD_TARGET, "the id of a message is like m12, not \"%.*s\"", STR_ARG(x->param));
	x->call = call;
	return exchange_work(x, x->http->searcher, why_work, NULL);
}
