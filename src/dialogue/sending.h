/* sending.h - what a step says, as far as the customer's channel takes it: the last thing a step
 * does.
 *
 * A channel may limit the bytes of a text (it is split), and how many messages may follow one of
 * the customer's, for how long (the budget).  When the budget is short, the texts of a step are put
 * together into fewer; what still does not fit is left out, the least important first, and told as
 * DECIDE_UNSENT.  One message of the budget is kept for hand-overs and closings.  What a human says
 * is never left out. */
#ifndef XIAOER_DIALOGUE_SENDING_H
#define XIAOER_DIALOGUE_SENDING_H

#include "dialogue/step.h"

struct step;

void sending_apply(struct step *s);
/* A message of the customer's: everything may be sent anew. */
void sending_renew(struct conversation *c, int64_t now);
/* How many messages the channel still takes now; limits may be NULL. */
unsigned sending_room(
    const struct conversation *c, const struct channel_limits *limits, int64_t now);
/* How many messages a text makes. */
unsigned sending_parts(const struct channel_limits *limits, struct str text);

#endif
