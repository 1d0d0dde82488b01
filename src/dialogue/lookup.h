/* lookup.h - answers that wait for the shop's own systems.  For the step's own files.
 *
 * One look-up is under way at a time in a conversation.  `state.lookup.intent` waits for it; one
 * more intent may stand behind it (`next`); a third is answered as if nothing were offered.  Nobody
 * waits any more once a human has the case or the conversation is closed: what comes then fills
 * slots and nothing is said. */
#ifndef XIAOER_DIALOGUE_LOOKUP_H
#define XIAOER_DIALOGUE_LOOKUP_H

#include "dialogue/step_internal.h"

/* Does the shop offer it? */
bool lookup_offered(const struct step *s, struct str name);
/* Forgets what look-ups brought too long ago, or for other values than those known now.  Before
 * the cases of an intent are judged. */
void lookup_forget_stale(struct step *s);
/* true: the answer to i waits for the look-up.  false: it can be said now, as nothing is offered, a
 * value it needs is missing, or what it brings is known. */
bool lookup_begin(struct step *s, const struct intent *i, struct str name);
/* Soothing stands in one message with what is said next about a look-up.  lookup_unsoothed(): it
 * has not been said yet; it is not said there any more. */
void lookup_soothe_next(struct step *s);
bool lookup_unsoothed(struct step *s);
/* A number alone: after an answer that was plain for want of it, or that was about another one. */
bool lookup_take_wanted(struct step *s);
bool lookup_is_awaited(const struct step *s);
/* Nobody waits for it any more. */
void lookup_drop(struct conversation *c);
/* Please hold: said when it takes long, or when the customer asks again. */
void lookup_say_hold(struct step *s);
/* A message may have brought another order number: then that one is looked up instead. */
void lookup_follow(struct step *s);
/* EVENT_LOOKED_UP, TIMER_LOOKUP */
void lookup_ended(struct step *s);
void lookup_timer(struct step *s);

#endif
