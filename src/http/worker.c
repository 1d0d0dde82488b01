#include "http/worker.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/log.h"
#include "book/match.h"
#include "store/store.h"

struct worker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct task *first, *last;
	bool stop;
	struct work_place place;
};

/* Waits for a task; NULL when there is none and there will be none. */
static struct task *task_take(struct worker *w)
{
	struct task *task;

	pthread_mutex_lock(&w->lock);
	while (!w->first && !w->stop)
		pthread_cond_wait(&w->more, &w->lock);
	task = w->first;
	if (task)
		w->first = task->next;
	if (!w->first)
		w->last = NULL;
	pthread_mutex_unlock(&w->lock);
	return task;
}

static void *worker_main(void *arg)
{
	struct worker *w = arg;

	for (struct task *task = task_take(w); task; task = task_take(w))
		task->run(task, &w->place);
	return NULL;
}

struct worker *worker_start(const char *name, const struct work_place *place)
{
	struct worker *w = calloc(1, sizeof *w);

	if (!w)
		abort();
	w->place = *place;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->more, NULL);
	if (pthread_create(&w->thread, NULL, worker_main, w) != 0) {
		log_error("no thread for %s", name);
		abort();
	}
	pthread_setname_np(w->thread, name);
	return w;
}

void worker_submit(struct worker *w, struct task *task)
{
	task->next = NULL;
	pthread_mutex_lock(&w->lock);
	if (w->last)
		w->last->next = task;
	else
		w->first = task;
	w->last = task;
	pthread_cond_signal(&w->more);
	pthread_mutex_unlock(&w->lock);
}

void worker_stop(struct worker **worker)
{
	struct worker *w = *worker;

	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->stop = true;
	pthread_cond_signal(&w->more);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	store_reader_close(&w->place.reader);
	match_scratch_free(&w->place.scratch);
	pthread_mutex_destroy(&w->lock);
	pthread_cond_destroy(&w->more);
	free(w);
	*worker = NULL;
}
