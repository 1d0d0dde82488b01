/* desk.c - the desk's thread and its queue: any thread hands jobs over, one takes them. */
#include "desk/desk.h"

#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "desk/desk_internal.h"

/* A batch of usual size fits into the arena's first piece, which is kept. */
enum { ARENA_BYTES = 512 << 10 };

static int64_t now_of(const struct desk *d)
{
	return d->options.now ? d->options.now(d->options.now_ctx) : clock_now_ms();
}

static int64_t least(int64_t a, int64_t b)
{
	return b >= 0 && b < a ? b : a;
}

static int64_t until_expiry(const struct desk *d)
{
	int64_t left = (d->expire_at - clock_monotonic_us()) / 1000 + 1;

	return left > 1 ? left : 1;
}

/* How long nothing can be due: 0 when something is. */
static int64_t idle_ms(const struct desk *d)
{
	int64_t wake = store_next_wake(d->store), left;
	int64_t pause = (d->pause_until - clock_monotonic_us()) / 1000 + 1;

	left = wake ? wake - now_of(d) : LOOK_MS;
	if (left < 0 || d->failing) /* failing: the store is tried when the pause is over */
		left = 0;
	if (d->pause_until && left < pause)
		left = pause;
	if (d->options.keep && left > until_expiry(d))
		left = until_expiry(d);
	return least(left < LOOK_MS ? left : LOOK_MS, parked_left_ms(d));
}

/* Sleeps until there are jobs, the clock may have moved a conversation, or the desk stops.  Under
 * the lock. */
static void sleep_ms(struct desk *d, int64_t ms)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += ms / 1000;
	until.tv_nsec += ms % 1000 * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	d->sleeping = true;
	while (!d->first && !d->stopping && !d->poked)
		if (pthread_cond_timedwait(&d->wake, &d->lock, &until) != 0)
			break;
	d->sleeping = false;
}

/* Takes up to `max` jobs off the queue; one that forgets comes alone.  Under the lock. */
static struct job *take(struct desk *d, size_t max, size_t *n)
{
	struct job *first = d->first, **link = &first;

	for (*n = 0; *link && *n < max && ((*link)->kind != JOB_FORGET || *n == 0); ++*n) {
		bool alone = (*link)->kind == JOB_FORGET;

		link = &(*link)->next;
		if (alone)
			max = 0;
	}
	d->first = *link;
	if (!d->first)
		d->last = &d->first;
	*link = NULL;
	d->waiting -= *n;
	return first;
}

static void *main_of(void *arg)
{
	struct desk *d = arg;

	pthread_setname_np(pthread_self(), "desk");
	for (;;) {
		int64_t idle = idle_ms(d);
		struct job *jobs;
		size_t n;

		pthread_mutex_lock(&d->lock);
		if (idle > 0 && !d->first && !d->stopping && !d->poked)
			sleep_ms(d, idle);
		d->poked = false;
		jobs = take(d, d->options.batch_max, &n);
		if (!jobs && d->stopping) {
			pthread_mutex_unlock(&d->lock);
			parked_expire(d, true);
			return NULL;
		}
		pthread_mutex_unlock(&d->lock);
		parked_expire(d, false);
		expire_run(d);
		if (!jobs && idle_ms(d) > 0)
			continue;
		if (jobs && jobs->kind == JOB_FORGET)
			forget_run(d, jobs);
		else if (!jobs && d->failing)
			batch_probe(d);
		else
			batch_run(d, jobs, n);
	}
}

static void free_all(struct desk *d)
{
	notices_free(&d->notices);
	store_close(&d->store);
	arena_free(&d->arena);
	match_scratch_free(&d->scratch);
	for (size_t i = 0; i < d->unserved_n; i++)
		free((char *)d->unserved[i].p);
	pthread_mutex_destroy(&d->lock);
	pthread_cond_destroy(&d->wake);
	free(d);
}

struct desk *desk_start(const struct desk_options *options)
{
	struct desk *d = calloc(1, sizeof *d);
	pthread_condattr_t attr;

	if (!d)
		abort(); /* as the arena does */
	d->options = *options;
	d->store = options->store;
	d->options.batch_max = options->batch_max ? options->batch_max : BATCH_JOBS;
	d->options.queue_max = options->queue_max ? options->queue_max : QUEUE_MAX;
	d->last = &d->first;
	atomic_init(&d->healthy, true);
	d->arena = arena_new(ARENA_BYTES);
	d->scratch = match_scratch_new();
	pthread_mutex_init(&d->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&d->wake, &attr);
	pthread_condattr_destroy(&attr);
	d->notices = notices_load(d->store);
	if (!d->notices) {
		log_error("the notices cannot be read: %s", store_error(d->store));
		free_all(d);
		return NULL;
	}
	metrics_set(
	    options->metrics, METRIC_CONVERSATIONS_QUEUED, (int64_t)store_waiting(d->store));
	metrics_set(
	    options->metrics, METRIC_OUTBOX_WAITING, (int64_t)store_outbox_waiting(d->store));
	if (pthread_create(&d->thread, NULL, main_of, d) != 0) {
		log_error("no thread for the desk");
		free_all(d);
		return NULL;
	}
	return d;
}

const struct shop_channel *shop_channel(const struct shop *s, struct str name)
{
	for (size_t i = 0; i < s->channels_n; i++)
		if (str_eq(s->channels[i].name, name))
			return &s->channels[i];
	return NULL;
}

void desk_set_hooks(struct desk *d, const struct desk_hooks *hooks)
{
	pthread_mutex_lock(&d->lock);
	d->hooks = *hooks;
	pthread_mutex_unlock(&d->lock);
}

bool desk_submit(struct desk *d, struct job *job)
{
	bool taken = false;

	job->next = NULL;
	pthread_mutex_lock(&d->lock);
	if (!d->stopping && d->waiting < d->options.queue_max) {
		*d->last = job;
		d->last = &job->next;
		d->waiting++;
		taken = true;
		if (d->sleeping) /* under the lock: once it is let go, the desk may be gone */
			pthread_cond_signal(&d->wake);
	}
	pthread_mutex_unlock(&d->lock);
	return taken;
}

void desk_poke(struct desk *d)
{
	pthread_mutex_lock(&d->lock);
	d->poked = true;
	pthread_cond_signal(&d->wake);
	pthread_mutex_unlock(&d->lock);
}

void desk_stop(struct desk **dp)
{
	struct desk *d = *dp;

	if (!d)
		return;
	pthread_mutex_lock(&d->lock);
	d->stopping = true;
	pthread_cond_signal(&d->wake);
	pthread_mutex_unlock(&d->lock);
	pthread_join(d->thread, NULL);
	free_all(d);
	*dp = NULL;
}

bool desk_healthy(const struct desk *d)
{
	return atomic_load(&d->healthy);
}
