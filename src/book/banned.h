/* banned.h - words that no customer may read: what a marketplace punishes, what the law forbids,
 * what is rude.  A book lists them under `banned:`.
 *
 * Compared in the form in which messages are (normalise.h).  In scripts that write words apart a
 * word is found as a whole one alone.  Immutable; threads share it. */
#ifndef XIAOER_BOOK_BANNED_H
#define XIAOER_BOOK_BANNED_H

#include <stddef.h>

#include "base/arena.h"
#include "base/diag.h"
#include "base/str.h"

struct banned;
struct book;
struct normaliser;

/* Everything in it lives in the book's arena. */
struct banned_group {
	struct str name, why; /* why: for people; may be empty */
	struct place at;
	struct str *words;
	size_t words_n;
	struct str *fine; /* longer words in which these stand and may be read */
	struct place *fine_at;
	size_t fine_n;
};

struct banned_hit {
	const struct banned_group *group;
	struct str word;      /* as the book lists it */
	size_t start, length; /* bytes of the text as written */
};

/* Every word must have something to see when normalised. The groups must outlive it. */
struct banned *banned_new(
    const struct banned_group *groups, size_t n, const struct normaliser *normaliser);
void banned_free(struct banned **b);
size_t banned_groups(const struct banned *b, const struct banned_group **groups); /* how many */
/* What of it stands in a text, in order, the longer of two words at one place; at most max are
 * written to hits.  Returns how many were; b may be NULL.  Nothing in a text that is not UTF-8. */
size_t banned_find(const struct banned *b, struct str text, struct arena *scratch,
    struct banned_hit *hits, size_t max);

#endif
