/* survey.c - the score behind a conversation: asked for once in a while, taken before anything
 * else, and a low one brings a human back.
 *
 * The survey lies between two episodes: a score or a remark opens none.  A low score opens one for
 * the human who calls back, in the queue from the start and without a word of the bot's but its
 * apology.  Whatever is neither score nor remark ends the survey and goes its usual way. */
#include "dialogue/score.h"
#include "dialogue/survey.h"

enum { CALLBACK_URGENCY = 2 };

/* ---- asking ---- */

static bool is_solved(const struct conversation *c, enum mode before)
{
	return c->marks & MARK_MATTER && !(c->marks & MARK_TICKET) && !c->open && !c->failed &&
	       before != MODE_QUEUED;
}

static bool is_due(const struct step *s)
{
	int64_t last = s->c->survey.asked_at;
	return s->set->survey_enabled && (!last || s->clock - last >= s->set->survey_every);
}

void survey_ask(struct step *s, enum mode before)
{
	struct conversation *c = s->c;
	if (!is_due(s) || !is_solved(c, before) || !step_say(s, STR("survey.ask")))
		return;
	c->survey =
	    (struct survey_state){.asked_at = s->clock, .open = true, .score = c->survey.score};
	step_record(s, RECORD_SURVEY_ASKED, STR(""));
}

/* ---- a remark ---- */

/* Something that is felt or said about us, not something to be done. */
static bool is_about_us(const struct heard *h)
{
	const struct match_hit *hit = h->matter ? h->matter : h->courtesy;
	if (!hit)
		return false;
	enum role r = heard_role(hit->intent);
	return r == ROLE_PRAISE || r == ROLE_ANGER || r == ROLE_SLOW;
}

static bool is_remark(const struct step *s, const struct heard *h)
{
	const struct match_result *r = h->result;
	if (!r || !str_trim(r->normal.text).n || h->role[ROLE_DANGER])
		return false;
	if (is_about_us(h))
		return true;
	if (h->matter || h->courtesy)
		return false;
	/* not understood: it may be a matter all the same */
	return !r->nearest || r->nearest_score < s->set->confirm_score;
}

/* The words are the message's; whoever calls back finds them as the customer's question too. */
static void keep_remark(struct step *s)
{
	step_record(s, RECORD_REMARK, STR(""));
	if (s->c->mode == MODE_QUEUED)
		step_question(s, s->words);
	s->c->survey.open = false;
}

static bool take_remark(struct step *s, const struct heard *h)
{
	if (!is_remark(s, h))
		return false;
	step_unjudged(s, STR("survey"), 1);
	keep_remark(s);
	step_say(s, STR("survey.remark"));
	return true;
}

/* ---- a score ---- */

/* A human is to speak with him.  What is known of the case stays. */
static void call_back(struct step *s)
{
	struct conversation *c = s->c;
	struct slot_value *slots = c->slots;
	size_t n = c->slots_n;
	step_open(s, STR("survey"));
	c->survey.open = true;
	c->slots = slots;
	c->slots_n = n;
	c->turn = 1;
	c->customer_at = s->now;
	step_question(s, s->words);
	step_call_back(s, STR("survey"), STR("supervisor"), CALLBACK_URGENCY);
}

static void keep_score(struct step *s, unsigned value)
{
	struct survey_state *sv = &s->c->survey;
	sv->score = value;
	sv->scored_at = s->now;
	step_record(s, RECORD_SURVEY, STR(""))->amount = value;
}

static void answer_score(struct step *s, bool remarked)
{
	bool low = s->c->survey.score <= (unsigned)s->set->survey_callback_at;
	if (low)
		call_back(s);
	if (remarked)
		keep_remark(s);
	if (low)
		step_say(s, STR("survey.sorry"));
	else if (!remarked || !step_say(s, STR("survey.remark")))
		step_say(s, STR("survey.thanks"));
}

static bool wants_something(const struct heard *h)
{
	return h->role[ROLE_DANGER] || (h->matter && !is_about_us(h));
}

/* A score with a matter beside it is kept, and the matter goes its way. */
static bool take_given(struct step *s, const struct heard *h, const struct score *score)
{
	keep_score(s, score->value);
	if (wants_something(h)) {
		s->c->survey.open = false;
		return false;
	}
	step_unjudged(s, STR("survey"), 1);
	answer_score(s, score->rest.n > 0);
	return true;
}

/* Once more, then no more. */
static bool take_out(struct step *s, const struct heard *h)
{
	struct survey_state *sv = &s->c->survey;
	if (wants_something(h))
		return false;
	step_unjudged(s, STR("survey"), 1);
	if (sv->again || !step_say(s, STR("survey.ask")))
		sv->open = false;
	sv->again = true;
	return true;
}

static bool take_score(struct step *s, const struct heard *h)
{
	struct str normal = h->result ? h->result->normal.text : STR("");
	struct score score = score_read(s->set, s->words, normal);
	switch (score.kind) {
	case SCORE_GIVEN:
		return take_given(s, h, &score);
	case SCORE_OUT:
		return take_out(s, h);
	case SCORE_NONE:
		break;
	}
	return is_about_us(h) && s->now - s->c->survey.asked_at < s->set->survey_remark &&
	       take_remark(s, h);
}

static bool take(struct step *s, const struct heard *h)
{
	struct conversation *c = s->c;
	struct survey_state *sv = &c->survey;
	if (!sv->scored_at)
		return c->mode == MODE_CLOSED && s->now - sv->asked_at < s->set->survey_window &&
		       take_score(s, h);
	bool called_back = c->mode == MODE_QUEUED && str_is(c->reason, "survey");
	return (c->mode == MODE_CLOSED || called_back) &&
	       s->now - sv->scored_at < s->set->survey_remark && take_remark(s, h);
}

/* "Thanks, bye" behind our question is not an answer to it, nor does it end it. */
static bool is_parting(const struct heard *h)
{
	if (h->matter || !h->courtesy)
		return false;
	enum role r = heard_role(h->courtesy->intent);
	return r == ROLE_THANKS || r == ROLE_GOODBYE || r == ROLE_ACKNOWLEDGE;
}

bool survey_take(struct step *s, const struct heard *h)
{
	struct survey_state *sv = &s->c->survey;
	if (!sv->open || s->c->form.form.n)
		return false;
	if (take(s, h)) {
		s->c->customer_at = s->now;
		return true;
	}
	if (!is_parting(h))
		sv->open = false;
	return false;
}
