/* api_report.c - GET /v1/report: the numbers of a period, as `xiaoer report --json` gives them.
 *
 * The reader's thread counts; a million messages keep it from other readers for about a second. */
#include "base/clock.h"
#include "book/book.h"
#include "book/slot.h"
#include "desk/report_query.h"
#include "desk/report_write.h"
#include "http/http_internal.h"

struct report_call {
	struct report_query query;
	struct book *book; /* whose zone it is */
};

static void count_work(struct exchange *x, struct work_place *place)
{
	struct report_call *call = x->call;
	const struct report_query *q = &call->query;
	struct report *r = report_new(q);
	struct store_visitor visitor = report_visitor(r);

	if (store_scan(place->reader, q->from, q->to, report_records_to(q), &visitor) != STORE_OK) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
	} else {
		report_finish(r);
		report_json(r, &x->out);
	}
	report_free(&r);
	book_release(&call->book);
}

static enum exchange_next counted(struct exchange *x)
{
	return x->status != 0 ? EXCHANGE_ANSWERED : exchange_answer(x, 200);
}

static int read_words(struct exchange *x, struct report_words *w, struct report_query *q)
{
	return http_query_names(x, "from, to, last, by, fcr-window, shop, channel") < 0 ||
		       http_query(x, "from", &w->from) < 0 || http_query(x, "to", &w->to) < 0 ||
		       http_query(x, "last", &w->last) < 0 || http_query(x, "by", &w->by) < 0 ||
		       http_query(x, "fcr-window", &w->window) < 0 ||
		       http_query(x, "shop", &q->shop) < 0 ||
		       http_query(x, "channel", &q->channel) < 0
		   ? -1
		   : 0;
}

enum exchange_next api_report(struct exchange *x)
{
	struct report_call *call = ARENA_NEW(x->arena, struct report_call);
	struct report_words words = {0};
	struct report_fault fault;
	const struct shop *shop;

	if (read_words(x, &words, &call->query) < 0)
		return EXCHANGE_ANSWERED;
	shop = http_shop(x, call->query.shop);
	if (!shop)
		return EXCHANGE_ANSWERED;
	call->book = book_slot_acquire(shop->book);
	call->query.zone = call->book->settings.zone;
	if (report_query_read(&call->query, &words, clock_now_ms() + 1, &fault) != 0) {
		book_release(&call->book);
		return exchange_fail(x, PROBLEM_BAD_TARGET, "%s %s", fault.option, fault.what);
	}
	x->call = call;
	return exchange_work(x, x->http->reader, count_work, counted);
}
