/* test_promises.c - the shipped books promise no compensation: that is for humans to offer.
 *
 * Every wording is looked at.  What an insurance pays is told where it stands as a rule of that
 * insurance. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "book/book.h"
#include "book/load.h"
#include "pattern/normalise.h"

struct words {
	const char *dir;
	const char *promises[16]; /* ends with NULL */
	const char *insurance;
};

static const struct words books[] = {
    {"phrases/zh-CN",
	{"赔", "补偿", "免单", "免费送", "给您返", "退您差价", "折现", "红包"}, "保险"},
    {"phrases/en",
	{"compensat", "reimburse", "goodwill", "make it up to you", "for your trouble", "we owe you",
	    "free gift for you", "on the house"},
	"insurance"},
};

static struct str text_of(const struct wording *w, struct buf *b)
{
	buf_clear(b);
	for (size_t i = 0; i < w->n; i++)
		buf_adds(b, w->pieces[i].text);
	return buf_str(b);
}

static bool holds(struct str text, const char *word)
{
	return text.n && memmem(text.p, text.n, word, strlen(word));
}

static void check(const struct words *words, const struct wording *list, size_t n, struct buf *b)
{
	for (size_t i = 0; i < n; i++) {
		struct str text = text_of(&list[i], b);
		for (size_t k = 0; words->promises[k]; k++)
			if (holds(text, words->promises[k]) && !holds(text, words->insurance))
				fail_msg("%s:%u promises \"%s\": %.*s", list[i].at.file,
				    list[i].at.line, words->promises[k], STR_ARG(text));
	}
}

static void no_phrase_of_the_shipped_books_promises_compensation(void **state)
{
	struct normaliser *normaliser = normaliser_new();
	struct book_options options = {.normaliser = normaliser, .no_examples = true};
	struct buf b;
	(void)state;
	buf_init(&b, 1 << 16);
	for (size_t i = 0; i < sizeof books / sizeof *books; i++) {
		struct diag_list *diags = diag_list_new();
		struct book *book = book_load_dir(books[i].dir, &options, diags);
		assert_non_null(book);
		assert_true(book->phrases_n > 50);
		for (size_t k = 0; k < book->phrases_n; k++) {
			const struct phrase *p = &book->phrases[k];
			check(&books[i], p->say, p->say_n, &b);
			check(&books[i], p->again, p->again_n, &b);
		}
		book_release(&book);
		diag_list_free(&diags);
	}
	buf_free(&b);
	normaliser_free(&normaliser);
}

/* What the colleague is told has no name that a phrase could use. */
static void an_option_is_no_placeholder(void **state)
{
	(void)state;
	for (size_t i = 0; book_builtin_slots[i]; i++) {
		assert_string_not_equal(book_builtin_slots[i], "option");
		assert_string_not_equal(book_builtin_slots[i], "responsibility");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_phrase_of_the_shipped_books_promises_compensation),
	    cmocka_unit_test(an_option_is_no_placeholder),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
