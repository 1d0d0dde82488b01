/* test_burst.c - what lines in a row say together, and that none of them is lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "book/load.h"
#include "dialogue/burst.h"
#include "pattern/normalise.h"

static const char book_text[] =
    "settings: {limits: {confirm_score: 0.2}}\n"
    "slots: {order_no: number}\n"
    "phrases:\n"
    "  opening: {title: o, say: [hello]}\n"
    "  confirm.unclear: {title: u, say: [pardon]}\n"
    "intents:\n"
    "  greeting: {title: g, kind: courtesy, match: '^(你好|在吗)$', examples: 你好}\n"
    "  thanks: {title: t, kind: courtesy, match: '^谢谢$', examples: 谢谢, say: [不谢]}\n"
    "  number: {title: n, kind: data, match: '^(?<order_no>\\d{6})$', examples: '123456'}\n"
    "  where: {title: w, match: '快递.{0,6}到哪', unless: '退.{0,8}快递', examples: 快递到哪, say: [w]}\n"
    "  progress: {title: p, match: '退回.{0,3}快递', examples: 退回的快递, say: [p]}\n"
    "  freight: {title: f, match: '(退货.{0,4})?运费', examples: 运费, say: [f]}\n"
    "  return: {title: r, match: 退货, examples: 退货, say: [r]}\n"
    "  sorry: {title: s, match: '^不会用$', examples: 不会用, say: [s]}\n"
    "  size: {title: z, match: 'what size', examples: what size, say: [z]}\n";

struct fixture {
	struct normaliser *normaliser;
	struct book *book;
	struct match_scratch *scratch;
	struct arena *arena;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	struct book_file file = {STR("b.yaml"), str_of(book_text)};
	struct diag_list *diags = diag_list_new();

	f->normaliser = normaliser_new();
	f->book = book_load_files(STR("b"), &file, 1,
	    &(struct book_options){.normaliser = f->normaliser}, diags);
	diag_print(diags, stderr, false);
	diag_list_free(&diags);
	assert_non_null(f->book);
	f->scratch = match_scratch_new();
	f->arena = arena_new(0);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	arena_free(&f->arena);
	match_scratch_free(&f->scratch);
	book_release(&f->book);
	normaliser_free(&f->normaliser);
	free(f);
	return 0;
}

/* "intent intent: text", the second matter marked by +. */
static const char *read_as(struct fixture *f, const char *lines)
{
	struct str text, out = STR("");
	const struct match_result *r =
	    burst_read(f->book, f->scratch, f->arena, str_of(lines), &text);
	const struct match_hit *second = match_second(r);

	for (size_t i = 0; i < r->n; i++) {
		const struct match_hit *h = &r->hits[i];

		assert_true(h->start + h->length <= text.n);
		assert_true(h->score > 0 && h->score <= 1 && (!i || h->score <= h[-1].score));
		out = arena_printf(f->arena, "%.*s%s%.*s ", STR_ARG(out), h == second ? "+" : "",
		    STR_ARG(h->intent->id));
	}
	return arena_printf(f->arena, "%.*s: %.*s", STR_ARG(out), STR_ARG(text)).p;
}

static void lines_are_read_together(void **state)
{
	static const struct {
		const char *lines, *want;
	} cases[] = {
	    {"快递到哪", "where : 快递到哪"},
	    {"你好", "greeting : 你好"},
	    {"在吗\n我的快递\n到哪了", "where greeting : 在吗，我的快递，到哪了"},
	    /* the pattern of one reaches into the other line: both are answered all the same */
	    {"你好\n我要退货\n运费谁出", "freight +return greeting : 你好，我要退货，运费谁出"},
	    {"我要退货，运费谁出", "freight return : 我要退货，运费谁出"},
	    /* what the whole vetoes is not brought back by a line */
	    {"退回的\n快递到哪", "progress : 退回的，快递到哪"},
	    {"我的快\n递到哪", "where : 我的快递到哪"},
	    {"不会用\n快递到哪", "where +sorry : 不会用，快递到哪"},
	    {"123456\n快递到哪", "where number : 123456, 快递到哪"},
	    {"在吗\n谢谢", "greeting thanks : 在吗，谢谢"},
	    {"在吗\n哈哈哈", ": 哈哈哈"},
	    {"哈哈哈\n嘻嘻嘻", ": 哈哈哈，嘻嘻嘻"},
	    {"what\nsize is it", "size : what size is it"},
	    {"what size.\nplease", "size : what size. please"},
	    {"快递，\n到哪", "where : 快递，到哪"},
	    {"  快递到哪  \n\n\n", "where : 快递到哪"},
	    {"", ": "},
	    {"\n \n", ": "},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(read_as(*state, cases[i].lines), cases[i].want);
}

/* ---- gathering ---- */

struct play {
	struct fixture *f;
	struct conversation c;
	int64_t now;
	unsigned judged, misses;
	char words[200000];
};

static void note(struct play *p, const struct decisions *d)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->list[i].kind == DECIDE_RECORD && str_is(d->list[i].reason, "unjudged"))
			p->judged += (unsigned)d->list[i].amount;
		if (d->list[i].kind == DECIDE_MISS && d->list[i].match) {
			p->judged++;
			strncat(p->words, d->list[i].match->normal.text.p,
			    sizeof p->words - strlen(p->words) - 1);
		}
	}
}

static void say(struct play *p, const char *text, int64_t pause)
{
	static const struct channel_limits limits = {
	    .async = true, .burst_pause = 1200, .burst_max = 5000};
	const struct dialogue_env env = {
	    .book = p->f->book, .channel = &limits, .scratch = p->f->scratch};
	struct event e = {.kind = EVENT_MESSAGE, .text = str_of(text)};
	struct match_result r;
	struct decisions d;

	if (text) {
		match_text(p->f->book, p->f->scratch, p->f->arena, e.text, &r);
		e.match = &r;
	} else {
		e.kind = EVENT_TIMER;
	}
	dialogue_step(&env, &p->c, &e, p->now, p->f->arena, &d);
	note(p, &d);
	p->now += pause;
}

static void nothing_is_lost_at_the_limits(void **state)
{
	struct play *p = calloc(1, sizeof *p);
	char line[4000];

	p->f = *state;
	p->now = 1767225600000;
	conversation_init(&p->c, p->f->arena, 1);
	for (unsigned i = 0; i < 200; i++) { /* more lines than a burst takes */
		snprintf(line, sizeof line, "line %u", i);
		say(p, line, 1);
		assert_true(p->c.burst.lines <= 64);
		p->c.misses = 0; /* no hand-over in between */
	}
	for (unsigned i = 0; i < 8; i++) { /* more bytes */
		memset(line, 'x', sizeof line - 1);
		line[sizeof line - 1] = '\0';
		say(p, line, 1);
		assert_true(p->c.burst.text.n <= 8192);
		p->c.misses = 0;
	}
	p->now += 1200;
	say(p, NULL, 0);
	assert_int_equal(p->c.burst.lines, 0);
	assert_int_equal(p->judged, 208);
	for (unsigned i = 0; i < 200; i++) {
		snprintf(line, sizeof line, "line %u", i);
		assert_non_null(strstr(p->words, line));
	}
	free(p);
}

static void a_message_longer_than_all_is_judged_at_once(void **state)
{
	struct play *p = calloc(1, sizeof *p);
	static char line[16001];

	p->f = *state;
	p->now = 1767225600000;
	conversation_init(&p->c, p->f->arena, 1);
	memset(line, 'y', sizeof line - 1);
	say(p, line, 1);
	assert_int_equal(p->c.burst.lines, 0);
	assert_int_equal(p->judged, 1);
	free(p);
}

#define WITH_BOOK(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_BOOK(lines_are_read_together),
	    WITH_BOOK(nothing_is_lost_at_the_limits),
	    WITH_BOOK(a_message_longer_than_all_is_judged_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
