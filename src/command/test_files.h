/* test_files.h - files that `xiaoer test` reads. */
#ifndef XIAOER_COMMAND_TEST_FILES_H
#define XIAOER_COMMAND_TEST_FILES_H

#include "base/arena.h"
#include "base/diag.h"

/* The whole of a file, or -1 after an error in diags.  path must live as long as diags. */
int test_file_read(const char *path, struct arena *arena, struct diag_list *diags, struct str *out);
/* BOOK/tests/ *.yaml in order of name; none when there is no such folder. */
size_t test_files_of(const char *book, struct arena *arena, const char ***out);

#endif
