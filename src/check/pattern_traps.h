/* pattern_traps.h - between the files that look at patterns as they were written. */
#ifndef XIAOER_CHECK_PATTERN_TRAPS_H
#define XIAOER_CHECK_PATTERN_TRAPS_H

#include "check/patterns.h"

/* One pattern that is looked at. */
struct traps {
	struct examiner *x;
	const struct pattern *pattern;
	const struct syntax_tree *tree; /* as written */
	bool han;                        /* the book is for messages in Chinese */
	bool names_han;                  /* the pattern has Chinese characters */
	bool boundary_told, word_told, count_told;
};

/* What a finding is about, and where: at is a byte of the pattern as written. */
struct str trap_subject(const struct traps *t);
struct place trap_place(const struct traps *t, size_t at);
bool trap_is_han(const struct traps *t, uint32_t code);
/* The single character that a part begins or ends with; 0: it is none. */
uint32_t trap_edge(const struct node *n, bool last);

/* pattern_classes.c: what stands in []. */
void class_tell(struct traps *t, const struct node *set);
/* pattern_gaps.c: gaps that change nothing, and ends. */
void gaps_tell(struct traps *t);

#endif
