/* api_message.c - a customer's message, by our own door and by Rasa's.
 *
 * The busiest path: decoded, normalised and matched on the loop, then the desk's; what comes back
 * is written on the loop. */
#include <stdio.h>

#include "base/crypto.h"
#include "base/json.h"
#include "book/slot.h"
#include "http/decode.h"
#include "http/http_internal.h"
#include "http/write.h"

/* What holds the job until it is answered. */
static void release(struct job *job)
{
	book_release(&job->book);
}

static enum exchange_next submit(struct exchange *x, const struct message_request *r,
    enum exchange_next (*then)(struct exchange *x))
{
	const struct shop *shop = http_shop(x, r->shop);
	struct job *job;

	if (!shop)
		return EXCHANGE_ANSWERED;
	job = ARENA_NEW(x->arena, struct job);
	job->kind = JOB_MESSAGE;
	job->shop = shop;
	job->key = (struct store_key){shop->name, r->channel, r->conversation};
	job->id = r->id;
	job->sender = r->sender;
	job->from = r->from;
	job->text = r->text;
	job->attachments = r->attachments;
	job->sent_at = r->at;
	job->profile = r->profile;
	job->book = book_slot_acquire_for(shop->book, r->text, STR(""));
	match_text(job->book, x->http->scratch, x->arena, r->text, &job->match);
	return http_submit(x, job, then);
}

/* Why a message has no answer, or EXCHANGE_LATER when it has one. */
static enum exchange_next refuse(struct exchange *x, const struct job *job)
{
	switch (job->result) {
	case JOB_OK:
	case JOB_DUPLICATE:
		return EXCHANGE_LATER;
	case JOB_NOT_FOUND:
	case JOB_CONFLICT:
		return exchange_fail(x, PROBLEM_CONFLICT, "%.*s", STR_ARG(job->problem));
	case JOB_UNAVAILABLE:
		break;
	}
	return exchange_fail(x, PROBLEM_UNAVAILABLE,
	    "the message could not be stored; nothing was taken, send it again");
}

static void write_hit(struct json_out *o, const struct match_hit *hit)
{
	char at[512];
	int n = snprintf(at, sizeof at, "%s:%u", hit->pattern->at.file, hit->pattern->at.line);

	json_open(o, '{');
	json_key_str(o, "id", hit->intent->id);
	json_key_str(o, "at", str_make(at, (size_t)n < sizeof at ? (size_t)n : sizeof at - 1));
	json_close(o, '}');
}

static void write_intents(struct json_out *o, const struct match_result *m)
{
	const struct match_hit *second = m->n > 0 ? match_second(m) : NULL;

	json_key_open(o, "intents", '[');
	if (m->n > 0)
		write_hit(o, &m->hits[0]);
	if (second)
		write_hit(o, second);
	json_close(o, ']');
}

static enum exchange_next message_done(struct exchange *x)
{
	struct job *job = x->call;
	enum exchange_next next = refuse(x, job);
	struct json_out o;

	if (next == EXCHANGE_LATER) {
		json_out_init(&o, &x->out);
		json_open(&o, '{');
		json_key_str(&o, "conversation", job->key.name);
		json_key_str(&o, "mode", str_of(mode_name(job->mode)));
		json_key_bool(&o, "duplicate", job->result == JOB_DUPLICATE);
		if (job->echo)
			json_key_bool(&o, "echo", true);
		write_replies(&o, job);
		write_intents(&o, &job->match);
		json_close(&o, '}');
		next = exchange_answer(x, 200);
	}
	release(job);
	return next;
}

enum exchange_next api_message(struct exchange *x)
{
	struct message_request r;
	struct problem p;

	if (decode_message(x->body, x->arena, &r, &p) < 0)
		return http_refuse(x, &p);
	return submit(x, &r, message_done);
}

static enum exchange_next rasa_done(struct exchange *x)
{
	struct job *job = x->call;
	enum exchange_next next = refuse(x, job);
	struct json_out o;

	if (next == EXCHANGE_LATER) {
		json_out_init(&o, &x->out);
		json_open(&o, '[');
		for (size_t i = 0; i < job->replies_n; i++) {
			json_open(&o, '{');
			json_key_str(&o, "recipient_id", job->sender);
			json_key_str(&o, "text", job->replies[i].text);
			json_close(&o, '}');
		}
		json_close(&o, ']');
		next = exchange_answer(x, 200);
	}
	release(job);
	return next;
}

enum exchange_next api_rasa(struct exchange *x)
{
	struct message_request r;
	struct problem p;

	if (decode_rasa(x->body, x->arena, &r, &p) < 0)
		return http_refuse(x, &p);
	if (r.text.n == 0) {
		buf_addz(&x->out, "[]");
		return exchange_answer(x, 200);
	}
	if (r.id.n == 0) /* such a client cannot ask twice for the same */
		r.id = arena_printf(x->arena, "rest-%016llx%016llx",
		    (unsigned long long)crypto_random_u64(),
		    (unsigned long long)crypto_random_u64());
	return submit(x, &r, rasa_done);
}

enum exchange_next api_rasa_health(struct exchange *x)
{
	buf_addz(&x->out, "{\"status\":\"ok\"}");
	return exchange_answer(x, 200);
}
