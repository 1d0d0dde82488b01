/* test_syntax_tree.c - patterns taken apart: what stands where, and what is not followed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "pattern/syntax_tree.h"

static void show(const struct syntax_tree *t, const struct node *n, struct buf *out);

static void show_set(const struct syntax_tree *t, const struct node *n, struct buf *out)
{
	char bytes[4];

	if (n->dot) {
		buf_addc(out, '.');
		return;
	}
	if (node_letter(n)) {
		buf_add(out, bytes, utf8_put(node_letter(n), bytes));
	} else {
		buf_addz(out, n->negated ? "[^" : "[");
		for (uint32_t i = 0; i < n->items_n; i++) {
			const struct set_item *item = &n->items[i];

			if (item->escape.n)
				buf_adds(out, item->escape);
			else
				buf_printf(out, "%x-%x", item->first, item->last);
			buf_addc(out, i + 1 < n->items_n ? ' ' : ']');
		}
	}
	if (n->caseful)
		buf_addc(out, '!');
	(void)t;
}

static void show_kids(
    const struct syntax_tree *t, const struct node *n, const char *between, struct buf *out)
{
	for (uint32_t i = 0; i < n->n; i++) {
		buf_addz(out, i ? between : "");
		show(t, n->kids[i], out);
	}
}

static void show(const struct syntax_tree *t, const struct node *n, struct buf *out)
{
	static const char marks[] = "^$bB";

	switch (n->type) {
	case NODE_EMPTY:
		buf_addc(out, '_');
		break;
	case NODE_SET:
		show_set(t, n, out);
		break;
	case NODE_MARK:
		buf_printf(out, "{%c}", marks[n->mark]);
		break;
	case NODE_SEQUENCE:
		show_kids(t, n, " ", out);
		break;
	case NODE_CHOICE:
		buf_addz(out, "(or ");
		show_kids(t, n, " / ", out);
		buf_addc(out, ')');
		break;
	case NODE_REPEAT:
		buf_printf(out, "(%u-%d%s%s ", n->min, (int)n->max, n->lazy ? "?" : "",
		    n->possessive ? "+" : "");
		show_kids(t, n, "", out);
		buf_addc(out, ')');
		break;
	case NODE_GROUP:
		buf_printf(out, "(%s%s", n->captures ? "" : ":",
		    n->named    ? "<>"
		    : n->atomic ? ">"
				: "");
		show_kids(t, n, "", out);
		buf_addc(out, ')');
		break;
	case NODE_LOOK:
		buf_printf(out, "(%s%s", n->behind ? "<" : "", n->absent ? "!" : "=");
		show_kids(t, n, "", out);
		buf_addc(out, ')');
		break;
	case NODE_WORDS:
		buf_adds(out, node_text(t, n));
		break;
	case NODE_OTHER:
		buf_addc(out, '?');
		break;
	}
}

/* want: NULL when it is not taken apart; a ~ in front when it is vague. */
static const struct {
	const char *pattern, *want;
} cases[] = {
    {"退货", "退 货"},
    {"退货|换", "(or 退 货 / 换)"},
    {"(退|换)货", "((or 退 / 换)) 货"},
    {"(?:a|)b", "(:(or a / _)) b"},
    {"a?b*c+d{2}e{3,}f{1,4}", "(0-1 a) (0--1 b) (1--1 c) (2-2 d) (3--1 e) (1-4 f)"},
    {"a??b*+", "(0-1? a) (0--1+ b)"},
    {"a{,3}b{x}", "a { , 3 } b { x }"},
    {"a{1}{2}", "(2-2 (1-1 a))"},
    {".\\.\\d\\p{Han}\\pL", ". . [\\d] [\\p{Han}] [\\pL]"},
    {"\\x41\\x{8d27}\\n\\cA\\e\\N{U+9000}", "A 货 \n \x01 \x1b 退"},
    {"\\退\\-", "退 -"},
    {"[ab]", "[61-61 62-62]"},
    {"[^a-c\\d]", "[^61-63 \\d]"},
    {"[]a]", "[5d-5d 61-61]"},
    {"[a\\]-]", "[61-61 5d-5d 2d-2d]"},
    {"[[:alpha:]_]", "[[:alpha:] 5f-5f]"},
    {"[退]", "退"},
    {"^\\A$\\z\\Z\\b\\B", "{^} {^} {$} {$} {$} {b} {B}"},
    {"(?<n>a)(?'m'b)(?P<o>c)(?>d)(?|e)", "(<>a) (<>b) (<>c) (:>d) (:e)"},
    {"(?=a)(?!b)(?<=c)(?<!d)", "(=a) (!b) (<=c) (<!d)"},
    {"(?i)a(?-i)b(?i:c)d", "_ a _ b! (:c) d!"},
    {"(a(?-i)b|c)d", "((or a _ b! / c!)) d"},
    {"a(?#b)c", "a c"},
    {"\\Qa.b\\Ec", "a . b c"},
    {"<快递>x", "< 快 递 > x"},
    {"(a)\\1", "~(a) ?"},
    {"(a)(?1)(?&n)\\k<n>\\g{1}", "~(a) ? ? ? ?"},
    {"\\Ra\\X", "~? a ?"},
    {"(*COMMIT)a", "~? a"},
    {"[a-\\d]", "~[\\d 61-61]"},
    {"(?(1)a|b)", NULL},
    {"(?x)a b", NULL},
    {"a(?#b)+", NULL},
    {"\\Qab\\E+", "a (1--1 b)"},
    {"\\Q\\E{x}a\\E{", "{ x } a {"},
    {"a\\Q\\E+", NULL},
    {"\\Qa\\E\\E+", NULL},
    {"[[:<:]]a", "~? a"},
    {"", "_"},
};

static void patterns_are_taken_apart_as_pcre2_reads_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new(0);
		struct syntax_tree *t = syntax_tree(str_of(cases[i].pattern), false, arena);
		struct buf out;

		buf_init(&out, 1 << 16);
		if (t) {
			buf_addz(&out, t->vague ? "~" : "");
			show(t, t->root, &out);
		}
		if (!t != !cases[i].want || (t && !str_is(buf_str(&out), cases[i].want)))
			fail_msg("%s: got '%.*s', want '%s'", cases[i].pattern,
			    STR_ARG(buf_str(&out)), cases[i].want ? cases[i].want : "nothing");
		buf_free(&out);
		arena_free(&arena);
	}
}

static void word_lists_stand_in_patterns_as_written(void **state)
{
	struct arena *arena = arena_new(0);
	struct syntax_tree *t =
	    syntax_tree(STR("<快递>.{0,6}(?<n><a.b-c>)\\<d>[<e>]<f g>"), true, arena);
	struct buf out;

	(void)state;
	assert_non_null(t);
	buf_init(&out, 1 << 16);
	show(t, t->root, &out);
	assert_string_equal(
	    out.p, "<快递> (0-6 .) (<><a.b-c>) < d > [3c-3c 65-65 3e-3e] < f   g >");
	buf_free(&out);
	arena_free(&arena);
}

static void parts_know_their_bytes(void **state)
{
	static const char text[] = "a(退|换){2,3}?[bc]$";
	struct arena *arena = arena_new(0);
	struct syntax_tree *t = syntax_tree(str_of(text), false, arena);
	static const char *const want[] = {"a", "(退|换){2,3}?", "[bc]", "$"};

	(void)state;
	assert_non_null(t);
	assert_int_equal(t->root->n, 4);
	for (size_t i = 0; i < 4; i++)
		assert_true(str_is(node_text(t, t->root->kids[i]), want[i]));
	assert_true(str_is(node_text(t, t->root->kids[1]->kids[0]), "(退|换)"));
	arena_free(&arena);
}

/* PCRE2 accepts few of these beginnings; reading them is no crime. */
static void what_ends_in_the_middle_is_read_to_its_end(void **state)
{
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (size_t n = 0; n < strlen(cases[i].pattern); n++) {
			if (((unsigned char)cases[i].pattern[n] & 0xc0) == 0x80)
				continue;
			char *text = malloc(n + !n);
			memcpy(text, cases[i].pattern, n);
			struct syntax_tree *t = syntax_tree(str_make(text, n), true, arena);
			if (t && t->root->to > n)
				fail_msg("%.*s", (int)n, cases[i].pattern);
			free(text);
			arena_reset(arena);
		}
	arena_free(&arena);
}

static void what_may_be_another_thing_to_pcre2_is_known(void **state)
{
	static const char *const unsure[] = {"\\Ga", "(*COMMIT)a", "(?C1)a", "a{,3}", "a{ 2}", "a{2 }",
	    "[\\Qa\\E]", "[\\101]", "[[:>:]]a", "\\x{4"};
	static const char *const sure[] = {
	    "(a)\\1", "(a)(?1)", "\\R", "\\X", "a{2}", "a{x}", "[\\x41]", "[[:alpha:]]", "(?i)a"};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof unsure / sizeof *unsure; i++) {
		struct syntax_tree *t = syntax_tree(str_of(unsure[i]), false, arena);

		if (!t || !t->unsure)
			fail_msg("%s", unsure[i]);
	}
	for (size_t i = 0; i < sizeof sure / sizeof *sure; i++) {
		struct syntax_tree *t = syntax_tree(str_of(sure[i]), false, arena);

		if (!t || t->unsure)
			fail_msg("%s", sure[i]);
	}
	arena_free(&arena);
}

static void what_is_too_deep_is_let_be_and_all_else_is_counted(void **state)
{
	struct arena *arena = arena_new(0);
	struct syntax_tree *t;
	struct buf deep, lengthy;

	(void)state;
	buf_init(&deep, 1 << 20);
	buf_init(&lengthy, 1 << 20);
	for (int i = 0; i < 1000; i++)
		buf_addc(&deep, '(');
	for (int i = 0; i < 1000; i++)
		buf_addc(&deep, ')');
	for (int i = 0; i < 15000; i++)
		buf_addz(&lengthy, "a[bc]");
	assert_null(syntax_tree(buf_str(&deep), false, arena));
	t = syntax_tree(buf_str(&lengthy), false, arena);
	assert_non_null(t);
	assert_int_equal(t->root->n, 30000);
	assert_in_range(t->size, 60000, 60010);
	buf_free(&deep);
	buf_free(&lengthy);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(patterns_are_taken_apart_as_pcre2_reads_them),
	    cmocka_unit_test(word_lists_stand_in_patterns_as_written),
	    cmocka_unit_test(parts_know_their_bytes),
	    cmocka_unit_test(what_ends_in_the_middle_is_read_to_its_end),
	    cmocka_unit_test(what_may_be_another_thing_to_pcre2_is_known),
	    cmocka_unit_test(what_is_too_deep_is_let_be_and_all_else_is_counted),
	};

	return cmocka_run_group_tests_name("syntax_tree", tests, NULL, NULL);
}
