/* literals.h - the texts without which a pattern cannot match.
 *
 * They are an AND of OR-groups: for `(想|要).{0,6}退(货|款)` one of 想 要, and one of 退货 退款.
 * The extractor is sound: when in doubt, no literal; a pattern without groups must always be tried.
 * Literals are in the normalised form of the text (case folded), so that finding them in a
 * normalised text is a plain search of bytes.
 *
 * A text is thought of as standing between two marks, LITERAL_START and LITERAL_END, which no
 * normalised text holds: so
 * `^在吗$` needs the one literal START 在吗 END.  And LITERAL_DIGIT in a literal stands for every
 * character that may be a digit beyond 0-9, so that \d is a group too. */
#ifndef XIAOER_PATTERN_LITERALS_H
#define XIAOER_PATTERN_LITERALS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "pattern/meaning_tree.h"

enum { LITERAL_START = '\2', LITERAL_END = '\3', LITERAL_DIGIT = '\4' };

enum { LITERAL_GROUPS_MAX = 3, LITERALS_IN_GROUP_MAX = 64 };

struct literal_group {
	struct str *any; /* one of these stands in every text that matches */
	size_t n;
};

struct literals {
	struct literal_group groups[LITERAL_GROUPS_MAX];
	size_t n; /* 0: nothing is required */
};

void literals_extract(const struct meaning_tree *tree, struct arena *arena, struct literals *out);
/* How often a literal is to be expected in a text, by its length. */
double literal_cost(struct str literal);

#endif
