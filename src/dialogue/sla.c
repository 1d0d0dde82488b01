/* sla.c - how long a customer may wait: for a human's first words, for the answer of his case, for
 * news of his tickets.
 *
 * First words are waited for while the desk is open, of urgency 1 by the clock; a case is due by the
 * clock or after working days, as the settings say.  What passes goes to the supervisor
 * (DECIDE_BREACH), and the customer is told once: `sla.late` - unless he was or is told
 * `transfer.failed`, which says as much.  TIMER_DUE and TIMER_PROGRESS are worked out anew after
 * every step from what the state knows of the hand-over and the tickets; a closed conversation's
 * tickets keep them. */
#include "dialogue/step_internal.h"

/* The shorter of two spans of which 0 is none. */
static int64_t shorter(int64_t a, int64_t b)
{
	return a && (!b || a < b) ? a : b;
}

/* ---- limits ---- */

static int64_t first_reply_at(struct step *s)
{
	const struct conversation *c = s->c;
	int64_t limit = s->set->first_reply;
	if (c->urgency <= 2)
		limit = shorter(limit, s->set->first_reply_urgent);
	if (conversation_is_vip(c))
		limit = shorter(limit, s->set->first_reply_vip);
	if (!limit)
		return 0;
	return c->urgency == URGENCY_MOST ? s->now + limit : hours_after(s->set, s->now, limit);
}

int64_t step_due(struct step *s, int urgency)
{
	const struct limit *l = &s->set->due[urgency];
	if (l->days)
		return hours_after_days(s->set, s->now, l->days);
	return l->ms ? s->now + l->ms : 0;
}

void step_sla_begin(struct step *s)
{
	struct conversation *c = s->c;
	if (!c->breached)
		c->timers[TIMER_FIRST_REPLY] =
		    shorter(first_reply_at(s), c->timers[TIMER_FIRST_REPLY]);
	c->due_at = shorter(step_due(s, c->urgency), c->due_at);
}

void step_sla_end(struct step *s)
{
	s->c->timers[TIMER_FIRST_REPLY] = s->c->due_at = 0;
}

static void record_met(struct step *s, struct str what, int urgency)
{
	step_record(s, RECORD_SLA_MET, what)->urgency = urgency;
}

void step_sla_met(struct step *s)
{
	if (s->c->timers[TIMER_FIRST_REPLY])
		record_met(s, STR("first_reply"), s->c->urgency);
	if (s->c->due_at)
		record_met(s, STR("due"), s->c->urgency);
	step_sla_end(s);
}

void step_ticket_met(struct step *s, struct ticket *t)
{
	if (t->due_at)
		record_met(s, STR("due"), t->urgency);
	t->due_at = 0;
	t->late = false;
}

/* ---- what has passed ---- */

static struct decision *breach(struct step *s, struct str reason, int64_t since, int64_t due)
{
	struct decision *d = step_decide(s, DECIDE_BREACH);
	d->reason = reason;
	d->since = since;
	d->due = due;
	return d;
}

static void breach_hand_over(struct step *s, struct str reason, int64_t due)
{
	struct conversation *c = s->c;
	struct decision *d = breach(s, reason, c->escalated_at, due);
	d->number = step_escalation_number(s);
	d->skill = c->skill;
	d->urgency = c->urgency;
	if (str_is(c->reason, "survey")) /* he does not wait in the line */
		c->breached = true;
	if (!c->breached && !c->failed)
		c->breached = step_say(s, STR("sla.late"));
}

void step_fire_first_reply(struct step *s)
{
	struct conversation *c = s->c;
	int64_t due = s->now;
	if (c->mode != MODE_QUEUED && c->mode != MODE_HUMAN)
		return;
	s->now = s->clock;
	if (due < s->clock && c->urgency != URGENCY_MOST && !step_is_open(s)) {
		c->timers[TIMER_FIRST_REPLY] = step_hours(s)->opens;
		return;
	}
	breach_hand_over(s, STR("first_reply"), due);
}

static void breach_ticket(struct step *s, const struct ticket *t, int64_t due)
{
	struct decision *d = breach(s, STR("due"), t->at, due);
	d->number = t->reference;
	d->intent = t->matter;
	d->skill = t->skill;
	d->urgency = t->urgency;
}

static void fire_due_tickets(struct step *s)
{
	struct conversation *c = s->c;
	struct ticket *late[TICKETS_KEPT];
	size_t n = 0;
	for (size_t i = 0; i < c->tickets_n; i++) {
		struct ticket *t = &c->tickets[i];
		if (!t->due_at || t->due_at > s->clock)
			continue;
		if (ticket_is_open(t)) {
			breach_ticket(s, t, t->due_at);
			late[n++] = t;
		}
		t->due_at = 0;
	}
	if (!n || c->mode == MODE_HUMAN)
		return;
	if (step_is_open(s)) {
		step_say_tickets(s, STR("sla.late"), late, n);
		return;
	}
	while (n-- > 0)
		late[n]->late = true;
}

void step_fire_due(struct step *s)
{
	struct conversation *c = s->c;
	s->now = s->clock;
	if (c->due_at && c->due_at <= s->clock) {
		int64_t due = c->due_at;
		c->due_at = 0;
		breach_hand_over(s, STR("due"), due);
	}
	fire_due_tickets(s);
}

/* ---- notes without progress ---- */

/* The span after which an open ticket without news gets one; 0: it gets none. */
static int64_t progress_span(const struct step *s, const struct ticket *t)
{
	bool urgent = (t->urgency && t->urgency <= 2) || conversation_is_vip(s->c);
	return urgent ? s->set->progress_every_urgent : s->set->progress_every;
}

/* Without opening hours: the moment alone. */
static int64_t progress_due(const struct step *s, const struct ticket *t)
{
	int64_t span = progress_span(s, t), due = (t->news_at ? t->news_at : t->at) + span;
	if (!ticket_is_open(t) || t->news == TICKET_AWAITED)
		return 0;
	if (t->late)
		return s->clock;
	return span && due <= t->at + s->set->progress_for ? due : 0;
}

/* Those that are due, and those that would be soon: two notes within a morning are one too many. */
static size_t wanting_notes(const struct step *s, struct ticket **list, bool *late)
{
	struct conversation *c = s->c;
	size_t n = 0;
	*late = false;
	for (size_t i = 0; i < c->tickets_n; i++) {
		struct ticket *t = &c->tickets[i];
		int64_t due = progress_due(s, t);
		if (!due || due > s->now + progress_span(s, t) / 10)
			continue;
		*late |= t->late;
		list[n++] = t;
	}
	return n;
}

void step_fire_progress(struct step *s)
{
	struct ticket *list[TICKETS_KEPT];
	bool late;
	s->now = s->clock;
	if (!step_is_open(s))
		return;
	size_t n = wanting_notes(s, list, &late);
	if (n && s->c->mode != MODE_HUMAN)
		step_say_tickets(s, late ? STR("sla.late") : STR("ticket.progress"), list, n);
	for (size_t i = 0; i < n; i++) { /* in a human's hands, or not in the book: next time */
		list[i]->news_at = s->now;
		list[i]->late = false;
	}
}

/* ---- the timers ---- */

static int64_t from_now_on(const struct step *s, int64_t at)
{
	return at && at <= s->clock ? s->clock + 1 : at;
}

void step_plan_sla(struct step *s)
{
	struct conversation *c = s->c;
	int64_t due = c->due_at, progress = 0;
	for (size_t i = 0; i < c->tickets_n; i++) {
		const struct ticket *t = &c->tickets[i];
		if (ticket_is_open(t))
			due = shorter(due, t->due_at);
		progress = shorter(progress, progress_due(s, t));
	}
	c->timers[TIMER_DUE] = from_now_on(s, due);
	c->timers[TIMER_PROGRESS] =
	    progress ? hours_after(s->set, from_now_on(s, progress), 0) : 0;
	c->timers[TIMER_FIRST_REPLY] = from_now_on(s, c->timers[TIMER_FIRST_REPLY]);
}
