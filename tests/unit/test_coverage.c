/* test_coverage.c - patterns that no example uses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trainer/coverage.h"

static const char text[] =
    "intents:\n"
    "  where:\n"
    "    title: w\n"
    "    say: x\n"
    "    match: |\n"
    "      快递.{0,4}到哪\n" /* 0: by its example */
    "      包裹在哪\n"       /* 1: by nobody's */
    "      退货\n"           /* 2: by another's example alone */
    "    unless: |\n"
    "      退回\n"           /* 3: by its counterexample */
    "      补发\n"           /* 4: stands in an example, where nothing else of its intent does */
    "      运费\n"           /* 5: by another's example, in which it would have been found */
    "    examples: 我的快递到哪了\n"
    "    counterexamples: 退回的快递到哪了\n"
    "  back:\n"
    "    title: b\n"
    "    say: x\n"
    "    priority: 1\n"
    "    match: |\n"
    "      退货\n"           /* 6 */
    "      补发\n"           /* 7 */
    "      .\n"              /* 8: always tried; used */
    "    unless: 到哪\n"     /* 9 */
    "    examples: |\n"
    "      我要退货，运费谁出\n"
    "      能补发吗\n";

#include "book_fixture.h"

static void a_pattern_is_used_by_an_example_of_its_own_intent(void **state)
{
	static const bool want[] = {
	    true, false, false, true, false, true, true, true, true, true};
	struct coverage c;

	(void)state;
	coverage_of(book, arena, &c);
	assert_int_equal(c.patterns, sizeof want / sizeof *want);
	for (size_t i = 0; i < c.patterns; i++)
		if (c.used[i] != want[i])
			fail_msg("pattern %zu (%.*s): used %d", i, STR_ARG(book->patterns[i].source),
			    c.used[i]);
	assert_int_equal(c.used_n, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_pattern_is_used_by_an_example_of_its_own_intent),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
