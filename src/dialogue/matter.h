/* matter.h - answering what a customer wants.  For the step's own files. */
#ifndef XIAOER_DIALOGUE_MATTER_H
#define XIAOER_DIALOGUE_MATTER_H

#include "dialogue/heard.h"
#include "dialogue/step_internal.h"

void matter_keep_captures(struct step *s, const struct match_hit *hit);
/* Answers one matter or two (second may be NULL): a notice that is on speaks in its place, a
 * hand-over stands alone.  h may be NULL: a matter that was agreed on without words of its own. */
void matter_answer(
    struct step *s, const struct heard *h, const struct intent *first, const struct intent *second);
/* Why its ticket or hand-over is: "intent:ID". */
struct str matter_reason(const struct step *s, const struct intent *i);
/* What an intent wants once the questions of its form were answered, or what its look-up brought is
 * there. */
enum matter_stage { MATTER_FORM, MATTER_LOOKUP };
void matter_go_on(struct step *s, const struct intent *i, enum matter_stage behind);
void matter_hand_over(struct step *s, const struct heard *h, const struct intent *i);
/* Files its ticket, for s->beside too, and tells nobody yet. */
void matter_file(struct step *s, const struct intent *i);
/* The second matter of a ticket that is to be filed.  NULL: none, or it has got one meanwhile. */
const struct intent *matter_beside(struct step *s, struct str id);
/* What `then` asks for once the answer was said. */
void matter_follow_up(struct step *s, const struct intent *i);

#endif
