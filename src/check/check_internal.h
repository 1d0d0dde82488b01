/* check_internal.h - between the files of the check. */
#ifndef XIAOER_CHECK_CHECK_INTERNAL_H
#define XIAOER_CHECK_CHECK_INTERNAL_H

#include "base/diag.h"
#include "book/book.h"
#include "check/check.h"
#include "check/states.h"
#include "check/uses.h"

/* One book under way. */
struct check {
	const struct book *book;
	const struct check_shop *shop; /* NULL: not known */
	struct diag_list *diags;
	struct arena *arena;           /* goes with the check */
	const struct uses *uses;
	struct states *states;
};

/* Signs that look like one thing and are another. */
void check_signs(const struct book *book, struct diag_list *diags);

void check_situations(struct check *c); /* situations.c */
void check_unused(struct check *c);     /* unused.c */
void check_conditions(struct check *c); /* conditions.c */
void check_wordings(struct check *c);   /* wordings.c */
void check_gaps(struct check *c);       /* gaps.c */
void check_banned(struct check *c);     /* banned.c */
void check_channels(struct check *c);   /* channels.c */
/* patterns.c: single patterns, and patterns that are at odds.  done: how far the check is; each
 * pattern counts two. */
void check_patterns(const struct book *book, const struct progress *progress, size_t done,
    struct diag_list *diags);

/* "a, b, c" of the first names that fit, ", ..." when there are more; ends with a NUL. */
const char *check_join(struct arena *arena, const struct str *names, size_t n);
/* Is a group of the name set whenever the pattern matches?  No when in doubt (groups.c). */
bool check_group_is_sure(struct str pattern, struct str name);

#endif
