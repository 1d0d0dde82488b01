/* The state of a conversation and its stored form. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/pack.h"
#include "dialogue/conversation.h"

static int setup(void **state)
{
	*state = arena_new(0);
	return 0;
}

static int teardown(void **state)
{
	arena_free((struct arena **)state);
	return 0;
}

static void fill(struct conversation *c, struct arena *a)
{
	conversation_init(c, a, 42);
	conversation_open(c, 1700000000000);
	c->mode = MODE_QUEUED;
	c->turn = 7;
	c->customer_at = 1700000001000;
	c->said_at = -5;
	c->book = STR("zh-CN");
	c->agent = STR("小王");
	c->pending = PENDING_CONFIRM;
	c->pending_intent = STR("shipping.where");
	c->misses = 1;
	c->answered = c->open = c->acknowledged = c->failed = true;
	c->question = STR("我的快递到哪了");
	c->reason = STR("miss");
	c->skill = STR("logistics");
	c->urgency = 2;
	c->escalated_at = 1700000002000;
	c->holds = 3;
	c->human_at = 9;
	c->tickets_filed = 12;
	c->escalations = 9;
	c->lunch_said = 1;
	c->offhours_said = 1790000000000;
	for (int t = 0; t < TIMER_COUNT; t++)
		c->timers[t] = t * 1000;
	for (int i = 0; i < 9; i++)
		conversation_set_slot(
		    c, arena_printf(a, "slot%d", i), arena_printf(a, "value%d", i));
	conversation_said(c, STR("opening"))->count = 2;
	conversation_said(c, STR("opening"))->wording = 3;
	conversation_said(c, STR("hold"));
	*conversation_add_ticket(c) =
	    (struct ticket){STR("T42N1"), STR("GD-1"), STR("wish"), STR("item.damaged"), STR("123"), 77,
		TICKET_UNTOLD, TICKET_PENDING, 2, 78, 79, true, true, STR("quality"), STR("还没收到"),
		STR("在查"), 86};
	c->urgency_base = 3;
	c->due_at = 85;
	c->form = (struct form_state){.form = STR("return"), .intent = STR("return.request"),
	    .slot = STR("reason"), .words = STR("要退"), .beside = STR("wish"), .tries = 2, .asides = 1, .courtesies = 3,
	    .asked_at = 80, .done = true};
	conversation_form_answer(c, STR("order_no"));
	conversation_form_answer(c, STR("picture"))->skipped = true;
	c->lookup = (struct lookup_state){STR("parcel"), STR("L42N3"), STR("123"),
	    STR("shipping.where"), STR("refund.when"), 81, 17, 19, 1, true};
	c->lookup_wanted = STR("order.status");
	*conversation_add_fetched(c) = (struct fetched){STR("parcel"), STR("123"), 85};
	c->lookups = 3;
	c->burst = (struct burst){STR("你好\n在吗"), 2, true, STR("image"), true, 82, 86};
	c->survey = (struct survey_state){83, true, 4};
	c->book_episode = 3;
	c->sent = 5;
	c->unsent = 2;
	c->sent_since = 84;
	c->breached = true;
}

static void state_comes_back_as_it_was(void **state)
{
	struct arena *a = *state;
	struct conversation c, d;
	struct buf b, again;
	fill(&c, a);
	buf_init(&b, 1 << 16);
	buf_init(&again, 1 << 16);
	conversation_pack(&c, &b);
	assert_int_equal(conversation_unpack(&d, a, 42, buf_str(&b)), 0);
	assert_int_equal(d.id, 42);
	assert_int_equal(d.mode, MODE_QUEUED);
	assert_int_equal(d.episode, 1);
	assert_int_equal(d.turn, 7);
	assert_int_equal(d.said_at, -5);
	assert_true(str_is(d.agent, "小王"));
	assert_int_equal(d.pending, PENDING_CONFIRM);
	assert_true(str_is(d.pending_intent, "shipping.where"));
	assert_true(d.answered && d.open && d.acknowledged && d.failed);
	assert_int_equal(d.urgency, 2);
	assert_int_equal(d.escalations, 9);
	assert_int_equal(d.offhours_said, 1790000000000);
	assert_int_equal(d.timers[TIMER_REOPEN], TIMER_REOPEN * 1000);
	assert_true(str_is(conversation_slot(&d, STR("slot8")), "value8"));
	assert_int_equal(conversation_said(&d, STR("opening"))->count, 2);
	assert_int_equal(conversation_said(&d, STR("opening"))->wording, 3);
	assert_true(str_is(conversation_ticket(&d), "GD-1"));
	assert_int_equal(d.tickets[0].news, TICKET_UNTOLD);
	assert_true(d.tickets[0].late);
	assert_true(str_is(d.tickets[0].skill, "quality"));
	assert_true(str_is(d.tickets[0].text, "在查"));
	assert_true(str_is(d.tickets[0].also, "item.damaged"));
	assert_true(str_is(d.form.beside, "wish"));
	assert_int_equal(d.tickets[0].status_at, 86);
	assert_int_equal(d.urgency_base, 3);
	assert_int_equal(d.due_at, 85);
	conversation_pack(&d, &again);
	assert_true(str_eq(buf_str(&b), buf_str(&again)));
	buf_free(&b);
	buf_free(&again);
}

static void lists_grow_after_coming_back(void **state)
{
	struct arena *a = *state;
	struct conversation c, d;
	struct buf b;
	fill(&c, a);
	buf_init(&b, 1 << 16);
	conversation_pack(&c, &b);
	assert_int_equal(conversation_unpack(&d, a, 42, buf_str(&b)), 0);
	for (int i = 0; i < 100; i++) {
		conversation_set_slot(&d, arena_printf(a, "new%d", i), STR("x"));
		conversation_said(&d, arena_printf(a, "phrase%d", i))->count = (unsigned)i;
		conversation_add_ticket(&d)->number = arena_printf(a, "T%d", i);
	}
	assert_true(str_is(conversation_slot(&d, STR("slot0")), "value0"));
	assert_true(str_is(conversation_slot(&d, STR("new99")), "x"));
	assert_int_equal(conversation_said(&d, STR("phrase50"))->count, 50);
	assert_int_equal(d.tickets_n, TICKETS_KEPT);
	assert_true(str_is(d.tickets[0].number, "T92"));
	assert_true(str_is(conversation_ticket(&d), "T99"));
	buf_free(&b);
}

static void slots_are_bounded(void **state)
{
	struct arena *a = *state;
	struct conversation c;
	conversation_init(&c, a, 1);
	for (int i = 0; i < 5000; i++)
		conversation_set_slot(&c, arena_printf(a, "slot%d", i), STR("x"));
	assert_int_equal(c.slots_n, 128);
	conversation_set_slot(&c, STR("slot127"), STR("y"));
	assert_true(str_is(conversation_slot(&c, STR("slot127")), "y"));
	assert_int_equal(conversation_slot(&c, STR("slot128")).n, 0);
}

static void every_cut_is_refused(void **state)
{
	struct arena *a = *state;
	struct conversation c, d;
	struct buf b;
	fill(&c, a);
	buf_init(&b, 1 << 16);
	conversation_pack(&c, &b);
	for (size_t n = 0; n < b.n; n++) {
		/* A copy of its own length, so that reading past its end is seen. */
		char *cut = malloc(n ? n : 1);
		memcpy(cut, b.p, n);
		assert_int_equal(conversation_unpack(&d, a, 5, str_make(cut, n)), -1);
		assert_int_equal(d.id, 5);
		assert_int_equal(d.slots_n, 0);
		free(cut);
	}
	buf_addc(&b, 'x');
	assert_int_equal(conversation_unpack(&d, a, 5, buf_str(&b)), -1);
	buf_free(&b);
}

/* What garbage is taken must at least be a state that can be used. */
static void use(struct conversation *c)
{
	struct buf b;
	assert_non_null(mode_name(c->mode));
	assert_in_range(c->pending, PENDING_NOTHING, PENDING_SOLVED);
	assert_in_range(c->urgency, 0, 4);
	assert_in_range(c->tickets_n, 0, TICKETS_KEPT);
	conversation_due(c);
	conversation_set_slot(c, STR("a"), STR("b"));
	conversation_said(c, STR("p"))->count++;
	conversation_add_ticket(c);
	buf_init(&b, 1 << 20);
	conversation_pack(c, &b);
	assert_false(b.failed);
	buf_free(&b);
}

static void garbage_never_hurts(void **state)
{
	struct arena *a = *state, *own = arena_new(0);
	struct conversation c, d;
	struct buf b;
	unsigned seed = 7, taken = 0;
	fill(&c, a);
	buf_init(&b, 1 << 16);
	conversation_pack(&c, &b);
	for (int i = 0; i < 40000; i++) {
		size_t n = (size_t)rand_r(&seed) % (b.n + 40);
		char *bytes = malloc(n + 1);
		bool flip = i % 2;
		for (size_t k = 0; k < n; k++)
			bytes[k] = flip && k < b.n ? b.p[k] : (char)(rand_r(&seed) >> 5);
		if (flip && n >= b.n) {
			n = b.n;
			bytes[(size_t)rand_r(&seed) % n] = (char)(rand_r(&seed) >> 5);
		} else if (n) {
			bytes[0] = (char)(1 + i / 2 % 2);
		}
		if (conversation_unpack(&d, own, 5, str_make(bytes, n)) == 0) {
			taken++;
			use(&d);
		}
		free(bytes);
		arena_reset(own);
	}
	assert_true(taken > 0);
	buf_free(&b);
	arena_free(&own);
}

/* What fill() was packed to in version 2, before forms, look-ups and the rest. */
static const char version_2[] =
    "02010102010701030c0101010180a0abfef962d0afabfef96209a0bfabfef962120280b083c5986800d0"
    "0fa01ff02ec03e904ee05db06d807d057a682d434e06e5b08fe78e8b0e7368697070696e672e77686572"
    "6515e68891e79a84e5bfabe98092e588b0e593aae4ba86046d697373096c6f676973746963730905736c"
    "6f74300676616c75653005736c6f74310676616c75653105736c6f74320676616c75653205736c6f7433"
    "0676616c75653305736c6f74340676616c75653405736c6f74350676616c75653505736c6f7436067661"
    "6c75653605736c6f74370676616c75653705736c6f74380676616c75653802076f70656e696e67020304"
    "686f6c64000001055434324e310447442d310477697368033132339a010209";

static struct str bytes_of(const char *hex, struct arena *a)
{
	size_t n = strlen(hex) / 2;
	char *to = arena_alloc(a, n);
	for (size_t i = 0; i < n; i++) {
		char pair[3] = {hex[2 * i], hex[2 * i + 1], 0};
		to[i] = (char)strtol(pair, NULL, 16);
	}
	return str_make(to, n);
}

static void the_second_version_is_understood(void **state)
{
	struct conversation c, d;
	fill(&c, *state);
	assert_int_equal(conversation_unpack(&d, *state, 42, bytes_of(version_2, *state)), 0);
	assert_true(str_is(conversation_ticket(&d), "GD-1"));
	assert_int_equal(d.escalations, 9);
	assert_int_equal(d.slots_n, c.slots_n);
	assert_int_equal(d.timers[TIMER_REOPEN], c.timers[TIMER_REOPEN]);
	assert_int_equal(d.timers[TIMER_BURST], 0);
	assert_int_equal(d.form.form.n, 0);
}

static void the_first_version_is_understood(void **state)
{
	struct conversation d;
	struct str old = bytes_of(version_2, *state);
	*(char *)old.p = 1;
	old.n--; /* it knew no number of escalations */
	assert_int_equal(conversation_unpack(&d, *state, 42, old), 0);
	assert_true(str_is(conversation_ticket(&d), "GD-1"));
	assert_int_equal(d.escalations, 0);
}

static void another_version_or_age_is_refused(void **state)
{
	struct arena *a = *state;
	struct conversation c;
	struct buf b;
	conversation_init(&c, a, 1);
	buf_init(&b, 1 << 16);
	conversation_pack(&c, &b);
	assert_int_equal(conversation_unpack(&c, a, 1, buf_str(&b)), 0);
	b.p[0] = 99;
	assert_int_equal(conversation_unpack(&c, a, 1, buf_str(&b)), -1);
	c.opened_at = INT64_MAX;
	buf_clear(&b);
	conversation_pack(&c, &b);
	assert_int_equal(conversation_unpack(&c, a, 1, buf_str(&b)), -1);
	buf_free(&b);
}

static void a_new_episode_forgets_but_tickets_and_breaks(void **state)
{
	struct conversation c;
	fill(&c, *state);
	c.timers[TIMER_TICKET] = 5;
	conversation_open(&c, 99);
	assert_int_equal(c.episode, 2);
	assert_int_equal(c.mode, MODE_BOT);
	assert_int_equal(c.opened_at, 99);
	assert_int_equal(c.turn, 0);
	assert_int_equal(c.slots_n, 0);
	assert_int_equal(c.said_n, 0);
	assert_int_equal(c.question.n, 0);
	assert_int_equal(conversation_due(&c), 5);
	assert_int_equal(c.tickets_filed, 12);
	assert_int_equal(c.escalations, 9);
	assert_int_equal(c.tickets_n, 1);
	assert_int_equal(c.offhours_said, 1790000000000);
}

static void closing_ends_all_timers_but_the_tickets(void **state)
{
	struct conversation c;
	fill(&c, *state);
	assert_int_equal(conversation_due(&c), 1000);
	conversation_set_mode(&c, MODE_CLOSED);
	assert_int_equal(conversation_due(&c), TIMER_TICKET * 1000);
}

static void modes_have_names(void **state)
{
	enum mode m;
	(void)state;
	for (int i = MODE_BOT; i <= MODE_CLOSED; i++) {
		assert_int_equal(mode_parse(str_of(mode_name((enum mode)i)), &m), 0);
		assert_int_equal(m, i);
	}
	assert_int_equal(mode_parse(STR("robot"), &m), -1);
	assert_string_equal(timer_name(TIMER_REOPEN), "reopen");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(state_comes_back_as_it_was, setup, teardown),
	    cmocka_unit_test_setup_teardown(lists_grow_after_coming_back, setup, teardown),
	    cmocka_unit_test_setup_teardown(slots_are_bounded, setup, teardown),
	    cmocka_unit_test_setup_teardown(every_cut_is_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(garbage_never_hurts, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_second_version_is_understood, setup, teardown),
	    cmocka_unit_test_setup_teardown(the_first_version_is_understood, setup, teardown),
	    cmocka_unit_test_setup_teardown(another_version_or_age_is_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		a_new_episode_forgets_but_tickets_and_breaks, setup, teardown),
	    cmocka_unit_test_setup_teardown(
		closing_ends_all_timers_but_the_tickets, setup, teardown),
	    cmocka_unit_test(modes_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
