/* buf.h - a growing run of bytes with a maximum.
 *
 * What would pass the maximum sets `failed` and adds nothing; everything after it adds nothing either, so a
 * writer checks once at the end.  p[n] is always a NUL once something was added. */
#ifndef XIAOER_BASE_BUF_H
#define XIAOER_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

struct buf {
	char *p;
	size_t n, cap, max;
	bool failed;
};

void buf_init(struct buf *b, size_t max);            /* allocates nothing yet */
void buf_free(struct buf *b);                        /* back to as after buf_init */
void buf_clear(struct buf *b);                       /* empty, memory kept */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_adds(struct buf *b, struct str s);
void buf_addz(struct buf *b, const char *z);
void buf_addc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static inline struct str buf_str(const struct buf *b)
{
	return str_make(b->p, b->n);
}

#endif
