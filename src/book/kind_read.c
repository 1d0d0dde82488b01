/* kind_read.c - from a text to a reading, and to who reads the kind out of it. */
#include "base/utf8.h"
#include "book/kind_internal.h"

enum { TEXT_CHARS = 500 };

static bool is_unseen(uint32_t c)
{
	return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || c == 0x2060 ||
	    c == 0xfeff || c == 0xfe0f;
}

static uint32_t to_half_width(uint32_t c)
{
	if (c >= 0xff01 && c <= 0xff5e)
		return c - 0xff01 + '!';
	if (c == 0xffe5)
		return 0xa5;
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (c == 0x3000 || c == 0xa0 || (c < ' ' && c))
		return ' ';
	return c;
}

static bool is_han(uint32_t c)
{
	return c >= 0x2e80 && c <= 0x9fff;
}

/* "11 月 3 号": a blank beside a Han character is nothing. */
static size_t without_blanks(uint32_t *raw, size_t n)
{
	size_t kept = 0;
	for (size_t i = 0; i < n; i++) {
		bool han = (kept && is_han(raw[kept - 1])) || (i + 1 < n && is_han(raw[i + 1]));
		if (raw[i] != ' ' || !han)
			raw[kept++] = raw[i];
	}
	return kept;
}

bool reading_init(struct reading *r, struct str text, struct arena *arena)
{
	if (!utf8_valid(text))
		return false;
	size_t room = text.n < READING_MAX ? text.n : READING_MAX;
	uint32_t *c = ARENA_ARRAY(arena, uint32_t, room + 2);
	uint32_t *raw = ARENA_ARRAY(arena, uint32_t, room + 2);
	size_t n = 0;
	for (size_t i = 0; i < text.n && n < room;) {
		uint32_t code = to_half_width(utf8_next(text, &i));
		if (is_unseen(code) || !code)
			continue;
		raw[n++] = code;
	}
	n = without_blanks(raw, n);
	for (size_t i = 0; i < n; i++)
		c[i] = raw[i] >= 'A' && raw[i] <= 'Z' ? raw[i] + 32 : raw[i];
	*r = (struct reading){.c = c, .raw = raw, .n = n, .arena = arena};
	return true;
}

size_t reading_word(const struct reading *r, size_t i, const char *word)
{
	struct str w = str_of(word);
	size_t at = 0, n = 0;
	while (at < w.n)
		if (r->c[i + n] != utf8_next(w, &at) || i + ++n > r->n)
			return 0;
	return n;
}

size_t reading_any(const struct reading *r, size_t i, const char *const *words, size_t *which)
{
	for (size_t k = 0; words[k]; k++) {
		size_t n = reading_word(r, i, words[k]);
		if (!n)
			continue;
		if (which)
			*which = k;
		return n;
	}
	return 0;
}

bool reading_ends(const struct reading *r, size_t end, const char *word)
{
	size_t n = utf8_length(str_of(word));
	return n <= end && reading_word(r, end - n, word) > 0;
}

/* Blanks, ASCII marks, and Chinese ones. */
static bool is_mark(uint32_t c)
{
	return c <= ' ' || (c < 0x80 && !is_alnum(c)) || (c >= 0x3001 && c <= 0x3011) ||
	    (c >= 0x2018 && c <= 0x201d) || c == 0x2026 || c == 0xff5e;
}

bool reading_is_bare(const struct reading *r, size_t from, size_t to)
{
	for (size_t i = 0; i < r->n; i++)
		if ((i < from || i >= to) && !is_mark(r->c[i]))
			return false;
	return true;
}

struct str reading_text(const struct reading *r, size_t from, size_t to)
{
	char *out = ARENA_ARRAY(r->arena, char, 4 * (to - from) + 1);
	size_t n = 0;
	for (size_t i = from; i < to; i++)
		n += utf8_put(r->raw[i], out + n);
	return str_make(out, n);
}

static bool read_text(struct str text, struct arena *arena, struct str *value)
{
	struct str kept = utf8_head(str_trim(text), TEXT_CHARS);
	if (!kept.n)
		return false;
	*value = arena_str(arena, kept);
	return true;
}

bool kind_read(
    enum slot_kind kind, struct str text, int32_t today, struct arena *arena, struct str *value)
{
	struct reading r;
	if (!reading_init(&r, text, arena))
		return false;
	switch (kind) {
	case SLOT_ORDER_NO:
		return read_order_no(&r, value);
	case SLOT_PHONE:
		return read_phone(&r, value);
	case SLOT_EMAIL:
		return read_email(&r, value);
	case SLOT_DATE:
		return read_date(&r, today, value);
	case SLOT_AMOUNT:
		return read_amount(&r, value);
	case SLOT_NUMBER:
		return read_number(&r, value);
	case SLOT_ATTACHMENT:
		return read_url(&r, value);
	case SLOT_TEXT:
	case SLOT_CHOICE:
	case SLOT_KIND_COUNT:
		break;
	}
	return read_text(text, arena, value);
}
