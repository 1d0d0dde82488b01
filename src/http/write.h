/* write.h - conversations and messages as the API shows them. */
#ifndef XIAOER_HTTP_WRITE_H
#define XIAOER_HTTP_WRITE_H

#include "base/json.h"
#include "dialogue/conversation.h"
#include "store/store.h"

struct job;

void write_time(struct json_out *o, const char *key, int64_t ms);       /* RFC 3339; 0: null */
void write_message_id(struct json_out *o, const char *key, int64_t no); /* "m12"; 0: null */
/* Empty: null. */
void write_text(struct json_out *o, const char *key, struct str text);

/* What a list shows: members of the object that is open. */
void write_summary(
    struct json_out *o, const struct store_conversation *row, const struct conversation *c);
/* Slots, timers and the rest. */
void write_state(struct json_out *o, const struct conversation *c);
void write_message(struct json_out *o, const struct store_message *m);
void write_ticket(struct json_out *o, const struct store_ticket *t);
void write_replies(struct json_out *o, const struct job *job);

#endif
