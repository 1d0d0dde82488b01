/* forget.c - a customer's words taken out of the store, and all that is too old.
 *
 * Between batches, on the desk's thread: no conversation is under way then, and the store has one
 * writer. */
#include "desk/forget.h"

#include "base/clock.h"
#include "base/log.h"
#include "desk/desk_internal.h"

/* So much is removed at a time that a message hardly waits for it. */
enum { EXPIRE_ROWS = 500, EXPIRE_SOON_MS = 200, EXPIRE_LATER_MS = 3600000 };

int forget_conversation(struct store *store, int64_t id, struct arena *arena, size_t *messages)
{
	struct conversation empty;
	struct buf packed;
	size_t blanked;
	int rc;

	conversation_init(&empty, arena, id);
	empty.mode = MODE_CLOSED;
	buf_init(&packed, 1 << 16);
	conversation_pack(&empty, &packed);
	rc = store_forget(store, id, buf_str(&packed), &blanked);
	buf_free(&packed);
	if (rc == STORE_OK)
		*messages += blanked;
	return rc;
}

void forget_run(struct desk *d, struct job *job)
{
	arena_reset(d->arena);
	job->result = JOB_OK;
	for (size_t i = 0; i < job->forget_n && job->result == JOB_OK; i++) {
		if (forget_conversation(d->store, job->forget[i], d->arena, &job->blanked) == STORE_OK) {
			parked_forget(d, job->forget[i]);
			continue;
		}
		log_error("a customer cannot be forgotten: %s conv=%lld", store_error(d->store),
		    (long long)job->forget[i]);
		job->result = JOB_UNAVAILABLE;
	}
	metrics_set(d->options.metrics, METRIC_CONVERSATIONS_QUEUED,
	    (int64_t)store_waiting(d->store));
	metrics_set(
	    d->options.metrics, METRIC_OUTBOX_WAITING, (int64_t)store_outbox_waiting(d->store));
	job->done(job);
}

void expire_run(struct desk *d)
{
	int64_t now, us = clock_monotonic_us();
	size_t removed = 0;
	int rc;

	if (!d->options.keep || d->failing || us < d->expire_at)
		return;
	now = d->options.now ? d->options.now(d->options.now_ctx) : clock_now_ms();
	rc = store_expire(d->store, now - d->options.keep, EXPIRE_ROWS, &removed);
	if (rc != STORE_OK)
		log_error("what is too old cannot be removed: %s", store_error(d->store));
	else if (removed)
		log_info("removed what is too old rows=%zu", removed);
	d->expire_at = us + (removed ? EXPIRE_SOON_MS : EXPIRE_LATER_MS) * 1000LL;
}
