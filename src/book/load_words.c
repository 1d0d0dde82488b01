/* load_words.c - `words:` and `slots:`. */
#include <stdlib.h>

#include "base/intl.h"
#include "book/kind.h"
#include "book/load_internal.h"
#include "pattern/normalise.h"

const struct shape load_words_shape = {.title = N_("words"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    .value = &load_lines_shape,
    .names = LOAD_NAME_PATTERN};

int load_check_id(struct load *l, const struct yaml_member *m, const char *what)
{
	if (!m->key.n)
		return diag_error(l->diags, m->key_at, "%s without a name", intl(what));
	for (size_t i = 0; i < m->key.n; i++)
		if ((unsigned char)m->key.p[i] <= ' ')
			return diag_error(l->diags, m->key_at,
			    "the name of %s has a blank in it: '%.*s'", intl(what), STR_ARG(m->key));
	return 0;
}

/* Each costs a walk over the map: not when there are more findings than are kept. */
bool load_twice(const struct load *l, const struct ids *ids, const struct yaml *map,
    const struct yaml_member *m)
{
	if (ids_find(ids, m->key) < 0)
		return false;
	return diag_size(l->diags) >= DIAG_KEEP || yaml_get(map, m->key.p) != m->value;
}

int load_taken(struct load *l, const struct ids *ids, long first, const char *what, struct str name,
    struct place at)
{
	const struct place *there = &ids->places[first];

	return diag_error(l->diags, at, "%s '%.*s' stands already at %s:%u", intl(what), STR_ARG(name),
	    there->file, there->line);
}

int load_text(struct load *l, const struct yaml *v, const char *what, struct str *out)
{
	struct str text;

	if (yaml_is_nothing(v))
		return diag_error(l->diags, v->at, "%s is empty", what);
	if (yaml_text(v, what, l->diags, &text))
		return -1;
	text = str_trim(text);
	if (!text.n)
		return diag_error(l->diags, v->at, "%s is empty", what);
	*out = arena_str(l->arena, text);
	return 0;
}

/* Names of words and slots stand inside <> and {}. */
static int check_name(struct load *l, const struct yaml_member *m, const char *what)
{
	if (load_check_id(l, m, what))
		return -1;
	for (size_t i = 0; i < m->key.n; i++) {
		char c = m->key.p[i];

		if ((c & 0x80) || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
		    c == '_' || c == '-' || c == '.')
			continue;
		return diag_error(l->diags, m->key_at,
		    "the name of %s has only letters, digits and . _ -, not '%c'", intl(what), c);
	}
	return 0;
}

int load_add_name(struct load *l, struct ids *ids, const struct yaml_member *m, const char *what)
{
	long first;

	if (check_name(l, m, what))
		return -1;
	first = ids_find(ids, m->key);
	if (first >= 0)
		return load_taken(l, ids, first, what, m->key, m->key_at);
	ids_add(ids, l->scratch, m->key, m->key_at);
	return 0;
}

static void read_words(struct load *l, const struct yaml *v, struct word_list *list)
{
	struct lines it = {.v = v};
	struct line line;

	size_t before = diag_count(l->diags, DIAG_ERROR);

	list->words = ARENA_ARRAY(l->arena, struct str, line_count(v) + 1);
	while (line_next(l, &it, N_("a word"), &line))
		list->words[list->n++] = arena_str(l->arena, line.text);
	if (!list->n && diag_count(l->diags, DIAG_ERROR) == before)
		diag_error(
		    l->diags, v->at, "the word list '%.*s' has no words", STR_ARG(list->name));
}

void load_words(struct load *l, const struct yaml *map)
{
	struct book *b = l->book;

	for (size_t i = 0; i < map->size; i++) {
		const struct yaml_member *m = &map->members[i];
		struct word_list *list = &b->words[b->words_n];

		if (load_twice(l, &l->words, map, m) || load_add_name(l, &l->words, m, N_("the word list")))
			continue;
		*list = (struct word_list){.name = arena_str(l->arena, m->key), .at = m->key_at};
		read_words(l, m->value, list);
		l->word_patterns[b->words_n] = load_word_pattern(l, list->words, list->n);
		if (list->n && !l->word_patterns[b->words_n].n)
			diag_error(l->diags, m->value->at, "no word of '%.*s' can be seen",
			    STR_ARG(list->name));
		b->words_n++;
	}
}

static int read_title(struct load *l, struct slot_name *slot, const struct yaml *v)
{
	return load_text(l, v, "title", &slot->title);
}

static int read_kind(struct load *l, struct slot_name *slot, const struct yaml *v)
{
	int kind = load_choose(l, v, "kind", &load_kind_shape);

	if (kind < 0)
		return -1;
	slot->kind = (enum slot_kind)kind;
	return 0;
}

static const struct slot_key {
	struct shape_key key;
	int (*read)(struct load *l, struct slot_name *slot, const struct yaml *v);
} slot_keys[] = {
    {{"title", &shape_filled, N_("what it is, for people"),
	 .missing = N_("the slot has no title")},
	read_title},
    {{"kind", &load_kind_shape,
	 N_("what kind of value it is: it is kept when it is one, compared and shown as one"), "text"},
	read_kind},
};

static const struct shape slot_shape = {.name = "slot",
    .title = N_("a description, or {title: ..., kind: ...}"),
    .takes = SHAPE_SCALAR | SHAPE_MAP,
    .scalar = SHAPE_FILLED,
    SHAPE_KEYS(slot_keys)};

const struct shape load_slots_shape = {.title = N_("slots"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    .value = &slot_shape,
    .names = LOAD_NAME_PATTERN};

/* {title: 签收日期, kind: date} */
static int read_slot_map(struct load *l, const struct yaml *map, struct slot_name *slot)
{
	const struct shape_key *k;
	int rc = 0;

	for (size_t i = 0; i < map->size; i++) {
		struct str key = map->members[i].key;

		if (!shape_find(&slot_shape, key))
			rc = diag_error(l->diags, map->members[i].key_at,
			    "unknown key '%.*s' in a slot%s", STR_ARG(key),
			    keys_hint(l, &slot_shape, key));
	}
	for (size_t i = 0; !rc && (k = shape_missing(&slot_shape, map, &i));)
		rc = diag_error(l->diags, slot->at, "%s", intl(k->missing));
	for (size_t i = 0; (k = shape_next(&slot_shape, &i));) {
		const struct yaml *v = yaml_get(map, k->name);

		if (v)
			rc |= ((const struct slot_key *)(const void *)k)->read(l, slot, v);
	}
	return rc;
}

void load_slots(struct load *l, const struct yaml *map)
{
	struct book *b = l->book;

	for (size_t i = 0; i < map->size; i++) {
		const struct yaml_member *m = &map->members[i];
		struct slot_name slot = {.at = m->key_at};
		int *kind;

		if (load_twice(l, &l->slots, map, m) || load_add_name(l, &l->slots, m, N_("the slot")))
			continue;
		kind = &l->slot_kinds[l->slots.n - 1];
		*kind = LOAD_KIND_WRONG;
		/* vip is one of the profile's, which the program asks for itself */
		if (load_is_desk_name(m->key) && !str_is(m->key, "vip")) {
			diag_error(l->diags, m->key_at,
			    "'%.*s' is a name of the program's own: call the slot something else",
			    STR_ARG(m->key));
			continue;
		}
		if (m->value->type == YAML_MAP
			? read_slot_map(l, m->value, &slot)
			: load_text(l, m->value, _("the description of a slot"), &slot.title))
			continue;
		*kind = slot.kind;
		slot.name = arena_str(l->arena, m->key);
		b->slots[b->slots_n++] = slot;
	}
}

static int by_length(const void *a, const void *b)
{
	const struct str *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return str_compare(*x, *y);
}

static void add_escaped(struct buf *out, struct str word)
{
	for (size_t i = 0; i < word.n; i++) {
		if (strchr("\\^$.[|()?*+{}#-", word.p[i]) && word.p[i])
			buf_addc(out, '\\');
		buf_addc(out, word.p[i]);
	}
}

struct str load_word_pattern(struct load *l, const struct str *words, size_t n)
{
	struct str *sorted = ARENA_ARRAY(l->scratch, struct str, n + 1), pattern;
	struct buf out;
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		struct normal normal;

		if (normalise(l->options->normaliser, l->scratch, words[i], &normal) == 0 &&
		    normal.text.n)
			sorted[kept++] = normal.text;
	}
	if (!kept)
		return (struct str){0};
	qsort(sorted, kept, sizeof *sorted, by_length);
	buf_init(&out, YAML_MAX * 2);
	buf_addz(&out, "(?:");
	for (size_t i = 0; i < kept; i++) {
		if (i)
			buf_addc(&out, '|');
		add_escaped(&out, sorted[i]);
	}
	buf_addc(&out, ')');
	pattern = arena_str(l->scratch, buf_str(&out));
	buf_free(&out);
	return pattern;
}
