/* plan.h - what a pattern asks of a text: literals, and where they stand.
 *
 * From the sightings of a text (sightings.h) a plan tells whether its pattern can match it at all.
 * Most patterns of a book are words, choices and gaps: such a plan has steps too, and finds the
 * match that PCRE2 would find, without it.  Plans never change once made; threads share them. */
#ifndef XIAOER_PATTERN_PLAN_H
#define XIAOER_PATTERN_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pattern/sightings.h"

struct plan;

/* PLAN_NONE: ask PCRE2; there are no steps, or this text is too long or too strange for them. */
enum plan_verdict { PLAN_NO, PLAN_YES, PLAN_NONE };

struct plan_span {
	uint32_t start, end; /* bytes of the text */
	uint32_t chars;
};

/* Does the pattern match, and where first?  span may be NULL. */
enum plan_verdict plan_search(const struct plan *plan, struct sightings *s, struct plan_span *span);

#endif
