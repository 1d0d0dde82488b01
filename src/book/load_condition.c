/* load_condition.c - names and types of expressions, once the whole book is read.
 *
 * Every wrong name and every wrong type is told with its place; what contains it is then of
 * TYPE_WRONG and told no more. */
#include "book/condition_internal.h"
#include "book/load_internal.h"

/* Facts use facts: what a condition may take, and how deep it may go, is bounded. */
enum { STEPS_MAX = 1000 };

struct checker {
	struct load *l;
	const struct yaml *node;
	size_t facts; /* so many may be used: those that stand before */
};

/* Names of the desk, and the values that some of them have. */
static const struct desk_name {
	const char *name;
	enum expression_type type;
	const char *values[5];
} desk_names[] = {
    {"mode", TYPE_TEXT, {"bot", "queued", "human", "closed"}},
    {"hours", TYPE_TEXT, {"open", "lunch", "closed"}},
    {"urgency", TYPE_NUMBER, {NULL}},
    {"vip", TYPE_YES, {NULL}},
    {"today", TYPE_DATE, {NULL}},
};

enum { DESK_NAMES = sizeof desk_names / sizeof *desk_names };

static enum expression_type check(struct checker *c, struct expression *e);
static void check_condition(struct checker *c, struct expression *e);

static const struct desk_name *desk_name(struct str name)
{
	for (size_t i = 0; i < DESK_NAMES; i++)
		if (str_is(name, desk_names[i].name))
			return &desk_names[i];
	return NULL;
}

bool load_is_desk_name(struct str name)
{
	return desk_name(name) != NULL;
}

bool load_is_name(const struct load *l, struct str name)
{
	return desk_name(name) || ids_find(&l->facts, name) >= 0 ||
	    ids_find(&l->slots, name) >= 0 || ids_find(&l->groups, name) >= 0;
}

static struct place place_of(const struct checker *c, const struct expression *e)
{
	return yaml_place(c->node, e->at);
}

static enum expression_type wrong(struct checker *c, const struct expression *e, const char *what)
{
	diag_error(c->l->diags, place_of(c, e), "%s", what);
	return TYPE_WRONG;
}

static const char *type_name(enum expression_type type)
{
	static const char *const names[] = {
	    [TYPE_WRONG] = "wrong", [TYPE_YES] = "a yes or no", [TYPE_TEXT] = "a text",
	    [TYPE_DATE] = "a date", [TYPE_NUMBER] = "a number", [TYPE_AMOUNT] = "an amount",
	    [TYPE_SPAN] = "a span of time"};

	return names[type];
}

/* ---- names ---- */

static enum expression_type type_of_kind(int kind)
{
	switch (kind) {
	case SLOT_DATE:
		return TYPE_DATE;
	case SLOT_AMOUNT:
		return TYPE_AMOUNT;
	case SLOT_NUMBER:
		return TYPE_NUMBER;
	case LOAD_KIND_WRONG:
		return TYPE_WRONG;
	default:
		return TYPE_TEXT;
	}
}

static bool found(struct expression *e, enum expression_op op, enum expression_type type)
{
	e->op = op;
	e->type = type;
	return true;
}

/* false: nobody knows the name (told by the caller); e is as before. */
static bool look_up(struct checker *c, struct expression *e)
{
	struct load *l = c->l;
	const struct desk_name *desk = desk_name(e->text);
	long i;

	if (desk)
		return found(e, desk->type == TYPE_DATE ? OP_TODAY : OP_SLOT, desk->type);
	i = ids_find(&l->facts, e->text);
	if (i >= 0 && (size_t)i < c->facts) {
		e->fact = &l->book->facts[i];
		e->steps = e->fact->value ? e->fact->value->steps : 0;
		return found(e, OP_FACT, e->fact->value ? e->fact->value->type : TYPE_WRONG);
	}
	if (i >= 0) {
		diag_error(l->diags, place_of(c, e),
		    "the fact '%.*s' stands here or below: a fact uses only those above it",
		    STR_ARG(e->text));
		return found(e, OP_FACT, TYPE_WRONG);
	}
	i = ids_find(&l->slots, e->text);
	if (i >= 0)
		return found(e, OP_SLOT, type_of_kind(l->slot_kinds[i]));
	return ids_find(&l->groups, e->text) >= 0 && found(e, OP_SLOT, TYPE_TEXT);
}

static const char *hint(struct checker *c, struct str name)
{
	struct load *l = c->l;
	const struct ids *all[] = {&l->slots, &l->groups, &l->facts};
	size_t n = DESK_NAMES, at = 0;
	const char **names;

	names = ARENA_ARRAY(l->scratch, const char *, n + l->slots.n + l->groups.n + l->facts.n);
	for (; at < DESK_NAMES; at++)
		names[at] = desk_names[at].name;
	for (size_t k = 0; k < 3; k++)
		for (size_t i = 0; i < (all[k] == &l->facts ? c->facts : all[k]->n); i++)
			names[at++] = all[k]->names[i];
	return names_hint(l, names, at, name);
}

static enum expression_type unknown(struct checker *c, const struct expression *e)
{
	bool digit = e->text.p[0] >= '0' && e->text.p[0] <= '9';

	if (load_may_be_lost(c->l, e->text))
		return TYPE_WRONG;
	if (digit)
		diag_error(c->l->diags, place_of(c, e),
		    "'%.*s' is no number and no span of time (7d, 12h)", STR_ARG(e->text));
	else
		diag_error(c->l->diags, place_of(c, e),
		    "unknown name '%.*s'%s (names are slots, facts, groups of patterns, and mode, "
		    "hours, urgency, vip, today)",
		    STR_ARG(e->text), hint(c, e->text));
	return TYPE_WRONG;
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
	static const char *const verbs[] = {[OP_PLUS] = "be added", [OP_MINUS] = "be subtracted",
	    [OP_TIMES] = "be multiplied", [OP_DIVIDED] = "be divided"};
	enum expression_type l = check(c, e->left), r = check(c, e->right), type;
	bool days = (e->op == OP_PLUS || e->op == OP_MINUS) &&
	    ((l == TYPE_DATE && r == TYPE_NUMBER) || (l == TYPE_NUMBER && r == TYPE_DATE));

	if (l == TYPE_WRONG || r == TYPE_WRONG)
		return TYPE_WRONG;
	type = combine(e->op, l, r);
	if (type == TYPE_WRONG)
		diag_error(c->l->diags, place_of(c, e), "%s and %s cannot %s%s", type_name(l),
		    type_name(r), verbs[e->op],
		    days ? ": a date moves by a span of time, such as 7d" : "");
	if (type == TYPE_DATE && (is_part_of_a_day(e->left) || is_part_of_a_day(e->right)))
		return wrong(c, e, "a date moves by whole days: write them as 7d");
	if (e->op == OP_DIVIDED && e->right->op == OP_LITERAL && !e->right->number)
		return wrong(c, e, "nothing can be divided by 0");
	return type;
}

static enum expression_type check_negative(struct checker *c, struct expression *e)
{
	enum expression_type type = check(c, e->left);

	if (type == TYPE_NUMBER || type == TYPE_AMOUNT || type == TYPE_SPAN || type == TYPE_WRONG)
		return type;
	diag_error(c->l->diags, place_of(c, e), "%s cannot be negative", type_name(type));
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
		wrong(c, e, "too much to work out, with the facts it uses");
		e->type = TYPE_WRONG;
	}
	e->steps = steps > STEPS_MAX ? 0 : (uint32_t)steps;
}

/* The type of a value. */
static enum expression_type check(struct checker *c, struct expression *e)
{
	switch (e->op) {
	case OP_NAME:
		if (!look_up(c, e))
			e->type = unknown(c, e);
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
	if (!look_up(c, e))
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
									   : unknown(c, e);
	}
}

/* mode == bto, urgency > 9: can never hold. */
static bool check_desk_value(struct checker *c, const struct expression *name,
    const struct expression *value)
{
	const struct desk_name *desk = name->op == OP_SLOT ? desk_name(name->text) : NULL;
	size_t n = 0;

	if (!desk || value->op != OP_LITERAL)
		return true;
	if (desk->type == TYPE_NUMBER && (value->number < NUMBER_ONE || value->number > 4 * NUMBER_ONE))
		return wrong(c, value, "urgency is 1 (at once) to 4; without one: not urgency");
	for (; desk->values[n]; n++)
		if (str_is(value->text, desk->values[n]))
			return true;
	if (n)
		diag_error(c->l->diags, place_of(c, value), "unknown %s '%.*s'%s (%s is %s)",
		    desk->name, STR_ARG(value->text), names_hint(c->l, desk->values, n, value->text),
		    desk->name, load_join(c->l, desk->values, n));
	return !n;
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
		diag_error(c->l->diags, place_of(c, e), "%s and %s cannot be compared%s%s",
		    type_name(l), type_name(r),
		    (l == TYPE_TEXT) != (r == TYPE_TEXT)
			? ": what a slot holds is told by its kind, under slots:" : "",
		    l == TYPE_SPAN || r == TYPE_SPAN
			? ": a date minus a date is a number of days" : "");
		return TYPE_WRONG;
	}
	if (order && l == TYPE_TEXT)
		return wrong(c, e, "texts are compared with == and != alone");
	if (e->by_word && l != TYPE_DATE)
		return wrong(c, e, "before and after are for dates: write < or >");
	if ((e->left->op == OP_LITERAL && !e->left->text.n) ||
	    (e->right->op == OP_LITERAL && !e->right->text.n))
		return wrong(c, e, "a value is never empty: write `not` before the name");
	return TYPE_YES;
}

static void check_compare(struct checker *c, struct expression *e)
{
	enum expression_type l, r;

	e->left->type = check_side(c, e->left);
	e->right->type = check_side(c, e->right);
	if (e->left->type == TYPE_YES || e->right->type == TYPE_YES) {
		e->type = wrong(c, e,
		    "a yes or no is not compared: write its name alone, or not before it");
		return;
	}
	if (e->left->op == OP_NAME && e->right->op == OP_NAME) {
		unknown(c, e->left);
		unknown(c, e->right);
		e->left->type = e->right->type = TYPE_WRONG;
	} else {
		settle(c, e->left, e->right);
		settle(c, e->right, e->left);
	}
	l = e->left->type;
	r = e->right->type;
	e->type = l == TYPE_WRONG || r == TYPE_WRONG ? TYPE_WRONG : check_types(c, e, l, r);
	if (e->type == TYPE_YES && (!check_desk_value(c, e->left, e->right) ||
		!check_desk_value(c, e->right, e->left)))
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
		diag_error(c->l->diags, place_of(c, e),
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
	wrong(&c, e, "a fact is a date, a number, an amount, a text or a yes or no, not a span of time");
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
