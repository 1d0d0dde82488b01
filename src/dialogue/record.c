/* record.c - the table of what happens. */
#include "dialogue/record.h"

#include <assert.h>

#define NAME(s) {s, sizeof s - 1}

/* amount: milliseconds, where nothing else is said; -1: none. */
static const struct record_kind kinds[] = {
    [RECORD_OPENED] = {NAME("opened"), "an episode began; value: customer, human, ticket, "
	"survey; amount: how long the first reply took when it came in the same step, -1: it did not"},
    [RECORD_MATTER] = {NAME("matter"), "the customer said for the first time in the episode that "
	"he wants something, and not with its first message; value: the intent"},
    [RECORD_ANSWERED] = {NAME("answered"), "the bot's first reply of the episode, when it did not "
	"come at once; amount: since the episode began"},
    [RECORD_UNJUDGED] = {NAME("unjudged"), "customer messages that were not judged by themselves; "
	"value: human, burst, survey, parting; amount: how many"},
    [RECORD_MISS] = {NAME("miss"), "nothing fitted; value: the nearest intent; detail: none, "
	"gave_up"},
    [RECORD_ESCALATED] = {NAME("escalated"), "a hand-over was sent out; value: why; detail: skill; "
	"urgency; amount: since the episode began"},
    [RECORD_TAKEN] = {NAME("taken"), "a human took over; value: the agent; amount: since the "
	"hand-over, -1: there was none"},
    [RECORD_REPLIED] = {NAME("replied"), "a human's first reply since the hand-over; value: the "
	"agent; detail: skill; urgency; amount: since the hand-over, -1: there was none"},
    [RECORD_RELEASED] = {NAME("released"), "back to the bot; value: the agent"},
    [RECORD_TICKET] = {NAME("ticket"), "a ticket was filed; value: its matter; detail: skill; "
	"urgency"},
    [RECORD_TICKET_ANSWERED] = {NAME("ticket_answered"), "value: its number; amount: since it was "
	"filed"},
    [RECORD_TICKET_CLOSED] = {NAME("ticket_closed"), "value: its number; amount: since it was "
	"filed"},
    [RECORD_FORM] = {NAME("form"), "a form ended; value: the form; detail: finished, abandoned, "
	"expired, gave_up"},
    [RECORD_REASON] = {NAME("reason"), "a finished form has a slot `reason`; value: what it holds; "
	"detail: the form"},
    [RECORD_LOOKUP_FAILED] = {NAME("lookup_failed"), "value: the look-up; detail: why"},
    [RECORD_SLA_MET] = {NAME("sla_met"), "a limit was kept; value: first_reply, due; urgency"},
    [RECORD_SLA_BREACHED] = {NAME("sla_breached"), "a limit was not kept; value: first_reply, due; "
	"urgency"},
    [RECORD_SURVEY_ASKED] = {NAME("survey_asked"), "the customer was asked for a score"},
    [RECORD_SURVEY] = {NAME("survey"), "the customer's score; amount: 1 to 5"},
    [RECORD_REMARK] = {NAME("remark"), "and what he remarked: the words are the message's"},
    [RECORD_CLOSED] = {NAME("closed"), "an episode ended; value: why; amount: since it began"},
    [RECORD_UNSENT] = {NAME("unsent"), "the channel took no more messages: a text was left out; "
	"value: its phrase; detail: the intent it answers"},
};

_Static_assert(sizeof kinds / sizeof *kinds == RECORD_COUNT, "a record without a row");

const struct record_kind *record_kind(enum record r)
{
	assert(r < RECORD_COUNT);
	return &kinds[r];
}

int record_parse(struct str name, enum record *out)
{
	for (int r = 0; r < RECORD_COUNT; r++) {
		if (!str_eq(name, kinds[r].name))
			continue;
		*out = (enum record)r;
		return 0;
	}
	return -1;
}
