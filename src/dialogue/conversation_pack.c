/* conversation_pack.c - the stored form of a conversation's state.
 *
 * One walk over the fields serves both ways, so that they cannot drift apart. */
#include "base/pack.h"
#include "dialogue/conversation_internal.h"
#include "dialogue/record.h"

/* 2: escalations; 3: forms, look-ups, bursts, tickets' status, surveys, budgets */
enum { STATE_VERSION = 3, TIMERS_BEFORE_3 = 9 };

struct codec {
	struct buf *to;     /* packing */
	struct unpack from; /* unpacking, when to is NULL */
	uint64_t version;   /* of what is unpacked */
	struct arena *arena;
};

/* No moment lies further off than 35,000 years: so none can overflow when spans are added to it. */
static void code_time(struct codec *k, int64_t *v)
{
	static const int64_t far = 1LL << 50;
	if (k->to) {
		pack_int(k->to, *v);
		return;
	}
	*v = unpack_int(&k->from);
	if (*v < -far || *v > far) {
		k->from.bad = true;
		*v = 0;
	}
}

static void code_int(struct codec *k, int64_t *v)
{
	if (k->to)
		pack_int(k->to, *v);
	else
		*v = unpack_int(&k->from);
}

static void code_uint(struct codec *k, unsigned *v, unsigned max)
{
	if (k->to) {
		pack_uint(k->to, *v);
		return;
	}
	uint64_t got = unpack_uint(&k->from);
	if (got > max) {
		k->from.bad = true;
		got = 0;
	}
	*v = (unsigned)got;
}

static void code_bool(struct codec *k, bool *v)
{
	unsigned u = *v;
	code_uint(k, &u, 1);
	*v = u;
}

static void code_str(struct codec *k, struct str *s)
{
	if (k->to)
		pack_str(k->to, *s);
	else
		*s = unpack_str(&k->from);
}

/* The number of a list's members; unpacking also makes the room for them. */
static void *code_list(struct codec *k, void *list, size_t *n, size_t max, size_t size)
{
	if (k->to) {
		pack_uint(k->to, *n);
		return list;
	}
	*n = unpack_count(&k->from, max);
	return *n ? arena_alloc_array(k->arena, size, conversation_room(*n)) : NULL;
}

static void code_times(struct codec *k, struct conversation *c)
{
	code_time(k, &c->opened_at);
	code_time(k, &c->customer_at);
	code_time(k, &c->said_at);
	code_time(k, &c->escalated_at);
	code_time(k, &c->human_at);
	code_time(k, &c->lunch_said);
	code_time(k, &c->offhours_said);
	int timers = k->version >= 3 ? TIMER_COUNT : TIMERS_BEFORE_3;
	for (int t = 0; t < timers; t++)
		code_time(k, &c->timers[t]);
}

static void code_marks(struct codec *k, struct conversation *c)
{
	unsigned mode = c->mode, pending = c->pending, urgency = (unsigned)c->urgency;
	code_uint(k, &mode, MODE_CLOSED);
	code_uint(k, &pending, PENDING_UNDERSTOOD);
	code_uint(k, &urgency, 4);
	c->mode = mode;
	c->pending = pending;
	c->urgency = (int)urgency;
	code_uint(k, &c->episode, UINT32_MAX);
	code_uint(k, &c->turn, UINT32_MAX);
	code_uint(k, &c->misses, UINT32_MAX);
	code_uint(k, &c->holds, UINT32_MAX);
	code_uint(k, &c->tickets_filed, UINT32_MAX);
	code_bool(k, &c->answered);
	code_bool(k, &c->open);
	code_bool(k, &c->acknowledged);
	code_bool(k, &c->failed);
}

static void code_texts(struct codec *k, struct conversation *c)
{
	code_str(k, &c->book);
	code_str(k, &c->agent);
	code_str(k, &c->pending_intent);
	code_str(k, &c->question);
	code_str(k, &c->reason);
	code_str(k, &c->skill);
}

static void code_ticket_3(struct codec *k, struct ticket *t)
{
	unsigned status = t->status, urgency = (unsigned)t->urgency;
	code_uint(k, &status, TICKET_CLOSED);
	code_uint(k, &urgency, 4);
	t->status = status;
	t->urgency = (int)urgency;
	code_time(k, &t->news_at);
	code_time(k, &t->due_at);
	code_bool(k, &t->late);
	code_bool(k, &t->failed);
	code_str(k, &t->skill);
	code_str(k, &t->question);
	code_str(k, &t->also);
	code_str(k, &t->text);
	code_time(k, &t->status_at);
}

static void code_lists(struct codec *k, struct conversation *c)
{
	c->slots = code_list(k, c->slots, &c->slots_n, LIST_MAX, sizeof *c->slots);
	for (size_t i = 0; i < c->slots_n; i++) {
		code_str(k, &c->slots[i].name);
		code_str(k, &c->slots[i].value);
	}
	c->said = code_list(k, c->said, &c->said_n, LIST_MAX, sizeof *c->said);
	for (size_t i = 0; i < c->said_n; i++) {
		code_str(k, &c->said[i].phrase);
		code_uint(k, &c->said[i].count, UINT32_MAX);
		code_uint(k, &c->said[i].wording, UINT32_MAX);
	}
	c->tickets = code_list(k, c->tickets, &c->tickets_n, TICKETS_KEPT, sizeof *c->tickets);
	for (size_t i = 0; i < c->tickets_n; i++) {
		struct ticket *t = &c->tickets[i];
		unsigned news = t->news;
		code_str(k, &t->reference);
		code_str(k, &t->number);
		code_str(k, &t->matter);
		code_str(k, &t->order_no);
		code_time(k, &t->at);
		code_uint(k, &news, TICKET_UNTOLD);
		t->news = news;
		if (k->version >= 3)
			code_ticket_3(k, t);
	}
}

static void code_form(struct codec *k, struct form_state *f)
{
	code_str(k, &f->form);
	code_str(k, &f->intent);
	code_str(k, &f->slot);
	code_str(k, &f->words);
	code_str(k, &f->beside);
	code_uint(k, &f->tries, UINT32_MAX);
	code_uint(k, &f->asides, UINT32_MAX);
	code_uint(k, &f->courtesies, UINT32_MAX);
	code_time(k, &f->asked_at);
	f->answers = code_list(k, f->answers, &f->answers_n, SLOTS_MAX, sizeof *f->answers);
	for (size_t i = 0; i < f->answers_n; i++) {
		code_str(k, &f->answers[i].slot);
		code_bool(k, &f->answers[i].skipped);
	}
	code_bool(k, &f->done);
}

static void code_lookups(struct codec *k, struct conversation *c)
{
	struct lookup_state *l = &c->lookup;
	code_uint(k, &c->lookups, UINT32_MAX);
	code_str(k, &l->name);
	code_str(k, &l->reference);
	code_str(k, &l->key);
	code_str(k, &l->intent);
	code_str(k, &l->next);
	code_time(k, &l->asked_at);
	code_int(k, &l->message);
	code_int(k, &l->next_message);
	code_uint(k, &l->holds, UINT32_MAX);
	code_bool(k, &l->upset);
	code_str(k, &c->lookup_wanted);
	c->fetched = code_list(k, c->fetched, &c->fetched_n, FETCHED_KEPT, sizeof *c->fetched);
	for (size_t i = 0; i < c->fetched_n; i++) {
		code_str(k, &c->fetched[i].lookup);
		code_str(k, &c->fetched[i].key);
		code_time(k, &c->fetched[i].at);
	}
}

static void code_burst(struct codec *k, struct burst *b)
{
	code_str(k, &b->text);
	code_uint(k, &b->lines, UINT32_MAX);
	code_bool(k, &b->media);
	code_str(k, &b->attached);
	code_bool(k, &b->listened);
	code_time(k, &b->since);
	code_time(k, &b->message); /* a number, of the same size */
}

static void code_survey(struct codec *k, struct survey_state *s)
{
	code_time(k, &s->asked_at);
	code_bool(k, &s->open);
	code_bool(k, &s->again);
	code_uint(k, &s->score, 5);
	code_time(k, &s->scored_at);
}

static void code_sent(struct codec *k, struct conversation *c)
{
	code_uint(k, &c->sent, UINT32_MAX);
	code_uint(k, &c->unsent, UINT32_MAX);
	code_time(k, &c->sent_since);
	code_bool(k, &c->breached);
	code_uint(k, &c->marks, MARK_ALL);
	unsigned base = (unsigned)c->urgency_base;
	code_uint(k, &base, 4);
	c->urgency_base = (int)base;
	code_time(k, &c->due_at);
}

/* What is known of an episode that began before marks were kept: none of its first replies is
 * counted now, as if it had come this late. */
static unsigned marks_before_3(const struct conversation *c)
{
	unsigned marks = MARK_MATTER | MARK_ANSWERED | MARK_REPLIED;
	if (c->mode == MODE_QUEUED)
		marks &= ~(unsigned)MARK_REPLIED;
	if (c->escalated_at)
		marks |= MARK_HANDED_OVER;
	if (c->mode == MODE_HUMAN || c->human_at)
		marks |= MARK_HUMAN;
	return marks;
}

static void code_state(struct codec *k, struct conversation *c)
{
	code_marks(k, c);
	code_times(k, c);
	code_texts(k, c);
	code_lists(k, c);
	if (k->version >= 2)
		code_uint(k, &c->escalations, UINT32_MAX);
	if (k->version < 3) {
		c->marks = marks_before_3(c);
		return;
	}
	code_form(k, &c->form);
	code_lookups(k, c);
	code_burst(k, &c->burst);
	code_survey(k, &c->survey);
	code_sent(k, c);
	code_uint(k, &c->book_episode, UINT32_MAX);
}

void conversation_pack(const struct conversation *c, struct buf *to)
{
	struct conversation copy = *c; /* the walk wants to be able to write; packing does not */
	struct codec k = {.to = to, .version = STATE_VERSION};
	pack_uint(to, STATE_VERSION);
	code_state(&k, &copy);
}

int conversation_unpack(struct conversation *c, struct arena *arena, int64_t id, struct str from)
{
	struct codec k = {.arena = arena};
	conversation_init(c, arena, id);
	unpack_init(&k.from, arena_str(arena, from));
	k.version = unpack_uint(&k.from);
	if (k.version < 1 || k.version > STATE_VERSION)
		return -1;
	code_state(&k, c);
	if (!k.from.bad && k.from.p == k.from.end)
		return 0;
	conversation_init(c, arena, id);
	return -1;
}
