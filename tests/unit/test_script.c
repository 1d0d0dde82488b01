/* Dialogue tests that fail say where and what happened instead. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "dialogue/script.h"
#include "pattern/normalise.h"

struct bench {
	struct normaliser *normaliser;
	struct book *book;
};

static int setup(void **state)
{
	struct bench *b = calloc(1, sizeof *b);
	struct diag_list *diags = diag_list_new();
	b->normaliser = normaliser_new();
	struct book_options options = {.normaliser = b->normaliser};
	b->book = book_load_dir("tests/dialogue", &options, diags);
	diag_print(diags, stderr, false);
	diag_list_free(&diags);
	*state = b;
	return b->book ? 0 : -1;
}

static int teardown(void **state)
{
	struct bench *b = *state;
	book_release(&b->book);
	normaliser_free(&b->normaliser);
	free(b);
	return 0;
}

/* A dialogue of one step, and the finding it gives (NULL: none). */
static const struct {
	const char *step, *finding;
} cases[] = {
    {"{expect: {said: nothing}}", NULL},
    {"{expect: {phrases: []}}", NULL},
    {"{expect: {mode: bot, escalated: false, ticket: false, closed: false, miss: false, gap: "
     "false}}",
	NULL},
    {"{expect: {phrase: opening}}",
	"t.yaml:4:24: expected the phrase opening, but what was said is: nothing"},
    {"{expect: {mode: human}}", "t.yaml:4:22: expected the mode human, but it is bot"},
    {"{expect: {mode: sleepy}}", "t.yaml:4:22: mode can be bot, queued, human or closed"},
    {"{expect: {escalated: miss}}",
	"t.yaml:4:27: expected escalated: miss, but there was: nothing"},
    {"{expect: {ticket: true}}", "t.yaml:4:24: expected ticket: true, but there was: nothing"},
    {"{expect: {urgency: 1}}", "t.yaml:4:25: expected a hand-over or ticket, but there was none"},
    {"{expect: {slots: {order_no: 12}}}",
	"t.yaml:4:34: expected order_no to be \"12\", but it is \"\""},
    {"{expect: {pharse: opening}}",
	"t.yaml:4:16: nothing called pharse can be expected (did you mean phrase?)"},
    {"{expect: {phrases: [openin]}}",
	"t.yaml:4:26: the book has no phrase 'openin'; did you mean 'opening'?"},
    {"{expect: {phrase: nowhere}}", "t.yaml:4:24: the book has no phrase 'nowhere'"},
    {"{customer: }", "t.yaml:4:15: the customer writes nothing: a text is wanted here"},
    {"customer：在吗", "t.yaml:4:14: this colon is full-width: write a plain ':' and a blank behind it"},
    {"{expect: {said: hello}}", "t.yaml:4:22: said can only be: nothing"},
    {"{expect: nothing}", "t.yaml:4:15: expect needs keys and values, as in {phrase: opening}"},
    {"{exepct: {phrase: opening}}", "t.yaml:4:7: a step begins with customer, expect, wait, until, "
				    "down, agent or event (did you mean expect?)"},
    {"{wait: soon}", NULL}, /* its text is the YAML reader's: checked to fail below */
    {"{wait: 9000000000000000s}", "t.yaml:4:13: wait is 3650d at most"},
    {"{down: 9000000000000000s}", "t.yaml:4:13: down is 3650d at most"},
    {"{until: 2020-01-01 00:00}",
	"t.yaml:4:14: the clock has already passed this: it is 2026-11-23 10:00:00"},
    {"{until: later}", "t.yaml:4:14: until must be a time such as 2026-11-23 11:58"},
    {"{agent: dance}",
	"t.yaml:4:14: an agent can: {take: NAME}, {reply: TEXT}, {wrote: TEXT}, "
	"{ticket: NOTE}, release, close"},
    {"{event: rain}",
	"t.yaml:4:14: an event can be: acknowledged, undelivered, {ticket_number: NUMBER}, "
	"{looked_up: {NAME: VALUE}}, {lookup_failed: WHY}, {ticket_news: {status: answered, text: "
	"TEXT}}"},
    {"{event: {looked_up: parcel}}", "t.yaml:4:26: looked_up must be names with values"},
    {"{expect: {lookup: parcel}}", "t.yaml:4:24: expected lookup: parcel, but there was: nothing"},
    {"{customer: 你好, mood: good}", "t.yaml:4:21: mood cannot stand in this step"},
    {"{customer: [你好]}", "t.yaml:4:17: customer must be a text"},
};

static void each_finding_has_its_place_and_words(void **state)
{
	struct bench *b = *state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct diag_list *diags = diag_list_new();
		struct script_totals totals = {0};
		char text[512], found[512] = "";
		int n = snprintf(text, sizeof text,
		    "- dialogue: one\n  at: 2026-11-23 10:00\n  steps:\n   - %s\n", cases[i].step);
		assert_int_equal(script_run(b->book, "t.yaml", str_make(text, (size_t)n),
				     &(struct script_options){0}, diags, &totals),
		    0);
		if (diag_size(diags)) {
			const struct diag *d = diag_at(diags, 0);
			snprintf(found, sizeof found, "%s:%u:%u: %s", d->at.file, d->at.line,
			    d->at.col, d->text);
		}
		bool fails = cases[i].finding || strstr(cases[i].step, "soon");
		if (cases[i].finding && strcmp(found, cases[i].finding) != 0)
			fail_msg("%s gives\n%s, not\n%s", cases[i].step, found, cases[i].finding);
		if (totals.failed != fails || totals.passed != !fails)
			fail_msg("%s: %zu passed, %zu failed: %s", cases[i].step, totals.passed,
			    totals.failed, found);
		diag_list_free(&diags);
	}
}

static void run_text(struct bench *b, const char *text, int want, size_t passed, size_t failed)
{
	struct diag_list *diags = diag_list_new();
	struct script_totals totals = {0};
	assert_int_equal(script_run(b->book, "t.yaml", str_of(text), &(struct script_options){0},
			     diags, &totals),
	    want);
	assert_int_equal(totals.passed, passed);
	assert_int_equal(totals.failed, failed);
	assert_int_equal(diag_count(diags, DIAG_ERROR) > 0, want != 0 || failed > 0);
	diag_list_free(&diags);
}

static void files_that_are_none(void **state)
{
	run_text(*state, "", -1, 0, 0);
	run_text(*state, "dialogue: one", -1, 0, 0);
	run_text(*state, "- [", -1, 0, 0);
	run_text(*state, "- dialogue: one\n", 0, 0, 1);
	run_text(*state, "- dialogue: one\n  steps: []\n", 0, 0, 1);
	run_text(*state, "- just words\n", 0, 0, 1);
	run_text(*state, "- dialogue: one\n  colour: red\n  steps: [{wait: 1s}]\n", 0, 0, 1);
	run_text(*state, "- dialogue: one\n  settings: {}\n  steps: [{wait: 1s}]\n", 0, 0, 1);
	run_text(
	    *state, "- dialogue: one\n  env: {weather: fine}\n  steps: [{wait: 1s}]\n", 0, 0, 1);
	run_text(
	    *state, "- dialogue: one\n  notices: [{from: 9}]\n  steps: [{wait: 1s}]\n", 0, 0, 1);
	run_text(*state,
	    "- dialogue: one\n  steps: [{expect: {said: nothing}}]\n"
	    "- dialogue: two\n  steps: [{wait: 1s}, {expect: {said: nothing}}]\n",
	    0, 2, 0);
	/* what expects nothing cannot fail */
	run_text(*state, "- dialogue: one\n  steps: [{wait: 1s}]\n", 0, 0, 1);
}

/* And waiting for its timers does not go on for ever. */
static void a_state_too_large_to_store_fails(void **state)
{
	enum { LARGE = 2 << 20 };
	char *text = malloc(LARGE + 300);
	int n = sprintf(text, "- dialogue: one\n  steps:\n  - customer: 包裹在哪\n    profile: {k: ");
	memset(text + n, 'x', LARGE);
	strcpy(text + n + LARGE, "}\n  - wait: 30d\n");
	run_text(*state, text, 0, 0, 1);
	free(text);
}

/* Every expectation can fail: what a dialogue says is compared with what another would have said.
 */
static void expectations_that_do_not_hold_fail(void **state)
{
	static const char *const wrong[] = {"phrase: transfer", "phrases: [opening]",
	    "phrases: [opening, parcel, offhours]", "said: nothing", "intent: invoice",
	    "text: 月亮", "not_text: 路上", "closed: true", "miss: parcel", "gap: true",
	    "skill: general"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char text[512];
		snprintf(text, sizeof text,
		    "- dialogue: one\n  steps:\n  - customer: 包裹在哪\n  - expect: {%s}\n",
		    wrong[i]);
		run_text(*state, text, 0, 0, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_finding_has_its_place_and_words),
	    cmocka_unit_test(files_that_are_none),
	    cmocka_unit_test(a_state_too_large_to_store_fails),
	    cmocka_unit_test(expectations_that_do_not_hold_fail),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
