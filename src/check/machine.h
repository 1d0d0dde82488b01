/* machine.h - a pattern as a machine that reads letters: states and the ways between them (Thompson
 * 1968).
 *
 * Three kinds of it.  SHORT finds at least what the pattern finds, and has few states: counts above
 * the least are taken for any number.  EXACT has as many copies as are counted.  What looks ahead
 * or behind is left out (it can only forbid), or read in its place, which is where the text it asks
 * for mostly stands.  Everything lives in the arena given. */
#ifndef XIAOER_CHECK_MACHINE_H
#define XIAOER_CHECK_MACHINE_H

#include "check/letters.h"

enum state_type { STATE_LETTER, STATE_MARK, STATE_FORK, STATE_END };

struct state {
	enum state_type type;
	enum mark mark;
	uint32_t out;            /* of a letter and a mark */
	uint32_t first, n;       /* of a fork: machine->ways[first...] */
	const struct node *node; /* of a letter and a mark: where it stands */
	const uint64_t *set;     /* of a letter: which ones */
};

struct machine {
	const struct syntax_tree *tree;
	const struct alphabet *alphabet;
	struct state *states;
	uint32_t n, room;
	uint32_t *ways;
	uint32_t ways_n, ways_room;
	uint32_t start;
	bool vague; /* nothing may be concluded from what it does not find */
	struct arena *arena;
};

enum machine_looks { LOOKS_LEFT_OUT, LOOKS_BEHIND_READ, LOOKS_READ };

/* NULL: more states than `most`. */
struct machine *machine_short(const struct syntax_tree *t, const struct alphabet *a,
    enum machine_looks looks, uint32_t most, struct arena *arena);
/* What is taken with more than `counted` copies is taken for endless (the machine is
 * vague then). */
struct machine *machine_exact(const struct syntax_tree *t, const struct alphabet *a,
    uint32_t counted, uint32_t most, struct arena *arena);

#endif
