/* Time zones against the C library's, the calendar, times and spans as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <stdio.h>
#include <time.h>

#include "base/zone.h"

static const char *const names[] = {"Asia/Shanghai", "America/New_York", "Europe/Berlin",
    "Australia/Lord_Howe", "Asia/Kolkata", "America/Sao_Paulo", "Europe/Dublin", "Pacific/Apia",
    "Africa/Casablanca", "America/Nuuk", "Pacific/Chatham", "UTC"};

enum { NAMES = sizeof names / sizeof *names };

static void use(const char *name)
{
	setenv("TZ", name, 1);
	tzset();
}

static void check_moment(const char *name, const struct zone *z, int64_t t)
{
	struct tm want;
	time_t seconds = (time_t)t;
	localtime_r(&seconds, &want);
	struct civil c = zone_civil(z, t * 1000 + 999);
	if (c.year != want.tm_year + 1900 || c.month != want.tm_mon + 1 || c.day != want.tm_mday ||
	    c.hour != want.tm_hour || c.minute != want.tm_min || c.second != want.tm_sec ||
	    c.weekday != (want.tm_wday ? want.tm_wday : 7) || c.offset_s != want.tm_gmtoff)
		fail_msg("%s at %lld: %d-%d-%d %d:%d:%d offset %d, not %ld", name, (long long)t,
		    c.year, c.month, c.day, c.hour, c.minute, c.second, c.offset_s, want.tm_gmtoff);
	/* back again: the same moment, or the earlier one that the clock shows as well */
	int64_t back = zone_ms(z, &c) / 1000;
	if (back == t)
		return;
	struct civil again = zone_civil(z, back * 1000);
	if (back > t || again.day != c.day || again.hour != c.hour || again.minute != c.minute ||
	    again.second != c.second)
		fail_msg("%s at %lld: back to %lld", name, (long long)t, (long long)back);
	want.tm_isdst = -1;
	if (mktime(&want) != back && mktime(&want) != seconds)
		fail_msg("%s at %lld: mktime knows neither", name, (long long)t);
}

static void many_moments_are_as_the_c_library_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < NAMES; i++) {
		struct zone *z = zone_load(names[i]);
		assert_non_null(z);
		use(names[i]);
		for (int64_t t = 0; t < 3786912000; t += 86400 * 2 + 5003) /* 1970 to 2090 */
			check_moment(names[i], z, t);
		zone_free(&z);
		assert_null(z);
	}
}

/* Around each change of the offset, found by halving: its second, the ones beside it, and the wall
 * clock's times. */
static void changes_are_exact_to_the_second(void **state)
{
	(void)state;
	for (size_t i = 0; i < NAMES; i++) {
		struct zone *z = zone_load(names[i]);
		use(names[i]);
		unsigned changes = 0;
		for (int64_t t = 0; t < 3786912000; t += 86400) {
			int64_t low = t, high = t + 86400;
			int before = zone_civil(z, low * 1000).offset_s,
			    after = zone_civil(z, high * 1000).offset_s;
			if (before == after)
				continue;
			while (low + 1 < high) {
				int64_t middle = (low + high) / 2;
				if (zone_civil(z, middle * 1000).offset_s == before)
					low = middle;
				else
					high = middle;
			}
			changes++;
			for (int64_t d = -3; d <= 3; d++)
				check_moment(names[i], z, high + d);
			if (after < before)
				continue;
			struct civil gap = zone_civil(z, low * 1000);
			gap.second++; /* the first second that the clock skips, and the middle of
					 the gap */
			assert_int_equal(zone_ms(z, &gap), high * 1000);
			gap.second += (after - before) / 2;
			assert_int_equal(zone_ms(z, &gap), high * 1000);
			gap.second = gap.second - (after - before) / 2 + after - before;
			assert_int_equal(zone_ms(z, &gap), high * 1000);
			gap.second++;
			assert_int_equal(zone_ms(z, &gap), (high + 1) * 1000);
		}
		if (i == 1)
			assert_true(changes > 200);
		zone_free(&z);
	}
}

static void days_and_minutes_may_be_out_of_range(void **state)
{
	(void)state;
	static const struct {
		struct civil c;
		const char *want;
	} cases[] = {
	    {{2026, 11, 23, 10, 0, 0}, "2026-11-23T02:00:00.000Z"},
	    {{2026, 12, 32, 8, 0, 0}, "2027-01-01T00:00:00.000Z"},
	    {{2026, 13, 1, 8, 90, 0}, "2027-01-01T01:30:00.000Z"},
	    {{2026, 0, 1, 8, 0, 0}, "2025-12-01T00:00:00.000Z"},
	    {{2026, 3, 0, 8, 0, 0}, "2026-02-28T00:00:00.000Z"},
	    {{2024, 3, 0, 8, -1, 0}, "2024-02-28T23:59:00.000Z"},
	};
	struct zone *z = zone_load("Asia/Shanghai");
	char out[32];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t ms = zone_ms(z, &cases[i].c);
		assert_int_equal(time_format(ms, out), strlen(cases[i].want));
		assert_string_equal(out, cases[i].want);
	}
	zone_free(&z);
}

static void strange_names_are_refused(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "/etc/passwd", "../../../etc/passwd",
	    "Asia/../Asia/Tokyo", "Asia", "Nowhere/City", "Asia/Shang hai", "zone.tab", "a\nb"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (zone_load(bad[i]))
			fail_msg("%s was loaded", bad[i]);
	char name[200] = "";
	memset(name, 'a', sizeof name - 1);
	assert_null(zone_load(name));
	assert_null(zone_load(NULL));
}

static void built_in_zones_need_no_file(void **state)
{
	(void)state;
	setenv("TZDIR", "/nonexistent", 1);
	struct zone *shanghai = zone_load("Asia/Shanghai"), *utc = zone_load("UTC");
	assert_null(zone_load("Europe/Berlin"));
	unsetenv("TZDIR");
	assert_int_equal(zone_civil(shanghai, 1795428000000).offset_s, 28800);
	assert_int_equal(zone_civil(utc, 1795428000000).offset_s, 0);
	zone_free(&shanghai);
	zone_free(&utc);
}

/* A file with no table and this footer. */
static struct zone *zone_with(const char *footer, size_t cut)
{
	char folder[] = "/tmp/xiaoer-zone-XXXXXX", path[64];
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/X", folder);
	static const unsigned char block[44 + 8] = {
	    'T', 'Z', 'i', 'f', '2', [39] = 1, [43] = 2, [44] = 0, 0, 0x0e, 0x10, 0, 0, 'X', 0};
	unsigned char file[300];
	memcpy(file, block, sizeof block);
	memcpy(file + sizeof block, block, sizeof block);
	size_t n = 2 * sizeof block +
		   (size_t)snprintf((char *)file + 2 * sizeof block, 100, "\n%s\n", footer);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	fwrite(file, 1, n - cut, f);
	fclose(f);
	setenv("TZDIR", folder, 1);
	struct zone *z = zone_load("X");
	unsetenv("TZDIR");
	remove(path);
	remove(folder);
	return z;
}

static void footers_of_all_kinds_are_understood(void **state)
{
	(void)state;
	static const struct {
		const char *footer, *time;
		int offset; /* -1: refused */
	} cases[] = {
	    {"CST-8", "2026-07-01T00:00:00Z", 28800},
	    {"<+0330>-3:30", "2026-07-01T00:00:00Z", 12600},
	    {"EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", -18000},
	    {"EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", -14400},
	    {"EST5EDT,M3.2.0,M11.1.0", "2026-11-01T05:59:59Z", -14400},
	    {"EST5EDT,M3.2.0,M11.1.0", "2026-11-01T06:00:00Z", -18000},
	    {"AAA0BBB,J60,J300", "2024-03-01T01:59:59Z", 0},
	    {"AAA0BBB,J60,J300", "2024-03-01T02:00:00Z", 3600},
	    {"AAA0BBB,J60,J300", "2023-03-01T02:00:00Z", 3600},
	    {"AAA0BBB,59,300", "2024-02-29T02:00:00Z", 3600},
	    {"AAA0BBB,59,300", "2023-02-28T23:00:00Z", 0},
	    {"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", 3600},
	    {"IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-31T23:59:59Z", 0},
	    {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -7200},
	    {"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -3600},
	    {"XXX3EDT4,0/0,J365/23", "2026-07-01T00:00:00Z", -14400},
	    {"XXX3EDT4,0/0,J365/23", "2026-01-01T03:00:00Z", -14400},
	    {"", "2026-07-01T00:00:00Z", 3600},
	    {"EST", "2026-07-01T00:00:00Z", -1},
	    {"EST5EDT", "2026-07-01T00:00:00Z", -1},
	    {"EST5EDT,M13.2.0,M11.1.0", "2026-07-01T00:00:00Z", -1},
	    {"EST5EDT,M3.2.0,M11.1.0x", "2026-07-01T00:00:00Z", -1},
	    {"E5", "2026-07-01T00:00:00Z", -1},
	    {"<EST5", "2026-07-01T00:00:00Z", -1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t ms;
		struct zone *z = zone_with(cases[i].footer, 0);
		assert_int_equal(time_parse(str_of(cases[i].time), NULL, &ms), 0);
		int offset = z ? zone_civil(z, ms).offset_s : -1;
		if (offset != cases[i].offset)
			fail_msg("%s at %s: %d", cases[i].footer, cases[i].time, offset);
		zone_free(&z);
	}
	for (size_t cut = 1; cut <= 110;
	     cut++) { /* a file that ends early is refused, wherever it ends */
		struct zone *z = zone_with("CST-8", cut);
		assert_null(z);
	}
}

static void the_calendar_agrees_with_itself(void **state)
{
	(void)state;
	assert_int_equal(civil_days(1970, 1, 1), 0);
	assert_int_equal(civil_days(2000, 3, 1), 11017);
	assert_int_equal(civil_days(1600, 2, 29), -135081);
	assert_int_equal(civil_weekday(0), 4);
	assert_int_equal(civil_weekday(-4), 7);
	assert_int_equal(civil_weekday(civil_days(2026, 11, 23)), 1);
	int year = -1, month = 12, day = 31;
	for (int64_t d = civil_days(0, 1, 1); d < civil_days(2200, 1, 1); d++) {
		int y, m, last = day;
		civil_from_days(d, &y, &m, &day);
		assert_true(m == month ? y == year && day == last + 1 : day == 1);
		assert_int_equal(civil_days(y, m, day), d);
		year = y;
		month = m;
	}
}

static void times_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text, *want; /* NULL: refused */
	} cases[] = {
	    {"2026-11-23T10:00:00Z", "2026-11-23T10:00:00.000Z"},
	    {"2026-11-23t10:00:00z", "2026-11-23T10:00:00.000Z"},
	    {"2026-11-23T10:00:00.1234567Z", "2026-11-23T10:00:00.123Z"},
	    {"2026-11-23T10:00:00.5+08:00", "2026-11-23T02:00:00.500Z"},
	    {"2026-11-23 10:00:00-05:30", "2026-11-23T15:30:00.000Z"},
	    {"2026-11-23 11:58", "2026-11-23T03:58:00.000Z"},
	    {"2026-11-23 9:00", "2026-11-23T01:00:00.000Z"},
	    {"2026-11-23T11:58:03", "2026-11-23T03:58:03.000Z"},
	    {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"},
	    {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"},
	    {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
	    {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"},
	    {"2026-11-23", NULL},
	    {"2026-02-29 10:00", NULL},
	    {"2026-13-01 10:00", NULL},
	    {"2026-11-31 10:00", NULL},
	    {"2026-11-00 10:00", NULL},
	    {"2026-11-23 24:00", NULL},
	    {"2026-11-23 10:60", NULL},
	    {"2026-11-23 10:00 ", NULL},
	    {"2026-11-23 10:00:00.", NULL},
	    {"2026-11-23 10:00+8", NULL},
	    {"2026-11-23 10:00+24:00", NULL},
	    {"2026-11-23 10:00Zx", NULL},
	    {"26-11-23 10:00", NULL},
	    {"", NULL},
	    {"now", NULL},
	    {"2026-11-23T1:00", NULL},
	    {"2026-11-23 :00", NULL},
	    {"2026-11-23 123:00", NULL},
	};
	struct zone *z = zone_load("Asia/Shanghai");
	int64_t ms;
	char out[32];
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int rc = time_parse(str_of(cases[i].text), z, &ms);
		if ((rc == 0) != (cases[i].want != NULL))
			fail_msg("%s: %d", cases[i].text, rc);
		if (rc)
			continue;
		time_format(ms, out);
		assert_string_equal(out, cases[i].want);
	}
	assert_int_equal(time_parse(STR("2026-11-23 11:58"), NULL, &ms), -1);
	assert_true(time_format(INT64_MAX, out) < 32);
	assert_true(time_format(INT64_MIN, out) < 32);
	zone_free(&z);
}

static void spans_are_read(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		int64_t want; /* -1: refused */
	} cases[] = {
	    {"1.5s", 1500},
	    {"1m0.001s", 60001},
	    {"2.5", 2500},
	    {"1.s", -1},
	    {".5s", -1},
	    {"1.5ms", -1},
	    {"1.2345s", -1},
	    {"1.2.3s", -1},
	    {"500ms", 500},
	    {"90s", 90000},
	    {"5m", 300000},
	    {"2h", 7200000},
	    {"3d", 259200000},
	    {"1h30m", 5400000},
	    {"1d2h3m4s5ms", 93784005},
	    {"90", 90000},
	    {"0", 0},
	    {"", -1},
	    {"s", -1},
	    {"-5s", -1},
	    {"5x", -1},
	    {"1.5h", -1},
	    {"30m1h", -1},
	    {"1h1h", -1},
	    {"1h30", -1},
	    {"5 m", -1},
	    {"5M", -1},
	    {"99999999999999999999s", -1},
	    {"9223372036854775807s", -1},
	    {"m5", -1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t ms = -1;
		int rc = span_parse(str_of(cases[i].text), &ms);
		if (ms != cases[i].want || (rc == 0) != (ms >= 0))
			fail_msg("%s: %d %lld", cases[i].text, rc, (long long)ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(many_moments_are_as_the_c_library_says),
	    cmocka_unit_test(changes_are_exact_to_the_second),
	    cmocka_unit_test(days_and_minutes_may_be_out_of_range),
	    cmocka_unit_test(strange_names_are_refused),
	    cmocka_unit_test(built_in_zones_need_no_file),
	    cmocka_unit_test(footers_of_all_kinds_are_understood),
	    cmocka_unit_test(the_calendar_agrees_with_itself),
	    cmocka_unit_test(times_are_read),
	    cmocka_unit_test(spans_are_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
