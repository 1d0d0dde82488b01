/* outcome.h - an intent in the case it is in. */
#ifndef XIAOER_BOOK_OUTCOME_H
#define XIAOER_BOOK_OUTCOME_H

#include "book/condition.h"

/* i with what the first of its cases that holds changes: a copy in the arena, or i itself.  Ids,
 * patterns and cases stay. */
const struct intent *intent_now(
    const struct intent *i, const struct facts_env *env, struct arena *arena);

#endif
