/* line.h - one line of JSON: a message, or a whole dialogue.
 *
 * A message has the shape of POST /v1/messages: {"conversation","text", and if it likes "id", "at",
 * "channel", "shop", "from", "sender", "profile", "attachments"}.  A dialogue is {"dialogue": name,
 * "turns": [{"speaker","text"}]}; its name may also stand under "conversation" or "id", its turns
 * under "messages", a turn's speaker under "from" or "role", and a turn may have what a message
 * has.  Other members are left alone.  Pure. */
#ifndef XIAOER_REPLAY_LINE_H
#define XIAOER_REPLAY_LINE_H

#include "replay/past.h"

enum line_writer { LINE_CUSTOMER, LINE_AGENT, LINE_BOT };

struct line_item {
	/* talk, line: not set; without text and attachments: nothing to play */
	struct past_event e;
	struct str shop, channel, conversation; /* in the arena of names */
	enum line_writer from;
};

struct line_reader {
	struct arena *words; /* texts of events: they stay */
	struct arena *names; /* what is wanted until the items are taken */
	const struct zone *zone;
	struct line_item *items;
	size_t n, room;
	/* of a line that cannot be used: why, in the reader's language and in the arena of names,
	 * and at which byte of it (0: no particular one; else counted from 1) */
	struct str fault;
	size_t fault_byte;
};

/* Adds what the line holds to items.  -1 with the fault when it cannot be used; items are then as
 * before.  A line of blanks holds nothing. */
int line_read(struct line_reader *r, struct str line);

#endif
