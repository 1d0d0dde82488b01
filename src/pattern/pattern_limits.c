/* pattern_limits.c - what texts a pattern can match that must match all of a text. */
#include "base/utf8.h"
#include "pattern/pattern_tree.h"

static unsigned capped(size_t n)
{
	return n < PATTERN_ENDLESS ? (unsigned)n : PATTERN_ENDLESS;
}

static struct pattern_limits limits_of(const struct node *n);

static struct pattern_limits limits_of_class(const struct node *n)
{
	struct pattern_limits l = {1, n->negated || n->kinds ? CHARACTER_ANY : 0};

	for (size_t i = 0, k = 0; i < n->members_n; i++, k = 0)
		l.kinds |= character_kinds(utf8_next(n->members[i], &k));
	return l;
}

/* Of one after the other, or of either. */
static struct pattern_limits limits_of_all(const struct node *n)
{
	struct pattern_limits all = {0, 0};

	for (const struct node *c = n->child; c; c = c->next) {
		struct pattern_limits l = limits_of(c);
		if (n->kind == NODE_SEQUENCE)
			all.most = capped((size_t)all.most + l.most);
		else
			all.most = l.most > all.most ? l.most : all.most;
		all.kinds |= l.kinds;
	}
	return all;
}

static struct pattern_limits limits_of(const struct node *n)
{
	struct pattern_limits l;

	switch (n->kind) {
	case NODE_UNKNOWN:
		return (struct pattern_limits){PATTERN_ENDLESS, CHARACTER_ANY};
	case NODE_CHARACTER:
		return (struct pattern_limits){1, n->kinds};
	case NODE_CLASS:
		return limits_of_class(n);
	case NODE_SEQUENCE:
	case NODE_CHOICE:
		return limits_of_all(n);
	case NODE_REPEAT:
		l = limits_of(n->child);
		l.most = capped((size_t)l.most * n->max);
		return l;
	default: /* takes no room */
		return (struct pattern_limits){0, 0};
	}
}

/* Does n match nothing but whole texts? */
static bool is_whole(const struct node *n)
{
	const struct node *c = n->child;

	if (n->kind == NODE_CHOICE) {
		while (c && is_whole(c))
			c = c->next;
		return !c;
	}
	if (n->kind != NODE_SEQUENCE || !c || c->kind != NODE_START)
		return false;
	while (c->next)
		c = c->next;
	return c->kind == NODE_END;
}

struct pattern_limits pattern_tree_limits(const struct pattern_tree *tree)
{
	if (tree->root && is_whole(tree->root))
		return limits_of(tree->root);
	return (struct pattern_limits){PATTERN_ENDLESS, CHARACTER_ANY};
}
