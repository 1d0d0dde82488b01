/* pattern_tree.h - what a pattern says, as a tree.
 *
 * It reads patterns that PCRE2 has already accepted.  Where the grammar is not followed to the end
 * there is no tree; what is read but may match anything is a NODE_UNKNOWN.  `exact` says whether
 * the tree tells all: then PCRE2 finds in a normalised text just what the tree says. */
#ifndef XIAOER_PATTERN_PATTERN_TREE_H
#define XIAOER_PATTERN_PATTERN_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "pattern/character.h"

enum node_kind {
	NODE_CLASS,     /* one character: of `members`, or when negated any but those */
	NODE_CHARACTER, /* one character, nobody knows which: of `kinds`, or of none */
	NODE_SEQUENCE,  /* the children one after another */
	NODE_CHOICE,    /* one of the children, the first that fits */
	NODE_REPEAT,    /* the child, min to max times */
	NODE_AHEAD,     /* the child stands behind this place; negated: it does not */
	NODE_BEHIND,    /* the same in front of it */
	NODE_START,     /* of the text */
	NODE_END,
	NODE_EDGE,    /* of a word: \b */
	NODE_UNKNOWN, /* anything */
};

enum { NODE_MEMBERS_MAX = 64, NODE_ENDLESS = UINT32_MAX };

struct node {
	enum node_kind kind;
	bool negated, lazy;
	unsigned kinds; /* character.h; those of a class are members too */
	struct str
	    *members; /* one character each, as a normalised text has it, in order of the pattern */
	size_t members_n;
	unsigned min, max; /* max: NODE_ENDLESS */
	struct node *child, *next;
};

struct pattern_tree {
	struct node *root; /* NULL: not understood */
	bool exact;
};

/* The tree lives in the arena. */
struct pattern_tree pattern_tree_read(struct str pattern, struct arena *arena);

/* What texts the pattern can match: of one that matches nothing but whole texts (^..$) more is
 * known than of others. */
enum { PATTERN_ENDLESS = 255 };

struct pattern_limits {
	unsigned most;  /* characters; PATTERN_ENDLESS: as many as there are */
	unsigned kinds; /* of characters (character.h), beside those of none */
};

struct pattern_limits pattern_tree_limits(const struct pattern_tree *tree);

#endif
