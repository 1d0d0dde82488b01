/* courier.h - carries outbox rows to webhooks: libcurl's multi interface on a thread of its own.
 *
 * Standard Webhooks (https://www.standardwebhooks.com): the headers webhook-id ("msg_<row id>", the
 * same on every attempt), webhook-timestamp (seconds, of this attempt) and webhook-signature ("v1,"
 * and base64 of HMAC-SHA256 over "id.timestamp.body"; one for the secret, and behind a blank one
 * for the secret before it).  Only 2xx is an acknowledgement; redirects are not followed; 410 ends
 * it for good at once.
 *
 * Rows of one conversation and target go in order, the next only after the one before was
 * acknowledged or died.  Retries with exponential back-off and jitter, Retry-After honoured; the
 * next moment is stored, so that a restart goes on where it was.  A row whose target is not (any
 * more) configured dies at once.
 *
 * Look-ups are rows too, and of another kind (courier_lookup.c): requests that the config
 * describes, sent at once, never in line behind anything, tried for as long as their time limit
 * allows, and handed to the desk as JOB_LOOKED_UP whatever came of them.
 *
 * At least once: killed between the receiver's 2xx and our record of it, the row goes again, under
 * the same webhook-id. */
#ifndef XIAOER_DESK_COURIER_H
#define XIAOER_DESK_COURIER_H

#include <stdint.h>

#include "base/str.h"

struct courier;
struct desk;
struct lookup;
struct lookup_counters;
struct metrics;

struct courier_target {
	struct str shop, target;      /* as in struct store_outbox */
	struct str url;
	struct str secret, secret_old; /* bytes, decoded; empty: unsigned */
	struct str number_pointer; /* ticket: JSON Pointer of its number; empty: the usual ones */
	/* a look-up ("lookup:NAME"): borrowed; NULL: a webhook.  Its counters may be NULL. */
	const struct lookup *lookup;
	struct lookup_counters *counters;
};

struct courier_options {
	const char *store_url;        /* opens a reader of its own */
	struct desk *desk;            /* gets JOB_DELIVERED, JOB_RETRY, JOB_DEAD, JOB_LOOKED_UP */
	const struct courier_target *targets;
	size_t targets_n;
	struct metrics *metrics;
	int64_t timeout_ms, connect_timeout_ms;
	int64_t retry_first_ms, retry_max_ms; /* back-off from .. to */
	unsigned attempts_max;        /* then it is dead */
	unsigned in_flight_max; /* requests at a time, all together; per host a quarter of it */
	int64_t (*now)(void *ctx); /* NULL: clock_now_ms() */
	void *now_ctx;
};

/* The options and all they point to are copied, but for desk and metrics.  NULL after an error in
 * the log. */
struct courier *courier_start(const struct courier_options *options);
void courier_wake(struct courier *c);         /* any thread: there may be new rows */
void courier_revived(struct courier *c);      /* any thread: a dead row may wait again */
/* Lets what is in flight finish within its time limits.  Before desk_stop(). */
void courier_stop(struct courier **c);

#endif
