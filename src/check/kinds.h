/* kinds.h - the one table of what the check can find: it yields the help, the rules of SARIF, and
 * the names a comment can allow.
 *
 * A kind stands as a literal in the one diag_find() that finds it; a test compares both ways. */
#ifndef XIAOER_CHECK_KINDS_H
#define XIAOER_CHECK_KINDS_H

#include <stddef.h>

#include "base/diag.h"
#include "base/str.h"

struct check_kind {
	const char *name;
	enum diag_level level;
	const char *meaning, *remedy; /* message ids of gettext, a sentence each */
	unsigned needs;               /* CHECKED_...: told only when that ran */
};

extern const struct check_kind check_kinds[];
extern const size_t check_kinds_n;

const struct check_kind *check_kind(struct str name); /* NULL: no such */
/* The nearest name, for "did you mean"; NULL: none is near. */
const char *check_kind_nearest(struct str name);

#endif
