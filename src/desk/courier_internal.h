/* courier_internal.h - what the courier's own files share: a courier, and one row on its way.  All of
 * it is the courier's thread's, but what stands under the lock. */
#ifndef XIAOER_DESK_COURIER_INTERNAL_H
#define XIAOER_DESK_COURIER_INTERNAL_H

#include <pthread.h>

#include "desk/courier_lane.h"
#include "desk/courier_net.h"
#include "desk/desk.h"

struct flight {
	struct courier *courier;
	struct lane *lane;
	unsigned line;
	struct arena *arena;
	struct store_outbox row;
	struct job job;
	int64_t again_at;             /* outcome not handed over yet: when to try */
	int64_t deadline;             /* of a look-up */
	unsigned tries;               /* of a look-up */
	struct flight *next;
};

struct courier {
	struct arena *arena;
	struct courier_options options;
	struct store_reader *reader;
	struct net *net;
	struct lanes lanes;
	size_t turn;                  /* whose turn it is to send */
	size_t flights;               /* of all kinds, their outcomes not yet recorded included */
	size_t deliveries;            /* those that are no look-ups */
	size_t asking;                /* look-ups in the air */
	struct flight *outcomes;      /* to be handed to the desk */
	bool more;                    /* there are pages to be read */
	int64_t read_at;              /* not before this moment */
	int64_t look_at;              /* and then without being woken */
	int64_t now;                  /* of the last turn */
	int64_t give_up_at;           /* 0: not stopping */
	pthread_t thread;
	pthread_mutex_t lock;         /* of what follows */
	bool woken, revived, stopping;
	struct flight *settled;       /* handed back by the desk */
};

int64_t courier_now(const struct courier *c);
/* Not before again_at. */
void courier_keep_outcome(struct flight *f, int64_t again_at);

/* ---- courier_lookup.c ---- */

bool courier_is_lookup(const struct lane *l);
/* May the row that is first be taken: to be sent, or because it waits in vain? */
bool lookup_may_go(const struct lane *l, int64_t now);
/* When there is something to do in a lane whose first row may not be taken. */
int64_t lookup_due(const struct lane *l);
/* Sends it, or fails. */
void lookup_launch(struct flight *f);
void lookup_landed(struct flight *f, const struct net_answer *a);

#endif
