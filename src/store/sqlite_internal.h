/* sqlite_internal.h - what the files of the SQLite store share: connections, statements, binding
 * and reading.
 *
 * A conn belongs to one thread at a time.  Statements are prepared once, when first wanted. */
#ifndef XIAOER_STORE_SQLITE_INTERNAL_H
#define XIAOER_STORE_SQLITE_INTERNAL_H

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "store/maker.h"
#include "store/store.h"

enum statement {
	ST_BEGIN,
	ST_COMMIT,
	ST_ROLLBACK,
	ST_CONVERSATION_BY_KEY,
	ST_CONVERSATION_BY_ID,
	ST_CONVERSATION_DUE,
	ST_CONVERSATION_FIND,
	ST_CONVERSATION_OF_CUSTOMER,
	ST_CONVERSATION_NEWEST,
	ST_CONVERSATION_QUEUE,
	ST_CONVERSATION_INSERT,
	ST_CONVERSATION_LIGHT,
	ST_CONVERSATION_FULL,
	ST_NEXT_WAKE,
	ST_MESSAGE,
	ST_MESSAGE_PREVIOUS,
	ST_MESSAGE_INSERT,
	ST_RECORD_INSERT,
	ST_OLD_ID,
	ST_OLD_ID_INSERT,
	ST_USED_EXPIRED,
	ST_OUTBOX_ROW,
	ST_OUTBOX_ALL,
	ST_OUTBOX_STATE,
	ST_OUTBOX_INSERT,
	ST_OUTBOX_UPDATE,
	ST_OUTBOX_DELETE,
	ST_NOTICES,
	ST_NOTICE_PUT,
	ST_NOTICE_DELETE,
	ST_TICKET_PUT,
	ST_TICKET_BY_REFERENCE,
	ST_TICKET_BY_NUMBER,
	ST_TICKETS,
	ST_TICKETS_STATUS,
	ST_BOOK_CONTENT,
	ST_BOOK_VERSION_INSERT,
	ST_BOOK_TEXT_INSERT,
	ST_BOOK_FILE_INSERT,
	ST_BOOK_HISTORY_INSERT,
	ST_BOOKS,
	ST_BOOKS_IN_FORCE,
	ST_BOOK_OF_VERSION,
	ST_BOOK_FILES,
	ST_BOOK_FILE,
	ST_MISS_REPLACED,
	ST_MISS_BARE,
	ST_MISS_INSERT,
	ST_MISS_MESSAGE_INSERT,
	ST_MISSES,
	ST_SCAN_PLACE,
	ST_SCAN_MESSAGES,
	ST_SCAN_MESSAGE_FROM,
	ST_SCAN_MESSAGE_LAST,
	ST_SCAN_RECORDS,
	ST_SCAN_RECORD_FROM,
	ST_SCAN_RECORD_LAST,
	ST_SCAN_WORDS,
	ST_CONVERSATIONS,
	ST_PING,
	ST_PROBE,
	ST_COUNT
};

struct conn {
	sqlite3 *db;
	sqlite3_stmt *st[ST_COUNT];
};

/* 0, or -1 with a sentence in error.  flags: of sqlite3_open_v2(). */
int conn_open(struct conn *c, const char *path, int flags, char error[STORE_ERROR_MAX]);
void conn_close(struct conn *c);
int conn_exec(struct conn *c, const char *sql); /* an SQLite code */
int64_t conn_number(
    struct conn *c, const char *sql, int64_t otherwise); /* the first column of the first row */
/* Does the file hold our tables in our version?  0, or -1 with a sentence. */
int conn_check(struct conn *c, const char *path, char error[STORE_ERROR_MAX]);
/* Makes or raises the tables. */
int conn_migrate(struct conn *c, const char *path, char error[STORE_ERROR_MAX]);

/* Binding in order, then stepping.  The first fault stays in rc and ends the rest; texts must live
 * until the end. */
struct binding {
	struct conn *conn;
	sqlite3_stmt *st;
	int at, rc;
};

struct binding bind_to(struct conn *c, enum statement which);
void bind_int(struct binding *b, int64_t v);
void bind_text(struct binding *b, struct str s);
void bind_blob(struct binding *b, struct str s);
bool bind_row(struct binding *b); /* true: there is a (further) row to read */
int bind_end(struct binding *b);  /* resets; SQLITE_OK or the fault */
int bind_run(struct binding *b);  /* steps to the end, then as bind_end() */

struct str column_text(sqlite3_stmt *st, int i, struct arena *arena);
void read_message(sqlite3_stmt *st, struct arena *arena, struct store_message *m);
void read_outbox(sqlite3_stmt *st, struct arena *arena, struct store_outbox *o);
void read_conversation(sqlite3_stmt *st, struct arena *arena, struct store_conversation *c);
/* By reference, else by number; an SQLite code. */
int read_ticket(struct conn *c, struct str shop, struct str number, struct arena *arena,
    struct store_ticket *t, bool *found);
int put_ticket(struct conn *c, const struct store_ticket *t); /* new, or over what stood there */
void read_ticket_row(sqlite3_stmt *st, struct arena *arena, struct store_ticket *t);
/* The chain of messages from `last` back, newest first, while no > after; an SQLite code. */
int read_chain(struct conn *c, int64_t last, int64_t after, size_t max, struct arena *arena,
    struct store_message **rows, size_t *n);
int read_notices(struct conn *c, struct arena *arena, struct store_notice **rows, size_t *n);

/* A conversation beside what the store holds of it. */
struct sqlite_row {
	struct store_conversation row; /* first: what users hold */
	int mode, urgency;
	bool vip;
	int64_t waiting_since, opened_at, updated_at, wake_at;
};

/* Changes of updated_at within such a span do not touch the index that lists by it. */
enum { RECENT_SPAN_MS = 600000 };

struct checkpointer;

struct sqlite_store {
	struct store base;
	struct conn conn;
	int lock; /* the lock file */
	bool begun;
	pthread_mutex_t writing; /* held from begin to commit: the checkpointer ends its work
				    between two batches */
	struct checkpointer *checkpointer;
};

/* An SQLite code to 0 or an enum store_result, with the error noted. */
int sqlite_result(struct sqlite_store *s, int rc);
int sqlite_begin(struct store *base);
/* The end of a batch whose rows are written (rc SQLITE_OK) or not; 0 or an enum store_result. */
int sqlite_end_batch(struct sqlite_store *s, int rc);
int sqlite_forget(struct store *base, int64_t id, struct str state, size_t *messages);
int sqlite_expire(struct store *base, int64_t before, size_t max, size_t *removed);
int sqlite_write(
    struct sqlite_store *s, struct store_changes *changes, size_t *waiting, size_t *outbox_waiting);

/* Books that came into force, within a transaction that is open; an SQLite code.  Ids are filled in. */
int sqlite_put_books(struct conn *c, struct store_book **books, size_t n);

/* What was decided of what was asked in vain, within a transaction that is open; an SQLite code. */
int sqlite_put_misses(struct conn *c, struct store_miss **misses, size_t n);
/* Those whose last message is gone; an SQLite code. */
int sqlite_drop_misses(struct conn *c);

/* Takes the lock file beside the database, or says who has it. */
long sqlite_owner(const char *path);
int sqlite_lock(const char *path, enum store_result *result,
    char error[STORE_ERROR_MAX]); /* descriptor or -1 */
void sqlite_unlock(int *fd);

/* Copies the WAL into the database when it has grown, on a thread of its own. */
struct checkpointer *checkpointer_start(const char *path, struct sqlite_store *s);
/* Soon: the WAL is copied back and cut to nothing, with what was overwritten since. */
void checkpointer_empty(struct checkpointer *c);
void checkpointer_stop(struct checkpointer **c);

/* Readers, in sqlite_reader.c. */
struct store_reader *sqlite_reader_open(const char *path, char error[STORE_ERROR_MAX]);
void sqlite_reader_close(struct store_reader *r);
int sqlite_list(struct store_reader *r, struct str shop, int mode, const struct store_cursor *after,
    size_t max, struct arena *arena, struct store_conversation **rows, size_t *n);
int sqlite_find(struct store_reader *r, struct str shop, struct str channel, struct str name,
    struct arena *arena, struct store_conversation rows[2], size_t *n);
int sqlite_messages(struct store_reader *r, const struct store_conversation *c, int64_t after,
    size_t max, struct arena *arena, struct store_message **rows, size_t *n);
int sqlite_outbox(struct store_reader *r, int state, int64_t after, size_t max, struct arena *arena,
    struct store_outbox **rows, size_t *n);
int sqlite_notices(
    struct store_reader *r, struct arena *arena, struct store_notice **rows, size_t *n);
int sqlite_find_message(struct store_reader *r, int64_t no, struct arena *arena,
    struct store_message *m, struct store_conversation *c);
int sqlite_find_ticket(struct store_reader *r, struct str shop, struct str number,
    struct arena *arena, struct store_ticket *t);
int sqlite_tickets(struct store_reader *r, struct str shop, int status, int64_t before, size_t max,
    struct arena *arena, struct store_ticket **rows, size_t *n);
int sqlite_of_customer(struct store_reader *r, struct str shop, struct str customer,
    struct arena *arena, int64_t **ids, size_t *n);
/* Books, in sqlite_books.c. */
int sqlite_books(struct store_reader *r, struct str shop, struct str language, int64_t before,
    size_t max, struct arena *arena, struct store_book **rows, size_t *n);
int sqlite_books_in_force(
    struct store_reader *r, struct arena *arena, struct store_book **rows, size_t *n);
int sqlite_book(struct store_reader *r, struct str shop, struct str language, struct str version,
    struct arena *arena, struct store_book *row);
int sqlite_book_files(struct store_reader *r, const struct store_book *row, struct arena *arena,
    struct book_file **files, size_t *n);
int sqlite_book_file(struct store_reader *r, struct str version, struct str name,
    struct arena *arena, struct str *text);
/* What was decided of misses, in sqlite_misses.c. */
int sqlite_misses(
    struct store_reader *r, struct arena *arena, struct store_miss **rows, size_t *n);
int sqlite_ping(struct store_reader *r);
int sqlite_scan(struct store_reader *r, int64_t from, int64_t to, int64_t records_to,
    const struct store_visitor *visit);
int sqlite_scan_words(struct store_reader *r, int64_t from, int64_t to, void *ctx,
    void (*written)(void *ctx, const struct store_message *m));
int sqlite_conversations(struct store_reader *r, int64_t after, size_t max, struct arena *arena,
    struct store_conversation **rows, size_t *n);
struct conn *sqlite_reader_conn(struct store_reader *r);
int sqlite_read_result(struct store_reader *r, int rc); /* an SQLite code; a fault is logged */

#endif
