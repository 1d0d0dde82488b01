/* line_diff.h - in which lines two texts differ.
 *
 * Pure.  As few lines as can be, unless the texts have so little in common that finding those would
 * take long. */
#ifndef XIAOER_TRAINER_LINE_DIFF_H
#define XIAOER_TRAINER_LINE_DIFF_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"

/* Lines from a on, a_n of them, stand in the other text as those from b on; counted from 0. */
struct line_change {
	size_t a, a_n, b, b_n;
};

/* In order, in the arena; how many. */
size_t line_diff(struct str a, struct str b, struct arena *arena, struct line_change **out);
/* As `diff -u` does, with three lines around; nothing when they are equal.  A name may be NULL: there
 * is no such file. */
void line_diff_print(const char *a_name, struct str a, const char *b_name, struct str b, FILE *to,
    bool colour);

#endif
