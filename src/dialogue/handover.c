/* handover.c - what leaves the bot's hands: hand-overs to a human, tickets, the end of a
 * conversation. */
#include "base/utf8.h"
#include "dialogue/lookup.h"

enum { QUESTION_CHARS = 60, URGENCY_ORDINARY = 4 };

/* Nothing tells yet when a ticket is done: after so long the same matter is worth a new one. */
static const int64_t ticket_open_ms = 30 * 86400000LL;

void step_timer(struct step *s, enum timer t, int64_t from, int64_t span)
{
	s->c->timers[t] = from > 0 && span > 0 ? from + span : 0;
}

void step_question(struct step *s, struct str words)
{
	s->c->open = true;
	if (words.n)
		s->c->question = arena_str(s->c->arena, utf8_head(words, QUESTION_CHARS));
}

void step_answered(struct step *s)
{
	struct conversation *c = s->c;
	c->answered = !lookup_is_awaited(s);
	c->misses = 0;
	c->pending = PENDING_NOTHING;
	if (c->mode == MODE_QUEUED || lookup_is_awaited(s))
		return;
	c->open = false;
	c->question = STR("");
}

void step_closing_check(struct step *s)
{
	struct conversation *c = s->c;
	c->answered = false;
	if (!step_say(s, STR("closing.check")))
		return;
	c->pending = PENDING_CLOSING;
	step_timer(s, TIMER_IDLE, s->now, s->set->close_idle);
}

void step_close(struct step *s, struct str reason)
{
	struct decision *d = step_decide(s, DECIDE_CLOSED);
	d->reason = reason;
	d->amount = s->clock - s->c->opened_at;
	s->opened = 0;
	s->c->pending = PENDING_NOTHING;
	lookup_drop(s->c);
	conversation_set_mode(s->c, MODE_CLOSED);
}

void step_open(struct step *s, struct str by)
{
	conversation_open(s->c, s->now);
	step_record(s, RECORD_OPENED, by);
	s->opened = s->n;
	if (!str_is(by, "customer")) /* no reply of the bot's is waited for */
		s->c->marks |= MARK_ANSWERED;
}

void step_matter(struct step *s, struct str intent)
{
	struct conversation *c = s->c;
	if (c->marks & MARK_MATTER)
		return;
	c->marks |= MARK_MATTER;
	if (s->opened)
		s->list[s->opened - 1].marks |= MARK_MATTER;
	else
		step_record(s, RECORD_MATTER, intent);
}

void step_unjudged(struct step *s, struct str why, unsigned n)
{
	step_record(s, RECORD_UNJUDGED, why)->amount = n;
}

void step_human_replied(struct step *s)
{
	struct conversation *c = s->c;
	if (c->marks & MARK_REPLIED)
		return;
	c->marks |= MARK_REPLIED;
	struct decision *d = step_record(s, RECORD_REPLIED, c->agent);
	d->skill = c->skill;
	d->urgency = c->urgency;
	d->amount = c->escalated_at ? s->clock - c->escalated_at : -1;
}

/* ---- hand-over ---- */

static struct str escalation_number(const struct step *s)
{
	return arena_printf(s->arena, "E%lldN%u", (long long)s->c->id, s->c->escalations);
}

bool step_is_last_escalation(const struct step *s, struct str reference)
{
	return reference.n == 0 || str_eq(reference, escalation_number(s));
}

static void decide_escalate(struct step *s)
{
	struct decision *d = step_decide(s, DECIDE_ESCALATE);
	s->c->escalations++;
	d->number = escalation_number(s);
	d->reason = s->c->reason;
	d->skill = s->c->skill;
	d->urgency = s->c->urgency;
	d->amount = s->clock - s->c->opened_at;
	s->c->marks |= MARK_HANDED_OVER;
	s->c->acknowledged = false;
	step_timer(s, TIMER_ACKNOWLEDGE, s->now, s->env->webhook ? s->set->acknowledge_within : 0);
}

static void note_case(struct conversation *c, struct str reason, struct str skill, int urgency)
{
	c->reason = arena_str(c->arena, reason);
	c->skill = arena_str(c->arena, skill.n ? skill : STR("general"));
	c->urgency = urgency ? urgency : URGENCY_ORDINARY;
}

/* In closed hours nobody is told to hold the line: he was told when we are back. */
static void queue_timers(struct step *s)
{
	int64_t opens = step_is_open(s) ? s->now : step_hours(s)->opens;
	step_timer(
	    s, TIMER_HOLD, step_hours_state(s) == HOURS_CLOSED ? 0 : opens, s->set->hold_after);
	step_timer(s, TIMER_TAKE, opens, s->set->take_within);
	s->c->timers[TIMER_IDLE] = s->c->timers[TIMER_SILENT] = 0;
}

static void say_offhours(struct step *s)
{
	if (step_say(s, STR("transfer.offhours")))
		step_said_closed_hours(s);
}

void step_say_waiting(struct step *s)
{
	if (step_is_open(s))
		step_say(s, STR("transfer.waiting"));
	else
		say_offhours(s);
}

void step_hand_over(struct step *s, struct str reason, struct str skill, int urgency)
{
	struct conversation *c = s->c;
	if (c->mode == MODE_QUEUED) {
		if (urgency && urgency < c->urgency) {
			note_case(c, reason, skill, urgency);
			decide_escalate(s);
		}
		step_say_waiting(s);
		return;
	}
	note_case(c, reason, skill, urgency);
	c->escalated_at = s->now;
	c->marks &= ~(unsigned)MARK_REPLIED;
	c->holds = 0;
	c->failed = false;
	c->answered = false;
	c->open = true;
	c->misses = 0;
	c->pending = PENDING_NOTHING;
	lookup_drop(c);
	conversation_set_mode(c, MODE_QUEUED);
	decide_escalate(s);
	queue_timers(s);
	if (step_is_open(s))
		step_say(s, STR("transfer"));
	else
		say_offhours(s);
}

/* Nobody took it.  He is asked for contact details, and a ticket sees to it that the case is not
 * forgotten; its number is told when he answers.  He stays in the queue: a human may still come. */
void step_hand_over_failed(struct step *s)
{
	struct conversation *c = s->c;
	if (c->mode != MODE_QUEUED || c->failed)
		return;
	c->failed = true;
	c->timers[TIMER_HOLD] = c->timers[TIMER_ACKNOWLEDGE] = c->timers[TIMER_TAKE] = 0;
	step_say(s, STR("transfer.failed"));
	step_file_ticket(s, STR(""), STR("failed"), c->skill, c->urgency, c->question);
	c->tickets[c->tickets_n - 1].news = TICKET_UNTOLD;
	step_timer(s, TIMER_SILENT, s->now, s->set->close_silent);
}

static void record_taken(struct step *s)
{
	struct conversation *c = s->c;
	c->marks |= MARK_HUMAN | MARK_ANSWERED;
	struct decision *d = step_record(s, RECORD_TAKEN, c->agent);
	d->urgency = c->urgency;
	d->amount = c->mode == MODE_QUEUED ? s->clock - c->escalated_at : -1;
}

void step_take(struct step *s, struct str agent)
{
	struct conversation *c = s->c;
	if (c->mode == MODE_CLOSED || c->episode == 0)
		step_open(s, STR("human"));
	if (c->mode == MODE_QUEUED && c->holds > 0)
		step_say(s, STR("hold.end"));
	if (agent.n || c->mode != MODE_HUMAN)
		c->agent = arena_str(c->arena, agent);
	if (c->mode != MODE_HUMAN)
		record_taken(s);
	conversation_set_mode(c, MODE_HUMAN);
	c->pending = PENDING_NOTHING;
	lookup_drop(c);
	c->human_at = s->now;
	for (int t = 0; t < TIMER_COUNT; t++)
		if (t != TIMER_TICKET)
			c->timers[t] = 0;
	step_timer(s, TIMER_HUMAN, s->now, s->set->human_silence);
}

void step_release(struct step *s)
{
	struct conversation *c = s->c;
	if (c->mode != MODE_HUMAN && c->mode != MODE_QUEUED)
		return;
	if (c->mode == MODE_HUMAN)
		step_record(s, RECORD_RELEASED, c->agent);
	c->marks |= MARK_REPLIED; /* nobody waits for one any more */
	conversation_set_mode(c, MODE_BOT);
	lookup_drop(c);
	for (int t = 0; t < TIMER_COUNT; t++)
		if (t != TIMER_TICKET)
			c->timers[t] = 0;
	c->agent = c->reason = c->skill = STR("");
	c->urgency = 0;
	c->acknowledged = c->failed = false;
	c->holds = 0;
	c->misses = 0;
	step_timer(s, TIMER_SILENT, s->now, s->set->close_silent);
}

/* ---- tickets ---- */

/* The newest ticket of the matter that is not too old, unless another order number has come up
 * since. */
bool step_ticket_is_open(const struct step *s, struct str matter)
{
	const struct conversation *c = s->c;
	struct str order_no = conversation_slot(c, STR("order_no"));
	for (size_t i = c->tickets_n; i-- > 0;) {
		const struct ticket *t = &c->tickets[i];
		if (!str_eq(t->matter, matter) || s->now - t->at >= ticket_open_ms)
			continue;
		if (t->order_no.n == 0 || order_no.n == 0 || str_eq(t->order_no, order_no))
			return true;
	}
	return false;
}

void step_file_ticket(struct step *s, struct str matter, struct str reason, struct str skill,
    int urgency, struct str note)
{
	struct conversation *c = s->c;
	struct ticket *t = conversation_add_ticket(c);
	c->tickets_filed++;
	/* A letter between the two numbers keeps 1|11 and 11|1 apart. */
	t->reference = arena_printf(c->arena, "T%lldN%u", (long long)c->id, c->tickets_filed);
	t->number = t->reference;
	t->matter = arena_str(c->arena, matter);
	t->order_no = conversation_slot(c, STR("order_no"));
	t->at = s->now;
	t->news = TICKET_AWAITED;
	if (s->env->ticket_system)
		step_timer(s, TIMER_TICKET, s->now, s->set->ticket_answer);
	struct decision *d = step_decide(s, DECIDE_TICKET);
	d->reason = reason;
	d->intent = t->matter;
	d->number = t->reference;
	d->skill = skill.n ? skill : STR("general");
	d->urgency = urgency ? urgency : URGENCY_ORDINARY;
	d->text = note;
	c->marks |= MARK_TICKET;
}

void step_tell_tickets(struct step *s, enum ticket_news news)
{
	struct conversation *c = s->c;
	for (size_t i = 0; i < c->tickets_n; i++) {
		if (c->tickets[i].news != news)
			continue;
		c->tickets[i].news = TICKET_TOLD;
		s->ticket_no = c->tickets[i].number;
		step_say(s, STR("ticket.filed"));
	}
	s->ticket_no = STR("");
}

static struct ticket *find_ticket(struct conversation *c, struct str reference)
{
	if (reference.n == 0)
		return c->tickets_n ? &c->tickets[c->tickets_n - 1] : NULL;
	for (size_t i = 0; i < c->tickets_n; i++)
		if (str_eq(c->tickets[i].reference, reference))
			return &c->tickets[i];
	return NULL;
}

void step_ticket_number(struct step *s, struct str reference, struct str number)
{
	struct ticket *t = find_ticket(s->c, reference);
	if (!t)
		return;
	if (number.n)
		t->number = arena_str(s->c->arena, number);
	if (t->news != TICKET_AWAITED)
		return;
	t->news = TICKET_TOLD;
	s->ticket_no = t->number;
	step_say(s, STR("ticket.filed"));
	s->ticket_no = STR("");
}
