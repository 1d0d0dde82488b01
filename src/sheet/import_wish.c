/* import_wish.c - what the entries of the book shall hold.
 *
 * A sheet with a column of ids is the book's own, or wants to be: what stands in its cells is what
 * the entry shall hold, and what was emptied goes.  A sheet without one is another program's: it
 * adds questions and keywords to what trainers have written since, and takes nothing away. */
#include "base/utf8.h"
#include "book/match.h"
#include "pattern/normalise.h"
#include "sheet/import_internal.h"
#include "sheet/slug.h"

static void add(struct importing *im, struct wish_value *v, struct cell_text from)
{
	for (size_t i = 0; i < v->n; i++)
		if (str_eq(v->texts[i], from.text))
			return;
	if (v->n == v->room) {
		size_t room = v->room ? v->room * 2 : 4;

		v->texts = arena_grow(
		    im->arena, v->texts, v->room * sizeof *v->texts, room * sizeof *v->texts);
		v->from = arena_grow(
		    im->arena, v->from, v->room * sizeof *v->from, room * sizeof *v->from);
		v->room = room;
	}
	v->from[v->n] = from;
	v->texts[v->n++] = from.text;
}

static void add_all(struct importing *im, struct wish_value *v, const struct cell_texts *t)
{
	for (size_t i = 0; i < t->n; i++)
		add(im, v, t->list[i]);
}

/* What the book has already. */
static void add_old(
    struct importing *im, struct wish_value *v, const struct item *item, enum column c)
{
	for (size_t i = 0; item->entry && i < item->entry->values[c].n; i++)
		add(im, v, (struct cell_text){.text = item->entry->values[c].texts[i]});
}

/* ---- patterns ---- */

/* Does one of the words stand in the question?  All of them, where they must all be there. */
static bool is_found(struct importing *im, const struct item *item, struct str question)
{
	const struct cell_texts *words = &item->texts[COLUMN_KEYWORDS];
	bool all = item->matching == WORD_TOGETHER, whole = item->matching == WORD_WHOLE;
	struct normal q, w;

	if (normalise(im->options->normaliser, im->arena, question, &q))
		return true;
	for (size_t i = 0; i < words->n; i++) {
		bool found =
		    normalise(im->options->normaliser, im->arena, words->list[i].text, &w) == 0 &&
		    w.text.n &&
		    (whole ? str_eq(q.text, w.text)
			   : memmem(q.text.p, q.text.n, w.text.p, w.text.n) != NULL);

		if (found != all)
			return found;
	}
	return all && words->n;
}

/* Does the book as it is give the intent for the question already? */
static bool is_given(struct importing *im, const struct item *item, struct str question)
{
	struct match_scratch *scratch;
	struct match_result r;
	bool given;

	if (!im->old || !item->entry)
		return false;
	scratch = match_scratch_new();
	given = match_text(im->old, scratch, im->arena, question, &r) == 0 && r.n &&
		str_eq(r.hits[0].intent->id, item->id);
	match_scratch_free(&scratch);
	return given;
}

static void add_words(struct importing *im, struct wish_value *v, const struct item *item)
{
	const struct cell_texts *words = &item->texts[COLUMN_KEYWORDS];
	const struct word_rules rules = {im->options->normaliser, im->arena, im->latin};
	struct str *list = ARENA_ARRAY(im->arena, struct str, words->n + 1);

	for (size_t i = 0; i < words->n; i++) {
		struct cell_text pattern = words->list[i];

		list[i] = pattern.text;
		pattern.text = word_pattern(&rules, pattern.text, item->matching);
		if (pattern.text.n && item->matching != WORD_TOGETHER)
			add(im, v, pattern);
	}
	if (words->n && item->matching == WORD_TOGETHER) {
		struct cell_text pattern = words->list[0];

		pattern.text = word_pattern_of_all(&rules, list, words->n);
		if (pattern.text.n)
			add(im, v, pattern);
	}
}

/* A question that nothing finds is a pattern itself.  Who writes patterns is told instead. */
static void add_questions(struct importing *im, struct wish_value *v, const struct item *item)
{
	const struct cell_texts *questions = &item->texts[COLUMN_QUESTION];
	const struct word_rules rules = {im->options->normaliser, im->arena, im->latin};

	if (item->texts[COLUMN_PATTERNS].n || (item->entry && item->named))
		return;
	for (size_t i = 0; i < questions->n; i++) {
		struct cell_text pattern = questions->list[i];

		if (is_found(im, item, pattern.text) || is_given(im, item, pattern.text))
			continue;
		pattern.text = word_pattern_of_question(&rules, pattern.text);
		if (pattern.text.n)
			add(im, v, pattern);
	}
}

static void wish_match(struct importing *im, struct wish *w)
{
	const struct item *item = w->item;
	struct wish_value *v = &w->values[COLUMN_PATTERNS];

	if (!item->given[COLUMN_PATTERNS] || (!item->named && !item->texts[COLUMN_PATTERNS].n))
		add_old(im, v, item, COLUMN_PATTERNS);
	add_all(im, v, &item->texts[COLUMN_PATTERNS]);
	add_words(im, v, item);
	add_questions(im, v, item);
}

static void wish_unless(struct importing *im, struct wish *w)
{
	const struct word_rules rules = {im->options->normaliser, im->arena, im->latin};
	const struct item *item = w->item;
	struct wish_value *v = &w->values[COLUMN_UNLESS];

	if (!item->given[COLUMN_UNLESS] || (!item->named && !item->texts[COLUMN_UNLESS].n))
		add_old(im, v, item, COLUMN_UNLESS);
	add_all(im, v, &item->texts[COLUMN_UNLESS]);
	for (size_t i = 0; i < item->texts[COLUMN_EXCLUDED].n; i++) {
		struct cell_text pattern = item->texts[COLUMN_EXCLUDED].list[i];

		pattern.text = word_pattern(&rules, pattern.text, WORD_WITHIN);
		if (pattern.text.n)
			add(im, v, pattern);
	}
}

/* ---- the other columns ---- */

/* Without questions the keywords are what the assistant must understand at least. */
static void wish_examples(struct importing *im, struct wish *w)
{
	const struct item *item = w->item;
	struct wish_value *v = &w->values[COLUMN_QUESTION];

	if (!item->named || !item->given[COLUMN_QUESTION])
		add_old(im, v, item, COLUMN_QUESTION);
	add_all(im, v, &item->texts[COLUMN_QUESTION]);
	if (v->n || item->entry)
		return;
	add_all(im, v, &item->texts[COLUMN_KEYWORDS]);
	if (item->matching == WORD_TOGETHER && v->n > 1) { /* together they are one message */
		struct str all = v->texts[0];

		for (size_t i = 1; i < v->n; i++)
			all = arena_printf(
			    im->arena, "%.*s %.*s", STR_ARG(all), STR_ARG(v->texts[i]));
		v->texts[0] = v->from[0].text = all;
		v->n = 1;
	}
}

static void wish_title(struct importing *im, struct wish *w)
{
	const struct item *item = w->item;
	struct wish_value *v = &w->values[COLUMN_TITLE];

	if (item->texts[COLUMN_TITLE].n)
		add(im, v, item->texts[COLUMN_TITLE].list[0]);
	else if (item->entry)
		add_old(im, v, item, COLUMN_TITLE);
	else
		add(im, v, item_title(item));
}

static void wish_plain(struct importing *im, struct wish *w, enum column c)
{
	const struct item *item = w->item;

	if (!item->given[c] || (!item->named && !item->texts[c].n))
		add_old(im, &w->values[c], item, c);
	else
		add_all(im, &w->values[c], &item->texts[c]);
}

static void wish_all(struct importing *im, struct wish *w)
{
	bool intent = strcmp(w->part, "intents") == 0;

	wish_title(im, w);
	if (intent) {
		wish_match(im, w);
		wish_unless(im, w);
		wish_examples(im, w);
	}
	for (enum column c = 0; c < COLUMNS_WRITTEN; c++)
		if (columns_written[c].key && c != COLUMN_TITLE && c != COLUMN_PATTERNS &&
		    c != COLUMN_UNLESS && c != COLUMN_QUESTION &&
		    (intent || columns_written[c].of_phrases))
			wish_plain(im, w, c);
	if (!intent)
		w->values[COLUMN_KIND].n = 0; /* it is no key of a phrase */
}

static void compare(struct wish *w)
{
	const struct entry *e = w->item->entry;

	w->change = e ? IMPORT_SAME : IMPORT_ADDED;
	for (enum column c = 0; c < COLUMNS_WRITTEN; c++) {
		struct wish_value *v = &w->values[c];

		if (!columns_written[c].key ||
		    (c == COLUMN_KIND && strcmp(w->part, "phrases") == 0))
			continue;
		v->changed = !e || !entry_same(e->values[c], (struct entry_value){v->texts, v->n});
		if (e && v->changed)
			w->change = IMPORT_CHANGED;
	}
}

/* ---- which file ---- */

static struct str file_of(struct importing *im, const struct item *item)
{
	struct str name;

	if (item->entry)
		return folder_stem(im->base, item->entry->file);
	if (im->options->into)
		return str_of(im->options->into);
	if (folder_find(im->base, item->group) >= 0)
		return item->group;
	name = slug(im->options->normaliser, im->arena, item->group);
	return name.n ? name : STR("imported");
}

/* ---- the same question twice ---- */

/* A text as it stands in the sheet. */
struct seen {
	struct wish *wish;
	const struct cell_text *from;
	bool fresh; /* the book does not have it yet: what it has is proven */
};

struct all_seen {
	struct seen *list;
	struct str_index texts; /* as they are compared */
};

static bool is_fresh(const struct wish *w, enum column c, struct str text)
{
	const struct entry *e = w->item->entry;

	for (size_t i = 0; e && i < e->values[c].n; i++)
		if (str_eq(e->values[c].texts[i], text))
			return false;
	return true;
}

/* Two questions alike are a mistake; titles and keywords help nobody, but are no mistake. */
static void tell_twice(
    struct importing *im, enum column c, const struct seen *first, const struct seen *second)
{
	const struct cell_text *t = second->from;
	struct place at = cell_place(t->sheet, t->cell);

	if (c == COLUMN_QUESTION)
		diag_find(im->diags, DIAG_ERROR, "question.twice", second->wish->id, at,
		    "%.*s is asked twice: which answer is meant?", STR_ARG(t->text));
	else if (c == COLUMN_TITLE)
		diag_find(im->diags, DIAG_WARNING, "title.twice", second->wish->id, at,
		    "two have the title %.*s: who is asked which is meant cannot tell",
		    STR_ARG(t->text));
	else
		diag_find(im->diags, DIAG_WARNING, "keyword.twice", second->wish->id, at,
		    "two rows have the same keyword or pattern: only one of them can win");
	cell_show(&im->rules, t->cell, t->at);
	diag_other(im->diags, cell_place(first->from->sheet, first->from->cell), "here it is too");
	if (c == COLUMN_QUESTION)
		second->wish->item->broken = true;
}

static void see(struct importing *im, struct all_seen *all, struct wish *w, enum column c,
    const struct cell_text *from)
{
	struct seen now = {w, from, is_fresh(w, c, from->text)};
	struct normal normal;
	long i;

	if (!from->cell ||
	    normalise(im->options->normaliser, im->arena, word_without_end(from->text), &normal))
		return;
	i = str_index_find(&all->texts, normal.text);
	if (i == STR_INDEX_NONE) {
		all->list[all->texts.n] = now;
		str_index_add(&all->texts, normal.text);
	} else if (all->list[i].wish != w && now.fresh) {
		tell_twice(im, c, &all->list[i], &now);
	} else if (all->list[i].wish != w && all->list[i].fresh) {
		tell_twice(im, c, &now, &all->list[i]);
	}
}

static void check_twice(struct importing *im, enum column c)
{
	struct all_seen all = {.texts = {.arena = im->arena}};
	size_t room = 0;

	for (size_t i = 0; i < im->wishes_n; i++)
		room += im->wishes[i].values[c].n;
	all.list = ARENA_ARRAY(im->arena, struct seen, room + 1);
	for (size_t i = 0; i < im->wishes_n; i++) {
		struct wish *w = &im->wishes[i];

		for (size_t k = 0; strcmp(w->part, "intents") == 0 && k < w->values[c].n; k++)
			see(im, &all, w, c, &w->values[c].from[k]);
	}
}

/* ---- all ---- */

struct wish *import_wish_of(const struct importing *im, struct str id)
{
	long i = str_index_find(&im->ids, id);

	return i == STR_INDEX_NONE ? NULL : &im->wishes[i];
}

void import_make_wishes(struct importing *im)
{
	im->wishes = ARENA_ARRAY(im->arena, struct wish, im->items.n + 1);
	for (size_t i = 0; i < im->items.n; i++) {
		struct item *item = &im->items.list[i];
		struct wish *w = &im->wishes[im->wishes_n++];

		*w = (struct wish){.item = item, .part = item->part, .id = item->id};
		str_index_add(&im->ids, w->id);
		w->file = file_of(im, item);
		wish_all(im, w);
		compare(w);
	}
	check_twice(im, COLUMN_QUESTION);
	check_twice(im, COLUMN_TITLE);
	check_twice(im, COLUMN_PATTERNS);
}
