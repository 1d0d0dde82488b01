/* desk_internal.h - what the files of the desk share: the desk, one batch, and a conversation
 * within it.
 *
 * All of it is the desk's thread's, but what stands under the lock. */
#ifndef XIAOER_DESK_DESK_INTERNAL_H
#define XIAOER_DESK_DESK_INTERNAL_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "book/shelf.h"
#include "desk/desk.h"
#include "desk/metrics.h"
#include "desk/notices.h"
#include "desk/parked.h"
#include "desk/seen.h"

enum {
	BATCH_JOBS = 256,  /* jobs in a transaction */
	BATCH_TIMERS = 64, /* conversations moved by the clock in a transaction */
	QUEUE_MAX = 65536,
	LOOK_MS = 10000 /* the clock on the wall may be set: so long the desk sleeps at most */
};

/* A warning that was given: not again for a while. */
struct warned {
	uint64_t what;
	int64_t at;
};

struct desk {
	struct desk_options options;
	struct store *store;
	pthread_t thread;
	struct notices *notices;
	struct arena *arena;    /* of the batch */
	struct parking parking; /* senders who wait for a look-up */
	struct match_scratch *scratch; /* to match what the loop could not */
	bool failing;           /* the last commit failed: said once */
	int64_t pause_ms;       /* timers rest after a failed commit, ... */
	int64_t pause_until;    /* ... until this moment of clock_monotonic_us() */
	struct str unserved[8]; /* shops with timers but without configuration, each said once;
				   texts from malloc */
	size_t unserved_n;
	struct warned gaps[32]; /* phrases that could not be said; the metric counts each time */
	int64_t expire_at; /* clock_monotonic_us() of the next look for what is too old */
	_Atomic bool healthy;

	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t wake;
	struct job *first, **last;
	size_t waiting;
	bool stopping, sleeping, poked;
	struct desk_hooks hooks;
};

/* One conversation within a batch: loaded once, moved by each of its jobs in order, written once.
 */
struct talk {
	struct store_conversation *row;
	const struct shop *shop; /* NULL: not configured (any more) */
	const struct shop_channel *channel; /* NULL: nothing is said of it */
	struct conversation state;
	struct seen seen;
	int64_t stored_last; /* its last message as the store has it */
	bool read;           /* state and seen are unpacked */
	bool changed, seen_changed, said;
};

struct list {
	void **items;
	size_t n, room;
};

struct batch {
	struct desk *desk;
	struct arena *arena;
	int64_t now;
	struct job *jobs; /* linked by next */
	size_t jobs_n;
	struct talk **table; /* by id: an open hash; its first table_n entries stand in talks too */
	size_t mask;
	struct list talks;                      /* struct talk */
	struct list messages;                   /* struct store_message */
	struct list records;                    /* struct store_record */
	struct list outbox_new, outbox_changed; /* struct store_outbox */
	struct list notices;                    /* struct job */
	struct list tickets;                    /* struct store_ticket: as they stood after each step */
	struct list books;                      /* struct store_book */
	struct list misses;                     /* struct store_miss */
	int64_t *outbox_done;
	size_t outbox_done_n, outbox_done_room;
	struct shelf **shelves; /* one a shop, acquired when first wanted */
	int64_t waiting;     /* conversations in MODE_QUEUED, this batch's changes included */
	size_t due;          /* conversations moved by the clock */
	bool revived;
	bool wrote; /* there was something to commit */
	struct buf text; /* for JSON under way */
	/* counted when it is committed */
	int64_t counts[METRIC_COUNT];
};

void list_add(struct batch *b, struct list *l, void *item);

/* ---- batch.c ---- */

/* Runs the jobs in one transaction, together with the timers that are due, and hands them back. */
void batch_run(struct desk *d, struct job *jobs, size_t n);
/* After a failed commit: can the store be written again? */
void batch_probe(struct desk *d);
/* The conversation of a row; the same for the same id throughout a batch. */
struct talk *batch_talk(struct batch *b, struct store_conversation *row);
struct talk *batch_find(struct batch *b, int64_t id); /* NULL: not in this batch yet */
/* Loads by id.  0, 1: no such conversation, -1. */
int batch_load_id(struct batch *b, int64_t id, struct talk **t);

/* ---- forget.c: between batches ---- */

void forget_run(struct desk *d, struct job *job);
/* Removes a little of what is too old, when it is time to. */
void expire_run(struct desk *d);

/* ---- talk.c ---- */

void talk_read(struct batch *b, struct talk *t);
/* Fires what is due, before anything else happens to it. */
bool talk_is_async(const struct talk *t); /* replies go out later, none in the answer */
void talk_timers(struct batch *b, struct talk *t);
/* The books of its shop, as they were when the batch first asked. */
const struct shelf *talk_shelf(struct batch *b, const struct talk *t);
/* One event: the step, and its decisions carried out.  book NULL: the conversation's own.  job: who waits
 * for the replies (or NULL); cause: the message they answer (or NULL). */
void talk_step(struct batch *b, struct talk *t, const struct book *book, const struct event *event,
    struct job *job, struct store_message *cause);
struct store_message *talk_message(struct batch *b, struct talk *t, enum store_direction direction);
/* Was this id seen before?  1 with the message's number, 0, -1. */
int talk_seen(struct batch *b, struct talk *t, const unsigned char hash[SEEN_HASH], int64_t *no);
int talk_add_seen(struct batch *b, struct talk *t, const unsigned char hash[SEEN_HASH], int64_t no);
/* Puts the state back into the row, to be written. */
void talk_store(struct batch *b, struct talk *t);

/* ---- the jobs: 0, or -1 when the store cannot be read ---- */

int message_take(struct batch *b, struct talk *t, struct job *job); /* message.c */
int act_take(struct batch *b, struct talk *t, struct job *job);     /* act.c */
int delivery_take(struct batch *b, struct job *job);                /* delivery.c */
/* The replies of a message that was stored before, into the job; later: they need not stand right
 * behind it. */
int message_stored_replies(
    struct batch *b, const struct talk *t, int64_t no, bool later, struct job *job);
int ticket_take(struct batch *b, struct job *job);                  /* tickets.c */
/* Keeps what a step has changed in the tickets of a conversation: `before` it, and now. */
void tickets_keep(struct batch *b, struct talk *t, const struct ticket *before, size_t before_n);
int message_again(struct batch *b, int64_t no, struct job *job); /* the message itself as the reply */
void job_reply(struct job *job, const struct store_message *m);

/* The message with that number, of this batch or from the store: 1, 0 none, -1. */
int message_of(struct batch *b, int64_t no, struct store_message *m);

/* ---- echo.c: 0, or -1 when the store cannot be read ---- */

/* A message that may be the shop's own.  1: it was, and is dealt with; 0: it is the customer's. */
int echo_take(struct batch *b, struct talk *t, struct job *job);
/* A message with an id that was seen with message no.  1: it is that one again, *customers: the
 * customer's, not the shop's own; 0: the id means another, as numbers of two systems may be alike. */
int echo_again(struct batch *b, struct talk *t, struct job *job, int64_t no, bool *customers);
/* A message of ours can come back once: now it has. */
int echo_mark(struct batch *b, struct talk *t, int64_t no);
int echo_learn(struct batch *b, const struct store_outbox *row, struct str platform_id);

/* ---- outgoing.c: what leaves the house ---- */

void outgoing_said(struct batch *b, struct talk *t, const struct store_message *m);
/* match: of the message that brought it about, or NULL. */
void outgoing_escalation(
    struct batch *b, struct talk *t, const struct decision *d, const struct match_result *match);
void outgoing_ticket(struct batch *b, struct talk *t, const struct decision *d);
void outgoing_ticket_news(struct batch *b, struct talk *t, const struct decision *d);
void outgoing_breach(struct batch *b, struct talk *t, const struct decision *d);
void outgoing_lookup(struct batch *b, struct talk *t, const struct decision *d);
void outgoing_closed(struct batch *b, struct talk *t, const struct decision *d);
/* The reference of the ticket or escalation that a row's body is about; lives in the batch. */
struct str outgoing_reference(struct batch *b, const struct store_outbox *row);
/* The number of the message that a row of type message.created is about; 0: none. */
int64_t outgoing_message(const struct store_outbox *row);
/* JSON of the candidate intents of a message: the value of "intents". */
struct json_out;
void outgoing_intents(struct json_out *o, const struct match_result *match);

#endif
