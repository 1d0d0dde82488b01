/* test_witness.c - texts made for patterns: found by them, as short as can be, one for each part;
 * and what no text passes is never found, for patterns by chance. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "check/witness.h"
#include "cpu_limit.h"
#include "pattern/rx.h"
#include "random_pattern.h"

static const char text[] = "intents:\n"
			   "  a:\n"
			   "    title: x\n"
			   "    say: x\n"
			   "    match: x\n"
			   "    examples: x\n";

#include "book_fixture.h"

enum { TEXTS = 6, STATES = 6000, PATTERNS = 20000, TEXTS_BY_CHANCE = 30 };

static struct sense *sense;

static struct walk *walk_of(
    const char *pattern, enum machine_looks looks, struct syntax_tree **tree, struct machine **m)
{
	struct alphabet *a;

	*tree = syntax_tree(str_of(pattern), false, arena);
	if (!*tree)
		return NULL;
	a = alphabet_new(sense, tree, 1, arena);
	*m = a ? machine_short(*tree, a, looks, STATES, arena) : NULL;
	return *m ? walk_new(*m, RULES) : NULL;
}

/* Texts with blanks shown as _, parted by blanks. */
static const struct {
	const char *pattern;
	enum machine_looks looks;
	const char *want;
} cases[] = {
    {"退货", 0, "退货"},
    {"退(货|款)", 0, "退货 退款"},
    {"(我|你)?要(退|换)货", 0, "要退货 我要退货 你要退货 要换货"},
    {"退.{0,6}货", 0, "退货 退那货"},
    {"退.{2,6}货", 0, "退那那货 退那那那货"},
    {"[呢啊]吗", 0, "呢吗"},
    {"[^那]吗", 0, "这吗"},
    {"(那|这).吗", 0, "那个吗 这个吗"},
    {"第\\d{2}个", 0, "第88个"},
    {"REFUND", 0, "refund"},
    {"\\bA(b|c)\\b", 0, "ab ac"},
    {"a\\b.{0,3}\\bb", 0, "a_b"},
    {"^退$|^换$", 0, "退 换"},
    {"(?<=不)退", LOOKS_READ, "不退"},
    {"^(?=.*退)(?=.*款)", LOOKS_READ, "退款 那退款 退那款"},
    {"退(?!货)", 0, "退"},
    {" 退", 0, "x_退"},
    {"退 ", 0, "退_x"},
    {"好[!?]{2}", 0, "好!?"},
    {"\\b!", 0, "那!"},
    {"退\\b", 0, "退"},
    {"退\\B", 0, "退那"},
    {"\\.{1,2}", 0, "."},
    /* nothing */
    {"退^货", 0, ""},
    {"退$货", 0, ""},
    {"退\\b货", 0, ""},
    {"退 货", 0, ""},
    {"退  a", 0, ""},
    {"^ a", 0, ""},
    {"a $", 0, ""},
    {"!!", 0, ""},
    {"\\x{8ca8}", 0, ""},
    {"[\\x{ff21}-\\x{ff23}]", 0, ""},
    {"(?-i)A", 0, ""},
    {"\\n", 0, ""},
    {"\\p{Lu}", 0, ""},
};

static void texts_are_the_shortest_through_each_part(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct syntax_tree *tree;
		struct machine *m;
		struct walk *w = walk_of(cases[i].pattern, cases[i].looks, &tree, &m);
		struct str texts[TEXTS], got = {"", 0};
		size_t n;

		assert_non_null(w);
		n = walk_texts(w, texts, TEXTS, arena);
		for (size_t k = 0; k < n; k++) {
			char *copy = arena_strdup(arena, arena_str(arena, texts[k]).p);

			for (char *p = copy; *p; p++)
				*p = *p == ' ' ? '_' : *p;
			got = arena_printf(arena, "%.*s%s%s", STR_ARG(got), k ? " " : "", copy);
		}
		if (!str_is(got, cases[i].want) || walk_arrives(w) != (n > 0))
			fail_msg("%s: got '%.*s', want '%s'", cases[i].pattern, STR_ARG(got),
			    cases[i].want);
	}
	arena_reset(arena);
}

/* The first letter that nothing passes, outside of what looks ahead and behind. */
static const struct node *dead_letter(const struct node *n, const bool *passed)
{
	const struct node *dead = NULL;

	if (n->type == NODE_SET)
		return passed[n->number] ? NULL : n;
	if (n->type == NODE_LOOK || n->type == NODE_OTHER || (n->type == NODE_REPEAT && !n->max))
		return NULL;
	for (uint32_t i = 0; i < n->n && !dead; i++)
		dead = dead_letter(n->kids[i], passed);
	return dead;
}

/* By number of the node. */
static const bool *find_passed(const struct machine *m, const struct walk *w)
{
	bool *passed = ARENA_ARRAY(arena, bool, m->tree->size);

	for (uint32_t s = 0; s < m->n; s++)
		if (m->states[s].type == STATE_LETTER && walk_passes(w, s))
			passed[m->states[s].node->number] = true;
	return passed;
}

/* The same pattern, but that nothing can be found where the letter stands. */
static struct rx *without(const char *pattern, const struct node *dead)
{
	struct rx_error err;

	return rx_compile(
	    arena_printf(arena, "%.*s(?:(?!))%s", (int)dead->from, pattern, pattern + dead->to),
	    &err);
}

struct tally {
	size_t texts, found, never, parts;
};

static void try_pattern(const char *pattern, const struct rx *rx, struct rx_scratch *s,
    struct chance *chance, struct tally *tally)
{
	struct syntax_tree *tree;
	struct machine *m;
	struct walk *w = walk_of(pattern, LOOKS_LEFT_OUT, &tree, &m);
	struct str texts[TEXTS];
	const struct node *dead;
	struct rx *cut = NULL;

	if (!w)
		return;
	for (size_t n = walk_texts(w, texts, TEXTS, arena); n-- > 0; tally->texts++)
		tally->found += rx_search(rx, s, texts[n], 0, NULL) == RX_YES;
	if (m->vague)
		return;
	dead = dead_letter(tree->root, find_passed(m, w));
	tally->never += !walk_arrives(w);
	tally->parts += dead != NULL;
	if (dead)
		cut = without(pattern, dead);
	for (int i = 0; i < TEXTS_BY_CHANCE; i++) {
		char any[300];
		struct normal normal;
		struct rx_span span = {0, 0}, span_cut = {0, 0};
		enum rx_verdict found;

		random_text(chance, any, sizeof any);
		assert_int_equal(normalise(normaliser, arena, str_of(any), &normal), 0);
		found = rx_search(rx, s, normal.text, 0, &span);
		if (found == RX_YES && !walk_arrives(w))
			fail_msg("%s finds '%.*s'", pattern, STR_ARG(normal.text));
		if (!cut || found == RX_GAVE_UP ||
		    rx_search(cut, s, normal.text, 0, &span_cut) == RX_GAVE_UP)
			continue;
		if (span.start != span_cut.start || span.end != span_cut.end)
			fail_msg("%s needs '%.*s' for '%.*s'", pattern,
			    STR_ARG(node_text(tree, dead)), STR_ARG(normal.text));
	}
	rx_free(&cut);
}

static void what_nothing_passes_is_never_found(void **state)
{
	struct chance chance = {88172645463325252ull};
	struct rx_scratch *s = rx_scratch_new();
	struct tally tally = {0};

	(void)state;
	rx_scratch_seldom(s);
	for (int i = 0; i < PATTERNS; i++) {
		char pattern[400];
		struct rx_error err;
		struct rx *rx;

		random_pattern(&chance, pattern, sizeof pattern);
		rx = rx_compile(str_of(pattern), &err);
		if (rx)
			try_pattern(pattern, rx, s, &chance, &tally);
		rx_free(&rx);
		arena_reset(arena);
	}
	print_message("%zu texts, %zu found; %zu patterns and %zu parts find nothing\n",
	    tally.texts, tally.found, tally.never, tally.parts);
	assert_true(tally.found * 10 > tally.texts * 9);
	assert_true(tally.never > 20 && tally.parts > 100);
	rx_scratch_free(&s);
}

static int set_up_all(void **state)
{
	cpu_limit(300);
	if (set_up(state))
		return -1;
	sense = sense_new(book);
	return 0;
}

static int tear_down_all(void **state)
{
	sense_free(&sense);
	return tear_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_are_the_shortest_through_each_part),
	    cmocka_unit_test(what_nothing_passes_is_never_found),
	};

	return cmocka_run_group_tests_name("witness", tests, set_up_all, tear_down_all);
}
