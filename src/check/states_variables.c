/* states_variables.c - what a condition depends on: the values it compares, and with what. */
#include "base/buf.h"
#include "check/states_internal.h"

enum { KEY_MAX = 8192, DEEPEST = 200 };

bool states_is_yes(const struct expression *e)
{
	return e->type == TYPE_YES;
}

bool states_is_name(const struct expression *e)
{
	return e->op == OP_SLOT || e->op == OP_FACT || e->op == OP_TODAY;
}

struct str states_name(const struct expression *e)
{
	return e->op == OP_TODAY ? STR("today") : e->text;
}

struct variable *states_variable(struct states *s, enum variable_kind kind, struct str key)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i].kind == kind && str_eq(s->list[i].key, key))
			return &s->list[i];
	return NULL;
}

static struct variable *add(struct states *s, enum variable_kind kind, struct str key)
{
	struct variable *v = states_variable(s, kind, key);

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
	struct variable *v = add(s, VARIABLE_VALUE, states_name(e));

	if (!v || s->n == before)
		return v;
	v->of = e;
	v->known = e->op == OP_TODAY;
	v->ordered = e->type == TYPE_DATE || e->type == TYPE_NUMBER || e->type == TYPE_AMOUNT;
	close_desk_name(s, v);
	if (e->op == OP_FACT && e->fact->value)
		states_gather(s, e->fact->value, depth + 1);
	return v;
}

bool states_same_point(
    const struct variable *v, const struct expression *a, const struct expression *b)
{
	return v->ordered ? a->number == b->number : str_eq(a->text, b->text);
}

/* Kept in order where there is one. */
static void add_point(struct states *s, struct variable *v, const struct expression *point)
{
	size_t i = 0;

	for (size_t k = 0; k < v->points_n; k++)
		if (states_same_point(v, v->points[k], point))
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
		buf_adds(b, states_name(e));
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

static void gather_compare(struct states *s, const struct expression *e, unsigned depth)
{
	const struct expression *l = e->left, *r = e->right;
	struct variable *v;

	if (l->op == OP_LITERAL && r->op == OP_LITERAL)
		return;
	if ((states_is_name(l) && r->op == OP_LITERAL) || (states_is_name(r) && l->op == OP_LITERAL)) {
		v = add_value(s, states_is_name(l) ? l : r, depth);
		if (v)
			add_point(s, v, states_is_name(l) ? r : l);
		return;
	}
	add_relation(s, e);
	states_gather(s, l, depth + 1);
	states_gather(s, r, depth + 1);
}

void states_gather(struct states *s, const struct expression *e, unsigned depth)
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
		if (states_is_yes(e))
			states_gather(s, e->fact->value, depth + 1);
		else
			add_value(s, e, depth);
		break;
	case OP_SLOT:
	case OP_TODAY:
		add_value(s, e, depth);
		break;
	default:
		states_gather(s, e->left, depth + 1);
		states_gather(s, e->right, depth + 1);
	}
}

unsigned states_of(const struct variable *v)
{
	if (v->kind == VARIABLE_RELATION)
		return v->ordered ? 4 : 3;
	if (v->closed)
		return (unsigned)v->points_n + 1;
	return v->ordered ? 2 * (unsigned)v->points_n + 2 : (unsigned)v->points_n + 2;
}
