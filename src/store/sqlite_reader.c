/* sqlite_reader.c - reading beside the writer: what was committed, each on a connection of its own.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/log.h"
#include "store/sqlite_internal.h"

struct sqlite_reader {
	struct store_reader base;
	struct conn conn;
};

static struct conn *conn_of(struct store_reader *r)
{
	return &((struct sqlite_reader *)r)->conn;
}

static int result(struct store_reader *r, int rc)
{
	if (rc == SQLITE_OK)
		return STORE_OK;
	log_warn("the store cannot be read: %s (SQLite %d)", sqlite3_errmsg(conn_of(r)->db), rc);
	return STORE_FAILED;
}

struct conn *sqlite_reader_conn(struct store_reader *r)
{
	return conn_of(r);
}

int sqlite_read_result(struct store_reader *r, int rc)
{
	return result(r, rc);
}

/* Not read-only for SQLite: a WAL that a killed process left behind can only be read by who may
 * write it. */
struct store_reader *sqlite_reader_open(const char *path, char error[STORE_ERROR_MAX])
{
	struct sqlite_reader *r = calloc(1, sizeof *r);

	if (!r) {
		snprintf(error, STORE_ERROR_MAX, "%s", _("out of memory"));
		return NULL;
	}
	r->base.maker = &sqlite_maker;
	if (conn_open(&r->conn, path, SQLITE_OPEN_READWRITE, error) != 0)
		goto fail;
	sqlite3_busy_timeout(r->conn.db, 5000);
	sqlite3_db_config(r->conn.db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	if (conn_check(&r->conn, path, error) != 0)
		goto fail;
	if (conn_exec(&r->conn, "PRAGMA query_only = ON") != SQLITE_OK ||
	    conn_exec(&r->conn, "PRAGMA cache_size = -1024") != SQLITE_OK) {
		snprintf(error, STORE_ERROR_MAX, _("%s cannot be read: %s"), path,
		    sqlite3_errmsg(r->conn.db));
		goto fail;
	}
	return &r->base;
fail:
	sqlite_reader_close(&r->base);
	return NULL;
}

void sqlite_reader_close(struct store_reader *r)
{
	conn_close(conn_of(r));
	free(r);
}

static struct binding bind_newest(
    struct conn *c, struct str shop, int mode, const struct store_cursor *after)
{
	struct binding b = bind_to(c, ST_CONVERSATION_NEWEST);

	bind_text(&b, shop);
	bind_int(&b, mode);
	bind_int(&b, after ? after->at / RECENT_SPAN_MS : INT64_MAX);
	bind_int(&b, after ? after->at : INT64_MAX);
	bind_int(&b, after ? after->id : INT64_MAX);
	return b;
}

static struct binding bind_queue(
    struct conn *c, struct str shop, int mode, const struct store_cursor *after)
{
	struct binding b = bind_to(c, ST_CONVERSATION_QUEUE);

	bind_text(&b, shop);
	bind_int(&b, mode);
	bind_int(&b, after ? after->urgency == 0 : -1);
	bind_int(&b, after ? after->urgency : 0);
	bind_int(&b, after ? !after->vip : 0);
	bind_int(&b, after ? after->at : 0);
	bind_int(&b, after ? after->id : 0);
	return b;
}

int sqlite_list(struct store_reader *r, struct str shop, int mode, const struct store_cursor *after,
    size_t max, struct arena *arena, struct store_conversation **rows, size_t *n)
{
	struct binding b = store_by_urgency(mode) ? bind_queue(conn_of(r), shop, mode, after)
						  : bind_newest(conn_of(r), shop, mode, after);

	bind_int(&b, (int64_t)max);
	*rows = ARENA_ARRAY(arena, struct store_conversation, max);
	*n = 0;
	while (*n < max && bind_row(&b))
		read_conversation(b.st, arena, &(*rows)[(*n)++]);
	return result(r, bind_end(&b));
}

int sqlite_find(struct store_reader *r, struct str shop, struct str channel, struct str name,
    struct arena *arena, struct store_conversation rows[2], size_t *n)
{
	struct binding b =
	    bind_to(conn_of(r), channel.n ? ST_CONVERSATION_BY_KEY : ST_CONVERSATION_FIND);

	bind_text(&b, shop);
	bind_text(&b, name);
	if (channel.n)
		bind_text(&b, channel);
	*n = 0;
	while (*n < 2 && bind_row(&b))
		read_conversation(b.st, arena, &rows[(*n)++]);
	return result(r, bind_end(&b));
}

/* The chain leads from the newest back.  Moves *last to where the `max` messages next to `after`
 * begin, looking at numbers alone: the last `max` of them that were passed are kept in a ring. */
static int skip_newer(
    struct conn *c, int64_t *last, int64_t after, size_t max, struct arena *arena)
{
	int64_t *ring = ARENA_ARRAY(arena, int64_t, max);
	size_t passed = 0;

	for (int64_t no = *last; no > after;) {
		struct binding b = bind_to(c, ST_MESSAGE_PREVIOUS);
		int64_t previous = 0;
		int rc;

		ring[passed++ % max] = no;
		bind_int(&b, no);
		if (bind_row(&b))
			previous = sqlite3_column_int64(b.st, 0);
		rc = bind_end(&b);
		if (rc != SQLITE_OK)
			return rc;
		no = previous < no ? previous : 0;
	}
	if (passed > max)
		*last = ring[passed % max];
	return SQLITE_OK;
}

int sqlite_messages(struct store_reader *r, const struct store_conversation *c, int64_t after,
    size_t max, struct arena *arena, struct store_message **rows, size_t *n)
{
	int64_t last = c->last_message;
	int rc = after > 0 && max > 0 ? skip_newer(conn_of(r), &last, after, max, arena) : SQLITE_OK;

	*n = 0;
	if (rc == SQLITE_OK)
		rc = read_chain(conn_of(r), last, after, max, arena, rows, n);

	for (size_t i = 0, j = *n; i + 1 < j; i++) {
		struct store_message m = (*rows)[--j];

		(*rows)[j] = (*rows)[i];
		(*rows)[i] = m;
	}
	return result(r, rc);
}

/* A message is never without its conversation, but for a hand that went into the file. */
int sqlite_find_message(struct store_reader *r, int64_t no, struct arena *arena,
    struct store_message *m, struct store_conversation *c)
{
	struct binding b = bind_to(conn_of(r), ST_MESSAGE);
	bool found;
	int rc;

	bind_int(&b, no);
	found = bind_row(&b);
	if (found)
		read_message(b.st, arena, m);
	rc = bind_end(&b);
	if (rc != SQLITE_OK || !found)
		return rc == SQLITE_OK ? 0 : result(r, rc);
	b = bind_to(conn_of(r), ST_CONVERSATION_BY_ID);
	bind_int(&b, m->conversation);
	found = bind_row(&b);
	if (found)
		read_conversation(b.st, arena, c);
	rc = result(r, bind_end(&b));
	return rc == STORE_OK ? found : rc;
}

int sqlite_outbox(struct store_reader *r, int state, int64_t after, size_t max, struct arena *arena,
    struct store_outbox **rows, size_t *n)
{
	struct binding b = bind_to(conn_of(r), state < 0 ? ST_OUTBOX_ALL : ST_OUTBOX_STATE);

	if (state >= 0)
		bind_int(&b, state);
	bind_int(&b, after);
	bind_int(&b, (int64_t)max);
	*rows = ARENA_ARRAY(arena, struct store_outbox, max);
	*n = 0;
	while (*n < max && bind_row(&b))
		read_outbox(b.st, arena, &(*rows)[(*n)++]);
	return result(r, bind_end(&b));
}

int sqlite_notices(
    struct store_reader *r, struct arena *arena, struct store_notice **rows, size_t *n)
{
	return result(r, read_notices(conn_of(r), arena, rows, n));
}

int sqlite_find_ticket(struct store_reader *r, struct str shop, struct str number,
    struct arena *arena, struct store_ticket *t)
{
	bool found;
	int rc = result(r, read_ticket(conn_of(r), shop, number, arena, t, &found));

	return rc == STORE_OK ? found : rc;
}

int sqlite_tickets(struct store_reader *r, struct str shop, int status, int64_t before, size_t max,
    struct arena *arena, struct store_ticket **rows, size_t *n)
{
	struct binding b = bind_to(conn_of(r), status < 0 ? ST_TICKETS : ST_TICKETS_STATUS);

	bind_text(&b, shop);
	if (status >= 0)
		bind_int(&b, status);
	bind_int(&b, before > 0 ? before : INT64_MAX);
	bind_int(&b, (int64_t)max);
	*rows = ARENA_ARRAY(arena, struct store_ticket, max);
	*n = 0;
	while (*n < max && bind_row(&b))
		read_ticket_row(b.st, arena, &(*rows)[(*n)++]);
	return result(r, bind_end(&b));
}

int sqlite_of_customer(struct store_reader *r, struct str shop, struct str customer,
    struct arena *arena, int64_t **ids, size_t *n)
{
	struct binding b = bind_to(conn_of(r), ST_CONVERSATION_OF_CUSTOMER);
	size_t room = 16;

	*ids = ARENA_ARRAY(arena, int64_t, room);
	*n = 0;
	bind_text(&b, customer);
	bind_text(&b, shop);
	while (bind_row(&b)) {
		if (*n == room) {
			*ids = arena_grow(
			    arena, *ids, room * sizeof **ids, 2 * room * sizeof **ids);
			room *= 2;
		}
		(*ids)[(*n)++] = sqlite3_column_int64(b.st, 0);
	}
	return result(r, bind_end(&b));
}

int sqlite_conversations(struct store_reader *r, int64_t after, size_t max, struct arena *arena,
    struct store_conversation **rows, size_t *n)
{
	struct binding b = bind_to(conn_of(r), ST_CONVERSATIONS);

	bind_int(&b, after);
	bind_int(&b, (int64_t)max);
	*rows = ARENA_ARRAY(arena, struct store_conversation, max);
	*n = 0;
	while (*n < max && bind_row(&b))
		read_conversation(b.st, arena, &(*rows)[(*n)++]);
	return result(r, bind_end(&b));
}

int sqlite_ping(struct store_reader *r)
{
	struct binding b = bind_to(conn_of(r), ST_PING);

	return result(r, bind_run(&b));
}
