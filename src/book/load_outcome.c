/* load_outcome.c - what intents, forms and cases have in common: what is said and done.  Names of
 * phrases and forms are looked up at the end, when all of them are known. */
#include "book/load_internal.h"

static const struct named_value thens[] = {{"transfer", THEN_TRANSFER}, {"ticket", THEN_TICKET},
    {"close", THEN_CLOSE}, {"check", THEN_CHECK},
    {"understood", THEN_UNDERSTOOD}, {"nothing", THEN_NOTHING}};
static const struct named_value sides[] = {{"shop", RESPONSIBLE_SHOP}, {"both", RESPONSIBLE_BOTH},
    {"customer", RESPONSIBLE_CUSTOMER}};

enum { CHOICES_MAX = 16, THENS = 5, CASE_THENS = 6, CASES_MAX = 100 };

/* What a case writes to do without what the intent does. */
static const char nothing[] = "nothing";

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

int load_choose(struct load *l, const struct yaml *v, const char *what,
    const struct named_value *values, size_t n)
{
	const char *names[CHOICES_MAX];
	int i;

	for (size_t k = 0; k < n; k++)
		names[k] = values[k].name;
	i = choose(l, v, what, names, n);
	return i < 0 ? -1 : values[i].value;
}

void load_then(struct load *l, const struct yaml *v, enum intent_then *out)
{
	int then = load_choose(l, v, "then", thens, THENS);

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
	int side = load_choose(l, v, "responsible", sides, 3);

	if (side >= 0)
		*out = (enum responsible)side;
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

static void resolve(struct load *l, const struct load_reference *r)
{
	const struct ids *ids = r->phrase ? &l->phrases : &l->forms;
	long i = ids_find(ids, r->name);

	if (i < 0 && !load_may_be_lost(l, r->name))
		diag_error(l->diags, r->at, "unknown %s '%.*s'%s", r->phrase ? "phrase" : "form",
		    STR_ARG(r->name), ids_hint(l, ids, r->name));
	else if (i >= 0 && r->phrase)
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
	int then = load_choose(l, v, "then", thens, CASE_THENS);

	o->has_then = true;
	if (then >= 0)
		o->then = (enum intent_then)then;
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
	const char *name;
	void (*read)(struct load *l, struct outcome *o, const struct yaml *v); /* NULL: read_say() */
} keys[] = {
    {"when", read_when}, {"say", NULL}, {"again", NULL}, {"reply", read_reply},
    {"then", read_then}, {"form", read_form}, {"lookup", read_lookup}, {"skill", read_skill},
    {"urgency", read_urgency}, {"responsible", read_responsible},
};

enum { KEYS = sizeof keys / sizeof keys[0] };

static bool read_key(struct load *l, struct outcome *o, const struct yaml_member *m)
{
	const char *names[KEYS];

	for (size_t i = 0; i < KEYS; i++) {
		if (str_is(m->key, keys[i].name)) {
			if (keys[i].read)
				keys[i].read(l, o, m->value);
			return true;
		}
		names[i] = keys[i].name;
	}
	diag_error(l->diags, m->key_at, "unknown key '%.*s' in a case%s", STR_ARG(m->key),
	    names_hint(l, names, KEYS, m->key));
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

static void read_case(struct load *l, const struct yaml *map, struct str id, struct str title,
    struct outcome *o)
{
	bool known = !l->damage;

	*o = (struct outcome){.at = map->at};
	for (size_t i = 0; i < map->size; i++)
		known = read_key(l, o, &map->members[i]) && known;
	load_say(l, map, id, title, map->at, &o->answer);
	if (!known)
		return;
	if (!yaml_get(map, "when"))
		diag_error(l->diags, map->at, "this case has no when: when does it apply?");
	else if (map->size == 1)
		diag_error(l->diags, map->at, "this case does nothing: it has only a when");
}

void load_cases(struct load *l, const struct yaml *v, struct str id, struct str title,
    struct outcome **out, size_t *n)
{
	*n = 0;
	if (l->damage && (v->type != YAML_LIST || !v->size))
		return;
	if (v->type != YAML_LIST || !v->size) {
		diag_error(l->diags, v->at, "cases is a list: - {when: ..., say: ...}");
		return;
	}
	if (v->size > CASES_MAX) {
		diag_error(l->diags, v->at, "more than %d cases", CASES_MAX);
		return;
	}
	*out = ARENA_ARRAY(l->arena, struct outcome, v->size);
	for (size_t i = 0; i < v->size; i++) {
		const struct yaml *one = v->members[i].value;
		struct str name = arena_printf(l->arena, "%.*s.case%zu", STR_ARG(id), i + 1);

		if (one->type == YAML_MAP)
			read_case(l, one, name, title, &(*out)[(*n)++]);
		else
			diag_error(l->diags, one->at, "a case is a map with when, say, then ...");
	}
}
