/* kind.h - reads a value of a kind out of what a customer wrote, and shows one to him.
 *
 * Pure.  Texts are as written (not normalised); results are in canonical form (enum slot_kind in
 * book.h), in the arena. */
#ifndef XIAOER_BOOK_KIND_H
#define XIAOER_BOOK_KIND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"
#include "book/book.h"

/* Finds a value of the kind in text: "昨天", "11月3号", "last Friday", "3/11/2026", "1,200.5元",
 * 138-0013-8000 ...  today: civil_days() in the shop's zone, for dates; a date without a year is the
 * nearest one in the past.  false: there is none. */
bool kind_read(
    enum slot_kind kind, struct str text, int32_t today, struct arena *arena, struct str *value);
/* As a customer shall read it: dates by the book's calendar; everything else as it stands. */
struct str kind_show(
    enum slot_kind kind, struct str value, const struct settings *set, struct arena *arena);
const char *kind_name(enum slot_kind kind); /* "date": as books write it */
extern const char *const kind_names[];      /* by enum slot_kind, ends with NULL */
int kind_parse(struct str name, enum slot_kind *out); /* -1: no kind */
/* Two dates a span apart and so on are condition.c's; this is the canonical text and its days. */
int kind_date_days(struct str value, int32_t *days); /* -1: no date */
struct str kind_date_text(int32_t days, struct arena *arena); /* empty: not in years 1 to 9999 */
/* By the calendar setting: "11月3日". */
struct str kind_date_show(int32_t days, const struct settings *set, struct arena *arena);

#endif
