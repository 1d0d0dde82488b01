/* syntax_tree.c - groups, quantifiers, and what stands one after another. */
#include "base/utf8.h"
#include "pattern/syntax_tree_internal.h"

enum { DEPTH_MAX = 400, QUANTIFIER_MAX = 65535, NAME_BYTES = 256 };

static const struct node *read_choice(struct reader *r);

struct node *node_make(struct reader *r, enum node_type type, size_t from)
{
	struct node *n = ARENA_NEW(r->arena, struct node);

	n->number = r->tree->size++;
	n->type = type;
	n->from = (uint32_t)from;
	n->to = (uint32_t)r->i;
	return n;
}

static struct node *with_kid(struct reader *r, struct node *n, const struct node *kid)
{
	n->kids = ARENA_NEW(r->arena, const struct node *);
	n->kids[0] = kid;
	n->n = 1;
	n->to = (uint32_t)r->i;
	return n;
}

void reader_unsure(struct reader *r)
{
	r->tree->vague = r->tree->unsure = true;
}

struct node *node_other(struct reader *r, size_t from)
{
	r->tree->vague = true;
	return node_make(r, NODE_OTHER, from);
}

void reader_skip_to(struct reader *r, char c)
{
	const char *end = r->i < r->s.n ? memchr(r->s.p + r->i, c, r->s.n - r->i) : NULL;

	r->i = end ? (size_t)(end - r->s.p) + 1 : r->s.n;
	r->lost = r->lost || !end;
}

/* --- groups --- */

static struct node *end_group(struct reader *r, struct node *n)
{
	with_kid(r, n, read_choice(r));
	r->lost = r->lost || !reader_take(r, ")");
	n->to = (uint32_t)r->i;
	return n;
}

static struct node *read_look(struct reader *r, size_t from, bool behind, bool absent)
{
	struct node *n = node_make(r, NODE_LOOK, from);

	n->behind = behind;
	n->absent = absent;
	r->tree->looks = true;
	return end_group(r, n);
}

/* (?i) (?-i) (?i: behind the ?. */
static struct node *read_options(struct reader *r, size_t from)
{
	bool off = false, before = r->caseful;
	struct node *n;

	for (; reader_peek(r, 0) && (strchr("imsnxUJ-^", reader_peek(r, 0))); r->i++) {
		if (reader_peek(r, 0) == '^')
			r->caseful = true;
		else if (reader_peek(r, 0) == '-')
			off = true;
		else if (reader_peek(r, 0) == 'i')
			r->caseful = off;
		else if (reader_peek(r, 0) == 'x')
			r->lost = true; /* blanks and # mean something else from here on */
	}
	if (reader_take(r, ":")) {
		n = end_group(r, node_make(r, NODE_GROUP, from));
		r->caseful = before;
	} else { /* it holds until the end of the group around it */
		r->lost = r->lost || !reader_take(r, ")");
		n = node_make(r, NODE_EMPTY, from);
	}
	n->changes = true;
	return n;
}

/* Is a pattern called here: (?R) (?1) (?+1) (?-1) (?&name) (?P>name) (?P=name)? */
static bool at_call(const struct reader *r)
{
	return reader_at(r, "R") || reader_at(r, "&") || reader_at(r, "P>") || reader_at(r, "P=") ||
	       reader_is_digit(reader_peek(r, 0)) ||
	       ((reader_at(r, "+") || reader_at(r, "-")) && reader_is_digit(reader_peek(r, 1)));
}

static struct node *read_named(struct reader *r, size_t from, char end)
{
	struct node *n = node_make(r, NODE_GROUP, from);

	reader_skip_to(r, end);
	n->captures = n->named = r->tree->names = true;
	return end_group(r, n);
}

/* What may change how the rest matches. */
static struct node *read_strange(struct reader *r, size_t from)
{
	reader_unsure(r);
	reader_skip_to(r, ')');
	return node_other(r, from);
}

/* At the (. */
static struct node *read_group(struct reader *r)
{
	size_t from = r->i++;
	struct node *n;

	if (reader_at(r, "*")) /* a verb ends the business of the whole */
		return read_strange(r, from);
	if (!reader_take(r, "?")) {
		n = node_make(r, NODE_GROUP, from);
		n->captures = true;
		return end_group(r, n);
	}
	if (reader_take(r, "="))
		return read_look(r, from, false, false);
	if (reader_take(r, "!"))
		return read_look(r, from, false, true);
	if (reader_take(r, "<="))
		return read_look(r, from, true, false);
	if (reader_take(r, "<!"))
		return read_look(r, from, true, true);
	if (reader_take(r, ":") || reader_take(r, "|"))
		return end_group(r, node_make(r, NODE_GROUP, from));
	if (reader_take(r, ">")) {
		n = node_make(r, NODE_GROUP, from);
		n->atomic = true;
		return end_group(r, n);
	}
	if (reader_at(r, "C")) /* calls out */
		return read_strange(r, from);
	if (at_call(r)) {
		reader_skip_to(r, ')');
		return node_other(r, from);
	}
	if (reader_at(r, "(") || reader_at(r, "<*") || reader_at(r, "*")) { /* a condition */
		r->lost = true;
		return node_make(r, NODE_EMPTY, from);
	}
	if (reader_take(r, "P<") || reader_take(r, "<"))
		return read_named(r, from, '>');
	if (reader_take(r, "'"))
		return read_named(r, from, '\'');
	return read_options(r, from);
}

/* --- sequences --- */

static unsigned read_count(struct reader *r)
{
	unsigned n = 0;

	while (reader_is_digit(reader_peek(r, 0)) && n <= QUANTIFIER_MAX)
		n = n * 10 + (unsigned)((unsigned char)r->s.p[r->i++] - '0');
	return n;
}

/* {2} {2,} {2,5}; another { is a plain one to PCRE2 10.42, but one that looks like more may be a
 * count to a later one. */
static bool read_braces(struct reader *r, unsigned *min, unsigned *max)
{
	size_t start = r->i++;

	if (reader_is_digit(reader_peek(r, 0))) {
		*min = *max = read_count(r);
		if (reader_take(r, ","))
			*max = reader_is_digit(reader_peek(r, 0)) ? read_count(r) : REPEAT_ENDLESS;
		if (reader_take(r, "}"))
			return true;
		r->tree->unsure = true;
	} else if (reader_at(r, ",") || reader_at(r, " ") || reader_at(r, "\t")) {
		r->tree->unsure = true;
	}
	r->i = start;
	return false;
}

static const struct node *read_quantifiers(struct reader *r, const struct node *of)
{
	unsigned depth = 0;

	while (!r->lost && !r->quoted) {
		unsigned min = 0, max = REPEAT_ENDLESS;
		struct node *n;

		if (reader_at(r, "{")) {
			if (!read_braces(r, &min, &max))
				break;
		} else if (reader_take(r, "?")) {
			max = 1;
		} else if (reader_take(r, "+")) {
			min = 1;
		} else if (!reader_take(r, "*")) {
			break;
		}
		n = node_make(r, NODE_REPEAT, of->from);
		n->min = min;
		n->max = max;
		n->lazy = reader_take(r, "?");
		n->possessive = !n->lazy && reader_take(r, "+");
		of = with_kid(r, n, of);
		if (++depth > DEPTH_MAX)
			r->lost = true;
	}
	return of;
}

/* <name> at the <; NULL: a plain one. */
static struct node *read_words(struct reader *r)
{
	size_t from = r->i, i = from + 1;

	for (; i < r->s.n && i - from < NAME_BYTES; i++) {
		unsigned char c = (unsigned char)r->s.p[i];

		if (c == '>' && i > from + 1) {
			r->i = i + 1;
			return node_make(r, NODE_WORDS, from);
		}
		if (c < 0x80 && !reader_is_digit(c) && !reader_is_letter(c) && !strchr("._-", c))
			break;
	}
	return NULL;
}

static struct node *read_item(struct reader *r)
{
	size_t from = r->i;
	unsigned char c = reader_peek(r, 0);
	struct node *words;

	if (!r->quoted && r->written && c == '<' && (words = read_words(r)))
		return words;
	if (r->quoted || c >= 0x80 || !c || !strchr("\\[(.^$", c)) {
		uint32_t code = utf8_next(r->s, &r->i);

		return node_of_letter(r, from, code);
	}
	switch (c) {
	case '\\':
		return read_escape(r);
	case '[':
		return read_class(r);
	case '(':
		return read_group(r);
	}
	r->i++;
	return c == '.' ? node_of_any(r, from)
			: node_mark(r, from, c == '^' ? MARK_START : MARK_END);
}

static bool at_quantifier(const struct reader *r)
{
	unsigned char c = reader_peek(r, 0), next = reader_peek(r, 1);

	return c && (strchr("*+?", c) ||
			(c == '{' && (reader_is_digit(next) || (next && strchr(", \t", next)))));
}

/* Past \Q, \E and comments.  A quantifier behind them belongs to what stands before them, or to
 * nothing: that is not followed, but behind the \E of a quoted letter. */
static void skip_nothings(struct reader *r)
{
	unsigned n = 0, most = r->quoted;

	for (;; n++) {
		if (r->quoted ? reader_at(r, "\\E") : reader_at(r, "\\Q") || reader_at(r, "\\E")) {
			r->quoted = reader_at(r, "\\Q");
			r->i += 2;
		} else if (!r->quoted && reader_take(r, "(?#")) {
			reader_skip_to(r, ')');
		} else {
			break;
		}
	}
	if (n > most && !r->quoted && at_quantifier(r))
		r->lost = true;
}

struct kids {
	const struct node **v;
	uint32_t n, room;
};

static void add_kid(struct reader *r, struct kids *k, const struct node *n)
{
	if (k->n == k->room) {
		uint32_t more = k->room ? 2 * k->room : 4;

		k->v = arena_grow(r->arena, k->v, k->room * sizeof n, more * sizeof n);
		k->room = more;
	}
	k->v[k->n++] = n;
}

/* From byte `from` up to here; one alone is itself. */
static const struct node *node_of_kids(
    struct reader *r, enum node_type type, size_t from, const struct kids *k)
{
	struct node *n;

	if (k->n == 1)
		return k->v[0];
	n = node_make(r, k->n ? type : NODE_EMPTY, from);
	n->kids = k->v;
	n->n = k->n;
	return n;
}

static const struct node *read_sequence(struct reader *r)
{
	size_t from = r->i;
	struct kids kids = {0};

	while (!r->lost) {
		skip_nothings(r);
		if (r->i >= r->s.n || (!r->quoted && (reader_at(r, "|") || reader_at(r, ")"))))
			break;
		struct node *n = read_item(r);

		skip_nothings(r);
		add_kid(r, &kids, read_quantifiers(r, n));
	}
	return node_of_kids(r, NODE_SEQUENCE, from, &kids);
}

static const struct node *read_choice(struct reader *r)
{
	bool caseful = r->caseful;
	size_t from = r->i;
	struct kids kids = {0};

	if (++r->depth > DEPTH_MAX)
		r->lost = true;
	do
		add_kid(r, &kids, read_sequence(r));
	while (!r->lost && !r->quoted && reader_take(r, "|"));
	r->depth--;
	r->caseful = caseful;
	return node_of_kids(r, NODE_CHOICE, from, &kids);
}

struct syntax_tree *syntax_tree(struct str text, bool written, struct arena *arena)
{
	struct syntax_tree *t = ARENA_NEW(arena, struct syntax_tree);
	struct reader r = {.arena = arena, .tree = t, .s = text, .written = written};

	t->text = text;
	if (text.n >= UINT32_MAX)
		return NULL;
	t->root = read_choice(&r);
	return r.lost || r.i != text.n ? NULL : t;
}
