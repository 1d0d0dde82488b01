/* test_desk_out.c - what leaves the house: escalations, tickets, what the clock says, and what
 * comes back of it. */
#include "desk_fixture.h"

static struct json *only_body(struct fixture *f, const char *type, int64_t *id)
{
	struct store_outbox *rows;
	struct json *body = NULL;
	size_t n = fixture_outbox(f, &rows);

	for (size_t i = 0; i < n; i++) {
		if (!str_is(rows[i].type, type))
			continue;
		assert_null(body);
		body = json_parse(rows[i].body, NULL);
		assert_non_null(body);
		*id = rows[i].id;
	}
	return body;
}

static void check_text(const struct json *body, const char *pointer, const char *want)
{
	struct str got = json_text(json_pointer(body, str_of(pointer)));

	if (!str_is(got, want))
		fail_msg("%s is '%.*s', not '%s'", pointer, STR_ARG(got), want);
}

static void an_escalation_tells_the_whole_story(void **state)
{
	struct fixture *f = *state;
	struct json *body;
	int64_t id;

	fixture_say(f, "c/1 \xe4\xba\xba", "1", "parcel 77");
	assert_string_equal(
	    fixture_say(f, "c/1 \xe4\xba\xba", "2", "human"), "a colleague comes | transfer said");
	body = only_body(f, "conversation.escalated", &id);
	assert_non_null(body);
	check_text(body, "/type", "conversation.escalated");
	check_text(body, "/timestamp", "2026-01-01T00:00:00.000Z");
	check_text(body, "/data/reason", "human.request");
	check_text(body, "/data/skill", "returns");
	check_text(body, "/data/mode", "queued");
	check_text(body, "/data/slots/order_no", "77");
	check_text(body, "/data/intents/0/id", "human.request");
	check_text(body, "/data/intents/0/title", "T-human.request");
	check_text(body, "/data/intents/0/at", "t.yaml:29");
	check_text(body, "/data/transcript/0/text", "parcel 77");
	check_text(body, "/data/transcript/0/from", "customer");
	check_text(body, "/data/transcript/2/phrase", "shipping");
	check_text(body, "/data/transcript/3/text", "human");
	check_text(body, "/data/links/reply",
	    "/v1/conversations/c%2F1%20%E4%BA%BA/reply?shop=default&channel=web");
	assert_int_equal((int)json_number(json_pointer(body, STR("/data/urgency"))), 2);
	json_free(&body);
}

static void long_stories_are_shortened_to_what_a_body_may_hold(void **state)
{
	struct fixture *f = *state;
	char *words = arena_alloc(f->arena, 40001), id[16];
	struct json *body;
	int64_t row;

	memset(words, 'w', 40000);
	for (int i = 0; i < 20; i++) {
		snprintf(id, sizeof id, "%d", i);
		fixture_say(f, "c", id, words);
		if (metrics_get(f->metrics, METRIC_ESCALATIONS))
			break;
	}
	fixture_act(f, "c", EVENT_TICKET, "ann", "", "");
	body = only_body(f, "ticket.filed", &row);
	assert_non_null(body);
	assert_in_range(json_size(json_pointer(body, STR("/data/transcript"))), 1, 50);
	json_free(&body);
}

static void an_acknowledged_escalation_is_no_failed_one(void **state)
{
	struct fixture *f = *state;
	struct store_outbox *rows;

	fixture_say(f, "c", "1", "human");
	assert_int_equal(fixture_outbox(f, &rows), 1);
	assert_int_equal(metrics_get(f->metrics, METRIC_OUTBOX_WAITING), 1);
	assert_int_equal(metrics_get(f->metrics, METRIC_CONVERSATIONS_QUEUED), 1);
	assert_int_equal(fixture_outcome(f, JOB_DELIVERED, rows[0].id, ""), JOB_OK);
	assert_int_equal(fixture_outcome(f, JOB_DELIVERED, rows[0].id, ""), JOB_NOT_FOUND);
	assert_int_equal(fixture_outbox(f, &rows), 0);
	fixture_wait(f, 61);
	assert_null(strstr(fixture_talk(f, "c"), "transfer.failed"));
	assert_non_null(strstr(fixture_talk(f, "c"), ">hold said"));
	assert_int_equal(
	    metrics_get(f->metrics, METRIC_OUTBOX_WAITING), 1); /* hold, to the channel */
}

static void an_unacknowledged_escalation_fails_in_time(void **state)
{
	struct fixture *f = *state;

	fixture_say(f, "c", "1", "human");
	fixture_wait(f, 61);
	assert_non_null(strstr(fixture_talk(f, "c"), "transfer.failed"));
}

static void a_dead_escalation_fails_at_once_and_can_be_revived(void **state)
{
	struct fixture *f = *state;
	struct store_outbox *rows;
	int64_t id;

	fixture_say(f, "c", "1", "human");
	fixture_outbox(f, &rows);
	id = rows[0].id;
	assert_int_equal(fixture_outcome(f, JOB_RETRY, id, ""), JOB_OK);
	fixture_outbox(f, &rows);
	assert_int_equal(rows[0].attempts, 3);
	assert_int_equal(rows[0].next_at, f->now + 1000);
	assert_true(str_is(rows[0].error, "503"));
	assert_int_equal(fixture_outcome(f, JOB_DEAD, id, ""), JOB_OK);
	assert_non_null(strstr(fixture_talk(f, "c"), "transfer.failed"));
	fixture_outbox(f, &rows);
	assert_int_equal(rows[0].state, OUTBOX_DEAD);
	assert_int_equal(fixture_outcome(f, JOB_REVIVE, id, ""), JOB_OK);
	fixture_outbox(f, &rows);
	assert_int_equal(rows[0].state, OUTBOX_WAITING);
	assert_int_equal(rows[0].attempts, 0);
	assert_int_equal(fixture_outcome(f, JOB_DROP, id, ""), JOB_OK);
	assert_int_equal(fixture_outcome(f, JOB_DROP, id, ""), JOB_NOT_FOUND);
}

/* The news of an earlier hand-over do not acknowledge a later one. */
static void a_late_acknowledgement_is_of_its_own_hand_over(void **state)
{
	struct fixture *f = *state;
	struct store_outbox *rows;
	int64_t first;

	fixture_say(f, "c", "1", "human");
	fixture_outbox(f, &rows);
	first = rows[0].id;
	fixture_act(f, "c", EVENT_TAKE, "ann", "", "");
	fixture_act(f, "c", EVENT_RELEASE, "ann", "", "");
	fixture_wait(f, 1);
	fixture_say(f, "c", "2", "human");
	assert_int_equal(fixture_outcome(f, JOB_DELIVERED, first, ""), JOB_OK);
	fixture_wait(f, 61);
	assert_non_null(strstr(fixture_talk(f, "c"), "transfer.failed"));
}

/* The clock was set back in between: which escalation is older says its reference alone. */
static void a_dead_letter_is_of_its_own_hand_over(void **state)
{
	struct fixture *f = *state;
	struct store_outbox *rows;
	int64_t first;

	fixture_say(f, "c", "1", "human");
	fixture_outbox(f, &rows);
	first = rows[0].id;
	fixture_act(f, "c", EVENT_TAKE, "ann", "", "");
	fixture_act(f, "c", EVENT_RELEASE, "ann", "", "");
	f->now -= 5000;
	fixture_say(f, "c", "2", "human");
	assert_int_equal(fixture_outcome(f, JOB_DEAD, first, ""), JOB_OK);
	assert_null(strstr(fixture_talk(f, "c"), "transfer.failed"));
	assert_int_equal(fixture_outbox(f, &rows), 2);
	assert_int_equal(fixture_outcome(f, JOB_DEAD, rows[1].id, ""), JOB_OK);
	assert_non_null(strstr(fixture_talk(f, "c"), "transfer.failed"));
}

/* Handed over for a miss, then the customer asks for a human: one hand-over, two escalations. */
static void of_two_escalations_of_a_hand_over_the_last_counts(void **state)
{
	struct fixture *f = *state;
	struct store_outbox *rows;
	struct json *body;

	fixture_say(f, "c", "1", "what is this");
	fixture_say(f, "c", "2", "what is that");
	fixture_say(f, "c", "3", "human");
	assert_int_equal(fixture_outbox(f, &rows), 2);
	body = json_parse(rows[1].body, NULL);
	check_text(body, "/data/reference", "E1N2");
	json_free(&body);
	assert_int_equal(fixture_outcome(f, JOB_DEAD, rows[0].id, ""), JOB_OK);
	assert_null(strstr(fixture_talk(f, "c"), "transfer.failed"));
	assert_int_equal(fixture_outcome(f, JOB_DELIVERED, rows[1].id, ""), JOB_OK);
	fixture_wait(f, 61);
	assert_null(strstr(fixture_talk(f, "c"), "transfer.failed"));
}

/* Nobody writes a word within a quarter of an hour: urgency 2. */
static void what_passed_its_limit_goes_to_the_supervisor(void **state)
{
	struct fixture *f = *state;
	struct store_outbox *rows;
	struct json *body;
	int64_t id;

	f->shop.supervisor = true;
	fixture_say(f, "c", "1", "human");
	body = only_body(f, "conversation.escalated", &id);
	assert_null(json_pointer(body, STR("/data/freeze_order")));
	assert_null(json_pointer(body, STR("/data/responsibility")));
	json_free(&body);
	assert_int_equal(fixture_outcome(f, JOB_DELIVERED, id, ""), JOB_OK);
	fixture_act(f, "c", EVENT_TAKE, "ann", "", "");
	fixture_wait(f, 899);
	assert_null(only_body(f, "sla.breached", &id));
	fixture_wait(f, 2);
	body = only_body(f, "sla.breached", &id);
	assert_non_null(body);
	check_text(body, "/data/reference", "E1N1");
	check_text(body, "/data/reason", "first_reply");
	check_text(body, "/data/mode", "human");
	check_text(body, "/data/agent", "ann");
	check_text(body, "/data/since", "2026-01-01T00:00:00.000Z");
	check_text(body, "/data/due", "2026-01-01T00:15:00.000Z");
	check_text(body, "/data/skill", "returns");
	check_text(body, "/data/transcript/0/text", "human");
	check_text(body, "/data/links/take", "/v1/conversations/c/take?shop=default&channel=web");
	assert_int_equal((int)json_number(json_pointer(body, STR("/data/limit_seconds"))), 900);
	assert_int_equal((int)json_number(json_pointer(body, STR("/data/urgency"))), 2);
	json_free(&body);
	for (size_t n = fixture_outbox(f, &rows); n-- > 0;)
		if (str_is(rows[n].type, "sla.breached"))
			assert_true(str_is(rows[n].target, "supervisor"));
	assert_int_equal(metrics_get(f->metrics, METRIC_SLA_BREACHES), 1);
}

static void a_tickets_number_comes_from_the_ticket_system(void **state)
{
	struct fixture *f = *state;
	struct json *body;
	int64_t id;

	f->shop.ticket_system = true;
	assert_string_equal(fixture_say(f, "c", "1", "wish"), "opening said | noted");
	body = only_body(f, "ticket.filed", &id);
	assert_non_null(body);
	check_text(body, "/data/reference", "T1N1");
	check_text(body, "/data/reason", "intent:wish");
	json_free(&body);
	assert_int_equal(fixture_outcome(f, JOB_DELIVERED, id, "INC-9"), JOB_OK);
	assert_string_equal(fixture_talk(f, "c"), "<wish >opening said >noted >filed INC-9");
}

static void without_the_ticket_systems_answer_our_number_is_told(void **state)
{
	struct fixture *f = *state;

	f->shop.ticket_system = true;
	fixture_say(f, "c", "1", "wish");
	fixture_wait(f, 11);
	assert_string_equal(fixture_talk(f, "c"), "<wish >opening said >noted >filed T1N1");
}

static void the_clock_closes_and_says_so_to_the_channel(void **state)
{
	struct fixture *f = *state;
	struct json *body;
	int64_t id;

	fixture_say(f, "c", "1", "enough");
	fixture_wait(f, 299);
	assert_null(strstr(fixture_talk(f, "c"), "closing.idle"));
	fixture_wait(f, 2);
	assert_string_equal(fixture_talk(f, "c"),
	    "<enough >opening said >fine >closing.check said >closing.idle said");
	body = only_body(f, "message.created", &id);
	assert_non_null(body);
	check_text(body, "/data/phrase", "closing.idle");
	json_free(&body);
	body = only_body(f, "conversation.closed", &id);
	assert_non_null(body);
	check_text(body, "/data/reason", "idle");
	json_free(&body);
	assert_string_equal(fixture_say(f, "c", "2", "parcel"), "opening said | on its way");
}

/* Each message moves the timer on; the stored wake_at stays as it was until it comes. */
static void timers_that_move_later_wake_for_nothing_and_then_at_their_time(void **state)
{
	struct fixture *f = *state;

	fixture_say(f, "c", "1", "enough");
	fixture_wait(f, 200);
	fixture_say(f, "c", "2", "enough");
	fixture_wait(f, 200); /* the first one's time has passed */
	assert_null(strstr(fixture_talk(f, "c"), "closing.idle"));
	fixture_wait(f, 101);
	assert_non_null(strstr(fixture_talk(f, "c"), "closing.idle"));
}

static void timers_survive_a_restart(void **state)
{
	struct fixture *f = *state;

	fixture_say(f, "c", "1", "enough");
	fixture_stop(f);
	fixture_start(f);
	fixture_wait(f, 301);
	assert_non_null(strstr(fixture_talk(f, "c"), "closing.idle"));
}

static void many_timers_at_once_are_taken_in_pieces_between_messages(void **state)
{
	struct fixture *f = *state;
	char name[16];

	for (int i = 0; i < 300; i++) {
		snprintf(name, sizeof name, "c%d", i);
		fixture_say(f, name, "1", "enough");
	}
	atomic_fetch_add(&f->now, 301000);
	/* asked while they are under way, a message is answered within a batch or two */
	assert_string_equal(fixture_say(f, "other", "1", "parcel"), "opening said | on its way");
	assert_true(f->timers < 300);
	while (metrics_get(f->metrics, METRIC_TIMERS) < 300)
		fixture_wait(f, 0);
	assert_int_equal(metrics_get(f->metrics, METRIC_CLOSED), 300);
}

static void timers_of_a_shop_that_is_gone_are_put_off(void **state)
{
	struct fixture *f = *state;
	struct store_conversation rows[2];
	int64_t wake;
	size_t n;

	fixture_say(f, "c", "1", "enough");
	fixture_stop(f);
	f->shop.name = STR("renamed");
	fixture_start(f);
	fixture_wait(f, 301);
	assert_null(strstr(fixture_talk(f, "c"), "closing.idle"));
	store_find(f->reader, STR("default"), STR("web"), STR("c"), f->arena, rows, &n);
	wake = rows[0].wake_at;
	assert_true(wake > f->now);
	fixture_stop(f);
	f->shop.name = STR("default");
	fixture_start(f);
	fixture_wait(f, (wake - f->now) / 1000 + 1);
	/* long after its time: closed, and no word about it */
	assert_int_equal(metrics_get(f->metrics, METRIC_CLOSED), 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(an_escalation_tells_the_whole_story),
	    FIXTURE_TEST(long_stories_are_shortened_to_what_a_body_may_hold),
	    FIXTURE_TEST(an_acknowledged_escalation_is_no_failed_one),
	    FIXTURE_TEST(an_unacknowledged_escalation_fails_in_time),
	    FIXTURE_TEST(a_dead_escalation_fails_at_once_and_can_be_revived),
	    FIXTURE_TEST(a_late_acknowledgement_is_of_its_own_hand_over),
	    FIXTURE_TEST(a_dead_letter_is_of_its_own_hand_over),
	    FIXTURE_TEST(of_two_escalations_of_a_hand_over_the_last_counts),
	    FIXTURE_TEST(what_passed_its_limit_goes_to_the_supervisor),
	    FIXTURE_TEST(a_tickets_number_comes_from_the_ticket_system),
	    FIXTURE_TEST(without_the_ticket_systems_answer_our_number_is_told),
	    FIXTURE_TEST(the_clock_closes_and_says_so_to_the_channel),
	    FIXTURE_TEST(timers_that_move_later_wake_for_nothing_and_then_at_their_time),
	    FIXTURE_TEST(timers_survive_a_restart),
	    FIXTURE_TEST(many_timers_at_once_are_taken_in_pieces_between_messages),
	    FIXTURE_TEST(timers_of_a_shop_that_is_gone_are_put_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
