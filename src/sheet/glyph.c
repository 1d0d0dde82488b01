/* glyph.c - the characters of a cell: what nobody sees is left out. */
#include "base/buf.h"
#include "base/utf8.h"
#include "sheet/cell.h"

bool glyph_is_blank(uint32_t code)
{
	return code == ' ' || code == '\t' || code == 0xa0 || code == 0x3000;
}

bool glyph_is_han(uint32_t code)
{
	return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) ||
	       (code >= 0x20000 && code <= 0x3ffff);
}

static bool is_picture(uint32_t code)
{
	return code == 0xfe0f || (code >= 0x2190 && code <= 0x2bff) ||
	       (code >= 0x1f000 && code <= 0x1ffff);
}

static bool is_invisible(uint32_t code)
{
	return (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code < 0xa0) ||
	       code == 0xad || (code >= 0x200b && code <= 0x200f) ||
	       (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x2064) ||
	       code == 0xfeff;
}

/* The joiner between two pictures makes one of them. */
static bool joins(const struct glyphs *g, uint32_t code, uint32_t next)
{
	return code == 0x200d && g->n && is_picture(g->list[g->n - 1].code) && is_picture(next);
}

static void tell_invisible(const struct sheet_rules *r, const struct sheet *sheet,
    const struct cell *c, uint32_t code, unsigned at)
{
	diag_find(r->diags, DIAG_WARNING, "text.invisible", STR(""), cell_place(sheet, c),
	    "an invisible character (U+%04X): it is left out", code);
	cell_show(r, c, at);
}

struct glyphs glyphs_of(
    const struct sheet_rules *r, const struct sheet *sheet, const struct cell *c, struct str text)
{
	struct glyphs g = {ARENA_ARRAY(r->arena, struct glyph, text.n + 1), 0};
	bool told = false;
	unsigned at = 0;

	for (size_t i = 0; i < text.n; at++) {
		uint32_t code = utf8_next(text, &i), next = 0;
		size_t ahead = i;

		if (i < text.n)
			next = utf8_next(text, &ahead);
		if (is_invisible(code) && !joins(&g, code, next)) {
			if (!told)
				tell_invisible(r, sheet, c, code, at);
			told = true;
			continue;
		}
		g.list[g.n++] = (struct glyph){code == 0xa0 ? ' ' : code, at};
	}
	return g;
}

struct cell_text glyphs_text(struct arena *arena, const struct glyphs *g, size_t from, size_t to)
{
	struct cell_text out = {0};
	char bytes[4];
	struct buf b;

	while (from < to && (glyph_is_blank(g->list[from].code) || g->list[from].code == '\n'))
		from++;
	while (to > from && (glyph_is_blank(g->list[to - 1].code) || g->list[to - 1].code == '\n'))
		to--;
	if (from == to)
		return out;
	buf_init(&b, SIZE_MAX / 2);
	for (size_t i = from; i < to; i++)
		buf_add(&b, bytes, utf8_put(g->list[i].code, bytes));
	out.text = arena_str(arena, buf_str(&b));
	out.at = g->list[from].at;
	buf_free(&b);
	return out;
}
