/* fuzz_book.c - a book made of any bytes: loaded or refused with findings, never a crash.
 *
 * A line "%%" parts the input into files. What is loaded is used: matched, rendered, suggested
 * from, checked. */
#include <stdlib.h>

#include "base/log.h"
#include "book/load.h"
#include "book/outcome.h"
#include "book/suggest.h"
#include "check/check.h"
#include "check/kinds.h"
#include "pattern/normalise.h"

enum { FILES_MAX = 4 };

/* libfyaml 0.7.12 loses 4 kB with the text of a quoted scalar of a dozen doubled quotes. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml.so";
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t split(struct str all, struct book_file files[FILES_MAX])
{
	static const char *const names[FILES_MAX] = {"a.yaml", "b.yaml", "c.yaml", "d.yaml"};
	size_t n = 0;

	while (n < FILES_MAX) {
		const char *mark =
		    n + 1 < FILES_MAX && all.n ? memmem(all.p, all.n, "\n%%\n", 4) : NULL;
		size_t length = mark ? (size_t)(mark + 1 - all.p) : all.n;

		files[n] = (struct book_file){str_of(names[n]), str_make(all.p, length)};
		n++;
		if (!mark)
			break;
		all = str_make(mark + 4, all.n - length - 3);
	}
	return n;
}

/* What is known of names: something for every kind, and nothing for some. */
static struct str value_of(void *ctx, struct str name)
{
	static const char *const values[] = {"", "2026-11-23", "9999-12-31", "12.50", "3",
	    "-99999999999999", "99999999999999", "yes", "bot", "\xe7\x94\xb2"};

	return str_of(values[(str_hash(name, 0) + *(size_t *)ctx) % (sizeof values / sizeof *values)]);
}

static void check(const struct book *book, struct diag_list *diags)
{
	static const struct check_channel channels[] = {{.text_max = 64, .budget = 3}};
	static const struct check_shop shop = {.channels = channels, .channels_n = 1};
	const struct book *both[] = {book, book};
	struct arena *arena = arena_new(0);
	struct allowed *allowed;

	check_book_for(book, &(struct check_options){.shop = &shop}, diags);
	check_lookups(both, 2, &shop, diags);
	check_books(both, 2, diags);
	check_allow(diags, CHECKED_BOOKS, arena, &allowed);
	for (size_t i = 0; i < diag_size(diags); i++)
		if (*diag_at(diags, i)->kind && !check_kind(str_of(diag_at(diags, i)->kind)))
			abort();
	arena_free(&arena);
}

static void use(const struct book *book)
{
	static const char *const texts[] = {
	    "", "你好，我的快递到哪了？退款！", "aaaaaaaaaaaaaaaaaaaaaaaab 123456789"};
	struct match_scratch *scratch = match_scratch_new();
	struct arena *arena = arena_new(0);

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct match_result found;
		struct suggestions list;

		if (match_text(book, scratch, arena, str_of(texts[i]), &found))
			abort();
		struct facts_env env = {.book = book, .value = value_of, .ctx = &i, .today = 20000};
		struct values values = {.facts = i ? &env : NULL};

		suggest(book, str_of(texts[i]), &found, values, i, 3, arena, &list);
		for (size_t k = 0; k < book->facts_n; k++)
			fact_value(&book->facts[k], &env, arena);
		for (size_t k = 0; k < book->intents_n; k++)
			intent_now(&book->intents[k], &env, arena);
		for (size_t k = 0; k < list.n; k++)
			if (!list.list[k].phrase)
				abort();
	}
	arena_free(&arena);
	match_scratch_free(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct normaliser *normaliser;
	struct book_file files[FILES_MAX];
	struct diag_list *diags = diag_list_new();
	struct book_options options;
	struct book *book;
	size_t n = split(str_make((const char *)data, size), files);

	if (!normaliser) {
		normaliser = normaliser_new();
		log_set_level(LOG_ERROR + 1);
	}
	options = (struct book_options){.normaliser = normaliser};
	book = book_load_files(STR("fuzz"), files, n, &options, diags);
	if (!book != (diag_count(diags, DIAG_ERROR) > 0))
		abort();
	if (book) {
		use(book);
		check(book, diags);
	}
	book_release(&book);
	diag_list_free(&diags);
	return 0;
}
