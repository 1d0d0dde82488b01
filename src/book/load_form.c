/* load_form.c - forms: questions asked in turn (load_field.c), then an outcome; and `answers:`, the
 * short answers that mean the same in every form. */
#include "base/intl.h"
#include "book/load_internal.h"

static const struct shape within_shape = {.title = N_("a span of time up to 30d"),
    .takes = SHAPE_SCALAR,
    .scalar = SHAPE_SPAN,
    .min = 1,
    .max = 30 * INT64_C(86400000)};

static const struct answer_key {
	struct shape_key key;
	enum answer_sense sense;
} senses[] = {
    {{"abandon", &load_lines_shape, N_("patterns of who does not want to go on with a form")},
	ANSWER_ABANDON},
    {{"skip", &load_lines_shape, N_("patterns of who has no answer to a question that is optional")},
	ANSWER_SKIP},
    {{"wait", &load_lines_shape, N_("patterns of who says thanks, or is looking for it")},
	ANSWER_WAIT},
    {{"question", &load_lines_shape, N_("patterns that tell a question from a free text")},
	ANSWER_QUESTION},
};

const struct shape load_answers_shape = {.name = "answers",
    .title = N_("answers"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    SHAPE_KEYS(senses)};

static void unknown_answer(struct load *l, const struct yaml_member *m)
{
	diag_error(l->diags, m->key_at, "unknown key '%.*s' under answers%s", STR_ARG(m->key),
	    keys_hint(l, &load_answers_shape, m->key));
}

void load_answers(struct load *l, const struct yaml *map)
{
	for (size_t i = 0; i < map->size; i++) {
		const struct yaml_member *m = &map->members[i];
		const struct answer_key *k = (const void *)shape_find(&load_answers_shape, m->key);

		if (!k)
			unknown_answer(l, m);
		else if (l->book->answers[k->sense].n)
			diag_error(l->diags, m->key_at, "'%s' stands already under answers",
			    k->key.name);
		else
			load_rx_list(l, m->value, k->key.name, &l->book->answers[k->sense]);
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
	if (!shape_within(&within_shape, span))
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
	struct shape_key key;
	/* NULL: read_outcome() */
	void (*read)(struct load *l, struct form *f, const struct yaml *v);
} keys[] = {
    {{"title", &shape_filled, N_("its name, for people"),
	 .missing = N_("the form '%.*s' has no title")},
	read_title},
    {{"ask", &load_fields_shape,
	 N_("the questions, in order: each is a slot and its wordings, or a map"),
	 .missing = N_("the form '%.*s' asks nothing: it has no ask")},
	load_fields},
    {{"confirm", &load_wordings_shape, N_("a last question that repeats what was said")},
	read_confirm},
    {{"abandon", &load_lines_shape, N_("patterns that leave it, beside those of answers")},
	read_abandon},
    {{"within", &within_shape, N_("so long it waits for an answer; else limits.form_within")},
	read_within},
    {{"say", &load_wordings_shape, N_("what is said at the end, in one or several wordings")},
	NULL},
    {{"again", &load_wordings_shape,
	 N_("what to say the second time in a conversation, the third, ..."), .needs = "say"},
	NULL},
    {{"reply", &shape_filled, N_("instead of say: the id of a phrase"), .bars = "say"}, read_reply},
    {{"then", &load_then_shape,
	 N_("what to do at the end: transfer (hand over to a human), ticket (file a ticket), close "
	    "(say goodbye and close), check (ask whether there is anything else), understood (ask "
	    "whether the steps are clear)")},
	read_then},
    {{"skill", &load_skill_shape, N_("which colleagues it goes to")}, read_skill},
    {{"urgency", &load_urgency_shape, N_("1 (at once) to 4 (advice)")}, read_urgency},
    {{"responsible", &load_responsible_shape, N_("whose fault it is")}, read_responsible},
    {{"cases", &load_form_cases_shape, N_("what is said or done instead when something is so")},
	NULL},
};

static const struct shape form_shape = {
    .name = "form", .title = N_("a form"), .takes = SHAPE_MAP, SHAPE_KEYS(keys)};

const struct shape load_forms_shape = {.title = N_("forms"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    .value = &form_shape,
    .names = LOAD_ID_PATTERN};

static bool read_key(struct load *l, struct form *f, const struct yaml_member *m)
{
	const struct form_key *k = (const void *)shape_find(&form_shape, m->key);

	if (k) {
		if (k->read)
			k->read(l, f, m->value);
		return true;
	}
	diag_error(l->diags, m->key_at, "unknown key '%.*s' in a form%s", STR_ARG(m->key),
	    keys_hint(l, &form_shape, m->key));
	return false;
}

static void read_outcome(struct load *l, struct form *f, const struct yaml *map)
{
	struct str id = arena_printf(l->arena, "form.%.*s", STR_ARG(f->id));
	const struct yaml *cases = yaml_get(map, "cases");

	load_say(l, map, id, f->title, f->at, &f->answer);
	if (cases)
		load_cases(
		    l, cases, &load_form_cases_shape, id, f->title, &f->cases, &f->cases_n);
}

static void read_form(struct load *l, const struct yaml *map, struct form *f)
{
	bool known = !l->damage;

	for (size_t i = 0; i < map->size; i++)
		known = read_key(l, f, &map->members[i]) && known;
	read_outcome(l, f, map);
	if (known)
		load_missing(l, &form_shape, map, f->at, f->id);
}

static int new_form(struct load *l, const struct yaml_member *m)
{
	long first;

	if (load_check_id(l, m, N_("a form")))
		return -1;
	first = ids_find(&l->forms, m->key);
	if (first >= 0)
		return load_taken(l, &l->forms, first, N_("the form"), m->key, m->key_at);
	ids_add(&l->forms, l->scratch, m->key, m->key_at);
	if (m->value->type != YAML_MAP && load_is_damaged(l, m->key_at))
		return -1;
	if (m->value->type != YAML_MAP)
		return diag_error(l->diags, m->value->at,
		    "what belongs to the form '%.*s' stands below it, a line each: title: ..., ask: ..., "
		    "then: ...", STR_ARG(m->key));
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
