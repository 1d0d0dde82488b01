/* load_ids.c - the names a book gives, found by hash, and the nearest of them for "did you
 * mean". */
#include "base/intl.h"
#include "book/load_internal.h"

enum { COMPARED_MAX = 2000000 }; /* half a second */

long ids_find(const struct ids *ids, struct str name)
{
	if (!ids->slots_n)
		return IDS_NONE;
	for (size_t i = str_hash(name, 0);; i++) {
		uint32_t slot = ids->slots[i & (ids->slots_n - 1)];

		if (!slot)
			return IDS_NONE;
		if (str_is(name, ids->names[slot - 1]))
			return slot - 1;
	}
}

static void put(struct ids *ids, uint32_t index)
{
	size_t i = str_hash(str_of(ids->names[index]), 0);

	while (ids->slots[i & (ids->slots_n - 1)])
		i++;
	ids->slots[i & (ids->slots_n - 1)] = index + 1;
}

static void grow(struct ids *ids, struct arena *arena)
{
	size_t room = ids->room ? ids->room * 2 : 32;

	ids->names = arena_grow(arena, ids->names, ids->room * sizeof *ids->names,
	    room * sizeof *ids->names);
	ids->places = arena_grow(arena, ids->places, ids->room * sizeof *ids->places,
	    room * sizeof *ids->places);
	ids->room = room;
	ids->slots_n = room * 2;
	ids->slots = ARENA_ARRAY(arena, uint32_t, ids->slots_n);
	for (uint32_t i = 0; i < ids->n; i++)
		put(ids, i);
}

long ids_add(struct ids *ids, struct arena *arena, struct str name, struct place at)
{
	if (ids->n == ids->room)
		grow(ids, arena);
	ids->names[ids->n] = arena_str(arena, name).p;
	ids->places[ids->n] = at;
	put(ids, (uint32_t)ids->n);
	return (long)ids->n++;
}

const char *names_hint(struct load *l, const char *const *names, size_t n, struct str name)
{
	const char *near;

	if (l->compared > COMPARED_MAX)
		return "";
	l->compared += n;
	near = diag_nearest(name, names, n);
	return diag_hint(near, l->scratch);
}

/* Who comes from another program writes keys that are not near to any: he is told them all. */
const char *keys_hint(struct load *l, const struct shape *map, struct str key)
{
	const char *names[SHAPE_KEYS_MAX];
	size_t n = shape_names(map, names);
	const char *hint = names_hint(l, names, n, key);

	return *hint ? hint
		     : arena_printf(l->scratch, _("; known here are %s"), shape_join(names, n, N_(" and "), l->scratch)).p;
}

const char *ids_hint(struct load *l, const struct ids *ids, struct str name)
{
	return names_hint(l, ids->names, ids->n, name);
}

const char *load_join(struct load *l, const char *const *names, size_t n)
{
	return shape_join(names, n, N_(" or "), l->scratch);
}
