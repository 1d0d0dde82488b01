/* test_courier_queue.c - order in a conversation, due times, and what a full lane does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "desk/courier_queue.h"

static void the_earliest_head_goes_first(void **state)
{
	struct queue_lane *q = queue_new(100);
	unsigned line;
	int64_t id;

	(void)state;
	assert_int_equal(queue_due(q), INT64_MAX);
	assert_false(queue_take(q, INT64_MAX - 1, &id, &line));
	queue_add(q, 1, 10, 500);
	queue_add(q, 2, 11, 300);
	queue_add(q, 3, 12, 300);
	assert_int_equal(queue_due(q), 300);
	assert_false(queue_take(q, 299, &id, &line));
	assert_true(queue_take(q, 1000, &id, &line));
	assert_int_equal(id, 2);
	assert_true(queue_take(q, 1000, &id, &line));
	assert_int_equal(id, 3);
	assert_true(queue_take(q, 1000, &id, &line));
	assert_int_equal(id, 1);
	assert_int_equal(queue_size(q), 3);
	queue_free(&q);
}

static void a_line_waits_for_its_head(void **state)
{
	struct queue_lane *q = queue_new(100);
	unsigned line;
	int64_t id;

	(void)state;
	queue_add(q, 1, 10, 5);
	queue_add(q, 2, 10, 1);
	queue_add(q, 3, 10, 1);
	assert_int_equal(queue_due(q), 5);
	assert_true(queue_take(q, 9, &id, &line));
	assert_int_equal(id, 1);
	assert_int_equal(queue_due(q), INT64_MAX);
	queue_again(q, line, 50);
	assert_int_equal(queue_due(q), 50);
	assert_true(queue_take(q, 50, &id, &line));
	assert_int_equal(id, 1);
	queue_done(q, line);
	assert_int_equal(queue_due(q), 1);
	for (int64_t want = 2; want <= 3; want++) {
		assert_true(queue_take(q, 50, &id, &line));
		assert_int_equal(id, want);
		queue_done(q, line);
	}
	assert_int_equal(queue_size(q), 0);
	queue_add(q, 4, 10, 0);
	assert_true(queue_take(q, 0, &id, &line));
	assert_int_equal(id, 4);
	queue_free(&q);
}

static void what_is_taken_survives_forgetting(void **state)
{
	struct queue_lane *q = queue_new(100);
	unsigned line, other;
	int64_t id;

	(void)state;
	queue_add(q, 5, 10, 0);
	queue_add(q, 6, 10, 0);
	queue_add(q, 7, 11, 0);
	assert_true(queue_take(q, 0, &id, &line));
	assert_int_equal(id, 5);
	queue_forget(q);
	assert_int_equal(queue_size(q), 1);
	queue_add(q, 2, 10, 0); /* came back to life */
	queue_add(q, 5, 10, 0);
	queue_add(q, 6, 10, 0);
	queue_add(q, 7, 11, 0);
	assert_int_equal(queue_size(q), 4);
	assert_true(queue_take(q, 0, &id, &other));
	assert_int_equal(id, 7);
	queue_done(q, line);
	assert_true(queue_take(q, 0, &id, &line));
	assert_int_equal(id, 2);
	queue_free(&q);
}

/* 20,000 random moves against a plain model: each line goes in order, nothing is lost. */
static void random_moves_keep_every_line_in_order(void **state)
{
	enum { CONVERSATIONS = 50, MOVES = 20000 };
	struct queue_lane *q = queue_new(3000);
	int64_t last[CONVERSATIONS] = {0}, owner_of[MOVES + 1];
	int64_t id, next = 0, done = 0, conversation;
	unsigned line;

	(void)state;
	srand(7);
	for (int i = 0; i < MOVES; i++) {
		if (rand() % 2 && !queue_full(q)) {
			conversation = rand() % CONVERSATIONS;
			owner_of[++next] = conversation;
			queue_add(q, next, conversation, rand() % 1000);
		} else if (queue_take(q, rand() % 1000, &id, &line)) {
			if (rand() % 3 == 0) {
				queue_again(q, line, rand() % 1000);
				continue;
			}
			assert_true(id > last[owner_of[id]]);
			last[owner_of[id]] = id;
			queue_done(q, line);
			done++;
		}
	}
	while (queue_take(q, 1000, &id, &line)) {
		queue_done(q, line);
		done++;
	}
	assert_int_equal(done, next);
	assert_int_equal(queue_size(q), 0);
	queue_free(&q);
}

static void a_full_lane_says_so(void **state)
{
	struct queue_lane *q = queue_new(2);

	(void)state;
	queue_add(q, 1, 1, 0);
	assert_false(queue_full(q));
	queue_add(q, 2, 1, 0);
	assert_true(queue_full(q));
	queue_forget(q);
	assert_false(queue_full(q));
	queue_free(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_earliest_head_goes_first),
	    cmocka_unit_test(a_line_waits_for_its_head),
	    cmocka_unit_test(what_is_taken_survives_forgetting),
	    cmocka_unit_test(random_moves_keep_every_line_in_order),
	    cmocka_unit_test(a_full_lane_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
