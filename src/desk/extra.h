/* extra.h - what is kept beside a message's text, as JSON: what it was taken for, by which rule it
 * was judged, what it told, and what came with it.
 *
 *     {"book":"1f0c..","rule":"matter","opens":true,"slots":{"order_no":".."},"intents":[..],
 *      "sent_at":..,"attachments":[..]}
 *
 * "opens": the first message of an episode.  What is said later has the same of what brought it about, a
 * timer or the lines of a burst.  "attachments" stand last (outgoing.c finds them by that); what does not apply is left out; all of
 * it lives in the batch.  `xiaoer suggest --message` and GET /v1/messages/{id}/why read it. */
#ifndef XIAOER_DESK_EXTRA_H
#define XIAOER_DESK_EXTRA_H

#include "dialogue/step.h"
#include "desk/desk.h"

struct batch;

/* A conversation before a step. */
struct extra_before {
	const struct slot_value *slots;
	size_t n;
	unsigned episode;
};

/* Of a message that comes in, before it is judged. */
struct str extra_of_job(struct batch *b, const struct job *job);
struct extra_before extra_remember(struct batch *b, const struct conversation *c);
/* Of something said that no message stored in the same step has brought about. */
struct str extra_of_decision(struct batch *b, const struct decision *d);
/* Once the step is over, into one of these: by which book and rule it was taken, and the slots that
 * were filled by it. mask: numbers of persons are hidden. */
struct str extra_judged(struct batch *b, struct str extra, const struct book *book, enum rule rule,
    const struct extra_before *before, const struct conversation *c, bool mask);

#endif
