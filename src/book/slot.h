/* slot.h - the books in force, swapped whole by a reload while others still read the old ones. Any
 * thread. */
#ifndef XIAOER_BOOK_SLOT_H
#define XIAOER_BOOK_SLOT_H

#include "base/str.h"

struct book;
struct book_slot;
struct shelf;

/* Takes ownership of one reference to each book; at least one. */
struct book_slot *book_slot_new(struct book *only);
struct book_slot *book_slot_new_shelf(const struct shelf *first);
void book_slot_free(struct book_slot **slot);
/* The first; release with book_release(). */
struct book *book_slot_acquire(struct book_slot *slot);
/* The one for a text's script, else that of the language, else the first. */
struct book *book_slot_acquire_for(struct book_slot *slot, struct str text, struct str language);
void book_slot_acquire_all(struct book_slot *slot, struct shelf *out); /* shelf_release() */
/* Takes ownership; the old ones go with their last readers. */
void book_slot_publish(struct book_slot *slot, struct book *only);
void book_slot_publish_shelf(struct book_slot *slot, const struct shelf *fresh);

#endif
