/* witness.h - texts that a pattern finds, shortest first, and the parts of it that nothing finds.
 *
 * All ways through a machine are walked at once, keeping to what normalised texts are like: no sign
 * stands there twice in a row, no blank between Chinese characters, at an end or beside another.
 * So a state that is on no way from the start to the end can never be found in any message, if the
 * machine is not vague; and the shortest way is the shortest text.  What looks ahead and behind
 * forbids was left out: whoever uses a text has it searched first. */
#ifndef XIAOER_CHECK_WITNESS_H
#define XIAOER_CHECK_WITNESS_H

#include "check/machine.h"

/* What texts are like, one rule at a time, to find out which of them a pattern breaks. */
enum walk_rule {
	RULE_START = 1,    /* ^ holds at the beginning alone */
	RULE_END = 2,      /* $ holds at the end alone */
	RULE_BOUNDARY = 4, /* \b holds between a letter and what is none, \B elsewhere */
	RULE_BLANK = 8,
	RULE_SIGN = 16, /* no sign twice in a row */
	RULES = 31
};

struct walk;

/* NULL: too many ways.  In the machine's arena. */
struct walk *walk_new(const struct machine *m, unsigned rules);
/* Is there a text at all? */
bool walk_arrives(const struct walk *w);
/* Is the state on a way to the end? */
bool walk_passes(const struct walk *w, uint32_t state);
/* Up to n texts: the shortest, then such as pass the states that none before them passed, in the
 * order of the pattern.  Their number.  In the arena given. */
size_t walk_texts(struct walk *w, struct str *texts, size_t n, struct arena *arena);
/* What is read on a shortest way before the state's letter; empty: nothing, or it is not
 * reached. */
struct str walk_before(const struct walk *w, uint32_t state, struct arena *arena);

#endif
