/* rx: three verdicts, named groups, places of faults, and limits that hold with and without machine
 * code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <pthread.h>
#include <stdatomic.h>

#include "cpu_limit.h"
#include "pattern/rx.h"
#include "random_pattern.h"

enum { ASKED = 60 }; /* more often than it takes until machine code is made */

#define FORTY_A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static struct rx *must_compile(const char *pattern)
{
	struct rx_error err;
	struct rx *rx = rx_compile(str_of(pattern), &err);
	if (!rx)
		fail_msg("%s: %s at %zu", pattern, err.text, err.offset);
	return rx;
}

static const struct {
	const char *pattern, *text;
	enum rx_verdict want;
	size_t start, end;
} cases[] = {
    {"refund(s|ed)?", "Where is my REFUND", RX_YES, 12, 18},
    {"(快递|物流).{0,6}(哪|到了?吗)", "我的快递到吗", RX_YES, 6, 18},
    {"退(货|款)", "换货", RX_NO, 0, 0},
    {"^在吗$", "在吗", RX_YES, 0, 6},
    {"^在吗$", "你在吗", RX_NO, 0, 0},
    {"a.b", "a\nb", RX_NO, 0, 0},
    {"^b", "a\nb", RX_NO, 0, 0},
    {"\\w{2}", "é中", RX_YES, 0, 5},
    {"(a+)+$", FORTY_A "!", RX_GAVE_UP, 0, 0},
    {"(a+)+$", FORTY_A, RX_YES, 0, 40},
    {"(|(?1)|b)[yz]", "货b货吗", RX_GAVE_UP, 0, 0}, /* would not end in machine code */
    {"(|(?-1)|b)[yz]", "货b货吗", RX_GAVE_UP, 0, 0},
    {"(?<n>|(?&n)|b)[yz]", "货b货吗", RX_GAVE_UP, 0, 0},
    {"(?<n>|(?P>n)|b)[yz]", "货b货吗", RX_GAVE_UP, 0, 0},
    {"(?<n>|\\g<n>|b)[yz]", "货b货吗", RX_GAVE_UP, 0, 0},
    {"(|(?R)|b)[yz]", "货b货吗", RX_GAVE_UP, 0, 0},
    {"x", "", RX_NO, 0, 0},
    {"(?(DEFINE)(a\\K))(?=(?1)b)", "xab", RX_YES, 1, 1}, /* its machine code says 2 to 1 */
    {"", "", RX_YES, 0, 0},
};

static void verdicts_are_the_same_with_and_without_jit(void **state)
{
	(void)state;
	struct rx_scratch *s = rx_scratch_new();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		for (int jit = 0; jit < 2; jit++) {
			char pattern[200];
			snprintf(pattern, sizeof pattern, "%s%s", jit ? "" : "(*NO_JIT)",
			    cases[i].pattern);
			struct rx *rx = must_compile(pattern);
			struct rx_span span = {0, 0};
			enum rx_verdict got = RX_NO;
			for (int n = 0; n < (jit ? ASKED : 1); n++)
				got = rx_search(rx, s, str_of(cases[i].text), 0, &span);
			if (got != cases[i].want || span.start != cases[i].start ||
			    span.end != cases[i].end)
				fail_msg("%s on %s: %d %zu..%zu", pattern, cases[i].text, (int)got,
				    span.start, span.end);
			rx_free(&rx);
		}
	rx_scratch_free(&s);
}

static void a_bad_pattern_says_where(void **state)
{
	(void)state;
	struct rx_error err;
	assert_null(rx_compile(STR("退(货|款"), &err));
	assert_int_equal(err.offset, 11);
	assert_string_equal(err.text, "missing closing parenthesis (a ( is never closed by ))");
	assert_null(rx_compile(STR("a\\Cb"), &err));
	assert_null(rx_compile(str_make("a\xff", 2), &err));
}

static void named_groups_are_found(void **state)
{
	(void)state;
	struct rx *rx = must_compile("单号(?<order_no>\\d{4,})(?:.(?<extra>x))?");
	struct rx_scratch *s = rx_scratch_new();
	assert_int_equal(rx_group_count(rx), 2);
	assert_int_equal(rx_search(rx, s, STR("我的单号12345谢谢"), 0, NULL), RX_YES);
	size_t order = strcmp(rx_group_name(rx, 0), "order_no") == 0 ? 0 : 1;
	assert_string_equal(rx_group_name(rx, order), "order_no");
	assert_string_equal(rx_group_name(rx, !order), "extra");
	assert_int_equal(rx_group(rx, s, order).start, 12);
	assert_int_equal(rx_group(rx, s, order).end, 17);
	assert_true(rx_group(rx, s, !order).start == SIZE_MAX);
	rx_scratch_free(&s);
	rx_free(&rx);
}

static void many_groups_have_room(void **state)
{
	(void)state;
	char pattern[1200] = "";
	for (int i = 0; i < 200; i++)
		strcat(pattern, "(a)?");
	strcat(pattern, "(?<last>b)");
	struct rx *rx = must_compile(pattern);
	struct rx_scratch *s = rx_scratch_new();
	assert_int_equal(rx_search(rx, s, STR("aab"), 0, NULL), RX_YES);
	assert_int_equal(rx_group(rx, s, 0).start, 2);
	rx_scratch_free(&s);
	rx_free(&rx);
}

static void giving_up_has_a_reason(void **state)
{
	(void)state;
	static const char *const patterns[] = {
	    "(a+)+$", "(*NO_JIT)(a+)+$", "(a|a?)+$", "(*NO_JIT)(?R)?a(?R)b"};
	struct rx_scratch *s = rx_scratch_new();
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		struct rx *rx = must_compile(patterns[i]);
		enum rx_verdict got = rx_search(rx, s, STR(FORTY_A "!"), 0, NULL);
		if (i < 3)
			assert_int_equal(got, RX_GAVE_UP);
		if (got == RX_GAVE_UP)
			assert_true(strlen(rx_gave_up_reason(s)) > 5);
		rx_free(&rx);
	}
	rx_scratch_free(&s);
}

static void empty_matches_are_known(void **state)
{
	(void)state;
	static const struct {
		const char *pattern;
		bool empty;
	} t[] = {{"a*", true}, {"a?b?", true}, {"a+", false}, {"|a", true}, {"^$", true}};
	for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
		struct rx *rx = must_compile(t[i].pattern);
		assert_int_equal(rx_matches_empty(rx), t[i].empty);
		rx_free(&rx);
	}
}

static void the_search_starts_where_told(void **state)
{
	(void)state;
	struct rx *rx = must_compile("(?<!a)b");
	struct rx_scratch *s = rx_scratch_new();
	struct rx_span span;
	assert_int_equal(rx_search(rx, s, STR("bab"), 1, &span), RX_NO); /* it still sees the a */
	assert_int_equal(rx_search(rx, s, STR("babb"), 1, &span), RX_YES);
	assert_int_equal(span.start, 3);
	rx_scratch_free(&s);
	rx_free(&rx);
}

/* Machine code is made after some searches: nobody may see when. */
static void an_answer_does_not_depend_on_how_often_it_was_asked_for(void **state)
{
	(void)state;
	struct chance c = {20261122};
	struct rx_scratch *s = rx_scratch_new();
	for (int n = 0; n < 400; n++) {
		char pattern[512], text[256];
		struct str p = {pattern, random_pattern(&c, pattern, sizeof pattern)},
			   t = {text, random_text(&c, text, sizeof text)};
		struct rx_error err;
		struct rx *rx = rx_compile(p, &err);
		struct rx_span first = {0, 0}, span = {0, 0};
		if (!rx)
			continue;
		enum rx_verdict want = rx_search(rx, s, t, 0, &first);
		for (int i = 0; i < ASKED; i++) {
			assert_int_equal(rx_search(rx, s, t, 0, &span), want);
			assert_int_equal(span.start, first.start);
			assert_int_equal(span.end, first.end);
		}
		rx_free(&rx);
	}
	rx_scratch_free(&s);
}

struct shared {
	const struct rx **rx;
	size_t n;
	_Atomic unsigned wrong;
};

static void *search_all(void *arg)
{
	struct shared *sh = arg;
	struct rx_scratch *s = rx_scratch_new();
	for (int round = 0; round < ASKED; round++)
		for (size_t i = 0; i < sh->n; i++)
			if (rx_search(sh->rx[i], s, str_of(cases[i].text), 0, NULL) != cases[i].want)
				sh->wrong++;
	rx_scratch_free(&s);
	return NULL;
}

static void threads_share_a_pattern_while_its_machine_code_is_made(void **state)
{
	(void)state;
	enum { THREADS = 4, CALM = 8 }; /* the first cases hit no limits */
	struct rx *rx[CALM];
	pthread_t threads[THREADS];
	for (size_t i = 0; i < CALM; i++)
		rx[i] = must_compile(cases[i].pattern);
	struct shared sh = {.rx = (const struct rx **)rx, .n = CALM};
	for (int t = 0; t < THREADS; t++)
		assert_int_equal(pthread_create(&threads[t], NULL, search_all, &sh), 0);
	for (int t = 0; t < THREADS; t++)
		pthread_join(threads[t], NULL);
	assert_int_equal(sh.wrong, 0);
	for (size_t i = 0; i < CALM; i++)
		rx_free(&rx[i]);
}

static const struct {
	const char *pattern, *text;
	uint64_t least, most; /* steps */
} metered[] = {
    {"b", "aaaa", 0, 0}, /* not even begun */
    {"ab", "aaab", 3, 12},
    {"(a+)+$", FORTY_A "!", 100001, 100001},
    {"(a+)+$", "aaaaaaaaaaaaaaaa!", 100001, 100001},
    {"(a+)+$", "aaaaaaaaaa!", 3000, 10000},
    {"退.{0,6}货", "退退退款", 10, 60},
};

static void a_meter_counts_steps_up_to_a_limit(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof metered / sizeof *metered; i++) {
		struct rx_meter *m = rx_meter_new(str_of(metered[i].pattern));
		uint64_t steps;

		assert_non_null(m);
		steps = rx_meter_steps(m, str_of(metered[i].text), 100000);
		if (steps < metered[i].least || steps > metered[i].most)
			fail_msg("%s on %s: %llu steps", metered[i].pattern, metered[i].text,
			    (unsigned long long)steps);
		assert_int_equal(steps, rx_meter_steps(m, str_of(metered[i].text), 100000));
		rx_meter_free(&m);
		assert_null(m);
	}
	assert_null(rx_meter_new(STR("(")));
}

static void who_searches_seldom_gets_the_same_answers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct rx_scratch *often = rx_scratch_new(), *seldom = rx_scratch_new();
		struct rx *rx = must_compile(cases[i].pattern);

		rx_scratch_seldom(seldom);
		for (int n = 0; n < ASKED; n++)
			assert_int_equal(
			    rx_search(rx, seldom, str_of(cases[i].text), 0, NULL), cases[i].want);
		assert_int_equal(
		    rx_search(rx, often, str_of(cases[i].text), 0, NULL), cases[i].want);
		rx_free(&rx);
		rx_scratch_free(&often);
		rx_scratch_free(&seldom);
	}
}

int main(void)
{
	cpu_limit(30); /* without limits the patterns here would take hours */
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(verdicts_are_the_same_with_and_without_jit),
	    cmocka_unit_test(a_bad_pattern_says_where),
	    cmocka_unit_test(named_groups_are_found),
	    cmocka_unit_test(many_groups_have_room),
	    cmocka_unit_test(giving_up_has_a_reason),
	    cmocka_unit_test(empty_matches_are_known),
	    cmocka_unit_test(the_search_starts_where_told),
	    cmocka_unit_test(an_answer_does_not_depend_on_how_often_it_was_asked_for),
	    cmocka_unit_test(a_meter_counts_steps_up_to_a_limit),
	    cmocka_unit_test(who_searches_seldom_gets_the_same_answers),
	    cmocka_unit_test(threads_share_a_pattern_while_its_machine_code_is_made),
	};
	return cmocka_run_group_tests_name("rx", tests, NULL, NULL);
}
