/* meaning_tree.c - from how a pattern is written to what it says of a normalised text.
 *
 * What may match anything (back references, calls) is an unknown part; what matches less than its
 * part says (atomic groups, possessive quantifiers, letters that mind their case) is taken for what
 * it says, but the tree is not exact then. */
#include "pattern/meaning_tree.h"

#include "base/utf8.h"
#include "pattern/syntax_tree.h"

enum {
	MEMBERS_MAX = 64,   /* of a class with more not all are known */
	RANGE_MAX = 0x2000, /* of larger ranges nothing is looked at */
};

struct reading {
	struct arena *arena;
	bool exact;
};

static struct meaning *meaning_of(struct reading *r, const struct node *n);

static struct meaning *make(struct reading *r, enum meaning_kind kind)
{
	struct meaning *m = ARENA_NEW(r->arena, struct meaning);

	m->kind = kind;
	return m;
}

/* One character of these kinds, or of none, and which ones is not told. */
static struct meaning *some_character(struct reading *r, unsigned kinds)
{
	struct meaning *m = make(r, MEANING_CHARACTER);

	m->kinds = kinds;
	r->exact = false;
	return m;
}

static struct meaning *unknown(struct reading *r)
{
	r->exact = false;
	return make(r, MEANING_UNKNOWN);
}

/* The empty text; inexact: and nobody says when. */
static struct meaning *nothing(struct reading *r, bool exact)
{
	r->exact = r->exact && exact;
	return make(r, MEANING_SEQUENCE);
}

/* --- characters --- */

/* Makes room for all characters of a class; false: they are too many. */
static bool make_room(struct reading *r, struct meaning *m, const struct node *set)
{
	size_t n = 0;

	for (uint32_t i = 0; i < set->items_n && n <= MEMBERS_MAX; i++) {
		const struct set_item *item = &set->items[i];
		size_t more = item->escape.n ? 0 : (size_t)(item->last - item->first) + 1;

		n = item->last < item->first ? MEMBERS_MAX + 1 : n + more;
	}
	if (n > MEMBERS_MAX)
		return false;
	m->members = ARENA_ARRAY(r->arena, struct str, n);
	return true;
}

static bool add_range(struct reading *r, struct meaning *m, const struct set_item *item)
{
	for (uint32_t c = item->first; c <= item->last; c++) {
		uint32_t folded;
		char *p;

		if (!character_fold(c, &folded))
			return false;
		p = arena_room(r->arena, 4);
		m->members[m->members_n++] = str_make(p, utf8_put(folded, p));
	}
	return true;
}

static bool add_escape(struct meaning *m, struct str escape)
{
	if (str_is(escape, "\\d"))
		m->kinds |= CHARACTER_DIGIT;
	else if (str_is(escape, "\\w"))
		m->kinds |= CHARACTER_WORD;
	else
		return false;
	return true;
}

/* What characters of the range become in a normalised text; of those that stay unknown nobody
 * knows, as the Kelvin sign is no letter k. */
static unsigned kinds_of_range(uint32_t first, uint32_t last)
{
	unsigned kinds = 0;

	if (last - first >= RANGE_MAX)
		return CHARACTER_ANY;
	for (uint32_t c = first; c <= last && kinds != CHARACTER_ANY; c++) {
		uint32_t folded;

		kinds |= character_fold(c, &folded) ? character_kinds(folded) : CHARACTER_ANY;
	}
	return kinds;
}

static unsigned kinds_of_class(const struct node *set)
{
	unsigned kinds = set->negated ? CHARACTER_ANY : 0;

	for (uint32_t i = 0; i < set->items_n && kinds != CHARACTER_ANY; i++) {
		const struct set_item *item = &set->items[i];

		kinds |= item->escape.n ? CHARACTER_ANY : kinds_of_range(item->first, item->last);
	}
	return kinds;
}

/* A letter or a class.  A class is known when all its members are, and they are few; of others only
 * the kinds of characters are known that may be in them. */
static struct meaning *meaning_of_class(struct reading *r, const struct node *set)
{
	struct meaning *m = make(r, MEANING_CLASS);
	bool known = make_room(r, m, set);

	m->negated = set->negated;
	for (uint32_t i = 0; i < set->items_n && known; i++) {
		const struct set_item *item = &set->items[i];

		known = item->escape.n ? add_escape(m, item->escape) : add_range(r, m, item);
	}
	return known ? m : some_character(r, kinds_of_class(set));
}

/* \d \D \w \W \p{Han} \P{Han}, not in a class. */
static struct meaning *meaning_of_escape(struct reading *r, struct str escape)
{
	static const struct {
		const char *escape;
		unsigned kinds;
		bool negated;
	} known[] = {{"\\d", CHARACTER_DIGIT, false}, {"\\D", CHARACTER_DIGIT, true},
	    {"\\w", CHARACTER_WORD, false}, {"\\W", CHARACTER_WORD, true},
	    {"\\p{Han}", CHARACTER_HAN, false}, {"\\P{Han}", CHARACTER_HAN, true}};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (str_is(escape, known[i].escape)) {
			struct meaning *m = make(r, MEANING_CLASS);

			m->kinds = known[i].kinds;
			m->negated = known[i].negated;
			return m;
		}
	return some_character(r, CHARACTER_ANY);
}

static struct meaning *meaning_of_set(struct reading *r, const struct node *n)
{
	if (n->dot) { /* no line ends in a normalised text */
		struct meaning *m = make(r, MEANING_CLASS);

		m->negated = true;
		return m;
	}
	if (!n->written && n->items->escape.n)
		return meaning_of_escape(r, n->items->escape);
	return meaning_of_class(r, n);
}

/* --- parts --- */

static struct meaning *meaning_of_sequence(struct reading *r, const struct node *n)
{
	struct meaning *all = make(r, MEANING_SEQUENCE), **last = &all->child;

	for (uint32_t i = 0; i < n->n; i++) {
		*last = meaning_of(r, n->kids[i]);
		last = &(*last)->next;
	}
	return all;
}

/* All that stands between | and |. */
static struct meaning *meaning_of_branch(struct reading *r, const struct node *n)
{
	struct meaning *all;

	if (n->type == NODE_SEQUENCE || n->type == NODE_EMPTY)
		return meaning_of(r, n);
	all = make(r, MEANING_SEQUENCE);
	all->child = meaning_of(r, n);
	return all;
}

/* All that stands between brackets. */
static struct meaning *meaning_of_branches(struct reading *r, const struct node *n)
{
	struct meaning *all, **last;

	if (n->type != NODE_CHOICE)
		return meaning_of_branch(r, n);
	all = make(r, MEANING_CHOICE);
	last = &all->child;
	for (uint32_t i = 0; i < n->n; i++) {
		*last = meaning_of_branch(r, n->kids[i]);
		last = &(*last)->next;
	}
	return all;
}

static struct meaning *meaning_of_repeat(struct reading *r, const struct node *n)
{
	struct meaning *m = make(r, MEANING_REPEAT);

	/* look-arounds PCRE2 repeats in ways of its own; (^){0}a it finds where ^a is */
	if (n->possessive || n->kids[0]->type == NODE_LOOK || n->max == 0)
		r->exact = false;
	m->min = n->min;
	m->max = n->max;
	m->lazy = n->lazy;
	m->child = meaning_of(r, n->kids[0]);
	return m;
}

static struct meaning *meaning_of_look(struct reading *r, const struct node *n)
{
	struct meaning *m = make(r, n->behind ? MEANING_BEHIND : MEANING_AHEAD);

	m->negated = n->absent;
	m->child = meaning_of_branches(r, n->kids[0]);
	return m;
}

static struct meaning *meaning_of_mark(struct reading *r, enum mark mark)
{
	switch (mark) {
	case MARK_START:
		return make(r, MEANING_START);
	case MARK_END:
		return make(r, MEANING_END);
	case MARK_BOUNDARY:
		return make(r, MEANING_EDGE);
	case MARK_INSIDE:
		break;
	}
	return nothing(r, false);
}

static struct meaning *meaning_of(struct reading *r, const struct node *n)
{
	switch (n->type) {
	case NODE_EMPTY:
		return nothing(r, !n->changes);
	case NODE_SET:
		return meaning_of_set(r, n);
	case NODE_MARK:
		return meaning_of_mark(r, n->mark);
	case NODE_SEQUENCE:
		return meaning_of_sequence(r, n);
	case NODE_CHOICE:
		return meaning_of_branches(r, n);
	case NODE_REPEAT:
		return meaning_of_repeat(r, n);
	case NODE_GROUP:
		r->exact = r->exact && !n->changes && !n->atomic;
		return meaning_of_branches(r, n->kids[0]);
	case NODE_LOOK:
		return meaning_of_look(r, n);
	case NODE_WORDS:
	case NODE_OTHER:
		break;
	}
	return unknown(r);
}

struct meaning_tree meaning_tree(struct str pattern, struct arena *arena)
{
	const struct syntax_tree *syntax = syntax_tree(pattern, false, arena);
	struct reading r = {arena, true};
	struct meaning_tree tree = {NULL, false};

	if (syntax && !syntax->unsure) {
		tree.root = meaning_of_branches(&r, syntax->root);
		tree.exact = r.exact;
	}
	return tree;
}
