/* lookup_counters.h - what /metrics tells of each look-up: one table yields names, help and types.
 * Any thread adds; counters may be NULL: nothing is counted. */
#ifndef XIAOER_DESK_LOOKUP_COUNTERS_H
#define XIAOER_DESK_LOOKUP_COUNTERS_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/buf.h"

enum lookup_counter {
	LOOKUP_REQUESTS,
	LOOKUP_FAILURES,
	LOOKUP_LATE,
	LOOKUP_OPENED,
	LOOKUP_OPEN,      /* gauge */
	LOOKUP_IN_FLIGHT, /* gauge */
	LOOKUP_MS,        /* shown as seconds */
	LOOKUP_ANSWERS,
	LOOKUP_COUNTERS
};

struct lookup_counters {
	struct str shop, name; /* live as long as they */
	_Atomic int64_t value[LOOKUP_COUNTERS];
	struct lookup_counters *next;
};

void lookup_count(struct lookup_counters *c, enum lookup_counter which, int64_t by);
void lookup_set(struct lookup_counters *c, enum lookup_counter which, int64_t value);
/* Prometheus text of all of a list; nothing when it is empty. */
void lookup_counters_write(const struct lookup_counters *first, struct buf *to);

#endif
