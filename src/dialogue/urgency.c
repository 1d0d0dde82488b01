/* urgency.c - how urgent a case is: 1 (at once) to 4 (advice), as its intent or case says, raised by
 * one for each of these, but never beyond 2: 1 is danger or a grave loss, which freezes orders and
 * wakes the supervisor, and that the book alone says of a matter:
 *
 * - anger beside the matter;
 * - a VIP;
 * - repetition: the matter was answered before in this conversation, or a ticket was filed or a
 *   hand-over made in it before.  Who still waits for a human does not repeat himself: his place in
 *   the queue grows with the time he waits. */
#include "dialogue/step_internal.h"

enum { URGENCY_RAISED = 2 };

/* Of this conversation, before this step: tickets of an earlier one do not count. */
static bool has_ticket(const struct step *s)
{
	const struct conversation *c = s->c;
	size_t fresh = c->tickets_filed - s->filed_before;
	for (size_t i = 0; i + fresh < c->tickets_n; i++)
		if (c->tickets[i].at >= c->opened_at)
			return true;
	return false;
}

static bool is_repeated(const struct step *s)
{
	if (s->c->mode == MODE_QUEUED)
		return false;
	return s->asked_before || s->c->escalated_at || has_ticket(s);
}

int step_urgency(struct step *s, int base)
{
	int urgency = base ? base : URGENCY_LEAST;
	if (urgency <= URGENCY_RAISED)
		return urgency;
	urgency -= s->upset + conversation_is_vip(s->c) + is_repeated(s);
	return urgency < URGENCY_RAISED ? URGENCY_RAISED : urgency;
}
