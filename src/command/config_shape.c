/* config_shape.c - the shape of xiaoer.yaml, from the table of keys: "a.b" is b in the map a. */
#include "command/config_internal.h"

static const char name_pattern[] = "^[^\\x00- /\\x7f]{1,64}$"; /* as name_check() of config.c */

struct maker {
	struct arena *arena;
	bool in_shop;
	const struct shape *shop; /* NULL while it is made itself */
};

static struct shape *map_of(const struct maker *m, const char *name)
{
	struct shape *s = ARENA_NEW(m->arena, struct shape);

	*s = (struct shape){.name = name, .takes = SHAPE_MAP | SHAPE_NOTHING,
	    .keys_size = sizeof(struct shape_key)};
	s->keys = ARENA_ARRAY(m->arena, struct shape_key, config_keys_n + 1);
	return s;
}

static struct shape_key *add(struct shape *map, const char *name)
{
	struct shape_key *k = (struct shape_key *)&map->keys[map->keys_n++];

	k->name = name;
	return k;
}

static const struct shape *group(const struct maker *m, struct str prefix, struct str part);

/* The keys whose names begin with prefix, which ends with a dot (or is empty). */
static struct shape *keys_below(const struct maker *m, struct str prefix, const char *name)
{
	struct shape *map = map_of(m, name);

	for (size_t i = 0; i < config_keys_n; i++) {
		const struct config_key *key = &config_keys[i];
		const char *rest = key->name + prefix.n;
		struct shape_key *k;
		struct str part;

		if ((m->in_shop && key->scope == CONFIG_OF_ALL) ||
		    !str_starts(str_of(key->name), prefix))
			continue;
		part = config_part(&rest);
		if (shape_find(map, part))
			continue;
		k = add(map, arena_str(m->arena, part).p);
		if (*rest) {
			k->help = config_group_help(part);
			k->shape = group(m, prefix, part);
		} else {
			k->shape = config_value_shape(key, m->arena);
			k->help = key->help;
			k->standard = key->standard;
		}
	}
	return map;
}

/* A map of names is one whose next part stands for any. */
static const struct shape *group(const struct maker *m, struct str prefix, struct str part)
{
	struct str below = arena_printf(m->arena, "%.*s%.*s.", STR_ARG(prefix), STR_ARG(part));
	const struct shape_key *of_shop = m->shop ? shape_find(m->shop, part) : NULL;
	const char *name = m->in_shop ? arena_str(m->arena, part).p : NULL;
	struct shape *names, *keys;

	if (of_shop)
		return of_shop->shape;
	keys = keys_below(m, arena_printf(m->arena, "%.*s<name>.", STR_ARG(below)), NULL);
	if (!keys->keys_n)
		return keys_below(m, below, name);
	names = map_of(m, name);
	names->value = keys;
	names->names = name_pattern;
	return names;
}

const struct shape *config_shape(struct arena *arena)
{
	struct maker m = {.arena = arena, .in_shop = true};
	struct shape *shop = keys_below(&m, STR(""), NULL), *all, *shops;
	struct shape_key *k;

	shops = map_of(&m, NULL);
	shops->value = shop;
	shops->names = name_pattern;
	m.in_shop = false;
	m.shop = shop;
	all = keys_below(&m, STR(""), NULL);
	k = add(all, config_shops);
	k->shape = shops;
	k->help = config_group_help(str_of(config_shops));
	return all;
}
