/* trace.h - decisions and state in words, for people: `xiaoer test --verbose` and `xiaoer chat`. */
#ifndef XIAOER_DIALOGUE_TRACE_H
#define XIAOER_DIALOGUE_TRACE_H

#include <stdio.h>

#include "dialogue/step.h"

void trace_decision(FILE *to, const struct decision *d); /* a line */
void trace_hits(FILE *to, const struct match_result *r); /* why: a line an intent, best first */
void trace_state(FILE *to, const struct conversation *c, const struct settings *s);
struct str trace_time(const struct settings *s, int64_t ms,
    struct arena *arena); /* "2026-11-23 11:58:00", the shop's clock */

#endif
