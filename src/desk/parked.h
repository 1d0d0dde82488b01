/* parked.h - messages whose senders wait for a look-up: their jobs are handed back later, with the
 * answer or the first "please hold".
 *
 * The desk's thread's.  Bounded in number and time: who finds no room, or waits for too long (the
 * store cannot be written), is answered with what there is, and the rest goes the way of all that
 * is said later. */
#ifndef XIAOER_DESK_PARKED_H
#define XIAOER_DESK_PARKED_H

#include <stdbool.h>
#include <stdint.h>

struct batch;
struct desk;
struct job;
struct talk;

struct parked {
	struct job *job;
	int64_t conversation, message; /* the customer's, that it is about */
	int64_t last;                  /* replies up to this number are in the job */
	int64_t until_us;              /* of clock_monotonic_us() */
	struct parked *next;
};

struct parking {
	struct parked *first;
	unsigned n;
};

/* Does the sender of this message wait for a look-up, now that the step is done? */
bool parked_waits(const struct talk *t, int64_t message);
/* Does somebody wait for the answer to this message? */
bool parked_has(const struct batch *b, int64_t conversation, int64_t message);
/* After a commit: takes a job that waits.  false: it is to be handed back now. */
bool parked_take(struct batch *b, struct job *job);
/* After a commit: gives those who wait what was said to them, and hands back whose wait is over. */
void parked_give(struct batch *b);
/* The conversation is gone, nothing more will be said in it. */
void parked_forget(struct desk *d, int64_t conversation);
/* Hands back who has waited too long; everybody, if the desk stops. */
void parked_expire(struct desk *d, bool all);
/* How long until the next one has; -1: nobody waits. */
int64_t parked_left_ms(const struct desk *d);

#endif
