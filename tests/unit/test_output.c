/* test_output.c - a file that is written whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "command/output.h"

static char dir[] = "/tmp/xiaoer-output-XXXXXX", path[64];

static int set_up(void **state)
{
	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(path, sizeof path, "%s/page", dir);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(dir);
}

static size_t files(void)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	for (struct dirent *e; (e = readdir(d));)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static void assert_holds(const char *wanted)
{
	char text[64] = "";
	FILE *f = fopen(path, "r");

	assert_non_null(f);
	assert_true(fread(text, 1, sizeof text - 1, f) > 0);
	fclose(f);
	assert_string_equal(text, wanted);
}

static void write_page(const char *text)
{
	struct output o;

	assert_int_equal(output_open(&o, path), 0);
	fputs(text, o.to);
	assert_int_equal(output_close(&o, 1), 0);
}

static void it_stands_there_when_it_is_whole(void **state)
{
	struct output o;

	(void)state;
	write_page("first");
	assert_int_equal(output_open(&o, path), 0);
	fputs("second", o.to);
	fflush(o.to);
	assert_holds("first");
	assert_int_equal(output_close(&o, 1), 0);
	assert_holds("second");
	assert_int_equal(files(), 1);
}

static void what_is_given_up_leaves_the_old_one(void **state)
{
	struct output o;

	(void)state;
	write_page("first");
	assert_int_equal(output_open(&o, path), 0);
	fputs("second", o.to);
	assert_int_equal(output_close(&o, 0), 0);
	assert_holds("first");
	assert_int_equal(files(), 1);
}

static void who_is_stopped_takes_it_away(void **state)
{
	static const int stops[] = {SIGINT, SIGTERM, SIGHUP};

	(void)state;
	write_page("first");
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
		int status;
		pid_t child = fork();

		if (child == 0) {
			struct output o;

			signal(stops[i], SIG_DFL);
			if (output_open(&o, path) == 0 && fputs("second", o.to) >= 0 &&
			    fflush(o.to) == 0)
				raise(stops[i]);
			_exit(1);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == stops[i]);
		assert_holds("first");
		assert_int_equal(files(), 1);
	}
}

static void what_cannot_be_made_says_why(void **state)
{
	struct output o;

	(void)state;
	errno = 0;
	assert_int_equal(output_open(&o, "/nowhere/page"), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(output_open(&o, dir), -1);
	assert_int_equal(errno, EISDIR);
}

static void a_device_stays_one(void **state)
{
	struct output o;
	struct stat st;

	(void)state;
	assert_int_equal(output_open(&o, "/dev/full"), 0);
	fputs("page", o.to);
	assert_int_equal(output_close(&o, 1), -1);
	assert_int_equal(errno, ENOSPC);
	assert_int_equal(stat("/dev/full", &st), 0);
	assert_true(S_ISCHR(st.st_mode));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_stands_there_when_it_is_whole),
	    cmocka_unit_test(what_is_given_up_leaves_the_old_one),
	    cmocka_unit_test(who_is_stopped_takes_it_away),
	    cmocka_unit_test(what_cannot_be_made_says_why),
	    cmocka_unit_test(a_device_stays_one),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
