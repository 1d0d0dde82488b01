/* courier_queue.h - which outbox row is to go next: the courier's picture of what waits, ids and
 * times only.
 *
 * One lane a target.  In a lane the rows of one conversation stand in line by id; only the first of
 * each line is to go, when its time has come.  A lane holds a bounded number of rows: what is
 * beyond is read again from the store when there is room (courier.c).  Used by one thread. */
#ifndef XIAOER_DESK_COURIER_QUEUE_H
#define XIAOER_DESK_COURIER_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct queue_lane;

struct queue_lane *queue_new(size_t max);
void queue_free(struct queue_lane **q);
size_t queue_size(const struct queue_lane *q);       /* rows in it, those that are taken included */
bool queue_full(const struct queue_lane *q);

/* Rows of a conversation are added in order of id.  The row that is taken may be added again: it
 * stands already.  The lane must not be full. */
void queue_add(struct queue_lane *q, int64_t id, int64_t conversation, int64_t next_at);
/* When the next row may go; INT64_MAX: nothing waits that is not taken. */
int64_t queue_due(const struct queue_lane *q);
/* Takes the row that is due first.  Its line stands still until queue_done() or queue_again() with
 * the same `line`.  false: nothing is due. */
bool queue_take(struct queue_lane *q, int64_t now, int64_t *id, unsigned *line);
void queue_done(struct queue_lane *q, unsigned line);                   /* the row is gone */
/* It stays first, for later. */
void queue_again(struct queue_lane *q, unsigned line, int64_t next_at);
/* Forgets every row that is not taken: they are to be added anew, the taken ones among them. */
void queue_forget(struct queue_lane *q);

#endif
