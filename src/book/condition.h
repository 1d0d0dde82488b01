/* condition.h - `when:` and facts: small expressions over what is known of a conversation.
 *
 *     signed_on + 7d                      a date and a span; date - date is a number of days
 *     last_return_day < today and not vip
 *     order_no                            present: it has a value
 *     reason == 质量问题 or amount >= 100
 *     mode == bot, hours == lunch, urgency <= 2
 *
 * `or` binds less than `and`, that less than `not`, comparisons == != < <= > >= (also `before` and
 * `after` for dates), then + and -, * and /; parentheses.  A bare word is a slot, a fact or a name of
 * the desk when one is declared, else a text where a text is compared ("..." is always one); spans
 * are 90s 5m 2h 7d.  Names of the desk: mode (bot queued human closed), hours (open lunch closed),
 * urgency (1..4, 0: none), vip, today (date), now is not one: a book knows days.  Names and types are
 * checked when a book is loaded, each mistake with its place.
 *
 * A value that is missing makes every comparison with it false, and a fact that needs it missing.
 * Compiled once, immutable, in the book's arena. */
#ifndef XIAOER_BOOK_CONDITION_H
#define XIAOER_BOOK_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "book/book.h"

struct condition;
struct expression;

/* What expressions look at.  `value` gives the text of a slot or of a name of the desk (canonical
 * form of its kind, see enum slot_kind); empty: not known.  Facts are worked out here. */
struct facts_env {
	const struct book *book;
	struct str (*value)(void *ctx, struct str name);
	void *ctx;
	int32_t today; /* civil_days() in the shop's zone */
};

bool condition_holds(const struct condition *c, const struct facts_env *env);
/* In its canonical form, in the arena; empty: something it needs is not known. */
struct str fact_value(const struct fact *f, const struct facts_env *env, struct arena *arena);

#endif
