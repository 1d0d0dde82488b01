/* match.h - which intents a message carries, best first.
 *
 * Pure: the book is shared and immutable, a match_scratch belongs to one thread, the result lives
 * in the arena given. */
#ifndef XIAOER_BOOK_MATCH_H
#define XIAOER_BOOK_MATCH_H

#include "base/arena.h"
#include "book/book.h"
#include "pattern/normalise.h"

struct match_scratch;
struct progress;
struct rx_scratch;

struct match_scratch *match_scratch_new(void);
void match_scratch_free(struct match_scratch **s);

/* Its memory for single patterns (rx.h), between two messages. */
struct rx_scratch *match_scratch_rx(struct match_scratch *s);

struct capture {
	struct str name;  /* of the group; lives in the book */
	struct str value; /* of the text as written */
};

struct match_hit {
	const struct intent *intent;
	const struct pattern *pattern; /* the one whose match is longest */
	size_t start, length;          /* bytes of the text as written */
	size_t chars;                  /* characters matched, of the normalised text: what ranks */
	double score;                  /* 0..1, never rising down the list */
	struct capture *captures;
	size_t captures_n;
};

struct match_result {
	struct normal normal;
	struct match_hit *hits; /* best first, one an intent */
	size_t n;
	unsigned gave_up; /* patterns that hit a limit: not "no"; logged with their place */
	/* when n == 0: the intent whose examples are most alike, or NULL */
	const struct intent *nearest;
	double nearest_score; /* 0..1 */
};

/* Ranking: business before courtesy before data, then priority, then most characters, then order in
 * the book. Only the first 8 KB of the normalised text are matched. 0, or -1 when the text is not
 * UTF-8 (result empty).  text must live as long as the result. */
int match_text(const struct book *book, struct match_scratch *s, struct arena *arena,
    struct str text, struct match_result *out);
/* What of a normalised text is matched: its first 8 KB. */
struct str match_head(struct str normalised);
/* The same of a text that is normalised already: for who tries it with several books of one
 * normaliser. */
void match_normal(const struct book *book, struct match_scratch *s, struct arena *arena,
    struct str text, const struct normal *normal, struct match_result *out);
/* Fills in the nearest intent of a result without hits: for who puts one together. */
void match_nearest(const struct book *book, struct match_result *r);
/* Why an intent is not among the hits: the pattern under its `unless` that is found in the
 * normalised text beside one under its `match`; NULL: there is no such pair.  A pattern that gives
 * up counts as found. */
const struct pattern *match_veto(
    struct match_scratch *s, const struct intent *in, struct str normalised);
/* The second matter of a message: the best business hit after hits[0] that does not overlap it,
 * when hits[0] is business too; NULL when there is none. */
const struct match_hit *match_second(const struct match_result *r);

/* Puts hits in the order of ranking and scores them: for who brings several results together. */
void match_rank(struct match_result *r);

/* For the loader: what finds the patterns of a book fast.  off: PCRE2 is asked about every one of
 * them.  NULL: progress, which may be NULL, stopped it.  Free with prefilter_free(). */
struct prefilter *match_prepare(
    const struct book *book, bool off, const struct progress *progress);

#endif
