/* prefilter.h - which patterns of a book can match a text at all, from the literals in the text;
 * and which do, where that can be told from them.
 *
 * Immutable once made, shared by threads.  A prefilter_scratch belongs to one thread and serves any
 * number of prefilters, one after another. */
#ifndef XIAOER_PATTERN_PREFILTER_H
#define XIAOER_PATTERN_PREFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "pattern/plan.h"

struct prefilter;
struct prefilter_scratch;
struct progress;

struct prefilter_pattern {
	struct str text;
	uint32_t intent; /* a number of the caller's: whose it is */
	bool veto;       /* under `unless`, not under `match` */
};

/* What a prefilter is made of. */
struct prefilter_source {
	const struct prefilter_pattern *patterns;
	size_t patterns_n;
	const struct str *heard; /* normalised texts as people write them: what many of them hold
				    tells little */
	size_t heard_n;
	bool off; /* no literals and no steps, so that PCRE2 is asked about every pattern */
	const struct progress *progress; /* stops it; may be NULL */
};

/* What the source names is not needed any more afterwards.  NULL: it was stopped. */
struct prefilter *prefilter_new(const struct prefilter_source *from);
void prefilter_free(struct prefilter **p);
/* Does pattern i have a literal it cannot match without? */
bool prefilter_has_literal(const struct prefilter *p, size_t i);
size_t prefilter_memory(const struct prefilter *p); /* bytes held */

struct prefilter_scratch *prefilter_scratch_new(void);
void prefilter_scratch_free(struct prefilter_scratch **s);

struct candidate {
	uint32_t pattern, intent;
	uint32_t plan;
	bool found; /* it matches; else somebody must still say whether it does */
	struct plan_span span;
};

/* All patterns under `match` that match the normalised text or, when not found, may do so in the
 * eyes of PCRE2; each once, in no order that means anything.  They live in the scratch until it is
 * used again. */
const struct candidate *prefilter_find(
    const struct prefilter *p, struct prefilter_scratch *s, struct str text, size_t *n);

/* Of the text of the last prefilter_find(): all patterns under `unless` that may match it, of the
 * intents whose bits are set (64 to a word), from the last to the first.  They take the place of
 * those that prefilter_find() gave, and have no span. */
const struct candidate *prefilter_vetoes(
    const struct prefilter *p, struct prefilter_scratch *s, const uint64_t *intents, size_t *n);
/* Does one of these match that is not found yet?  PLAN_NONE: ask PCRE2. */
enum plan_verdict prefilter_search(
    const struct prefilter *p, struct prefilter_scratch *s, const struct candidate *c);

#endif
