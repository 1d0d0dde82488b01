/* load_phrase.c - phrases, and wordings cut into text and placeholders. */
#include "base/intl.h"
#include "book/load_internal.h"
#include "book/render.h"

enum {
	WORDING_BYTES = 16 << 10, /* more than any channel takes in one message */
	WORDING_BRACES = 400,     /* a pair is a placeholder */
	WORDINGS = 1000,          /* far below WORDING_NONE */
};

/* A wording while it is cut. text is the trimmed wording in the book's arena, that of the file
 * begins `skip` later. */
struct cut {
	struct load *l;
	const struct yaml *node;
	struct str text;
	size_t skip;
	struct piece *pieces;
	size_t n;
};

static struct place cut_place(const struct cut *c, size_t offset)
{
	return yaml_place(c->node, c->skip + offset);
}

static void add_text(struct cut *c, size_t from, size_t to)
{
	if (to > from)
		c->pieces[c->n++].text = str_make(c->text.p + from, to - from);
}

static void note_use(struct load *l, struct str name, struct place at)
{
	if (l->uses_n == l->uses_room) {
		size_t room = l->uses_room ? l->uses_room * 2 : 256;

		l->uses = arena_grow(l->scratch, l->uses, l->uses_room * sizeof *l->uses,
		    room * sizeof *l->uses);
		l->uses_room = room;
	}
	l->uses[l->uses_n++] = (struct slot_use){name, at};
}

/* text[open] is a single {: *i is moved behind its }. */
static int add_placeholder(struct cut *c, size_t open, size_t *i)
{
	const char *p = c->text.p;
	size_t end = open + 1, bar = 0;
	struct piece *piece = &c->pieces[c->n];

	while (end < c->text.n && p[end] != '}' && p[end] != '{') {
		if (p[end] == '|' && !bar)
			bar = end;
		end++;
	}
	if (end == c->text.n || p[end] == '{')
		return diag_error(c->l->diags, cut_place(c, open),
		    "this { has no }; a brace that is to be seen is written {{");
	piece->slot = str_trim(str_make(p + open + 1, (bar ? bar : end) - open - 1));
	if (!piece->slot.n)
		return diag_error(c->l->diags, cut_place(c, open), "a placeholder without a name");
	if (bar) {
		piece->has_fallback = true;
		piece->text = str_make(p + bar + 1, end - bar - 1);
	}
	piece->at = cut_place(c, (size_t)(piece->slot.p - p));
	note_use(c->l, piece->slot, piece->at);
	c->n++;
	*i = end + 1;
	return 0;
}

static int cut_wording(struct cut *c)
{
	size_t from = 0, i = 0;
	const char *p = c->text.p;

	while (i < c->text.n) {
		if (p[i] != '{' && p[i] != '}') {
			i++;
		} else if (i + 1 < c->text.n && p[i + 1] == p[i]) { /* {{: the first is kept */
			add_text(c, from, i + 1);
			from = i += 2;
		} else if (p[i] == '}') {
			return diag_error(c->l->diags, cut_place(c, i),
			    "this } has no {; a brace that is to be seen is written }}");
		} else {
			add_text(c, from, i);
			if (add_placeholder(c, i, &i))
				return -1;
			from = i;
		}
	}
	add_text(c, from, i);
	return 0;
}

static int read_wording(struct load *l, const struct yaml *v, const char *what, struct wording *out)
{
	struct cut c = {.l = l, .node = v};
	struct str text;
	size_t braces = 0;

	if (load_text(l, v, what, &c.text))
		return -1;
	if (v->dashed)
		return diag_error(l->diags, v->at,
		    "YAML makes one text of these lines: each wording stands behind a '- ' in a line of its own, "
		    "all equally far in");
	text = v->text;
	c.skip = (size_t)(str_trim(text).p - text.p);
	for (size_t i = 0; i < c.text.n; i++)
		braces += c.text.p[i] == '{' || c.text.p[i] == '}';
	if (c.text.n > WORDING_BYTES)
		return diag_error(l->diags, v->at, "%s has %zu bytes: %d at most", what, c.text.n,
		    WORDING_BYTES);
	if (braces > WORDING_BRACES)
		return diag_error(l->diags, v->at, "%s has more than %d placeholders", what,
		    WORDING_BRACES / 2);
	c.pieces = ARENA_ARRAY(l->arena, struct piece, braces + 1);
	if (cut_wording(&c))
		return -1;
	*out = (struct wording){.pieces = c.pieces, .n = c.n, .at = yaml_place(v, c.skip)};
	return 0;
}

/* The texts of `say`: a list, or one. */
static size_t text_count(const struct yaml *v)
{
	return v && v->type == YAML_LIST ? v->size : 1;
}

static const struct yaml *text_at(const struct yaml *v, size_t i)
{
	return v->type == YAML_LIST ? v->members[i].value : v;
}

static bool is_conditional(const struct yaml *v)
{
	return yaml_get(v, "when") || yaml_get(v, "say");
}

static const struct shape texts_shape = {.title = N_("a text, or a list of texts"),
    .takes = SHAPE_SCALAR | SHAPE_LIST,
    .scalar = SHAPE_FILLED,
    .least = 1,
    .each = &shape_filled};

static const struct wording_key {
	struct shape_key key;
} wording_keys[] = {
    {{"when", &shape_filled, N_("the condition under which this may be said"),
	.missing = N_("a wording without when is a text alone")}},
    {{"say", &texts_shape, N_("the wording, or several"),
	.missing = N_("this wording has no say")}},
};

const struct shape load_wording_shape = {.name = "wording",
    .title = N_("a text, or {when: ..., say: ...}"),
    .takes = SHAPE_SCALAR | SHAPE_MAP,
    .scalar = SHAPE_FILLED,
    SHAPE_KEYS(wording_keys)};

const struct shape load_wordings_shape = {.name = "wordings",
    .title = N_("a text, or a list of texts"),
    .takes = SHAPE_SCALAR | SHAPE_LIST | SHAPE_MAP,
    .scalar = SHAPE_FILLED,
    .least = 1,
    .most = WORDINGS,
    .each = &load_wording_shape,
    SHAPE_KEYS(wording_keys)};

/* {when: ..., say: ...}: the wordings that `when` lets be said. */
static int read_conditional(struct load *l, const struct yaml *v, struct wording *out)
{
	const struct yaml *when = yaml_get(v, "when"), *say = yaml_get(v, "say");
	const struct condition *condition;
	const struct shape_key *k;
	int rc = 0;

	for (size_t i = 0; i < v->size; i++)
		if (!shape_find(&load_wording_shape, v->members[i].key))
			rc = diag_error(l->diags, v->members[i].key_at,
			    "unknown key '%.*s' in a wording%s", STR_ARG(v->members[i].key),
			    keys_hint(l, &load_wording_shape, v->members[i].key));
	for (size_t i = 0; !rc && (k = shape_missing(&load_wording_shape, v, &i));)
		rc = diag_error(l->diags, v->at, "%s", intl(k->missing));
	if (!say)
		return rc;
	if (!text_count(say))
		return rc ? rc : diag_error(l->diags, v->at, "this wording has no say");
	condition = when ? load_condition(l, when) : NULL;
	for (size_t i = 0; i < text_count(say); i++) {
		rc |= read_wording(l, text_at(say, i), _("a wording"), &out[i]);
		out[i].when = condition;
	}
	return rc || !condition ? -1 : 0;
}

static size_t wording_count(const struct yaml *v)
{
	size_t n = 0;

	for (size_t i = 0; i < text_count(v); i++) {
		const struct yaml *one = text_at(v, i);

		n += is_conditional(one) ? text_count(yaml_get(one, "say")) : 1;
	}
	return n;
}

int load_wordings(struct load *l, const struct yaml *v, const char *what, struct wording **out,
    size_t *n)
{
	size_t size = wording_count(v), done = 0;
	struct wording *wordings;
	int rc = 0;

	*n = 0;
	if ((yaml_is_nothing(v) || !size) && l->damage)
		return -1;
	if (yaml_is_nothing(v) || !size)
		return diag_error(l->diags, v->at, "%s has no wording", what);
	if (size > WORDINGS)
		return diag_error(l->diags, v->at, "%s has more than %d wordings", what, WORDINGS);
	wordings = ARENA_ARRAY(l->arena, struct wording, size);
	for (size_t i = 0; i < text_count(v); i++) {
		const struct yaml *one = text_at(v, i);

		if (is_conditional(one)) {
			rc |= read_conditional(l, one, &wordings[done]);
			done += text_count(yaml_get(one, "say"));
		} else {
			rc |= read_wording(l, one, _("a wording"), &wordings[done++]);
		}
	}
	*out = wordings;
	*n = rc ? 0 : size;
	return rc;
}

struct phrase *load_new_phrase(struct load *l, struct str id, struct place at)
{
	struct book *b = l->book;
	long first = ids_find(&l->phrases, id);
	struct phrase *p;

	if (first >= 0) {
		load_taken(l, &l->phrases, first, N_("the phrase"), id, at);
		return NULL;
	}
	ids_add(&l->phrases, l->scratch, id, at);
	p = &b->phrases[b->phrases_n];
	*p = (struct phrase){.id = arena_str(l->arena, id), .at = at, .index = b->phrases_n++};
	return p;
}

static void read_title(struct load *l, struct phrase *p, const struct yaml *v)
{
	load_text(l, v, "title", &p->title);
}

static void read_say(struct load *l, struct phrase *p, const struct yaml *v)
{
	load_wordings(l, v, "say", &p->say, &p->say_n);
}

static void read_again(struct load *l, struct phrase *p, const struct yaml *v)
{
	load_wordings(l, v, "again", &p->again, &p->again_n);
}

static const struct phrase_key {
	struct shape_key key;
	void (*read)(struct load *l, struct phrase *p, const struct yaml *v);
} phrase_keys[] = {
    {{"title", &shape_filled, N_("short name, for people")}, read_title},
    {{"say", &load_wordings_shape, N_("the text, in one or several wordings"),
	 .missing = N_("the phrase '%.*s' says nothing: it has no say")},
	read_say},
    {{"again", &load_wordings_shape,
	 N_("what to say the second time in a conversation, the third, ...")},
	read_again},
};

static const struct shape phrase_shape = {
    .name = "phrase", .title = N_("a phrase"), .takes = SHAPE_MAP, SHAPE_KEYS(phrase_keys)};

const struct shape load_phrases_shape = {.title = N_("phrases"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    .value = &phrase_shape,
    .names = LOAD_ID_PATTERN};

/* false after an unknown key: what seems to be missing may be meant by it. */
static bool read_phrase_key(struct load *l, const struct yaml_member *m, struct phrase *p)
{
	const struct phrase_key *k = (const void *)shape_find(&phrase_shape, m->key);

	if (k) {
		k->read(l, p, m->value);
		return true;
	}
	return !diag_error(l->diags, m->key_at, "unknown key '%.*s' in a phrase%s",
	    STR_ARG(m->key), keys_hint(l, &phrase_shape, m->key));
}

static void read_phrase(struct load *l, const struct yaml_member *m)
{
	struct phrase *p;
	bool known = !load_is_damaged(l, m->key_at);

	l->damage = !known;
	if (load_check_id(l, m, N_("a phrase")))
		return;
	p = load_new_phrase(l, m->key, m->key_at);
	if (!p)
		return;
	p->listed = true;
	if (m->value->type != YAML_MAP && l->damage)
		return;
	if (m->value->type != YAML_MAP) {
		diag_error(l->diags, m->value->at, "what belongs to the phrase '%.*s' stands below it, a line each: title: ..., say: ...",
		    STR_ARG(m->key));
		return;
	}
	for (size_t i = 0; i < m->value->size; i++)
		known = read_phrase_key(l, &m->value->members[i], p) && known;
	if (known)
		load_missing(l, &phrase_shape, m->value, m->key_at, m->key);
}

void load_phrases(struct load *l, const struct yaml *map)
{
	for (size_t i = 0; i < map->size; i++)
		if (!load_twice(l, &l->phrases, map, &map->members[i]))
			read_phrase(l, &map->members[i]);
}

static bool slot_known(const struct load *l, struct str name)
{
	for (size_t i = 0; book_builtin_slots[i]; i++)
		if (str_is(name, book_builtin_slots[i]))
			return true;
	return ids_find(&l->slots, name) >= 0 || ids_find(&l->facts, name) >= 0 ||
	    ids_find(&l->groups, name) >= 0;
}

/* All names a placeholder may have, for "did you mean". */
static size_t slot_names(struct load *l, const char ***out)
{
	size_t n = 0, room = l->slots.n + l->facts.n + l->groups.n;
	const char **names;

	while (book_builtin_slots[n])
		n++;
	names = ARENA_ARRAY(l->scratch, const char *, n + room);
	for (size_t i = 0; i < n; i++)
		names[i] = book_builtin_slots[i];
	for (size_t i = 0; i < l->slots.n; i++)
		names[n++] = l->slots.names[i];
	for (size_t i = 0; i < l->facts.n; i++)
		names[n++] = l->facts.names[i];
	for (size_t i = 0; i < l->groups.n; i++)
		names[n++] = l->groups.names[i];
	*out = names;
	return n;
}

void load_check_slots(struct load *l)
{
	const char **names;
	size_t n;

	n = slot_names(l, &names);
	for (size_t i = 0; i < l->uses_n; i++) {
		const struct slot_use *use = &l->uses[i];

		if (!slot_known(l, use->name) && !load_may_be_lost(l, use->name))
			diag_error(l->diags, use->at,
			    "unknown placeholder {%.*s}%s (placeholders are declared under slots:, "
			    "or are named groups of patterns)",
			    STR_ARG(use->name), names_hint(l, names, n, use->name));
	}
}
