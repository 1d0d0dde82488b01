/* test_publish.c - a version of a book is published: examined, stored, in force; or refused. */
#include "books_fixture.h"

static void what_is_published_is_in_force_at_once_and_after_a_restart(void **state)
{
	struct fixture *f = *state;

	start(f);
	assert_int_equal(publish_text(f, BOOK("en", "here tomorrow")), BOOKS_DONE);
	assert_false(f->out.unchanged);
	assert_true(f->out.stored);
	assert_true(str_is(f->out.shop, "tea"));
	assert_true(str_is(f->out.language, "en"));
	assert_true(str_is(f->out.name, f->en));
	assert_string_not_equal(f->out.version.p, f->out.previous.p);
	assert_string_equal(f->out.version.p, in_force(f, 0, "en"));
	assert_string_equal(answer(f, 0, "en"), "here tomorrow");
	assert_string_equal(answer(f, 0, "zh-CN"), "on its way too");
	assert_string_equal(answer(f, 1, "en"), "on its way"); /* another shop */
	start(f);
	assert_string_equal(answer(f, 0, "en"), "here tomorrow");
	assert_string_equal(answer(f, 1, "en"), "on its way");
	check_history(f, "tea", "en", "start publish");
	write_book(f->en, BOOK("en", "the folder changed"));
	start(f);
	assert_string_equal(answer(f, 0, "en"), "here tomorrow");
	assert_string_equal(answer(f, 1, "en"), "the folder changed");
}

static void the_place_of_what_was_published_is_named_as_the_desk_names_the_book(void **state)
{
	struct fixture *f = *state;
	char want[128];
	struct shelf shelf;

	start(f);
	assert_int_equal(publish_text(f, BOOK("en", "x")), BOOKS_DONE);
	snprintf(want, sizeof want, "%s/a.yaml", f->en);
	for (int i = 0; i < 2; i++) {
		book_slot_acquire_all(books_slot(f->books, 0), &shelf);
		assert_string_equal(
		    shelf_by_language(&shelf, STR("en"))->intents[0].at.file, want);
		shelf_release(&shelf);
		start(f);
	}
}

static void the_same_again_is_in_force_already(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, BOOK("en", "twice"));

	start(f);
	r.base = str_of(in_force(f, 0, "en"));
	assert_int_equal(publish(f, &r), BOOKS_DONE);
	assert_int_equal(publish(f, &r), BOOKS_DONE); /* the answer was lost: sent again */
	assert_true(f->out.unchanged);
	assert_false(f->out.stored);
	check_history(f, "tea", "en", "start publish");
}

/* From then on it does not follow the folder any more. */
static void what_the_folder_has_can_be_published_too(void **state)
{
	struct fixture *f = *state;

	start(f);
	assert_int_equal(publish_text(f, BOOK("en", "on its way")), BOOKS_DONE);
	assert_true(f->out.unchanged);
	assert_true(f->out.stored);
	write_book(f->en, BOOK("en", "the folder changed"));
	start(f);
	assert_string_equal(answer(f, 0, "en"), "on its way");
}

static void other_tests_are_kept_with_the_same_version(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, BOOK("en", "on its way"));
	struct store_book row;
	struct book_file *list;
	size_t n;

	start(f);
	r.files = files(f, BOOK("en", "on its way"), test_text);
	assert_int_equal(publish(f, &r), BOOKS_DONE);
	assert_true(f->out.unchanged);
	assert_true(f->out.stored);
	assert_int_equal(f->out.dialogues, 1);
	assert_int_equal(
	    store_book(f->reader, STR("tea"), STR("en"), f->out.version, f->arena, &row), 1);
	assert_int_equal(store_book_files(f->reader, &row, f->arena, &list, &n), 0);
	assert_int_equal(n, 2);
}

static const struct {
	const char *what, *text, *test, *file, *words;
} bad_books[] = {
    {"YAML", "intents: [", NULL, "a.yaml", ""},
    {"a mistake", "settings: {language: en}\nintents: {a: {title: A}}\n", NULL, "a.yaml", ""},
    {"an example", BOOK("en", "x") "  b: {title: B, match: bb, examples: ship, say: [x]}\n", NULL,
	"a.yaml", "example"},
    {"a dialogue", BOOK("en", "no longer here"), test_text, "tests/a.yaml", ""},
    {"no dialogue at all", BOOK("en", "x"), "x: 1\n", "tests/a.yaml", "list"},
    {"another language", BOOK("ja", "x"), NULL, "book", "no book in ja"},
};

static void what_has_mistakes_is_refused_with_all_of_them(void **state)
{
	struct fixture *f = *state;

	start(f);
	for (size_t i = 0; i < sizeof bad_books / sizeof *bad_books; i++) {
		struct books_request r = request(f, NULL);

		r.files = files(f, bad_books[i].text, bad_books[i].test);
		if (publish(f, &r) != BOOKS_REFUSED)
			fail_msg("%s was published", bad_books[i].what);
		assert_true(found(f, bad_books[i].file, bad_books[i].words));
		assert_true(f->out.problem.n > 0);
		assert_string_equal(answer(f, 0, "en"), "on its way");
	}
	check_history(f, "tea", "en", "start");
}

static void warnings_refuse_unless_they_are_accepted(void **state)
{
	/* a full-width bar is a sign nobody meant */
	static const char text[] =
	    BOOK("en", "x") "  b: {title: B, match: 'b\xef\xbd\x9c" "c', examples: 'b\xef\xbd\x9c" "c', say: [x]}\n";
	struct fixture *f = *state;
	struct books_request r = request(f, text);

	start(f);
	r.accept_warnings = false;
	assert_int_equal(publish(f, &r), BOOKS_REFUSED);
	assert_true(found(f, "a.yaml", "full-width"));
	assert_non_null(strstr(f->out.problem.p, "warning"));
	assert_null(strstr(f->out.problem.p, "mistake"));
	r.accept_warnings = true;
	assert_int_equal(publish(f, &r), BOOKS_DONE);
}

static void a_dry_run_changes_nothing(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, BOOK("en", "dry"));

	start(f);
	r.dry_run = true;
	assert_int_equal(publish(f, &r), BOOKS_DONE);
	assert_false(f->out.stored);
	assert_true(f->out.dry_run);
	assert_string_equal(answer(f, 0, "en"), "on its way");
	check_history(f, "tea", "en", "start");
	r.files = files(f, "intents: [", NULL);
	assert_int_equal(publish(f, &r), BOOKS_REFUSED);
}

static void who_started_from_another_version_is_told(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, BOOK("en", "mine"));

	start(f);
	r.base = str_of(strdup(in_force(f, 0, "en")));
	assert_int_equal(publish_text(f, BOOK("en", "theirs")), BOOKS_DONE);
	assert_int_equal(publish(f, &r), BOOKS_CONFLICT);
	assert_non_null(strstr(f->out.problem.p, "publish by anna: because"));
	assert_non_null(strstr(f->out.problem.p, in_force(f, 0, "en")));
	assert_string_equal(answer(f, 0, "en"), "theirs");
	free((char *)r.base.p);
	r.base = str_of(in_force(f, 0, "en"));
	assert_int_equal(publish(f, &r), BOOKS_DONE);
}

static void what_cannot_be_stored_does_not_come_into_force(void **state)
{
	struct fixture *f = *state;

	start(f);
	f->full = true;
	assert_int_equal(publish_text(f, BOOK("en", "lost")), BOOKS_UNAVAILABLE);
	assert_string_equal(answer(f, 0, "en"), "on its way");
	write_book(f->en, BOOK("en", "lost too"));
	assert_int_equal(reload(f), BOOKS_UNAVAILABLE);
	assert_string_equal(answer(f, 0, "en"), "on its way");
	f->full = false;
	assert_int_equal(publish_text(f, BOOK("en", "lost")), BOOKS_DONE);
	assert_string_equal(answer(f, 0, "en"), "lost");
}

/* Is asked so often before somebody wants to go back. */
struct patience {
	size_t asked, most;
	enum books_result then;
};

static enum books_result halt(void *ctx)
{
	struct patience *p = ctx;

	return p->asked++ < p->most ? BOOKS_DONE : p->then;
}

static void whenever_it_is_halted_nothing_is_changed(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, NULL);
	struct patience patience = {.then = BOOKS_CONFLICT};

	start(f);
	r.files = files(f, BOOK("en", "on its better way"), test_text);
	r.halt = halt;
	r.halt_ctx = &patience;
	while (publish(f, &r) != BOOKS_DONE) {
		assert_int_equal(f->out.result, patience.then);
		assert_non_null(strstr(f->out.problem.p,
		    patience.then == BOOKS_CONFLICT ? "a rollback or a reload" : "is stopping"));
		assert_false(f->out.stored);
		assert_string_equal(answer(f, 0, "en"), "on its way");
		check_history(f, "tea", "en", "start");
		patience.asked = 0;
		patience.most++;
		patience.then = patience.most % 2 ? BOOKS_UNAVAILABLE : BOOKS_CONFLICT;
	}
	assert_in_range(patience.most, 40, 1000);
	check_history(f, "tea", "en", "start publish");
	r.files = NULL;
	patience = (struct patience){.then = BOOKS_UNAVAILABLE, .most = 9};
	assert_int_equal(roll_back(f, r), BOOKS_UNAVAILABLE);
	assert_string_equal(answer(f, 0, "en"), "on its better way");
}

/* Its patterns can be read in very many ways: it takes a hundred times as long as it will be given. */
static const char *slow_book(struct fixture *f)
{
	struct str ways = STR(""), text = STR("settings: {language: en}\n" INTENT("slow"));

	for (int i = 0; i < 60; i++)
		ways = arena_printf(f->arena, "%.*s(a|b|)?", STR_ARG(ways));
	for (int i = 0; i < 20; i++)
		text = arena_printf(f->arena,
		    "%.*s  a%d: {title: A, match: '%.*sx%d', examples: xx%d, say: [a]}\n", STR_ARG(text),
		    i, STR_ARG(ways), 10 + i, 10 + i);
	return text.p;
}

static void what_takes_too_long_is_refused(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, NULL);

	start(f);
	r.files = files(f, slow_book(f), NULL);
	r.time_ms = 1;
	assert_int_equal(publish(f, &r), BOOKS_TOO_LONG);
	assert_non_null(strstr(f->out.problem.p, "was given 0.001 s to be loaded, checked and tested"));
	assert_string_equal(answer(f, 0, "en"), "on its way");
	check_history(f, "tea", "en", "start");
	r.time_ms = 0;
	assert_int_equal(publish(f, &r), BOOKS_DONE);
	assert_string_equal(answer(f, 0, "en"), "slow");
}

static bool yes(void *ctx)
{
	(void)ctx;
	return true;
}

static void a_reload_that_is_stopped_keeps_what_is_in_force(void **state)
{
	struct fixture *f = *state;
	const struct books_keeper keeper = {keep, f};
	const struct progress stopped = {.stop = yes};

	start(f);
	write_book(f->en, BOOK("en", "better"));
	assert_int_equal(
	    books_reload(f->books, &keeper, &stopped, f->diags), BOOKS_UNAVAILABLE);
	assert_string_equal(answer(f, 0, "en"), "on its way");
	assert_int_equal(reload(f), BOOKS_DONE);
	assert_string_equal(answer(f, 0, "en"), "better");
	check_history(f, "tea", "en", "start reload");
}

static void shops_and_languages_that_are_not_there_are_told(void **state)
{
	struct fixture *f = *state;
	struct books_request r = request(f, BOOK("en", "x"));

	start(f);
	r.shop = STR("wool");
	assert_int_equal(publish(f, &r), BOOKS_MISSING);
	r.shop = STR("tea");
	r.language = STR("zh-CN");
	assert_int_equal(publish(f, &r), BOOKS_REFUSED);
	assert_true(found(f, f->zh, "is in en, not in zh-CN"));
	r = request(f, BOOK("zh-CN", "x"));
	r.shop = STR("silk");
	assert_int_equal(publish(f, &r), BOOKS_REFUSED);
	assert_true(found(f, f->en, "no book in zh-CN"));
}

/* Tests are the book's: they pass as they pass on the trainer's machine, whatever the shop's hours. */
static void settings_of_the_config_win_in_the_shop_and_not_in_the_tests(void **state)
{
	static const char test[] = "- dialogue: closed\n"
				   "  at: 2026-11-23 12:00\n"
				   "  steps:\n"
				   "    - customer: ship\n"
				   "    - expect: {text: 'tea from Ann'}\n";
	static const char text[] = "settings: {language: en, shop: tea from Ann}\n" INTENT("{shop}");
	struct fixture *f = *state;
	struct books_request r = request(f, NULL);
	struct diag_list *diags = diag_list_new();
	const struct yaml *settings =
	    yaml_parse(STR("shop: the shop\n"), "config.yaml", f->arena, diags);
	struct shelf shelf;

	f->shops[0].settings = settings;
	start(f);
	r.files = files(f, text, test);
	assert_int_equal(publish(f, &r), BOOKS_DONE);
	assert_int_equal(f->out.dialogues, 1);
	for (int i = 0; i < 2; i++) {
		book_slot_acquire_all(books_slot(f->books, 0), &shelf);
		assert_true(str_is(shelf.books[0]->settings.shop, "the shop"));
		shelf_release(&shelf);
		start(f);
	}
	diag_list_free(&diags);
}

/* ---- back ---- */

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    TEST(what_is_published_is_in_force_at_once_and_after_a_restart),
	    TEST(the_place_of_what_was_published_is_named_as_the_desk_names_the_book),
	    TEST(the_same_again_is_in_force_already),
	    TEST(what_the_folder_has_can_be_published_too),
	    TEST(other_tests_are_kept_with_the_same_version),
	    TEST(what_has_mistakes_is_refused_with_all_of_them),
	    TEST(warnings_refuse_unless_they_are_accepted),
	    TEST(a_dry_run_changes_nothing),
	    TEST(who_started_from_another_version_is_told),
	    TEST(what_cannot_be_stored_does_not_come_into_force),
	    TEST(whenever_it_is_halted_nothing_is_changed),
	    TEST(what_takes_too_long_is_refused),
	    TEST(a_reload_that_is_stopped_keeps_what_is_in_force),
	    TEST(shops_and_languages_that_are_not_there_are_told),
	    TEST(settings_of_the_config_win_in_the_shop_and_not_in_the_tests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
