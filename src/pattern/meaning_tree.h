/* meaning_tree.h - what a pattern says of a normalised text, as a tree.
 *
 * It is made of the syntax tree (syntax_tree.h), of patterns that PCRE2 has already accepted:
 * letters take the form that a normalised text has, and groups, escapes and options are gone. Where
 * the syntax is not followed to the end there is no tree; what is read but may match anything is a
 * MEANING_UNKNOWN.  `exact` says whether the tree tells all: then PCRE2 finds in a normalised text
 * just what the tree says. */
#ifndef XIAOER_PATTERN_MEANING_TREE_H
#define XIAOER_PATTERN_MEANING_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "pattern/character.h"

enum meaning_kind {
	MEANING_CLASS,     /* one character: of `members`, or when negated any but those */
	MEANING_CHARACTER, /* one character, nobody knows which: of `kinds`, or of none */
	MEANING_SEQUENCE,  /* the children one after another */
	MEANING_CHOICE,    /* one of the children, all sequences: the first that fits */
	MEANING_REPEAT,    /* the child, min to max times */
	MEANING_AHEAD,     /* the child stands behind this place; negated: it does not */
	MEANING_BEHIND,    /* the same in front of it */
	MEANING_START,     /* of the text */
	MEANING_END,
	MEANING_EDGE,    /* of a word: \b */
	MEANING_UNKNOWN, /* anything */
};

/* What a part of the pattern says. */
struct meaning {
	enum meaning_kind kind;
	bool negated, lazy;
	unsigned kinds; /* character.h; those of a class are members too */
	struct str
	    *members; /* one character each, as a normalised text has it, in order of the pattern */
	size_t members_n;
	unsigned min, max; /* max: REPEAT_ENDLESS (syntax_tree.h) */
	struct meaning *child, *next;
};

struct meaning_tree {
	struct meaning *root; /* NULL: not understood */
	bool exact;
};

/* The tree lives in the arena. */
struct meaning_tree meaning_tree(struct str pattern, struct arena *arena);

/* What texts the pattern can match: of one that matches nothing but whole texts (^..$) more is
 * known than of others. */
enum { MEANING_ENDLESS = 255 };

struct meaning_limits {
	unsigned most;  /* characters; MEANING_ENDLESS: as many as there are */
	unsigned kinds; /* of characters (character.h), beside those of none */
};

struct meaning_limits meaning_limits(const struct meaning_tree *tree);

#endif
