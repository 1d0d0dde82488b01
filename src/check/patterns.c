/* patterns.c - leads the look at patterns: each is taken apart, texts are found for it, and what
 * these tell is told; then the texts of all are set against each other. */
#include <stdlib.h>

#include "base/progress.h"
#include "book/match.h"
#include "check/check_internal.h"
#include "check/patterns.h"
#include "pattern/prefilter.h"
#include "pattern/rx.h"

enum {
	SYNTAX_MAX = 20000, /* nodes and members of sets: a longer pattern is let be */
	STATES_MAX = 6000,
	TEXTS_LEAST = 4, /* of a pattern that are kept, when there are very many patterns */
	TEXTS_MOST = 32,
	TEXTS_ALL = 120000,
	TELL_EVERY = 64,
	ARENA_BYTES = 1 << 16,
};

struct syntax_tree *examiner_syntax(struct examiner *x, struct str text, bool written)
{
	struct syntax_tree *tree = syntax_tree(text, written, x->arena);

	return tree && tree->size <= SYNTAX_MAX ? tree : NULL;
}

const struct candidate *examiner_candidates(
    struct examiner *x, const struct pattern *p, struct str text, size_t *n)
{
	const struct book *book = x->book;
	const struct candidate *c = prefilter_find(book->prefilter, x->prefilter, text, n);
	uint64_t *intents;

	if (!p->veto)
		return c;
	intents = ARENA_ARRAY(x->moment, uint64_t, book->intents_n / 64 + 1);
	intents[p->intent / 64] |= 1ull << p->intent % 64;
	return prefilter_vetoes(book->prefilter, x->prefilter, intents, n);
}

bool examiner_lists(
    const struct examiner *x, const struct candidate *c, size_t n, const struct pattern *p)
{
	for (size_t i = 0; i < n; i++)
		if (c[i].pattern == p - x->book->patterns)
			return true;
	return false;
}

void examiner_progress(const struct examiner *x, size_t n)
{
	if (n % TELL_EVERY == 0)
		progress_tell(x->progress, x->done + n, x->done + 2 * x->book->patterns_n);
}

/* Is the text as a message is when it is searched? */
static bool text_is_normal(const struct examiner *x, struct str text)
{
	struct normal normal;

	return normalise(x->book->normaliser, x->moment, text, &normal) == 0 &&
	       str_eq(normal.text, text);
}

static bool take_apart(
    struct examiner *x, const struct pattern *p, enum machine_looks looks, struct examined *out)
{
	struct syntax_tree *tree;

	*out = (struct examined){.pattern = p};
	out->tree = tree = examiner_syntax(x, p->text, false);
	if (!tree)
		return false;
	out->alphabet = alphabet_new(x->sense, &tree, 1, x->arena);
	if (!out->alphabet)
		return false;
	out->machine = machine_short(tree, out->alphabet, looks, STATES_MAX, x->arena);
	if (!out->machine)
		return false;
	out->walk = walk_new(out->machine, RULES);
	return out->walk != NULL;
}

/* Keeps those of the texts that the search finds; their number. */
static uint32_t keep_found(
    struct examiner *x, const struct pattern *p, const struct str *texts, size_t n)
{
	struct found_texts *found = &x->texts[p - x->book->patterns];

	found->v = ARENA_ARRAY(x->kept, struct str, n + 1);
	for (size_t i = 0; i < n; i++) {
		arena_reset(x->moment);
		if (text_is_normal(x, texts[i]) &&
		    rx_search(p->rx, x->rx, texts[i], 0, NULL) == RX_YES)
			found->v[found->n++] = arena_str(x->kept, texts[i]);
	}
	return found->n;
}

static size_t texts_a_pattern(const struct book *book)
{
	size_t n = TEXTS_ALL / (book->patterns_n + 1);

	return n < TEXTS_LEAST ? TEXTS_LEAST : n > TEXTS_MOST ? TEXTS_MOST : n;
}

/* Where looking ahead and behind was left out, the text may lack what they ask for. */
static void find_texts(struct examiner *x, struct examined *e)
{
	size_t most = texts_a_pattern(x->book);
	struct str *texts = ARENA_ARRAY(x->arena, struct str, most);
	struct examined again;

	if (keep_found(x, e->pattern, texts, walk_texts(e->walk, texts, most, x->arena)) ||
	    !e->tree->looks)
		return;
	for (int looks = LOOKS_READ; looks > LOOKS_LEFT_OUT; looks--)
		if (take_apart(x, e->pattern, (enum machine_looks)looks, &again) &&
		    keep_found(x, e->pattern, texts, walk_texts(again.walk, texts, most, x->arena)))
			return;
}

static void examine(struct examiner *x, const struct pattern *p)
{
	struct examined e;

	arena_reset(x->arena);
	if (take_apart(x, p, LOOKS_LEFT_OUT, &e)) {
		never_tell(x, &e);
		find_texts(x, &e);
		backtracking_tell(x, &e);
	}
	pattern_traps_tell(x, p);
}

void check_patterns(
    const struct book *book, const struct progress *progress, size_t done, struct diag_list *diags)
{
	struct book alone = *book;
	struct arena *kept = arena_new(ARENA_BYTES);
	struct examiner x = {.book = &alone,
	    .diags = diags,
	    .kept = kept,
	    .progress = progress,
	    .done = done,
	    .sense = sense_new(book),
	    .match = match_scratch_new(),
	    .prefilter = prefilter_scratch_new(),
	    .texts = ARENA_ARRAY(kept, struct found_texts, book->patterns_n + 1),
	    .broken = ARENA_ARRAY(kept, bool, book->patterns_n + 1),
	    .told = ARENA_ARRAY(kept, bool, book->patterns_n + 1),
	    .arena = arena_new(ARENA_BYTES),
	    .moment = arena_new(ARENA_BYTES)};

	alone.nearest = NULL;
	x.filler = sense_filler(x.sense, kept);
	x.rx = match_scratch_rx(x.match);
	rx_scratch_seldom(x.rx);
	for (size_t i = 0; i < book->patterns_n && !progress_stopped(progress); i++) {
		examiner_progress(&x, i);
		examine(&x, &book->patterns[i]);
	}
	backtracking_tell_unmeasured(&x);
	for (size_t i = 0; i < book->intents_n && !progress_stopped(progress); i++)
		needless_tell(&x, &book->intents[i]);
	twice_tell(&x);
	words_tell(&x);
	contest_tell(&x);
	progress_tell(progress, done + 2 * book->patterns_n, done + 2 * book->patterns_n);
	arena_free(&x.moment);
	arena_free(&x.arena);
	arena_free(&x.kept);
	sense_free(&x.sense);
	prefilter_scratch_free(&x.prefilter);
	match_scratch_free(&x.match);
}
