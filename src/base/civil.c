/* civil.c - the calendar's arithmetic, and times and spans as text (declared in zone.h). */
#include <stdio.h>

#include "base/zone.h"

enum { DAYS_OF_400_YEARS = 146097, DAYS_TO_1970 = 719468 }; /* from 0000-03-01 */

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* Years that begin in March end with the leap day; 400 of them always have the same length. */
int64_t civil_days(int year, int month, int day)
{
	int64_t months = (int64_t)year * 12 + month - 3; /* from March of year 0 */
	int64_t y = floor_div(months, 12), m = months - y * 12;
	int64_t era = floor_div(y, 400), of_era = y - era * 400;
	int64_t of_year = (153 * m + 2) / 5;
	return era * DAYS_OF_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year + day - 1 -
	    DAYS_TO_1970;
}

void civil_from_days(int64_t days, int *year, int *month, int *day)
{
	days += DAYS_TO_1970;
	int64_t era = floor_div(days, DAYS_OF_400_YEARS), of_era = days - era * DAYS_OF_400_YEARS;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;
	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(era * 400 + y + (*month <= 2));
}

int civil_weekday(int64_t days)
{
	int64_t of_week = (days + 3) % 7; /* 1970-01-01 was a Thursday */
	return (int)(of_week < 0 ? of_week + 8 : of_week + 1);
}

int time_format(int64_t ms, char *out)
{
	int year, month, day;
	int64_t days = floor_div(ms, 86400000);
	int of_day = (int)(ms - days * 86400000);
	civil_from_days(days, &year, &month, &day);
	return snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, month, day,
	    of_day / 3600000, of_day / 60000 % 60, of_day / 1000 % 60, of_day % 1000);
}

static const struct {
	const char *name;
	int64_t ms;
} units[] = {{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};

enum { UNITS = sizeof units / sizeof *units };

/* Larger units first, each at most once: "1h30m", not "30m1h". */
int span_parse(struct str s, int64_t *ms)
{
	int64_t sum = 0;
	size_t i = 0, unit = 0;
	while (i < s.n) {
		size_t number = i, name, u;
		int64_t v;
		while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
			i++;
		if (i == number || !str_to_int64(str_make(s.p + number, i - number), &v))
			return -1;
		name = i;
		while (i < s.n && s.p[i] >= 'a' && s.p[i] <= 'z')
			i++;
		struct str written = str_make(s.p + name, i - name);
		if (number == 0 && name == s.n)
			written = STR("s");
		for (u = unit; u < UNITS && !str_is(written, units[u].name); u++)
			;
		if (u == UNITS || __builtin_mul_overflow(v, units[u].ms, &v) ||
		    __builtin_add_overflow(sum, v, &sum))
			return -1;
		unit = u + 1;
	}
	if (s.n == 0)
		return -1;
	*ms = sum;
	return 0;
}
