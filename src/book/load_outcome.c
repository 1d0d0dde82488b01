/* load_outcome.c - what intents, forms and cases have in common: what is said and done.  Names of
 * phrases and forms are looked up at the end, when all of them are known. */
#include "base/intl.h"
#include "book/load_internal.h"

static const struct named_value thens[] = {{"transfer", THEN_TRANSFER}, {"ticket", THEN_TICKET},
    {"close", THEN_CLOSE}, {"check", THEN_CHECK},
    {"understood", THEN_UNDERSTOOD}, {"nothing", THEN_NOTHING}};
static const struct named_value sides[] = {{"shop", RESPONSIBLE_SHOP}, {"both", RESPONSIBLE_BOTH},
    {"customer", RESPONSIBLE_CUSTOMER}};

enum { THENS = 5, CASES_MAX = 100 }; /* the last then is a case's alone */

const struct shape load_then_shape = {.takes = SHAPE_SCALAR,
    .scalar = SHAPE_CHOICE,
    .choices = {&thens[0].name, sizeof thens[0], THENS}};
static const struct shape case_then_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMES(thens, name)};
const struct shape load_responsible_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMES(sides, name)};
const struct shape load_skill_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMED(book_skills)};
const struct shape load_urgency_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_INT, .min = 1, .max = 4};

/* What a case writes to do without what the intent does. */
static const char nothing[] = "nothing";

int load_choose(
    struct load *l, const struct yaml *v, const char *what, const struct shape *choice)
{
	const char *names[SHAPE_KEYS_MAX];
	struct str text;
	size_t n = 0;
	long i;

	if (load_text(l, v, what, &text))
		return -1;
	i = shape_which(&choice->choices, text);
	if (i >= 0)
		return (int)i;
	while ((names[n] = shape_name(&choice->choices, n)))
		n++;
	return diag_error(l->diags, v->at, "unknown %s '%.*s'%s (%s is %s)", what, STR_ARG(text),
	    names_hint(l, names, n, text), what, load_join(l, names, n));
}

void load_missing(struct load *l, const struct shape *shape, const struct yaml *map,
    struct place at, struct str id)
{
	const struct shape_key *k;

	for (size_t i = 0; (k = shape_missing(shape, map, &i));)
		diag_error(l->diags, at, k->missing, STR_ARG(id));
}

static void choose_then(
    struct load *l, const struct yaml *v, const struct shape *shape, enum intent_then *out)
{
	int then = load_choose(l, v, "then", shape);

	if (then >= 0)
		*out = (enum intent_then)thens[then].value;
}

void load_then(struct load *l, const struct yaml *v, enum intent_then *out)
{
	choose_then(l, v, &load_then_shape, out);
}

void load_skill(struct load *l, const struct yaml *v, struct str *out)
{
	int i = load_choose(l, v, "skill", &load_skill_shape);

	if (i >= 0)
		*out = str_of(book_skills[i]);
}

void load_urgency(struct load *l, const struct yaml *v, int *out)
{
	int64_t n;

	if (shape_int(&load_urgency_shape, v, "urgency", l->diags, &n) == 0)
		*out = (int)n;
}

void load_responsible(struct load *l, const struct yaml *v, enum responsible *out)
{
	int side = load_choose(l, v, "responsible", &load_responsible_shape);

	if (side >= 0)
		*out = (enum responsible)sides[side].value;
}

/* ---- names of phrases and forms ---- */

static struct load_reference *refer(struct load *l, const struct yaml *v, const char *what)
{
	struct load_reference *r;
	struct str name;

	if (load_text(l, v, what, &name))
		return NULL;
	if (l->references_n == l->references_room) {
		size_t room = l->references_room ? l->references_room * 2 : 256;

		l->references = arena_grow(l->scratch, l->references,
		    l->references_room * sizeof *l->references, room * sizeof *l->references);
		l->references_room = room;
	}
	r = &l->references[l->references_n++];
	*r = (struct load_reference){.name = name, .at = v->at};
	return r;
}

void load_reply(struct load *l, const struct yaml *v, const struct phrase **to)
{
	struct load_reference *r = refer(l, v, "reply");

	if (r)
		r->phrase = to;
}

void load_form_name(struct load *l, const struct yaml *v, const struct form **to)
{
	struct load_reference *r = refer(l, v, "form");

	if (r)
		r->form = to;
}

/* What no id has, a text has. */
static bool is_text(struct str name)
{
	static const char *const marks[] = {" ", "，", "。", "！", "？", "!", "?", ","};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (memmem(name.p, name.n, marks[i], strlen(marks[i])))
			return true;
	return false;
}

static void resolve(struct load *l, const struct load_reference *r)
{
	const struct ids *ids = r->phrase ? &l->phrases : &l->forms;
	long i = ids_find(ids, r->name);
	const char *hint;

	if (i < 0 && !load_may_be_lost(l, r->name)) {
		hint = ids_hint(l, ids, r->name);
		if (r->phrase && !*hint && is_text(r->name))
			hint = _(": reply takes the id of a phrase; the text itself goes under say");
		diag_error(l->diags, r->at,
		    r->phrase ? N_("unknown phrase '%.*s'%s") : N_("unknown form '%.*s'%s"),
		    STR_ARG(r->name), hint);
	}
	if (i >= 0 && r->phrase)
		*r->phrase = &l->book->phrases[i];
	else if (i >= 0)
		*r->form = book_form(l->book, r->name);
}

void load_references(struct load *l)
{
	for (size_t i = 0; i < l->references_n; i++)
		resolve(l, &l->references[i]);
}

/* ---- cases ---- */

static bool is_nothing(const struct yaml *v)
{
	return v->type == YAML_SCALAR && str_is(v->text, nothing);
}

static void read_when(struct load *l, struct outcome *o, const struct yaml *v)
{
	o->when = load_condition(l, v);
}

static void read_then(struct load *l, struct outcome *o, const struct yaml *v)
{
	o->has_then = true;
	choose_then(l, v, &case_then_shape, &o->then);
}

static void read_reply(struct load *l, struct outcome *o, const struct yaml *v)
{
	load_reply(l, v, &o->answer);
}

static void read_form(struct load *l, struct outcome *o, const struct yaml *v)
{
	o->has_form = true;
	if (!is_nothing(v))
		load_form_name(l, v, &o->form);
}

static void read_lookup(struct load *l, struct outcome *o, const struct yaml *v)
{
	o->has_lookup = true;
	if (!is_nothing(v))
		load_text(l, v, "lookup", &o->lookup);
}

static void read_skill(struct load *l, struct outcome *o, const struct yaml *v)
{
	load_skill(l, v, &o->skill);
}

static void read_urgency(struct load *l, struct outcome *o, const struct yaml *v)
{
	load_urgency(l, v, &o->urgency);
}

static void read_responsible(struct load *l, struct outcome *o, const struct yaml *v)
{
	load_responsible(l, v, &o->responsible);
}

static const struct case_key {
	struct shape_key key;
	void (*read)(struct load *l, struct outcome *o, const struct yaml *v); /* NULL: load_say() */
} keys[] = {
    {{"when", &shape_filled, N_("the condition: the first case whose when holds applies"),
	 .missing = N_("this case has no when: when does it apply?")},
	read_when},
    {{"say", &load_wordings_shape, N_("the answer, in one or several wordings")}, NULL},
    {{"again", &load_wordings_shape,
	 N_("what to say the second time in a conversation, the third, ..."), .needs = "say"},
	NULL},
    {{"reply", &shape_filled, N_("instead of say: the id of a phrase"), .bars = "say"}, read_reply},
    {{"then", &case_then_shape,
	 N_("what to do after the answer; nothing: without what is done otherwise")},
	read_then},
    {{"form", &shape_filled, N_("the id of a form to ask first; nothing: without one")}, read_form},
    {{"lookup", &shape_filled, N_("the look-up to ask first; nothing: without one")}, read_lookup},
    {{"skill", &load_skill_shape, N_("which colleagues it goes to")}, read_skill},
    {{"urgency", &load_urgency_shape, N_("1 (at once) to 4 (advice)")}, read_urgency},
    {{"responsible", &load_responsible_shape, N_("whose fault it is")}, read_responsible},
};

static const char *const of_intents[] = {"form", "lookup", NULL};

enum { CASE_LEAST = 2 }; /* keys: a when, and what is so then */

static const struct shape case_shape = {.name = "case", .title = N_("a case"), .takes = SHAPE_MAP,
    .least = CASE_LEAST, SHAPE_KEYS(keys)};
static const struct shape form_case_shape = {.name = "form_case", .title = N_("a case of a form"),
    .takes = SHAPE_MAP, .least = CASE_LEAST, SHAPE_KEYS(keys), .without = of_intents};

const struct shape load_cases_shape = {
    .takes = SHAPE_LIST, .least = 1, .most = CASES_MAX, .each = &case_shape};
const struct shape load_form_cases_shape = {
    .takes = SHAPE_LIST, .least = 1, .most = CASES_MAX, .each = &form_case_shape};

static bool read_key(struct load *l, struct outcome *o, const struct yaml_member *m)
{
	const struct case_key *k = (const void *)shape_find(&case_shape, m->key);

	if (k) {
		if (k->read)
			k->read(l, o, m->value);
		return true;
	}
	diag_error(l->diags, m->key_at, "unknown key '%.*s' in a case%s", STR_ARG(m->key),
	    keys_hint(l, &case_shape, m->key));
	return false;
}

void load_say(struct load *l, const struct yaml *map, struct str id, struct str title,
    struct place at, const struct phrase **out)
{
	const struct yaml *say = yaml_get(map, "say"), *again = yaml_get(map, "again");
	struct phrase *p;

	if (again && !say)
		diag_error(l->diags, again->at, "again without say: what is said the first time?");
	if (say && yaml_get(map, "reply"))
		diag_error(l->diags, say->at, "both say and reply: keep one of them");
	if (!say)
		return;
	p = load_new_phrase(l, id, at);
	if (!p)
		return;
	p->title = title;
	load_wordings(l, say, "say", &p->say, &p->say_n);
	if (again)
		load_wordings(l, again, "again", &p->again, &p->again_n);
	*out = p;
}

/* What a case has that its shape is without. */
static bool has_more(const struct shape *shape, const struct yaml *map)
{
	for (const char *const *name = shape->without; name && *name; name++)
		if (yaml_get(map, *name))
			return true;
	return false;
}

static void read_case(struct load *l, const struct yaml *map, const struct shape *shape,
    struct str id, struct str title, struct outcome *o)
{
	bool known = !l->damage;

	*o = (struct outcome){.at = map->at};
	for (size_t i = 0; i < map->size; i++)
		known = read_key(l, o, &map->members[i]) && known;
	load_say(l, map, id, title, map->at, &o->answer);
	if (has_more(shape, map))
		diag_error(l->diags, map->at,
		    "a case of a form has neither form nor lookup: these are an intent's");
	if (!known)
		return;
	load_missing(l, shape, map, map->at, id);
	if (yaml_get(map, "when") && map->size < shape->least)
		diag_error(l->diags, map->at, "this case does nothing: it has only a when");
}

void load_cases(struct load *l, const struct yaml *v, const struct shape *shape, struct str id,
    struct str title, struct outcome **out, size_t *n)
{
	*n = 0;
	if (l->damage && (v->type != YAML_LIST || !v->size))
		return;
	if (v->type != YAML_LIST || !v->size) {
		diag_error(l->diags, v->at, "cases is a list: - {when: ..., say: ...}");
		return;
	}
	if (v->size > shape->most) {
		diag_error(l->diags, v->at, "more than %zu cases", shape->most);
		return;
	}
	*out = ARENA_ARRAY(l->arena, struct outcome, v->size);
	for (size_t i = 0; i < v->size; i++) {
		const struct yaml *one = v->members[i].value;
		struct str name = arena_printf(l->arena, "%.*s.case%zu", STR_ARG(id), i + 1);

		if (one->type == YAML_MAP)
			read_case(l, one, shape->each, name, title, &(*out)[(*n)++]);
		else
			diag_error(l->diags, one->at, "a case is a map with when, say, then ...");
	}
}
