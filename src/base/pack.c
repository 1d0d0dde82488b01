/* pack.c - the compact form of stored state. */
#include "base/pack.h"

void pack_uint(struct buf *b, uint64_t v)
{
	char out[10];
	size_t n = 0;
	for (; v >= 0x80; v >>= 7)
		out[n++] = (char)(v | 0x80);
	out[n++] = (char)v;
	buf_add(b, out, n);
}

void pack_int(struct buf *b, int64_t v)
{
	pack_uint(b, (uint64_t)v << 1 ^ (v < 0 ? UINT64_MAX : 0));
}

void pack_str(struct buf *b, struct str s)
{
	pack_uint(b, s.n);
	buf_adds(b, s);
}

void pack_raw(struct buf *b, const void *p, size_t n)
{
	buf_add(b, p, n);
}

void unpack_init(struct unpack *u, struct str from)
{
	u->p = (const unsigned char *)(from.n ? from.p : "");
	u->end = u->p + from.n;
	u->bad = false;
}

static uint64_t fault(struct unpack *u)
{
	u->bad = true;
	u->p = u->end;
	return 0;
}

uint64_t unpack_uint(struct unpack *u)
{
	uint64_t v = 0;
	for (unsigned shift = 0; shift < 64; shift += 7) {
		if (u->p == u->end)
			return fault(u);
		uint64_t c = *u->p++;
		if (shift == 63 && c > 1)
			return fault(u);
		v |= (c & 0x7f) << shift;
		if (c < 0x80)
			return v;
	}
	return fault(u);
}

int64_t unpack_int(struct unpack *u)
{
	uint64_t v = unpack_uint(u);
	return (int64_t)(v >> 1 ^ (v & 1 ? UINT64_MAX : 0));
}

struct str unpack_str(struct unpack *u)
{
	uint64_t n = unpack_uint(u);
	if (n > (uint64_t)(u->end - u->p)) {
		fault(u);
		return STR("");
	}
	u->p += n;
	return str_make((const char *)u->p - n, (size_t)n);
}

const void *unpack_raw(struct unpack *u, size_t n)
{
	if (u->bad || n > (size_t)(u->end - u->p)) {
		fault(u);
		return NULL;
	}
	u->p += n;
	return u->p - n;
}

size_t unpack_count(struct unpack *u, size_t max)
{
	uint64_t n = unpack_uint(u);
	if (n > max || n > (uint64_t)(u->end - u->p))
		return (size_t)fault(u);
	return (size_t)n;
}
