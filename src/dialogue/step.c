/* step.c - the step: which event goes where. */
#include "dialogue/step.h"

#include <assert.h>

#include "dialogue/burst.h"
#include "dialogue/lookup.h"
#include "dialogue/sending.h"

void step_rule(struct step *s, enum rule r)
{
	s->rule = s->taken = r;
}

/* A conversation that fell silent long ago is closed before the message opens the next, even when
 * its timer comes late. */
static void take_message(struct step *s)
{
	struct conversation *c = s->c;
	if (c->mode == MODE_BOT && c->timers[TIMER_SILENT] && c->timers[TIMER_SILENT] <= s->now) {
		s->rule = RULE_TIMER + TIMER_SILENT;
		step_close(s, STR("silent"));
	}
	if (!burst_take(s))
		step_message(s);
}

static void said_by_human(struct step *s)
{
	step_human_replied(s);
	step_sla_met(s);
	step_failed_answered(s);
	step_answered(s);
	s->c->said_at = s->c->human_at = s->now;
	step_timer(s, TIMER_HUMAN, s->now, s->set->human_silence);
}

/* A human who writes has taken over. */
static void take_reply(struct step *s)
{
	struct conversation *c = s->c;
	if (c->mode != MODE_HUMAN)
		step_take(s, s->event->agent);
	struct decision *d = step_decide(s, DECIDE_SAY);
	d->phrase = s->event->phrase;
	d->text = s->event->text;
	d->human = true;
	said_by_human(s);
}

/* He speaks for himself already: nothing is said before it. */
static void take_wrote(struct step *s)
{
	struct conversation *c = s->c;
	c->holds = 0;
	if (c->mode != MODE_HUMAN || (s->event->agent.n && !str_eq(s->event->agent, c->agent)))
		step_take(s, s->event->agent);
	said_by_human(s);
	c->sent++;
}

static void take_ticket(struct step *s)
{
	const struct event *e = s->event;
	struct str note = e->text.n ? e->text : s->c->question;
	step_file_ticket(s, STR(""), STR("agent"), e->skill, e->urgency, note);
	if (!s->env->ticket_system)
		step_tell_tickets(s, TICKET_AWAITED);
}

static void take_close(struct step *s)
{
	burst_drop(s);
	if (s->c->mode != MODE_CLOSED)
		step_close(s, STR("agent"));
}

static void take_acknowledged(struct step *s)
{
	if (s->c->mode != MODE_QUEUED || !step_is_last_escalation(s, s->event->reference))
		return;
	s->c->acknowledged = true;
	s->c->timers[TIMER_ACKNOWLEDGE] = 0;
}

/* Of those that judge.c and timers.c do not take. */
static enum rule rule_of(enum event_kind kind)
{
	switch (kind) {
	case EVENT_TAKE:
	case EVENT_RELEASE:
	case EVENT_REPLY:
	case EVENT_TICKET:
	case EVENT_CLOSE:
	case EVENT_AGENT_WROTE:
		return RULE_AGENT;
	case EVENT_ACKNOWLEDGED:
	case EVENT_UNDELIVERED:
		return RULE_DELIVERY;
	case EVENT_TICKET_NUMBER:
	case EVENT_TICKET_NEWS:
		return RULE_TICKET;
	case EVENT_SAY:
		return RULE_ASKED;
	case EVENT_LOOKED_UP:
		return RULE_LOOKUP;
	case EVENT_MESSAGE:
	case EVENT_TIMER:
		break;
	}
	return RULE_NONE;
}

static void run(struct step *s)
{
	step_rule(s, rule_of(s->event->kind));
	switch (s->event->kind) {
	case EVENT_MESSAGE:
		take_message(s);
		break;
	case EVENT_TIMER:
		step_timers(s);
		break;
	case EVENT_TAKE:
		step_take(s, s->event->agent);
		break;
	case EVENT_RELEASE:
		step_release(s);
		break;
	case EVENT_REPLY:
		take_reply(s);
		break;
	case EVENT_TICKET:
		take_ticket(s);
		break;
	case EVENT_CLOSE:
		take_close(s);
		break;
	case EVENT_ACKNOWLEDGED:
		take_acknowledged(s);
		break;
	case EVENT_UNDELIVERED:
		if (step_is_last_escalation(s, s->event->reference))
			step_hand_over_failed(s);
		break;
	case EVENT_TICKET_NUMBER:
		step_ticket_number(s, s->event->reference, s->event->number);
		break;
	case EVENT_SAY:
		if (!book_phrase(s->env->book, s->event->phrase))
			step_decide(s, DECIDE_GAP)->phrase = s->event->phrase;
		else
			step_say(s, s->event->phrase);
		break;
	case EVENT_LOOKED_UP:
		lookup_ended(s);
		break;
	case EVENT_TICKET_NEWS:
		step_ticket_news(s);
		break;
	case EVENT_AGENT_WROTE:
		take_wrote(s);
		break;
	}
}

void dialogue_step(const struct dialogue_env *env, struct conversation *c,
    const struct event *event, int64_t now, struct arena *arena, struct decisions *out)
{
	assert(c->id != 0);
	struct step s = {
	    .env = env,
	    .set = &env->book->settings,
	    .c = c,
	    .event = event,
	    .now = now,
	    .clock = now,
	    .arena = arena,
	    .words = event->text,
	    .filed_before = c->tickets_filed,
	};
	if (event->kind == EVENT_MESSAGE)
		sending_renew(c, now);
	run(&s);
	step_plan_sla(&s);
	step_join(&s);
	sending_apply(&s);
	*out = (struct decisions){s.list, s.n, s.taken};
}
