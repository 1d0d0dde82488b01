/* zone_rule.c - the yearly rule of a zone. */
#include "base/zone_rule.h"

#include "base/zone.h"

enum { DAY = 86400 };

struct reader {
	const char *p, *end;
};

static bool take(struct reader *r, char c)
{
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	return true;
}

static bool number(struct reader *r, int least, int most, int *out)
{
	int v = 0;
	const char *start = r->p;
	while (r->p < r->end && *r->p >= '0' && *r->p <= '9' && r->p - start < 4)
		v = v * 10 + *r->p++ - '0';
	*out = v;
	return r->p > start && v >= least && v <= most;
}

/* "<+0330>" or at least three letters. */
static bool skip_name(struct reader *r)
{
	const char *start = r->p;
	if (take(r, '<')) {
		while (r->p < r->end && *r->p != '>')
			r->p++;
		return take(r, '>');
	}
	while (r->p < r->end && (*r->p | 0x20) >= 'a' && (*r->p | 0x20) <= 'z')
		r->p++;
	return r->p - start >= 3;
}

/* [+-]h[h[h]][:mm[:ss]] */
static bool time_of(struct reader *r, int most_hours, int32_t *out)
{
	int hours, minutes = 0, seconds = 0;
	bool minus = take(r, '-');
	if (!minus)
		take(r, '+');
	if (!number(r, 0, most_hours, &hours))
		return false;
	if (take(r, ':') && !number(r, 0, 59, &minutes))
		return false;
	if (take(r, ':') && !number(r, 0, 59, &seconds))
		return false;
	*out = (int32_t)(hours * 3600 + minutes * 60 + seconds) * (minus ? -1 : 1);
	return true;
}

static bool change(struct reader *r, struct zone_change *c)
{
	c->second = 7200;
	if (!take(r, ','))
		return false;
	if (take(r, 'M')) {
		c->kind = 'M';
		if (!number(r, 1, 12, &c->month) || !take(r, '.') || !number(r, 1, 5, &c->week) ||
		    !take(r, '.') || !number(r, 0, 6, &c->day))
			return false;
	} else if (take(r, 'J')) {
		c->kind = 'J';
		if (!number(r, 1, 365, &c->day))
			return false;
	} else {
		c->kind = 'n';
		if (!number(r, 0, 365, &c->day))
			return false;
	}
	return !take(r, '/') || time_of(r, 167, &c->second);
}

bool zone_rule_parse(struct zone_rule *rule, struct str text)
{
	struct reader r = {text.p, text.p + text.n};
	int32_t west;
	*rule = (struct zone_rule){0};
	if (!skip_name(&r) || !time_of(&r, 24, &west))
		return false;
	rule->standard = rule->summer = -west;
	if (r.p == r.end)
		return true;
	if (!skip_name(&r))
		return false;
	rule->changes = true;
	rule->summer = rule->standard + 3600;
	if (r.p < r.end && *r.p != ',') {
		if (!time_of(&r, 24, &west))
			return false;
		rule->summer = -west;
	}
	return change(&r, &rule->start) && change(&r, &rule->end) && r.p == r.end;
}

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The change of a year on the wall clock before it, as seconds since 1970. */
static int64_t change_in(const struct zone_change *c, int year)
{
	int64_t day = civil_days(year, 1, 1);
	if (c->kind == 'J') {
		day += c->day - 1 + (is_leap(year) && c->day > 59);
	} else if (c->kind == 'n') {
		day += c->day;
	} else {
		int64_t first = civil_days(year, c->month, 1),
			after = civil_days(year, c->month + 1, 1);
		int64_t to =
		    (c->day - civil_weekday(first) + 7) % 7; /* Sunday is 0 here, 7 there */
		day = first + to + (c->week - 1) * 7;
		while (day >= after)
			day -= 7;
	}
	return day * DAY + c->second;
}

int32_t zone_rule_offset(const struct zone_rule *r, int64_t t)
{
	int year, month, day;
	if (!r->changes)
		return r->standard;
	int64_t local = t + r->standard;
	civil_from_days(local / DAY - (local % DAY < 0), &year, &month, &day);
	int64_t start = change_in(&r->start, year) - r->standard;
	int64_t end = change_in(&r->end, year) - r->summer;
	bool summer = start < end ? t >= start && t < end : t >= start || t < end;
	return summer ? r->summer : r->standard;
}
