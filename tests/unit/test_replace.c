/* test_replace.c - files are replaced whole, or stay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "trainer/folder.h"
#include "trainer/replace.h"

static char folder[] = "/tmp/xiaoer-test-XXXXXX";
static struct arena *arena;
static struct diag_list *diags;

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(0);
	diags = diag_list_new();
	return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", folder);
	diag_list_free(&diags);
	arena_free(&arena);
	return system(command);
}

static const char *path(const char *name)
{
	return arena_printf(arena, "%s/%s", folder, name).p;
}

static void put(const char *name, const char *text)
{
	FILE *f = fopen(path(name), "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void expect(const char *name, const char *text)
{
	struct str got;

	assert_int_equal(file_read(path(name), 1 << 20, arena, diags, &got), 0);
	assert_string_equal(got.p, text);
}

/* No temporary file is left. */
static void expect_tidy(void)
{
	char command[96];

	snprintf(command, sizeof command, "! ls -A %s | grep -q '^\\.xiaoer'", folder);
	assert_int_equal(system(command), 0);
}

static int replace_one(const char *name, const char *text, const struct str *old)
{
	struct replace *r = replace_new();
	int rc = replace_add(r, path(name), str_of(text), old, diags);

	if (!rc)
		rc = replace_commit(r, diags);
	replace_free(&r);
	return rc;
}

static void a_file_gets_the_text_and_keeps_its_rights(void **state)
{
	struct stat st;

	(void)state;
	put("a", "old");
	chmod(path("a"), 0640);
	assert_int_equal(replace_one("a", "new", &STR("old")), 0);
	expect("a", "new");
	assert_int_equal(stat(path("a"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	umask(027);
	assert_int_equal(replace_one("b", "", NULL), 0);
	umask(022);
	assert_int_equal(stat(path("b"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(st.st_size, 0);
	expect_tidy();
}

static void a_link_stays_and_its_file_changes(void **state)
{
	struct stat st;

	(void)state;
	mkdir(path("d"), 0755);
	put("d/real", "old");
	assert_int_equal(symlink("d/real", path("link")), 0);
	assert_int_equal(symlink("d/not-yet", path("dangling")), 0);
	assert_int_equal(replace_one("link", "new", &STR("old")), 0);
	assert_int_equal(replace_one("dangling", "made", NULL), 0);
	expect("d/real", "new");
	expect("d/not-yet", "made");
	assert_int_equal(lstat(path("link"), &st), 0);
	assert_true(S_ISLNK(st.st_mode));
	expect_tidy();
}

static void who_changed_it_meanwhile_wins(void **state)
{
	(void)state;
	put("a", "theirs");
	assert_int_equal(replace_one("a", "ours", &STR("old")), -1);
	expect("a", "theirs");
	assert_int_equal(replace_one("gone", "ours", &STR("old")), -1);
	expect_tidy();
}

/* While the texts were on their way to the disk. */
static void who_changed_it_at_the_last_moment_wins(void **state)
{
	struct replace *r = replace_new();

	(void)state;
	put("a", "old");
	put("b", "old");
	assert_int_equal(replace_add(r, path("a"), STR("new"), &STR("old"), diags), 0);
	assert_int_equal(replace_add(r, path("b"), STR("new"), &STR("old"), diags), 0);
	put("b", "theirs");
	assert_int_equal(replace_commit(r, diags), -1);
	replace_free(&r);
	expect("a", "old");
	expect("b", "theirs");
	expect_tidy();
}

static void what_cannot_be_written_leaves_all_as_it_was(void **state)
{
	struct replace *r = replace_new();

	(void)state;
	put("a", "old");
	assert_int_equal(replace_add(r, path("a"), STR("new"), NULL, diags), 0);
	assert_int_equal(replace_add(r, path("no/such/folder"), STR("new"), NULL, diags), -1);
	replace_free(&r);
	expect("a", "old");
	expect_tidy();
}

/* A file may not grow beyond some bytes: as on a full disk, but for the number of the error. */
static void a_full_disk_leaves_the_old_text(void **state)
{
	struct rlimit was, small;
	char *text = malloc(100001);
	int rc;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', 100000);
	text[100000] = 0;
	put("a", "old");
	getrlimit(RLIMIT_FSIZE, &was);
	small = (struct rlimit){4096, was.rlim_max};
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &small);
	rc = replace_one("a", text, NULL);
	setrlimit(RLIMIT_FSIZE, &was);
	assert_int_equal(rc, -1);
	expect("a", "old");
	expect_tidy();
	free(text);
}

/* ---- folders ---- */

static void a_folder_is_changed_and_saved(void **state)
{
	const struct str new = STR("new");
	struct splice_field title = {"title", {SPLICE_TEXT, &new, 1}};
	const char *dir = path("book");
	struct folder *f;
	long i;

	(void)state;
	mkdir(dir, 0755);
	put("book/a.yaml", "phrases:\n  x:\n    title: t\n    say: x\n");
	put("book/b.yaml", "# nothing yet\n");
	put("book/other.txt", "not ours");
	f = folder_open(dir, false, diags);
	assert_non_null(f);
	assert_int_equal(folder_size(f), 2);
	assert_true(str_is(folder_stem(f, 1), "b"));
	assert_int_equal(folder_find_entry(f, "phrases", STR("x")), 0);
	assert_int_equal(folder_find_entry(f, "intents", STR("x")), FOLDER_NONE);
	i = folder_find(f, STR("a"));
	assert_int_equal(i, 0);
	splice_set(folder_splice(f, 0), "phrases", STR("x"), "title", title.value);
	splice_add_entry(
	    folder_splice(f, folder_add(f, STR("c"), STR(""))), "phrases", STR("y"), &title, 1);
	folder_add(f, STR("empty"), STR(""));
	assert_int_equal(folder_apply(f), 0);
	assert_int_equal(folder_changed(f), 2);
	expect("book/a.yaml", "phrases:\n  x:\n    title: t\n    say: x\n");
	assert_int_equal(folder_save(f), 0);
	expect("book/a.yaml", "phrases:\n  x:\n    title: new\n    say: x\n");
	expect("book/c.yaml", "phrases:\n  y:\n    title: new\n");
	assert_int_equal(access(path("book/empty.yaml"), F_OK), -1);
	folder_free(&f);
}

static void a_file_that_came_meanwhile_is_not_overwritten(void **state)
{
	const struct str new = STR("new");
	struct splice_field title = {"title", {SPLICE_TEXT, &new, 1}};
	struct folder *f;

	(void)state;
	mkdir(path("late"), 0755);
	put("late/a.yaml", "phrases:\n  x:\n    title: t\n    say: x\n");
	f = folder_open(path("late"), false, diags);
	assert_non_null(f);
	splice_set(folder_splice(f, 0), "phrases", STR("x"), "title", title.value);
	splice_add_entry(
	    folder_splice(f, folder_add(f, STR("c"), STR(""))), "phrases", STR("y"), &title, 1);
	assert_int_equal(folder_apply(f), 0);
	put("late/c.yaml", "theirs");
	assert_int_equal(folder_save(f), -1);
	expect("late/a.yaml", "phrases:\n  x:\n    title: t\n    say: x\n");
	expect("late/c.yaml", "theirs");
	folder_free(&f);
}

struct saver {
	struct diag_list *diags;
	struct folder *f;
	pthread_barrier_t *begin;
	int rc;
};

static void *save(void *ctx)
{
	struct saver *s = ctx;

	pthread_barrier_wait(s->begin);
	s->rc = folder_save(s->f);
	return NULL;
}

/* Each has read the same text. */
static void of_two_who_save_at_once_one_is_told(void **state)
{
	enum { TIMES = 40 };
	const struct str titles[] = {STR("ours"), STR("theirs")};
	pthread_barrier_t begin;

	(void)state;
	mkdir(path("both"), 0755);
	pthread_barrier_init(&begin, NULL, 2);
	for (int t = 0; t < TIMES; t++) {
		struct saver s[2];
		pthread_t threads[2];

		put("both/a.yaml", "phrases:\n  x:\n    title: t\n    say: x\n");
		for (int i = 0; i < 2; i++) {
			s[i] = (struct saver){.diags = diag_list_new(), .begin = &begin};
			s[i].f = folder_open(path("both"), false, s[i].diags);
			assert_non_null(s[i].f);
			splice_set(folder_splice(s[i].f, 0), "phrases", STR("x"), "title",
			    (struct splice_value){SPLICE_TEXT, &titles[i], 1});
			assert_int_equal(folder_apply(s[i].f), 0);
		}
		for (int i = 0; i < 2; i++)
			assert_int_equal(pthread_create(&threads[i], NULL, save, &s[i]), 0);
		for (int i = 0; i < 2; i++)
			pthread_join(threads[i], NULL);
		assert_int_equal(s[0].rc + s[1].rc, -1);
		expect("both/a.yaml", s[0].rc == 0 ? "phrases:\n  x:\n    title: ours\n    say: x\n"
						   : "phrases:\n  x:\n    title: theirs\n    say: x\n");
		for (int i = 0; i < 2; i++) {
			folder_free(&s[i].f);
			diag_list_free(&s[i].diags);
		}
	}
	pthread_barrier_destroy(&begin);
}

static void folders_that_are_none_are_told(void **state)
{
	struct folder *f;

	(void)state;
	put("file", "x");
	mkdir(path("bare"), 0755);
	mkdir(path("bad"), 0755);
	put("bad/a.yaml", "a: [\n");
	assert_null(folder_open(path("missing"), false, diags));
	assert_null(folder_open(path("file"), true, diags));
	assert_null(folder_open(path("bare"), false, diags));
	assert_null(folder_open(path("bad"), true, diags));
	f = folder_open(path("missing"), true, diags);
	assert_true(f && folder_is_new(f));
	folder_free(&f);
	f = folder_open(path("bare"), true, diags);
	assert_true(f && folder_is_new(f));
	folder_free(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_gets_the_text_and_keeps_its_rights),
	    cmocka_unit_test(a_link_stays_and_its_file_changes),
	    cmocka_unit_test(who_changed_it_meanwhile_wins),
	    cmocka_unit_test(who_changed_it_at_the_last_moment_wins),
	    cmocka_unit_test(what_cannot_be_written_leaves_all_as_it_was),
	    cmocka_unit_test(a_full_disk_leaves_the_old_text),
	    cmocka_unit_test(a_folder_is_changed_and_saved),
	    cmocka_unit_test(a_file_that_came_meanwhile_is_not_overwritten),
	    cmocka_unit_test(of_two_who_save_at_once_one_is_told),
	    cmocka_unit_test(folders_that_are_none_are_told),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
