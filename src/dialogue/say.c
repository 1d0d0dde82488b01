/* say.c - from a phrase's id to a decision that says it. */
#include "dialogue/step_internal.h"

/* Lists have room for the next power of two, at least eight. */
struct decision *step_decide(struct step *s, enum decision_kind kind)
{
	if (s->n == 0)
		s->list = ARENA_ARRAY(s->arena, struct decision, 8);
	else if (s->n >= 8 && (s->n & (s->n - 1)) == 0)
		s->list = arena_grow(
		    s->arena, s->list, s->n * sizeof *s->list, 2 * s->n * sizeof *s->list);
	s->list[s->n] =
	    (struct decision){.kind = kind, .rule = s->rule, .match = s->event->match, .episode = s->c->episode, .marks = s->c->marks};
	return &s->list[s->n++];
}

struct decision *step_record(struct step *s, enum record what, struct str value)
{
	struct decision *d = step_decide(s, DECIDE_RECORD);
	d->reason = record_kind(what)->name;
	d->text = value;
	d->amount = -1;
	return d;
}

/* The bot's first reply of an episode. */
static void record_answered(struct step *s)
{
	struct conversation *c = s->c;
	/* what opened it may have waited for the end of its burst */
	bool earlier = s->since && s->since < c->opened_at;
	int64_t waited = step_since(s, earlier ? s->since : c->opened_at);
	if (c->marks & MARK_ANSWERED || c->episode == 0)
		return;
	c->marks |= MARK_ANSWERED;
	if (s->opened)
		s->list[s->opened - 1].amount = waited;
	else
		step_record(s, RECORD_ANSWERED, STR(""))->amount = waited;
}

static struct decision *next_said(struct step *s, size_t from)
{
	for (size_t i = from; i < s->n; i++)
		if (s->list[i].kind == DECIDE_SAY)
			return s->list[i].human ? NULL : &s->list[i];
	return NULL;
}

void step_join(struct step *s)
{
	for (size_t i = 0; i < s->n; i++) {
		struct decision *d = &s->list[i];
		if (d->kind != DECIDE_SAY || !str_is(d->phrase, "soothe"))
			continue;
		struct decision *next = next_said(s, i + 1);
		if (!next)
			continue;
		next->led_by = d->phrase;
		next->text =
		    arena_printf(s->arena, "%.*s\n%.*s", STR_ARG(d->text), STR_ARG(next->text));
		memmove(d, d + 1, (--s->n - i) * sizeof *d);
	}
}

void step_name_option(const struct step *s, struct decision *d)
{
	d->responsible = s->responsible;
	d->option = s->set->option[s->responsible];
}

void step_unsay(struct step *s, struct str phrase)
{
	size_t n = 0;
	for (size_t i = 0; i < s->n; i++) {
		if (s->list[i].kind == DECIDE_SAY && str_eq(s->list[i].phrase, phrase))
			conversation_said(s->c, phrase)->count--;
		else
			s->list[n++] = s->list[i];
	}
	s->n = n;
}

static uint64_t seed_of(const struct conversation *c)
{
	uint64_t x =
	    (uint64_t)c->id * 0x9e3779b97f4a7c15u + c->episode * 0xbf58476d1ce4e5b9u + c->turn;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static struct place place_of(const struct phrase *p, unsigned wording)
{
	if (wording < p->say_n)
		return p->say[wording].at;
	if (wording - p->say_n < p->again_n)
		return p->again[wording - p->say_n].at;
	return p->at;
}

static bool gap(struct step *s, struct str phrase, struct str missing, struct place at)
{
	struct decision *d = step_decide(s, DECIDE_GAP);
	d->phrase = phrase;
	d->reason = missing;
	d->at = at;
	return false;
}

bool step_say_phrase(struct step *s, const struct phrase *p, const struct intent *of)
{
	struct conversation *c = s->c;
	struct said *said = conversation_said(c, p->id);
	struct rendered r;
	if (render_phrase(p, step_values(s, p), said->count,
		said->count ? said->wording : WORDING_NONE, seed_of(c), s->arena, &r) != 0)
		return gap(s, p->id, r.missing_n ? r.missing[0] : STR(""), p->at);
	said->count++;
	said->wording = r.wording;
	c->said_at = s->now;
	struct decision *d = step_decide(s, DECIDE_SAY);
	d->phrase = p->id;
	d->intent = of ? of->id : STR("");
	d->reply_to = s->reply_to;
	d->text = r.text;
	d->at = place_of(p, r.wording);
	record_answered(s);
	return true;
}

/* Several things may bring one phrase about at a time: two matters, two limits that passed while we
 * were down.  What a ticket's number stands in is another text each time. */
static bool is_said_now(const struct step *s, struct str id)
{
	if (str_starts(id, STR("ticket.")))
		return false;
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].kind == DECIDE_SAY && str_eq(s->list[i].phrase, id))
			return true;
	return false;
}

bool step_say(struct step *s, struct str id)
{
	const struct phrase *p = book_phrase(s->env->book, id);
	return p && (is_said_now(s, id) || step_say_phrase(s, p, NULL));
}
