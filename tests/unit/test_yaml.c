/* YAML with places: what is read, what is refused and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "base/yaml.h"

#define NI "\xe4\xbd\xa0"
#define HAO "\xe5\xa5\xbd"

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

static const char kinds[] =                  /* line */
    "# comment\n"                            /* 1 */
    "a: plain text # c\n"                    /* 2 */
    "\"b c\": 'quo''ted'\n"                  /* 3 */
    NI HAO ": \"" NI "x\"\n"                 /* 4 */
    "esc: \"a\\nb\"\n"                       /* 5 */
    "lit: |   # comment\n"                   /* 6 */
    "\n"                                     /* 7 */
    "  " NI "\n"                             /* 8 */
    "    in\n"                               /* 9 */
    "ind: |2-\n"                             /* 10 */
    "    two\n"                              /* 11 */
    "   x\n"                                 /* 12 */
    "fold: >\n"                              /* 13 */
    "\n"                                     /* 14 */
    "  one\n"                                /* 15 */
    "  two\n"                                /* 16 */
    "list:\n"                                /* 17 */
    "  - x\n"                                /* 18 */
    "  - y: 1\n"                             /* 19 */
    "    z: [" NI ", {q: r}, \"t\", k: v]\n" /* 20 */
    "  -\n"                                  /* 21 */
    "  - multi\n"                            /* 22 */
    "    line\n"                             /* 23 */
    "empty:\n"                               /* 24 */
    "date: 2026-11-23\n"                     /* 25 */
    "none: ''\n"                             /* 26 */
    "deep:\n"                                /* 27 */
    "    - |\n"                              /* 28 */
    "      block\n";                         /* 29 */

static const struct yaml *walk(const struct yaml *v, const char *path)
{
	char key[32];
	int used;
	while (v && sscanf(path, "%31[^/]%n", key, &used) == 1) {
		path += used + (path[used] == '/');
		if (v->type == YAML_LIST)
			v = (size_t)atoi(key) < v->size ? v->members[atoi(key)].value : NULL;
		else
			v = yaml_get(v, key);
	}
	return v;
}

static void every_kind_of_value_has_its_text_and_place(void **state)
{
	(void)state;
	static const struct {
		const char *path, *text;
		unsigned line, col, plain, block, exact;
	} cases[] = {
	    {"a", "plain text", 2, 4, 1, 0, 1},
	    {"b c", "quo'ted", 3, 8, 0, 0, 0},
	    {NI HAO, NI "x", 4, 5, 0, 0, 1},
	    {"esc", "a\nb", 5, 6, 0, 0, 0},
	    {"lit", "\n" NI "\n  in\n", 7, 3, 0, 1, 0},
	    {"ind", "  two\n x", 11, 3, 0, 1, 0},
	    {"fold", "\none two\n", 15, 3, 0, 0, 0},
	    {"list/0", "x", 18, 5, 1, 0, 1},
	    {"list/1/y", "1", 19, 8, 1, 0, 1},
	    {"list/1/z/0", NI, 20, 9, 1, 0, 1},
	    {"list/1/z/1/q", "r", 20, 16, 1, 0, 1},
	    {"list/1/z/2", "t", 20, 20, 0, 0, 1},
	    {"list/1/z/3/k", "v", 20, 28, 1, 0, 1},
	    {"list/2", "", 21, 3, 1, 0, 1},
	    {"list/3", "multi line", 22, 5, 1, 0, 0},
	    {"empty", "", 24, 6, 1, 0, 1},
	    {"date", "2026-11-23", 25, 7, 1, 0, 1},
	    {"none", "", 26, 7, 0, 0, 1},
	    {"deep/0", "block\n", 29, 7, 0, 1, 0},
	};
	struct file f = file_read(STR(kinds));
	assert_non_null(f.root);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct yaml *v = walk(f.root, cases[i].path);
		if (!v || v->type != YAML_SCALAR || !str_is(v->text, cases[i].text))
			fail_msg("%s: %s", cases[i].path, v ? v->text.p : "none");
		if (v->at.line != cases[i].line || v->at.col != cases[i].col)
			fail_msg("%s at %u:%u", cases[i].path, v->at.line, v->at.col);
		if (v->plain != cases[i].plain || v->block != cases[i].block ||
		    v->exact != cases[i].exact)
			fail_msg("%s: plain %d block %d exact %d", cases[i].path, v->plain,
			    v->block, v->exact);
	}
	const struct yaml *z = walk(f.root, "list/1/z"), *pair = walk(f.root, "list/1/z/3");
	assert_int_equal(z->at.col, 8);
	assert_int_equal(z->size, 4);
	assert_int_equal(pair->at.col, 25);
	assert_int_equal(f.root->members[2].key_at.line, 4);
	assert_int_equal(f.root->members[1].key_at.col, 1);
	assert_int_equal(walk(f.root, "list")->members[1].key_at.col, 5);
	assert_string_equal(f.root->at.file, "f");
	file_close(&f);
}

/* Each character of an exact or block scalar is the one that stands at its place in the file. */
static unsigned compare_places(const struct yaml *v, struct str file)
{
	unsigned compared = 0;
	for (size_t i = 0; i < v->size; i++)
		compared += compare_places(v->members[i].value, file);
	if (v->type != YAML_SCALAR || !(v->exact || v->block))
		return compared;
	for (size_t i = 0; i < v->text.n; compared++) {
		struct place at = yaml_place(v, i);
		size_t start = 0, place = 0, left = at.line;
		while (--left)
			start = (size_t)((char *)memchr(file.p + start, '\n', file.n - start) + 1 -
					 file.p);
		struct str line = {file.p + start, file.n - start};
		for (unsigned col = 1;
		     col < at.col && line.p[place] != '\n' && line.p[place] != '\r'; col++)
			utf8_next(line, &place);
		size_t here = i;
		uint32_t want = utf8_next(v->text, &i);
		if (v->text.p[here] == '\n' ? line.p[place] != '\n' && line.p[place] != '\r'
					    : utf8_next(line, &place) != want)
			fail_msg(
			    "byte %zu of %s is not at %u:%u", here, v->text.p, at.line, at.col);
	}
	return compared;
}

static const struct yaml_member *walk_member(const struct yaml *v, const char *path)
{
	char parent[64];
	const char *slash = strrchr(path, '/');
	snprintf(parent, sizeof parent, "%.*s", slash ? (int)(slash - path) : 0, path);
	v = walk(v, parent);
	path = slash ? slash + 1 : path;
	for (size_t i = 0; v && i < v->size; i++)
		if (v->type == YAML_LIST ? (size_t)atoi(path) == i : str_is(v->members[i].key, path))
			return &v->members[i];
	return NULL;
}

static void every_value_has_its_bytes_in_the_file(void **state)
{
	(void)state;
	static const char text[] = "\xef\xbb\xbfplain: a b # c\r\n'q': \"x\\\"y\"\r\nlit: |  # c\r\n"
				   "  " NI "\r\n\r\nempty:\r\nlist:\r\n- &z one # c\r\n- 'two'\r\n- *z\r\n"
				   "flow: [a , {b: 'c', d: e}, f]\r\nfold: x\r\n  y\r\nlast: |\r\n  end";
	static const struct {
		const char *path, *key, *value;
		bool alias;
	} cases[] = {
	    {"plain", "plain", "a b", false},
	    {"q", "q", "x\\\"y", false},
	    {"lit", "lit", "  " NI "\r\n\r\n", false},
	    {"empty", "empty", "", false},
	    {"list/0", NULL, "one", false},
	    {"list/1", NULL, "two", false},
	    {"list/2", NULL, "z", true},
	    {"flow", "flow", "[a , {b: 'c', d: e}, f]", false},
	    {"flow/0", NULL, "a", false},
	    {"flow/1", NULL, "{b: 'c', d: e}", false},
	    {"flow/1/b", "b", "c", false},
	    {"flow/1/d", "d", "e", false},
	    {"flow/2", NULL, "f", false},
	    {"fold", "fold", "x\r\n  y", false},
	    {"last", "last", "  end", false},
	};
	struct file f = file_read(STR(text));
	assert_non_null(f.root);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct yaml_member *m = walk_member(f.root, cases[i].path);
		const char *p = text + 3;
		assert_non_null(m);
		struct str value = str_make(p + m->from, m->to - m->from);
		struct str key = str_make(p + m->key_from, m->key_to - m->key_from);
		if (!str_is(value, cases[i].value) || m->alias != cases[i].alias ||
		    (cases[i].key && !str_is(key, cases[i].key)))
			fail_msg("%s: '%.*s' '%.*s'", cases[i].path, STR_ARG(key), STR_ARG(value));
	}
	file_close(&f);
}

static void places_lead_to_the_same_character_in_the_file(void **state)
{
	(void)state;
	static const char crlf[] = "a: b\r\nc: |\r\n\r\n  x" NI "y\r\n   z\r\n- \r\n";
	struct file f = file_read(STR(kinds));
	assert_int_equal(compare_places(f.root, STR(kinds)), 50);
	file_close(&f);
	f = file_read(str_make(crlf, sizeof crlf - 5));
	assert_non_null(f.root);
	assert_int_equal(compare_places(f.root, STR(crlf)), 1 + 1 + 4 + 3);
	const struct yaml *fold = walk(f.root, "c");
	assert_int_equal(yaml_place(fold, 999).line, 6);
	file_close(&f);
}

static void empty_files_are_empty_maps(void **state)
{
	(void)state;
	static const char *const texts[] = {
	    "", "\n", "# only a comment\n", "---\n", "\xef\xbb\xbf", "~\n", "   "};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct file f = file_read(str_of(texts[i]));
		if (!f.root || f.root->type != YAML_MAP || f.root->size || f.root->at.line != 1)
			fail_msg("text %zu", i);
		file_close(&f);
	}
}

static const struct {
	struct str text;
	unsigned line, col;
	const char *message;
} faults[] = {
    {STR("a: b\nc: d: e\n"), 2, 5, "a second ': ' in one line"},
    {STR("a:\n\t- b\n"), 2, 1, "a tab cannot indent"},
    {STR("a: b\n\tc: d\n"), 2, 1, "a tab cannot indent"},
    {STR("a:\n  b: c\n  \td: e\n"), 3, 3, "a tab cannot indent"},
    {STR("a: |\n\tx\n"), 2, 1, "a tab cannot indent"},
    {STR("a: [b\nc: d\n"), 1, 4, "this [ is never closed"},
    {STR("a: x\nb: {c: [1]\n"), 2, 4, "this { is never closed"},
    {STR("a: \"b\n"), 1, 5, "this \" is never closed"},
    {STR("a: 'b\n"), 1, 5, "this ' is never closed"},
    {STR("a: b\n  c: d\n"), 1, 4, "this text runs on into the next line"},
    {STR("a: b\n- c\n"), 2, 1, "a key with ':' is wanted here"},
    {STR("a: |\n  x\n y\nb: c\n"), 3, 2, "the indentation does not fit"},
    {STR("a: b\nc\nd: e\n"), 2, 1, NULL},
    {STR("{a: b}}\n"), 1, 7, NULL},
    {STR("a: @b\n"), 1, 4, "a text that begins with @ needs quotes"},
    {STR("a: {b}c\n"), 1, 4, "a text that begins with { needs quotes"},
    {STR("- a: b\n- {b}c\n"), 2, 3, "a text that begins with { needs quotes"},
    {STR("a: |b\n"), 1, 4, "a text that begins with | needs quotes"},
    {STR("a: - b\n"), 1, 4, "a text that begins with '- ' needs quotes"},
    {STR("a: \"b\" c\n"), 1, 8, "behind the closing quote the text must end"},
    {STR("a:\n  b: \"c\nd: e\n"), 2, 6, "this \" is never closed"},
    {STR("a:\n  b: [c, d\ne: [f]\n"), 2, 6, "this [ is never closed"},
    {STR("a：b\nc: d\n"), 1, 2, "this colon is full-width"},
    {STR("a: b\n" NI "：c\n"), 2, 2, "this colon is full-width"},
    {STR("a:b\nc: d\n"), 1, 2, "a blank is missing behind this ':'"},
    {STR("a:\n  b: c\n　d: e\n  f: g\n"), 3, 1, "a full-width blank cannot indent"},
    {STR("a:\n  b: c\n\u00a0\u00a0d: e\n  f: g\n"), 3, 1, "a no-break space cannot indent"},
    {STR("a: \"\\q\"\n"), 1, 5, "a \\ in \"...\" is YAML's own"},
    {STR("a: 1\nb: 2\na: 3\n"), 3, 1, "the key a is here twice: first in line 1"},
    {STR("x:\n  " NI ": 1\n  \"" NI "\": 2\n"), 3, 3,
	"the key " NI " is here twice: first in line 2"},
    {STR("l: [{a: 1, a: 2}]\n"), 1, 12, "the key a is here twice: first in line 1"},
    {STR("a: b\n---\nc: d\n"), 2, 1, "a second document"},
    {STR("%YAML 1.1\n---\na: b\n"), 1, 1, "directives (%) are not used here"},
    {STR("a: *x\n"), 1, 5, "no anchor &x before this alias"},
    {STR("a: &x [*x]\n"), 1, 9, "no anchor &x before this alias"},
    {STR("a: !!str 5\n"), 1, 10, "tags (!) are not used here"},
    {STR("a:\n  <<: {b: c}\n"), 2, 3, "merge keys (<<)"},
    {STR("? [a]\n: b\n"), 1, 1, "a text that begins with '? ' needs quotes"},
    {STR("- ? what\n"), 1, 3, "a text that begins with '? ' needs quotes"},
    {STR("? c:\t:"), 1, 1, "a text that begins with '? ' needs quotes"},
    {STR("[a]: b\n"), 1, 1, "a key must be a plain or quoted text"},
    {STR(": b\n"), 1, 1, "a key is missing"},
    {STR("a: b\0c\n"), 1, 5, "a NUL byte"},
    {STR("a: \"\\0\"\n"), 1, 4, "an escape in this text gives NUL"},
    {STR("a: " NI "\xff\n"), 1, 5, "not UTF-8"},
    {STR("a: 1\nb: \xe4\xbd"), 2, 4, "not UTF-8"},
    {STR("a: b\x1b\n"), 1, 5, "an invisible control character"},
    {STR("a: b\rc: d\n"), 1, 5, "a carriage return without a line feed"},
};

static void mistakes_are_told_with_their_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct file f = file_read(faults[i].text);
		const struct diag *d = diag_at(f.diags, 0);
		if (f.root || !d)
			fail_msg("%s was taken", faults[i].text.p);
		if (d->at.line != faults[i].line || d->at.col != faults[i].col ||
		    (faults[i].message && !strstr(d->text, faults[i].message)))
			fail_msg("%s: %u:%u %s", faults[i].text.p, d->at.line, d->at.col, d->text);
		file_close(&f);
	}
}

static void all_duplicates_are_told(void **state)
{
	(void)state;
	char text[4096] = "";
	for (int i = 0; i < 30; i++)
		sprintf(text + strlen(text), "k%d: {a: 1, a: 2}\n", i % 25);
	struct file f = file_read(str_of(text));
	assert_null(f.root);
	assert_int_equal(diag_count(f.diags, DIAG_ERROR), 35);
	diag_sort(f.diags);
	assert_string_equal(
	    diag_at(f.diags, 34)->text, "the key a is here twice: first in line 30");
	assert_string_equal(
	    diag_at(f.diags, 33)->text, "the key k4 is here twice: first in line 5");
	file_close(&f);
}

static void aliases_share_the_node_they_name(void **state)
{
	(void)state;
	struct file f = file_read(STR("a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x\n"));
	assert_non_null(f.root);
	assert_ptr_equal(yaml_get(f.root, "a"), yaml_get(f.root, "b"));
	assert_true(str_is(yaml_get(f.root, "d")->text, "3"));
	file_close(&f);
}

static void values_are_asked_for_by_kind(void **state)
{
	(void)state;
	static const char text[] =
	    "n: 5\nneg: -3\nt: hello\nq: 'yes'\nl: [1]\nm: {a: b}\ne:\nu: ~\nw: null\n"
	    "qn: 'null'\nT: True\noff: off\ns: 1h30m\nbig: 99999999999999999999\n";
	struct file f = file_read(STR(text));
	struct str s;
	int64_t n;
	bool b;
	assert_int_equal(yaml_text(yaml_get(f.root, "t"), "the title", f.diags, &s), 0);
	assert_true(str_is(s, "hello"));
	assert_int_equal(yaml_text(yaml_get(f.root, "qn"), "the title", f.diags, &s), 0);
	assert_int_equal(yaml_int(yaml_get(f.root, "neg"), "n", -3, 5, f.diags, &n), 0);
	assert_int_equal(n, -3);
	assert_int_equal(yaml_bool(yaml_get(f.root, "q"), "b", f.diags, &b), 0);
	assert_true(b);
	assert_int_equal(yaml_bool(yaml_get(f.root, "T"), "b", f.diags, &b), 0);
	assert_true(b);
	assert_int_equal(yaml_bool(yaml_get(f.root, "off"), "b", f.diags, &b), 0);
	assert_false(b);
	assert_int_equal(yaml_span(yaml_get(f.root, "s"), "s", f.diags, &n), 0);
	assert_int_equal(n, 5400000);
	assert_int_equal(diag_size(f.diags), 0);
	assert_true(yaml_is_nothing(yaml_get(f.root, "e")) &&
		    yaml_is_nothing(yaml_get(f.root, "u")) &&
		    yaml_is_nothing(yaml_get(f.root, "w")) && yaml_is_nothing(NULL));
	assert_false(
	    yaml_is_nothing(yaml_get(f.root, "qn")) || yaml_is_nothing(yaml_get(f.root, "l")));
	assert_null(yaml_get(yaml_get(f.root, "t"), "x"));
	assert_null(yaml_get(NULL, "x"));
	assert_int_equal(yaml_text(yaml_get(f.root, "l"), "the title", f.diags, &s), -1);
	assert_int_equal(yaml_text(yaml_get(f.root, "e"), "the title", f.diags, &s), -1);
	assert_int_equal(yaml_text(NULL, "the title", f.diags, &s), -1);
	assert_int_equal(yaml_int(yaml_get(f.root, "m"), "n", 0, 9, f.diags, &n), -1);
	assert_int_equal(yaml_int(yaml_get(f.root, "t"), "n", 0, 9, f.diags, &n), -1);
	assert_int_equal(yaml_int(yaml_get(f.root, "neg"), "n", 0, 9, f.diags, &n), -1);
	assert_int_equal(yaml_int(yaml_get(f.root, "big"), "n", 0, 9, f.diags, &n), -1);
	assert_int_equal(yaml_bool(yaml_get(f.root, "n"), "b", f.diags, &b), -1);
	assert_int_equal(yaml_span(yaml_get(f.root, "t"), "s", f.diags, &n), -1);
	static const char *const told[] = {"the title must be a text, not a list",
	    "the title is empty: a text is wanted", "the title is missing: a text is wanted",
	    "n must be a whole number, not a map of keys",
	    "n must be a whole number, not \"hello\"",
	    "n must be a whole number from 0 to 9, not -3",
	    "n must be a whole number, not \"99999999999999999999\"",
	    "b must be true or false, not \"5\"",
	    "s must be a span of time such as 90s, 5m or 1h30m, not \"hello\""};
	for (size_t i = 0; i < sizeof told / sizeof *told; i++)
		assert_string_equal(diag_at(f.diags, i)->text, told[i]);
	assert_int_equal(diag_at(f.diags, 0)->at.line, 5);
	file_close(&f);
}

/* Changed, cut and doubled pieces of a file that has everything: no fault, an error for every
 * refusal, places that hold. */
static void spoiled_files_do_no_harm(void **state)
{
	(void)state;
	static const char pieces[] = "[]{}:,-?&*!|>'\"%@`#\n \t\\a0<~";
	uint64_t seed = 42;
	unsigned good = 0;
	for (int round = 0; round < 3000; round++) {
		char text[2 * sizeof kinds];
		size_t n = sizeof kinds - 1;
		memcpy(text, kinds, n);
		seed = str_hash(str_make((char *)&seed, sizeof seed), (uint64_t)round);
		for (unsigned k = 0; k <= seed % 4; k++) {
			uint64_t r = str_hash(STR("spoil"), seed + k);
			size_t at = (r >> 8) % n;
			if (r % 4 == 0)
				memmove(text + at, text + at + 1, --n - at);
			else if (r % 4 == 1)
				n = at + 1;
			else
				text[at] = pieces[(r >> 40) % (sizeof pieces - 1)];
		}
		struct file f = file_read(str_make(text, n));
		assert_int_equal(f.root == NULL, diag_count(f.diags, DIAG_ERROR) > 0);
		text[n] = '\n';
		if (f.root)
			compare_places(f.root, str_make(text, n + 1));
		good += f.root != NULL;
		file_close(&f);
	}
	assert_in_range(good, 300, 2700);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_of_value_has_its_text_and_place),
	    cmocka_unit_test(every_value_has_its_bytes_in_the_file),
	    cmocka_unit_test(places_lead_to_the_same_character_in_the_file),
	    cmocka_unit_test(empty_files_are_empty_maps),
	    cmocka_unit_test(mistakes_are_told_with_their_place),
	    cmocka_unit_test(all_duplicates_are_told),
	    cmocka_unit_test(aliases_share_the_node_they_name),
	    cmocka_unit_test(values_are_asked_for_by_kind),
	    cmocka_unit_test(spoiled_files_do_no_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
