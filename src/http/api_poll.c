/* api_poll.c - GET /v1/conversations/{id}/messages?after=ID&wait=30: what was said since, or as
 * soon as it is said.
 *
 * The reader's thread looks; when there is nothing the exchange waits among the polls and is read
 * again when the desk has said something.  Without `after` the newest messages come at once. */
#include <stddef.h>
#include <stdio.h>

#include "http/target.h"
#include "http/write.h"

enum { MESSAGES_DEFAULT = 100, MESSAGES_MAX = 200 };

struct poll_call {
	struct poll poll; /* first: each is the other's address */
	struct exchange *x;
	struct target target;
	bool found; /* read before */
	int64_t after, wait_s, limit;
};

static void write_messages(
    struct exchange *x, const struct poll_call *call, const struct store_message *rows, size_t n)
{
	struct json_out o;

	json_out_init(&o, &x->out);
	json_open(&o, '{');
	json_key_str(&o, "conversation", call->target.row.key.name);
	json_key_str(&o, "channel", call->target.row.key.channel);
	json_key_str(&o, "mode", str_of(mode_name((enum mode)call->target.row.mode)));
	json_key_open(&o, "messages", '[');
	for (size_t i = 0; i < n; i++)
		write_message(&o, &rows[i]);
	json_close(&o, ']');
	write_message_id(&o, "last", n > 0 ? rows[n - 1].no : call->after);
	json_close(&o, '}');
	exchange_answer(x, 200);
}

/* Leaves the exchange without an answer when there is nothing and it may wait. */
static void poll_work(struct exchange *x, struct work_place *place)
{
	struct poll_call *call = x->call;
	struct store_message *rows = NULL;
	bool first = !call->found;
	size_t n = 0;

	if (first)
		call->poll.since = polls_mark(x->http->polls);
	if (target_find(x, &call->target, place->reader) < 0)
		return;
	call->found = true;
	if (first) /* later on the loop looks at it too */
		call->poll.conversation = call->target.row.id;
	if (call->target.row.last_message > call->after &&
	    store_messages(place->reader, &call->target.row, call->after, (size_t)call->limit,
		x->arena, &rows, &n) < 0) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
		return;
	}
	if (n > 0 || call->wait_s == 0)
		write_messages(x, call, rows, n);
}

static enum exchange_next poll_finish(struct exchange *x, struct poll_call *call)
{
	server_unwatch(x);
	polls_remove(x->http->polls, &call->poll);
	if (x->status == 0)
		write_messages(x, call, NULL, 0);
	return EXCHANGE_ANSWERED;
}

/* Back from the reader. */
static enum exchange_next poll_read(struct exchange *x)
{
	struct poll_call *call = x->call;
	struct polls *polls = x->http->polls;

	if (x->status != 0 || call->poll.over || server_stopping(x->server))
		return poll_finish(x, call);
	if (!call->poll.listed) {
		if (!server_watch(x))
			return poll_finish(x, call);
		polls_add(polls, &call->poll);
	}
	if (polls_again(polls, &call->poll))
		return exchange_work(x, x->http->reader, poll_work, poll_read);
	return EXCHANGE_LATER;
}

/* It waited: read once more, or its time is over. */
void api_poll_wake(struct poll *poll)
{
	struct poll_call *call = (struct poll_call *)poll;

	if (poll->over)
		exchange_back(call->x);
	else
		exchange_work(call->x, call->x->http->reader, poll_work, poll_read);
}

/* "m12", as replies are called; "12" and "0" are understood too. */
static int after_parse(struct str text, int64_t *out)
{
	if (text.n > 0 && text.p[0] == 'm')
		text = str_make(text.p + 1, text.n - 1);
	return str_to_int64(text, out) && *out >= 0 ? 0 : -1;
}

enum exchange_next api_messages(struct exchange *x)
{
	struct poll_call *call = ARENA_NEW(x->arena, struct poll_call);
	struct str after;

	call->x = x;
	call->limit = MESSAGES_DEFAULT;
	if (target_read(x, &call->target) < 0 || http_query(x, "after", &after) < 0 ||
	    http_query_int(x, "wait", 0, INT32_MAX, &call->wait_s) < 0 ||
	    http_query_int(x, "limit", 1, MESSAGES_MAX, &call->limit) < 0)
		return EXCHANGE_ANSWERED;
	if (after.n > 0 && after_parse(after, &call->after) < 0)
		return exchange_fail(
		    x, PROBLEM_BAD_TARGET, "after must be the id of a message, like m12");
	if (call->wait_s > (int64_t)x->http->options.limits.wait_max_s)
		call->wait_s = x->http->options.limits.wait_max_s;
	call->poll.deadline_ms = server_now_ms(x->server) + 1000 * call->wait_s;
	x->call = call;
	return exchange_work(x, x->http->reader, poll_work, poll_read);
}
