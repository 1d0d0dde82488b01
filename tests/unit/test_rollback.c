/* test_rollback.c - an earlier version of a book comes back. */
#include "books_fixture.h"

static void a_rollback_goes_back_one_version_and_another_one_more(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, NULL);

	start(f);
	assert_int_equal(publish_text(f, BOOK("en", "second")), BOOKS_DONE);
	assert_int_equal(publish_text(f, BOOK("en", "third")), BOOKS_DONE);
	assert_int_equal(roll_back(f, r), BOOKS_DONE); /* of what was published last */
	assert_string_equal(answer(f, 0, "en"), "second");
	assert_int_equal(roll_back(f, r), BOOKS_DONE);
	assert_string_equal(answer(f, 0, "en"), "on its way");
	assert_int_equal(roll_back(f, r), BOOKS_CONFLICT);
	assert_string_equal(answer(f, 0, "en"), "on its way");
	check_history(f, "tea", "en", "start publish publish rollback rollback");
	start(f);
	assert_string_equal(answer(f, 0, "en"), "on its way");
	assert_int_equal(publish_text(f, BOOK("en", "fourth")), BOOKS_DONE);
	assert_int_equal(roll_back(f, r), BOOKS_DONE);
	assert_string_equal(answer(f, 0, "en"), "on its way");
}

static void a_rollback_to_a_version_can_be_repeated(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, NULL);
	char first[16];

	start(f);
	strcpy(first, in_force(f, 0, "en"));
	assert_int_equal(publish_text(f, BOOK("en", "second")), BOOKS_DONE);
	r.version = str_of(first);
	assert_int_equal(roll_back(f, r), BOOKS_DONE);
	assert_true(f->out.stored);
	assert_string_equal(answer(f, 0, "en"), "on its way");
	assert_int_equal(roll_back(f, r), BOOKS_DONE);
	assert_true(f->out.unchanged);
	assert_false(f->out.stored);
	check_history(f, "tea", "en", "start publish rollback");
	r.version = STR("ffffffffffff");
	assert_int_equal(roll_back(f, r), BOOKS_MISSING);
}

static void a_rollback_that_was_done_is_not_done_twice(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, NULL);
	char last[16];

	start(f);
	assert_int_equal(publish_text(f, BOOK("en", "second")), BOOKS_DONE);
	assert_int_equal(publish_text(f, BOOK("en", "third")), BOOKS_DONE);
	strcpy(last, in_force(f, 0, "en"));
	r.base = str_of(last);
	assert_int_equal(roll_back(f, r), BOOKS_DONE);
	assert_int_equal(roll_back(f, r), BOOKS_CONFLICT); /* the answer was lost: sent again */
	assert_string_equal(answer(f, 0, "en"), "second");
}

static void without_anything_published_a_rollback_wants_a_language(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, NULL);

	start(f);
	write_book(f->zh, BOOK("zh-CN", "reloaded"));
	assert_int_equal(reload(f), BOOKS_DONE);
	assert_int_equal(roll_back(f, r), BOOKS_CONFLICT);
	assert_non_null(strstr(f->out.problem.p, "language"));
	r.language = STR("zh-CN");
	assert_int_equal(roll_back(f, r), BOOKS_DONE);
	assert_string_equal(answer(f, 0, "zh-CN"), "on its way too");
	r.language = STR("");
	r.shop = STR("silk"); /* has but one book */
	assert_int_equal(roll_back(f, r), BOOKS_CONFLICT);
	assert_non_null(strstr(f->out.problem.p, "no version before"));
}

static void a_version_that_fails_its_tests_today_does_not_come_back(void **state)
{
	struct fixture *f = *state;
	/* a version whose own tests fail: kept by a program that judged otherwise */
	struct book_files *old = files(f, BOOK("en", "old"), test_text);
	unsigned char content[VERSION_CONTENT];
	struct store_book row = {.shop = STR("tea"), .language = STR("en"),
	    .version = STR("0123456789ab"), .name = str_of(f->en), .how = BOOK_STARTED,
	    .files = old->list, .files_n = old->n};
	struct store_book *rows[] = {&row};
	struct books_request r = request(f, NULL);

	version_content(old, content);
	row.content = str_make((const char *)content, VERSION_CONTENT);
	assert_int_equal(keep(f, rows, 1), 0);
	start(f);
	r.version = row.version;
	assert_int_equal(roll_back(f, r), BOOKS_REFUSED);
	assert_true(found(f, "tests/a.yaml", ""));
	assert_string_equal(answer(f, 0, "en"), "on its way");
}

/* ---- the folders ---- */

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    TEST(a_rollback_goes_back_one_version_and_another_one_more),
	    TEST(a_rollback_to_a_version_can_be_repeated),
	    TEST(a_rollback_that_was_done_is_not_done_twice),
	    TEST(without_anything_published_a_rollback_wants_a_language),
	    TEST(a_version_that_fails_its_tests_today_does_not_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
