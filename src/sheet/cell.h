/* cell.h - the texts of a cell: cleaned and parted, with what is wrong with it told. */
#ifndef XIAOER_SHEET_CELL_H
#define XIAOER_SHEET_CELL_H

#include <stdint.h>

#include "sheet/table.h"

/* One text, and where it stands: its cell, NULL when it was made up, and the character of the
 * cell's text at which it begins, from 0. */
struct cell_text {
	struct str text;
	const struct sheet *sheet;
	const struct cell *cell;
	unsigned at;
};

struct cell_texts {
	struct cell_text *list;
	size_t n, room;
};

enum cell_use {
	CELL_NAME,     /* a title, a group: one line */
	CELL_VALUE,    /* a number, a word of a few */
	CELL_LINES,    /* one a line */
	CELL_QUESTION, /* one a line, or between | and ## */
	CELL_WORDS,    /* keywords, between | , ; and line ends */
	CELL_PATTERNS, /* one a line */
	CELL_ANSWER    /* wordings, between lines of --- */
};

/* Adds the texts of the cell. */
void cell_read(const struct sheet_rules *rules, const struct sheet *sheet, const struct cell *cell,
    enum cell_use use, struct cell_texts *to);
void cell_texts_add(struct arena *arena, struct cell_texts *to, struct cell_text text);

/* The finding told last is about this character of the cell: its line is shown, with a caret. */
void cell_show(const struct sheet_rules *rules, const struct cell *cell, unsigned at);
static inline struct place cell_place(const struct sheet *s, const struct cell *c)
{
	return sheet_place(s, c->row, c->col);
}

/* ---- glyph.c: a cell's text as characters that know where they stood ---- */

struct glyph {
	uint32_t code;
	unsigned at;
};

struct glyphs {
	struct glyph *list;
	size_t n;
};

/* Without invisible characters, of which the first is told; line ends are \n, and within a name
 * blanks. */
struct glyphs glyphs_of(const struct sheet_rules *rules, const struct sheet *sheet,
    const struct cell *cell, struct str text);
/* from..to less blanks at both ends; empty: nothing is left. */
struct cell_text glyphs_text(struct arena *arena, const struct glyphs *g, size_t from, size_t to);
bool glyph_is_blank(uint32_t code); /* also the ideographic one, and that which does not break */
bool glyph_is_han(uint32_t code);

#endif
