/* place.h - where in the file a part of a pattern stands. */
#ifndef XIAOER_CHECK_PLACE_H
#define XIAOER_CHECK_PLACE_H

#include "book/book.h"

/* Of byte `at` of the pattern as written. */
struct place place_of_source(const struct pattern *p, size_t at);
/* Of byte `at` of the pattern as compiled: of the <name> whose words it is in.  Where the way back
 * is lost, the pattern's own place. */
struct place place_of_text(const struct book *book, const struct pattern *p, size_t at);

#endif
