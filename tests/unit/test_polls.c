/* Long polls: nothing said is missed, time ends, everything is woken at the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "http/polls.h"

static int woken;
static struct poll *last;

static void wake(struct poll *poll)
{
	woken++;
	last = poll;
}

/* As the loop does it after a reading that found nothing. */
static struct poll waiting(struct polls *p, int64_t conversation, int64_t deadline)
{
	return (struct poll){
	    .conversation = conversation, .deadline_ms = deadline, .since = polls_mark(p)};
}

static void who_waits_is_woken_when_it_is_said(void **state)
{
	struct polls *p = polls_new();
	struct poll a = waiting(p, 7, 1000), b = waiting(p, 8, 1000);
	const int64_t said[] = {3, 7};

	(void)state;
	woken = 0;
	polls_add(p, &a);
	assert_false(polls_again(p, &a));
	polls_add(p, &b);
	assert_false(polls_again(p, &b));
	assert_true(polls_said(p, said, 2));
	assert_false(polls_said(p, said, 2)); /* the loop is on its way */
	polls_wake(p, wake);
	assert_int_equal(woken, 1);
	assert_ptr_equal(last, &a);
	assert_true(polls_again(p, &a)); /* the second time it was said, it was being read */
	assert_false(polls_again(p, &a));
	polls_remove(p, &a);
	polls_remove(p, &b);
	polls_free(&p);
}

static void what_is_said_while_it_is_read_is_not_missed(void **state)
{
	struct polls *p = polls_new();
	struct poll a = waiting(p, 7, 1000);
	const int64_t said[] = {7};

	(void)state;
	assert_false(polls_said(p, said, 1)); /* nobody waits */
	polls_add(p, &a);
	assert_true(polls_again(p, &a));
	assert_false(polls_again(p, &a));
	polls_remove(p, &a);
	polls_free(&p);
}

static void time_ends_a_poll(void **state)
{
	struct polls *p = polls_new();
	struct poll a = waiting(p, 7, 1000), b = waiting(p, 7, 3000);

	(void)state;
	woken = 0;
	assert_int_equal(polls_tick(p, 0, wake), -1);
	polls_add(p, &a);
	polls_add(p, &b);
	polls_again(p, &a);
	polls_again(p, &b);
	assert_int_equal(polls_tick(p, 0, wake), 1000);
	assert_int_equal(polls_tick(p, 1000, wake), 2000);
	assert_int_equal(woken, 1);
	assert_ptr_equal(last, &a);
	assert_true(a.over);
	assert_false(b.over);
	polls_remove(p, &a);
	polls_over_all(p, wake);
	assert_int_equal(woken, 2);
	assert_true(b.over);
	polls_remove(p, &b);
	polls_free(&p);
}

static void one_that_is_being_read_is_not_woken_twice(void **state)
{
	struct polls *p = polls_new();
	struct poll a = waiting(p, 7, 1000);
	const int64_t said[] = {7};

	(void)state;
	woken = 0;
	polls_add(p, &a);
	polls_again(p, &a);
	polls_said(p, said, 1);
	polls_wake(p, wake);
	assert_int_equal(woken, 1);
	polls_over(p, &a, wake); /* the client hung up meanwhile */
	assert_int_equal(woken, 1);
	assert_false(polls_again(p, &a));
	polls_remove(p, &a);
	polls_remove(p, &a);
	polls_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(who_waits_is_woken_when_it_is_said),
	    cmocka_unit_test(what_is_said_while_it_is_read_is_not_missed),
	    cmocka_unit_test(time_ends_a_poll),
	    cmocka_unit_test(one_that_is_being_read_is_not_woken_twice),
	};

	return cmocka_run_group_tests_name("polls", tests, NULL, NULL);
}
