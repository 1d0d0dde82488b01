/* slug.h - a text as an id or the name of a file: letters and digits of any script, - between them.
 *
 * The same text gives the same slug; other texts may give it too. */
#ifndef XIAOER_SHEET_SLUG_H
#define XIAOER_SHEET_SLUG_H

#include "base/arena.h"
#include "base/str.h"

struct normaliser;

enum { SLUG_CHARS = 40 };

/* At most SLUG_CHARS characters; empty when the text has no letter and no digit. */
struct str slug(const struct normaliser *n, struct arena *arena, struct str text);

#endif
