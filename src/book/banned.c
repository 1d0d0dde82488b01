/* banned.c - all listed words in the order of their letters, so that at each place of a text the ones
 * that begin there are found by halving; what a longer, allowed word covers is let be. */
#include "book/banned.h"

#include <stdlib.h>

#include "base/utf8.h"
#include "book/writing.h"
#include "pattern/normalise.h"

enum { FOUND_MAX = 4096 };

struct word {
	const struct banned_group *group;
	struct str written, text; /* text: normalised */
	bool fine;
};

struct banned {
	struct arena *arena;
	const struct banned_group *groups;
	size_t groups_n;
	const struct normaliser *normaliser;
	struct word *words; /* in the order of their text */
	size_t n;
};

static void add(struct banned *b, const struct banned_group *g, struct str written, bool fine)
{
	struct normal normal;

	if (normalise(b->normaliser, b->arena, written, &normal) || !normal.text.n)
		return;
	b->words[b->n++] = (struct word){g, written, normal.text, fine};
}

static int by_text(const void *a, const void *b)
{
	const struct word *x = a, *y = b;
	int by = str_compare(x->text, y->text);

	if (!by)
		by = (x->group > y->group) - (x->group < y->group);
	return by ? by : x->fine - y->fine;
}

struct banned *banned_new(
    const struct banned_group *groups, size_t n, const struct normaliser *normaliser)
{
	struct arena *arena = arena_new(0);
	struct banned *b = ARENA_NEW(arena, struct banned);
	size_t all = 0;

	*b = (struct banned){
	    .arena = arena, .groups = groups, .groups_n = n, .normaliser = normaliser};
	for (size_t i = 0; i < n; i++)
		all += groups[i].words_n + groups[i].fine_n;
	b->words = ARENA_ARRAY(arena, struct word, all + 1);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < groups[i].words_n; k++)
			add(b, &groups[i], groups[i].words[k], false);
		for (size_t k = 0; k < groups[i].fine_n; k++)
			add(b, &groups[i], groups[i].fine[k], true);
	}
	if (b->n)
		qsort(b->words, b->n, sizeof *b->words, by_text);
	return b;
}

void banned_free(struct banned **b)
{
	struct arena *arena;

	if (!*b)
		return;
	arena = (*b)->arena;
	*b = NULL;
	arena_free(&arena);
}

size_t banned_groups(const struct banned *b, const struct banned_group **groups)
{
	*groups = b ? b->groups : NULL;
	return b ? b->groups_n : 0;
}

/* ---- searching ---- */

struct found {
	const struct word *word;
	size_t from, to; /* bytes of the normalised text */
};

struct search {
	const struct banned *b;
	struct str text; /* normalised */
	struct found *found;
	size_t n;
	struct arena *arena;
};

enum letter { LETTER_NONE, LETTER_APART, LETTER_DIGIT };

/* Is it one of a script whose words are written apart? */
static enum letter letter_of(uint32_t c)
{
	if (c >= '0' && c <= '9')
		return LETTER_DIGIT;
	switch (writing_of_letter(c)) {
	case WRITING_LATIN:
	case WRITING_CYRILLIC:
	case WRITING_GREEK:
	case WRITING_ARABIC:
	case WRITING_HEBREW:
	case WRITING_DEVANAGARI:
		return LETTER_APART;
	default:
		return LETTER_NONE;
	}
}

static uint32_t char_before(struct str text, size_t at)
{
	size_t i = at;

	do
		i--;
	while (i && (text.p[i] & 0xc0) == 0x80);
	return utf8_next(text, &i);
}

static uint32_t char_at(struct str text, size_t at)
{
	return utf8_next(text, &at);
}

/* Would the word be cut out of a longer one here? */
static bool is_within_word(struct str text, size_t at)
{
	enum letter before, after;

	if (!at || at >= text.n)
		return false;
	before = letter_of(char_before(text, at));
	after = letter_of(char_at(text, at));
	return before && before == after;
}

static void note(struct search *s, const struct word *w, size_t from)
{
	size_t to = from + w->text.n;

	if (!s->found)
		s->found = ARENA_ARRAY(s->arena, struct found, FOUND_MAX);
	if (s->n == FOUND_MAX || is_within_word(s->text, from) || is_within_word(s->text, to))
		return;
	s->found[s->n++] = (struct found){w, from, to};
}

/* Of words[low ... high - 1], which agree up to byte `at`, the first with that byte >= c. */
static size_t first_from(const struct banned *b, size_t low, size_t high, size_t at, unsigned c)
{
	while (low < high) {
		size_t middle = (low + high) / 2;
		struct str text = b->words[middle].text;

		if (at >= text.n || (unsigned char)text.p[at] < c)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* All words that begin at this byte of the text. */
static void search_at(struct search *s, size_t from)
{
	size_t low = 0, high = s->b->n;

	for (size_t i = 0; from + i < s->text.n; i++) {
		unsigned c = (unsigned char)s->text.p[from + i];

		low = first_from(s->b, low, high, i, c);
		high = first_from(s->b, low, high, i, c + 1);
		if (low == high)
			return;
		for (size_t k = low; k < high && s->b->words[k].text.n == i + 1; k++)
			note(s, &s->b->words[k], from);
	}
}

/* By place; of those that begin together the longest first, and what is fine before what is not. */
static int by_place(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	if (x->to != y->to)
		return x->to > y->to ? -1 : 1;
	return y->word->fine - x->word->fine;
}

/* In order of place: what ends no later than something before it lies within that.  A word that is
 * fine covers those of its own group. */
static size_t keep(const struct search *s, struct str written, struct arena *arena,
    const struct normal *normal, struct banned_hit *hits, size_t max)
{
	size_t *fine = ARENA_ARRAY(arena, size_t, s->b->groups_n), word = 0, n = 0;

	for (size_t i = 0; i < s->n && n < max; i++) {
		const struct found *f = &s->found[i];
		size_t *reach = &fine[f->word->group - s->b->groups];

		if (f->word->fine) {
			*reach = f->to > *reach ? f->to : *reach;
		} else if (f->to > *reach && f->to > word) {
			word = f->to;
			hits[n] =
			    (struct banned_hit){.group = f->word->group, .word = f->word->written};
			normal_range(s->b->normaliser, normal, written, f->from, f->to,
			    &hits[n].start, &hits[n].length);
			n++;
		}
	}
	return n;
}

size_t banned_find(const struct banned *b, struct str text, struct arena *scratch,
    struct banned_hit *hits, size_t max)
{
	struct search s = {.b = b, .arena = scratch};
	struct normal normal;

	if (!b || !b->n || normalise(b->normaliser, scratch, text, &normal) || !normal.text.n)
		return 0;
	s.text = normal.text;
	for (size_t i = 0; i < s.text.n; utf8_next(s.text, &i))
		search_at(&s, i);
	if (!s.n)
		return 0;
	qsort(s.found, s.n, sizeof *s.found, by_place);
	return keep(&s, text, scratch, &normal, hits, max);
}
