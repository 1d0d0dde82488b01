/* states_internal.h - a condition under way: its variables, each of which has few states.  Not for
 * others. */
#ifndef XIAOER_CHECK_STATES_INTERNAL_H
#define XIAOER_CHECK_STATES_INTERNAL_H

#include "check/states.h"
#include "check/uses.h"

enum {
	VARIABLES_MAX = 16,
	LINKS_MAX = 128, /* comparisons of two values that both change */
	POINTS_MAX = 64  /* values that one is compared with */
};

enum variable_kind {
	VARIABLE_VALUE,    /* of a slot, a fact, the day: compared with values that are written */
	VARIABLE_RELATION, /* of two values that both change */
};

/* States of a VALUE: 0 unknown; then below the first point, at it, between it and the second, ...;
 * of a text: at each point, and any other.  Of a RELATION: unknown, less, equal, more. */
struct variable {
	enum variable_kind kind;
	struct str key;              /* the name, or both sides as text */
	const struct expression *of; /* VALUE: the name; RELATION: left and right are its sides */
	bool ordered;                /* dates and numbers; else texts */
	bool known;                  /* never unknown */
	bool closed;                 /* one of the points, nothing else */
	struct expression const *points[POINTS_MAX];
	size_t points_n;
	unsigned states, now;
};

/* A comparison, and the variable that tells how it comes out. */
struct link {
	const struct expression *e;
	const struct variable *v;
	bool turned; /* its sides stand the other way round in the variable */
};

struct states {
	const struct uses *uses;
	struct arena *arena;
	uint64_t work;
	/* of the condition that is gone through */
	struct arena *scratch;
	struct variable list[VARIABLES_MAX];
	size_t n;
	struct link links[LINKS_MAX];
	size_t links_n;
	bool failed;
};

/* states_variables.c */

/* Adds the variables of an expression to the list; `failed` when there are too many. */
void states_gather(struct states *s, const struct expression *e, unsigned depth);
struct variable *states_variable(struct states *s, enum variable_kind kind, struct str key); /* NULL: none */
unsigned states_of(const struct variable *v); /* how many it has */
bool states_same_point(
    const struct variable *v, const struct expression *a, const struct expression *b);
bool states_is_yes(const struct expression *e);
bool states_is_name(const struct expression *e); /* of a slot, a fact, the day */
struct str states_name(const struct expression *e);

#endif
