/* match_prepare.c - what a book gives to the prefilter: its patterns, and how customers write. */
#include "book/match.h"
#include "pattern/prefilter.h"

static void put_patterns(const struct book *book, struct prefilter_pattern *patterns)
{
	for (size_t i = 0; i < book->patterns_n; i++) {
		const struct pattern *p = &book->patterns[i];

		patterns[i] = (struct prefilter_pattern){p->text, p->intent, p->veto};
	}
}

static size_t count_examples(const struct book *book)
{
	size_t n = 0;

	for (size_t i = 0; i < book->intents_n; i++)
		n += book->intents[i].examples_n;
	return n;
}

/* The examples that can be normalised; their number. */
static size_t put_examples(const struct book *book, struct arena *arena, struct str *texts)
{
	struct arena *moment = arena_new(16 << 10);
	size_t n = 0;

	for (size_t i = 0; i < book->intents_n; i++)
		for (size_t k = 0; k < book->intents[i].examples_n; k++) {
			struct str example = book->intents[i].examples[k].text;
			struct normal normal;

			arena_reset(moment);
			if (normalise(book->normaliser, moment, example, &normal) == 0)
				texts[n++] = arena_str(arena, normal.text);
		}
	arena_free(&moment);
	return n;
}

struct prefilter *match_prepare(
    const struct book *book, bool off, const struct progress *progress)
{
	struct arena *arena = arena_new(64 << 10);
	struct prefilter_pattern *patterns =
	    ARENA_ARRAY(arena, struct prefilter_pattern, book->patterns_n + 1);
	struct str *heard = ARENA_ARRAY(arena, struct str, count_examples(book) + 1);
	struct prefilter_source from = {patterns, book->patterns_n, heard, 0, off, progress};

	put_patterns(book, patterns);
	from.heard_n = put_examples(book, arena, heard);
	struct prefilter *p = prefilter_new(&from);
	arena_free(&arena);
	return p;
}
