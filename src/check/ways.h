/* ways.h - in how many ways a part of a pattern may read the beginning of a long text: rather too
 * many than too few.  Where they are few, a search of it takes few steps on any text. */
#ifndef XIAOER_CHECK_WAYS_H
#define XIAOER_CHECK_WAYS_H

#include "pattern/syntax_tree.h"

/* What is known of a tree so far: each node is worked out once. */
struct ways {
	double *of; /* by number of the node; 0: not worked out */
};

struct ways ways_new(const struct syntax_tree *t, struct arena *arena);
double ways_of(struct ways w, const struct node *n);

#endif
