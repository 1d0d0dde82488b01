/* books_fixture.h - shops with folders of books, a store that keeps them, and what is done to them. */
#ifndef XIAOER_TESTS_UNIT_BOOKS_FIXTURE_H
#define XIAOER_TESTS_UNIT_BOOKS_FIXTURE_H

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
__attribute__((unused)) static const char test_text[] =
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

static inline int keep(void *ctx, struct store_book **books, size_t n)
{
	struct fixture *f = ctx;
	struct store_changes ch = {.books = books, .books_n = n};

	if (f->full)
		return STORE_FAILED;
	assert_int_equal(store_begin(f->s), 0);
	return store_commit(f->s, &ch);
}

static inline void write_book(const char *dir, const char *text)
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

static inline int set_up(void **state)
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

static inline int tear_down(void **state)
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

static inline void forget_findings(struct fixture *f)
{
	diag_list_free(&f->diags);
	f->diags = diag_list_new();
}

static inline bool try_start(struct fixture *f)
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
static inline void start(struct fixture *f)
{
	if (try_start(f))
		return;
	diag_print(f->diags, stderr, false);
	fail_msg("the books do not load");
}

/* What a customer of the shop hears; lives until the next call. */
static inline const char *answer(struct fixture *f, size_t shop, const char *language)
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

static inline const char *in_force(struct fixture *f, size_t shop, const char *language)
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

static inline enum books_result publish(struct fixture *f, const struct books_request *r)
{
	const struct books_keeper keeper = {keep, f};

	forget_findings(f);
	books_publish(f->books, f->reader, &keeper, r, f->arena, f->diags, &f->out);
	return f->out.result;
}

static inline enum books_result publish_text(struct fixture *f, const char *text)
{
	const struct books_request r = request(f, text);

	return publish(f, &r);
}

static inline enum books_result roll_back(struct fixture *f, struct books_request r)
{
	const struct books_keeper keeper = {keep, f};

	forget_findings(f);
	books_roll_back(f->books, f->reader, &keeper, &r, f->arena, f->diags, &f->out);
	return f->out.result;
}

static inline enum books_result reload(struct fixture *f)
{
	const struct books_keeper keeper = {keep, f};

	forget_findings(f);
	return books_reload(f->books, &keeper, NULL, f->diags);
}

/* "start start publish", oldest first, of a shop and language. */
static inline void check_history(
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

static inline bool found(struct fixture *f, const char *file, const char *words)
{
	for (size_t i = 0; i < diag_size(f->diags); i++)
		if (strstr(diag_at(f->diags, i)->text, words) &&
		    strcmp(diag_at(f->diags, i)->at.file, file) == 0)
			return true;
	diag_print(f->diags, stderr, false);
	return false;
}

/* ---- the start ---- */

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

#endif
