/* match.h - one message matched with every book at most once, and what two books share
 * searched for once.
 *
 * Most edits change a few intents.  So beside each new book stands what it has that its old one has
 * not (by language): a new result is put together from the old one's hits of intents that are the
 * same in both, and a search for the rest.  It is what match_text() gives.  A pairs never changes:
 * threads share it; an ear is one thread's.
 *
 * Where two books differ in what they recognise and in a few wordings alone, the dialogue does the
 * same in both as long as it hears the same and says none of those: then one of them need be
 * stepped. */
#ifndef XIAOER_REPLAY_MATCH_H
#define XIAOER_REPLAY_MATCH_H

#include "book/match.h"
#include "book/shelf.h"

struct pairs;
struct ear;

/* The shelves outlive it. */
struct pairs *pairs_new(const struct shelf *old, const struct shelf *fresh);
void pairs_free(struct pairs **p);
/* How many intents of the new books are searched for by themselves: for tests and those who wonder
 * about the speed. */
size_t pairs_apart(const struct pairs *p);

/* One book each, that do the same with what they hear. */
bool pairs_alike(const struct pairs *p);
/* Phrases that alike books word otherwise (a few: with more of them they are not alike). */
const struct str *pairs_worded(const struct pairs *p, size_t *n);

struct ear *ear_new(const struct pairs *p);
void ear_free(struct ear **e);
struct match_scratch *ear_scratch(struct ear *e);
/* A new message; what is heard of it lives in the arena. */
void ear_listen(struct ear *e, struct str text, struct arena *arena);
/* What the message is to a book of the old or the new shelf. */
const struct match_result *ear_hear(struct ear *e, const struct book *book);
/* Of alike books: is the message the same to both?  Then both do the same with it. */
bool ear_hears_alike(struct ear *e);

#endif
