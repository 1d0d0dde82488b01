/* progress.h - a line on stderr that says how far a command has come.
 *
 * Shown on a terminal alone, and only when the work takes longer than a second. */
#ifndef XIAOER_COMMAND_PROGRESS_H
#define XIAOER_COMMAND_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/progress.h"

struct progress_line {
	struct progress progress; /* give this to the worker */
	const char *what;         /* "replaying": in the reader's language */
	int64_t began_us, shown_us;
	bool terminal, shown;
};

/* what must outlive the line. */
void progress_begin(struct progress_line *l, const char *what);
/* Takes the line away. */
void progress_end(struct progress_line *l);

#endif
