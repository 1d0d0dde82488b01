/* sqlite_forget.c - takes out again what was stored: one conversation's words, or all that is too old.
 *
 * Done seldom, so its statements are made when they are wanted.  Freed bytes are overwritten in the
 * database (secure_delete); old pages go from the WAL when the checkpointer has emptied it. */
#include <stdio.h>

#include "dialogue/conversation.h"
#include "store/sqlite_internal.h"

/* Numbers are bound in order, then one blob when it is wanted (?n is named in the statement). */
static int run_with(struct conn *c, const char *sql, int64_t a, int64_t b, struct str blob)
{
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(c->db, sql, -1, &st, NULL);

	if (rc != SQLITE_OK)
		return rc;
	sqlite3_bind_int64(st, 1, a);
	if (sqlite3_bind_parameter_count(st) > 1)
		sqlite3_bind_int64(st, 2, b);
	if (sqlite3_bind_parameter_count(st) > 2)
		sqlite3_bind_blob64(st, 3, blob.n ? blob.p : "", blob.n, SQLITE_STATIC);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW)
		;
	sqlite3_finalize(st);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int run_one(struct conn *c, const char *sql, int64_t a)
{
	return run_with(c, sql, a, 0, STR(""));
}

/* A number of the conversation's, for the counts that the store keeps. */
static int64_t count_of(struct conn *c, const char *sql, int64_t id)
{
	char text[256];

	snprintf(text, sizeof text, sql, (long long)id);
	return conn_number(c, text, 0);
}

/* Its messages lose what a person wrote or is called; when they came and what answered them stays,
 * so that reports still count them. */
static int blank_messages(struct conn *c, int64_t id, size_t *messages)
{
	int rc = run_one(c,
	    "UPDATE message SET platform_id = '', sender = '', text = '', extra = ''"
	    " WHERE no IN (WITH RECURSIVE chain (no) AS ("
	    "  SELECT last_message FROM conversation WHERE id = ?1"
	    "  UNION SELECT m.previous FROM message m JOIN chain ON m.no = chain.no"
	    "  WHERE m.previous > 0) SELECT no FROM chain)",
	    id);

	*messages = rc == SQLITE_OK ? (size_t)sqlite3_changes(c->db) : 0;
	return rc;
}

static int blank_conversation(struct conn *c, int64_t id, struct str state)
{
	/* somebody else's conversation may be called so */
	return run_with(c,
	    "UPDATE conversation SET name = 'forgotten-' || id || CASE WHEN EXISTS (SELECT 1"
	    "  FROM conversation o WHERE o.shop = conversation.shop AND o.id != conversation.id"
	    "  AND o.name = 'forgotten-' || conversation.id AND o.channel = conversation.channel)"
	    "  THEN '-' || hex(randomblob(8)) ELSE '' END, mode = ?2, urgency = 0, vip = 0,"
	    " waiting_since = 0, wake_at = 0, state = ?3, seen = x'' WHERE id = ?1",
	    id, MODE_CLOSED, state);
}

int sqlite_forget(struct store *base, int64_t id, struct str state, size_t *messages)
{
	static const char *const gone[] = {
	    "DELETE FROM outbox WHERE conversation = ?1",
	    "DELETE FROM old_id WHERE conversation = ?1",
	    "DELETE FROM ticket WHERE conversation = ?1", /* news of it find nobody any more */
	    /* a reason may have been told in his own words */
	    "UPDATE record SET value = 'forgotten' WHERE conversation = ?1 AND what = 'reason'",
	    /* few: what a trainer has decided of */
	    "DELETE FROM miss_message AS x WHERE ?1 = (SELECT conversation FROM message WHERE no = x.message)",
	};
	struct sqlite_store *s = (struct sqlite_store *)base;
	int64_t waiting, outbox;
	int rc = sqlite_begin(base);

	*messages = 0;
	if (rc != STORE_OK)
		return rc;
	waiting = count_of(&s->conn,
	    "SELECT count(*) FROM conversation WHERE id = %lld AND mode = 1", id);
	outbox = count_of(&s->conn,
	    "SELECT count(*) FROM outbox WHERE conversation = %lld AND state = 0", id);
	rc = blank_messages(&s->conn, id, messages);
	for (size_t i = 0; i < sizeof gone / sizeof *gone && rc == SQLITE_OK; i++)
		rc = run_one(&s->conn, gone[i], id);
	if (rc == SQLITE_OK)
		rc = sqlite_drop_misses(&s->conn);
	if (rc == SQLITE_OK)
		rc = blank_conversation(&s->conn, id, state);
	rc = sqlite_end_batch(s, rc);
	if (rc != STORE_OK)
		return rc;
	base->waiting -= (size_t)waiting;
	base->outbox_waiting -= (size_t)outbox;
	checkpointer_empty(s->checkpointer);
	return STORE_OK;
}

/* The number of the last message, among the `max` oldest, before which all are too old; 0: none.
 * The newest message of all stays: its number says where the next goes on. */
static int old_end(struct conn *c, int64_t before, size_t max, int64_t newest, int64_t *end)
{
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(
	    c->db, "SELECT no, at FROM message ORDER BY no LIMIT ?1", -1, &st, NULL);

	*end = 0;
	if (rc != SQLITE_OK)
		return rc;
	sqlite3_bind_int64(st, 1, (int64_t)max);
	while ((rc = sqlite3_step(st)) == SQLITE_ROW && sqlite3_column_int64(st, 1) < before &&
	       sqlite3_column_int64(st, 0) < newest)
		*end = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* Closed conversations in which nothing is due.  The last one of all stays, as above. */
static const char old_conversations[] =
    "CREATE TEMP TABLE old AS SELECT id FROM conversation"
    " WHERE recent < ?1 AND mode = 3 AND wake_at = 0 AND shop IN (WITH RECURSIVE each (of_shop) AS ("
    "  SELECT min(shop) FROM conversation" /* one step of the index a shop */
    "  UNION ALL SELECT (SELECT min(shop) FROM conversation WHERE shop > of_shop) FROM each"
    "  WHERE of_shop IS NOT NULL) SELECT of_shop FROM each)"
    " AND id < (SELECT max(id) FROM conversation) LIMIT ?2";

static int remove_conversations(struct conn *c, int64_t before, size_t max, size_t *removed)
{
	static const char *const gone[] = {
	    "DELETE FROM old_id WHERE conversation IN (SELECT id FROM old)",
	    "DELETE FROM outbox WHERE conversation IN (SELECT id FROM old) AND state != 0",
	    "DELETE FROM ticket WHERE conversation IN (SELECT id FROM old)",
	    "DELETE FROM conversation WHERE id IN (SELECT id FROM old)",
	};
	int rc = conn_exec(c, "DROP TABLE IF EXISTS temp.old");

	if (rc == SQLITE_OK)
		rc = run_with(c, old_conversations, before / RECENT_SPAN_MS, (int64_t)max, STR(""));
	for (size_t i = 0; i < sizeof gone / sizeof *gone && rc == SQLITE_OK; i++)
		rc = conn_exec(c, gone[i]);
	*removed += rc == SQLITE_OK ? (size_t)sqlite3_changes(c->db) : 0;
	return rc;
}

/* The oldest `max` numbers, as far as they lie before the first that is not too old; it is looked for
 * among them alone. */
static int remove_records(struct conn *c, int64_t before, size_t max, size_t *removed)
{
	static const char old_records[] =
	    "DELETE FROM record WHERE no < (SELECT min(no) FROM record) + ?2 AND no < coalesce("
	    "(SELECT no FROM record WHERE at >= ?1 AND no < (SELECT min(no) FROM record) + ?2"
	    " ORDER BY no LIMIT 1), 9223372036854775807)";
	int rc = run_with(c, old_records, before, (int64_t)max, STR(""));

	*removed += rc == SQLITE_OK ? (size_t)sqlite3_changes(c->db) : 0;
	return rc;
}

int sqlite_expire(struct store *base, int64_t before, size_t max, size_t *removed)
{
	struct sqlite_store *s = (struct sqlite_store *)base;
	int64_t end;
	int rc = sqlite_begin(base);

	*removed = 0;
	if (rc != STORE_OK)
		return rc;
	rc = old_end(&s->conn, before, max, base->messages_end, &end);
	if (rc == SQLITE_OK && end) {
		rc = run_one(&s->conn, "DELETE FROM message WHERE no <= ?1", end);
		*removed = (size_t)sqlite3_changes(s->conn.db);
		if (rc == SQLITE_OK)
			rc = run_one(&s->conn, "DELETE FROM miss_message WHERE message <= ?1", end);
		if (rc == SQLITE_OK)
			rc = sqlite_drop_misses(&s->conn);
	}
	if (rc == SQLITE_OK)
		rc = remove_records(&s->conn, before, max, removed);
	if (rc == SQLITE_OK)
		rc = remove_conversations(&s->conn, before, max, removed);
	rc = sqlite_end_batch(s, rc);
	if (rc == STORE_OK && *removed)
		checkpointer_empty(s->checkpointer);
	return rc;
}
