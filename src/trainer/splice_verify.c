/* splice_verify.c - is the new file the old one with just what was wanted changed? */
#include "trainer/splice_internal.h"

/* Line feeds at the end of a block are nothing a loader sees. */
static struct str without_end(struct str text)
{
	while (text.n && text.p[text.n - 1] == '\n')
		text.n--;
	return text;
}

static bool same(const struct yaml *a, const struct yaml *b)
{
	if (a->type != b->type || (a->type != YAML_SCALAR && a->size != b->size))
		return false;
	if (a->type == YAML_SCALAR)
		return str_eq(without_end(a->text), without_end(b->text)) &&
		       yaml_is_nothing(a) == yaml_is_nothing(b);
	for (size_t i = 0; i < a->size; i++)
		if (!str_eq(a->members[i].key, b->members[i].key) ||
		    !same(a->members[i].value, b->members[i].value))
			return false;
	return true;
}

/* Wordings with a `when` are as they were, in their order. */
static bool same_conditional(const struct yaml *old, const struct yaml *new)
{
	size_t i = 0, k = 0;

	if (!old || old->type != YAML_LIST)
		return true;
	for (;; i++, k++) {
		while (i < old->size && old->members[i].value->type == YAML_SCALAR)
			i++;
		while (new &&new->type == YAML_LIST &&
		       k < new->size &&new->members[k].value->type == YAML_SCALAR)
			k++;
		if (i == old->size)
			return !new || new->type != YAML_LIST || k == new->size;
		if (!new || new->type != YAML_LIST || k == new->size ||
		    !same(old->members[i].value, new->members[k].value))
			return false;
	}
}

static bool entry_is_right(const struct splice *s, const struct entry_ref *e,
    const struct yaml *old, const struct yaml *new)
{
	size_t keys = 0;

	if (!new || new->type != YAML_MAP)
		return false;
	for (size_t i = 0; i < e->n; i++) {
		const struct target *t = e->targets[i];

		if (!splice_holds(s->arena, yaml_get(new, t->key), t) ||
		    (t->n && !same_conditional(yaml_get(old, t->key), yaml_get(new, t->key))) ||
		    (!t->n && yaml_get(new, t->key)))
			return false;
		keys += t->n > 0;
	}
	for (size_t i = 0; old && i < old->size; i++) {
		const struct yaml_member *m = &old->members[i];
		const struct yaml *now = yaml_get(new, m->key.p);

		if (splice_target(e, m->key.p))
			continue;
		if (!now || !same(m->value, now))
			return false;
		keys++;
	}
	return keys == new->size;
}

/* All old entries in their order, then the new ones in theirs. */
static bool part_is_right(
    const struct splice *s, const char *part, const struct yaml *old, const struct yaml *new)
{
	size_t k = 0;

	if (new->type != YAML_MAP)
		return false;
	for (; old && old->type == YAML_MAP && k < old->size; k++) {
		const struct yaml_member *m = &old->members[k];
		const struct entry_ref *e = splice_ref(s, part, m->key);

		if (k >= new->size || !str_eq(new->members[k].key, m->key))
			return false;
		if (e && e->n ? !entry_is_right(s, e, m->value, new->members[k].value)
			      : !same(m->value, new->members[k].value))
			return false;
	}
	for (size_t i = s->old_n; i < s->entries_n; i++) {
		const struct entry_ref *e = s->entries[i];

		if (strcmp(e->part, part) != 0)
			continue;
		if (k >= new->size || !str_eq(new->members[k].key, e->id) ||
		    !entry_is_right(s, e, NULL, new->members[k].value))
			return false;
		k++;
	}
	return k == new->size;
}

static bool has_part(const struct splice *s, const char *part)
{
	for (size_t i = 0; i < s->entries_n; i++)
		if (strcmp(s->entries[i]->part, part) == 0)
			return true;
	return false;
}

int splice_verify(const struct splice *s, const struct yaml *root)
{
	if (root->type != YAML_MAP || root->size < s->root->size)
		return -1;
	for (size_t i = 0; i < root->size; i++) {
		const struct yaml_member *m = &root->members[i];
		bool known = i < s->root->size;
		const struct yaml *old = known ? s->root->members[i].value : NULL;

		if (known && !str_eq(m->key, s->root->members[i].key))
			return -1;
		if (has_part(s, m->key.p) ? !part_is_right(s, m->key.p, old, m->value)
					  : !known || !same(old, m->value))
			return -1;
	}
	for (size_t i = s->old_n; i < s->entries_n; i++)
		if (!splice_member(root, s->entries[i]->part))
			return -1;
	return 0;
}
