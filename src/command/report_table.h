/* report_table.h - a finished report for people. */
#ifndef XIAOER_COMMAND_REPORT_TABLE_H
#define XIAOER_COMMAND_REPORT_TABLE_H

#include <stdio.h>

#include "desk/report.h"

/* zone: its name, for the head.  Columns stay aligned whatever script names are in. */
void report_table(struct report *r, struct str zone, FILE *to);

#endif
