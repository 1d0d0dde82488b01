/* plan_list.h - parts of a pattern that can only be one of a few literals, in the order in which
 * PCRE2 tries them.
 *
 * Everything lives in the arena given; lists are never changed once made. */
#ifndef XIAOER_PATTERN_PLAN_LIST_H
#define XIAOER_PATTERN_PLAN_LIST_H

#include "pattern/literal_set.h"
#include "pattern/numbers.h"
#include "pattern/meaning_tree.h"

struct lister {
	struct arena *arena;
	unsigned asks; /* the kinds of characters that lists made so far ask for (character.h) */
};

/* All that n can match; false: that is no list, or a long one. */
bool plan_list_of(struct lister *l, const struct meaning *n, struct literal_set *out);
/* The members of a class, be it negated. */
struct literal_set plan_list_class(struct lister *l, const struct meaning *class);
/* Each of x followed by each of y; false, and *x as it was, when that is too much. */
bool plan_list_follow(struct lister *l, struct literal_set *x, struct literal_set y);
/* x, or else y; false, and *x as it was, when that is too much. */
bool plan_list_append(struct lister *l, struct literal_set *x, struct literal_set y);
/* Does the list match the empty text and nothing else? */
bool plan_list_is_empty(struct literal_set s);
/* Gives the literals that are made (sightings.h) their numbers: before any other has one. */
void plan_list_number_made(struct numbers *literals);

#endif
