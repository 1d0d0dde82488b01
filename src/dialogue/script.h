/* script.h - dialogue tests: a conversation written down, played under a virtual clock.
 *
 * A file is a list of dialogues:
 *
 *     - dialogue: lunch break, question left open     # its name
 *       at: 2026-11-23 11:58                          # the clock at the beginning, in the shop's zone; else Monday 2026-11-23 10:00
 *       settings: {...}                               # optional: over the book's
 *       env: {webhook: true, ticket_system: true, waiting: 3}   # optional
 *       notices: [{text: .., intents: [payment.*], from: .., until: ..}]
 *       steps:
 *         - customer: 发票开错了                        # beside it: media: true, profile: {customer: 张三}
 *         - expect: {phrase: confirm..., mode: bot}
 *         - wait: 2m                                  # the clock moves, due timers fire at their times
 *         - until: 2026-11-24 9:00                    # the same, to a moment
 *         - down: 3h                                  # the clock moves while the desk is down: what was due comes late
 *         - agent: {take: 小王} | {reply: ..} | {ticket: ..} | release | close
 *         - event: acknowledged | undelivered | {ticket_number: T-9}
 *         - expect: {phrase: lunch.unanswered}
 *
 * `expect` looks at everything decided since the last expect: phrase (one of what was said; "..." at the end: begins with),
 * phrases (all that was said, in order), said: nothing, intent (of something said), text (a piece of what was said), not_text,
 * escalated, closed, ticket, miss, gap (reason, reason, number, nearest intent, phrase; or true, or false: none), skill and
 * urgency (of the hand-over or ticket just decided); and at the state now: mode, slots {name: value}. */
#ifndef XIAOER_DIALOGUE_SCRIPT_H
#define XIAOER_DIALOGUE_SCRIPT_H

#include <stdio.h>

#include "base/diag.h"
#include "book/load.h"

struct yaml;

struct script_totals {
	size_t passed, failed; /* dialogues */
};

struct script_options {
	/* A book of its own for a dialogue with `settings:`; may be NULL: such dialogues fail. */
	struct book *(*reload)(void *ctx, const struct yaml *overrides, struct diag_list *diags);
	void *ctx;
	FILE *trace; /* every step is told there; may be NULL */
};

/* Plays all dialogues of one file.  What fails is an error in diags at the expect's place, saying what happened instead;
 * what cannot be read fails too.  -1: the file is no list of dialogues (said in diags); else 0, whatever failed.
 * file must live as long as diags. */
int script_run(const struct book *book, const char *file, struct str text, const struct script_options *options,
    struct diag_list *diags, struct script_totals *totals);

#endif
