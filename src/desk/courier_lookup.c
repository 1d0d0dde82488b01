/* courier_lookup.c - rows that are look-ups: asked at once, each by itself, for as long as they may
 * take.
 *
 * A customer waits: whatever comes of it goes to the desk within the time limit, which counts from
 * the row's making, whether the row waited for its turn, the system was slow, or we were not there.
 * A system that keeps failing is not asked for a while (breaker.h).  Nothing of the request is
 * logged: addresses and headers may hold secrets, values are a customer's. */
#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "desk/courier_internal.h"
#include "desk/lookup.h"
#include "desk/lookup_counters.h"

enum { REPEAT_MS = 60000, TRIES = 2 };

bool courier_is_lookup(const struct lane *l)
{
	return l->target.lookup != NULL;
}

int64_t lookup_due(const struct lane *l)
{
	int64_t first = queue_due(l->queue);

	return first == INT64_MAX ? first : first + l->target.lookup->timeout;
}

static bool is_full(const struct lane *l)
{
	return l->flying >= (unsigned)l->target.lookup->in_flight;
}

bool lookup_may_go(const struct lane *l, int64_t now)
{
	return !is_full(l) || l->breaker.open || lookup_due(l) <= now;
}

/* ---- outcomes ---- */

static void ended(struct flight *f, const char *error)
{
	f->job.kind = JOB_LOOKED_UP;
	f->job.error = arena_str(f->arena, str_of(error));
	courier_keep_outcome(f, 0);
}

static void name_trouble(struct lane *l, const struct flight *f, const char *error, int64_t now)
{
	l->failures++;
	if (l->named_at && now - l->named_at < REPEAT_MS)
		return;
	log_warn("look-up failed: %s shop=%.*s lookup=%.*s conv=%lld failures=%u", error,
	    STR_ARG(f->row.shop), STR_ARG(l->target.lookup->name), (long long)f->row.conversation,
	    l->failures);
	l->named_at = now;
	l->failures = 0;
}

static void failed(struct flight *f, const char *error)
{
	struct lane *l = f->lane;

	lookup_count(l->target.counters, LOOKUP_FAILURES, 1);
	name_trouble(l, f, error, courier_now(f->courier));
	ended(f, error);
}

/* What an answer says of the system's health: a wrong number is no fault of its own. */
static bool is_sick(const struct net_answer *a)
{
	return a->status == 0 || a->status >= 500 || a->status == 429 || a->status == 408;
}

static void judge_health(struct lane *l, bool well, int64_t now)
{
	struct lookup_counters *counters = l->target.counters;
	bool was_open = l->breaker.open;

	if (well) {
		breaker_good(&l->breaker);
		if (was_open)
			log_info("look-ups are answered again shop=%.*s lookup=%.*s",
			    STR_ARG(l->target.shop), STR_ARG(l->target.lookup->name));
	} else if (breaker_bad(&l->breaker, now)) {
		lookup_count(counters, LOOKUP_OPENED, 1);
		log_warn("look-ups keep failing, none is sent for ms=%lld shop=%.*s lookup=%.*s",
		    (long long)l->breaker.span, STR_ARG(l->target.shop),
		    STR_ARG(l->target.lookup->name));
	}
	lookup_set(counters, LOOKUP_OPEN, l->breaker.open);
}

/* ---- sending ---- */

static void read_values(struct flight *f, struct values *out)
{
	struct json *doc = json_parse(f->row.body, NULL);
	const struct json *slots = json_pointer(doc, STR("/data/slots"));
	struct value *list = ARENA_ARRAY(f->arena, struct value, json_size(slots) + 1);

	*out = (struct values){.v = list};
	for (const struct json *m = json_first(slots); m; m = json_next(m))
		list[out->n++] = (struct value){
		    arena_str(f->arena, json_key(m)), arena_str(f->arena, json_text(m))};
	json_free(&doc);
}

static const char *send(struct flight *f, int64_t left)
{
	const struct lookup *l = f->lane->target.lookup;
	struct net_request r = {.get = !l->post, .headers = l->headers, .headers_n = l->headers_n,
	    .timeout_ms = left};
	struct values values;
	const char *wrong;
	struct buf url, body;

	read_values(f, &values);
	buf_init(&url, LOOKUP_REQUEST_MAX);
	buf_init(&body, LOOKUP_REQUEST_MAX);
	wrong = lookup_url(l, values, &url);
	if (!wrong)
		wrong = lookup_body(l, values, &body);
	r.url = url.p;
	r.body = arena_str(f->arena, buf_str(&body)); /* until it is answered */
	if (!wrong && net_send(f->courier->net, &r, f))
		wrong = "the request could not be made";
	buf_free(&url);
	buf_free(&body);
	return wrong;
}

static void take_off(struct flight *f, int64_t now)
{
	struct lane *l = f->lane;
	const char *wrong = send(f, f->deadline - now);

	if (wrong) {
		/* nothing was asked, so nothing is known of the system */
		l->breaker.probing = false;
		failed(f, wrong);
		return;
	}
	f->tries++;
	f->courier->asking++;
	l->flying++;
	lookup_count(l->target.counters, LOOKUP_REQUESTS, 1);
	lookup_set(l->target.counters, LOOKUP_IN_FLIGHT, l->flying);
}

void lookup_launch(struct flight *f)
{
	struct lane *l = f->lane;
	int64_t now = courier_now(f->courier);
	/* the clock may have been set back since */
	int64_t made = f->row.created_at < now ? f->row.created_at : now;

	f->deadline = made + l->target.lookup->timeout;
	if (f->deadline <= now)
		failed(f, "no answer in time");
	else if (is_full(l) || !breaker_may(&l->breaker, now))
		failed(f, "it keeps failing and is left alone for a while");
	else
		take_off(f, now);
}

/* ---- landing ---- */

/* Once more where nothing can have been done twice. */
static bool again(struct flight *f, const struct net_answer *a, int64_t now)
{
	bool harmless = a->trouble == NET_UNREACHED ||
			(a->trouble == NET_CUT && !f->lane->target.lookup->post);

	if (!harmless || f->tries >= TRIES || f->deadline <= now || f->courier->give_up_at)
		return false;
	take_off(f, now);
	return true;
}

static const char *fault_of(const struct flight *f, const struct net_answer *a, char *text, size_t n)
{
	if (!a->status)
		snprintf(text, n, "%s",
		    courier_now(f->courier) >= f->deadline ? "no answer in time"
		    : a->trouble == NET_UNREACHED          ? "cannot be reached"
							   : "no answer");
	else if (a->status / 100 != 2)
		snprintf(text, n, "answered %d%s", a->status,
		    a->status / 100 == 3 ? " (redirects are not followed)" : "");
	else if (a->cut)
		snprintf(text, n, "the answer is longer than %d bytes", NET_ANSWER_MAX);
	else
		return NULL;
	return text;
}

void lookup_landed(struct flight *f, const struct net_answer *a)
{
	struct lane *l = f->lane;
	const struct lookup *what = l->target.lookup;
	int64_t now = courier_now(f->courier), took = now - (f->deadline - what->timeout);
	char text[128];
	const char *wrong;

	f->courier->asking--;
	l->flying--;
	lookup_set(l->target.counters, LOOKUP_IN_FLIGHT, l->flying);
	if (again(f, a, now))
		return;
	wrong = fault_of(f, a, text, sizeof text);
	if (!wrong)
		wrong = lookup_read(what, a->body, f->arena, &f->job.profile);
	/* what answers well but says nothing of use is as sick as what does not answer */
	judge_health(l, wrong ? !is_sick(a) && a->status / 100 != 2 : true, now);
	lookup_count(l->target.counters, LOOKUP_MS, took > 0 ? took : 0);
	lookup_count(l->target.counters, LOOKUP_ANSWERS, 1);
	if (wrong) {
		failed(f, wrong);
		return;
	}
	l->named_at = 0;
	if (took > what->answer_within)
		lookup_count(l->target.counters, LOOKUP_LATE, 1);
	log_debug("looked up lookup=%.*s conv=%lld ms=%lld", STR_ARG(what->name),
	    (long long)f->row.conversation, (long long)took);
	ended(f, "");
}
