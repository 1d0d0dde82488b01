/* conversation.c - the state of one conversation. */
#include "dialogue/conversation_internal.h"

#include <assert.h>

#include "base/log.h"

const char *const mode_names[] = {"bot", "queued", "human", "closed", NULL};
static const char *const timer_names[] = {
    "hold", "acknowledge", "take", "idle", "silent", "human", "ticket", "lunch", "reopen",
    "burst", "form", "lookup", "first_reply", "due", "progress"};
_Static_assert(sizeof timer_names / sizeof *timer_names == TIMER_COUNT, "a timer without a name");

const char *mode_name(enum mode m)
{
	assert(m <= MODE_CLOSED);
	return mode_names[m];
}

int mode_parse(struct str name, enum mode *out)
{
	for (int m = MODE_BOT; m <= MODE_CLOSED; m++) {
		if (!str_is(name, mode_names[m]))
			continue;
		*out = (enum mode)m;
		return 0;
	}
	return -1;
}

const char *timer_name(enum timer t)
{
	assert(t < TIMER_COUNT);
	return timer_names[t];
}

void conversation_init(struct conversation *c, struct arena *arena, int64_t id)
{
	*c = (struct conversation){.arena = arena, .id = id};
}

void conversation_open(struct conversation *c, int64_t now)
{
	struct conversation fresh = {
	    .arena = c->arena,
	    .id = c->id,
	    .episode = c->episode + 1,
	    .opened_at = now,
	    .book = c->book,
	    .book_episode = c->book_episode,
	    .escalations = c->escalations,
	    .tickets = c->tickets,
	    .tickets_n = c->tickets_n,
	    .tickets_filed = c->tickets_filed,
	    .lunch_said = c->lunch_said,
	    .offhours_said = c->offhours_said,
	    .survey = c->survey,
	    .lookups = c->lookups,
	    .sent = c->sent,
	    .unsent = c->unsent,
	    .sent_since = c->sent_since,
	    .burst = c->burst,
	};
	fresh.timers[TIMER_TICKET] = c->timers[TIMER_TICKET];
	fresh.timers[TIMER_BURST] = c->timers[TIMER_BURST];
	*c = fresh;
}

void conversation_set_mode(struct conversation *c, enum mode to)
{
	if (c->mode == to)
		return;
	log_debug("mode %s -> %s conv=%lld", mode_name(c->mode), mode_name(to), (long long)c->id);
	c->mode = to;
	if (to != MODE_CLOSED)
		return;
	for (int t = 0; t < TIMER_COUNT; t++)
		if (t != TIMER_TICKET && t != TIMER_BURST)
			c->timers[t] = 0;
}

int64_t conversation_due(const struct conversation *c)
{
	int64_t due = 0;
	for (int t = 0; t < TIMER_COUNT; t++)
		if (c->timers[t] && (!due || c->timers[t] < due))
			due = c->timers[t];
	return due;
}

static void *with_one_more(struct arena *arena, void *list, size_t n, size_t size)
{
	if (conversation_room(n + 1) == conversation_room(n))
		return list;
	return arena_grow(arena, list, conversation_room(n) * size, conversation_room(n + 1) * size);
}

struct str conversation_slot(const struct conversation *c, struct str name)
{
	for (size_t i = 0; i < c->slots_n; i++)
		if (str_eq(c->slots[i].name, name))
			return c->slots[i].value;
	return STR("");
}

bool conversation_is_vip(const struct conversation *c)
{
	struct str vip = conversation_slot(c, STR("vip"));
	return str_is(vip, "yes") || str_is(vip, "true") || str_is(vip, "1");
}

void conversation_set_slot(struct conversation *c, struct str name, struct str value)
{
	for (size_t i = 0; i < c->slots_n; i++) {
		if (!str_eq(c->slots[i].name, name))
			continue;
		if (!str_eq(c->slots[i].value, value))
			c->slots[i].value = arena_str(c->arena, value);
		return;
	}
	if (c->slots_n >= SLOTS_MAX)
		return;
	c->slots = with_one_more(c->arena, c->slots, c->slots_n, sizeof *c->slots);
	c->slots[c->slots_n++] =
	    (struct slot_value){arena_str(c->arena, name), arena_str(c->arena, value)};
}

struct said *conversation_said(struct conversation *c, struct str phrase)
{
	for (size_t i = 0; i < c->said_n; i++)
		if (str_eq(c->said[i].phrase, phrase))
			return &c->said[i];
	/* A book has fewer phrases than that, unless it was replaced many times within one episode.
	 */
	if (c->said_n == LIST_MAX)
		c->said_n = 0;
	c->said = with_one_more(c->arena, c->said, c->said_n, sizeof *c->said);
	c->said[c->said_n] = (struct said){.phrase = arena_str(c->arena, phrase)};
	return &c->said[c->said_n++];
}

const char *const ticket_status_names[] = {"filed", "pending", "answered", "closed", NULL};

const char *ticket_status_name(enum ticket_status s)
{
	assert(s <= TICKET_CLOSED);
	return ticket_status_names[s];
}

int ticket_status_parse(struct str name, enum ticket_status *out)
{
	for (int s = TICKET_FILED; s <= TICKET_CLOSED; s++) {
		if (!str_is(name, ticket_status_names[s]))
			continue;
		*out = (enum ticket_status)s;
		return 0;
	}
	return -1;
}

bool ticket_is_open(const struct ticket *t)
{
	return t->status == TICKET_FILED || t->status == TICKET_PENDING;
}

struct str conversation_ticket(const struct conversation *c)
{
	return c->tickets_n ? c->tickets[c->tickets_n - 1].number : STR("");
}

struct ticket *conversation_add_ticket(struct conversation *c)
{
	if (c->tickets_n == TICKETS_KEPT)
		memmove(c->tickets, c->tickets + 1, --c->tickets_n * sizeof *c->tickets);
	c->tickets = with_one_more(c->arena, c->tickets, c->tickets_n, sizeof *c->tickets);
	c->tickets[c->tickets_n] = (struct ticket){0};
	return &c->tickets[c->tickets_n++];
}

struct fetched *conversation_add_fetched(struct conversation *c)
{
	c->fetched = with_one_more(c->arena, c->fetched, c->fetched_n, sizeof *c->fetched);
	return &c->fetched[c->fetched_n++];
}

struct form_answer *conversation_form_answer(struct conversation *c, struct str slot)
{
	struct form_state *f = &c->form;
	for (size_t i = 0; i < f->answers_n; i++)
		if (str_eq(f->answers[i].slot, slot))
			return &f->answers[i];
	if (f->answers_n == SLOTS_MAX)
		return NULL;
	f->answers = with_one_more(c->arena, f->answers, f->answers_n, sizeof *f->answers);
	f->answers[f->answers_n] = (struct form_answer){.slot = arena_str(c->arena, slot)};
	return &f->answers[f->answers_n++];
}
