/* script_lookup.c - the look-ups that a dialogue test says are offered.
 *
 *     lookups: [parcel]                              asked with order_no, brings what the test says
 *     lookups:
 *       parcel: {needs: [order_no], brings: [parcel_status, parcel_place], optional:
 * [parcel_place], answer_within: 1500ms, timeout: 10s, reuse: 5m}
 */
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
		if (yaml_text(v->members[i].value, "a slot", p->diags, &list[(*n)++]) != 0)
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

static int read_key(struct play *p, const struct yaml_member *m, struct lookup_offer *o,
    struct str **lists, size_t *sizes)
{
	static const char *const names[] = {"needs", "brings", "optional"};
	for (size_t i = 0; i < 3; i++)
		if (str_is(m->key, names[i]))
			return read_names(p, m->value, names[i], &lists[i], &sizes[i]);
	if (str_is(m->key, "answer_within"))
		return yaml_span(m->value, "answer_within", p->diags, &o->answer_within);
	if (str_is(m->key, "timeout"))
		return yaml_span(m->value, "timeout", p->diags, &o->give_up);
	if (str_is(m->key, "reuse"))
		return yaml_span(m->value, "reuse", p->diags, &o->reuse);
	return diag_error(p->diags, m->key_at,
	    "a look-up has needs, brings, optional, answer_within, timeout and reuse");
}

static int read_offer(struct play *p, const struct yaml *v, struct lookup_offer *o)
{
	struct str *lists[3] = {NULL, NULL, NULL};
	size_t sizes[3] = {0, 0, 0};
	if (v->type != YAML_MAP)
		return diag_error(p->diags, v->at, "a look-up is keys with values");
	for (size_t i = 0; i < v->size; i++)
		if (read_key(p, &v->members[i], o, lists, sizes) != 0)
			return -1;
	if (lists[0]) {
		o->needs = lists[0];
		o->needs_n = sizes[0];
	}
	order_brings(p, o, lists[1], sizes[1], lists[2], sizes[2]);
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
			? yaml_text(v->members[i].value, "a look-up", p->diags, &o->name)
			: read_offer(p, v->members[i].value, o))
			return -1;
	}
	p->env.lookups = p->lookups = offers;
	p->env.lookups_n = v->size;
	return 0;
}
