/* pairs.h - what a text is made of, for telling likeness: its pairs of neighbouring characters, and
 * words where words are written apart.
 *
 * In a script of letters a pair tells nothing (er stands in every other word), so there the word
 * stands for its pairs, or its beginning, as endings change: delivery and delivered are alike. */
#ifndef XIAOER_BOOK_PAIRS_H
#define XIAOER_BOOK_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

/* Up to max keys of the pairs and words of a normalised text, in order, equal ones as often as they
 * stand there. A single letter is a key of its own; what a backslash gives a meaning (\b in a
 * pattern) is no letter.  Returns their number. */
size_t pairs_of(struct str text, uint64_t *out, size_t max);

#endif
