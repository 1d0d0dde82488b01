/* utf8.c - UTF-8 after the table of RFC 3629, section 4. */
#include "base/utf8.h"

/* The length of the well-formed sequence at p (p < end), 0 when there is none. */
static size_t sequence(const unsigned char *p, const unsigned char *end)
{
	unsigned char c = p[0];
	size_t n = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : c < 0xf5 ? 4 : 0;
	if (n <= 1)
		return n;
	if ((size_t)(end - p) < n)
		return 0;
	/* only the second byte's range depends on the first: nothing overlong, no surrogates, no
	 * more than 10FFFF */
	unsigned char low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
	unsigned char high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

size_t utf8_first_bad(struct str s)
{
	if (!s.n) /* then s.p may be anything */
		return 0;
	const unsigned char *start = (const unsigned char *)s.p, *p = start, *end = start + s.n;
	while (p < end) {
		uint64_t eight;
		if (*p < 0x80 && end - p >= 8) {
			memcpy(&eight, p, 8);
			if (!(eight & 0x8080808080808080u)) {
				p += 8;
				continue;
			}
		}
		size_t n = sequence(p, end);
		if (!n)
			return (size_t)(p - start);
		p += n;
	}
	return s.n;
}

bool utf8_valid(struct str s)
{
	return utf8_first_bad(s) == s.n;
}

uint32_t utf8_next(struct str s, size_t *i)
{
	const unsigned char *p = (const unsigned char *)s.p + *i;
	uint32_t c = p[0];
	if (c < 0x80) {
		*i += 1;
		return c;
	}
	if (c < 0xe0) {
		*i += 2;
		return (c & 0x1f) << 6 | (p[1] & 0x3fu);
	}
	if (c < 0xf0) {
		*i += 3;
		return (c & 0x0f) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
	}
	*i += 4;
	return (c & 0x07) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 | (p[3] & 0x3fu);
}

size_t utf8_put(uint32_t code, char out[4])
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		code = 0xfffd;
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

size_t utf8_length(struct str s)
{
	const uint64_t ones = 0x0101010101010101u;
	size_t length = s.n, i = 0;

	for (; s.n - i >= 8; i += 8) { /* eight bytes at once: a one for each that continues */
		uint64_t bytes;
		memcpy(&bytes, s.p + i, 8);
		length -= (bytes >> 7 & ~bytes >> 6 & ones) * ones >> 56;
	}
	for (; i < s.n; i++)
		length -= ((unsigned char)s.p[i] & 0xc0) == 0x80;
	return length;
}

struct str utf8_head(struct str s, size_t max)
{
	for (size_t i = 0; i < s.n; i++)
		if (((unsigned char)s.p[i] & 0xc0) != 0x80 && max-- == 0)
			return str_make(s.p, i);
	return s;
}

struct range {
	uint32_t first, last;
};

/* Unicode's East_Asian_Width W and F, and emoji, in blocks: good enough to put a caret. */
static const struct range wide[] = {
    {0x1100, 0x115f},
    {0x231a, 0x231b},
    {0x2e80, 0x303e},
    {0x3041, 0xa4cf},
    {0xa960, 0xa97f},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},
    {0xff01, 0xff60},
    {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f},
    {0x1f680, 0x1f6ff},
    {0x1f900, 0x1faff},
    {0x20000, 0x3fffd},
};
static const struct range nothing[] = {
    {0x0300, 0x036f},
    {0x200b, 0x200f},
    {0x20d0, 0x20ff},
    {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},
};

static bool is_in(const struct range *ranges, size_t n, uint32_t code)
{
	for (size_t i = 0; i < n && code >= ranges[i].first; i++)
		if (code <= ranges[i].last)
			return true;
	return false;
}

unsigned utf8_width(uint32_t code)
{
	if (code < 0x300)
		return 1;
	if (is_in(nothing, sizeof nothing / sizeof *nothing, code))
		return 0;
	return is_in(wide, sizeof wide / sizeof *wide, code) ? 2 : 1;
}

size_t utf8_columns(struct str s)
{
	size_t columns = 0;

	if (!utf8_valid(s))
		return s.n;
	for (size_t i = 0; i < s.n;)
		columns += utf8_width(utf8_next(s, &i));
	return columns;
}

int utf8_field(struct str s, size_t columns)
{
	size_t shown = utf8_columns(s);

	return (int)(s.n + (shown < columns ? columns - shown : 0));
}

void utf8_tame(char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i], next = i + 1 < n ? (unsigned char)p[i + 1] : 0;

		if (c < 0x20 || c == 0x7f)
			p[i] = ' ';
		else if (c == 0xc2 && next >= 0x80 && next < 0xa0)
			p[i] = p[i + 1] = ' ';
	}
}
