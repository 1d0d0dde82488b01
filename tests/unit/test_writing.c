/* test_writing.c - the script of a text, and which of a shop's books it chooses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "book/load.h"
#include "book/shelf.h"
#include "book/slot.h"
#include "dialogue/language.h"
#include "pattern/normalise.h"

static const char *scripts_of(const char *text)
{
	static char out[200];
	struct writing_found f;

	writing_of_text(str_of(text), &f);
	out[0] = '\0';
	for (size_t i = 0; i < f.n; i++) {
		strcat(out, i ? " " : "");
		strcat(out, writing_name(f.order[i]));
	}
	return out;
}

static void a_text_is_told_by_its_letters(void **state)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
	    {"我的快递到哪了", "han"},
	    {"where is my parcel", "latin"},
	    {"iPhone 多少钱", "han latin"},
	    {"Hello everyone, 你", "han latin"},
	    {"送料はいくらですか", "kana han"},
	    {"我の快递", "han kana"},
	    {"の", "kana"},
	    {"배송 언제 와요", "hangul"},
	    {"где мой заказ", "cyrillic"},
	    {"πού είναι", "greek"},
	    {"أين طلبي", "arabic"},
	    {"איפה החבילה", "hebrew"},
	    {"मेरा ऑर्डर", "devanagari"},
	    {"พัสดุอยู่ไหน", "thai"},
	    {"Où est mon colis ?", "latin"},
	    {"ｈｅｌｌｏ", "latin"},
	    {"", ""},
	    {"12345 ?!  ...", ""},
	    {"😀🎉", ""},
	    {"SF1234567890", ""},
	    {"https://item.example.com/i.htm?id", ""},
	    {"www.example.com", ""},
	    {"lin@example.com", ""},
	    {"\xff\xfe", ""},
	    {"看看 https://item.example.com/a", "han"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(scripts_of(cases[i].text), cases[i].want);
}

static void words_count_when_one_is_in_lower_case(void **state)
{
	static const struct {
		const char *text;
		unsigned want;
	} cases[] = {
	    {"where is my parcel", 4},
	    {"I don't know", 3},
	    {"hi", 1},
	    {"iPhone Pro Max", 0},
	    {"Xiaomi Pro Ultra", 0},
	    {"EMS SF DHL", 0},
	    {"", 0},
	};
	struct writing_found f;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		writing_of_text(str_of(cases[i].text), &f);
		assert_int_equal(f.words, cases[i].want);
	}
}

static void a_language_has_a_script(void **state)
{
	static const struct {
		const char *language, *want;
	} cases[] = {
	    {"zh-CN", "han"},
	    {"zh_TW", "han"},
	    {"zh", "han"},
	    {"ja", "kana"},
	    {"ko-KR", "hangul"},
	    {"ru", "cyrillic"},
	    {"en", "latin"},
	    {"vi", "latin"},
	    {"tlh", "latin"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(
		    writing_name(writing_of_language(str_of(cases[i].language))), cases[i].want);
	for (size_t i = 0; writing_names[i]; i++)
		assert_int_equal(writing_parse(str_of(writing_names[i])), i + 1);
	assert_int_equal(writing_parse(STR("runes")), WRITING_NONE);
}

/* ---- books ---- */

static struct normaliser *normaliser;

static struct book *make(const char *name, const char *text)
{
	struct book_file file = {str_of(name), str_of(text)};
	struct diag_list *diags = diag_list_new();
	struct book *book = book_load_files(str_of(name), &file, 1,
	    &(struct book_options){.normaliser = normaliser}, diags);

	if (!book)
		diag_print(diags, stderr, false);
	diag_list_free(&diags);
	assert_non_null(book);
	return book;
}

#define ZH                                                                                         \
	"settings: {language: zh-CN}\n"                                                            \
	"intents:\n"                                                                               \
	"  greeting: {title: g, kind: courtesy, match: '^(你好|在吗|hi|ok)$', examples: 你好, say: 您好}\n"   \
	"  shipping.where: {title: s, match: '快递|EMS', examples: 快递, say: 在路上}\n"
#define EN                                                                                         \
	"settings: {language: en}\n"                                                               \
	"intents:\n"                                                                               \
	"  greeting: {title: g, kind: courtesy, match: '^(hi|hello|ok)$', examples: hi, say: Hello}\n"   \
	"  shipping.where: {title: s, match: 'parcel', examples: parcel, say: On its way}\n"

static int set_up(void **state)
{
	struct shelf *s = calloc(1, sizeof *s);

	normaliser = normaliser_new();
	s->books[s->n++] = make("zh", ZH);
	s->books[s->n++] = make("en", EN);
	*state = s;
	return 0;
}

static int tear_down(void **state)
{
	shelf_release(*state);
	free(*state);
	normaliser_free(&normaliser);
	return 0;
}

static void the_script_chooses_the_book(void **state)
{
	struct shelf *s = *state;

	assert_ptr_equal(shelf_by_text(s, STR("你好")), s->books[0]);
	assert_ptr_equal(shelf_by_text(s, STR("hello")), s->books[1]);
	assert_ptr_equal(shelf_by_text(s, STR("hello 你好")), s->books[0]);
	assert_null(shelf_by_text(s, STR("123")));
	assert_null(shelf_by_text(s, STR("где")));
	assert_ptr_equal(shelf_by_text(s, STR("где parcel")), s->books[1]);
	assert_ptr_equal(shelf_by_language(s, STR("en")), s->books[1]);
	assert_null(shelf_by_language(s, STR("fr")));
}

/* Plays messages as the desk and the chat do; the first letters of the books that served them. */
static const char *served(struct shelf *s, const char *const *texts)
{
	static char out[32];
	struct arena *arena = arena_new(0);
	struct match_scratch *scratch = match_scratch_new();
	struct conversation c;
	size_t n = 0;

	conversation_init(&c, arena, 1);
	for (; *texts; texts++) {
		const struct book *by_script = shelf_by_text(s, str_of(*texts)), *book;
		struct match_result r;

		if (**texts == '|') { /* closed, and opened anew */
			conversation_set_mode(&c, MODE_CLOSED);
			continue;
		}
		by_script = by_script ? by_script : s->books[0];
		match_text(by_script, scratch, arena, str_of(*texts), &r);
		book = language_choose(&c, s, by_script, str_of(*texts), &r);
		if (book != by_script)
			match_text(book, scratch, arena, str_of(*texts), &r);
		language_keep(&c, s, book, str_of(*texts), &r);
		out[n++] = book->settings.language.p[0];
		if (c.mode == MODE_CLOSED || !c.episode)
			conversation_open(&c, 1);
	}
	out[n] = '\0';
	match_scratch_free(&scratch);
	arena_free(&arena);
	return out;
}

static void a_conversation_keeps_its_book(void **state)
{
	static const struct {
		const char *texts[8], *want;
	} cases[] = {
	    {{"我的快递", "where is my parcel", "ok"}, "zzz"},
	    {{"where is my parcel", "你好", "ok"}, "eee"},
	    {{"parcel", "我的快递"}, "ee"},
	    {{"hi", "我的快递", "hello"}, "ezz"}, /* "hi" decides nothing for good */
	    {{"hi", "ok", "在吗", "where is my parcel"}, "eezz"},
	    {{"hi", "where is it now", "在吗"}, "eee"}, /* three words */
	    {{"hi", "Xiaomi Pro Max", "快递"}, "eez"},  /* a name is no language */
	    {{"123", "hi", "快递"}, "zez"},             /* no letters: nothing is decided */
	    {{"快递", "123", "https://x.example.com/y"}, "zzz"},
	    {{"快递", "|", "hi", "快递"}, "zzz"}, /* the next episode begins with it ... */
	    {{"快递", "|", "hi", "where is my parcel", "快递"}, "zzee"}, /* ... and may change */
	    {{"快递", "|", "EMS", "hi"}, "zzz"},
	    {{"parcel", "|", "ok", "你好"}, "eez"},
	    {{"где", "где"}, "zz"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(served(*state, cases[i].texts), cases[i].want);
}

static size_t told(const struct shelf *s, enum diag_level level)
{
	struct diag_list *diags = diag_list_new();
	int rc = shelf_check(s, diags);
	size_t n;

	assert_int_equal(rc, diag_count(diags, DIAG_ERROR) ? -1 : 0);
	n = diag_count(diags, level);
	diag_list_free(&diags);
	return n;
}

static void books_that_cannot_be_told_apart_are_told(void **state)
{
	struct shelf *s = *state;

	assert_int_equal(told(s, DIAG_ERROR) + told(s, DIAG_WARNING), 0);
	s->books[s->n++] = make("fr", "settings: {language: fr}\nphrases: {x: {say: y}}\n");
	assert_int_equal(told(s, DIAG_ERROR), 0);
	assert_int_equal(told(s, DIAG_WARNING), 1);
	s->books[s->n++] =
	    make("en2", "settings: {language: en, script: thai}\nphrases: {x: {say: y}}\n");
	assert_int_equal(told(s, DIAG_ERROR), 1);
}

static void a_slot_gives_the_book_that_is_asked_for(void **state)
{
	struct shelf *s = *state, all;
	struct book_slot *slot;
	struct book *b;

	shelf_acquire(s);
	slot = book_slot_new_shelf(s);
	b = book_slot_acquire_for(slot, STR("parcel"), STR(""));
	assert_ptr_equal(b, s->books[1]);
	book_release(&b);
	b = book_slot_acquire_for(slot, STR("1"), STR("en"));
	assert_ptr_equal(b, s->books[1]);
	book_release(&b);
	b = book_slot_acquire_for(slot, STR("1"), STR("fr"));
	assert_ptr_equal(b, s->books[0]);
	book_release(&b);
	book_slot_acquire_all(slot, &all);
	book_slot_publish(slot, make("new", ZH));
	assert_ptr_equal(all.books[1], s->books[1]); /* whoever reads keeps the old ones */
	shelf_release(&all);
	b = book_slot_acquire_for(slot, STR("parcel"), STR("en"));
	assert_true(str_is(b->name, "new"));
	book_release(&b);
	book_slot_free(&slot);
}

static void the_books_inside_have_each_a_language(void **state)
{
	struct shelf inside = {0};
	struct diag_list *diags = diag_list_new();
	struct book_options options = {.normaliser = normaliser};

	(void)state;
	for (size_t i = 0; i < book_embedded(); i++) {
		inside.books[inside.n] = book_load_embedded(i, &options, diags);
		assert_non_null(inside.books[inside.n++]);
	}
	assert_true(inside.n > 0);
	assert_true(str_is(inside.books[0]->settings.language, "zh-CN"));
	assert_int_equal(shelf_check(&inside, diags), 0);
	shelf_release(&inside);
	diag_list_free(&diags);
}

#define BOOKS(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_text_is_told_by_its_letters),
	    cmocka_unit_test(words_count_when_one_is_in_lower_case),
	    cmocka_unit_test(a_language_has_a_script),
	    BOOKS(the_script_chooses_the_book),
	    BOOKS(a_conversation_keeps_its_book),
	    BOOKS(books_that_cannot_be_told_apart_are_told),
	    BOOKS(a_slot_gives_the_book_that_is_asked_for),
	    BOOKS(the_books_inside_have_each_a_language),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
