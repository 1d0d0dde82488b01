/* api_act.c - what an agent does with a conversation: take, release, reply, ticket, close.
 *
 * The reader's thread finds the conversation (its channel may not be said) and words a phrase that
 * is to be said; then it is the desk's. */
#include "book/slot.h"
#include "dialogue/step.h"
#include "base/clock.h"
#include "base/json.h"
#include "http/decode.h"
#include "http/target.h"
#include "http/write.h"

struct act_call {
	struct target target;
	struct act_request request;
	enum event_kind act;
	struct job job;
};

typedef int act_decoder(
    struct str body, struct arena *arena, struct act_request *out, struct problem *p);

/* What the engine would say: on a copy of the conversation, which is thrown away. */
static void phrase_word(struct exchange *x, struct act_call *call)
{
	const struct event event = {.kind = EVENT_SAY, .phrase = call->request.phrase};
	struct str missing = STR("");
	struct decisions d;
	struct conversation c;
	struct problem p;

	if (target_state(x, &call->target, &c) < 0)
		return;

	struct book *book = book_slot_acquire_for(call->target.shop->book, STR(""), c.book);
	const struct dialogue_env env = {.book = book};

	if (!book_phrase(book, call->request.phrase)) {
		problem_invalid(&p, x->arena, "phrase", "the book has no phrase \"%.*s\"",
		    STR_ARG(call->request.phrase));
		exchange_problem(x, &p);
	} else {
		dialogue_step(&env, &c, &event, clock_now_ms(), x->arena, &d);
		for (size_t i = 0; i < d.n; i++) {
			if (d.list[i].kind == DECIDE_SAY &&
			    str_eq(d.list[i].phrase, call->request.phrase))
				call->request.text = arena_str(x->arena, d.list[i].text);
			else if (d.list[i].kind == DECIDE_GAP)
				missing = d.list[i].reason;
		}
		if (call->request.text.n == 0) {
			problem_invalid(&p, x->arena, "phrase",
			    "no wording of \"%.*s\" can be said here%s%.*s",
			    STR_ARG(call->request.phrase), missing.n ? ": no value for " : "",
			    STR_ARG(missing));
			exchange_problem(x, &p);
		}
	}
	book_release(&book);
}

static void act_work(struct exchange *x, struct work_place *place)
{
	struct act_call *call = x->call;

	if (target_find(x, &call->target, place->reader) < 0)
		return;
	if (call->request.phrase.n > 0)
		phrase_word(x, call);
}

static void write_done(struct exchange *x, const struct job *job)
{
	struct json_out o;

	json_out_init(&o, &x->out);
	json_open(&o, '{');
	json_key_str(&o, "conversation", job->key.name);
	json_key_str(&o, "channel", job->key.channel);
	json_key_str(&o, "mode", str_of(mode_name(job->mode)));
	json_key_bool(&o, "duplicate", job->result == JOB_DUPLICATE);
	write_message_id(&o, "message", job->message_no);
	write_text(&o, "ticket", job->ticket);
	write_replies(&o, job);
	json_close(&o, '}');
	exchange_answer(x, 200);
}

static enum exchange_next act_done(struct exchange *x)
{
	const struct job *job = x->call;

	switch (job->result) {
	case JOB_OK:
	case JOB_DUPLICATE:
		write_done(x, job);
		return EXCHANGE_ANSWERED;
	case JOB_NOT_FOUND:
		return exchange_fail(x, PROBLEM_NOT_FOUND, "there is no conversation \"%.*s\"",
		    STR_ARG(job->key.name));
	case JOB_CONFLICT:
		return exchange_fail(x, PROBLEM_CONFLICT, "%.*s", STR_ARG(job->problem));
	case JOB_UNAVAILABLE:
		break;
	}
	return exchange_fail(
	    x, PROBLEM_UNAVAILABLE, "it could not be stored; nothing was done, send it again");
}

static enum exchange_next act_found(struct exchange *x)
{
	struct act_call *call = x->call;
	const struct act_request *r = &call->request;
	struct job *job = &call->job;

	if (x->status != 0)
		return EXCHANGE_ANSWERED;
	job->kind = JOB_ACT;
	job->act = call->act;
	job->shop = call->target.shop;
	job->key = call->target.row.key;
	job->agent = r->agent;
	job->skill = r->skill;
	job->urgency = r->urgency;
	job->request_id = r->id;
	job->phrase = r->phrase;
	job->text = call->act == EVENT_TICKET ? r->note : r->text;
	return http_submit(x, job, act_done);
}

static enum exchange_next act(struct exchange *x, enum event_kind kind, act_decoder *decoder)
{
	struct act_call *call = ARENA_NEW(x->arena, struct act_call);
	struct problem p;

	call->act = kind;
	if (decoder(x->body, x->arena, &call->request, &p) < 0)
		return http_refuse(x, &p);
	if (target_read(x, &call->target) < 0)
		return EXCHANGE_ANSWERED;
	x->call = call;
	return exchange_work(x, x->http->reader, act_work, act_found);
}

enum exchange_next api_reply(struct exchange *x)
{
	return act(x, EVENT_REPLY, decode_reply);
}

enum exchange_next api_take(struct exchange *x)
{
	return act(x, EVENT_TAKE, decode_plain);
}

enum exchange_next api_release(struct exchange *x)
{
	return act(x, EVENT_RELEASE, decode_plain);
}

enum exchange_next api_ticket(struct exchange *x)
{
	return act(x, EVENT_TICKET, decode_ticket);
}

enum exchange_next api_close(struct exchange *x)
{
	return act(x, EVENT_CLOSE, decode_plain);
}
