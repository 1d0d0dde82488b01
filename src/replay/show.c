/* show.c - see show.h. */
#include "replay/show.h"

#include "base/intl.h"
#include "base/mask.h"
#include "base/utf8.h"
#include "base/zone.h"

const char *show_change(enum replay_change c)
{
	static const char *const names[] = {
	    [REPLAY_NEWLY_MISSED] = N_("newly missed"),
	    [REPLAY_OTHER] = N_("other answer"),
	    [REPLAY_WORDS] = N_("other words alone"),
	    [REPLAY_NEWLY_ANSWERED] = N_("newly answered"),
	    [REPLAY_UNCHANGED] = N_("unchanged"),
	};

	return intl(names[c]);
}

const char *show_by(enum replay_by b)
{
	static const char *const names[] = {
	    [REPLAY_BY_NOTHING] = N_("no line"),
	    [REPLAY_BY_MATCH] = N_("found by this pattern"),
	    [REPLAY_BY_UNLESS] = N_("forbidden by this pattern"),
	    [REPLAY_BY_WORDING] = N_("in these words"),
	    [REPLAY_BY_INTENT] = N_("does something else"),
	};

	return intl(names[b]);
}

struct str show_intent(struct str intent)
{
	return intent.n ? intent : str_of(_("(nothing found)"));
}

double show_share(size_t part, size_t whole)
{
	return whole ? 100.0 * (double)part / (double)whole : 0;
}

bool show_steers(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x61c || c == 0x200e || c == 0x200f ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 ||
	       c == 0x2029 || c == 0xfeff;
}

struct str show_text(struct str text, bool mask, bool lines, size_t most, struct arena *arena)
{
	struct str from = arena_str(arena, text);
	struct buf out;
	size_t chars = 0;

	if (mask && from.n)
		mask_personal((char *)from.p, from.n);
	buf_init(&out, 16 * from.n + 64);
	for (size_t i = 0; i < from.n; chars++) {
		size_t at = i;
		uint32_t c = utf8_next(from, &i);

		if (chars == most) {
			buf_addz(&out, "…");
			break;
		}
		if (c == '\n' || c == '\t' || c == '\r')
			buf_addz(&out, c == '\t' ? " " : c == '\r' ? "" : lines ? "\n" : " ⏎ ");
		else if (show_steers(c))
			buf_addz(&out, "\xef\xbf\xbd");
		else
			buf_add(&out, from.p + at, i - at);
	}
	from = arena_str(arena, buf_str(&out));
	buf_free(&out);
	return from;
}

struct str show_place(struct place at, struct arena *arena)
{
	if (!at.file)
		return STR("");
	return at.line ? arena_printf(arena, "%s:%u", at.file, at.line) : str_of(at.file);
}

struct str show_time(int64_t at, const struct zone *zone, struct arena *arena)
{
	struct civil c;
	char text[40];

	if (!zone) {
		size_t n = (size_t)time_format(at, text);

		return arena_str(arena, str_make(text, n));
	}
	c = zone_civil(zone, at);
	return arena_printf(arena, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour,
	    c.minute, c.second);
}
