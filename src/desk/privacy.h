/* privacy.h - what a shop that masks its store does not keep: numbers that name a person (mask.h).
 *
 * Replies and what leaves the house carry them as they are; they are hidden in what is written. */
#ifndef XIAOER_DESK_PRIVACY_H
#define XIAOER_DESK_PRIVACY_H

struct batch;
struct conversation;
struct store_changes;

/* The texts of messages and tickets, just before they are committed. */
void privacy_mask_changes(struct batch *b, struct store_changes *changes);
/* The customer's words in a state; once it is closed also its slots, which a hand-over needs whole
 * until then.  Lines of an unfinished burst stay for the seconds it lasts. */
void privacy_mask_state(struct conversation *c);

#endif
