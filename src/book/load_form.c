/* load_form.c - forms: questions asked in turn (load_field.c), then an outcome; and `answers:`, the
 * short answers that mean the same in every form. */
#include "book/load_internal.h"

static const int64_t longest_ms = 30 * INT64_C(86400000);

static const char *const senses[ANSWER_SENSES] = {
    [ANSWER_ABANDON] = "abandon",
    [ANSWER_SKIP] = "skip",
    [ANSWER_WAIT] = "wait",
    [ANSWER_QUESTION] = "question",
};

void load_answers(struct load *l, const struct yaml *map)
{
	for (size_t i = 0; i < map->size; i++) {
		const struct yaml_member *m = &map->members[i];
		size_t s = 0;

		while (s < ANSWER_SENSES && !str_is(m->key, senses[s]))
			s++;
		if (s == ANSWER_SENSES)
			diag_error(l->diags, m->key_at, "unknown key '%.*s' under answers%s (%s)",
			    STR_ARG(m->key), names_hint(l, senses, ANSWER_SENSES, m->key),
			    load_join(l, senses, ANSWER_SENSES));
		else if (l->book->answers[s].n)
			diag_error(l->diags, m->key_at, "'%s' stands already under answers",
			    senses[s]);
		else
			load_rx_list(l, m->value, senses[s], &l->book->answers[s]);
	}
}

/* ---- the keys of a form ---- */

static void read_title(struct load *l, struct form *f, const struct yaml *v)
{
	load_text(l, v, "title", &f->title);
}

static void read_confirm(struct load *l, struct form *f, const struct yaml *v)
{
	struct str id = arena_printf(l->arena, "form.%.*s.confirm", STR_ARG(f->id));
	struct phrase *p = load_new_phrase(l, id, v->at);

	if (p && load_wordings(l, v, "confirm", &p->say, &p->say_n) == 0)
		f->confirm = p;
}

static void read_abandon(struct load *l, struct form *f, const struct yaml *v)
{
	load_rx_list(l, v, "abandon", &f->abandon);
}

static void read_within(struct load *l, struct form *f, const struct yaml *v)
{
	int64_t span;

	if (yaml_span(v, "within", l->diags, &span))
		return;
	if (span <= 0 || span > longest_ms)
		diag_error(l->diags, v->at, "within is a span of time up to 30d");
	else
		f->within = span;
}

static void read_reply(struct load *l, struct form *f, const struct yaml *v)
{
	load_reply(l, v, &f->answer);
}

static void read_then(struct load *l, struct form *f, const struct yaml *v)
{
	load_then(l, v, &f->then);
}

static void read_skill(struct load *l, struct form *f, const struct yaml *v)
{
	load_skill(l, v, &f->skill);
}

static void read_urgency(struct load *l, struct form *f, const struct yaml *v)
{
	load_urgency(l, v, &f->urgency);
}

static void read_responsible(
    struct load *l, struct form *f, const struct yaml *v)
{
	load_responsible(l, v, &f->responsible);
}

static const struct form_key {
	const char *name;
	void (*read)(struct load *l, struct form *f, const struct yaml *v);
} keys[] = {
    {"title", read_title}, {"ask", load_fields}, {"confirm", read_confirm},
    {"abandon", read_abandon}, {"within", read_within}, {"say", NULL}, {"again", NULL},
    {"reply", read_reply}, {"then", read_then}, {"skill", read_skill},
    {"urgency", read_urgency}, {"responsible", read_responsible}, {"cases", NULL},
};

enum { KEYS = sizeof keys / sizeof keys[0] };

static bool read_key(struct load *l, struct form *f,
    const struct yaml_member *m)
{
	const char *names[KEYS];

	for (size_t i = 0; i < KEYS; i++) {
		if (str_is(m->key, keys[i].name)) {
			if (keys[i].read)
				keys[i].read(l, f, m->value);
			return true;
		}
		names[i] = keys[i].name;
	}
	diag_error(l->diags, m->key_at, "unknown key '%.*s' in a form%s", STR_ARG(m->key),
	    names_hint(l, names, KEYS, m->key));
	return false;
}

static void read_outcome(struct load *l, struct form *f, const struct yaml *map)
{
	struct str id = arena_printf(l->arena, "form.%.*s", STR_ARG(f->id));
	const struct yaml *cases = yaml_get(map, "cases");

	load_say(l, map, id, f->title, f->at, &f->answer);
	if (cases)
		load_cases(l, cases, id, f->title, &f->cases, &f->cases_n);
	for (size_t i = 0; i < f->cases_n; i++)
		if (f->cases[i].has_form || f->cases[i].has_lookup)
			diag_error(l->diags, f->cases[i].at,
			    "a case of a form has neither form nor lookup: these are an intent's");
}

static void read_form(struct load *l, const struct yaml *map, struct form *f)
{
	bool known = !l->damage;

	for (size_t i = 0; i < map->size; i++)
		known = read_key(l, f, &map->members[i]) && known;
	read_outcome(l, f, map);
	if (!known)
		return;
	if (!yaml_get(map, "title"))
		diag_error(l->diags, f->at, "the form '%.*s' has no title", STR_ARG(f->id));
	if (!yaml_get(map, "ask"))
		diag_error(l->diags, f->at, "the form '%.*s' asks nothing: it has no ask",
		    STR_ARG(f->id));
}

static int new_form(struct load *l, const struct yaml_member *m)
{
	long first;

	if (load_check_id(l, m, "a form"))
		return -1;
	first = ids_find(&l->forms, m->key);
	if (first >= 0)
		return load_taken(l, &l->forms, first, "the form", m->key, m->key_at);
	ids_add(&l->forms, l->scratch, m->key, m->key_at);
	if (m->value->type != YAML_MAP && load_is_damaged(l, m->key_at))
		return -1;
	if (m->value->type != YAML_MAP)
		return diag_error(l->diags, m->value->at,
		    "the form '%.*s' is a map with title, ask, then ...", STR_ARG(m->key));
	return 0;
}

void load_forms(struct load *l, const struct yaml *map)
{
	struct book *b = l->book;

	for (size_t i = 0; i < map->size; i++) {
		const struct yaml_member *m = &map->members[i];
		struct form *f = &b->forms[b->forms_n];

		if (load_twice(l, &l->forms, map, m) || new_form(l, m))
			continue;
		*f = (struct form){.id = arena_str(l->arena, m->key), .at = m->key_at,
		    .index = (uint32_t)b->forms_n};
		l->damage = load_is_damaged(l, m->key_at);
		b->forms_n++;
		read_form(l, m->value, f);
	}
}

/* ---- when all is read ---- */

/* Settings are whole only now: what a form does not say is theirs. */
static void fill_defaults(const struct settings *set, struct form *f)
{
	if (!f->within)
		f->within = set->form_within;
	for (size_t i = 0; i < f->fields_n; i++)
		if (!f->fields[i].tries)
			f->fields[i].tries = set->form_tries > 0 ? (unsigned)set->form_tries : 1;
}

/* Asked through, and then nothing. */
static bool ends_in_nothing(const struct intent *t)
{
	const struct form *f = t->form;

	return f && !t->answer && !t->then && !t->cases_n && !t->lookup.n && !f->answer && !f->then &&
	    !f->cases_n;
}

void load_finish_forms(struct load *l)
{
	/* else what is missing may be a mistake's doing */
	bool sound = diag_count(l->diags, DIAG_ERROR) == 0;

	for (size_t i = 0; i < l->book->forms_n; i++)
		fill_defaults(&l->book->settings, &l->book->forms[i]);
	for (size_t i = 0; sound && i < l->book->intents_n; i++) {
		const struct intent *t = &l->book->intents[i];

		if (ends_in_nothing(t))
			diag_error(l->diags, t->at,
			    "nothing is said or done when the form '%.*s' is filled for '%.*s': "
			    "neither has say, reply or then",
			    STR_ARG(t->form->id), STR_ARG(t->id));
	}
}
