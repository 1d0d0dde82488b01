/* test_store_books.c - the books that were in force, as the store keeps them: of any maker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "book/load.h"
#include "store/store.h"

struct fixture {
	char dir[64], path[128];
	struct arena *arena;
	struct store *s;
	struct store_reader *r;
};

static void open_both(struct fixture *f)
{
	char error[STORE_ERROR_MAX];
	enum store_result result;

	f->s = store_open(f->path, &result, error);
	if (!f->s)
		fail_msg("%s", error);
	f->r = store_reader_open(f->path, error);
	if (!f->r)
		fail_msg("%s", error);
}

static void close_both(struct fixture *f)
{
	store_reader_close(&f->r);
	store_close(&f->s);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	strcpy(f->dir, "/tmp/xiaoer-books-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof f->path, "%s/xiaoer.db", f->dir);
	f->arena = arena_new(0);
	open_both(f);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char command[160];

	close_both(f);
	arena_free(&f->arena);
	snprintf(command, sizeof command, "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

/* 32 bytes that begin with a word. */
static struct str content(struct fixture *f, const char *word)
{
	char *p = arena_alloc(f->arena, 32);

	memcpy(p, word, strlen(word));
	return str_make(p, 32);
}

static struct store_book book(
    struct fixture *f, const char *shop, const char *language, const char *version)
{
	return (struct store_book){.at = 1000,
	    .shop = str_of(shop),
	    .language = str_of(language),
	    .version = str_of(version),
	    .content = content(f, version),
	    .name = STR("phrases/x")};
}

static int keep(struct fixture *f, struct store_book **books, size_t n)
{
	struct store_changes ch = {.books = books, .books_n = n};

	assert_int_equal(store_begin(f->s), 0);
	return store_commit(f->s, &ch);
}

static int64_t keep_one(struct fixture *f, struct store_book b)
{
	struct store_book *list[] = {&b};

	assert_int_equal(keep(f, list, 1), 0);
	assert_true(b.id > 0);
	return b.id;
}

static void what_came_into_force_is_there_whole_after_opening_again(void **state)
{
	struct fixture *f = *state;
	const struct book_file files[] = {
	    {STR("a.yaml"), STR("phrases: {}\n")}, {STR("b.yaml"), STR("")},
	    {STR("tests/a.yaml"), STR("- dialogue: \xff with a NUL \0 in it\n")}};
	struct store_book b = book(f, "default", "zh-CN", "0123456789ab"), *rows;
	struct book_file *read;
	size_t n;

	b.how = BOOK_PUBLISHED;
	b.who = STR("\xe5\xb0\x8f\xe7\x8e\x8b");
	b.why = STR("new prices");
	b.files = files;
	b.files_n = 3;
	keep_one(f, b);
	close_both(f);
	open_both(f);
	assert_int_equal(store_books_in_force(f->r, f->arena, &rows, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(rows->at, 1000);
	assert_int_equal(rows->how, BOOK_PUBLISHED);
	assert_string_equal(rows->shop.p, "default");
	assert_string_equal(rows->language.p, "zh-CN");
	assert_string_equal(rows->version.p, "0123456789ab");
	assert_string_equal(rows->name.p, "phrases/x");
	assert_true(str_eq(rows->who, b.who));
	assert_string_equal(rows->why.p, "new prices");
	assert_true(str_eq(rows->content, b.content));
	assert_int_equal(store_book_files(f->r, rows, f->arena, &read, &n), 0);
	assert_int_equal(n, 3);
	for (size_t i = 0; i < n; i++) {
		assert_true(str_eq(read[i].name, files[i].name));
		assert_true(str_eq(read[i].text, files[i].text));
	}
}

static void the_newest_of_each_shop_and_language_is_in_force(void **state)
{
	struct fixture *f = *state;
	struct store_book *rows;
	int64_t last, other;
	size_t n;

	assert_int_equal(store_books_in_force(f->r, f->arena, &rows, &n), 0);
	assert_int_equal(n, 0);
	keep_one(f, book(f, "default", "zh-CN", "000000000001"));
	other = keep_one(f, book(f, "default", "en", "000000000002"));
	keep_one(f, book(f, "silk", "zh-CN", "000000000001"));
	keep_one(f, book(f, "default", "zh-CN", "000000000003"));
	last = keep_one(f, book(f, "default", "zh-CN", "000000000001")); /* again */
	assert_int_equal(store_books_in_force(f->r, f->arena, &rows, &n), 0);
	assert_int_equal(n, 3);
	assert_int_equal(rows[0].id, other); /* by shop, then language */
	assert_int_equal(rows[1].id, last);
	assert_string_equal(rows[1].version.p, "000000000001");
	assert_string_equal(rows[2].shop.p, "silk");
}

static void the_history_comes_newest_first_and_by_pages(void **state)
{
	struct fixture *f = *state;
	struct store_book *rows;
	char version[] = "00000000000x";
	size_t n;

	for (int i = 0; i < 7; i++) {
		version[11] = (char)('0' + i);
		keep_one(f, book(f, i % 2 ? "silk" : "default", i < 4 ? "en" : "zh-CN", version));
	}
	assert_int_equal(
	    store_books(f->r, STR(""), STR(""), 0, 3, f->arena, &rows, &n), 0);
	assert_int_equal(n, 3);
	assert_string_equal(rows[0].version.p, "000000000006");
	assert_string_equal(rows[2].version.p, "000000000004");
	assert_int_equal(
	    store_books(f->r, STR(""), STR(""), rows[2].id, 10, f->arena, &rows, &n), 0);
	assert_int_equal(n, 4);
	assert_string_equal(rows[0].version.p, "000000000003");
	assert_int_equal(
	    store_books(f->r, STR("default"), STR("en"), 0, 10, f->arena, &rows, &n), 0);
	assert_int_equal(n, 2);
	assert_string_equal(rows[0].version.p, "000000000002");
	assert_int_equal(store_books(f->r, STR(""), STR("ja"), 0, 10, f->arena, &rows, &n), 0);
	assert_int_equal(n, 0);
}

static off_t size_of(const struct fixture *f)
{
	char wal[160];
	off_t size = 0;
	FILE *file;

	snprintf(wal, sizeof wal, "%s-wal", f->path);
	file = fopen(wal, "rb");
	if (file) {
		fseeko(file, 0, SEEK_END);
		size = ftello(file);
		fclose(file);
	}
	return size;
}

static void a_text_that_versions_share_is_stored_once(void **state)
{
	struct fixture *f = *state;
	const size_t large = 4 << 20;
	char *text = arena_alloc(f->arena, large);
	struct book_file files[] = {{STR("large.yaml"), {text, large}}, {STR("a.yaml"), STR("1")}};
	struct store_book b = book(f, "default", "en", "000000000001");
	struct book_file *read;
	off_t first, second;
	size_t n;

	memset(text, 'x', large);
	b.files = files;
	b.files_n = 2;
	first = size_of(f);
	keep_one(f, b);
	second = size_of(f);
	assert_true(second - first > (off_t)large);
	b = book(f, "default", "en", "000000000002");
	files[1].text = STR("2");
	b.files = files;
	b.files_n = 2;
	keep_one(f, b);
	assert_true(size_of(f) - second < (off_t)large / 8);
	assert_int_equal(store_book_files(f->r, &b, f->arena, &read, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(read[0].text.n, large);
	assert_true(str_is(read[1].text, "2"));
}

static void a_version_is_found_by_its_name_and_in_its_shop(void **state)
{
	struct fixture *f = *state;
	struct store_book row;
	int64_t second;

	keep_one(f, book(f, "default", "en", "000000000001"));
	second = keep_one(f, book(f, "silk", "en", "000000000001"));
	keep_one(f, book(f, "silk", "en", "000000000002"));
	assert_int_equal(
	    store_book(f->r, STR(""), STR(""), STR("000000000001"), f->arena, &row), 1);
	assert_int_equal(row.id, second);
	assert_int_equal(
	    store_book(f->r, STR("default"), STR("en"), STR("000000000001"), f->arena, &row), 1);
	assert_string_equal(row.shop.p, "default");
	assert_int_equal(
	    store_book(f->r, STR("default"), STR(""), STR("000000000002"), f->arena, &row), 0);
	assert_int_equal(store_book(f->r, STR(""), STR(""), STR("0000"), f->arena, &row), 0);
	assert_int_equal(
	    store_book(f->r, STR(""), STR(""), STR("' OR 1=1 --"), f->arena, &row), 0);
}

/* The same book with other tests is the same version; what is looked up is the newest. */
static void one_file_of_a_version_is_found(void **state)
{
	struct fixture *f = *state;
	struct book_file files[] = {
	    {STR("a.yaml"), STR("book")}, {STR("tests/a.yaml"), STR("old test")}};
	struct store_book b = book(f, "default", "en", "000000000001");
	struct str text;

	b.files = files;
	b.files_n = 2;
	keep_one(f, b);
	files[1].text = STR("new test");
	b.content = content(f, "other");
	keep_one(f, b);
	assert_int_equal(store_book_file(
			     f->r, STR("000000000001"), STR("a.yaml"), f->arena, &text), 1);
	assert_string_equal(text.p, "book");
	assert_int_equal(store_book_file(
			     f->r, STR("000000000001"), STR("tests/a.yaml"), f->arena, &text), 1);
	assert_string_equal(text.p, "new test");
	assert_int_equal(store_book_file(
			     f->r, STR("000000000001"), STR("b.yaml"), f->arena, &text), 0);
	assert_int_equal(store_book_file(f->r, STR(""), STR("a.yaml"), f->arena, &text), 0);
}

static void a_batch_that_is_refused_leaves_nothing_of_a_book(void **state)
{
	struct fixture *f = *state;
	const size_t too_large = (32 << 20) + 1;
	char *text = arena_alloc(f->arena, too_large);
	const struct book_file files[] = {{STR("a.yaml"), STR("1")}, {STR("b.yaml"), {text, too_large}}};
	struct store_book good = book(f, "default", "zh-CN", "000000000001");
	struct store_book bad = book(f, "default", "en", "000000000002");
	struct store_book *both[] = {&good, &bad}, *rows;
	size_t n;

	bad.files = files;
	bad.files_n = 2;
	assert_int_equal(keep(f, both, 2), STORE_REFUSED);
	assert_int_equal(store_books(f->r, STR(""), STR(""), 0, 10, f->arena, &rows, &n), 0);
	assert_int_equal(n, 0);
	assert_int_equal(keep(f, both, 1), 0); /* and the next is taken */
	assert_int_equal(store_books(f->r, STR(""), STR(""), 0, 10, f->arena, &rows, &n), 0);
	assert_int_equal(n, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    TEST(what_came_into_force_is_there_whole_after_opening_again),
	    TEST(the_newest_of_each_shop_and_language_is_in_force),
	    TEST(the_history_comes_newest_first_and_by_pages),
	    TEST(a_text_that_versions_share_is_stored_once),
	    TEST(a_version_is_found_by_its_name_and_in_its_shop),
	    TEST(one_file_of_a_version_is_found),
	    TEST(a_batch_that_is_refused_leaves_nothing_of_a_book),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
