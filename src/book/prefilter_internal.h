/* prefilter_internal.h - what prefilter.c (use) and prefilter_build.c share. */
#ifndef XIAOER_BOOK_PREFILTER_INTERNAL_H
#define XIAOER_BOOK_PREFILTER_INTERNAL_H

#include "book/aho.h"
#include "book/literals.h"
#include "book/prefilter.h"

enum { NONE = UINT32_MAX, OTHERS = LITERAL_GROUPS_MAX - 1 };

/* A pattern, listed under the group that drives it. */
struct driven {
	uint32_t pattern;
	uint32_t others[OTHERS]; /* groups that must be hit too; NONE */
};

/* Rows of different lengths: row i is v[start[i]] .. v[start[i + 1] - 1]. */
struct rows {
	uint32_t *start;
	uint32_t *v;
};

struct prefilter {
	struct aho *aho;
	struct rows drives;     /* by literal: the groups it is in that drive patterns */
	struct rows literals;   /* by group: what it consists of */
	uint32_t *driven_start; /* by group: where its row of `driven` begins */
	struct driven *driven;
	size_t literals_n, groups_n, driven_n, patterns_n;
	uint32_t (*groups_of)[LITERAL_GROUPS_MAX]; /* by pattern: what it needs, then NONE */
	uint32_t *always;                          /* patterns without a literal */
	size_t always_n;
	bool off;
};

/* n + 1 cleared elements, so that there is always one; ends the process when there is no memory. */
void *prefilter_make(size_t n, size_t size);

#endif
