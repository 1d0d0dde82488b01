/* decode.h - from the bytes of a body to what a call asks for, or the problem with them.  Pure:
 * what fuzzers use.
 *
 * Texts of the result live in the arena.  Unknown members are passed over; null is the same as not
 * there. */
#ifndef XIAOER_HTTP_DECODE_H
#define XIAOER_HTTP_DECODE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "book/render.h"
#include "desk/desk.h"
#include "dialogue/conversation.h"
#include "http/problem.h"
#include "store/store.h"
#include "trainer/books.h"

enum {
	DECODE_TEXT_MAX = 16384, /* bytes of a message */
	DECODE_ANSWER_MAX = 4096, /* bytes of what the ticket system answers */
	DECODE_NAME_MAX = 256,   /* bytes of an id, a conversation, a sender, a channel, an agent */
	DECODE_PROFILE_MAX = 32, /* members */
	DECODE_ATTACHMENTS_MAX = 20,
	DECODE_INTENTS_MAX = 200
};

struct message_request {
	struct str shop, channel; /* shop empty: not said; channel: "web" when not said */
	struct str conversation, id, sender, text;
	struct str attachments; /* a JSON array, or empty */
	int64_t at;             /* 0: not said */
	enum message_from from;
	struct values profile;
};

struct suggest_request {
	struct str shop, channel, conversation, text;
	size_t limit;
};

/* Of all acts; each decoder fills what is its own. */
struct act_request {
	struct str agent, id;
	struct str text, phrase; /* reply: exactly one of them */
	struct str note, skill;
	int urgency;
};

/* News of a ticket. */
struct ticket_request {
	enum ticket_status status; /* pending, answered or closed */
	struct str text, id;
	int64_t at; /* 0: not said */
};

struct notice_request {
	struct str shop, text;
	struct str *intents;
	size_t intents_n;
	struct str body; /* the notice as the store keeps it */
};

/* What is decided of a message that was asked in vain, and of others that say the same. */
struct miss_request {
	struct str shop, who, intent;
	enum store_miss_state state;
	int64_t seen; /* 0: all that there is */
	int64_t *also;
	size_t also_n;
};

/* Each returns 0, or -1 with *p filled. */
int decode_message(
    struct str body, struct arena *arena, struct message_request *out, struct problem *p);
/* Rasa's REST channel: id is empty when the client gave none. */
int decode_rasa(
    struct str body, struct arena *arena, struct message_request *out, struct problem *p);
int decode_suggest(
    struct str body, struct arena *arena, struct suggest_request *out, struct problem *p);
int decode_reply(struct str body, struct arena *arena, struct act_request *out, struct problem *p);
/* Here the body may be empty; without an agent it was nobody in particular. */
int decode_ticket(struct str body, struct arena *arena, struct act_request *out, struct problem *p);
/* take, release and close */
int decode_plain(struct str body, struct arena *arena, struct act_request *out, struct problem *p);
int decode_ticket_news(
    struct str body, struct arena *arena, struct ticket_request *out, struct problem *p);
int decode_notice(
    struct str body, struct arena *arena, struct notice_request *out, struct problem *p);
int decode_miss(
    struct str body, struct arena *arena, struct miss_request *out, struct problem *p);
/* files: put in order, each called as in a folder */
int decode_publish(
    struct str body, struct arena *arena, struct books_request *out, struct problem *p);
int decode_rollback(
    struct str body, struct arena *arena, struct books_request *out, struct problem *p);

#endif
