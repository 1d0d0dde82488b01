/* file.h - a whole file as text. */
#ifndef XIAOER_BASE_FILE_H
#define XIAOER_BASE_FILE_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

/* A regular file of at most max bytes (a whole number of MB), read into the arena; a named pipe
 * does not hold it up.  -1 after an error at the file as a whole: why it cannot be read.  path
 * lives as long as diags. */
int file_read(
    const char *path, size_t max, struct arena *arena, struct diag_list *diags, struct str *out);

#endif
