/* webhook.h - Standard Webhooks without the network: secrets, signatures, what an answer means,
 * when to try again.
 *
 * Pure: no clock, no sockets, no chance (the caller throws the dice).  See
 * https://www.standardwebhooks.com. */
#ifndef XIAOER_DESK_WEBHOOK_H
#define XIAOER_DESK_WEBHOOK_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum { WEBHOOK_ID = 32, WEBHOOK_NUMBER = 64, WEBHOOK_MESSAGE = 256 };

/* The bytes of a secret as people write it: "whsec_" and base64, or anything else as it stands.
 * -1 when what follows whsec_ is not base64, or nothing is there. */
int webhook_secret(struct str written, struct arena *arena, struct str *bytes);

/* The id of an outbox row, the same on every attempt: "msg_17".  Returns its length. */
size_t webhook_id(int64_t row, char out[WEBHOOK_ID]);

/* Adds "v1,<base64>" of id.timestamp.body to `to`; call it once a secret, with a blank between. */
void webhook_sign(
    struct str secret, struct str id, int64_t timestamp, struct str body, struct buf *to);

/* Of what came in: its headers as they stand, empty when they were missing. */
struct webhook_headers {
	struct str id, timestamp, signature;
};

enum webhook_check {
	WEBHOOK_GENUINE,
	WEBHOOK_UNSIGNED, /* a header is missing, or none of them is one */
	WEBHOOK_STALE,    /* sent more than WEBHOOK_TOLERANCE_S ago, or as far ahead of us */
	WEBHOOK_FORGED    /* signed with none of the secrets */
};

enum { WEBHOOK_TOLERANCE_S = 300, WEBHOOK_ID_MAX = 256 };

/* Was body signed with one of the secrets (bytes; old may be empty)?  now: seconds.  Takes as long
 * for a signature that is nearly right as for any other. */
enum webhook_check webhook_verify(struct str secret, struct str old,
    const struct webhook_headers *headers, struct str body, int64_t now);

/* What a genuine signature was made of, whichever way its headers were written. */
struct str webhook_signed_words(
    const struct webhook_headers *headers, struct str body, struct arena *arena);

enum webhook_verdict {
	WEBHOOK_TAKEN,        /* 2xx: acknowledged */
	WEBHOOK_AGAIN,        /* try later */
	WEBHOOK_GONE          /* 410: never again */
};

/* status: of the HTTP answer; 0: there was none. */
enum webhook_verdict webhook_judge(int status);

/* Milliseconds to wait after the failed attempt number `attempts` (1: the first): full jitter over
 * first * 2^(attempts-1), at most `max`; `dice` is any 64 random bits.  retry_after_ms: what the
 * receiver asked for (0: nothing), honoured up to `max`. */
int64_t webhook_delay(unsigned attempts, int64_t first, int64_t max, uint64_t dice,
    int64_t retry_after_ms);

/* The ticket number in a receiver's JSON answer: at `pointer` (RFC 6901), or with an empty pointer
 * at /number, /ticket or /id.  A text without control characters or a whole number, at most
 * WEBHOOK_NUMBER bytes; anything else gives 0. */
size_t webhook_number(struct str answer, struct str pointer, char out[WEBHOOK_NUMBER + 1]);
/* The platform's id of a message that was delivered: at /id, /message_id or /msgid of its answer; at
 * most WEBHOOK_MESSAGE bytes. */
size_t webhook_message(struct str answer, char out[WEBHOOK_MESSAGE + 1]);

#endif
