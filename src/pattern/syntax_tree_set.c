/* syntax_tree_set.c - characters, what escapes stand for, and classes. */
#include "base/utf8.h"
#include "pattern/syntax_tree_internal.h"

struct node *node_of_letter(struct reader *r, size_t from, uint32_t c)
{
	struct node *n = node_make(r, NODE_SET, from);

	n->items = ARENA_NEW(r->arena, struct set_item);
	*n->items =
	    (struct set_item){.first = c, .last = c, .from = (uint32_t)from, .to = (uint32_t)r->i};
	n->items_n = 1;
	n->caseful = r->caseful;
	return n;
}

static struct node *set_of_escape(struct reader *r, size_t from)
{
	struct node *n = node_of_letter(r, from, 0);

	n->items->escape = str_make(r->s.p + from, r->i - from);
	return n;
}

struct node *node_of_any(struct reader *r, size_t from)
{
	struct node *n = node_of_letter(r, from, '\n');

	n->negated = n->dot = true;
	return n;
}

struct node *node_mark(struct reader *r, size_t from, enum mark kind)
{
	struct node *n = node_make(r, NODE_MARK, from);

	n->mark = kind;
	r->tree->marks = true;
	return n;
}

static int hex_value(unsigned char c)
{
	return reader_is_digit(c)     ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* Behind \x, \o or \N{U+; false: not a number in braces. */
static bool read_number(struct reader *r, unsigned base, uint32_t *c)
{
	int digit;

	*c = 0;
	for (int n = 0; (digit = hex_value(reader_peek(r, 0))) >= 0 && digit < (int)base && n < 8;
	     n++) {
		*c = *c * base + (uint32_t)digit;
		r->i++;
	}
	return reader_take(r, "}");
}

/* A character that an escape names: \n, \x41, \x{8d27}, \cA; false: this escape names none. */
static bool read_code(struct reader *r, uint32_t *c)
{
	static const char names[] = "aefnrt", codes[] = "\a\033\f\n\r\t";
	unsigned char e = reader_peek(r, 0);
	const char *name = e ? strchr(names, e) : NULL;

	if (name) {
		r->i++;
		*c = (unsigned char)codes[name - names];
		return true;
	}
	if (reader_take(r, "N{U+"))
		return read_number(r, 16, c);
	if (reader_take(r, "x{"))
		return read_number(r, 16, c);
	if (reader_take(r, "o{"))
		return read_number(r, 8, c);
	if (reader_take(r, "x")) {
		*c = 0;
		for (int n = 0; n < 2 && hex_value(reader_peek(r, 0)) >= 0; n++)
			*c = *c << 4 | (uint32_t)hex_value((unsigned char)r->s.p[r->i++]);
		return true;
	}
	if (e == 'c' && reader_peek(r, 1)) {
		*c = reader_peek(r, 1) & 0x1fu; /* whichever: a control character */
		r->i += 2;
		return true;
	}
	return false;
}

/* Behind the backslash of \d and its like, through \p{..}; false: none of them. */
static bool read_kind(struct reader *r)
{
	unsigned char e = reader_peek(r, 0);

	if (!e || !strchr("dDwWsShHvVpPN", e))
		return false;
	r->i++;
	if ((e == 'p' || e == 'P') && !reader_take(r, "{"))
		r->i++;
	else if (e == 'p' || e == 'P')
		reader_skip_to(r, '}');
	return true;
}

static void skip_reference(struct reader *r)
{
	if (reader_take(r, "{"))
		reader_skip_to(r, '}');
	else if (reader_take(r, "<"))
		reader_skip_to(r, '>');
	else if (reader_take(r, "'"))
		reader_skip_to(r, '\'');
	else
		for (r->i += reader_at(r, "-") || reader_at(r, "+");
		     reader_is_digit(reader_peek(r, 0));)
			r->i++;
}

struct node *read_escape(struct reader *r)
{
	size_t from = r->i++;
	unsigned char e = reader_peek(r, 0);
	struct node *n;
	uint32_t c;

	if (e >= 0x80 || (e && !reader_is_digit(e) && !reader_is_letter(e))) {
		c = utf8_next(r->s, &r->i);
		return node_of_letter(r, from, c);
	}
	if (read_code(r, &c))
		return node_of_letter(r, from, c);
	if (read_kind(r))
		return set_of_escape(r, from);
	r->i += r->i < r->s.n; /* always, in what PCRE2 accepts */
	switch (e) {
	case 'A':
		return node_mark(r, from, MARK_START);
	case 'z':
	case 'Z':
		return node_mark(r, from, MARK_END);
	case 'b':
		return node_mark(r, from, MARK_BOUNDARY);
	case 'B':
		return node_mark(r, from, MARK_INSIDE);
	case 'K':
		n = node_make(r, NODE_EMPTY, from);
		n->changes = true;
		return n;
	case 'g':
	case 'k':
		skip_reference(r);
		break;
	case 'R':
	case 'X':
		break;
	default:
		if (!reader_is_digit(e)) /* \G, and what a later PCRE2 may add */
			reader_unsure(r);
		else
			while (reader_is_digit(reader_peek(r, 0)))
				r->i++;
	}
	return node_other(r, from);
}

/* --- classes --- */

/* [:alpha:] at the [; 0: none. */
static size_t posix_length(const struct reader *r)
{
	size_t k = 2 + (reader_peek(r, 2) == '^');

	if (reader_peek(r, 0) != '[' || reader_peek(r, 1) != ':')
		return 0;
	while (reader_is_letter(reader_peek(r, k)))
		k++;
	return reader_peek(r, k) == ':' && reader_peek(r, k + 1) == ']' ? k + 2 : 0;
}

/* One member; false: it is more than one character (its text is in *item then). */
static bool read_member(struct reader *r, struct set_item *item)
{
	size_t from = r->i, posix = posix_length(r);

	*item = (struct set_item){.from = (uint32_t)from};
	if (posix) {
		r->i += posix;
	} else if (reader_peek(r, 0) != '\\') {
		item->first = utf8_next(r->s, &r->i);
		return true;
	} else {
		unsigned char e = reader_peek(r, 1);

		r->i++;
		if (e >= 0x80 || (e && !reader_is_digit(e) && !reader_is_letter(e))) {
			item->first = utf8_next(r->s, &r->i);
			return true;
		}
		if (e == 'b') {
			r->i++;
			item->first = '\b';
			return true;
		}
		if (read_code(r, &item->first))
			return true;
		if (!read_kind(r)) { /* octal, and what is not known */
			reader_unsure(r);
			r->i++;
			item->first = 0;
			return true;
		}
	}
	item->escape = str_make(r->s.p + from, r->i - from);
	return false;
}

static void add_item(struct reader *r, struct node *n, struct set_item item, uint32_t *room)
{
	if (n->items_n == *room) {
		uint32_t more = *room ? 2 * *room : 8;

		n->items = arena_grow(r->arena, n->items, *room * sizeof item, more * sizeof item);
		*room = more;
	}
	item.to = (uint32_t)r->i;
	n->items[n->items_n++] = item;
	r->tree->size++;
}

struct node *read_class(struct reader *r)
{
	struct node *n = node_make(r, NODE_SET, r->i);
	uint32_t room = 0;

	/* where a word begins or ends */
	if (reader_take(r, "[[:<:]]") || reader_take(r, "[[:>:]]")) {
		reader_unsure(r);
		return node_other(r, n->from);
	}
	r->i++;
	n->written = true;
	n->caseful = r->caseful;
	n->negated = reader_take(r, "^");
	for (bool first = true; !r->lost && r->i < r->s.n && (first || !reader_at(r, "]"));
	     first = false) {
		struct set_item item, end;

		if (reader_take(r, "\\Q") || reader_take(r, "\\E")) {
			reader_unsure(r);
			continue;
		}
		if (read_member(r, &item)) {
			item.last = item.first;
			if (reader_at(r, "-") && r->i + 1 < r->s.n && reader_peek(r, 1) != ']') {
				r->i++;
				if (read_member(r, &end)) {
					item.last = end.first;
				} else { /* the - is a plain one */
					reader_unsure(r);
					add_item(r, n, end, &room);
				}
			}
		}
		add_item(r, n, item, &room);
	}
	r->lost = r->lost || !reader_take(r, "]");
	n->to = (uint32_t)r->i;
	return n;
}
