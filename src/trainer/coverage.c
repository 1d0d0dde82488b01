/* coverage.c - see coverage.h. */
#include "trainer/coverage.h"

#include "book/match.h"
#include "pattern/normalise.h"
#include "pattern/prefilter.h"
#include "pattern/rx.h"

struct search {
	const struct book *book;
	struct prefilter_scratch *prefilter;
	struct rx_scratch *rx;
	struct arena *arena; /* of one example */
	bool *used;
	uint64_t *found; /* intents that something was found for, 64 to a word */
	size_t found_n;
};

/* Patterns under `match` that find something: those of `owner` are used by it. */
static void use_matches(struct search *s, struct str text, const struct intent *owner)
{
	size_t n;
	const struct candidate *c = prefilter_find(s->book->prefilter, s->prefilter, text, &n);

	memset(s->found, 0, s->found_n * sizeof *s->found);
	for (size_t i = 0; i < n; i++) {
		const struct pattern *p = &s->book->patterns[c[i].pattern];

		if (!c[i].found && rx_search(p->rx, s->rx, text, 0, NULL) != RX_YES)
			continue;
		s->found[p->intent / 64] |= 1ull << p->intent % 64;
		if (owner && p->intent == owner->index)
			s->used[c[i].pattern] = true;
	}
}

static void use_vetoes(struct search *s, struct str text)
{
	size_t n;
	const struct candidate *c =
	    prefilter_vetoes(s->book->prefilter, s->prefilter, s->found, &n);

	for (size_t i = 0; i < n; i++)
		if (!s->used[c[i].pattern] &&
		    rx_search(s->book->patterns[c[i].pattern].rx, s->rx, text, 0, NULL) == RX_YES)
			s->used[c[i].pattern] = true;
}

static void use(struct search *s, const struct intent *t, const struct example *e)
{
	struct normal normal;

	arena_reset(s->arena);
	if (normalise(s->book->normaliser, s->arena, e->text, &normal) != 0)
		return;
	use_matches(s, match_head(normal.text), e->counter ? NULL : t);
	use_vetoes(s, match_head(normal.text));
}

void coverage_of(const struct book *book, struct arena *arena, struct coverage *out)
{
	struct search s = {.book = book,
	    .prefilter = prefilter_scratch_new(),
	    .rx = rx_scratch_new(),
	    .arena = arena_new(1 << 14),
	    .used = ARENA_ARRAY(arena, bool, book->patterns_n + 1),
	    .found_n = book->intents_n / 64 + 1};

	s.found = ARENA_ARRAY(arena, uint64_t, s.found_n);
	for (size_t i = 0; i < book->intents_n; i++)
		for (size_t k = 0; k < book->intents[i].examples_n; k++)
			use(&s, &book->intents[i], &book->intents[i].examples[k]);
	*out = (struct coverage){.used = s.used, .patterns = book->patterns_n};
	for (size_t i = 0; i < book->patterns_n; i++)
		out->used_n += s.used[i];
	arena_free(&s.arena);
	rx_scratch_free(&s.rx);
	prefilter_scratch_free(&s.prefilter);
}
