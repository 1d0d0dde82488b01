/* slot.c - a shelf under a mutex. Held for a handful of instructions: a lock-free count would
 * have to solve who may still touch the count of a book that goes, for nothing that can be measured
 * beside a commit. */
#include "book/slot.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "book/shelf.h"

struct book_slot {
	pthread_mutex_t lock;
	struct shelf shelf;
};

struct book_slot *book_slot_new_shelf(const struct shelf *first)
{
	struct book_slot *slot = malloc(sizeof *slot);

	if (!slot)
		abort();
	assert(first->n);
	pthread_mutex_init(&slot->lock, NULL);
	slot->shelf = *first;
	return slot;
}

struct book_slot *book_slot_new(struct book *only)
{
	assert(only);
	return book_slot_new_shelf(&(struct shelf){.books = {only}, .n = 1});
}

void book_slot_free(struct book_slot **slot)
{
	if (!slot || !*slot)
		return;
	shelf_release(&(*slot)->shelf);
	pthread_mutex_destroy(&(*slot)->lock);
	free(*slot);
	*slot = NULL;
}

struct book *book_slot_acquire(struct book_slot *slot)
{
	struct book *book;

	pthread_mutex_lock(&slot->lock);
	book = book_acquire(slot->shelf.books[0]);
	pthread_mutex_unlock(&slot->lock);
	return book;
}

struct book *book_slot_acquire_for(struct book_slot *slot, struct str text, struct str language)
{
	struct writing_found found = {0};
	struct book *book = NULL;

	pthread_mutex_lock(&slot->lock);
	if (slot->shelf.n > 1) { /* the text is read outside the lock */
		pthread_mutex_unlock(&slot->lock);
		writing_of_text(text, &found);
		pthread_mutex_lock(&slot->lock);
		book = shelf_by_writing(&slot->shelf, &found);
		if (!book)
			book = shelf_by_language(&slot->shelf, language);
	}
	book = book_acquire(book ? book : slot->shelf.books[0]);
	pthread_mutex_unlock(&slot->lock);
	return book;
}

void book_slot_acquire_all(struct book_slot *slot, struct shelf *out)
{
	pthread_mutex_lock(&slot->lock);
	*out = slot->shelf;
	shelf_acquire(out);
	pthread_mutex_unlock(&slot->lock);
}

void book_slot_publish_shelf(struct book_slot *slot, const struct shelf *fresh)
{
	struct shelf old;

	assert(fresh->n);
	pthread_mutex_lock(&slot->lock);
	old = slot->shelf;
	slot->shelf = *fresh;
	pthread_mutex_unlock(&slot->lock);
	shelf_release(&old); /* outside the lock: freeing a book takes a while */
}

void book_slot_publish(struct book_slot *slot, struct book *only)
{
	assert(only);
	book_slot_publish_shelf(slot, &(struct shelf){.books = {only}, .n = 1});
}
