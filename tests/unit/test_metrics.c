/* test_metrics.c - the counters and their text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "desk/metrics.h"

static void every_counter_has_name_help_and_type(void **state)
{
	struct metrics *m = metrics_new();
	struct buf text;
	size_t lines = 0;

	(void)state;
	buf_init(&text, 1 << 16);
	metrics_add(m, METRIC_MESSAGES, 3);
	metrics_add(m, METRIC_MESSAGES, 4);
	metrics_set(m, METRIC_OUTBOX_WAITING, 9);
	metrics_write(m, &text);
	assert_false(text.failed);
	assert_null(strstr(text.p, "(null)"));
	for (const char *p = text.p; (p = strchr(p, '\n')); p++)
		lines++;
	assert_true(lines >= 3 * METRIC_COUNT);
	assert_non_null(
	    strstr(text.p, "# TYPE xiaoer_messages_total counter\nxiaoer_messages_total 7\n"));
	assert_non_null(
	    strstr(text.p, "# TYPE xiaoer_outbox_waiting gauge\nxiaoer_outbox_waiting 9\n"));
	for (size_t i = 0; i < METRIC_COUNT;
	     i++) /* a gap in the table would show as an empty name */
		assert_null(strstr(text.p, "# HELP  "));
	buf_free(&text);
	metrics_free(&m);
}

static void no_metrics_count_nothing(void **state)
{
	(void)state;
	metrics_add(NULL, METRIC_MESSAGES, 1);
	metrics_set(NULL, METRIC_MESSAGES, 1);
	assert_int_equal(metrics_get(NULL, METRIC_MESSAGES), 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_counter_has_name_help_and_type),
	    cmocka_unit_test(no_metrics_count_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
