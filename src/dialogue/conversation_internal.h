/* conversation_internal.h - what the state and its stored form agree on.  Not for others. */
#ifndef XIAOER_DIALOGUE_CONVERSATION_INTERNAL_H
#define XIAOER_DIALOGUE_CONVERSATION_INTERNAL_H

#include <stddef.h>

#include "dialogue/conversation.h"

enum { LIST_MAX = 4096, SLOTS_MAX = 128 };

/* Lists have room for the next power of two: no capacity is kept. */
static inline size_t conversation_room(size_t n)
{
	size_t r = 4;
	while (r < n)
		r *= 2;
	return n ? r : 0;
}

#endif
