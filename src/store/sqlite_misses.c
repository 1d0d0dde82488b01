/* sqlite_misses.c - what trainers decided of what was asked in vain.
 *
 * A decision is a row and the numbers of the messages it stands on.  The words are the messages': who
 * is forgotten, or too old, is gone from here as well. */
#include "store/sqlite_internal.h"

/* ---- writing ---- */

static int run_for(struct conn *c, enum statement which, int64_t a, int64_t b)
{
	struct binding bound = bind_to(c, which);

	bind_int(&bound, a);
	if (b)
		bind_int(&bound, b);
	return bind_run(&bound);
}

int sqlite_drop_misses(struct conn *c)
{
	struct binding b = bind_to(c, ST_MISS_BARE);

	return bind_run(&b);
}

static int insert_miss(struct conn *c, struct store_miss *m)
{
	struct binding b = bind_to(c, ST_MISS_INSERT);
	int rc;

	bind_int(&b, m->at);
	bind_int(&b, m->upto);
	bind_int(&b, m->state);
	bind_text(&b, m->intent);
	bind_text(&b, m->who);
	rc = bind_run(&b);
	m->id = sqlite3_last_insert_rowid(c->db);
	for (size_t i = 0; i < m->messages_n && rc == SQLITE_OK; i++)
		rc = run_for(c, ST_MISS_MESSAGE_INSERT, m->messages[i], m->id);
	return rc;
}

static int put_miss(struct conn *c, struct store_miss *m)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < m->messages_n && rc == SQLITE_OK; i++)
		rc = run_for(c, ST_MISS_REPLACED, m->messages[i], 0);
	if (rc == SQLITE_OK && m->state != MISS_NEW)
		rc = insert_miss(c, m);
	return rc == SQLITE_OK ? sqlite_drop_misses(c) : rc;
}

int sqlite_put_misses(struct conn *c, struct store_miss **misses, size_t n)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < n && rc == SQLITE_OK; i++)
		rc = put_miss(c, misses[i]);
	return rc;
}

/* ---- reading ---- */

struct reading {
	struct arena *arena;
	struct store_miss *rows;
	size_t n, room;
};

static void begin_miss(struct reading *r, sqlite3_stmt *st)
{
	int state = sqlite3_column_int(st, 3);

	if (r->n == r->room) {
		size_t room = r->room ? 2 * r->room : 16;

		r->rows = arena_grow(
		    r->arena, r->rows, r->n * sizeof *r->rows, room * sizeof *r->rows);
		r->room = room;
	}
	r->rows[r->n++] = (struct store_miss){
	    .id = sqlite3_column_int64(st, 0),
	    .at = sqlite3_column_int64(st, 1),
	    .upto = sqlite3_column_int64(st, 2),
	    /* a number that no version of ours has written (a damaged file) */
	    .state = state >= 0 && state < STORE_MISS_STATES ? (enum store_miss_state)state : MISS_NEW,
	    .intent = column_text(st, 4, r->arena),
	    .who = column_text(st, 5, r->arena),
	    .messages = ARENA_ARRAY(r->arena, int64_t, STORE_MISS_MESSAGES),
	    .texts = ARENA_ARRAY(r->arena, struct str, STORE_MISS_MESSAGES),
	    .shop = column_text(st, 8, r->arena),
	};
}

static void add_message(struct reading *r, sqlite3_stmt *st)
{
	struct store_miss *m;

	if (!r->n || r->rows[r->n - 1].id != sqlite3_column_int64(st, 0))
		begin_miss(r, st);
	m = &r->rows[r->n - 1];
	if (m->messages_n == STORE_MISS_MESSAGES)
		return;
	((int64_t *)m->messages)[m->messages_n] = sqlite3_column_int64(st, 6);
	((struct str *)m->texts)[m->messages_n++] = column_text(st, 7, r->arena);
}

int sqlite_misses(
    struct store_reader *r, struct arena *arena, struct store_miss **rows, size_t *n)
{
	struct binding b = bind_to(sqlite_reader_conn(r), ST_MISSES);
	struct reading reading = {.arena = arena};

	while (bind_row(&b))
		add_message(&reading, b.st);
	*rows = reading.rows;
	*n = reading.n;
	return sqlite_read_result(r, bind_end(&b));
}
