/* sqlite_schema.c - the tables, by numbered migrations.
 *
 * What the shape is for: a message costs one row at the end of `message` and one update of
 * `conversation` by its integer key. Everything else is touched seldom: the name's index once a
 * conversation, the timers' index when a timer moves forward, the queue's index while somebody
 * waits, the list's index once in ten minutes (`recent`). `AUTOINCREMENT` of the outbox: a receiver
 * drops what it has seen by id, so an id must never come twice, not even after its row has gone, nor
 * when the file was lost and begun anew: the first is a thousand times the second of making. */
#include <assert.h>
#include <stdio.h>

#include "base/intl.h"
#include "base/clock.h"
#include "dialogue/conversation.h"
#include "store/sqlite_internal.h"

enum { APPLICATION_ID = 0x7869616f }; /* "xiao" */

static_assert(MODE_QUEUED == 1 && MODE_HUMAN == 2, "they stand in SQL as numbers");
static_assert(OUTBOX_WAITING == 0, "it stands in SQL as a number");
static_assert(STORE_BOT == 1 && STORE_CUSTOMER == 0, "they stand in SQL as numbers");

/* clang-format off: statements are read as they are wrapped here */
static const char *const migrations[] = {
	/* 1 */
	"PRAGMA application_id = 0x7869616f;"
	"CREATE TABLE migration ("
	" version INTEGER PRIMARY KEY, at INTEGER NOT NULL, program TEXT NOT NULL) STRICT;"

	"CREATE TABLE conversation ("
	" id INTEGER PRIMARY KEY, shop TEXT NOT NULL, channel TEXT NOT NULL, name TEXT NOT NULL,"
	" mode INTEGER NOT NULL, urgency INTEGER NOT NULL, waiting_since INTEGER NOT NULL,"
	" opened_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, recent INTEGER NOT NULL,"
	" wake_at INTEGER NOT NULL, last_message INTEGER NOT NULL,"
	" state BLOB NOT NULL, seen BLOB NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX conversation_name ON conversation (shop, name, channel);"
	"CREATE INDEX conversation_wake ON conversation (wake_at) WHERE wake_at > 0;"
	"CREATE INDEX conversation_queue ON conversation (shop, mode) WHERE mode IN (1, 2);"
	"CREATE INDEX conversation_recent ON conversation (shop, recent);"

	"CREATE TABLE message ("
	" no INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, previous INTEGER NOT NULL,"
	" at INTEGER NOT NULL, direction INTEGER NOT NULL, reply_to INTEGER NOT NULL,"
	" platform_id TEXT NOT NULL, sender TEXT NOT NULL, text TEXT NOT NULL,"
	" phrase TEXT NOT NULL, intent TEXT NOT NULL, place TEXT NOT NULL,"
	" extra TEXT NOT NULL) STRICT;"

	"CREATE TABLE old_id ("
	" conversation INTEGER NOT NULL, hash BLOB NOT NULL, no INTEGER NOT NULL,"
	" PRIMARY KEY (conversation, hash)) STRICT, WITHOUT ROWID;"

	"CREATE TABLE outbox ("
	" id INTEGER PRIMARY KEY AUTOINCREMENT, conversation INTEGER NOT NULL, shop TEXT NOT NULL,"
	" target TEXT NOT NULL, type TEXT NOT NULL, created_at INTEGER NOT NULL,"
	" next_at INTEGER NOT NULL, attempts INTEGER NOT NULL, state INTEGER NOT NULL,"
	" error TEXT NOT NULL, body TEXT NOT NULL) STRICT;"
	"CREATE INDEX outbox_state ON outbox (state);"
	"INSERT INTO sqlite_sequence (name, seq)"
	" VALUES ('outbox', 1000 * CAST(strftime('%s', 'now') AS INTEGER));"

	"CREATE TABLE notice ("
	" shop TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,"
	" PRIMARY KEY (shop, id)) STRICT, WITHOUT ROWID;",

	/* 2 */
	"ALTER TABLE conversation ADD COLUMN vip INTEGER NOT NULL DEFAULT 0;"

	"CREATE TABLE ticket ("
	" id INTEGER PRIMARY KEY, shop TEXT NOT NULL, reference TEXT NOT NULL,"
	" number TEXT NOT NULL, conversation INTEGER NOT NULL, matter TEXT NOT NULL,"
	" order_no TEXT NOT NULL, skill TEXT NOT NULL, urgency INTEGER NOT NULL,"
	" status INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,"
	" filed_at INTEGER NOT NULL, changed_at INTEGER NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX ticket_reference ON ticket (shop, reference);"
	"CREATE INDEX ticket_number ON ticket (shop, number);"
	"CREATE INDEX ticket_status ON ticket (shop, status);"

	"CREATE TABLE record (" /* what reports count beside messages */
	" no INTEGER PRIMARY KEY, at INTEGER NOT NULL, conversation INTEGER NOT NULL,"
	" episode INTEGER NOT NULL, message INTEGER NOT NULL, what TEXT NOT NULL,"
	" value TEXT NOT NULL, detail TEXT NOT NULL, urgency INTEGER NOT NULL,"
	" amount INTEGER NOT NULL, marks INTEGER NOT NULL) STRICT;",

	/* 3: what a customer gave as his reason is found when he is to be forgotten */
	"CREATE INDEX record_reason ON record (conversation) WHERE what = 'reason';",

	/* 4: the books that were in force; a text that several versions share stands once */
	"CREATE TABLE book_text ("
	" id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, text BLOB NOT NULL) STRICT;"

	"CREATE TABLE book_version ("
	" id INTEGER PRIMARY KEY, content BLOB NOT NULL UNIQUE, version TEXT NOT NULL) STRICT;"
	"CREATE INDEX book_version_version ON book_version (version);"

	"CREATE TABLE book_file ("
	" no INTEGER PRIMARY KEY, book_version INTEGER NOT NULL, name TEXT NOT NULL,"
	" book_text INTEGER NOT NULL) STRICT;"
	"CREATE UNIQUE INDEX book_file_name ON book_file (book_version, name);"

	"CREATE TABLE book_history ("
	" id INTEGER PRIMARY KEY, at INTEGER NOT NULL, shop TEXT NOT NULL,"
	" language TEXT NOT NULL, book_version INTEGER NOT NULL, name TEXT NOT NULL,"
	" how INTEGER NOT NULL, who TEXT NOT NULL, why TEXT NOT NULL) STRICT;"
	"CREATE INDEX book_history_of ON book_history (shop, language);"
	"CREATE INDEX book_history_version ON book_history (book_version);",

	/* 5: what was decided of what was asked in vain: of which messages, without their words */
	"CREATE TABLE miss ("
	" id INTEGER PRIMARY KEY, at INTEGER NOT NULL, upto INTEGER NOT NULL,"
	" state INTEGER NOT NULL, intent TEXT NOT NULL, who TEXT NOT NULL) STRICT;"
	"CREATE TABLE miss_message ("
	" message INTEGER PRIMARY KEY, miss INTEGER NOT NULL) STRICT;"
	"CREATE INDEX miss_message_miss ON miss_message (miss);",
};
/* clang-format on */

enum { VERSION = sizeof migrations / sizeof *migrations };

/* The version of the file, 0 for an empty one, -1 with a sentence for what is no store of ours. */
static int64_t version_of(struct conn *c, const char *path, char error[STORE_ERROR_MAX])
{
	int64_t application = conn_number(c, "PRAGMA application_id", -1);
	int64_t objects = conn_number(c, "SELECT count(*) FROM sqlite_schema", -1);
	int64_t version;

	if (application < 0 || objects < 0) {
		if (sqlite3_errcode(c->db) == SQLITE_NOTADB)
			snprintf(error, STORE_ERROR_MAX,
			    _("%s is no xiaoer store: it is not an SQLite database"), path);
		else
			snprintf(error, STORE_ERROR_MAX, _("%s cannot be read: %s"), path,
			    sqlite3_errmsg(c->db));
		return -1;
	}
	if (application == 0 && objects == 0)
		return 0;
	if (application != APPLICATION_ID) {
		snprintf(error, STORE_ERROR_MAX,
		    _("%s is no xiaoer store: it is another program's database"), path);
		return -1;
	}
	version = conn_number(c, "SELECT max(version) FROM migration", -1);
	if (version < 1) {
		snprintf(
		    error, STORE_ERROR_MAX, _("%s is damaged: it does not say its version"), path);
		return -1;
	}
	if (version > VERSION) {
		snprintf(error, STORE_ERROR_MAX,
		    _("%s was made by a newer xiaoer (version %d of the store; this one knows %d)"),
		    path, (int)version, (int)VERSION);
		return -1;
	}
	return version;
}

int conn_check(struct conn *c, const char *path, char error[STORE_ERROR_MAX])
{
	int64_t version = version_of(c, path, error);

	if (version < 0)
		return -1;
	if (version < VERSION) {
		snprintf(error, STORE_ERROR_MAX,
		    version ? _("%s is of an older xiaoer: start `xiaoer serve` on it once")
			    : _("%s is empty: start `xiaoer serve` on it once"),
		    path);
		return -1;
	}
	return 0;
}

/* ---- version 2 ---- */

static int keep_tickets_of(struct conn *c, sqlite3_stmt *st, struct arena *arena)
{
	int64_t id = sqlite3_column_int64(st, 0);
	struct str shop = column_text(st, 1, arena);
	struct conversation state;
	int rc = SQLITE_OK;

	if (conversation_unpack(&state, arena, id, column_text(st, 2, arena)) != 0)
		return SQLITE_OK; /* it begins anew when it is next wanted */
	for (size_t i = 0; i < state.tickets_n && rc == SQLITE_OK; i++) {
		const struct ticket *t = &state.tickets[i];

		rc = put_ticket(c, &(struct store_ticket){.shop = shop,
					 .reference = t->reference,
					 .number = t->number,
					 .conversation = id,
					 .matter = t->matter,
					 .order_no = t->order_no,
					 .skill = t->skill,
					 .urgency = t->urgency,
					 .status = (int)t->status,
					 .question = t->question,
					 .answer = t->text,
					 .filed_at = t->at,
					 .changed_at = t->at});
	}
	return rc;
}

/* Until then a ticket stood in its conversation's state alone, where no news would find it. */
static int keep_tickets(struct conn *c)
{
	struct arena *arena = arena_new(1 << 16);
	sqlite3_stmt *st;
	int rc = sqlite3_prepare_v2(
	    c->db, "SELECT id, shop, state FROM conversation ORDER BY id", -1, &st, NULL);

	while (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		rc = keep_tickets_of(c, st, arena);
		arena_reset(arena);
	}
	sqlite3_finalize(st);
	arena_free(&arena);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* ---- raising ---- */

static int migrate_one(struct conn *c, int version)
{
	char note[160];
	int rc;

	snprintf(note, sizeof note, "INSERT INTO migration VALUES (%d, %lld, '" XIAOER_VERSION "')",
	    version, (long long)clock_now_ms());
	rc = conn_exec(c, "BEGIN IMMEDIATE");
	if (rc == SQLITE_OK)
		rc = conn_exec(c, migrations[version - 1]);
	if (rc == SQLITE_OK && version == 2)
		rc = keep_tickets(c);
	if (rc == SQLITE_OK)
		rc = conn_exec(c, note);
	if (rc == SQLITE_OK)
		rc = conn_exec(c, "COMMIT");
	return rc;
}

int conn_migrate(struct conn *c, const char *path, char error[STORE_ERROR_MAX])
{
	int64_t version = version_of(c, path, error);

	if (version < 0)
		return -1;
	while (version < VERSION) {
		if (migrate_one(c, (int)++version) == SQLITE_OK)
			continue;
		snprintf(error, STORE_ERROR_MAX, _("%s cannot be brought to version %d: %s"), path,
		    (int)version, sqlite3_errmsg(c->db));
		if (!sqlite3_get_autocommit(c->db))
			conn_exec(c, "ROLLBACK");
		return -1;
	}
	return 0;
}
