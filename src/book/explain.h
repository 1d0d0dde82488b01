/* explain.h - why a message got the intents it got: who won, who lost to whom and by which rule,
 * who was vetoed by which line.
 *
 * For people, one message at a time: every pattern may be tried, so it costs a hundred times what
 * matching does. */
#ifndef XIAOER_BOOK_EXPLAIN_H
#define XIAOER_BOOK_EXPLAIN_H

#include "base/json.h"
#include "book/match.h"

enum explain_outcome {
	EXPLAIN_WON,
	EXPLAIN_SECOND, /* a second matter of the message: answered too */
	EXPLAIN_LOST,
	EXPLAIN_VETOED  /* found, and then something under `unless` */
};

/* By what the winner stands before it: the rules of ranking, in their order. */
enum explain_reason {
	EXPLAIN_BY_NOTHING, /* won, second */
	EXPLAIN_BY_KIND,
	EXPLAIN_BY_PRIORITY,
	EXPLAIN_BY_LENGTH,
	EXPLAIN_BY_ORDER
};

struct explained {
	const struct intent *intent;
	enum explain_outcome outcome;
	enum explain_reason reason;
	const struct pattern *pattern; /* that found it */
	struct str found;              /* what it found, of the text as written */
	size_t start;                  /* and where: characters of the text */
	double score;                  /* 0 when vetoed */
	const struct pattern *veto;    /* EXPLAIN_VETOED: the line under `unless`, and what it found */
	struct str veto_found;
	size_t veto_start;
};

struct explanation {
	struct explained *list; /* best first, then the vetoed in the order of the book */
	size_t n;
	const struct intent *nearest; /* when nothing matched; may be NULL */
	double nearest_score;
	unsigned gave_up;
};

/* text: as written, what found was made of by match_text() with this book.  Lives in the arena, and
 * points into text, book and found. */
void explain(const struct book *book, struct match_scratch *scratch, struct arena *arena,
    struct str text, const struct match_result *found, struct explanation *out);

/* By what `first` stands before `other`; both of one message. */
enum explain_reason explain_order(const struct match_hit *first, const struct match_hit *other);
/* The same in words, in the reader's language: "its priority is higher". */
const char *explain_reason_words(
    enum explain_reason r, const struct intent *first, const struct intent *other);
const char *explain_outcome_name(enum explain_outcome o); /* "won", "second", "lost", "vetoed" */
const char *explain_reason_name(enum explain_reason r);   /* "kind", "priority", ...; "" */

/* "intents":[...] and "nearest", into an open object. */
void explain_json(const struct explanation *e, struct json_out *o);

#endif
