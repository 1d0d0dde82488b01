/* timers.c - what time brings about.
 *
 * Each timer is judged at its own time, `now`, while `clock` is the time it really is; the two
 * differ when the desk was down.  What late means:
 *
 * - hold: one is said for all that were missed, and the next counts from the clock;
 * - acknowledge, take, human: late by as much as their whole span: the other side had no chance
 *   while we were down, they are set anew;
 * - idle: late by as much as its whole span: closed without words;
 * - form: late by as much as its whole span: set anew, see form.c;
 * - silent, ticket, burst: as if in time;
 * - lunch: dropped when the break is over;
 * - reopen: while we are closed again: at the next opening;
 * - lookup: one hold for all that were missed; given up when its time is over;
 * - first reply: as if in time, for the customer has waited; while we are closed, at the next opening
 *   (not so urgency 1);
 * - due: as if in time;
 * - progress: one note for all that were missed, at the next opening while we are closed. */
#include "dialogue/burst.h"
#include "dialogue/form.h"
#include "dialogue/lookup.h"

/* Late by as much as the span: set anew from the clock. */
static bool set_anew(struct step *s, enum timer t, int64_t span)
{
	if (s->clock - s->now < span)
		return false;
	step_timer(s, t, s->clock, span);
	return true;
}

/* The desk closed while he waited: he hears when we are back instead of one more "please hold". */
static void hold_closed(struct step *s, const struct hours_now *h)
{
	struct conversation *c = s->c;
	if (h->state == HOURS_LUNCH) {
		step_timer(s, TIMER_HOLD, h->opens, s->set->hold_every);
		return;
	}
	if (c->offhours_said != (h->since ? h->since : 1) && step_say(s, STR("transfer.offhours")))
		step_said_closed_hours(s);
}

static void fire_hold(struct step *s)
{
	struct conversation *c = s->c;
	if (c->mode != MODE_QUEUED || c->failed || c->holds >= (unsigned)s->set->hold_times)
		return;
	int64_t due = s->now;
	s->now = s->clock;
	if (!step_is_open(s)) {
		hold_closed(s, step_hours(s));
		return;
	}
	step_say(s, c->holds ? STR("hold.again") : STR("hold"));
	if (++c->holds < (unsigned)s->set->hold_times)
		step_timer(s, TIMER_HOLD, s->clock - due >= s->set->hold_every ? s->clock : due,
		    s->set->hold_every);
}

static void fire_acknowledge(struct step *s)
{
	if (s->c->mode != MODE_QUEUED || s->c->acknowledged)
		return;
	if (!set_anew(s, TIMER_ACKNOWLEDGE, s->set->acknowledge_within))
		step_hand_over_failed(s);
}

static void fire_take(struct step *s)
{
	bool late = s->clock - s->now >= s->set->take_within;
	bool in_time = s->now == s->clock;
	if (s->c->mode != MODE_QUEUED)
		return;
	s->now = s->clock;
	if (!late && (in_time || step_is_open(s)))
		step_hand_over_failed(s);
	else
		step_take_within(s);
}

static void fire_idle(struct step *s)
{
	if (s->c->mode != MODE_BOT)
		return;
	if (s->clock - s->now < s->set->close_idle)
		step_say(s, STR("closing.idle"));
	step_close(s, STR("idle"));
}

static void fire_silent(struct step *s)
{
	if (s->c->mode == MODE_BOT || (s->c->mode == MODE_QUEUED && s->c->failed))
		step_close(s, STR("silent"));
}

/* A matter that nobody answered; who merely asked for a human and wrote no more has none. */
static bool is_left_alone(const struct conversation *c)
{
	return c->open && (c->customer_at > c->human_at || !str_is(c->reason, "human.request"));
}

/* Back to the bot; a customer whose words the human left unanswered goes back to the queue. */
static void fire_human(struct step *s)
{
	struct conversation *c = s->c;
	if (c->mode != MODE_HUMAN || set_anew(s, TIMER_HUMAN, s->set->human_silence))
		return;
	struct str skill = c->skill;
	int urgency = c->urgency_base;
	bool left_alone = is_left_alone(c);
	step_release(s);
	if (!left_alone)
		return;
	step_hand_over(s, STR("human_silence"), skill, urgency);
	step_plan_breaks(s);
}

static void fire_ticket(struct step *s)
{
	step_tell_tickets(s, TICKET_AWAITED);
}

static void fire_lunch(struct step *s)
{
	if (!step_is_waiting(s))
		return;
	if (hours_state_at(s->set, s->clock) != HOURS_LUNCH)
		return;
	if (step_say(s, STR("lunch.unanswered")))
		step_said_closed_hours(s);
}

static void fire_reopen(struct step *s)
{
	struct conversation *c = s->c;
	if (!step_is_waiting(s))
		return;
	s->now = s->clock;
	if (step_hours_state(s) == HOURS_CLOSED) {
		step_plan_breaks(s);
		return;
	}
	if (step_say(s, STR("opening.offhours")) && c->mode == MODE_BOT)
		c->pending = PENDING_SOLVED;
	c->timers[TIMER_LUNCH] = hours_next_lunch(s->set, s->now);
}

static void (*const fire[TIMER_COUNT])(struct step *s) = {
    [TIMER_HOLD] = fire_hold,
    [TIMER_ACKNOWLEDGE] = fire_acknowledge,
    [TIMER_TAKE] = fire_take,
    [TIMER_IDLE] = fire_idle,
    [TIMER_SILENT] = fire_silent,
    [TIMER_HUMAN] = fire_human,
    [TIMER_TICKET] = fire_ticket,
    [TIMER_LUNCH] = fire_lunch,
    [TIMER_FORM] = form_timer,
    [TIMER_REOPEN] = fire_reopen,
    [TIMER_LOOKUP] = lookup_timer,
    [TIMER_FIRST_REPLY] = step_fire_first_reply,
    [TIMER_DUE] = step_fire_due,
    [TIMER_PROGRESS] = step_fire_progress,
    [TIMER_BURST] = burst_fire,
};

static int earliest(const struct conversation *c, int64_t until)
{
	int found = -1;
	for (int t = 0; t < TIMER_COUNT; t++)
		if (c->timers[t] && c->timers[t] <= until &&
		    (found < 0 || c->timers[t] < c->timers[found]))
			found = t;
	return found;
}

void step_timers(struct step *s)
{
	for (int t; (t = earliest(s->c, s->clock)) >= 0;) {
		s->now = s->c->timers[t];
		s->c->timers[t] = 0;
		step_rule(s, RULE_TIMER + (enum rule)t);
		if (fire[t])
			fire[t](s);
	}
	s->now = s->clock;
}
