/* api_miss.c - what customers asked in vain, in groups, and what is decided of them.
 *
 * On the searcher's thread: of a million messages it takes seconds, which lists must not wait for. */
#include "base/clock.h"
#include "book/slot.h"
#include "desk/report_query.h"
#include "http/decode.h"
#include "http/http_internal.h"
#include "http/write.h"
#include "trainer/misses_show.h"
#include "trainer/why.h"

enum { LIMIT = 20, LIMIT_MOST = 200, ALL = -1, MOST = 50000 };

struct misses_call {
	struct shelf books; /* as they are in force */
	struct misses_options options;
	struct misses_print print;
};

/* ---- the list ---- */

static void list_work(struct exchange *x, struct work_place *place)
{
	struct misses_call *call = x->call;
	struct misses *m = misses_read(place->reader, &call->options, place->scratch);
	struct json_out o;

	if (!m) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
	} else {
		json_out_init(&o, &x->out);
		misses_json(m, &call->print, &o);
		exchange_answer(x, 200);
	}
	misses_free(&m);
	shelf_release(&call->books);
}

static int read_state(struct exchange *x, int *out)
{
	struct str text;

	*out = MISS_NEW;
	if (http_query(x, "state", &text) < 0)
		return -1;
	if (!text.n)
		return 0;
	*out = ALL;
	if (str_is(text, "all"))
		return 0;
	for (int s = 0; s < STORE_MISS_STATES; s++)
		if (str_is(text, store_miss_state_name((enum store_miss_state)s)))
			*out = s;
	if (*out != ALL)
		return 0;
	exchange_fail(x, PROBLEM_BAD_TARGET, "state must be new, done, ignored or all");
	return -1;
}

static int read_mask(struct exchange *x, bool *out)
{
	struct str text;

	if (http_query(x, "mask", &text) < 0)
		return -1;
	*out = !str_is(text, "no");
	if (!text.n || str_is(text, "yes") || str_is(text, "no"))
		return 0;
	exchange_fail(x, PROBLEM_BAD_TARGET, "mask must be yes or no");
	return -1;
}

/* Without a period all of it. */
static int read_period(struct exchange *x, struct misses_call *call)
{
	struct report_query q = {.zone = call->print.zone};
	struct report_words w = {0};
	struct report_fault fault;

	call->options.from = INT64_MIN;
	call->options.to = INT64_MAX;
	if (http_query(x, "from", &w.from) < 0 || http_query(x, "to", &w.to) < 0 ||
	    http_query(x, "last", &w.last) < 0)
		return -1;
	if (!w.from.n && !w.to.n && !w.last.n)
		return 0;
	if (report_query_read(&q, &w, clock_now_ms() + 1, &fault) != 0) {
		exchange_fail(x, PROBLEM_BAD_TARGET, "%s %s", fault.option, fault.what);
		return -1;
	}
	if (w.from.n || w.last.n)
		call->options.from = q.from;
	call->options.to = q.to;
	return 0;
}

static int read_query(struct exchange *x, struct misses_call *call)
{
	int64_t limit = LIMIT;

	if (read_state(x, &call->print.state) < 0 || read_mask(x, &call->print.mask) < 0 ||
	    http_query_int(x, "limit", 1, LIMIT_MOST, &limit) < 0 ||
	    http_query(x, "channel", &call->options.channel) < 0)
		return -1;
	call->print.limit = (size_t)limit;
	return read_period(x, call);
}

enum exchange_next api_misses(struct exchange *x)
{
	struct misses_call *call = ARENA_NEW(x->arena, struct misses_call);
	const struct shop *shop;
	struct str name;

	if (http_query_names(x, "state, limit, from, to, last, channel, shop, mask") < 0 ||
	    http_query(x, "shop", &name) < 0)
		return EXCHANGE_ANSWERED;
	shop = http_shop(x, name);
	if (!shop)
		return EXCHANGE_ANSWERED;
	book_slot_acquire_all(shop->book, &call->books);
	call->options.books = &call->books;
	call->options.shop = shop->name;
	call->options.most = MOST;
	call->print.zone = call->books.books[0]->settings.zone;
	if (read_query(x, call) < 0) {
		shelf_release(&call->books);
		return EXCHANGE_ANSWERED;
	}
	x->call = call;
	return exchange_work(x, x->http->searcher, list_work, NULL);
}

/* ---- what is decided ---- */

static enum exchange_next decided(struct exchange *x)
{
	const struct job *job = x->call;
	struct json_out o;

	if (job->result == JOB_NOT_FOUND)
		return exchange_fail(x, PROBLEM_NOT_FOUND,
		    "there is no message \"%.*s\" of a customer's in this shop", STR_ARG(x->param));
	if (job->result != JOB_OK)
		return exchange_fail(x, PROBLEM_UNAVAILABLE,
		    "it could not be stored; nothing was done, send it again");
	json_out_init(&o, &x->out);
	json_open(&o, '{');
	write_message_id(&o, "id", job->miss.messages[0]);
	json_key_str(&o, "shop", job->key.shop);
	json_key_str(&o, "state", str_of(store_miss_state_name(job->miss.state)));
	write_text(&o, "intent", job->miss.intent);
	write_text(&o, "who", job->miss.who);
	json_close(&o, '}');
	return exchange_answer(x, 200);
}

static struct store_miss miss_of(struct exchange *x, int64_t number, const struct miss_request *r)
{
	int64_t *messages = ARENA_ARRAY(x->arena, int64_t, r->also_n + 1);

	messages[0] = number;
	for (size_t i = 0; i < r->also_n; i++)
		messages[i + 1] = r->also[i];
	return (struct store_miss){.upto = r->seen,
	    .state = r->state,
	    .intent = r->intent,
	    .who = r->who,
	    .messages = messages,
	    .messages_n = r->also_n + 1};
}

enum exchange_next api_miss_decide(struct exchange *x)
{
	struct job *job = ARENA_NEW(x->arena, struct job);
	struct miss_request r;
	const struct shop *shop;
	struct problem p;
	int64_t number;

	if (!message_number(x->param, &number))
		return exchange_fail(x, PROBLEM_BAD_TARGET,
		    "the id of a message is like m12, not \"%.*s\"", STR_ARG(x->param));
	if (decode_miss(x->body, x->arena, &r, &p) < 0)
		return http_refuse(x, &p);
	shop = http_shop(x, r.shop);
	if (!shop)
		return EXCHANGE_ANSWERED;
	job->kind = JOB_MISS;
	job->shop = shop;
	job->key.shop = shop->name;
	job->miss = miss_of(x, number, &r);
	return http_submit(x, job, decided);
}
