/* handover.c - what leaves the bot's hands: hand-overs to a human, the end of a conversation. */
#include "base/utf8.h"
#include "dialogue/burst.h"
#include "dialogue/form.h"
#include "dialogue/lookup.h"
#include "dialogue/survey.h"

enum { QUESTION_CHARS = 60 };

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
	form_close(s);
	struct decision *d = step_decide(s, DECIDE_CLOSED);
	d->reason = reason;
	d->amount = step_since(s, s->c->opened_at);
	s->opened = 0;
	s->c->pending = PENDING_NOTHING;
	lookup_drop(s->c);
	step_sla_end(s);
	enum mode before = s->c->mode;
	conversation_set_mode(s->c, MODE_CLOSED);
	/* not to who left long ago */
	if (!str_is(reason, "silent") && s->clock - s->now < s->set->close_idle)
		survey_ask(s, before);
}

int64_t step_since(const struct step *s, int64_t then)
{
	return s->clock > then ? s->clock - then : 0;
}

void step_open(struct step *s, struct str by)
{
	conversation_open(s->c, s->now);
	s->c->survey.open = false;
	if (str_is(by, "survey"))
		s->c->marks |= MARK_CALL_BACK;
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
	d->amount = c->escalated_at ? step_since(s, c->escalated_at) : -1;
}

/* ---- hand-over ---- */

struct str step_escalation_number(const struct step *s)
{
	return arena_printf(s->arena, "E%lldN%u", (long long)s->c->id, s->c->escalations);
}

bool step_is_last_escalation(const struct step *s, struct str reference)
{
	return reference.n == 0 || str_eq(reference, step_escalation_number(s));
}

static void decide_escalate(struct step *s)
{
	struct decision *d = step_decide(s, DECIDE_ESCALATE);
	s->c->escalations++;
	d->number = step_escalation_number(s);
	d->reason = s->c->reason;
	d->skill = s->c->skill;
	d->urgency = s->c->urgency;
	step_name_option(s, d);
	d->form = s->form;
	d->amount = step_since(s, s->c->opened_at);
	s->c->marks |= MARK_HANDED_OVER;
	s->c->acknowledged = false;
	step_timer(s, TIMER_ACKNOWLEDGE, s->now, s->env->webhook ? s->set->acknowledge_within : 0);
}

static void note_case(
    struct step *s, struct str reason, struct str skill, int urgency, int urgency_base)
{
	struct conversation *c = s->c;
	c->reason = arena_str(c->arena, reason);
	c->skill = arena_str(c->arena, skill.n ? skill : STR("general"));
	c->urgency = urgency;
	c->urgency_base = urgency_base ? urgency_base : URGENCY_LEAST;
}

/* Colleagues take conversations over while the desk is open: other hours do not count. */
void step_take_within(struct step *s)
{
	int64_t span = s->set->take_within;
	s->c->timers[TIMER_TAKE] = span > 0 ? hours_after(s->set, s->now, span) : 0;
}

/* In closed hours nobody is told to hold the line: he was told when we are back. */
static void queue_timers(struct step *s)
{
	int64_t opens = step_is_open(s) ? s->now : step_hours(s)->opens;
	step_timer(
	    s, TIMER_HOLD, step_hours_state(s) == HOURS_CLOSED ? 0 : opens, s->set->hold_after);
	step_take_within(s);
	s->c->timers[TIMER_IDLE] = s->c->timers[TIMER_SILENT] = 0;
}

static void say_offhours(struct step *s)
{
	if (step_say(s, STR("transfer.offhours")))
		step_said_closed_hours(s);
}

/* He will be called by other means: nobody asks him to hold the line. */
static bool say_technician(struct step *s)
{
	if (!str_is(s->c->skill, "technical") || !step_say(s, STR("transfer.technician")))
		return false;
	s->c->timers[TIMER_HOLD] = 0;
	return true;
}

void step_say_waiting(struct step *s)
{
	if (step_is_open(s))
		step_say(s, STR("transfer.waiting"));
	else
		say_offhours(s);
}

static void queue(struct step *s, struct str reason, struct str skill, int urgency, int base)
{
	struct conversation *c = s->c;
	note_case(s, reason, skill, urgency, base);
	c->escalated_at = s->now;
	c->marks &= ~(unsigned)MARK_REPLIED;
	c->holds = 0;
	c->failed = c->breached = false;
	c->answered = false;
	c->open = true;
	c->misses = 0;
	c->pending = PENDING_NOTHING;
	lookup_drop(c);
	form_drop(s);
	conversation_set_mode(c, MODE_QUEUED);
	decide_escalate(s);
	queue_timers(s);
	step_sla_end(s);
	step_sla_begin(s);
}

void step_call_back(struct step *s, struct str reason, struct str skill, int urgency_base)
{
	queue(s, reason, skill, step_urgency(s, urgency_base), urgency_base);
	s->c->timers[TIMER_HOLD] = 0; /* he does not hold the line */
}

/* He waits already: only a more urgent case is new. */
static void hand_over_again(
    struct step *s, struct str reason, struct str skill, int urgency, int urgency_base)
{
	if (urgency < s->c->urgency) {
		note_case(s, reason, skill, urgency, urgency_base);
		decide_escalate(s);
		step_sla_begin(s);
	}
	step_say_waiting(s);
}

void step_hand_over(struct step *s, struct str reason, struct str skill, int urgency_base)
{
	int urgency = step_urgency(s, urgency_base);
	if (s->c->mode == MODE_QUEUED) {
		hand_over_again(s, reason, skill, urgency, urgency_base);
		return;
	}
	queue(s, reason, skill, urgency, urgency_base);
	if (!step_is_open(s))
		say_offhours(s);
	else if (!say_technician(s))
		step_say(s, STR("transfer"));
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
	step_unsay(s, STR("sla.late"));
	if (!str_is(c->reason, "survey")) /* he waits for a call, not in the line */
		step_say(s, STR("transfer.failed"));
	if (str_is(c->reason, "survey") || !form_begin_contact(s)) /* else at its end */
		step_file_failed(s, TICKET_UNTOLD);
	step_timer(s, TIMER_SILENT, s->now, s->set->close_silent);
}

static void record_taken(struct step *s)
{
	struct conversation *c = s->c;
	c->marks |= MARK_HUMAN | MARK_ANSWERED;
	struct decision *d = step_record(s, RECORD_TAKEN, c->agent);
	d->urgency = c->urgency;
	d->amount = c->mode == MODE_QUEUED ? step_since(s, c->escalated_at) : -1;
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
	burst_drop(s);
	form_drop(s);
	conversation_set_mode(c, MODE_HUMAN);
	c->pending = PENDING_NOTHING;
	lookup_drop(c);
	c->human_at = s->now;
	for (int t = 0; t < TIMER_COUNT; t++)
		if (t != TIMER_TICKET && t != TIMER_FIRST_REPLY) /* his words end that, not he */
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
	form_drop(s);
	conversation_set_mode(c, MODE_BOT);
	lookup_drop(c);
	for (int t = 0; t < TIMER_COUNT; t++)
		if (t != TIMER_TICKET && t != TIMER_BURST)
			c->timers[t] = 0;
	step_sla_end(s);
	c->agent = c->reason = c->skill = STR("");
	c->urgency = c->urgency_base = 0;
	c->acknowledged = c->failed = false;
	c->holds = 0;
	c->misses = 0;
	step_timer(s, TIMER_SILENT, s->now, s->set->close_silent);
}
