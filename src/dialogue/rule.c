/* rule.c - the table of rules. */
#include "dialogue/rule.h"

#include <assert.h>

#include "base/intl.h"

static const struct {
	const char *name, *means;
} rules[RULE_COUNT] = {
    [RULE_NONE] = {"", ""},
    [RULE_GATHERED] = {"gathered", N_("kept until the customer pauses: several lines are one message")},
    [RULE_SURVEY] = {"survey", N_("the score that was asked for, or a remark to it")},
    [RULE_PARTING] = {"parting", N_("a last word behind our goodbye: it opens nothing")},
    [RULE_HUMAN] = {"human", N_("a human is in charge: the assistant is silent")},
    [RULE_OPENING] = {"opening", N_("the first message of a conversation")},
    [RULE_DANGER] = {"danger", N_("danger comes before all else")},
    [RULE_HUMAN_REQUEST] = {"human.request", N_("the customer wants a human")},
    [RULE_FORM] = {"form", N_("a form is open: this answers its question, leaves it, or is answered in between")},
    [RULE_PENDING] = {"pending", N_("the answer to a question of ours")},
    [RULE_MATTER] = {"matter", N_("a business matter, or two")},
    [RULE_MEDIA] = {"media", N_("a picture or a card without words")},
    [RULE_COURTESY] = {"courtesy", N_("a courtesy, and no business matter")},
    [RULE_STORY] = {"story", N_("the customer tells something and asks nothing")},
    [RULE_DATA] = {"data", N_("a number or another value alone: kept")},
    [RULE_QUEUED] = {"queued", N_("the customer waits for a human, who will read it")},
    [RULE_MISS] = {"miss", N_("nothing fitted: asked back, or handed over")},
    [RULE_HOURS] = {"hours", N_("the desk is closed, or at lunch")},
    [RULE_AGENT] = {"agent", N_("a human's act")},
    [RULE_DELIVERY] = {"delivery", N_("what became of a hand-over on its way")},
    [RULE_TICKET] = {"ticket", N_("news of a ticket")},
    [RULE_LOOKUP] = {"lookup", N_("the answer of the shop's system")},
    [RULE_ASKED] = {"asked", N_("this phrase was asked for by its name")},
    [RULE_TIMER + TIMER_HOLD] = {"timer.hold", N_("still waiting for a human")},
    [RULE_TIMER + TIMER_ACKNOWLEDGE] = {"timer.acknowledge", N_("the hand-over was not acknowledged in time")},
    [RULE_TIMER + TIMER_TAKE] = {"timer.take", N_("no human took it in time")},
    [RULE_TIMER + TIMER_IDLE] = {"timer.idle", N_("silence after we asked whether there is anything else")},
    [RULE_TIMER + TIMER_SILENT] = {"timer.silent", N_("long silence")},
    [RULE_TIMER + TIMER_HUMAN] = {"timer.human", N_("the human in charge has gone silent")},
    [RULE_TIMER + TIMER_TICKET] = {"timer.ticket", N_("the ticket system gave no number in time")},
    [RULE_TIMER + TIMER_LUNCH] = {"timer.lunch", N_("the lunch break began with a question open")},
    [RULE_TIMER + TIMER_REOPEN] = {"timer.reopen", N_("the desk opened, and a question was left")},
    [RULE_TIMER + TIMER_BURST] = {"timer.burst", N_("the customer paused")},
    [RULE_TIMER + TIMER_FORM] = {"timer.form", N_("the form's question was not answered in time")},
    [RULE_TIMER + TIMER_LOOKUP] = {"timer.lookup", N_("the shop's system takes long")},
    [RULE_TIMER + TIMER_FIRST_REPLY] = {"timer.first_reply", N_("the limit for a first reply has passed")},
    [RULE_TIMER + TIMER_DUE] = {"timer.due", N_("the limit for the answer has passed")},
    [RULE_TIMER + TIMER_PROGRESS] = {"timer.progress", N_("an open ticket had no news for long")},
};

const char *rule_name(enum rule r)
{
	assert(r < RULE_COUNT);
	return rules[r].name;
}

const char *rule_means(enum rule r)
{
	assert(r < RULE_COUNT);
	return intl(rules[r].means);
}

enum rule rule_parse(struct str name)
{
	for (int r = RULE_NONE + 1; r < RULE_COUNT; r++)
		if (str_is(name, rules[r].name))
			return (enum rule)r;
	return RULE_NONE;
}
