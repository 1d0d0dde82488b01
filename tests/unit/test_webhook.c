/* test_webhook.c - secrets, signatures, back-off, ticket numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "desk/webhook.h"

static struct str secret_of(struct arena *arena, const char *written)
{
	struct str bytes = {0};

	assert_int_equal(webhook_secret(str_of(written), arena, &bytes), 0);
	return bytes;
}

/* The published example of Standard Webhooks. */
static void the_published_vector_is_signed_alike(void **state)
{
	struct arena *arena = arena_new(0);
	struct buf out;

	(void)state;
	buf_init(&out, 1024);
	webhook_sign(secret_of(arena, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
	    STR("msg_p5jXN8AQM9LWM0D4loKWxJek"), 1614265330, STR("{\"test\": 2432232314}"), &out);
	assert_string_equal(out.p, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
	buf_free(&out);
	arena_free(&arena);
}

/* The published example again, the other way round: what is kept, what is spoilt. */
static void only_what_was_signed_with_a_secret_and_just_now_is_genuine(void **state)
{
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	static const char *const id = "msg_p5jXN8AQM9LWM0D4loKWxJek", *const at = "1614265330",
			  *const body = "{\"test\": 2432232314}";
	static const struct {
		const char *id, *timestamp, *signature, *body;
		int64_t now;
		bool old; /* the secret is the one before */
		enum webhook_check want;
	} cases[] = {
	    {id, at, SIGNATURE, body, 1614265330, false, WEBHOOK_GENUINE},
	    {id, at, SIGNATURE, body, 1614265330, true, WEBHOOK_GENUINE},
	    {id, at, "v1,AAAA v2,x " SIGNATURE, body, 1614265330, false, WEBHOOK_GENUINE},
	    {id, at, SIGNATURE " v1,AAAA", body, 1614265630, false, WEBHOOK_GENUINE},
	    {id, at, SIGNATURE, body, 1614265631, false, WEBHOOK_STALE},
	    {id, at, SIGNATURE, body, 1614265029, false, WEBHOOK_STALE},
	    {id, "1614265331", SIGNATURE, body, 1614265330, false, WEBHOOK_FORGED},
	    {"msg_2", at, SIGNATURE, body, 1614265330, false, WEBHOOK_FORGED},
	    {id, at, SIGNATURE, "{\"test\": 2432232315}", 1614265330, false, WEBHOOK_FORGED},
	    {id, at, SIGNATURE, "", 1614265330, false, WEBHOOK_FORGED},
	    {id, at, SIGNATURE "=", body, 1614265330, false, WEBHOOK_FORGED},
	    {id, at, "v1,", body, 1614265330, false, WEBHOOK_FORGED},
	    {id, at, " ", body, 1614265330, false, WEBHOOK_FORGED},
	    {id, at, "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", body, 1614265330, false,
		WEBHOOK_FORGED},
	    {id, at, "", body, 1614265330, false, WEBHOOK_UNSIGNED},
	    {"", at, SIGNATURE, body, 1614265330, false, WEBHOOK_UNSIGNED},
	    {id, "", SIGNATURE, body, 1614265330, false, WEBHOOK_UNSIGNED},
	    {id, "today", SIGNATURE, body, 1614265330, false, WEBHOOK_UNSIGNED},
	    {id, "9223372036854775808", SIGNATURE, body, 1614265330, false, WEBHOOK_UNSIGNED},
	    {id, "-9223372036854775808", SIGNATURE, body, 1614265330, false, WEBHOOK_STALE},
	};
	struct arena *arena = arena_new(0);
	struct str secret = secret_of(arena, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct webhook_headers h = {str_of(cases[i].id), str_of(cases[i].timestamp),
		    str_of(cases[i].signature)};
		struct str first = cases[i].old ? STR("new") : secret;
		enum webhook_check got = webhook_verify(first, cases[i].old ? secret : STR(""), &h,
		    str_of(cases[i].body), cases[i].now);

		if (got != cases[i].want)
			fail_msg("case %zu: %d", i, got);
	}
	arena_free(&arena);
}

/* Without a secret nothing is genuine, not even what is signed with none. */
static void nothing_is_genuine_without_a_secret(void **state)
{
	struct webhook_headers h = {STR("msg_1"), STR("7"), STR("")};
	struct buf out;

	(void)state;
	buf_init(&out, 1024);
	webhook_sign(STR(""), h.id, 7, STR("{}"), &out);
	h.signature = buf_str(&out);
	assert_int_equal(
	    webhook_verify(STR(""), STR(""), &h, STR("{}"), 7), WEBHOOK_FORGED);
	buf_free(&out);
}

/* What was signed was computed with Python's hmac. */
static void a_raw_secret_is_taken_as_it_stands(void **state)
{
	struct arena *arena = arena_new(0);
	struct buf out;

	(void)state;
	buf_init(&out, 1024);
	webhook_sign(secret_of(arena, "Jefe"), STR("msg_1"), 7, STR("{}"), &out);
	assert_string_equal(out.p, "v1,2IbIfr/bPmIAgcVZr3l5zTrroHzHr01QH0Gjm74miuU=");
	buf_free(&out);
	arena_free(&arena);
}

static void a_bad_secret_is_refused(void **state)
{
	static const char *const bad[] = {"", "whsec_", "whsec_***", "whsec_abc"};
	struct arena *arena = arena_new(0);
	struct str bytes;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(webhook_secret(str_of(bad[i]), arena, &bytes), -1);
	arena_free(&arena);
}

static void only_2xx_is_taken_and_410_is_the_end(void **state)
{
	static const struct {
		int status;
		enum webhook_verdict want;
	} cases[] = {
	    {200, WEBHOOK_TAKEN}, {202, WEBHOOK_TAKEN}, {204, WEBHOOK_TAKEN}, {299, WEBHOOK_TAKEN},
	    {0, WEBHOOK_AGAIN},   {100, WEBHOOK_AGAIN}, {301, WEBHOOK_AGAIN}, {304, WEBHOOK_AGAIN},
	    {400, WEBHOOK_AGAIN}, {404, WEBHOOK_AGAIN}, {410, WEBHOOK_GONE},  {429, WEBHOOK_AGAIN},
	    {500, WEBHOOK_AGAIN}, {503, WEBHOOK_AGAIN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(webhook_judge(cases[i].status), cases[i].want);
}

static void the_delay_doubles_up_to_its_limit(void **state)
{
	(void)state;
	/* the dice at their highest: dice % (top + 1) == top */
	assert_int_equal(webhook_delay(1, 1000, 60000, 1000, 0), 1000);
	assert_int_equal(webhook_delay(2, 1000, 60000, 2000, 0), 2000);
	assert_int_equal(webhook_delay(6, 1000, 60000, 32000, 0), 32000);
	assert_int_equal(webhook_delay(7, 1000, 60000, 60000, 0), 60000);
	assert_int_equal(webhook_delay(4000000000U, 1000, 60000, 60000, 0), 60000);
	assert_int_equal(webhook_delay(3, 1000, 60000, 0, 0), 0);
	for (uint64_t dice = 0; dice < 5000; dice += 7)
		assert_in_range(
		    webhook_delay(2, 1000, 60000, dice * 0x9e3779b97f4a7c15U, 0), 0, 2000);
}

static void retry_after_is_honoured_up_to_the_limit(void **state)
{
	(void)state;
	assert_int_equal(webhook_delay(1, 1000, 60000, 0, 5000), 5000);
	assert_int_equal(webhook_delay(1, 1000, 60000, 0, 86400000), 60000);
	assert_int_equal(webhook_delay(3, 1000, 60000, 4000, 500), 4000);
}

static void ticket_numbers_are_found_or_not(void **state)
{
	static const struct {
		const char *answer, *pointer, *want;
	} cases[] = {
	    {"{\"number\":\"T-9\"}", "", "T-9"},
	    {"{\"number\":1234567}", "", "1234567"},
	    {"{\"ticket\":\"工单-7\"}", "", "工单-7"},
	    {"{\"id\":0}", "", "0"},
	    {"{\"number\":null,\"id\":5}", "", "5"},
	    {"{\"data\":{\"no\":\" A 1 \"}}", "/data/no", "A 1"},
	    {"{\"data\":{\"no\":1}}", "/data/number", ""},
	    {"{\"number\":\"T-9\"}", "/ticket", ""},
	    {"{\"number\":1.5}", "", ""},
	    {"{\"number\":-4}", "", ""},
	    {"{\"number\":1e300}", "", ""},
	    {"{\"number\":\"a\\nb\"}", "", ""},
	    {"{\"number\":\"a\\u202eb\"}", "", ""}, /* would turn what stands behind it */
	    {"{\"number\":\"a\\u2028b\"}", "", ""},
	    {"{\"number\":{}}", "", ""},
	    {"[1,2]", "", ""},
	    {"ok", "", ""},
	    {"", "", ""},
	    {"{\"number\":\"01234567890123456789012345678901234567890123456789012345678901234\"}",
		"", ""},
	};
	char out[WEBHOOK_NUMBER + 1];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = webhook_number(str_of(cases[i].answer), str_of(cases[i].pointer), out);

		assert_string_equal(out, cases[i].want);
		assert_int_equal(n, strlen(cases[i].want));
	}
}

static void the_platforms_id_is_read(void **state)
{
	static const struct {
		const char *answer, *want;
	} cases[] = {
	    {"{\"id\":\"p-1\"}", "p-1"},
	    {"{\"message_id\":\"p-2\",\"ok\":true}", "p-2"},
	    {"{\"msgid\":17}", "17"},
	    {"{\"id\":null,\"message_id\":\"p-3\"}", "p-3"},
	    {"{\"id\":\"\"}", ""},
	    {"{\"id\":[1]}", ""},
	    {"ok", ""},
	    {"", ""},
	};
	char out[WEBHOOK_MESSAGE + 1];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(
		    webhook_message(str_of(cases[i].answer), out), strlen(cases[i].want));
		assert_string_equal(out, cases[i].want);
	}
}

static void the_id_is_made_of_the_row(void **state)
{
	char out[WEBHOOK_ID];

	(void)state;
	assert_int_equal(webhook_id(17, out), 6);
	assert_string_equal(out, "msg_17");
	assert_int_equal(webhook_id(INT64_MAX, out), 23);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_platforms_id_is_read),
	    cmocka_unit_test(the_published_vector_is_signed_alike),
	    cmocka_unit_test(only_what_was_signed_with_a_secret_and_just_now_is_genuine),
	    cmocka_unit_test(nothing_is_genuine_without_a_secret),
	    cmocka_unit_test(a_raw_secret_is_taken_as_it_stands),
	    cmocka_unit_test(a_bad_secret_is_refused),
	    cmocka_unit_test(only_2xx_is_taken_and_410_is_the_end),
	    cmocka_unit_test(the_delay_doubles_up_to_its_limit),
	    cmocka_unit_test(retry_after_is_honoured_up_to_the_limit),
	    cmocka_unit_test(ticket_numbers_are_found_or_not),
	    cmocka_unit_test(the_id_is_made_of_the_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
