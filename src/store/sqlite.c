/* sqlite.c - the SQLite maker of stores: opening, batches, and reading within them.
 *
 * WAL with synchronous=FULL: a commit is one fsync of the WAL.  Copying the WAL back is the
 * checkpointer's work. */
#include "store/sqlite_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intl.h"
#include "dialogue/conversation.h"

/* The longest text or row: far above what the doors let in and above a whole file of a book, below
 * what would hurt. */
enum { LENGTH_MAX = 32 << 20 };

static struct sqlite_store *of(struct store *s)
{
	return (struct sqlite_store *)s;
}

int sqlite_result(struct sqlite_store *s, int rc)
{
	if (rc == SQLITE_OK)
		return STORE_OK;
	snprintf(
	    s->base.error, sizeof s->base.error, "%s (SQLite %d)", sqlite3_errmsg(s->conn.db), rc);
	switch (rc & 0xff) {
	case SQLITE_CONSTRAINT:
	case SQLITE_TOOBIG:
	case SQLITE_MISMATCH:
	case SQLITE_RANGE:
		return STORE_REFUSED;
	default:
		return STORE_FAILED;
	}
}

static int set_up(struct conn *c, const char *path, char error[STORE_ERROR_MAX])
{
	sqlite3_busy_timeout(c->db, 5000); /* somebody's sqlite3 shell; no other xiaoer */
	sqlite3_limit(c->db, SQLITE_LIMIT_LENGTH, LENGTH_MAX);
	if (sqlite3_db_readonly(c->db, "main") == 1) {
		snprintf(error, STORE_ERROR_MAX, _("%s is write-protected"), path);
		return -1;
	}
	/* first: that changes a file that is none of ours in nothing */
	if (conn_migrate(c, path, error) != 0)
		return -1;
	if (conn_exec(c, "PRAGMA journal_mode = WAL") != SQLITE_OK ||
	    conn_exec(c, "PRAGMA synchronous = FULL") != SQLITE_OK ||
	    conn_exec(c, "PRAGMA wal_autocheckpoint = 0") != SQLITE_OK ||
	    conn_exec(c, "PRAGMA journal_size_limit = 67108864") != SQLITE_OK ||
	    conn_exec(c, "PRAGMA secure_delete = ON") != SQLITE_OK ||
	    conn_exec(c, "PRAGMA cache_size = -2048") != SQLITE_OK) {
		snprintf(error, STORE_ERROR_MAX, _("%s cannot be written: %s"), path,
		    sqlite3_errmsg(c->db));
		return -1;
	}
	return 0;
}

static int load_counters(struct sqlite_store *s, const char *path, char error[STORE_ERROR_MAX])
{
	struct conn *c = &s->conn;
	struct store *b = &s->base;
	int64_t waiting, outbox;

	b->messages_end = conn_number(c, "SELECT coalesce(max(no), 0) FROM message", -1);
	b->conversations_end = conn_number(c, "SELECT coalesce(max(id), 0) FROM conversation", -1);
	waiting = conn_number(
	    c, "SELECT count(*) FROM conversation WHERE mode IN (1, 2) AND mode = 1", -1);
	outbox = conn_number(c, "SELECT count(*) FROM outbox WHERE state = 0", -1);
	if (b->messages_end < 0 || b->conversations_end < 0 || waiting < 0 || outbox < 0) {
		snprintf(
		    error, STORE_ERROR_MAX, _("%s cannot be read: %s"), path, sqlite3_errmsg(c->db));
		return -1;
	}
	b->message_no = b->messages_end;
	b->conversation_id = b->conversations_end;
	b->waiting = (size_t)waiting;
	b->outbox_waiting = (size_t)outbox;
	return 0;
}

static void sqlite_rollback(struct store *base)
{
	struct sqlite_store *s = of(base);

	if (!s->begun)
		return;
	if (!sqlite3_get_autocommit(
		s->conn.db)) { /* some faults have ended the transaction already */
		struct binding b = bind_to(&s->conn, ST_ROLLBACK);

		bind_run(&b);
	}
	base->message_no = base->messages_end;
	base->conversation_id = base->conversations_end;
	s->begun = false;
	pthread_mutex_unlock(&s->writing);
}

static void sqlite_close(struct store *base)
{
	struct sqlite_store *s = of(base);

	sqlite_rollback(base);
	checkpointer_stop(&s->checkpointer);
	conn_close(&s->conn);
	sqlite_unlock(&s->lock);
	pthread_mutex_destroy(&s->writing);
	free(s);
}

static struct store *sqlite_open(
    const char *path, enum store_result *result, char error[STORE_ERROR_MAX])
{
	struct sqlite_store *s = calloc(1, sizeof *s);

	*result = STORE_FAILED;
	if (!s) {
		snprintf(error, STORE_ERROR_MAX, "%s", _("out of memory"));
		return NULL;
	}
	s->base.maker = &sqlite_maker;
	pthread_mutex_init(&s->writing, NULL);
	s->lock = sqlite_lock(path, result, error);
	if (s->lock < 0)
		goto fail;
	*result = STORE_FAILED;
	if (conn_open(&s->conn, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error) != 0 ||
	    set_up(&s->conn, path, error) != 0 || load_counters(s, path, error) != 0)
		goto fail;
	s->checkpointer = checkpointer_start(path, s);
	if (!s->checkpointer) {
		snprintf(error, STORE_ERROR_MAX, _("%s: no thread for its checkpoints"), path);
		goto fail;
	}
	*result = STORE_OK;
	return &s->base;
fail:
	sqlite_close(&s->base);
	return NULL;
}

int sqlite_begin(struct store *base)
{
	struct sqlite_store *s = of(base);
	struct binding b;
	int rc;

	pthread_mutex_lock(&s->writing);
	s->begun = true;
	b = bind_to(&s->conn, ST_BEGIN);
	rc = sqlite_result(s, bind_run(&b));
	if (rc != STORE_OK)
		sqlite_rollback(base);
	return rc;
}

static struct store_conversation *remember(struct arena *arena, const struct store_conversation *c)
{
	struct sqlite_row *row = ARENA_NEW(arena, struct sqlite_row);

	*row = (struct sqlite_row){
	    *c, c->mode, c->urgency, c->vip, c->waiting_since, c->opened_at, c->updated_at, c->wake_at};
	return &row->row;
}

static struct store_conversation *fresh_row(
    struct store *base, const struct store_key *key, struct arena *arena)
{
	struct sqlite_row *row = ARENA_NEW(arena, struct sqlite_row);

	row->mode = -1;
	row->row = (struct store_conversation){
	    .id = ++base->conversation_id,
	    .key = {arena_str(arena, key->shop), arena_str(arena, key->channel),
		arena_str(arena, key->name)},
	    .fresh = true,
	};
	return &row->row;
}

static bool key_eq(const struct store_key *a, const struct store_key *b)
{
	return str_eq(a->name, b->name) && str_eq(a->channel, b->channel) &&
	       str_eq(a->shop, b->shop);
}

/* Where among the keys before i the same stands; i: nowhere.  An open hash over indices + 1. */
static size_t first_of(const struct store_key *keys, size_t i, size_t *table, size_t mask)
{
	size_t at = str_hash(keys[i].name, str_hash(keys[i].channel, 0)) & mask;

	for (; table[at]; at = (at + 1) & mask)
		if (key_eq(&keys[table[at] - 1], &keys[i]))
			return table[at] - 1;
	table[at] = i + 1;
	return i;
}

static int load_one(struct sqlite_store *s, const struct store_key *key, struct arena *arena,
    struct store_conversation **row)
{
	struct binding b = bind_to(&s->conn, ST_CONVERSATION_BY_KEY);
	struct store_conversation c;

	*row = NULL;
	bind_text(&b, key->shop);
	bind_text(&b, key->name);
	bind_text(&b, key->channel);
	if (bind_row(&b)) {
		read_conversation(b.st, arena, &c);
		*row = remember(arena, &c);
	}
	return sqlite_result(s, bind_end(&b));
}

static int sqlite_load(struct store *base, const struct store_key *keys, size_t n,
    struct arena *arena, struct store_conversation **rows)
{
	size_t mask = 15;
	size_t *table;

	while (mask < n * 2)
		mask = mask * 2 + 1;
	table = ARENA_ARRAY(arena, size_t, mask + 1);
	for (size_t i = 0; i < n; i++) {
		size_t first = first_of(keys, i, table, mask);
		int rc;

		if (first != i) {
			rows[i] = rows[first];
			continue;
		}
		rc = load_one(of(base), &keys[i], arena, &rows[i]);
		if (rc != STORE_OK)
			return rc;
		if (!rows[i])
			rows[i] = fresh_row(base, &keys[i], arena);
	}
	return STORE_OK;
}

static int sqlite_load_id(
    struct store *base, int64_t id, struct arena *arena, struct store_conversation **row)
{
	struct sqlite_store *s = of(base);
	struct binding b = bind_to(&s->conn, ST_CONVERSATION_BY_ID);
	struct store_conversation c;

	*row = NULL;
	bind_int(&b, id);
	if (bind_row(&b)) {
		read_conversation(b.st, arena, &c);
		*row = remember(arena, &c);
	}
	return sqlite_result(s, bind_end(&b));
}

static int sqlite_due(struct store *base, int64_t now, size_t max, struct arena *arena,
    struct store_conversation **rows, size_t *n)
{
	struct sqlite_store *s = of(base);
	struct binding b = bind_to(&s->conn, ST_CONVERSATION_DUE);
	struct store_conversation c;

	*n = 0;
	bind_int(&b, now);
	bind_int(&b, (int64_t)max);
	while (bind_row(&b)) {
		read_conversation(b.st, arena, &c);
		rows[(*n)++] = remember(arena, &c);
	}
	return sqlite_result(s, bind_end(&b));
}

static int64_t sqlite_next_wake(struct store *base)
{
	struct sqlite_store *s = of(base);
	struct binding b = bind_to(&s->conn, ST_NEXT_WAKE);
	int64_t at = 0;

	if (bind_row(&b))
		at = sqlite3_column_int64(b.st, 0);
	bind_end(&b);
	return at;
}

static int sqlite_messages_back(struct store *base, int64_t last, size_t max, struct arena *arena,
    struct store_message **rows, size_t *n)
{
	return sqlite_result(of(base), read_chain(&of(base)->conn, last, 0, max, arena, rows, n));
}

static int sqlite_old_id(
    struct store *base, int64_t conversation, const unsigned char hash[16], int64_t *no)
{
	struct sqlite_store *s = of(base);
	struct binding b = bind_to(&s->conn, ST_OLD_ID);

	*no = 0;
	bind_int(&b, conversation);
	bind_blob(&b, str_make((const char *)hash, 16));
	if (bind_row(&b))
		*no = sqlite3_column_int64(b.st, 0);
	return sqlite_result(s, bind_end(&b));
}

static int sqlite_add_old_ids(struct store *base, int64_t conversation,
    const unsigned char (*hashes)[16], const int64_t *numbers, size_t n)
{
	struct sqlite_store *s = of(base);

	for (size_t i = 0; i < n; i++) {
		struct binding b = bind_to(&s->conn, ST_OLD_ID_INSERT);
		int rc;

		bind_int(&b, conversation);
		bind_blob(&b, str_make((const char *)hashes[i], 16));
		bind_int(&b, numbers[i]);
		rc = sqlite_result(s, bind_run(&b));
		if (rc != STORE_OK)
			return rc;
	}
	return STORE_OK;
}

/* They lie among the old ids, of no conversation, each with the time until which it is kept. */
static int sqlite_use_once(
    struct store *base, const unsigned char hash[16], int64_t now, int64_t until)
{
	struct sqlite_store *s = of(base);
	struct binding b = bind_to(&s->conn, ST_USED_EXPIRED);
	int64_t kept;

	bind_int(&b, now);
	if (sqlite_result(s, bind_run(&b)) != STORE_OK)
		return -1;
	if (sqlite_old_id(base, 0, hash, &kept) != STORE_OK)
		return -1;
	if (kept)
		return 0;
	return sqlite_add_old_ids(base, 0, (const unsigned char(*)[16])hash, &until, 1) == STORE_OK
		   ? 1
		   : -1;
}

static int sqlite_message(
    struct store *base, int64_t no, struct arena *arena, struct store_message *m)
{
	struct sqlite_store *s = of(base);
	struct binding b = bind_to(&s->conn, ST_MESSAGE);
	bool found;
	int rc;

	bind_int(&b, no);
	found = bind_row(&b);
	if (found)
		read_message(b.st, arena, m);
	rc = sqlite_result(s, bind_end(&b));
	return rc == STORE_OK ? found : rc;
}

static int sqlite_outbox_row(
    struct store *base, int64_t id, struct arena *arena, struct store_outbox *row)
{
	struct sqlite_store *s = of(base);
	struct binding b = bind_to(&s->conn, ST_OUTBOX_ROW);
	bool found;
	int rc;

	bind_int(&b, id);
	found = bind_row(&b);
	if (found)
		read_outbox(b.st, arena, row);
	rc = sqlite_result(s, bind_end(&b));
	return rc == STORE_OK ? found : rc;
}

static int sqlite_all_notices(
    struct store *base, struct arena *arena, struct store_notice **rows, size_t *n)
{
	return sqlite_result(of(base), read_notices(&of(base)->conn, arena, rows, n));
}

static int sqlite_ticket(struct store *base, struct str shop, struct str number,
    struct arena *arena, struct store_ticket *t)
{
	bool found;
	int rc = sqlite_result(
	    of(base), read_ticket(&of(base)->conn, shop, number, arena, t, &found));

	return rc == STORE_OK ? found : rc;
}

int sqlite_end_batch(struct sqlite_store *s, int rc)
{
	struct store *base = &s->base;

	if (rc == SQLITE_OK) {
		struct binding b = bind_to(&s->conn, ST_COMMIT);

		rc = bind_run(&b);
	}
	if (rc != SQLITE_OK) {
		rc = sqlite_result(s, rc);
		sqlite_rollback(base);
		return rc;
	}
	base->messages_end = base->message_no;
	base->conversations_end = base->conversation_id;
	s->begun = false;
	pthread_mutex_unlock(&s->writing);
	return STORE_OK;
}

static int sqlite_commit(struct store *base, struct store_changes *changes)
{
	struct sqlite_store *s = of(base);
	size_t waiting = base->waiting, outbox_waiting = base->outbox_waiting;
	int rc = sqlite_end_batch(s, sqlite_write(s, changes, &waiting, &outbox_waiting));

	if (rc == STORE_OK) {
		base->waiting = waiting;
		base->outbox_waiting = outbox_waiting;
	}
	return rc;
}

static int sqlite_probe(struct store *base)
{
	struct sqlite_store *s = of(base);
	struct binding b;
	int rc = sqlite_begin(base);

	if (rc != STORE_OK)
		return rc;
	b = bind_to(&s->conn, ST_PROBE);
	return sqlite_end_batch(s, bind_run(&b));
}

const struct store_maker sqlite_maker = {
    .scheme = "sqlite:",
    .open = sqlite_open,
    .owner = sqlite_owner,
    .close = sqlite_close,
    .begin = sqlite_begin,
    .load = sqlite_load,
    .load_id = sqlite_load_id,
    .due = sqlite_due,
    .next_wake = sqlite_next_wake,
    .messages_back = sqlite_messages_back,
    .old_id = sqlite_old_id,
    .add_old_ids = sqlite_add_old_ids,
    .use_once = sqlite_use_once,
    .message = sqlite_message,
    .outbox_row = sqlite_outbox_row,
    .all_notices = sqlite_all_notices,
    .ticket = sqlite_ticket,
    .commit = sqlite_commit,
    .forget = sqlite_forget,
    .expire = sqlite_expire,
    .probe = sqlite_probe,
    .rollback = sqlite_rollback,
    .reader_open = sqlite_reader_open,
    .reader_close = sqlite_reader_close,
    .list = sqlite_list,
    .find = sqlite_find,
    .messages = sqlite_messages,
    .outbox = sqlite_outbox,
    .notices = sqlite_notices,
    .find_message = sqlite_find_message,
    .find_ticket = sqlite_find_ticket,
    .tickets = sqlite_tickets,
    .of_customer = sqlite_of_customer,
    .books = sqlite_books,
    .books_in_force = sqlite_books_in_force,
    .book = sqlite_book,
    .book_files = sqlite_book_files,
    .book_file = sqlite_book_file,
    .misses = sqlite_misses,
    .scan = sqlite_scan,
    .scan_words = sqlite_scan_words,
    .conversations = sqlite_conversations,
    .ping = sqlite_ping,
};
