/* answer.h - the placeholders of other programs in an answer, and ours in their place. */
#ifndef XIAOER_SHEET_ANSWER_H
#define XIAOER_SHEET_ANSWER_H

#include "sheet/cell.h"

/* Tells of {{name}}, ${name}, {昵称}, [昵称], 【昵称】, #昵称#, %昵称%, <昵称>; text is the text as
 * mended. */
void answer_check(const struct sheet_rules *rules, struct cell_text *text);

#endif
