/* Memory that goes all at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"

static bool is_zero(const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (p[i])
			return false;
	return true;
}

static void what_is_given_is_zeroed_aligned_and_apart(void **state)
{
	(void)state;
	struct arena *a = arena_new(256);
	unsigned char *all[400];
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < 400; i++) {
			all[i] = arena_alloc(a, i);
			assert_int_equal((uintptr_t)all[i] % 16, 0);
			assert_true(is_zero((char *)all[i], i));
			memset(all[i], (int)(i & 0xff), i);
		}
		for (size_t i = 0; i < 400; i++)
			for (size_t j = 0; j < i; j++)
				assert_int_equal(all[i][j], i & 0xff);
		arena_reset(a);
	}
	arena_free(&a);
	assert_null(a);
	arena_free(&a);
	arena_free(NULL);
}

static void room_is_not_zeroed_and_what_is_given_after_it_is(void **state)
{
	(void)state;
	struct arena *a = arena_new(256);
	for (int round = 0; round < 3; round++) {
		char *room = arena_room(a, 100), *given = arena_alloc(a, 100);
		assert_int_equal((uintptr_t)room % 16, 0);
		assert_true(room + 100 <= given || given + 100 <= room);
		assert_true(is_zero(given, 100));
		memset(room, 'x', 100);
		memset(given, 'y', 100);
		assert_non_null(arena_room(a, 0));
		arena_reset(a);
	}
	arena_free(&a);
}

static void a_reset_gives_back_all_but_the_first_chunk(void **state)
{
	(void)state;
	struct arena *a = arena_new(1024);
	size_t fresh = arena_size(a);
	arena_alloc(a, 100000); /* first of all a large one: it must not be what stays */
	for (int i = 0; i < 100; i++)
		arena_alloc(a, 100);
	assert_true(arena_size(a) > 110000);
	arena_reset(a);
	assert_int_equal(arena_size(a), fresh);
	arena_free(&a);
}

static void growing_keeps_the_contents(void **state)
{
	(void)state;
	struct arena *a = arena_new(4096);
	char *p = arena_grow(a, NULL, 0, 10), *last = p;
	strcpy(p, "012345678");
	p = arena_grow(a, p, 10, 100);
	assert_ptr_equal(p, last); /* the last one grows where it is */
	assert_string_equal(p, "012345678");
	assert_true(is_zero(p + 10, 90));
	arena_alloc(a, 1);
	char *moved = arena_grow(a, p, 100, 200);
	assert_ptr_not_equal(moved, p);
	assert_string_equal(moved, "012345678");
	assert_true(is_zero(moved + 10, 190));
	moved = arena_grow(a, moved, 200, 100000);
	assert_string_equal(moved, "012345678");
	assert_ptr_equal(arena_grow(a, moved, 100000, 50), moved);
	arena_free(&a);
}

static void copies_end_with_a_nul(void **state)
{
	(void)state;
	struct arena *a = arena_new(0);
	struct str s = arena_str(a, STR("abcdef"));
	assert_string_equal(s.p, "abcdef");
	s = arena_str(a, (struct str){NULL, 0});
	assert_string_equal(s.p, "");
	assert_string_equal(arena_strdup(a, "x"), "x");
	s = arena_printf(a, "%d-%s", 42, "long enough to need some room");
	assert_string_equal(s.p, "42-long enough to need some room");
	assert_int_equal(s.n, strlen(s.p));
	int *numbers = ARENA_ARRAY(a, int, 1000);
	assert_true(is_zero((char *)numbers, 4000));
	arena_free(&a);
}

static void an_overflow_ends_the_process(void **state)
{
	(void)state;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct rlimit none = {0, 0};
		setrlimit(RLIMIT_CORE, &none);
		signal(SIGABRT, SIG_DFL);
		if (!freopen("/dev/null", "w", stderr))
			_exit(1);
		struct arena *a = arena_new(0);
		ARENA_ARRAY(a, int, SIZE_MAX / 2);
		_exit(0);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_given_is_zeroed_aligned_and_apart),
	    cmocka_unit_test(room_is_not_zeroed_and_what_is_given_after_it_is),
	    cmocka_unit_test(a_reset_gives_back_all_but_the_first_chunk),
	    cmocka_unit_test(growing_keeps_the_contents),
	    cmocka_unit_test(copies_end_with_a_nul),
	    cmocka_unit_test(an_overflow_ends_the_process),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
