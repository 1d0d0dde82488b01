/* ambiguity.h - texts that a pattern can read in very many ways.
 *
 * A search that goes back and tries the next way takes as many steps as there are ways.  They grow
 * exponentially with the text when some state leads back to itself over the same word in two ways
 * (EDA), and as a power of its length when one leads over a word to itself and to another that
 * leads to itself over it too (IDA): Weber and Seidl, "On the degree of ambiguity of finite
 * automata" (1991), brought to backtracking by Weideman et al., "Analyzing matching time behavior
 * of backtracking regular expression matchers by using ambiguity of NFA" (2016).  What is found is
 * a word to be repeated, and a way to where it can be: whether it costs anything is to be
 * measured. */
#ifndef XIAOER_CHECK_AMBIGUITY_H
#define XIAOER_CHECK_AMBIGUITY_H

#include "check/machine.h"

/* before, then word again and again. */
struct pump {
	struct str before, word;
};

enum { PUMPS_MAX = 6 };

/* Words for an exact machine, exponential ones first; their number.  In the machine's arena. */
size_t ambiguity_pumps(const struct machine *m, struct pump pumps[PUMPS_MAX]);

#endif
