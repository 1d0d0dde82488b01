/* lookup_counters.c - see lookup_counters.h. */
#include "desk/lookup_counters.h"

#include <inttypes.h>

static const struct {
	const char *name, *help, *type;
} table[LOOKUP_COUNTERS] = {
    [LOOKUP_REQUESTS] = {"xiaoer_lookup_requests_total", "Look-ups sent to the shop's systems",
	"counter"},
    [LOOKUP_FAILURES] = {"xiaoer_lookup_failures_total", "Look-ups that brought nothing",
	"counter"},
    [LOOKUP_LATE] = {"xiaoer_lookup_late_total", "Look-ups answered later than answer_within",
	"counter"},
    [LOOKUP_OPENED] = {"xiaoer_lookup_circuit_opened_total",
	"How often a system failed so often that it was left alone", "counter"},
    [LOOKUP_OPEN] = {"xiaoer_lookup_circuit_open", "1: the system is left alone now", "gauge"},
    [LOOKUP_IN_FLIGHT] = {"xiaoer_lookup_in_flight", "Look-ups under way now", "gauge"},
    [LOOKUP_MS] = {"xiaoer_lookup_seconds_sum", "Seconds from the question to the end of look-ups",
	"counter"},
    [LOOKUP_ANSWERS] = {"xiaoer_lookup_seconds_count", "Look-ups that have ended", "counter"},
};

void lookup_count(struct lookup_counters *c, enum lookup_counter which, int64_t by)
{
	if (c && by)
		atomic_fetch_add_explicit(&c->value[which], by, memory_order_relaxed);
}

void lookup_set(struct lookup_counters *c, enum lookup_counter which, int64_t value)
{
	if (c)
		atomic_store_explicit(&c->value[which], value, memory_order_relaxed);
}

static void add_label(struct buf *to, const char *name, struct str value)
{
	buf_printf(to, "%s=\"", name);
	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '"' || value.p[i] == '\\')
			buf_addc(to, '\\');
		buf_addc(to, value.p[i]);
	}
	buf_addc(to, '"');
}

static void write_one(const struct lookup_counters *c, enum lookup_counter which, struct buf *to)
{
	int64_t value = atomic_load_explicit(&c->value[which], memory_order_relaxed);

	buf_printf(to, "%s{", table[which].name);
	add_label(to, "shop", c->shop);
	buf_addc(to, ',');
	add_label(to, "lookup", c->name);
	if (which == LOOKUP_MS)
		buf_printf(to, "} %.3f\n", (double)value / 1000);
	else
		buf_printf(to, "} %" PRId64 "\n", value);
}

void lookup_counters_write(const struct lookup_counters *first, struct buf *to)
{
	for (int which = 0; first && which < LOOKUP_COUNTERS; which++) {
		buf_printf(to, "# HELP %s %s\n# TYPE %s %s\n", table[which].name, table[which].help,
		    table[which].name, table[which].type);
		for (const struct lookup_counters *c = first; c; c = c->next)
			write_one(c, (enum lookup_counter)which, to);
	}
}
