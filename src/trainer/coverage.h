/* coverage.h - which patterns of a book its own examples use.
 *
 * A pattern under `match` is used when it finds something in an example of its intent; one under
 * `unless` when, in an example or counterexample anywhere in the book, it finds something where its
 * intent would have been found.  What no example uses may be wrong without anybody seeing it. */
#ifndef XIAOER_TRAINER_COVERAGE_H
#define XIAOER_TRAINER_COVERAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "book/book.h"

struct coverage {
	const bool *used; /* by index in book->patterns */
	size_t patterns, used_n;
};

/* Lives in the arena. */
void coverage_of(const struct book *book, struct arena *arena, struct coverage *out);

#endif
