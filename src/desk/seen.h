/* seen.h - which message ids a conversation has had: the last ones in its row, older ones in the
 * store's own table.
 *
 * An id is kept as 16 bytes of its SHA-256 and the number of the message it came with.  When the
 * row is full its older half spills; only for conversations that have spilled is the table ever
 * asked.  Ids of customers, of agents and of the ticket system do not mix. */
#ifndef XIAOER_DESK_SEEN_H
#define XIAOER_DESK_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { SEEN_HASH = 16, SEEN_MAX = 64, SEEN_RECORD = SEEN_HASH + 6, SEEN_HEAD = 2 };
/* SEEN_ECHO: not an id but the number of a message of ours that has come back. */
enum seen_kind { SEEN_CUSTOMER = 'c', SEEN_AGENT = 'a', SEEN_TICKET = 't', SEEN_ECHO = 'e',
	SEEN_SIGNED = 's' };

struct seen {
	unsigned char bytes[SEEN_HEAD + SEEN_MAX * SEEN_RECORD]; /* as stored: version, spilled,
								    records, oldest first */
	size_t n;
};

struct seen_spill {
	unsigned char hashes[SEEN_MAX][SEEN_HASH];
	int64_t numbers[SEEN_MAX];
	size_t n;
};

void seen_hash(enum seen_kind kind, struct str id, unsigned char out[SEEN_HASH]);
/* -1 when the bytes are none of ours; s is empty then, and said to have spilled. */
int seen_read(struct seen *s, struct str stored);
struct str seen_stored(const struct seen *s); /* points into s */
bool seen_spilled(const struct seen *s);
int64_t seen_find(const struct seen *s,
    const unsigned char hash[SEEN_HASH]); /* the message's number; 0: not here */
/* Adds one that is not there.  What had to make room is in `spill`, to be put into the table. */
void seen_add(
    struct seen *s, const unsigned char hash[SEEN_HASH], int64_t no, struct seen_spill *spill);

#endif
