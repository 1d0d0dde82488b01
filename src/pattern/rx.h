/* rx.h - one compiled pattern and a bounded search with it.
 *
 * An rx answers the same for ever once compiled: threads share it.  An rx_scratch is the memory of
 * searching: one per thread.  No PCRE2 name leaves rx.c.  Flags: UTF, UCP, CASELESS; machine code,
 * made when a pattern has been searched some times, where there is a JIT and the pattern calls no
 * group, as its limits do not hold there (without: slower, same answers). */
#ifndef XIAOER_PATTERN_RX_H
#define XIAOER_PATTERN_RX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

struct rx;
struct rx_scratch;

/* RX_GAVE_UP: limit hit, bad UTF-8 or no memory.  It is never "no". */
enum rx_verdict { RX_NO, RX_YES, RX_GAVE_UP };

struct rx_error {
	size_t offset; /* byte in the pattern */
	char text[320];
};

struct rx_span {
	size_t start, end; /* bytes in the text searched; start == end == SIZE_MAX: group not set */
};

/* NULL on a bad pattern, with *err filled.  Free with rx_free(). */
struct rx *rx_compile(struct str pattern, struct rx_error *err);
void rx_free(struct rx **rx);
struct rx_scratch *rx_scratch_new(void);
void rx_scratch_free(struct rx_scratch **s);

/* The first match at or after byte `from`.  text must be valid UTF-8.  span may be NULL. */
enum rx_verdict rx_search(
    const struct rx *rx, struct rx_scratch *s, struct str text, size_t from, struct rx_span *span);
/* After RX_YES, until the scratch is used again: what the i-th named group matched. */
struct rx_span rx_group(const struct rx *rx, const struct rx_scratch *s, size_t i);
size_t rx_group_count(const struct rx *rx);               /* named groups */
const char *rx_group_name(const struct rx *rx, size_t i); /* lives as long as the rx */
/* Can the pattern match the empty text? (PCRE2's own word, which sees through look-arounds only in
 * part.) */
bool rx_matches_empty(const struct rx *rx);
/* Searches with this scratch have no machine code made, as it takes longer than a few of them. */
void rx_scratch_seldom(struct rx_scratch *s);
/* Why the last search of this scratch gave up, for the log. */
const char *rx_gave_up_reason(const struct rx_scratch *s);

/* A pattern whose steps are counted: for measuring it, not for searching. */
struct rx_meter;

struct rx_meter *rx_meter_new(struct str pattern); /* NULL: it does not compile */
void rx_meter_free(struct rx_meter **m);
/* How many parts of the pattern a search of the text tries, over all its starts and without the
 * limit for one of them; most + 1 when there are more. */
uint64_t rx_meter_steps(const struct rx_meter *m, struct str text, uint64_t most);

#endif
