/* fuzz_request.c - bodies and targets of requests.  The first byte chooses the decoder, the rest is
 * the input. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/json.h"
#include "base/utf8.h"
#include "http/decode.h"
#include "http/router.h"
#include "http/url.h"
#include "trainer/version.h"

static void check_text(struct str s)
{
	if (!utf8_valid(s) || memchr(s.n ? s.p : "", '\0', s.n))
		abort();
}

/* Whatever was wrong, its document is JSON. */
static void check_problem(const struct problem *p)
{
	struct json *doc;
	struct buf b;
	size_t where;

	buf_init(&b, 1 << 20);
	problem_write(p, &b);
	doc = json_parse(buf_str(&b), &where);
	if (!doc)
		abort();
	json_free(&doc);
	buf_free(&b);
}

static void check_json(struct str s)
{
	struct json *doc;
	size_t where;

	if (s.n == 0)
		return;
	doc = json_parse(s, &where);
	if (!doc)
		abort();
	json_free(&doc);
}

static int try_message(struct str in, struct arena *arena, struct problem *p, bool rasa)
{
	struct message_request r;
	int rc = rasa ? decode_rasa(in, arena, &r, p) : decode_message(in, arena, &r, p);

	if (rc < 0)
		return -1;
	check_text(r.text);
	check_text(r.conversation);
	if (r.conversation.n == 0 || r.text.n > DECODE_TEXT_MAX)
		abort();
	check_json(r.attachments);
	return 0;
}

static int try_act(struct str in, struct arena *arena, struct problem *p, unsigned which)
{
	struct act_request r;

	switch (which) {
	case 0:
		return decode_reply(in, arena, &r, p);
	case 1:
		return decode_ticket(in, arena, &r, p);
	default:
		return decode_plain(in, arena, &r, p);
	}
}

static void try_target(struct str in, struct arena *arena)
{
	static const struct route routes[] = {
	    {METHOD_GET, "/v1/conversations/{id}", NULL, false},
	    {METHOD_POST, "/v1/conversations/{id}/take", NULL, false},
	};
	struct router_match m;
	struct str out;

	if (router_find(routes, 2, METHOD_GET, in, &m) == ROUTER_FOUND &&
	    url_decode(m.param, false, arena, &out) == 0)
		check_text(out);
	struct str path, query;

	url_split(in, &path, &query);
	if (url_query(query, "a", arena, &out) > 0)
		check_text(out);
}

static int try_book(struct str in, struct arena *arena, struct problem *p, bool publish)
{
	struct books_request r;
	int rc = (publish ? decode_publish : decode_rollback)(in, arena, &r, p);

	if (rc < 0)
		return -1;
	check_text(r.who);
	check_text(r.why);
	if (!r.who.n || !r.why.n || (publish && !r.files->own))
		abort();
	for (size_t i = 0; publish && i < r.files->n; i++) {
		check_text(r.files->list[i].text);
		if (!version_is_name(r.files->list[i].name))
			abort();
	}
	return 0;
}

static int try_miss(struct str in, struct arena *arena, struct problem *p)
{
	struct miss_request r;

	if (decode_miss(in, arena, &r, p) < 0)
		return -1;
	check_text(r.who);
	check_text(r.intent);
	if (r.also_n >= STORE_MISS_MESSAGES || r.seen < 0)
		abort();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena *arena = arena_new(0);
	struct notice_request notice;
	struct suggest_request suggest;
	struct problem p = {.kind = PROBLEM_NONE};
	unsigned which = n ? data[0] % 12 : 0;
	struct str in = n ? str_make((const char *)data + 1, n - 1) : STR("");
	int rc = 0;

	if (which < 2)
		rc = try_message(in, arena, &p, which == 1);
	else if (which < 6)
		rc = try_act(in, arena, &p, which - 2);
	else if (which == 6)
		rc = decode_suggest(in, arena, &suggest, &p);
	else if (which == 7)
		rc = decode_notice(in, arena, &notice, &p);
	else if (which == 8)
		try_target(in, arena);
	else if (which == 11)
		rc = try_miss(in, arena, &p);
	else
		rc = try_book(in, arena, &p, which == 9);
	if (which == 7 && rc == 0)
		check_json(notice.body);
	if (rc < 0)
		check_problem(&p);
	arena_free(&arena);
	return 0;
}
