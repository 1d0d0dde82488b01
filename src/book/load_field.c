/* load_field.c - the questions of a form, each with what answers it: a kind, patterns, choices. */
#include "base/intl.h"
#include "book/kind.h"
#include "book/load_internal.h"
#include "pattern/normalise.h"

/* Every message of the customer's is searched for each of a question's words. */
enum { FIELDS_MAX = 60, CHOICES_MAX = 1000, CHOICE_WORDS_MAX = 5000, TRIES_MAX = 20 };

const struct shape load_kind_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMED(kind_names)};
static const struct shape tries_shape = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_INT, .min = 1, .max = TRIES_MAX};
static const struct shape choices_shape = {
    .title = N_("a list of choices, or a map of choices and other words for them"),
    .takes = SHAPE_LIST | SHAPE_MAP,
    .least = 1,
    .most = CHOICES_MAX,
    .each = &shape_filled,
    .value = &load_some_lines_shape,
    .names = "^[ \\t\\r\\n]*[^ \\t\\r\\n]"};

void load_rx_list(struct load *l, const struct yaml *v, const char *what, struct rx_list *to)
{
	struct lines it = {.v = v};
	struct line line;
	size_t before = diag_count(l->diags, DIAG_ERROR);

	if (to->rx) /* the key is there twice, which YAML told */
		return;
	to->rx = ARENA_ARRAY(l->arena, const struct rx *, line_count(v) + 1);
	while (line_next(l, &it, N_("a pattern"), &line)) {
		const struct rx *rx = load_rx(l, &line);

		if (rx)
			to->rx[to->n++] = rx;
	}
	if (!to->n && !l->damage && diag_count(l->diags, DIAG_ERROR) == before)
		diag_error(l->diags, v->at, "%s has no pattern", what);
}

/* ---- choices ---- */

static const struct choice *taken_by(const struct field *f, struct str word)
{
	for (size_t i = 0; i < f->choices_n; i++) {
		const struct choice *c = &f->choices[i];

		if (str_eq(c->value, word))
			return c;
		for (size_t k = 0; k < c->words_n; k++)
			if (str_eq(c->words[k], word))
				return c;
	}
	return NULL;
}

static bool is_free(struct load *l, const struct field *f, struct str word, struct place at)
{
	const struct choice *other = taken_by(f, word);

	if (other)
		diag_error(l->diags, at, "'%.*s' is said for the choice '%.*s' already",
		    STR_ARG(word), STR_ARG(other->value));
	return !other;
}

/* Once, and not with every message. */
static void normalise_choice(struct load *l, struct choice *c)
{
	c->normal = ARENA_ARRAY(l->arena, struct str, c->words_n + 1);
	for (size_t i = 0; i <= c->words_n; i++) {
		struct str word = i ? c->words[i - 1] : c->value;
		struct normal n;

		if (normalise(l->options->normaliser, l->arena, word, &n) == 0)
			c->normal[i] = n.text;
	}
}

static void add_words(struct load *l, struct field *f, struct choice *c, const struct yaml *words)
{
	struct lines it = {.v = words};
	struct line line;

	c->words = ARENA_ARRAY(l->arena, struct str, line_count(words) + 1);
	while (line_next(l, &it, N_("a word"), &line))
		if (is_free(l, f, line.text, line_place(&line, 0)))
			c->words[c->words_n++] = arena_str(l->arena, line.text);
}

static void add_choice(struct load *l, struct field *f, struct str value, struct place at,
    const struct yaml *words)
{
	struct choice *c = &f->choices[f->choices_n];

	value = str_trim(value);
	if (!value.n) {
		diag_error(l->diags, at, "a choice is empty");
		return;
	}
	if (!is_free(l, f, value, at))
		return;
	*c = (struct choice){.value = arena_str(l->arena, value)};
	f->choices_n++;
	if (words && !yaml_is_nothing(words))
		add_words(l, f, c, words);
	normalise_choice(l, c);
}

static size_t count_words(const struct yaml *choices)
{
	size_t n = 0;

	for (size_t i = 0; i < choices->size; i++)
		n += line_count(choices->members[i].value);
	return n;
}

static void read_choices(struct load *l, struct form *form, struct field *f, const struct yaml *v)
{
	bool list = v->type == YAML_LIST;

	(void)form;
	if (f->choices) /* there twice */
		return;
	if (yaml_is_nothing(v) || (!list && v->type != YAML_MAP) || !v->size) {
		diag_error(l->diags, v->at,
		    "choices are a list, or a map of choices and other words for them");
		return;
	}
	if (v->size > choices_shape.most) {
		diag_error(l->diags, v->at, "more than %zu choices", choices_shape.most);
		return;
	}
	if (count_words(v) > CHOICE_WORDS_MAX) {
		diag_error(l->diags, v->at, "more than %d words for the choices of a question",
		    CHOICE_WORDS_MAX);
		return;
	}
	f->choices = ARENA_ARRAY(l->arena, struct choice, v->size);
	for (size_t i = 0; i < v->size; i++) {
		const struct yaml_member *m = &v->members[i];
		struct str text;

		if (!list)
			add_choice(l, f, m->key, m->key_at, m->value);
		else if (yaml_text(m->value, _("a choice"), l->diags, &text) == 0)
			add_choice(l, f, text, m->value->at, NULL);
	}
}

/* ---- the keys of a question ---- */

static void read_kind(struct load *l, struct form *form, struct field *f, const struct yaml *v)
{
	int kind = load_choose(l, v, "kind", &load_kind_shape);

	(void)form;
	if (kind >= 0)
		f->kind = (enum slot_kind)kind;
}

static void read_match(struct load *l, struct form *form, struct field *f, const struct yaml *v)
{
	(void)form;
	load_rx_list(l, v, "match", &f->patterns);
}

static void read_tries(struct load *l, struct form *form, struct field *f, const struct yaml *v)
{
	int64_t n;

	(void)form;
	if (shape_int(&tries_shape, v, "tries", l->diags, &n) == 0)
		f->tries = (unsigned)n;
}

static void read_optional(struct load *l, struct form *form, struct field *f, const struct yaml *v)
{
	(void)form;
	yaml_bool(v, "optional", l->diags, &f->optional);
}

static void read_wrong(struct load *l, struct form *form, struct field *f, const struct yaml *v)
{
	struct str id = arena_printf(
	    l->arena, "form.%.*s.%.*s.wrong", STR_ARG(form->id), STR_ARG(f->slot));
	struct phrase *p = load_new_phrase(l, id, f->at);

	if (p && load_wordings(l, v, "wrong", &p->say, &p->say_n) == 0)
		f->wrong = p;
}

static void read_when(struct load *l, struct form *form, struct field *f, const struct yaml *v)
{
	(void)form;
	f->when = load_condition(l, v);
}

static const struct field_key {
	struct shape_key key;
	/* NULL: read_ask() */
	void (*read)(struct load *l, struct form *form, struct field *f, const struct yaml *v);
} keys[] = {
    {{"say", &load_wordings_shape, N_("the question"),
	 .missing = N_("the question for '%.*s' has no say")},
	NULL},
    {{"again", &load_wordings_shape, N_("the question when it is asked again")}, NULL},
    {{"wrong", &load_wordings_shape,
	 N_("said to an answer that does not fit; else the phrase form.wrong")},
	read_wrong},
    {{"tries", &tries_shape,
	 N_("so many answers that do not fit, then a human does the rest; else limits.form_tries")},
	read_tries},
    {{"kind", &load_kind_shape, N_("what is an answer; if nothing is said, the slot's own kind")},
	read_kind},
    {{"match", &load_lines_shape,
	 N_("patterns of your own, one a line: groups with names fill slots; without a name what "
	    "the pattern finds is the answer")},
	read_match},
    {{"choices", &choices_shape, N_("what may be chosen, each with other words for it")},
	read_choices},
    {{"optional", &shape_yes, N_("it may be left out")}, read_optional},
    {{"when", &shape_filled, N_("asked only when this is so")}, read_when},
};

/* The map, or the wordings themselves. */
static const struct shape field_shape = {.name = "question",
    .title = N_("a question: its wordings, or a map with say, kind, choices ..."),
    .takes = SHAPE_SCALAR | SHAPE_LIST | SHAPE_MAP,
    .scalar = SHAPE_FILLED,
    .least = 1,
    .each = &load_wording_shape,
    SHAPE_KEYS(keys)};

const struct shape load_fields_shape = {.takes = SHAPE_MAP,
    .least = 1,
    .most = FIELDS_MAX,
    .value = &field_shape,
    .names = LOAD_NAME_PATTERN};

/* false: nobody knows the key; what seems to be missing may be meant by it. */
static bool read_field_key(struct load *l, struct form *form, struct field *f,
    const struct yaml_member *m)
{
	const struct field_key *k = (const void *)shape_find(&field_shape, m->key);

	if (k) {
		if (k->read)
			k->read(l, form, f, m->value);
		return true;
	}
	diag_error(l->diags, m->key_at, "unknown key '%.*s' in a question of a form%s",
	    STR_ARG(m->key), keys_hint(l, &field_shape, m->key));
	return false;
}

/* `say` and `again` of a map, or the wordings themselves. */
static void read_ask(struct load *l, struct form *form, struct field *f, const struct yaml *v)
{
	bool map = v->type == YAML_MAP;
	const struct yaml *say = map ? yaml_get(v, "say") : v, *again = map ? yaml_get(v, "again") : NULL;
	struct str id = arena_printf(l->arena, "form.%.*s.%.*s", STR_ARG(form->id), STR_ARG(f->slot));
	struct phrase *p = load_new_phrase(l, id, f->at);

	if (!p)
		return;
	p->title = form->title;
	load_wordings(l, say, "say", &p->say, &p->say_n);
	if (again)
		load_wordings(l, again, "again", &p->again, &p->again_n);
	f->ask = p;
}

static void check_field(struct load *l, const struct yaml *map, struct field *f)
{
	const struct yaml *choices = yaml_get(map, "choices"), *kind = yaml_get(map, "kind");

	if (choices && f->kind != SLOT_CHOICE && (kind || f->kind != SLOT_TEXT))
		diag_error(l->diags, choices->at, "choices go with the kind choice, not with %s",
		    kind_name(f->kind));
	if (choices)
		f->kind = SLOT_CHOICE;
	else if (f->kind == SLOT_CHOICE && !f->patterns.n)
		diag_error(l->diags, kind ? kind->at : f->at,
		    "a question of the kind choice has no choices to choose from");
}

static void read_field_map(struct load *l, struct form *form, struct field *f, const struct yaml *v)
{
	bool known = true;

	for (size_t i = 0; i < v->size; i++)
		known = read_field_key(l, form, f, &v->members[i]) && known;
	if (!known)
		return;
	if (!l->damage)
		load_missing(l, &field_shape, v, f->at, f->slot);
	if (yaml_get(v, "say"))
		read_ask(l, form, f, v);
	check_field(l, v, f);
}

static void read_field(struct load *l, struct form *form, const struct yaml_member *m)
{
	struct field *f = &form->fields[form->fields_n];

	if (ids_find(&l->slots, m->key) < 0) {
		if (!load_may_be_lost(l, m->key))
			diag_error(l->diags, m->key_at,
			    "unknown slot '%.*s'%s (what a form asks for is declared under slots:)",
			    STR_ARG(m->key), ids_hint(l, &l->slots, m->key));
		return;
	}
	*f = (struct field){.slot = arena_str(l->arena, m->key),
	    .kind = book_slot_kind(l->book, m->key), .at = m->key_at};
	form->fields_n++;
	if (m->value->type == YAML_MAP)
		read_field_map(l, form, f, m->value);
	else
		read_ask(l, form, f, m->value);
	if (m->value->type != YAML_MAP && f->kind == SLOT_CHOICE)
		check_field(l, m->value, f);
}

void load_fields(struct load *l, struct form *form, const struct yaml *v)
{
	if (form->fields) /* there twice */
		return;
	if (v->type != YAML_MAP || !v->size) {
		if (!l->damage)
			diag_error(l->diags, v->at,
			    "the form '%.*s' asks nothing: ask is a map of slots and their questions",
			    STR_ARG(form->id));
		return;
	}
	if (v->size > load_fields_shape.most) {
		diag_error(l->diags, v->at, "more than %zu questions in a form",
		    load_fields_shape.most);
		return;
	}
	form->fields = ARENA_ARRAY(l->arena, struct field, v->size);
	for (size_t i = 0; i < v->size; i++)
		if (yaml_get(v, v->members[i].key.p) == v->members[i].value)
			read_field(l, form, &v->members[i]);
}
