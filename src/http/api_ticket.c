/* api_ticket.c - tickets read, and news of them from the ticket system.
 *
 * News are signed as Standard Webhooks when the shop has a ticket.secret; without one they need a
 * token like everything else. */
#include "base/clock.h"
#include "desk/webhook.h"
#include "http/decode.h"
#include "http/http_internal.h"
#include "http/write.h"

enum { LIST_DEFAULT = 50, LIST_MAX = 200 };

struct ticket_listing {
	const struct shop *shop;
	int status; /* -1: any */
	int64_t limit, before;
};

/* ---- read ---- */

static const struct shop *query_shop(struct exchange *x)
{
	struct str name;

	return http_query(x, "shop", &name) < 0 ? NULL : http_shop(x, name);
}

static int listing_read(struct exchange *x, struct ticket_listing *l)
{
	enum ticket_status status;
	struct str text;

	*l = (struct ticket_listing){.status = -1, .limit = LIST_DEFAULT, .shop = query_shop(x)};
	if (!l->shop || http_query_names(x, "shop, status, before, limit") < 0 ||
	    http_query(x, "status", &text) < 0 ||
	    http_query_int(x, "limit", 1, LIST_MAX, &l->limit) < 0 ||
	    http_query_int(x, "before", 1, INT64_MAX, &l->before) < 0)
		return -1;
	if (text.n == 0)
		return 0;
	if (ticket_status_parse(text, &status) < 0) {
		exchange_fail(
		    x, PROBLEM_BAD_TARGET, "status must be filed, pending, answered or closed");
		return -1;
	}
	l->status = (int)status;
	return 0;
}

static void list_work(struct exchange *x, struct work_place *place)
{
	const struct ticket_listing *l = x->call;
	struct store_ticket *rows;
	struct json_out o;
	size_t n;

	if (store_tickets(place->reader, l->shop->name, l->status, l->before, (size_t)l->limit,
		x->arena, &rows, &n) < 0) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
		return;
	}
	json_out_init(&o, &x->out);
	json_open(&o, '{');
	json_key_open(&o, "tickets", '[');
	for (size_t i = 0; i < n; i++)
		write_ticket(&o, &rows[i]);
	json_close(&o, ']');
	if (n > 0 && n == (size_t)l->limit)
		json_key_int(&o, "before", rows[n - 1].id);
	else
		json_key_null(&o, "before");
	json_close(&o, '}');
	exchange_answer(x, 200);
}

enum exchange_next api_tickets(struct exchange *x)
{
	struct ticket_listing *l = ARENA_NEW(x->arena, struct ticket_listing);

	if (listing_read(x, l) < 0)
		return EXCHANGE_ANSWERED;
	x->call = l;
	return exchange_work(x, x->http->reader, list_work, NULL);
}

static enum exchange_next no_ticket(struct exchange *x)
{
	return exchange_fail(
	    x, PROBLEM_NOT_FOUND, "there is no ticket \"%.*s\"", STR_ARG(x->param));
}

static void get_work(struct exchange *x, struct work_place *place)
{
	const struct shop *shop = x->call;
	struct store_ticket t;
	struct json_out o;
	int found = store_find_ticket(place->reader, shop->name, x->param, x->arena, &t);

	if (found < 0) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
		return;
	}
	if (!found) {
		no_ticket(x);
		return;
	}
	json_out_init(&o, &x->out);
	write_ticket(&o, &t);
	exchange_answer(x, 200);
}

enum exchange_next api_ticket_get(struct exchange *x)
{
	const struct shop *shop = query_shop(x);

	if (!shop)
		return EXCHANGE_ANSWERED;
	x->call = (void *)shop;
	return exchange_work(x, x->http->reader, get_work, NULL);
}

/* ---- news ---- */

static struct webhook_headers headers_of(const struct exchange *x)
{
	return (struct webhook_headers){
	    x->webhook_id, x->webhook_timestamp, x->webhook_signature};
}

/* NULL: it comes from the ticket system. */
static const char *doubt_of(struct exchange *x, const struct shop *shop)
{
	const struct webhook_headers headers = headers_of(x);

	if (!shop->ticket_secret.n)
		return http_doubt(x);
	switch (webhook_verify(shop->ticket_secret, shop->ticket_secret_old, &headers, x->body,
	    clock_now_ms() / 1000)) {
	case WEBHOOK_GENUINE:
		return NULL;
	case WEBHOOK_UNSIGNED:
		return "this needs the headers webhook-id, webhook-timestamp and webhook-signature "
		       "of Standard Webhooks, signed with the ticket.secret";
	case WEBHOOK_STALE:
		return "webhook-timestamp lies more than five minutes off";
	case WEBHOOK_FORGED:
		break;
	}
	return "webhook-signature was not made with the ticket.secret";
}

static enum exchange_next news_done(struct exchange *x)
{
	const struct job *job = x->call;
	struct json_out o;

	switch (job->result) {
	case JOB_OK:
	case JOB_DUPLICATE:
		break;
	case JOB_NOT_FOUND:
		return no_ticket(x);
	case JOB_CONFLICT:
		return exchange_fail(x, PROBLEM_CONFLICT,
		    "this was signed for another ticket's news; sign each anew");
	case JOB_UNAVAILABLE:
		return exchange_fail(x, PROBLEM_UNAVAILABLE,
		    "it could not be stored; nothing was done, send it again");
	}
	json_out_init(&o, &x->out);
	write_ticket(&o, &job->news);
	return exchange_answer(x, 200);
}

enum exchange_next api_ticket_news(struct exchange *x)
{
	const struct shop *shop = query_shop(x);
	const struct webhook_headers headers = headers_of(x);
	struct job *job = ARENA_NEW(x->arena, struct job);
	struct ticket_request r;
	struct problem p;
	const char *doubt;

	if (!shop && !http_doubt(x))
		return EXCHANGE_ANSWERED; /* that the shop is unknown */
	doubt = shop ? doubt_of(x, shop) : http_doubt(x);
	if (doubt)
		return exchange_fail(x, PROBLEM_UNAUTHORISED, "%s", doubt);
	if (decode_ticket_news(x->body, x->arena, &r, &p) < 0)
		return http_refuse(x, &p);
	job->kind = JOB_TICKET_NEWS;
	job->shop = shop;
	job->key.shop = shop->name;
	job->text = r.text;
	job->news = (struct store_ticket){.number = x->param, .status = (int)r.status};
	job->news_at = r.at;
	job->request_id = x->webhook_id.n ? arena_str(x->arena, x->webhook_id) : r.id;
	if (shop->ticket_secret.n)
		job->signed_words = webhook_signed_words(&headers, x->body, x->arena);
	return http_submit(x, job, news_done);
}
