/* api_customer.c - a customer is forgotten: his words go from the store.
 *
 * The reader's thread finds his conversations, which walks all messages; then it is the desk's. */
#include "base/json.h"
#include "http/http_internal.h"
#include "store/store.h"

struct forget_call {
	struct str shop; /* empty: every shop */
	int64_t *ids;
	size_t n;
	struct job job;
};

static void find_work(struct exchange *x, struct work_place *place)
{
	struct forget_call *call = x->call;

	if (store_of_customer(
		place->reader, call->shop, x->param, x->arena, &call->ids, &call->n) < 0)
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
	else if (call->n == 0)
		exchange_fail(x, PROBLEM_NOT_FOUND, "nothing is stored of a customer \"%.*s\"",
		    STR_ARG(x->param));
}

static enum exchange_next forget_done(struct exchange *x)
{
	const struct job *job = x->call;
	struct json_out o;

	if (job->result != JOB_OK)
		return exchange_fail(x, PROBLEM_UNAVAILABLE,
		    "not everything could be removed; send it again");
	json_out_init(&o, &x->out);
	json_open(&o, '{');
	json_key_str(&o, "customer", x->param);
	json_key_int(&o, "conversations", (int64_t)job->forget_n);
	json_key_int(&o, "messages", (int64_t)job->blanked);
	json_close(&o, '}');
	return exchange_answer(x, 200);
}

static enum exchange_next found(struct exchange *x)
{
	struct forget_call *call = x->call;

	if (x->status != 0)
		return EXCHANGE_ANSWERED;
	call->job.kind = JOB_FORGET;
	call->job.forget = call->ids;
	call->job.forget_n = call->n;
	return http_submit(x, &call->job, forget_done);
}

enum exchange_next api_customer_forget(struct exchange *x)
{
	struct forget_call *call = ARENA_NEW(x->arena, struct forget_call);
	const struct shop *shop;

	if (http_query(x, "shop", &call->shop) < 0)
		return EXCHANGE_ANSWERED;
	if (call->shop.n) {
		shop = http_shop(x, call->shop);
		if (!shop)
			return EXCHANGE_ANSWERED;
		call->shop = shop->name;
	}
	x->call = call;
	return exchange_work(x, x->http->reader, find_work, found);
}
