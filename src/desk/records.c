/* records.c - hand-overs, tickets, misses and ends are told by their decisions; all else that
 * reports count is decided as a record. */
#include "desk/records.h"

#include "dialogue/record.h"

static void fill(struct store_record *r, enum record what, struct str value, struct str detail)
{
	r->what = record_kind(what)->name;
	r->value = value;
	r->detail = detail;
}

bool record_of(const struct decision *d, struct store_record *r)
{
	*r = (struct store_record){
	    .episode = d->episode, .marks = d->marks, .urgency = d->urgency, .amount = -1};
	switch (d->kind) {
	case DECIDE_ESCALATE:
		fill(r, RECORD_ESCALATED, d->reason, d->skill);
		r->amount = d->amount;
		return true;
	case DECIDE_TICKET:
		fill(r, RECORD_TICKET, d->intent, d->skill);
		return true;
	case DECIDE_CLOSED:
		fill(r, RECORD_CLOSED, d->reason, STR(""));
		r->amount = d->amount;
		return true;
	case DECIDE_MISS:
		fill(r, RECORD_MISS, d->intent, d->reason);
		return true;
	case DECIDE_BREACH:
		fill(r, RECORD_SLA_BREACHED, d->reason, d->skill);
		return true;
	case DECIDE_RECORD:
		r->what = d->reason;
		r->value = d->text;
		r->detail = d->skill;
		r->amount = d->amount;
		return true;
	case DECIDE_UNSENT:
		fill(r, RECORD_UNSENT, d->phrase, d->intent);
		return true;
	case DECIDE_SAY:
	case DECIDE_TICKET_NEWS:
	case DECIDE_LOOKUP:
	case DECIDE_GAP:
		break;
	}
	return false;
}
