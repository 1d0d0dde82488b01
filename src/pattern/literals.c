/* literals.c - from a pattern's tree to the literals it cannot match without. */
#include "pattern/literals.h"

#include "pattern/literal_set.h"

enum { CLASS_MAX = 16 };

static struct part part_of_meaning(struct arena *a, const struct meaning *n);

static struct part mark(struct arena *a, char c)
{
	char *p = arena_alloc(a, 1);
	*p = c;
	return part_of(a, set_one(a, p, 1));
}

static struct part part_of_class(struct arena *a, const struct meaning *n)
{
	static char digits[] = "0123456789\4";
	size_t more = n->kinds & CHARACTER_DIGIT ? sizeof digits - 1 : 0;

	if (n->negated || (n->kinds & ~(unsigned)CHARACTER_DIGIT) ||
	    n->members_n + more > CLASS_MAX)
		return part_unknown();
	struct literal_set s = {ARENA_ARRAY(a, struct str, CLASS_MAX), n->members_n};
	for (size_t i = 0; i < n->members_n; i++)
		s.v[i] = n->members[i];
	for (size_t i = 0; i < more; i++)
		s.v[s.n++] = str_make(digits + i, 1);
	return part_of(a, s);
}

static struct part part_of_sequence(struct arena *a, const struct meaning *n)
{
	struct chain chain;

	chain_init(&chain, a);
	for (const struct meaning *c = n->child; c; c = c->next)
		chain_add(&chain, part_of_meaning(a, c));
	return chain_end(&chain);
}

static struct part part_of_choice(struct arena *a, const struct meaning *n)
{
	size_t count = 0;

	for (const struct meaning *c = n->child; c; c = c->next)
		count++;
	struct part *parts = ARENA_ARRAY(a, struct part, count);
	count = 0;
	for (const struct meaning *c = n->child; c; c = c->next)
		parts[count++] = part_of_meaning(a, c);
	return part_either(a, parts, count);
}

static struct part part_of_meaning(struct arena *a, const struct meaning *n)
{
	switch (n->kind) {
	case MEANING_CLASS:
		return part_of_class(a, n);
	case MEANING_SEQUENCE:
		return part_of_sequence(a, n);
	case MEANING_CHOICE:
		return part_of_choice(a, n);
	case MEANING_REPEAT:
		return part_repeat(a, part_of_meaning(a, n->child), n->min, n->max);
	case MEANING_AHEAD:
	case MEANING_BEHIND:
		return n->negated ? part_empty(a) : part_around(a, part_of_meaning(a, n->child));
	case MEANING_START:
		return mark(a, LITERAL_START);
	case MEANING_END:
		return mark(a, LITERAL_END);
	case MEANING_EDGE:
		return part_empty(a);
	case MEANING_CHARACTER:
	case MEANING_UNKNOWN:
		break;
	}
	return part_unknown();
}

void literals_extract(const struct meaning_tree *tree, struct arena *arena, struct literals *out)
{
	out->n = 0;
	if (!tree->root)
		return;
	/* what is exact becomes a group */
	struct part p = part_around(arena, part_of_meaning(arena, tree->root));
	for (size_t i = 0; i < p.groups_n && out->n < LITERAL_GROUPS_MAX; i++)
		out->groups[out->n++] = (struct literal_group){p.groups[i].v, p.groups[i].n};
}
