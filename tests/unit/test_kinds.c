/* test_kinds.c - the table of kinds is the whole truth: what the sources find is in it, what is in it
 * is found somewhere, phrases/README.md shows it; and the ids the dialogue uses by itself are those the
 * check knows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <glob.h>

#include "base/arena.h"
#include "base/buf.h"
#include "book/book.h"
#include "check/kinds.h"

static struct arena *arena;

static struct str slurp(const char *path)
{
	struct buf b;
	FILE *f = fopen(path, "r");
	char part[4096];
	size_t n;

	assert_non_null(f);
	buf_init(&b, 16 << 20);
	while ((n = fread(part, 1, sizeof part, f)))
		buf_add(&b, part, n);
	fclose(f);
	struct str text = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return text;
}

/* The next text in quotes behind `call`, *at moved behind it; empty: there is no call any more. */
static struct str next_literal(struct str source, const char *call, size_t *at)
{
	const char *from = *at < source.n
	    ? memmem(source.p + *at, source.n - *at, call, strlen(call)) : NULL;
	const char *open, *close;

	if (!from)
		return (struct str){0};
	open = strchr(from, '"');
	close = open ? strchr(open + 1, '"') : NULL;
	assert_non_null(close);
	*at = (size_t)(close - source.p);
	return str_make(open + 1, (size_t)(close - open - 1));
}

/* Calls take(ctx, literal) for the first literal behind each call in the files of a pattern. */
static void each_literal(const char *files, const char *call, void (*take)(void *ctx, struct str s), void *ctx)
{
	glob_t found;

	assert_int_equal(glob(files, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct str source = slurp(found.gl_pathv[i]), literal;

		for (size_t at = 0; (literal = next_literal(source, call, &at)).n;)
			take(ctx, literal);
	}
	globfree(&found);
}

static void note_kind(void *ctx, struct str name)
{
	bool *used = ctx;
	const struct check_kind *k = check_kind(name);

	if (!k)
		print_message("not in the table: %.*s\n", STR_ARG(name));
	assert_non_null(k);
	used[k - check_kinds] = true;
}

static void every_kind_is_in_the_table_and_is_found_somewhere(void **state)
{
	bool *used = ARENA_ARRAY(arena, bool, check_kinds_n);

	(void)state;
	each_literal("src/book/*.c", "diag_find(", note_kind, used);
	each_literal("src/check/*.c", "diag_find(", note_kind, used);
	for (size_t i = 0; i < check_kinds_n; i++) {
		if (!used[i])
			print_message("found nowhere: %s\n", check_kinds[i].name);
		assert_true(used[i]);
	}
}

static void kinds_have_words_and_differ(void **state)
{
	(void)state;
	for (size_t i = 0; i < check_kinds_n; i++) {
		const struct check_kind *k = &check_kinds[i];

		assert_ptr_equal(check_kind(str_of(k->name)), k); /* the first of its name */
		assert_non_null(strchr(k->name, '.'));
		assert_true(k->level != DIAG_ERROR);
		assert_int_equal(k->meaning[strlen(k->meaning) - 1], '.');
		assert_int_equal(k->remedy[strlen(k->remedy) - 1], '.');
	}
}

static void the_readme_shows_the_table(void **state)
{
	struct str readme = slurp("phrases/README.md");

	(void)state;
	for (size_t i = 0; i < check_kinds_n; i++) {
		const struct check_kind *k = &check_kinds[i];
		struct str row = arena_printf(arena, "\n| `%s` | %s | %s | %s |\n", k->name,
		    diag_level_name(k->level), k->meaning, k->remedy);

		if (!memmem(readme.p, readme.n, row.p, row.n))
			print_message("phrases/README.md lacks the row:%s", row.p);
		assert_non_null(memmem(readme.p, readme.n, row.p, row.n));
	}
}

static bool is_listed(const char *const *list, struct str name)
{
	for (; *list; list++)
		if (str_is(name, *list))
			return true;
	return false;
}

static void is_said(void *ctx, struct str id)
{
	bool *seen = ctx;

	if (!is_listed(book_situations, id) && !is_listed(book_asides, id))
		print_message("said, but not in names.c: %.*s\n", STR_ARG(id));
	assert_true(is_listed(book_situations, id) || is_listed(book_asides, id));
	for (size_t i = 0; book_asides[i]; i++)
		seen[i] = seen[i] || str_is(id, book_asides[i]);
}

static void is_opened_form(void *ctx, struct str id)
{
	++*(size_t *)ctx;
	assert_true(is_listed(book_opened_forms, id));
}

static void is_opened_intent(void *ctx, struct str id)
{
	++*(size_t *)ctx;
	assert_true(is_listed(book_opened_intents, id));
}

static void what_the_dialogue_names_itself_is_known(void **state)
{
	bool seen[8] = {false};
	size_t forms = 0, intents = 0;

	(void)state;
	each_literal("src/dialogue/*.c", "step_say(s, STR(", is_said, seen);
	each_literal("src/dialogue/*.c", "step_say(j->s, STR(", is_said, seen);
	each_literal("src/dialogue/*.c", "step_say_ticket(s, STR(", is_said, seen);
	each_literal("src/dialogue/*.c", "step_say_tickets(s, STR(", is_said, seen);
	for (size_t i = 0; book_asides[i]; i++)
		assert_true(seen[i]);
	each_literal("src/dialogue/*.c", "book_form(s->env->book, STR(", is_opened_form, &forms);
	each_literal("src/dialogue/*.c", "book_intent(s->env->book, STR(", is_opened_intent, &intents);
	assert_true(forms && intents);
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_is_in_the_table_and_is_found_somewhere),
	    cmocka_unit_test(kinds_have_words_and_differ),
	    cmocka_unit_test(the_readme_shows_the_table),
	    cmocka_unit_test(what_the_dialogue_names_itself_is_known),
	};

	return cmocka_run_group_tests_name("kinds", tests, set_up, tear_down);
}
