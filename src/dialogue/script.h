/* script.h - dialogue tests: a conversation written down, played under a virtual clock.
 *
 * A file is a list of dialogues; phrases/README.md tells all that may stand in one:
 *
 *     - dialogue: lunch break, question left open
 *       at: 2026-11-23 11:58
 *       steps:
 *         - customer: 发票开错了
 *         - expect: {phrase: confirm..., mode: bot}
 *         - wait: 2m
 *         - expect: {phrase: lunch.unanswered}
 *
 * `expect` looks at everything decided since the last expect, and at the state now. */
#ifndef XIAOER_DIALOGUE_SCRIPT_H
#define XIAOER_DIALOGUE_SCRIPT_H

#include <stdio.h>

#include "base/diag.h"
#include "book/load.h"

struct progress;
struct shape;
struct yaml;

/* What a file of tests may hold (base/shape.h). */
extern const struct shape script_shape;

struct script_totals {
	size_t passed, failed; /* dialogues */
};

struct script_options {
	/* A book of its own for a dialogue with `settings:`; may be NULL: such dialogues fail. */
	struct book *(*reload)(void *ctx, const struct yaml *overrides, struct diag_list *diags);
	void *ctx;
	FILE *trace; /* every step is told there; may be NULL */
	/* Told of each dialogue once it is over; name and at as long as the call. Its findings are those
	 * of diags from the index `finding` on.  May be NULL. */
	void (*played)(void *ctx, struct str name, struct place at, bool passed, size_t finding);
	/* May be NULL.  Stopped by it, the dialogue under way fails and those behind it are not
	 * played. */
	const struct progress *progress;
};

/* Plays all dialogues of one file.  What fails is an error in diags at the expect's place, saying
 * what happened instead; what cannot be read fails too.  -1: the file is no list of dialogues (said
 * in diags); else 0, whatever failed. file must live as long as diags. */
int script_run(const struct book *book, const char *file, struct str text,
    const struct script_options *options, struct diag_list *diags, struct script_totals *totals);

#endif
