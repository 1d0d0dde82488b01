/* records.h - which decisions become records of the store, for reports. */
#ifndef XIAOER_DESK_RECORDS_H
#define XIAOER_DESK_RECORDS_H

#include <stdbool.h>

#include "dialogue/step.h"
#include "store/store.h"

/* Fills r (all but at, conversation, message) with what d tells; texts are borrowed from d.
 * false: d is nothing that reports count by records. */
bool record_of(const struct decision *d, struct store_record *r);

#endif
