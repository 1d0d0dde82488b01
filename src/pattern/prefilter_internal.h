/* prefilter_internal.h - what prefilter.c (use) and prefilter_build.c share. */
#ifndef XIAOER_PATTERN_PREFILTER_INTERNAL_H
#define XIAOER_PATTERN_PREFILTER_INTERNAL_H

#include "pattern/plan.h"
#include "pattern/prefilter.h"
#include "pattern/trie.h"

/* Where the rows of a literal begin; they end where those of the next begin. */
struct row {
	uint32_t drives, vetoes;
};

/* Rows are copied so many at a time: as many more can be read. */
enum { ROW_SLACK = 4 };

struct veto {
	uint32_t plan, intent;
};

struct prefilter {
	struct trie *trie;
	struct plans *plans;
	size_t driving_n; /* literals that drive a pattern: the first of all */
	struct row *rows; /* of those */
	uint32_t *drives; /* plans of patterns under `match` */
	struct veto *vetoes;
	/* what nothing drives: is always tried */
	uint32_t *always;
	struct veto *always_vetoes;
	size_t always_n, always_vetoes_n;
	bool *has_literal; /* by pattern */
	size_t patterns_n;
};

/* n + 1 cleared elements, so that there is always one; ends the process when there is no memory. */
void *prefilter_make(size_t n, size_t size);

#endif
