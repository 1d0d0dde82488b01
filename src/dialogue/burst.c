/* burst.c - gathering what a customer writes in a row: see burst.h. */
#include "dialogue/burst.h"

#include <assert.h>

#include "dialogue/matter.h"

enum { TEXT_MAX = 8192, LINES_MAX = 64 };

static const struct channel_limits *limits_of(const struct step *s)
{
	const struct channel_limits *l = s->env->channel;

	return l && l->async && s->env->scratch ? l : NULL;
}

static const struct match_result *read_lines(struct step *s, struct str *text)
{
	assert(s->env->scratch);
	return burst_read(s->env->book, s->env->scratch, s->arena, s->c->burst.text, text);
}

/* What the lines tell beside a matter is kept even where only some of them are judged. */
static void keep_data(struct step *s, struct str lines)
{
	while (lines.n) {
		const char *end = memchr(lines.p, '\n', lines.n);
		size_t n = end ? (size_t)(end - lines.p) : lines.n;
		struct match_result r;

		match_text(s->env->book, s->env->scratch, s->arena, str_make(lines.p, n), &r);
		for (size_t i = 0; i < r.n; i++)
			if (r.hits[i].intent->kind == INTENT_DATA)
				matter_keep_captures(s, &r.hits[i]);
		n += end != NULL;
		lines = str_make(lines.p + n, lines.n - n);
	}
}

/* Lines behind the end of an episode came with a profile; it shall outlast the opening of the
 * next. */
static struct values kept_profile(struct step *s)
{
	static const struct str names[] = {STR("customer"), STR("vip")};
	enum { NAMES = sizeof names / sizeof *names };
	struct value *list = ARENA_ARRAY(s->arena, struct value, NAMES);
	size_t n = 0;
	for (size_t i = 0; i < NAMES && s->c->mode == MODE_CLOSED; i++) {
		struct str value = conversation_slot(s->c, names[i]);
		if (value.n)
			list[n++] = (struct value){names[i], value};
	}
	return (struct values){.v = list, .n = n};
}

/* The lines are one message now. */
static void judge(struct step *s)
{
	struct conversation *c = s->c;
	const struct burst b = c->burst;
	const struct event *event = s->event;
	struct event *e = ARENA_NEW(s->arena, struct event);
	struct str words = s->words;

	*e = (struct event){.kind = EVENT_MESSAGE, .media = b.media, .attached = b.attached, .message = b.message};
	e->match = read_lines(s, &e->text);
	e->profile = kept_profile(s);
	c->burst = (struct burst){0};
	c->timers[TIMER_BURST] = 0;
	s->event = e;
	s->words = e->text;
	s->listened = b.listened;
	s->since = b.since;
	if (b.message != event->message) /* an earlier one */
		s->reply_to = b.message;
	if (b.lines > 1) {
		step_unjudged(s, STR("burst"), b.lines - 1);
		keep_data(s, b.text);
	}
	step_message(s);
	s->event = event;
	s->words = words;
	s->listened = false;
	s->since = 0;
	s->reply_to = 0;
}

static struct str joined(struct arena *arena, struct str a, char between, struct str b)
{
	return a.n ? arena_printf(arena, "%.*s%c%.*s", STR_ARG(a), between, STR_ARG(b))
		   : arena_str(arena, b);
}

static void add(struct step *s)
{
	struct conversation *c = s->c;
	struct burst *b = &c->burst;
	const struct event *e = s->event;

	if (b->lines++ == 0)
		b->since = s->now;
	if (e->text.n)
		b->text = joined(c->arena, b->text, '\n', e->text);
	b->media = b->media || e->media;
	if (e->attached.n && b->attached.n + e->attached.n < TEXT_MAX)
		b->attached = joined(c->arena, b->attached, ' ', e->attached);
	b->message = e->message;
	c->customer_at = s->now;
	for (size_t i = 0; i < e->profile.n; i++)
		conversation_set_slot(c, e->profile.v[i].name, e->profile.v[i].value);
	c->timers[TIMER_IDLE] = 0; /* he is not idle */
	if (c->mode == MODE_BOT)
		step_timer(s, TIMER_SILENT, s->now, s->set->close_silent);
}

static void plan(struct step *s, const struct channel_limits *l)
{
	struct burst *b = &s->c->burst;
	int64_t pause = s->c->customer_at + l->burst_pause, most = b->since + l->burst_max;

	s->c->timers[TIMER_BURST] = pause < most ? pause : most;
}

static bool waits_for_nothing(const struct match_result *r)
{
	for (size_t i = 0; r && i < r->n; i++) {
		enum role role = heard_role(r->hits[i].intent);

		if (role == ROLE_DANGER || role == ROLE_HUMAN)
			return true;
	}
	return false;
}

static bool is_urgent(struct step *s)
{
	struct str text;

	return waits_for_nothing(s->event->match) ||
	       (s->c->burst.lines > 1 && waits_for_nothing(read_lines(s, &text)));
}

/* What he says after our goodbye, and opens nothing with, is no beginning of a burst. */
static bool is_parting(struct step *s)
{
	struct heard h;

	if (s->c->mode != MODE_CLOSED || s->c->burst.lines)
		return false;
	heard_message(&h, s->event->match, s->arena);
	return step_is_parting_word(s, &h);
}

static bool is_full(const struct conversation *c, struct str more)
{
	return c->burst.lines &&
	       (c->burst.lines >= LINES_MAX || c->burst.text.n + more.n >= TEXT_MAX);
}

bool burst_take(struct step *s)
{
	const struct channel_limits *limits = limits_of(s);
	struct conversation *c = s->c;

	if (c->mode == MODE_HUMAN || (!limits && !c->burst.lines) || is_parting(s))
		return false;
	if (is_full(c, s->event->text))
		judge(s);
	step_rule(s, RULE_GATHERED);
	if ((c->mode == MODE_CLOSED || c->episode == 0) && !c->survey.open)
		step_open(s, STR("customer"));
	add(s);
	if (!limits || c->burst.text.n >= TEXT_MAX || is_urgent(s))
		judge(s);
	else
		plan(s, limits);
	return true;
}

/* Is there anything in it to react to?  Numbers and stories alone are not. */
static bool asks(const struct match_result *r)
{
	return r->n && r->hits[0].intent->kind != INTENT_DATA;
}

/* He was cut off while he still writes, and nobody can tell yet what it is about. */
static bool listens(struct step *s, const struct channel_limits *limits, int64_t fired)
{
	struct burst *b = &s->c->burst;
	struct str text;

	if (!limits || s->c->mode != MODE_BOT || b->lines < 2 ||
	    s->c->customer_at + limits->burst_pause <= fired || asks(read_lines(s, &text)))
		return false;
	if (!b->listened) {
		if (s->c->turn == 0)
			step_greet(s);
		step_say(s, STR("listen"));
	}
	b->listened = true;
	b->since = s->now;
	plan(s, limits);
	return true;
}

void burst_fire(struct step *s)
{
	int64_t fired = s->now;

	if (!s->c->burst.lines)
		return;
	s->now = s->clock;
	if (!listens(s, limits_of(s), fired))
		judge(s);
}

void burst_drop(struct step *s)
{
	struct burst *b = &s->c->burst;

	if (!b->lines)
		return;
	step_unjudged(s, STR("human"), b->lines);
	s->c->turn++;
	*b = (struct burst){0};
	s->c->timers[TIMER_BURST] = 0;
}
