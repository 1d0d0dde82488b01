/* test_report.c - the fold over messages and records: what counts where, and who came back. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"
#include "command/report_table.h"
#include "desk/report_write.h"
#include "dialogue/record.h"

enum { HOUR = 3600000, DAY = 24 * HOUR };

static const struct store_place web = {STR("default"), STR("web")};
static const struct store_place app = {STR("default"), STR("app")};
static struct zone *utc;

static int setup(void **state)
{
	(void)state;
	utc = zone_load("UTC");
	return utc ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	zone_free(&utc);
	return 0;
}

static struct report *start(enum report_by by, int64_t from, int64_t to)
{
	const struct report_query q = {
	    .from = from, .to = to, .fcr_window = DAY, .by = by, .zone = utc};

	return report_new(&q);
}

static void happen(struct report *r, const struct store_place *place, int64_t at,
    int64_t conversation, enum record what, const char *value, int64_t amount, unsigned marks)
{
	struct store_visitor v = report_visitor(r);
	struct store_record rec = {.at = at, .conversation = conversation, .episode = 1,
	    .what = record_kind(what)->name, .value = str_of(value), .detail = STR("general"),
	    .urgency = 2, .amount = amount, .marks = marks};

	v.record(v.ctx, &rec, place);
}

static void write_to(struct report *r, const struct store_place *place, int64_t at,
    enum store_direction direction, const char *phrase, const char *intent)
{
	struct store_visitor v = report_visitor(r);
	struct store_head m = {.at = at, .direction = direction, .phrase = str_of(phrase),
	    .intent = str_of(intent), .place = place};

	v.message(v.ctx, &m);
}

static void percentiles_are_the_nearest_rank(void **state)
{
	struct waits w = {0}, other = {0};

	(void)state;
	assert_int_equal(waits_percentile(&w, 50), 0);
	waits_add(&w, 0);
	waits_add(&w, -5); /* a clock that was set back */
	for (int i = 10; i >= 1; i--)
		waits_add(&w, i * 100);
	assert_int_equal(waits_count(&w), 12);
	assert_int_equal(w.sum, 5500);
	assert_int_equal(waits_percentile(&w, 50), 400);
	assert_int_equal(waits_percentile(&w, 90), 900);
	assert_int_equal(waits_percentile(&w, 16), 0);
	assert_int_equal(waits_percentile(&w, 17), 100);
	assert_int_equal(waits_percentile(&w, 100), 1000);
	waits_add(&other, 50);
	waits_merge(&w, &other);
	assert_int_equal(waits_percentile(&w, 17), 50);
	waits_free(&w);
	waits_free(&other);
}

static void names_are_counted_and_the_most_frequent_come_first(void **state)
{
	struct arena *arena = arena_new(0);
	struct tally t = {0}, other = {0};
	const struct tally_entry *e;
	char name[16];

	(void)state;
	for (int i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "n%d", i % 100);
		tally_add(&t, arena, str_of(name), i % 100 == 7 ? 2 : 1);
	}
	assert_int_equal(t.n, 100);
	tally_add(&other, arena, STR("n3"), 5);
	tally_add(&other, arena, STR(""), 1);
	tally_merge(&t, arena, &other);
	e = tally_sorted(&t, arena);
	assert_int_equal(t.n, 101);
	assert_true(str_is(e[0].name, "n7") && e[0].n == 20);
	assert_true(str_is(e[1].name, "n3") && e[1].n == 15);
	assert_true(str_is(e[2].name, "n0") && e[2].n == 10);
	assert_true(e[100].name.n == 0 && e[100].n == 1);
	arena_free(&arena);
}

static void who_comes_back_within_the_window_was_not_helped(void **state)
{
	struct report *r = start(REPORT_TOTAL, 0, DAY);
	const unsigned done = MARK_MATTER | MARK_ANSWERED;

	(void)state;
	happen(r, &web, 10, 1, RECORD_CLOSED, "idle", 5, done); /* stays away */
	happen(r, &web, 10, 2, RECORD_CLOSED, "idle", 5, done); /* comes too late */
	happen(r, &web, 10, 3, RECORD_CLOSED, "idle", 5, done); /* comes in time, behind the period */
	happen(r, &web, 10, 4, RECORD_CLOSED, "idle", 5, done); /* says hello only */
	happen(r, &web, 10, 5, RECORD_CLOSED, "idle", 5, done | MARK_TICKET);
	happen(r, &web, 10, 6, RECORD_CLOSED, "customer", 5, MARK_ANSWERED); /* had no matter */
	happen(r, &web, 10, 7, RECORD_CLOSED, "agent", 5, done | MARK_HUMAN); /* comes back twice */
	happen(r, &web, 20, 7, RECORD_OPENED, "customer", 0, MARK_MATTER);
	happen(r, &web, 30, 7, RECORD_MATTER, "x", -1, 0);
	happen(r, &web, 40, 4, RECORD_OPENED, "customer", 0, 0);
	happen(r, &web, DAY + 9, 3, RECORD_MATTER, "x", -1, 0);
	happen(r, &web, DAY + 10, 2, RECORD_OPENED, "customer", 0, MARK_MATTER);
	report_finish(r);
	assert_int_equal(report_total(r)->first_contact[WHO_BOT], 5);
	assert_int_equal(report_total(r)->first_contact_solved[WHO_BOT], 3);
	assert_int_equal(report_total(r)->first_contact[WHO_HUMAN], 1);
	assert_int_equal(report_total(r)->first_contact_solved[WHO_HUMAN], 0);
	assert_int_equal(report_total(r)->opened, 2); /* what lies behind the period is looked at alone */
	report_free(&r);
}

static void many_conversations_are_told_apart(void **state)
{
	struct report *r = start(REPORT_TOTAL, 0, DAY);

	(void)state;
	for (int64_t c = 1; c <= 5000; c++)
		happen(r, &web, c, c, RECORD_CLOSED, "idle", 5, MARK_MATTER);
	for (int64_t c = 2; c <= 5000; c += 2)
		happen(r, &web, 6000 + c, c, RECORD_MATTER, "x", -1, 0);
	report_finish(r);
	assert_int_equal(report_total(r)->first_contact_solved[WHO_BOT], 2500);
	report_free(&r);
}

static void a_call_back_is_no_conversation_of_its_own(void **state)
{
	struct report *r = start(REPORT_TOTAL, 0, DAY);

	(void)state;
	happen(r, &web, 10, 1, RECORD_SURVEY, "", 2, MARK_MATTER | MARK_HUMAN);
	happen(r, &web, 10, 1, RECORD_OPENED, "survey", -1, MARK_CALL_BACK);
	happen(r, &web, 10, 1, RECORD_ESCALATED, "survey", 0, MARK_CALL_BACK);
	happen(r, &web, 30, 1, RECORD_REPLIED, "boss", 20, MARK_CALL_BACK | MARK_HANDED_OVER);
	happen(r, &web, 40, 1, RECORD_CLOSED, "agent", 30, MARK_CALL_BACK | MARK_HUMAN);
	report_finish(r);
	assert_int_equal(report_total(r)->opened, 0);
	assert_int_equal(report_total(r)->closed[WHO_HUMAN], 0);
	assert_int_equal(report_total(r)->escalated, 0);
	assert_int_equal(report_total(r)->hand_overs, 1);
	assert_int_equal(report_total(r)->call_backs, 1);
	assert_int_equal(waits_count(&report_total(r)->first_response[WHO_HUMAN]), 1);
	assert_int_equal(report_total(r)->scores[WHO_HUMAN][2], 1);
	report_free(&r);
}

static void a_hand_over_counts_for_who_came_in_the_period(void **state)
{
	struct report *r = start(REPORT_TOTAL, 100, DAY);

	(void)state;
	happen(r, &web, 150, 1, RECORD_ESCALATED, "miss", 50, MARK_MATTER);
	happen(r, &web, 150, 2, RECORD_ESCALATED, "miss", 51, MARK_MATTER); /* came before */
	happen(r, &web, 160, 1, RECORD_ESCALATED, "danger", 60, MARK_MATTER | MARK_HANDED_OVER);
	report_finish(r);
	assert_int_equal(report_total(r)->hand_overs, 3);
	assert_int_equal(report_total(r)->escalated, 1);
	report_free(&r);
}

static void groups_are_days_of_the_zone_or_channels(void **state)
{
	struct report *r = start(REPORT_DAY, 0, 3 * DAY);

	(void)state;
	write_to(r, &web, 2 * DAY, STORE_CUSTOMER, "", "a");
	write_to(r, &app, DAY - 1, STORE_BOT, "hello", "a");
	write_to(r, &web, DAY - 2, STORE_CUSTOMER, "", "a");
	report_finish(r);
	assert_true(str_is(report_group(r, 0)->name, "1970-01-01"));
	assert_int_equal(report_group(r, 0)->messages[STORE_BOT], 1);
	assert_true(str_is(report_group(r, 1)->name, "1970-01-03"));
	assert_null(report_group(r, 2));
	assert_int_equal(report_total(r)->messages[STORE_CUSTOMER], 2);
	assert_int_equal(report_total(r)->intents.n, 1);
	report_free(&r);

	r = start(REPORT_CHANNEL, 0, 3 * DAY);
	write_to(r, &web, 5, STORE_CUSTOMER, "", "");
	write_to(r, &app, 5, STORE_CUSTOMER, "", "");
	write_to(r, &web, 6, STORE_CUSTOMER, "", "");
	report_finish(r);
	assert_true(str_is(report_group(r, 0)->name, "app"));
	assert_int_equal(report_group(r, 1)->messages[STORE_CUSTOMER], 2);
	report_free(&r);
}

static void another_channel_is_left_out(void **state)
{
	const struct report_query q = {
	    .to = DAY, .fcr_window = DAY, .channel = STR("app"), .zone = utc};
	struct report *r = report_new(&q);

	(void)state;
	write_to(r, &web, 5, STORE_CUSTOMER, "", "");
	write_to(r, &app, 5, STORE_CUSTOMER, "", "");
	happen(r, &web, 5, 1, RECORD_MISS, "", -1, 0);
	report_finish(r);
	assert_int_equal(report_total(r)->messages[STORE_CUSTOMER], 1);
	assert_int_equal(report_total(r)->misses, 0);
	report_free(&r);
}

static void what_a_later_version_recorded_is_passed_over(void **state)
{
	struct report *r = start(REPORT_TOTAL, 0, DAY);
	struct store_visitor v = report_visitor(r);
	struct store_record rec = {.at = 1, .conversation = 1, .what = STR("teleported")};

	(void)state;
	v.record(v.ctx, &rec, &web);
	happen(r, &web, 1, 1, RECORD_SURVEY, "", 9, 0); /* a damaged row */
	report_finish(r);
	assert_int_equal(report_scored(report_total(r), WHO_BOT, 1), 0);
	report_free(&r);
}

static void names_that_customers_wrote_do_no_harm(void **state)
{
	struct report *r = start(REPORT_TOTAL, 0, DAY);
	struct buf out;
	struct json *doc;

	(void)state;
	happen(r, &web, 1, 1, RECORD_REASON, "=1+\"x\",\n", -1, 0);
	report_finish(r);
	buf_init(&out, 1 << 20);
	report_csv(r, &out);
	assert_non_null(strstr(out.p, "\"total\",return_reasons,\"'=1+\"\"x\"\",\n\",1\n"));
	buf_clear(&out);
	report_json(r, &out);
	doc = json_parse(buf_str(&out), NULL);
	assert_int_equal(json_number(json_get(json_get(json_get(doc, "total"), "return_reasons"),
			     "=1+\"x\",\n")),
	    1);
	json_free(&doc);
	buf_free(&out);
	report_free(&r);
}

static size_t columns(struct str line)
{
	size_t n = 0;

	for (size_t i = 0; i < line.n;)
		n += utf8_width(utf8_next(line, &i));
	return n;
}

static void the_table_stays_aligned_whatever_names_are_written_in(void **state)
{
	struct report *r = start(REPORT_TOTAL, 0, DAY);
	char *text = NULL;
	size_t n, lines = 0, wide = 0;
	FILE *f = open_memstream(&text, &n);

	(void)state;
	happen(r, &web, 1, 1, RECORD_REASON, "尺码不合适", -1, 0);
	happen(r, &web, 1, 1, RECORD_REASON, "too small", -1, 0);
	happen(r, &web, 1, 1, RECORD_REASON, "ｆｕｌｌ width 和半角", -1, 0);
	report_finish(r);
	report_table(r, STR("UTC"), f);
	fclose(f);
	for (char *p = strstr(text, "reasons of returns"), *end; p && (end = strchr(p, '\n'));
	     p = end + 1) {
		struct str line = str_make(p, (size_t)(end - p));

		if (line.n < 5 || line.p[line.n - 1] != '1')
			continue;
		assert_true(!wide || columns(line) == wide);
		wide = columns(line);
		lines++;
	}
	assert_int_equal(lines, 3);
	free(text);
	report_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(percentiles_are_the_nearest_rank),
	    cmocka_unit_test(names_are_counted_and_the_most_frequent_come_first),
	    cmocka_unit_test(who_comes_back_within_the_window_was_not_helped),
	    cmocka_unit_test(many_conversations_are_told_apart),
	    cmocka_unit_test(a_call_back_is_no_conversation_of_its_own),
	    cmocka_unit_test(a_hand_over_counts_for_who_came_in_the_period),
	    cmocka_unit_test(groups_are_days_of_the_zone_or_channels),
	    cmocka_unit_test(another_channel_is_left_out),
	    cmocka_unit_test(what_a_later_version_recorded_is_passed_over),
	    cmocka_unit_test(names_that_customers_wrote_do_no_harm),
	    cmocka_unit_test(the_table_stays_aligned_whatever_names_are_written_in),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
