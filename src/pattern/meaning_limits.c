/* meaning_limits.c - what texts a pattern can match that must match all of a text. */
#include "base/utf8.h"
#include "pattern/meaning_tree.h"

static unsigned capped(size_t n)
{
	return n < MEANING_ENDLESS ? (unsigned)n : MEANING_ENDLESS;
}

static struct meaning_limits limits_of(const struct meaning *n);

static struct meaning_limits limits_of_class(const struct meaning *n)
{
	struct meaning_limits l = {1, n->negated || n->kinds ? CHARACTER_ANY : 0};

	for (size_t i = 0, k = 0; i < n->members_n; i++, k = 0)
		l.kinds |= character_kinds(utf8_next(n->members[i], &k));
	return l;
}

/* Of one after the other, or of either. */
static struct meaning_limits limits_of_all(const struct meaning *n)
{
	struct meaning_limits all = {0, 0};

	for (const struct meaning *c = n->child; c; c = c->next) {
		struct meaning_limits l = limits_of(c);
		if (n->kind == MEANING_SEQUENCE)
			all.most = capped((size_t)all.most + l.most);
		else
			all.most = l.most > all.most ? l.most : all.most;
		all.kinds |= l.kinds;
	}
	return all;
}

static struct meaning_limits limits_of(const struct meaning *n)
{
	struct meaning_limits l;

	switch (n->kind) {
	case MEANING_UNKNOWN:
		return (struct meaning_limits){MEANING_ENDLESS, CHARACTER_ANY};
	case MEANING_CHARACTER:
		return (struct meaning_limits){1, n->kinds};
	case MEANING_CLASS:
		return limits_of_class(n);
	case MEANING_SEQUENCE:
	case MEANING_CHOICE:
		return limits_of_all(n);
	case MEANING_REPEAT:
		l = limits_of(n->child);
		l.most = capped((size_t)l.most * n->max);
		return l;
	default: /* takes no room */
		return (struct meaning_limits){0, 0};
	}
}

/* Does n match nothing but whole texts? */
static bool is_whole(const struct meaning *n)
{
	const struct meaning *c = n->child;

	if (n->kind == MEANING_CHOICE) {
		while (c && is_whole(c))
			c = c->next;
		return !c;
	}
	if (n->kind != MEANING_SEQUENCE || !c || c->kind != MEANING_START)
		return false;
	while (c->next)
		c = c->next;
	return c->kind == MEANING_END;
}

struct meaning_limits meaning_limits(const struct meaning_tree *tree)
{
	if (tree->root && is_whole(tree->root))
		return limits_of(tree->root);
	return (struct meaning_limits){MEANING_ENDLESS, CHARACTER_ANY};
}
