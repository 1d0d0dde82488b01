/* conversation.h - what the engine knows of one conversation, and how it is packed for the store.
 *
 * Pure data in an arena: who steps a conversation owns the arena.  The platform's message ids (duplicates) and the
 * messages themselves are the store's matter.  One conversation is named by shop, channel and the channel's own name for it;
 * after it was closed a new message opens it anew (episode + 1) with an empty state. */
#ifndef XIAOER_DIALOGUE_CONVERSATION_H
#define XIAOER_DIALOGUE_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum mode { MODE_BOT, MODE_QUEUED, MODE_HUMAN, MODE_CLOSED };

enum timer {
	TIMER_HOLD,           /* waiting for a human: say hold, hold.again */
	TIMER_ACKNOWLEDGE,    /* the webhook has not taken the escalation over */
	TIMER_TAKE,           /* nobody took the conversation */
	TIMER_IDLE,           /* silence after closing.check */
	TIMER_SILENT,         /* silence after anything else */
	TIMER_HUMAN,          /* the human in charge has gone silent */
	TIMER_TICKET,         /* the ticket system has not given its number */
	TIMER_LUNCH,          /* the lunch break begins: lunch.unanswered */
	TIMER_REOPEN,         /* the desk opens: opening.offhours */
	TIMER_COUNT
};

enum pending { PENDING_NOTHING, PENDING_CONFIRM, PENDING_CLOSING };

struct said {                 /* how often a phrase was said in this episode */
	struct str phrase;
	unsigned count, wording; /* wording: the last one */
};

struct slot_value {
	struct str name, value;
};

struct conversation {
	struct arena *arena;      /* where what is added lives */
	int64_t id;               /* of the store; never 0 */
	unsigned episode;         /* counts from 1; 0: never opened yet */
	enum mode mode;
	unsigned turn;            /* customer messages in this episode */
	int64_t opened_at, customer_at, said_at; /* ms; 0: never */
	struct str book;          /* language of the book that serves it; empty: not chosen yet */
	struct str agent;         /* the human in charge (MODE_HUMAN) */
	enum pending pending;
	struct str pending_intent; /* PENDING_CONFIRM: the intent asked about */
	unsigned misses;          /* running */
	bool answered;            /* the last thing said was an answer to a matter: an acknowledgement closes */
	bool open;                /* a question of the customer stands unanswered */
	struct str question;      /* the customer's words that stand unanswered, shortened to 60 characters */
	/* the hand-over */
	struct str reason, skill;
	int urgency;              /* 0: none; 1..4 */
	int64_t escalated_at;
	bool acknowledged;
	unsigned holds;           /* hold, hold.again said */
	/* tickets */
	struct str ticket;        /* number of the last one; empty: none */
	bool ticket_waiting;      /* its number has not been said */
	unsigned tickets;         /* filed in all episodes */
	/* said once a break or closed period: when that period began */
	int64_t lunch_said, offhours_said;
	int64_t timers[TIMER_COUNT]; /* ms; 0: not set */
	struct slot_value *slots;
	size_t slots_n;
	struct said *said;
	size_t said_n;
};

void conversation_init(struct conversation *c, struct arena *arena, int64_t id);
/* The state as bytes; conversation_unpack() takes the bytes of this and every earlier version; -1 when they are none. */
void conversation_pack(const struct conversation *c, struct buf *to);
int conversation_unpack(struct conversation *c, struct arena *arena, int64_t id, struct str from);

const char *mode_name(enum mode m);                 /* "bot", "queued", "human", "closed" */
int mode_parse(struct str name, enum mode *out);    /* -1: none of them */
const char *timer_name(enum timer t);
int64_t conversation_due(const struct conversation *c); /* the earliest timer; 0: none is set */
struct str conversation_slot(const struct conversation *c, struct str name); /* empty: not set */
void conversation_set_slot(struct conversation *c, struct str name, struct str value); /* copies */

#endif
