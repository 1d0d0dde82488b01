/* load_fact.c - `facts:`: names that are worked out from others. */
#include "base/intl.h"
#include "book/condition_internal.h"
#include "book/load_internal.h"

const struct shape load_facts_shape = {.title = N_("facts"),
    .takes = SHAPE_MAP | SHAPE_NOTHING,
    .value = &shape_filled,
    .names = LOAD_NAME_PATTERN};

static bool is_builtin_slot(struct str name)
{
	for (size_t i = 0; book_builtin_slots[i]; i++)
		if (str_is(name, book_builtin_slots[i]))
			return true;
	return false;
}

/* One name, one value. */
static int check_free(struct load *l, const struct yaml_member *m)
{
	long slot = ids_find(&l->slots, m->key);

	if (slot >= 0)
		return load_taken(l, &l->slots, slot, N_("the slot"), m->key, m->key_at);
	if (is_builtin_slot(m->key) || load_is_desk_name(m->key))
		return diag_error(l->diags, m->key_at,
		    "'%.*s' is a name of the program's own: call the fact something else",
		    STR_ARG(m->key));
	return 0;
}

void load_facts(struct load *l, const struct yaml *map)
{
	struct book *b = l->book;

	for (size_t i = 0; i < map->size; i++) {
		const struct yaml_member *m = &map->members[i];
		struct str text;

		if (load_twice(l, &l->facts, map, m) || load_add_name(l, &l->facts, m, N_("the fact")))
			continue;
		b->facts[b->facts_n] = (struct fact){
		    .name = arena_str(l->arena, m->key), .kind = SLOT_TEXT, .at = m->key_at};
		if (check_free(l, m) == 0 && load_text(l, m->value, _("a fact"), &text) == 0)
			l->fact_nodes[b->facts_n] = m->value;
		b->facts_n++;
	}
}

static enum slot_kind kind_of(const struct expression *e)
{
	switch (e->type) {
	case TYPE_DATE:
		return SLOT_DATE;
	case TYPE_NUMBER:
		return SLOT_NUMBER;
	case TYPE_AMOUNT:
		return SLOT_AMOUNT;
	default:
		return SLOT_TEXT;
	}
}

void load_check_facts(struct load *l)
{
	struct book *b = l->book;

	for (size_t i = 0; i < b->facts_n; i++) {
		struct fact *f = &b->facts[i];
		long group = ids_find(&l->groups, f->name);

		if (group >= 0)
			load_taken(l, &l->groups, group, N_("the named group"), f->name, f->at);
		else if (l->fact_nodes[i])
			f->value = load_fact_value(l, l->fact_nodes[i], i);
		if (f->value)
			f->kind = kind_of(f->value);
	}
}
