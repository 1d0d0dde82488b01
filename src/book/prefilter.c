/* prefilter.c - from the literals in a text to the patterns that can match it.
 *
 * Each pattern is an AND of up to three groups of literals (literals.h).  Equal groups of different
 * patterns, such as word lists, are one group here.  A pattern is `driven` by its rarest group
 * alone: when that is hit, and only then, the others are looked at.  So a text costs what its rare
 * literals cost, however many patterns have a common one among theirs.  (Marking every group of
 * every literal found cost 3 times as much at 3,000 patterns: 吗 is in hundreds.)
 *
 * The literals found are bits, 64 to a word, and a group is a few words of them.  Where all groups
 * of a pattern are hit, the first and last place of each count: with the distances that the pattern
 * allows they say between which two characters its match must begin.  Often there is no such place,
 * as when 货 stands before 退, and where there is one PCRE2 need not search what is before it. */
#include "book/prefilter.h"

#include <stdlib.h>

#include "book/prefilter_internal.h"

/* Where literals begin, in characters from one. */
struct place {
	uint32_t first, last;
};

struct prefilter_scratch {
	const struct prefilter *p; /* in use */
	struct str text;
	uint32_t generation;
	uint64_t *bits;         /* the literals found */
	struct place *literals; /* where, of those */
	uint32_t *found;        /* their list */
	size_t found_n;
	uint32_t *listed; /* by group: the last message that has it among the drivers */
	size_t literals_cap, groups_cap;
	uint32_t *drivers; /* groups hit that drive patterns */
	size_t drivers_n;
	struct candidate *out;
	size_t out_n, out_cap;
};

struct prefilter_scratch *prefilter_scratch_new(void)
{
	return prefilter_make(1, sizeof(struct prefilter_scratch));
}

static void free_room(struct prefilter_scratch *s)
{
	free(s->bits);
	free(s->literals);
	free(s->found);
	free(s->listed);
	free(s->drivers);
}

void prefilter_scratch_free(struct prefilter_scratch **sp)
{
	struct prefilter_scratch *s = sp ? *sp : NULL;
	if (!s)
		return;
	free_room(s);
	free(s->out);
	free(s);
	*sp = NULL;
}

static void make_room(struct prefilter_scratch *s, const struct prefilter *p)
{
	if (s->literals_cap < p->literals_n || s->groups_cap < p->groups_n ||
	    s->generation == UINT32_MAX) {
		free_room(s);
		s->literals_cap = p->literals_n;
		s->groups_cap = p->groups_n;
		s->bits = prefilter_make(s->literals_cap / 64 + 1, sizeof *s->bits);
		s->literals = prefilter_make(s->literals_cap, sizeof *s->literals);
		s->found = prefilter_make(s->literals_cap, sizeof *s->found);
		s->listed = prefilter_make(s->groups_cap, sizeof *s->listed);
		s->drivers = prefilter_make(s->groups_cap, sizeof *s->drivers);
		s->found_n = 0;
		s->generation = 0;
	}
	if (!s->out || s->out_cap < p->patterns_n) {
		s->out_cap = p->patterns_n;
		free(s->out);
		s->out = prefilter_make(s->out_cap, sizeof *s->out);
	}
}

/* Forgets the last message. */
static void begin(struct prefilter_scratch *s, const struct prefilter *p, struct str text)
{
	make_room(s, p);
	for (size_t i = 0; i < s->found_n; i++)
		s->bits[s->found[i] / 64] = 0;
	s->p = p;
	s->text = text;
	s->generation++;
	s->found_n = s->drivers_n = 0;
}

static void note_literal(void *ctx, uint32_t literal, uint32_t at)
{
	struct prefilter_scratch *s = ctx;
	uint64_t *word = &s->bits[literal / 64], bit = 1ull << literal % 64;

	if (*word & bit) {
		s->literals[literal].last = at;
		return;
	}
	*word |= bit;
	s->literals[literal] = (struct place){at, at};
	s->found[s->found_n++] = literal;
}

static void note_drivers(struct prefilter_scratch *s, uint32_t literal)
{
	const struct rows *drives = &s->p->drives;

	for (uint32_t i = drives->start[literal]; i < drives->start[literal + 1]; i++) {
		uint32_t *last = &s->listed[drives->v[i]];
		if (*last != s->generation)
			s->drivers[s->drivers_n++] = drives->v[i];
		*last = s->generation;
	}
}

static inline bool is_hit(const struct prefilter_scratch *s, uint32_t group)
{
	const struct prefilter *p = s->p;
	uint64_t hit = 0;

	for (uint32_t i = p->members_start[group]; i < p->members_start[group + 1]; i++)
		hit |= s->bits[p->members[i].word] & p->members[i].mask;
	return hit != 0;
}

/* Of a group that is hit. */
static struct place place_of(const struct prefilter_scratch *s, uint32_t group)
{
	const struct prefilter *p = s->p;
	struct place at = {UINT32_MAX, 0};

	for (uint32_t i = p->members_start[group]; i < p->members_start[group + 1]; i++) {
		const struct members *w = &p->members[i];
		for (uint64_t bits = s->bits[w->word] & w->mask; bits; bits &= bits - 1) {
			const struct place *by =
			    &s->literals[64 * w->word + (uint32_t)__builtin_ctzll(bits)];
			at.first = by->first < at.first ? by->first : at.first;
			at.last = by->last > at.last ? by->last : at.last;
		}
	}
	return at;
}

static uint32_t byte_of(struct str text, int64_t character)
{
	size_t i = 0;

	while (character > 1 && i < text.n) {
		unsigned char c = (unsigned char)text.p[i];
		i += c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
		character--;
	}
	return (uint32_t)i;
}

/* Where can a match begin that has all groups at their distances?  They are hit. */
static bool has_place(const struct prefilter_scratch *s, const struct needs *needs, uint32_t *from)
{
	int64_t least = 1, most = INT64_MAX;

	for (size_t i = 0; i < LITERAL_GROUPS_MAX && needs->group[i] != NONE; i++) {
		struct place at = place_of(s, needs->group[i]);
		int64_t first = at.first - (int64_t)needs->most[i],
			last = at.last - (int64_t)needs->least[i];
		if (needs->most[i] < LITERAL_ENDLESS && first > least)
			least = first;
		if (needs->least[i] > -LITERAL_ENDLESS && last < most)
			most = last;
	}
	*from = least > 1 ? byte_of(s->text, least) : 0;
	return least <= most;
}

/* Are all groups hit (those before `known` are), with places that fit? */
static inline bool may(
    const struct prefilter_scratch *s, const struct needs *needs, size_t known, uint32_t *from)
{
	for (size_t i = known; i < LITERAL_GROUPS_MAX && needs->group[i] != NONE; i++)
		if (!is_hit(s, needs->group[i]))
			return false;
	return has_place(s, needs, from);
}

bool prefilter_may(
    const struct prefilter *p, struct prefilter_scratch *s, uint32_t pattern, uint32_t *from)
{
	*from = 0;
	return p->off || may(s, &p->needs[pattern], 0, from);
}

const struct candidate *prefilter_find(
    const struct prefilter *p, struct prefilter_scratch *s, struct str text, size_t *n)
{
	if (p->off) {
		*n = p->always_n;
		return p->always;
	}
	begin(s, p, text);
	aho_search(p->aho, text, note_literal, s);
	for (size_t i = 0; i < s->found_n; i++)
		note_drivers(s, s->found[i]);
	if (p->always_n)
		memcpy(s->out, p->always, p->always_n * sizeof *s->out);
	s->out_n = p->always_n;
	for (size_t i = 0; i < s->drivers_n; i++) {
		uint32_t g = s->drivers[i];
		for (uint32_t k = p->driven_start[g]; k < p->driven_start[g + 1]; k++) {
			struct candidate c = {p->driven[k].pattern, 0};
			if (may(s, &p->driven[k].needs, 1, &c.from))
				s->out[s->out_n++] = c;
		}
	}
	*n = s->out_n;
	return s->out;
}
