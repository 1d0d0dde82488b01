/* test_check.c - what check tells of a book that loads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "book/load.h"
#include "check/check.h"
#include "pattern/normalise.h"

static const char kinds[] = "words: {快递: [快递], 没用: [没用]}\n"
			   "intents:\n"
			   "  a:\n"
			   "    title: x\n"
			   "    say: x\n"
			   "    examples: 快递\n"
			   "    match: |\n"
			   "      <快递>\n"
			   "      订单 号\n"
			   "      \\w{3,}x?\n"
			   "      快递|包裹\n"
			   "      快递|包裹\n"
			   "      [A-Z]订单 id\n";

static const char signs[] = "words: {快递: [快递，快件], 问: [几?], 物: [物流, C++]}\n"
			    "intents:\n"
			    "  a:\n"
			    "    title: x\n"
			    "    say: [好｛x｝, -好, -5 度]\n"
			    "    examples: |\n"
			    "      退货\n"
			    "      - 退货\n"
			    "      \"退货\"\n"
			    "    match: |\n"
			    "      退货|<快递>|<问>|<物>\n"
			    "      退（货|款）\n"
			    "      退货.{0，3}款\n"
			    "      \\（[（|]退(?<x>货)[^]|（]在吗？\n"
			    "      退(货||款)\n"
			    "      退(货|)啊\n"
			    "      (|我)退了\n"
			    "      <退货\n"
			    "      - 退款\n"
			    "      '退钱'\n"
			    "      “退钱”\n"
			    "      退货丨退款\n";

/* What has tests of its own beside this one. */
static bool is_of_texts(const struct diag *d)
{
	static const char *const beside[] = {"situation.", "wording.few", "group."};

	for (size_t i = 0; i < sizeof beside / sizeof *beside; i++)
		if (str_starts(str_of(d->kind), str_of(beside[i])))
			return true;
	return false;
}

/* Every doubt about patterns, words and signs, a line each. */
static void expect_doubts(const char *book_text, const char *want)
{
	struct normaliser *normaliser = normaliser_new();
	struct book_file file = {STR("a.yaml"), str_of(book_text)};
	struct diag_list *diags = diag_list_new();
	struct arena *arena = arena_new(0);
	struct book *book = book_load_files(STR("b"), &file, 1,
	    &(struct book_options){.normaliser = normaliser}, diags);
	struct str got = {"", 0};

	assert_non_null(book);
	assert_int_equal(diag_size(diags), 0);
	check_book(book, diags);
	diag_sort(diags);
	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		if (!is_of_texts(d))
			got = arena_printf(arena, "%.*s%d %u:%u: %s\n", STR_ARG(got), (int)d->level,
			    d->at.line, d->at.col, d->text);
	}
	assert_string_equal(got.p, want);
	book_release(&book);
	arena_free(&arena);
	diag_list_free(&diags);
	normaliser_free(&normaliser);
}

static void doubts_have_their_place(void **state)
{
	(void)state;
	expect_doubts(kinds,
	    "2 1:19: no pattern uses the word list '没用'\n"
	    "2 8:7: this pattern is not needed: all that it finds, the one in line 11 finds too\n"
	    "1 9:9: this pattern finds nothing: messages have no blanks between Chinese "
	    "characters, at their ends, or beside another blank\n"
	    "2 10:7: \\w is any letter or digit, Chinese characters too\n"
	    "2 10:7: this pattern has no fixed word, so it has to be tried on every message\n"
	    "2 12:7: this pattern stands already in line 11\n");
}

static void signs_that_look_like_others_are_told(void **state)
{
	static const char wide[] =
	    "a full-width sign is only found as it is: for a group, a choice or a word list write "
	    "the plain one\n";
	static const char empty[] =
	    "an empty choice finds nothing at all: if \"or not\" is meant, write (...)?\n";
	struct arena *arena = arena_new(0);

	(void)state;
	expect_doubts(signs,
	    arena_printf(arena,
		"1 1:9: '快递，快件' is one word: words are parted by a plain comma and a blank, as "
		"in [a, b]\n"
		"1 1:22: '几?': words are plain text, and its ? is only found as it is\n"
		"1 5:11: the customer sees this full-width brace: a placeholder is written {name}\n"
		"1 5:17: the customer sees this '-': a blank is missing behind it\n"
		"1 8:7: the '- ' is part of the example here: leave it out\n"
		"1 9:7: the quotes are part of the example here: leave them out\n"
		"1 12:8: %s"
		"2 13:7: this pattern has no fixed word, so it has to be tried on every message\n"
		"1 13:12: %s1 15:10: %s1 16:10: %s1 17:8: %s"
		"1 18:7: this < begins no word list, as no > follows (the sign itself is written "
		"\\<)\n"
		"1 19:7: the '- ' is part of the pattern here: leave it out\n"
		"1 20:7: the quotes are part of the pattern here: leave them out\n"
		"1 21:7: the quotes are part of the pattern here: leave them out\n"
		"1 22:9: %s",
		wide, wide, empty, empty, empty, wide)
		.p);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(doubts_have_their_place),
	    cmocka_unit_test(signs_that_look_like_others_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
