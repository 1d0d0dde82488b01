/* script.c - plays dialogue tests. */
#include "dialogue/script.h"

#include "base/zone.h"
#include "dialogue/script_internal.h"
#include "dialogue/trace.h"

static const struct str default_start = STR("2026-11-23 10:00");

/* ---- steps ---- */

static void remember_one(struct play *p, struct decision d)
{
	if (p->seen_n == p->seen_cap) {
		size_t cap = p->seen_cap ? 2 * p->seen_cap : 16;
		p->seen = arena_grow(
		    p->arena, p->seen, p->seen_cap * sizeof *p->seen, cap * sizeof *p->seen);
		p->seen_cap = cap;
	}
	p->seen[p->seen_n++] = d;
}

/* A text of two phrases is remembered as both; the words stand in the second. */
static void remember(struct play *p, const struct decisions *d)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->list[i].led_by.n)
			remember_one(p, (struct decision){.kind = DECIDE_SAY,
					    .phrase = d->list[i].led_by,
					    .text = STR("")});
		remember_one(p, d->list[i]);
		if (p->trace)
			trace_decision(p->trace, &d->list[i]);
	}
}

/* The state goes through its stored form before every step, as it does at the desk. */
static int step(struct play *p, const struct event *e)
{
	struct decisions d;
	struct buf packed;
	buf_init(&packed, 1 << 20);
	conversation_pack(&p->c, &packed);
	int bad =
	    packed.failed ? -1 : conversation_unpack(&p->c, p->arena, p->c.id, buf_str(&packed));
	buf_free(&packed);
	if (bad)
		return diag_error(p->diags, (struct place){0},
		    "the conversation's stored form cannot be read again, or is larger than 1 MB");
	dialogue_step(&p->env, &p->c, e, p->now, p->arena, &d);
	remember(p, &d);
	return 0;
}

static void tell(struct play *p, const char *what, struct str text)
{
	if (p->trace)
		fprintf(p->trace, "%.*s %s %.*s\n",
		    STR_ARG(trace_time(&p->env.book->settings, p->now, p->arena)), what,
		    STR_ARG(text));
}

static int wait_until(struct play *p, int64_t moment)
{
	struct event timer = {.kind = EVENT_TIMER};
	for (int64_t due; (due = conversation_due(&p->c)) && due <= moment;) {
		if (due > p->now)
			p->now = due;
		tell(p, "timer", STR(""));
		if (step(p, &timer) != 0)
			return -1;
	}
	p->now = moment;
	return 0;
}

int script_span(struct play *p, const struct yaml *v, const char *what, int64_t *out)
{
	if (yaml_span(v, what, p->diags, out) != 0)
		return -1;
	if (*out > SETTINGS_SPAN_MAX_MS)
		return diag_error(p->diags, v->at, "%s is 3650d at most", what);
	return 0;
}

static int read_values(
    struct play *p, const struct yaml *v, const char *what, struct values *out)
{
	if (!v)
		return 0;
	if (v->type != YAML_MAP)
		return diag_error(p->diags, v->at, "%s must be names with values", what);
	struct value *list = ARENA_ARRAY(p->arena, struct value, v->size);
	for (size_t i = 0; i < v->size; i++) {
		list[i].name = v->members[i].key;
		if (yaml_text(v->members[i].value, "the value", p->diags, &list[i].value) != 0)
			return -1;
	}
	*out = (struct values){list, v->size};
	return 0;
}

/* `media: true`, or what is sent: media: https://img.example.com/1.jpg */
static int read_media(struct play *p, const struct yaml *v, struct event *e)
{
	if (!v)
		return 0;
	if (v->type == YAML_SCALAR && memmem(v->text.p, v->text.n, "://", 3)) {
		e->media = true;
		e->attached = v->text;
		return 0;
	}
	if (yaml_bool(v, "media", p->diags, &e->media) != 0)
		return -1;
	e->attached = e->media ? STR("image") : STR("");
	return 0;
}

static int step_customer(struct play *p, const struct yaml *v, const struct yaml *whole)
{
	struct event e = {.kind = EVENT_MESSAGE};
	if (read_media(p, yaml_get(whole, "media"), &e) != 0)
		return -1;
	if (read_values(p, yaml_get(whole, "profile"), "profile", &e.profile) != 0)
		return -1;
	if (v->type != YAML_SCALAR)
		return diag_error(p->diags, v->at, "customer must be a text");
	if (!v->text.n && !e.media)
		return diag_error(
		    p->diags, v->at, "the customer writes nothing: a text is wanted here");
	e.text = v->text;
	struct match_result *r = ARENA_NEW(p->arena, struct match_result);
	match_text(p->env.book, p->scratch, p->arena, e.text, r);
	e.match = r;
	tell(p, ">", e.text);
	if (p->trace)
		trace_hits(p->trace, r);
	return step(p, &e);
}

static int step_expect(struct play *p, const struct yaml *v, const struct yaml *whole)
{
	(void)whole;
	return script_expect(p, v);
}

static int step_wait(struct play *p, const struct yaml *v, const struct yaml *whole)
{
	int64_t span;
	(void)whole;
	if (script_span(p, v, "wait", &span) != 0)
		return -1;
	return wait_until(p, p->now + span);
}

int script_time(struct play *p, const struct yaml *v, const char *what, int64_t *out)
{
	struct str text;
	if (yaml_text(v, what, p->diags, &text) != 0)
		return -1;
	if (time_parse(text, p->env.book->settings.zone, out) != 0)
		return diag_error(
		    p->diags, v->at, "%s must be a time such as 2026-11-23 11:58", what);
	return 0;
}

static int step_until(struct play *p, const struct yaml *v, const struct yaml *whole)
{
	int64_t moment;
	(void)whole;
	if (script_time(p, v, "until", &moment) != 0)
		return -1;
	if (moment < p->now)
		return diag_error(p->diags, v->at, "the clock has already passed this: it is %.*s",
		    STR_ARG(trace_time(&p->env.book->settings, p->now, p->arena)));
	return wait_until(p, moment);
}

static int step_down(struct play *p, const struct yaml *v, const struct yaml *whole)
{
	struct event timer = {.kind = EVENT_TIMER};
	int64_t span;
	(void)whole;
	if (script_span(p, v, "down", &span) != 0)
		return -1;
	p->now += span;
	tell(p, "up again", STR(""));
	return step(p, &timer);
}

/* `take: 小王` or the bare word `release`. */
static struct str verb_of(const struct yaml *v, struct str *object)
{
	*object = STR("");
	if (v->type == YAML_SCALAR)
		return v->text;
	if (v->type != YAML_MAP || v->size != 1)
		return STR("");
	if (v->members[0].value->type == YAML_SCALAR)
		*object = v->members[0].value->text;
	return v->members[0].key;
}

static int step_agent(struct play *p, const struct yaml *v, const struct yaml *whole)
{
	struct str object, verb = verb_of(v, &object);
	struct event e = {.text = object};
	(void)whole;
	if (str_is(verb, "take"))
		e = (struct event){.kind = EVENT_TAKE, .agent = object.n ? object : STR("agent")};
	else if (str_is(verb, "reply"))
		e.kind = EVENT_REPLY;
	else if (str_is(verb, "wrote"))
		e.kind = EVENT_AGENT_WROTE;
	else if (str_is(verb, "ticket"))
		e.kind = EVENT_TICKET;
	else if (str_is(verb, "release"))
		e.kind = EVENT_RELEASE;
	else if (str_is(verb, "close"))
		e.kind = EVENT_CLOSE;
	else
		return diag_error(p->diags, v->at,
		    "an agent can: {take: NAME}, {reply: TEXT}, {wrote: TEXT}, {ticket: NOTE}, release, "
		    "close");
	tell(p, "agent", verb);
	return step(p, &e);
}

/* {looked_up: {parcel_status: 已发出}}, {lookup_failed: why}; beside it `of: L1N1`, else the last. */
static int step_looked_up(struct play *p, const struct yaml *v, const struct yaml *brought)
{
	const struct yaml *of = yaml_get(v, "of"), *why = yaml_get(v, "lookup_failed");
	struct event e = {.kind = EVENT_LOOKED_UP, .reference = p->c.lookup.reference};
	if (of && yaml_text(of, "of", p->diags, &e.reference) != 0)
		return -1;
	if (brought && read_values(p, brought, "looked_up", &e.profile) != 0)
		return -1;
	script_brought(p, &e.profile);
	if (why && yaml_text(why, "lookup_failed", p->diags, &e.text) != 0)
		return -1;
	tell(p, "event", brought ? STR("looked_up") : STR("lookup_failed"));
	return step(p, &e);
}

/* {ticket_news: {number: T1N1, status: answered, text: ...}}; the number: without it the last. */
static int step_ticket_event(struct play *p, const struct yaml *v)
{
	struct event e = {.kind = EVENT_TICKET_NEWS, .number = conversation_ticket(&p->c)};
	struct str status;
	if (v->type != YAML_MAP)
		return diag_error(p->diags, v->at, "ticket_news has number, status, text and at");
	for (size_t i = 0; i < v->size; i++) {
		const struct yaml_member *m = &v->members[i];
		int rc = 0;
		if (str_is(m->key, "number"))
			rc = yaml_text(m->value, "number", p->diags, &e.number);
		else if (str_is(m->key, "text"))
			rc = yaml_text(m->value, "text", p->diags, &e.text);
		else if (str_is(m->key, "at"))
			rc = script_time(p, m->value, "at", &e.at);
		else if (!str_is(m->key, "status"))
			rc = diag_error(p->diags, m->key_at,
			    "ticket_news has number, status, text and at");
		if (rc != 0)
			return -1;
	}
	if (yaml_text(yaml_get(v, "status"), "status", p->diags, &status) != 0)
		return -1;
	if (ticket_status_parse(status, &e.status) != 0)
		return diag_error(
		    p->diags, v->at, "status can be pending, answered or closed");
	tell(p, "event", STR("ticket_news"));
	return step(p, &e);
}

static int step_event(struct play *p, const struct yaml *v, const struct yaml *whole)
{
	struct str object, verb = verb_of(v, &object);
	struct event e = {.number = object};
	(void)whole;
	if (yaml_get(v, "looked_up") || yaml_get(v, "lookup_failed"))
		return step_looked_up(p, v, yaml_get(v, "looked_up"));
	if (yaml_get(v, "ticket_news"))
		return step_ticket_event(p, yaml_get(v, "ticket_news"));
	if (str_is(verb, "acknowledged"))
		e.kind = EVENT_ACKNOWLEDGED;
	else if (str_is(verb, "undelivered"))
		e.kind = EVENT_UNDELIVERED;
	else if (str_is(verb, "ticket_number"))
		e.kind = EVENT_TICKET_NUMBER;
	else
		return diag_error(p->diags, v->at,
		    "an event can be: acknowledged, undelivered, {ticket_number: NUMBER}, "
		    "{looked_up: {NAME: VALUE}}, {lookup_failed: WHY}, "
		    "{ticket_news: {status: answered, text: TEXT}}");
	tell(p, "event", verb);
	return step(p, &e);
}

static const struct {
	const char *key;
	int (*play)(struct play *p, const struct yaml *v, const struct yaml *whole);
} steps[] = {
    {"customer", step_customer},
    {"expect", step_expect},
    {"wait", step_wait},
    {"until", step_until},
    {"down", step_down},
    {"agent", step_agent},
    {"event", step_event},
};

enum { STEPS = sizeof steps / sizeof *steps };

static int unknown_step(struct play *p, struct place at, struct str key)
{
	const char *names[STEPS];
	for (size_t i = 0; i < STEPS; i++)
		names[i] = steps[i].key;
	const char *near = diag_nearest(key, names, STEPS);
	return diag_error(p->diags, at,
	    "a step begins with customer, expect, wait, until, down, agent or event%s%s%s",
	    near ? " (did you mean " : "", near ? near : "", near ? "?)" : "");
}

/* Only a customer's step has more keys than its own. */
static int check_keys(struct play *p, const struct yaml *v)
{
	for (size_t i = 1; i < v->size; i++) {
		struct str key = v->members[i].key;
		if (!str_is(v->members[0].key, "customer") ||
		    (!str_is(key, "media") && !str_is(key, "profile")))
			return diag_error(p->diags, v->members[i].key_at,
			    "%.*s cannot stand in this step", STR_ARG(key));
	}
	return 0;
}

static int play_step(struct play *p, const struct yaml *v)
{
	if (yaml_slip_error(v, p->diags) != 0)
		return -1;
	if (v->type != YAML_MAP || v->size == 0)
		return unknown_step(p, v->at, STR(""));
	if (check_keys(p, v) != 0)
		return -1;
	for (size_t i = 0; i < STEPS; i++)
		if (str_is(v->members[0].key, steps[i].key))
			return steps[i].play(p, v->members[0].value, v);
	return unknown_step(p, v->members[0].key_at, v->members[0].key);
}

/* A test that cannot fail proves nothing. */
static int check_expects(struct play *p, const struct yaml *dialogue, const struct yaml *list)
{
	for (size_t i = 0; i < list->size; i++)
		if (yaml_get(list->members[i].value, "expect"))
			return 0;
	return diag_error(p->diags, dialogue->at, "the dialogue expects nothing, so it cannot fail");
}

static int play_steps(struct play *p, const struct yaml *dialogue)
{
	const struct yaml *list = yaml_get(dialogue, "steps");
	int result = 0;
	if (!list || list->type != YAML_LIST || list->size == 0)
		return diag_error(
		    p->diags, list ? list->at : dialogue->at, "a dialogue needs a list of steps");
	for (size_t i = 0; i < list->size; i++)
		if (play_step(p, list->members[i].value) != 0)
			result = -1;
	return result == 0 ? check_expects(p, dialogue, list) : result;
}

static int check_dialogue(const struct yaml *d, struct diag_list *diags)
{
	static const char *const keys[] = {"dialogue", "at", "settings", "env", "notices", "steps"};
	enum { KEYS = sizeof keys / sizeof *keys };
	if (d->type != YAML_MAP)
		return diag_error(
		    diags, d->at, "a dialogue is keys with values: dialogue, at, steps");
	for (size_t i = 0; i < d->size; i++) {
		size_t k = 0;
		while (k < KEYS && !str_is(d->members[i].key, keys[k]))
			k++;
		if (k == KEYS)
			return diag_error(diags, d->members[i].key_at,
			    "a dialogue has dialogue, at, settings, env, notices and steps");
	}
	return 0;
}

static int play_with(struct play *p, const struct yaml *d)
{
	const struct yaml *at = yaml_get(d, "at");
	struct str name;
	if (yaml_text(yaml_get(d, "dialogue"), "the dialogue's name", p->diags, &name) != 0)
		return -1;
	time_parse(default_start, p->env.book->settings.zone, &p->now);
	if (at && script_time(p, at, "at", &p->now) != 0)
		return -1;
	if (script_env(p, yaml_get(d, "env")) != 0 || script_notices(p, yaml_get(d, "notices")) != 0)
		return -1;
	if (p->trace)
		fprintf(p->trace, "\n== %.*s\n", STR_ARG(name));
	return play_steps(p, d);
}

static int play_dialogue(const struct book *book, const struct yaml *d,
    const struct script_options *o, struct match_scratch *scratch, struct diag_list *diags)
{
	const struct yaml *settings = yaml_get(d, "settings");
	struct book *own = NULL;
	if (check_dialogue(d, diags) != 0)
		return -1;
	if (settings) {
		own = o->reload ? o->reload(o->ctx, settings, diags) : NULL;
		if (!own)
			return o->reload ? -1
					 : diag_error(diags, settings->at,
					       "settings cannot be changed here");
	}
	struct play p = {
	    .env = {.book = own ? own : book, .scratch = scratch},
	    .scratch = scratch,
	    .arena = arena_new(16384),
	    .diags = diags,
	    .trace = o->trace,
	};
	conversation_init(&p.c, p.arena, 1);
	int result = play_with(&p, d);
	arena_free(&p.arena);
	book_release(&own);
	return result;
}

int script_run(const struct book *book, const char *file, struct str text,
    const struct script_options *options, struct diag_list *diags, struct script_totals *totals)
{
	struct arena *arena = arena_new(0);
	struct match_scratch *scratch = match_scratch_new();
	int result = 0;
	diag_source(diags, file, text);
	const struct yaml *list = yaml_parse(text, file, arena, diags);
	if (!list)
		result = -1;
	else if (list->type != YAML_LIST)
		result = diag_error(diags, list->at, "dialogue tests are a list: - dialogue: ...");
	for (size_t i = 0; result == 0 && i < list->size; i++) {
		if (play_dialogue(book, list->members[i].value, options, scratch, diags) == 0)
			totals->passed++;
		else
			totals->failed++;
	}
	match_scratch_free(&scratch);
	arena_free(&arena);
	return result;
}
