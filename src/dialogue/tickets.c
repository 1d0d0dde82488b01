/* tickets.c - tickets: filed, their numbers told, and what the ticket system says of them.
 *
 * News may come twice and out of order.  Each changes the status once; an answer that comes behind
 * the closing is told all the same, as the customer has not had it; what is older than the last news,
 * or says of an answered or closed ticket that it was filed or is being worked on, changes nothing
 * - but a later "pending" opens an answered ticket again. */
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
		if ((!str_eq(t->matter, matter) && !(t->also.n && str_eq(t->also, matter))) ||
		    !ticket_is_open(t) ||
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
	t->also = s->beside ? arena_str(c->arena, s->beside->id) : STR("");
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
	d->also = t->also;
	d->number = t->reference;
	d->skill = t->skill;
	d->urgency = urgency;
	d->text = note;
	step_name_option(s, d);
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
	t->failed = true;
	c->due_at = 0;
}

/* A human came after all: the ticket that was filed because none did has its answer. */
void step_failed_answered(struct step *s)
{
	struct conversation *c = s->c;
	for (size_t i = 0; i < c->tickets_n; i++) {
		struct ticket *t = &c->tickets[i];
		if (!t->failed || !ticket_is_open(t) || t->at < c->escalated_at)
			continue;
		t->status = TICKET_ANSWERED;
		step_ticket_met(s, t);
		step_record(s, RECORD_TICKET_ANSWERED, t->number)->amount = s->clock - t->at;
	}
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
	struct ticket *told[TICKETS_KEPT];
	size_t n = 0;
	for (size_t i = 0; i < c->tickets_n; i++) {
		if (c->tickets[i].news != news)
			continue;
		c->tickets[i].news = TICKET_TOLD;
		told[n++] = &c->tickets[i];
	}
	if (n)
		step_say_tickets(s, STR("ticket.filed"), told, n);
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

/* ---- news ---- */

static struct ticket *ticket_of_news(struct step *s)
{
	const struct event *e = s->event;
	struct conversation *c = s->c;
	for (size_t i = c->tickets_n; i-- > 0;) {
		struct ticket *t = &c->tickets[i];
		if (e->reference.n ? str_eq(t->reference, e->reference)
				   : str_eq(t->number, e->number) || str_eq(t->reference, e->number))
			return t;
	}
	if (!e->ticket)
		return NULL;
	struct ticket *t = conversation_add_ticket(c);
	*t = *e->ticket;
	t->news = TICKET_TOLD;
	return t;
}

/* A new conversation, as the earlier one is closed: who writes, and about what. */
static void call_back(struct step *s, struct ticket *t)
{
	struct str customer = conversation_slot(s->c, STR("customer"));
	bool vip = conversation_is_vip(s->c);
	step_open(s, STR("ticket"));
	if (customer.n)
		conversation_set_slot(s->c, STR("customer"), customer);
	if (vip)
		conversation_set_slot(s->c, STR("vip"), STR("yes"));
	step_say_ticket(s, STR("opening.callback"), t);
}

/* To the customer; in a human's hands, to him alone. */
static void tell_news(struct step *s, struct str phrase, struct ticket *t)
{
	struct conversation *c = s->c;
	if (c->mode == MODE_HUMAN) {
		struct decision *d = step_decide(s, DECIDE_TICKET_NEWS);
		d->number = t->reference;
		d->reason = str_of(ticket_status_name(t->status));
		d->text = t->text;
		return;
	}
	if (c->mode == MODE_CLOSED || c->episode == 0)
		call_back(s, t);
	step_say_ticket(s, phrase, t);
	if (c->mode != MODE_BOT)
		return;
	c->answered = true; /* an "ok" brings closing.check */
	step_timer(s, TIMER_SILENT, s->now, s->set->close_silent);
}

static void news_pending(struct step *s, struct ticket *t)
{
	if (t->status == TICKET_CLOSED)
		return;
	t->status = TICKET_PENDING;
	t->text = arena_str(s->c->arena, s->event->text);
}

static void record_news(struct step *s, enum record what, const struct ticket *t)
{
	step_record(s, what, t->number)->amount = s->clock - t->at;
}

/* The same again, or an answer that a later one has overtaken. */
static bool is_told(const struct ticket *t, struct str text, bool old)
{
	if (ticket_is_open(t))
		return false;
	return (old && t->text.n) || text.n == 0 || str_eq(t->text, text);
}

static void news_answered(struct step *s, struct ticket *t, bool old)
{
	struct str text = s->event->text;
	if (is_told(t, text, old))
		return;
	if (t->status != TICKET_CLOSED)
		t->status = TICKET_ANSWERED;
	step_ticket_met(s, t);
	t->text = arena_str(s->c->arena, text);
	record_news(s, RECORD_TICKET_ANSWERED, t);
	tell_news(s, text.n ? STR("ticket.answered") : STR("ticket.closed"), t);
}

static void news_closed(struct step *s, struct ticket *t)
{
	struct str text = s->event->text;
	bool was_open = ticket_is_open(t);
	if (t->status == TICKET_CLOSED)
		return;
	t->status = TICKET_CLOSED;
	step_ticket_met(s, t);
	record_news(s, RECORD_TICKET_CLOSED, t);
	if (!was_open)
		return;
	t->text = arena_str(s->c->arena, text);
	tell_news(s, text.n ? STR("ticket.answered") : STR("ticket.closed"), t);
}

void step_ticket_news(struct step *s)
{
	const struct event *e = s->event;
	struct ticket *t = ticket_of_news(s);
	int64_t at = e->at ? e->at : s->now;
	if (!t)
		return;
	bool old = at < t->status_at;
	if (!old) /* a clock that runs ahead must not make all that follows old */
		t->status_at = at < s->now ? at : s->now;
	switch (e->status) {
	case TICKET_FILED:
		break;
	case TICKET_PENDING:
		if (!old)
			news_pending(s, t);
		break;
	case TICKET_ANSWERED:
		news_answered(s, t, old);
		break;
	case TICKET_CLOSED:
		news_closed(s, t);
		break;
	}
	if (t->news == TICKET_AWAITED && !ticket_is_open(t))
		t->news = TICKET_TOLD; /* its number was told with its answer */
}
