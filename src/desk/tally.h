/* tally.h - counts by name, and waits with their mean and percentiles.  Pure. */
#ifndef XIAOER_DESK_TALLY_H
#define XIAOER_DESK_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

struct tally_entry {
	struct str name;
	uint64_t hash;
	int64_t n;
};

/* {0} is empty.  Its memory is the arena's. */
struct tally {
	struct tally_entry *list; /* an open hash of room entries; name.p NULL: free */
	size_t n, room;
};

void tally_add(struct tally *t, struct arena *arena, struct str name, int64_t by);
void tally_merge(struct tally *t, struct arena *arena, const struct tally *other);
/* The most frequent first, equal ones by name; in the arena. */
const struct tally_entry *tally_sorted(const struct tally *t, struct arena *arena);

/* Spans in ms, all kept: percentiles are exact.  {0} is empty; free with waits_free(). */
struct waits {
	int64_t *list;
	size_t n, room;  /* of those above 0 */
	size_t zeros;
	int64_t sum;
	bool sorted;
};

void waits_add(struct waits *w, int64_t ms); /* below 0 counts as 0 */
void waits_merge(struct waits *w, const struct waits *other);
void waits_free(struct waits *w);
size_t waits_count(const struct waits *w);
/* The nearest rank: the least value that `percent` of a hundred are not above.  0: none. */
int64_t waits_percentile(struct waits *w, unsigned percent);

#endif
