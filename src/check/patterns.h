/* patterns.h - between the files of the check that look at patterns. */
#ifndef XIAOER_CHECK_PATTERNS_H
#define XIAOER_CHECK_PATTERNS_H

#include "base/diag.h"
#include "book/book.h"
#include "check/witness.h"

struct candidate;
struct match_scratch;
struct progress;
struct prefilter_scratch;
struct rx_scratch;

/* Texts that a pattern finds, searched and found; the shortest first. */
struct found_texts {
	struct str *v;
	uint32_t n;
};

/* What a pattern is looked at with.  One for a book and a run. */
struct examiner {
	const struct book *book; /* without its look for the nearest, which costs most of the time */
	struct diag_list *diags;
	const struct progress *progress; /* NULL: nobody wants to know */
	size_t done;                     /* how far the check was before */
	struct sense *sense;
	struct match_scratch *match;
	struct rx_scratch *rx; /* match's own */
	struct prefilter_scratch *prefilter;
	struct found_texts *texts; /* by pattern */
	bool *broken; /* by pattern: it, or a part of it, finds nothing, or it finds everything */
	bool *told;   /* by pattern: told already that it is of no use */
	struct str filler;    /* a text that says nothing */
	struct arena *kept;   /* as long as the examiner */
	struct arena *arena;  /* as long as one pattern */
	struct arena *moment; /* as long as one search */
	uint64_t measured;    /* steps of the engine spent on measuring so far */
	unsigned unmeasured;  /* patterns for which none were left */
	unsigned proofs;      /* tried so far, that one pattern is inside another */
};

/* A pattern taken apart. */
struct examined {
	const struct pattern *pattern;
	const struct syntax_tree *tree;
	const struct alphabet *alphabet;
	const struct machine *machine; /* a short one */
	struct walk *walk;
};

/* never.c: parts that no message has, and the whole. */
void never_tell(struct examiner *x, const struct examined *e);
/* backtracking.c: texts that cost too many steps. */
void backtracking_tell(struct examiner *x, const struct examined *e);
void backtracking_tell_unmeasured(struct examiner *x);
/* pattern_traps.c: what a trainer did not mean. */
void pattern_traps_tell(struct examiner *x, const struct pattern *p);
/* needless.c: what another pattern of the intent finds, too. */
void needless_tell(struct examiner *x, const struct intent *t);
/* twice.c: the same pattern in two intents, the same word twice in a list. */
void twice_tell(struct examiner *x);
void words_tell(struct examiner *x);
/* contest.c: who wins the texts. */
void contest_tell(struct examiner *x);

/* A pattern's text taken apart, for as long as one pattern is looked at; NULL: too much of it, or not
 * followed. */
struct syntax_tree *examiner_syntax(struct examiner *x, struct str text, bool written);

/* The patterns beside p (under `match`; under `unless` those of its intent) that the prefilter lets the
 * normalised text through to.  They live until x->prefilter is used again. */
const struct candidate *examiner_candidates(
    struct examiner *x, const struct pattern *p, struct str text, size_t *n);
bool examiner_lists(
    const struct examiner *x, const struct candidate *c, size_t n, const struct pattern *p);

/* Twice for each pattern; n: how often it was already. */
void examiner_progress(const struct examiner *x, size_t n);

#endif
