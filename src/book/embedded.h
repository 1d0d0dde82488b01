/* embedded.h - the books inside the binary, made by scripts/embed: the files of a book stand
 * together, in order of name. */
#ifndef XIAOER_BOOK_EMBEDDED_H
#define XIAOER_BOOK_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
	const char *name; /* "phrases/zh-CN/shipping.yaml" */
	const char *data; /* not to be freed; a NUL follows, not counted */
	size_t size;
};

extern const struct embedded_file embedded_files[];
extern const size_t embedded_count;

#endif
