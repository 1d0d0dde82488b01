/* suggest.h - what an agent may answer: ranked replies, each with its reason. */
#ifndef XIAOER_BOOK_SUGGEST_H
#define XIAOER_BOOK_SUGGEST_H

#include "base/json.h"
#include "book/match.h"
#include "book/render.h"

struct suggestion {
	const struct intent *intent;
	const struct phrase *phrase;
	struct str
	    text; /* what has no value and no fall-back stands as {name}, for a human to fill */
	double score;                  /* 0..1, never rising down the list */
	const struct str *missing;     /* placeholders without a value */
	size_t missing_n;
	struct place at;               /* of the pattern, or of the intent when it is only alike */
	const struct pattern *pattern; /* NULL: nothing matched, the intent's examples are alike */
	size_t start, length; /* what the pattern found: characters of the text as written */
};

struct suggestions {
	struct suggestion *list;
	size_t n;
};

/* From what match_text() found in text. Every kind of intent counts; an intent that says nothing by
 * itself is left out, one that hands over or closes suggests the phrase of that. When nothing
 * matched: the nearest intents, with scores below those of any match. values: what the conversation
 * knows, and what conditions look at (values.facts; without it nothing that has a `when` is
 * suggested); names of the shop and captures are added. seed: see render.h. The result lives in the
 * arena and points into text's match and the book. */
void suggest(const struct book *book, struct str text, const struct match_result *found,
    struct values values, uint64_t seed, size_t limit, struct arena *arena,
    struct suggestions *out);

/* {"suggestions":[...]} */
void suggest_json(const struct suggestions *s, struct json_out *o);

#endif
