/* telling.h - a pattern made from sentences that are alike: of the words that tell what they want.
 *
 * A proposal, for a person to judge: one word or two in their order, that find as many of the sentences
 * as possible, none that must not be found, and few of what else was said.  What is a word in a script without blanks is told by what stands
 * beside it: 续费 has this and that before and behind it, 动续 has not.  Pure; the same texts give the
 * same patterns. */
#ifndef XIAOER_TRAINER_TELLING_H
#define XIAOER_TRAINER_TELLING_H

#include "base/arena.h"
#include "base/progress.h"
#include "base/str.h"

enum { TELLING_LINES = 3, TELLING_CHOICES = 4 };

struct telling_text {
	struct str text; /* normalised */
	size_t n;        /* how often it was said */
};

struct telling_pattern {
	struct str pattern;         /* a line under `match`, of the normalised form */
	size_t sentences, messages; /* of the wanted ones, that it finds */
	size_t others;              /* of what else was said */
};

struct telling_options {
	const struct telling_text *wanted; /* the first one must be found */
	size_t wanted_n;
	const struct str *others; /* normalised; the first `strict` of them may not be found */
	size_t others_n, strict;
	bool side_by_side; /* customers write words of letters right beside Han: no \b */
	const struct progress *progress; /* may be NULL */
};

struct telling {
	/* Lines that belong together: the first finds the first sentence, each further one sentences
	 * that those before it do not find. */
	struct telling_pattern lines[TELLING_LINES];
	size_t lines_n; /* 0: whatever finds the sentence finds others too */
	/* What could stand in the place of the first line, the better first. */
	struct telling_pattern choices[TELLING_CHOICES];
	size_t choices_n;
};

void telling_find(const struct telling_options *o, struct arena *arena, struct telling *out);

#endif
