/* states.h - what can be so: can a condition ever hold?
 *
 * A condition looks at few values, and compares each with few others: all states that make a
 * difference are gone through.  What two values are to each other is one of less, equal, more; a
 * value that is worked out is known when all it needs is known.  Nothing else is assumed, so what
 * "can never hold" never does. */
#ifndef XIAOER_CHECK_STATES_H
#define XIAOER_CHECK_STATES_H

#include "base/arena.h"
#include "book/condition_internal.h"

struct states;
struct uses;

/* UNTOLD: there are too many states, or too many were gone through already. */
enum possible { POSSIBLE_NEVER, POSSIBLE_YES, POSSIBLE_UNTOLD };

/* In the arena, as are the expressions made below. */
struct states *states_new(const struct uses *uses, struct arena *arena);
enum possible states_can_hold(struct states *s, const struct expression *e);

/* NULL stands for what is always so. */
const struct expression *states_and(
    struct states *s, const struct expression *a, const struct expression *b);
const struct expression *states_not(struct states *s, const struct expression *e);
const struct expression *states_known(struct states *s, struct str name); /* a slot or a fact */

#endif
