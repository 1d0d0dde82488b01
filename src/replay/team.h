/* team.h - a piece of work done by several threads, while one tells how far it has come. */
#ifndef XIAOER_REPLAY_TEAM_H
#define XIAOER_REPLAY_TEAM_H

#include <stdatomic.h>
#include <stddef.h>

#include "base/progress.h"

struct team {
	unsigned jobs; /* threads wanted; 0: one */
	void (*work)(void *ctx, unsigned member); /* member: 0 ... jobs - 1 */
	void *ctx;
	/* told from the caller's thread: base and what was done so far; may be NULL */
	const struct progress *progress;
	size_t base, total;
	_Atomic size_t done; /* the workers' */
};

/* Returns when every member has.  Where a machine gives fewer threads than wanted, the caller's own
 * does what is left: work() of some members is then called after that of others, and each finds
 * what to do by itself. */
void team_run(struct team *t);

#endif
