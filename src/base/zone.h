/* zone.h - time zones and civil time, without touching the process's own TZ.
 *
 * Reads TZif files (RFC 9636, versions 1-4, with the POSIX TZ footer for times past the table) from
 * /usr/share/zoneinfo or $TZDIR.  A zone never changes once loaded: threads share it.
 * "Asia/Shanghai" needs no file: it is built in, as a fixed +08:00, in case the file is missing; so is "UTC". */
#ifndef XIAOER_BASE_ZONE_H
#define XIAOER_BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct zone;

struct civil {
	int year, month, day;       /* month 1-12 */
	int hour, minute, second;
	int weekday;                /* 1 Monday ... 7 Sunday */
	int offset_s;               /* east of UTC */
};

struct zone *zone_load(const char *name);             /* NULL: no such zone or not readable */
void zone_free(struct zone **z);
struct civil zone_civil(const struct zone *z, int64_t ms);
/* The moment a clock on the wall shows this; a time that is skipped gives the moment at which the gap ends,
 * one that comes twice the first.  weekday and offset_s are ignored; day and minute may be out of range (day 32). */
int64_t zone_ms(const struct zone *z, const struct civil *c);

int64_t civil_days(int year, int month, int day);     /* days since 1970-01-01, proleptic Gregorian */
void civil_from_days(int64_t days, int *year, int *month, int *day);
int civil_weekday(int64_t days);                      /* 1 Monday ... 7 Sunday */

/* RFC 3339 with an offset or Z, fractions to the millisecond; also without an offset when zone is given
 * ("2026-11-23 9:00", "2026-11-23T11:58:03").  -1 when it is none. */
int time_parse(struct str s, const struct zone *zone, int64_t *ms);
/* "2026-11-23T10:00:00.123Z"; out holds at least 32 bytes.  Returns its length. */
int time_format(int64_t ms, char *out);
/* A span: "500ms", "90s", "1.5s", "5m", "2h", "3d", "1h30m", or a bare number of seconds; seconds
 * may have a fraction of three digits at most.  -1 when it is none. */
int span_parse(struct str s, int64_t *ms);

#endif
