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
	return era * DAYS_OF_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year + day -
	       1 - DAYS_TO_1970;
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
	int of_day = (int)(ms % 86400000);
	of_day += of_day < 0 ? 86400000 : 0;
	civil_from_days(days, &year, &month, &day);
	return snprintf(out, 32, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, month, day,
	    of_day / 3600000, of_day / 60000 % 60, of_day / 1000 % 60, of_day % 1000);
}

/* Exactly n digits. */
static bool digits(struct str *s, int n, int *out)
{
	*out = 0;
	if (s->n < (size_t)n)
		return false;
	for (int i = 0; i < n; i++) {
		if (s->p[i] < '0' || s->p[i] > '9')
			return false;
		*out = *out * 10 + s->p[i] - '0';
	}
	*s = str_make(s->p + n, s->n - (size_t)n);
	return true;
}

static bool take(struct str *s, const char *any)
{
	if (s->n == 0 || *s->p == '\0' || !strchr(any, *s->p))
		return false;
	*s = str_make(s->p + 1, s->n - 1);
	return true;
}

/* 09, and behind a blank, as people write it, also 9. */
static bool hour(struct str *s, int *out)
{
	if (take(s, "Tt"))
		return digits(s, 2, out);
	return take(s, " ") && (digits(s, 2, out) || digits(s, 1, out));
}

/* "2026-11-23T11:58[:03[.123]]"; *of_second gets the milliseconds. */
static bool date_and_time(struct str *s, struct civil *c, int *of_second)
{
	int y, m, d;
	if (!digits(s, 4, &c->year) || !take(s, "-") || !digits(s, 2, &c->month) || !take(s, "-") ||
	    !digits(s, 2, &c->day) || !hour(s, &c->hour) || !take(s, ":") ||
	    !digits(s, 2, &c->minute))
		return false;
	if (take(s, ":") && !digits(s, 2, &c->second))
		return false;
	if (c->month < 1 || c->month > 12 || c->hour > 23 || c->minute > 59 || c->second > 60)
		return false;
	civil_from_days(civil_days(c->year, c->month, c->day), &y, &m, &d);
	if (c->day < 1 || d != c->day) /* the 31st of a month that has 30 */
		return false;
	if (!take(s, "."))
		return true;
	int digit, place = 100;
	if (!digits(s, 1, &digit))
		return false;
	do {
		*of_second += digit * place;
		place /= 10;
	} while (digits(s, 1, &digit));
	return true;
}

int time_parse(struct str s, const struct zone *zone, int64_t *ms)
{
	struct civil c = {0};
	int of_second = 0, hours = 0, minutes = 0;
	if (!date_and_time(&s, &c, &of_second))
		return -1;
	if (s.n == 0) {
		if (!zone)
			return -1;
		*ms = zone_ms(zone, &c) + of_second;
		return 0;
	}
	int sign = *s.p == '-' ? -1 : 1;
	if (!take(&s, "Zz")) {
		if (!take(&s, "+-") || !digits(&s, 2, &hours) || !take(&s, ":") ||
		    !digits(&s, 2, &minutes))
			return -1;
	}
	if (s.n || hours > 23 || minutes > 59)
		return -1;
	int64_t seconds = civil_days(c.year, c.month, c.day) * 86400 + c.hour * 3600 +
			  c.minute * 60 + c.second - sign * (hours * 3600 + minutes * 60);
	*ms = seconds * 1000 + of_second;
	return 0;
}

static const struct {
	const char *name;
	int64_t ms;
} units[] = {{"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}};

enum { UNITS = sizeof units / sizeof *units };

/* Larger units first, each at most once: "1h30m", not "30m1h". */
/* ".25" at s.p[*i], moved behind it: 250 thousandths; 0 when none stands there, -1 when it is none. */
static int64_t thousandths(struct str s, size_t *i)
{
	int64_t v = 0, scale = 1000;
	size_t from = *i + 1;

	if (*i >= s.n || s.p[*i] != '.')
		return 0;
	for (++*i; *i < s.n && s.p[*i] >= '0' && s.p[*i] <= '9'; ++*i) {
		scale /= 10;
		v += (s.p[*i] - '0') * scale;
	}
	return *i == from || *i - from > 3 ? -1 : v;
}

int span_parse(struct str s, int64_t *ms)
{
	int64_t sum = 0;
	size_t i = 0, unit = 0;
	while (i < s.n) {
		size_t number = i, name, u;
		int64_t v, fraction;
		while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
			i++;
		if (i == number || !str_to_int64(str_make(s.p + number, i - number), &v))
			return -1;
		fraction = thousandths(s, &i);
		name = i;
		while (i < s.n && s.p[i] >= 'a' && s.p[i] <= 'z')
			i++;
		struct str written = str_make(s.p + name, i - name);
		if (number == 0 && name == s.n)
			written = STR("s");
		for (u = unit; u < UNITS && !str_is(written, units[u].name); u++)
			;
		if (u == UNITS || fraction < 0 || (fraction && units[u].ms != 1000) ||
		    __builtin_mul_overflow(v, units[u].ms, &v) ||
		    __builtin_add_overflow(v, fraction, &v) ||
		    __builtin_add_overflow(sum, v, &sum))
			return -1;
		unit = u + 1;
	}
	if (s.n == 0)
		return -1;
	*ms = sum;
	return 0;
}
