/* sqlite_conn.c - one connection: opening, the statements, binding and reading. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "dialogue/conversation.h"
#include "store/sqlite_internal.h"

/* clang-format off: statements are read as they are wrapped here */
#define CONVERSATION \
	"id, shop, channel, name, mode, urgency, waiting_since, opened_at, updated_at, wake_at," \
	" last_message, state, seen, vip"
#define MESSAGE \
	"no, conversation, previous, at, direction, reply_to, platform_id, sender, text, phrase," \
	" intent, place, extra"
#define OUTBOX \
	"id, conversation, shop, target, type, created_at, next_at, attempts, state, error, body"

#define TICKET \
	"t.id, t.shop, t.reference, t.number, t.conversation, t.matter, t.order_no, t.skill," \
	" t.urgency, t.status, t.question, t.answer, t.filed_at, t.changed_at, c.channel, c.name" \
	" FROM ticket t LEFT JOIN conversation c ON c.id = t.conversation"

#define BOOK \
	"h.id, h.at, h.shop, h.language, v.version, v.content, h.name, h.how, h.who, h.why" \
	" FROM book_history h JOIN book_version v ON v.id = h.book_version"

/* A partial index serves only a query that repeats its condition word by word. */
static const char *const sql[ST_COUNT] = {
	[ST_BEGIN] = "BEGIN IMMEDIATE",
	[ST_COMMIT] = "COMMIT",
	[ST_ROLLBACK] = "ROLLBACK",
	[ST_CONVERSATION_BY_KEY] =
		"SELECT " CONVERSATION " FROM conversation"
		" WHERE shop = ? AND name = ? AND channel = ?",
	[ST_CONVERSATION_BY_ID] = "SELECT " CONVERSATION " FROM conversation WHERE id = ?",
	[ST_CONVERSATION_DUE] =
		"SELECT " CONVERSATION " FROM conversation"
		" WHERE wake_at > 0 AND wake_at <= ? ORDER BY wake_at LIMIT ?",
	[ST_CONVERSATION_FIND] =
		"SELECT " CONVERSATION " FROM conversation WHERE shop = ? AND name = ? LIMIT 2",
	[ST_CONVERSATION_OF_CUSTOMER] =
		"SELECT id FROM conversation WHERE name = ?1 AND (?2 = '' OR shop = ?2)"
		" UNION SELECT c.id FROM conversation c JOIN"
		" (SELECT DISTINCT conversation FROM message WHERE direction = 0 AND sender = ?1) m"
		" ON c.id = m.conversation WHERE ?2 = '' OR c.shop = ?2",
	[ST_CONVERSATION_NEWEST] =
		"SELECT " CONVERSATION " FROM conversation"
		" WHERE shop = ?1 AND (?2 = -1 OR mode = ?2)"
		" AND recent <= ?3 AND (updated_at, id) < (?4, ?5)"
		" ORDER BY recent DESC, updated_at DESC, id DESC LIMIT ?6",
	[ST_CONVERSATION_QUEUE] =
		"SELECT " CONVERSATION " FROM conversation"
		" WHERE mode IN (1, 2) AND shop = ?1 AND mode = ?2"
		" AND (urgency = 0, urgency, NOT vip, waiting_since, id) > (?3, ?4, ?5, ?6, ?7)"
		" ORDER BY urgency = 0, urgency, NOT vip, waiting_since, id LIMIT ?8",
	[ST_CONVERSATION_INSERT] =
		"INSERT INTO conversation (id, shop, channel, name, mode, urgency, waiting_since,"
		" opened_at, updated_at, recent, wake_at, last_message, state, seen, vip)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[ST_CONVERSATION_LIGHT] =
		"UPDATE conversation SET updated_at = ?2, last_message = ?3, state = ?4, seen = ?5"
		" WHERE id = ?1",
	[ST_CONVERSATION_FULL] =
		"UPDATE conversation SET mode = ?2, urgency = ?3, waiting_since = ?4, opened_at = ?5,"
		" updated_at = ?6, recent = ?7, vip = ?8, wake_at = ?9, last_message = ?10,"
		" state = ?11, seen = ?12 WHERE id = ?1",
	[ST_NEXT_WAKE] =
		"SELECT wake_at FROM conversation WHERE wake_at > 0 ORDER BY wake_at LIMIT 1",
	[ST_MESSAGE] = "SELECT " MESSAGE " FROM message WHERE no = ?",
	[ST_MESSAGE_PREVIOUS] = "SELECT previous FROM message WHERE no = ?",
	[ST_MESSAGE_INSERT] =
		"INSERT INTO message (" MESSAGE ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[ST_RECORD_INSERT] =
		"INSERT INTO record (at, conversation, episode, message, what, value, detail, urgency,"
		" amount, marks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[ST_OLD_ID] = "SELECT no FROM old_id WHERE conversation = ? AND hash = ?",
	[ST_OLD_ID_INSERT] =
		"INSERT OR IGNORE INTO old_id (conversation, hash, no) VALUES (?, ?, ?)",
	[ST_USED_EXPIRED] = "DELETE FROM old_id WHERE conversation = 0 AND no < ?",
	[ST_OUTBOX_ROW] = "SELECT " OUTBOX " FROM outbox WHERE id = ?",
	[ST_OUTBOX_ALL] = "SELECT " OUTBOX " FROM outbox WHERE id > ? ORDER BY id LIMIT ?",
	[ST_OUTBOX_STATE] =
		"SELECT " OUTBOX " FROM outbox WHERE state = ? AND id > ? ORDER BY id LIMIT ?",
	[ST_OUTBOX_INSERT] =
		"INSERT INTO outbox (conversation, shop, target, type, created_at, next_at, attempts,"
		" state, error, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	[ST_OUTBOX_UPDATE] =
		"UPDATE outbox SET next_at = ?2, attempts = ?3, state = ?4, error = ?5 WHERE id = ?1",
	[ST_OUTBOX_DELETE] = "DELETE FROM outbox WHERE id = ? RETURNING state",
	[ST_NOTICES] = "SELECT shop, id, body FROM notice ORDER BY shop, id",
	[ST_NOTICE_PUT] = "INSERT OR REPLACE INTO notice (shop, id, body) VALUES (?, ?, ?)",
	[ST_NOTICE_DELETE] = "DELETE FROM notice WHERE shop = ? AND id = ?",
	[ST_TICKET_PUT] =
		"INSERT INTO ticket (shop, reference, number, conversation, matter, order_no, skill,"
		" urgency, status, question, answer, filed_at, changed_at)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (shop, reference) DO UPDATE SET number = excluded.number,"
		" urgency = excluded.urgency, status = excluded.status, answer = excluded.answer,"
		" changed_at = excluded.changed_at",
	[ST_TICKET_BY_REFERENCE] = "SELECT " TICKET " WHERE t.shop = ? AND t.reference = ?",
	[ST_TICKET_BY_NUMBER] =
		"SELECT " TICKET " WHERE t.shop = ? AND t.number = ? ORDER BY t.id DESC LIMIT 1",
	[ST_TICKETS] = "SELECT " TICKET " WHERE t.shop = ? AND t.id < ? ORDER BY t.id DESC LIMIT ?",
	[ST_TICKETS_STATUS] =
		"SELECT " TICKET " WHERE t.shop = ? AND t.status = ? AND t.id < ?"
		" ORDER BY t.id DESC LIMIT ?",
	[ST_BOOK_CONTENT] = "SELECT id FROM book_version WHERE content = ?",
	[ST_BOOK_VERSION_INSERT] = "INSERT INTO book_version (content, version) VALUES (?, ?)",
	[ST_BOOK_TEXT_INSERT] = "INSERT OR IGNORE INTO book_text (hash, text) VALUES (?, ?)",
	[ST_BOOK_FILE_INSERT] =
		"INSERT INTO book_file (book_version, name, book_text)"
		" VALUES (?, ?, (SELECT id FROM book_text WHERE hash = ?))",
	[ST_BOOK_HISTORY_INSERT] =
		"INSERT INTO book_history (at, shop, language, book_version, name, how, who, why)"
		" VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
	[ST_BOOKS] =
		"SELECT " BOOK " WHERE h.id < ?3 AND (?1 = '' OR h.shop = ?1)"
		" AND (?2 = '' OR h.language = ?2) ORDER BY h.id DESC LIMIT ?4",
	[ST_BOOKS_IN_FORCE] =
		"SELECT " BOOK " WHERE h.id IN"
		" (SELECT max(id) FROM book_history GROUP BY shop, language)"
		" ORDER BY h.shop, h.language",
	[ST_BOOK_OF_VERSION] =
		"SELECT " BOOK " WHERE v.version = ?3 AND (?1 = '' OR h.shop = ?1)"
		" AND (?2 = '' OR h.language = ?2) ORDER BY h.id DESC LIMIT 1",
	[ST_BOOK_FILES] =
		"SELECT f.name, t.text FROM book_version v JOIN book_file f ON f.book_version = v.id"
		" JOIN book_text t ON t.id = f.book_text WHERE v.content = ?"
		" ORDER BY f.no",
	[ST_BOOK_FILE] =
		"SELECT t.text FROM book_version v JOIN book_file f ON f.book_version = v.id"
		" JOIN book_text t ON t.id = f.book_text WHERE v.version = ? AND f.name = ?"
		" ORDER BY v.id DESC LIMIT 1",
	[ST_MISS_REPLACED] =
		"DELETE FROM miss_message WHERE miss ="
		" (SELECT miss FROM miss_message WHERE message = ?)",
	[ST_MISS_BARE] = "DELETE FROM miss WHERE id NOT IN (SELECT miss FROM miss_message)",
	[ST_MISS_INSERT] =
		"INSERT INTO miss (at, upto, state, intent, who) VALUES (?,"
		" CASE ?2 WHEN 0 THEN (SELECT coalesce(max(no), 0) FROM message) ELSE ?2 END, ?, ?, ?)",
	[ST_MISS_MESSAGE_INSERT] =
		"INSERT OR IGNORE INTO miss_message (message, miss)"
		" SELECT no, ?2 FROM message WHERE no = ?1 AND direction = 0 AND text <> ''",
	[ST_MISSES] =
		"SELECT s.id, s.at, s.upto, s.state, s.intent, s.who, m.no, m.text, c.shop"
		" FROM miss s JOIN miss_message x ON x.miss = s.id JOIN message m ON m.no = x.message"
		" JOIN conversation c ON c.id = m.conversation ORDER BY s.id, m.no",
	[ST_SCAN_PLACE] = "SELECT shop, channel FROM conversation WHERE id = ?",
	[ST_SCAN_MESSAGES] =
		"SELECT no, conversation, at, direction, reply_to, phrase, intent FROM message"
		" WHERE no >= ? AND no < ? AND at >= ? AND at < ? ORDER BY no",
	[ST_SCAN_MESSAGE_FROM] = "SELECT no, at FROM message WHERE no >= ? ORDER BY no LIMIT 1",
	[ST_SCAN_MESSAGE_LAST] = "SELECT max(no) FROM message",
	[ST_SCAN_RECORDS] =
		"SELECT at, conversation, episode, message, what, value, detail, urgency, amount, marks"
		" FROM record WHERE no >= ? AND no < ? AND at >= ? AND at < ? ORDER BY no",
	[ST_SCAN_RECORD_FROM] = "SELECT no, at FROM record WHERE no >= ? ORDER BY no LIMIT 1",
	[ST_SCAN_RECORD_LAST] = "SELECT max(no) FROM record",
	[ST_SCAN_WORDS] =
		"SELECT " MESSAGE " FROM message"
		" WHERE no >= ? AND no < ? AND at >= ? AND at < ? AND direction <> 1 ORDER BY no",
	[ST_CONVERSATIONS] =
		"SELECT " CONVERSATION " FROM conversation WHERE id > ? ORDER BY id LIMIT ?",
	[ST_PING] = "SELECT count(*) FROM migration",
	[ST_PROBE] = "UPDATE migration SET at = at WHERE version = 1",
};
/* clang-format on */

/* Counting memory takes a lock at every allocation; nobody asks for the counts. */
static void library_setup(void)
{
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

int conn_open(struct conn *c, const char *path, int flags, char error[STORE_ERROR_MAX])
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	int rc;

	pthread_once(&once, library_setup);
	*c = (struct conn){0};
	rc = sqlite3_open_v2(
	    path, &c->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
	if (rc != SQLITE_OK) {
		int no = c->db ? sqlite3_system_errno(c->db) : 0;

		if (no == ENOENT)
			snprintf(error, STORE_ERROR_MAX,
			    _("there is no store %s: a desk makes it (xiaoer serve), --store names another"), path);
		else
			snprintf(error, STORE_ERROR_MAX, _("%s cannot be opened: %s%s%s"), path,
			    c->db ? sqlite3_errmsg(c->db) : sqlite3_errstr(rc), no ? ": " : "",
			    no ? intl_errno(no) : "");
		conn_close(c);
		return -1;
	}
	sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(c->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	return 0;
}

void conn_close(struct conn *c)
{
	for (size_t i = 0; i < ST_COUNT; i++)
		sqlite3_finalize(c->st[i]);
	sqlite3_close(c->db);
	*c = (struct conn){0};
}

int conn_exec(struct conn *c, const char *text)
{
	return sqlite3_exec(c->db, text, NULL, NULL, NULL);
}

int64_t conn_number(struct conn *c, const char *text, int64_t otherwise)
{
	sqlite3_stmt *st = NULL;
	int64_t v = otherwise;

	if (sqlite3_prepare_v2(c->db, text, -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		v = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return v;
}

struct binding bind_to(struct conn *c, enum statement which)
{
	struct binding b = {.conn = c, .rc = SQLITE_OK};

	if (!c->st[which])
		b.rc = sqlite3_prepare_v3(
		    c->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, &c->st[which], NULL);
	b.st = c->st[which];
	return b;
}

void bind_int(struct binding *b, int64_t v)
{
	if (b->rc == SQLITE_OK)
		b->rc = sqlite3_bind_int64(b->st, ++b->at, v);
}

void bind_text(struct binding *b, struct str s)
{
	if (b->rc == SQLITE_OK)
		b->rc = sqlite3_bind_text64(
		    b->st, ++b->at, s.n ? s.p : "", s.n, SQLITE_STATIC, SQLITE_UTF8);
}

void bind_blob(struct binding *b, struct str s)
{
	if (b->rc == SQLITE_OK)
		b->rc = sqlite3_bind_blob64(b->st, ++b->at, s.n ? s.p : "", s.n, SQLITE_STATIC);
}

bool bind_row(struct binding *b)
{
	if (b->rc == SQLITE_OK)
		b->rc = sqlite3_step(b->st);
	if (b->rc == SQLITE_ROW) {
		b->rc = SQLITE_OK;
		return true;
	}
	if (b->rc == SQLITE_DONE)
		b->rc = SQLITE_OK;
	return false;
}

int bind_end(struct binding *b)
{
	if (b->st)
		sqlite3_reset(b->st);
	return b->rc;
}

int bind_run(struct binding *b)
{
	while (bind_row(b))
		;
	return bind_end(b);
}

struct str column_text(sqlite3_stmt *st, int i, struct arena *arena)
{
	const char *p = sqlite3_column_blob(st, i);

	return arena_str(arena, str_make(p, (size_t)sqlite3_column_bytes(st, i)));
}

/* A number that no version of ours has written (a damaged file) counts as the last one known. */
static int column_enum(sqlite3_stmt *st, int i, int last)
{
	int v = sqlite3_column_int(st, i);

	return v >= 0 && v <= last ? v : last;
}

void read_conversation(sqlite3_stmt *st, struct arena *arena, struct store_conversation *c)
{
	*c = (struct store_conversation){
	    .id = sqlite3_column_int64(st, 0),
	    .key = {column_text(st, 1, arena), column_text(st, 2, arena),
		column_text(st, 3, arena)},
	    .mode = column_enum(st, 4, MODE_CLOSED),
	    .urgency = sqlite3_column_int(st, 5),
	    .waiting_since = sqlite3_column_int64(st, 6),
	    .opened_at = sqlite3_column_int64(st, 7),
	    .updated_at = sqlite3_column_int64(st, 8),
	    .wake_at = sqlite3_column_int64(st, 9),
	    .last_message = sqlite3_column_int64(st, 10),
	    .state = column_text(st, 11, arena),
	    .seen = column_text(st, 12, arena),
	    .vip = sqlite3_column_int(st, 13) != 0,
	};
}

void read_message(sqlite3_stmt *st, struct arena *arena, struct store_message *m)
{
	*m = (struct store_message){
	    .no = sqlite3_column_int64(st, 0),
	    .conversation = sqlite3_column_int64(st, 1),
	    .previous = sqlite3_column_int64(st, 2),
	    .at = sqlite3_column_int64(st, 3),
	    .direction = (enum store_direction)column_enum(st, 4, STORE_HUMAN),
	    .reply_to = sqlite3_column_int64(st, 5),
	    .platform_id = column_text(st, 6, arena),
	    .sender = column_text(st, 7, arena),
	    .text = column_text(st, 8, arena),
	    .phrase = column_text(st, 9, arena),
	    .intent = column_text(st, 10, arena),
	    .place = column_text(st, 11, arena),
	    .extra = column_text(st, 12, arena),
	};
}

void read_outbox(sqlite3_stmt *st, struct arena *arena, struct store_outbox *o)
{
	*o = (struct store_outbox){
	    .id = sqlite3_column_int64(st, 0),
	    .conversation = sqlite3_column_int64(st, 1),
	    .shop = column_text(st, 2, arena),
	    .target = column_text(st, 3, arena),
	    .type = column_text(st, 4, arena),
	    .created_at = sqlite3_column_int64(st, 5),
	    .next_at = sqlite3_column_int64(st, 6),
	    .attempts = (unsigned)sqlite3_column_int64(st, 7),
	    .state = (enum store_outbox_state)column_enum(st, 8, OUTBOX_DEAD),
	    .error = column_text(st, 9, arena),
	    .body = column_text(st, 10, arena),
	};
}

void read_ticket_row(sqlite3_stmt *st, struct arena *arena, struct store_ticket *t)
{
	*t = (struct store_ticket){
	    .id = sqlite3_column_int64(st, 0),
	    .shop = column_text(st, 1, arena),
	    .reference = column_text(st, 2, arena),
	    .number = column_text(st, 3, arena),
	    .conversation = sqlite3_column_int64(st, 4),
	    .matter = column_text(st, 5, arena),
	    .order_no = column_text(st, 6, arena),
	    .skill = column_text(st, 7, arena),
	    .urgency = column_enum(st, 8, 4),
	    .status = column_enum(st, 9, TICKET_CLOSED),
	    .question = column_text(st, 10, arena),
	    .answer = column_text(st, 11, arena),
	    .filed_at = sqlite3_column_int64(st, 12),
	    .changed_at = sqlite3_column_int64(st, 13),
	    .channel = column_text(st, 14, arena),
	    .name = column_text(st, 15, arena),
	};
}

int read_ticket(struct conn *c, struct str shop, struct str number, struct arena *arena,
    struct store_ticket *t, bool *found)
{
	static const enum statement by[] = {ST_TICKET_BY_REFERENCE, ST_TICKET_BY_NUMBER};
	int rc = SQLITE_OK;

	*found = false;
	for (size_t i = 0; i < 2 && rc == SQLITE_OK && !*found; i++) {
		struct binding b = bind_to(c, by[i]);

		bind_text(&b, shop);
		bind_text(&b, number);
		*found = bind_row(&b);
		if (*found)
			read_ticket_row(b.st, arena, t);
		rc = bind_end(&b);
	}
	return rc;
}

int read_chain(struct conn *c, int64_t last, int64_t after, size_t max, struct arena *arena,
    struct store_message **rows, size_t *n)
{
	size_t room = 0;

	*rows = NULL;
	*n = 0;
	while (last > after && *n < max) {
		struct binding b = bind_to(c, ST_MESSAGE);
		int64_t previous;
		int rc;

		if (*n == room) {
			size_t more = room ? room * 2 : 16;

			*rows =
			    arena_grow(arena, *rows, room * sizeof **rows, more * sizeof **rows);
			room = more;
		}
		bind_int(&b, last);
		if (bind_row(&b)) {
			read_message(b.st, arena, &(*rows)[*n]);
			previous = (*rows)[(*n)++].previous;
			/* a chain leads back; in a damaged file it must not lead round */
			last = previous < last ? previous : 0;
		} else {
			last = 0;
		}
		rc = bind_end(&b);
		if (rc != SQLITE_OK)
			return rc;
	}
	return SQLITE_OK;
}

int read_notices(struct conn *c, struct arena *arena, struct store_notice **rows, size_t *n)
{
	struct binding b = bind_to(c, ST_NOTICES);
	size_t room = 0;

	*rows = NULL;
	*n = 0;
	while (bind_row(&b)) {
		if (*n == room) {
			size_t more = room ? room * 2 : 8;

			*rows =
			    arena_grow(arena, *rows, room * sizeof **rows, more * sizeof **rows);
			room = more;
		}
		(*rows)[(*n)++] = (struct store_notice){column_text(b.st, 0, arena),
		    column_text(b.st, 1, arena), column_text(b.st, 2, arena)};
	}
	return bind_end(&b);
}
