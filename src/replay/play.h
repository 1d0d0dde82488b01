/* play.h - one conversation of the past, played with the old books and the new ones side by
 * side.  One a thread. */
#ifndef XIAOER_REPLAY_PLAY_H
#define XIAOER_REPLAY_PLAY_H

#include "replay/groups.h"
#include "replay/match.h"

struct player;

/* All of them outlive it. */
struct player *player_new(const struct past *past, const struct pairs *pairs,
    const struct shelf *old, const struct shelf *fresh, const struct replay_options *options,
    struct groups *groups);
void player_free(struct player **p);
/* Every customer's message of it goes into the groups. */
void player_play(struct player *p, size_t talk);

#endif
