/* hours.c - opening hours as runs of open time and lunch, day by day.
 *
 * A day gives at most a handful of segments; the questions walk from segment to segment, at most a
 * year far. */
#include "dialogue/hours.h"

#include "base/buf.h"
#include "base/zone.h"
#include "book/kind.h"

enum { DAY_MINUTES = 1440, YEAR_DAYS = 366, SEGMENTS_MAX = 3 * INTERVALS_MAX, TEXT_MAX = 1024 };

struct segment {
	int64_t from, to; /* ms */
	bool lunch;
};

struct segments {
	struct segment list[SEGMENTS_MAX];
	size_t n;
};

static int64_t day_of(const struct settings *s, int64_t ms)
{
	struct civil c = zone_civil(s->zone, ms);
	return civil_days(c.year, c.month, c.day);
}

static bool has_day(const struct date_range *ranges, size_t n, int64_t day)
{
	for (size_t i = 0; i < n; i++)
		if (ranges[i].from <= day && day <= ranges[i].to)
			return true;
	return false;
}

/* A make-up day wins over a holiday: it is the exception to the exception. */
static const struct day_hours *hours_of(const struct settings *s, int64_t day)
{
	static const struct day_hours none;
	if (has_day(s->workdays, s->workdays_n, day))
		return s->makeup.n ? &s->makeup : &s->week[0];
	if (has_day(s->holidays, s->holidays_n, day))
		return &none;
	return &s->week[civil_weekday(day) - 1];
}

static struct interval overlap(struct interval a, struct interval b)
{
	struct interval both = {a.from > b.from ? a.from : b.from, a.to < b.to ? a.to : b.to};
	return both.from < both.to ? both : (struct interval){0, 0};
}

struct day {
	const struct settings *s;
	struct civil date;
	int64_t begin;
	bool plain; /* 24 hours long: a minute of it is found without asking the zone */
};

static int64_t moment(const struct day *d, int minute)
{
	struct civil c = d->date;
	if (d->plain)
		return d->begin + minute * 60000LL;
	c.minute = minute;
	return zone_ms(d->s->zone, &c);
}

static struct day day_make(const struct settings *s, int64_t day)
{
	struct day d = {.s = s};
	civil_from_days(day, &d.date.year, &d.date.month, &d.date.day);
	d.begin = moment(&d, 0);
	d.plain = moment(&d, DAY_MINUTES) - d.begin == DAY_MINUTES * 60000LL;
	return d;
}

/* Hours that the clocks skip are none. */
static void add(struct segments *to, const struct day *d, int from, int end, bool lunch)
{
	struct segment g = {.lunch = lunch};
	if (from >= end)
		return;
	g.from = moment(d, from);
	g.to = moment(d, end);
	if (g.from < g.to)
		to->list[to->n++] = g;
}

static void segments_of(const struct settings *s, int64_t day, struct segments *out)
{
	const struct day_hours *h = hours_of(s, day);
	out->n = 0;
	if (h->n == 0)
		return;
	struct day d = day_make(s, day);
	for (size_t i = 0; i < h->n; i++) {
		struct interval open = h->open[i], lunch = overlap(open, s->lunch);
		if (lunch.to == 0) {
			add(out, &d, open.from, open.to, false);
			continue;
		}
		add(out, &d, open.from, lunch.from, false);
		add(out, &d, lunch.from, lunch.to, true);
		add(out, &d, lunch.to, open.to, false);
	}
}

/* The segment that holds `at`, or the first one after it. */
static bool segment_from(const struct settings *s, int64_t at, struct segment *out)
{
	int64_t today = day_of(s, at);
	struct segments day;
	for (int64_t d = today; d <= today + YEAR_DAYS; d++) {
		segments_of(s, d, &day);
		for (size_t i = 0; i < day.n; i++) {
			if (day.list[i].to <= at)
				continue;
			*out = day.list[i];
			return true;
		}
	}
	return false;
}

/* The last segment that began before `at`. */
static bool segment_before(const struct settings *s, int64_t at, struct segment *out)
{
	int64_t today = day_of(s, at);
	struct segments day;
	for (int64_t d = today; d >= today - YEAR_DAYS; d--) {
		segments_of(s, d, &day);
		for (size_t i = day.n; i-- > 0;) {
			if (day.list[i].from >= at)
				continue;
			*out = day.list[i];
			return true;
		}
	}
	return false;
}

/* Segments that touch (over midnight, or two intervals end to end) are one run. */
static int64_t run_end(const struct settings *s, struct segment g)
{
	struct segment next;
	int64_t limit = g.to + YEAR_DAYS * 86400000LL;
	while (segment_from(s, g.to, &next) && next.from == g.to && next.lunch == g.lunch) {
		if (next.to > limit)
			return 0;
		g = next;
	}
	return g.to;
}

static int64_t run_begin(const struct settings *s, struct segment g)
{
	struct segment before;
	int64_t limit = g.from - YEAR_DAYS * 86400000LL;
	while (
	    segment_before(s, g.from, &before) && before.to == g.from && before.lunch == g.lunch) {
		if (before.from < limit)
			return 0;
		g = before;
	}
	return g.from;
}

static int64_t next_open(const struct settings *s, int64_t at)
{
	struct segment g;
	while (segment_from(s, at, &g)) {
		if (!g.lunch)
			return g.from > at ? g.from : at;
		at = g.to;
	}
	return 0;
}

enum hours_state hours_state_at(const struct settings *s, int64_t now)
{
	struct segments day;
	if (s->always_open)
		return HOURS_OPEN;
	segments_of(s, day_of(s, now), &day);
	for (size_t i = 0; i < day.n; i++)
		if (day.list[i].from <= now && now < day.list[i].to)
			return day.list[i].lunch ? HOURS_LUNCH : HOURS_OPEN;
	return HOURS_CLOSED;
}

struct hours_now hours_at(const struct settings *s, int64_t now)
{
	struct hours_now h = {.state = HOURS_OPEN, .opens = now};
	struct segment g;
	if (s->always_open)
		return h;
	bool any = segment_from(s, now, &g);
	if (any && g.from <= now) {
		h.state = g.lunch ? HOURS_LUNCH : HOURS_OPEN;
		h.since = run_begin(s, g);
		h.until = run_end(s, g);
		h.opens = g.lunch ? next_open(s, h.until ? h.until : now) : now;
		return h;
	}
	h.state = HOURS_CLOSED;
	h.until = any ? g.from : 0;
	h.opens = next_open(s, now);
	h.since = segment_before(s, now, &g) ? g.to : 0;
	return h;
}

int64_t hours_next_lunch(const struct settings *s, int64_t now)
{
	struct segments day;
	if (s->always_open)
		return 0;
	segments_of(s, day_of(s, now), &day);
	for (size_t i = 0; i < day.n; i++)
		if (day.list[i].lunch && day.list[i].from > now)
			return day.list[i].from;
	return 0;
}

/* ---- working time ---- */

int64_t hours_after(const struct settings *s, int64_t from, int64_t span)
{
	struct segment g;
	if (s->always_open)
		return from + span;
	for (int64_t at = from; segment_from(s, at, &g); at = g.to) {
		if (g.lunch)
			continue;
		int64_t begin = g.from > at ? g.from : at;
		if (span <= g.to - begin)
			return begin + span;
		span -= g.to - begin;
	}
	return 0;
}

/* When the desk closes for that day; 0: it does not open. */
static int64_t day_end(const struct settings *s, int64_t day)
{
	struct segments of;
	segments_of(s, day, &of);
	for (size_t i = of.n; i-- > 0;)
		if (!of.list[i].lunch)
			return of.list[i].to;
	return 0;
}

int64_t hours_after_days(const struct settings *s, int64_t from, int64_t n)
{
	if (s->always_open)
		return from + n * DAY_MINUTES * 60000LL;
	int64_t today = day_of(s, from);
	for (int64_t d = today + 1; d <= today + n * YEAR_DAYS; d++) {
		int64_t end = day_end(s, d);
		if (end && --n == 0)
			return end;
	}
	return 0;
}

/* ---- in words ---- */

/* The joints of a list of hours; days and dates themselves are the book's own words. */
struct joints {
	const char *language, *to, *and, *next;
};

static const struct joints *joints_of(const struct settings *s)
{
	static const struct joints all[] = {{"zh", "至", "、", "，"}, {"", "-", ", ", "; "}};
	return str_starts(s->language, STR("zh")) ? &all[0] : &all[1];
}

struct str hours_say(const struct settings *s, int64_t when, int64_t now, struct arena *arena)
{
	struct civil c = zone_civil(s->zone, when);
	int64_t day = civil_days(c.year, c.month, c.day), today = day_of(s, now);
	struct str word;
	if (day == today)
		return arena_printf(arena, "%d:%02d", c.hour, c.minute);
	if (day == today + 1)
		word = s->tomorrow;
	else if (day > today && day < today + 7)
		word = s->weekdays[civil_weekday(day) - 1];
	else
		word = kind_date_show((int32_t)day, s, arena);
	return arena_printf(arena, "%.*s %d:%02d", STR_ARG(word), c.hour, c.minute);
}

static bool same_hours(const struct day_hours *a, const struct day_hours *b)
{
	if (a->n != b->n)
		return false;
	for (size_t i = 0; i < a->n; i++)
		if (a->open[i].from != b->open[i].from || a->open[i].to != b->open[i].to)
			return false;
	return true;
}

static void put_interval(struct buf *b, const struct joints *j, bool *first, int from, int to)
{
	if (from >= to)
		return;
	buf_printf(
	    b, "%s%d:%02d-%d:%02d", *first ? "" : j->and, from / 60, from % 60, to / 60, to % 60);
	*first = false;
}

static void put_day(struct buf *b, const struct settings *s, const struct day_hours *h)
{
	const struct joints *j = joints_of(s);
	bool first = true;
	for (size_t i = 0; i < h->n; i++) {
		struct interval open = h->open[i], lunch = overlap(open, s->lunch);
		if (lunch.to == 0) {
			put_interval(b, j, &first, open.from, open.to);
			continue;
		}
		put_interval(b, j, &first, open.from, lunch.from);
		put_interval(b, j, &first, lunch.to, open.to);
	}
}

struct str hours_text(const struct settings *s, struct arena *arena)
{
	const struct joints *j = joints_of(s);
	struct buf b;
	if (s->always_open)
		return STR("0:00-24:00");
	buf_init(&b, TEXT_MAX);
	for (int d = 0, last; d < 7; d = last + 1) {
		for (last = d; last < 6 && same_hours(&s->week[d], &s->week[last + 1]);)
			last++;
		if (s->week[d].n == 0)
			continue;
		if (b.n)
			buf_addz(&b, j->next);
		buf_adds(&b, s->weekdays[d]);
		if (last > d) {
			buf_addz(&b, j->to);
			buf_adds(&b, s->weekdays[last]);
		}
		buf_addc(&b, ' ');
		put_day(&b, s, &s->week[d]);
	}
	struct str text = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return text;
}
