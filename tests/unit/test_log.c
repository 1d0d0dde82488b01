/* One line an event. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/utf8.h"
#include "base/zone.h"

enum { TIME_LENGTH = 24, TEXT = TIME_LENGTH + 7 };

/* stderr goes into a file while something is logged. */
struct capture {
	FILE *file;
	int saved;
};

static struct capture capture_open(void)
{
	struct capture c = {tmpfile(), dup(STDERR_FILENO)};
	assert_non_null(c.file);
	fflush(stderr);
	assert_true(dup2(fileno(c.file), STDERR_FILENO) >= 0);
	return c;
}

static size_t capture_close(struct capture *c, char *out, size_t room)
{
	dup2(c->saved, STDERR_FILENO);
	close(c->saved);
	rewind(c->file);
	size_t n = fread(out, 1, room - 1, c->file);
	out[n] = '\0';
	fclose(c->file);
	return n;
}

static void a_line_has_time_level_and_text(void **state)
{
	(void)state;
	char out[1024];
	int64_t ms;
	struct capture c = capture_open();
	errno = ENOENT;
	log_info("up port=%d why=%m", 80);
	int after = errno;
	log_error("two\nlines\x1b\xc2\x9b");
	size_t n = capture_close(&c, out, sizeof out);
	assert_int_equal(after, ENOENT);
	assert_int_equal(time_parse(str_make(out, TIME_LENGTH), NULL, &ms), 0);
	char *second = strchr(out, '\n') + 1;
	assert_true(str_starts(
	    str_of(out + TIME_LENGTH), STR(" info  up port=80 why=No such file or directory\n")));
	assert_string_equal(second + TIME_LENGTH, " error two lines   \n");
	assert_int_equal(out[n - 1], '\n');
}

static void levels_below_the_least_are_silent(void **state)
{
	(void)state;
	char out[1024];
	enum log_level level;
	struct capture c = capture_open();
	log_debug("no");
	log_set_level(LOG_ERROR);
	log_warn("no");
	log_error("E");
	log_set_level(LOG_DEBUG);
	log_debug("D");
	assert_true(log_would(LOG_DEBUG));
	log_set_level(LOG_INFO);
	assert_false(log_would(LOG_DEBUG));
	size_t n = capture_close(&c, out, sizeof out);
	assert_int_equal(n, 2 * (TEXT + 2));
	assert_int_equal(out[TEXT], 'E');
	assert_int_equal(out[TEXT + 2 + TEXT], 'D');
	assert_int_equal(log_level_parse(STR("warn"), &level), 0);
	assert_int_equal(level, LOG_WARN);
	assert_int_equal(log_level_parse(STR("Warn"), &level), -1);
	assert_int_equal(log_level_parse(STR(""), &level), -1);
}

static void long_lines_are_cut_between_characters(void **state)
{
	(void)state;
	char text[6000], out[6000];
	for (int shift = 0; shift < 3; shift++) {
		memset(text, 'a', (size_t)shift);
		for (size_t i = (size_t)shift; i + 3 < sizeof text; i += 3)
			memcpy(text + i, "\xe4\xbd\xa0", 4);
		struct capture c = capture_open();
		log_info("%s", text);
		size_t n = capture_close(&c, out, sizeof out);
		assert_true(n > 4080 && n <= 4096);
		assert_true(utf8_valid(str_make(out, n)));
		assert_string_equal(out + n - 4, "...\n");
	}
}

static void *write_many(void *letter)
{
	for (int i = 0; i < 500; i++)
		log_info("%c%0200d", *(const char *)letter, i);
	return NULL;
}

static void lines_of_threads_stay_whole(void **state)
{
	(void)state;
	static char out[1 << 20];
	pthread_t threads[4];
	char letters[] = "abcd";
	struct capture c = capture_open();
	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, write_many, &letters[i]), 0);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	size_t n = capture_close(&c, out, sizeof out), length = TEXT + 1 + 200 + 1;
	assert_int_equal(n, 2000 * length);
	int next[4] = {0};
	for (size_t i = 0; i < n; i += length) {
		assert_int_equal(out[i + length - 1], '\n');
		int thread = out[i + TEXT] - 'a';
		assert_in_range(thread, 0, 3);
		assert_int_equal(atoi(out + i + TEXT + 1 + 190), next[thread]++);
	}
}

static void numbers_of_persons_are_hidden(void **state)
{
	(void)state;
	char out[1024];
	struct capture c = capture_open();
	log_warn("cannot deliver to 13812345678 zhang@example.com conv=12");
	capture_close(&c, out, sizeof out);
	assert_non_null(strstr(out, "cannot deliver to 138****5678 z****@example.com conv=12\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_of_persons_are_hidden),
	    cmocka_unit_test(a_line_has_time_level_and_text),
	    cmocka_unit_test(levels_below_the_least_are_silent),
	    cmocka_unit_test(long_lines_are_cut_between_characters),
	    cmocka_unit_test(lines_of_threads_stay_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
