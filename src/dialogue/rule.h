/* rule.h - by which rule something was decided: a name for the store and for programs, and what it
 * means, for people.
 *
 * The rules of a customer's message are the order of judgement (judge.c); what time brings about is
 * named after its timer. */
#ifndef XIAOER_DIALOGUE_RULE_H
#define XIAOER_DIALOGUE_RULE_H

#include "base/str.h"
#include "dialogue/conversation.h"

enum rule {
	RULE_NONE,
	/* a customer's message */
	RULE_GATHERED,
	RULE_SURVEY,
	RULE_PARTING,
	RULE_HUMAN,
	RULE_OPENING,
	RULE_DANGER,
	RULE_HUMAN_REQUEST,
	RULE_FORM,
	RULE_PENDING,
	RULE_MATTER,
	RULE_MEDIA,
	RULE_COURTESY,
	RULE_STORY,
	RULE_DATA,
	RULE_QUEUED,
	RULE_MISS,
	RULE_HOURS,
	/* what others do */
	RULE_AGENT,
	RULE_DELIVERY,
	RULE_TICKET,
	RULE_LOOKUP,
	RULE_ASKED,
	/* and the clock: RULE_TIMER + enum timer */
	RULE_TIMER,
	RULE_COUNT = RULE_TIMER + TIMER_COUNT
};

const char *rule_name(enum rule r);         /* "matter", "timer.hold"; "" of RULE_NONE */
const char *rule_means(enum rule r);        /* a sentence, in the reader's language */
enum rule rule_parse(struct str name);      /* RULE_NONE: none of them */

#endif
