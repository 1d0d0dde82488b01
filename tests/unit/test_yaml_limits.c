/* The limits of YAML files: no file takes us down, or long. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/yaml.h"

struct file {
	struct arena *arena;
	struct diag_list *diags;
	const struct yaml *root;
};

/* The text in memory of its exact size, so that reading past the end shows. */
static struct file file_read(struct str text)
{
	struct file f = {arena_new(0), diag_list_new(), NULL};
	char *copy = malloc(text.n ? text.n : 1);
	memcpy(copy, text.p, text.n);
	f.root = yaml_parse(str_make(copy, text.n), "f", f.arena, f.diags);
	free(copy);
	return f;
}

static void file_close(struct file *f)
{
	diag_list_free(&f->diags);
	arena_free(&f->arena);
}

/* n times `head`, then `tail`. */
static struct str repeat(const char *head, size_t n, const char *tail)
{
	size_t one = strlen(head);
	char *text = malloc(one * n + strlen(tail) + 1);
	for (size_t i = 0; i < n; i++)
		memcpy(text + i * one, head, one);
	strcpy(text + n * one, tail);
	return str_make(text, n * one + strlen(tail));
}

static void nesting_ends_at_32(void **state)
{
	(void)state;
	static const struct {
		const char *head;
		size_t n;
		const char *tail;
		bool good;
	} cases[] = {
	    {"[", 32, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", true},
	    {"[", 33, "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]", false},
	    {"- ", 32, "x", true},
	    {"- ", 33, "x", false},
	    {"- ", 30, "[[x]]", true},
	    {"- ", 31, "[[x]]", false},
	    {"- ", 31, "a: x", true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct str text = repeat(cases[i].head, cases[i].n, cases[i].tail);
		struct file f = file_read(text);
		if ((f.root != NULL) != cases[i].good)
			fail_msg("case %zu", i);
		if (!f.root)
			assert_string_equal(diag_at(f.diags, 0)->text, "nested deeper than 32");
		file_close(&f);
		free((char *)text.p);
	}
	/* brackets in texts are no nesting */
	struct str text = repeat(
	    "- x [[[[\n- '[['\n- \"{{\"\n- don't [[\n  [[[ more\n- |\n  [[\n  {{\n- [it 's, a]\n",
	    100, "");
	struct file f = file_read(text);
	assert_non_null(f.root);
	assert_int_equal(f.root->size, 600);
	file_close(&f);
	free((char *)text.p);
}

static void an_alias_cannot_nest_deeper_either(void **state)
{
	(void)state;
	char text[2048] = "a0: &a0 [[[[[[[[[[x]]]]]]]]]]\n";
	for (int i = 1; i < 4; i++)
		sprintf(text + strlen(text), "a%d: &a%d [[[[[[[[[*a%d]]]]]]]]]\n", i, i, i - 1);
	struct file f = file_read(str_of(text));
	assert_null(f.root);
	assert_non_null(strstr(diag_at(f.diags, 0)->text, "nested deeper than 32 by this alias"));
	assert_int_equal(diag_at(f.diags, 0)->at.line, 4);
	file_close(&f);
}

static void a_billion_laughs_are_refused(void **state)
{
	(void)state;
	char text[4096] = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
	for (int i = 1; i < 10; i++) {
		sprintf(text + strlen(text), "a%d: &a%d [", i, i);
		for (int k = 0; k < 10; k++)
			sprintf(text + strlen(text), "*a%d%s", i - 1, k < 9 ? "," : "]\n");
	}
	struct file f = file_read(str_of(text));
	assert_null(f.root);
	assert_non_null(strstr(diag_at(f.diags, 0)->text, "expand to more than 100,000 nodes"));
	assert_true(arena_size(f.arena) < 1 << 20);
	file_close(&f);
}

/* Ten megabytes of brackets, one of others: an answer soon, and an error where one is due. */
static void large_strange_files_get_an_answer(void **state)
{
	(void)state;
	static const struct {
		const char *head, *tail;
		bool good;
	} cases[] = {{"[", "", false}, {"{", "", false}, {"{a: ", "", false}, {"[a, ", "", false},
	    {"[\n", "", false}, {"- ", "", false}, {"? ", "", false}, {"a: ", "", false},
	    {"&a ", "", false}, {"!a ", "", false}, {"*a ", "", false}, {"\"a\": ", "", false},
	    {"---\n", "", false}, {"%a\n", "", false}, {":\n", "", false}, {"\n", "", false},
	    {"a", "", true}, {"a\n", "", true}, {"#\n", "", true}, {"\xff", "", false},
	    {"\t", "", true}, {"]", "", false}, {" a:\n", "", false}, {"a:\n", "", false}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t size = strchr("[{", *cases[i].head) ? 10 << 20 : 1 << 20;
		struct str text =
		    repeat(cases[i].head, size / strlen(cases[i].head), cases[i].tail);
		struct file f = file_read(text);
		if ((f.root != NULL) != cases[i].good || (diag_size(f.diags) > 0) == cases[i].good)
			fail_msg("%s: %s", cases[i].head, f.root ? "taken" : "refused");
		file_close(&f);
		free((char *)text.p);
	}
	/* behind what may hide them: the end of a text, a comment, a quote that is none */
	static const char *const before[] = {"a: b\n # c\n  ", "- - a: |\n    x\n   ",
	    "a: b\n...\n", "[:' , ", "a:\n  |\n", "a: |2\n    x\n ", "[it's, ", "a: \"x\ny\" ",
	    "a: &x\n "};
	for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
		struct str text = repeat("[", 3 << 20, "");
		memcpy((char *)text.p, before[i], strlen(before[i]));
		struct file f = file_read(text);
		assert_null(f.root);
		file_close(&f);
		free((char *)text.p);
	}
	struct str text = repeat("a, ", 200000, "b]\n");
	*(char *)text.p = '[';
	struct file f = file_read(text);
	assert_null(f.root);
	assert_non_null(strstr(diag_at(f.diags, 0)->text, "over 100,000 entries in brackets"));
	file_close(&f);
	free((char *)text.p);
	text = repeat("a", YAML_MAX + 1, "");
	f = file_read(text);
	assert_null(f.root);
	assert_string_equal(diag_at(f.diags, 0)->text, "larger than 16 MB");
	file_close(&f);
	free((char *)text.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(nesting_ends_at_32),
	    cmocka_unit_test(an_alias_cannot_nest_deeper_either),
	    cmocka_unit_test(a_billion_laughs_are_refused),
	    cmocka_unit_test(large_strange_files_get_an_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
