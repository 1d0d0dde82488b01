/* worker.h - one thread that does tasks in turn: what would keep the loop from its requests
 * (reading the store, loading a book). */
#ifndef XIAOER_HTTP_WORKER_H
#define XIAOER_HTTP_WORKER_H

struct match_scratch;
struct store_reader;
struct worker;

/* What the thread has for itself; each may be NULL. */
struct work_place {
	struct store_reader *reader;
	struct match_scratch *scratch;
};

struct task {
	void (*run)(struct task *task, struct work_place *place);
	struct task *next; /* of the queue */
};

/* Takes ownership of what place holds.  Ends the process when the system gives no thread. */
struct worker *worker_start(const char *name, const struct work_place *place);
void worker_submit(struct worker *w, struct task *task); /* any thread */
/* Does what was submitted, then ends. */
void worker_stop(struct worker **w);

#endif
