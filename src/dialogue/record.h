/* record.h - the rare happenings of an episode that its messages do not tell: what reports and
 * /metrics count.
 *
 * One table yields the names in the store (append-only, table `record`) and what they mean.  A
 * record stands by itself: it carries its episode's number, what has been in the episode so far
 * (marks), and the wait it ends, so that a period can be counted without looking back.  Whoever
 * lets a new kind of thing happen adds a row here and calls step_record(). */
#ifndef XIAOER_DIALOGUE_RECORD_H
#define XIAOER_DIALOGUE_RECORD_H

#include "base/str.h"

enum record {
	RECORD_OPENED,
	RECORD_MATTER,
	RECORD_ANSWERED,
	RECORD_UNJUDGED,
	RECORD_MISS,
	RECORD_ESCALATED,
	RECORD_TAKEN,
	RECORD_REPLIED,
	RECORD_RELEASED,
	RECORD_TICKET,
	RECORD_TICKET_ANSWERED,
	RECORD_TICKET_CLOSED,
	RECORD_FORM,
	RECORD_REASON,
	RECORD_LOOKUP_FAILED,
	RECORD_SLA_MET,
	RECORD_SLA_BREACHED,
	RECORD_SURVEY_ASKED,
	RECORD_SURVEY,
	RECORD_REMARK,
	RECORD_CLOSED,
	RECORD_UNSENT,
	RECORD_COUNT
};

/* What has been in the episode; the numbers stand in the store. */
enum mark {
	MARK_MATTER = 1,       /* the customer wanted something (not a mere hello) */
	MARK_HANDED_OVER = 2,  /* there was a hand-over */
	MARK_HUMAN = 4,        /* a human took it */
	MARK_TICKET = 8,       /* a ticket was filed */
	MARK_ANSWERED = 16,    /* the bot has replied, or no reply is waited for */
	MARK_REPLIED = 32,     /* a human has replied since the last hand-over */
	MARK_CALL_BACK = 64,   /* it is the call-back after a low score, no conversation of its own */
	MARK_ALL = 127
};

struct record_kind {
	struct str name;
	const char *means; /* with its value, detail and amount */
};

const struct record_kind *record_kind(enum record r);
int record_parse(struct str name, enum record *out); /* -1: none of them */

#endif
