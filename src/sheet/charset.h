/* charset.h - text files in whatever encoding they come, through iconv.
 *
 * Pure; the only file that knows iconv's names is charset.c. */
#ifndef XIAOER_SHEET_CHARSET_H
#define XIAOER_SHEET_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

enum { CHARSET_BAD_MAX = 50 };

struct charset_text {
	struct str
	    text; /* UTF-8, without a byte order mark and NUL; U+FFFD for what cannot be read */
	const char *charset;         /* "UTF-8", "UTF-16LE", "GB18030", ... */
	size_t bad[CHARSET_BAD_MAX]; /* bytes of text where such a U+FFFD stands: the first ones */
	size_t bad_n;                /* of all */
};

/* Is the name one that can be read and written? */
bool charset_known(const char *charset);
/* charset NULL: by the byte order mark; else UTF-8 when all of it is that, UTF-16 when it is full
 * of NULs, else GB18030, which has GBK and GB2312 in it.  The text lives in the arena.  -1: the
 * charset is not known. */
int charset_decode(
    struct str bytes, const char *charset, struct arena *arena, struct charset_text *out);
/* The text in the charset; -1 when it is not known or has no place for a character: *where then is
 * its byte. */
int charset_encode(struct str text, const char *charset, struct buf *out, size_t *where);

#endif
