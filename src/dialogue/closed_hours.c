/* closed_hours.c - what lunch and closing time add to an answer, and when they bring a conversation
 * back to mind. */
#include "dialogue/step_internal.h"

enum hours_state step_hours_state(struct step *s)
{
	if (s->hours_known == HOURS_UNASKED || s->hours_at != s->now) {
		s->hours.state = hours_state_at(s->set, s->now);
		s->hours_at = s->now;
		s->hours_known = HOURS_STATE;
	}
	return s->hours.state;
}

const struct hours_now *step_hours(struct step *s)
{
	if (s->hours_known != HOURS_ALL || s->hours_at != s->now) {
		s->hours = hours_at(s->set, s->now);
		s->hours_at = s->now;
		s->hours_known = HOURS_ALL;
	}
	return &s->hours;
}

bool step_is_open(struct step *s)
{
	return step_hours_state(s) == HOURS_OPEN;
}

/* The moment the break began names it; one that began longer ago than hours.h looks is called 1. */
static int64_t *mark_of(struct conversation *c, enum hours_state state)
{
	return state == HOURS_LUNCH ? &c->lunch_said : &c->offhours_said;
}

static int64_t name_of(const struct hours_now *h)
{
	return h->since ? h->since : 1;
}

void step_said_closed_hours(struct step *s)
{
	const struct hours_now *h = step_hours(s);
	if (h->state != HOURS_OPEN)
		*mark_of(s->c, h->state) = name_of(h);
}

void step_say_closed_hours(struct step *s)
{
	if (step_is_open(s))
		return;
	const struct hours_now *h = step_hours(s);
	int64_t *mark = mark_of(s->c, h->state);
	if (*mark == name_of(h))
		return;
	if (step_say(s, h->state == HOURS_LUNCH ? STR("lunch") : STR("offhours")))
		*mark = name_of(h);
}

/* He waits for an answer from us.  Not so once a hand-over has failed: he was told that he will be
 * called back. */
bool step_is_waiting(const struct step *s)
{
	const struct conversation *c = s->c;
	return (c->mode == MODE_QUEUED && !c->failed) || (c->mode == MODE_BOT && c->open);
}

/* A question that stands open is thought of when lunch begins; one that was asked while we were
 * closed, when we open. Until then silence does not end the conversation. */
void step_plan_breaks(struct step *s)
{
	struct conversation *c = s->c;
	bool waiting = step_is_waiting(s);
	c->timers[TIMER_LUNCH] = waiting ? hours_next_lunch(s->set, s->now) : 0;
	c->timers[TIMER_REOPEN] = 0;
	if (!waiting || step_is_open(s))
		return;
	const struct hours_now *h = step_hours(s);
	if (h->state != HOURS_CLOSED || !h->opens)
		return;
	c->timers[TIMER_REOPEN] = h->opens;
	if (c->timers[TIMER_SILENT])
		step_timer(s, TIMER_SILENT, h->opens, s->set->close_silent);
}
