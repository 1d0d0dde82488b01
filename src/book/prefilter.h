/* prefilter.h - which patterns of a book can match a text at all, from the literals in the text.
 *
 * Made by prefilter_new() (match.h), immutable, shared by threads.  A prefilter_scratch belongs to
 * one thread and serves any number of prefilters, one after another. */
#ifndef XIAOER_BOOK_PREFILTER_H
#define XIAOER_BOOK_PREFILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct prefilter;
struct prefilter_scratch;

struct prefilter_scratch *prefilter_scratch_new(void);
void prefilter_scratch_free(struct prefilter_scratch **s);

struct candidate {
	uint32_t pattern;
	uint32_t from; /* no search that begins before this byte of the text finds it */
};

/* All patterns under `match` that may match the normalised text, each once, in no order that means
 * anything.  They live in the scratch until it is used again; text until the last prefilter_may().
 */
const struct candidate *prefilter_find(
    const struct prefilter *p, struct prefilter_scratch *s, struct str text, size_t *n);

/* Of the text of the last prefilter_find(): may this pattern match it, and from which byte?  For
 * those under `unless`, which matter only when their intent was found: they would be more than half
 * of all candidates. */
bool prefilter_may(
    const struct prefilter *p, struct prefilter_scratch *s, uint32_t pattern, uint32_t *from);

size_t prefilter_memory(const struct prefilter *p); /* bytes held */

#endif
