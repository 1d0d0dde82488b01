/* target.h - the conversation that the path of a request names:
 * /v1/conversations/{id}[?channel=&shop=]. */
#ifndef XIAOER_HTTP_TARGET_H
#define XIAOER_HTTP_TARGET_H

#include "dialogue/conversation.h"
#include "http/http_internal.h"
#include "store/store.h"

struct target {
	const struct shop *shop;
	struct str channel; /* empty: any */
	struct store_conversation row;
};

/* On the loop.  -1: the exchange has its answer. */
int target_read(struct exchange *x, struct target *t);
/* On the reader's thread: fills in row.  -1: the exchange has its answer (404, 409, 503). */
int target_find(struct exchange *x, struct target *t, struct store_reader *reader);
/* The engine's state of it. -1: the exchange has its answer. */
int target_state(struct exchange *x, const struct target *t, struct conversation *c);

#endif
