/* survey.h - the score behind a conversation.  For the step's own files. */
#ifndef XIAOER_DIALOGUE_SURVEY_H
#define XIAOER_DIALOGUE_SURVEY_H

#include "dialogue/heard.h"
#include "dialogue/step_internal.h"

/* The episode has just been closed, out of the mode `before`: asks for a score when something was
 * solved and the customer was not asked lately. */
void survey_ask(struct step *s, enum mode before);
/* The message is a score or a remark: it opens nothing.  false: it is neither. */
bool survey_take(struct step *s, const struct heard *h);

#endif
