/* ways.c - see ways.h. */
#include "check/ways.h"

enum {
	COMPARED_MAX = 64, /* branches, each with each */
	WORDS_TOGETHER = 4 /* of a longer list, so many may begin alike */
};

/* LONG_TEXT: the letters of a long one.  OPTIONAL_WAYS: something that may be left out is a way
 * more only where something alike follows; many of them are many. */
static const double LONG_TEXT = 2700, ENDLESS_WAYS = 1e18, OPTIONAL_WAYS = 1.2;

static bool is_literal(const struct node *n)
{
	if (n->type == NODE_REPEAT || n->type == NODE_CHOICE || n->type == NODE_LOOK ||
	    n->type == NODE_OTHER)
		return false;
	for (uint32_t i = 0; i < n->n; i++)
		if (!is_literal(n->kids[i]))
			return false;
	return true;
}

/* The letter it begins with; 0: not one. */
static uint32_t first_letter(const struct node *n)
{
	while ((n->type == NODE_SEQUENCE || n->type == NODE_GROUP) && n->n)
		n = n->kids[0];
	return node_letter(n);
}

/* May one literal be the beginning of the other? */
static bool may_be_prefix(const struct node *a, const struct node *b)
{
	uint32_t n = a->n < b->n ? a->n : b->n;

	if (a->type != NODE_SEQUENCE || b->type != NODE_SEQUENCE)
		return true;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t x = node_letter(a->kids[i]), y = node_letter(b->kids[i]);

		if (x && y && x != y)
			return false;
	}
	return true;
}

/* Those that can begin at the same place. */
static double ways_of_choice(struct ways w, const struct node *n)
{
	double wide = 0, most = 0;

	for (uint32_t i = 0; i < n->n; i++)
		if (!first_letter(n->kids[i]) || n->n > COMPARED_MAX)
			wide += n->n > COMPARED_MAX && is_literal(n->kids[i])
				    ? (double)WORDS_TOGETHER / n->n
				    : ways_of(w, n->kids[i]);
	for (uint32_t i = 0; i < n->n && n->n <= COMPARED_MAX; i++) {
		uint32_t first = first_letter(n->kids[i]);
		double together = 0;

		for (uint32_t k = 0; first && k < n->n; k++)
			if (first_letter(n->kids[k]) == first &&
			    (!is_literal(n->kids[i]) || !is_literal(n->kids[k]) ||
				may_be_prefix(n->kids[i], n->kids[k])))
				together += ways_of(w, n->kids[k]);
		if (together > most)
			most = together;
	}
	return most + wide > 1 ? most + wide : 1;
}

static double ways_of_repeat(struct ways w, const struct node *n)
{
	const struct node *kid = n->kids[0];
	double once = ways_of(w, kid), all = 0, power = 1;

	if (kid->type == NODE_SET)
		return n->max == REPEAT_ENDLESS ? LONG_TEXT
		       : n->max <= 1            ? OPTIONAL_WAYS
						: n->max - n->min + 1;
	if (n->max <= 1)
		return is_literal(kid) ? OPTIONAL_WAYS : 1 + once;
	if (n->max == REPEAT_ENDLESS)
		return once > 1 || !is_literal(kid) ? ENDLESS_WAYS : LONG_TEXT;
	for (unsigned i = 1; i <= n->max && power < ENDLESS_WAYS; i++) {
		power *= once;
		if (i >= n->min)
			all += power;
		if (once <= 1)
			return n->max - n->min + 1;
	}
	return all + 1;
}

static double work_out(struct ways w, const struct node *n)
{
	double all = 1;

	switch (n->type) {
	case NODE_SEQUENCE:
		for (uint32_t i = 0; i < n->n && all < ENDLESS_WAYS; i++)
			all *= ways_of(w, n->kids[i]);
		return all;
	case NODE_GROUP:
	case NODE_LOOK:
		return ways_of(w, n->kids[0]);
	case NODE_CHOICE:
		return ways_of_choice(w, n);
	case NODE_REPEAT:
		return ways_of_repeat(w, n);
	default:
		return 1;
	}
}

struct ways ways_new(const struct syntax_tree *t, struct arena *arena)
{
	return (struct ways){ARENA_ARRAY(arena, double, t->size)};
}

double ways_of(struct ways w, const struct node *n)
{
	double *ways = &w.of[n->number];

	if (*ways == 0)
		*ways = work_out(w, n);
	return *ways;
}
