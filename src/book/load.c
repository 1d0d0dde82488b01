/* load.c - from files to a book: the order of reading, and the end of it. */
#include "book/load.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/crypto.h"
#include "base/intl.h"
#include "base/progress.h"
#include "book/banned.h"
#include "book/load_internal.h"
#include "book/match.h"
#include "book/nearest.h"
#include "pattern/normalise.h"
#include "pattern/rx.h"

enum { CHUNK = 64 << 10 };

typedef void read_map(struct load *l, const struct yaml *map);

static void read_settings(struct load *l, const struct yaml *map)
{
	settings_read(&l->book->settings, map, l->arena, l->diags);
}

/* What a file may hold, in the order of reading: over all files, each row before the next. */
static const struct part {
	struct shape_key key;
	read_map *read;
} parts[] = {
    {{"settings", &settings_shape, N_("the shop's name, opening hours, times")}, read_settings},
    {{"words", &load_words_shape, N_("lists of words for use in patterns, as <name>")}, load_words},
    {{"slots", &load_slots_shape, N_("names of values that may stand in texts, as {name}")},
	load_slots},
    {{"facts", &load_facts_shape, N_("values that are worked out from others")}, load_facts},
    {{"phrases", &load_phrases_shape,
	 N_("standard texts that are used in more than one place, or that the program says by itself")},
	load_phrases},
    {{"answers", &load_answers_shape, N_("short answers that mean the same in every form")},
	load_answers},
    {{"forms", &load_forms_shape,
	 N_("questions that are asked in turn before something is done")},
	load_forms},
    {{"intents", &load_intents_shape,
	 N_("what customers want: how to recognise it, and what to answer")},
	load_intents},
    {{"banned", &load_banned_shape, N_("words that no customer may read, in groups")},
	load_banned},
};

enum { PARTS = sizeof parts / sizeof parts[0] };

const struct shape book_shape = {.takes = SHAPE_MAP | SHAPE_NOTHING, SHAPE_KEYS(parts)};

/* Most likely an intent or a phrase whose line was moved to the left. */
static void unknown_at_top(struct load *l, const struct yaml_member *m)
{
	struct yaml_slip slip;

	if (yaml_slip_find(m->key, 0, false, &slip))
		diag_error(l->diags, m->key_at, "%s", slip.what);
	else
		diag_error(l->diags, m->key_at, "unknown key '%.*s' at the top of a file%s",
		    STR_ARG(m->key),
		    yaml_get(m->value, "title") || yaml_get(m->value, "say")
			? _(": its line lacks the two blanks in front")
			: keys_hint(l, &book_shape, m->key));
}

static void check_top(struct load *l, const struct load_file *f)
{
	for (size_t i = 0; i < f->root->size; i++) {
		const struct yaml_member *m = &f->root->members[i];

		if (!shape_find(&book_shape, m->key))
			unknown_at_top(l, m);
		else if (!yaml_is_nothing(m->value) && m->value->type != YAML_MAP &&
			 !yaml_slip_error(m->value, l->diags))
			diag_error(l->diags, m->value->at,
			    "below %.*s stand names, each with a colon and what belongs to it", STR_ARG(m->key));
	}
}

static void parse(struct load *l, const struct book_file *file, struct load_file *f)
{
	const char *names[SHAPE_KEYS_MAX];

	f->name = arena_str(l->arena, file->name).p;
	f->root = load_parse(l, file->text, f->name);
	if (!f->root)
		return;
	if (f->root->type == YAML_MAP) {
		check_top(l, f);
		return;
	}
	if (!yaml_slip_error(f->root, l->diags))
		diag_error(l->diags, f->root->at,
		    "a file of a book begins with %s, a colon behind it, and what belongs to it below",
		    load_join(l, names, shape_names(&book_shape, names)));
	f->root = NULL;
	l->incomplete = true;
}

/* The next map under `key` of a file, from member *i on; NULL when there is none.  A second one is
 * a mistake that YAML told; it is read for its own mistakes. */
static const struct yaml *part_of(const struct load_file *f, const char *key, size_t *i)
{
	while (f->root && *i < f->root->size) {
		const struct yaml_member *m = &f->root->members[(*i)++];

		if (str_is(m->key, key) && m->value->type == YAML_MAP)
			return m->value;
	}
	return NULL;
}

static size_t count(const struct load *l, const char *key)
{
	size_t n = 0;

	for (size_t i = 0; i < l->files_n; i++) {
		const struct yaml *map;

		for (size_t at = 0; (map = part_of(&l->files[i], key, &at));)
			n += map->size;
	}
	return n;
}

/* The questions of all forms, each with its own wording for a wrong answer, their confirmations and
 * last words. */
static size_t count_form_phrases(const struct load *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->files_n; i++) {
		const struct yaml *map;

		for (size_t at = 0; (map = part_of(&l->files[i], "forms", &at));)
			for (size_t k = 0; k < map->size; k++) {
				const struct yaml *ask = yaml_get(map->members[k].value, "ask");

				n += 2 + (ask ? 2 * ask->size : 0);
			}
	}
	return n;
}

static size_t count_cases(const struct load *l, const char *key)
{
	size_t n = 0;

	for (size_t i = 0; i < l->files_n; i++) {
		const struct yaml *map;

		for (size_t at = 0; (map = part_of(&l->files[i], key, &at));)
			for (size_t k = 0; k < map->size; k++) {
				const struct yaml *cases = yaml_get(map->members[k].value, "cases");

				n += cases ? cases->size : 0;
			}
	}
	return n;
}

static void make_room(struct load *l)
{
	struct book *b = l->book;
	size_t intents = count(l, "intents"), words = count(l, "words"), forms = count(l, "forms");
	size_t slots = count(l, "slots"), facts = count(l, "facts");

	b->intents = ARENA_ARRAY(l->arena, struct intent, intents + 1);
	b->phrases = ARENA_ARRAY(l->arena, struct phrase,
	    count(l, "phrases") + intents + count_form_phrases(l) + count_cases(l, "intents") +
		count_cases(l, "forms") + 1);
	b->forms = ARENA_ARRAY(l->arena, struct form, forms + 1);
	b->words = ARENA_ARRAY(l->arena, struct word_list, words + 1);
	b->slots = ARENA_ARRAY(l->arena, struct slot_name, slots + 1);
	b->facts = ARENA_ARRAY(l->arena, struct fact, facts + 1);
	l->groups_of_banned = ARENA_ARRAY(l->arena, struct banned_group, count(l, "banned") + 1);
	l->slot_kinds = ARENA_ARRAY(l->scratch, int, slots + 1);
	l->fact_nodes = ARENA_ARRAY(l->scratch, const struct yaml *, facts + 1);
	l->drafts = ARENA_ARRAY(l->scratch, struct draft, intents + 1);
	l->word_patterns = ARENA_ARRAY(l->scratch, struct str, words + 1);
}

static void read_parts(struct load *l)
{
	size_t n = l->options->settings_only ? 1 : PARTS; /* settings are the first */

	for (size_t p = 0; p < n; p++) {
		for (size_t i = 0; i < l->files_n && !load_stopped(l); i++) {
			const struct yaml *map;

			for (size_t at = 0; (map = part_of(&l->files[i], parts[p].key.name, &at));)
				parts[p].read(l, map);
		}
	}
}

static int longest_first(const void *a, const void *b)
{
	const struct survey_word *x = a, *y = b;

	return (x->text.n < y->text.n) - (x->text.n > y->text.n);
}

/* As messages are, with which they are compared. */
static void normalise_survey(struct load *l)
{
	struct settings *s = &l->book->settings;
	struct normal normal;

	for (size_t i = 0; i < s->survey_words_n; i++)
		if (normalise(l->book->normaliser, l->arena, s->survey_words[i].text, &normal) == 0)
			s->survey_words[i].text = normal.text;
	if (s->survey_words_n)
		qsort(s->survey_words, s->survey_words_n, sizeof *s->survey_words, longest_first);
}

static void finish_settings(struct load *l)
{
	struct place at = {.file = l->book->name.p};

	for (size_t i = 0; i < l->files_n; i++) {
		const struct yaml *map;

		for (size_t from = 0; (map = part_of(&l->files[i], "settings", &from));)
			at = map->at;
	}
	settings_read(&l->book->settings, l->options->overrides, l->arena, l->diags);
	settings_finish(&l->book->settings, at, l->diags);
	normalise_survey(l);
}

static void place_patterns(struct load *l)
{
	struct book *b = l->book;
	const struct pattern **refs =
	    ARENA_ARRAY(l->arena, const struct pattern *, b->patterns_n + 1);

	b->patterns = ARENA_ARRAY(l->arena, struct pattern, b->patterns_n + 1);
	for (size_t i = 0; i < b->patterns_n; i++) {
		b->patterns[i] = l->patterns[i];
		refs[i] = &b->patterns[i];
	}
	for (size_t i = 0; i < b->intents_n; i++) {
		b->intents[i].patterns = refs + l->drafts[i].first_pattern;
		b->intents[i].patterns_n = l->drafts[i].patterns_n;
	}
}

static int intent_order(const void *a, const void *b, void *ctx)
{
	const struct intent *intents = ctx;

	return str_compare(intents[*(const uint32_t *)a].id, intents[*(const uint32_t *)b].id);
}

static int phrase_order(const void *a, const void *b, void *ctx)
{
	const struct phrase *phrases = ctx;

	return str_compare(phrases[*(const uint32_t *)a].id, phrases[*(const uint32_t *)b].id);
}

static uint32_t *sorted(struct arena *arena, size_t n, void *ctx,
    int (*order)(const void *, const void *, void *))
{
	uint32_t *index = ARENA_ARRAY(arena, uint32_t, n + 1);

	for (uint32_t i = 0; i < n; i++)
		index[i] = i;
	qsort_r(index, n, sizeof *index, order, ctx);
	return index;
}

static void make_indices(struct book *b)
{
	b->intents_by_id = sorted(b->arena, b->intents_n, b->intents, intent_order);
	b->phrases_by_id = sorted(b->arena, b->phrases_n, b->phrases, phrase_order);
}

static struct str base_name(struct str path)
{
	const char *slash = path.n ? memrchr(path.p, '/', path.n) : NULL;

	return slash ? str_make(slash + 1, path.n - (size_t)(slash + 1 - path.p)) : path;
}

/* Over the files' own names and texts: the same book has the same version in every folder. */
static struct str version_of(struct arena *arena, const struct book_file *files, size_t n)
{
	unsigned char hash[32];
	struct buf all;
	char hex[13];

	buf_init(&all, SIZE_MAX / 2);
	for (size_t i = 0; i < n; i++) {
		crypto_sha256(files[i].text, hash);
		buf_adds(&all, base_name(files[i].name));
		buf_addc(&all, 0);
		buf_add(&all, hash, sizeof hash);
	}
	crypto_sha256(buf_str(&all), hash);
	buf_free(&all);
	for (int i = 0; i < 6; i++)
		snprintf(hex + 2 * i, 3, "%02x", hash[i]);
	return arena_str(arena, str_make(hex, 12));
}

static void load_init(struct load *l, struct str name, const struct book_options *options,
    struct diag_list *diags)
{
	struct arena *arena = arena_new(CHUNK);

	*l = (struct load){.arena = arena, .scratch = arena_new(CHUNK), .diags = diags,
	    .options = options, .rx_scratch = rx_scratch_new()};
	l->book = ARENA_NEW(arena, struct book);
	l->book->arena = arena;
	l->book->name = arena_str(arena, name);
	l->book->normaliser = options->normaliser;
	l->book->refs = 1;
	settings_default(&l->book->settings);
	buf_init(&l->text, LOAD_PATTERN_MAX);
	buf_init(&l->lost, YAML_MAX);
}

static void load_end(struct load *l)
{
	buf_free(&l->text);
	buf_free(&l->lost);
	rx_scratch_free(&l->rx_scratch);
	arena_free(&l->scratch);
}

bool load_stopped(const struct load *l)
{
	return progress_stopped(l->options->progress);
}

/* All that stands in the files; the patterns are the book's then, also when it is stopped. */
static void read_files(struct load *l, const struct book_file *files, size_t n)
{
	l->files = ARENA_ARRAY(l->scratch, struct load_file, n + 1);
	l->files_n = n;
	for (size_t i = 0; i < n && !load_stopped(l); i++)
		parse(l, &files[i], &l->files[i]);
	make_room(l);
	read_parts(l);
	place_patterns(l);
}

/* What only the whole shows. */
static void finish(struct load *l, const struct book_file *files, size_t n)
{
	struct book *book = l->book;

	finish_settings(l);
	load_references(l);
	load_finish_forms(l);
	load_check_facts(l);
	load_check_conditions(l);
	load_check_slots(l);
	make_indices(book);
	if (l->banned.n)
		book->banned = banned_new(l->groups_of_banned, l->banned.n, book->normaliser);
	book->version = version_of(book->arena, files, n);
	book->manner = load_manner_of_book(l);
}

/* How it is found in messages; it proves itself by its examples. */
static void prepare(struct load *l)
{
	struct book *book = l->book;

	book->prefilter = match_prepare(book, l->options->no_prefilter, l->options->progress);
	if (!book->prefilter)
		return;
	if (!l->options->no_examples)
		load_check_examples(l);
	if (!load_stopped(l))
		book->nearest = nearest_new(book);
}

struct book *load_book(struct str name, const struct book_file *files, size_t n, bool incomplete,
    const struct book_options *options, struct diag_list *diags)
{
	size_t before = diag_count(diags, DIAG_ERROR);
	struct book *book;
	struct load l;

	load_init(&l, name, options, diags);
	l.incomplete = incomplete;
	book = l.book;
	read_files(&l, files, n);
	if (!load_stopped(&l))
		finish(&l, files, n);
	if (!load_stopped(&l))
		prepare(&l);
	diag_sort(diags);
	if (load_stopped(&l) || diag_count(diags, DIAG_ERROR) > before)
		book_release(&book);
	load_end(&l);
	return book;
}

struct book *book_load_files(struct str name, const struct book_file *files, size_t n,
    const struct book_options *options, struct diag_list *diags)
{
	return load_book(name, files, n, false, options, diags);
}
