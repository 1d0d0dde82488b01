/* pattern_class.c - what stands between [ and ] in a pattern.
 *
 * A class is known when all its members are, and they are few; of others only the kinds of
 * characters are known that may be in them. */
#include "pattern/pattern_tree_internal.h"

enum { RANGE_MAX = 0x2000 }; /* of larger ranges nothing is looked at */

struct bracket {
	struct node *node; /* its members, as long as all are known and there is room */
	bool known;
	unsigned kinds; /* of what it may match */
};

/* Behind the backslash in a class: what stands for more than one character, or one that nobody
 * knows. What stands in the braces behind \x or \p is then read as letters of the class, which does
 * no harm to one that is not known. */
static bool read_class_escape(struct reader *r, struct bracket *b, unsigned char c)
{
	if (!is_name(c))
		return false;
	r->i++;
	b->kinds = CHARACTER_ANY;
	if (c == 'd')
		b->node->kinds |= CHARACTER_DIGIT;
	else if (c == 'w')
		b->node->kinds |= CHARACTER_WORD;
	else
		b->known = false;
	return true;
}

/* One character of a class; false: more than one, or not known which. */
static bool read_class_char(struct reader *r, struct bracket *b, uint32_t *c)
{
	if (reader_at(r, "[:") || reader_at(r, "[.") || reader_at(r, "[=") ||
	    reader_peek(r, 0) == 0) {
		reader_doubt(r);
		return false;
	}
	if (reader_take(r, "\\")) {
		unsigned char e = reader_peek(r, 0);
		if (e == 0 || strchr("QEcN", e)) {
			reader_doubt(r);
			return false;
		}
		if (read_class_escape(r, b, e))
			return false;
	}
	*c = utf8_next(r->s, &r->i);
	return true;
}

/* What a character matches in a normalised text is itself, folded, when it can be; of others nobody
 * knows, as the Kelvin sign is no letter k. */
static void add_range(struct reader *r, struct bracket *b, uint32_t first, uint32_t last)
{
	struct node *n = b->node;

	b->known = b->known && last >= first && last - first < NODE_MEMBERS_MAX - n->members_n;
	if (last - first >= RANGE_MAX)
		b->kinds = CHARACTER_ANY;
	if (!n->members)
		n->members = ARENA_ARRAY(r->arena, struct str, NODE_MEMBERS_MAX);
	for (uint32_t c = first; c <= last && b->kinds != CHARACTER_ANY; c++) {
		uint32_t folded;
		bool is_known = character_fold(c, &folded);
		b->kinds |= is_known ? character_kinds(folded) : CHARACTER_ANY;
		b->known = b->known && is_known;
	}
	for (uint32_t c = first; c <= last && b->known; c++)
		b->known = reader_fold(r, c, &n->members[n->members_n++]);
}

struct node *reader_class(struct reader *r)
{
	struct bracket b = {reader_node(r, NODE_CLASS), true, 0};

	b.node->negated = reader_take(r, "^");
	for (bool first = true; !r->doubt && (first || !reader_at(r, "]")); first = false) {
		uint32_t from = 0, to = 0;
		bool one = read_class_char(r, &b, &from), range;
		if (r->doubt)
			break;
		to = from;
		range = reader_at(r, "-") && reader_peek(r, 1) != ']';
		if (range) {
			r->i++;
			one = read_class_char(r, &b, &to) && one;
		}
		if (one)
			add_range(r, &b, from, to);
		else if (range)
			b.known = false;
	}
	if (r->doubt || !reader_take(r, "]"))
		return reader_doubt(r);
	if (b.known)
		return b.node;
	return reader_character(r, b.node->negated ? CHARACTER_ANY : b.kinds);
}
