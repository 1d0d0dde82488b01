/* slot.c - one pointer under a mutex. Held for a handful of instructions: a lock-free count would
 * have to solve who may still touch the count of a book that goes, for nothing that can be measured
 * beside a commit. */
#include "book/slot.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "book/book.h"

struct book_slot {
	pthread_mutex_t lock;
	struct book *book;
};

struct book_slot *book_slot_new(struct book *first)
{
	struct book_slot *slot = malloc(sizeof *slot);

	if (!slot)
		abort();
	assert(first);
	pthread_mutex_init(&slot->lock, NULL);
	slot->book = first;
	return slot;
}

void book_slot_free(struct book_slot **slot)
{
	if (!slot || !*slot)
		return;
	book_release(&(*slot)->book);
	pthread_mutex_destroy(&(*slot)->lock);
	free(*slot);
	*slot = NULL;
}

struct book *book_slot_acquire(struct book_slot *slot)
{
	struct book *book;

	pthread_mutex_lock(&slot->lock);
	book = book_acquire(slot->book);
	pthread_mutex_unlock(&slot->lock);
	return book;
}

void book_slot_publish(struct book_slot *slot, struct book *fresh)
{
	struct book *old;

	assert(fresh);
	pthread_mutex_lock(&slot->lock);
	old = slot->book;
	slot->book = fresh;
	pthread_mutex_unlock(&slot->lock);
	book_release(&old); /* outside the lock: freeing a book takes a while */
}
