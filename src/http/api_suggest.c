/* api_suggest.c - what an agent may answer, ranked, with reasons.  On the reader's thread: it is
 * nothing a customer waits for. */
#include "base/clock.h"
#include "book/slot.h"
#include "book/suggest.h"
#include "dialogue/facts.h"
#include "http/decode.h"
#include "http/target.h"

struct suggest_call {
	struct target target;
	struct suggest_request request;
};

/* The conversation that is named; an empty one where none is. */
static int conversation_read(struct exchange *x, struct suggest_call *call,
    struct store_reader *reader, struct conversation *c)
{
	conversation_init(c, x->arena, 0);
	if (call->request.conversation.n == 0)
		return 0;
	if (target_find(x, &call->target, reader) < 0 || target_state(x, &call->target, c) < 0)
		return -1;
	return 0;
}

static struct values values_of(
    const struct conversation *c, const struct facts *facts, struct arena *arena)
{
	struct value *list = ARENA_ARRAY(arena, struct value, c->slots_n + 1);

	for (size_t i = 0; i < c->slots_n; i++)
		list[i] = (struct value){c->slots[i].name, c->slots[i].value};
	return (struct values){list, c->slots_n, &facts->env};
}

static void suggest_work(struct exchange *x, struct work_place *place)
{
	struct suggest_call *call = x->call;
	const struct suggest_request *r = &call->request;
	struct suggestions list;
	struct match_result found;
	struct conversation c;
	struct facts facts;
	struct book *book;
	struct json_out o;

	if (conversation_read(x, call, place->reader, &c) < 0)
		return;
	/* what is suggested in a conversation is in its language */
	book = book_slot_acquire_for(call->target.shop->book, c.book.n ? STR("") : r->text, c.book);
	match_text(book, place->scratch, x->arena, r->text, &found);
	facts_init(&facts, book, &c, clock_now_ms());
	suggest(book, r->text, &found, values_of(&c, &facts, x->arena),
	    (uint64_t)call->target.row.id, r->limit, x->arena, &list);
	json_out_init(&o, &x->out);
	suggest_json(&list, &o);
	book_release(&book);
	exchange_answer(x, 200);
}

enum exchange_next api_suggest(struct exchange *x)
{
	struct suggest_call *call = ARENA_NEW(x->arena, struct suggest_call);
	struct problem p;

	if (decode_suggest(x->body, x->arena, &call->request, &p) < 0)
		return http_refuse(x, &p);
	call->target.shop = http_shop(x, call->request.shop);
	if (!call->target.shop)
		return EXCHANGE_ANSWERED;
	call->target.channel = call->request.channel;
	x->param = call->request.conversation;
	x->call = call;
	return exchange_work(x, x->http->reader, suggest_work, NULL);
}
