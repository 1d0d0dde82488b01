/* desk.h - the message loop: takes jobs, steps conversations, commits, lets replies go.
 *
 * One thread takes all that waits (up to a limit), opens one transaction, steps each, and commits
 * once; then, and only then, each job is handed back by its `done`.  Everything that changes a
 * conversation is a job in this one queue. The desk's thread never touches the HTTP library, the
 * courier's thread never touches the store's writer. */
#ifndef XIAOER_DESK_DESK_H
#define XIAOER_DESK_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "book/match.h"
#include "dialogue/step.h"
#include "store/store.h"

struct book_slot;
struct metrics;
struct desk;

/* A channel that the config names; any other is synchronous and without limits. */
struct shop_channel {
	struct str name;
	bool deliver; /* what is said later goes to the outbox */
	struct channel_limits limits;
	const struct str *own_senders; /* the shop's accounts on it: what they write is ours */
	size_t own_senders_n;
};

/* A shop and its books, one a language. */
struct shop {
	struct str name; /* "default" */
	struct book_slot *book;
	bool webhook; /* escalations leave by webhook */
	bool supervisor; /* what passed its limit goes to a webhook of its own, not to that one */
	bool ticket_system;
	bool mask; /* numbers of persons are hidden in what is stored */
	struct str ticket_secret, ticket_secret_old; /* bytes; sign news of tickets; empty: none */
	const struct shop_channel *channels;
	size_t channels_n;
	const struct lookup_offer *lookups;
	size_t lookups_n;
};

enum job_kind {
	JOB_MESSAGE,   /* key, id, text, ...: a customer's message */
	JOB_ACT,       /* act on an existing conversation: take, release, reply, ticket, close */
	JOB_NOTICE,    /* notice set or removed */
	JOB_DELIVERED, /* the courier: outbox row done; answer may hold a ticket number */
	JOB_RETRY,     /* the courier: attempt failed, next_at */
	JOB_DEAD,      /* the courier: gave up for good */
	JOB_REVIVE,    /* outbox retry: a dead row waits again */
	JOB_DROP,      /* outbox drop */
	JOB_LOOKED_UP, /* the courier: a look-up ended; profile: what it brought; error: why it failed */
	JOB_TICKET_NEWS, /* ticket, text: what the ticket system says of ticket.number */
	JOB_FORGET,    /* forget: a customer's conversations */
	JOB_BOOKS,     /* books: what comes into force, to be stored before it does */
	JOB_MISS       /* miss: what was decided of messages that were asked in vain */
};

enum job_result {
	JOB_OK,
	JOB_DUPLICATE,  /* JOB_MESSAGE: seen before; the stored replies are in the job again */
	JOB_NOT_FOUND,  /* JOB_ACT: no such conversation; outbox: no such row; no such ticket, no
			 such message of a customer's */
	JOB_CONFLICT,   /* JOB_ACT: not possible in this mode (problem says why) */
	JOB_UNAVAILABLE /* the store could not write: nothing happened, the sender may try again */
};

/* Whose message the platform says it is. */
enum message_from { FROM_CUSTOMER, FROM_AGENT, FROM_BOT };

struct job_reply {
	int64_t no; /* message number: id "m<no>" */
	struct str phrase, intent, text;
};

struct job {
	enum job_kind kind;
	struct arena *arena; /* the job and all it points to; its maker frees it after done */
	const struct shop *shop;
	struct store_key key; /* shop, channel, conversation */
	/* JOB_MESSAGE */
	struct str id, sender, text, attachments; /* attachments: JSON array or empty */
	enum message_from from;
	int64_t sent_at;                          /* the sender's "at", 0: none */
	struct values profile;
	struct book *book; /* acquired by the maker, released by it after done */
	struct match_result match;
	int64_t waits; /* the desk's: the conversation in which its answer waits for a look-up */
	/* JOB_ACT */
	enum event_kind act; /* EVENT_TAKE, EVENT_RELEASE, EVENT_REPLY, EVENT_TICKET, EVENT_CLOSE */
	struct str agent, skill; /* text: the reply, the ticket's note */
	struct str phrase; /* EVENT_REPLY: the phrase that text is a wording of; may be empty */
	int urgency;
	struct str request_id; /* EVENT_REPLY: the agent's id of it, said once; may be empty */
	/* JOB_NOTICE */
	struct store_notice notice;
	/* JOB_DELIVERED ... JOB_DROP */
	int64_t outbox;
	int64_t next_at;
	unsigned attempts;
	struct str error, answer;
	/* JOB_TICKET_NEWS: number, status; news_at: when it happened, 0: now; request_id: the ticket
	 * system's id of the news, taken once.  The result: the ticket as it stands now. */
	struct store_ticket news;
	int64_t news_at;
	struct str signed_words; /* what the signature was made of; empty: not signed */
	/* JOB_FORGET: ids; forgotten and blanked are the result */
	const int64_t *forget;
	size_t forget_n, blanked;
	/* JOB_BOOKS */
	struct store_book **books;
	size_t books_n;
	/* JOB_MISS: without texts and shop; key.shop: its first message must be that shop's */
	struct store_miss miss;
	/* the result, filled by the desk */
	enum job_result result;
	struct str problem;
	bool echo; /* JOB_MESSAGE, with JOB_DUPLICATE: a message of ours that came back */
	enum mode mode;
	struct job_reply *replies; /* JOB_ACT: what it made us say, the agent's words included */
	size_t replies_n;
	int64_t message_no; /* of the customer's or agent's message */
	struct str ticket;  /* number, when one was filed */
	/* called on the desk's thread after the commit (or when it failed): must not block.  Of a
	 * message that waits for a look-up: when that has come, or is late. */
	void (*done)(struct job *job);
	void *ctx;
	struct job *next; /* the queue's */
};

/* Called on the desk's thread after a commit; must not block. */
struct desk_hooks {
	void *ctx;
	/* Rows were added, or (revived) old ones wait again: wake the courier. */
	void (*outbox)(void *ctx, bool revived);
	/* These conversations have new messages: wake long polls. */
	void (*said)(void *ctx, const int64_t *conversations, size_t n);
};

const struct shop_channel *shop_channel(const struct shop *s, struct str name); /* NULL: none */

struct desk_options {
	struct store *store;      /* taken over by the desk's thread; closed by desk_stop */
	const struct shop *shops; /* outlive the desk */
	size_t shops_n;
	size_t batch_max;      /* jobs in a transaction; 0: 256 */
	size_t queue_max;      /* jobs waiting at most; 0: 65536 */
	struct str public_url; /* "https://desk.example.org", what links begin with; may be empty */
	int64_t keep;              /* ms: what is older is removed; 0: nothing is */
	struct metrics *metrics;   /* may be NULL */
	int64_t (*now)(void *ctx); /* NULL: clock_now_ms() */
	void *now_ctx;
};

/* NULL when the store cannot be read (logged); the store is closed then too. */
struct desk *desk_start(const struct desk_options *options);
/* Any time; a batch that is under way still calls the old ones. */
void desk_set_hooks(struct desk *d, const struct desk_hooks *hooks);
/* Hands a job over; its done() is called exactly once.  false: the queue is full or the desk is
 * stopping, and done() is not called. */
bool desk_submit(struct desk *d, struct job *job);
/* Stores books that are to come into force, and returns when they are durable: 0, or STORE_FAILED
 * when they are not (nothing was stored).  Waits: not for the desk's own thread. */
int desk_keep_books(struct desk *d, struct store_book **books, size_t n);
void desk_poke(struct desk *d); /* the clock was set: look now whether a timer is due */
/* Finishes all that was submitted, then ends the thread and closes the store. */
void desk_stop(struct desk **d);
bool desk_healthy(const struct desk *d); /* the last commit went well */

#endif
