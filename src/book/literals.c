/* literals.c - reads a pattern as PCRE2 does, as far as literals go.
 *
 * Where the grammar is not followed to the end (verbs, conditions, extended mode, call-outs,
 * classes of POSIX, what a later PCRE2 may add) the whole pattern is given up: `doubt`, no
 * literals, always tried.  What is read but may match anything (dots, negated classes, back
 * references, subroutine calls) is an unknown part. */
#include "book/literals.h"

#include <limits.h>
#include <stdint.h>

#include "base/utf8.h"
#include "book/literal_set.h"

enum { CLASS_MAX = 16, QUANTIFIER_MAX = 65535 };

struct reader {
	struct arena *arena;
	struct str s;
	size_t i;
	bool quoted; /* between \Q and \E */
	bool doubt;
};

static struct part read_alternatives(struct reader *r);

static bool at(const struct reader *r, const char *z)
{
	size_t n = strlen(z);
	return r->s.n - r->i >= n && memcmp(r->s.p + r->i, z, n) == 0;
}

static bool take(struct reader *r, const char *z)
{
	if (!at(r, z))
		return false;
	r->i += strlen(z);
	return true;
}

/* The byte `ahead` of here, 0 behind the end (a NUL in a pattern is read as the end of what is
 * understood). */
static unsigned char peek(const struct reader *r, size_t ahead)
{
	return r->i + ahead < r->s.n ? (unsigned char)r->s.p[r->i + ahead] : 0;
}

static bool is_digit(unsigned char c)
{
	return c >= '0' && c <= '9';
}

static struct part doubt(struct reader *r)
{
	r->doubt = true;
	return part_unknown();
}

/* Skips to behind the next c. */
static void skip_to(struct reader *r, char c)
{
	const char *end = r->i < r->s.n ? memchr(r->s.p + r->i, c, r->s.n - r->i) : NULL;
	if (end)
		r->i = (size_t)(end - r->s.p) + 1;
	else
		r->doubt = true;
}

/* --- characters --- */

static const struct {
	uint32_t first, last;
	int32_t fold;
} folds[] = {
    {0x20, 0x40, 0}, {'A', 'Z', 32}, {'[', '~', 0}, {0xb7, 0xb7, 0}, {0xc0, 0xd6, 32},
    {0xd7, 0xd7, 0}, {0xd8, 0xde, 32}, {0xe0, 0xff, 0}, {0x400, 0x40f, 80}, {0x410, 0x42f, 32},
    {0x430, 0x45f, 0},     /* Cyrillic */
    {0x2010, 0x205e, 0},   /* punctuation */
    {0x2e80, 0xa4cf, 0},   /* Han, kana, their punctuation, Yi */
    {0xac00, 0xd7a3, 0},   /* Hangul */
    {0x1f300, 0x1faff, 0}, /* pictures */
    {0x20000, 0x3ffff, 0}, /* Han */
};

/* The only form in which a normalised text can hold what a caseless c matches; false: not known. (A
 * text is case folded, so that a pattern's k, K and Kelvin sign all meet a k.  Letters whose
 * folding is more than one letter are left out, and with them all scripts with cases that are not
 * in the table: test_literals tries every code point.) */
static bool fold(uint32_t c, uint32_t *out)
{
	for (size_t i = 0; i < sizeof folds / sizeof *folds; i++)
		if (c >= folds[i].first && c <= folds[i].last) {
			*out = c + (uint32_t)folds[i].fold;
			return true;
		}
	return false;
}

/* By whole pages of 256; no page has both digits and letters of the table above. */
bool literals_maybe_digit(uint32_t c)
{
	return c >= 0x600 && !(c >= 0x2000 && c <= 0xa4ff) && !(c >= 0xac00 && c <= 0xd7ff) &&
	       !(c >= 0xf900 && c <= 0xffff) && !(c >= 0x1f000 && c <= 0x1faff) &&
	       !(c >= 0x20000 && c <= 0x3ffff);
}

static bool fold_to(struct reader *r, uint32_t c, struct str *out)
{
	if (!fold(c, &c))
		return false;
	char *p = arena_alloc(r->arena, 4);
	*out = str_make(p, utf8_put(c, p));
	return true;
}

static struct part literal(struct reader *r, uint32_t c)
{
	struct str s;
	return fold_to(r, c, &s) ? part_of(set_one(r->arena, s.p, s.n)) : part_character();
}

static struct part mark(struct reader *r, char c)
{
	char *p = arena_alloc(r->arena, 1);
	*p = c;
	return part_of(set_one(r->arena, p, 1));
}

static struct part digit(struct reader *r)
{
	static char digits[] = "0123456789\4";
	struct literal_set s = {ARENA_ARRAY(r->arena, struct str, 11), 11};
	for (size_t i = 0; i < s.n; i++)
		s.v[i] = str_make(digits + i, 1);
	return part_of(s);
}

static int hex_value(unsigned char c)
{
	return is_digit(c)            ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* Behind \x: {hex digits}, or none to two of them. */
static struct part read_hex(struct reader *r)
{
	bool braces = take(r, "{");
	uint32_t c = 0;
	for (int n = 0; hex_value(peek(r, 0)) >= 0 && (braces ? n < 8 : n < 2); n++)
		c = c << 4 | (uint32_t)hex_value((unsigned char)r->s.p[r->i++]);
	if (braces && !take(r, "}"))
		return doubt(r);
	return literal(r, c);
}

/* Behind \g or \k: a number, or a name between delimiters. */
static struct part read_reference(struct reader *r)
{
	if (take(r, "{"))
		skip_to(r, '}');
	else if (take(r, "<"))
		skip_to(r, '>');
	else if (take(r, "'"))
		skip_to(r, '\'');
	else if (is_digit(peek(r, 0)) || ((at(r, "-") || at(r, "+")) && is_digit(peek(r, 1))))
		for (r->i++; is_digit(peek(r, 0));)
			r->i++;
	else
		return doubt(r);
	return part_unknown();
}

static struct part read_property(struct reader *r)
{
	if (take(r, "{"))
		skip_to(r, '}');
	else
		r->i++;
	return part_character();
}

/* Behind the backslash; \Q and \E are seen elsewhere. */
static struct part read_escape(struct reader *r)
{
	unsigned char c = peek(r, 0);

	if (c >= 0x80)
		return literal(r, utf8_next(r->s, &r->i));
	r->i++;
	if (c == 0)
		return doubt(r);
	if (!is_digit(c) && !(c >= 'A' && c <= 'Z') && !(c >= 'a' && c <= 'z'))
		return literal(r, c);
	if (strchr("bBK", c)) /* not G: it asks where the search began */
		return part_empty(r->arena);
	if (strchr("AZz", c))
		return mark(r, c == 'A' ? LITERAL_START : LITERAL_END);
	if (c == 'd')
		return digit(r);
	if (strchr("RX", c))
		return part_unknown();
	if (strchr("DwWsShHvVaefnrt", c) || (c == 'N' && !at(r, "{")))
		return part_character();
	if (c == 'p' || c == 'P')
		return read_property(r);
	if (c == 'x')
		return read_hex(r);
	if (c == 'g' || c == 'k')
		return read_reference(r);
	if (c == 'o' && take(r, "{")) {
		skip_to(r, '}');
		return part_character();
	}
	if (!is_digit(c))
		return doubt(r);
	while (is_digit(peek(r, 0))) /* a back reference, or octal with literal digits behind it */
		r->i++;
	return part_unknown();
}

/* --- classes --- */

/* One character of a class; false: more than one, or not known which. */
static bool read_class_char(struct reader *r, uint32_t *c)
{
	if (at(r, "[:") || at(r, "[.") || at(r, "[=") || peek(r, 0) == 0) {
		doubt(r);
		return false;
	}
	if (!take(r, "\\")) {
		*c = utf8_next(r->s, &r->i);
		return true;
	}
	unsigned char e = peek(r, 0);
	if (e == 0 || strchr("QEcN", e)) {
		doubt(r);
		return false;
	}
	*c = utf8_next(r->s, &r->i);
	/* what stands in the braces behind \x or \p is then read as letters of the class, which
	 * does no harm */
	return !is_digit(e) && !(e >= 'A' && e <= 'Z') && !(e >= 'a' && e <= 'z');
}

static bool add_range(struct reader *r, struct literal_set *s, uint32_t first, uint32_t last)
{
	if (last < first || last - first >= CLASS_MAX - s->n)
		return false;
	for (uint32_t c = first; c <= last; c++)
		if (!fold_to(r, c, &s->v[s->n++]))
			return false;
	return true;
}

/* Behind the [. */
static struct part read_class(struct reader *r)
{
	struct literal_set s = {ARENA_ARRAY(r->arena, struct str, CLASS_MAX), 0};
	bool known = !take(r, "^");

	for (bool first = true; !r->doubt && (first || !at(r, "]")); first = false) {
		uint32_t from = 0, to = 0;
		bool one = read_class_char(r, &from);
		if (r->doubt)
			break;
		to = from;
		if (at(r, "-") && peek(r, 1) != ']') {
			r->i++;
			one = read_class_char(r, &to) && one;
		}
		known = known && one && add_range(r, &s, from, to);
	}
	if (r->doubt || !take(r, "]"))
		return doubt(r);
	return known ? part_of(s) : part_character();
}

/* --- groups --- */

static struct part read_group_rest(struct reader *r)
{
	struct part p = read_alternatives(r);
	return take(r, ")") ? p : doubt(r);
}

/* Behind (? in front of option letters: (?i) (?i-s) (?i: ; no letter changes what must stand in a
 * folded text, but x, which changes how the pattern is read. */
static struct part read_options(struct reader *r)
{
	while (peek(r, 0) && strchr("imsnUJ-", peek(r, 0)))
		r->i++;
	if (take(r, ":"))
		return read_group_rest(r);
	return take(r, ")") ? part_empty(r->arena) : doubt(r);
}

/* Is a pattern called here: (?R) (?1) (?+1) (?-1) (?&name) (?P>name) (?P=name)? */
static bool at_call(const struct reader *r)
{
	return at(r, "R") || at(r, "&") || at(r, "P>") || at(r, "P=") || is_digit(peek(r, 0)) ||
	       ((at(r, "+") || at(r, "-")) && is_digit(peek(r, 1)));
}

/* Behind the (. */
static struct part read_group(struct reader *r)
{
	if (at(r, "*"))
		return doubt(r);
	if (!take(r, "?"))
		return read_group_rest(r);
	if (take(r, "="))
		return part_around(r->arena, read_group_rest(r));
	if (take(r, "<="))
		return part_behind(r->arena, read_group_rest(r));
	if (take(r, "!") || take(r, "<!")) {
		read_group_rest(r);
		return part_empty(r->arena);
	}
	if (take(r, ":") || take(r, ">") || take(r, "|"))
		return read_group_rest(r);
	if (at_call(r)) {
		skip_to(r, ')');
		return part_unknown();
	}
	if (at(r, "<*")) /* a look-behind of another kind */
		return doubt(r);
	if (take(r, "P<") || take(r, "<")) {
		skip_to(r, '>');
		return read_group_rest(r);
	}
	if (take(r, "'")) {
		skip_to(r, '\'');
		return read_group_rest(r);
	}
	return read_options(r);
}

/* --- sequences --- */

static unsigned read_number(struct reader *r)
{
	unsigned n = 0;
	while (is_digit(peek(r, 0)) && n <= QUANTIFIER_MAX)
		n = n * 10 + (unsigned)((unsigned char)r->s.p[r->i++] - '0');
	return n;
}

/* {2} {2,} {2,5}; any other { is a literal to PCRE2 10.42, but those that look like more are to
 * later ones a quantifier. */
static bool read_braces(struct reader *r, unsigned *min, unsigned *max)
{
	size_t start = r->i++;

	if (is_digit(peek(r, 0))) {
		*min = *max = read_number(r);
		if (take(r, ","))
			*max = is_digit(peek(r, 0)) ? read_number(r) : UINT_MAX;
		if (take(r, "}"))
			return true;
		doubt(r);
	} else if (at(r, ",") || at(r, " ") || at(r, "\t")) {
		doubt(r);
	}
	r->i = start;
	return false;
}

static bool read_quantifier(struct reader *r, unsigned *min, unsigned *max)
{
	*min = at(r, "+");
	*max = at(r, "?") ? 1 : UINT_MAX;
	if (at(r, "{")) {
		if (!read_braces(r, min, max))
			return false;
	} else if (!take(r, "*") && !take(r, "+") && !take(r, "?")) {
		return false;
	}
	if (!take(r, "?")) /* lazy and possessive match no more than greedy */
		take(r, "+");
	return true;
}

/* Past \Q and \E; how many there were. */
static unsigned skip_quotes(struct reader *r)
{
	unsigned n = 0;
	for (; r->quoted ? at(r, "\\E") : at(r, "\\Q") || at(r, "\\E"); n++) {
		r->quoted = at(r, "\\Q");
		r->i += 2;
	}
	return n;
}

static bool at_quantifier(const struct reader *r)
{
	return peek(r, 0) && strchr("*+?{", peek(r, 0));
}

static struct part read_item(struct reader *r)
{
	unsigned char c = peek(r, 0);

	if (c == 0)
		return doubt(r);
	if (r->quoted || c >= 0x80 || !strchr("\\[(.^$*+?)|", c))
		return literal(r, utf8_next(r->s, &r->i));
	r->i++;
	switch (c) {
	case '\\':
		return read_escape(r);
	case '[':
		return read_class(r);
	case '(':
		return read_group(r);
	case '.':
		return part_character();
	case '^':
		return mark(r, LITERAL_START);
	case '$':
		return mark(r, LITERAL_END);
	default:
		return doubt(r);
	}
}

static struct part read_sequence(struct reader *r)
{
	struct chain chain;

	chain_init(&chain, r->arena);
	for (;;) {
		skip_quotes(r);
		if (!r->quoted && take(r, "(?#")) {
			skip_to(r, ')');
			if (at_quantifier(r))
				doubt(r); /* of what stands before the comment? */
			continue;
		}
		if (r->doubt || r->i >= r->s.n || (!r->quoted && (at(r, "|") || at(r, ")"))))
			return chain_end(&chain);
		unsigned min, max, quotes = r->quoted;
		struct part p = read_item(r);
		if (skip_quotes(r) > quotes && at_quantifier(r))
			doubt(r); /* a quantifier behind an empty \Q\E */
		while (!r->doubt && !r->quoted && read_quantifier(r, &min, &max))
			p = part_repeat(r->arena, p, min, max);
		chain_add(&chain, p);
	}
}

static struct part read_alternatives(struct reader *r)
{
	size_t n = 0, cap = 2;
	struct part *parts = ARENA_ARRAY(r->arena, struct part, cap);

	do {
		if (n == cap) {
			parts = arena_grow(
			    r->arena, parts, cap * sizeof *parts, 2 * cap * sizeof *parts);
			cap *= 2;
		}
		parts[n++] = read_sequence(r);
	} while (!r->doubt && !r->quoted && take(r, "|"));
	return r->doubt ? part_unknown() : part_either(r->arena, parts, n);
}

void literals_extract(struct str pattern, struct arena *arena, struct literals *out)
{
	struct reader r = {.arena = arena, .s = pattern};
	struct part p = read_alternatives(&r);

	out->n = 0;
	if (r.doubt || r.i < r.s.n)
		return;
	p = part_around(arena, p); /* what is exact becomes a group */
	for (size_t i = 0; i < p.groups_n && out->n < LITERAL_GROUPS_MAX; i++)
		out->groups[out->n++] = (struct literal_group){
		    p.groups[i].set.v, p.groups[i].set.n, p.groups[i].at};
}

double literals_cost(const struct literal_group *g)
{
	return set_cost((struct literal_set){g->any, g->n});
}
