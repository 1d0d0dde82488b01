/* Where a request ends, and what leaves a doubt about it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/framing.h"

struct header {
	const char *name, *value;
};

static const struct {
	struct header h[3];
	int64_t length;
	bool doubt;
} cases[] = {
    {{{"Host", "x"}}, -1, false},
    {{{"Content-Length", "12"}}, 12, false},
    {{{"content-LENGTH", "0"}, {"Host", "x"}}, 0, false},
    {{{"Content-Length", "99999999999999999999"}}, INT64_MAX, false},
    {{{"Content-Length", "12"}, {"Content-Length", "12"}}, 12, false},
    {{{"Content-Length", "12"}, {"Content-Length", "0"}}, 0, true},
    {{{"Content-Length", "0"}, {"Host", "x"}, {"content-length", "12"}}, 12, true},
    {{{"Transfer-Encoding", "Chunked"}}, -1, false},
    {{{"Transfer-Encoding", "xchunked"}}, -1, true},
    {{{"Transfer-Encoding", "gzip, chunked"}}, -1, true},
    {{{"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "identity"}}, -1, true},
    {{{"Content-Length", "12"}, {"Transfer-Encoding", "chunked"}}, 12, true},
    {{{"Transfer-Encoding", "chunked"}, {"Content-Length", "12"}}, 12, true},
    {{{"Content-Length ", "12"}}, -1, true},
    {{{"Authorization\t", "x"}}, -1, true},
};

static void doubtful_headers_are_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct framing f;

		framing_init(&f);
		for (size_t k = 0; k < 3 && cases[i].h[k].name; k++)
			framing_header(
			    &f, str_of(cases[i].h[k].name), str_of(cases[i].h[k].value));
		if (f.length != cases[i].length || (f.doubt != NULL) != cases[i].doubt)
			fail_msg("case %zu: length %lld, %s", i, (long long)f.length,
			    f.doubt ? f.doubt : "no doubt");
	}
}

static void a_client_may_expect(void **state)
{
	struct framing f;

	(void)state;
	framing_init(&f);
	framing_header(&f, STR("expect"), STR("100-continue"));
	assert_true(f.expects);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(doubtful_headers_are_seen),
	    cmocka_unit_test(a_client_may_expect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
