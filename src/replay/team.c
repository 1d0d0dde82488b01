/* team.c - see team.h. */
#include "replay/team.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

enum { TELL_EVERY_NS = 100000000 };

struct member {
	struct ranks *ranks;
	unsigned number;
	pthread_t thread;
	bool started;
};

struct ranks {
	struct team *team;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	unsigned at_work;
};

static void *run(void *arg)
{
	struct member *m = arg;
	struct ranks *r = m->ranks;

	r->team->work(r->team->ctx, m->number);
	pthread_mutex_lock(&r->lock);
	r->at_work--;
	pthread_cond_signal(&r->wake);
	pthread_mutex_unlock(&r->lock);
	return NULL;
}

static void start(struct ranks *r, struct member *members, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		struct member *m = &members[i];

		*m = (struct member){.ranks = r, .number = i};
		pthread_mutex_lock(&r->lock);
		r->at_work++;
		pthread_mutex_unlock(&r->lock);
		m->started = pthread_create(&m->thread, NULL, run, m) == 0;
		if (m->started)
			continue;
		pthread_mutex_lock(&r->lock);
		r->at_work--;
		pthread_mutex_unlock(&r->lock);
	}
}

static void tell(const struct team *t)
{
	progress_tell(t->progress, t->base + atomic_load(&t->done), t->total);
}

static void watch(struct ranks *r)
{
	struct timespec until;

	pthread_mutex_lock(&r->lock);
	while (r->at_work) {
		clock_gettime(CLOCK_MONOTONIC, &until);
		until.tv_nsec += TELL_EVERY_NS;
		until.tv_sec += until.tv_nsec / 1000000000;
		until.tv_nsec %= 1000000000;
		pthread_cond_timedwait(&r->wake, &r->lock, &until);
		tell(r->team);
	}
	pthread_mutex_unlock(&r->lock);
}

void team_run(struct team *t)
{
	unsigned n = t->jobs ? t->jobs : 1;
	struct member *members = calloc(n, sizeof *members);
	struct ranks r = {.team = t};
	pthread_condattr_t clock;

	if (!members)
		abort(); /* as the arena does */
	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_mutex_init(&r.lock, NULL);
	pthread_cond_init(&r.wake, &clock);
	start(&r, members, n);
	for (unsigned i = 0; i < n; i++)
		if (!members[i].started)
			t->work(t->ctx, i);
	watch(&r);
	for (unsigned i = 0; i < n; i++)
		if (members[i].started)
			pthread_join(members[i].thread, NULL);
	pthread_cond_destroy(&r.wake);
	pthread_mutex_destroy(&r.lock);
	pthread_condattr_destroy(&clock);
	free(members);
}
