/* slot.h - the book in force, swapped whole by a reload while others still read the old one. Any
 * thread. */
#ifndef XIAOER_BOOK_SLOT_H
#define XIAOER_BOOK_SLOT_H

struct book;
struct book_slot;

struct book_slot *book_slot_new(struct book *first);      /* takes ownership of one reference */
void book_slot_free(struct book_slot **slot);
struct book *book_slot_acquire(struct book_slot *slot);   /* release with book_release() */
/* Takes ownership; the old one goes with its last reader. */
void book_slot_publish(struct book_slot *slot, struct book *fresh);

#endif
