/* alike.h - texts in groups of those that are alike.
 *
 * Likeness is that of book/pairs.h: of two texts the weight of what both have, over that of what
 * they have in all (0 to 1).  A thing weighs by how rare it is among the texts and by how much it
 * tells; what one text alone has weighs half.  The commonest text founds the first group, of texts as
 * common the one made of what many have; each further one joins the group whose founder it is most
 * alike to, else it founds its own.  So a group has a founder whom all of it are alike to, and does
 * not drift.
 * The same texts give the same groups in whatever order they come. */
#ifndef XIAOER_TRAINER_ALIKE_H
#define XIAOER_TRAINER_ALIKE_H

#include <stddef.h>
#include <stdint.h>

#include "base/progress.h"
#include "base/str.h"

struct alike_text {
	struct str text; /* normalised; each once */
	uint64_t count;  /* how often it was said */
	int64_t first;   /* when, or its number: of texts that rank the same the earlier founds a group */
	/* the result */
	uint32_t founder; /* index of the one that founded its group; its own: itself */
	double likeness;  /* to the founder */
};

struct alike_options {
	double least; /* the likeness from which a text joins */
	/* How much a key (book/pairs.h) tells, 0 to 1; NULL: each as much.  What every question has in
	 * it ("how do I") then makes no group. */
	double (*telling)(void *ctx, uint64_t key);
	void *ctx;
	const struct progress *progress; /* may be NULL */
};

void alike_group(struct alike_text *texts, size_t n, const struct alike_options *o);

#endif
