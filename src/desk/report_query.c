/* report_query.c - periods in words. */
#include "desk/report_query.h"

#include <stdio.h>

#include "base/intl.h"

static const int64_t day_ms = 86400000;

/* A day, or a moment.  end: the day is included. */
static int read_moment(struct str text, const struct zone *zone, bool end, int64_t *ms)
{
	char moment[32];
	struct civil c;

	if (text.n != 10)
		return time_parse(text, zone, ms);
	snprintf(moment, sizeof moment, "%.*s 00:00", STR_ARG(text));
	if (time_parse(str_of(moment), zone, ms) != 0)
		return -1;
	if (!end)
		return 0;
	c = zone_civil(zone, *ms);
	c.hour = c.minute = c.second = 0;
	c.day++;
	*ms = zone_ms(zone, &c);
	return 0;
}

static int fail(struct report_fault *fault, const char *option, const char *what)
{
	*fault = (struct report_fault){option, what};
	return -1;
}

/* 7 would be seven seconds, and nobody means these. */
static bool lacks_unit(struct str span)
{
	return span.p[span.n - 1] >= '0' && span.p[span.n - 1] <= '9';
}

static int read_period(struct report_query *q, const struct report_words *w, int64_t now,
    struct report_fault *fault)
{
	int64_t span = 7 * day_ms;

	q->to = now;
	if (w->last.n && (w->from.n || w->to.n))
		return fail(fault, "last", N_("stands alone, without from and to"));
	if (w->last.n && (span_parse(w->last, &span) != 0 || span <= 0 || lacks_unit(w->last)))
		return fail(fault, "last", N_("is a span such as 7d or 24h"));
	if (w->to.n && read_moment(w->to, q->zone, true, &q->to) != 0)
		return fail(
		    fault, "to", N_("is a day or a moment, as in 2026-11-23 or \"2026-11-23 9:00\""));
	q->from = q->to - span;
	if (w->from.n && read_moment(w->from, q->zone, false, &q->from) != 0)
		return fail(
		    fault, "from", N_("is a day or a moment, as in 2026-11-23 or \"2026-11-23 9:00\""));
	if (q->from >= q->to)
		return fail(fault, "from", N_("lies behind the end of the period"));
	return 0;
}

static int read_by(struct report_query *q, const struct report_words *w, struct report_fault *fault)
{
	static const char *const names[] = {NULL, "day", "channel", "shop"};

	for (int i = REPORT_DAY; i <= REPORT_SHOP; i++)
		if (str_is(w->by, names[i]))
			q->by = (enum report_by)i;
	return w->by.n && q->by == REPORT_TOTAL ? fail(fault, "by", N_("is day, channel or shop")) : 0;
}

int report_query_read(struct report_query *q, const struct report_words *w, int64_t now,
    struct report_fault *fault)
{
	q->fcr_window = day_ms;
	if (w->window.n && (span_parse(w->window, &q->fcr_window) != 0 || q->fcr_window <= 0))
		return fail(fault, "fcr-window", N_("is a span such as 24h"));
	if (read_by(q, w, fault) != 0)
		return -1;
	return read_period(q, w, now, fault);
}
