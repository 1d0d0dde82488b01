/* breaker.c - see breaker.h. */
#include "desk/breaker.h"

bool breaker_may(struct breaker *b, int64_t now)
{
	if (!b->open)
		return true;
	/* a clock that was set back does not keep it open for longer than its span */
	if (b->probing || (now < b->until && b->until - now <= b->span))
		return false;
	b->probing = true;
	return true;
}

void breaker_good(struct breaker *b)
{
	*b = (struct breaker){0};
}

static void open_for(struct breaker *b, int64_t now, int64_t span)
{
	b->open = true;
	b->probing = false;
	b->span = span < BREAKER_MAX_MS ? span : BREAKER_MAX_MS;
	b->until = now + b->span;
}

bool breaker_bad(struct breaker *b, int64_t now)
{
	bool was_open = b->open;

	b->failures++;
	if (b->probing)
		open_for(b, now, b->span * 2);
	else if (!was_open && b->failures >= BREAKER_FAILURES)
		open_for(b, now, BREAKER_FIRST_MS);
	return b->open && !was_open;
}
