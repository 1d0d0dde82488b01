/* settings_hours.c - opening hours as a person writes them: "9:00-12:00, 14:00-18:00", mon-fri,
 * 2026-10-01..2026-10-07. */
#include "base/intl.h"
#include "base/utf8.h"
#include "base/zone.h"
#include "book/settings_internal.h"

static const char *const days[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/* The text up to the mark, *rest behind it; all of it and an empty rest when there is no mark. */
static struct str split(struct str s, const char *mark, struct str *rest)
{
	size_t n = strlen(mark);
	const char *at = s.n ? memmem(s.p, s.n, mark, n) : NULL;

	*rest = at ? str_make(at + n, s.n - (size_t)(at - s.p) - n) : (struct str){0};
	return str_trim(at ? str_make(s.p, (size_t)(at - s.p)) : s);
}

static int parse_minute(struct str s, int *minute)
{
	struct str rest, hour = split(s, ":", &rest);
	int64_t h, m;

	rest = str_trim(rest);
	if (!hour.n || hour.n > 2 || rest.n != 2 || hour.p[0] == '+' || rest.p[0] == '+' ||
	    !str_to_int64(hour, &h) || !str_to_int64(rest, &m))
		return -1;
	if (h < 0 || m < 0 || m > 59 || h > 24 || (h == 24 && m))
		return -1;
	*minute = (int)(h * 60 + m);
	return 0;
}

/* What is to be written instead, besides hours. */
static const char *more_hours(struct str s)
{
	static const char *const closed[] = {"closed"};

	if (utf8_length(s) < s.n)
		return _(", all in plain (half-width) signs");
	return diag_nearest(s, closed, 1) ? _(" or closed") : "";
}

static int parse_interval(struct settings_reader *r, struct place at, struct str s,
    struct interval *out)
{
	struct str to, from = split(s, "-", &to);

	if (parse_minute(from, &out->from) || parse_minute(str_trim(to), &out->to))
		return diag_error(r->diags, at, "'%.*s' is no time of opening; write 9:00-18:00%s",
		    STR_ARG(s), more_hours(s));
	if (out->from >= out->to)
		return diag_error(r->diags, at,
		    "'%.*s' ends before it begins; hours over midnight are written on both days: "
		    "22:00-24:00 and 0:00-6:00",
		    STR_ARG(s));
	return 0;
}

static int add_interval(struct settings_reader *r, struct place at, struct str part,
    struct day_hours *out)
{
	struct interval one;

	if (parse_interval(r, at, part, &one))
		return -1;
	if (out->n && one.from < out->open[out->n - 1].to)
		return diag_error(r->diags, at, "'%.*s' begins before the hours in front of it end",
		    STR_ARG(part));
	if (out->n && one.from == out->open[out->n - 1].to) {
		out->open[out->n - 1].to = one.to;
		return 0;
	}
	if (out->n == INTERVALS_MAX)
		return diag_error(r->diags, at, "a day has at most %d intervals", INTERVALS_MAX);
	out->open[out->n++] = one;
	return 0;
}

static int read_day(struct settings_reader *r, const struct yaml *v, struct day_hours *out)
{
	struct str text, rest;

	out->n = 0;
	if (yaml_text(v, _("the hours of a day"), r->diags, &text))
		return -1;
	text = str_trim(text);
	if (str_is(text, "closed"))
		return 0;
	if (!text.n)
		return diag_error(
		    r->diags, v->at, "the hours of a day are missing: write 9:00-18:00, or closed");
	for (rest = text; rest.n;) {
		struct str part = split(rest, ",", &rest);

		if (add_interval(r, v->at, part, out))
			return -1;
	}
	return 0;
}

static int day_of(struct settings_reader *r, struct place at, struct str name)
{
	const char *near;

	for (int i = 0; i < 7; i++)
		if (str_is(name, days[i]))
			return i;
	near = diag_nearest(name, days, 7);
	return diag_error(r->diags, at,
	    "unknown weekday '%.*s'%s (days are mon tue wed thu fri sat sun)", STR_ARG(name),
	    diag_hint(near, r->arena));
}

static int read_days(struct settings_reader *r, const struct yaml_member *m, bool seen[7])
{
	struct str to, from = split(m->key, "-", &to);
	struct day_hours hours;
	int first = day_of(r, m->key_at, from);
	int last = to.n ? day_of(r, m->key_at, str_trim(to)) : first;

	if (read_day(r, m->value, &hours) || first < 0 || last < 0)
		return -1;
	for (int day = first;; day = (day + 1) % 7) {
		if (seen[day])
			return diag_error(
			    r->diags, m->key_at, "%s has its hours already", days[day]);
		seen[day] = true;
		r->s->week[day] = hours;
		if (day == last)
			return 0;
	}
}

int settings_read_week(struct settings_reader *r, const struct yaml *v)
{
	bool seen[7] = {false};
	int rc = 0;

	if (v->type != YAML_MAP)
		return diag_error(
		    r->diags, v->at, "week is a map: {mon-fri: \"9:00-18:00\", sun: closed}");
	for (int i = 0; i < 7; i++)
		r->s->week[i].n = 0;
	r->s->week_at = v->at;
	for (size_t i = 0; i < v->size; i++)
		rc |= read_days(r, &v->members[i], seen);
	return rc;
}

int settings_read_lunch(struct settings_reader *r, const struct yaml *v)
{
	struct str text;

	r->s->lunch = (struct interval){0};
	if (yaml_is_nothing(v))
		return 0;
	if (yaml_text(v, "lunch", r->diags, &text) ||
	    parse_interval(r, v->at, str_trim(text), &r->s->lunch))
		return -1;
	r->s->lunch_at = v->at;
	return 0;
}

int settings_read_makeup(struct settings_reader *r, const struct yaml *v)
{
	return read_day(r, v, &r->s->makeup);
}

static bool digits(struct str s, size_t n, int *out)
{
	int v = 0;

	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		v = v * 10 + (s.p[i] - '0');
	}
	*out = v;
	return true;
}

static int parse_date(struct settings_reader *r, struct place at, struct str s, int32_t *out)
{
	int year, month, day, y, m, d;
	int64_t n;

	if (s.n != 10 || s.p[4] != '-' || s.p[7] != '-' || !digits(str_make(s.p, 4), 4, &year) ||
	    !digits(str_make(s.p + 5, 2), 2, &month) || !digits(str_make(s.p + 8, 2), 2, &day) ||
	    month < 1 || month > 12 || day < 1)
		return diag_error(r->diags, at, "'%.*s' is no date; write 2026-10-01", STR_ARG(s));
	n = civil_days(year, month, day);
	civil_from_days(n, &y, &m, &d);
	if (d != day)
		return diag_error(r->diags, at, "there is no day '%.*s'", STR_ARG(s));
	*out = (int32_t)n;
	return 0;
}

static int read_range(struct settings_reader *r, const struct yaml *v, struct date_range *out)
{
	struct str text, from, to;

	if (yaml_text(v, _("a date"), r->diags, &text))
		return -1;
	from = split(text, "..", &to);
	if (parse_date(r, v->at, from, &out->from))
		return -1;
	out->to = out->from;
	if (to.n && parse_date(r, v->at, str_trim(to), &out->to))
		return -1;
	if (out->to < out->from)
		return diag_error(r->diags, v->at, "'%.*s' ends before it begins", STR_ARG(text));
	return 0;
}

static int read_dates(struct settings_reader *r, const struct yaml *v, const char *what,
    struct date_range **out, size_t *n)
{
	struct date_range *ranges;
	int rc = 0;

	*n = 0;
	if (yaml_is_nothing(v))
		return 0;
	if (v->type != YAML_LIST)
		return diag_error(r->diags, v->at,
		    "%s is a list of dates: [2026-10-01..2026-10-07, 2027-01-01]", what);
	if (v->size > DATES_MAX)
		return diag_error(r->diags, v->at, "%s has more than %d dates", what, DATES_MAX);
	ranges = ARENA_ARRAY(r->arena, struct date_range, v->size);
	for (size_t i = 0; i < v->size; i++)
		rc |= read_range(r, v->members[i].value, &ranges[i]);
	*out = ranges;
	*n = v->size;
	return rc;
}

int settings_read_holidays(struct settings_reader *r, const struct yaml *v)
{
	return read_dates(r, v, "holidays", &r->s->holidays, &r->s->holidays_n);
}

int settings_read_workdays(struct settings_reader *r, const struct yaml *v)
{
	r->s->workdays_at = v->at;
	return read_dates(r, v, "workdays", &r->s->workdays, &r->s->workdays_n);
}

static bool within(struct interval inner, const struct day_hours *day)
{
	for (size_t i = 0; i < day->n; i++)
		if (day->open[i].from <= inner.from && inner.to <= day->open[i].to)
			return true;
	return false;
}

static int check_dates(const struct settings *s, struct place at, struct diag_list *diags)
{
	int y, m, d;

	for (size_t i = 0; i < s->workdays_n; i++) {
		for (size_t k = 0; k < s->holidays_n; k++) {
			const struct date_range *work = &s->workdays[i], *rest = &s->holidays[k];

			if (work->from > rest->to || rest->from > work->to)
				continue;
			civil_from_days(
			    work->from > rest->from ? work->from : rest->from, &y, &m, &d);
			return diag_error(diags, s->workdays_at.file ? s->workdays_at : at,
			    "%04d-%02d-%02d is both a holiday and a working day", y, m, d);
		}
	}
	return 0;
}

int settings_check_hours(const struct settings *s, struct place at, struct diag_list *diags)
{
	bool open = false, lunch_fits = false;
	int rc = 0;

	if (s->always_open || s->hours_unsure)
		return 0;
	for (int i = 0; i < 7; i++) {
		open = open || s->week[i].n;
		lunch_fits = lunch_fits || within(s->lunch, &s->week[i]);
	}
	if (!open)
		return diag_error(diags, s->week_at.file ? s->week_at : at,
		    "hours are never open: `week:` says when, as in {mon-fri: \"9:00-18:00\"}");
	if (s->lunch.from < s->lunch.to && !lunch_fits)
		rc = diag_error(diags, s->lunch_at.file ? s->lunch_at : at,
		    "lunch lies outside the opening hours of every day");
	return rc | check_dates(s, at, diags);
}

/* ---- the words of the calendar ---- */

int settings_read_weekdays(struct settings_reader *r, const struct yaml *v)
{
	if (v->type != YAML_LIST || v->size != 7)
		return diag_error(
		    r->diags, v->at, "weekdays is a list of seven names, Monday first");
	for (size_t i = 0; i < 7; i++) {
		struct str text;

		if (yaml_text(v->members[i].value, _("a weekday"), r->diags, &text))
			return -1;
		if (!str_trim(text).n)
			return diag_error(
			    r->diags, v->members[i].value->at, "a weekday's name is empty");
		r->s->weekdays[i] = arena_str(r->arena, text);
	}
	return 0;
}

int settings_read_date_format(struct settings_reader *r, const struct yaml *v)
{
	struct str text;

	if (yaml_text(v, "date", r->diags, &text))
		return -1;
	if (!memmem(text.p, text.n, "{month}", 7) || !memmem(text.p, text.n, "{day}", 5))
		return diag_error(
		    r->diags, v->at, "date holds {month} and {day}, as in \"{month}月{day}日\"");
	r->s->date_format = arena_str(r->arena, text);
	return 0;
}
