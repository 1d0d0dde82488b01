/* sign.h - where the texts of a cell are parted: what a sign between them means, by what the cell is for. */
#ifndef XIAOER_SHEET_SIGN_H
#define XIAOER_SHEET_SIGN_H

#include "sheet/cell.h"

/* What a sign between two texts is: no separator; one; one that is a slip of the keyboard, and
 * taken for one when that is wanted; or one that may as well belong to the text. */
enum sign { SIGN_TEXT, SIGN_PARTS, SIGN_SLIP, SIGN_MAYBE };

/* The sign at i, and how many glyphs it has.  lines: the cell has several lines; depth: of the brackets
 * it stands in. */
enum sign sign_at(const struct glyphs *g, size_t i, enum cell_use use, bool lines, unsigned depth,
    size_t *length);

#endif
