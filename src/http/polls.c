#include "http/polls.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 256 };

struct polls {
	struct poll *buckets[BUCKETS];
	atomic_uint_fast64_t said; /* counts calls of polls_said() */
	atomic_size_t n;           /* that wait */
	int64_t next_ms;           /* no deadline is earlier; INT64_MAX: none */
	pthread_mutex_t lock;
	int64_t *ids; /* under lock: said and not looked at yet */
	size_t ids_n, ids_cap;
};

struct polls *polls_new(void)
{
	struct polls *p = calloc(1, sizeof *p);

	if (!p)
		abort();
	p->next_ms = INT64_MAX;
	pthread_mutex_init(&p->lock, NULL);
	return p;
}

void polls_free(struct polls **polls)
{
	struct polls *p = *polls;

	if (!p)
		return;
	pthread_mutex_destroy(&p->lock);
	free(p->ids);
	free(p);
	*polls = NULL;
}

static struct poll **bucket_of(struct polls *p, int64_t conversation)
{
	return &p->buckets[(uint64_t)conversation * 0x9e3779b97f4a7c15u >> 56];
}

uint64_t polls_mark(struct polls *p)
{
	return atomic_load(&p->said);
}

/* Either polls_add() sees the count raised here, or its client is counted before `n` is read. */
bool polls_said(struct polls *p, const int64_t *conversations, size_t n)
{
	bool first;

	atomic_fetch_add(&p->said, 1);
	if (atomic_load(&p->n) == 0)
		return false;
	pthread_mutex_lock(&p->lock);
	if (p->ids_n + n > p->ids_cap) {
		p->ids_cap = 2 * (p->ids_n + n);
		p->ids = realloc(p->ids, p->ids_cap * sizeof *p->ids);
		if (!p->ids)
			abort();
	}
	first = p->ids_n == 0;
	memcpy(p->ids + p->ids_n, conversations, n * sizeof *conversations);
	p->ids_n += n;
	pthread_mutex_unlock(&p->lock);
	return first;
}

void polls_add(struct polls *p, struct poll *poll)
{
	struct poll **bucket = bucket_of(p, poll->conversation);

	assert(!poll->listed);
	poll->listed = true;
	poll->reading = true; /* as polls_again() expects */
	poll->next = *bucket;
	poll->link = bucket;
	if (poll->next)
		poll->next->link = &poll->next;
	*bucket = poll;
	if (poll->deadline_ms < p->next_ms)
		p->next_ms = poll->deadline_ms;
	atomic_fetch_add(&p->n, 1);
	if (atomic_load(&p->said) != poll->since)
		poll->again = true;
}

void polls_remove(struct polls *p, struct poll *poll)
{
	if (!poll->listed)
		return;
	poll->listed = false;
	*poll->link = poll->next;
	if (poll->next)
		poll->next->link = poll->link;
	atomic_fetch_sub(&p->n, 1);
}

bool polls_again(struct polls *p, struct poll *poll)
{
	(void)p;
	assert(poll->listed && poll->reading);
	if (!poll->again || poll->over) {
		poll->reading = false;
		return false;
	}
	poll->again = false;
	return true;
}

static void wake_one(struct poll *poll, polls_wake_fn *wake)
{
	if (poll->reading) {
		poll->again = true;
		return;
	}
	poll->reading = true;
	wake(poll);
}

void polls_wake(struct polls *p, polls_wake_fn *wake)
{
	int64_t *ids;
	size_t n;

	pthread_mutex_lock(&p->lock);
	ids = p->ids;
	n = p->ids_n;
	p->ids = NULL;
	p->ids_n = p->ids_cap = 0;
	pthread_mutex_unlock(&p->lock);
	for (size_t i = 0; i < n; i++)
		for (struct poll *q = *bucket_of(p, ids[i]), *next; q; q = next) {
			next = q->next;
			if (q->conversation == ids[i])
				wake_one(q, wake);
		}
	free(ids);
}

void polls_over(struct polls *p, struct poll *poll, polls_wake_fn *wake)
{
	(void)p;
	if (poll->over)
		return;
	poll->over = true;
	if (poll->listed)
		wake_one(poll, wake);
}

int polls_tick(struct polls *p, int64_t now_ms, polls_wake_fn *wake)
{
	if (now_ms >= p->next_ms) {
		p->next_ms = INT64_MAX;
		for (size_t b = 0; b < BUCKETS; b++)
			for (struct poll *q = p->buckets[b], *next; q; q = next) {
				next = q->next;
				if (q->deadline_ms <= now_ms)
					polls_over(p, q, wake);
				else if (q->deadline_ms < p->next_ms)
					p->next_ms = q->deadline_ms;
			}
	}
	return p->next_ms == INT64_MAX ? -1 : (int)(p->next_ms - now_ms);
}

void polls_over_all(struct polls *p, polls_wake_fn *wake)
{
	for (size_t b = 0; b < BUCKETS; b++)
		for (struct poll *q = p->buckets[b], *next; q; q = next) {
			next = q->next;
			polls_over(p, q, wake);
		}
}
