/* ways.h - in how many ways a part of a pattern may read the beginning of a long text: rather too
 * many than too few.  Where they are few, a search of it takes few steps on any text. */
#ifndef XIAOER_CHECK_WAYS_H
#define XIAOER_CHECK_WAYS_H

#include "pattern/syntax_tree.h"

/* Worked out once for each node, which remembers it. */
double ways_of(struct node *n);

#endif
