/* judge.c - a customer's message: who may take it, in order, and what he does with it.
 *
 * The order of judgement is the table at the end.  Each judge answers and returns true, or leaves
 * the message to the next. */
#include "dialogue/form.h"
#include "dialogue/lookup.h"
#include "dialogue/matter.h"
#include "dialogue/survey.h"

/* ---- the judges ---- */

static bool judge_danger(struct step *s, const struct heard *h)
{
	const struct match_hit *hit = h->role[ROLE_DANGER];
	if (!hit)
		return false;
	matter_keep_captures(s, hit);
	matter_hand_over(s, h, hit->intent);
	return true;
}

static bool judge_human_request(struct step *s, const struct heard *h)
{
	const struct match_hit *hit = h->matter ? h->matter : h->role[ROLE_HUMAN];
	if (!hit || heard_role(hit->intent) != ROLE_HUMAN)
		return false;
	matter_hand_over(s, h, hit->intent);
	return true;
}

static bool ask_confirm(struct step *s, const struct intent *topic)
{
	s->topic = topic->title;
	bool said = step_say(s, STR("confirm.question"));
	s->topic = STR("");
	return said;
}

static bool answer_to_confirm(struct step *s, const struct heard *h, const struct intent *topic)
{
	if (h->role[ROLE_DENY]) {
		step_hand_over(s, STR("miss"), STR(""), 0);
		return true;
	}
	if (h->role[ROLE_AFFIRM] || h->role[ROLE_ACKNOWLEDGE]) {
		s->c->pending = PENDING_NOTHING;
		s->words = s->c->question;
		matter_answer(s, NULL, topic, NULL);
		return true;
	}
	return h->role[ROLE_NUDGE] && ask_confirm(s, topic);
}

static bool answer_to_closing(struct step *s, const struct heard *h)
{
	if (h->role[ROLE_DENY]) {
		step_say(s, STR("closing.done"));
		step_close(s, STR("customer"));
		return true;
	}
	if (h->role[ROLE_AFFIRM]) {
		s->c->pending = PENDING_NOTHING;
		step_say(s, STR("listen"));
		return true;
	}
	return false;
}

/* "Is it solved, do you still need help?": a bare yes or no may mean either. */
static bool answer_to_solved(struct step *s, const struct heard *h)
{
	if (!h->role[ROLE_AFFIRM] && !h->role[ROLE_DENY])
		return false;
	s->c->pending = PENDING_NOTHING;
	step_say(s, STR("listen"));
	return true;
}

/* "Is it clear?": a yes ends the matter, a no begins to tell. */
static bool answer_to_understood(struct step *s, const struct heard *h)
{
	if (!h->role[ROLE_AFFIRM] && !h->role[ROLE_DENY])
		return false;
	s->c->pending = PENDING_NOTHING;
	if (h->role[ROLE_AFFIRM])
		step_closing_check(s);
	else
		step_say(s, STR("listen"));
	return true;
}

static bool judge_pending(struct step *s, const struct heard *h)
{
	if (h->matter || h->role[ROLE_GOODBYE] || s->c->mode != MODE_BOT)
		return false;
	const struct intent *topic;
	switch (s->c->pending) {
	case PENDING_CONFIRM:
		topic = book_intent(s->env->book, s->c->pending_intent);
		return topic && answer_to_confirm(s, h, topic);
	case PENDING_CLOSING:
		return answer_to_closing(s, h);
	case PENDING_SOLVED:
		return answer_to_solved(s, h);
	case PENDING_UNDERSTOOD:
		return answer_to_understood(s, h);
	case PENDING_NOTHING:
		break;
	}
	return false;
}

static bool judge_matter(struct step *s, const struct heard *h)
{
	if (!h->matter)
		return false;
	matter_keep_captures(s, h->matter);
	if (h->second)
		matter_keep_captures(s, h->second);
	matter_answer(s, h, h->matter->intent, h->second ? h->second->intent : NULL);
	return true;
}

static bool judge_media(struct step *s, const struct heard *h)
{
	bool nothing_written =
	    s->event->media && (!h->result || str_trim(h->result->normal.text).n == 0);
	const struct match_hit *hit = h->role[ROLE_MEDIA];
	if (!hit && !nothing_written)
		return false;
	if (s->c->mode == MODE_QUEUED || form_take_up(s))
		return true;
	const struct intent *i = hit ? hit->intent : book_intent(s->env->book, STR("media"));
	if (i)
		i = step_outcome(s, i);
	if (i && i->answer)
		step_say_phrase(s, i->answer, i);
	else
		step_say(s, STR("media.words"));
	return true;
}

static void say_courtesy(struct step *s, const struct intent *i)
{
	if (i->answer)
		step_say_phrase(s, i->answer, i);
}

static void take_thanks(struct step *s, const struct intent *i)
{
	struct conversation *c = s->c;
	say_courtesy(s, i);
	c->misses = 0;
	if (c->mode != MODE_BOT)
		return;
	if (c->answered)
		step_closing_check(s);
	else if (c->pending == PENDING_CLOSING)
		step_timer(s, TIMER_IDLE, s->now, s->set->close_idle);
}

static void take_goodbye(struct step *s, const struct intent *i)
{
	if (i->answer)
		say_courtesy(s, i);
	else
		step_say(s, STR("closing.done"));
	/* Whoever waits for a human keeps his case; he only is not asked to hold the line any
	 * longer. */
	if (s->c->mode == MODE_QUEUED)
		s->c->timers[TIMER_HOLD] = 0;
	else
		step_close(s, STR("customer"));
}

static void take_acknowledge(struct step *s)
{
	if (s->c->mode != MODE_BOT)
		return;
	if (s->c->answered)
		step_closing_check(s);
	else if (s->c->pending == PENDING_CLOSING)
		step_timer(s, TIMER_IDLE, s->now, s->set->close_idle);
}

static bool judge_courtesy(struct step *s, const struct heard *h)
{
	if (!h->courtesy)
		return false;
	const struct intent *i = step_outcome(s, h->courtesy->intent);
	enum role r = heard_role(i);
	bool queued = s->c->mode == MODE_QUEUED, first = s->c->turn == 1;
	switch (r) {
	case ROLE_THANKS:
	case ROLE_PRAISE:
		take_thanks(s, i);
		break;
	case ROLE_GOODBYE:
		take_goodbye(s, i);
		break;
	case ROLE_ACKNOWLEDGE:
		take_acknowledge(s);
		break;
	case ROLE_AFFIRM:
	case ROLE_DENY:
		break;
	case ROLE_GREETING:
	case ROLE_NUDGE:
		if (queued)
			step_say_waiting(s);
		else if (r == ROLE_NUDGE && lookup_is_awaited(s))
			lookup_say_hold(s);
		else if (!first || s->n == 0)
			say_courtesy(s, i);
		break;
	default:
		if (heard_is_hand_over(i)) {
			matter_hand_over(s, h, i);
			break;
		}
		say_courtesy(s, i);
		matter_follow_up(s, i);
		break;
	}
	return true;
}

/* Tells something and asks nothing: he is listened to, and it counts as no miss.  It stands open
 * as a question would.  The opening has asked already; in the queue it is for the human. */
static bool judge_story(struct step *s, const struct heard *h)
{
	const struct match_hit *hit = h->role[ROLE_STORY];
	if (!hit || hit != h->result->hits || s->c->mode == MODE_QUEUED)
		return false;
	step_question(s, s->words);
	if (!s->listened && (s->c->turn != 1 || s->n == 0))
		say_courtesy(s, hit->intent);
	return true;
}

/* Order numbers, phones, addresses alone: kept, not answered, unless a look-up or a form has wanted
 * them.  Who was asked for contact details hears his number. */
static bool judge_data(struct step *s, const struct heard *h)
{
	bool any = h->result && h->result->n &&
	    heard_role(h->result->hits->intent) != ROLE_STORY;
	if (any && s->c->mode == MODE_QUEUED)
		step_tell_tickets(s, TICKET_UNTOLD);
	if (any && (lookup_take_wanted(s) || form_take_up(s)))
		return true;
	return any || (h->result && str_trim(h->result->normal.text).n == 0);
}

/* What nobody understood, the human will read; after a bare "a human, please" it is the question at
 * last. */
static bool judge_queued(struct step *s, const struct heard *h)
{
	(void)h;
	if (s->c->mode != MODE_QUEUED)
		return false;
	if (str_is(s->c->reason, "human.request"))
		step_question(s, s->words);
	step_tell_tickets(s, TICKET_UNTOLD);
	return true;
}

static bool judge_miss(struct step *s, const struct heard *h)
{
	const struct match_result *r = h->result;
	struct conversation *c = s->c;
	if (!r)
		return true;
	struct decision *d = step_decide(s, DECIDE_MISS);
	d->reason = r->gave_up ? STR("gave_up") : STR("none");
	d->intent = r->nearest ? r->nearest->id : STR("");
	step_matter(s, STR(""));
	bool again = ++c->misses > 1;
	step_question(s, s->words);
	if (again) {
		step_hand_over(s, STR("miss"), STR(""), 0);
		return true;
	}
	c->answered = false;
	c->pending = PENDING_NOTHING;
	if (r->nearest && r->nearest_score >= s->set->confirm_score && ask_confirm(s, r->nearest)) {
		c->pending = PENDING_CONFIRM;
		c->pending_intent = arena_str(c->arena, r->nearest->id);
	} else if (!step_say(s, STR("confirm.unclear"))) {
		step_hand_over(s, STR("phrase"), STR(""), 0);
	}
	return true;
}

/* ---- the message ---- */

static const struct judge {
	enum rule rule;
	bool (*take)(struct step *s, const struct heard *h);
} judges[] = {
    {RULE_DANGER, judge_danger},
    {RULE_HUMAN_REQUEST, judge_human_request},
    {RULE_FORM, form_judge},
    {RULE_PENDING, judge_pending},
    {RULE_MATTER, judge_matter}, /* a notice that is on speaks in the matter's place */
    {RULE_MEDIA, judge_media},
    {RULE_COURTESY, judge_courtesy},
    {RULE_STORY, judge_story},
    {RULE_DATA, judge_data},
    {RULE_QUEUED, judge_queued},
    {RULE_MISS, judge_miss},
};

static void judge(struct step *s, const struct heard *h)
{
	for (size_t i = 0; i < sizeof judges / sizeof *judges; i++) {
		step_rule(s, judges[i].rule);
		if (judges[i].take(s, h))
			return;
	}
}

static bool was_said(const struct conversation *c, struct str phrase)
{
	for (size_t i = 0; i < c->said_n; i++)
		if (str_eq(c->said[i].phrase, phrase))
			return c->said[i].count > 0;
	return false;
}

void step_greet(struct step *s)
{
	if (was_said(s->c, STR("opening")) || was_said(s->c, STR("opening.queue")) ||
	    was_said(s->c, STR("opening.callback"))) /* we wrote first */
		return;
	if (s->env->waiting >= (size_t)s->set->queue_long && step_say(s, STR("opening.queue")))
		return;
	step_say(s, STR("opening"));
}

static void say_opening(struct step *s, const struct heard *h)
{
	if (s->c->turn != 1 || (h->courtesy == h->role[ROLE_GOODBYE] && h->courtesy && !h->matter))
		return;
	s->rule = RULE_OPENING;
	step_greet(s);
}

/* What a form's message changes is told from what was known. */
static void note_before(struct step *s)
{
	struct conversation *c = s->c;
	if (!c->form.form.n)
		return;
	struct slot_value *copy = ARENA_ARRAY(s->arena, struct slot_value, c->slots_n + 1);
	for (size_t i = 0; i < c->slots_n; i++)
		copy[i] = c->slots[i];
	s->before = copy;
	s->before_n = c->slots_n;
}

static void keep_profile(struct step *s)
{
	struct values profile = s->event->profile;
	for (size_t i = 0; i < profile.n; i++) {
		struct str value;
		if (step_canonical(s, profile.v[i].name, profile.v[i].value, &value))
			conversation_set_slot(s->c, profile.v[i].name, value);
	}
}

static void keep_data(struct step *s, const struct match_result *r)
{
	for (size_t i = 0; r && i < r->n; i++)
		if (r->hits[i].intent->kind == INTENT_DATA)
			matter_keep_captures(s, &r->hits[i]);
}

/* "Thanks", "bye", "ok" and no more: nobody waits for what is said to that. */
static bool is_mere_thanks(const struct heard *h)
{
	if (!h->courtesy || h->matter)
		return false;
	enum role r = heard_role(h->courtesy->intent);
	return r == ROLE_GOODBYE || r == ROLE_THANKS || r == ROLE_PRAISE || r == ROLE_ACKNOWLEDGE;
}

bool step_is_parting_word(const struct step *s, const struct heard *h)
{
	const struct conversation *c = s->c;
	return c->mode == MODE_CLOSED && s->now - c->said_at < s->set->close_idle &&
	       is_mere_thanks(h);
}

/* The human in charge is to answer; should he fall silent, somebody else is. */
static void leave_to_human(struct step *s, const struct heard *h)
{
	step_unjudged(s, STR("human"), 1);
	if (!is_mere_thanks(h))
		step_question(s, s->words);
}

static void after_message(struct step *s)
{
	struct conversation *c = s->c;
	if (c->mode == MODE_CLOSED)
		return;
	if (c->mode == MODE_BOT || c->timers[TIMER_SILENT])
		step_timer(s, TIMER_SILENT, s->now, s->set->close_silent);
	if (c->timers[TIMER_HOLD] && s->n) {
		/* He was just spoken to: not "please hold" in the next second. */
		int64_t next = s->now + s->set->hold_after;
		if (c->timers[TIMER_HOLD] < next)
			c->timers[TIMER_HOLD] = next;
	}
	lookup_follow(s);
	s->rule = RULE_HOURS;
	if (!lookup_is_awaited(s)) /* else it follows the answer */
		step_say_closed_hours(s);
	step_plan_breaks(s);
}

void step_message(struct step *s)
{
	struct conversation *c = s->c;
	struct heard h;
	heard_message(&h, s->event->match, s->arena);
	step_rule(s, RULE_SURVEY);
	if (survey_take(s, &h))
		return;
	step_rule(s, RULE_PARTING);
	if (step_is_parting_word(s, &h)) {
		step_unjudged(s, STR("parting"), 1);
		return;
	}
	s->rule = RULE_OPENING;
	if (c->mode == MODE_CLOSED || c->episode == 0)
		step_open(s, STR("customer"));
	c->turn++;
	c->customer_at = s->now;
	note_before(s);
	keep_profile(s);
	if (c->mode == MODE_HUMAN) {
		step_rule(s, RULE_HUMAN);
		leave_to_human(s, &h);
		return;
	}
	c->timers[TIMER_IDLE] = 0;
	keep_data(s, s->event->match);
	say_opening(s, &h);
	judge(s, &h);
	after_message(s);
}
