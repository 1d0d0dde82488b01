/* groups.h - compared messages gathered by what changed: numbers, lines, a few examples.
 *
 * One a thread, merged at the end.  What comes out does not depend on the order in which messages
 * came, nor on how they were shared out. */
#ifndef XIAOER_REPLAY_GROUPS_H
#define XIAOER_REPLAY_GROUPS_H

#include "replay/replay.h"
#include "replay/answer.h"
#include "replay/past.h"

/* A customer's message with both answers. */
struct compared {
	size_t talk, turn; /* numbers: of the conversation in the past, of the message from 1 */
	const struct past_talk *of;
	const struct past_event *event;
	const struct answer *old, *fresh;
	enum replay_change change;
	bool consequence;
};

struct groups;

struct groups *groups_new(size_t examples, size_t lines);
void groups_free(struct groups **g);
/* scratch and arena: for the time of the call. */
void groups_add(struct groups *g, const struct compared *c, struct match_scratch *scratch,
    struct arena *arena);
void groups_merge(struct groups *to, const struct groups *from);
/* All numbers and lists of the result, in its arena. */
void groups_finish(const struct groups *g, struct replay_result *to);

#endif
