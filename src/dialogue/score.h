/* score.h - the score in what a customer wrote: digits, stars, the book's own words. */
#ifndef XIAOER_DIALOGUE_SCORE_H
#define XIAOER_DIALOGUE_SCORE_H

#include "base/str.h"
#include "book/settings.h"

/* SCORE_OUT: a number that is no score of 1 to 5 ("10 points", "4.5"). */
enum score_kind { SCORE_NONE, SCORE_OUT, SCORE_GIVEN };

struct score {
	enum score_kind kind;
	unsigned value;  /* 1..5 */
	struct str rest; /* what was written behind it: a remark; a part of the normalised text */
};

/* written and normal: the message as written and normalised.  A message is a score when it begins
 * with one, alone or with words that may stand beside it, and what follows is set off: "5 points,
 * fast delivery" is one, "5 days and no parcel" is none. */
struct score score_read(const struct settings *set, struct str written, struct str normal);

#endif
