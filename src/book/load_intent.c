/* load_intent.c - intents: one table of their keys. */
#include "book/load_internal.h"

struct named_value {
	const char *name;
	int value;
};

static const struct named_value kinds[] = {
    {"business", INTENT_BUSINESS}, {"courtesy", INTENT_COURTESY}, {"data", INTENT_DATA}};
static const struct named_value thens[] = {{"transfer", THEN_TRANSFER}, {"ticket", THEN_TICKET},
    {"close", THEN_CLOSE}, {"check", THEN_CHECK}};
static const struct named_value sides[] = {{"shop", RESPONSIBLE_SHOP},
    {"both", RESPONSIBLE_BOTH}, {"customer", RESPONSIBLE_CUSTOMER}};

enum { CHOICES_MAX = 16 };

/* The index of a scalar's text among n names, or -1 after an error. */
static int choose(struct load *l, const struct yaml *v, const char *what, const char *const *names,
    size_t n)
{
	struct str text;

	if (load_text(l, v, what, &text))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (str_is(text, names[i]))
			return (int)i;
	return diag_error(l->diags, v->at, "unknown %s '%.*s'%s (%s is %s)", what, STR_ARG(text),
	    names_hint(l, names, n, text), what, load_join(l, names, n));
}

static int choose_value(struct load *l, const struct yaml *v, const char *what,
    const struct named_value *values, size_t n)
{
	const char *names[CHOICES_MAX];
	int i;

	for (size_t k = 0; k < n; k++)
		names[k] = values[k].name;
	i = choose(l, v, what, names, n);
	return i < 0 ? -1 : values[i].value;
}

static void read_title(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	(void)d;
	load_text(l, v, "title", &t->title);
}

static void read_kind(struct load *l, struct draft *d, struct intent *t, const struct yaml *v)
{
	int kind = choose_value(l, v, "kind", kinds, 3);

	(void)d;
	if (kind >= 0)
		t->kind = (enum intent_kind)kind;
}

void load_then(struct load *l, const struct yaml *v, enum intent_then *out)
{
	int then = choose_value(l, v, "then", thens, 4);

	if (then >= 0)
		*out = (enum intent_then)then;
}

void load_skill(struct load *l, const struct yaml *v, struct str *out)
{
	size_t n = 0;
	int i;

	while (book_skills[n])
		n++;
	i = choose(l, v, "skill", book_skills, n);
	if (i >= 0)
		*out = str_of(book_skills[i]);
}

void load_urgency(struct load *l, const struct yaml *v, int *out)
{
	int64_t n;

	if (yaml_int(v, "urgency", 1, 4, l->diags, &n) == 0)
		*out = (int)n;
}

void load_responsible(struct load *l, const struct yaml *v, enum responsible *out)
{
	int whose = choose_value(l, v, "responsible", sides, 3);

	if (whose >= 0)
		*out = (enum responsible)whose;
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
	(void)t;
	d->form_at = v->at;
	load_text(l, v, "form", &d->form);
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
	(void)t;
	d->reply_at = v->at;
	load_text(l, v, "reply", &d->reply);
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
static void read_say(struct load *l, struct draft *d, struct intent *t)
{
	const struct yaml *say = yaml_get(d->map, "say"), *again = yaml_get(d->map, "again");
	struct phrase *p;

	if (again && !say)
		diag_error(l->diags, again->at, "again without say: what is said the first time?");
	if (say && yaml_get(d->map, "reply"))
		diag_error(l->diags, say->at, "both say and reply: keep one of them");
	if (!say)
		return;
	p = load_new_phrase(l, t->id, t->at);
	if (!p)
		return;
	p->title = t->title;
	load_wordings(l, say, "say", &p->say, &p->say_n);
	if (again)
		load_wordings(l, again, "again", &p->again, &p->again_n);
	t->answer = p;
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
	if (t->kind != INTENT_BUSINESS && d->form.n)
		diag_error(l->diags, d->form_at,
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
	read_say(l, d, t);
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

void load_replies(struct load *l)
{
	struct book *b = l->book;

	for (size_t i = 0; i < b->intents_n; i++) {
		const struct draft *d = &l->drafts[i];
		long phrase;

		if (!d->reply.n)
			continue;
		phrase = ids_find(&l->phrases, d->reply);
		if (phrase >= 0)
			b->intents[i].answer = &b->phrases[phrase];
		else if (!load_may_be_lost(l, d->reply))
			diag_error(l->diags, d->reply_at, "unknown phrase '%.*s'%s",
			    STR_ARG(d->reply), ids_hint(l, &l->phrases, d->reply));
	}
}
