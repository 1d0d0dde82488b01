/* misses.h - what customers asked in vain, in groups of those alike, the largest first.
 *
 * In vain: the dialogue's last rule took the message (dialogue/rule.h: miss), that is, it was asked
 * back, or handed over because nothing fitted.  Of a burst it is all its lines, under the number of
 * the last one with words.  It belongs to the period in which it was judged.  Nothing is changed:
 * what a trainer decides is written by the store's one writer (store.h: struct store_miss).
 *
 * The number of a message names its group: it never changes, and every message of a group names it.
 * What a decision stands on founds its group before all others, so that what is alike to it comes
 * there.  One thread. */
#ifndef XIAOER_TRAINER_MISSES_H
#define XIAOER_TRAINER_MISSES_H

#include "base/arena.h"
#include "base/progress.h"
#include "book/nearest.h"
#include "book/shelf.h"
#include "store/store.h"

struct match_scratch;

enum { MISSES_NEAREST = 3 };

/* One sentence, however often it was written. */
struct miss_sentence {
	struct str text;   /* as it was first written, lines of a burst with a comma between */
	struct str normal; /* what is matched */
	size_t n;          /* 0: not in the period, only a decision stands on it */
	double likeness;   /* to the one that founded its group */
	int64_t number;    /* of the message in which it was first written */
	bool answered;     /* by the books as they are now */
};

/* Those alike. */
struct miss_group {
	enum store_miss_state state; /* done: also when the books answer all of it by now */
	bool again;                  /* new, because it came again after it was done */
	const struct store_miss *decided; /* the newest decision about it; NULL: nothing was */
	const int64_t *on; /* of each decision about it a message it stands on, also of another period */
	size_t on_n;
	size_t messages, customers;
	size_t answered;    /* of the messages, by the books as they are now */
	size_t open;        /* of the others, those that came after what was decided */
	size_t handed_over; /* of the messages: a human had to take it */
	int64_t first_at, last_at;
	struct book *book;  /* of the first sentence's script */
	/* the most frequent first; those that are answered by now last */
	const struct miss_sentence *const *sentences;
	size_t sentences_n;
	struct nearest_hit nearest[MISSES_NEAREST]; /* to the first sentences, on the average */
	size_t nearest_n;
};

struct misses {
	struct arena *arena;
	struct miss_group *groups; /* the largest first: by open ones, then by all */
	size_t groups_n;
	size_t states[STORE_MISS_STATES]; /* groups of each */
	size_t messages, answered, sentences;
	size_t left_out; /* further messages of the period, as they would take too much */
	int64_t newest; /* the highest number among these messages; 0: none */
	/* where the messages went, by number: misses_find() */
	struct miss_message *of;
	size_t of_n;
	const struct miss_sentence *kept; /* by their index */
};

struct misses_options {
	const struct shelf *books; /* as they are now; they outlive the result */
	struct str shop, channel;  /* channel empty: any */
	int64_t from, to;          /* ms; to is not included */
	size_t most;               /* kilobytes: a message takes one, a long one up to 17 */
	const struct progress *reading, *grouping; /* may be NULL */
};

/* NULL when the store cannot be read. */
struct misses *misses_read(
    struct store_reader *r, const struct misses_options *o, struct match_scratch *scratch);
void misses_free(struct misses **m);

/* The group of a message, and its sentence; NULL: no such message was asked in vain in the period. */
const struct miss_group *misses_find(
    const struct misses *m, int64_t number, const struct miss_sentence **sentence);
/* What a decision about the group stands on: `number`, a message of each decision it takes the place
 * of, then the most frequent sentences.  Their number, at most STORE_MISS_MESSAGES. */
size_t misses_stand_on(
    const struct miss_group *g, int64_t number, int64_t out[STORE_MISS_MESSAGES]);

#endif
