/* script_lookup.c - the look-ups that a dialogue test says are offered.
 *
 *     lookups: [parcel]                              asked with order_no, brings what the test says
 *     lookups:
 *       parcel: {needs: [order_no], brings: [parcel_status, parcel_place], optional:
 * [parcel_place], answer_within: 1500ms, timeout: 10s, reuse: 5m}
 */
#include "base/intl.h"
#include "dialogue/script_internal.h"

enum { ANSWER_WITHIN_MS = 1500, TIMEOUT_MS = 10000, REUSE_MS = 300000 };

static const struct str usual_need = STR("order_no");

static int read_names(
    struct play *p, const struct yaml *v, const char *what, struct str **names, size_t *n)
{
	if (v->type != YAML_LIST)
		return diag_error(p->diags, v->at, "%s must be a list of slots", what);
	struct str *list =
	    arena_grow(p->arena, *names, *n * sizeof *list, (*n + v->size) * sizeof *list);
	*names = list;
	for (size_t i = 0; i < v->size; i++)
		if (yaml_text(v->members[i].value, _("a slot"), p->diags, &list[(*n)++]) != 0)
			return -1;
	return 0;
}

static bool among(const struct str *names, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(names[i], name))
			return true;
	return false;
}

/* The required ones first. */
static void order_brings(struct play *p, struct lookup_offer *o, const struct str *all,
    size_t all_n, const struct str *optional, size_t optional_n)
{
	struct str *brings = ARENA_ARRAY(p->arena, struct str, all_n + optional_n + 1);
	for (size_t i = 0; i < all_n; i++)
		if (!among(optional, optional_n, all[i]))
			brings[o->required_n++] = all[i];
	o->brings_n = o->required_n;
	for (size_t i = 0; i < optional_n; i++)
		brings[o->brings_n++] = optional[i];
	o->brings = brings;
}

enum offer_list { LIST_NEEDS, LIST_BRINGS, LIST_OPTIONAL, LISTS, NO_LIST = LISTS };

static const struct shape slots_shape = {
    .title = N_("a list of slots"), .takes = SHAPE_LIST, .each = &shape_text};

static const struct offer_key {
	struct shape_key key;
	enum offer_list list;
	size_t at; /* of a span: offset in struct lookup_offer */
} offer_keys[] = {
    {{"needs", &slots_shape, N_("the slots it is asked with; else order_no")}, LIST_NEEDS, 0},
    {{"brings", &slots_shape, N_("the slots it fills")}, LIST_BRINGS, 0},
    {{"optional", &slots_shape, N_("those of them that may be missing")}, LIST_OPTIONAL, 0},
    {{"answer_within", &shape_span, N_("so long the reply waits for it"), "1500ms"}, NO_LIST,
	offsetof(struct lookup_offer, answer_within)},
    {{"timeout", &shape_span, N_("then it has failed"), "10s"}, NO_LIST,
	offsetof(struct lookup_offer, give_up)},
    {{"reuse", &shape_span, N_("so long what it brought is taken as known"), "5m"}, NO_LIST,
	offsetof(struct lookup_offer, reuse)},
};

static const struct shape offer_shape = {.name = "lookup",
    .title = N_("a look-up"),
    .takes = SHAPE_MAP,
    SHAPE_KEYS(offer_keys)};

const struct shape script_lookups_shape = {
    .title = N_("a list of look-ups, or look-ups with their keys"),
    .takes = SHAPE_LIST | SHAPE_MAP,
    .each = &shape_text,
    .value = &offer_shape};

static int read_key(struct play *p, const struct yaml_member *m, struct lookup_offer *o,
    struct str **lists, size_t *sizes)
{
	const struct offer_key *k = (const void *)shape_find(&offer_shape, m->key);
	if (!k)
		return diag_error(
		    p->diags, m->key_at, "a look-up has %s", script_keys(p, &offer_shape));
	if (k->list != NO_LIST)
		return read_names(p, m->value, k->key.name, &lists[k->list], &sizes[k->list]);
	return yaml_span(m->value, k->key.name, p->diags, (int64_t *)(void *)((char *)o + k->at));
}

static int read_offer(struct play *p, const struct yaml *v, struct lookup_offer *o)
{
	struct str *lists[LISTS] = {NULL};
	size_t sizes[LISTS] = {0};
	if (v->type != YAML_MAP)
		return diag_error(p->diags, v->at, "a look-up is keys with values");
	for (size_t i = 0; i < v->size; i++)
		if (read_key(p, &v->members[i], o, lists, sizes) != 0)
			return -1;
	if (lists[LIST_NEEDS]) {
		o->needs = lists[LIST_NEEDS];
		o->needs_n = sizes[LIST_NEEDS];
	}
	order_brings(p, o, lists[LIST_BRINGS], sizes[LIST_BRINGS], lists[LIST_OPTIONAL],
	    sizes[LIST_OPTIONAL]);
	return 0;
}

void script_brought(struct play *p, const struct values *brought)
{
	for (size_t i = 0; i < p->env.lookups_n; i++) {
		struct lookup_offer *o = &p->lookups[i];
		if (o->brings_n || !str_eq(o->name, p->c.lookup.name))
			continue;
		struct str *names = ARENA_ARRAY(p->arena, struct str, brought->n + 1);
		for (size_t k = 0; k < brought->n; k++)
			names[k] = brought->v[k].name;
		o->brings = names;
		o->brings_n = brought->n;
	}
}

int script_lookups(struct play *p, const struct yaml *v)
{
	if (v->type == YAML_SCALAR)
		return diag_error(
		    p->diags, v->at, "lookups must be a list of names, or names with keys");
	struct lookup_offer *offers = ARENA_ARRAY(p->arena, struct lookup_offer, v->size + 1);
	for (size_t i = 0; i < v->size; i++) {
		struct lookup_offer *o = &offers[i];
		*o = (struct lookup_offer){.name = v->members[i].key,
		    .needs = &usual_need,
		    .needs_n = 1,
		    .answer_within = ANSWER_WITHIN_MS,
		    .give_up = TIMEOUT_MS,
		    .reuse = REUSE_MS};
		if (v->type == YAML_LIST
			? yaml_text(v->members[i].value, _("a look-up"), p->diags, &o->name)
			: read_offer(p, v->members[i].value, o))
			return -1;
	}
	p->env.lookups = p->lookups = offers;
	p->env.lookups_n = v->size;
	return 0;
}
