/* pack.h - a compact binary form for state that is stored: varints, length-prefixed text.
 *
 * The reader never runs past the end: a fault sets `bad`, and all later reads give 0 or empty. */
#ifndef XIAOER_BASE_PACK_H
#define XIAOER_BASE_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

void pack_uint(struct buf *b, uint64_t v);            /* LEB128 */
void pack_int(struct buf *b, int64_t v);              /* zigzag, then LEB128 */
void pack_str(struct buf *b, struct str s);
void pack_raw(struct buf *b, const void *p, size_t n);

struct unpack {
	const unsigned char *p, *end;
	bool bad;
};

void unpack_init(struct unpack *u, struct str from);
uint64_t unpack_uint(struct unpack *u);
int64_t unpack_int(struct unpack *u);
struct str unpack_str(struct unpack *u);              /* points into what is read */
const void *unpack_raw(struct unpack *u, size_t n);   /* NULL when there is less */
/* A count of things that take at least one byte each: bad when more than what is left. */
size_t unpack_count(struct unpack *u, size_t max);

#endif
