/* utf8.h - walking and checking UTF-8 (RFC 3629: no surrogates, nothing overlong, at most U+10FFFF). */
#ifndef XIAOER_BASE_UTF8_H
#define XIAOER_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

bool utf8_valid(struct str s);
size_t utf8_first_bad(struct str s);                 /* byte offset of the first fault; s.n when there is none */
/* The code point at s.p[*i], *i moved behind it.  s must be valid and *i < s.n. */
uint32_t utf8_next(struct str s, size_t *i);
size_t utf8_put(uint32_t code, char out[4]);         /* bytes written; U+FFFD for what is no character */
size_t utf8_length(struct str s);                    /* code points in a valid text */
/* The longest beginning of s with at most max code points; never cuts one. */
struct str utf8_head(struct str s, size_t max);
unsigned utf8_width(uint32_t code);                  /* columns on a terminal: 0, 1 or 2 (East Asian wide) */
size_t utf8_columns(struct str s);                   /* of all of it; bytes, when it is not valid */
/* What to give printf as the width of s that it shall fill so many columns: printf counts bytes. */
int utf8_field(struct str s, size_t columns);
/* Blanks in the place of what a terminal obeys: the controls of ASCII, line ends among them, and those
 * from U+0080 to U+009F.  p may be no UTF-8; its length stays. */
void utf8_tame(char *p, size_t n);

#endif
