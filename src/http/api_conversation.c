/* api_conversation.c - conversations read: a page of them, and one. */
#include <stdio.h>
#include <stdlib.h>

#include "http/target.h"
#include "http/write.h"

enum { LIST_DEFAULT = 50, LIST_MAX = 200 };

struct listing {
	const struct shop *shop;
	int mode; /* -1: any */
	int64_t limit;
	struct store_cursor after;
	bool has_after;
};

/* "URGENCY.VIP.AT.ID", made by write_cursor(): opaque to clients. */
static int cursor_parse(struct str text, struct store_cursor *out)
{
	char z[80];
	long long at, id;
	int end = 0, vip;

	if (text.n >= sizeof z)
		return -1;
	snprintf(z, sizeof z, "%.*s", STR_ARG(text));
	if (sscanf(z, "%d.%d.%lld.%lld%n", &out->urgency, &vip, &at, &id, &end) != 4 ||
	    (size_t)end != text.n)
		return -1;
	out->vip = vip != 0;
	out->at = at;
	out->id = id;
	return 0;
}

static void write_cursor(struct json_out *o, const char *key, struct store_cursor c)
{
	char text[80];
	int n = snprintf(text, sizeof text, "%d.%d.%lld.%lld", c.urgency, c.vip, (long long)c.at,
	    (long long)c.id);

	json_key_str(o, key, str_make(text, (size_t)n));
}

static int listing_read(struct exchange *x, struct listing *l)
{
	struct str shop, mode, before;
	enum mode m;

	*l = (struct listing){.mode = -1, .limit = LIST_DEFAULT};
	if (http_query_names(x, "shop, mode, before, limit") < 0 ||
	    http_query(x, "shop", &shop) < 0 || http_query(x, "mode", &mode) < 0 ||
	    http_query(x, "before", &before) < 0 ||
	    http_query_int(x, "limit", 1, LIST_MAX, &l->limit) < 0)
		return -1;
	l->shop = http_shop(x, shop);
	if (!l->shop)
		return -1;
	if (mode.n > 0 && mode_parse(mode, &m) < 0) {
		exchange_fail(x, PROBLEM_BAD_TARGET, "mode must be bot, queued, human or closed");
		return -1;
	}
	if (mode.n > 0)
		l->mode = (int)m;
	l->has_after = before.n > 0;
	if (l->has_after && cursor_parse(before, &l->after) < 0) {
		exchange_fail(
		    x, PROBLEM_BAD_TARGET, "before must be the \"before\" of the page before");
		return -1;
	}
	return 0;
}

static void list_work(struct exchange *x, struct work_place *place)
{
	const struct listing *l = x->call;
	struct store_conversation *rows;
	struct json_out o;
	size_t n;

	if (store_list(place->reader, l->shop->name, l->mode, l->has_after ? &l->after : NULL,
		(size_t)l->limit, x->arena, &rows, &n) < 0) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
		return;
	}
	json_out_init(&o, &x->out);
	json_open(&o, '{');
	json_key_open(&o, "conversations", '[');
	for (size_t i = 0; i < n; i++) {
		struct conversation c;

		conversation_init(&c, x->arena, rows[i].id);
		if (rows[i].state.n > 0)
			conversation_unpack(&c, x->arena, rows[i].id, rows[i].state);
		json_open(&o, '{');
		write_summary(&o, &rows[i], &c);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	if (n > 0 && n == (size_t)l->limit)
		write_cursor(&o, "before", store_cursor_of(l->mode, &rows[n - 1]));
	else
		json_key_null(&o, "before");
	json_close(&o, '}');
	exchange_answer(x, 200);
}

enum exchange_next api_list(struct exchange *x)
{
	struct listing *l = ARENA_NEW(x->arena, struct listing);

	if (listing_read(x, l) < 0)
		return EXCHANGE_ANSWERED;
	x->call = l;
	return exchange_work(x, x->http->reader, list_work, NULL);
}

static void conversation_work(struct exchange *x, struct work_place *place)
{
	struct target *t = x->call;
	struct conversation c;
	struct json_out o;

	if (target_find(x, t, place->reader) < 0 || target_state(x, t, &c) < 0)
		return;
	json_out_init(&o, &x->out);
	json_open(&o, '{');
	write_summary(&o, &t->row, &c);
	write_state(&o, &c);
	json_close(&o, '}');
	exchange_answer(x, 200);
}

enum exchange_next api_conversation(struct exchange *x)
{
	struct target *t = ARENA_NEW(x->arena, struct target);

	if (target_read(x, t) < 0)
		return EXCHANGE_ANSWERED;
	x->call = t;
	return exchange_work(x, x->http->reader, conversation_work, NULL);
}
