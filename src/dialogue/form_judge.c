/* form_judge.c - a message while a form is open: its answer, a digression, a courtesy, or a wrong
 * answer.  The order is that of form_judge(), at the end. */
#include "base/utf8.h"
#include "dialogue/form_internal.h"
#include "dialogue/lookup.h"
#include "dialogue/matter.h"

/* Asides in a row after which the question is left standing. */
enum { ASIDES_MAX = 3, SHORT_CHARS = 5 };

struct judged {
	struct step *s;
	const struct heard *h;
	const struct form *f;
	const struct field *field; /* asked; NULL: the confirmation is */
	struct sent sent;
};

static struct form_state *state(const struct judged *j)
{
	return &j->s->c->form;
}

static bool is_empty(const struct judged *j)
{
	return str_trim(j->sent.normal.text).n == 0;
}

/* The matter the form is for, said once more. */
static bool is_own(const struct judged *j, const struct intent *i)
{
	return i->form == j->f || str_eq(i->id, state(j)->intent);
}

/* A matter that the form cannot stay open for: another form, a hand-over, the end.  Who waits
 * for a human already stays where he is. */
static bool takes_over(const struct judged *j, const struct intent *i)
{
	return !form_is_contact(j->s) && !is_own(j, i) &&
	       (i->form || heard_is_hand_over(i) || i->then == THEN_CLOSE);
}

static const struct match_hit *other_matter(const struct judged *j)
{
	const struct heard *h = j->h;
	if (h->matter && !is_own(j, h->matter->intent))
		return h->matter;
	return h->second && !is_own(j, h->second->intent) ? h->second : NULL;
}

static bool is_question(const struct judged *j)
{
	struct str text = j->sent.normal.text;
	return (text.n && text.p[text.n - 1] == '?') || sent_is(j->s, &j->sent, ANSWER_QUESTION);
}

static bool fills_most(const struct judged *j, const struct match_hit *hit)
{
	return hit->chars * 2 >= utf8_length(j->sent.normal.text);
}

/* ---- leaving ---- */

/* "算了，我要换货": what he wants instead is for the others. */
static bool judge_abandon(struct judged *j, bool *taken)
{
	struct step *s = j->s;
	bool own = sent_matches(s, &j->sent, &j->f->abandon);
	if (!own && !sent_is(s, &j->sent, ANSWER_ABANDON))
		return false;
	const struct match_hit *other = other_matter(j);
	*taken = !other || (own && !takes_over(j, other->intent));
	if (form_is_contact(s)) {
		form_settle(s, "abandoned");
		form_tell_filed(s);
		return true;
	}
	form_leave(s, "abandoned");
	form_tell_filed(s);
	if (*taken) {
		step_answered(s);
		step_say(s, STR("form.abandoned"));
	}
	return true;
}

static bool leave_for(struct judged *j)
{
	form_leave(j->s, "abandoned");
	form_tell_filed(j->s);
	return false;
}

/* ---- answers ---- */

/* Free text: everything is an answer but a question of his own, what a human must hear at once, a
 * mere courtesy, and the matter once more. */
static bool is_free_answer(const struct judged *j)
{
	const struct heard *h = j->h;
	if (is_empty(j))
		return false;
	const struct match_hit *other = other_matter(j);
	if (other && (is_question(j) || heard_role(other->intent) == ROLE_COMPLAINT))
		return false;
	if (h->matter && !other && fills_most(j, h->matter) && is_own(j, h->matter->intent))
		return false;
	if (h->courtesy && !h->matter && fills_most(j, h->courtesy)) {
		enum role r = heard_role(h->courtesy->intent);
		return r == ROLE_AFFIRM || r == ROLE_DENY;
	}
	return !sent_is(j->s, &j->sent, ANSWER_WAIT);
}

static bool is_free(const struct field *field)
{
	return field && field->kind == SLOT_TEXT && !field->patterns.n && !field->choices_n;
}

/* He answered, and asks something in the same breath. */
static void answer_beside(struct judged *j)
{
	const struct match_hit *other = other_matter(j);
	if (j->h->upset || j->h->role[ROLE_ANGER])
		step_say(j->s, STR("soothe"));
	if (!other || !is_question(j) || takes_over(j, other->intent) ||
	    heard_role(other->intent) == ROLE_ANGER)
		return;
	struct heard calm = *j->h;
	calm.upset = false;
	matter_answer(j->s, &calm, other->intent, NULL);
}

static bool go_on(struct judged *j)
{
	struct step *s = j->s;
	state(j)->asides = state(j)->courtesies = 0;
	answer_beside(j);
	if (form_open(s) == j->f)
		form_go_on(s, j->f);
	return true;
}

static bool skips(const struct judged *j)
{
	if (!j->field || !j->field->optional || is_empty(j))
		return false;
	const struct match_hit *deny = j->h->role[ROLE_DENY];
	return sent_is(j->s, &j->sent, ANSWER_SKIP) || (deny && fills_most(j, deny));
}

static bool judge_answer(struct judged *j)
{
	struct step *s = j->s;
	if (skips(j)) {
		form_note(s, j->field->slot, true);
		return go_on(j);
	}
	if (is_free(j->field) && !is_free_answer(j))
		return false;
	struct told told = form_take(s, j->f, j->field, &j->sent);
	if (told.asked)
		return go_on(j);
	if (!told.others)
		return false;
	state(j)->slot = STR(""); /* the question may be another now, and is new in any case */
	state(j)->asked_at = 0;
	return go_on(j);
}

/* ---- the confirmation ---- */

/* "地址不对": the slot whose title stands in the message. */
static const struct field *named_wrong(const struct judged *j)
{
	const struct book *b = j->s->env->book;
	for (size_t i = 0; i < j->f->fields_n; i++)
		for (size_t k = 0; k < b->slots_n; k++) {
			struct str title = b->slots[k].title;
			if (str_eq(b->slots[k].name, j->f->fields[i].slot) && title.n &&
			    memmem(j->sent.text.p, j->sent.text.n, title.p, title.n))
				return &j->f->fields[i];
		}
	return NULL;
}

static bool forget(struct judged *j, const struct field *field)
{
	bool skipped;
	if (!form_noted(j->s, field->slot, &skipped))
		return false;
	conversation_set_slot(j->s->c, field->slot, STR(""));
	form_note(j->s, field->slot, false);
	return true;
}

/* false: he answered none of it himself, and does not say what is wrong. */
static bool ask_anew(struct judged *j)
{
	const struct field *wrong = named_wrong(j);
	bool any = wrong != NULL;
	if (wrong) {
		conversation_set_slot(j->s->c, wrong->slot, STR(""));
		form_note(j->s, wrong->slot, false);
	}
	for (size_t i = 0; i < j->f->fields_n && !wrong; i++)
		any = forget(j, &j->f->fields[i]) || any;
	return any && go_on(j);
}

static bool judge_confirmation(struct judged *j)
{
	const struct heard *h = j->h;
	if (j->field)
		return false;
	bool other = other_matter(j) && is_question(j);
	if (h->role[ROLE_DENY])
		return !other && ask_anew(j);
	if ((h->role[ROLE_AFFIRM] || h->role[ROLE_ACKNOWLEDGE]) && !other_matter(j)) {
		form_finish(j->s, j->f);
		return true;
	}
	return !other && named_wrong(j) && ask_anew(j);
}

/* ---- what is no answer ---- */

static void ask_again_in_time(struct judged *j)
{
	if (++state(j)->asides <= ASIDES_MAX)
		form_ask_again(j->s);
}

static bool judge_digression(struct judged *j)
{
	const struct heard *h = j->h;
	const struct match_hit *other = other_matter(j);
	if (!h->matter)
		return false;
	if (other && takes_over(j, other->intent))
		return leave_for(j);
	if (other) {
		const struct intent *second =
		    other == h->matter && h->second && !is_own(j, h->second->intent)
			? h->second->intent : NULL;
		matter_keep_captures(j->s, other);
		matter_answer(j->s, h, other->intent, second);
	}
	if (form_open(j->s) == j->f)
		ask_again_in_time(j);
	return true;
}

/* Said at most once more: who says "好的" is looking for his number. */
static void ask_again_once(struct judged *j)
{
	if (state(j)->courtesies++ == 0)
		form_ask_again(j->s);
}

static bool judge_courtesy(struct judged *j)
{
	const struct match_hit *courtesy = j->h->courtesy;
	if (!courtesy)
		return false;
	enum role r = heard_role(courtesy->intent);
	if (r == ROLE_DENY)
		return false;
	if (j->h->role[ROLE_GOODBYE] || heard_is_hand_over(courtesy->intent)) {
		form_settle(j->s, "abandoned");
		form_tell_filed(j->s);
		return false;
	}
	if (courtesy->intent->answer)
		step_say_phrase(j->s, courtesy->intent->answer, courtesy->intent);
	ask_again_once(j);
	return true;
}

/* Kept already; also a link, or nothing but an emoji. */
static bool judge_media(struct judged *j)
{
	const struct heard *h = j->h;
	bool alone = j->sent.media ? is_empty(j)
				   : h->role[ROLE_MEDIA] && !h->matter && !h->courtesy;
	if (!alone)
		return false;
	ask_again_once(j);
	return true;
}

static bool judge_wait(struct judged *j)
{
	if (!sent_is(j->s, &j->sent, ANSWER_WAIT))
		return false;
	step_say(j->s, STR("form.wait"));
	return true;
}

static bool has_digit(struct str text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] >= '0' && text.p[i] <= '9')
			return true;
	return false;
}

/* Did he mean to answer?  Who tells a story or asks something nobody understands did not, and is
 * not told that his order number looks wrong. */
static bool is_attempt(const struct judged *j)
{
	struct str text = j->sent.normal.text;
	if (utf8_length(text) <= SHORT_CHARS || !j->field)
		return true;
	switch (j->field->kind) {
	case SLOT_ORDER_NO:
	case SLOT_PHONE:
	case SLOT_DATE:
	case SLOT_AMOUNT:
	case SLOT_NUMBER:
		return has_digit(text);
	case SLOT_EMAIL:
		return memchr(text.p, '@', text.n) != NULL;
	default:
		return false;
	}
}

static bool say_wrong(struct judged *j)
{
	const struct phrase *own = j->field ? j->field->wrong : NULL;
	if (!j->field)
		return false;
	return own ? step_say_phrase(j->s, own, form_intent(j->s)) : step_say(j->s, STR("form.wrong"));
}

static bool judge_wrong(struct judged *j)
{
	struct step *s = j->s;
	unsigned tries = j->field ? j->field->tries : (unsigned)s->set->form_tries;
	if (is_empty(j))
		return true;
	if (form_is_contact(s) && !s->c->question.n)
		step_question(s, s->words);
	if (j->sent.media) {
		ask_again_once(j);
		return true;
	}
	if (++state(j)->tries >= tries) {
		form_give_up(s, j->f);
		return true;
	}
	if (is_attempt(j) ? !say_wrong(j) : step_say(s, STR("form.noted")) || !say_wrong(j))
		form_ask(s, j->f, j->field);
	return true;
}

/* ---- the order ---- */

static bool (*const judges[])(struct judged *j) = {
    judge_answer,
    judge_confirmation,
    judge_media,
    judge_wait,
    judge_digression,
    judge_courtesy,
    judge_wrong,
};

static bool judge_all(struct judged *j)
{
	for (size_t i = 0; i < sizeof judges / sizeof *judges; i++) {
		if (judges[i](j))
			return true;
		if (form_open(j->s) != j->f)
			return false;
	}
	return false;
}

bool form_judge(struct step *s, const struct heard *h)
{
	struct judged j = {.s = s, .h = h, .f = form_open(s)};
	bool taken;
	if (!s->c->form.form.n)
		return false;
	if (!j.f || (s->c->mode != MODE_BOT && !form_is_contact(s))) {
		form_lose(s);
		return false;
	}
	j.field = form_field(j.f, s->c->form.slot);
	sent_init(&j.sent, s, s->words, s->event->media);
	if (j.sent.media)
		form_keep_media(s, j.f, &j.sent);
	if (!j.field && (s->c->form.slot.n || !j.f->confirm)) { /* the book was loaded anew */
		form_go_on(s, j.f);
		return true;
	}
	if (judge_abandon(&j, &taken))
		return taken;
	taken = judge_all(&j);
	if (form_open(s) == j.f)
		step_timer(s, TIMER_FORM, s->now, j.f->within);
	return taken;
}
