/* load_condition.c - names and types of expressions, once the whole book is read.
 *
 * Every wrong name and every wrong type is told with its place; what contains it is then of
 * TYPE_WRONG and told no more. */
#include "base/intl.h"
#include "book/load_condition_internal.h"

/* Facts use facts: what a condition may take, and how deep it may go, is bounded. */
enum { STEPS_MAX = 1000 };

static enum expression_type check(struct checker *c, struct expression *e);
static void check_condition(struct checker *c, struct expression *e);

static const char *type_name(enum expression_type type)
{
	static const char *const names[] = {
	    [TYPE_WRONG] = "", [TYPE_YES] = N_("a yes or no"), [TYPE_TEXT] = N_("a text"),
	    [TYPE_DATE] = N_("a date"), [TYPE_NUMBER] = N_("a number"), [TYPE_AMOUNT] = N_("an amount"),
	    [TYPE_SPAN] = N_("a span of time")};

	return intl(names[type]);
}

/* ---- arithmetic ---- */

/* The type of l op r; TYPE_WRONG: they do not go together. */
static enum expression_type combine(
    enum expression_op op, enum expression_type l, enum expression_type r)
{
	bool ln = l == TYPE_NUMBER || l == TYPE_AMOUNT, rn = r == TYPE_NUMBER || r == TYPE_AMOUNT;
	bool same = l == r;

	if (ln && rn && op == OP_DIVIDED && same)
		return TYPE_NUMBER;
	if (ln && rn)
		return l == TYPE_AMOUNT || r == TYPE_AMOUNT ? TYPE_AMOUNT : TYPE_NUMBER;
	switch (op) {
	case OP_PLUS:
		if (l == TYPE_SPAN && r == TYPE_DATE)
			return TYPE_DATE;
		return l == TYPE_DATE && r == TYPE_SPAN ? TYPE_DATE
		    : same && l == TYPE_SPAN		? TYPE_SPAN
							: TYPE_WRONG;
	case OP_MINUS:
		if (same && l == TYPE_DATE)
			return TYPE_NUMBER;
		return l == TYPE_DATE && r == TYPE_SPAN ? TYPE_DATE
		    : same && l == TYPE_SPAN		? TYPE_SPAN
							: TYPE_WRONG;
	case OP_TIMES:
		return (ln && r == TYPE_SPAN) || (l == TYPE_SPAN && rn) ? TYPE_SPAN : TYPE_WRONG;
	default:
		if (same && l == TYPE_SPAN)
			return TYPE_NUMBER;
		return l == TYPE_SPAN && rn ? TYPE_SPAN : TYPE_WRONG;
	}
}

static bool is_part_of_a_day(const struct expression *e)
{
	return e->op == OP_LITERAL && e->type == TYPE_SPAN && e->number % 86400000;
}

static enum expression_type check_arithmetic(struct checker *c, struct expression *e)
{
	static const char *const cannot[] = {[OP_PLUS] = N_("%s and %s cannot be added%s"),
	    [OP_MINUS] = N_("%s and %s cannot be subtracted%s"),
	    [OP_TIMES] = N_("%s and %s cannot be multiplied%s"),
	    [OP_DIVIDED] = N_("%s and %s cannot be divided%s")};
	enum expression_type l = check(c, e->left), r = check(c, e->right), type;
	bool days = (e->op == OP_PLUS || e->op == OP_MINUS) &&
	    ((l == TYPE_DATE && r == TYPE_NUMBER) || (l == TYPE_NUMBER && r == TYPE_DATE));

	if (l == TYPE_WRONG || r == TYPE_WRONG)
		return TYPE_WRONG;
	type = combine(e->op, l, r);
	if (type == TYPE_WRONG)
		diag_error(c->l->diags, checker_place(c, e), cannot[e->op], type_name(l), type_name(r),
		    days ? _(": a date moves by a span of time, such as 7d") : "");
	if (type == TYPE_DATE && (is_part_of_a_day(e->left) || is_part_of_a_day(e->right)))
		return checker_wrong(c, e, N_("a date moves by whole days: write them as 7d"));
	if (e->op == OP_DIVIDED && e->right->op == OP_LITERAL && !e->right->number)
		return checker_wrong(c, e, N_("nothing can be divided by 0"));
	return type;
}

static enum expression_type check_negative(struct checker *c, struct expression *e)
{
	enum expression_type type = check(c, e->left);

	if (type == TYPE_NUMBER || type == TYPE_AMOUNT || type == TYPE_SPAN || type == TYPE_WRONG)
		return type;
	diag_error(c->l->diags, checker_place(c, e), "%s cannot be negative", type_name(type));
	return TYPE_WRONG;
}

static void add_steps(struct checker *c, struct expression *e)
{
	uint64_t steps = 1 + (uint64_t)e->steps;

	if (e->left)
		steps += e->left->steps;
	if (e->right)
		steps += e->right->steps;
	if (steps > STEPS_MAX && e->type != TYPE_WRONG) {
		checker_wrong(c, e, N_("too much to work out, with the facts it uses"));
		e->type = TYPE_WRONG;
	}
	e->steps = steps > STEPS_MAX ? 0 : (uint32_t)steps;
}

/* The type of a value. */
static enum expression_type check(struct checker *c, struct expression *e)
{
	switch (e->op) {
	case OP_NAME:
		if (!checker_find(c, e))
			e->type = checker_unknown(c, e);
		break;
	case OP_PLUS:
	case OP_MINUS:
	case OP_TIMES:
	case OP_DIVIDED:
		e->type = check_arithmetic(c, e);
		break;
	case OP_NEGATIVE:
		e->type = check_negative(c, e);
		break;
	case OP_LITERAL:
		break;
	default:
		check_condition(c, e);
		return e->type;
	}
	add_steps(c, e);
	return e->type;
}

/* ---- conditions ---- */

/* A side of a comparison; a name nobody knows stays OP_NAME: it may be a text. */
static enum expression_type check_side(struct checker *c, struct expression *e)
{
	if (e->op != OP_NAME)
		return check(c, e);
	if (!checker_find(c, e))
		return TYPE_TEXT;
	add_steps(c, e);
	return e->type;
}

/* A bare word beside a text is a text. */
static void settle(struct checker *c, struct expression *e, const struct expression *other)
{
	if (e->op != OP_NAME)
		return;
	if (other->type == TYPE_TEXT && other->op != OP_NAME) {
		e->op = OP_LITERAL;
		e->type = TYPE_TEXT;
	} else {
		e->type = other->type == TYPE_WRONG && other->op != OP_NAME ? TYPE_WRONG
									   : checker_unknown(c, e);
	}
}

static bool is_number(enum expression_type type)
{
	return type == TYPE_NUMBER || type == TYPE_AMOUNT;
}

static enum expression_type check_types(struct checker *c, const struct expression *e,
    enum expression_type l, enum expression_type r)
{
	bool order = e->op != OP_EQUAL && e->op != OP_UNEQUAL;

	if (l != r && !(is_number(l) && is_number(r))) {
		diag_error(c->l->diags, checker_place(c, e), "%s and %s cannot be compared%s%s",
		    type_name(l), type_name(r),
		    (l == TYPE_TEXT) != (r == TYPE_TEXT)
			? _(": what a slot holds is told by its kind, under slots:") : "",
		    l == TYPE_SPAN || r == TYPE_SPAN
			? _(": a date minus a date is a number of days") : "");
		return TYPE_WRONG;
	}
	if (order && l == TYPE_TEXT)
		return checker_wrong(c, e, N_("texts are compared with == and != alone"));
	if (e->by_word && l != TYPE_DATE)
		return checker_wrong(c, e, N_("before and after are for dates: write < or >"));
	if ((e->left->op == OP_LITERAL && !e->left->text.n) ||
	    (e->right->op == OP_LITERAL && !e->right->text.n))
		return checker_wrong(c, e, N_("a value is never empty: write `not` before the name"));
	return TYPE_YES;
}

static void check_compare(struct checker *c, struct expression *e)
{
	enum expression_type l, r;

	e->left->type = check_side(c, e->left);
	e->right->type = check_side(c, e->right);
	if (e->left->type == TYPE_YES || e->right->type == TYPE_YES) {
		e->type = checker_wrong(c, e,
		    N_("a yes or no is not compared: write its name alone, or not before it"));
		return;
	}
	if (e->left->op == OP_NAME && e->right->op == OP_NAME) {
		checker_unknown(c, e->left);
		checker_unknown(c, e->right);
		e->left->type = e->right->type = TYPE_WRONG;
	} else {
		settle(c, e->left, e->right);
		settle(c, e->right, e->left);
	}
	l = e->left->type;
	r = e->right->type;
	e->type = l == TYPE_WRONG || r == TYPE_WRONG ? TYPE_WRONG : check_types(c, e, l, r);
	if (e->type == TYPE_YES && (!checker_can_be(c, e->left, e->right) ||
		!checker_can_be(c, e->right, e->left)))
		e->type = TYPE_WRONG;
}

static bool has_value_of_its_own(const struct expression *e)
{
	return e->op == OP_SLOT || e->op == OP_FACT || e->op == OP_TODAY;
}

/* A name alone asks whether it has a value. */
static void check_alone(struct checker *c, struct expression *e)
{
	struct expression *name;

	if (check(c, e) == TYPE_YES || e->type == TYPE_WRONG)
		return;
	if (!has_value_of_its_own(e)) {
		diag_error(c->l->diags, checker_place(c, e),
		    "this is %s: what shall it be compared with?", type_name(e->type));
		e->type = TYPE_WRONG;
		return;
	}
	name = ARENA_NEW(c->l->arena, struct expression);
	*name = *e;
	*e = (struct expression){.op = OP_KNOWN, .type = TYPE_YES, .at = e->at,
	    .steps = e->steps + 1, .left = name};
}

static void check_condition(struct checker *c, struct expression *e)
{
	switch (e->op) {
	case OP_OR:
	case OP_AND:
		check_condition(c, e->left);
		check_condition(c, e->right);
		break;
	case OP_NOT:
		check_condition(c, e->left);
		break;
	case OP_EQUAL:
	case OP_UNEQUAL:
	case OP_LESS:
	case OP_LESS_EQUAL:
	case OP_MORE:
	case OP_MORE_EQUAL:
		check_compare(c, e);
		add_steps(c, e);
		return;
	default:
		check_alone(c, e);
		return;
	}
	e->type = e->left->type == TYPE_WRONG || (e->right && e->right->type == TYPE_WRONG)
	    ? TYPE_WRONG : TYPE_YES;
	add_steps(c, e);
}

/* ---- for the other loaders ---- */

const struct expression *load_fact_value(struct load *l, const struct yaml *v, size_t facts)
{
	struct checker c = {l, v, facts};
	struct expression *e = load_expression(l, v);

	if (!e || check(&c, e) == TYPE_WRONG)
		return NULL;
	if (e->type != TYPE_SPAN)
		return e;
	checker_wrong(&c, e, N_("a fact is a date, a number, an amount, a text or a yes or no, not a span of time"));
	return NULL;
}

const struct condition *load_condition(struct load *l, const struct yaml *v)
{
	struct str text;
	struct condition *c;

	if (load_text(l, v, "when", &text))
		return NULL;
	if (l->conditions_n == l->conditions_room) {
		size_t room = l->conditions_room ? l->conditions_room * 2 : 64;

		l->conditions = arena_grow(l->scratch, l->conditions,
		    l->conditions_room * sizeof *l->conditions, room * sizeof *l->conditions);
		l->conditions_room = room;
	}
	c = ARENA_NEW(l->arena, struct condition);
	c->at = v->at;
	l->conditions[l->conditions_n++] = (struct load_condition){c, v};
	return c;
}

void load_check_conditions(struct load *l)
{
	for (size_t i = 0; i < l->conditions_n; i++) {
		struct load_condition *one = &l->conditions[i];
		struct checker c = {l, one->node, l->facts.n};
		struct expression *e = load_expression(l, one->node);

		if (!e)
			continue;
		check_condition(&c, e);
		one->condition->root = e;
	}
}
