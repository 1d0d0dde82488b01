/* test_books.c - which books are in force: from folders, from the store, by publish and rollback. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/yaml.h"
#include "book/shelf.h"
#include "book/slot.h"
#include "trainer/books.h"
#include "trainer/version.h"

#define INTENT(say) \
	"intents:\n" \
	"  ship: {title: S, match: ship, examples: ship, say: ['" say "']}\n" \
	"  human.request: {title: H, match: human, examples: human, say: [yes], then: transfer}\n"
#define BOOK(language, say) \
	"settings: {language: " language "}\n" INTENT(say)

/* Whatever the check warns of in books so small is accepted, unless a test is about it. */
static const char test_text[] =
    "- dialogue: where is it\n"
    "  steps:\n"
    "    - customer: ship\n"
    "    - expect: {intent: ship, text: way}\n";

struct fixture {
	char dir[64], store[96], en[96], zh[96];
	struct arena *arena;
	struct store *s;
	struct store_reader *reader;
	struct str folders[2];
	struct books_shop shops[2];
	size_t shops_n;
	struct books *books;
	struct diag_list *diags;
	struct books_outcome out;
	bool full; /* nothing can be stored */
};

static int keep(void *ctx, struct store_book **books, size_t n)
{
	struct fixture *f = ctx;
	struct store_changes ch = {.books = books, .books_n = n};

	if (f->full)
		return STORE_FAILED;
	assert_int_equal(store_begin(f->s), 0);
	return store_commit(f->s, &ch);
}

static void write_book(const char *dir, const char *text)
{
	char path[160];
	FILE *file;

	mkdir(dir, 0700);
	snprintf(path, sizeof path, "%s/a.yaml", dir);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	enum store_result result;
	char error[STORE_ERROR_MAX];

	log_set_level(LOG_ERROR + 1);
	strcpy(f->dir, "/tmp/xiaoer-books-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->store, sizeof f->store, "%s/x.db", f->dir);
	snprintf(f->en, sizeof f->en, "%s/en", f->dir);
	snprintf(f->zh, sizeof f->zh, "%s/zh", f->dir);
	write_book(f->en, BOOK("en", "on its way"));
	write_book(f->zh, BOOK("zh-CN", "on its way too"));
	f->arena = arena_new(0);
	f->s = store_open(f->store, &result, error);
	f->reader = store_reader_open(f->store, error);
	assert_non_null(f->reader);
	f->folders[0] = str_of(f->en);
	f->folders[1] = str_of(f->zh);
	f->shops[0] = (struct books_shop){STR("tea"), f->folders, 2, NULL};
	f->shops[1] = (struct books_shop){STR("silk"), f->folders, 1, NULL};
	f->shops_n = 2;
	f->diags = diag_list_new();
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char command[160];

	books_free(&f->books);
	diag_list_free(&f->diags);
	store_reader_close(&f->reader);
	store_close(&f->s);
	arena_free(&f->arena);
	snprintf(command, sizeof command, "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static void forget_findings(struct fixture *f)
{
	diag_list_free(&f->diags);
	f->diags = diag_list_new();
}

static bool try_start(struct fixture *f)
{
	const struct books_keeper keeper = {keep, f};

	books_free(&f->books);
	forget_findings(f);
	f->books = books_load(f->shops, f->shops_n, false, f->reader, f->diags);
	if (f->books)
		books_started(f->books, &keeper);
	return f->books;
}

/* As a restart of the program. */
static void start(struct fixture *f)
{
	if (try_start(f))
		return;
	diag_print(f->diags, stderr, false);
	fail_msg("the books do not load");
}

/* What a customer of the shop hears; lives until the next call. */
static const char *answer(struct fixture *f, size_t shop, const char *language)
{
	static char text[128];
	struct shelf shelf;
	const struct book *book;
	const struct phrase *phrase;

	book_slot_acquire_all(books_slot(f->books, shop), &shelf);
	book = shelf_by_language(&shelf, str_of(language));
	assert_non_null(book);
	phrase = book_phrase(book, STR("ship"));
	snprintf(text, sizeof text, "%.*s", STR_ARG(phrase->say[0].pieces[0].text));
	shelf_release(&shelf);
	return text;
}

static const char *in_force(struct fixture *f, size_t shop, const char *language)
{
	static char text[16];
	struct shelf shelf;

	book_slot_acquire_all(books_slot(f->books, shop), &shelf);
	snprintf(text, sizeof text, "%s", shelf_by_language(&shelf, str_of(language))->version.p);
	shelf_release(&shelf);
	return text;
}

static struct book_files *files(struct fixture *f, const char *text, const char *test)
{
	struct book_files *out = ARENA_NEW(f->arena, struct book_files);
	struct book_file *list = ARENA_ARRAY(f->arena, struct book_file, 2);

	list[0] = (struct book_file){STR("a.yaml"), str_of(text)};
	list[1] = (struct book_file){STR("tests/a.yaml"), str_of(test)};
	assert_null(version_arrange(list, test ? 2 : 1, f->arena, out));
	return out;
}

static struct books_request request(struct fixture *f, const char *text)
{
	return (struct books_request){.who = STR("anna"),
	    .why = STR("because"),
	    .accept_warnings = true,
	    .files = text ? files(f, text, NULL) : NULL};
}

static enum books_result publish(struct fixture *f, const struct books_request *r)
{
	const struct books_keeper keeper = {keep, f};

	forget_findings(f);
	books_publish(f->books, f->reader, &keeper, r, f->arena, f->diags, &f->out);
	return f->out.result;
}

static enum books_result publish_text(struct fixture *f, const char *text)
{
	const struct books_request r = request(f, text);

	return publish(f, &r);
}

static enum books_result roll_back(struct fixture *f, struct books_request r)
{
	const struct books_keeper keeper = {keep, f};

	forget_findings(f);
	books_roll_back(f->books, f->reader, &keeper, &r, f->arena, f->diags, &f->out);
	return f->out.result;
}

static enum books_result reload(struct fixture *f)
{
	const struct books_keeper keeper = {keep, f};

	forget_findings(f);
	return books_reload(f->books, &keeper, NULL, f->diags);
}

/* "start start publish", oldest first, of a shop and language. */
static void check_history(
    struct fixture *f, const char *shop, const char *language, const char *want)
{
	struct store_book *rows;
	char got[256] = "";
	size_t n;

	assert_int_equal(store_books(f->reader, str_of(shop), str_of(language), 0, 50, f->arena,
			     &rows, &n), 0);
	while (n--) {
		strcat(got, store_book_how_name(rows[n].how));
		strcat(got, n ? " " : "");
	}
	assert_string_equal(got, want);
}

static bool found(struct fixture *f, const char *file, const char *words)
{
	for (size_t i = 0; i < diag_size(f->diags); i++)
		if (strstr(diag_at(f->diags, i)->text, words) &&
		    strcmp(diag_at(f->diags, i)->at.file, file) == 0)
			return true;
	diag_print(f->diags, stderr, false);
	return false;
}

/* ---- the start ---- */

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

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    TEST(what_starts_is_kept_once),
	    TEST(what_cannot_be_kept_serves_all_the_same),
	    TEST(a_book_with_mistakes_does_not_start),
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
	    TEST(a_rollback_goes_back_one_version_and_another_one_more),
	    TEST(a_rollback_to_a_version_can_be_repeated),
	    TEST(a_rollback_that_was_done_is_not_done_twice),
	    TEST(without_anything_published_a_rollback_wants_a_language),
	    TEST(a_version_that_fails_its_tests_today_does_not_come_back),
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
