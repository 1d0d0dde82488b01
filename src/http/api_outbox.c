/* api_outbox.c - what must still leave the house: listed, tried again, dropped. */
#include "base/json.h"
#include "desk/letter.h"
#include "desk/webhook.h"
#include "http/http_internal.h"

enum { LIMIT_USUAL = 100, LIMIT_MAX = 1000 };

struct outbox_call {
	int state;                    /* -1: any */
	int64_t after, limit;
};

static int read_state(struct exchange *x, struct outbox_call *call)
{
	struct str state;

	if (http_query(x, "state", &state) < 0)
		return -1;
	call->state = str_is(state, "waiting") ? OUTBOX_WAITING : str_is(state, "dead") ? OUTBOX_DEAD : -1;
	if (state.n == 0 || call->state >= 0)
		return 0;
	exchange_fail(x, PROBLEM_BAD_TARGET, "state is waiting or dead");
	return -1;
}

static int read_after(struct exchange *x, struct outbox_call *call)
{
	struct str after;

	if (http_query(x, "after", &after) < 0)
		return -1;
	if (after.n == 0 || letter_id(after, &call->after))
		return 0;
	exchange_fail(x, PROBLEM_BAD_TARGET, "after is the id of a row, such as msg_17");
	return -1;
}

static void list_work(struct exchange *x, struct work_place *place)
{
	const struct outbox_call *call = x->call;
	struct store_outbox *rows;
	char id[WEBHOOK_ID];
	struct json_out o;
	size_t n;

	if (store_outbox(place->reader, call->state, call->after, (size_t)call->limit, x->arena, &rows, &n) < 0) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
		return;
	}
	json_out_init(&o, &x->out);
	json_open(&o, '{');
	json_key_open(&o, "outbox", '[');
	for (size_t i = 0; i < n; i++)
		letter_write(&o, &rows[i]);
	json_close(&o, ']');
	if (n == (size_t)call->limit)
		json_key_str(&o, "next", str_make(id, webhook_id(rows[n - 1].id, id)));
	else
		json_key_null(&o, "next");
	json_close(&o, '}');
	exchange_answer(x, 200);
}

enum exchange_next api_outbox(struct exchange *x)
{
	struct outbox_call *call = ARENA_NEW(x->arena, struct outbox_call);

	call->limit = LIMIT_USUAL;
	if (read_state(x, call) < 0 || read_after(x, call) < 0
	    || http_query_int(x, "limit", 1, LIMIT_MAX, &call->limit) < 0)
		return EXCHANGE_ANSWERED;
	x->call = call;
	return exchange_work(x, x->http->reader, list_work, NULL);
}

static enum exchange_next changed(struct exchange *x)
{
	const struct job *job = x->call;
	char id[WEBHOOK_ID];
	struct json_out o;

	if (job->result == JOB_NOT_FOUND)
		return exchange_fail(x, PROBLEM_NOT_FOUND, "the outbox has no row \"%.*s\"", STR_ARG(x->param));
	if (job->result != JOB_OK)
		return exchange_fail(x, PROBLEM_UNAVAILABLE, "it could not be stored; nothing was done, send it again");
	json_out_init(&o, &x->out);
	json_open(&o, '{');
	json_key_str(&o, "id", str_make(id, webhook_id(job->outbox, id)));
	json_key_str(&o, "state", job->kind == JOB_REVIVE ? STR("waiting") : STR("dropped"));
	json_close(&o, '}');
	return exchange_answer(x, 200);
}

static enum exchange_next change(struct exchange *x, enum job_kind kind)
{
	struct job *job = ARENA_NEW(x->arena, struct job);

	if (!letter_id(x->param, &job->outbox))
		return exchange_fail(x, PROBLEM_NOT_FOUND, "the outbox has no row \"%.*s\"", STR_ARG(x->param));
	job->kind = kind;
	return http_submit(x, job, changed);
}

enum exchange_next api_outbox_retry(struct exchange *x)
{
	return change(x, JOB_REVIVE);
}

enum exchange_next api_outbox_drop(struct exchange *x)
{
	return change(x, JOB_DROP);
}
