/* condition.c - works expressions out.  What is missing, or grows too large, makes its
 * surroundings missing; nothing here fails. */
#include "book/condition.h"

#include "book/condition_internal.h"
#include "book/kind.h"

enum { DAY_MS = 86400000, DECIMALS = 4, WHOLE_DIGITS = 14 };
enum { DAYS_MIN = -719162, DAYS_MAX = 2932896 }; /* 0001-01-01, 9999-12-31 */

/* A value under way: text, or n as in struct expression. */
struct result {
	bool known;
	int64_t n;
	struct str text;
};

static const struct result missing;

static struct result work_out(const struct expression *e, const struct facts_env *env);
static bool holds(const struct expression *e, const struct facts_env *env);

static struct result number(int64_t n)
{
	return (struct result){.known = true, .n = n};
}

/* ---- numbers ---- */

int expression_number(struct str text, int64_t *out)
{
	size_t i = 0, whole = 0, decimals = 0;
	bool negative = text.n && text.p[0] == '-';
	int64_t n = 0;

	for (i = negative; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++) {
		whole += n > 0;
		n = n * 10 + text.p[i] - '0';
		if (whole >= WHOLE_DIGITS)
			return -1;
	}
	if (i == (size_t)negative)
		return -1;
	n *= NUMBER_ONE;
	if (i < text.n && text.p[i] == '.') {
		int64_t worth = NUMBER_ONE / 10;

		for (i++; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++, decimals++) {
			n += worth * (text.p[i] - '0');
			worth /= 10;
		}
		if (!decimals)
			return -1;
	}
	*out = negative ? -n : n;
	return i == text.n ? 0 : -1;
}

/* a * b / c, rounded to the nearest; missing when it is too large or c is 0. */
static struct result scaled(int64_t a, int64_t b, int64_t c)
{
	__int128 top = (__int128)a * b, below = c, n;

	if (c == 0)
		return missing;
	if (c < 0) {
		top = -top;
		below = -below;
	}
	n = (top + (top < 0 ? -below / 2 : below / 2)) / below;
	return n > INT64_MAX || n < -INT64_MAX ? missing : number((int64_t)n);
}

static struct result sum(int64_t a, int64_t b)
{
	int64_t n;

	return __builtin_add_overflow(a, b, &n) || n == INT64_MIN ? missing : number(n);
}

/* Whole days of a span; a part of a day does not count. */
static int64_t days_of(int64_t ms)
{
	return ms / DAY_MS - (ms % DAY_MS < 0);
}

/* ---- names ---- */

static struct result as_type(enum expression_type type, struct str text)
{
	struct result r = {.known = text.n > 0, .text = text};
	int32_t days;

	switch (type) {
	case TYPE_DATE:
		return kind_date_days(text, &days) ? missing : number(days);
	case TYPE_NUMBER:
	case TYPE_AMOUNT:
		r.known = expression_number(text, &r.n) == 0;
		return r;
	case TYPE_TEXT:
	case TYPE_YES:
	case TYPE_SPAN:
	case TYPE_WRONG:
		break;
	}
	return r;
}

static struct result fact_result(const struct expression *e, const struct facts_env *env)
{
	if (e->type != TYPE_YES)
		return work_out(e->fact->value, env);
	return holds(e->fact->value, env) ? number(1) : missing;
}

/* ---- arithmetic ---- */

static struct result date(int64_t days, int64_t span)
{
	struct result r = sum(days, days_of(span));

	return r.n < DAYS_MIN || r.n > DAYS_MAX ? missing : r;
}

static struct result add(const struct expression *e, int64_t a, int64_t b)
{
	enum expression_type l = e->left->type, r = e->right->type;

	if (l == TYPE_DATE && r == TYPE_SPAN)
		return date(a, b);
	if (l == TYPE_SPAN && r == TYPE_DATE)
		return date(b, a);
	return sum(a, b);
}

static struct result subtract(const struct expression *e, int64_t a, int64_t b)
{
	if (e->left->type == TYPE_DATE && e->right->type == TYPE_SPAN)
		return date(a, -b);
	if (e->left->type == TYPE_DATE && e->right->type == TYPE_DATE)
		return scaled(a - b, NUMBER_ONE, 1);
	return sum(a, -b);
}

static struct result arithmetic(const struct expression *e, const struct facts_env *env)
{
	struct result a = work_out(e->left, env), b = work_out(e->right, env);

	if (!a.known || !b.known)
		return missing;
	switch (e->op) {
	case OP_PLUS:
		return add(e, a.n, b.n);
	case OP_MINUS:
		return subtract(e, a.n, b.n);
	case OP_TIMES:
		return scaled(a.n, b.n, NUMBER_ONE);
	default: /* a span by a number is a span, by a span a number: the ones go the same way */
		return scaled(a.n, NUMBER_ONE, b.n);
	}
}

static struct result work_out(const struct expression *e, const struct facts_env *env)
{
	struct result r;

	switch (e->op) {
	case OP_LITERAL:
		return (struct result){true, e->number, e->text};
	case OP_SLOT:
		return as_type(e->type, env->value(env->ctx, e->text));
	case OP_FACT:
		return fact_result(e, env);
	case OP_TODAY:
		return number(env->today);
	case OP_NEGATIVE:
		r = work_out(e->left, env);
		r.n = -r.n;
		return r;
	case OP_PLUS:
	case OP_MINUS:
	case OP_TIMES:
	case OP_DIVIDED:
		return arithmetic(e, env);
	default:
		return holds(e, env) ? number(1) : missing;
	}
}

/* ---- conditions ---- */

static bool compare(const struct expression *e, const struct facts_env *env)
{
	struct result a = work_out(e->left, env), b = work_out(e->right, env);
	bool text = e->left->type == TYPE_TEXT;

	if (!a.known || !b.known)
		return false;
	switch (e->op) {
	case OP_EQUAL:
		return text ? str_eq(a.text, b.text) : a.n == b.n;
	case OP_UNEQUAL:
		return text ? !str_eq(a.text, b.text) : a.n != b.n;
	case OP_LESS:
		return a.n < b.n;
	case OP_LESS_EQUAL:
		return a.n <= b.n;
	case OP_MORE:
		return a.n > b.n;
	default:
		return a.n >= b.n;
	}
}

static bool holds(const struct expression *e, const struct facts_env *env)
{
	switch (e->op) {
	case OP_OR:
		return holds(e->left, env) || holds(e->right, env);
	case OP_AND:
		return holds(e->left, env) && holds(e->right, env);
	case OP_NOT:
		return !holds(e->left, env);
	case OP_KNOWN:
		return work_out(e->left, env).known;
	case OP_SLOT:
	case OP_FACT:
		return work_out(e, env).known;
	default:
		return compare(e, env);
	}
}

bool condition_holds(const struct condition *c, const struct facts_env *env)
{
	return holds(c->root, env);
}

/* ---- facts ---- */

static struct str amount_text(int64_t n, struct arena *arena)
{
	uint64_t cents = ((uint64_t)(n < 0 ? -n : n) + 50) / 100;

	return arena_printf(arena, "%s%llu.%02llu", n < 0 && cents ? "-" : "",
	    (unsigned long long)(cents / 100), (unsigned long long)(cents % 100));
}

static struct str number_text(int64_t n, struct arena *arena)
{
	uint64_t of = (uint64_t)(n < 0 ? -n : n), part = of % NUMBER_ONE;
	int decimals = DECIMALS;

	while (decimals && part % 10 == 0) {
		part /= 10;
		decimals--;
	}
	if (!decimals)
		return arena_printf(arena, "%s%llu", n < 0 ? "-" : "",
		    (unsigned long long)(of / NUMBER_ONE));
	return arena_printf(arena, "%s%llu.%0*llu", n < 0 ? "-" : "",
	    (unsigned long long)(of / NUMBER_ONE), decimals, (unsigned long long)part);
}

struct str fact_value(const struct fact *f, const struct facts_env *env, struct arena *arena)
{
	struct result r = work_out(f->value, env);

	if (!r.known)
		return STR("");
	switch (f->value->type) {
	case TYPE_DATE:
		return kind_date_text((int32_t)r.n, arena);
	case TYPE_AMOUNT:
		return amount_text(r.n, arena);
	case TYPE_NUMBER:
		return number_text(r.n, arena);
	case TYPE_YES:
		return STR("yes");
	default:
		return arena_str(arena, r.text);
	}
}
