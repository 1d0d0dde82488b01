/* act.c - what humans do with a conversation, and what they cannot do in its mode. */
#include "desk/desk_internal.h"
#include "dialogue/sending.h"

static int refuse(struct job *job, struct str why)
{
	job->result = JOB_CONFLICT;
	job->problem = why;
	return 0;
}

/* NULL: it can be done.  Texts live in the job's arena. */
static const char *taken_by_other(const struct talk *t, struct job *job)
{
	const struct str agent = t->state.agent;

	if (t->state.mode != MODE_HUMAN || !agent.n || !job->agent.n || str_eq(agent, job->agent))
		return NULL;
	return arena_printf(job->arena, "the conversation is in the hands of %.*s", STR_ARG(agent))
	    .p;
}

/* The platform would refuse it: better the agent knows than the customer waits. */
static const char *not_taken_by_channel(
    const struct batch *b, const struct talk *t, const struct job *job)
{
	const struct channel_limits *limits = t->channel ? &t->channel->limits : NULL;
	unsigned room = sending_room(&t->state, limits, b->now);

	if (!room)
		return "the channel takes no more messages until the customer writes again";
	if (sending_parts(limits, job->text) > room)
		return "the text is too long for the messages that the channel still takes";
	return NULL;
}

static const char *in_the_way(const struct batch *b, const struct talk *t, struct job *job)
{
	enum mode mode = t->state.mode;
	const char *why;

	switch (job->act) {
	case EVENT_TAKE:
		return taken_by_other(t, job);
	case EVENT_RELEASE:
		if (mode != MODE_HUMAN && mode != MODE_QUEUED)
			return "nobody has taken the conversation";
		return taken_by_other(t, job);
	case EVENT_REPLY:
		if (mode == MODE_CLOSED)
			return "the conversation is closed: take it first";
		why = taken_by_other(t, job);
		return why ? why : not_taken_by_channel(b, t, job);
	case EVENT_CLOSE:
		return mode == MODE_CLOSED ? "the conversation is closed already"
					   : taken_by_other(t, job);
	case EVENT_TICKET:
		return NULL;
	default:
		return "no such act";
	}
}

static int once(struct batch *b, struct talk *t, struct job *job, unsigned char hash[SEEN_HASH])
{
	int64_t no;
	int seen;

	if (!job->request_id.n)
		return 0;
	seen_hash(SEEN_AGENT, job->request_id, hash);
	seen = talk_seen(b, t, hash, &no);
	if (seen <= 0)
		return seen;
	job->result = JOB_DUPLICATE;
	job->message_no = no;
	return message_again(b, no, job) < 0 ? -1 : seen;
}

int act_take(struct batch *b, struct talk *t, struct job *job)
{
	struct event event = {
	    .kind = job->act,
	    .text = job->text,
	    .agent = job->agent,
	    .phrase = job->phrase,
	    .skill = job->skill,
	    .urgency = job->urgency,
	};
	unsigned char hash[SEEN_HASH];
	const char *why;
	int seen;

	if ((t->row->fresh && !t->changed) ||
	    !t->shop) { /* what came just before in this batch may have made it */
		job->result = JOB_NOT_FOUND;
		return 0;
	}
	talk_read(b, t);
	seen = once(b, t, job, hash);
	if (seen == 0) {
		talk_timers(b, t);
		why = in_the_way(b, t, job);
		if (why) {
			job->mode = t->state.mode;
			return refuse(job, str_of(why));
		}
		talk_step(b, t, NULL, &event, job, NULL);
		if (job->request_id.n && job->message_no &&
		    talk_add_seen(b, t, hash, job->message_no) != 0)
			return -1;
	}
	job->mode = t->state.mode;
	return seen < 0 ? -1 : 0;
}
