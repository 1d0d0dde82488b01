/* str_index.h - texts by number, and their number by text: a hash table that grows.
 *
 * Texts are numbered from 0 in the order they are added; they are not copied.  Everything lives in
 * the arena.  Zeroed but for the arena it is empty. */
#ifndef XIAOER_BASE_STR_INDEX_H
#define XIAOER_BASE_STR_INDEX_H

#include "base/arena.h"
#include "base/str.h"

struct str_index {
	struct arena *arena;
	struct str *keys;
	size_t n, room;
	uint32_t *slots; /* 1 + number; 0: free */
	size_t slots_n;  /* a power of two, or 0 */
};

enum { STR_INDEX_NONE = -1 };

void str_index_add(struct str_index *x, struct str key);
/* The number of the first that is equal, or STR_INDEX_NONE. */
long str_index_find(const struct str_index *x, struct str key);

#endif
