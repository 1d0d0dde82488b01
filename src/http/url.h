/* url.h - the target of a request taken apart: path segments and query values, percent-decoded.
 * Pure. */
#ifndef XIAOER_HTTP_URL_H
#define XIAOER_HTTP_URL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

/* "/a/b?c=d", also in its absolute form "http://host/a/b?c=d". */
void url_split(struct str target, struct str *path, struct str *query);
/* -1: a broken escape, %00, or the result is not UTF-8.  plus: a + is a blank (queries).  What
 * needs no decoding is not copied. */
int url_decode(struct str raw, bool plus, struct arena *arena, struct str *out);
/* The value of the first parameter of that name: 1; 0 there is none; -1 its value cannot be
 * decoded. */
int url_query(struct str query, const char *name, struct arena *arena, struct str *out);

#endif
