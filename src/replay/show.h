/* show.h - what the printers of a replay share: words for what changed, and texts of
 * customers made fit to be shown. */
#ifndef XIAOER_REPLAY_SHOW_H
#define XIAOER_REPLAY_SHOW_H

#include "replay/replay.h"

/* In the reader's language. */
const char *show_change(enum replay_change c); /* "newly missed" */
const char *show_by(enum replay_by b);         /* "match", "unless", "wording", ... */
struct str show_intent(struct str intent);     /* of none: "nothing found" */
double show_share(size_t part, size_t whole);  /* percent; of nothing 0 */

/* Controls, and the signs that turn the direction of what stands behind them. */
bool show_steers(uint32_t c);
/* A text of others, copied: numbers of persons hidden where mask says so, signs that steer a
 * terminal or turn the direction of writing made visible (U+FFFD), cut behind `most` characters
 * with "…".  Line ends stay where lines says so, else they are a mark. */
struct str show_text(struct str text, bool mask, bool lines, size_t most, struct arena *arena);
/* "phrases/zh-CN/shipping.yaml:12"; empty: there is no line. */
struct str show_place(struct place at, struct arena *arena);
/* "2026-11-23 10:00:05" by the zone, NULL: UTC. */
struct str show_time(int64_t at, const struct zone *zone, struct arena *arena);

#endif
