#include "http/write.h"

#include <stdio.h>

#include "base/zone.h"
#include "desk/desk.h"

void write_time(struct json_out *o, const char *key, int64_t ms)
{
	char text[32];

	if (ms == 0)
		json_key_null(o, key);
	else
		json_key_str(o, key, str_make(text, (size_t)time_format(ms, text)));
}

void write_message_id(struct json_out *o, const char *key, int64_t no)
{
	char text[32];

	if (no == 0)
		json_key_null(o, key);
	else
		json_key_str(o, key,
		    str_make(text, (size_t)snprintf(text, sizeof text, "m%lld", (long long)no)));
}

void write_text(struct json_out *o, const char *key, struct str text)
{
	if (text.n == 0)
		json_key_null(o, key);
	else
		json_key_str(o, key, text);
}

static void write_number(struct json_out *o, const char *key, int64_t n)
{
	if (n == 0)
		json_key_null(o, key);
	else
		json_key_int(o, key, n);
}

void write_summary(
    struct json_out *o, const struct store_conversation *row, const struct conversation *c)
{
	json_key_str(o, "conversation", row->key.name);
	json_key_str(o, "channel", row->key.channel);
	json_key_str(o, "shop", row->key.shop);
	json_key_str(o, "mode", str_of(mode_name((enum mode)row->mode)));
	write_text(o, "reason", c->reason);
	write_text(o, "skill", c->skill);
	write_number(o, "urgency", c->urgency);
	json_key_bool(o, "vip", conversation_is_vip(c));
	write_text(o, "agent", c->agent);
	write_text(o, "question", c->question);
	write_text(o, "ticket", conversation_ticket(c));
	write_time(o, "opened_at", row->opened_at);
	write_time(o, "updated_at", row->updated_at);
	write_time(o, "escalated_at", c->escalated_at);
	write_message_id(o, "last_message", row->last_message);
}

static const char *pending_name(enum pending p)
{
	switch (p) {
	case PENDING_CONFIRM:
		return "confirm";
	case PENDING_CLOSING:
		return "closing";
	case PENDING_SOLVED:
		return "solved";
	case PENDING_UNDERSTOOD:
		return "understood";
	case PENDING_NOTHING:
		break;
	}
	return "";
}

static void write_survey(struct json_out *o, const struct survey_state *s)
{
	if (!s->asked_at)
		return;
	json_key_open(o, "survey", '{');
	write_time(o, "asked_at", s->asked_at);
	if (s->score) /* of the survey before, while this one is open */
		json_key_int(o, "score", s->score);
	write_time(o, "scored_at", s->scored_at);
	json_close(o, '}');
}

static void write_tickets(struct json_out *o, const struct conversation *c)
{
	json_key_open(o, "tickets", '[');
	for (size_t i = 0; i < c->tickets_n; i++) {
		json_open(o, '{');
		json_key_str(o, "reference", c->tickets[i].reference);
		write_text(o, "number", c->tickets[i].number);
		write_text(o, "intent", c->tickets[i].matter);
		if (c->tickets[i].also.n)
			json_key_str(o, "also", c->tickets[i].also);
		json_key_str(o, "status", str_of(ticket_status_name(c->tickets[i].status)));
		write_number(o, "urgency", c->tickets[i].urgency);
		write_text(o, "text", c->tickets[i].text);
		write_time(o, "at", c->tickets[i].at);
		write_time(o, "due_at", c->tickets[i].due_at);
		json_close(o, '}');
	}
	json_close(o, ']');
}

void write_state(struct json_out *o, const struct conversation *c)
{
	char name[300];

	json_key_int(o, "episode", c->episode);
	json_key_int(o, "turn", c->turn);
	json_key_int(o, "misses", c->misses);
	write_text(o, "book", c->book);
	json_key_int(o, "sent", c->sent);
	json_key_int(o, "unsent", c->unsent);
	json_key_bool(o, "acknowledged", c->acknowledged);
	write_text(o, "pending", str_of(pending_name(c->pending)));
	write_text(o, "pending_intent", c->pending_intent);
	write_time(o, "customer_at", c->customer_at);
	write_time(o, "said_at", c->said_at);
	json_key_open(o, "slots", '{');
	for (size_t i = 0; i < c->slots_n; i++) {
		snprintf(name, sizeof name, "%.*s", STR_ARG(c->slots[i].name));
		json_key_str(o, name, c->slots[i].value);
	}
	json_close(o, '}');
	json_key_open(o, "timers", '{');
	for (enum timer t = 0; t < TIMER_COUNT; t++)
		if (c->timers[t])
			write_time(o, timer_name(t), c->timers[t]);
	json_close(o, '}');
	write_survey(o, &c->survey);
	write_tickets(o, c);
}

void write_message(struct json_out *o, const struct store_message *m)
{
	json_open(o, '{');
	write_message_id(o, "id", m->no);
	write_time(o, "at", m->at);
	json_key_str(o, "from", str_of(store_direction_name(m->direction)));
	json_key_str(o, "text", m->text);
	write_text(o, "sender", m->sender);
	if (m->direction == STORE_CUSTOMER) {
		write_text(o, "platform_id", m->platform_id);
	} else {
		write_message_id(o, "reply_to", m->reply_to);
		write_text(o, "phrase", m->phrase);
		write_text(o, "intent", m->intent);
		write_text(o, "place", m->place);
	}
	if (m->extra.n > 0)
		json_key_raw(o, "extra", m->extra);
	json_close(o, '}');
}

void write_ticket(struct json_out *o, const struct store_ticket *t)
{
	json_open(o, '{');
	json_key_str(o, "number", t->number);
	json_key_str(o, "reference", t->reference);
	json_key_str(o, "status", str_of(ticket_status_name((enum ticket_status)t->status)));
	json_key_str(o, "shop", t->shop);
	json_key_str(o, "channel", t->channel);
	json_key_str(o, "conversation", t->name);
	write_text(o, "intent", t->matter);
	write_text(o, "order_no", t->order_no);
	json_key_str(o, "skill", t->skill);
	write_number(o, "urgency", t->urgency);
	write_text(o, "question", t->question);
	write_text(o, "text", t->answer);
	write_time(o, "filed_at", t->filed_at);
	write_time(o, "changed_at", t->changed_at);
	json_close(o, '}');
}

void write_replies(struct json_out *o, const struct job *job)
{
	json_key_open(o, "replies", '[');
	for (size_t i = 0; i < job->replies_n; i++) {
		const struct job_reply *r = &job->replies[i];

		json_open(o, '{');
		write_message_id(o, "id", r->no);
		write_text(o, "phrase", r->phrase);
		write_text(o, "intent", r->intent);
		json_key_str(o, "text", r->text);
		json_close(o, '}');
	}
	json_close(o, ']');
}
