/* prefilter.c - from the literals in a text to the patterns that can match it.
 *
 * Each pattern is an AND of up to three groups of literals (literals.h).  Equal groups of different
 * patterns, such as word lists, are one group here.  A pattern is `driven` by its rarest group
 * alone: when that is hit, and only then, the others are looked at, each once a message.  So a text
 * costs what its rare literals cost, however many patterns have a common one among theirs. (Marking
 * every group of every literal found cost 3 times as much at 3,000 patterns: 吗 is in hundreds.)
 * Marks carry the number of the message, so nothing is cleared between messages. */
#include "book/prefilter.h"

#include <stdlib.h>

#include "book/prefilter_internal.h"

/* What is known of a group in message `generation`. */
struct mark {
	uint32_t generation;
	bool hit;
};

struct prefilter_scratch {
	const struct prefilter *p; /* in use */
	uint32_t generation;
	uint32_t *literals; /* the last message that has them */
	struct mark *groups;
	size_t literals_cap, groups_cap;
	uint32_t *drivers; /* groups hit that drive patterns */
	size_t drivers_n;
	uint32_t *out;
	size_t out_n, out_cap;
};

struct prefilter_scratch *prefilter_scratch_new(void)
{
	return prefilter_make(1, sizeof(struct prefilter_scratch));
}

void prefilter_scratch_free(struct prefilter_scratch **sp)
{
	struct prefilter_scratch *s = sp ? *sp : NULL;
	if (!s)
		return;
	free(s->literals);
	free(s->groups);
	free(s->drivers);
	free(s->out);
	free(s);
	*sp = NULL;
}

static void make_room(struct prefilter_scratch *s, const struct prefilter *p)
{
	if (s->literals_cap < p->literals_n || s->groups_cap < p->groups_n ||
	    s->generation == UINT32_MAX) {
		free(s->literals);
		free(s->groups);
		free(s->drivers);
		s->literals_cap = p->literals_n;
		s->groups_cap = p->groups_n;
		s->literals = prefilter_make(s->literals_cap, sizeof *s->literals);
		s->groups = prefilter_make(s->groups_cap, sizeof *s->groups);
		s->drivers = prefilter_make(s->groups_cap, sizeof *s->drivers);
		s->generation = 0;
	}
	if (!s->out || s->out_cap < p->patterns_n) {
		s->out_cap = p->patterns_n;
		free(s->out);
		s->out = prefilter_make(s->out_cap, sizeof *s->out);
	}
}

static void note_literal(void *ctx, uint32_t literal)
{
	struct prefilter_scratch *s = ctx;
	const struct prefilter *p = s->p;

	if (s->literals[literal] == s->generation)
		return;
	s->literals[literal] = s->generation;
	for (uint32_t i = p->drives.start[literal]; i < p->drives.start[literal + 1]; i++) {
		struct mark *m = &s->groups[p->drives.v[i]];
		if (m->generation != s->generation)
			s->drivers[s->drivers_n++] = p->drives.v[i];
		*m = (struct mark){s->generation, true};
	}
}

static bool is_hit(struct prefilter_scratch *s, uint32_t group)
{
	const struct rows *literals = &s->p->literals;
	struct mark *m = &s->groups[group];

	if (m->generation == s->generation)
		return m->hit;
	*m = (struct mark){s->generation, false};
	for (uint32_t i = literals->start[group]; i < literals->start[group + 1] && !m->hit; i++)
		m->hit = s->literals[literals->v[i]] == s->generation;
	return m->hit;
}

static bool all_hit(struct prefilter_scratch *s, const uint32_t *groups, int n)
{
	for (int i = 0; i < n && groups[i] != NONE; i++)
		if (!is_hit(s, groups[i]))
			return false;
	return true;
}

bool prefilter_may(const struct prefilter *p, struct prefilter_scratch *s, uint32_t pattern)
{
	return p->off || all_hit(s, p->groups_of[pattern], LITERAL_GROUPS_MAX);
}

const uint32_t *prefilter_find(
    const struct prefilter *p, struct prefilter_scratch *s, struct str text, size_t *n)
{
	if (p->off) {
		*n = p->always_n;
		return p->always;
	}
	make_room(s, p);
	s->p = p;
	s->generation++;
	s->drivers_n = 0;
	aho_search(p->aho, text, note_literal, s);
	if (p->always_n)
		memcpy(s->out, p->always, p->always_n * sizeof *s->out);
	s->out_n = p->always_n;
	for (size_t i = 0; i < s->drivers_n; i++) {
		uint32_t g = s->drivers[i];
		for (uint32_t k = p->driven_start[g]; k < p->driven_start[g + 1]; k++) {
			const struct driven *d = &p->driven[k];
			if (all_hit(s, d->others, OTHERS))
				s->out[s->out_n++] = d->pattern;
		}
	}
	*n = s->out_n;
	return s->out;
}
