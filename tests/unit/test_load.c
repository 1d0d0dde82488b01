/* test_load.c - every mistake of a book is told with its place, and good books are loaded in
 * silence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "base/progress.h"
#include "book/load.h"
#include "load_cases.h"
#include "pattern/normalise.h"

static struct normaliser *normaliser;

static struct book *load(const char *const *texts, struct diag_list *diags)
{
	static const char *const names[FILES] = {"a.yaml", "b.yaml", "c.yaml"};
	struct book_options options = {.normaliser = normaliser};
	struct book_file files[FILES];
	size_t n = 0;

	for (; n < FILES && texts[n]; n++)
		files[n] = (struct book_file){str_of(names[n]), str_of(texts[n])};
	return book_load_files(STR("a book"), files, n, &options, diags);
}

static void list_errors(const struct diag_list *diags, char *out, size_t room)
{
	size_t n = 0;

	out[0] = 0;
	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		n += (size_t)snprintf(out + n, room - n, "%s:%u:%u: %s\n", d->at.file, d->at.line,
		    d->at.col, d->text);
		assert_true(n < room);
	}
}

static void every_mistake_has_its_place(void **state)
{
	static char got[8192];

	(void)state;
	for (size_t i = 0; i < sizeof load_cases / sizeof load_cases[0]; i++) {
		struct diag_list *diags = diag_list_new();
		struct book *book = load(load_cases[i].files, diags);

		list_errors(diags, got, sizeof got);
		if (strcmp(got, load_cases[i].want) || !book != !!*load_cases[i].want)
			fail_msg(
			    "%s: got\n%swant\n%s", load_cases[i].name, got, load_cases[i].want);
		book_release(&book);
		diag_list_free(&diags);
	}
}

static struct book *load_good(const char *text)
{
	const char *files[FILES] = {text};
	struct diag_list *diags = diag_list_new();
	struct book *book = load(files, diags);

	if (diag_size(diags))
		diag_print(diags, stderr, false);
	assert_non_null(book);
	assert_int_equal(diag_size(diags), 0);
	diag_list_free(&diags);
	return book;
}

static void a_book_holds_what_was_written(void **state)
{
	struct book *b = load_good("settings: {agent: 小乐}\n"
				   "slots: {order_no: 订单号}\n"
				   "words: {快递: [快递, 包裹]}\n"
				   "phrases:\n"
				   "  opening: {title: 开场, say: '您好，我是{agent}'}\n"
				   "intents:\n"
				   "  b.second:\n"
				   "    title: 查物流\n"
				   "    kind: courtesy\n"
				   "    priority: -5\n"
				   "    skill: logistics\n"
				   "    urgency: 3\n"
				   "    then: check\n"
				   "    match: |\n"
				   "      <快递>.{0,6}到哪\n"
				   "    unless: 退回\n"
				   "    examples: |\n"
				   "      # the first ones\n"
				   "      快递到哪了\n"
				   "\n"
				   "      我的包裹到哪里\n"
				   "    counterexamples: [退回的快递到哪了]\n"
				   "    say: ['{{a}} {order_no|您的订单}到了', 好]\n"
				   "    again: 还没\n"
				   "  a.first: {title: 问候, reply: opening}\n");
	const struct intent *t = book_intent(b, STR("b.second"));

	(void)state;
	assert_non_null(t);
	assert_int_equal(t->kind, INTENT_COURTESY);
	assert_int_equal(t->then, THEN_CHECK);
	assert_int_equal(t->priority, -5);
	assert_int_equal(t->urgency, 3);
	assert_true(str_is(t->skill, "logistics"));
	assert_int_equal(t->patterns_n, 2);
	assert_false(t->patterns[0]->veto);
	assert_true(t->patterns[1]->veto);
	assert_true(str_is(t->patterns[0]->source, "<快递>.{0,6}到哪"));
	assert_true(str_is(t->patterns[0]->text, "(?:包裹|快递).{0,6}到哪"));
	assert_int_equal(t->patterns[0]->at.line, 15);
	assert_int_equal(t->patterns[0]->at.col, 7);
	assert_int_equal(t->examples_n, 3);
	assert_int_equal(t->examples[1].at.line, 21);
	assert_true(t->examples[2].counter);
	assert_ptr_equal(t->answer, book_phrase(b, STR("b.second")));
	assert_int_equal(t->answer->say_n, 2);
	assert_int_equal(t->answer->again_n, 1);
	assert_int_equal(t->answer->say[0].n, 5); /* "{" "a}" " " the placeholder "到了" */
	assert_ptr_equal(book_intent(b, STR("a.first"))->answer, book_phrase(b, STR("opening")));
	assert_null(book_intent(b, STR("a.firs")));
	assert_null(book_phrase(b, STR("")));
	assert_true(str_is(b->settings.agent, "小乐"));
	assert_int_equal(b->version.n, 12);
	book_release(&b);
}

/* What the trainer wrote, and what PCRE2 gets. */
static const struct {
	const char *written, *compiled;
} translations[] = {
    {"退貨？", "退货\\?"},
    {"（退|換）", "\\(退|换\\)"},
    {"ＡＢ１", "ab1"},
    {"[Ａ-Ｃ０-９退貨！]x", "[a-c0-9退货\\!]x"},
    {"[一-龥]x", "[一-龥]x"},
    {"单号[:：]x", "单号[\\:\\:]x"},
    {"[.．。]x", "[\\.\\.。]x"},
    {"[：:]x", "[\\::]x"},
    {"[^:：]x", "[^:\\:]x"},
    {"[<w>]\\<w>(?<n>a)\\k<n>(?<=a)(?P<m>b)(?'o'c)\\g<n>(?(<n>)a|b)", NULL},
    {"价格<100", NULL},
    {"a<|a< b>", NULL},
    {"<w>+", "(?:a\\.b|a)+"},
    {"！！", "\\!"},
    {"㎏?x", "(?:kg)?x"},
    {"\\？x", "\\?x"},
    {"\\Q退？\\Ex", "\\Q退?\\Ex"},
    {"\\p{Han}\\x{9000}x", NULL},
    {"[[:digit:]\\]<w>]x", NULL},
    {"(?#<w>)x", NULL},
};

static void patterns_take_the_form_of_the_text(void **state)
{
	char text[1024];

	(void)state;
	for (size_t i = 0; i < sizeof translations / sizeof translations[0]; i++) {
		const char *want = translations[i].compiled;
		struct book_options options = {.normaliser = normaliser, .no_examples = true};
		struct diag_list *diags = diag_list_new();
		struct book_file file = {STR("a.yaml"), {0}};
		struct book *b;

		snprintf(text, sizeof text,
		    "words: {w: [a, a.b]}\n"
		    "intents:\n  a:\n    title: x\n    say: x\n    examples: x\n    match: |\n     "
		    " %s\n",
		    translations[i].written);
		file.text = str_of(text);
		b = book_load_files(STR("b"), &file, 1, &options, diags);
		if (!b)
			diag_print(diags, stderr, false);
		assert_non_null(b);
		assert_string_equal(b->patterns[0].text.p, want ? want : translations[i].written);
		book_release(&b);
		diag_list_free(&diags);
	}
}

static void the_version_is_of_names_and_texts(void **state)
{
	struct book *a = load_good("phrases: {x: {say: y}}\n"),
		    *b = load_good("phrases: {x: {say: y}}\n");
	struct book *c = load_good("phrases: {x: {say: z}}\n");

	(void)state;
	assert_true(str_eq(a->version, b->version));
	assert_false(str_eq(a->version, c->version));
	book_release(&a);
	book_release(&b);
	book_release(&c);
}

static void the_embedded_book_is_good(void **state)
{
	struct book_options options = {.normaliser = normaliser};
	struct diag_list *diags = diag_list_new();
	struct book *book = book_load_embedded(0, &options, diags);

	(void)state;
	if (!book)
		diag_print(diags, stderr, false);
	assert_non_null(book);
	for (size_t i = 0; book_situations[i]; i++)
		if (!book_phrase(book, str_of(book_situations[i])))
			fail_msg("no phrase %s", book_situations[i]);
	book_release(&book);
	diag_list_free(&diags);
}

static void expect_no_book(const char *dir, const char *want)
{
	struct book_options options = {.normaliser = normaliser};
	struct diag_list *diags = diag_list_new();
	char got[512];

	assert_null(book_load_dir(dir, &options, diags));
	assert_true(diag_size(diags) > 0);
	snprintf(got, sizeof got, "%s: %s", diag_at(diags, 0)->at.file + strlen(dir),
	    diag_at(diags, 0)->text);
	assert_string_equal(got, want);
	diag_list_free(&diags);
}

static void write_file(const char *dir, const char *name, const char *text, size_t size)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fflush(f) | ftruncate(fileno(f), (off_t)(size ? size : strlen(text))), 0);
	fclose(f);
}

static void folders_without_a_book_are_told(void **state)
{
	char dir[] = "/tmp/xiaoer-test-XXXXXX", path[256];

	(void)state;
	expect_no_book("/nonexistent", ": no book there: No such file or directory");
	assert_non_null(mkdtemp(dir));
	expect_no_book(dir, ": no book there: the folder has no file *.yaml");
	snprintf(path, sizeof path, "%s/a.yaml", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	expect_no_book(dir, "/a.yaml: is no file");
	assert_int_equal(unlink(path), 0);
	write_file(dir, "a.yaml", "phrases:\n", (16 << 20) + 1);
	expect_no_book(dir, "/a.yaml: is larger than 16 MB");
	expect_no_book(path, ": no book there: a book is a folder of files, name the folder");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
}

static void tests_that_nobody_reads_are_told(void **state)
{
	struct book_options options = {.normaliser = normaliser};
	struct diag_list *diags = diag_list_new();
	char dir[] = "/tmp/xiaoer-test-XXXXXX", near[256], tests[256];
	struct book *book;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(near, sizeof near, "%s/Test", dir);
	snprintf(tests, sizeof tests, "%s/tests", dir);
	write_file(dir, "a.yaml", "phrases:\n", 9);
	write_file(dir, "rest", "", 0); /* not nearer than a file may be */
	assert_int_equal(mkdir(tests, 0700), 0);
	write_file(tests, "a.yml", "", 0);
	assert_non_null(book = book_load_dir(dir, &options, diags));
	assert_int_equal(diag_count(diags, DIAG_WARNING), 1);
	assert_string_equal(diag_at(diags, 0)->text, "not read: the files of a book end in .yaml");
	assert_string_equal(diag_at(diags, 0)->at.file + strlen(tests), "/a.yml");
	book_release(&book);
	diag_list_free(&diags);
	diags = diag_list_new();
	assert_int_equal(rename(tests, near), 0);
	assert_non_null(book = book_load_dir(dir, &options, diags));
	assert_int_equal(diag_count(diags, DIAG_WARNING), 1);
	assert_string_equal(diag_at(diags, 0)->text, "not read: the folder of dialogue tests is called tests");
	book_release(&book);
	diag_list_free(&diags);
	for (const char *const *name = (const char *const[]){"Test/a.yml", "Test", "a.yaml", "rest", "", NULL};
	     *name; name++) {
		snprintf(tests, sizeof tests, "%s/%s", dir, *name);
		assert_int_equal(remove(tests), 0);
	}
}

static void ten_megabytes_of_nesting_are_refused(void **state)
{
	size_t n = 10 << 20;
	char *text = malloc(n + 1);
	const char *files[FILES] = {text};
	struct diag_list *diags = diag_list_new();

	(void)state;
	assert_non_null(text);
	memset(text, '[', n);
	text[n] = 0;
	assert_null(load(files, diags));
	assert_string_equal(diag_at(diags, 0)->text, "nested deeper than 32");
	diag_list_free(&diags);
	free(text);
}

/* Has patience for so many questions. */
struct patience {
	size_t asked, most;
};

static bool is_over(void *ctx)
{
	struct patience *p = ctx;

	return p->asked++ >= p->most;
}

/* Wherever it is stopped, nothing is left of it and no mistake is made up. */
static void a_load_that_is_stopped_ends_at_the_next_question(void **state)
{
	static const char text[] =
	    "words: {fruit: [apple, pear]}\n"
	    "slots: {colour: {title: colour}}\n"
	    "forms:\n"
	    "  order: {title: O, abandon: never mind, ask: {colour: 'which colour?'}, then: ticket}\n"
	    "intents:\n"
	    "  ship: {title: S, match: [ship, 'send.{0,4}<fruit>'], unless: no ship,\n"
	    "    examples: [ship, send an apple], counterexamples: no ship, say: a}\n"
	    "  pay: {title: P, match: [pay, '(?<colour>red) money'], examples: [pay, red money], form: order}\n"
	    "banned: {swearing: [damn]}\n";
	const struct book_file files[] = {
	    {STR("a.yaml"), str_of(text)}, {STR("b.yaml"), STR("settings: {language: en}\n")}};
	struct patience patience = {0};
	const struct progress progress = {.ctx = &patience, .stop = is_over};
	struct book_options options = {.normaliser = normaliser, .progress = &progress};
	struct book *book = NULL;

	(void)state;
	while (!book) {
		struct diag_list *diags = diag_list_new();

		patience.asked = 0;
		book = book_load_files(STR("b"), files, 2, &options, diags);
		if (diag_size(diags))
			diag_print(diags, stderr, false);
		assert_int_equal(diag_size(diags), 0);
		diag_list_free(&diags);
		if (!book)
			assert_in_range(patience.asked, patience.most + 1, patience.most + 20);
		patience.most++;
	}
	assert_in_range(patience.most, 30, 300);
	assert_int_equal(book->patterns_n, 5);
	book_release(&book);
}

static int set_up(void **state)
{
	(void)state;
	log_set_level(LOG_ERROR); /* a pattern that gives up is told as a finding */
	normaliser = normaliser_new();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	normaliser_free(&normaliser);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_mistake_has_its_place),
	    cmocka_unit_test(a_book_holds_what_was_written),
	    cmocka_unit_test(patterns_take_the_form_of_the_text),
	    cmocka_unit_test(the_version_is_of_names_and_texts),
	    cmocka_unit_test(the_embedded_book_is_good),
	    cmocka_unit_test(folders_without_a_book_are_told),
	    cmocka_unit_test(a_load_that_is_stopped_ends_at_the_next_question),
	    cmocka_unit_test(tests_that_nobody_reads_are_told),
	    cmocka_unit_test(ten_megabytes_of_nesting_are_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
