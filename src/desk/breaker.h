/* breaker.h - stops asking a system that keeps failing, and finds out when it is well again.
 *
 * Pure; times are milliseconds of any one clock.  Closed: all may ask.  After BREAKER_FAILURES in a
 * row it opens for a while; then one may ask (the probe) while the others are still refused: well
 * answered it closes, else it opens for twice as long, up to BREAKER_MAX_MS. */
#ifndef XIAOER_DESK_BREAKER_H
#define XIAOER_DESK_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

enum { BREAKER_FAILURES = 5, BREAKER_FIRST_MS = 2000, BREAKER_MAX_MS = 60000 };

struct breaker {
	unsigned failures; /* in a row */
	bool open, probing;
	int64_t span, until; /* of being open */
};

/* May one ask now?  When it is the probe, breaker_good() or breaker_bad() must follow. */
bool breaker_may(struct breaker *b, int64_t now);
void breaker_good(struct breaker *b);
/* true: it has opened by this. */
bool breaker_bad(struct breaker *b, int64_t now);

#endif
