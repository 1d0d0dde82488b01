/* states.c - see states.h. */
#include "check/states_internal.h"

enum {
	STATES_MAX = 20000,  /* of one condition */
	WORK_MAX = 20000000, /* nodes looked at, for one book */
};

static bool eval(struct states *s, const struct expression *e);

struct states *states_new(const struct uses *uses, struct arena *arena)
{
	struct states *s = ARENA_NEW(arena, struct states);

	s->uses = uses;
	s->arena = arena;
	return s;
}

/* ---- making expressions ---- */

static struct expression *node(struct states *s, enum expression_op op,
    const struct expression *left, const struct expression *right)
{
	struct expression *e = ARENA_NEW(s->arena, struct expression);

	*e = (struct expression){.op = op,
	    .type = TYPE_YES,
	    .left = (struct expression *)left,
	    .right = (struct expression *)right};
	return e;
}

const struct expression *states_and(
    struct states *s, const struct expression *a, const struct expression *b)
{
	return !a ? b : !b ? a : node(s, OP_AND, a, b);
}

/* What is never so: not (1 = 1). */
static const struct expression *never(struct states *s)
{
	struct expression *one = node(s, OP_LITERAL, NULL, NULL);

	one->type = TYPE_NUMBER;
	return node(s, OP_UNEQUAL, one, one);
}

const struct expression *states_not(struct states *s, const struct expression *e)
{
	return e ? node(s, OP_NOT, e, NULL) : never(s);
}

const struct expression *states_known(struct states *s, struct str name)
{
	const struct named *n = uses_named(s->uses, name);
	const struct fact *fact = n ? n->fact : NULL;
	struct expression *e = node(s, fact ? OP_FACT : OP_SLOT, NULL, NULL);

	e->text = name;
	e->fact = fact;
	e->type = fact && fact->value ? fact->value->type : TYPE_TEXT;
	if (e->type == TYPE_YES)
		return e;
	return node(s, OP_KNOWN, e, NULL);
}

/* ---- in one state ---- */

static const struct link *link_of(const struct states *s, const struct expression *e)
{
	size_t i = 0;

	while (s->links[i].e != e)
		i++;
	return &s->links[i];
}

static bool is_known(struct states *s, const struct expression *e)
{
	s->work++;
	switch (e->op) {
	case OP_LITERAL:
	case OP_TODAY:
		return true;
	case OP_FACT:
		if (states_is_yes(e))
			return eval(s, e);
		return e->fact->value && is_known(s, e->fact->value);
	case OP_SLOT:
		return states_variable(s, VARIABLE_VALUE, states_name(e))->now > 0;
	case OP_PLUS:
	case OP_MINUS:
	case OP_TIMES:
	case OP_DIVIDED:
		return is_known(s, e->left) && is_known(s, e->right);
	case OP_NEGATIVE:
		return is_known(s, e->left);
	default:
		return eval(s, e);
	}
}

/* -1, 0, 1: the value is less than, at, more than the point; of a text 0, or 1 for another. */
static int to_point(const struct variable *v, const struct expression *point)
{
	unsigned state = v->now - 1;
	size_t i = 0;

	if (!v->now) /* unknown: the state is none that counts */
		return 1;
	while (i < v->points_n && !states_same_point(v, v->points[i], point))
		i++;
	if (!v->ordered)
		return i < v->points_n && state == i ? 0 : 1;
	if (!v->closed)
		return state == 2 * i + 1 ? 0 : state < 2 * i + 1 ? -1 : 1;
	i = state;
	return v->points[i]->number == point->number  ? 0
	       : v->points[i]->number < point->number ? -1
						      : 1;
}

static bool has_order(enum expression_op op, int order)
{
	switch (op) {
	case OP_EQUAL:
		return order == 0;
	case OP_UNEQUAL:
		return order != 0;
	case OP_LESS:
		return order < 0;
	case OP_LESS_EQUAL:
		return order <= 0;
	case OP_MORE:
		return order > 0;
	default:
		return order >= 0;
	}
}

static int literal_order(const struct expression *l, const struct expression *r)
{
	if (l->type == TYPE_TEXT)
		return str_compare(l->text, r->text);
	return (l->number > r->number) - (l->number < r->number);
}

static bool compare(struct states *s, const struct expression *e)
{
	const struct expression *l = e->left, *r = e->right;
	const struct link *link;

	if (l->op == OP_LITERAL && r->op == OP_LITERAL)
		return has_order(e->op, literal_order(l, r));
	if (!is_known(s, l) || !is_known(s, r))
		return false;
	if (states_is_name(l) && r->op == OP_LITERAL)
		return has_order(e->op, to_point(states_variable(s, VARIABLE_VALUE, states_name(l)), r));
	if (states_is_name(r) && l->op == OP_LITERAL)
		return has_order(e->op, -to_point(states_variable(s, VARIABLE_VALUE, states_name(r)), l));
	link = link_of(s, e);
	if (!link->v->ordered)
		return has_order(e->op, link->v->now == 1 ? 0 : 1);
	return has_order(e->op, ((int)link->v->now - 2) * (link->turned ? -1 : 1));
}

static bool eval(struct states *s, const struct expression *e)
{
	s->work++;
	switch (e->op) {
	case OP_AND:
		return eval(s, e->left) && eval(s, e->right);
	case OP_OR:
		return eval(s, e->left) || eval(s, e->right);
	case OP_NOT:
		return !eval(s, e->left);
	case OP_KNOWN:
		return is_known(s, e->left);
	case OP_FACT:
		return states_is_yes(e) ? e->fact->value && eval(s, e->fact->value) : is_known(s, e);
	case OP_EQUAL:
	case OP_UNEQUAL:
	case OP_LESS:
	case OP_LESS_EQUAL:
	case OP_MORE:
	case OP_MORE_EQUAL:
		return compare(s, e);
	default:
		return is_known(s, e);
	}
}

/* ---- all states ---- */

/* Can it be: what is worked out known just when all it needs is, and two dates with no day between
 * them? */
static bool is_state(struct states *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct variable *v = &s->list[i];
		const struct expression *e = v->of;
		size_t gap;

		if (v->kind == VARIABLE_RELATION) {
			if ((v->now > 0) != (is_known(s, e->left) && is_known(s, e->right)))
				return false;
			continue;
		}
		if (v->known && !v->now)
			return false;
		if (e->op == OP_FACT && (v->now > 0) != is_known(s, e))
			return false;
		gap = v->now ? (v->now - 1) / 2 : 0;
		if (v->now && v->ordered && !v->closed && (v->now - 1) % 2 == 0 && gap > 0 &&
		    gap < v->points_n && v->points[gap]->number - v->points[gap - 1]->number == 1)
			return false;
	}
	return true;
}

static bool next_state(struct states *s)
{
	for (size_t i = 0; i < s->n; i++) {
		if (++s->list[i].now < s->list[i].states)
			return true;
		s->list[i].now = 0;
	}
	return false;
}

static bool prepare(struct states *s, const struct expression *e)
{
	uint64_t all = 1;

	s->n = s->links_n = 0;
	s->failed = false;
	states_gather(s, e, 0);
	for (size_t i = 0; i < s->n && !s->failed; i++) {
		s->list[i].now = 0;
		s->list[i].states = states_of(&s->list[i]);
		all *= s->list[i].states;
		s->failed = all > STATES_MAX;
	}
	return !s->failed;
}

enum possible states_can_hold(struct states *s, const struct expression *e)
{
	enum possible found = POSSIBLE_NEVER;

	if (!e)
		return POSSIBLE_YES;
	if (s->work > WORK_MAX)
		return POSSIBLE_UNTOLD;
	s->scratch = arena_new(0);
	if (!prepare(s, e)) {
		found = POSSIBLE_UNTOLD;
	} else {
		do {
			if (s->work > WORK_MAX)
				found = POSSIBLE_UNTOLD;
			else if (is_state(s) && eval(s, e))
				found = POSSIBLE_YES;
		} while (found == POSSIBLE_NEVER && next_state(s));
	}
	arena_free(&s->scratch);
	return found;
}
