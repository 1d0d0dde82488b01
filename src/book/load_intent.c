/* load_intent.c - intents: one table of their keys. */
#include "base/intl.h"
#include "book/load_internal.h"

static const struct named_value kinds[] = {
    {"business", INTENT_BUSINESS}, {"courtesy", INTENT_COURTESY}, {"data", INTENT_DATA}};

static const struct shape kind_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMES(kinds, name)};
static const struct shape priority_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_INT, .min = -100, .max = 100};

static void read_title(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	(void)d;
	load_text(l, v, "title", &t->title);
}

static void read_kind(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	int kind = load_choose(l, v, "kind", &kind_shape);

	(void)d;
	if (kind >= 0)
		t->kind = (enum intent_kind)kinds[kind].value;
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
	if (shape_int(&priority_shape, v, "priority", l->diags, &n) == 0)
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
	struct shape_key key;
	/* NULL: read_intent() reads it in an order of its own: an intent's patterns stand together,
	 * match first; so do its examples */
	void (*read)(struct load *l, struct draft *d, struct intent *t, const struct yaml *v);
} keys[] = {
    {{"title", &shape_filled, N_("short name in the customer's language"),
	 .missing = N_("the intent '%.*s' has no title")},
	read_title},
    {{"kind", &kind_shape,
	 N_("business, courtesy (hello, thanks, bye) or data (only gives an order number, a picture)"),
	 "business"},
	read_kind},
    {{"match", &load_lines_shape,
	 N_("patterns, one a line; one of them has to be found in the message"),
	 .needs = "examples", .needs_shape = &load_lines_shape},
	read_match},
    {{"unless", &load_lines_shape,
	 N_("patterns, one a line; if one of these is found too, it is not this intent"),
	 .needs = "match"},
	NULL},
    {{"examples", &load_some_lines_shape,
	 N_("messages, one a line; each must be answered by this intent")},
	NULL},
    {{"counterexamples", &load_some_lines_shape,
	 N_("messages, one a line; none may be taken for this intent")},
	NULL},
    {{"say", &load_wordings_shape, N_("the answer, in one or several wordings")}, NULL},
    {{"again", &load_wordings_shape,
	 N_("what to say the second time in a conversation, the third, ..."), .needs = "say"},
	NULL},
    {{"reply", &shape_filled, N_("instead of say: the id of a phrase"), .bars = "say"}, read_reply},
    {{"priority", &priority_shape, N_("the higher one wins where several intents fit"), "0"},
	read_priority},
    {{"skill", &load_skill_shape, N_("which colleagues it goes to")}, read_skill},
    {{"urgency", &load_urgency_shape, N_("1 (at once) to 4 (advice)")}, read_urgency},
    {{"then", &load_then_shape,
	 N_("what to do after the answer: transfer (hand over to a human), ticket (file a ticket), "
	    "close (say goodbye and close), check (ask whether there is anything else), understood "
	    "(ask whether the steps are clear)")},
	read_then},
    {{"lookup", &shape_filled, N_("what to ask the shop's own systems first")}, read_lookup},
    {{"form", &shape_filled, N_("the id of a form: questions to ask first")}, read_form},
    {{"responsible", &load_responsible_shape, N_("whose fault it is")}, read_responsible},
    {{"cases", &load_cases_shape, N_("what is said or done instead when something is so")}, NULL},
};

static const char *const does[] = {"say", "reply", "then", "form", NULL};
static const char *const may_do_nothing[] = {"courtesy", "data", NULL};

static const struct shape intent_shape = {.name = "intent", .title = N_("an intent"),
    .takes = SHAPE_MAP, SHAPE_KEYS(keys), .one_of = does, .unless = "kind",
    .unless_is = may_do_nothing};

const struct shape load_intents_shape = {.title = N_("intents"),
    .takes = SHAPE_MAP | SHAPE_NOTHING, .value = &intent_shape, .names = LOAD_ID_PATTERN};

static void read_key(struct load *l, struct draft *d, struct intent *t, const struct yaml_member *m)
{
	const struct intent_key *k = (const void *)shape_find(&intent_shape, m->key);

	if (k) {
		if (k->read)
			k->read(l, d, t, m->value);
		return;
	}
	d->odd = true;
	diag_error(l->diags, m->key_at, "unknown key '%.*s' in an intent%s", STR_ARG(m->key),
	    keys_hint(l, &intent_shape, m->key));
}

/* The intent's own wordings are a phrase under its id. */
static void read_outcome(struct load *l, struct draft *d, struct intent *t)
{
	const struct yaml *cases = yaml_get(d->map, "cases");

	load_say(l, d->map, t->id, t->title, t->at, &t->answer);
	if (cases)
		load_cases(l, cases, &load_cases_shape, t->id, t->title, &t->cases, &t->cases_n);
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

static bool does_something(const struct yaml *map)
{
	for (const char *const *name = does; *name; name++)
		if (yaml_get(map, *name))
			return true;
	return false;
}

/* What an intent must have, and what does not go together. */
static void check_whole(struct load *l, const struct draft *d, const struct intent *t)
{
	const struct yaml *unless = yaml_get(d->map, "unless");

	if (d->odd)
		return;
	load_missing(l, &intent_shape, d->map, t->at, t->id);
	if (unless && !d->has_match)
		diag_error(l->diags, unless->at, "unless without match: there is nothing to veto");
	if (t->kind != INTENT_BUSINESS && t->lookup.n)
		diag_error(l->diags, yaml_get(d->map, "lookup")->at,
		    "only a business intent has a lookup: '%.*s' is none", STR_ARG(t->id));
	if (t->kind != INTENT_BUSINESS && yaml_get(d->map, "form"))
		diag_error(l->diags, yaml_get(d->map, "form")->at,
		    "only a business intent has a form: '%.*s' is none", STR_ARG(t->id));
	if (t->kind == INTENT_BUSINESS && !does_something(d->map))
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

	if (load_check_id(l, m, N_("an intent")))
		return -1;
	first = ids_find(&l->intents, m->key);
	if (first >= 0)
		return load_taken(l, &l->intents, first, N_("the intent"), m->key, m->key_at);
	ids_add(&l->intents, l->scratch, m->key, m->key_at);
	if (m->value->type != YAML_MAP && load_is_damaged(l, m->key_at))
		return -1;
	if (m->value->type != YAML_MAP)
		return diag_error(l->diags, m->value->at,
		    "what belongs to the intent '%.*s' stands below it, a line each: title: ..., match: ..., "
		    "examples: ..., say: ...",
		    STR_ARG(m->key));
	return 0;
}

void load_intents(struct load *l, const struct yaml *map)
{
	struct book *b = l->book;

	for (size_t i = 0; i < map->size && !load_stopped(l); i++) {
		const struct yaml_member *m = &map->members[i];
		struct draft *d = &l->drafts[b->intents_n];
		struct intent *t = &b->intents[b->intents_n];

		if (load_twice(l, &l->intents, map, m) || new_intent(l, m))
			continue;
		*t = (struct intent){.id = arena_str(l->arena, m->key), .at = m->key_at,
		    .index = (uint32_t)b->intents_n++,
		    .manner = load_manner_of_intent(m->value)};
		*d = (struct draft){.map = m->value, .first_pattern = b->patterns_n};
		l->damage = d->odd = d->broken = load_is_damaged(l, m->key_at);
		read_intent(l, m, d, t);
	}
}
