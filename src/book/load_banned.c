/* load_banned.c - `banned:`: groups of words that no customer may read (banned.h). */
#include "base/intl.h"
#include "book/banned.h"
#include "book/load_internal.h"
#include "pattern/normalise.h"

enum { WORDS_MAX = 20000 };

/* The words of a list or a block, each with something to see; where they stand goes to *places,
 * which may be NULL. */
static size_t read_words(struct load *l, const struct yaml *v, const char *what, struct str **words,
    struct place **places)
{
	struct lines it = {.v = v};
	struct line line;
	size_t n = 0, room = line_count(v);

	if (room > WORDS_MAX) {
		diag_error(l->diags, v->at, "more than %d words in one list", WORDS_MAX);
		return 0;
	}
	*words = ARENA_ARRAY(l->arena, struct str, room + 1);
	if (places)
		*places = ARENA_ARRAY(l->arena, struct place, room + 1);
	while (line_next(l, &it, what, &line)) {
		struct normal normal;

		if (normalise(l->options->normaliser, l->scratch, line.text, &normal) ||
		    !normal.text.n) {
			diag_error(l->diags, line_place(&line, 0),
			    "nothing of this word is left to compare");
			continue;
		}
		if (places)
			(*places)[n] = line_place(&line, 0);
		(*words)[n++] = arena_str(l->arena, line.text);
	}
	return n;
}

static void read_why(struct load *l, struct banned_group *g, const struct yaml *v)
{
	load_text(l, v, "why", &g->why);
}

static void read_listed(struct load *l, struct banned_group *g, const struct yaml *v)
{
	g->words_n = read_words(l, v, N_("a word"), &g->words, NULL);
}

static void read_fine(struct load *l, struct banned_group *g, const struct yaml *v)
{
	g->fine_n = read_words(l, v, N_("a word that is fine"), &g->fine, &g->fine_at);
}

static const struct group_key {
	struct shape_key key;
	void (*read)(struct load *l, struct banned_group *g, const struct yaml *v);
} keys[] = {
    {{"words", &load_lines_shape, N_("the words"), .missing = ""}, read_listed},
    {{"why", &shape_filled, N_("what is wrong with them, told with each finding")}, read_why},
    {{"fine", &load_some_lines_shape, N_("longer words in which they are fine")}, read_fine},
};

static const struct shape group_shape = {.name = "banned",
    .title = N_("words, or {words: ..., why: ..., fine: ...}"),
    .takes = SHAPE_SCALAR | SHAPE_LIST | SHAPE_MAP,
    .scalar = SHAPE_FILLED,
    .least = 1,
    .each = &shape_filled,
    SHAPE_KEYS(keys)};

const struct shape load_banned_shape = {.title = N_("words that no customer may read, in groups"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    .value = &group_shape,
    .names = LOAD_ID_PATTERN};

static void read_key(struct load *l, struct banned_group *g, const struct yaml_member *m)
{
	const struct shape_key *k = shape_find(&group_shape, m->key);

	if (k)
		((const struct group_key *)(const void *)k)->read(l, g, m->value);
	else
		diag_error(l->diags, m->key_at, "unknown key '%.*s' in a group of banned words%s",
		    STR_ARG(m->key), keys_hint(l, &group_shape, m->key));
}

static void read_group(struct load *l, const struct yaml_member *m, struct banned_group *g)
{
	size_t before = diag_count(l->diags, DIAG_ERROR);

	if (m->value->type == YAML_MAP)
		for (size_t i = 0; i < m->value->size; i++)
			read_key(l, g, &m->value->members[i]);
	else
		read_listed(l, g, m->value);
	if (!g->words_n && !l->damage && diag_count(l->diags, DIAG_ERROR) == before)
		diag_error(l->diags, m->key_at, "the group '%.*s' bans no words", STR_ARG(m->key));
}

void load_banned(struct load *l, const struct yaml *map)
{
	for (size_t i = 0; i < map->size; i++) {
		const struct yaml_member *m = &map->members[i];
		struct banned_group *g = &l->groups_of_banned[l->banned.n];
		long first = ids_find(&l->banned, m->key);

		if (load_twice(l, &l->banned, map, m) ||
		    load_check_id(l, m, N_("a group of banned words")))
			continue;
		if (first >= 0) {
			load_taken(l, &l->banned, first, N_("the group"), m->key, m->key_at);
			continue;
		}
		l->damage = load_is_damaged(l, m->key_at);
		*g = (struct banned_group){.name = arena_str(l->arena, m->key), .at = m->key_at};
		ids_add(&l->banned, l->scratch, m->key, m->key_at);
		read_group(l, m, g);
	}
}
