/* test_banned.c - words that no customer may read: found in any spelling, and nowhere else. */
#include "check_fixture.h"

#include "book/banned.h"

static const char book_text[] =
    "banned:\n"
    "  聊天: {why: 平台不许, words: [微信, vx, QQ群, add me, 電話], fine: [微信支付, 電話卡]}\n"
    "  夸大: {words: [最好, 最好的, 第一, 12], fine: [最好在]}\n"
    "  骂人: [idiot, дурак]\n";

static const struct {
	const char *text, *want; /* each: what was found in the text, and the word in brackets */
} cases[] = {
    {"", ""},
    {"没有什么", ""},
    {"加微信", "微信(微信)"},
    {"加 微  信 吧", "微  信(微信)"},
    {"微信支付也行", ""},
    {"微信支付，微信", "微信(微信)"},
    {"加ＶＸ吧", "ＶＸ(vx)"},
    {"vx123", "vx(vx)"},
    {"vxyz, avx", ""},
    {"进qq群", "qq群(QQ群)"},
    {"please Add  me!", "Add  me(add me)"},
    {"add mexico", ""},
    {"打电话", "电话(電話)"},
    {"电话卡", ""},
    {"最好在家", ""},
    {"这是最好的", "最好的(最好的)"},
    {"最好 第一", "最好(最好)第一(第一)"},
    {"123, 3012, 12", "12(12)"},
    {"IDIOT's", "IDIOT(idiot)"},
    {"idiots", ""},
    {"Дурак!", "Дурак(дурак)"},
    {"дураки", ""},
    {"微信最好支付", "微信(微信)最好(最好)"},
    {"\xff微信", ""},
};

static void words_are_found_in_any_spelling(void **state)
{
	struct diag_list *diags = diag_list_new();
	struct arena *arena = arena_new(0);
	struct book *book = check_load("b.yaml", book_text, diags);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct banned_hit hits[8];
		size_t n = banned_find(book->banned, str_of(cases[i].text), arena, hits, 8);
		struct str got = {"", 0};

		for (size_t k = 0; k < n; k++)
			got = arena_printf(arena, "%.*s%.*s(%.*s)", STR_ARG(got), (int)hits[k].length,
			    cases[i].text + hits[k].start, STR_ARG(hits[k].word));
		assert_string_equal(got.p, cases[i].want);
	}
	book_release(&book);
	arena_free(&arena);
	diag_list_free(&diags);
}

static void a_group_says_its_name_and_why(void **state)
{
	struct diag_list *diags = diag_list_new();
	struct arena *arena = arena_new(0);
	struct book *book = check_load("b.yaml", book_text, diags);
	const struct banned_group *groups;
	struct banned_hit hit;

	(void)state;
	assert_int_equal(banned_groups(book->banned, &groups), 3);
	assert_int_equal(banned_find(book->banned, STR("x 微信 vx"), arena, &hit, 1), 1);
	assert_true(str_is(hit.group->name, "聊天"));
	assert_true(str_is(hit.group->why, "平台不许"));
	assert_int_equal(hit.group->at.line, 2);
	assert_int_equal(banned_find(NULL, STR("微信"), arena, &hit, 1), 0);
	book_release(&book);
	arena_free(&arena);
	diag_list_free(&diags);
}

static const struct {
	const char *text, *want; /* the first finding */
} mistakes[] = {
    {"banned: {a: []}\n", "1:10: the group 'a' bans no words"},
    {"banned: {a: {why: x}}\n", "1:10: the group 'a' bans no words"},
    {"banned: {a: {wrods: [x]}}\n", "1:14: unknown key 'wrods' in a group of banned words; did you mean 'words'?"},
    {"banned: {a: [x, [y]]}\n", "1:17: a word must be a text, not a list"},
    {"banned: {a: [\"\\u200b\"]}\n", "1:14: nothing of this word is left to compare"},
    {"banned: [x]\n", "1:9: below banned stand names, each with a colon and what belongs to it"},
    {"banned: {a b: [x]}\n", "1:10: the name of a group of banned words has a blank in it: 'a b'"},
    {"banned: {a: [x]}\n%%\nbanned: {a: [y]}\n", "1:10: the group 'a' stands already at a.yaml:1"},
};

static void mistakes_in_the_lists_have_their_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
		struct diag_list *diags = diag_list_new();
		struct str text = str_of(mistakes[i].text);
		const char *mark = strstr(mistakes[i].text, "%%\n");
		struct book_file files[] = {{STR("a.yaml"), text}, {STR("b.yaml"), str_of(mark ? mark + 3 : "")}};
		char got[200];

		if (mark)
			files[0].text.n = (size_t)(mark - mistakes[i].text);
		assert_null(book_load_files(STR("b"), files, 2,
		    &(struct book_options){.normaliser = normaliser}, diags));
		snprintf(got, sizeof got, "%u:%u: %s", diag_at(diags, 0)->at.line,
		    diag_at(diags, 0)->at.col, diag_at(diags, 0)->text);
		assert_string_equal(got, mistakes[i].want);
		diag_list_free(&diags);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_are_found_in_any_spelling),
	    cmocka_unit_test(a_group_says_its_name_and_why),
	    cmocka_unit_test(mistakes_in_the_lists_have_their_place),
	};

	return cmocka_run_group_tests_name("banned", tests, check_set_up, check_tear_down);
}
