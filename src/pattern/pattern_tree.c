/* pattern_tree.c - reads a pattern as PCRE2 does.
 *
 * Where the grammar is not followed to the end (verbs, conditions, extended mode, call-outs,
 * classes of POSIX, what a later PCRE2 may add) the whole pattern is given up: `doubt`.  What may
 * match anything (back references, subroutine calls) is an unknown part; what matches less than its
 * node says (atomic groups, possessive quantifiers, letters that mind their case) is read as well,
 * but the tree is not exact then. */
#include "pattern/pattern_tree_internal.h"

enum { QUANTIFIER_MAX = 65535 };

static struct node *read_alternatives(struct reader *r);

struct node *reader_node(struct reader *r, enum node_kind kind)
{
	struct node *n = ARENA_NEW(r->arena, struct node);
	n->kind = kind;
	return n;
}

struct node *reader_character(struct reader *r, unsigned kinds)
{
	struct node *n = reader_node(r, NODE_CHARACTER);
	n->kinds = kinds;
	r->inexact = true;
	return n;
}

static struct node *unknown(struct reader *r)
{
	r->inexact = true;
	return reader_node(r, NODE_UNKNOWN);
}

/* Matches the empty text, and nobody says when. */
static struct node *nothing(struct reader *r)
{
	r->inexact = true;
	return reader_node(r, NODE_SEQUENCE);
}

struct node *reader_doubt(struct reader *r)
{
	r->doubt = true;
	return unknown(r);
}

bool reader_fold(struct reader *r, uint32_t code, struct str *out)
{
	if (!character_fold(code, &code))
		return false;
	char *p = arena_alloc(r->arena, 4);
	*out = str_make(p, utf8_put(code, p));
	return true;
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

static struct node *letter(struct reader *r, uint32_t c)
{
	struct str s;
	if (!reader_fold(r, c, &s))
		return reader_character(r, CHARACTER_ANY);
	struct node *n = reader_node(r, NODE_CLASS);
	n->members = ARENA_NEW(r->arena, struct str);
	*n->members = s;
	n->members_n = 1;
	return n;
}

static struct node *any(struct reader *r)
{
	struct node *n = reader_node(r, NODE_CLASS);
	n->negated = true;
	return n;
}

static int hex_value(unsigned char c)
{
	return is_digit(c)            ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* Behind \x: {hex digits}, or none to two of them. */
static struct node *read_hex(struct reader *r)
{
	bool braces = reader_take(r, "{");
	uint32_t c = 0;
	for (int n = 0; hex_value(reader_peek(r, 0)) >= 0 && (braces ? n < 8 : n < 2); n++)
		c = c << 4 | (uint32_t)hex_value((unsigned char)r->s.p[r->i++]);
	if (braces && !reader_take(r, "}"))
		return reader_doubt(r);
	return letter(r, c);
}

/* Behind \g or \k: a number, or a name between delimiters. */
static struct node *read_reference(struct reader *r)
{
	if (reader_take(r, "{"))
		skip_to(r, '}');
	else if (reader_take(r, "<"))
		skip_to(r, '>');
	else if (reader_take(r, "'"))
		skip_to(r, '\'');
	else if (is_digit(reader_peek(r, 0)) ||
		 ((reader_at(r, "-") || reader_at(r, "+")) && is_digit(reader_peek(r, 1))))
		for (r->i++; is_digit(reader_peek(r, 0));)
			r->i++;
	else
		return reader_doubt(r);
	return unknown(r);
}

/* \d \D \w \W \p{Han} \P{Han} */
static struct node *kind(struct reader *r, unsigned kinds, bool negated)
{
	struct node *n = reader_node(r, NODE_CLASS);
	n->kinds = kinds;
	n->negated = negated;
	return n;
}

/* Behind \p or \P. */
static struct node *read_property(struct reader *r, bool negated)
{
	if (reader_take(r, "{Han}"))
		return kind(r, CHARACTER_HAN, negated);
	if (reader_take(r, "{"))
		skip_to(r, '}');
	else
		r->i++;
	return reader_character(r, CHARACTER_ANY);
}

/* Behind the backslash; \Q and \E are seen elsewhere. */
static struct node *read_escape(struct reader *r)
{
	unsigned char c = reader_peek(r, 0);

	if (c >= 0x80)
		return letter(r, utf8_next(r->s, &r->i));
	r->i++;
	if (c == 0)
		return reader_doubt(r);
	if (!is_name(c))
		return letter(r, c);
	if (c == 'b')
		return reader_node(r, NODE_EDGE);
	if (strchr("BK", c)) /* not G: it asks where the search began */
		return nothing(r);
	if (strchr("AZz", c)) /* no line ends in a normalised text */
		return reader_node(r, c == 'A' ? NODE_START : NODE_END);
	if (c == 'd' || c == 'D')
		return kind(r, CHARACTER_DIGIT, c == 'D');
	if (c == 'w' || c == 'W')
		return kind(r, CHARACTER_WORD, c == 'W');
	if (strchr("RX", c))
		return unknown(r);
	if (strchr("sShHvVaefnrt", c) || (c == 'N' && !reader_at(r, "{")))
		return reader_character(r, CHARACTER_ANY);
	if (c == 'p' || c == 'P')
		return read_property(r, c == 'P');
	if (c == 'x')
		return read_hex(r);
	if (c == 'g' || c == 'k')
		return read_reference(r);
	if (c == 'o' && reader_take(r, "{")) {
		skip_to(r, '}');
		return reader_character(r, CHARACTER_ANY);
	}
	if (!is_digit(c))
		return reader_doubt(r);
	while (is_digit(
	    reader_peek(r, 0))) /* a back reference, or octal with literal digits behind it */
		r->i++;
	return unknown(r);
}

/* --- groups --- */

static struct node *read_group_rest(struct reader *r)
{
	struct node *n = read_alternatives(r);
	return reader_take(r, ")") ? n : reader_doubt(r);
}

/* Behind (? in front of option letters: (?i) (?i-s) (?i: ; no letter changes what must stand in a
 * folded text, but x, which changes how the pattern is read. */
static struct node *read_options(struct reader *r)
{
	r->inexact = true;
	while (reader_peek(r, 0) && strchr("imsnUJ-", reader_peek(r, 0)))
		r->i++;
	if (reader_take(r, ":"))
		return read_group_rest(r);
	return reader_take(r, ")") ? nothing(r) : reader_doubt(r);
}

/* Is a pattern called here: (?R) (?1) (?+1) (?-1) (?&name) (?P>name) (?P=name)? */
static bool at_call(const struct reader *r)
{
	return reader_at(r, "R") || reader_at(r, "&") || reader_at(r, "P>") || reader_at(r, "P=") ||
	       is_digit(reader_peek(r, 0)) ||
	       ((reader_at(r, "+") || reader_at(r, "-")) && is_digit(reader_peek(r, 1)));
}

static struct node *read_look(struct reader *r, enum node_kind kind, bool negated)
{
	struct node *n = reader_node(r, kind);
	n->child = read_group_rest(r);
	n->negated = negated;
	return n;
}

/* Behind the (. */
static struct node *read_group(struct reader *r)
{
	if (reader_at(r, "*"))
		return reader_doubt(r);
	if (!reader_take(r, "?"))
		return read_group_rest(r);
	if (reader_take(r, "=") || reader_take(r, "!"))
		return read_look(r, NODE_AHEAD, r->s.p[r->i - 1] == '!');
	if (reader_take(r, "<=") || reader_take(r, "<!"))
		return read_look(r, NODE_BEHIND, r->s.p[r->i - 1] == '!');
	if (reader_take(r, ":") || reader_take(r, "|"))
		return read_group_rest(r);
	if (reader_take(r, ">")) {
		r->inexact = true;
		return read_group_rest(r);
	}
	if (at_call(r)) {
		skip_to(r, ')');
		return unknown(r);
	}
	if (reader_at(r, "<*")) /* a look-behind of another kind */
		return reader_doubt(r);
	if (reader_take(r, "P<") || reader_take(r, "<")) {
		skip_to(r, '>');
		return read_group_rest(r);
	}
	if (reader_take(r, "'")) {
		skip_to(r, '\'');
		return read_group_rest(r);
	}
	return read_options(r);
}

/* --- sequences --- */

static unsigned read_number(struct reader *r)
{
	unsigned n = 0;
	while (is_digit(reader_peek(r, 0)) && n <= QUANTIFIER_MAX)
		n = n * 10 + (unsigned)((unsigned char)r->s.p[r->i++] - '0');
	return n;
}

/* {2} {2,} {2,5}; any other { is a literal to PCRE2 10.42, but those that look like more are to
 * later ones a quantifier. */
static bool read_braces(struct reader *r, struct node *repeat)
{
	size_t start = r->i++;

	if (is_digit(reader_peek(r, 0))) {
		repeat->min = repeat->max = read_number(r);
		if (reader_take(r, ","))
			repeat->max = is_digit(reader_peek(r, 0)) ? read_number(r) : NODE_ENDLESS;
		if (reader_take(r, "}"))
			return true;
		reader_doubt(r);
	} else if (reader_at(r, ",") || reader_at(r, " ") || reader_at(r, "\t")) {
		reader_doubt(r);
	}
	r->i = start;
	return false;
}

static bool read_quantifier(struct reader *r, struct node *repeat)
{
	repeat->min = reader_at(r, "+");
	repeat->max = reader_at(r, "?") ? 1 : NODE_ENDLESS;
	if (reader_at(r, "{")) {
		if (!read_braces(r, repeat))
			return false;
	} else if (!reader_take(r, "*") && !reader_take(r, "+") && !reader_take(r, "?")) {
		return false;
	}
	repeat->lazy = reader_take(r, "?");
	if (!repeat->lazy && reader_take(r, "+"))
		r->inexact = true;
	return true;
}

/* The node with whatever quantifiers stand behind it. */
static struct node *read_repeats(struct reader *r, struct node *n)
{
	struct node repeat = {.kind = NODE_REPEAT};

	while (!r->doubt && !r->quoted && read_quantifier(r, &repeat)) {
		/* look-arounds PCRE2 repeats in ways of its own; (^){0}a it finds where ^a is */
		if (n->kind == NODE_AHEAD || n->kind == NODE_BEHIND || repeat.max == 0)
			r->inexact = true;
		repeat.child = n;
		n = ARENA_NEW(r->arena, struct node);
		*n = repeat;
	}
	return n;
}

/* Past \Q and \E; how many there were. */
static unsigned skip_quotes(struct reader *r)
{
	unsigned n = 0;
	for (; r->quoted ? reader_at(r, "\\E") : reader_at(r, "\\Q") || reader_at(r, "\\E"); n++) {
		r->quoted = reader_at(r, "\\Q");
		r->i += 2;
	}
	return n;
}

static bool at_quantifier(const struct reader *r)
{
	return reader_peek(r, 0) && strchr("*+?{", reader_peek(r, 0));
}

static struct node *read_item(struct reader *r)
{
	unsigned char c = reader_peek(r, 0);

	if (c == 0)
		return reader_doubt(r);
	if (r->quoted || c >= 0x80 || !strchr("\\[(.^$*+?)|", c))
		return letter(r, utf8_next(r->s, &r->i));
	r->i++;
	switch (c) {
	case '\\':
		return read_escape(r);
	case '[':
		return reader_class(r);
	case '(':
		return read_group(r);
	case '.':
		return any(r);
	case '^':
		return reader_node(r, NODE_START);
	case '$':
		return reader_node(r, NODE_END);
	default:
		return reader_doubt(r);
	}
}

static struct node *read_sequence(struct reader *r)
{
	struct node *sequence = reader_node(r, NODE_SEQUENCE), **last = &sequence->child;

	for (bool comment = false;;) {
		skip_quotes(r);
		if (comment && !r->quoted && at_quantifier(r))
			reader_doubt(r); /* of what stands before the comment? */
		comment = !r->quoted && reader_take(r, "(?#");
		if (comment) {
			skip_to(r, ')');
			continue;
		}
		if (r->doubt || r->i >= r->s.n ||
		    (!r->quoted && (reader_at(r, "|") || reader_at(r, ")"))))
			return sequence;
		unsigned quotes = r->quoted;
		*last = read_item(r);
		if (skip_quotes(r) > quotes && at_quantifier(r))
			reader_doubt(r); /* a quantifier behind an empty \Q\E */
		*last = read_repeats(r, *last);
		last = &(*last)->next;
	}
}

static struct node *read_alternatives(struct reader *r)
{
	struct node *choice = reader_node(r, NODE_CHOICE), **last = &choice->child;

	do {
		*last = read_sequence(r);
		last = &(*last)->next;
	} while (!r->doubt && !r->quoted && reader_take(r, "|"));
	return choice->child->next ? choice : choice->child;
}

struct pattern_tree pattern_tree_read(struct str pattern, struct arena *arena)
{
	struct reader r = {.arena = arena, .s = pattern};
	struct node *root = read_alternatives(&r);
	bool understood = !r.doubt && r.i >= r.s.n;

	return (struct pattern_tree){understood ? root : NULL, understood && !r.inexact};
}
