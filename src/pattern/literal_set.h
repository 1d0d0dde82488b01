/* literal_set.h - small sets of literals, and what is known of a part of a pattern: the algebra
 * under literals.c.
 *
 * Everything lives in the arena given; sets are never changed once made. */
#ifndef XIAOER_PATTERN_LITERAL_SET_H
#define XIAOER_PATTERN_LITERAL_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "pattern/literals.h"

struct literal_set {
	struct str *v;
	size_t n;
};

enum { PART_GROUPS = 4 };

/* How a match begins, or how it ends: it is empty, which only `absent` ones can be, or one of the
 * set stands there. */
struct edge {
	struct literal_set set; /* none is empty */
	bool known, absent;
};

/* A part of a pattern.  Its match is one of `exact` when that is known (is_exact), else begins with
 * one of `prefix` and ends with one of `suffix` (n == 0: not known).  Wherever it matches, the text
 * holds one literal of each group. */
struct part {
	bool is_exact;
	struct literal_set exact, prefix, suffix;
	struct edge first, last;
	struct literal_set groups[PART_GROUPS]; /* best first; no literal of theirs is empty */
	size_t groups_n;
};

struct part part_unknown(void);          /* may match anything */
struct part part_empty(struct arena *a); /* matches the empty text: an anchor, nothing */
struct part part_of(struct arena *a, struct literal_set exact);
/* What the text must hold where p matched, whatever p itself matched: for look-arounds. */
struct part part_around(struct arena *a, struct part p);
struct part part_repeat(
    struct arena *a, struct part p, unsigned min, unsigned max); /* max: REPEAT_ENDLESS */
struct part part_either(struct arena *a, const struct part *p, size_t n);

/* Parts one after another. */
struct chain {
	struct arena *arena;
	struct part done;       /* groups found so far, and how it begins */
	struct literal_set run; /* how the text matched so far ends */
	bool whole;             /* run is all of it */
	bool is_new;            /* there is no part yet */
	bool at_start;          /* it begins where the text does */
};

void chain_init(struct chain *c, struct arena *a);
void chain_add(struct chain *c, struct part p);
struct part chain_end(struct chain *c);

struct literal_set set_one(struct arena *a, const char *p, size_t n);
/* Every literal of x followed by every one of y, in their order; false, and *out as it was, when
 * that is too much. */
bool set_cross(
    struct arena *a, struct literal_set x, struct literal_set y, struct literal_set *out);

#endif
