/* The step: what must hold whatever comes, in whatever order.  What is said when stands in the
 * dialogue tests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "book/load.h"
#include "book/match.h"
#include "dialogue/record.h"
#include "dialogue/step.h"

static const int64_t monday_ten = 1795399200000; /* 2026-11-23 10:00 in Shanghai */

struct bench {
	struct normaliser *normaliser;
	struct book *book;
	struct match_scratch *scratch;
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
	b->scratch = match_scratch_new();
	*state = b;
	return b->book ? 0 : -1;
}

static int teardown(void **state)
{
	struct bench *b = *state;
	book_release(&b->book);
	match_scratch_free(&b->scratch);
	normaliser_free(&b->normaliser);
	free(b);
	return 0;
}

static const char *const texts[] = {"你好", "包裹在哪", "那个包裹嘛", "人工", "着火", "投诉",
    "气死，包裹在哪", "谢谢", "好的", "是的", "不是", "再见", "人呢", "摔坏了", "摔坏了，订单1111",
    "5678", "开张发票给我", "怎么下单", "算了不买了", "zzzz", "", "改送货时间，人工", "我要退货",
    "换个地方送", "查序列号", "20261123001", "13800138000", "昨天", "2", "坏了", "没有", "算了",
    "我不退了", "SN123-红", "送到前台", "运费谁出", "等一下", "[图片]", "查件", "几天到", "退款", "丢件",
    "1234", "五分", "1分", "我买了一个"};

static const struct value brought[] = {
    {STR("parcel_status"), STR("上海")}, {STR("arrives_on"), STR("2026-11-25")}};

static struct event random_event(
    struct bench *b, unsigned *seed, const struct conversation *c, struct arena *arena)
{
	static const enum event_kind kinds[] = {EVENT_MESSAGE, EVENT_MESSAGE, EVENT_MESSAGE,
	    EVENT_MESSAGE, EVENT_MESSAGE, EVENT_TIMER, EVENT_TIMER, EVENT_TIMER, EVENT_TAKE,
	    EVENT_RELEASE, EVENT_REPLY, EVENT_TICKET, EVENT_CLOSE, EVENT_ACKNOWLEDGED,
	    EVENT_UNDELIVERED, EVENT_TICKET_NUMBER, EVENT_TICKET_NEWS, EVENT_SAY, EVENT_LOOKED_UP,
	    EVENT_LOOKED_UP, EVENT_AGENT_WROTE};
	struct event e = {.kind = kinds[(size_t)rand_r(seed) % (sizeof kinds / sizeof *kinds)]};
	static const struct ticket stored = {
	    .reference = STR("T9N9"), .number = STR("GD-9"), .matter = STR("wish"), .at = 5};
	e.status = (enum ticket_status)(rand_r(seed) % 4);
	e.ticket = rand_r(seed) % 8 ? NULL : &stored;
	e.agent = STR("小王");
	e.phrase = rand_r(seed) % 2 ? STR("opening") : STR("no.such.phrase");
	e.number = rand_r(seed) % 2 ? STR("GD-1") : STR("");
	e.media = rand_r(seed) % 8 == 0;
	e.text = str_of(texts[(size_t)rand_r(seed) % (sizeof texts / sizeof *texts)]);
	if (e.kind == EVENT_MESSAGE && rand_r(seed) % 16) {
		struct match_result *r = ARENA_NEW(arena, struct match_result);
		match_text(b->book, b->scratch, arena, e.text, r);
		e.match = r;
	}
	if (e.kind == EVENT_REPLY)
		e.phrase = STR("");
	if (e.kind == EVENT_LOOKED_UP) { /* of the one under way, of an older one; it came or failed */
		e.reference = rand_r(seed) % 4 ? c->lookup.reference : STR("L1N1");
		e.profile = (struct values){.v = brought, .n = (size_t)rand_r(seed) % 3};
		e.text = rand_r(seed) % 3 ? STR("") : STR("timeout");
	}
	return e;
}

static void check_decision(const struct decision *d, const struct event *e)
{
	switch (d->kind) {
	case DECIDE_SAY:
		assert_true(d->text.n > 0 || e->kind == EVENT_REPLY);
		assert_true(utf8_valid(d->text));
		assert_null(memmem(d->text.p, d->text.n, "{", 1));
		assert_true(e->kind == EVENT_REPLY || d->phrase.n > 0);
		break;
	case DECIDE_ESCALATE:
	case DECIDE_TICKET:
		assert_true(d->reason.n > 0 && d->skill.n > 0);
		assert_in_range(d->urgency, 1, 4);
		assert_true(d->kind == DECIDE_ESCALATE || d->number.n > 0);
		break;
	case DECIDE_TICKET_NEWS:
		assert_true(d->number.n > 0);
		/* fall through */
	case DECIDE_CLOSED:
	case DECIDE_MISS:
	case DECIDE_BREACH:
	case DECIDE_RECORD:
		assert_true(d->reason.n > 0);
		break;
	case DECIDE_LOOKUP:
	case DECIDE_UNSENT:
	case DECIDE_GAP:
		assert_true(d->phrase.n > 0);
		break;
	}
}

static size_t count(const struct decisions *d, enum decision_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < d->n; i++)
		n += d->list[i].kind == kind;
	return n;
}

static const struct decision *find(const struct decisions *d, enum decision_kind kind)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->list[i].kind == kind)
			return &d->list[i];
	return NULL;
}

/* No text is said twice in a breath, none is too long, none is one too many. */
static void check_texts(const struct conversation *c, const struct decisions *d,
    const struct channel_limits *channel)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->list[i].kind != DECIDE_SAY)
			continue;
		assert_true(!channel || !channel->text_max || d->list[i].text.n <= channel->text_max);
		assert_true(!channel || !channel->budget || d->list[i].human ||
		    c->sent <= channel->budget);
		for (size_t k = 0; k < i; k++)
			assert_false(d->list[k].kind == DECIDE_SAY &&
			    str_eq(d->list[k].text, d->list[i].text) &&
			    !str_starts(d->list[i].phrase, STR("ticket."))); /* a number each */
	}
}

static void check_state(const struct conversation *c, const struct decisions *d,
    const struct event *e, enum mode before)
{
	for (size_t i = 0; i < d->n; i++)
		check_decision(&d->list[i], e);
	assert_true(d->n <= 12);
	for (int t = 0; t < TIMER_COUNT; t++) /* of a closed one only the tickets go on */
		assert_true(c->mode != MODE_CLOSED || !c->timers[t] || t == TIMER_TICKET ||
			    t == TIMER_BURST || (c->tickets_n && (t == TIMER_DUE || t == TIMER_PROGRESS)));
	assert_true(c->mode != MODE_QUEUED || (c->reason.n && c->skill.n && c->urgency));
	assert_true(c->mode != MODE_HUMAN || c->agent.n);
	assert_true(c->mode == MODE_BOT || c->pending == PENDING_NOTHING);
	assert_true(!c->form.form.n || c->mode == MODE_BOT);
	assert_int_equal(c->form.form.n > 0, c->timers[TIMER_FORM] > 0);
	/* Who waits waits because a hand-over was decided; who is in a human's hands is not spoken
	 * to. */
	if (c->mode == MODE_QUEUED && before != MODE_QUEUED)
		assert_true(count(d, DECIDE_ESCALATE) == 1);
	if (c->mode == MODE_CLOSED && before != MODE_CLOSED)
		assert_true(count(d, DECIDE_CLOSED) >= 1);
	if (before == MODE_HUMAN && e->kind == EVENT_MESSAGE)
		assert_int_equal(d->n, count(d, DECIDE_RECORD));
	/* Whatever is waited for has its time. */
	assert_int_equal(c->lookup.intent.n > 0, c->timers[TIMER_LOOKUP] > 0);
	assert_int_equal(c->burst.lines > 0, c->timers[TIMER_BURST] > 0);
	assert_true(c->mode != MODE_BOT || !c->episode || c->timers[TIMER_SILENT]);
	assert_true(c->mode != MODE_HUMAN || c->timers[TIMER_HUMAN]);
	assert_true(c->mode != MODE_QUEUED || c->timers[c->failed ? TIMER_SILENT : TIMER_TAKE]);
}

static struct str packed(const struct conversation *c, struct arena *arena)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	conversation_pack(c, &b);
	struct str s = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return s;
}

static void same_decisions(const struct decisions *a, const struct decisions *b)
{
	assert_int_equal(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		assert_int_equal(a->list[i].kind, b->list[i].kind);
		assert_true(str_eq(a->list[i].text, b->list[i].text));
		assert_true(str_eq(a->list[i].phrase, b->list[i].phrase));
		assert_true(str_eq(a->list[i].reason, b->list[i].reason));
		assert_true(str_eq(a->list[i].number, b->list[i].number));
	}
}

/* Left alone, every conversation ends, and nothing goes on in it for ever. */
static void comes_to_rest(
    const struct dialogue_env *env, struct conversation *c, int64_t now, struct arena *arena)
{
	const struct event e = {.kind = EVENT_TIMER};
	for (int i = 0; conversation_due(c); i++) {
		struct decisions d;
		enum mode before = c->mode;
		assert_true(i < 300);
		if (now < conversation_due(c))
			now = conversation_due(c);
		dialogue_step(env, c, &e, now, arena, &d);
		check_state(c, &d, &e, before);
		check_texts(c, &d, env->channel);
	}
	assert_int_equal(c->mode, MODE_CLOSED);
}

/* One conversation under a storm of events; each step is done twice from the stored form, and both
 * must agree. */
static void storm(struct bench *b, unsigned seed)
{
	static const struct str needs[] = {STR("order_no")};
	static const struct str brings[] = {STR("parcel_status"), STR("arrives_on")};
	static const struct lookup_offer offers[] = {
	    {STR("parcel"), needs, 1, brings, 2, 1, 1500, 10000, 300000},
	    {STR("refund"), needs, 1, brings, 2, 2, 1500, 600000, 0}};
	static const struct channel_limits channels[] = {
	    {.async = true, .burst_pause = 1200, .burst_max = 5000},
	    {.async = true, .burst_pause = 1200, .burst_max = 5000, .text_max = 64, .budget = 2},
	    {.text_max = 64, .budget = 1, .budget_window = 3600000}};
	struct arena *arena = arena_new(1 << 16);
	unsigned on = rand_r(&seed) % 4;
	struct dialogue_env env = {.book = b->book,
	    .lookups = offers,
	    .lookups_n = rand_r(&seed) % 3,
	    .channel = on < 3 ? &channels[on] : NULL,
	    .scratch = b->scratch,
	    .webhook = rand_r(&seed) % 2,
	    .ticket_system = rand_r(&seed) % 2,
	    .waiting = 3};
	struct conversation c, twin;
	int64_t now = monday_ten + rand_r(&seed) % 86400000;
	conversation_init(&c, arena, 1 + seed % 100);
	for (int i = 0; i < 60; i++) {
		struct event e = random_event(b, &seed, &c, arena);
		struct decisions first, second;
		struct str state = packed(&c, arena);
		enum mode before = c.mode;
		now += rand_r(&seed) % 3 ? rand_r(&seed) % 90000 : rand_r(&seed) % 40000000;
		assert_int_equal(conversation_unpack(&c, arena, c.id, state), 0);
		assert_int_equal(conversation_unpack(&twin, arena, c.id, state), 0);
		dialogue_step(&env, &c, &e, now, arena, &first);
		dialogue_step(&env, &twin, &e, now, arena, &second);
		same_decisions(&first, &second);
		assert_true(str_eq(packed(&c, arena), packed(&twin, arena)));
		check_state(&c, &first, &e, before);
		check_texts(&c, &first, env.channel);
		if (e.kind == EVENT_TIMER)
			assert_true(!conversation_due(&c) || conversation_due(&c) > now);
	}
	comes_to_rest(&env, &c, now, arena);
	arena_free(&arena);
}

static void any_order_of_events_keeps_the_rules(void **state)
{
	for (unsigned seed = 1; seed <= 800; seed++)
		storm(*state, seed);
}

static void a_late_message_finds_the_silent_conversation_closed(void **state)
{
	struct bench *b = *state;
	struct arena *arena = arena_new(0);
	struct dialogue_env env = {.book = b->book};
	struct conversation c;
	struct match_result r;
	struct decisions d;
	conversation_init(&c, arena, 1);
	match_text(b->book, b->scratch, arena, STR("包裹在哪"), &r);
	struct event e = {.kind = EVENT_MESSAGE, .text = STR("包裹在哪"), .match = &r};
	dialogue_step(&env, &c, &e, monday_ten, arena, &d);
	assert_int_equal(c.episode, 1);
	/* No timer came, the message does: 13 hours later. */
	dialogue_step(&env, &c, &e, monday_ten + 13 * 3600000LL, arena, &d);
	assert_int_equal(c.episode, 2);
	assert_int_equal(d.list[0].kind, DECIDE_CLOSED);
	assert_true(str_is(d.list[0].reason, "silent"));
	assert_int_equal(d.list[0].episode, 1);
	assert_int_equal(d.list[0].amount, 13 * 3600000LL);
	assert_true(str_is(d.list[1].reason, "opened"));
	assert_int_equal(d.list[1].episode, 2);
	assert_true(str_is(d.list[2].phrase, "opening"));
	arena_free(&arena);
}

static const struct decision *record(const struct decisions *d, const char *what)
{
	for (size_t i = 0; i < d->n; i++)
		if (d->list[i].kind == DECIDE_RECORD && str_is(d->list[i].reason, what))
			return &d->list[i];
	return NULL;
}

static size_t count_records(const struct decisions *d, const char *what, const char *value)
{
	size_t n = 0;
	for (size_t i = 0; i < d->n; i++)
		n += d->list[i].kind == DECIDE_RECORD && str_is(d->list[i].reason, what) &&
		    str_is(d->list[i].text, value);
	return n;
}

static void records_carry_the_waits_they_end(void **state)
{
	struct bench *b = *state;
	struct arena *arena = arena_new(0);
	struct dialogue_env env = {.book = b->book};
	struct conversation c;
	struct match_result r;
	struct decisions d;
	const struct decision *found;
	conversation_init(&c, arena, 1);
	match_text(b->book, b->scratch, arena, STR("转人工"), &r);
	struct event e = {.kind = EVENT_MESSAGE, .text = STR("转人工"), .match = &r};
	dialogue_step(&env, &c, &e, monday_ten, arena, &d);
	found = record(&d, "opened");
	assert_true(found && found->amount == 0 && found->marks & MARK_MATTER);
	assert_null(record(&d, "matter"));
	found = find(&d, DECIDE_ESCALATE);
	assert_true(found && !(found->marks & MARK_HANDED_OVER) && found->amount == 0);
	struct event take = {.kind = EVENT_TAKE, .agent = STR("anna")};
	dialogue_step(&env, &c, &take, monday_ten + 40000, arena, &d);
	found = record(&d, "taken");
	assert_true(found && str_is(found->text, "anna") && found->amount == 40000);
	struct event reply = {.kind = EVENT_REPLY, .agent = STR("anna"), .text = STR("您好")};
	dialogue_step(&env, &c, &reply, monday_ten + 70000, arena, &d);
	found = record(&d, "replied");
	assert_true(found && found->amount == 70000 && found->urgency == c.urgency);
	assert_int_equal(count_records(&d, "sla_met", "first_reply"), 1);
	assert_int_equal(count_records(&d, "sla_met", "due"), 1);
	dialogue_step(&env, &c, &reply, monday_ten + 80000, arena, &d);
	assert_null(record(&d, "replied"));
	dialogue_step(&env, &c, &e, monday_ten + 90000, arena, &d);
	found = record(&d, "unjudged");
	assert_true(found && str_is(found->text, "human") && found->amount == 1);
	struct event shut = {.kind = EVENT_CLOSE, .agent = STR("anna")};
	dialogue_step(&env, &c, &shut, monday_ten + 100000, arena, &d);
	found = find(&d, DECIDE_CLOSED);
	assert_true(found && found->amount == 100000);
	assert_int_equal(found->marks & (MARK_MATTER | MARK_HANDED_OVER | MARK_HUMAN | MARK_TICKET),
	    MARK_MATTER | MARK_HANDED_OVER | MARK_HUMAN);
	arena_free(&arena);
}

static void an_unknown_phrase_is_a_gap(void **state)
{
	struct bench *b = *state;
	struct arena *arena = arena_new(0);
	struct dialogue_env env = {.book = b->book};
	struct conversation c;
	struct decisions d;
	conversation_init(&c, arena, 1);
	struct event e = {.kind = EVENT_SAY, .phrase = STR("nothing.here")};
	dialogue_step(&env, &c, &e, monday_ten, arena, &d);
	assert_int_equal(d.n, 1);
	assert_int_equal(d.list[0].kind, DECIDE_GAP);
	assert_int_equal(d.list[0].reason.n, 0);
	arena_free(&arena);
}

static void a_pattern_that_gave_up_is_a_miss(void **state)
{
	struct bench *b = *state;
	struct arena *arena = arena_new(0);
	struct dialogue_env env = {.book = b->book};
	struct conversation c;
	struct decisions d;
	struct match_result r;
	conversation_init(&c, arena, 1);
	match_text(b->book, b->scratch, arena, STR("qqqq"), &r);
	r.gave_up = 1;
	struct event e = {.kind = EVENT_MESSAGE, .text = STR("qqqq"), .match = &r};
	dialogue_step(&env, &c, &e, monday_ten, arena, &d);
	assert_int_equal(count(&d, DECIDE_MISS), 1);
	assert_true(str_is(find(&d, DECIDE_MISS)->reason, "gave_up"));
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(any_order_of_events_keeps_the_rules),
	    cmocka_unit_test(a_late_message_finds_the_silent_conversation_closed),
	    cmocka_unit_test(records_carry_the_waits_they_end),
	    cmocka_unit_test(an_unknown_phrase_is_a_gap),
	    cmocka_unit_test(a_pattern_that_gave_up_is_a_miss),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
