/* heard.h - what a message says, as far as the dialogue cares: matters, mood, courtesies. */
#ifndef XIAOER_DIALOGUE_HEARD_H
#define XIAOER_DIALOGUE_HEARD_H

#include "base/arena.h"
#include "book/match.h"

/* Intents whose id means something to the dialogue itself. */
enum role {
	ROLE_NONE,
	ROLE_GREETING,
	ROLE_THANKS,
	ROLE_PRAISE,
	ROLE_GOODBYE,
	ROLE_ACKNOWLEDGE,
	ROLE_AFFIRM,
	ROLE_DENY,
	ROLE_NUDGE,
	ROLE_STORY, /* tells something and asks nothing */
	ROLE_MEDIA,
	ROLE_HUMAN,
	ROLE_COMPLAINT,
	ROLE_SLOW,
	ROLE_ANGER,
	ROLE_DANGER,
	ROLE_COUNT
};

struct heard {
	const struct match_result *result; /* NULL: nothing was written */
	/* The matter to answer and a second one beside it; a hand-over stands alone.  Danger counts
	 * wherever it stands; anger and "too slow" are a mood when there is a matter beside them,
	 * else the matter itself. */
	const struct match_hit *matter, *second;
	/* the matter a hand-over pushed aside: it may name the colleague */
	const struct match_hit *beside;
	bool upset;                               /* a mood beside the matter */
	const struct match_hit *role[ROLE_COUNT]; /* the best hit of each */
	const struct match_hit *courtesy;         /* the best courtesy of all */
};

enum role heard_role(const struct intent *i);
bool heard_is_hand_over(const struct intent *i);
void heard_message(struct heard *h, const struct match_result *r, struct arena *arena);

#endif
