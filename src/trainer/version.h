/* version.h - the files of one version of a book: put in order, told apart, loaded.
 *
 * Pure.  Its name, 12 hex digits, comes from loading it (book.h) and is made of the book's own files
 * alone; its content is made of all of them, the dialogue tests too. */
#ifndef XIAOER_TRAINER_VERSION_H
#define XIAOER_TRAINER_VERSION_H

#include "book/load.h"

enum { VERSION_CONTENT = 32, VERSION_NAME_MAX = 261, VERSION_FILES_MAX = 8192 };

/* "shipping.yaml" or "tests/shipping.yaml": safe to be written within a folder. */
bool version_is_name(struct str name);
/* Sorts files as a folder gives them: the book's own by name, then its tests.  NULL, or a sentence
 * (in the arena) that says why they are no files of a book. */
const char *version_arrange(
    struct book_file *files, size_t n, struct arena *arena, struct book_files *out);
void version_content(const struct book_files *f, unsigned char out[VERSION_CONTENT]);
/* As book_load_files().  name: of the book; places say NAME/shipping.yaml, or shipping.yaml when `bare`. */
struct book *version_load(const struct book_files *f, struct str name, bool bare,
    const struct book_options *options, struct diag_list *diags);

#endif
