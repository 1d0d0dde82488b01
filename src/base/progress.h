/* progress.h - how far a long piece of work has come, told to whoever wants to show it.
 *
 * The worker calls progress_tell() from one thread, as often as it likes; nobody listening costs a
 * test.  What is told is shown by somebody else (command/progress.h).  Who may be stopped asks
 * progress_stopped() as often: then what he has found is not all, and good for nothing.  From the
 * first yes on it is yes. */
#ifndef XIAOER_BASE_PROGRESS_H
#define XIAOER_BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress {
	void (*told)(void *ctx, size_t done, size_t total); /* total 0: nobody knows how much it is */
	void *ctx; /* of both */
	bool (*stop)(void *ctx); /* nobody waits for it any more; NULL: somebody does */
};

/* p may be NULL. */
static inline void progress_tell(const struct progress *p, size_t done, size_t total)
{
	if (p && p->told)
		p->told(p->ctx, done, total);
}

/* p may be NULL.  It is asked for every pattern and every example: stop() is to be quick. */
static inline bool progress_stopped(const struct progress *p)
{
	return p && p->stop && p->stop(p->ctx);
}

#endif
