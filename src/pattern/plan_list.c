/* plan_list.c - from the tree of a part to the list of what it matches. */
#include "pattern/plan_list.h"

#include "pattern/literals.h"
#include "pattern/sightings.h"

enum {
	LIST_MAX = 200,
	CROSS_MAX = 12, /* one after the other; with 1 or 48 a message took 3 % longer */
};

/* The texts that stand for the literals that are made; no pattern's literal holds such a sign. */
static const char *const made[LITERALS_MADE] = {
    [LITERAL_NEVER] = "\5",
    [LITERAL_NONE] = "\6",
    [LITERAL_EMPTY] = "",
    [LITERAL_EDGE] = "\7",
    [LITERAL_DIGITS] = "\x0e",
    [LITERAL_WORDS] = "\x0f",
    [LITERAL_HANS] = "\x10",
};

void plan_list_number_made(struct numbers *literals)
{
	for (size_t i = 0; i < LITERALS_MADE; i++)
		numbers_of(literals, str_of(made[i]));
}

bool plan_list_is_empty(struct literal_set s)
{
	return s.n == 1 && s.v[0].n == 0;
}

/* A literal that is made is no text, and cannot be part of one. */
static bool holds_made(struct literal_set s)
{
	for (size_t i = 0; i < s.n; i++)
		for (size_t k = 0; k < LITERALS_MADE; k++)
			if (k != LITERAL_EMPTY && str_is(s.v[i], made[k]))
				return true;
	return false;
}

bool plan_list_follow(struct lister *l, struct literal_set *x, struct literal_set y)
{
	if (plan_list_is_empty(y))
		return true;
	if (plan_list_is_empty(*x)) {
		*x = y;
		return true;
	}
	return x->n * y.n <= CROSS_MAX && !holds_made(*x) && !holds_made(y) &&
	       set_cross(l->arena, *x, y, x);
}

bool plan_list_append(struct lister *l, struct literal_set *x, struct literal_set y)
{
	if (x->n + y.n > LIST_MAX)
		return false;
	struct literal_set both = {ARENA_ARRAY(l->arena, struct str, x->n + y.n), x->n + y.n};
	if (x->n)
		memcpy(both.v, x->v, x->n * sizeof *both.v);
	memcpy(both.v + x->n, y.v, y.n * sizeof *both.v);
	*x = both;
	return true;
}

struct literal_set plan_list_class(struct lister *l, const struct meaning *class)
{
	static const struct {
		enum character_kind kind;
		unsigned literal;
	} kinds[] = {{CHARACTER_DIGIT, LITERAL_DIGITS}, {CHARACTER_WORD, LITERAL_WORDS},
	    {CHARACTER_HAN, LITERAL_HANS}};
	const size_t kinds_n = sizeof kinds / sizeof *kinds;
	struct literal_set s = {
	    ARENA_ARRAY(l->arena, struct str, class->members_n + kinds_n), class->members_n};

	if (s.n)
		memcpy(s.v, class->members, s.n * sizeof *s.v);
	for (size_t i = 0; i < kinds_n; i++)
		if (class->kinds & kinds[i].kind)
			s.v[s.n++] = str_of(made[kinds[i].literal]);
	l->asks |= class->kinds;
	return s;
}

static bool list_sequence(struct lister *l, const struct meaning *n, struct literal_set *out)
{
	*out = set_one(l->arena, "", 0);
	for (const struct meaning *c = n->child; c; c = c->next) {
		struct literal_set next;
		if (!plan_list_of(l, c, &next) || !plan_list_follow(l, out, next))
			return false;
	}
	return true;
}

static bool list_choice(struct lister *l, const struct meaning *n, struct literal_set *out)
{
	*out = (struct literal_set){NULL, 0};
	for (const struct meaning *c = n->child; c; c = c->next) {
		struct literal_set next;
		if (!plan_list_of(l, c, &next) || !plan_list_append(l, out, next))
			return false;
	}
	return true;
}

/* At most once: more is a gap, or repeated in steps. */
static bool list_repeat(struct lister *l, const struct meaning *n, struct literal_set *out)
{
	struct literal_set none = set_one(l->arena, "", 0), once;

	if (n->max != 1 || !plan_list_of(l, n->child, &once))
		return false;
	*out = n->min == 0 && n->lazy ? none : once;
	return n->min == 1 || plan_list_append(l, out, n->lazy ? once : none);
}

bool plan_list_of(struct lister *l, const struct meaning *n, struct literal_set *out)
{
	static const char start[] = {LITERAL_START}, end[] = {LITERAL_END};

	switch (n->kind) {
	case MEANING_CLASS:
		*out = plan_list_class(l, n);
		return !n->negated && out->n > 0;
	case MEANING_SEQUENCE:
		return list_sequence(l, n, out);
	case MEANING_CHOICE:
		return list_choice(l, n, out);
	case MEANING_REPEAT:
		return list_repeat(l, n, out);
	case MEANING_START:
		*out = set_one(l->arena, start, 1);
		return true;
	case MEANING_END:
		*out = set_one(l->arena, end, 1);
		return true;
	case MEANING_EDGE:
		l->asks |= CHARACTER_WORD;
		*out = set_one(l->arena, made[LITERAL_EDGE], 1);
		return true;
	default:
		return false;
	}
}
