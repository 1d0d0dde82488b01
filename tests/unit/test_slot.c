/* test_slot.c - a book is swapped while others read: nobody ever holds one that is gone. */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>

#include <stdint.h>

#include <cmocka.h>

#include "book/load.h"
#include "book/slot.h"
#include "pattern/normalise.h"

enum { READERS = 3, SWAPS = 200 };

static struct normaliser *normaliser;

static struct book *make(const char *text)
{
	struct book_file file = {STR("a.yaml"), str_of(text)};
	struct diag_list *diags = diag_list_new();
	struct book *book = book_load_files(STR("b"), &file, 1,
	    &(struct book_options){.normaliser = normaliser}, diags);

	diag_list_free(&diags);
	return book;
}

struct reading {
	struct book_slot *slot;
	atomic_bool stop;
	atomic_uint good, bad;
};

static void *read_books(void *arg)
{
	struct reading *r = arg;

	while (!atomic_load(&r->stop)) {
		struct book *b = book_slot_acquire(r->slot);
		const struct phrase *p = book_phrase(b, STR("x"));

		atomic_fetch_add(p && p->say_n == 1 ? &r->good : &r->bad, 1);
		book_release(&b);
	}
	return NULL;
}

static void readers_keep_the_book_they_hold(void **state)
{
	struct reading r = {.slot = book_slot_new(make("phrases: {x: {say: y}}"))};
	pthread_t threads[READERS];

	(void)state;
	for (int i = 0; i < READERS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, read_books, &r), 0);
	for (int i = 0; i < SWAPS; i++)
		book_slot_publish(
		    r.slot, make(i % 2 ? "phrases: {x: {say: y}}" : "phrases: {x: {say: z}}"));
	while (!atomic_load(&r.good))
		sched_yield();
	atomic_store(&r.stop, true);
	for (int i = 0; i < READERS; i++)
		pthread_join(threads[i], NULL);
	assert_int_equal(atomic_load(&r.bad), 0);
	book_slot_free(&r.slot);
	assert_null(r.slot);
}

static void the_last_reader_outlives_the_slot(void **state)
{
	struct book_slot *slot = book_slot_new(make("phrases: {x: {say: y}}"));
	struct book *old = book_slot_acquire(slot);

	(void)state;
	book_slot_publish(slot, make("phrases: {z: {say: y}}"));
	book_slot_free(&slot);
	assert_non_null(book_phrase(old, STR("x")));
	book_release(&old);
	assert_null(old);
}

static int set_up(void **state)
{
	(void)state;
	normaliser = normaliser_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	normaliser_free(&normaliser);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(readers_keep_the_book_they_hold),
	    cmocka_unit_test(the_last_reader_outlives_the_slot),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
