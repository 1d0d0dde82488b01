/* load_intent.c - intents: one table of their keys. */
#include "book/load_internal.h"

static const struct named_value kinds[] = {
    {"business", INTENT_BUSINESS}, {"courtesy", INTENT_COURTESY}, {"data", INTENT_DATA}};

static void read_title(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	(void)d;
	load_text(l, v, "title", &t->title);
}

static void read_kind(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	int kind = load_choose(l, v, "kind", kinds, 3);

	(void)d;
	if (kind >= 0)
		t->kind = (enum intent_kind)kind;
}

static void read_then(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	(void)d;
	load_then(l, v, &t->then);
}

static void read_skill(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	(void)d;
	load_skill(l, v, &t->skill);
}

static void read_responsible(
    struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	(void)d;
	load_responsible(l, v, &t->responsible);
}

static void read_form(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	(void)d;
	load_form_name(l, v, &t->form);
}

static void read_priority(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	int64_t n;

	(void)d;
	if (yaml_int(v, "priority", -100, 100, l->diags, &n) == 0)
		t->priority = (int)n;
}

static void read_urgency(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	(void)d;
	load_urgency(l, v, &t->urgency);
}

static void read_lookup(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	(void)d;
	load_text(l, v, "lookup", &t->lookup);
}

static void read_match(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	(void)t;
	d->has_match = true;
	load_patterns(l, d, v, false);
}

static void read_reply(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	(void)d;
	load_reply(l, v, &t->answer);
}

static const struct intent_key {
	const char *name;
	/* NULL: read_intent() reads it in an order of its own: an intent's patterns stand together,
	 * match first; so do its examples */
	void (*read)(struct load *l, struct draft *d, struct intent *t, const struct yaml *v);
} keys[] = {
    {"title", read_title}, {"kind", read_kind}, {"match", read_match}, {"unless", NULL},
    {"examples", NULL}, {"counterexamples", NULL}, {"say", NULL},
    {"again", NULL}, {"reply", read_reply}, {"priority", read_priority},
    {"skill", read_skill}, {"urgency", read_urgency}, {"then", read_then},
    {"lookup", read_lookup}, {"form", read_form}, {"responsible", read_responsible},
    {"cases", NULL},
};

enum { KEYS = sizeof keys / sizeof keys[0] };

static void read_key(struct load *l, struct draft *d, struct intent *t, const struct yaml_member *m)
{
	const char *names[KEYS];

	for (size_t i = 0; i < KEYS; i++) {
		if (str_is(m->key, keys[i].name)) {
			if (keys[i].read)
				keys[i].read(l, d, t, m->value);
			return;
		}
		names[i] = keys[i].name;
	}
	d->odd = true;
	diag_error(l->diags, m->key_at, "unknown key '%.*s' in an intent%s", STR_ARG(m->key),
	    names_hint(l, names, KEYS, m->key));
}

/* The intent's own wordings are a phrase under its id. */
static void read_outcome(struct load *l, struct draft *d, struct intent *t)
{
	const struct yaml *cases = yaml_get(d->map, "cases");

	load_say(l, d->map, t->id, t->title, t->at, &t->answer);
	if (cases)
		load_cases(l, cases, t->id, t->title, &t->cases, &t->cases_n);
}

static void read_examples(struct load *l, struct draft *d, struct intent *t)
{
	const struct yaml *yes = yaml_get(d->map, "examples");
	const struct yaml *no = yaml_get(d->map, "counterexamples");
	size_t room = (yes ? line_count(yes) : 0) + (no ? line_count(no) : 0);
	size_t before = diag_count(l->diags, DIAG_ERROR);

	t->examples = ARENA_ARRAY(l->arena, struct example, room + 1);
	if (yes)
		load_examples(l, t, yes, false);
	if (d->has_match && !t->examples_n && !d->odd &&
	    diag_count(l->diags, DIAG_ERROR) == before)
		diag_error(l->diags, yes ? yes->at : t->at,
		    "the intent '%.*s' has no examples: write messages that shall give it",
		    STR_ARG(t->id));
	if (!d->has_match && t->examples_n && !d->odd)
		diag_error(l->diags, yes->at, "examples without match: no pattern can give '%.*s'",
		    STR_ARG(t->id));
	if (no)
		load_examples(l, t, no, true);
}

/* What an intent must have, and what does not go together. */
static void check_whole(struct load *l, const struct draft *d, const struct intent *t)
{
	const struct yaml *unless = yaml_get(d->map, "unless");

	if (d->odd)
		return;
	if (!yaml_get(d->map, "title"))
		diag_error(l->diags, t->at, "the intent '%.*s' has no title", STR_ARG(t->id));
	if (unless && !d->has_match)
		diag_error(l->diags, unless->at, "unless without match: there is nothing to veto");
	if (t->kind != INTENT_BUSINESS && t->lookup.n)
		diag_error(l->diags, yaml_get(d->map, "lookup")->at,
		    "only a business intent has a lookup: '%.*s' is none", STR_ARG(t->id));
	if (t->kind != INTENT_BUSINESS && yaml_get(d->map, "form"))
		diag_error(l->diags, yaml_get(d->map, "form")->at,
		    "only a business intent has a form: '%.*s' is none", STR_ARG(t->id));
	if (t->kind == INTENT_BUSINESS && !yaml_get(d->map, "say") && !yaml_get(d->map, "reply") &&
	    !yaml_get(d->map, "then") && !yaml_get(d->map, "form"))
		diag_error(l->diags, t->at,
		    "the intent '%.*s' does nothing: it has neither say nor reply nor then nor form",
		    STR_ARG(t->id));
}

static void read_intent(struct load *l, const struct yaml_member *m, struct draft *d,
    struct intent *t)
{
	const struct yaml *unless = yaml_get(m->value, "unless");

	for (size_t i = 0; i < m->value->size; i++)
		read_key(l, d, t, &m->value->members[i]);
	if (unless)
		load_patterns(l, d, unless, true);
	read_outcome(l, d, t);
	read_examples(l, d, t);
	check_whole(l, d, t);
}

static int new_intent(struct load *l, const struct yaml_member *m)
{
	long first;

	if (load_check_id(l, m, "an intent"))
		return -1;
	first = ids_find(&l->intents, m->key);
	if (first >= 0)
		return load_taken(l, &l->intents, first, "the intent", m->key, m->key_at);
	ids_add(&l->intents, l->scratch, m->key, m->key_at);
	if (m->value->type != YAML_MAP && load_is_damaged(l, m->key_at))
		return -1;
	if (m->value->type != YAML_MAP)
		return diag_error(l->diags, m->value->at,
		    "the intent '%.*s' is a map with title, match, examples, say ...",
		    STR_ARG(m->key));
	return 0;
}

void load_intents(struct load *l, const struct yaml *map)
{
	struct book *b = l->book;

	for (size_t i = 0; i < map->size; i++) {
		const struct yaml_member *m = &map->members[i];
		struct draft *d = &l->drafts[b->intents_n];
		struct intent *t = &b->intents[b->intents_n];

		if (load_twice(l, &l->intents, map, m) || new_intent(l, m))
			continue;
		*t = (struct intent){.id = arena_str(l->arena, m->key), .at = m->key_at,
		    .index = (uint32_t)b->intents_n++};
		*d = (struct draft){.map = m->value, .first_pattern = b->patterns_n};
		l->damage = d->odd = d->broken = load_is_damaged(l, m->key_at);
		read_intent(l, m, d, t);
	}
}
