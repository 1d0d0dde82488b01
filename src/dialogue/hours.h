/* hours.h - is the desk open, when does it open next, when is lunch: computed from settings.  Pure.
 *
 * The lunch break cuts the opening hours of a day; on a day that is closed at that hour there is
 * none.  Everything is compared as moments, so a change of the clocks in the night moves opening
 * with the clock on the wall. */
#ifndef XIAOER_DIALOGUE_HOURS_H
#define XIAOER_DIALOGUE_HOURS_H

#include <stdint.h>

#include "base/arena.h"
#include "book/settings.h"

enum hours_state { HOURS_OPEN, HOURS_LUNCH, HOURS_CLOSED };

struct hours_now {
	enum hours_state state;
	int64_t since; /* when this state began (0: longer than a year ago) */
	int64_t until; /* when it ends (0: not within a year) */
	int64_t opens; /* when work goes on next (0: not within a year); while open: now */
};

enum hours_state hours_state_at(const struct settings *s, int64_t now); /* cheaper */
struct hours_now hours_at(const struct settings *s, int64_t now);
/* Today's lunch break, if it still lies ahead and today is open; else 0. */
int64_t hours_next_lunch(const struct settings *s, int64_t now);
/* The moment when the desk has been open for `span` ms since `from`: lunch and closed hours do not
 * count.  Span 0: from, or the next opening.  0: it does not open within a year. */
int64_t hours_after(const struct settings *s, int64_t from, int64_t span);
/* The end of the n-th working day (one with opening hours) after the day of `from`; always open: n
 * times 24 hours after it.  0: there are not so many within n years. */
int64_t hours_after_days(const struct settings *s, int64_t from, int64_t n);
/* "9:00", "明天 9:00", "周三 9:00" (within six days), "11月3日 9:00" as seen from now. */
struct str hours_say(const struct settings *s, int64_t when, int64_t now, struct arena *arena);
/* The opening hours in words, lunch left out: "周一至周五 9:00-12:00、13:00-18:00". */
struct str hours_text(const struct settings *s, struct arena *arena);

#endif
