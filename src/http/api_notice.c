/* api_notice.c - the switch for `outage`: notices a human sets, read and removed again. */
#include "base/json.h"
#include "book/shelf.h"
#include "book/slot.h"
#include "http/decode.h"
#include "http/http_internal.h"
#include "http/write.h"
#include "store/store.h"

struct notice_call {
	const struct shop *shop;
	struct job job;
};

/* An id of an intent, or the beginning of some with a star: "payment.*". */
static bool book_has(const struct book *book, struct str id)
{
	if (id.n == 0 || id.p[id.n - 1] != '*')
		return book_intent(book, id) != NULL;
	id.n--;
	for (size_t i = 0; i < book->intents_n; i++)
		if (str_starts(book->intents[i].id, id))
			return true;
	return false;
}

/* The books of a shop have the same ids; one may have more. */
static bool intent_exists(const struct shelf *shelf, struct str id)
{
	for (size_t i = 0; i < shelf->n; i++)
		if (book_has(shelf->books[i], id))
			return true;
	return false;
}

static int intents_check(
    struct exchange *x, const struct shop *shop, const struct notice_request *r)
{
	struct problem p = {.kind = PROBLEM_NONE};
	struct shelf shelf;

	book_slot_acquire_all(shop->book, &shelf);

	for (size_t i = 0; i < r->intents_n && p.kind == PROBLEM_NONE; i++)
		if (!intent_exists(&shelf, r->intents[i]))
			problem_invalid(&p, x->arena, "intents", "the book has no intent \"%.*s\"",
			    STR_ARG(r->intents[i]));
	shelf_release(&shelf);
	if (p.kind == PROBLEM_NONE)
		return 0;
	exchange_problem(x, &p);
	return -1;
}

static void write_notice(struct json_out *o, const struct store_notice *n)
{
	struct json *body = json_parse(n->body, NULL);
	const struct json *intents = json_get(body, "intents");

	json_open(o, '{');
	json_key_str(o, "id", n->id);
	json_key_str(o, "shop", n->shop);
	json_key_str(o, "text", json_text(json_get(body, "text")));
	json_key_open(o, "intents", '[');
	for (const struct json *i = json_first(intents); i; i = json_next(i))
		json_put_str(o, json_text(i));
	json_close(o, ']');
	write_text(o, "from", json_text(json_get(body, "from")));
	write_text(o, "until", json_text(json_get(body, "until")));
	json_close(o, '}');
	json_free(&body);
}

static enum exchange_next notice_done(struct exchange *x)
{
	const struct job *job = x->call;
	struct json_out o;

	switch (job->result) {
	case JOB_OK:
	case JOB_DUPLICATE:
		break;
	case JOB_NOT_FOUND:
		return exchange_fail(
		    x, PROBLEM_NOT_FOUND, "there is no notice \"%.*s\"", STR_ARG(job->notice.id));
	case JOB_CONFLICT:
		return exchange_fail(x, PROBLEM_CONFLICT, "%.*s", STR_ARG(job->problem));
	case JOB_UNAVAILABLE:
		return exchange_fail(x, PROBLEM_UNAVAILABLE,
		    "it could not be stored; nothing was done, send it again");
	}
	if (job->notice.body.n == 0)
		return exchange_answer(x, 204);
	json_out_init(&o, &x->out);
	write_notice(&o, &job->notice);
	return exchange_answer(x, 200);
}

static enum exchange_next notice_submit(
    struct exchange *x, const struct shop *shop, struct str body)
{
	struct job *job = ARENA_NEW(x->arena, struct job);

	job->kind = JOB_NOTICE;
	job->shop = shop;
	job->key.shop = shop->name;
	job->notice = (struct store_notice){shop->name, x->param, body};
	return http_submit(x, job, notice_done);
}

enum exchange_next api_notice_put(struct exchange *x)
{
	struct notice_request r;
	const struct shop *shop;
	struct problem p;

	if (x->param.n > DECODE_NAME_MAX)
		return exchange_fail(x, PROBLEM_BAD_TARGET,
		    "the id of a notice has at most %d bytes", DECODE_NAME_MAX);
	if (decode_notice(x->body, x->arena, &r, &p) < 0)
		return http_refuse(x, &p);
	shop = http_shop(x, r.shop);
	if (!shop || intents_check(x, shop, &r) < 0)
		return EXCHANGE_ANSWERED;
	return notice_submit(x, shop, r.body);
}

static const struct shop *query_shop(struct exchange *x)
{
	struct str name;

	return http_query(x, "shop", &name) < 0 ? NULL : http_shop(x, name);
}

enum exchange_next api_notice_delete(struct exchange *x)
{
	const struct shop *shop = query_shop(x);

	return shop ? notice_submit(x, shop, STR("")) : EXCHANGE_ANSWERED;
}

/* All notices of the shop, or the one that the path names. */
static void read_work(struct exchange *x, struct work_place *place)
{
	const struct notice_call *call = x->call;
	struct store_notice *rows;
	struct json_out o;
	size_t n, written = 0;

	if (store_notices(place->reader, x->arena, &rows, &n) < 0) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
		return;
	}
	json_out_init(&o, &x->out);
	if (x->param.n == 0) {
		json_open(&o, '{');
		json_key_open(&o, "notices", '[');
	}
	for (size_t i = 0; i < n; i++) {
		if (!str_eq(rows[i].shop, call->shop->name) ||
		    (x->param.n > 0 && !str_eq(rows[i].id, x->param)))
			continue;
		write_notice(&o, &rows[i]);
		written++;
	}
	if (x->param.n == 0) {
		json_close(&o, ']');
		json_close(&o, '}');
	} else if (written == 0) {
		exchange_fail(
		    x, PROBLEM_NOT_FOUND, "there is no notice \"%.*s\"", STR_ARG(x->param));
		return;
	}
	exchange_answer(x, 200);
}

enum exchange_next api_notices(struct exchange *x)
{
	struct notice_call *call = ARENA_NEW(x->arena, struct notice_call);

	call->shop = query_shop(x);
	if (!call->shop)
		return EXCHANGE_ANSWERED;
	x->call = call;
	return exchange_work(x, x->http->reader, read_work, NULL);
}

enum exchange_next api_notice_get(struct exchange *x)
{
	return api_notices(x);
}
