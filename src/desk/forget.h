/* forget.h - one conversation's words taken out of the store. */
#ifndef XIAOER_DESK_FORGET_H
#define XIAOER_DESK_FORGET_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct store;

/* Between batches, by the store's one writer.  Adds to *messages; 0 or an enum store_result. */
int forget_conversation(struct store *store, int64_t id, struct arena *arena, size_t *messages);

#endif
