/* test_books.c - which books are in force when a server starts or reads its folders anew. */
#include "books_fixture.h"

static void what_starts_is_kept_once(void **state)
{
	struct fixture *f = *state;

	start(f);
	assert_string_equal(answer(f, 0, "en"), "on its way");
	check_history(f, "tea", "en", "start");
	check_history(f, "tea", "zh-CN", "start");
	check_history(f, "silk", "en", "start");
	start(f); /* the same: nothing new */
	check_history(f, "tea", "en", "start");
	write_book(f->en, BOOK("en", "changed"));
	start(f);
	assert_string_equal(answer(f, 1, "en"), "changed");
	check_history(f, "tea", "en", "start start");
	check_history(f, "tea", "zh-CN", "start");
}

static void what_cannot_be_kept_serves_all_the_same(void **state)
{
	struct fixture *f = *state;

	f->full = true;
	start(f);
	assert_string_equal(answer(f, 0, "en"), "on its way");
	check_history(f, "tea", "en", "");
	f->full = false;
	assert_int_equal(reload(f), BOOKS_DONE); /* it is kept when it can be */
	check_history(f, "tea", "en", "reload");
}

static void a_book_with_mistakes_does_not_start(void **state)
{
	struct fixture *f = *state;

	write_book(f->zh, "intents: {a: {title: A}}\n");
	assert_false(try_start(f));
	assert_true(diag_count(f->diags, DIAG_ERROR) > 0);
	check_history(f, "tea", "en", "");
}

/* ---- publish ---- */

static void a_reload_brings_the_folders_back_for_good(void **state)
{
	struct fixture *f = *state;

	start(f);
	assert_int_equal(publish_text(f, BOOK("en", "published")), BOOKS_DONE);
	assert_int_equal(reload(f), BOOKS_DONE);
	assert_string_equal(answer(f, 0, "en"), "on its way");
	check_history(f, "tea", "en", "start publish reload");
	check_history(f, "silk", "en", "start"); /* nothing new there */
	write_book(f->en, BOOK("en", "the folder changed"));
	start(f);
	assert_string_equal(answer(f, 0, "en"), "the folder changed");
	check_history(f, "tea", "en", "start publish reload start");
}

static void a_reload_of_what_was_published_puts_the_folder_in_charge(void **state)
{
	struct fixture *f = *state;

	start(f);
	assert_int_equal(publish_text(f, BOOK("en", "published")), BOOKS_DONE);
	write_book(f->en, BOOK("en", "published"));
	assert_int_equal(reload(f), BOOKS_DONE);
	check_history(f, "tea", "en", "start publish reload");
	write_book(f->en, BOOK("en", "the folder changed"));
	start(f);
	assert_string_equal(answer(f, 0, "en"), "the folder changed");
}

static void a_reload_that_fails_keeps_and_records_nothing(void **state)
{
	struct fixture *f = *state;

	start(f);
	assert_int_equal(publish_text(f, BOOK("en", "published")), BOOKS_DONE);
	write_book(f->zh, "intents: [");
	assert_int_equal(reload(f), BOOKS_REFUSED);
	assert_string_equal(answer(f, 0, "en"), "published");
	assert_string_equal(answer(f, 0, "zh-CN"), "on its way too");
	check_history(f, "tea", "en", "start publish");
}

static void what_was_published_serves_when_its_folder_has_mistakes_or_is_gone(void **state)
{
	struct fixture *f = *state;
	char command[160];

	f->shops_n = 1;
	start(f);
	assert_int_equal(publish_text(f, BOOK("en", "published")), BOOKS_DONE);
	write_book(f->en, "intents: [");
	start(f);
	assert_true(diag_count(f->diags, DIAG_ERROR) > 0); /* told all the same */
	assert_string_equal(answer(f, 0, "en"), "published");
	snprintf(command, sizeof command, "rm -r %s", f->en);
	assert_int_equal(system(command), 0);
	start(f);
	assert_string_equal(answer(f, 0, "en"), "published");
	assert_int_equal(publish_text(f, BOOK("en", "again")), BOOKS_DONE);
	f->shops_n = 2; /* the other shop has nothing but the folder */
	assert_false(try_start(f));
}

/* A version that this program cannot load. */
static void keep_unloadable(struct fixture *f, struct str shop, struct str language, struct str name)
{
	const struct book_file file = {STR("a.yaml"), STR("intents: {a: {of another format: 1}}\n")};
	struct store_book row = {.shop = shop, .language = language, .version = STR("0123456789ab"),
	    .content = STR("01234567890123456789012345678901"), .name = name,
	    .how = BOOK_PUBLISHED, .files = &file, .files_n = 1};
	struct store_book *rows[] = {&row};

	assert_int_equal(keep(f, rows, 1), 0);
}

static void what_was_published_and_cannot_be_loaded_gives_way_to_the_folder(void **state)
{
	struct fixture *f = *state;
	struct store_book *rows;
	size_t n;

	keep_unloadable(f, STR("tea"), STR("en"), str_of(f->en));
	start(f);
	assert_string_equal(answer(f, 0, "en"), "on its way");
	check_history(f, "tea", "en", "publish start");
	assert_int_equal(
	    store_books(f->reader, STR("tea"), STR("en"), 0, 1, f->arena, &rows, &n), 0);
	assert_non_null(strstr(rows->why.p, "could not be loaded"));
	start(f); /* what is in force is what the history says */
	check_history(f, "tea", "en", "publish start");
	keep_unloadable(f, STR("tea"), STR("en"), str_of(f->en));
	write_book(f->en, "intents: [");
	assert_false(try_start(f));
}

/* The books inside say what the shop never said. */
static void nothing_starts_when_only_the_books_inside_are_left(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, BOOK("zh-CN", "mended"));
	const struct books_keeper keeper = {keep, f};

	f->shops[0].folders_n = 0;
	f->shops_n = 1;
	keep_unloadable(f, STR("tea"), STR("zh-CN"), STR("phrases/zh-CN"));
	assert_false(try_start(f));
	f->books = books_load(f->shops, 1, true, f->reader, f->diags);
	assert_non_null(f->books);
	books_publish(f->books, f->reader, &keeper, &r, f->arena, f->diags, &f->out);
	assert_int_equal(f->out.result, BOOKS_DONE);
	start(f);
	assert_string_equal(answer(f, 0, "zh-CN"), "mended");
}

static void the_books_inside_can_be_taken_the_place_of(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, NULL);

	f->shops[0].folders_n = 0;
	f->shops_n = 1;
	start(f);
	check_history(f, "tea", "zh-CN", "start");
	assert_int_equal(publish_text(f, BOOK("zh-CN", "our own")), BOOKS_DONE);
	assert_true(str_is(f->out.name, "phrases/zh-CN"));
	start(f);
	assert_string_equal(answer(f, 0, "zh-CN"), "our own");
	assert_int_equal(roll_back(f, r), BOOKS_DONE);
	start(f);
	check_history(f, "tea", "zh-CN", "start publish rollback");
}

/* It does not stand in the config any more: it is left alone, not lost. */
static void a_language_that_a_shop_no_longer_has_is_passed_over(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, BOOK("zh-CN", "published"));

	start(f);
	assert_int_equal(publish(f, &r), BOOKS_DONE);
	f->shops[0].folders_n = 1;
	start(f);
	assert_int_equal(publish(f, &r), BOOKS_REFUSED);
	f->shops[0].folders_n = 2;
	start(f);
	assert_string_equal(answer(f, 0, "zh-CN"), "published");
}

static void a_shop_with_too_many_books_is_told(void **state)
{
	struct fixture *f = *state;
	struct str many[SHELF_MAX + 1];

	for (size_t i = 0; i <= SHELF_MAX; i++)
		many[i] = str_of(f->en);
	f->shops[0].folders = many;
	f->shops[0].folders_n = SHELF_MAX + 1;
	assert_false(try_start(f));
	assert_true(found(f, f->en, "at most 16 books"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    TEST(what_starts_is_kept_once),
	    TEST(what_cannot_be_kept_serves_all_the_same),
	    TEST(a_book_with_mistakes_does_not_start),
	    TEST(a_reload_brings_the_folders_back_for_good),
	    TEST(a_reload_of_what_was_published_puts_the_folder_in_charge),
	    TEST(a_reload_that_fails_keeps_and_records_nothing),
	    TEST(what_was_published_serves_when_its_folder_has_mistakes_or_is_gone),
	    TEST(what_was_published_and_cannot_be_loaded_gives_way_to_the_folder),
	    TEST(nothing_starts_when_only_the_books_inside_are_left),
	    TEST(the_books_inside_can_be_taken_the_place_of),
	    TEST(a_language_that_a_shop_no_longer_has_is_passed_over),
	    TEST(a_shop_with_too_many_books_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
