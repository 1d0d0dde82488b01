/* literals.h - the texts without which a pattern cannot match.
 *
 * A pattern is parsed for an AND of OR-groups: for `(想|要).{0,6}退(货|款)` one of 想 要, and one
 * of 退货 退款.  The extractor is sound: when in doubt, no literal; a pattern without groups must
 * always be tried.  Literals are in the normalised form of the text (case folded), so that finding
 * them in a normalised text is a plain search of bytes. It reads patterns that PCRE2 has already
 * accepted.
 *
 * Each group also says where: how many characters lie between the place where the search begins
 * that finds the match and its literal; a search that begins elsewhere cannot match.
 *
 * A text is thought of as standing between two marks, LITERAL_START and LITERAL_END, which no
 * normalised text holds: so
 * `^在吗$` needs the one literal START 在吗 END.  And LITERAL_DIGIT in a literal stands for every
 * character that may be a digit beyond 0-9, so that \d is a group too. */
#ifndef XIAOER_BOOK_LITERALS_H
#define XIAOER_BOOK_LITERALS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum { LITERAL_START = '\2', LITERAL_END = '\3', LITERAL_DIGIT = '\4' };

enum { LITERAL_GROUPS_MAX = 3, LITERALS_IN_GROUP_MAX = 64 };

/* From least to most characters; LITERAL_ENDLESS and beyond (also below zero): no bound.  Marks are
 * no characters. */
enum { LITERAL_ENDLESS = 32767 };

struct extent {
	int least, most;
};

struct literal_group {
	struct str *any; /* one of these stands in every text that matches */
	size_t n;
	struct extent at; /* behind the start of the match, to the literal's first character */
};

struct literals {
	struct literal_group groups[LITERAL_GROUPS_MAX];
	size_t n; /* 0: nothing is required */
};

void literals_extract(struct str pattern, struct arena *arena, struct literals *out);
/* How often a group is to be expected in a text, by the length of its literals: for choosing
 * between groups. */
double literals_cost(const struct literal_group *g);
/* May code be a decimal digit (Unicode's Nd) and is not one of 0-9?  Yes when in doubt, so that a
 * PCRE2 with newer tables is no trouble; no for all letters that stand as themselves in literals.
 */
bool literals_maybe_digit(uint32_t code);

#endif
