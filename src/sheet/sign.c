/* sign.c - see sign.h. */
#include "sheet/sign.h"

static uint32_t code_at(const struct glyphs *g, size_t i)
{
	return i < g->n ? g->list[i].code : 0;
}

/* "##", "||": how many signs of the kind. */
static size_t run_of(const struct glyphs *g, size_t i)
{
	size_t n = 1;

	while (i + n < g->n && g->list[i + n].code == g->list[i].code)
		n++;
	return n;
}

static enum sign question_sign(const struct glyphs *g, size_t i, bool lines, size_t *length)
{
	uint32_t c = g->list[i].code;

	if (c == '\n')
		return SIGN_PARTS;
	if (lines)
		return SIGN_TEXT;
	if (c == '#' && run_of(g, i) >= 2) {
		*length = run_of(g, i);
		return SIGN_PARTS;
	}
	return c == '|'                  ? SIGN_PARTS
	       : c == 0xff5c             ? SIGN_SLIP
	       : c == ';' || c == 0xff1b ? SIGN_MAYBE
					 : SIGN_TEXT;
}

/* A blank between two Han characters parts words, if anything. */
static enum sign word_sign(const struct glyphs *g, size_t i, size_t *length)
{
	uint32_t c = g->list[i].code;

	switch (c) {
	case '\n':
	case '|':
	case ',':
	case ';':
	case '\t':
	case 0x3001: /* 、 */
		return SIGN_PARTS;
	case 0xff0c: /* ， ； ｜ */
	case 0xff1b:
	case 0xff5c:
		return SIGN_SLIP;
	case '/':
	case 0xff0f:
		return i && code_at(g, i - 1) != ':' && code_at(g, i + 1) != '/' ? SIGN_MAYBE
										 : SIGN_TEXT;
	case '#':
		*length = run_of(g, i);
		return *length >= 2 ? SIGN_PARTS : SIGN_TEXT;
	}
	return glyph_is_blank(c) && i && glyph_is_han(code_at(g, i - 1)) &&
		       glyph_is_han(code_at(g, i + 1))
		   ? SIGN_MAYBE
		   : SIGN_TEXT;
}

/* A line of --- parts wordings; two | or # in a row do with other programs. */
static enum sign answer_sign(const struct glyphs *g, size_t i, size_t *length)
{
	uint32_t c = g->list[i].code;
	size_t run = run_of(g, i), end = i + run;

	if (c == '-' && run >= 3 && (!i || code_at(g, i - 1) == '\n')) {
		while (glyph_is_blank(code_at(g, end)))
			end++;
		*length = end - i;
		return end == g->n || code_at(g, end) == '\n' ? SIGN_PARTS : SIGN_TEXT;
	}
	if ((c == '|' || c == '#' || c == 0xff5c) && run >= 2 && i && end < g->n &&
	    code_at(g, i - 1) != '\n') {
		*length = run;
		return SIGN_SLIP;
	}
	return SIGN_TEXT;
}

enum sign sign_at(const struct glyphs *g, size_t i, enum cell_use use, bool lines, unsigned depth,
    size_t *length)
{
	*length = 1;
	switch (use) {
	case CELL_QUESTION:
		return question_sign(g, i, lines, length);
	case CELL_WORDS:
		return depth && g->list[i].code != '\n' ? SIGN_TEXT : word_sign(g, i, length);
	case CELL_LINES:
	case CELL_PATTERNS:
		return g->list[i].code == '\n' ? SIGN_PARTS : SIGN_TEXT;
	case CELL_ANSWER:
		return answer_sign(g, i, length);
	case CELL_NAME:
	case CELL_VALUE:
		break;
	}
	return SIGN_TEXT;
}
