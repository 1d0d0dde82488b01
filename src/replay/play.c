/* play.c - see play.h.
 *
 * A turn is a customer's message and all up to his next one: what humans did meanwhile, and what
 * the clock brought.  Behind the last one the clock goes on for a day.
 *
 * When two answers differ and an earlier one in the conversation did too, it may be that the book
 * answers this message as it did, and only stands elsewhere by now.  That is tried: the new book
 * takes the turn from where the old one stood.  If it answers as the old one, the difference is a
 * consequence.
 *
 * Where both do the same with what they hear (match.h), the old side goes alone until a
 * message is something else to the new book, or a phrase is said that it words otherwise.  Then the
 * new side catches up from the beginning and goes on by itself.  What comes out is the same. */
#include "replay/play.h"

#include <stdlib.h>

#include "base/log.h"
#include "dialogue/language.h"

/* A state grows by all it has ever held; a long conversation's is written anew now and then. */
enum { ARENA_CHUNK = 1 << 13, ARENA_MOST = 1 << 17, PACKED_MOST = 16 << 20 };
static const int64_t after_ms = 86400000;

/* One of the two, or a trial. */
struct side {
	const struct shelf *shelf;
	struct arena *arena;
	struct conversation c;
	int64_t now;
};

struct player {
	const struct past *past;
	const struct pairs *pairs;
	const struct replay_options *options;
	struct groups *groups;
	struct ear *ear;
	struct arena *arena; /* of a turn */
	struct side old, fresh, trial;
	struct buf packed;
	const struct past_talk *talk;
	const struct channel_limits *channel; /* of it; NULL: none */
	bool apart;                           /* the new side goes by itself */
	bool worded; /* the old one, going alone, has met a phrase that is worded otherwise */
	struct arena *spare; /* of turns, while the new side catches up */
};

/* Events first ... end of a conversation. */
struct turn {
	size_t first, end;
	int64_t until; /* the clock goes on to this moment */
};

struct player *player_new(const struct past *past, const struct pairs *pairs,
    const struct shelf *old, const struct shelf *fresh, const struct replay_options *options,
    struct groups *groups)
{
	struct player *p = calloc(1, sizeof *p);

	if (!p)
		abort(); /* as the arena does */
	*p = (struct player){.past = past, .pairs = pairs, .options = options, .groups = groups};
	p->ear = ear_new(pairs);
	p->arena = arena_new(1 << 16);
	p->spare = arena_new(1 << 14);
	p->old = (struct side){.shelf = old, .arena = arena_new(ARENA_CHUNK)};
	p->fresh = (struct side){.shelf = fresh, .arena = arena_new(ARENA_CHUNK)};
	p->trial = (struct side){.shelf = fresh, .arena = arena_new(ARENA_CHUNK)};
	buf_init(&p->packed, PACKED_MOST);
	return p;
}

void player_free(struct player **pp)
{
	struct player *p = *pp;

	if (!p)
		return;
	ear_free(&p->ear);
	arena_free(&p->arena);
	arena_free(&p->spare);
	arena_free(&p->old.arena);
	arena_free(&p->fresh.arena);
	arena_free(&p->trial.arena);
	buf_free(&p->packed);
	free(p);
	*pp = NULL;
}

/* ---- steps ---- */

static bool is_worded(const struct str *list, size_t n, struct str phrase)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i], phrase))
			return true;
	return false;
}

/* What was said stands in the state, what could not be said in the decisions. */
static void look_for_words(struct player *p, const struct side *s, const struct decisions *d)
{
	size_t n;
	const struct str *list = pairs_worded(p->pairs, &n);

	for (size_t i = 0; n && i < d->n; i++)
		p->worded = p->worded || is_worded(list, n, d->list[i].phrase) ||
			    is_worded(list, n, d->list[i].led_by);
	for (size_t i = 0; n && i < s->c.said_n; i++)
		p->worded = p->worded || is_worded(list, n, s->c.said[i].phrase);
}

/* answer NULL: nobody wants to know. */
static void step(struct player *p, struct side *s, const struct book *book, const struct event *e,
    struct answer *answer)
{
	const struct dialogue_env env = {
	    .book = book, .scratch = ear_scratch(p->ear), .channel = p->channel};
	struct decisions d;

	dialogue_step(&env, &s->c, e, s->now, p->arena, &d);
	if (!p->apart)
		look_for_words(p, s, &d);
	if (answer)
		answer_note(answer, &d, p->arena);
}

/* All that is due before `until` (or then, where `at_it`), each at its own time. */
static void pass_time(
    struct player *p, struct side *s, int64_t until, bool at_it, struct answer *answer)
{
	const struct event timer = {.kind = EVENT_TIMER};
	int64_t due;

	while ((due = conversation_due(&s->c)) && (due < until || (at_it && due == until))) {
		if (due > s->now)
			s->now = due;
		step(p, s, language_book(&s->c, s->shelf), &timer, answer);
		if (conversation_due(&s->c) == due) {
			log_error("a timer does not go off conv=%lld", (long long)s->c.id);
			break;
		}
	}
	s->now = until;
}

static const struct book *book_for(
    struct player *p, struct side *s, struct str text, const struct match_result **heard)
{
	const struct book *by_script = NULL, *book;

	if (s->shelf->n > 1)
		by_script = shelf_by_text(s->shelf, text);
	if (!by_script)
		by_script = language_book(&s->c, s->shelf);
	*heard = ear_hear(p->ear, by_script);
	book = language_choose(&s->c, s->shelf, by_script, text, *heard);
	*heard = ear_hear(p->ear, book);
	language_keep(&s->c, s->shelf, book, text, *heard);
	return book;
}

static void take_message(struct player *p, struct side *s, const struct past_event *e,
    int64_t number, struct answer *answer)
{
	static const struct past_more nothing;
	const struct past_more *more = e->more ? e->more : &nothing;
	const struct match_result *heard;
	const struct book *book = book_for(p, s, e->text, &heard);
	const struct event event = {.kind = EVENT_MESSAGE,
	    .text = e->text,
	    .match = heard,
	    .media = more->attached.n > 0,
	    .attached = more->attached,
	    .profile = more->profile,
	    .message = number};

	answer->book = book;
	answer->heard = heard;
	answer->form = s->c.form.form;
	step(p, s, book, &event, answer);
}

/* The assistant takes over from a silent human by itself; only while he still has it can he give it
 * back. */
static bool happens(const struct side *s, const struct past_event *e)
{
	return e->kind != EVENT_RELEASE || s->c.mode == MODE_HUMAN;
}

static void take_act(
    struct player *p, struct side *s, const struct past_event *e, struct answer *answer)
{
	static const struct past_more nothing;
	const struct past_more *more = e->more ? e->more : &nothing;
	const struct event event = {.kind = e->kind,
	    .text = e->text,
	    .agent = more->agent,
	    .phrase = more->phrase,
	    .skill = more->skill,
	    .urgency = more->urgency};

	if (happens(s, e))
		step(p, s, language_book(&s->c, s->shelf), &event, answer);
}

static const struct past_event *event_of(const struct player *p, size_t i)
{
	return past_event(p->past, p->talk->events[i]);
}

static void take_turn(struct player *p, struct side *s, const struct turn *t, struct answer *answer)
{
	for (size_t i = t->first; i < t->end; i++) {
		const struct past_event *e = event_of(p, i);

		pass_time(p, s, e->at, true, answer);
		if (e->kind == EVENT_MESSAGE)
			take_message(p, s, e, (int64_t)i + 1, answer);
		else
			take_act(p, s, e, answer);
	}
	pass_time(p, s, t->until, t->end < p->talk->n, answer);
}

/* ---- states ---- */

static void begin(struct player *p, struct side *s)
{
	arena_reset(s->arena);
	conversation_init(&s->c, s->arena, p->talk->id);
	s->now = INT64_MIN;
}

/* The state of one, in its stored form. */
static bool pack(struct player *p, const struct side *s)
{
	buf_clear(&p->packed);
	conversation_pack(&s->c, &p->packed);
	return !p->packed.failed;
}

static void unpack(struct player *p, struct side *s)
{
	int64_t id = s->c.id;

	arena_reset(s->arena);
	conversation_unpack(&s->c, s->arena, id, buf_str(&p->packed));
}

static void tidy(struct player *p, struct side *s)
{
	if (arena_size(s->arena) > ARENA_MOST && pack(p, s))
		unpack(p, s);
}

/* From where the old book stood (packed), does the new one answer as the old? */
static bool only_follows(
    struct player *p, const struct turn *t, int64_t now, const struct answer *old)
{
	struct side *s = &p->trial;
	struct answer would = {0};

	s->c.id = p->talk->id;
	unpack(p, s);
	s->now = now;
	take_turn(p, s, t, &would);
	return answer_compare(old, &would) == REPLAY_UNCHANGED;
}

/* ---- turns ---- */

/* The turn that begins with the message at `first`. */
static struct turn turn_at(const struct player *p, size_t first)
{
	struct turn t = {.first = first, .end = first + 1};

	while (t.end < p->talk->n && event_of(p, t.end)->kind != EVENT_MESSAGE)
		t.end++;
	t.until =
	    t.end < p->talk->n ? event_of(p, t.end)->at : event_of(p, t.end - 1)->at + after_ms;
	return t;
}

/* What humans did before the customer wrote: where he does. */
static size_t take_prelude(struct player *p, struct side *s)
{
	struct turn t = {0};
	struct answer nobody = {0};

	while (event_of(p, t.end)->kind != EVENT_MESSAGE)
		t.end++;
	if (t.end) {
		t.until = event_of(p, t.end)->at;
		take_turn(p, s, &t, &nobody);
	}
	return t.end;
}

/* The new side takes all turns before the event `end`, and goes by itself from then on. */
static void part(struct player *p, size_t end)
{
	struct arena *arena = p->arena;

	p->apart = true;
	p->arena = p->spare;
	arena_reset(p->arena);
	for (size_t at = take_prelude(p, &p->fresh); at < end;) {
		struct turn t = turn_at(p, at);
		struct answer nobody = {0};

		arena_reset(p->arena);
		ear_listen(p->ear, event_of(p, at)->text, p->arena);
		take_turn(p, &p->fresh, &t, &nobody);
		tidy(p, &p->fresh);
		at = t.end;
	}
	p->arena = arena;
	if (end < p->talk->n)
		ear_listen(p->ear, event_of(p, end)->text, p->arena);
}

/* Both sides take the turn.  false: they did the same without being asked both. */
static bool take_both(
    struct player *p, const struct turn *t, struct answer *old, struct answer *fresh)
{
	ear_listen(p->ear, event_of(p, t->first)->text, p->arena);
	if (!p->apart && !ear_hears_alike(p->ear))
		part(p, t->first);
	p->worded = false;
	take_turn(p, &p->old, t, old);
	if (!p->apart && p->worded) {
		part(p, t->first);
		old->heard = ear_hear(p->ear, old->book); /* what was heard before is gone */
	}
	if (p->apart)
		take_turn(p, &p->fresh, t, fresh);
	return p->apart;
}

static void compare_turn(
    struct player *p, size_t talk, size_t number, const struct turn *t, bool *differed)
{
	struct answer old = {0}, fresh = {0};
	int64_t now = p->old.now;
	bool packed = *differed && pack(p, &p->old);
	struct compared c = {.talk = talk,
	    .turn = number,
	    .of = p->talk,
	    .event = event_of(p, t->first),
	    .old = &old,
	    .fresh = &fresh,
	    .change = REPLAY_UNCHANGED};

	if (take_both(p, t, &old, &fresh))
		c.change = answer_compare(&old, &fresh);
	else
		c.fresh = &old;
	if (c.change != REPLAY_UNCHANGED) {
		c.consequence = packed && only_follows(p, t, now, &old);
		*differed = true;
	}
	groups_add(p->groups, &c, ear_scratch(p->ear), p->arena);
}

static const struct channel_limits *channel_of(const struct player *p)
{
	const struct replay_options *o = p->options;

	for (size_t i = 0; i < o->channels_n; i++)
		if (str_eq(o->channels[i].name, p->talk->channel))
			return &o->channels[i].limits;
	return NULL;
}

void player_play(struct player *p, size_t talk)
{
	size_t number = 0, at;
	bool differed = false;

	p->talk = past_talk(p->past, talk);
	if (!p->talk->messages)
		return;
	p->channel = channel_of(p);
	/* a burst is matched by the dialogue itself */
	p->apart = !pairs_alike(p->pairs) || p->options->apart || (p->channel && p->channel->async);
	begin(p, &p->old);
	begin(p, &p->fresh);
	arena_reset(p->arena);
	p->worded = false;
	at = take_prelude(p, &p->old);
	if (p->apart)
		take_prelude(p, &p->fresh);
	else if (p->worded)
		part(p, at);
	while (at < p->talk->n) {
		struct turn t = turn_at(p, at);

		compare_turn(p, talk, ++number, &t, &differed);
		at = t.end;
		tidy(p, &p->old);
		tidy(p, &p->fresh);
		arena_reset(p->arena);
	}
}
