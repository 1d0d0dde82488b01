/* metrics.c - one table, one atomic a counter. */
#include "desk/metrics.h"

#include "desk/live.h"
#include "desk/lookup_counters.h"

#include <assert.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/* A cache line each: threads that count different things do not disturb each other. */
struct counter {
	_Alignas(64) _Atomic int64_t value;
};

struct metrics {
	struct counter counters[METRIC_COUNT];
	struct lookup_counters *lookups;
	struct live *live;
};

static const struct {
	const char *name, *help;
	bool gauge;
} table[METRIC_COUNT] = {
    [METRIC_MESSAGES] = {"xiaoer_messages_total", "Customers' messages taken"},
    [METRIC_DUPLICATES] = {"xiaoer_duplicates_total",
	"Messages that had come before and got the stored reply again"},
    [METRIC_ECHOES] = {"xiaoer_echoes_total",
	"Messages of the shop's own that came back from the platform"},
    [METRIC_REPLIES] = {"xiaoer_replies_total", "Phrases said"},
    [METRIC_MISSES] = {"xiaoer_misses_total", "Messages for which nothing fitted"},
    [METRIC_ESCALATIONS] = {"xiaoer_escalations_total", "Conversations handed over to humans"},
    [METRIC_TICKETS] = {"xiaoer_tickets_total", "Tickets filed"},
    [METRIC_SLA_BREACHES] = {"xiaoer_sla_breaches_total",
	"Limits that passed: a human's first reply, a case's answer"},
    [METRIC_CLOSED] = {"xiaoer_closed_total", "Conversations closed"},
    [METRIC_TIMERS] = {"xiaoer_timers_total", "Conversations moved by the clock"},
    [METRIC_GAVE_UP] = {"xiaoer_patterns_gave_up_total", "Searches that hit a pattern's limit"},
    [METRIC_UNSENT] = {"xiaoer_unsent_total",
	"Texts left out because the channel takes no more"},
    [METRIC_PHRASE_GAPS] = {"xiaoer_phrase_gaps_total", "Phrases that could not be said"},
    [METRIC_COMMITS] = {"xiaoer_commits_total", "Batches stored"},
    [METRIC_COMMIT_FAILURES] = {"xiaoer_commit_failures_total", "Batches the store could not take"},
    [METRIC_HTTP_REQUESTS] = {"xiaoer_http_requests_total", "HTTP requests answered"},
    [METRIC_HTTP_ERRORS_4XX] = {"xiaoer_http_errors_4xx_total",
	"HTTP requests refused for the caller's fault"},
    [METRIC_HTTP_ERRORS_5XX] = {"xiaoer_http_errors_5xx_total",
	"HTTP requests that failed for ours"},
    [METRIC_DELIVERIES] = {"xiaoer_deliveries_total", "Webhook deliveries acknowledged"},
    [METRIC_DELIVERY_FAILURES] = {"xiaoer_delivery_failures_total", "Webhook attempts that failed"},
    [METRIC_DEAD_LETTERS] = {"xiaoer_dead_letters_total", "Webhook deliveries given up"},
    [METRIC_RELOADS] = {"xiaoer_reloads_total", "Books loaded anew"},
    [METRIC_RELOAD_FAILURES] = {"xiaoer_reload_failures_total", "Books refused at a reload"},
    [METRIC_PUBLISHES] = {"xiaoer_publishes_total",
	"Versions of books brought into force by publish and rollback"},
    [METRIC_PUBLISH_REFUSALS] = {"xiaoer_publish_refusals_total",
	"Publishes and rollbacks refused for mistakes, warnings or failed tests"},
    [METRIC_CONVERSATIONS_QUEUED] = {"xiaoer_conversations_queued",
	"Conversations that wait for a human", true},
    [METRIC_OUTBOX_WAITING] = {"xiaoer_outbox_waiting", "Deliveries that wait", true},
};

struct metrics *metrics_new(void)
{
	struct metrics *m = aligned_alloc(64, sizeof *m);

	if (!m) {
		fprintf(stderr, "xiaoer: out of memory\n");
		abort();
	}
	for (size_t i = 0; i < METRIC_COUNT; i++)
		atomic_init(&m->counters[i].value, 0);
	m->lookups = NULL;
	m->live = live_new();
	return m;
}

struct lookup_counters *metrics_lookup(struct metrics *m, struct str shop, struct str name)
{
	struct lookup_counters *c = m ? calloc(1, sizeof *c) : NULL;

	if (!c)
		return NULL;
	c->shop = shop;
	c->name = name;
	c->next = m->lookups;
	m->lookups = c;
	return c;
}

void metrics_free(struct metrics **m)
{
	for (struct lookup_counters *c = *m ? (*m)->lookups : NULL, *next; c; c = next) {
		next = c->next;
		free(c);
	}
	if (*m)
		live_free(&(*m)->live);
	free(*m);
	*m = NULL;
}

void metrics_add(struct metrics *m, enum metric which, int64_t by)
{
	assert(which < METRIC_COUNT);
	if (m && by)
		atomic_fetch_add_explicit(&m->counters[which].value, by, memory_order_relaxed);
}

void metrics_set(struct metrics *m, enum metric which, int64_t value)
{
	assert(which < METRIC_COUNT);
	if (m)
		atomic_store_explicit(&m->counters[which].value, value, memory_order_relaxed);
}

int64_t metrics_get(const struct metrics *m, enum metric which)
{
	assert(which < METRIC_COUNT);
	return m ? atomic_load_explicit(&m->counters[which].value, memory_order_relaxed) : 0;
}

struct live *metrics_live(const struct metrics *m)
{
	return m ? m->live : NULL;
}

void metrics_write(const struct metrics *m, struct buf *to)
{
	for (size_t i = 0; i < METRIC_COUNT; i++)
		buf_printf(to, "# HELP %s %s\n# TYPE %s %s\n%s %" PRId64 "\n", table[i].name,
		    table[i].help, table[i].name, table[i].gauge ? "gauge" : "counter",
		    table[i].name, metrics_get(m, (enum metric)i));
	live_write(m->live, to);
	lookup_counters_write(m->lookups, to);
}
