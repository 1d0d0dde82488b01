/* zone_rule.h - the POSIX TZ string at the end of a TZif file: "EST5EDT,M3.2.0,M11.1.0"; for zone.c
 * alone. */
#ifndef XIAOER_BASE_ZONE_RULE_H
#define XIAOER_BASE_ZONE_RULE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

/* One change a year.  kind 'M': the week'th (5: last) weekday (0 Sunday) of month; 'J': day 1-365
 * that never counts February 29; 'n': day 0-365 that does. */
struct zone_change {
	char kind;
	int month, week, day;
	int32_t
	    second; /* of the day, on the clock before the change; may be negative or past a day */
};

struct zone_rule {
	int32_t standard, summer; /* seconds east of UTC */
	bool changes;
	struct zone_change start, end; /* of summer time */
};

bool zone_rule_parse(struct zone_rule *r, struct str text);
int32_t zone_rule_offset(const struct zone_rule *r, int64_t t);

#endif
