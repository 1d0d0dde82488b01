/* test_live.c - counters with labels: what is counted, how it is written, and their bound. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "desk/live.h"
#include "dialogue/record.h"

static struct buf text;

static int set_up(void **state)
{
	*state = live_new();
	buf_init(&text, 16 << 20);
	return 0;
}

static int tear_down(void **state)
{
	live_free((struct live **)state);
	buf_free(&text);
	return 0;
}

static void write_all(struct live *l)
{
	buf_clear(&text);
	live_write(l, &text);
	assert_false(text.failed);
}

static void assert_has(const char *line)
{
	if (!strstr(text.p, line))
		fail_msg("%s is not in\n%s", line, text.p);
}

static void message(struct live *l, enum store_direction d, struct str intent, struct str phrase)
{
	struct store_message m = {.direction = d, .intent = intent, .phrase = phrase};
	struct store_message *list = &m;

	live_count(l, &list, 1, NULL, 0);
}

static void record(struct live *l, enum record what, const char *value, int64_t amount,
    unsigned marks)
{
	struct store_record r = {.what = record_kind(what)->name, .value = str_of(value),
	    .detail = STR("general"), .urgency = 2, .amount = amount, .marks = marks};
	struct store_record *list = &r;

	live_count(l, NULL, 0, &list, 1);
}

static void an_empty_family_has_its_head_alone(void **state)
{
	write_all(*state);
	assert_has("# HELP xiaoer_intents_total Customers' messages by the first intent found in "
		   "them\n# TYPE xiaoer_intents_total counter\n# HELP");
	assert_has("# TYPE xiaoer_resolution_seconds histogram\n");
}

static void messages_count_by_intent_and_phrase(void **state)
{
	message(*state, STORE_CUSTOMER, STR("parcel"), STR(""));
	message(*state, STORE_CUSTOMER, STR("parcel"), STR(""));
	message(*state, STORE_CUSTOMER, STR(""), STR(""));
	message(*state, STORE_BOT, STR("parcel"), STR("opening"));
	message(*state, STORE_HUMAN, STR(""), STR("")); /* a human's own words */
	write_all(*state);
	assert_has("xiaoer_intents_total{intent=\"parcel\"} 2\n");
	assert_has("xiaoer_phrases_total{phrase=\"opening\"} 1\n");
	assert_null(strstr(text.p, "{intent=\"\"}"));
	assert_null(strstr(text.p, "{phrase=\"\"}"));
}

static void waits_fall_into_buckets_that_add_up(void **state)
{
	record(*state, RECORD_REPLIED, "anna", 1000, 0);
	record(*state, RECORD_REPLIED, "anna", 1001, 0);
	record(*state, RECORD_REPLIED, "anna", 900000000, 0);
	record(*state, RECORD_REPLIED, "anna", -1, 0); /* there was no hand-over */
	record(*state, RECORD_OPENED, "customer", 0, 0);
	write_all(*state);
	assert_has("xiaoer_first_response_seconds_bucket{by=\"human\",le=\"1\"} 1\n");
	assert_has("xiaoer_first_response_seconds_bucket{by=\"human\",le=\"5\"} 2\n");
	assert_has("xiaoer_first_response_seconds_bucket{by=\"human\",le=\"259200\"} 2\n");
	assert_has("xiaoer_first_response_seconds_bucket{by=\"human\",le=\"+Inf\"} 3\n");
	assert_has("xiaoer_first_response_seconds_sum{by=\"human\"} 900002.001\n");
	assert_has("xiaoer_first_response_seconds_count{by=\"human\"} 3\n");
	assert_has("xiaoer_first_response_seconds_count{by=\"bot\"} 1\n");
}

static void records_count_with_their_labels(void **state)
{
	record(*state, RECORD_ESCALATED, "miss", 5, MARK_MATTER);
	record(*state, RECORD_ESCALATED, "danger", 6, MARK_MATTER | MARK_HANDED_OVER);
	record(*state, RECORD_ESCALATED, "survey", 0, MARK_CALL_BACK);
	record(*state, RECORD_SLA_MET, "first_reply", -1, 0);
	record(*state, RECORD_SLA_BREACHED, "due", -1, 0);
	record(*state, RECORD_SURVEY, "", 4, MARK_HUMAN);
	record(*state, RECORD_SURVEY, "", 99, 0); /* none of ours */
	record(*state, RECORD_UNJUDGED, "burst", 3, 0);
	record(*state, RECORD_CLOSED, "idle", 2500, MARK_HUMAN);
	record(*state, RECORD_CLOSED, "agent", 2500, MARK_CALL_BACK);
	record(*state, RECORD_REMARK, "", -1, 0);
	write_all(*state);
	assert_has("xiaoer_escalated_conversations_total 1\n");
	assert_has("xiaoer_escalations_by_skill_total{skill=\"general\"} 3\n");
	assert_has("xiaoer_sla_total{limit=\"first_reply\",result=\"met\",urgency=\"2\"} 1\n");
	assert_has("xiaoer_sla_total{limit=\"due\",result=\"breached\",urgency=\"2\"} 1\n");
	assert_has("xiaoer_survey_scores_total{score=\"4\",handled=\"human\"} 1\n");
	assert_has("xiaoer_unjudged_messages_total{why=\"burst\"} 3\n");
	assert_has("xiaoer_closed_by_total{reason=\"idle\",handled=\"human\"} 1\n");
	assert_has("xiaoer_resolution_seconds_count{handled=\"human\"} 1\n");
	assert_null(strstr(text.p, "xiaoer_resolution_seconds_count{handled=\"bot\"}"));
	assert_has("xiaoer_survey_remarks_total 1\n");
}

static void what_customers_wrote_is_escaped_and_cut(void **state)
{
	char lengthy[400];

	memset(lengthy, 'x', sizeof lengthy - 1);
	lengthy[sizeof lengthy - 1] = '\0';
	record(*state, RECORD_REASON, "too \"big\"\\\n} 7", -1, 0);
	record(*state, RECORD_REASON, lengthy, -1, 0);
	write_all(*state);
	assert_has("xiaoer_return_reasons_total{reason=\"too \\\"big\\\"\\\\\\n} 7\"} 1\n");
	assert_null(strstr(text.p, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"));
}

static void too_many_values_are_others(void **state)
{
	char name[32];

	for (int i = 0; i < 3000; i++) {
		snprintf(name, sizeof name, "reason %d", i);
		record(*state, RECORD_REASON, name, -1, 0);
	}
	record(*state, RECORD_REASON, "reason 7", -1, 0);
	message(*state, STORE_CUSTOMER, STR("parcel"), STR("")); /* another family has its own bound */
	write_all(*state);
	assert_has("xiaoer_return_reasons_total{reason=\"other\"} 2000\n");
	assert_has("xiaoer_return_reasons_total{reason=\"reason 7\"} 2\n");
	assert_has("xiaoer_intents_total{intent=\"parcel\"} 1\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    TEST(an_empty_family_has_its_head_alone),
	    TEST(messages_count_by_intent_and_phrase),
	    TEST(waits_fall_into_buckets_that_add_up),
	    TEST(records_count_with_their_labels),
	    TEST(what_customers_wrote_is_escaped_and_cut),
	    TEST(too_many_values_are_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
