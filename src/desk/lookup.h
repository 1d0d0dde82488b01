/* lookup.h - a look-up as a shop's config describes it: the request it makes, and what an answer
 * brings.
 *
 * Pure: no sockets, no clock.  A template is a text with {slot} in it; a brace before anything but
 * a name is a brace. */
#ifndef XIAOER_DESK_LOOKUP_H
#define XIAOER_DESK_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "book/render.h"
#include "desk/courier_net.h"
#include "dialogue/step.h"

enum {
	LOOKUP_VALUE_MAX = 512,    /* bytes of a value that is asked with */
	LOOKUP_REQUEST_MAX = 16384 /* bytes of a URL or a body */
};

struct lookup_slot {
	struct str slot, pointer; /* RFC 6901 */
	bool optional;
};

/* Never changes once it is set up: threads share it. */
struct lookup {
	struct str name;
	struct str url, body; /* templates */
	bool post;
	struct net_header *headers;
	size_t headers_n;
	struct lookup_slot *slots;
	size_t slots_n;
	int64_t answer_within, timeout, reuse; /* ms */
	int64_t in_flight;
};

/* A piece of a template: text, then a slot's name (empty: the template ends with the text). */
struct lookup_piece {
	struct str text, slot;
};

/* The next piece, *at moved behind it.  false: there is none. */
bool lookup_piece(struct str template, size_t *at, struct lookup_piece *out);

/* What is wrong with a template, for people, and the byte it is at; NULL: nothing.  In a URL slots
 * stand behind the host; a body is JSON whose slots stand within texts. */
const char *lookup_check_url(struct str url, size_t *where);
const char *lookup_check_body(struct str body, struct arena *scratch, size_t *where);

/* The request with these values.  NULL, or why it cannot be made. */
const char *lookup_url(const struct lookup *l, struct values values, struct buf *to);
const char *lookup_body(const struct lookup *l, struct values values, struct buf *to);

/* What an answer's body brings, texts in the arena: NULL, or why it is none.  Numbers, and yes and
 * no, become texts; what is no single value is left out.  A required slot that is missing is the
 * dialogue's to find (`required_n`). */
const char *lookup_read(
    const struct lookup *l, struct str body, struct arena *arena, struct values *out);

/* What the dialogue must know of it; lives in the arena and in l. */
struct lookup_offer lookup_offer(const struct lookup *l, struct arena *arena);

#endif
