/* seen.c - records of fixed size: they are searched as they are stored. */
#include "desk/seen.h"

#include <assert.h>
#include <string.h>

#include "base/crypto.h"

enum { VERSION = 1, SPILL = SEEN_MAX / 2, NUMBER = SEEN_RECORD - SEEN_HASH };

void seen_hash(enum seen_kind kind, struct str id, unsigned char out[SEEN_HASH])
{
	/* an id is a few dozen bytes; of a longer one, the hash of its hash serves as well */
	char text[256];
	unsigned char hash[32];

	text[0] = (char)kind;
	if (id.n < sizeof text) {
		memcpy(text + 1, id.n ? id.p : "", id.n);
		crypto_sha256(str_make(text, id.n + 1), hash);
	} else {
		crypto_sha256(id, hash);
		memcpy(text + 1, hash, sizeof hash);
		crypto_sha256(str_make(text, sizeof hash + 1), hash);
	}
	memcpy(out, hash, SEEN_HASH);
}

static void clear(struct seen *s)
{
	s->n = 0;
	s->bytes[0] = VERSION;
	s->bytes[1] = 0;
}

static unsigned char *record(struct seen *s, size_t i)
{
	return s->bytes + SEEN_HEAD + i * SEEN_RECORD;
}

int seen_read(struct seen *s, struct str stored)
{
	clear(s);
	if (stored.n == 0)
		return 0;
	if (stored.n < SEEN_HEAD || stored.n > sizeof s->bytes ||
	    (unsigned char)stored.p[0] != VERSION || (unsigned char)stored.p[1] > 1 ||
	    (stored.n - SEEN_HEAD) % SEEN_RECORD != 0) {
		s->bytes[1] = 1;
		return -1;
	}
	memcpy(s->bytes, stored.p, stored.n);
	s->n = (stored.n - SEEN_HEAD) / SEEN_RECORD;
	return 0;
}

struct str seen_stored(const struct seen *s)
{
	return str_make((const char *)s->bytes, SEEN_HEAD + s->n * SEEN_RECORD);
}

bool seen_spilled(const struct seen *s)
{
	return s->bytes[1] != 0;
}

static int64_t number(const unsigned char *r)
{
	uint64_t v = 0;

	for (size_t i = NUMBER; i-- > 0;)
		v = v << 8 | r[SEEN_HASH + i];
	return (int64_t)v;
}

int64_t seen_find(const struct seen *s, const unsigned char hash[SEEN_HASH])
{
	const unsigned char *r = s->bytes + SEEN_HEAD + s->n * SEEN_RECORD;

	/* from the newest: a sender repeats what it sent just now */
	for (size_t i = s->n; i-- > 0;) {
		r -= SEEN_RECORD;
		if (memcmp(r, hash, SEEN_HASH) == 0)
			return number(r);
	}
	return 0;
}

static void spill_older(struct seen *s, struct seen_spill *spill)
{
	for (size_t i = 0; i < SPILL; i++) {
		memcpy(spill->hashes[i], record(s, i), SEEN_HASH);
		spill->numbers[i] = number(record(s, i));
	}
	spill->n = SPILL;
	memmove(record(s, 0), record(s, SPILL), (s->n - SPILL) * SEEN_RECORD);
	s->n -= SPILL;
	s->bytes[1] = 1;
}

void seen_add(
    struct seen *s, const unsigned char hash[SEEN_HASH], int64_t no, struct seen_spill *spill)
{
	unsigned char *r;

	assert(no > 0 && no < (int64_t)1 << (8 * NUMBER));
	spill->n = 0;
	if (s->n == SEEN_MAX)
		spill_older(s, spill);
	r = record(s, s->n++);
	memcpy(r, hash, SEEN_HASH);
	for (size_t i = 0; i < NUMBER; i++)
		r[SEEN_HASH + i] = (unsigned char)((uint64_t)no >> (8 * i));
}
