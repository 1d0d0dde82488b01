/* report.h - the numbers of a desk over a period: a fold over message heads and records.
 *
 * Pure: no clock, no store, no printing.  What each number means stands, with the SQL that gives
 * the same, in src/desk/REPORT.md; a test runs that SQL.  Everything counts in the period in which
 * it happened; a wait counts when it ends.  Out of memory ends the process. */
#ifndef XIAOER_DESK_REPORT_H
#define XIAOER_DESK_REPORT_H

#include "base/zone.h"
#include "desk/tally.h"
#include "store/store.h"

enum report_by { REPORT_TOTAL, REPORT_DAY, REPORT_CHANNEL, REPORT_SHOP };

struct report_query {
	int64_t from, to;     /* ms; to is not included */
	int64_t fcr_window;   /* ms: who comes back within it was not helped at first contact */
	struct str shop, channel; /* empty: any */
	enum report_by by;
	const struct zone *zone;  /* of days */
};

/* By whom: the bot alone, or (also) a human. */
enum report_who { WHO_BOT, WHO_HUMAN, WHO_COUNT };
enum report_limit { LIMIT_FIRST_REPLY, LIMIT_DUE, LIMIT_COUNT };
enum { REPORT_SCORES = 6, REPORT_URGENCIES = 5 };

struct figures {
	struct str name; /* of the group: a day, a channel, a shop */
	int64_t opened, closed[WHO_COUNT];
	int64_t messages[3]; /* by enum store_direction */
	int64_t unjudged, misses;
	struct waits first_response[WHO_COUNT], resolution[WHO_COUNT];
	int64_t first_contact[WHO_COUNT], first_contact_solved[WHO_COUNT];
	int64_t hand_overs, escalated; /* escalated: episodes opened in the period */
	int64_t tickets, tickets_answered, tickets_closed;
	int64_t asked[WHO_COUNT], scores[WHO_COUNT][REPORT_SCORES], remarks, call_backs;
	int64_t met[LIMIT_COUNT][REPORT_URGENCIES], breached[LIMIT_COUNT][REPORT_URGENCIES];
	struct tally opened_by, closed_by, intents, phrases, skills, reasons, return_reasons, forms,
	    tickets_by, lookups_failed, unsent;
};

struct report;

struct report *report_new(const struct report_query *q); /* the query's texts and zone outlive it */
void report_free(struct report **r);
/* Up to where records are wanted: behind the period whoever comes back is looked for. */
int64_t report_records_to(const struct report_query *q);
struct store_visitor report_visitor(struct report *r);
/* After the scan. */
void report_finish(struct report *r);
const struct report_query *report_query(const struct report *r);
struct figures *report_total(struct report *r);
/* Days in order of time, channels and shops by name; NULL: there are fewer. */
struct figures *report_group(struct report *r, size_t i);
struct arena *report_arena(struct report *r);

#endif
