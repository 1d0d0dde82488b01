/* values.c - what stands for a placeholder: the desk's own names first, then the conversation's
 * slots, then facts; dates as the customer reads them.
 *
 * Only what a phrase asks for is worked out: opening hours cost more than the rest of a step. */
#include "book/kind.h"
#include "dialogue/step_internal.h"

enum { MINUTE_MS = 60000 };

static struct str value_agent(struct step *s)
{
	return s->set->agent;
}

static struct str value_shop(struct step *s)
{
	return s->set->shop;
}

static struct str value_customer(struct step *s)
{
	return conversation_slot(s->c, STR("customer"));
}

static struct str value_topic(struct step *s)
{
	return s->topic;
}

static struct str value_question(struct step *s)
{
	if (s->ticket && s->ticket->question.n)
		return s->ticket->question;
	return s->c->question;
}

static struct str value_opens(struct step *s)
{
	int64_t opens = step_hours(s)->opens;
	return opens ? hours_say(s->set, opens, s->now, s->arena) : STR("");
}

static struct str value_hours(struct step *s)
{
	return hours_text(s->set, s->arena);
}

static struct str value_lunch_end(struct step *s)
{
	struct interval l = s->set->lunch;
	if (s->set->always_open || l.from == l.to)
		return STR("");
	return arena_printf(s->arena, "%d:%02d", l.to / 60, l.to % 60);
}

static struct str value_ticket_no(struct step *s)
{
	return s->ticket_no.n ? s->ticket_no : conversation_ticket(s->c);
}

/* That which is spoken of; else the last one. */
static const struct ticket *ticket(const struct step *s)
{
	const struct conversation *c = s->c;
	if (s->ticket)
		return s->ticket;
	return c->tickets_n ? &c->tickets[c->tickets_n - 1] : NULL;
}

static struct str value_ticket_status(struct step *s)
{
	const struct ticket *t = ticket(s);
	return t ? s->set->ticket_status[t->status] : STR("");
}

static struct str value_ticket_text(struct step *s)
{
	const struct ticket *t = ticket(s);
	return t ? t->text : STR("");
}

static struct str skill_title(const struct settings *set, struct str skill)
{
	for (size_t i = 0; i < set->skills_n; i++)
		if (str_eq(set->skills[i].name, skill))
			return set->skills[i].value;
	return STR("");
}

/* A group without a title is a colleague all the same. */
static struct str value_skill(struct step *s)
{
	struct str title = skill_title(s->set, s->c->skill);
	return title.n ? title : skill_title(s->set, STR("general"));
}

static struct str value_notice(struct step *s)
{
	return s->notice;
}

/* Minutes the customer has waited for a human, at least one. */
static struct str value_wait(struct step *s)
{
	if (s->c->mode != MODE_QUEUED)
		return STR("");
	int64_t minutes = (s->now - s->c->escalated_at + MINUTE_MS - 1) / MINUTE_MS;
	return arena_printf(s->arena, "%lld", (long long)(minutes > 0 ? minutes : 1));
}

static const struct {
	const char *name;
	struct str (*value)(struct step *s);
} builtins[] = {
    {"agent", value_agent},
    {"shop", value_shop},
    {"customer", value_customer},
    {"topic", value_topic},
    {"question", value_question},
    {"opens", value_opens},
    {"hours", value_hours},
    {"lunch_end", value_lunch_end},
    {"ticket_no", value_ticket_no},
    {"ticket_status", value_ticket_status},
    {"ticket_text", value_ticket_text},
    {"skill", value_skill},
    {"notice", value_notice},
    {"wait", value_wait},
};

static struct str value_of(struct step *s, struct str name)
{
	for (size_t i = 0; i < sizeof builtins / sizeof *builtins; i++)
		if (str_is(name, builtins[i].name))
			return builtins[i].value(s);
	const struct fact *fact = book_fact(s->env->book, name);
	struct str value = fact ? fact_value(fact, &step_facts(s)->env, s->arena)
				: conversation_slot(s->c, name);
	return kind_show(fact ? fact->kind : book_slot_kind(s->env->book, name), value, s->set,
	    s->arena);
}

static bool listed(const struct values *v, struct str name)
{
	for (size_t i = 0; i < v->n; i++)
		if (str_eq(v->v[i].name, name))
			return true;
	return false;
}

static size_t count_slots(const struct wording *w, size_t n)
{
	size_t slots = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < w[i].n; j++)
			slots += w[i].pieces[j].slot.n > 0;
	return slots;
}

static void add_values(
    struct step *s, const struct wording *w, size_t n, struct values *to, struct value *list)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < w[i].n; j++) {
			struct str name = w[i].pieces[j].slot;
			if (name.n == 0 || listed(to, name))
				continue;
			struct str value = value_of(s, name);
			if (value.n)
				list[to->n++] = (struct value){name, value};
		}
	}
}

static bool any_when(const struct wording *w, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (w[i].when)
			return true;
	return false;
}

struct values step_values(struct step *s, const struct phrase *p)
{
	size_t most = count_slots(p->say, p->say_n) + count_slots(p->again, p->again_n);
	struct values values = {0};
	if (any_when(p->say, p->say_n) || any_when(p->again, p->again_n))
		values.facts = &step_facts(s)->env;
	if (most == 0)
		return values;
	struct value *list = ARENA_ARRAY(s->arena, struct value, most);
	values.v = list;
	add_values(s, p->say, p->say_n, &values, list);
	add_values(s, p->again, p->again_n, &values, list);
	return values;
}
