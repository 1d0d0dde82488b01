/* misses_internal.h - what the files of misses share: messages as they are gathered from a store. */
#ifndef XIAOER_TRAINER_MISSES_INTERNAL_H
#define XIAOER_TRAINER_MISSES_INTERNAL_H

#include "base/str_index.h"
#include "trainer/misses.h"

struct miss_message {
	int64_t number, conversation, at;
	uint64_t customer; /* hashed */
	uint32_t sentence;
	bool handed_over;
};

/* All that is read. */
struct gathered {
	const struct misses_options *options;
	const struct normaliser *normaliser;
	struct arena *arena;   /* what the result keeps */
	struct arena *scratch; /* for one message */
	struct str_index index; /* of normalised sentences */
	struct miss_sentence *sentences;
	size_t sentences_room;
	struct miss_message *messages; /* in order of number */
	size_t messages_n, messages_room;
	struct store_miss *decided; /* of this shop */
	size_t decided_n;
	size_t left_out;
	int64_t newest;
};

/* The sentence's index, a new one for what was not there; STR_INDEX_NONE: there is nothing in it that
 * could be matched. */
long gathered_sentence(struct gathered *g, struct str text, int64_t number);
/* Fills it: 0, or -1 when the store cannot be read. */
int gathered_read(struct gathered *g, struct store_reader *r);
void gathered_free(struct gathered *g); /* but for the arena */

#endif
