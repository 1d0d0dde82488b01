/* report_write.h - a finished report for programs: JSON and CSV, from one walk over the numbers. */
#ifndef XIAOER_DESK_REPORT_WRITE_H
#define XIAOER_DESK_REPORT_WRITE_H

#include "base/buf.h"
#include "desk/report.h"

/* One object: the period, "total", and "groups" when it was asked for by something. */
void report_json(struct report *r, struct buf *to);
/* A head and a line for each number: group,figure,name,value.  What is not known (a share of
 * nothing) is empty. */
void report_csv(struct report *r, struct buf *to);
/* The share of part in whole, 0 to 1; -1: of nothing. */
double report_share(int64_t part, int64_t whole);
int64_t report_judged(const struct figures *f); /* customer messages that were judged */
/* How many scores of `least` or more. */
int64_t report_scored(const struct figures *f, enum report_who who, int least);

#endif
