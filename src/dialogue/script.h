/* script.h - dialogue tests: a conversation written down, played under a virtual clock.
 *
 *     - dialogue: lunch break, question left open     # name
 *       at: 2026-11-23 11:58                          # the clock at the beginning, in the shop's zone
 *       settings: {...}                               # optional: over the book's
 *       env: {webhook: true, ticket_system: true, waiting: 3}   # optional
 *       notices: [{text: .., intents: [payment.*], from: .., until: ..}]
 *       steps:
 *         - customer: 发票开错了
 *         - expect: {phrase: confirm..., mode: bot}
 *         - wait: 2m                                  # the clock moves, due timers fire at their times
 *         - expect: {phrase: lunch.unanswered}
 *         - agent: {take: 小王} | {reply: ..} | release | close | ticket
 *         - event: acknowledged | undelivered | {ticket_number: T-9}
 *
 * `expect` looks at everything decided since the last expect: phrase (one of what was said; "..." at the end: begins with),
 * phrases (all that was said, in order), intent, text (contains), not_text, mode, escalated (reason), ticket (number or true),
 * closed (reason), said: nothing, slots {name: value}, skill, urgency, miss. */
#ifndef XIAOER_DIALOGUE_SCRIPT_H
#define XIAOER_DIALOGUE_SCRIPT_H

#include <stdio.h>

#include "base/diag.h"
#include "book/load.h"

struct script_totals {
	size_t passed, failed;
};

/* Plays all dialogues of one file.  What fails is an error in diags at the expect's place, saying what happened instead.
 * trace: when not NULL, every step is told there.  Loads a book of its own for a dialogue with `settings:` through reload(). */
int script_run(const struct book *book, struct book *(*reload)(void *ctx, const struct yaml *overrides, struct diag_list *diags),
    void *ctx, const char *file, struct str text, struct diag_list *diags, FILE *trace, struct script_totals *totals);

#endif
