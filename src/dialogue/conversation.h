/* conversation.h - what the engine knows of one conversation, and how it is packed for the store.
 *
 * Pure data in an arena: who steps a conversation owns the arena.  The platform's message ids
 * (duplicates) and the messages themselves are the store's matter.  One conversation is named by
 * shop, channel and the channel's own name for it; after it was closed a new message opens it anew
 * (episode + 1) with an empty state. */
#ifndef XIAOER_DIALOGUE_CONVERSATION_H
#define XIAOER_DIALOGUE_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum mode { MODE_BOT, MODE_QUEUED, MODE_HUMAN, MODE_CLOSED };

enum timer {
	TIMER_HOLD,        /* waiting for a human: say hold, hold.again */
	TIMER_ACKNOWLEDGE, /* the webhook has not taken the escalation over */
	TIMER_TAKE,        /* nobody took the conversation */
	TIMER_IDLE,        /* silence after closing.check */
	TIMER_SILENT,      /* silence after anything else */
	TIMER_HUMAN,       /* the human in charge has gone silent */
	TIMER_TICKET,      /* the ticket system has not given its number */
	TIMER_LUNCH,       /* the lunch break begins: lunch.unanswered */
	TIMER_REOPEN,      /* the desk opens: opening.offhours */
	TIMER_BURST,       /* the customer has paused: his lines are one message now */
	TIMER_FORM,        /* the open form has waited long enough for its answer */
	TIMER_LOOKUP,      /* a look-up is under way: hold, hold.again, given up */
	TIMER_FIRST_REPLY, /* the limit for a human's first reply: sla.breached */
	TIMER_DUE,         /* the limit for the case's answer: sla.breached */
	TIMER_PROGRESS,    /* open tickets: a note without progress */
	TIMER_COUNT
};

/* What the desk asked last: is it about X, anything else, is the matter of last night solved, are the
 * steps clear. */
enum pending { PENDING_NOTHING, PENDING_CONFIRM, PENDING_CLOSING, PENDING_SOLVED, PENDING_UNDERSTOOD };

struct said { /* how often a phrase was said in this episode */
	struct str phrase;
	unsigned count, wording; /* wording: the last one */
};

struct slot_value {
	struct str name, value;
};

/* TICKET_AWAITED: ticket.filed is said when the number comes.  TICKET_UNTOLD: it is said when the
 * customer writes next (he was asked for contact details). */
enum ticket_news { TICKET_TOLD, TICKET_AWAITED, TICKET_UNTOLD };

/* What the ticket system says of it. */
enum ticket_status { TICKET_FILED, TICKET_PENDING, TICKET_ANSWERED, TICKET_CLOSED };

struct ticket {
	struct str reference; /* our own number: letters and digits, never used twice */
	struct str number;    /* what the customer is told: the ticket system's, or ours */
	struct str matter;    /* the intent it was filed for; empty: none in particular */
	struct str also;      /* a second matter of the same message; empty: none */
	struct str order_no;
	int64_t at;
	enum ticket_news news;
	enum ticket_status status;
	int urgency;
	int64_t news_at; /* the customer last heard of it */
	int64_t due_at;  /* its answer is due; 0: that has passed, or it has no limit */
	bool late;       /* it has passed, and the customer is told when the desk opens */
	bool failed;     /* filed for a hand-over that nobody took */
	struct str skill;
	struct str question; /* the customer's words it was filed for */
	struct str text;     /* what the ticket system said last */
	int64_t status_at;   /* when it said so, by its own clock when it tells; 0: never */
};

struct form_answer {
	struct str slot;
	bool skipped; /* he left it out */
};

/* The open form: questions that are asked in turn. */
struct form_state {
	struct str form;     /* id; empty: none is open */
	/* that opened it; its outcome follows; may be empty.  With form empty: of the form whose time
	 * went by unanswered, with its words; answers to it may come yet. */
	struct str intent;
	struct str slot;     /* asked for; empty: the confirmation is asked for */
	struct str words;    /* the customer's, that opened it */
	struct str beside;   /* the intent of a second matter whose case waits for its end; or empty */
	unsigned tries;      /* answers to this question that did not fit */
	unsigned asides;     /* other matters in a row since it was asked */
	unsigned courtesies; /* and "ok", pictures, ... */
	int64_t asked_at;    /* 0: not yet */
	/* What the customer answered himself, in this form and in those before that were left;
	 * done: the last one reached its outcome, its answers are those of a finished case. */
	struct form_answer *answers;
	size_t answers_n;
	bool done;
};

/* The look-up that was sent out last. */
struct lookup_state {
	struct str name;      /* empty: none was, or its answer has come */
	struct str reference; /* of this look-up, never used twice: answers to older ones are late */
	struct str key;       /* the values it was asked with */
	struct str intent;    /* whose answer waits for it; empty: nobody waits any more */
	struct str next;      /* the intent whose turn is then; empty: none */
	int64_t asked_at;
	int64_t message, next_message; /* event.message of who waits, until he is told to hold */
	unsigned holds;       /* hold, hold.again said for it */
	bool upset;           /* he is to be soothed with the next word about it */
};

/* When a look-up last brought something, so that it need not be asked again at once; one of each
 * name. */
struct fetched {
	struct str lookup, key; /* key: the values it was asked with */
	int64_t at;
};

/* The lines of an unfinished burst. */
struct burst {
	struct str text;   /* joined; empty with lines 0: none */
	unsigned lines;
	bool media;
	struct str attached; /* as event.attached, of all lines */
	bool listened;     /* `listen` was said */
	int64_t since;     /* its first line, or when `listen` was said */
	int64_t message;   /* number of its last line in the store; 0: it has none */
};

struct survey_state {
	int64_t asked_at; /* of all episodes; 0: never */
	bool open;        /* waits for its score, or (scored_at > 0) for a remark */
	bool again;       /* it was asked once more: what came was no score of 1 to 5 */
	unsigned score;   /* the last one, 1..5; 0: none yet */
	int64_t scored_at; /* of the survey asked for last; 0: not yet */
};

enum { FETCHED_KEPT = 8 };

enum { TICKETS_KEPT = 8 }; /* the newest; older ones are forgotten here, not in the store */

struct conversation {
	struct arena *arena; /* where what is added lives */
	int64_t id;          /* of the store; never 0 */
	unsigned episode;    /* counts from 1; 0: never opened yet */
	enum mode mode;
	unsigned turn;                           /* customer messages in this episode */
	int64_t opened_at, customer_at, said_at; /* ms; 0: never */
	struct str book;  /* language of the book that serves it; empty: not chosen yet */
	unsigned book_episode; /* the episode that it was chosen for for good; 0: it may change */
	struct str agent; /* the human in charge (MODE_HUMAN) */
	enum pending pending;
	struct str pending_intent; /* PENDING_CONFIRM: the intent asked about */
	unsigned misses;           /* running */
	bool answered; /* the last thing said answers a matter: an "ok" brings closing.check */
	bool open;     /* a question of the customer stands unanswered */
	struct str question; /* his words, shortened to 60 characters */
	/* the hand-over */
	struct str reason, skill;
	int urgency; /* 0: none; 1..4 */
	int urgency_base; /* before it was raised: see urgency.c */
	int64_t escalated_at;
	int64_t due_at; /* its answer is due; 0: nobody waits for one */
	bool acknowledged;
	bool failed;      /* transfer.failed was said */
	unsigned holds;   /* hold, hold.again said */
	int64_t human_at; /* when a human took it or last wrote */
	/* of all episodes: hand-overs sent out; tickets; when the break began in which its phrase
	 * was said last */
	unsigned escalations;
	struct ticket *tickets; /* oldest first */
	size_t tickets_n;
	unsigned tickets_filed;
	int64_t lunch_said, offhours_said;
	struct survey_state survey;
	unsigned lookups; /* sent out */
	struct form_state form;
	struct lookup_state lookup;
	struct str lookup_wanted; /* what a number alone would be about; empty: nothing */
	struct burst burst;
	struct fetched *fetched; /* oldest first */
	size_t fetched_n;
	/* since the customer's last message, where the channel has limits: what was sent, and what
	 * was left out */
	unsigned sent, unsent;
	int64_t sent_since;
	bool breached; /* the customer was told of this hand-over that it takes too long */
	unsigned marks; /* what has been in this episode: record.h */
	int64_t timers[TIMER_COUNT]; /* ms; 0: not set */
	struct slot_value *slots;
	size_t slots_n;
	struct said *said;
	size_t said_n;
};

void conversation_init(struct conversation *c, struct arena *arena, int64_t id);
/* A new episode: the state is empty but for what is said to be of all episodes, the book, and the
 * lines that are gathered and not judged yet. */
void conversation_open(struct conversation *c, int64_t now);
/* The one setter of the mode; MODE_CLOSED ends all timers but TIMER_TICKET and TIMER_BURST. */
void conversation_set_mode(struct conversation *c, enum mode to);
/* The state as bytes; conversation_unpack() takes the bytes of this and every earlier version
 * (copied into the arena); -1 when they are none, c is then as after conversation_init(). */
void conversation_pack(const struct conversation *c, struct buf *to);
int conversation_unpack(struct conversation *c, struct arena *arena, int64_t id, struct str from);

const char *mode_name(enum mode m);              /* "bot", "queued", "human", "closed" */
int mode_parse(struct str name, enum mode *out); /* -1: none of them */
extern const char *const mode_names[];           /* by enum mode, ends with NULL */
const char *timer_name(enum timer t);
int64_t conversation_due(const struct conversation *c); /* the earliest timer; 0: none is set */
const char *ticket_status_name(enum ticket_status s); /* "filed", "pending", "answered", "closed" */
int ticket_status_parse(struct str name, enum ticket_status *out); /* -1: none of them */
extern const char *const ticket_status_names[]; /* by enum ticket_status, ends with NULL */
/* Filed or pending. */
bool ticket_is_open(const struct ticket *t);
/* The last ticket's number as the customer knows it; empty: none was filed. */
struct str conversation_ticket(const struct conversation *c);
struct ticket *conversation_add_ticket(struct conversation *c);
/* That of the slot, added when it is new; NULL: there is no room for more. */
struct form_answer *conversation_form_answer(struct conversation *c, struct str slot);
struct fetched *conversation_add_fetched(struct conversation *c);
struct str conversation_slot(const struct conversation *c, struct str name); /* empty: not set */
/* The profile said so: slot vip is yes, true or 1. */
bool conversation_is_vip(const struct conversation *c);
/* Copies.  A conversation keeps 128 of them; another new one is passed over: names come from
 * outside (the sender's profile), and a state that grows without bound could not be stored. */
void conversation_set_slot(struct conversation *c, struct str name, struct str value);
/* How often a phrase was said; added with count 0 when it is new. */
struct said *conversation_said(struct conversation *c, struct str phrase);

#endif
