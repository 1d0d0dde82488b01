/* test_lookup.c - what a look-up asks, and what it reads out of an answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#include "desk/lookup.h"

static struct value given[] = {
    {STR("order_no"), STR("2026 11/23?x")},
    {STR("quote"), STR("a\"b\\c\n{order_no}")},
    {STR("dots"), STR("..")},
    {STR("name"), STR("\xe4\xba\x8c")},
};
static const struct values values = {given, sizeof given / sizeof *given};

static const struct {
	const char *url, *want; /* want NULL: it cannot be made */
} urls[] = {
    {"http://s/orders/{order_no}/parcel", "http://s/orders/2026%2011%2F23%3Fx/parcel"},
    {"http://s/?no={order_no}&n={name}", "http://s/?no=2026%2011%2F23%3Fx&n=%E4%BA%8C"},
    {"http://s/{}/{ x}/{{order_no}}", "http://s/{}/{ x}/{2026%2011%2F23%3Fx}"},
    {"http://s/a{dots}", NULL}, /* a step to another path where nothing stands beside it */
    {"http://s/{unknown}", NULL},
    {"http://s/plain", "http://s/plain"},
};

static void a_url_gets_its_values_encoded(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		struct lookup l = {.url = str_of(urls[i].url)};
		struct buf b;
		const char *wrong;

		buf_init(&b, LOOKUP_REQUEST_MAX);
		wrong = lookup_url(&l, values, &b);
		assert_int_equal(wrong == NULL, urls[i].want != NULL);
		if (urls[i].want)
			assert_string_equal(b.p, urls[i].want);
		buf_free(&b);
	}
}

static void a_body_gets_its_values_escaped(void **state)
{
	struct lookup l = {.body = STR("{\"q\": \"{quote}\", \"n\": {\"no\": \"{order_no}\"}}")};
	struct buf b;

	(void)state;
	buf_init(&b, LOOKUP_REQUEST_MAX);
	assert_null(lookup_body(&l, values, &b));
	assert_string_equal(b.p,
	    "{\"q\": \"a\\\"b\\\\c\\n{order_no}\", \"n\": {\"no\": \"2026 11/23?x\"}}");
	buf_free(&b);
}

static void a_value_too_long_is_not_sent(void **state)
{
	char text[LOOKUP_VALUE_MAX + 1];
	struct value one = {STR("order_no"), {text, sizeof text}};
	struct lookup l = {.url = STR("http://s/{order_no}")};
	struct buf b;

	(void)state;
	memset(text, '1', sizeof text);
	buf_init(&b, LOOKUP_REQUEST_MAX);
	assert_string_equal(
	    lookup_url(&l, (struct values){&one, 1}, &b), "a value cannot be sent");
	buf_free(&b);
}

static const struct {
	const char *url;
	int where; /* of what is wrong; -1: nothing */
} addresses[] = {
    {"http://s/{order_no}", -1},
    {"http://s?no={order_no}", -1},
    {"https://s:80", -1},
    {"http://{shop}.example/x", 7},
    {"http://s:{port}/x", 9},
    {"http://s/x#{order_no}", 10},
};

static void slots_stand_behind_the_host(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		size_t where;
		const char *wrong = lookup_check_url(str_of(addresses[i].url), &where);

		assert_int_equal(wrong ? (int)where : -1, addresses[i].where);
	}
}

static const struct {
	const char *body;
	bool good;
} bodies[] = {
    {"{\"no\": \"{order_no}\"}", true},
    {"{\"no\": \"SN-{order_no}-{name}\", \"all\": [1, {}]}", true},
    {"{\"no\": {order_no}}", false},
    {"{\"{order_no}\": 1", false},
    {"no={order_no}", false},
};

static void a_body_is_json_with_slots_within_texts(void **state)
{
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
		size_t where = 0;

		assert_int_equal(
		    lookup_check_body(str_of(bodies[i].body), arena, &where) == NULL,
		    bodies[i].good);
	}
	arena_free(&arena);
}

static struct lookup_slot slots[] = {
    {STR("status"), STR("/p/status"), false},
    {STR("days"), STR("/p/days"), true},
    {STR("amount"), STR("/p/list/1"), true},
    {STR("stuck"), STR("/p/stuck"), true},
    {STR("big"), STR("/p/big"), true},
    {STR("map"), STR("/p"), true},
    {STR("none"), STR("/p/none"), true},
    {STR("empty"), STR("/p/empty"), true},
};
static const struct lookup reader = {.slots = slots, .slots_n = sizeof slots / sizeof *slots};

static struct str got(const struct values *v, const char *name)
{
	for (size_t i = 0; i < v->n; i++)
		if (str_is(v->v[i].name, name))
			return v->v[i].value;
	return STR("(none)");
}

static void single_values_of_an_answer_become_texts(void **state)
{
	struct arena *arena = arena_new(0);
	struct values v;

	(void)state;
	assert_null(lookup_read(&reader,
	    STR("{\"p\": {\"status\": \" on its way \", \"days\": 3, \"list\": [0, 12.5], "
		"\"stuck\": false, \"big\": 12345678901234567890, \"none\": null, \"empty\": \"\"}}"),
	    arena, &v));
	assert_true(str_is(got(&v, "status"), "on its way"));
	assert_true(str_is(got(&v, "days"), "3"));
	assert_true(str_is(got(&v, "amount"), "12.5"));
	assert_true(str_is(got(&v, "stuck"), "no"));
	assert_int_equal(v.n, 4);
	arena_free(&arena);
}

static void an_amount_keeps_its_cents(void **state)
{
	struct arena *arena = arena_new(0);
	struct values v;

	(void)state;
	assert_null(lookup_read(
	    &reader, STR("{\"p\": {\"days\": 0.1, \"list\": [0, 1234567890.12]}}"), arena, &v));
	assert_true(str_is(got(&v, "amount"), "1234567890.12"));
	assert_true(str_is(got(&v, "days"), "0.1"));
	arena_free(&arena);
}

static const struct {
	const char *value, *want; /* want NULL: it brings nothing */
} shown[] = {
    {"\"  on its way \"", "on its way"},
    {"\"on\\r\\n\\tits\\u001b[31m way\\u0085\"", "on its [31m way"},
    {"\"88 \\u202e\\u2066元\\u200f\"", "88 元"},
    {"\"\\ud83d\\udc68\\u200d\\ud83d\\udc69\"", "\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9"},
    {"\"\\u0007 \\ufeff\"", NULL},
    {"-0.0", "0"},
    {"-0.5", "-0.5"},
    {"1e308", NULL},
    {"-1e999", NULL},
};

static void a_value_is_one_line_that_a_customer_can_read(void **state)
{
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		struct values v;
		struct str body = arena_printf(arena, "{\"p\": {\"status\": %s}}", shown[i].value);

		assert_null(lookup_read(&reader, body, arena, &v));
		assert_int_equal(v.n, shown[i].want != NULL);
		if (shown[i].want)
			assert_true(str_is(got(&v, "status"), shown[i].want));
	}
	arena_free(&arena);
}

static void what_is_no_json_is_no_answer(void **state)
{
	struct arena *arena = arena_new(0);
	struct values v;

	(void)state;
	assert_string_equal(
	    lookup_read(&reader, STR("<html>busy</html>"), arena, &v), "the answer is no JSON");
	assert_non_null(lookup_read(&reader, STR(""), arena, &v));
	assert_non_null(lookup_read(&reader, STR("{\"p\": \"\xff\"}"), arena, &v));
	assert_null(lookup_read(&reader, STR("[]"), arena, &v));
	assert_int_equal(v.n, 0);
	arena_free(&arena);
}

static void an_offer_tells_what_is_needed_and_what_is_required(void **state)
{
	struct arena *arena = arena_new(0);
	struct lookup_slot mixed[] = {
	    {STR("a"), STR("/a"), true}, {STR("b"), STR("/b"), false}, {STR("c"), STR("/c"), true}};
	struct lookup l = {.name = STR("parcel"),
	    .url = STR("http://s/{order_no}/{phone}?again={order_no}"),
	    .body = STR("{\"phone\": \"{phone}\", \"name\": \"{customer}\"}"),
	    .slots = mixed,
	    .slots_n = 3,
	    .timeout = 10000};
	struct lookup_offer o = lookup_offer(&l, arena);

	(void)state;
	assert_int_equal(o.needs_n, 3);
	assert_true(str_is(o.needs[0], "order_no"));
	assert_true(str_is(o.needs[2], "customer"));
	assert_int_equal(o.brings_n, 3);
	assert_int_equal(o.required_n, 1);
	assert_true(str_is(o.brings[0], "b"));
	assert_true(o.give_up > 10000);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_url_gets_its_values_encoded),
	    cmocka_unit_test(a_body_gets_its_values_escaped),
	    cmocka_unit_test(a_value_too_long_is_not_sent),
	    cmocka_unit_test(slots_stand_behind_the_host),
	    cmocka_unit_test(a_body_is_json_with_slots_within_texts),
	    cmocka_unit_test(single_values_of_an_answer_become_texts),
	    cmocka_unit_test(an_amount_keeps_its_cents),
	    cmocka_unit_test(a_value_is_one_line_that_a_customer_can_read),
	    cmocka_unit_test(what_is_no_json_is_no_answer),
	    cmocka_unit_test(an_offer_tells_what_is_needed_and_what_is_required),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
