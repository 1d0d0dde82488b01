/* split.h - a long text in parts that a channel takes, each cut at a good place.  Pure. */
#ifndef XIAOER_BASE_SPLIT_H
#define XIAOER_BASE_SPLIT_H

#include "base/str.h"

/* The least that a channel may take: the longest character with its marks fits in it. */
enum { SPLIT_MIN = 64 };

/* The next part of *rest, at most max bytes (0: any), and *rest moved behind it; blanks at the ends
 * of parts are left out.  It ends, in this order of liking, with a paragraph, a sentence, a clause,
 * a word, or between two characters; never within a character or what joins it, and within a run of
 * ASCII (a link, a number) only when that alone is longer than max.  Empty: there is no more. */
struct str split_next(struct str *rest, size_t max);
size_t split_count(struct str text, size_t max);

#endif
