/* render.h - from a phrase to the text a customer reads.
 *
 * Which wording is said is a function of the seed and the count alone, so that a replay says the
 * same. */
#ifndef XIAOER_BOOK_RENDER_H
#define XIAOER_BOOK_RENDER_H

#include "base/arena.h"
#include "book/book.h"

struct value {
	struct str name, value;
};

struct facts_env;

struct values {
	const struct value *v;
	size_t n;
	/* what the `when` of a wording looks at; NULL: a wording that has one is not said */
	const struct facts_env *facts;
};

struct rendered {
	struct str text;           /* in the arena; empty when no wording is eligible */
	unsigned wording;          /* which: index in say, or say_n + index in again */
	struct str missing[8]; /* placeholders that kept a wording from being said, or were filled
				  by a fall-back */
	size_t missing_n;
};

enum { WORDING_NONE = 0xffff };

/* count: how often the phrase was said in this conversation (0: first time); last: the wording said
 * last, or WORDING_NONE; it is not said twice running when another is eligible. seed: of the
 * conversation and turn. Order: for count > 0 the `again` wordings whose `when` holds, the `again`
 * wording of that count; then `say`: wordings whose `when` holds, others; then other `again`
 * wordings.  A wording whose `when` holds is said twice running rather than one without `when`.
 * 0, or -1 when no wording is eligible (text empty, missing filled). */
int render_phrase(const struct phrase *p, struct values values, unsigned count, unsigned last,
    uint64_t seed, struct arena *arena, struct rendered *out);

#endif
