/* matter.c - what the customer wants: its answer, and what is to be done after the answer. */
#include "dialogue/matter.h"

#include "dialogue/form.h"
#include "dialogue/lookup.h"

struct str matter_reason(const struct step *s, const struct intent *i)
{
	enum role r = heard_role(i);
	if (r == ROLE_HUMAN || r == ROLE_DANGER)
		return i->id;
	return arena_printf(s->arena, "intent:%.*s", STR_ARG(i->id));
}

void matter_keep_captures(struct step *s, const struct match_hit *hit)
{
	for (size_t i = 0; i < hit->captures_n; i++) {
		struct str name = hit->captures[i].name, value;
		if (step_canonical(s, name, hit->captures[i].value, &value))
			conversation_set_slot(s->c, name, value);
	}
}

static bool notice_names(const struct notice *n, const struct intent *i)
{
	/* A notice for everything is about the shop's services, not about how a customer feels. */
	if (n->intents_n == 0)
		return heard_role(i) == ROLE_NONE;
	for (size_t k = 0; k < n->intents_n; k++) {
		struct str name = n->intents[k];
		bool star = name.n && name.p[name.n - 1] == '*';
		if (star ? str_starts(i->id, str_make(name.p, name.n - 1)) : str_eq(i->id, name))
			return true;
	}
	return false;
}

static const struct notice *notice_on(const struct step *s, const struct intent *i)
{
	for (size_t k = 0; k < s->env->notices_n; k++) {
		const struct notice *n = &s->env->notices[k];
		if (n->from <= s->now && (!n->until || s->now < n->until) && notice_names(n, i))
			return n;
	}
	return NULL;
}

static bool say_outage(struct step *s, const struct intent *i, const struct notice *n)
{
	const struct phrase *p = book_phrase(s->env->book, STR("outage"));
	s->notice = n->text;
	bool said = p && step_say_phrase(s, p, i);
	s->notice = STR("");
	return said;
}

/* The answer could not be worded: a customer never gets half a text, a human does the rest. */
static void hand_over_gap(struct step *s, const struct intent *i)
{
	s->responsible = i->responsible;
	step_hand_over(s, STR("phrase"), i->skill, i->urgency);
}

static void say_soothe(struct step *s)
{
	step_say(s, STR("soothe"));
}

static bool is_upset(enum role r)
{
	return r == ROLE_DANGER || r == ROLE_COMPLAINT || r == ROLE_ANGER;
}

/* The words of a hand-over: of an upset customer at least the soothing, which the intent's own
 * answer is when it has one.  Who asks for a human while none is there need not first hear that one
 * is being fetched. */
static void say_before_hand_over(struct step *s, const struct intent *i)
{
	enum role r = heard_role(i);
	if (r == ROLE_HUMAN && (!step_is_open(s) || s->c->mode == MODE_QUEUED))
		return;
	if (i->answer && !str_is(i->answer->id, "transfer") && step_say_phrase(s, i->answer, i))
		return;
	if (is_upset(r))
		say_soothe(s);
}

static bool was_said(const struct conversation *c, struct str phrase)
{
	for (size_t i = 0; i < c->said_n; i++)
		if (str_eq(c->said[i].phrase, phrase))
			return c->said[i].count > 0;
	return false;
}

/* What raises the urgency, before anything is said. */
static void note_mood(struct step *s, const struct heard *h, const struct intent *i)
{
	s->upset = h && h->upset;
	s->asked_before =
	    was_said(s->c, i->id) || (i->answer && was_said(s->c, i->answer->id));
}

/* beside: the matter that has to wait for it; may be NULL. */
static void hand_over(struct step *s, const struct heard *h, const struct intent *i,
    const struct intent *beside)
{
	struct str skill = i->skill;
	int urgency = heard_role(i) == ROLE_DANGER ? URGENCY_MOST : i->urgency;
	step_matter(s, i->id);
	note_mood(s, h, i);
	if (heard_role(i) == ROLE_HUMAN && beside && beside->skill.n)
		skill = beside->skill;
	if (beside && beside->urgency && (!urgency || beside->urgency < urgency))
		urgency = beside->urgency;
	s->responsible = i->responsible || !beside ? i->responsible : beside->responsible;
	if (!(heard_role(i) == ROLE_HUMAN && s->c->question.n))
		step_question(s, s->words);
	say_before_hand_over(s, i);
	step_hand_over(s, matter_reason(s, i), skill, urgency);
}

void matter_hand_over(struct step *s, const struct heard *h, const struct intent *i)
{
	hand_over(s, h, step_outcome(s, i), h && h->beside ? h->beside->intent : NULL);
}

static int more_urgent(int a, int b)
{
	return !a || (b && b < a) ? b : a;
}

void matter_file(struct step *s, const struct intent *i)
{
	const struct intent *beside = s->beside;
	s->responsible = i->responsible || !beside ? i->responsible : beside->responsible;
	step_file_ticket(s, i->id, matter_reason(s, i), i->skill,
	    beside ? more_urgent(i->urgency, beside->urgency) : i->urgency, s->words);
}

const struct intent *matter_beside(struct step *s, struct str id)
{
	const struct intent *i = id.n ? book_intent(s->env->book, id) : NULL;
	return i && !step_open_ticket(s, i->id) ? step_outcome(s, i) : NULL;
}

static void file_for(struct step *s, const struct intent *i)
{
	matter_file(s, i);
	if (!s->env->ticket_system)
		step_tell_tickets(s, TICKET_AWAITED);
}

static bool files(const struct intent *i)
{
	return i && i->then == THEN_TICKET;
}

/* Two matters of one message are one case: one ticket, one number. */
static void file_for_both(struct step *s, const struct intent *i, const struct intent *beside)
{
	s->beside = beside;
	file_for(s, i);
	s->beside = NULL;
}

/* What is to be done once the answer was said. */
void matter_follow_up(struct step *s, const struct intent *i)
{
	switch (i->then) {
	case THEN_TICKET:
		file_for(s, i);
		break;
	case THEN_CLOSE:
		if (s->c->mode != MODE_BOT)
			break;
		if (!i->answer || !str_is(i->answer->id, "closing.done"))
			step_say(s, STR("closing.done"));
		step_close(s, heard_role(i) == ROLE_GOODBYE ? STR("customer") : matter_reason(s, i));
		break;
	case THEN_CHECK:
		if (s->c->mode == MODE_BOT && !form_open(s))
			step_closing_check(s);
		break;
	case THEN_UNDERSTOOD:
		if (s->c->mode == MODE_BOT && !form_open(s) &&
		    step_say(s, STR("confirm.understood")))
			s->c->pending = PENDING_UNDERSTOOD;
		break;
	case THEN_NOTHING:
	case THEN_TRANSFER:
		break;
	}
}

static bool has_link(struct str text)
{
	return text.n && (memmem(text.p, text.n, "https://", 8) || memmem(text.p, text.n, "http://", 7));
}

/* He is asked once to read first what was linked to. */
static void say_document(struct step *s, size_t from)
{
	for (size_t i = from; i < s->n; i++) {
		if (s->list[i].kind != DECIDE_SAY || !has_link(s->list[i].text))
			continue;
		if (!was_said(s->c, STR("document.sent")))
			step_say(s, STR("document.sent"));
		return;
	}
}

/* One matter's answer.  false: it could not be worded. */
static bool answer_one(struct step *s, const struct intent *i, const struct intent *before)
{
	const struct notice *n = notice_on(s, i);
	if (n)
		return (before && notice_on(s, before) == n) || say_outage(s, i, n);
	struct ticket *open = i->then == THEN_TICKET ? step_open_ticket(s, i->id) : NULL;
	if (open)
		return step_say_ticket(s, STR("ticket.pending"), open);
	if (!i->answer)
		return i->then != THEN_NOTHING;
	return (before && before->answer == i->answer) || step_say_phrase(s, i->answer, i);
}

static bool follows_up(const struct step *s, const struct intent *i)
{
	return !notice_on(s, i) && !(i->then == THEN_TICKET && step_open_ticket(s, i->id));
}

/* Whether its steps are clear is not asked when another answer stands beside them. */
static bool explains(const struct intent *i)
{
	return i->then == THEN_UNDERSTOOD;
}

static void follow_up_both(struct step *s, const struct intent *first, const struct intent *second)
{
	if (files(first) && files(second)) {
		file_for_both(s, first, second);
		return;
	}
	if (first)
		matter_follow_up(s, first);
	if (second && s->c->mode != MODE_CLOSED)
		matter_follow_up(s, second);
}

/* Both may be NULL: they wait.  later: this one's ticket is filed with the other's. */
static void answer_both(struct step *s, const struct intent *first, const struct intent *second,
    const struct intent *later)
{
	bool follow_first = first && follows_up(s, first) && !(second && explains(first));
	bool follow_second = second && follows_up(s, second) && !(first && explains(second));
	const struct intent *failed = NULL;
	size_t from = s->n;
	if (first && !answer_one(s, first, NULL))
		failed = first;
	if (second && !answer_one(s, second, first))
		failed = second;
	if (failed) {
		step_question(s, s->words);
		hand_over_gap(s, failed);
		return;
	}
	step_answered(s);
	say_document(s, from);
	follow_up_both(s, follow_first && first != later ? first : NULL,
	    follow_second && second != later ? second : NULL);
}

/* Does its answer wait for a look-up? */
static bool waits(struct step *s, const struct intent *i)
{
	enum role r = heard_role(i);
	return r != ROLE_HUMAN && r != ROLE_DANGER && follows_up(s, i) &&
	       lookup_begin(s, i, i->lookup);
}

/* Two matters in the cases they are in, and the one a hand-over pushes aside. */
struct matters {
	const struct intent *first, *second, *beside;
};

/* An objection that comes again after our words about it: they did not help. */
static bool insists(const struct step *s, const struct intent *i)
{
	return i->answer && str_starts(i->answer->id, STR("objection.")) &&
	       was_said(s->c, i->answer->id);
}

static bool hands_over(const struct step *s, const struct intent *i)
{
	return (heard_is_hand_over(i) || insists(s, i)) && !notice_on(s, i);
}

/* Which of them is a hand-over may be its case's doing; it stands alone. */
static struct matters judge_cases(struct step *s, const struct heard *h, const struct intent *first,
    const struct intent *second)
{
	struct matters m = {.first = step_outcome(s, first),
	    .second = second ? step_outcome(s, second) : NULL,
	    .beside = h && h->beside ? h->beside->intent : NULL};
	if (!m.second || (!hands_over(s, m.first) && !hands_over(s, m.second)))
		return m;
	m.beside = m.second;
	if (!hands_over(s, m.first)) {
		m.beside = m.first;
		m.first = m.second;
	}
	m.second = NULL;
	return m;
}

/* Are the questions of its form put first? */
static bool asks(struct step *s, const struct intent *i)
{
	return i->form && !notice_on(s, i) && form_wanted(s, i);
}

/* What was filed at the end of its form is not asked for a second time. */
static const struct intent *as_filed(struct step *s, const struct intent *i)
{
	if (!i || !i->form)
		return i;
	form_read_order_no(s, i->form);
	const struct intent *end = form_outcome(s, i);
	return end->then == THEN_TICKET && step_open_ticket(s, i->id) ? end : i;
}

/* Whose ticket is filed with the one at the end of the form?  NULL: nobody's. */
static const struct intent *files_later(
    struct step *s, const struct intent *asking, const struct intent *other)
{
	if (!asking || !files(other) || !follows_up(s, other))
		return NULL;
	return files(form_outcome(s, asking)) ? other : NULL;
}

void matter_answer(
    struct step *s, const struct heard *h, const struct intent *first, const struct intent *second)
{
	lookup_forget_stale(s);
	s->c->lookup_wanted = STR("");
	form_forget_left(s);
	first = as_filed(s, first);
	second = as_filed(s, second);
	struct matters m = judge_cases(s, h, first, second);
	note_mood(s, h, m.first);
	bool first_asks = asks(s, m.first);
	if (first_asks && hands_over(s, m.first) && m.beside && !hands_over(s, m.beside))
		m.second = step_outcome(s, m.beside); /* nobody else answers it yet */
	bool second_asks = !first_asks && m.second && asks(s, m.second);
	bool away = hands_over(s, m.first) && !first_asks;
	if (!away)
		step_matter(s, m.first->id);
	bool upset = h && h->upset;
	if (upset)
		lookup_soothe_next(s);
	bool first_waits = !first_asks && waits(s, m.first);
	bool second_waits = m.second && !second_asks && waits(s, m.second);
	if (upset && (!first_waits || (m.second && !second_waits)) && lookup_unsoothed(s) && !away)
		say_soothe(s);
	if (away && !first_waits) {
		hand_over(s, h, m.first, m.beside);
		return;
	}
	if (first_waits || second_waits)
		step_question(s, s->words);
	const struct intent *asking = first_asks ? m.first : second_asks ? m.second : NULL;
	const struct intent *says_first = first_waits || first_asks ? NULL : m.first;
	const struct intent *says_second = second_waits || second_asks ? NULL : m.second;
	const struct intent *later =
	    files_later(s, asking, asking == m.first ? says_second : says_first);
	answer_both(s, says_first, says_second, later);
	if (asking && s->c->mode == MODE_BOT)
		form_begin(s, asking, later ? later->id : STR(""));
}

/* A second matter waits, and this end of the form files no ticket: it gets its own. */
static void file_apart(struct step *s, const struct intent *i)
{
	const struct intent *beside = s->beside;
	if (!beside || (files(i) && !i->lookup.n && follows_up(s, i)))
		return;
	s->beside = NULL;
	file_for(s, beside);
}

void matter_go_on(struct step *s, const struct intent *i, enum matter_stage behind)
{
	const struct form *own = i->form;
	i = step_outcome(s, i);
	file_apart(s, i);
	if (behind == MATTER_FORM && waits(s, i)) {
		step_question(s, s->words);
		return;
	}
	/* what it brought may be a case with questions of its own */
	if (behind == MATTER_LOOKUP && i->form != own && asks(s, i)) {
		form_begin(s, i, STR(""));
		return;
	}
	if (hands_over(s, i))
		hand_over(s, NULL, i, NULL);
	else
		answer_both(s, i, NULL, NULL);
}
