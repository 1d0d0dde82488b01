/* str_index.c - an open hash table over numbered texts. */
#include "base/str_index.h"

static void put(struct str_index *x, size_t i)
{
	size_t slot = str_hash(x->keys[i], 0) & (x->slots_n - 1);

	while (x->slots[slot])
		slot = (slot + 1) & (x->slots_n - 1);
	x->slots[slot] = (uint32_t)i + 1;
}

static void grow(struct str_index *x)
{
	size_t room = x->room ? x->room * 2 : 32;

	x->keys = arena_grow(x->arena, x->keys, x->room * sizeof *x->keys, room * sizeof *x->keys);
	x->room = room;
	x->slots_n = room * 2;
	x->slots = ARENA_ARRAY(x->arena, uint32_t, x->slots_n);
	for (size_t i = 0; i < x->n; i++)
		put(x, i);
}

void str_index_add(struct str_index *x, struct str key)
{
	if (x->n == x->room)
		grow(x);
	x->keys[x->n] = key;
	put(x, x->n++);
}

long str_index_find(const struct str_index *x, struct str key)
{
	size_t slot = x->slots_n ? str_hash(key, 0) & (x->slots_n - 1) : 0;

	for (; x->slots_n && x->slots[slot]; slot = (slot + 1) & (x->slots_n - 1))
		if (str_eq(x->keys[x->slots[slot] - 1], key))
			return (long)x->slots[slot] - 1;
	return STR_INDEX_NONE;
}
