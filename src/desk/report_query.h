/* report_query.h - what a report is asked for, in words: of the command's options and of the API's
 * parameters. */
#ifndef XIAOER_DESK_REPORT_QUERY_H
#define XIAOER_DESK_REPORT_QUERY_H

#include "desk/report.h"

/* Empty: not given. */
struct report_words {
	struct str from, to, last, by, window;
};

/* What is wrong: the option, and a sentence that goes on behind its name. */
struct report_fault {
	const char *option, *what;
};

/* Fills the query's period, groups and window; q->zone is set.  now: the end when none is given.
 * 0, or -1 with *fault. */
int report_query_read(struct report_query *q, const struct report_words *w, int64_t now,
    struct report_fault *fault);

#endif
