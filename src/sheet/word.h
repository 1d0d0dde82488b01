/* word.h - words and sentences as patterns that find just them. */
#ifndef XIAOER_SHEET_WORD_H
#define XIAOER_SHEET_WORD_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

struct normaliser;

/* What a keyword matches: a message that has it, that is it, or that has all of the keywords. */
enum word_matching { WORD_WITHIN, WORD_WHOLE, WORD_TOGETHER };

struct word_rules {
	const struct normaliser *normaliser;
	struct arena *arena;
	bool latin; /* the book is for customers who write Latin letters */
};

/* The signs of patterns in it mean themselves.  A word of Latin letters or digits is found as a
 * word, not within another (ems is not in items).  Empty: nothing is left of it. */
struct str word_pattern(const struct word_rules *r, struct str word, enum word_matching how);
/* All of them somewhere in the message, in any order. */
struct str word_pattern_of_all(const struct word_rules *r, const struct str *words, size_t count);
/* Without the marks at the end: ?, !, ~ and their like. */
struct str word_without_end(struct str question);
/* A question as a pattern, without its end. */
struct str word_pattern_of_question(const struct word_rules *r, struct str question);

#endif
