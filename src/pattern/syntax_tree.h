/* syntax_tree.h - a pattern taken apart as PCRE2 reads it: the one reader of what patterns are
 * written in.
 *
 * It reads patterns that PCRE2 has accepted.  Of what it does not follow (conditions, calls, back
 * references, verbs, extended mode) it says so: the tree is `vague`, and nothing may be concluded
 * from what seems to be missing.  A pattern written as a trainer writes it has word lists in it,
 * one as it was compiled has none.  Everything lives in the arena given, and is not changed. */
#ifndef XIAOER_PATTERN_SYNTAX_TREE_H
#define XIAOER_PATTERN_SYNTAX_TREE_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum node_type {
	NODE_EMPTY,    /* nothing, or what takes no text: (?i) \K */
	NODE_SET,      /* one character out of some */
	NODE_MARK,     /* a place: ^ $ \b \B */
	NODE_SEQUENCE, /* kids one after another */
	NODE_CHOICE,   /* one of the kids */
	NODE_REPEAT,   /* kids[0], min to max times */
	NODE_GROUP,    /* kids[0] in brackets */
	NODE_LOOK,     /* kids[0] ahead or behind, or not there */
	NODE_WORDS,    /* <name> */
	NODE_OTHER     /* something that may match anything: \1 (?1) (*VERB) */
};

enum mark { MARK_START, MARK_END, MARK_BOUNDARY, MARK_INSIDE };

enum { REPEAT_ENDLESS = UINT_MAX };

/* Of a set: the characters first..last, or, with a text, what an escape such as \d or [:alpha:]
 * takes. */
struct set_item {
	uint32_t first, last;
	uint32_t from, to; /* where it stands */
	struct str escape;
};

struct node {
	enum node_type type;
	uint32_t number; /* its own, below the size of the tree: for what readers note of it */
	/* bytes of the pattern; a repeat with its count, a group with its brackets */
	uint32_t from, to;
	uint32_t n;
	const struct node **kids;
	/* NODE_SET */
	struct set_item *items;
	uint32_t items_n;
	bool negated, caseful;
	bool written; /* a class in [] */
	bool dot;
	/* NODE_REPEAT */
	unsigned min, max;
	bool lazy, possessive;
	/* NODE_GROUP, NODE_LOOK */
	bool captures, named, atomic, behind, absent; /* absent: (?! and (?<! */
	bool changes; /* NODE_GROUP, NODE_EMPTY: how others match: (?i: (?i) \K */
	enum mark mark;
};

struct syntax_tree {
	struct str text; /* what was read */
	const struct node *root;
	uint32_t size; /* nodes and members of sets that were read */
	bool vague;    /* something in it is not followed */
	bool unsure;   /* what is followed may be another thing: verbs, \G, news of later PCRE2s */
	bool looks, marks, names;
};

/* NULL: too deep, or not followed at all.  written: as the trainer wrote it, with <name>
 * for the words of a list. */
struct syntax_tree *syntax_tree(struct str text, bool written, struct arena *arena);

/* The text of a node. */
static inline struct str node_text(const struct syntax_tree *t, const struct node *n)
{
	return str_make(t->text.p + n->from, n->to - n->from);
}

/* A set of one character that is not negated: its code; else 0. */
static inline uint32_t node_letter(const struct node *n)
{
	return n->type == NODE_SET && n->items_n == 1 && !n->negated && !n->items->escape.n &&
		       n->items->first == n->items->last
		   ? n->items->first
		   : 0;
}

#endif
