#include "http/target.h"

#include "base/log.h"

int target_read(struct exchange *x, struct target *t)
{
	struct str shop;

	*t = (struct target){0};
	if (http_query(x, "shop", &shop) < 0 || http_query(x, "channel", &t->channel) < 0)
		return -1;
	t->shop = http_shop(x, shop);
	return t->shop ? 0 : -1;
}

int target_find(struct exchange *x, struct target *t, struct store_reader *reader)
{
	struct store_conversation rows[2];
	size_t n;

	if (store_find(reader, t->shop->name, t->channel, x->param, x->arena, rows, &n) < 0) {
		exchange_fail(x, PROBLEM_UNAVAILABLE, "the store cannot be read");
		return -1;
	}
	if (n == 0) {
		exchange_fail(
		    x, PROBLEM_NOT_FOUND, "there is no conversation \"%.*s\"", STR_ARG(x->param));
		return -1;
	}
	if (n > 1) {
		exchange_fail(x, PROBLEM_AMBIGUOUS,
		    "the channels %.*s and %.*s, at least, know \"%.*s\"; add ?channel=",
		    STR_ARG(rows[0].key.channel), STR_ARG(rows[1].key.channel), STR_ARG(x->param));
		return -1;
	}
	t->row = rows[0];
	t->channel = rows[0].key.channel;
	return 0;
}

int target_state(struct exchange *x, const struct target *t, struct conversation *c)
{
	conversation_init(c, x->arena, t->row.id);
	if (t->row.state.n == 0 || conversation_unpack(c, x->arena, t->row.id, t->row.state) == 0)
		return 0;
	log_error("state of a conversation cannot be read: conv=%lld", (long long)t->row.id);
	exchange_fail(x, PROBLEM_INTERNAL, "the state of this conversation cannot be read");
	return -1;
}
