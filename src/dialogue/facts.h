/* facts.h - what is known of a conversation at a moment, for conditions and facts.
 *
 * Names of the desk (mode, hours, urgency, vip) come before slots; facts are worked out from both.
 * Pure. */
#ifndef XIAOER_DIALOGUE_FACTS_H
#define XIAOER_DIALOGUE_FACTS_H

#include "book/condition.h"
#include "dialogue/conversation.h"

struct facts {
	struct facts_env env; /* its ctx is this struct: not to be copied */
	const struct conversation *c;
	int64_t now;
};

/* Borrows all of them; f stays where it is. */
void facts_init(
    struct facts *f, const struct book *book, const struct conversation *c, int64_t now);
/* A slot or a fact in canonical form; empty: not known. */
struct str facts_value(const struct facts *f, struct str name, struct arena *arena);

#endif
