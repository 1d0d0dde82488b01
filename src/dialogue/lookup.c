/* lookup.c - the way of a look-up: asked, held, answered or failed.  See lookup.h. */
#include "dialogue/lookup.h"

#include "dialogue/form.h"
#include "dialogue/matter.h"

enum { KEY_MAX = 4096, VALUE_MAX = 2048 };

static const struct lookup_offer *offer_of(const struct step *s, struct str name)
{
	for (size_t i = 0; name.n && i < s->env->lookups_n; i++)
		if (str_eq(s->env->lookups[i].name, name))
			return &s->env->lookups[i];
	return NULL;
}

bool lookup_offered(const struct step *s, struct str name)
{
	return offer_of(s, name) != NULL;
}

bool lookup_is_awaited(const struct step *s)
{
	return s->c->lookup.intent.n > 0;
}

void lookup_drop(struct conversation *c)
{
	c->lookup.intent = c->lookup.next = STR("");
	c->lookup.message = c->lookup.next_message = 0;
	c->lookup.upset = false;
	c->timers[TIMER_LOOKUP] = 0;
}

/* ---- what is known ---- */

/* The values it is asked with, as one text.  false: one is missing. */
static bool key_of(const struct step *s, const struct lookup_offer *o, struct str *key)
{
	struct buf b;
	buf_init(&b, KEY_MAX);
	bool all = true;
	for (size_t i = 0; i < o->needs_n; i++) {
		struct str value = conversation_slot(s->c, o->needs[i]);
		all = all && value.n;
		if (i)
			buf_addc(&b, '\x1f');
		buf_adds(&b, value);
	}
	all = all && !b.failed;
	*key = all ? arena_str(s->arena, buf_str(&b)) : STR("");
	buf_free(&b);
	return all;
}

static struct fetched *fetched_of(struct conversation *c, struct str name)
{
	for (size_t i = 0; i < c->fetched_n; i++)
		if (str_eq(c->fetched[i].lookup, name))
			return &c->fetched[i];
	return NULL;
}

static bool is_fresh(const struct step *s, const struct lookup_offer *o, struct str key)
{
	const struct fetched *f = fetched_of(s->c, o->name);
	return f && str_eq(f->key, key) && f->at <= s->now && s->now - f->at < o->reuse;
}

/* What a look-up is asked with stays, whoever brought it: the customer may have written it too. */
static bool is_needed(const struct step *s, struct str slot)
{
	for (size_t i = 0; i < s->env->lookups_n; i++)
		for (size_t k = 0; k < s->env->lookups[i].needs_n; k++)
			if (str_eq(s->env->lookups[i].needs[k], slot))
				return true;
	return false;
}

static void forget(struct step *s, const struct lookup_offer *o)
{
	for (size_t i = 0; i < o->brings_n; i++)
		if (conversation_slot(s->c, o->brings[i]).n && !is_needed(s, o->brings[i]))
			conversation_set_slot(s->c, o->brings[i], STR(""));
}

static void drop_fetched(struct conversation *c, struct fetched *f)
{
	size_t behind = c->fetched_n - (size_t)(f - c->fetched) - 1;
	memmove(f, f + 1, behind * sizeof *f);
	c->fetched_n--;
}

void lookup_forget_stale(struct step *s)
{
	for (size_t i = 0; i < s->env->lookups_n; i++) {
		const struct lookup_offer *o = &s->env->lookups[i];
		struct fetched *f = fetched_of(s->c, o->name);
		struct str key;
		if (!f || (key_of(s, o, &key) && is_fresh(s, o, key)))
			continue;
		drop_fetched(s->c, f);
		forget(s, o);
	}
}

static void remember(struct step *s, struct str name, struct str key)
{
	struct conversation *c = s->c;
	struct fetched *f = fetched_of(c, name);
	if (!f && c->fetched_n == FETCHED_KEPT)
		drop_fetched(c, c->fetched);
	if (!f)
		f = conversation_add_fetched(c);
	*f = (struct fetched){arena_str(c->arena, name), arena_str(c->arena, key), s->now};
}

/* ---- asking ---- */

static int64_t deadline(const struct step *s)
{
	const struct lookup_state *l = &s->c->lookup;
	const struct lookup_offer *o = offer_of(s, l->name);
	return o ? l->asked_at + o->give_up
		 : l->asked_at; /* no longer offered: nothing will come */
}

/* Asked again with other values the one before is forgotten; whoever waits has waited since then.
 */
static void send(struct step *s, const struct lookup_offer *o, struct str intent, struct str key)
{
	struct conversation *c = s->c;
	struct lookup_state *l = &c->lookup;
	bool waits = l->intent.n > 0;
	int64_t message = s->event->kind == EVENT_MESSAGE ? s->event->message : l->message;
	struct lookup_state fresh = {
	    .name = arena_str(c->arena, o->name),
	    .reference = arena_printf(c->arena, "L%lldN%u", (long long)c->id, ++c->lookups),
	    .key = arena_str(c->arena, key),
	    .intent = arena_str(c->arena, intent),
	    .next = waits ? l->next : STR(""),
	    .asked_at = s->now,
	    .message = waits && l->holds ? 0 : message,
	    .next_message = waits ? l->next_message : 0,
	    .holds = waits ? l->holds : 0,
	    .upset = l->upset,
	};
	*l = fresh;
	if (!waits || !c->timers[TIMER_LOOKUP])
		step_timer(s, TIMER_LOOKUP, s->now, o->answer_within);
	struct decision *d = step_decide(s, DECIDE_LOOKUP);
	d->phrase = o->name;
	d->intent = intent;
	d->number = l->reference;
}

void lookup_soothe_next(struct step *s)
{
	s->c->lookup.upset = true;
}

bool lookup_unsoothed(struct step *s)
{
	bool upset = s->c->lookup.upset;
	s->c->lookup.upset = false;
	return upset;
}

static void soothe(struct step *s)
{
	if (s->c->lookup.upset)
		step_say(s, STR("soothe"));
	s->c->lookup.upset = false;
}

void lookup_say_hold(struct step *s)
{
	struct lookup_state *l = &s->c->lookup;
	soothe(s);
	step_say(s, l->holds ? STR("hold.again") : STR("hold"));
	l->holds++;
	l->message = l->next_message = 0;
	int64_t end = deadline(s), next = s->now + s->set->hold_every;
	bool more = l->holds < (unsigned)s->set->hold_times && next < end;
	s->c->timers[TIMER_LOOKUP] = more ? next : end > s->now ? end : s->now + 1;
}

/* One is under way already.  false: there is no room behind it. */
static bool join(
    struct step *s, const struct intent *i, const struct lookup_offer *o, struct str key)
{
	struct lookup_state *l = &s->c->lookup;
	bool same = str_eq(l->intent, i->id);
	if (same && str_eq(l->name, o->name) && !str_eq(l->key, key)) {
		send(s, o, l->intent, key);
		return true;
	}
	if (same || str_eq(l->next, i->id)) {
		lookup_say_hold(s);
		return true;
	}
	if (l->next.n)
		return false;
	l->next = arena_str(s->c->arena, i->id);
	l->next_message = l->holds ? 0 : s->event->message;
	return true;
}

bool lookup_begin(struct step *s, const struct intent *i, struct str name)
{
	const struct lookup_offer *o = offer_of(s, name);
	struct str key;
	if (!o)
		return false;
	if (!key_of(s, o, &key)) {
		s->c->lookup_wanted = arena_str(s->c->arena, i->id);
		return false;
	}
	if (is_fresh(s, o, key))
		return false;
	if (lookup_is_awaited(s))
		return join(s, i, o, key);
	send(s, o, i->id, key);
	return true;
}

bool lookup_take_wanted(struct step *s)
{
	const struct intent *i = book_intent(s->env->book, s->c->lookup_wanted);
	const struct lookup_offer *o = i ? offer_of(s, step_outcome(s, i)->lookup) : NULL;
	struct str key;
	if (s->c->mode != MODE_BOT || !o || !key_of(s, o, &key) || is_fresh(s, o, key))
		return false;
	s->c->lookup_wanted = STR("");
	matter_go_on(s, i, MATTER_FORM);
	return true;
}

void lookup_follow(struct step *s)
{
	const struct lookup_offer *o = offer_of(s, s->c->lookup.name);
	struct str key;
	if (!lookup_is_awaited(s) || !o || !key_of(s, o, &key) || str_eq(key, s->c->lookup.key))
		return;
	send(s, o, s->c->lookup.intent, key);
}

/* ---- the end ---- */

/* Without an answer a human does the rest. */
static void fail(struct step *s, struct str why)
{
	struct conversation *c = s->c;
	const struct intent *own = book_intent(s->env->book, c->lookup.intent);
	const struct intent *i = own ? step_outcome(s, own) : NULL;
	int64_t message = c->lookup.message;
	step_record(s, RECORD_LOOKUP_FAILED, c->lookup.name)->skill = why;
	s->reply_to = message;
	soothe(s);
	lookup_drop(c);
	step_say(s, STR("lookup.failed"));
	step_hand_over(s, STR("lookup"), i ? i->skill : STR(""), i ? i->urgency : 0);
	step_plan_breaks(s);
	s->reply_to = 0;
}

void lookup_timer(struct step *s)
{
	s->now = s->clock;
	if (!lookup_is_awaited(s))
		return;
	if (s->clock >= deadline(s)) {
		fail(s, STR("timeout"));
		return;
	}
	s->reply_to = s->c->lookup.message;
	if (s->c->lookup.holds < (unsigned)s->set->hold_times)
		lookup_say_hold(s);
	else
		s->c->timers[TIMER_LOOKUP] = deadline(s);
	s->reply_to = 0;
}

/* The values in the form slots have; empty where there is none.  false: a required one is
 * missing. */
static bool read_values(struct step *s, const struct lookup_offer *o, struct str *values)
{
	const struct values *got = &s->event->profile;
	for (size_t i = 0; i < o->brings_n; i++) {
		values[i] = STR("");
		for (size_t k = 0; k < got->n; k++)
			if (str_eq(got->v[k].name, o->brings[i]) &&
			    (got->v[k].value.n > VALUE_MAX ||
				!step_canonical(s, o->brings[i], got->v[k].value, &values[i])))
				values[i] = STR("");
		if (i < o->required_n && values[i].n == 0)
			return false;
	}
	return true;
}

static bool take_values(struct step *s)
{
	struct lookup_state *l = &s->c->lookup;
	const struct lookup_offer *o = offer_of(s, l->name);
	if (s->event->text.n || !o)
		return false;
	struct str *values = ARENA_ARRAY(s->arena, struct str, o->brings_n + 1);
	if (!read_values(s, o, values))
		return false;
	forget(s, o);
	for (size_t i = 0; i < o->brings_n; i++)
		if (values[i].n)
			conversation_set_slot(s->c, o->brings[i], values[i]);
	remember(s, l->name, l->key);
	return true;
}

/* The number was changed while it was under way: what came is of the old one. */
static bool is_outdated(struct step *s)
{
	const struct lookup_offer *o = offer_of(s, s->c->lookup.name);
	struct str key;
	return o && key_of(s, o, &key) && !str_eq(key, s->c->lookup.key);
}

static void answer_next(struct step *s, struct str id, int64_t message)
{
	const struct intent *i = book_intent(s->env->book, id);
	if (!i || (s->c->mode != MODE_BOT && s->c->mode != MODE_QUEUED))
		return;
	s->reply_to = message;
	matter_go_on(s, i, MATTER_FORM);
	if (lookup_is_awaited(s))
		s->c->lookup.message = message;
}

/* The answer, and that of whoever stands behind it.  A question of ours that another matter brought
 * about meanwhile stays open. */
static void answer(struct step *s)
{
	struct conversation *c = s->c;
	struct lookup_state l = c->lookup;
	const struct intent *i = book_intent(s->env->book, l.intent);
	const struct form *form = form_open(s); /* of another matter */
	enum pending pending = c->pending;
	struct str topic = c->pending_intent;
	s->words = c->question;
	s->reply_to = l.message;
	soothe(s);
	lookup_drop(c);
	c->lookup.name = STR("");
	if (l.holds)
		step_say(s, STR("hold.end"));
	if (i)
		matter_go_on(s, i, MATTER_LOOKUP);
	else /* the book was loaded anew and has it no more */
		step_hand_over(s, STR("lookup"), STR(""), 0);
	c->lookup_wanted = l.intent; /* and now the other order? */
	if (l.next.n)
		answer_next(s, l.next, l.next_message ? l.next_message : l.message);
	if (pending == PENDING_CONFIRM && c->mode == MODE_BOT && c->pending == PENDING_NOTHING) {
		c->pending = pending;
		c->pending_intent = topic;
	}
	if (form && form_open(s) == form)
		form_ask_again(s);
	if (c->mode != MODE_CLOSED && !lookup_is_awaited(s)) {
		step_say_closed_hours(s);
		step_plan_breaks(s);
	}
	s->reply_to = 0;
}

void lookup_ended(struct step *s)
{
	struct lookup_state *l = &s->c->lookup;
	if (l->name.n == 0 || !str_eq(s->event->reference, l->reference))
		return;
	if (lookup_is_awaited(s) && is_outdated(s)) {
		lookup_follow(s);
		return;
	}
	bool good = !is_outdated(s) && take_values(s);
	if (!lookup_is_awaited(s))
		l->name = STR("");
	else if (good)
		answer(s);
	else
		fail(s, s->event->text.n ? s->event->text : STR("missing"));
}
