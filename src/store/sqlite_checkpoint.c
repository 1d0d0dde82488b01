/* sqlite_checkpoint.c - copies the WAL into the database, off the committing thread.
 *
 * PASSIVE checkpoints copy beside the writer and never block it, but they alone cannot begin the
 * WAL anew while it is written: it would grow without bound.  So when little is left to copy, the
 * last piece is done with RESTART between two batches: the writer waits for a few pages and one
 * fsync. With the checkpoint on the committing thread the slowest hundredth of the answers took
 * 15-40 ms longer (measured). */
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "store/sqlite_internal.h"

enum {
	TRIGGER_PAGES = 1024, /* 4 MB of WAL; with 16 MB p99 at half load was 11 ms, not 6 */
	LITTLE_PAGES = 256,   /* so much may be left for the locked end */
	ROUNDS_MAX = 3,
	READERS_MS = 10 /* how long the end waits for readers of the WAL's beginning */
};

struct checkpointer {
	struct conn conn;
	pthread_mutex_t *writing;
	pthread_t thread;
	pthread_mutex_t lock; /* of what follows */
	pthread_cond_t wake;
	int trigger; /* pages of WAL that call for a checkpoint */
	int pages;   /* after the last commit */
	bool empty; /* the WAL shall be cut to nothing */
	bool stop;
	/* the thread's own */
	bool failing; /* said once */
};

/* On the committing thread, after each commit. */
static int on_commit(void *ctx, sqlite3 *db, const char *name, int pages)
{
	struct checkpointer *c = ctx;

	(void)db;
	(void)name;
	pthread_mutex_lock(&c->lock);
	c->pages = pages;
	if (pages >= c->trigger)
		pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->lock);
	return SQLITE_OK;
}

static int copy(struct checkpointer *c, int kind, int *left)
{
	int log = 0, done = 0;
	int rc = sqlite3_wal_checkpoint_v2(c->conn.db, "main", kind, &log, &done);

	*left = log - done;
	return rc;
}

/* SQLITE_OK: the WAL begins anew with the next commit. */
static int run(struct checkpointer *c, bool empty)
{
	int left = 0, rc = SQLITE_OK;

	for (int i = 0; i < ROUNDS_MAX; i++) {
		rc = copy(c, SQLITE_CHECKPOINT_PASSIVE, &left);
		if (rc != SQLITE_OK || left <= LITTLE_PAGES)
			break;
	}
	if (rc != SQLITE_OK)
		return rc;
	pthread_mutex_lock(c->writing);
	rc = copy(c, empty ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_RESTART, &left);
	pthread_mutex_unlock(c->writing);
	return rc;
}

static void tell(struct checkpointer *c, int rc)
{
	bool fails = rc != SQLITE_OK && (rc & 0xff) != SQLITE_BUSY;

	if (fails && !c->failing)
		log_error("the store's WAL cannot be copied back, it will grow: %s (SQLite %d)",
		    sqlite3_errmsg(c->conn.db), rc);
	if (c->failing && rc == SQLITE_OK)
		log_info("the store's WAL is copied back again");
	c->failing = fails || (c->failing && rc != SQLITE_OK);
}

/* Under the lock. */
static void wait_a_while(struct checkpointer *c)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec++;
	pthread_cond_timedwait(&c->wake, &c->lock, &until);
}

static void *main_of(void *arg)
{
	struct checkpointer *c = arg;

	pthread_setname_np(pthread_self(), "checkpointer");
	pthread_mutex_lock(&c->lock);
	for (;;) {
		bool empty;
		int rc;

		while (!c->stop && c->pages < c->trigger && !c->empty)
			pthread_cond_wait(&c->wake, &c->lock);
		if (c->stop)
			break;
		empty = c->empty;
		pthread_mutex_unlock(&c->lock);
		rc = run(c, empty);
		tell(c, rc);
		pthread_mutex_lock(&c->lock);
		/* a reader in the way, or a full disk: not again at once, but when it has grown by
		 * a quarter more */
		c->trigger = rc == SQLITE_OK ? TRIGGER_PAGES : c->pages + TRIGGER_PAGES / 4;
		if (rc == SQLITE_OK) {
			c->pages = 0;
			c->empty = c->empty && !empty;
		} else if (empty && !c->stop) {
			wait_a_while(c); /* nobody tells when a reader has gone */
		}
	}
	bool empty = c->empty;
	pthread_mutex_unlock(&c->lock);
	if (empty) /* what was to be gone is not left behind */
		tell(c, run(c, true));
	return NULL;
}

struct checkpointer *checkpointer_start(const char *path, struct sqlite_store *s)
{
	struct checkpointer *c = calloc(1, sizeof *c);
	char error[STORE_ERROR_MAX];

	if (!c)
		return NULL;
	if (conn_open(&c->conn, path, SQLITE_OPEN_READWRITE, error) != 0)
		goto fail;
	sqlite3_busy_timeout(c->conn.db, READERS_MS);
	conn_exec(&c->conn, "PRAGMA cache_size = -256");
	conn_exec(&c->conn, "PRAGMA synchronous = FULL");
	conn_exec(&c->conn, "PRAGMA journal_size_limit = 67108864");
	/* a checkpoint does nothing on a connection that has not looked at the file yet */
	conn_number(&c->conn, "SELECT count(*) FROM sqlite_schema", 0);
	c->writing = &s->writing;
	c->trigger = TRIGGER_PAGES;
	pthread_mutex_init(&c->lock, NULL);
	pthread_cond_init(&c->wake, NULL);
	if (pthread_create(&c->thread, NULL, main_of, c) != 0) {
		pthread_mutex_destroy(&c->lock);
		pthread_cond_destroy(&c->wake);
		goto fail;
	}
	sqlite3_wal_hook(s->conn.db, on_commit, c);
	return c;
fail:
	conn_close(&c->conn);
	free(c);
	return NULL;
}

void checkpointer_empty(struct checkpointer *c)
{
	pthread_mutex_lock(&c->lock);
	c->empty = true;
	pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->lock);
}

void checkpointer_stop(struct checkpointer **cp)
{
	struct checkpointer *c = *cp;

	if (!c)
		return;
	pthread_mutex_lock(&c->lock);
	c->stop = true;
	pthread_cond_signal(&c->wake);
	pthread_mutex_unlock(&c->lock);
	pthread_join(c->thread, NULL);
	pthread_mutex_destroy(&c->lock);
	pthread_cond_destroy(&c->wake);
	conn_close(&c->conn);
	free(c);
	*cp = NULL;
}
