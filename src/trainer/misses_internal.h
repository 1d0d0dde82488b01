/* misses_internal.h - what the files of misses share: messages as they are gathered from a store, and
 * their groups in the making. */
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

/* In a list in order of number; -1: none. */
long miss_message_at(const struct miss_message *list, size_t n, int64_t number);

struct grouping {
	struct gathered g;
	struct match_scratch *scratch;
	struct misses *out;
	struct book **books; /* of each sentence: the one for its script */
	uint32_t *decided;   /* of each sentence: 1 + the last decision that stands on it, or 0 */
	long *stand;         /* of each message that decisions stand on: its sentence */
	uint32_t *root;      /* of each sentence: the founder of its group */
	uint32_t *group;     /* of each sentence, once groups are numbered, or UINT32_MAX */
};

/* Sentences that are alike, or that one decision is about, get one root.  Decisions may bring further
 * sentences. */
void grouping_make(struct grouping *q);
/* A group in the result for every root that has messages, what was decided of it, its sentences (those
 * of kept, ranked: what the books say of them is known). */
void grouping_fill(struct grouping *q, const struct miss_sentence *kept);
/* The numbers of all groups and what is near to them (misses_count.c). */
void grouping_count(struct grouping *q);

#endif
