/* delivery.c - what became of an outbox row, and what that means to the conversation it came from.
 */
#include "desk/desk_internal.h"

static void done(struct batch *b, int64_t id)
{
	if (b->outbox_done_n == b->outbox_done_room) {
		size_t more = b->outbox_done_room ? b->outbox_done_room * 2 : 16;

		b->outbox_done = arena_grow(b->arena, b->outbox_done,
		    b->outbox_done_room * sizeof *b->outbox_done, more * sizeof *b->outbox_done);
		b->outbox_done_room = more;
	}
	b->outbox_done[b->outbox_done_n++] = id;
}

static bool is_done(const struct batch *b, int64_t id)
{
	for (size_t i = 0; i < b->outbox_done_n; i++)
		if (b->outbox_done[i] == id)
			return true;
	return false;
}

/* Tells the conversation: taken over, a ticket's number, or that it will not arrive. */
static int tell(
    struct batch *b, const struct store_outbox *row, const struct job *job, bool delivered)
{
	bool ticket = str_is(row->type, "ticket.filed") && str_is(row->target, "ticket");
	bool escalation = str_is(row->type, "conversation.escalated");
	struct event event = {.kind = delivered ? EVENT_ACKNOWLEDGED : EVENT_UNDELIVERED};
	struct talk *t;
	int rc;

	if (delivered && str_is(row->type, "message.created"))
		return echo_learn(b, row, job->answer);
	if (!ticket && !escalation)
		return 0;
	rc = batch_load_id(b, row->conversation, &t);
	if (rc != 0 || !t->shop)
		return rc < 0 ? -1 : 0;
	talk_read(b, t);
	talk_timers(b, t);
	event.reference = outgoing_reference(b, row);
	if (ticket) {
		event.kind = EVENT_TICKET_NUMBER;
		event.number = delivered ? job->answer : STR("");
	}
	talk_step(b, t, NULL, &event, NULL, NULL);
	return 0;
}

static void change(struct batch *b, const struct store_outbox *row, const struct job *job)
{
	struct store_outbox *o = ARENA_NEW(b->arena, struct store_outbox);

	*o = *row;
	switch (job->kind) {
	case JOB_RETRY:
		o->attempts = job->attempts;
		o->next_at = job->next_at;
		o->error = job->error;
		break;
	case JOB_DEAD:
		o->state = OUTBOX_DEAD;
		o->attempts = job->attempts;
		o->error = job->error;
		break;
	default: /* JOB_REVIVE */
		o->state = OUTBOX_WAITING;
		o->attempts = 0;
		o->next_at = b->now;
		b->revived = true;
		break;
	}
	list_add(b, &b->outbox_changed, o);
}

/* The values it brought, or why it brought none. */
static int tell_looked_up(struct batch *b, const struct store_outbox *row, const struct job *job)
{
	struct event event = {
	    .kind = EVENT_LOOKED_UP, .profile = job->profile, .text = job->error};
	struct talk *t;
	int rc = batch_load_id(b, row->conversation, &t);

	if (rc != 0 || !t->shop)
		return rc < 0 ? -1 : 0;
	talk_read(b, t);
	event.reference = outgoing_reference(b, row);
	talk_step(b, t, NULL, &event, NULL, NULL);
	talk_timers(b, t);
	return 0;
}

int delivery_take(struct batch *b, struct job *job)
{
	struct store_outbox row;
	int found = is_done(b, job->outbox)
			? 0
			: store_outbox_row(b->desk->store, job->outbox, b->arena, &row);

	if (found < 0)
		return -1;
	if (!found) {
		job->result = JOB_NOT_FOUND;
		return 0;
	}
	if (job->kind == JOB_DELIVERED || job->kind == JOB_DROP || job->kind == JOB_LOOKED_UP)
		done(b, row.id);
	else
		change(b, &row, job);
	if (job->kind == JOB_LOOKED_UP)
		return tell_looked_up(b, &row, job);
	if (job->kind == JOB_DELIVERED || job->kind == JOB_DEAD)
		return tell(b, &row, job, job->kind == JOB_DELIVERED);
	return 0;
}
