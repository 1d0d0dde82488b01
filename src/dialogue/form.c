/* form.c - the life of a form: opened, asked through, finished or left. */
#include "base/utf8.h"
#include "dialogue/form_internal.h"
#include "dialogue/lookup.h"
#include "dialogue/matter.h"

enum { WORDS_CHARS = 300 };

const struct form *form_open(const struct step *s)
{
	const struct form_state *st = &s->c->form;
	return st->form.n ? book_form(s->env->book, st->form) : NULL;
}

const struct field *form_field(const struct form *f, struct str slot)
{
	for (size_t i = 0; i < f->fields_n; i++)
		if (str_eq(f->fields[i].slot, slot))
			return &f->fields[i];
	return NULL;
}

const struct intent *form_intent(const struct step *s)
{
	return book_intent(s->env->book, s->c->form.intent);
}

bool form_is_contact(const struct step *s)
{
	return s->c->mode == MODE_QUEUED && s->c->failed;
}

/* ---- which question is next ---- */

static bool is_due(struct step *s, const struct field *field)
{
	bool skipped;
	if (form_knows(s, field) || (form_noted(s, field->slot, &skipped) && skipped))
		return false;
	return !field->when || condition_holds(field->when, &step_facts(s)->env);
}

static const struct field *next_field(struct step *s, const struct form *f)
{
	for (size_t i = 0; i < f->fields_n; i++)
		if (is_due(s, &f->fields[i]))
			return &f->fields[i];
	return NULL;
}

/* ---- asking ---- */

static void wait_for_answer(struct step *s, const struct form *f)
{
	s->c->form.asked_at = s->now;
	step_timer(s, TIMER_FORM, s->now, f->within);
	s->c->answered = s->c->open = false;
	s->c->pending = PENDING_NOTHING;
}

/* field NULL: the confirmation.  Whom a question cannot be put to, a human asks. */
void form_ask(struct step *s, const struct form *f, const struct field *field)
{
	struct form_state *st = &s->c->form;
	struct str slot = field ? field->slot : STR("");
	if (!str_eq(st->slot, slot) || !st->asked_at) {
		st->slot = arena_str(s->c->arena, slot);
		st->tries = st->asides = st->courtesies = 0;
	}
	const struct phrase *p = field ? field->ask : f->confirm;
	if (!step_say_phrase(s, p, form_intent(s))) {
		form_give_up(s, f);
		return;
	}
	wait_for_answer(s, f);
}

void form_go_on(struct step *s, const struct form *f)
{
	const struct field *field = next_field(s, f);
	s->c->misses = 0;
	if (field || f->confirm)
		form_ask(s, f, field);
	else
		form_finish(s, f);
}

void form_ask_again(struct step *s)
{
	const struct form *f = form_open(s);
	if (!f || (s->c->mode != MODE_BOT && !form_is_contact(s)) || lookup_is_awaited(s))
		return;
	step_say(s, STR("form.again"));
	form_ask(s, f, form_field(f, s->c->form.slot));
}

/* ---- the beginning ---- */

static bool offers_nothing(const struct step *s, const struct intent *i)
{
	return i->lookup.n && !lookup_offered(s, i->lookup);
}

bool form_wanted(struct step *s, const struct intent *i)
{
	if (!i->form || s->c->mode != MODE_BOT || offers_nothing(s, i))
		return false;
	if (form_outcome(s, i)->then == THEN_TICKET && step_open_ticket(s, i->id))
		return false;
	return !i->lookup.n || next_field(s, i->form) || i->form->confirm;
}

/* Did this very message bring it? */
static bool just_said(const struct step *s, struct str slot)
{
	const struct match_result *r = s->event->kind == EVENT_MESSAGE ? s->event->match : NULL;
	for (size_t i = 0; r && i < r->n; i++)
		for (size_t k = 0; k < r->hits[i].captures_n; k++)
			if (str_eq(r->hits[i].captures[k].name, slot))
				return true;
	return false;
}

/* Who he is and which order it is about stays; why and what of the last case do not go into the
 * next. */
static bool outlives_a_case(enum slot_kind kind)
{
	return kind == SLOT_ORDER_NO || kind == SLOT_PHONE || kind == SLOT_EMAIL;
}

static void forget_last_case(struct step *s)
{
	struct form_state *st = &s->c->form;
	if (!st->done)
		return;
	for (size_t i = 0; i < st->answers_n; i++) {
		struct str slot = st->answers[i].slot;
		if (!outlives_a_case(book_slot_kind(s->env->book, slot)) && !just_said(s, slot))
			conversation_set_slot(s->c, slot, STR(""));
	}
	st->answers_n = 0;
	st->done = false;
}

static void open_form(
    struct step *s, const struct form *f, struct str intent, struct str words)
{
	struct conversation *c = s->c;
	forget_last_case(s);
	c->form = (struct form_state){
	    .form = arena_str(c->arena, f->id),
	    .intent = arena_str(c->arena, intent),
	    .words = arena_str(c->arena, utf8_head(words, WORDS_CHARS)),
	    .answers = c->form.answers,
	    .answers_n = c->form.answers_n,
	};
}

static void begin(struct step *s, const struct intent *i, struct str words, struct str beside)
{
	struct sent m;
	open_form(s, i->form, i->id, words);
	s->c->form.beside = arena_str(s->c->arena, beside);
	sent_init(&m, s, s->words, s->event->kind == EVENT_MESSAGE && s->event->media);
	if (m.media)
		form_keep_media(s, i->form, &m);
	form_take(s, i->form, NULL, &m);
	form_go_on(s, i->form);
}

void form_begin(struct step *s, const struct intent *i, struct str beside)
{
	begin(s, i, s->words, beside);
}

bool form_take_up(struct step *s)
{
	const struct form_state *st = &s->c->form;
	const struct intent *i = st->form.n ? NULL : book_intent(s->env->book, st->intent);
	if (!i || !form_wanted(s, i = step_outcome(s, i)))
		return false;
	begin(s, i, st->words, STR(""));
	return true;
}

void form_forget_left(struct step *s)
{
	struct form_state *st = &s->c->form;
	if (!st->form.n)
		st->intent = st->words = STR("");
}

bool form_begin_contact(struct step *s)
{
	const struct form *f = book_form(s->env->book, STR("contact"));
	if (!f)
		return false;
	s->words = s->c->question;
	open_form(s, f, STR(""), s->words);
	const struct field *field = next_field(s, f);
	if (!field) {
		form_drop(s);
		return false;
	}
	s->c->form.slot = field->slot;
	wait_for_answer(s, f);
	return true;
}

/* ---- the end ---- */

static void end(struct step *s, const char *how)
{
	struct form_state *st = &s->c->form;
	if (st->form.n)
		step_record(s, RECORD_FORM, st->form)->skill = str_of(how);
	st->form = st->intent = st->slot = st->words = st->beside = STR("");
	st->tries = st->asides = st->courtesies = 0;
	st->asked_at = 0;
	s->c->timers[TIMER_FORM] = 0;
}

void form_drop(struct step *s)
{
	end(s, "abandoned");
}

/* A second matter waited for the form's end, and has no part in it. */
static void file_beside(struct step *s)
{
	struct form_state *st = &s->c->form;
	const struct intent *i = matter_beside(s, st->beside);
	if (!i)
		return;
	s->words = arena_str(s->arena, st->words);
	matter_file(s, i);
}

void form_leave(struct step *s, const char *how)
{
	struct str words = s->words;
	file_beside(s);
	s->words = words;
	end(s, how);
}

void form_lose(struct step *s)
{
	bool contact = form_is_contact(s);
	form_leave(s, "abandoned");
	if (contact)
		step_file_failed(s, TICKET_UNTOLD);
}

/* The intent as the form's end has it: what the form says wins. */
static const struct intent *outcome(
    struct step *s, const struct form *f, const struct intent *opened_by)
{
	struct intent *i = ARENA_NEW(s->arena, struct intent);
	if (opened_by)
		*i = *opened_by;
	else
		*i = (struct intent){.id = arena_printf(s->arena, "form.%.*s", STR_ARG(f->id))};
	i->form = NULL;
	if (f->answer)
		i->answer = f->answer;
	if (f->then != THEN_NOTHING)
		i->then = f->then;
	if (f->skill.n)
		i->skill = f->skill;
	if (f->urgency)
		i->urgency = f->urgency;
	if (f->responsible != RESPONSIBLE_UNKNOWN)
		i->responsible = f->responsible;
	if (f->cases_n) {
		i->cases = f->cases;
		i->cases_n = f->cases_n;
	}
	return i;
}

const struct intent *form_outcome(struct step *s, const struct intent *i)
{
	return i->form ? outcome(s, i->form, i) : i;
}

static void record_finished(struct step *s, const struct form *f)
{
	struct str reason = conversation_slot(s->c, STR("reason"));
	if (reason.n && form_field(f, STR("reason")))
		step_record(s, RECORD_REASON, reason)->skill = f->id;
	end(s, "finished");
}

static void finish_contact(struct step *s, const struct form *f)
{
	s->form = f->id;
	record_finished(s, f);
	step_file_failed(s, TICKET_AWAITED);
	s->form = STR("");
	if (!s->env->ticket_system)
		step_tell_tickets(s, TICKET_AWAITED);
}

void form_finish(struct step *s, const struct form *f)
{
	if (form_is_contact(s)) {
		finish_contact(s, f);
		return;
	}
	const struct intent *i = outcome(s, f, form_intent(s));
	s->words = arena_str(s->arena, s->c->form.words);
	s->form = f->id;
	s->beside = matter_beside(s, s->c->form.beside);
	record_finished(s, f);
	s->c->form.done = true;
	matter_go_on(s, i, MATTER_FORM);
	s->beside = NULL;
	s->form = STR("");
}

/* Nobody shall be asked for ever: a human does the rest, with what is known. */
void form_give_up(struct step *s, const struct form *f)
{
	if (form_is_contact(s)) {
		finish_contact(s, f);
		return;
	}
	const struct intent *i = step_outcome(s, outcome(s, f, form_intent(s)));
	s->form = f->id;
	step_question(s, arena_str(s->arena, s->c->form.words));
	form_leave(s, "gave_up");
	form_tell_filed(s);
	step_say(s, STR("form.gave_up"));
	s->responsible = i->responsible;
	step_hand_over(s, STR("form"), i->skill, i->urgency);
	s->form = STR("");
}

static bool has_answer(const struct step *s, const struct form *f)
{
	bool skipped;
	for (size_t i = 0; i < f->fields_n; i++)
		if (form_noted(s, f->fields[i].slot, &skipped) && !skipped)
			return true;
	return false;
}

bool form_settle(struct step *s, const char *how)
{
	const struct form *f = form_open(s);
	if (!f)
		return false;
	if (form_is_contact(s)) {
		s->form = f->id;
		end(s, how);
		step_file_failed(s, TICKET_UNTOLD);
		s->form = STR("");
		return true;
	}
	const struct intent *i = step_outcome(s, outcome(s, f, form_intent(s)));
	bool is_case = i->then == THEN_TICKET || i->then == THEN_TRANSFER;
	/* also when he said something else instead: somebody has to read it */
	bool files = is_case && (has_answer(s, f) || s->c->form.tries);
	s->words = arena_str(s->arena, s->c->form.words);
	if (!files) {
		form_leave(s, how);
		return false;
	}
	s->form = f->id;
	s->beside = matter_beside(s, s->c->form.beside);
	end(s, how);
	matter_file(s, i);
	s->beside = NULL;
	s->form = STR("");
	s->c->form.done = true;
	return true;
}

void form_tell_filed(struct step *s)
{
	if (form_is_contact(s))
		step_tell_tickets(s, TICKET_UNTOLD);
	else if (!s->env->ticket_system)
		step_tell_tickets(s, TICKET_AWAITED);
}

void form_close(struct step *s)
{
	struct conversation *c = s->c;
	if (s->event->kind == EVENT_CLOSE)
		form_drop(s);
	else
		form_settle(s, "abandoned");
	for (size_t i = 0; i < c->tickets_n && !s->env->ticket_system; i++)
		if (c->tickets[i].news == TICKET_AWAITED)
			c->tickets[i].news = TICKET_UNTOLD; /* no other number will come */
}

/* Late by its whole span: the customer had no chance while we were down. */
void form_timer(struct step *s)
{
	const struct form *f = form_open(s);
	if (!f) {
		form_lose(s);
		return;
	}
	if (s->clock - s->now >= f->within) {
		step_timer(s, TIMER_FORM, s->clock, f->within);
		return;
	}
	s->now = s->clock;
	bool contact = form_is_contact(s);
	struct str intent = s->c->form.intent, words = s->c->form.words;
	if (!form_settle(s, "expired")) {
		s->c->form.intent = intent;
		s->c->form.words = words;
		form_tell_filed(s);
		if (step_is_open(s))
			step_say(s, STR("form.expired"));
	} else if (!contact) { /* whom nobody reached hears it when he writes */
		form_tell_filed(s);
	}
}
