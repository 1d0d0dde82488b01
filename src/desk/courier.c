/* courier.c - the courier's thread: reads what waits, sends what is due, tells the desk what came
 * of it.
 *
 * A row travels: store -> lane (courier_queue.h) -> flight -> net -> job of the desk -> settled. It
 * stays first in its line until the desk has recorded the outcome, so nothing overtakes it and
 * nothing is sent twice by one process.  When the desk's queue is full or the store cannot write,
 * the outcome is kept here and handed over again. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "desk/courier_internal.h"
#include "desk/metrics.h"
#include "desk/webhook.h"
#include "store/store.h"

enum {
	REST_MS = 30000,              /* looks into the store at least so often */
	SET_BACK_MS = 1000,           /* a smaller step of the clock does no harm */
	TROUBLE_MS = 1000,            /* before the store or the desk is asked again */
	REPEAT_MS = 60000,            /* a target in trouble is named in the log so often */
	FAILING = 8                   /* failures in a row, and a host gets one request at a time */
};

int64_t courier_now(const struct courier *c)
{
	return c->options.now ? c->options.now(c->options.now_ctx) : clock_now_ms();
}

static void read_page(struct courier *c, int64_t now)
{
	int result = lanes_read(&c->lanes, c->reader, now, c->options.retry_max_ms);

	c->more = result != 0;
	if (result < 0) {
		log_warn("courier: the outbox cannot be read now");
		c->read_at = now + TROUBLE_MS;
	}
}

/* Outcomes */

static void handed_back(struct job *job)
{
	struct flight *f = job->ctx;
	struct courier *c = f->courier;

	pthread_mutex_lock(&c->lock);
	f->next = c->settled;
	c->settled = f;
	net_wake(c->net); /* under the lock: whoever sees that all are settled may end the courier */
	pthread_mutex_unlock(&c->lock);
}

void courier_keep_outcome(struct flight *f, int64_t again_at)
{
	f->again_at = again_at;
	f->next = f->courier->outcomes;
	f->courier->outcomes = f;
}

static void hand_over(struct courier *c, int64_t now)
{
	struct flight *f = c->outcomes, *next;

	c->outcomes = NULL;
	for (; f; f = next) {
		next = f->next;
		if (f->again_at > now || !desk_submit(c->options.desk, &f->job))
			courier_keep_outcome(f, f->again_at > now ? f->again_at : now + TROUBLE_MS);
	}
}

static void settle(struct courier *c, struct flight *f, int64_t now)
{
	int64_t latest = now + c->options.retry_max_ms; /* the clock may have been set back */
	struct arena *arena = f->arena;

	if (f->job.result == JOB_UNAVAILABLE) {
		courier_keep_outcome(f, now + TROUBLE_MS);
		return;
	}
	if (f->job.kind == JOB_RETRY && f->job.result == JOB_OK)
		queue_again(f->lane->queue, f->line, f->job.next_at < latest ? f->job.next_at : latest);
	else
		queue_done(f->lane->queue, f->line);
	c->more |= lane_hungry(f->lane);
	c->flights--;
	c->deliveries -= !courier_is_lookup(f->lane);
	arena_free(&arena);
}

static void decide(struct flight *f, enum job_kind kind, const char *error)
{
	struct courier *c = f->courier;
	bool delivered = kind == JOB_DELIVERED;

	f->job.kind = kind;
	f->job.error = arena_str(f->arena, str_of(error));
	metrics_add(
	    c->options.metrics, delivered ? METRIC_DELIVERIES : METRIC_DELIVERY_FAILURES, 1);
	if (kind == JOB_DEAD) {
		metrics_add(c->options.metrics, METRIC_DEAD_LETTERS, 1);
		log_error(
		    "courier: a dead letter: %s outbox=%lld shop=%.*s target=%.*s attempts=%u",
		    error, (long long)f->row.id, STR_ARG(f->row.shop), STR_ARG(f->row.target),
		    f->job.attempts);
	}
	courier_keep_outcome(f, 0);
}

static void name_trouble(struct flight *f, const char *error, int64_t delay, int64_t now)
{
	struct lane *l = f->lane;

	l->failures++;
	if (l->named_at && now - l->named_at < REPEAT_MS)
		return;
	log_warn("courier: not delivered: %s outbox=%lld shop=%.*s target=%.*s attempt=%u "
		 "again_in_ms=%lld failures=%u",
	    error, (long long)f->row.id, STR_ARG(f->row.shop), STR_ARG(f->row.target),
	    f->job.attempts, (long long)delay, l->failures);
	l->named_at = now;
	l->failures = 0;
}

static void failed(struct flight *f, const struct net_answer *a)
{
	const struct courier_options *o = &f->courier->options;
	enum webhook_verdict verdict = webhook_judge(a->status);
	char text[NET_ERROR];
	int64_t now = courier_now(f->courier), delay;

	if (!a->status)
		snprintf(text, sizeof text, "%s", a->error[0] ? a->error : "no answer");
	else
		snprintf(text, sizeof text, "answered %d%s", a->status,
		    a->status / 100 == 3 ? " (redirects are not followed)" : "");
	if (verdict == WEBHOOK_GONE || f->job.attempts >= o->attempts_max) {
		decide(f, JOB_DEAD, text);
		return;
	}
	delay = webhook_delay(f->job.attempts, o->retry_first_ms, o->retry_max_ms,
	    crypto_random_u64(), a->retry_after_ms);
	f->job.next_at = now + delay;
	name_trouble(f, text, delay, now);
	decide(f, JOB_RETRY, text);
}

static void landed(const struct net_answer *a)
{
	struct flight *f = a->ctx;
	char number[WEBHOOK_NUMBER + 1], message[WEBHOOK_MESSAGE + 1];

	if (courier_is_lookup(f->lane)) {
		lookup_landed(f, a);
		return;
	}
	f->lane->host->flying--;
	if (webhook_judge(a->status) != WEBHOOK_TAKEN) {
		f->lane->host->failing++;
		failed(f, a);
		return;
	}
	f->lane->host->failing = 0;
	if (str_is(f->row.target, "ticket")
	    && webhook_number(a->body, f->lane->target.number_pointer, number))
		f->job.answer = arena_str(f->arena, str_of(number));
	if (str_starts(f->row.target, STR("channel:")) && webhook_message(a->body, message))
		f->job.answer = arena_str(f->arena, str_of(message));
	log_info(
	    "courier: delivered outbox=%lld shop=%.*s target=%.*s attempt=%u status=%d ms=%lld",
	    (long long)f->row.id, STR_ARG(f->row.shop), STR_ARG(f->row.target), f->job.attempts,
	    a->status, (long long)a->took_ms);
	f->lane->named_at = 0;
	decide(f, JOB_DELIVERED, "");
}

/* Sending */

static int sign_and_send(struct flight *f)
{
	const struct courier_target *t = &f->lane->target;
	struct net_request r = {.url = f->lane->url, .body = f->row.body};
	char id[WEBHOOK_ID];
	struct buf signature;
	struct str name;
	int result;

	buf_init(&signature, 1024);
	buf_addz(&signature, "");
	r.timestamp = courier_now(f->courier) / 1000;
	name = str_make(id, webhook_id(f->row.id, id));
	if (t->secret.n)
		webhook_sign(t->secret, name, r.timestamp, r.body, &signature);
	if (t->secret_old.n) {
		buf_addc(&signature, ' ');
		webhook_sign(t->secret_old, name, r.timestamp, r.body, &signature);
	}
	r.id = id;
	r.signature = signature.p ? signature.p : "";
	result = net_send(f->courier->net, &r, f);
	buf_free(&signature);
	return result;
}

static void launch(struct flight *f)
{
	if (courier_is_lookup(f->lane)) {
		lookup_launch(f);
		return;
	}
	if (!f->lane->target.url.n && str_is(f->row.type, "lookup")) {
		f->job.kind = JOB_LOOKED_UP;
		f->job.error = STR("it is not configured any more");
		courier_keep_outcome(f, 0);
		return;
	}
	if (!f->lane->target.url.n) {
		f->job.attempts = f->row.attempts;
		decide(f, JOB_DEAD, "no URL is configured for it");
		return;
	}
	f->lane->host->flying++;
	if (sign_and_send(f)) {
		f->lane->host->flying--;
		failed(f, &(struct net_answer){.error = "the request could not be made"});
	}
}

/* The row as it stands in the store now: 1; 0: it is gone; -1: not to be read. */
static int fetch(struct courier *c, struct flight *f, int64_t id)
{
	struct store_outbox *rows;
	size_t n;

	if (store_outbox(c->reader, OUTBOX_WAITING, id - 1, 1, f->arena, &rows, &n))
		return -1;
	if (!n || rows[0].id != id)
		return 0;
	f->row = rows[0];
	return 1;
}

static void dispatch(struct courier *c, struct lane *l, int64_t id, unsigned line, int64_t now)
{
	struct arena *arena = arena_new(4096);
	struct flight *f = ARENA_NEW(arena, struct flight);
	int there;

	*f = (struct flight){.courier = c, .lane = l, .line = line, .arena = arena};
	there = fetch(c, f, id);
	if (there <= 0) {
		if (there)
			queue_again(l->queue, line, now + TROUBLE_MS);
		else
			queue_done(l->queue, line); /* dropped by somebody */
		arena_free(&arena);
		return;
	}
	f->job = (struct job){.arena = arena, .outbox = id, .done = handed_back, .ctx = f};
	f->job.attempts = f->row.attempts + 1;
	c->flights++;
	c->deliveries += !courier_is_lookup(l);
	launch(f);
}

static bool lane_may_go(const struct courier *c, const struct lane *l, int64_t now)
{
	if (courier_is_lookup(l))
		return lookup_may_go(l, now);
	unsigned all = c->options.in_flight_max;
	unsigned host = all < 4 || l->host->failing >= FAILING ? 1 : all / 4;

	return c->deliveries < all && l->host->flying < host;
}

/* Lanes take turns, so that none starves. */
static void send_due(struct courier *c, int64_t now)
{
	bool moved = true;

	while (moved) {
		moved = false;
		for (size_t i = 0; i < c->lanes.n; i++) {
			struct lane *l = &c->lanes.list[(c->turn + i) % c->lanes.n];
			unsigned line;
			int64_t id;

			if (!lane_may_go(c, l, now) || !queue_take(l->queue, now, &id, &line))
				continue;
			dispatch(c, l, id, line, now);
			moved = true;
		}
		c->turn++;
	}
}

/* The thread */

static int64_t rest(const struct courier *c, int64_t now, bool stopping)
{
	int64_t until = now + REST_MS;

	for (const struct flight *f = c->outcomes; f; f = f->next)
		if (f->again_at < until)
			until = f->again_at;
	if (c->more && !stopping && c->read_at < until)
		until = c->read_at;
	for (size_t i = 0; i < c->lanes.n && !stopping; i++) {
		const struct lane *l = &c->lanes.list[i];

		int64_t due = lane_may_go(c, l, now) ? queue_due(l->queue)
			      : courier_is_lookup(l) ? lookup_due(l)
						     : INT64_MAX;

		until = due < until ? due : until;
	}
	return until > now ? until - now : 0;
}

/* Takes what other threads have left; true: to stop. */
static bool look_around(struct courier *c, struct flight **settled)
{
	bool stopping;

	pthread_mutex_lock(&c->lock);
	*settled = c->settled;
	c->settled = NULL;
	if (c->revived)
		lanes_forget(&c->lanes);
	c->more |= c->woken || c->revived;
	c->woken = c->revived = false;
	stopping = c->stopping;
	pthread_mutex_unlock(&c->lock);
	return stopping;
}

/* Stopping, the desk has been unable to record for long, and nothing is on its way any more. */
static bool hopeless(struct courier *c, int64_t now)
{
	struct flight *f, *next;
	size_t n = 0;

	if (!c->give_up_at)
		c->give_up_at = now + c->options.timeout_ms + 5 * TROUBLE_MS;
	for (f = c->outcomes; f; f = f->next)
		n++;
	if (now < c->give_up_at || n < c->flights - c->asking)
		return false;
	log_error(
	    "courier: what came of %zu deliveries could not be recorded; they will be sent again",
	    n);
	for (f = c->outcomes; f; f = next) {
		struct arena *arena = f->arena;

		next = f->next;
		arena_free(&arena);
	}
	c->outcomes = NULL;
	return true;
}

/* The clock on the wall was set back: whatever was to come at a moment of the old time would stand
 * still for as long.  So the rows are read anew, and the rest is looked at now. */
static void set_back(struct courier *c, int64_t by)
{
	log_warn("courier: the clock was set back by_ms=%lld", (long long)by);
	lanes_forget(&c->lanes);
	for (size_t i = 0; i < c->lanes.n; i++)
		c->lanes.list[i].named_at = 0;
	for (struct flight *f = c->outcomes; f; f = f->next)
		f->again_at = 0;
	c->read_at = c->look_at = 0;
	if (c->give_up_at)
		c->give_up_at -= by;
}

static bool turn(struct courier *c)
{
	int64_t now = courier_now(c);
	struct flight *settled, *next;
	struct net_answer answer;
	bool stopping = look_around(c, &settled);

	if (now < c->now - SET_BACK_MS)
		set_back(c, c->now - now);
	c->now = now;
	if (c->look_at <= now) {
		c->look_at = now + REST_MS;
		c->more = true;
	}
	for (; settled; settled = next) {
		next = settled->next;
		settle(c, settled, now);
	}
	if (!stopping && c->more && c->read_at <= now)
		read_page(c, now);
	if (!stopping)
		send_due(c, now);
	while (net_take(c->net, &answer))
		landed(&answer);
	hand_over(c, now);
	/* look-ups are asked again by the next process, if they are not too old by then */
	if (stopping && (c->flights == c->asking || hopeless(c, now)))
		return false;
	net_run(c->net, rest(c, now, stopping));
	return true;
}

static void *run(void *ctx)
{
	struct courier *c = ctx;

	while (turn(c))
		;
	return NULL;
}

static void courier_free(struct courier **c)
{
	struct arena *arena = (*c)->arena;

	for (struct flight *f; (*c)->net && (f = net_drop((*c)->net));)
		arena_free(&(struct arena *){f->arena});
	lanes_free(&(*c)->lanes);
	net_free(&(*c)->net);
	store_reader_close(&(*c)->reader);
	pthread_mutex_destroy(&(*c)->lock);
	arena_free(&arena);
	*c = NULL;
}

struct courier *courier_start(const struct courier_options *options)
{
	struct arena *arena = arena_new(0);
	struct courier *c = ARENA_NEW(arena, struct courier);
	char error[STORE_ERROR_MAX] = "libcurl cannot be set up";

	c->arena = arena;
	c->options = *options;
	c->more = true;
	pthread_mutex_init(&c->lock, NULL);
	lanes_init(&c->lanes, options->targets, options->targets_n, arena);
	c->net = net_new(options->timeout_ms, options->connect_timeout_ms);
	if (c->net)
		c->reader = store_reader_open(options->store_url, error);
	if (c->reader && pthread_create(&c->thread, NULL, run, c) == 0)
		return c;
	log_error("courier: cannot start: %s", c->reader ? "no more threads" : error);
	courier_free(&c);
	return NULL;
}

static void tell(struct courier *c, bool *what)
{
	pthread_mutex_lock(&c->lock);
	*what = true;
	pthread_mutex_unlock(&c->lock);
	net_wake(c->net);
}

void courier_wake(struct courier *c)
{
	tell(c, &c->woken);
}

void courier_revived(struct courier *c)
{
	tell(c, &c->revived);
}

void courier_stop(struct courier **c)
{
	if (!*c)
		return;
	tell(*c, &(*c)->stopping);
	pthread_join((*c)->thread, NULL);
	courier_free(c);
}
