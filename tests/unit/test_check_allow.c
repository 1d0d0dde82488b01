/* test_check_allow.c - comments that allow a finding: where they may stand, and what they then do. */
#include "check_fixture.h"

#include "check/kinds.h"

/* One wording in line 4, whose intent nobody thanks; the first %s stands above, the second behind. */
#define BOOK(above, behind) \
	"intents:\n" \
	"  a: {title: t, match: 快递, examples: 快递,\n" above "    say: [好]}" behind "\n"

static const struct {
	const char *name, *book, *left, *allowed; /* of wording., allow. and phrase.: as lines; reasons behind a | */
} cases[] = {
    {"nothing", BOOK("", ""), "3:11 wording.few a\n", ""},
    {"above", BOOK("# check: allow wording.few\n", ""), "", "4:11 wording.few a|\n"},
    {"further above, with a reason", BOOK("    # check: allow wording.few -- one is enough\n\n    # why\n", ""), "",
	"6:11 wording.few a|one is enough\n"},
    {"in brackets", BOOK("  #check：allow　wording.few（只说一次）\n", ""), "", "4:11 wording.few a|只说一次\n"},
    {"behind", BOOK("", " # check: allow wording.few (no)"), "", "3:11 wording.few a|no\n"},
    {"by its subject, anywhere", "# check: allow wording.few a, b -- x\n" BOOK("", ""),
	"1:16 allow.unused wording.few\n", "4:11 wording.few a|x\n"},
    {"another kind", BOOK("# check: allow wording.same\n", ""),
	"3:16 allow.unused wording.same\n4:11 wording.few a\n", ""},
    {"another line", BOOK("", "") "# check: allow wording.few\n",
	"3:11 wording.few a\n4:16 allow.unused wording.few\n", ""},
    {"a kind nobody knows", BOOK("# check: allow wording.fev\n", ""),
	"3:16 allow.unknown wording.fev\n4:11 wording.few a\n", ""},
    {"a slip", BOOK("# check: alow wording.few\n", ""),
	"3:15 allow.unknown wording.few\n4:11 wording.few a\n", ""},
    {"a note of one's own", BOOK("# check: twice a year\n# check it\n", ""), "5:11 wording.few a\n", ""},
    {"no comment: in quotes", BOOK("", "\n  b: {title: '#x # check: allow wording.few', match: 二, examples: 二, say: [一, 二]}"),
	"3:11 wording.few a\n", ""},
    {"no comment: behind a line of a block",
	"intents:\n  a:\n    title: t\n    say: [好]\n    examples: 快递\n    match: |\n      快递\n      快件 # check: allow wording.few\n",
	"4:11 wording.few a\n", ""},
    {"a comment within a block",
	"intents:\n  a:\n    title: t\n    say: [好, 行]\n    examples: 快递\n    match: |\n      快递\n      # check: allow group.unused -- later\n      快(?<x>件)\n",
	"", "9:11 group.unused x|later\n"},
    {"the whole book", "# check: allow situation.missing *\n" BOOK("", ""), "4:11 wording.few a\n",
	"0:0 situation.missing |\n"},
    {"allows cannot be allowed", BOOK("# check: allow allow.unused\n# check: allow wording.same\n", ""),
	"3:16 allow.unused allow.unused\n4:16 allow.unused wording.same\n5:11 wording.few a\n", ""},
    {"what did not run is no matter", BOOK("# check: allow text.long\n# check: allow language.intent\n", ""),
	"5:11 wording.few a\n", ""},
    {"aliases are told once", "phrases: {soothe: &p {title: t, say: [好, 好]}, listen: *p}\n",
	"1:39 wording.few soothe\n1:39 wording.few listen\n1:42 wording.same soothe\n", ""},
};

static struct str allowed_lines(const struct allowed *a, size_t n, struct arena *arena)
{
	struct str got = {"", 0};

	for (size_t i = 0; i < n; i++)
		got = arena_printf(arena, "%.*s%u:%u %s %s|%s\n", STR_ARG(got), a[i].diag.at.line,
		    a[i].diag.at.col, a[i].diag.kind, a[i].diag.subject, a[i].reason);
	return got;
}

static void comments_allow_one_finding(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct diag_list *diags = diag_list_new();
		struct arena *arena = arena_new(0);
		struct allowed *allowed;
		struct book *book;
		size_t n;

		book = check_load("b.yaml", cases[i].book, diags);
		check_book(book, diags);
		n = check_allow(diags, CHECKED_BOOKS, arena, &allowed);
		print_message("%s\n", cases[i].name);
		assert_string_equal(
		    check_lines(diags, "wording. allow. group.", arena).p, cases[i].left);
		assert_string_equal(allowed_lines(allowed, n, arena).p, cases[i].allowed);
		book_release(&book);
		arena_free(&arena);
		diag_list_free(&diags);
	}
}

static void a_book_with_mistakes_says_nothing_of_unused_allows(void **state)
{
	struct diag_list *diags = diag_list_new();
	struct arena *arena = arena_new(0);
	struct book_file file = {STR("b.yaml"), STR("# check: allow wording.few x\nphrases: {x: {}}\n")};
	struct allowed *allowed;

	(void)state;
	assert_null(book_load_files(
	    STR("b"), &file, 1, &(struct book_options){.normaliser = normaliser}, diags));
	assert_int_equal(check_allow(diags, 0, arena, &allowed), 0);
	assert_int_equal(diag_count(diags, DIAG_WARNING), 0);
	assert_int_equal(diag_count(diags, DIAG_ERROR), 1);
	arena_free(&arena);
	diag_list_free(&diags);
}

static void the_nearest_kind_is_proposed(void **state)
{
	(void)state;
	assert_string_equal(check_kind_nearest(STR("wording.fev")), "wording.few");
	assert_null(check_kind_nearest(STR("nothing at all")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(comments_allow_one_finding),
	    cmocka_unit_test(a_book_with_mistakes_says_nothing_of_unused_allows),
	    cmocka_unit_test(the_nearest_kind_is_proposed),
	};

	return cmocka_run_group_tests_name("check_allow", tests, check_set_up, check_tear_down);
}
