/* books.c - what comes into force is stored by the desk, which alone writes the store. */
#include "desk/desk.h"

#include <pthread.h>

struct waiting {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	bool done;
};

static void kept(struct job *job)
{
	struct waiting *w = job->ctx;

	pthread_mutex_lock(&w->lock);
	w->done = true;
	pthread_cond_signal(&w->wake);
	pthread_mutex_unlock(&w->lock);
}

int desk_keep_books(struct desk *d, struct store_book **books, size_t n)
{
	struct waiting w = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
	struct job job = {.kind = JOB_BOOKS, .books = books, .books_n = n, .done = kept, .ctx = &w};

	if (!desk_submit(d, &job))
		return STORE_FAILED;
	pthread_mutex_lock(&w.lock);
	while (!w.done)
		pthread_cond_wait(&w.wake, &w.lock);
	pthread_mutex_unlock(&w.lock);
	pthread_mutex_destroy(&w.lock);
	pthread_cond_destroy(&w.wake);
	return job.result == JOB_OK ? STORE_OK : STORE_FAILED;
}
