/* split.c - where a long text is cut: see split.h. */
#include "base/split.h"

#include "base/utf8.h"

/* How good a place between two characters is. */
enum grade { GRADE_NONE, GRADE_CHARACTER, GRADE_WORD, GRADE_CLAUSE, GRADE_SENTENCE, GRADE_PARAGRAPH };
enum { ZWJ = 0x200d };

static bool is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0x3000;
}

static bool is_one_of(uint32_t c, struct str marks)
{
	for (size_t i = 0; i < marks.n;)
		if (utf8_next(marks, &i) == c)
			return true;
	return false;
}

static bool is_regional(uint32_t c)
{
	return c >= 0x1f1e6 && c <= 0x1f1ff;
}

/* Does `after` belong to the same sign as `before`?  Accents, selectors, skin tones, joined emoji,
 * flags. */
static bool is_joined(uint32_t before, uint32_t after)
{
	return before == ZWJ || after == ZWJ || (after >= 0x1f3fb && after <= 0x1f3ff) ||
	       (is_regional(before) && is_regional(after)) ||
	       (utf8_width(after) == 0 && !is_blank(after));
}

static bool is_ascii_sign(uint32_t c)
{
	return c > ' ' && c < 0x7f;
}

static enum grade grade_of(uint32_t before, uint32_t after)
{
	if (before == '\n' || after == '\n')
		return GRADE_PARAGRAPH;
	if (is_joined(before, after))
		return GRADE_NONE;
	/* marks stay with what they close or open */
	if (is_one_of(after, STR("。！？；，、：…）】》”’,.!?;:)]}")) ||
	    is_one_of(before, STR("（【《“‘([{")))
		return GRADE_NONE;
	if (is_one_of(before, STR("。！？…”")))
		return GRADE_SENTENCE;
	if (is_one_of(before, STR("，；、：")))
		return GRADE_CLAUSE;
	if (is_blank(after) && is_one_of(before, STR(".!?")))
		return GRADE_SENTENCE;
	if (is_blank(after) && is_one_of(before, STR(",;:")))
		return GRADE_CLAUSE;
	if (is_blank(before) || is_blank(after))
		return GRADE_WORD;
	/* within a link or a number; before and behind one there is a place */
	return is_ascii_sign(before) && is_ascii_sign(after) ? GRADE_NONE : GRADE_CHARACTER;
}

/* The best end of a part: the last place of the best grade, but no better grade makes a part shorter
 * than a third of what it may be. */
static size_t best_end(struct str text, size_t max)
{
	size_t end[GRADE_PARAGRAPH + 1] = {0}, i = 0, at;
	uint32_t before = utf8_next(text, &i), after;

	for (at = i; at <= max && at < text.n; at = i) {
		after = utf8_next(text, &i);
		end[grade_of(before, after)] = at;
		before = after;
	}
	for (enum grade g = GRADE_PARAGRAPH; g > GRADE_NONE; g--)
		if (end[g] > max / 3)
			return end[g];
	for (enum grade g = GRADE_CHARACTER; g <= GRADE_PARAGRAPH; g++)
		if (end[g])
			return end[g];
	return 0;
}

/* No place at all: the last boundary of signs that fits, else of characters. */
static size_t hard_end(struct str text, size_t max)
{
	size_t i = 0, at = 0, sign = 0, character = 0;
	uint32_t before = 0;

	while (i < text.n) {
		uint32_t code = utf8_next(text, &i);

		if (at > max)
			break;
		if (at)
			character = at;
		if (at && !is_joined(before, code))
			sign = at;
		before = code;
		at = i;
	}
	return sign ? sign : character ? character : i;
}

static struct str trim(struct str s)
{
	static const struct str wide = STR("\u3000");
	size_t n;

	do {
		n = s.n;
		s = str_trim(s);
		if (str_starts(s, wide))
			s = str_make(s.p + wide.n, s.n - wide.n);
		if (s.n >= wide.n &&
		    str_eq(str_make(s.p + s.n - wide.n, wide.n), wide))
			s.n -= wide.n;
	} while (s.n != n);
	return s;
}

struct str split_next(struct str *rest, size_t max)
{
	struct str text = trim(*rest), part = text;

	if (!max || text.n <= max) {
		*rest = STR("");
		return text;
	}
	part.n = best_end(text, max);
	if (!part.n)
		part.n = hard_end(text, max);
	*rest = str_make(text.p + part.n, text.n - part.n);
	return trim(part);
}

size_t split_count(struct str text, size_t max)
{
	size_t n = 0;

	while (split_next(&text, max).n)
		n++;
	return n;
}
