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

/* What other programs, and trainers in their own language, call the keys of ours. */
static const struct {
	const char *key, *others[16];
} called[] = {
    {"intents", {"intent", "nlu", "意图", NULL}},
    {"phrases", {"responses", "templates", "话术", NULL}},
    {"forms", {"form", "表单", NULL}},
    {"slots", {"entities", "variables", "槽位", NULL}},
    {"words", {"synonyms", "lists", "词表", NULL}},
    {"settings", {"config", "设定", "设置", NULL}},
    {"banned", {"blacklist", "禁用词", NULL}},
    {"title", {"name", "label", "description", "标题", "名称", NULL}},
    {"match", {"pattern", "patterns", "regex", "regexp", "keyword", "keywords", "trigger", "triggers", "句式",
		  "关键词", "规则", "正则", NULL}},
    {"examples", {"utterances", "questions", "samples", "例句", "问题", NULL}},
    {"counterexamples", {"negatives", "反例", NULL}},
    {"unless", {"exclude", "except", "not", "排除", NULL}},
    {"say", {"answer", "answers", "response", "responses", "text", "texts", "回答", "回复", "答案", "说法",
		NULL}},
    {"reply", {"phrase", "话术", NULL}},
    {"when", {"if", "condition", "条件", NULL}},
    {"then", {"action", "actions", "之后", NULL}},
    {"ask", {"questions", "fields", "slots", "提问", NULL}},
    {"wrong", {"error", "invalid", NULL}},
    {"choices", {"options", "buttons", "选项", NULL}},
    {"kind", {"type", "类型", "种类", NULL}},
    {"priority", {"weight", "优先级", NULL}},
};

/* The key of map that is called so elsewhere; NULL for none. */
static const char *known_elsewhere(const struct shape *map, struct str key)
{
	for (size_t i = 0; i < sizeof called / sizeof *called; i++)
		for (size_t k = 0; called[i].others[k]; k++)
			if (str_is(key, called[i].others[k]) && shape_find(map, str_of(called[i].key)))
				return called[i].key;
	return NULL;
}

/* Who comes from another program writes keys that are not near to any: he is told them all. */
const char *keys_hint(struct load *l, const struct shape *map, struct str key)
{
	const char *names[SHAPE_KEYS_MAX], *ours = known_elsewhere(map, key);
	size_t n = shape_names(map, names);
	const char *hint = ours ? diag_hint(ours, l->scratch) : names_hint(l, names, n, key);

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
