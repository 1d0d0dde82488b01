/* burst.h - several lines in a row from one customer are one message to the matcher.  For the
 * step's own files.
 *
 * On an asynchronous channel lines gather in the conversation until the customer pauses, or for
 * burst_max at most; then they are judged as one.  Danger and the wish for a human are judged at
 * once; what would grow beyond 64 lines or 8 KB is judged before more is gathered.  Cut off while
 * he still writes something nobody understands yet, he hears `listen` once and goes on.  While a
 * human is in charge nothing is gathered. */
#ifndef XIAOER_DIALOGUE_BURST_H
#define XIAOER_DIALOGUE_BURST_H

#include "dialogue/step_internal.h"

/* The customer's message of this event: true when it was gathered or judged with others. */
bool burst_take(struct step *s);
void burst_fire(struct step *s); /* TIMER_BURST */
/* A human has seen the lines: nobody judges them any more. */
void burst_drop(struct step *s);

/* What the lines (ends of lines between them) say together.  *text: them as one message, in the
 * arena, which the hits refer to. */
const struct match_result *burst_read(const struct book *book, struct match_scratch *scratch,
    struct arena *arena, struct str lines, struct str *text);

#endif
