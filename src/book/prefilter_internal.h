/* prefilter_internal.h - what prefilter.c (use) and prefilter_build.c share. */
#ifndef XIAOER_BOOK_PREFILTER_INTERNAL_H
#define XIAOER_BOOK_PREFILTER_INTERNAL_H

#include "book/aho.h"
#include "book/literals.h"
#include "book/prefilter.h"

enum { NONE = UINT32_MAX };

/* What a pattern cannot match without: groups, then NONE; and where (literals.h). */
struct needs {
	uint32_t group[LITERAL_GROUPS_MAX];
	int16_t least[LITERAL_GROUPS_MAX], most[LITERAL_GROUPS_MAX];
};

/* A pattern, listed under the group that drives it. */
struct driven {
	uint32_t pattern;
	struct needs needs; /* that group first */
};

/* Some of a group's literals: those of `mask`, 64 * word being the first. */
struct members {
	uint64_t mask;
	uint32_t word;
};

/* Rows of different lengths: row i is v[start[i]] .. v[start[i + 1] - 1]. */
struct rows {
	uint32_t *start;
	uint32_t *v;
};

struct prefilter {
	struct aho *aho;
	struct rows drives;     /* by literal: the groups it is in that drive patterns */
	uint32_t *members_start; /* by group: where its row of `members` begins */
	struct members *members;
	uint32_t *driven_start; /* by group: where its row of `driven` begins */
	struct driven *driven;
	size_t literals_n, groups_n, members_n, driven_n, patterns_n;
	struct needs *needs;      /* by pattern */
	struct candidate *always; /* patterns without a literal */
	size_t always_n;
	bool off;
};

/* n + 1 cleared elements, so that there is always one; ends the process when there is no memory. */
void *prefilter_make(size_t n, size_t size);

#endif
