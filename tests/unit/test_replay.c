/* test_replay.c - what an edit would have changed: each kind of change, counted by hand. */
#include "replay_fixture.h"

#include "base/json.h"

#define INTENT(id, word, more)                                                                     \
	"  " id ":\n    title: About " id "\n    match: |\n      " word "\n    examples: " word    \
	"\n" more

#define PHRASES                                                                                    \
	"phrases:\n"                                                                               \
	"  confirm.unclear: {title: t, say: [what, pardon]}\n"                                     \
	"  confirm.question: {title: t, say: ['about {topic}?', 'is it {topic}?']}\n"              \
	"  closing.check: {title: t, say: [anything else]}\n"                                      \
	"  closing.idle: {title: t, say: [so long then]}\n"                                        \
	"  transfer: {title: t, say: [a colleague comes]}\n"

#define COURTESY                                                                                   \
	INTENT("acknowledge", "okay", "    kind: courtesy\n")                                      \
	INTENT("order", "(?<order_no>\\d{6,})", "    kind: data\n")

/* The line numbers of what follows count from the top of the text. */
#define TOP "slots: {order_no: number}\n" PHRASES "intents:\n"

static const char parcel[] = TOP INTENT("parcel", "parcel", "    say: [on its way]\n")
    INTENT("price", "price", "    say: [it is ten]\n") COURTESY;

struct change {
	const char *name, *old, *fresh, *lines;
	size_t n[REPLAY_CHANGES]; /* newly missed, other, words, newly answered, unchanged */
	/* of the first group: intents, by and line of the two sides */
	const char *from, *to;
	enum replay_by by_old;
	unsigned old_line;
	enum replay_by by_fresh;
	unsigned fresh_line;
};

#define SAYS(conversation, text) "{\"conversation\":\"" conversation "\",\"text\":\"" text "\"}\n"

static const struct change changes[] = {
    {"nothing", parcel, parcel, SAYS("a", "my parcel") SAYS("a", "xyzzy") SAYS("b", "okay"),
	{0, 0, 0, 0, 3}, NULL, NULL, 0, 0, 0, 0},
    {"a pattern is gone", parcel,
	TOP INTENT("parcel", "sack", "    say: [on its way]\n")
	    INTENT("price", "price", "    say: [it is ten]\n") COURTESY,
	SAYS("a", "my parcel") SAYS("b", "my parcel") SAYS("c", "price"), {2, 0, 0, 0, 1}, "parcel",
	"", REPLAY_BY_MATCH, 12, REPLAY_BY_NOTHING, 0},
    {"a pattern is forbidden", parcel,
	TOP INTENT("parcel", "parcel", "    unless: |\n      blue\n    say: [on its way]\n")
	    INTENT("price", "price", "    say: [it is ten]\n") COURTESY,
	SAYS("a", "my blue parcel") SAYS("b", "my parcel"), {1, 0, 0, 0, 1}, "parcel", "",
	REPLAY_BY_MATCH, 12, REPLAY_BY_UNLESS, 15},
    {"a pattern is new", parcel,
	TOP INTENT("parcel", "parcel", "    say: [on its way]\n")
	    INTENT("price", "(price|cost)", "    say: [it is ten]\n") COURTESY,
	SAYS("a", "the cost") SAYS("b", "price"), {0, 0, 0, 1, 1}, "", "price", REPLAY_BY_NOTHING,
	0, REPLAY_BY_MATCH, 18},
    {"another intent wins", parcel,
	TOP INTENT("parcel", "parcel", "    say: [on its way]\n")
	    INTENT("price", "price", "    priority: 5\n    say: [it is ten]\n")
		INTENT("sum", "price of a parcel", "    priority: 9\n    say: [sums]\n") COURTESY,
	SAYS("a", "price of a parcel") SAYS("b", "price"), {0, 1, 0, 0, 1}, "price + parcel", "sum",
	REPLAY_BY_MATCH, 18, REPLAY_BY_MATCH, 25},
    {"other words", parcel,
	TOP INTENT("parcel", "parcel", "    say: [it comes]\n")
	    INTENT("price", "price", "    say: [it is ten]\n") COURTESY,
	SAYS("a", "my parcel") SAYS("b", "price"), {0, 0, 1, 0, 1}, "parcel", "parcel",
	REPLAY_BY_WORDING, 14, REPLAY_BY_WORDING, 14},
    {"something else is done", parcel,
	TOP INTENT("parcel", "parcel", "    say: [on its way]\n    then: close\n")
	    INTENT("price", "price", "    say: [it is ten]\n") COURTESY,
	SAYS("a", "my parcel") SAYS("b", "price"), {0, 1, 0, 0, 1}, "parcel", "parcel",
	REPLAY_BY_INTENT, 9, REPLAY_BY_INTENT, 9},
    {"a second matter is answered too", parcel,
	TOP INTENT("parcel", "sack", "    say: [on its way]\n")
	    INTENT("price", "price", "    say: [it is ten]\n") COURTESY,
	SAYS("a", "price of my parcel"), {0, 1, 0, 0, 0}, "price + parcel", "price",
	REPLAY_BY_MATCH, 12, REPLAY_BY_NOTHING, 0},
    {"an answer that cannot be said is a miss", parcel,
	TOP INTENT("parcel", "parcel", "    say: ['at {order_no}']\n")
	    INTENT("price", "price", "    say: [it is ten]\n") COURTESY,
	SAYS("a", "my parcel") SAYS("b", "price"), {1, 0, 0, 0, 1}, "parcel", "parcel",
	REPLAY_BY_WORDING, 14, REPLAY_BY_WORDING, 7},
    {"silence by design is an answer", parcel,
	TOP INTENT("parcel", "parcel", "    say: [on its way]\n")
	    INTENT("price", "price", "    say: [it is ten]\n"),
	SAYS("a", "okay") SAYS("b", "123456") SAYS("c", "price"), {2, 0, 0, 0, 1}, "acknowledge",
	"", REPLAY_BY_MATCH, 24, REPLAY_BY_NOTHING, 0},
    {"asking about another matter is another answer, and no new miss", parcel,
	TOP INTENT("parcel", "parcel", "    say: [on its way]\n")
	    INTENT("price", "price", "    say: [it is ten]\n")
		INTENT("size", "size of the whole thing", "    say: [big]\n") COURTESY,
	SAYS("a", "whole things"), {0, 1, 0, 0, 0}, "", "", REPLAY_BY_WORDING, 3, REPLAY_BY_WORDING,
	4},
};

static void assert_cause(
    const struct change *c, const struct replay_cause *got, enum replay_by by, unsigned line)
{
	if (got->by != by || got->at.line != line)
		fail_msg("%s: %s at line %u, not %s at %u", c->name, replay_by_name(got->by),
		    got->at.line, replay_by_name(by), line);
}

static void each_change_is_counted_with_its_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		const struct change *c = &changes[i];
		struct played p;

		play(&p, c->old, c->fresh, c->lines, 1);
		for (int k = 0; k < REPLAY_CHANGES; k++)
			if (p.r->changes[k] != c->n[k])
				fail_msg("%s: %s is %zu, not %zu", c->name,
				    replay_change_name((enum replay_change)k), p.r->changes[k],
				    c->n[k]);
		assert_int_equal(p.r->groups_n > 0, c->from != NULL);
		if (c->from) {
			const struct replay_group *g = &p.r->groups[0];

			if (!str_is(g->old, c->from) || !str_is(g->fresh, c->to))
				fail_msg("%s: '%.*s' to '%.*s'", c->name, STR_ARG(g->old),
				    STR_ARG(g->fresh));
			assert_cause(c, &g->lines[0].old, c->by_old, c->old_line);
			assert_cause(c, &g->lines[0].fresh, c->by_fresh, c->fresh_line);
		}
		played_free(&p);
	}
}

/* The second miss in a row hands over; where the first is understood, it only asks back. */
static void a_hand_over_of_what_nobody_understood_is_a_miss(void **state)
{
	static const char more[] = TOP INTENT("parcel", "(parcel|sack)", "    say: [on its way]\n")
	    INTENT("price", "price", "    say: [it is ten]\n") COURTESY;
	struct played p;

	(void)state;
	play(&p, parcel, more, SAYS("a", "my sack") SAYS("a", "xyzzy") SAYS("a", "xyzzy"), 1);
	assert_int_equal(p.r->missed_old, 2); /* the third is in the queue */
	assert_int_equal(p.r->missed_fresh, 2);
	assert_int_equal(p.r->changes[REPLAY_NEWLY_ANSWERED], 1);
	assert_int_equal(p.r->changes[REPLAY_OTHER], 1);        /* handed over; asked back */
	assert_int_equal(p.r->changes[REPLAY_NEWLY_MISSED], 1); /* in the queue; handed over */
	assert_int_equal(p.r->consequences[REPLAY_OTHER], 1);
	assert_int_equal(p.r->consequences[REPLAY_NEWLY_MISSED], 1);
	assert_int_equal(p.r->consequences[REPLAY_NEWLY_ANSWERED], 0);
	played_free(&p);
}

#define FORM "    form: back\n"
#define FORMS                                                                                      \
	"forms:\n  back:\n    title: t\n    ask:\n      order_no: {say: [which order]}\n"          \
	"    say: ['noted {order_no}']\n    then: ticket\n"

static const char with_form[] = "slots: {order_no: {title: number, kind: order_no}}\n" PHRASES FORMS
				"intents:\n" INTENT("return", "give back", FORM)
				    INTENT("price", "price", "    say: [it is ten]\n") COURTESY;

/* Without its form the return is told in words; the number that follows fills nothing.  That is no
 * edit of the number's.  The price has other words by itself, in any state. */
static void what_only_follows_from_an_earlier_difference_is_a_consequence(void **state)
{
	static const char without[] =
	    "slots: {order_no: {title: number, kind: order_no}}\n" PHRASES FORMS
	    "intents:\n" INTENT("return", "give back", "    say: [send it]\n")
		INTENT("price", "price", "    say: [it is eleven]\n") COURTESY;
	struct played p;

	(void)state;
	play(&p, with_form, without,
	    SAYS("a", "give back") SAYS("a", "2026112300018") SAYS("a", "price")
		SAYS("b", "2026112300018"),
	    1);
	assert_int_equal(p.r->changes[REPLAY_OTHER], 2);
	assert_int_equal(p.r->consequences[REPLAY_OTHER], 1);
	assert_int_equal(p.r->changes[REPLAY_WORDS], 1);
	assert_int_equal(p.r->consequences[REPLAY_WORDS], 0);
	assert_int_equal(p.r->changes[REPLAY_UNCHANGED], 1);
	for (size_t i = 0; i < p.r->groups_n; i++) {
		const struct replay_group *g = &p.r->groups[i];

		assert_int_equal(g->n, 1);
		assert_int_equal(g->consequences, str_is(g->old, "order"));
		assert_int_equal(g->examples[0].consequence, str_is(g->old, "order"));
	}
	played_free(&p);
}

#define AT(text, at)                                                                               \
	"{\"conversation\":\"a\",\"text\":\"" text "\",\"at\":\"2026-11-23T" at "+08:00\"}\n"

/* closing.idle comes five minutes behind closing.check: between two messages, and after the last.
 */
static void what_the_clock_brings_counts_with_the_message_before_it(void **state)
{
	static const char other[] =
	    "slots: {order_no: number}\n"
	    "phrases:\n"
	    "  confirm.unclear: {title: t, say: [what, pardon]}\n"
	    "  confirm.question: {title: t, say: ['about {topic}?', 'is it {topic}?']}\n"
	    "  closing.check: {title: t, say: [anything else]}\n"
	    "  closing.idle: {title: t, say: [farewell]}\n"
	    "  transfer: {title: t, say: [a colleague comes]}\n"
	    "intents:\n" INTENT("parcel", "parcel", "    say: [on its way]\n")
		INTENT("price", "price", "    say: [it is ten]\n") COURTESY;
	static const char early[] = AT("parcel", "10:00:00") AT("okay", "10:01:00")
	    AT("price", "10:05:59") AT("price", "10:20:00");
	static const char late[] = AT("parcel", "10:00:00") AT("okay", "10:01:00")
	    AT("price", "10:06:00") AT("okay", "10:07:00");
	struct played p;

	(void)state;
	play(&p, parcel, other, early, 1);
	assert_int_equal(p.r->changes[REPLAY_UNCHANGED], 4);
	played_free(&p);
	play(&p, parcel, other, late, 1);
	assert_int_equal(p.r->changes[REPLAY_WORDS], 2); /* both okays */
	assert_int_equal(p.r->changes[REPLAY_UNCHANGED], 2);
	assert_int_equal(p.r->consequences[REPLAY_WORDS], 0);
	assert_int_equal(p.r->groups_n, 1);
	assert_string_equal(p.r->groups[0].examples[0].text.p, "okay");
	played_free(&p);
}

/* Several lines of one conversation, between those of another, in any order; one comes twice. */
static void lines_may_be_interleaved_out_of_order_and_twice(void **state)
{
	static const char lines[] =
	    "{\"conversation\":\"a\",\"id\":\"3\",\"text\":\"three\",\"at\":\"2026-11-23T10:02:00+"
	    "08:00\"}\n"
	    "{\"conversation\":\"b\",\"id\":\"1\",\"text\":\"bee\"}\n"
	    "{\"conversation\":\"a\",\"id\":\"1\",\"text\":\"one\",\"at\":\"2026-11-23T10:00:00+08:"
	    "00\"}\n"
	    "\n"
	    "{\"conversation\":\"a\",\"id\":\"2\",\"text\":\"two\",\"at\":\"2026-11-23T02:01:00Z\"}"
	    "\n"
	    "{\"conversation\":\"a\",\"id\":\"2\",\"text\":\"two "
	    "again\",\"at\":\"2026-11-23T10:01:30+08:00\"}\n"
	    "{\"conversation\":\"a\",\"id\":\"1\",\"text\":\"elsewhere\",\"channel\":\"app\"}\n"
	    "{\"conversation\":\"b\",\"id\":\"2\",\"text\":\"bees\"}\n";
	static const char *const wanted[] = {"one", "two", "three"};
	struct played p;
	const struct past_talk *t;

	(void)state;
	play(&p, parcel, parcel, lines, 1);
	assert_int_equal(past_talks(p.past), 3);
	t = past_talk(p.past, 0);
	assert_int_equal(t->n, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(str_is(past_event(p.past, t->events[i])->text, wanted[i]));
	t = past_talk(p.past, 1);
	assert_int_equal(past_event(p.past, t->events[0])->at, monday_ten);
	assert_int_equal(past_event(p.past, t->events[1])->at, monday_ten + PAST_PAUSE_MS);
	assert_int_equal(past_event(p.past, t->events[1])->line, 8);
	assert_int_equal(past_counts(p.past)->duplicates, 1);
	assert_int_equal(past_counts(p.past)->messages, 6);
	assert_int_equal(p.r->messages, 6);
	assert_int_equal(p.r->conversations, 3);
	played_free(&p);
}

#define TURN(who, text) "{\"speaker\":\"" who "\",\"text\":\"" text "\"}"

/* While a human has the conversation the assistant is silent, whatever the book says. */
static void what_agents_wrote_is_played_when_it_is_asked_for(void **state)
{
	static const char other[] = TOP INTENT("parcel", "parcel", "    say: [it comes]\n")
	    INTENT("price", "price", "    say: [it is eleven]\n") COURTESY;
	static const char lines[] =
	    "{\"dialogue\":\"d\",\"turns\":[" TURN("customer", "parcel") "," TURN(
		"agent", "here I am") "," TURN("bot", "beep") "," TURN("customer", "price") "]}\n";
	struct past_options o = {.humans = true};
	struct replay_options ro = {0};
	struct played p;

	(void)state;
	play(&p, parcel, other, lines, 1);
	assert_int_equal(p.r->changes[REPLAY_WORDS], 2);
	assert_int_equal(past_counts(p.past)->agents_left, 1);
	assert_int_equal(past_counts(p.past)->bots_left, 1);
	past_free(&p.past);
	replay_free(&p.r);
	p.past = past_new();
	past_read_text(p.past, STR(lines), "lines", &o, p.diags);
	past_close(p.past, monday_ten);
	p.r = replay_run(p.past, &p.old, &p.fresh, &ro);
	assert_int_equal(p.r->changes[REPLAY_WORDS], 1);
	assert_int_equal(p.r->changes[REPLAY_UNCHANGED], 1);
	assert_int_equal(past_counts(p.past)->humans, 1);
	played_free(&p);
}

/* Each customer's script has its own book; an edit of one leaves the other's alone. */
static void of_several_books_the_script_chooses(void **state)
{
#define LANGUAGE(tag) "settings: {language: " tag "}\n"
	static const char english[] =
	    LANGUAGE("en") "intents:\n" INTENT("parcel", "parcel", "    say: [on its way]\n");
	static const char chinese[] =
	    LANGUAGE("zh-CN") "intents:\n" INTENT("parcel", "快递", "    say: [在路上]\n");
	static const char edited[] =
	    LANGUAGE("zh-CN") "intents:\n" INTENT("parcel", "快递", "    say: [马上到]\n");
	struct replay_options o = {.examples = 5, .lines = 5};
	struct played p = {.old = {{book_of("en.yaml", english), book_of("zh.yaml", chinese)}, 2},
	    .fresh = {{book_of("en.yaml", english), book_of("zh.yaml", edited)}, 2}};

	(void)state;
	past_of(&p, SAYS("a", "where is my parcel") SAYS("b", "我的快递呢") SAYS("b", "parcel"), 1);
	p.r = replay_run(p.past, &p.old, &p.fresh, &o);
	assert_int_equal(p.r->changes[REPLAY_WORDS], 1);
	assert_string_equal(p.r->groups[0].examples[0].old.text.p, "在路上");
	assert_string_equal(p.r->groups[0].examples[0].fresh.text.p, "马上到");
	assert_int_equal(p.r->changes[REPLAY_UNCHANGED], 2);
	played_free(&p);
}

/* On an asynchronous channel two lines are one message, answered with the second. */
static void a_burst_is_one_message(void **state)
{
	static const char other[] = TOP INTENT("parcel", "parcel", "    say: [it comes]\n")
	    INTENT("price", "price", "    say: [it is ten]\n") COURTESY;
	static const struct replay_channel channels[] = {
	    {STR("web"), {.async = true, .burst_pause = 1200, .burst_max = 5000}}};
	struct replay_options o = {.channels = channels, .channels_n = 1, .examples = 1};
	struct played p;

	(void)state;
	play(&p, parcel, other, AT("my parcel", "10:00:00") AT("please", "10:00:01"), 1);
	assert_int_equal(p.r->changes[REPLAY_WORDS], 1);
	assert_string_equal(p.r->groups[0].examples[0].text.p, "my parcel");
	replay_free(&p.r);
	p.r = replay_run(p.past, &p.old, &p.fresh, &o);
	assert_int_equal(p.r->changes[REPLAY_WORDS], 1);
	assert_string_equal(p.r->groups[0].examples[0].text.p, "please");
	played_free(&p);
}

static const struct {
	const char *text;
	int rc;
	size_t n;
	bool passed;
} limits[] = {
    /* of 8 messages: 1 newly missed, 2 other, 1 in words, 1 newly answered */
    {"newly-missed=0", 0, 1, true},
    {"newly-missed=1", 0, 1, false},
    {"newly-missed=12.5%", 0, 1, false},
    {"newly-missed=12.4%", 0, 1, true},
    {"other-answer=2", 0, 3, true},
    {"newly-answered=100%", 0, 1, false},
    {"changed=4", 0, 5, true},
    {"changed=62.5%", 0, 5, false},
    {"changed", -1, 0, false},
    {"changed=", -1, 0, false},
    {"changed=%", -1, 0, false},
    {"changed=1.5", -1, 0, false},
    {"changed=-1", -1, 0, false},
    {"changed=1e3%", -1, 0, false},
    {"changed=nan%", -1, 0, false},
    {"changed=1.2.3%", -1, 0, false},
    {"changed=1%%", -1, 0, false},
    {"unchanged=1", -1, 0, false},
    {"=1", -1, 0, false},
    {"", -1, 0, false},
};

static void limits_are_counts_or_shares(void **state)
{
	static const struct replay_result r = {.messages = 8, .changes = {1, 2, 1, 1, 3}};

	(void)state;
	for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
		struct replay_limit l;
		size_t n;

		if (replay_limit_read(limits[i].text, &l) != limits[i].rc)
			fail_msg("%s", limits[i].text);
		if (limits[i].rc)
			continue;
		if (replay_limit_passed(&l, &r, &n) != limits[i].passed || n != limits[i].n)
			fail_msg("%s: %zu", limits[i].text, n);
	}
}

/* ---- threads ---- */

enum { TALKS = 400, TURNS = 6 };

/* Every fifth message is one that the edit is about; some texts come often, some once. */
static char *many_lines(void)
{
	static const char *const texts[] = {"my parcel", "price", "okay", "xyzzy %zu", "give back",
	    "20261123%zu", "whole things", "my blue parcel %zu", "price of my parcel"};
	enum { TEXTS = sizeof texts / sizeof *texts };
	char *lines = NULL;
	size_t size;
	uint64_t random = 1;
	FILE *to = open_memstream(&lines, &size);

	for (size_t i = 0; i < TALKS * TURNS; i++) {
		char text[64];

		random = random * 6364136223846793005u + 1442695040888963407u;
		snprintf(text, sizeof text, texts[(random >> 33) % TEXTS], i % 7);
		fprintf(to, "{\"conversation\":\"c%zu\",\"text\":\"%s\"}\n", i % TALKS, text);
		if (i % 100 == 0)
			fprintf(to, "{\"conversation\":\n");
	}
	fclose(to);
	return lines;
}

static void the_result_does_not_depend_on_the_number_of_threads(void **state)
{
	static const char other[] =
	    "slots: {order_no: {title: number, kind: order_no}}\n" PHRASES FORMS
	    "intents:\n" INTENT("return", "give back", "    say: [send it]\n")
		INTENT("price", "price", "    say: [it is eleven, it is twelve]\n")
		    INTENT("blue", "blue", "    say: [blue it is]\n") COURTESY;
	static const unsigned jobs[] = {1, 2, 7};
	char *lines = many_lines(), *first = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
		struct played p;
		char *json;

		play(&p, with_form, other, lines, jobs[i]);
		assert_int_equal(p.r->messages, TALKS * TURNS);
		assert_int_equal(past_counts(p.past)->bad_lines, TALKS * TURNS / 100);
		assert_int_equal(diag_at(p.diags, 0)->at.line, 2);
		assert_int_equal(diag_at(p.diags, 1)->at.line, 103);
		assert_true(p.r->groups_n > 5);
		json = json_of(&p, false);
		if (first)
			assert_string_equal(json, first);
		else
			first = strdup(json);
		free(json);
		played_free(&p);
	}
	free(first);
	free(lines);
}

/* One book alone is stepped as long as both would do the same; what comes out must not show it. */
static void assert_same_apart(
    const char *name, const char *old, const char *other, const char *lines)
{
	struct replay_options apart = {.apart = true, .examples = 5, .lines = 5};
	struct played p;
	char *alone, *beside;

	play(&p, old, other, lines, 1);
	alone = json_of(&p, false);
	replay_free(&p.r);
	p.r = replay_run(p.past, &p.old, &p.fresh, &apart);
	beside = json_of(&p, false);
	if (strcmp(alone, beside) != 0)
		fail_msg("%s: %s\n%s", name, alone, beside);
	free(alone);
	free(beside);
	played_free(&p);
}

static void stepping_one_book_alone_changes_nothing(void **state)
{
	char *lines = many_lines();

	(void)state;
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		const struct change *c = &changes[i];

		assert_same_apart(c->name, c->old, c->fresh, c->lines);
		assert_same_apart(c->name, c->old, c->fresh, lines);
		assert_same_apart(c->name, c->fresh, c->old, lines);
	}
	assert_same_apart("forms", with_form, with_form, lines);
	free(lines);
}

/* ---- what is printed ---- */

static char *html_of(const struct played *p, bool mask)
{
	struct replay_print print = print_of(p, mask);
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	assert_int_equal(replay_html(p->r, &print, to), 0);
	fclose(to);
	return text;
}

static void a_customer_cannot_break_the_page_or_the_terminal(void **state)
{
	static const char other[] =
	    TOP INTENT("parcel", "parcel", "    say: ['<b>it</b> & \"so\"']\n")
		INTENT("price", "price", "    say: [it is ten]\n") COURTESY;
	struct played p;
	char *html, *table = NULL;
	size_t size;
	FILE *to;

	(void)state;
	play(&p, parcel, other,
	    "{\"conversation\":\"</script><i>\",\"text\":\"parcel "
	    "</script><script>alert(1)</script> "
	    "\\u202eevil\\u001b[31m '\\\"&\"}\n",
	    1);
	html = html_of(&p, true);
	assert_null(strstr(html, "<script>alert"));
	assert_non_null(strstr(html, "&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;"));
	assert_non_null(strstr(html, "\xef\xbf\xbd"
				     "evil"
				     "\xef\xbf\xbd"
				     "[31m &#39;&quot;&amp;"));
	assert_non_null(strstr(html, "&lt;b&gt;it&lt;/b&gt; &amp; &quot;so&quot;"));
	assert_non_null(strstr(html, "<bdi>&lt;/script&gt;&lt;i&gt;</bdi>"));
	assert_null(strchr(html, '\x1b'));
	assert_null(strstr(html, "\xe2\x80\xae"));
	assert_non_null(strstr(html, "default-src 'none'; style-src 'sha256-"));
	free(html);
	to = open_memstream(&table, &size);
	replay_table(p.r,
	    &(struct replay_print){.old = "o", .fresh = "n", .source = "s", .past = p.past}, to);
	fclose(to);
	assert_null(strchr(table, '\x1b'));
	assert_non_null(strstr(table, "other words alone"));
	free(table);
	played_free(&p);
}

static void numbers_of_persons_are_hidden_where_it_is_asked_for(void **state)
{
	static const char other[] = TOP INTENT("parcel", "parcel", "    say: [it comes]\n")
	    INTENT("price", "price", "    say: [it is ten]\n") COURTESY;
	struct played p;
	char *json;

	(void)state;
	play(&p, parcel, other, SAYS("13800138000", "parcel, call 13912345678"), 1);
	json = json_of(&p, true);
	assert_non_null(strstr(json, "parcel, call 139****5678"));
	assert_non_null(strstr(json, "138****8000"));
	free(json);
	json = json_of(&p, false);
	assert_non_null(strstr(json, "parcel, call 13912345678"));
	free(json);
	played_free(&p);
}

/* A column of Chinese and of English intents: the arrows stand under each other. */
static void the_table_is_aligned_by_columns(void **state)
{
	static const char old[] = "intents:\n" INTENT("快递", "parcel", "    say: [one]\n")
	    INTENT("costs", "price", "    say: [two]\n");
	static const char other[] = "intents:\n" INTENT("a", "parcel", "    say: [one]\n")
	    INTENT("b", "price", "    say: [two]\n");
	struct played p;
	char *table = NULL;
	size_t size;
	FILE *to;

	(void)state;
	play(&p, old, other, SAYS("a", "parcel") SAYS("b", "price"), 1);
	to = open_memstream(&table, &size);
	replay_table(p.r,
	    &(struct replay_print){.old = "o", .fresh = "n", .source = "s", .past = p.past}, to);
	fclose(to);
	assert_non_null(strstr(table, "        1  costs  ->  b\n"));
	assert_non_null(strstr(table, "        1  快递   ->  a\n"));
	free(table);
	played_free(&p);
}

/* ---- much of it ---- */

static void a_long_conversation_and_a_long_message_are_played(void **state)
{
	enum { LONG = 20000, HUGE_TEXT = 1 << 20 };
	char *lines = NULL;
	size_t size;
	FILE *to = open_memstream(&lines, &size);
	struct played p;

	(void)state;
	for (size_t i = 0; i < LONG; i++)
		fprintf(to, "{\"conversation\":\"a\",\"text\":\"%s\"}\n",
		    i % 3 ? "my parcel" : "price");
	fputs("{\"conversation\":\"b\",\"text\":\"parcel ", to);
	for (size_t i = 0; i < HUGE_TEXT; i++)
		fputc('x', to);
	fputs("\"}\n", to);
	fclose(to);
	play(&p, parcel,
	    TOP INTENT("parcel", "parcel", "    say: [it comes]\n")
		INTENT("price", "price", "    say: [it is ten]\n") COURTESY,
	    lines, 2);
	assert_int_equal(p.r->messages, LONG + 1);
	assert_int_equal(p.r->changes[REPLAY_WORDS], LONG - (LONG + 2) / 3 + 1);
	assert_true(p.r->groups[0].examples[1].text.n <= 4096);
	played_free(&p);
	free(lines);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_change_is_counted_with_its_lines),
	    cmocka_unit_test(a_hand_over_of_what_nobody_understood_is_a_miss),
	    cmocka_unit_test(what_only_follows_from_an_earlier_difference_is_a_consequence),
	    cmocka_unit_test(what_the_clock_brings_counts_with_the_message_before_it),
	    cmocka_unit_test(lines_may_be_interleaved_out_of_order_and_twice),
	    cmocka_unit_test(what_agents_wrote_is_played_when_it_is_asked_for),
	    cmocka_unit_test(of_several_books_the_script_chooses),
	    cmocka_unit_test(a_burst_is_one_message),
	    cmocka_unit_test(limits_are_counts_or_shares),
	    cmocka_unit_test(the_result_does_not_depend_on_the_number_of_threads),
	    cmocka_unit_test(stepping_one_book_alone_changes_nothing),
	    cmocka_unit_test(a_customer_cannot_break_the_page_or_the_terminal),
	    cmocka_unit_test(numbers_of_persons_are_hidden_where_it_is_asked_for),
	    cmocka_unit_test(the_table_is_aligned_by_columns),
	    cmocka_unit_test(a_long_conversation_and_a_long_message_are_played),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
