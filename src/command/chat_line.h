/* chat_line.h - the lines a person types: edited with history on a terminal, plain otherwise. */
#ifndef XIAOER_COMMAND_CHAT_LINE_H
#define XIAOER_COMMAND_CHAT_LINE_H

#include "base/str.h"

struct chat_line;

struct chat_line *chat_line_open(void);
void chat_line_close(struct chat_line **l);
/* The next line without its end, good until the next call; false at the end of the input. */
bool chat_line_read(struct chat_line *l, struct str *out);

/* Waits with the prompt shown until something is typed (false) or fd can be read (true).  Where no
 * line is edited it does not wait: the next one may have been read already. */
bool chat_line_wait(struct chat_line *l, int fd);

#endif
