/* letter.h - an outbox row as people and programs see it. */
#ifndef XIAOER_DESK_LETTER_H
#define XIAOER_DESK_LETTER_H

#include "base/json.h"
#include "store/store.h"

/* "msg_17" (as the receiver sees it in webhook-id) or "17".  false: neither. */
bool letter_id(struct str written, int64_t *id);
const char *letter_state(const struct store_outbox *row); /* "waiting" or "dead" */
/* The conversation's name, as the body says it; in the arena. */
struct str letter_conversation(const struct store_outbox *row, struct arena *arena);
/* One object: id, state, shop, target, type, channel, conversation, attempts, created_at, next_at,
 * error. */
void letter_write(struct json_out *o, const struct store_outbox *row);

#endif
