/* metrics.h - the counters of GET /metrics: one table yields names, help and types.  Any thread
 * adds. */
#ifndef XIAOER_DESK_METRICS_H
#define XIAOER_DESK_METRICS_H

#include <stdint.h>

#include "base/buf.h"

enum metric {
	METRIC_MESSAGES, /* customers' messages taken */
	METRIC_DUPLICATES,
	METRIC_ECHOES, /* what the shop's side said, coming back from the platform */
	METRIC_REPLIES,
	METRIC_MISSES,
	METRIC_ESCALATIONS,
	METRIC_TICKETS,
	METRIC_SLA_BREACHES,
	METRIC_CLOSED,
	METRIC_TIMERS,
	METRIC_GAVE_UP,     /* patterns that hit their limit */
	METRIC_UNSENT,      /* a text that a channel's budget left out */
	METRIC_PHRASE_GAPS, /* a phrase that could not be said */
	METRIC_COMMITS,
	METRIC_COMMIT_FAILURES,
	METRIC_HTTP_REQUESTS,
	METRIC_HTTP_ERRORS_4XX,
	METRIC_HTTP_ERRORS_5XX,
	METRIC_DELIVERIES,
	METRIC_DELIVERY_FAILURES,
	METRIC_DEAD_LETTERS,
	METRIC_RELOADS,
	METRIC_RELOAD_FAILURES,
	METRIC_PUBLISHES, /* rollbacks too */
	METRIC_PUBLISH_REFUSALS,
	METRIC_CONVERSATIONS_QUEUED, /* gauge */
	METRIC_OUTBOX_WAITING,       /* gauge */
	METRIC_COUNT
};

struct metrics;

struct metrics *metrics_new(void);
void metrics_free(struct metrics **m);
void metrics_add(
    struct metrics *m, enum metric which, int64_t by); /* m may be NULL: counts nothing */
void metrics_set(struct metrics *m, enum metric which, int64_t value);
int64_t metrics_get(const struct metrics *m, enum metric which);
/* The counters of one look-up; before anything is written.  The names outlive them.  NULL: m is. */
struct lookup_counters;
struct lookup_counters *metrics_lookup(struct metrics *m, struct str shop, struct str name);
/* What is counted with labels; NULL: m is. */
struct live;
struct live *metrics_live(const struct metrics *m);
void metrics_write(const struct metrics *m, struct buf *to); /* Prometheus text format 0.0.4 */

#endif
