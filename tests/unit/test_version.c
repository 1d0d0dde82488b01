/* test_version.c - the files of a version: their names, their order, what tells two apart, and what an
 * edit changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/buf.h"
#include "book/book.h"
#include "pattern/normalise.h"
#include "trainer/version.h"
#include "trainer/version_diff.h"

static const struct {
	const char *name;
	bool good;
} names[] = {
    {"a.yaml", true},
    {"shipping-2.yaml", true},
    {"\xe8\xae\xa2\xe5\x8d\x95.yaml", true},
    {"tests/a.yaml", true},
    {"a b.yaml", true},
    {"a..yaml", true},
    {"", false},
    {".yaml", false},
    {"tests/.yaml", false},
    {".hidden.yaml", false},
    {"a.yml", false},
    {"a.yaml.txt", false},
    {"../a.yaml", false},
    {"/etc/a.yaml", false},
    {"tests/../../a.yaml", false},
    {"tests/more/a.yaml", false},
    {"other/a.yaml", false},
    {"a\nb.yaml", false},
    {"tests/", false},
};

static void only_names_within_a_folder_are_names_of_files(void **state)
{
	char longest[300];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (version_is_name(str_of(names[i].name)) != names[i].good)
			fail_msg("'%s'", names[i].name);
	assert_false(version_is_name(STR("a\0.yaml")));
	memset(longest, 'x', sizeof longest);
	memcpy(longest + sizeof longest - 6, ".yaml", 6);
	assert_false(version_is_name(str_of(longest)));
	assert_true(version_is_name(str_of(longest + 38)));
}

static void files_are_put_in_the_order_of_a_folder(void **state)
{
	struct book_file files[] = {{STR("tests/a.yaml"), STR("")}, {STR("b.yaml"), STR("")},
	    {STR("tests/B.yaml"), STR("")}, {STR("a.yaml"), STR("")}, {STR("Z.yaml"), STR("")}};
	static const char *const want[] = {
	    "Z.yaml", "a.yaml", "b.yaml", "tests/B.yaml", "tests/a.yaml"};
	struct arena *arena = arena_new(0);
	struct book_files out;

	(void)state;
	assert_null(version_arrange(files, 5, arena, &out));
	assert_int_equal(out.own, 3);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(out.list[i].name.p, want[i]);
	arena_free(&arena);
}

static void what_is_no_book_is_told(void **state)
{
	struct book_file twice[] = {{STR("a.yaml"), STR("1")}, {STR("a.yaml"), STR("2")}};
	struct book_file tests_alone[] = {{STR("tests/a.yaml"), STR("")}};
	struct book_file outside[] = {{STR("../a.yaml"), STR("")}};
	struct arena *arena = arena_new(0);
	struct book_files out;

	(void)state;
	assert_string_equal(
	    version_arrange(twice, 2, arena, &out), "the file a.yaml is there twice");
	assert_string_equal(version_arrange(tests_alone, 1, arena, &out),
	    "a book has at least one file NAME.yaml");
	assert_string_equal(
	    version_arrange(NULL, 0, arena, &out), "a book has at least one file NAME.yaml");
	assert_non_null(strstr(version_arrange(outside, 1, arena, &out), "\"../a.yaml\" is no name"));
	arena_free(&arena);
}

static void the_content_names_every_byte(void **state)
{
	static const struct {
		const char *name, *text, *test;
	} all[] = {{"a.yaml", "1", "t"}, {"b.yaml", "1", "t"}, {"a.yaml", "2", "t"},
	    {"a.yaml", "1", "T"}, {"a.yaml", "1t", ""}};
	enum { N = sizeof all / sizeof *all };
	unsigned char contents[N][VERSION_CONTENT];

	(void)state;
	for (size_t i = 0; i < N; i++) {
		struct book_file files[] = {{str_of(all[i].name), str_of(all[i].text)},
		    {STR("tests/x.yaml"), str_of(all[i].test)}};
		struct book_files f = {files, 2, 1};

		version_content(&f, contents[i]);
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(contents[i], contents[k], VERSION_CONTENT);
	}
}

static void write_file(const char *dir, const char *name, const char *text)
{
	char path[160];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* The same version as when the folder itself is loaded, and the same places. */
static void a_version_read_from_a_folder_is_the_folder(void **state)
{
	static const char text[] =
	    "intents:\n  a: {title: A, match: aa, examples: aa, say: [x]}\n";
	struct normaliser *normaliser = normaliser_new();
	struct book_options options = {.normaliser = normaliser};
	struct diag_list *diags = diag_list_new();
	struct arena *arena = arena_new(0);
	char dir[] = "/tmp/xiaoer-version-XXXXXX", tests[64], command[80];
	struct book_files f;
	struct book *folder, *own, *bare;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(tests, sizeof tests, "%s/tests", dir);
	write_file(dir, "b.yaml", "phrases: {}\n");
	write_file(dir, "a.yaml", text);
	write_file(dir, ".a.yaml.swp", "no");
	assert_int_equal(book_read_dir(dir, arena, diags, &f), 0);
	assert_int_equal(book_read_tests(dir, arena, diags, &f), 0); /* there are none */
	assert_int_equal(f.n, 2);
	assert_int_equal(mkdir(tests, 0700), 0);
	write_file(tests, "t.yaml", "- dialogue: x\n");
	assert_int_equal(book_read_tests(dir, arena, diags, &f), 0);
	assert_int_equal(f.n, 3);
	assert_int_equal(f.own, 2);
	assert_string_equal(f.list[2].name.p, "tests/t.yaml");
	folder = book_load_dir(dir, &options, diags);
	own = version_load(&f, str_of(dir), false, &options, diags);
	bare = version_load(&f, str_of(dir), true, &options, diags);
	assert_non_null(folder);
	assert_string_equal(own->version.p, folder->version.p);
	assert_string_equal(bare->version.p, folder->version.p);
	assert_string_equal(own->intents[0].at.file, folder->intents[0].at.file);
	assert_string_equal(bare->intents[0].at.file, "a.yaml");
	book_release(&folder);
	book_release(&own);
	book_release(&bare);
	diag_list_free(&diags);
	normaliser_free(&normaliser);
	arena_free(&arena);
	snprintf(command, sizeof command, "rm -rf %s", dir);
	assert_int_equal(system(command), 0);
}

static void a_book_inside_is_read_as_it_is_loaded(void **state)
{
	struct normaliser *normaliser = normaliser_new();
	struct book_options options = {.normaliser = normaliser, .no_examples = true};
	struct diag_list *diags = diag_list_new();
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < book_embedded(); i++) {
		struct book *inside = book_load_embedded(i, &options, diags), *own;
		struct book_files f;
		struct str name;

		book_read_embedded(i, arena, &f, &name);
		own = version_load(&f, name, false, &options, diags);
		assert_string_equal(own->version.p, inside->version.p);
		assert_string_equal(own->intents[0].at.file, inside->intents[0].at.file);
		book_release(&inside);
		book_release(&own);
	}
	diag_list_free(&diags);
	normaliser_free(&normaliser);
	arena_free(&arena);
}

/* ---- what an edit changed ---- */

static const char before[] =
    "# a comment\n"
    "intents:\n"
    "  ship: {title: S, match: ship, examples: ship, say: [on its way]}\n"
    "  gone: {title: G, match: gone, examples: gone, say: [gone]}\n"
    "words:\n"
    "  goods: [parcel, box]\n"
    "phrases:\n"
    "  hold: {title: h, say: [wait]}\n";
static const char after[] =
    "words: {goods: [parcel, box, bag]}\n"
    "intents:\n"
    "  new: {title: N, match: new, examples: new, say: [new]}\n"
    "  ship:   # moved, and written in another way\n"
    "    title: S\n"
    "    match: ship\n"
    "    examples: 'ship'\n"
    "    say:\n"
    "      - on its way\n"
    "phrases:\n"
    "  hold: {title: h, say: [wait a moment]}\n";

static const struct {
	const char *part, *id;
	enum version_change_kind kind;
} changes[] = {
    {"intents", "new", VERSION_ADDED},
    {"intents", "gone", VERSION_REMOVED},
    {"phrases", "hold", VERSION_CHANGED},
    {"words", "goods", VERSION_CHANGED},
    {"tests", "tests/b.yaml", VERSION_ADDED},
    {"tests", "tests/a.yaml", VERSION_CHANGED},
};

static void entries_that_changed_are_found_wherever_they_stand(void **state)
{
	struct book_file old[] = {{STR("a.yaml"), str_of(before)}, {STR("tests/a.yaml"), STR("1")}};
	struct book_file new[] = {{STR("b.yaml"), str_of(after)}, {STR("tests/a.yaml"), STR("2")},
	    {STR("tests/b.yaml"), STR("3")}};
	struct book_files a = {old, 2, 1}, b = {new, 3, 1};
	struct arena *arena = arena_new(0);
	struct version_change *list;
	size_t n = version_changes(&a, &b, arena, &list);

	(void)state;
	assert_int_equal(n, sizeof changes / sizeof *changes);
	for (size_t i = 0; i < n; i++) {
		assert_true(str_is(list[i].part, changes[i].part));
		assert_true(str_is(list[i].id, changes[i].id));
		assert_int_equal(list[i].kind, changes[i].kind);
	}
	assert_int_equal(version_changes(&a, &a, arena, &list), 0);
	arena_free(&arena);
}

static void what_is_no_yaml_differs_by_its_lines_alone(void **state)
{
	struct book_file old[] = {{STR("a.yaml"), STR("intents: [\n")}, {STR("b.yaml"), STR("x\n")}};
	struct book_file new[] = {{STR("a.yaml"), STR("intents: {a: {\xff\n")}, {STR("c.yaml"), STR("")}};
	struct book_files a = {old, 2, 2}, b = {new, 2, 2};
	struct arena *arena = arena_new(0);
	struct version_change *list;
	char *got = NULL;
	size_t n = 0;
	FILE *to = open_memstream(&got, &n);

	(void)state;
	assert_int_equal(version_changes(&a, &b, arena, &list), 0);
	assert_int_equal(version_diff_print("old", &a, "new", &b, to, false), 3);
	fclose(to);
	assert_string_equal(got, "--- old/a.yaml\n+++ new/a.yaml\n@@ -1 +1 @@\n-intents: [\n"
				 "+intents: {a: {\xff\n--- old/b.yaml\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n");
	free(got);
	arena_free(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_names_within_a_folder_are_names_of_files),
	    cmocka_unit_test(files_are_put_in_the_order_of_a_folder),
	    cmocka_unit_test(what_is_no_book_is_told),
	    cmocka_unit_test(the_content_names_every_byte),
	    cmocka_unit_test(a_version_read_from_a_folder_is_the_folder),
	    cmocka_unit_test(a_book_inside_is_read_as_it_is_loaded),
	    cmocka_unit_test(entries_that_changed_are_found_wherever_they_stand),
	    cmocka_unit_test(what_is_no_yaml_differs_by_its_lines_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
