/* courier_lane.h - one lane a target: which of its rows wait, and the host they go to.  Used by one
 * thread. */
#ifndef XIAOER_DESK_COURIER_LANE_H
#define XIAOER_DESK_COURIER_LANE_H

#include <stdbool.h>

#include "desk/breaker.h"
#include "desk/courier.h"
#include "desk/courier_queue.h"
#include "store/store.h"

enum {
	LANE_ROWS = 16384, /* kept of one target; beyond, read again when half are gone */
	LANE_PAGE = 64     /* rows read at a time */
};

struct host {
	struct str name;
	unsigned flying;              /* requests at this moment */
	unsigned failing;             /* so many failed in a row */
};

struct lane {
	struct courier_target target; /* url empty: rows that nobody is configured for */
	const char *url;
	struct host *host;
	struct queue_lane *queue;
	int64_t after;                /* rows up to this id have been read */
	bool behind;                  /* it was full: there are rows beyond `after` */
	int64_t named_at;             /* the courier's last warning about it */
	unsigned failures;            /* since then */
	/* of look-ups */
	struct breaker breaker;
	unsigned flying;              /* requests at this moment */
};

struct lanes {
	struct lane *list;            /* one a target, and last the one for rows of no target */
	size_t n;
	struct host *hosts;
	size_t hosts_n;
};

/* Copies the targets into the arena.  Free with lanes_free(). */
void lanes_init(
    struct lanes *l, const struct courier_target *targets, size_t n, struct arena *arena);
void lanes_free(struct lanes *l);
/* Reads the next page of waiting rows into the lanes that have room; no row counts as due
 * later than now and retry_max, whatever the clock was when it was written.  1: there is more; 0: that is all; -1: the store cannot be read. */
int lanes_read(struct lanes *l, struct store_reader *reader, int64_t now, int64_t retry_max);
/* Nothing has been read: what is not taken is forgotten. */
void lanes_forget(struct lanes *l);
/* Is it time to read on for a lane that was full? */
bool lane_hungry(const struct lane *l);

#endif
