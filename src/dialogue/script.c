/* script.c - plays dialogue tests. */
#include "dialogue/script.h"

#include "base/intl.h"
#include "base/progress.h"
#include "base/zone.h"
#include "dialogue/script_internal.h"
#include "dialogue/trace.h"

static const struct str default_start = STR("2026-11-23 10:00");

const struct shape script_span_shape = {.title = N_("a span of time such as 90s, 5m or 1h30m"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_SPAN,
    .max = SETTINGS_SPAN_MAX_MS};
const struct shape script_time_shape = {.title = N_("a time such as 2026-11-23 11:58"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_WRITTEN,
    .pattern = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
	       "([Tt]([01][0-9]|2[0-3])| ([01]?[0-9]|2[0-3])):[0-5][0-9](:([0-5][0-9]|60))?"
	       "(\\.[0-9]+)?([Zz]|[-+]([01][0-9]|2[0-3]):[0-5][0-9])?$"};
const struct shape script_values_shape = {
    .title = N_("names with values"), .takes = SHAPE_MAP, .value = &shape_text};

const char *script_keys(struct play *p, const struct shape *map)
{
	const char *names[SHAPE_KEYS_MAX];

	return shape_join(names, shape_names(map, names), N_(" and "), p->arena);
}

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
int script_step(struct play *p, const struct event *e)
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

void script_tell(struct play *p, const char *what, struct str text)
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
		script_tell(p, _("timer"), STR(""));
		if (script_step(p, &timer) != 0)
			return -1;
	}
	p->now = moment;
	return 0;
}

int script_span(struct play *p, const struct yaml *v, const char *what, int64_t *out)
{
	if (yaml_span(v, what, p->diags, out) != 0)
		return -1;
	if (!shape_within(&script_span_shape, *out))
		return diag_error(p->diags, v->at, "%s is 3650d at most", what);
	return 0;
}

int script_values(struct play *p, const struct yaml *v, const char *what, struct values *out)
{
	if (!v)
		return 0;
	if (v->type != YAML_MAP)
		return diag_error(p->diags, v->at, "%s must be names with values", what);
	struct value *list = ARENA_ARRAY(p->arena, struct value, v->size);
	for (size_t i = 0; i < v->size; i++) {
		list[i].name = v->members[i].key;
		if (yaml_text(v->members[i].value, _("the value"), p->diags, &list[i].value) != 0)
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
	if (script_values(p, yaml_get(whole, "profile"), "profile", &e.profile) != 0)
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
	script_tell(p, ">", e.text);
	if (p->trace)
		trace_hits(p->trace, r);
	return script_step(p, &e);
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
	script_tell(p, _("up again"), STR(""));
	return script_step(p, &timer);
}

static int step_agent(struct play *p, const struct yaml *v, const struct yaml *whole)
{
	(void)whole;
	return script_agent(p, v);
}

static int step_event(struct play *p, const struct yaml *v, const struct yaml *whole)
{
	(void)whole;
	return script_event(p, v);
}

static const struct shape customer_shape = {
    .title = N_("a text"), .takes = SHAPE_SCALAR | SHAPE_NOTHING};
static const struct shape media_shape = {.title = N_("true, or the address of what is sent"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_YES,
    .pattern = "://"};

/* What may stand in a step: by its first key it is played, others stand beside that. */
static const struct step_key {
	struct shape_key key;
	int (*play)(struct play *p, const struct yaml *v, const struct yaml *whole);
} step_keys[] = {
    {{"customer", &customer_shape, N_("the customer writes")}, step_customer},
    {{"media", &media_shape, N_("with a picture, or what stands at this address"),
	 .needs = "customer"},
	NULL},
    {{"profile", &script_values_shape, N_("what the channel tells of the customer"),
	 .needs = "customer"},
	NULL},
    {{"expect", &script_expect_shape, N_("what must have happened since the last expect"),
	 .alone = true},
	step_expect},
    {{"wait", &script_span_shape, N_("time passes; what is due happens when it is due"),
	 .alone = true},
	step_wait},
    {{"until", &script_time_shape, N_("time passes until then"), .alone = true}, step_until},
    {{"down", &script_span_shape,
	 N_("time passes while the assistant is switched off; what was due comes late"),
	 .alone = true},
	step_down},
    {{"agent", &script_agent_shape, N_("what a colleague does"), .alone = true}, step_agent},
    {{"event", &script_event_shape,
	 N_("what other systems do: hand-overs, tickets, look-ups"), .alone = true},
	step_event},
};

static const struct shape step_shape = {.name = "step",
    .title = N_("a step"),
    .takes = SHAPE_MAP,
    .least = 1,
    SHAPE_KEYS(step_keys)};
static const struct shape steps_shape = {
    .takes = SHAPE_LIST, .least = 1, .each = &step_shape, .some_has = "expect"};

static int unknown_step(struct play *p, struct place at, struct str key)
{
	const struct step_key *k;
	const char *names[SHAPE_KEYS_MAX], *near;
	size_t n = 0;
	for (size_t i = 0; (k = (const void *)shape_next(&step_shape, &i));)
		if (k->play)
			names[n++] = k->key.name;
	near = diag_nearest(key, names, n);
	return diag_error(p->diags, at, "a step begins with %s%s",
	    shape_join(names, n, N_(" or "), p->arena),
	    near ? arena_printf(p->arena, _(" (did you mean %s?)"), near).p : "");
}

/* Only a customer's step has more keys than its own. */
static int check_keys(struct play *p, const struct yaml *v)
{
	for (size_t i = 1; i < v->size; i++) {
		struct str key = v->members[i].key;
		const struct shape_key *k = shape_find(&step_shape, key);
		if (!k || !k->needs || !str_is(v->members[0].key, k->needs))
			return diag_error(p->diags, v->members[i].key_at,
			    "%.*s cannot stand in this step", STR_ARG(key));
	}
	return 0;
}

static int play_step(struct play *p, const struct yaml *v)
{
	const struct step_key *k;
	if (yaml_slip_error(v, p->diags) != 0)
		return -1;
	if (v->type != YAML_MAP || v->size == 0)
		return unknown_step(p, v->at, STR(""));
	if (check_keys(p, v) != 0)
		return -1;
	k = (const void *)shape_find(&step_shape, v->members[0].key);
	if (k && k->play)
		return k->play(p, v->members[0].value, v);
	return unknown_step(p, v->members[0].key_at, v->members[0].key);
}

/* A test that cannot fail proves nothing. */
static int check_expects(struct play *p, const struct yaml *list)
{
	for (size_t i = 0; i < list->size; i++)
		if (yaml_get(list->members[i].value, steps_shape.some_has))
			return 0;
	return diag_error(
	    p->diags, p->dialogue->at, "the dialogue expects nothing, so it cannot fail");
}

/* ---- the keys of a dialogue ---- */

static int read_name(struct play *p, const struct yaml *v)
{
	return yaml_text(v, _("the dialogue's name"), p->diags, &p->name);
}

static int read_at(struct play *p, const struct yaml *v)
{
	time_parse(default_start, p->env.book->settings.zone, &p->now);
	return v ? script_time(p, v, "at", &p->now) : 0;
}

static int play_steps(struct play *p, const struct yaml *list)
{
	int result = 0;
	if (!list || list->type != YAML_LIST || list->size == 0)
		return diag_error(p->diags, list ? list->at : p->dialogue->at,
		    "a dialogue needs a list of steps");
	if (p->trace)
		fprintf(p->trace, "\n== %.*s\n", STR_ARG(p->name));
	for (size_t i = 0; i < list->size; i++)
		if (progress_stopped(p->progress) || play_step(p, list->members[i].value) != 0)
			result = -1;
	return result == 0 ? check_expects(p, list) : result;
}

/* In the order in which they are read. */
static const struct dialogue_key {
	struct shape_key key;
	int (*read)(struct play *p, const struct yaml *v); /* v NULL: the key is not there */
} dialogue_keys[] = {
    {{"dialogue", &shape_text, N_("its name: what it proves"), .missing = ""}, read_name},
    {{"at", &script_time_shape, N_("when it begins"), "2026-11-23 10:00"}, read_at},
    {{"settings", &settings_shape, N_("settings that win over the book's")},
	NULL}, /* before all: play_dialogue() */
    {{"env", &script_env_shape, N_("what stands around the assistant")}, script_env},
    {{"notices", &script_notices_shape, N_("notices of outages")}, script_notices},
    {{"steps", &steps_shape, N_("what happens, and what is expected of it"), .missing = ""},
	play_steps},
};

static const struct shape dialogue_shape = {.name = "dialogue",
    .title = N_("a dialogue"),
    .takes = SHAPE_MAP,
    SHAPE_KEYS(dialogue_keys)};

const struct shape script_shape = {.takes = SHAPE_LIST, .each = &dialogue_shape};

static int check_dialogue(struct play *p)
{
	const struct yaml *d = p->dialogue;
	if (d->type != YAML_MAP)
		return diag_error(
		    p->diags, d->at, "a dialogue is keys with values: dialogue, at, steps");
	for (size_t i = 0; i < d->size; i++)
		if (!shape_find(&dialogue_shape, d->members[i].key))
			return diag_error(p->diags, d->members[i].key_at,
			    "unknown key '%.*s': a dialogue has %s", STR_ARG(d->members[i].key),
			    script_keys(p, &dialogue_shape));
	return 0;
}

/* A book with the dialogue's own settings; 0 and NULL: it has none. */
static int own_book(struct play *p, const struct script_options *o, struct book **own)
{
	const struct yaml *settings = yaml_get(p->dialogue, "settings");
	if (!settings)
		return 0;
	if (!o->reload)
		return diag_error(p->diags, settings->at, "settings cannot be changed here");
	*own = o->reload(o->ctx, settings, p->diags);
	return *own ? 0 : -1;
}

static int play_keys(struct play *p)
{
	const struct dialogue_key *k;
	for (size_t i = 0; (k = (const void *)shape_next(&dialogue_shape, &i));)
		if (k->read && k->read(p, yaml_get(p->dialogue, k->key.name)) != 0)
			return -1;
	return 0;
}

static int play_dialogue(const struct book *book, const struct yaml *d,
    const struct script_options *o, struct match_scratch *scratch, struct diag_list *diags)
{
	struct book *own = NULL;
	struct play p = {
	    .env = {.book = book, .scratch = scratch},
	    .dialogue = d,
	    .scratch = scratch,
	    .arena = arena_new(16384),
	    .diags = diags,
	    .trace = o->trace,
	    .progress = o->progress,
	};
	int result = -1;
	if (check_dialogue(&p) == 0 && own_book(&p, o, &own) == 0) {
		if (own)
			p.env.book = own;
		conversation_init(&p.c, p.arena, 1);
		result = play_keys(&p);
	}
	arena_free(&p.arena);
	book_release(&own);
	return result;
}

static struct str name_of(const struct yaml *dialogue)
{
	const struct yaml *name = yaml_get(dialogue, "dialogue");

	return name && name->type == YAML_SCALAR ? name->text : STR("");
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
	for (size_t i = 0; result == 0 && i < list->size && !progress_stopped(options->progress);
	     i++) {
		const struct yaml *d = list->members[i].value;
		size_t before = diag_size(diags);
		bool passed = play_dialogue(book, d, options, scratch, diags) == 0;

		totals->passed += passed;
		totals->failed += !passed;
		if (options->played)
			options->played(options->ctx, name_of(d), d->at, passed, before);
	}
	match_scratch_free(&scratch);
	arena_free(&arena);
	return result;
}
