/* Bodies of requests: what is taken, and what a wrong one is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/json.h"
#include "http/decode.h"

static struct arena *arena;

static int setup(void **state)
{
	(void)state;
	arena = arena_new(0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

#define ASSERT_STR(got, want) assert_string_equal(arena_str(arena, got).p, want)

static void a_whole_message_is_taken(void **state)
{
	struct message_request r;
	struct problem p;
	struct str body = STR("{\"channel\":\"app\",\"conversation\":\"c-81\",\"id\":\"m-1\","
			      "\"sender\":\"u-7\",\"text\":\"hi\","
			      "\"at\":\"2026-11-23T10:00:00+08:00\",\"profile\":{\"name\":\"L\","
			      "\"vip\":true,\"age\":31,\"x\":null},"
			      "\"attachments\":[{\"type\":\"image\",\"url\":\"http://a/"
			      "b\",\"size\":3}],\"new\":[1]}");

	(void)state;
	assert_int_equal(decode_message(body, arena, &r, &p), 0);
	ASSERT_STR(r.channel, "app");
	ASSERT_STR(r.conversation, "c-81");
	ASSERT_STR(r.id, "m-1");
	ASSERT_STR(r.sender, "u-7");
	ASSERT_STR(r.text, "hi");
	assert_int_equal(r.at, 1795399200000);
	assert_int_equal(r.profile.n, 3);
	ASSERT_STR(r.profile.v[1].name, "vip");
	ASSERT_STR(r.profile.v[1].value, "yes");
	ASSERT_STR(r.profile.v[2].value, "31");
	ASSERT_STR(r.attachments, "[{\"type\":\"image\",\"url\":\"http://a/b\",\"size\":\"3\"}]");
	assert_int_equal(r.shop.n, 0);
}

static void the_channel_is_web_when_not_said(void **state)
{
	struct message_request r;
	struct problem p;

	(void)state;
	assert_int_equal(
	    decode_message(
		STR("{\"id\":\"1\",\"conversation\":\"c\",\"text\":\"x\",\"channel\":null}"), arena,
		&r, &p),
	    0);
	ASSERT_STR(r.channel, "web");
}

static void a_wrong_message_is_told_what_is_wrong(void **state)
{
	static const struct {
		const char *body;
		enum problem_kind kind;
		const char *member, *detail;
	} cases[] = {
	    {"", PROBLEM_NOT_JSON, "", "the body is empty; a JSON object is needed"},
	    {"{\"id\":", PROBLEM_NOT_JSON, "", "reading stopped at byte 6 of 6"},
	    {"[]", PROBLEM_INVALID, "", "the body must be an object, not an array"},
	    {"{}", PROBLEM_INVALID, "id", "id is missing"},
	    {"{\"id\":null}", PROBLEM_INVALID, "id", "id is missing"},
	    {"{\"id\":5}", PROBLEM_INVALID, "id", "id must be a string, not a number"},
	    {"{\"id\":\"\"}", PROBLEM_INVALID, "id", "id must not be empty"},
	    {"{\"id\":\"1\"}", PROBLEM_INVALID, "conversation", "conversation is missing"},
	    {"{\"id\":\"1\",\"conversation\":\"c\"}", PROBLEM_INVALID, "text", "text is missing"},
	    {"{\"id\":\"1\",\"conversation\":\"c\",\"text\":\"\"}", PROBLEM_INVALID, "text",
		"text may be empty only beside attachments"},
	    {"{\"id\":\"1\",\"conversation\":\"c\",\"text\":\"x\",\"at\":\"yesterday\"}",
		PROBLEM_INVALID, "at",
		"at must be a moment as in RFC 3339, like 2026-11-23T10:00:00+08:00"},
	    {"{\"id\":\"1\",\"conversation\":\"c\",\"text\":\"x\",\"from\":\"robot\"}", PROBLEM_INVALID,
		"from", "from must be customer, agent or bot"},
	    {"{\"id\":\"1\",\"conversation\":\"c\",\"text\":\"x\",\"profile\":[]}", PROBLEM_INVALID,
		"profile", "profile must be an object, not an array"},
	    {"{\"id\":\"1\",\"conversation\":\"c\",\"text\":\"x\",\"profile\":{\"a\":{}}}",
		PROBLEM_INVALID, "profile.a",
		"profile.a must be a string, a number, true or false, not an object"},
	    {"{\"id\":\"1\",\"conversation\":\"c\",\"text\":\"x\",\"attachments\":[{}]}",
		PROBLEM_INVALID, "attachments[0]", "attachments[0] needs a \"type\", a string"},
	    {"{\"id\":\"1\",\"conversation\":\"c\",\"text\":\"x\",\"attachments\":[7]}",
		PROBLEM_INVALID, "attachments[0]",
		"attachments[0] must be an object, not a number"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct message_request r;
		struct problem p;

		assert_int_equal(decode_message(str_of(cases[i].body), arena, &r, &p), -1);
		assert_int_equal(p.kind, cases[i].kind);
		ASSERT_STR(p.member, cases[i].member);
		ASSERT_STR(p.detail, cases[i].detail);
	}
}

static void limits_are_bytes_and_exact(void **state)
{
	static char body[40000], text[20000];
	struct message_request r;
	struct problem p;

	(void)state;
	memset(text, 'x', sizeof text);
	for (int over = 0; over <= 1; over++) {
		snprintf(body, sizeof body,
		    "{\"id\":\"1\",\"conversation\":\"c\",\"text\":\"%.*s\"}",
		    DECODE_TEXT_MAX + over, text);
		assert_int_equal(decode_message(str_of(body), arena, &r, &p), -over);
		snprintf(body, sizeof body,
		    "{\"id\":\"%.*s\",\"conversation\":\"c\",\"text\":\"x\"}",
		    DECODE_NAME_MAX + over, text);
		assert_int_equal(decode_message(str_of(body), arena, &r, &p), -over);
	}
	ASSERT_STR(p.detail, "id has 257 bytes; at most 256 are allowed");
}

static void rasa_clients_are_understood(void **state)
{
	struct message_request r;
	struct problem p;

	(void)state;
	assert_int_equal(
	    decode_rasa(STR("{\"sender\":\"u\",\"message\":\"hi\"}"), arena, &r, &p), 0);
	ASSERT_STR(r.conversation, "u");
	ASSERT_STR(r.sender, "u");
	ASSERT_STR(r.channel, "rest");
	assert_int_equal(r.id.n, 0);
	assert_int_equal(
	    decode_rasa(
		STR("{\"sender\":\"u\",\"message\":\"hi\",\"message_id\":\"7\"}"), arena, &r, &p),
	    0);
	ASSERT_STR(r.id, "7");
	assert_int_equal(
	    decode_rasa(
		STR("{\"sender\":\"u\",\"message\":\"hi\",\"metadata\":{\"message_id\":\"8\"}}"),
		arena, &r, &p),
	    0);
	ASSERT_STR(r.id, "8");
	assert_int_equal(decode_rasa(STR("{\"sender\":\"u\",\"message\":\"hi\",\"metadata\":[1]}"),
			     arena, &r, &p),
	    0);
	assert_int_equal(
	    decode_rasa(STR("{\"sender\":\"\",\"message\":\"hi\"}"), arena, &r, &p), -1);
	ASSERT_STR(p.member, "sender");
	assert_int_equal(decode_rasa(STR("{\"sender\":\"u\"}"), arena, &r, &p), -1);
	ASSERT_STR(p.member, "message");
}

static void a_reply_is_a_text_or_a_phrase(void **state)
{
	struct act_request r;
	struct problem p;

	(void)state;
	assert_int_equal(
	    decode_reply(STR("{\"agent\":\"a\",\"text\":\"t\",\"id\":\"1\"}"), arena, &r, &p), 0);
	ASSERT_STR(r.text, "t");
	assert_int_equal(
	    decode_reply(STR("{\"agent\":\"a\",\"phrase\":\"hold\"}"), arena, &r, &p), 0);
	ASSERT_STR(r.phrase, "hold");
	assert_int_equal(decode_reply(STR("{\"agent\":\"a\"}"), arena, &r, &p), -1);
	assert_int_equal(decode_reply(STR("{\"agent\":\"a\",\"phrase\":\"hold\",\"text\":\"t\"}"),
			     arena, &r, &p),
	    -1);
	assert_int_equal(decode_reply(STR("{\"text\":\"t\"}"), arena, &r, &p), 0);
	assert_int_equal(r.agent.n, 0);
}

static void other_acts_have_their_members(void **state)
{
	struct act_request r;
	struct problem p;

	(void)state;
	assert_int_equal(decode_ticket(STR("{\"note\":\"n\",\"skill\":\"returns\",\"urgency\":2}"),
			     arena, &r, &p),
	    0);
	assert_int_equal(r.urgency, 2);
	assert_int_equal(decode_ticket(STR("{\"note\":\"n\",\"urgency\":5}"), arena, &r, &p), -1);
	ASSERT_STR(p.detail, "urgency must be a whole number from 1 to 4");
	assert_int_equal(decode_ticket(STR("{\"note\":\"n\",\"urgency\":1.5}"), arena, &r, &p), -1);
	assert_int_equal(
	    decode_ticket(STR("{\"note\":\"n\",\"urgency\":1e300}"), arena, &r, &p), -1);
	assert_int_equal(decode_ticket(STR(""), arena, &r, &p), 0);
	assert_int_equal(decode_plain(STR("{}"), arena, &r, &p), 0);
	assert_int_equal(decode_plain(STR(""), arena, &r, &p), 0);
	assert_int_equal(decode_plain(STR("{\"agent\":\"a\"}"), arena, &r, &p), 0);
	assert_int_equal(decode_plain(STR("x"), arena, &r, &p), -1);
}

static void a_notice_is_kept_in_one_form(void **state)
{
	struct notice_request r;
	struct problem p;

	(void)state;
	assert_int_equal(decode_notice(STR("{\"text\":\"t\",\"intents\":[\"payment.*\"],\"from\":"
					   "\"2026-11-23T10:00:00+08:00\","
					   "\"until\":\"2026-11-23T12:00:00+08:00\"}"),
			     arena, &r, &p),
	    0);
	ASSERT_STR(r.body,
	    "{\"text\":\"t\",\"intents\":[\"payment.*\"],\"from\":\"2026-11-23T02:00:00.000Z\","
	    "\"until\":\"2026-11-23T04:00:00.000Z\"}");
	assert_int_equal(decode_notice(STR("{\"text\":\"t\"}"), arena, &r, &p), 0);
	ASSERT_STR(r.body, "{\"text\":\"t\",\"intents\":[]}");
	assert_int_equal(decode_notice(STR("{\"text\":\"t\",\"intents\":[1]}"), arena, &r, &p), -1);
	ASSERT_STR(p.member, "intents[0]");
	assert_int_equal(decode_notice(STR("{\"text\":\"t\",\"from\":\"2026-11-23T10:00:00Z\","
					   "\"until\":\"2026-11-23T10:00:00Z\"}"),
			     arena, &r, &p),
	    -1);
	ASSERT_STR(p.member, "until");
}

#define BY "\"who\":\"anna\",\"why\":\"new prices\""
#define FILES "\"files\":[{\"name\":\"tests/b.yaml\",\"text\":\"- x\"},{\"name\":\"a.yaml\",\"text\":\"\"}]"

static void a_book_to_be_published_is_put_in_order(void **state)
{
	struct books_request r;
	struct problem p;

	(void)state;
	assert_int_equal(decode_publish(STR("{" BY "," FILES "}"), arena, &r, &p), 0);
	ASSERT_STR(r.who, "anna");
	ASSERT_STR(r.why, "new prices");
	assert_int_equal(r.shop.n + r.language.n + r.base.n, 0);
	assert_false(r.accept_warnings);
	assert_false(r.dry_run);
	assert_int_equal(r.files->n, 2);
	assert_int_equal(r.files->own, 1);
	ASSERT_STR(r.files->list[0].name, "a.yaml");
	ASSERT_STR(r.files->list[1].text, "- x");
	assert_int_equal(decode_publish(STR("{" BY "," FILES ",\"shop\":\"tea\",\"language\":"
					    "\"en\",\"base\":\"0123\",\"warnings\":\"accept\","
					    "\"dry_run\":true}"),
			     arena, &r, &p),
	    0);
	ASSERT_STR(r.shop, "tea");
	ASSERT_STR(r.language, "en");
	ASSERT_STR(r.base, "0123");
	assert_true(r.accept_warnings);
	assert_true(r.dry_run);
	assert_int_equal(decode_rollback(STR("{" BY ",\"version\":\"ab\"}"), arena, &r, &p), 0);
	ASSERT_STR(r.version, "ab");
	assert_null(r.files);
}

static void a_book_that_is_none_is_told_what_is_wrong(void **state)
{
	static const struct {
		const char *body, *member;
	} cases[] = {
	    {"{" FILES "}", "who"},
	    {"{\"who\":\"anna\",\"why\":\"\"," FILES "}", "why"},
	    {"{" BY "}", "files"},
	    {"{" BY ",\"files\":{}}", "files"},
	    {"{" BY ",\"files\":[]}", "files"},
	    {"{" BY ",\"files\":[1]}", "files"},
	    {"{" BY ",\"files\":[{\"name\":\"a.yaml\"}]}", "files"},
	    {"{" BY ",\"files\":[{\"name\":\"a.yaml\",\"text\":1}]}", "files"},
	    {"{" BY ",\"files\":[{\"name\":\"../a.yaml\",\"text\":\"\"}]}", "files"},
	    {"{" BY ",\"files\":[{\"name\":\"a.yaml\",\"text\":\"\"},"
	     "{\"name\":\"a.yaml\",\"text\":\"\"}]}", "files"},
	    {"{" BY "," FILES ",\"warnings\":\"ignore\"}", "warnings"},
	    {"{" BY "," FILES ",\"dry_run\":\"yes\"}", "dry_run"},
	    {"{" BY "," FILES ",\"shop\":7}", "shop"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct books_request r;
		struct problem p;

		if (decode_publish(str_of(cases[i].body), arena, &r, &p) == 0)
			fail_msg("%s was taken", cases[i].body);
		assert_int_equal(p.kind, PROBLEM_INVALID);
		ASSERT_STR(p.member, cases[i].member);
	}
}

static void a_problem_is_a_document(void **state)
{
	struct message_request r;
	struct problem p;
	struct buf b;
	size_t where;

	(void)state;
	buf_init(&b, 4096);
	assert_int_equal(decode_message(STR("{\"id\":tru}"), arena, &r, &p), -1);
	problem_write(&p, &b);
	struct json *doc = json_parse(buf_str(&b), &where);

	assert_non_null(doc);
	ASSERT_STR(json_text(json_get(doc, "type")), "urn:xiaoer:problem:not-json");
	assert_int_equal((int)json_number(json_get(doc, "status")), 400);
	assert_int_equal(json_type(json_get(doc, "byte")), JSON_NUMBER);
	assert_int_equal(json_type(json_get(doc, "title")), JSON_STRING);
	json_free(&doc);
	buf_free(&b);
}

static void findings_stand_in_the_problem(void **state)
{
	struct diag_list *list = diag_list_new();
	struct problem p = {.kind = PROBLEM_BOOK_REFUSED, .findings = list};
	struct buf b;

	(void)state;
	diag_error(list, (struct place){"a.yaml", 3, 7}, "no such phrase");
	diag_find(list, DIAG_WARNING, "pattern.same", STR("ship"), (struct place){"a.yaml", 4, 1},
	    "twice");
	diag_propose(list, "leave one out");
	diag_other(list, (struct place){"b.yaml", 9, 2}, "here too");
	buf_init(&b, 4096);
	problem_write(&p, &b);
	assert_string_equal(b.p, "{\"type\":\"urn:xiaoer:problem:book-refused\",\"title\":\"The "
				 "book is refused; the old one "
				 "stays\",\"status\":422,\"findings\":[{\"file\":\"a.yaml\","
				 "\"line\":3,\"column\":7,\"level\":"
				 "\"error\",\"message\":\"no such phrase\"},{\"file\":\"a.yaml\","
				 "\"line\":4,\"column\":1,\"level\":\"warning\",\"message\":"
				 "\"twice\",\"kind\":\"pattern.same\",\"proposal\":\"leave one "
				 "out\",\"others\":[{\"file\":\"b.yaml\",\"line\":9,\"column\":2,"
				 "\"message\":\"here too\"}]}]}");
	buf_free(&b);
	diag_list_free(&list);
}

static void what_is_decided_of_a_miss_names_messages(void **state)
{
	static const struct {
		const char *body, *detail;
	} bad[] = {
	    {"{}", "state"},
	    {"{\"state\":\"gone\"}", "state must be new, done or ignored"},
	    {"{\"state\":\"done\",\"seen\":\"x\"}", "the id of a message is like m12, not \"x\""},
	    {"{\"state\":\"done\",\"also\":[\"m1\",\"m-2\"]}", "the id of a message is like m12"},
	    {"{\"state\":\"done\",\"also\":[1]}", "also[0]"},
	};
	struct miss_request r;
	struct problem p;

	(void)state;
	assert_int_equal(decode_miss(STR("{\"state\":\"ignored\",\"who\":\"anna\",\"seen\":\"m9\","
				     "\"also\":[\"m3\",\"m4\"]}"), arena, &r, &p), 0);
	assert_int_equal(r.state, MISS_IGNORED);
	assert_int_equal(r.seen, 9);
	assert_int_equal(r.also_n, 2);
	assert_int_equal(r.also[1], 4);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		assert_int_equal(decode_miss(str_of(bad[i].body), arena, &r, &p), -1);
		if (!strstr(p.detail.p, bad[i].detail))
			fail_msg("%s: %s", bad[i].body, p.detail.p);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_whole_message_is_taken),
	    cmocka_unit_test(the_channel_is_web_when_not_said),
	    cmocka_unit_test(a_wrong_message_is_told_what_is_wrong),
	    cmocka_unit_test(limits_are_bytes_and_exact),
	    cmocka_unit_test(rasa_clients_are_understood),
	    cmocka_unit_test(a_reply_is_a_text_or_a_phrase),
	    cmocka_unit_test(other_acts_have_their_members),
	    cmocka_unit_test(a_notice_is_kept_in_one_form),
	    cmocka_unit_test(a_book_to_be_published_is_put_in_order),
	    cmocka_unit_test(a_book_that_is_none_is_told_what_is_wrong),
	    cmocka_unit_test(a_problem_is_a_document),
	    cmocka_unit_test(findings_stand_in_the_problem),
	    cmocka_unit_test(what_is_decided_of_a_miss_names_messages),
	};

	return cmocka_run_group_tests_name("decode", tests, setup, teardown);
}
