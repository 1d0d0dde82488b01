/* zip.h - the parts of a ZIP archive, read piece by piece within limits.
 *
 * The only file that knows libzip's names is zip.c.  Names of parts are looked up, never used
 * as paths. */
#ifndef XIAOER_SHEET_ZIP_H
#define XIAOER_SHEET_ZIP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct sheet_zip;

enum {
	ZIP_PARTS_MAX = 10000,
	ZIP_UNPACKED_MAX = 256 << 20 /* bytes read from all parts together */
};

/* bytes live as long as the archive.  NULL: *why says what is wrong with it. */
struct sheet_zip *sheet_zip_open(struct str bytes, const char **why);
void sheet_zip_close(struct sheet_zip **z);
/* Gives the part's bytes to take() in order, until that returns not 0.  0; 1: no such part; -1:
 * *why (packed in a way nobody knows, damaged, encrypted, over the limit), or take() stopped it
 * (then *why is NULL). */
int sheet_zip_read(struct sheet_zip *z, const char *name,
    int (*take)(void *ctx, const char *p, size_t n), void *ctx, const char **why);
bool sheet_zip_has(const struct sheet_zip *z, const char *name);

#endif
