/* api_outbox.c - what must still leave the house, and the dead letters: listed, tried again,
 * dropped. */
#include "base/json.h"
#include "desk/letter.h"
#include "desk/webhook.h"
#include "http/http_internal.h"
#include "store/store.h"

enum { LIST_DEFAULT = 100, LIST_MAX = 200 };

struct outbox_call {
	int state; /* enum store_outbox_state; -1: any */
	int64_t after, limit;
};

static int call_read(struct exchange *x, struct outbox_call *call)
{
	struct str state, after;

	*call = (struct outbox_call){.state = -1, .limit = LIST_DEFAULT};
	if (http_query_names(x, "state, after, limit") < 0 ||
	    http_query(x, "state", &state) < 0 || http_query(x, "after", &after) < 0 ||
	    http_query_int(x, "limit", 1, LIST_MAX, &call->limit) < 0)
		return -1;
	if (str_is(state, "dead"))
		call->state = OUTBOX_DEAD;
	else if (str_is(state, "waiting"))
		call->state = OUTBOX_WAITING;
	else if (state.n > 0)
		return exchange_fail(x, PROBLEM_BAD_TARGET, "state must be waiting or dead"), -1;
	if (after.n > 0 && !letter_id(after, &call->after))
		return exchange_fail(
			   x, PROBLEM_BAD_TARGET, "after must be the id of a letter, like msg_12"),
		       -1;
	return 0;
}

static void list_work(struct exchange *x, struct work_place *place)
{
	const struct outbox_call *call = x->call;
	struct store_outbox *rows;
	struct json_out o;
	char id[WEBHOOK_ID];
	size_t n;

	if (store_outbox(place->reader, call->state, call->after, (size_t)call->limit, x->arena,
		&rows, &n) < 0) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
		return;
	}
	json_out_init(&o, &x->out);
	json_open(&o, '{');
	json_key_open(&o, "letters", '[');
	for (size_t i = 0; i < n; i++)
		letter_write(&o, &rows[i]);
	json_close(&o, ']');
	if (n > 0 && n == (size_t)call->limit) {
		webhook_id(rows[n - 1].id, id);
		json_key_str(&o, "after", str_of(id));
	} else {
		json_key_null(&o, "after");
	}
	json_close(&o, '}');
	exchange_answer(x, 200);
}

enum exchange_next api_outbox(struct exchange *x)
{
	struct outbox_call *call = ARENA_NEW(x->arena, struct outbox_call);

	if (call_read(x, call) < 0)
		return EXCHANGE_ANSWERED;
	x->call = call;
	return exchange_work(x, x->http->reader, list_work, NULL);
}

static enum exchange_next change_done(struct exchange *x)
{
	const struct job *job = x->call;
	struct json_out o;
	char id[WEBHOOK_ID];

	switch (job->result) {
	case JOB_OK:
	case JOB_DUPLICATE:
		break;
	case JOB_NOT_FOUND:
		return exchange_fail(
		    x, PROBLEM_NOT_FOUND, "there is no letter \"%.*s\"", STR_ARG(x->param));
	case JOB_CONFLICT:
		return exchange_fail(x, PROBLEM_CONFLICT, "%.*s", STR_ARG(job->problem));
	case JOB_UNAVAILABLE:
		return exchange_fail(x, PROBLEM_UNAVAILABLE,
		    "it could not be stored; nothing was done, send it again");
	}
	webhook_id(job->outbox, id);
	json_out_init(&o, &x->out);
	json_open(&o, '{');
	json_key_str(&o, "id", str_of(id));
	json_key_str(&o, "done", job->kind == JOB_DROP ? STR("dropped") : STR("waiting"));
	json_close(&o, '}');
	return exchange_answer(x, 200);
}

static enum exchange_next change(struct exchange *x, enum job_kind kind)
{
	struct job *job = ARENA_NEW(x->arena, struct job);

	if (!letter_id(x->param, &job->outbox))
		return exchange_fail(
		    x, PROBLEM_NOT_FOUND, "there is no letter \"%.*s\"", STR_ARG(x->param));
	job->kind = kind;
	return http_submit(x, job, change_done);
}

enum exchange_next api_outbox_retry(struct exchange *x)
{
	return change(x, JOB_REVIVE);
}

enum exchange_next api_outbox_drop(struct exchange *x)
{
	return change(x, JOB_DROP);
}
