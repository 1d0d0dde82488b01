/* test_replay_match.c - a result put together from the old book's is what match_text() gives: for
 * every example of the shipped book, and an edit of every kind. */
#include "replay_fixture.h"

#include "base/buf.h"
#include "replay/match.h"

#define BODY(id, word)                                                                             \
	"    title: About " id "\n    match: |\n      " word "\n    examples: x\n    say: [s]\n"

/* Kinds, priorities, orders, vetoes, words, captures. */
static const char old[] =
    "slots: {order_no: number}\n"
    "words: {thing: [parcel, sack]}\n"
    "intents:\n"
    "  same:\n" BODY("same", "same( (?<order_no>\\d+))?") "  words:\n" BODY(
	"words", "<thing> now") "  veto:\n" BODY("veto",
	"veto") "    unless: |\n      not\n"
		"  order1:\n" BODY("order1", "tie") "  order2:\n" BODY(
		    "order2", "tie") "  gone:\n" BODY("gone", "gone") "  rank:\n" BODY("rank",
		    "rank") "    priority: 3\n"
			    "  kind:\n" BODY("kind", "kind") "    kind: courtesy\n"
							     "  two:\n" BODY(
								 "two", "two\n      twotwo");

static const char fresh[] =
    "slots: {order_no: number}\n"
    "words: {thing: [parcel, sack, box]}\n"
    "intents:\n"
    "  order2:\n" BODY("order2", "tie") "  order1:\n" BODY("order1", "tie") "  same:\n" BODY(
	"same", "same( (?<order_no>\\d+))?") "  words:\n" BODY("words",
	"<thing> now") "  veto:\n" BODY("veto",
	"veto") "    unless: |\n      not\n      never\n"
		"  rank:\n" BODY("rank", "rank") "    priority: -3\n"
						 "  kind:\n" BODY("kind", "kind") "  added:\n" BODY(
						     "added", "same same") "  two:\n" BODY("two",
						     "two\n      twotwo");

static const char *const texts[] = {"same 123", "same same 7", "box now", "parcel now", "veto",
    "veto never", "veto not", "tie", "gone", "rank same", "kind", "kind rank", "twotwo", "two",
    "About gone", "nothing at all", "", "  ", "SAME 55 and rank and tie and kind and gone",
    "same\nrank"};

static void assert_same(
    const struct match_result *a, const struct match_result *b, const char *text)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		const struct match_hit *x = &a->hits[i], *y = &b->hits[i];

		if (x->intent != y->intent || x->pattern != y->pattern)
			fail_msg("%s: hit %zu", text, i);
		assert_int_equal(x->start, y->start);
		assert_int_equal(x->length, y->length);
		assert_int_equal(x->chars, y->chars);
		assert_true(x->score == y->score);
		assert_int_equal(x->captures_n, y->captures_n);
		for (size_t k = 0; k < x->captures_n; k++) {
			assert_true(str_eq(x->captures[k].name, y->captures[k].name));
			assert_true(str_eq(x->captures[k].value, y->captures[k].value));
		}
	}
	assert_int_equal(a->gave_up, b->gave_up);
	assert_ptr_equal(a->nearest, b->nearest);
	assert_true(a->nearest_score == b->nearest_score);
	assert_true(str_eq(a->normal.text, b->normal.text));
}

/* The old book asked first, as a replay does. */
static void compare(const struct shelf *was, const struct shelf *is, struct str *list, size_t n)
{
	struct pairs *pairs = pairs_new(was, is);
	struct ear *ear = ear_new(pairs);
	struct match_scratch *scratch = match_scratch_new();
	struct arena *arena = arena_new(0);

	for (size_t i = 0; i < n; i++) {
		struct match_result wanted;

		arena_reset(arena);
		ear_listen(ear, list[i], arena);
		match_text(was->books[0], scratch, arena, list[i], &wanted);
		assert_same(ear_hear(ear, was->books[0]), &wanted, list[i].p);
		match_text(is->books[0], scratch, arena, list[i], &wanted);
		assert_same(ear_hear(ear, is->books[0]), &wanted, list[i].p);
		assert_same(ear_hear(ear, is->books[0]), &wanted, list[i].p); /* as remembered */
	}
	ear_free(&ear);
	pairs_free(&pairs);
	match_scratch_free(&scratch);
	arena_free(&arena);
}

static void what_is_put_together_is_what_matching_gives(void **state)
{
	struct shelf was = {{book_of("old.yaml", old)}, 1}, is = {{book_of("new.yaml", fresh)}, 1};
	enum { TEXTS = sizeof texts / sizeof *texts };
	struct str list[TEXTS];
	struct pairs *pairs;

	(void)state;
	for (size_t i = 0; i < TEXTS; i++)
		list[i] = str_of(texts[i]);
	pairs = pairs_new(&was, &is);
	assert_int_equal(pairs_apart(pairs), 5); /* words, veto, rank, kind, added */
	pairs_free(&pairs);
	compare(&was, &is, list, TEXTS);
	compare(&is, &was, list, TEXTS);
	compare(&was, &was, list, TEXTS);
	shelf_release(&was);
	shelf_release(&is);
}

static struct book *shipped(size_t which)
{
	struct book_options options = {.normaliser = normaliser, .no_examples = true};
	struct diag_list *diags = diag_list_new();
	struct book *book = book_load_embedded(which, &options, diags);

	diag_list_free(&diags);
	assert_non_null(book);
	return book;
}

static void every_example_of_the_shipped_books_is_matched_the_same(void **state)
{
	struct shelf zh = {{shipped(0)}, 1}, again = {{shipped(0)}, 1}, en = {{shipped(1)}, 1};
	struct arena *arena = arena_new(0);
	struct str *list = ARENA_ARRAY(arena, struct str, 10000);
	struct pairs *pairs = pairs_new(&zh, &again);
	size_t n = 0;

	(void)state;
	assert_int_equal(pairs_apart(pairs), 0);
	pairs_free(&pairs);
	for (size_t i = 0; i < zh.books[0]->intents_n; i++)
		for (size_t k = 0; k < zh.books[0]->intents[i].examples_n && n < 10000; k++)
			list[n++] = zh.books[0]->intents[i].examples[k].text;
	assert_true(n > 1000);
	compare(&zh, &again, list, n);
	compare(&zh, &en, list, n < 200 ? n : 200); /* another language: nothing is shared */
	shelf_release(&zh);
	shelf_release(&again);
	shelf_release(&en);
	arena_free(&arena);
}

/* Neither yes nor no: nothing is taken over from such a search. */
static void a_pattern_that_gives_up_is_asked_of_each_book(void **state)
{
	static const char slow[] = "intents:\n  slow:\n" BODY("slow", "(a+)+$");
	static const char other[] =
	    "intents:\n  slow:\n" BODY("slow", "(a+)+$") "  aaa:\n" BODY("aaa", "b");
	struct shelf was = {{book_of("old.yaml", slow)}, 1}, is = {{book_of("new.yaml", other)}, 1};
	struct str text = STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!b");

	(void)state;
	compare(&was, &is, &text, 1);
	shelf_release(&was);
	shelf_release(&is);
}

#define TITLE(t) "    title: " t "\n    match: |\n      word\n    examples: x\n"

static const struct {
	const char *name, *old, *fresh;
	bool alike;
	size_t worded;
} manners[] = {
    {"a pattern", "intents:\n  a:\n" TITLE("A") "    say: [x]\n",
	"intents:\n  a:\n    title: A\n    match: |\n      other\n    priority: 3\n    examples: "
	"x\n    say: [x]\n",
	true, 0},
    {"a wording", "intents:\n  a:\n" TITLE("A") "    say: [x]\n",
	"intents:\n  a:\n" TITLE("A") "    say: [x, y]\n", true, 1},
    {"a condition of a wording",
	"intents:\n  a:\n" TITLE("A") "    say: [x, {when: vip, say: y}]\n",
	"intents:\n  a:\n" TITLE("A") "    say: [x, {when: not vip, say: y}]\n", true, 0},
    {"a condition of a phrase", "phrases:\n  p: {say: [x, {when: vip, say: y}]}\n",
	"phrases:\n  p: {say: [x, {when: not vip, say: y}]}\n", false, 0},
    {"a title", "intents:\n  a:\n" TITLE("A") "    say: [x]\n",
	"intents:\n  a:\n" TITLE("B") "    say: [x]\n", true, 0},
    {"what is done by one that is known by name",
	"intents:\n  thanks:\n" TITLE("A") "    say: [x]\n",
	"intents:\n  thanks:\n" TITLE("A") "    say: [x]\n    then: close\n", false, 0},
    {"a new intent", "intents:\n  a:\n" TITLE("A") "    say: [x]\n",
	"intents:\n  a:\n" TITLE("A") "    say: [x]\n  b:\n" TITLE("A") "    say: [x]\n", true, 1},
    {"a new situation", "phrases:\n  p: {say: [x]}\n",
	"phrases:\n  p: {say: [x]}\n  opening: {say: [x]}\n", false, 0},
    {"a situation that is gone", "phrases:\n  p: {say: [x]}\n  hold: {say: [x]}\n",
	"phrases:\n  p: {say: [x]}\n", false, 0},
    {"a setting", "settings: {shop: A}\nphrases:\n  p: {say: [x]}\n",
	"settings: {shop: B}\nphrases:\n  p: {say: [x]}\n", false, 0},
    {"a word list", "words: {w: [a, b]}\n", "words: {w: [a, c]}\n", false, 0},
    {"the words of a form's question",
	"forms:\n  f: {title: t, ask: {s: {say: [x], match: 'a'}}, say: [y]}\nslots: {s: t}\n",
	"forms:\n  f: {title: t, ask: {s: {say: [z], match: 'a'}}, say: [y]}\nslots: {s: t}\n",
	true, 1},
    {"the patterns of a form's question",
	"forms:\n  f: {title: t, ask: {s: {say: [x], match: 'a'}}, say: [y]}\nslots: {s: t}\n",
	"forms:\n  f: {title: t, ask: {s: {say: [x], match: 'b'}}, say: [y]}\nslots: {s: t}\n",
	false, 0},
};

static void books_are_alike_when_they_do_the_same_with_what_they_hear(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof manners / sizeof *manners; i++) {
		struct shelf was = {{book_of("a.yaml", manners[i].old)}, 1},
			     is = {{book_of("a.yaml", manners[i].fresh)}, 1};
		struct pairs *pairs = pairs_new(&was, &is);
		size_t n;

		pairs_worded(pairs, &n);
		if (pairs_alike(pairs) != manners[i].alike ||
		    (manners[i].alike && n != manners[i].worded))
			fail_msg(
			    "%s: alike %d, %zu worded", manners[i].name, pairs_alike(pairs), n);
		pairs_free(&pairs);
		shelf_release(&was);
		shelf_release(&is);
	}
}

static void the_veto_is_named(void **state)
{
	struct book *book = book_of("old.yaml", old);
	struct match_scratch *scratch = match_scratch_new();
	const struct intent *veto = book_intent(book, STR("veto"));
	const struct pattern *p = match_veto(scratch, veto, STR("do not veto"));

	(void)state;
	assert_non_null(p);
	assert_true(str_is(p->source, "not"));
	assert_null(match_veto(scratch, veto, STR("veto")));
	assert_null(match_veto(scratch, veto, STR("not")));
	assert_null(match_veto(scratch, book_intent(book, STR("same")), STR("same")));
	match_scratch_free(&scratch);
	book_release(&book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_put_together_is_what_matching_gives),
	    cmocka_unit_test(every_example_of_the_shipped_books_is_matched_the_same),
	    cmocka_unit_test(a_pattern_that_gives_up_is_asked_of_each_book),
	    cmocka_unit_test(books_are_alike_when_they_do_the_same_with_what_they_hear),
	    cmocka_unit_test(the_veto_is_named),
	};

	(void)play;
	(void)played_free;
	(void)json_of;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
