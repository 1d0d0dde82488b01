/* store.h - what must survive: conversations, messages, outbox, notices, the books that were in force,
 * what trainers decided of what was asked in vain.
 * It speaks in batches and never in SQL.
 *
 * One writer (the desk's thread) and any number of readers (each of one thread).  The makers of
 * stores are listed in store.c (maker.h is what each offers: SQLite now, PostgreSQL has its place
 * beside it).
 *
 * A batch: store_begin(), store_load() of the conversations it needs, changes made in memory,
 * store_commit() with all changes, which returns when they are durable.  Whatever fails in between:
 * store_rollback(), nothing is half written, and the store can be used again (disk full: as soon as
 * there is space).  A commit that fails has rolled back already.  Begin and end of a batch are the
 * same thread's.
 *
 * Messages are numbered over the whole store in order of arrival; a conversation's messages are a
 * chain from the last back to the first (previous).  Row ids are never used again. */
#ifndef XIAOER_STORE_STORE_H
#define XIAOER_STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct book_file;
struct store;
struct store_reader;

struct store_key {
	struct str shop, channel, name;
};

/* One conversation as the store keeps it.  Rows to be changed come from store_load(),
 * store_load_id() or store_due() of the same batch: the store remembers beside them what it holds,
 * and writes only what differs. */
struct store_conversation {
	int64_t id; /* > 0; given by store_load() to a fresh one too */
	struct store_key key;
	bool fresh;            /* not stored yet */
	int mode;              /* enum mode, as its number, for listing */
	int urgency;           /* of the open hand-over; 0: none */
	bool vip;              /* the customer, while a hand-over is open */
	int64_t waiting_since; /* when the open hand-over began; 0: none */
	int64_t opened_at, updated_at;
	int64_t wake_at;      /* no timer is due earlier, maybe later; 0: none */
	int64_t last_message; /* number of its last message; 0: none */
	struct str state;     /* conversation_pack() */
	struct str seen;      /* the last customer message ids: desk/seen.h */
};

enum store_direction { STORE_CUSTOMER, STORE_BOT, STORE_HUMAN };

const char *store_direction_name(enum store_direction d); /* "customer", "bot", "human": `from` in JSON */

struct store_message {
	int64_t no; /* numbered by the batch: store_next_message() */
	int64_t conversation, previous;
	int64_t at; /* ms, when the desk took it */
	enum store_direction direction;
	int64_t reply_to;       /* a bot's reply: the customer's message it answers; 0: none */
	struct str platform_id; /* the sender's id of a customer message */
	struct str sender, text;
	struct str phrase, intent; /* of a reply */
	struct str place;          /* "phrases/zh-CN/shipping.yaml:12" */
	struct str extra;          /* JSON: attachments, candidate intents with scores; or empty */
};

/* A rare happening of an episode, for reports (dialogue/record.h); never changed.  It happened
 * behind the conversation's message `message` and before its next. */
struct store_record {
	int64_t at; /* ms */
	int64_t conversation, message; /* message 0: before the first */
	unsigned episode, marks; /* marks: enum mark */
	struct str what, value, detail;
	int urgency;
	int64_t amount; /* -1: none */
};

enum store_outbox_state { OUTBOX_WAITING, OUTBOX_DEAD };

struct store_outbox {
	int64_t id; /* in order of making */
	int64_t conversation;
	struct str shop;
	struct str target; /* "escalation", "supervisor", "ticket", "channel:web" */
	struct str type;   /* "conversation.escalated", "message.created", ... */
	struct str body;   /* JSON, without id and time of sending */
	int64_t created_at, next_at;
	unsigned attempts;
	enum store_outbox_state state;
	struct str error; /* of the last attempt; empty: none yet */
};

/* A ticket as it stands; also of those that their conversation's state no longer keeps. */
struct store_ticket {
	int64_t id; /* in order of filing; given by the store */
	struct str shop;
	struct str reference; /* ours: names it within the shop */
	struct str number;    /* the ticket system's; ours when it gave none */
	int64_t conversation;
	struct str matter, order_no, skill;
	int urgency, status; /* status: enum ticket_status, as its number */
	struct str question, answer;
	int64_t filed_at, changed_at;
	struct str channel, name; /* of the conversation; read, not written */
};

struct store_notice {
	struct str shop, id;
	struct str body; /* JSON as given to the API */
};

/* How a version of a book came into force: read from its folder, or given to the desk. */
enum store_book_how { BOOK_STARTED, BOOK_RELOADED, BOOK_PUBLISHED, BOOK_ROLLED_BACK };

/* "start", "reload", "publish", "rollback" */
const char *store_book_how_name(enum store_book_how how);

/* A version of a shop's book came into force: never changed, never removed.  The newest of a shop
 * and language is what is in force. */
struct store_book {
	int64_t id; /* in order of coming into force; given by the commit */
	int64_t at;
	struct str shop, language;
	struct str version; /* of the book: book.h */
	struct str content; /* 32 bytes that name all its files, its tests too */
	struct str name;    /* what its files are called by in places: "phrases/zh-CN" */
	enum store_book_how how;
	struct str who, why; /* may be empty */
	/* to be stored, unless their content is there already; not read with the row */
	const struct book_file *files;
	size_t files_n;
};

/* What a trainer decided of what was asked in vain. */
enum store_miss_state {
	MISS_NEW, /* nothing: what was decided of these messages is taken back */
	MISS_DONE,
	MISS_IGNORED
};

enum { STORE_MISS_STATES = MISS_IGNORED + 1, STORE_MISS_MESSAGES = 32 };

const char *store_miss_state_name(enum store_miss_state state); /* "new", "done", "ignored" */

/* A decision stands on numbers of customers' messages and holds none of their words: it goes with
 * the last of them.  One that has a message in common with an earlier one takes its place. */
struct store_miss {
	int64_t id; /* in order of deciding; given by the store */
	int64_t at;
	int64_t upto; /* the newest message it is about; written as 0: the newest of all */
	enum store_miss_state state;
	struct str intent, who; /* may be empty */
	const int64_t *messages; /* the one that was named, and others that say the same */
	size_t messages_n;       /* at most STORE_MISS_MESSAGES; of those that are not there none is kept */
	/* read, not written */
	const struct str *texts; /* of each */
	struct str shop;
};

/* All that one batch changes. */
struct store_changes {
	struct store_conversation **conversations;
	size_t conversations_n;
	struct store_message **messages; /* in order of no */
	size_t messages_n;
	struct store_record **records; /* in the order in which they happened */
	size_t records_n;
	struct store_outbox **outbox_new; /* ids filled in by the commit */
	size_t outbox_new_n;
	struct store_outbox **outbox_changed; /* attempts, next_at, state, error */
	size_t outbox_changed_n;
	int64_t *outbox_done; /* delivered or dropped: removed */
	size_t outbox_done_n;
	struct store_notice *notices; /* body empty: removed */
	size_t notices_n;
	struct store_ticket **tickets; /* new, or put over the one of the same shop and reference */
	size_t tickets_n;
	struct store_book **books; /* in the order in which they come into force */
	size_t books_n;
	struct store_miss **misses; /* in the order in which they were decided */
	size_t misses_n;
};

/* Where a conversation is; of one that is gone: empty. */
struct store_place {
	struct str shop, channel;
};

/* What a report wants to know of a message. */
struct store_head {
	int64_t no, conversation, at;
	enum store_direction direction;
	int64_t reply_to;
	struct str phrase, intent;
	const struct store_place *place;
};

/* Texts and places live until the function returns; the same place has the same address throughout
 * a scan. */
struct store_visitor {
	void *ctx;
	void (*message)(void *ctx, const struct store_head *m);
	void (*record)(void *ctx, const struct store_record *r, const struct store_place *place);
};

enum store_result {
	STORE_OK = 0,
	STORE_FAILED = -1, /* disk full, read only, I/O: nothing was written; try again later */
	STORE_BUSY = -2,   /* open: another process has it */
	STORE_REFUSED = -3 /* commit: a row of this batch cannot be stored; another batch may be */
};

struct store_cursor { /* where a page of store_list() ended: store_cursor_of() its last row */
	int urgency;
	bool vip;
	int64_t at, id;
};

enum { STORE_ERROR_MAX = 256 };

/* url: a path, or "sqlite:PATH".  NULL with *result and a sentence in error (for people) when it
 * cannot be opened, is another process's, is newer than this program, or is no store. */
struct store *store_open(const char *url, enum store_result *result, char error[STORE_ERROR_MAX]);
/* The process that has a store open, when store_open() found it busy; 0: not known. */
long store_owner(const char *url);
void store_close(struct store **s);
const char *store_error(const struct store *s); /* what the last failure was, for the log */

/* All that return int: 0 (or as said) or an enum store_result below 0. */
int store_begin(struct store *s);
/* Fills rows[i] for keys[i] (texts in the arena); the same key twice gives the same pointer. */
int store_load(struct store *s, const struct store_key *keys, size_t n, struct arena *arena,
    struct store_conversation **rows);
/* *row NULL: none */
int store_load_id(
    struct store *s, int64_t id, struct arena *arena, struct store_conversation **row);
/* Up to max conversations whose wake_at has come, earliest first. */
int store_due(struct store *s, int64_t now, size_t max, struct arena *arena,
    struct store_conversation **rows, size_t *n);
int64_t store_next_wake(struct store *s);    /* the earliest wake_at; 0: none */
int64_t store_next_message(struct store *s); /* the next number; within a batch */
/* The messages of a conversation from the last one back, at most max, newest first. */
int store_messages_back(struct store *s, int64_t last, size_t max, struct arena *arena,
    struct store_message **rows, size_t *n);
/* Older customer message ids than `seen` keeps: looked up and added (within a batch) by hash.
 * *message_no 0: none. */
int store_old_id(
    struct store *s, int64_t conversation, const unsigned char hash[16], int64_t *message_no);
int store_add_old_ids(struct store *s, int64_t conversation, const unsigned char (*hashes)[16],
    const int64_t *numbers, size_t n);
/* What is good for one use, within a batch: 1 the first time, 0 when it was used before and that is
 * remembered (until then), -1. */
int store_use_once(
    struct store *s, const unsigned char hash[16], int64_t now, int64_t until);
int store_message(struct store *s, int64_t no, struct arena *arena,
    struct store_message *m); /* 1 found, 0 none, -1 */
int store_outbox_row(
    struct store *s, int64_t id, struct arena *arena, struct store_outbox *row); /* 1, 0, -1 */
/* By our reference, else by the ticket system's number (of two, the newer): 1 found, 0 none, -1. */
int store_ticket(struct store *s, struct str shop, struct str number, struct arena *arena,
    struct store_ticket *t);
int store_all_notices(struct store *s, struct arena *arena, struct store_notice **rows, size_t *n);
int store_commit(struct store *s, struct store_changes *changes);
/* Between batches, each a batch of its own.  store_forget(): the words of a conversation, its
 * sender's ids and what waits to leave the house for it are gone; its name is "forgotten-ID"; when
 * messages came and what answered them stays, for the reports.  state: a new one, packed.
 * store_expire(): removes at most max messages that came before, and at most max conversations that
 * were closed before; *removed 0: nothing is left to do. */
int store_forget(struct store *s, int64_t conversation, struct str state, size_t *messages);
int store_expire(struct store *s, int64_t before, size_t max, size_t *removed);
/* Can it be written?  A batch of its own that changes nothing and is made durable. */
int store_probe(struct store *s);
void store_rollback(struct store *s);               /* nothing begun: nothing happens */
size_t store_waiting(const struct store *s);        /* conversations in mode queued, as committed */
size_t store_outbox_waiting(const struct store *s); /* outbox rows that wait, as committed */

/* Readers see what was committed.  One per thread.  They may be open before and after the store. */
struct store_reader *store_reader_open(const char *url, char error[STORE_ERROR_MAX]);
void store_reader_close(struct store_reader **r);
/* mode -1: any.  Queued and human: urgency (none last), VIPs, then longest wait first; else newest
 * change first. after: NULL for the first page, else where the page before ended. */
int store_list(struct store_reader *r, struct str shop, int mode, const struct store_cursor *after,
    size_t max, struct arena *arena, struct store_conversation **rows, size_t *n);
struct store_cursor store_cursor_of(int mode, const struct store_conversation *row);
/* channel empty: any channel.  Up to 2 rows, so that a caller sees when a name is ambiguous. */
int store_find(struct store_reader *r, struct str shop, struct str channel, struct str name,
    struct arena *arena, struct store_conversation rows[2], size_t *n);
/* Messages with no > after, oldest first, at most max.  When there are more: those next to `after`,
 * so that who goes on from the last one misses none; with after 0 the newest. */
int store_messages(struct store_reader *r, const struct store_conversation *c, int64_t after,
    size_t max, struct arena *arena, struct store_message **rows, size_t *n);
/* A message by its number, and its conversation as it stands now: 1 found, 0 none, -1. */
int store_find_message(struct store_reader *r, int64_t no, struct arena *arena,
    struct store_message *m, struct store_conversation *c);
/* Outbox rows in order of id with id > after; state -1: any. */
int store_outbox(struct store_reader *r, int state, int64_t after, size_t max, struct arena *arena,
    struct store_outbox **rows, size_t *n);
int store_notices(
    struct store_reader *r, struct arena *arena, struct store_notice **rows, size_t *n);
/* As store_ticket(). */
int store_find_ticket(struct store_reader *r, struct str shop, struct str number,
    struct arena *arena, struct store_ticket *t);
/* Newest first, with id < before (0: from the newest); status -1: any. */
int store_tickets(struct store_reader *r, struct str shop, int status, int64_t before, size_t max,
    struct arena *arena, struct store_ticket **rows, size_t *n);
/* The conversations a customer wrote in, or that bear his name; shop empty: of all shops.  Walks all
 * messages. */
int store_of_customer(struct store_reader *r, struct str shop, struct str customer,
    struct arena *arena, int64_t **ids, size_t *n);
/* What came into force, newest first, with id < before (0: from the newest); shop or language empty:
 * any. */
int store_books(struct store_reader *r, struct str shop, struct str language, int64_t before,
    size_t max, struct arena *arena, struct store_book **rows, size_t *n);
/* The newest of every shop and language: what is in force. */
int store_books_in_force(
    struct store_reader *r, struct arena *arena, struct store_book **rows, size_t *n);
/* The newest of that version; shop or language empty: any.  1 found, 0 none, -1. */
int store_book(struct store_reader *r, struct str shop, struct str language, struct str version,
    struct arena *arena, struct store_book *row);
/* Its files as they were stored, texts in the arena. */
int store_book_files(struct store_reader *r, const struct store_book *row, struct arena *arena,
    struct book_file **files, size_t *n);
/* One file of a version, by its name within the book ("shipping.yaml"): 1 found, 0 none, -1. */
int store_book_file(struct store_reader *r, struct str version, struct str name,
    struct arena *arena, struct str *text);
/* All decisions of what was asked in vain, the oldest first, messages in order of number. */
int store_misses(struct store_reader *r, struct arena *arena, struct store_miss **rows, size_t *n);
/* Of all shops: every message with from <= at < to in order of number, then every record with
 * from <= at < records_to in the order in which they happened, as they were at one moment. */
int store_scan(struct store_reader *r, int64_t from, int64_t to, int64_t records_to,
    const struct store_visitor *visit);
/* What customers and humans wrote, with its words: every such message of all shops with
 * from <= at < to, in order of number.  m and its texts live until the function returns. */
int store_scan_words(struct store_reader *r, int64_t from, int64_t to, void *ctx,
    void (*written)(void *ctx, const struct store_message *m));
/* Conversations of all shops with id > after, in order of id, at most max. */
int store_conversations(struct store_reader *r, int64_t after, size_t max, struct arena *arena,
    struct store_conversation **rows, size_t *n);
int store_ping(struct store_reader *r); /* 0: it can be read */

#endif
