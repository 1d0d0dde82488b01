/* states.c - see states.h. */
#include "check/states.h"

#include "base/buf.h"
#include "check/uses.h"

enum {
	VARIABLES_MAX = 16,
	LINKS_MAX = 128,     /* comparisons of two values that both change */
	POINTS_MAX = 64,     /* values that one is compared with */
	STATES_MAX = 20000,  /* of one condition */
	WORK_MAX = 20000000, /* nodes looked at, for one book */
	KEY_MAX = 8192,
	DEEPEST = 200
};

enum variable_kind {
	VARIABLE_VALUE,    /* of a slot, a fact, the day: compared with values that are written */
	VARIABLE_RELATION, /* of two values that both change */
};

/* States of a VALUE: 0 unknown; then below the first point, at it, between it and the second, ...;
 * of a text: at each point, and any other.  Of a RELATION: unknown, less, equal, more. */
struct variable {
	enum variable_kind kind;
	struct str key;              /* the name, or both sides as text */
	const struct expression *of; /* VALUE: the name; RELATION: left and right are its sides */
	bool ordered;                /* dates and numbers; else texts */
	bool known;                  /* never unknown */
	bool closed;                 /* one of the points, nothing else */
	struct expression const *points[POINTS_MAX];
	size_t points_n;
	unsigned states, now;
};

/* A comparison, and the variable that tells how it comes out. */
struct link {
	const struct expression *e;
	const struct variable *v;
	bool turned; /* its sides stand the other way round in the variable */
};

struct states {
	const struct uses *uses;
	struct arena *arena;
	uint64_t work;
	/* of the condition that is gone through */
	struct arena *scratch;
	struct variable list[VARIABLES_MAX];
	size_t n;
	struct link links[LINKS_MAX];
	size_t links_n;
	bool failed;
};

static bool eval(struct states *s, const struct expression *e);
static void gather(struct states *s, const struct expression *e, unsigned depth);

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

/* ---- the variables of a condition ---- */

static bool is_yes(const struct expression *e)
{
	return e->type == TYPE_YES;
}

static bool is_name(const struct expression *e)
{
	return e->op == OP_SLOT || e->op == OP_FACT || e->op == OP_TODAY;
}

static struct str name_of(const struct expression *e)
{
	return e->op == OP_TODAY ? STR("today") : e->text;
}

static struct variable *find(struct states *s, enum variable_kind kind, struct str key)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].kind == kind && str_eq(s->list[i].key, key))
			return &s->list[i];
	return NULL;
}

static struct variable *add(struct states *s, enum variable_kind kind, struct str key)
{
	struct variable *v = find(s, kind, key);

	if (v)
		return v;
	if (s->n == VARIABLES_MAX) {
		s->failed = true;
		return NULL;
	}
	v = &s->list[s->n++];
	*v = (struct variable){.kind = kind, .key = key};
	return v;
}

/* Names of the desk, which have few values of their own. */
static void close_desk_name(struct states *s, struct variable *v)
{
	static const struct {
		const char *name;
		const char *values[5];
		bool known;
	} names[] = {{"mode", {"bot", "queued", "human", "closed"}, true},
	    {"hours", {"open", "lunch", "closed"}, true}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!str_is(v->key, names[i].name))
			continue;
		v->closed = true;
		v->known = names[i].known;
		for (size_t k = 0; names[i].values[k]; k++) {
			struct expression *e = ARENA_NEW(s->scratch, struct expression);

			*e = (struct expression){.op = OP_LITERAL,
			    .type = TYPE_TEXT,
			    .text = str_of(names[i].values[k])};
			v->points[v->points_n++] = e;
		}
	}
	if (str_is(v->key, "urgency")) {
		v->closed = v->ordered = true;
		for (int k = 1; k <= 4; k++) {
			struct expression *e = ARENA_NEW(s->scratch, struct expression);

			*e = (struct expression){.op = OP_LITERAL,
			    .type = TYPE_NUMBER,
			    .number = k * (int64_t)NUMBER_ONE};
			v->points[v->points_n++] = e;
		}
	}
}

/* The value a name stands for; what a fact needs becomes variables as well. */
static struct variable *add_value(struct states *s, const struct expression *e, unsigned depth)
{
	size_t before = s->n;
	struct variable *v = add(s, VARIABLE_VALUE, name_of(e));

	if (!v || s->n == before)
		return v;
	v->of = e;
	v->known = e->op == OP_TODAY;
	v->ordered = e->type == TYPE_DATE || e->type == TYPE_NUMBER || e->type == TYPE_AMOUNT;
	close_desk_name(s, v);
	if (e->op == OP_FACT && e->fact->value)
		gather(s, e->fact->value, depth + 1);
	return v;
}

static bool same_point(
    const struct variable *v, const struct expression *a, const struct expression *b)
{
	return v->ordered ? a->number == b->number : str_eq(a->text, b->text);
}

/* Kept in order where there is one. */
static void add_point(struct states *s, struct variable *v, const struct expression *point)
{
	size_t i = 0;

	for (size_t k = 0; k < v->points_n; k++)
		if (same_point(v, v->points[k], point))
			return;
	if (v->closed) /* none of its values: no state has it */
		return;
	if (v->points_n == POINTS_MAX) {
		s->failed = true;
		return;
	}
	while (v->ordered && i < v->points_n && v->points[i]->number < point->number)
		i++;
	if (!v->ordered)
		i = v->points_n;
	memmove(&v->points[i + 1], &v->points[i], (v->points_n - i) * sizeof *v->points);
	v->points[i] = point;
	v->points_n++;
}

/* An operand as text, so that equal ones are equal. */
static void put_key(struct buf *b, const struct expression *e, unsigned depth)
{
	if (!e || depth > DEEPEST)
		return;
	switch (e->op) {
	case OP_LITERAL:
		if (e->type == TYPE_TEXT)
			buf_printf(b, "\"%.*s\"", STR_ARG(e->text));
		else
			buf_printf(b, "%d:%lld", (int)e->type, (long long)e->number);
		break;
	case OP_SLOT:
	case OP_FACT:
	case OP_TODAY:
		buf_adds(b, name_of(e));
		break;
	default:
		buf_printf(b, "(%d ", (int)e->op);
		put_key(b, e->left, depth + 1);
		buf_addc(b, ' ');
		put_key(b, e->right, depth + 1);
		buf_addc(b, ')');
	}
}

static struct str key_of(struct states *s, const struct expression *e)
{
	struct buf b;
	struct str key;

	buf_init(&b, KEY_MAX);
	put_key(&b, e, 0);
	s->failed = s->failed || b.failed;
	key = arena_str(s->scratch, buf_str(&b));
	buf_free(&b);
	return key;
}

static void add_relation(struct states *s, const struct expression *e)
{
	struct str left = key_of(s, e->left), right = key_of(s, e->right);
	bool turned = str_compare(left, right) > 0;
	size_t before = s->n;
	struct variable *v = add(s, VARIABLE_RELATION,
	    arena_printf(s->scratch, "%.*s ? %.*s", STR_ARG(turned ? right : left),
		STR_ARG(turned ? left : right)));

	if (!v || s->links_n == LINKS_MAX) {
		s->failed = true;
		return;
	}
	if (s->n > before) {
		v->of = e;
		v->ordered = e->left->type != TYPE_TEXT;
	}
	s->links[s->links_n++] = (struct link){e, v, turned};
}

static const struct link *link_of(const struct states *s, const struct expression *e)
{
	size_t i = 0;

	while (s->links[i].e != e)
		i++;
	return &s->links[i];
}

static void gather_compare(struct states *s, const struct expression *e, unsigned depth)
{
	const struct expression *l = e->left, *r = e->right;
	struct variable *v;

	if (l->op == OP_LITERAL && r->op == OP_LITERAL)
		return;
	if ((is_name(l) && r->op == OP_LITERAL) || (is_name(r) && l->op == OP_LITERAL)) {
		v = add_value(s, is_name(l) ? l : r, depth);
		if (v)
			add_point(s, v, is_name(l) ? r : l);
		return;
	}
	add_relation(s, e);
	gather(s, l, depth + 1);
	gather(s, r, depth + 1);
}

static void gather(struct states *s, const struct expression *e, unsigned depth)
{
	if (!e || s->failed)
		return;
	if (depth > DEEPEST) {
		s->failed = true;
		return;
	}
	switch (e->op) {
	case OP_EQUAL:
	case OP_UNEQUAL:
	case OP_LESS:
	case OP_LESS_EQUAL:
	case OP_MORE:
	case OP_MORE_EQUAL:
		gather_compare(s, e, depth);
		break;
	case OP_FACT:
		if (is_yes(e))
			gather(s, e->fact->value, depth + 1);
		else
			add_value(s, e, depth);
		break;
	case OP_SLOT:
	case OP_TODAY:
		add_value(s, e, depth);
		break;
	default:
		gather(s, e->left, depth + 1);
		gather(s, e->right, depth + 1);
	}
}

static unsigned states_of(const struct variable *v)
{
	if (v->kind == VARIABLE_RELATION)
		return v->ordered ? 4 : 3;
	if (v->closed)
		return (unsigned)v->points_n + 1;
	return v->ordered ? 2 * (unsigned)v->points_n + 2 : (unsigned)v->points_n + 2;
}

/* ---- in one state ---- */

static bool is_known(struct states *s, const struct expression *e)
{
	s->work++;
	switch (e->op) {
	case OP_LITERAL:
	case OP_TODAY:
		return true;
	case OP_FACT:
		if (is_yes(e))
			return eval(s, e);
		return e->fact->value && is_known(s, e->fact->value);
	case OP_SLOT:
		return find(s, VARIABLE_VALUE, name_of(e))->now > 0;
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
	while (i < v->points_n && !same_point(v, v->points[i], point))
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
	if (is_name(l) && r->op == OP_LITERAL)
		return has_order(e->op, to_point(find(s, VARIABLE_VALUE, name_of(l)), r));
	if (is_name(r) && l->op == OP_LITERAL)
		return has_order(e->op, -to_point(find(s, VARIABLE_VALUE, name_of(r)), l));
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
		return is_yes(e) ? e->fact->value && eval(s, e->fact->value) : is_known(s, e);
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
	gather(s, e, 0);
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
