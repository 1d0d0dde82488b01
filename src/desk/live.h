/* live.h - the numbers of reports as they grow, for GET /metrics: counters and histograms with
 * labels.
 *
 * Fed with what a batch has committed.  One thread feeds; any thread writes them out.  A family
 * keeps a bounded number of label values; what comes beyond is counted as "other". */
#ifndef XIAOER_DESK_LIVE_H
#define XIAOER_DESK_LIVE_H

#include "base/buf.h"
#include "store/store.h"

struct live;

struct live *live_new(void); /* out of memory ends the process */
void live_free(struct live **l);
void live_count(struct live *l, struct store_message *const *messages, size_t messages_n,
    struct store_record *const *records, size_t records_n);
void live_write(struct live *l, struct buf *to); /* Prometheus text format 0.0.4 */

#endif
