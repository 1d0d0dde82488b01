/* The router, the target of a request, addresses to listen on, tokens. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "http/auth.h"
#include "http/listen.h"
#include "http/router.h"
#include "http/url.h"

static enum exchange_next handle(struct exchange *x)
{
	(void)x;
	return EXCHANGE_ANSWERED;
}

static const struct route routes[] = {
    {METHOD_POST, "/v1/messages", handle, false},
    {METHOD_GET, "/v1/conversations", handle, false},
    {METHOD_GET, "/v1/conversations/{id}", handle, false},
    {METHOD_POST, "/v1/conversations/{id}/take", handle, false},
    {METHOD_GET, "/v1/notices/{id}", handle, false},
    {METHOD_PUT, "/v1/notices/{id}", handle, false},
};

static void a_path_finds_its_route(void **state)
{
	static const struct {
		enum method method;
		const char *path;
		enum router_verdict want;
		int route;
		const char *param;
	} cases[] = {
	    {METHOD_POST, "/v1/messages", ROUTER_FOUND, 0, ""},
	    {METHOD_GET, "/v1/messages", ROUTER_NO_METHOD, 0, ""},
	    {METHOD_OTHER, "/v1/messages", ROUTER_NO_METHOD, 0, ""},
	    {METHOD_POST, "/v1/message", ROUTER_NO_PATH, 0, ""},
	    {METHOD_POST, "/v1/messages/", ROUTER_NO_PATH, 0, ""},
	    {METHOD_POST, "/V1/messages", ROUTER_NO_PATH, 0, ""},
	    {METHOD_GET, "/v1/conversations", ROUTER_FOUND, 1, ""},
	    {METHOD_GET, "/v1/conversations/", ROUTER_NO_PATH, 0, ""},
	    {METHOD_GET, "/v1/conversations/c-81", ROUTER_FOUND, 2, "c-81"},
	    {METHOD_GET, "/v1/conversations/a%2Fb", ROUTER_FOUND, 2, "a%2Fb"},
	    {METHOD_POST, "/v1/conversations/c-81/take", ROUTER_FOUND, 3, "c-81"},
	    {METHOD_POST, "/v1/conversations//take", ROUTER_NO_PATH, 0, ""},
	    {METHOD_POST, "/v1/conversations/c/takes", ROUTER_NO_PATH, 0, ""},
	    {METHOD_GET, "/v1/conversations/c/take", ROUTER_NO_METHOD, 0, ""},
	    {METHOD_PUT, "/v1/notices/x", ROUTER_FOUND, 5, "x"},
	    {METHOD_GET, "", ROUTER_NO_PATH, 0, ""},
	    {METHOD_GET, "*", ROUTER_NO_PATH, 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct router_match m;
		enum router_verdict got =
		    router_find(routes, 6, cases[i].method, str_of(cases[i].path), &m);

		assert_int_equal(got, cases[i].want);
		if (got != ROUTER_FOUND)
			continue;
		assert_ptr_equal(m.route, &routes[cases[i].route]);
		assert_true(str_is(m.param, cases[i].param));
	}
}

static void a_wrong_method_is_told_the_right_ones(void **state)
{
	struct arena *arena = arena_new(0);
	struct router_match m;

	(void)state;
	assert_int_equal(
	    router_find(routes, 6, METHOD_DELETE, STR("/v1/notices/x"), &m), ROUTER_NO_METHOD);
	assert_string_equal(router_allow(m.methods, arena), "GET, HEAD, PUT");
	assert_int_equal(method_parse("HEAD"), METHOD_GET);
	assert_int_equal(method_parse("PATCH"), METHOD_OTHER);
	arena_free(&arena);
}

static void escapes_are_decoded_or_refused(void **state)
{
	static const struct {
		const char *raw;
		bool plus;
		const char *want; /* NULL: refused */
	} cases[] = {
	    {"c-81", false, "c-81"},
	    {"a%2Fb", false, "a/b"},
	    {"%E5%BC%A0", false, "\xe5\xbc\xa0"},
	    {"%e5%bc%a0", false, "\xe5\xbc\xa0"},
	    {"a+b", true, "a b"},
	    {"a+b", false, "a+b"},
	    {"%00", false, NULL},
	    {"a%", false, NULL},
	    {"a%2", false, NULL},
	    {"%zz", false, NULL},
	    {"%ff", false, NULL},
	    {"\xff", false, NULL},
	    {"%ed%a0%80", false, NULL}, /* a surrogate */
	    {"", false, ""},
	};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str out;
		int rc = url_decode(str_of(cases[i].raw), cases[i].plus, arena, &out);

		assert_int_equal(rc, cases[i].want ? 0 : -1);
		if (cases[i].want)
			assert_true(str_is(out, cases[i].want));
	}
	arena_free(&arena);
}

static void a_target_is_path_and_query(void **state)
{
	static const char *const cases[][3] = {
	    {"/a/b?c=d", "/a/b", "c=d"},
	    {"/a", "/a", ""},
	    {"/a?", "/a", ""},
	    {"/a?b?c", "/a", "b?c"},
	    {"http://h:1/a?b", "/a", "b"},
	    {"http://h", "/", ""},
	    {"http://", "/", ""},
	    {"*", "*", ""},
	    {"", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct str path, query;

		url_split(str_of(cases[i][0]), &path, &query);
		assert_true(str_is(path, cases[i][1]));
		assert_true(str_is(query, cases[i][2]));
	}
}

static void a_query_gives_its_values(void **state)
{
	struct arena *arena = arena_new(0);
	struct str query = STR("mode=queued&shop=%E5%BA%97+1&wait=&flag&mode=bot&bad=%zz"), out;

	(void)state;
	assert_int_equal(url_query(query, "mode", arena, &out), 1);
	assert_true(str_is(out, "queued"));
	assert_int_equal(url_query(query, "shop", arena, &out), 1);
	assert_true(str_is(out, "\xe5\xba\x97 1"));
	assert_int_equal(url_query(query, "wait", arena, &out), 1);
	assert_int_equal(out.n, 0);
	assert_int_equal(url_query(query, "flag", arena, &out), 1);
	assert_int_equal(url_query(query, "mod", arena, &out), 0);
	assert_int_equal(url_query(query, "bad", arena, &out), -1);
	assert_int_equal(url_query(STR(""), "mode", arena, &out), 0);
	arena_free(&arena);
}

static void addresses_are_read_and_loopback_is_known(void **state)
{
	static const struct {
		const char *text;
		int want, loopback;
	} cases[] = {
	    {"127.0.0.1:8080", 0, 1},
	    {"127.1.2.3:0", 0, 1},
	    {"[::1]:8080", 0, 1},
	    {"localhost:8080", 0, 1},
	    {"0.0.0.0:8080", 0, 0},
	    {"*:8080", 0, 0},
	    {":8080", 0, 0},
	    {"[::]:8080", 0, 0},
	    {"10.0.0.1:80", 0, 0},
	    {"[::ffff:127.0.0.1]:80", 0, 1},
	    {"8080", -1, 0},
	    {"127.0.0.1", -1, 0},
	    {"127.0.0.1:", -1, 0},
	    {"127.0.0.1:65536", -1, 0},
	    {"127.0.0.1:-1", -1, 0},
	    {"127.0.0.1:80x", -1, 0},
	    {"::1:8080", -1, 0},
	    {"", -1, 0},
	    {"256.1.1.1:80", -1, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct listen_address a;
		char error[256] = "";
		int rc = listen_parse(cases[i].text, &a, error);

		assert_int_equal(rc, cases[i].want);
		if (rc == 0)
			assert_int_equal(a.loopback, cases[i].loopback);
		else
			assert_true(error[0] != '\0');
	}
}

static void any_of_the_tokens_opens(void **state)
{
	const struct str tokens[] = {STR("first-token"), STR("second-token")}, none[] = {STR("")};

	(void)state;
	assert_true(auth_may(tokens, 2, STR("Bearer first-token")));
	assert_true(auth_may(tokens, 2, STR("bearer  second-token ")));
	assert_false(auth_may(tokens, 2, STR("Bearer first-tokem")));
	assert_false(auth_may(tokens, 2, STR("Bearer first-token2")));
	assert_false(auth_may(tokens, 2, STR("Bearer ")));
	assert_false(auth_may(tokens, 2, STR("Basic first-token")));
	assert_false(auth_may(tokens, 2, STR("")));
	assert_false(auth_may(none, 1, STR("Bearer ")));
	assert_true(auth_may(tokens, 0, STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_path_finds_its_route),
	    cmocka_unit_test(a_wrong_method_is_told_the_right_ones),
	    cmocka_unit_test(escapes_are_decoded_or_refused),
	    cmocka_unit_test(a_target_is_path_and_query),
	    cmocka_unit_test(a_query_gives_its_values),
	    cmocka_unit_test(addresses_are_read_and_loopback_is_known),
	    cmocka_unit_test(any_of_the_tokens_opens),
	};

	return cmocka_run_group_tests_name("router", tests, NULL, NULL);
}
