/* tickets.c - tickets: filed, their numbers told, and how they stand. */
#include "base/buf.h"
#include "base/utf8.h"
#include "dialogue/step_internal.h"

enum { QUESTION_CHARS = 60, NUMBERS_MAX = 1024 };

/* Who never hears of a ticket's end: after so long the same matter is worth a new one. */
static const int64_t ticket_open_ms = 30 * 86400000LL;

struct ticket *step_open_ticket(const struct step *s, struct str matter)
{
	const struct conversation *c = s->c;
	struct str order_no = conversation_slot(c, STR("order_no"));
	for (size_t i = c->tickets_n; i-- > 0;) {
		struct ticket *t = &c->tickets[i];
		if (!str_eq(t->matter, matter) || !ticket_is_open(t) ||
		    s->now - t->at >= ticket_open_ms)
			continue;
		if (t->order_no.n == 0 || order_no.n == 0 || str_eq(t->order_no, order_no))
			return t;
	}
	return NULL;
}

/* ---- filing ---- */

static struct ticket *file(struct step *s, struct str matter, struct str reason, struct str skill,
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
	t->skill = arena_str(c->arena, skill.n ? skill : STR("general"));
	t->question = arena_str(c->arena, utf8_head(note, QUESTION_CHARS));
	t->at = t->news_at = s->now;
	t->urgency = urgency;
	t->due_at = step_due(s, urgency);
	t->news = TICKET_AWAITED;
	if (s->env->ticket_system)
		step_timer(s, TIMER_TICKET, s->now, s->set->ticket_answer);
	struct decision *d = step_decide(s, DECIDE_TICKET);
	d->reason = reason;
	d->intent = t->matter;
	d->number = t->reference;
	d->skill = t->skill;
	d->urgency = urgency;
	d->text = note;
	d->form = s->form;
	c->marks |= MARK_TICKET;
	return t;
}

void step_file_ticket(struct step *s, struct str matter, struct str reason, struct str skill,
    int urgency, struct str note)
{
	file(s, matter, reason, skill, step_urgency(s, urgency), note);
}

/* From now on it is the ticket that is due. */
void step_file_failed(struct step *s, enum ticket_news news)
{
	struct conversation *c = s->c;
	struct ticket *t =
	    file(s, STR(""), STR("failed"), c->skill, c->urgency, c->question);
	t->news = news;
	c->due_at = 0;
}

/* ---- telling ---- */

static struct str numbers_of(struct step *s, struct ticket *const *list, size_t n)
{
	struct buf b;
	buf_init(&b, NUMBERS_MAX);
	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_addz(&b, str_starts(s->set->language, STR("zh")) ? "、" : ", ");
		buf_adds(&b, list[i]->number);
	}
	struct str text = arena_str(s->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

bool step_say_tickets(struct step *s, struct str phrase, struct ticket *const *list, size_t n)
{
	s->ticket = n ? list[0] : NULL;
	s->ticket_no = numbers_of(s, list, n);
	bool said = step_say(s, phrase);
	for (size_t i = 0; said && i < n; i++)
		list[i]->news_at = s->now;
	s->ticket = NULL;
	s->ticket_no = STR("");
	return said;
}

bool step_say_ticket(struct step *s, struct str phrase, struct ticket *t)
{
	return step_say_tickets(s, phrase, &t, 1);
}

void step_tell_tickets(struct step *s, enum ticket_news news)
{
	struct conversation *c = s->c;
	for (size_t i = 0; i < c->tickets_n; i++) {
		if (c->tickets[i].news != news)
			continue;
		c->tickets[i].news = TICKET_TOLD;
		step_say_ticket(s, STR("ticket.filed"), &c->tickets[i]);
	}
}

static struct ticket *find(struct conversation *c, struct str reference)
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
	struct ticket *t = find(s->c, reference);
	if (!t)
		return;
	if (number.n)
		t->number = arena_str(s->c->arena, number);
	if (t->news != TICKET_AWAITED)
		return;
	t->news = TICKET_TOLD;
	step_say_ticket(s, STR("ticket.filed"), t);
}
