/* notices.h - the notices that are on, by shop, ready for the dialogue.  The desk's thread's alone.
 */
#ifndef XIAOER_DESK_NOTICES_H
#define XIAOER_DESK_NOTICES_H

#include "dialogue/step.h"
#include "store/store.h"

struct notices;

/* Reads all of the store's; NULL when they cannot be read. */
struct notices *notices_load(struct store *s);
void notices_free(struct notices **n);
/* Is the body one?
 * {"text":"..","intents":["payment.*"],"from":"2026-11-23T10:00:00+08:00","until":".."}; text is
 * required. NULL, or a sentence that says what is wrong with it. */
const char *notice_check(struct str body);
bool notices_has(const struct notices *n, struct str shop, struct str id);
/* Puts or replaces one; an empty body removes it. */
void notices_put(struct notices *n, const struct store_notice *notice);
const struct notice *notices_of(const struct notices *n, struct str shop, size_t *count);

#endif
