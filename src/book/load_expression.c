/* load_expression.c - `when:` and facts as written, to a tree.  Names are looked up later, when all
 * of the book is read (load_condition.c). */
#include <stdarg.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "book/condition_internal.h"
#include "book/kind.h"
#include "book/load_internal.h"

enum { EXPRESSION_BYTES = 4 << 10, DEEPEST = 50 };

enum token_kind { TOKEN_END, TOKEN_SIGN, TOKEN_WORD, TOKEN_VALUE };

struct token {
	enum token_kind kind;
	size_t at;
	struct str text;          /* as written */
	struct expression *value; /* TOKEN_VALUE */
};

struct parser {
	struct load *l;
	const struct yaml *node;
	struct str text;
	size_t at; /* behind the token */
	struct token token;
	unsigned depth;
	bool failed; /* the one mistake was told: of a broken expression nothing more is said */
};

static struct expression *parse_or(struct parser *p);
static struct expression *fail(struct parser *p, size_t at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* fmt is a message id; what it shows is a part of the text, or nothing. */
static struct expression *fail(struct parser *p, size_t at, const char *fmt, ...)
{
	char text[EXPRESSION_BYTES + 512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, intl(fmt), ap);
	va_end(ap);
	if (!p->failed)
		diag_error(p->l->diags, yaml_place(p->node, at), "%s", text);
	p->failed = true;
	p->token = (struct token){.kind = TOKEN_END, .at = p->text.n};
	return NULL;
}

static struct expression *node(struct parser *p, enum expression_op op, size_t at)
{
	struct expression *e = ARENA_NEW(p->l->arena, struct expression);

	e->op = op;
	e->at = (uint32_t)at;
	return e;
}

static struct expression *join(struct parser *p, enum expression_op op, size_t at,
    struct expression *left, struct expression *right)
{
	struct expression *e = node(p, op, at);

	e->left = left;
	e->right = right;
	return left && right ? e : NULL;
}

/* ---- tokens ---- */

/* What may stand in a word: letters and digits of any script. */
static bool in_word(struct str text, size_t *at)
{
	unsigned char c = (unsigned char)text.p[*at];
	uint32_t u;

	if (c < 0x80) {
		(*at)++;
		return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') ||
		    c == '_' || c == '.';
	}
	u = utf8_next(text, at);
	return !((u >= 0x2010 && u <= 0x201f) || (u >= 0x3000 && u <= 0x303f) ||
	    (u >= 0xff01 && u <= 0xff0f) || (u >= 0xff1a && u <= 0xff20) ||
	    (u >= 0xff3b && u <= 0xff40) || (u >= 0xff5b && u <= 0xff65) || u == 0x00d7 ||
	    u == 0x00f7 || (u >= 0x2200 && u <= 0x22ff));
}

static size_t word_end(struct str text, size_t from)
{
	size_t end = from;

	for (size_t i = from; i < text.n && in_word(text, &i);)
		end = i;
	return end;
}

/* Names may hold a minus: the longest name of the book that begins here, else the word before the
 * minus. */
static size_t name_end(struct parser *p, size_t from)
{
	size_t ends[8], n = 0, end = word_end(p->text, from);

	ends[n++] = end;
	while (n < 8 && end + 1 < p->text.n && p->text.p[end] == '-' &&
	    word_end(p->text, end + 1) > end + 1)
		ends[n++] = end = word_end(p->text, end + 1);
	for (; n > 1; n--)
		if (load_is_name(p->l, str_make(p->text.p + from, ends[n - 1] - from)))
			break;
	return ends[n - 1];
}

static void take_value(struct parser *p, size_t end, enum expression_type type, int64_t number)
{
	struct expression *e = node(p, OP_LITERAL, p->token.at);

	e->type = type;
	e->number = number;
	p->token.kind = TOKEN_VALUE;
	p->token.text = str_make(p->text.p + p->token.at, end - p->token.at);
	e->text = arena_str(p->l->arena, p->token.text);
	p->token.value = e;
	p->at = end;
}

/* 2026-11-23; false: none stands here. */
static bool take_date(struct parser *p)
{
	size_t end = p->token.at + 10, after = end;
	struct str text = str_make(p->text.p + p->token.at, 10);
	int32_t days;

	if (end > p->text.n || text.p[4] != '-' || text.p[7] != '-')
		return false;
	for (size_t i = 0; i < 10; i++)
		if (i != 4 && i != 7 && (text.p[i] < '0' || text.p[i] > '9'))
			return false;
	if (after < p->text.n && in_word(p->text, &after))
		return false;
	if (kind_date_days(text, &days))
		fail(p, p->token.at, N_("the calendar has no day '%.*s'"), STR_ARG(text));
	else
		take_value(p, end, TYPE_DATE, days);
	return true;
}

/* A word that begins with a digit: 12, 12.50, 7d; any other is a word like all. */
static bool take_number(struct parser *p, size_t end)
{
	struct str text = str_make(p->text.p + p->token.at, end - p->token.at);
	bool digits = true;
	int64_t n;

	for (size_t i = 0; i < text.n; i++)
		digits = digits && ((text.p[i] >= '0' && text.p[i] <= '9') || text.p[i] == '.');
	if (expression_number(text, &n) == 0)
		take_value(p, end, TYPE_NUMBER, n);
	else if (!digits && span_parse(text, &n) == 0)
		take_value(p, end, TYPE_SPAN, n);
	else if (digits)
		fail(p, p->token.at, N_("not a number, or one with more than 14 digits: '%.*s'"), STR_ARG(text));
	else
		return false;
	return true;
}

static void take_quoted(struct parser *p)
{
	size_t from = p->token.at + 1;
	const char *end = memchr(p->text.p + from, '"', p->text.n - from);

	if (!end) {
		fail(p, p->token.at, N_("this \" is never closed"));
		return;
	}
	take_value(p, (size_t)(end - p->text.p) + 1, TYPE_TEXT, 0);
	p->token.value->text = arena_str(p->l->arena,
	    str_make(p->text.p + from, (size_t)(end - p->text.p) - from));
}

static void take_sign(struct parser *p)
{
	static const char *const signs[] = {
	    "==", "!=", "<=", ">=", "<", ">", "(", ")", "+", "-", "*", "/"};
	static const struct {
		const char *sign, *say;
	} slips[] = {{"=>", N_("write >= to compare, not '%.*s'")}, {"≥", N_("write >= to compare, not '%.*s'")},
	    {"=<", N_("write <= to compare, not '%.*s'")}, {"≤", N_("write <= to compare, not '%.*s'")},
	    {"≠", N_("write != to compare, not '%.*s'")}, {"=", N_("write == to compare, not '%.*s'")},
	    {"&", N_("write and, not '%.*s'")},
	    {"|", N_("write or, not '%.*s'")}, {"!", N_("write not, not '%.*s'")},
	    {"'", N_("write \"...\" around a text, not '%.*s'")},
	    {"{", N_("names stand here without braces: '%.*s'")}, {"}", N_("names stand here without braces: '%.*s'")}};
	struct str rest = str_make(p->text.p + p->at, p->text.n - p->at);
	size_t end = 0;

	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
		if (!str_starts(rest, str_of(signs[i])))
			continue;
		p->token.kind = TOKEN_SIGN;
		p->token.text = str_of(signs[i]);
		p->at += p->token.text.n;
		return;
	}
	for (size_t i = 0; i < sizeof slips / sizeof *slips; i++)
		if (str_starts(rest, str_of(slips[i].sign))) {
			fail(p, p->at, slips[i].say, (int)strlen(slips[i].sign), slips[i].sign);
			return;
		}
	utf8_next(rest, &end);
	fail(p, p->at,
	    rest.p[0] & 0x80 ? N_("write plain signs and blanks, not '%.*s'")
			     : N_("this sign means nothing here: '%.*s'"),
	    (int)end, rest.p);
}

static void next(struct parser *p)
{
	size_t end;

	if (p->failed)
		return;
	while (p->at < p->text.n && memchr(" \t\r\n", p->text.p[p->at], 4))
		p->at++;
	p->token = (struct token){.kind = TOKEN_END, .at = p->at};
	if (p->at == p->text.n)
		return;
	end = word_end(p->text, p->at);
	if (end == p->at) {
		if (p->text.p[p->at] == '"')
			take_quoted(p);
		else
			take_sign(p);
		return;
	}
	if (p->text.p[p->at] >= '0' && p->text.p[p->at] <= '9' &&
	    (take_date(p) || take_number(p, end)))
		return;
	p->token.kind = TOKEN_WORD;
	p->at = name_end(p, p->at);
	p->token.text = str_make(p->text.p + p->token.at, p->at - p->token.at);
}

static bool is_sign(const struct parser *p, const char *sign)
{
	return p->token.kind == TOKEN_SIGN && str_is(p->token.text, sign);
}

static bool is_word(const struct parser *p, const char *word)
{
	return p->token.kind == TOKEN_WORD && str_is(p->token.text, word);
}

/* ---- the language ---- */

/* Words that join: none of them is a name. */
static bool is_joint(const struct parser *p)
{
	return is_word(p, "and") || is_word(p, "or") || is_word(p, "not") ||
	    is_word(p, "before") || is_word(p, "after");
}

static struct expression *parse_primary(struct parser *p)
{
	struct token t = p->token;
	struct expression *e;

	if (is_sign(p, "(")) {
		next(p);
		e = parse_or(p);
		if (e && !is_sign(p, ")"))
			return fail(p, t.at, N_("this ( is never closed by )"));
		next(p);
		return e;
	}
	if (is_sign(p, "-")) {
		next(p);
		e = node(p, OP_NEGATIVE, t.at);
		e->left = ++p->depth > DEEPEST ? NULL : parse_primary(p);
		p->depth--;
		return e->left ? e : fail(p, t.at, N_("too many signs one in another '%.*s'"), STR_ARG(t.text));
	}
	if (t.kind == TOKEN_VALUE) {
		next(p);
		return t.value;
	}
	if (t.kind == TOKEN_WORD && !is_joint(p)) {
		next(p);
		e = node(p, OP_NAME, t.at);
		e->text = arena_str(p->l->arena, t.text);
		return e;
	}
	if (t.kind == TOKEN_END)
		return fail(p, t.at, N_("something is missing at the end"));
	return fail(p, t.at, N_("a name or a value is missing before '%.*s'"), STR_ARG(t.text));
}

static struct expression *parse_product(struct parser *p)
{
	struct expression *e = parse_primary(p);

	while (e && (is_sign(p, "*") || is_sign(p, "/"))) {
		struct token t = p->token;

		next(p);
		e = join(p, *t.text.p == '*' ? OP_TIMES : OP_DIVIDED, t.at, e, parse_primary(p));
	}
	return e;
}

static struct expression *parse_sum(struct parser *p)
{
	struct expression *e = parse_product(p);

	while (e && (is_sign(p, "+") || is_sign(p, "-"))) {
		struct token t = p->token;

		next(p);
		e = join(p, *t.text.p == '+' ? OP_PLUS : OP_MINUS, t.at, e, parse_product(p));
	}
	return e;
}

static bool comparison(const struct parser *p, enum expression_op *op)
{
	static const struct {
		const char *sign;
		enum expression_op op;
	} ops[] = {{"==", OP_EQUAL}, {"!=", OP_UNEQUAL}, {"<=", OP_LESS_EQUAL}, {"<", OP_LESS},
	    {">=", OP_MORE_EQUAL}, {">", OP_MORE}, {"before", OP_LESS}, {"after", OP_MORE}};

	for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
		if (!is_sign(p, ops[i].sign) && !is_word(p, ops[i].sign))
			continue;
		*op = ops[i].op;
		return true;
	}
	return false;
}

static struct expression *parse_compare(struct parser *p)
{
	struct expression *e = parse_sum(p);
	struct token t = p->token;
	enum expression_op op, second;

	if (!e || !comparison(p, &op))
		return e;
	next(p);
	e = join(p, op, t.at, e, parse_sum(p));
	if (e)
		e->by_word = t.kind == TOKEN_WORD;
	if (e && comparison(p, &second))
		return fail(p, p->token.at,
		    N_("two things are compared at a time: write `... and ...` before '%.*s'"),
		    STR_ARG(p->token.text));
	return e;
}

static struct expression *parse_not(struct parser *p)
{
	struct token t = p->token;
	struct expression *e;

	if (!is_word(p, "not"))
		return parse_compare(p);
	next(p);
	e = node(p, OP_NOT, t.at);
	e->left = ++p->depth > DEEPEST ? NULL : parse_not(p);
	p->depth--;
	return e->left ? e : fail(p, t.at, N_("too many words one in another: '%.*s'"), STR_ARG(t.text));
}

static struct expression *parse_and(struct parser *p)
{
	struct expression *e = parse_not(p);

	while (e && is_word(p, "and")) {
		struct token t = p->token;

		next(p);
		e = join(p, OP_AND, t.at, e, parse_not(p));
	}
	return e;
}

static struct expression *parse_or(struct parser *p)
{
	struct expression *e;

	if (++p->depth > DEEPEST)
		return fail(p, p->token.at, N_("more brackets one in another than can be read"));
	e = parse_and(p);
	while (e && is_word(p, "or")) {
		struct token t = p->token;

		next(p);
		e = join(p, OP_OR, t.at, e, parse_and(p));
	}
	p->depth--;
	return e;
}

struct expression *load_expression(struct load *l, const struct yaml *v)
{
	struct parser p = {.l = l, .node = v, .text = v->text};
	struct expression *e;

	if (v->text.n > EXPRESSION_BYTES) {
		diag_error(l->diags, v->at, "this has %zu bytes: %d at most", v->text.n,
		    EXPRESSION_BYTES);
		return NULL;
	}
	next(&p);
	e = parse_or(&p);
	if (e && is_sign(&p, ")"))
		return fail(&p, p.token.at, N_("this ) has no ("));
	if (e && p.token.kind != TOKEN_END)
		return fail(&p, p.token.at, N_("and, or, or a sign is missing before '%.*s'"), STR_ARG(p.token.text));
	return p.failed ? NULL : e;
}
