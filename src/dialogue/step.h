/* step.h - one event moves one conversation: (state, event, now) -> decisions.
 *
 * Pure: no clock, no I/O, no threads.  The same state, event, book and time give the same
 * decisions.  Somebody else carries them out: the desk stores and sends, `xiaoer test` compares,
 * `xiaoer chat` prints. */
#ifndef XIAOER_DIALOGUE_STEP_H
#define XIAOER_DIALOGUE_STEP_H

#include "base/arena.h"
#include "base/diag.h"
#include "book/book.h"
#include "book/match.h"
#include "book/render.h"
#include "dialogue/conversation.h"
#include "dialogue/rule.h"

enum event_kind {
	EVENT_MESSAGE, /* the customer wrote: text, match */
	EVENT_TIMER,   /* one or more timers may be due */
	EVENT_TAKE,    /* a human takes over: agent */
	EVENT_RELEASE, /* the human gives it back to the bot */
	EVENT_REPLY, /* the human said something: agent, text (already worded), phrase if it is one;
			takes over too */
	EVENT_TICKET,        /* a human files a ticket: text = note, skill, urgency */
	EVENT_CLOSE,         /* a human closes it */
	EVENT_ACKNOWLEDGED,  /* the webhook took the escalation over */
	EVENT_UNDELIVERED,   /* the escalation could not be delivered for good */
	EVENT_TICKET_NUMBER, /* the ticket system answered: reference, number (empty: it gave none)
			      */
	EVENT_SAY,           /* say this phrase (chat's /say, tests): phrase */
	EVENT_LOOKED_UP,  /* a look-up ended: reference, profile = the slots it brought; text = why it
			     failed, empty: it did not */
	EVENT_TICKET_NEWS, /* the ticket system: reference or number, status, text, at, ticket */
	EVENT_AGENT_WROTE  /* a human wrote on the platform itself: agent, text; he has taken over */
};

struct event {
	enum event_kind kind;
	struct str text;
	const struct match_result *match;
	bool media; /* the message has attachments */
	struct str attached; /* which: their URLs, kinds; with a blank between them */
	struct str agent, phrase, number, skill;
	/* EVENT_TICKET_NUMBER, EVENT_ACKNOWLEDGED, EVENT_UNDELIVERED: decision.number of the
	 * ticket or escalation it is about; empty: the last.  News of an escalation that another
	 * has followed change nothing. */
	struct str reference;
	int urgency;
	/* EVENT_TICKET_NEWS: at = when it happened, 0: now; ticket = as the store has it, for when
	 * the state has forgotten it (NULL: then the news change nothing) */
	enum ticket_status status;
	int64_t at;
	const struct ticket *ticket;
	struct values profile; /* of the sender: customer=..., vip=yes: become slots */
	int64_t message; /* EVENT_MESSAGE: the desk's own name for it, for decision.reply_to */
};

/* A switch a human sets: while it is on, the matters it names get the phrase `outage`. */
struct notice {
	struct str text;     /* fills {notice} */
	struct str *intents; /* ids, or with a star: "payment.*"; none: every business matter */
	size_t intents_n;
	int64_t from, until; /* ms; until 0: open end */
};

/* A look-up that the shop's config offers: enough of it to decide; the rest is the courier's. */
struct lookup_offer {
	struct str name;
	const struct str *needs; /* slots that its URL or body asks for */
	size_t needs_n;
	const struct str *brings; /* slots that its answer fills */
	size_t brings_n;
	size_t required_n; /* the first so many of them: without a value it has failed */
	int64_t answer_within; /* so long the reply waits for it; then `hold` */
	int64_t give_up;       /* so long after the question it has failed */
	int64_t reuse;         /* so long what it brought is taken as known */
};

/* What the customer's channel can take. */
struct channel_limits {
	bool async; /* replies are delivered later: several lines in a row become one message */
	int64_t burst_pause, burst_max;
	size_t text_max;   /* bytes of one text; 0: any */
	unsigned budget;   /* messages we may send; 0: any */
	int64_t budget_window; /* within so long after the customer's message; 0: for each of them */
};

/* What a step may look at beside the conversation. */
struct dialogue_env {
	const struct book *book;
	const struct notice *notices;
	size_t notices_n;
	size_t waiting;     /* conversations in MODE_QUEUED now */
	bool webhook;       /* escalations leave by webhook: TIMER_ACKNOWLEDGE applies */
	bool ticket_system; /* tickets get their number from outside: ticket.filed waits for it */
	const struct lookup_offer *lookups;
	size_t lookups_n;
	const struct channel_limits *channel; /* NULL: synchronous and without limits */
	struct match_scratch *scratch; /* to match what a burst gathered; NULL: no bursts */
};

enum decision_kind {
	DECIDE_SAY,      /* text to the customer */
	DECIDE_ESCALATE, /* store and deliver: conversation.escalated */
	DECIDE_TICKET,   /* store and deliver: ticket.filed */
	DECIDE_TICKET_NEWS, /* deliver to the human in charge: ticket.news; reason = status, text */
	DECIDE_CLOSED,   /* store and deliver: conversation.closed */
	DECIDE_MISS,     /* nothing fitted: kept for the trainer; intent: the nearest, if any */
	DECIDE_LOOKUP, /* fetch: phrase = its name, number = its reference, intent */
	DECIDE_BREACH, /* store and deliver: sla.breached; reason: "first_reply", "due" */
	DECIDE_RECORD, /* for the reports: reason = what, text = value, skill = detail: record.h */
	DECIDE_UNSENT, /* the channel takes no more: phrase, intent and text as in DECIDE_SAY */
	DECIDE_GAP /* phrase cannot be said: reason = placeholder without a value, or no such */
};

struct decision {
	enum decision_kind kind;
	enum rule rule; /* that brought it about */
	const struct match_result *match; /* of the message it answers; NULL: none */
	/* DECIDE_SAY; text also: the note of a ticket.  A human's own words have neither phrase nor
	 * place. */
	struct str phrase, intent, text; /* intent: empty when the desk spoke by itself */
	struct place at;                 /* of the wording in the book */
	/* DECIDE_SAY: the phrase whose words stand in front of it in the same text (soothe); or
	 * empty */
	struct str led_by;
	bool human; /* DECIDE_SAY: a human's words */
	/* Why.  DECIDE_ESCALATE: "human.request", "danger", "intent:ID", "miss", "phrase" (an
	 * answer could not be said), "human_silence".  DECIDE_TICKET: "intent:ID", "agent",
	 * "failed" (a hand-over nobody took). DECIDE_CLOSED: "customer", "intent:ID", "idle",
	 * "silent", "agent".  DECIDE_MISS: "none", "gave_up". */
	struct str reason;
	struct str skill;
	struct str form; /* DECIDE_ESCALATE, DECIDE_TICKET: whose questions led to it; or empty */
	struct str also; /* DECIDE_TICKET: the intent of a second matter it is for; or empty */
	/* Of a ticket or an escalation, ours, never used twice; the ticket system may give
	 * another. */
	struct str number;
	int urgency;
	/* of the episode it was decided in: its number, what had been in it (enum mark) */
	unsigned episode, marks;
	int64_t amount; /* DECIDE_ESCALATE, DECIDE_CLOSED: ms since it began; DECIDE_RECORD: its own */
	/* DECIDE_SAY: event.message of the earlier message it answers: whose sender has waited for
	 * a look-up and was told nothing yet, or the last line of a burst; 0: none */
	int64_t reply_to;
	/* DECIDE_ESCALATE, DECIDE_TICKET: whose fault it is, and what may be offered then, in the
	 * words of the settings: for the colleague, never for the customer */
	enum responsible responsible;
	struct str option;
	int64_t since, due; /* DECIDE_BREACH: the case began, it was due */
};

struct decisions {
	struct decision *list;
	size_t n;
	enum rule rule; /* that took the event; RULE_NONE: a timer's, and none was due */
};

/* Moves c (whose arena takes what is new) and lists what to do, in order, in `arena`.  Texts in
 * decisions may point into the book, the event and c: keep them while the decisions are used.
 *
 * EVENT_TIMER fires every timer that is due at `now`, in order of time, each judged at its own
 * time; what a timer does when it comes late (the desk was down) stands in timers.c.  Any event may
 * come in any mode; what makes no sense there (an acknowledgement when nobody waits) changes
 * nothing. */
void dialogue_step(const struct dialogue_env *env, struct conversation *c,
    const struct event *event, int64_t now, struct arena *arena, struct decisions *out);

#endif
