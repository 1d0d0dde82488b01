/* json_scan.h - the grammar of RFC 8259 as json_parse() wants it; for json.c alone. */
#ifndef XIAOER_BASE_JSON_SCAN_H
#define XIAOER_BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

enum { JSON_DEPTH = 64 };

/* Is text one JSON value in UTF-8, no deeper than JSON_DEPTH, without NUL characters?  If not,
 * *where is the byte of the first fault. */
bool json_scan(struct str text, size_t *where);

#endif
