/* slug.c - letters and digits of a text. */
#include "sheet/slug.h"

#include <stdbool.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "pattern/normalise.h"

/* Punctuation, symbols and pictures are not; of ASCII only letters and digits are. */
static bool is_letter(uint32_t c)
{
	if (c < 0x80)
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	return !(c < 0xc0 || c == 0xd7 || c == 0xf7 || (c >= 0x2000 && c < 0x2c00) ||
		 (c >= 0x2e00 && c < 0x2e80) ||
		 (c >= 0x3000 && c < 0x3040 && c != 0x3005 && c != 0x3007) || c == 0x30fb ||
		 (c >= 0xd800 && c < 0xf900) || (c >= 0xfe00 && c < 0xfe70) ||
		 (c >= 0xff00 && c < 0xff66) || c >= 0x40000 || (c >= 0x1f000 && c < 0x20000));
}

struct str slug(const struct normaliser *n, struct arena *arena, struct str text)
{
	struct normal normal;
	struct str out;
	struct buf b;
	size_t chars = 0;
	bool gap = false;

	if (normalise(n, arena, text, &normal))
		return STR("");
	buf_init(&b, 1024);
	for (size_t i = 0; i < normal.text.n && chars < SLUG_CHARS;) {
		size_t from = i;

		if (!is_letter(utf8_next(normal.text, &i))) {
			gap = b.n > 0;
			continue;
		}
		buf_addz(&b, gap ? "-" : "");
		buf_add(&b, normal.text.p + from, i - from);
		chars += 1 + gap;
		gap = false;
	}
	out = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return out;
}
