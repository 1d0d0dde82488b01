#include "http/decode.h"

#include "base/zone.h"
#include "book/book.h"
#include "http/decode_members.h"
#include "trainer/why.h"

/* Every decoder: open, read the members, close. */
typedef int members_reader(struct members *m, void *out);

static int decode(
    struct str body, struct arena *arena, struct problem *p, members_reader *read, void *out)
{
	struct members m;
	int rc;

	if (members_open(&m, body, arena, p) < 0)
		return -1;
	rc = read(&m, out);
	members_close(&m);
	return rc;
}

static int name(struct members *m, const char *key, enum members_need need, struct str *out)
{
	return members_text(m, key, need, DECODE_NAME_MAX, out);
}

static int from(struct members *m, enum message_from *out)
{
	struct str text;

	if (name(m, "from", MAY, &text) < 0)
		return -1;
	if (text.n == 0 || str_is(text, "customer"))
		*out = FROM_CUSTOMER;
	else if (str_is(text, "agent"))
		*out = FROM_AGENT;
	else if (str_is(text, "bot"))
		*out = FROM_BOT;
	else
		return problem_invalid(
		    m->p, m->arena, "from", "from must be customer, agent or bot");
	return 0;
}

static int read_message(struct members *m, void *ctx)
{
	struct message_request *r = ctx;

	if (name(m, "id", MUST_NOT_BE_EMPTY, &r->id) < 0 ||
	    name(m, "conversation", MUST_NOT_BE_EMPTY, &r->conversation) < 0 ||
	    members_text(m, "text", MUST, DECODE_TEXT_MAX, &r->text) < 0 ||
	    name(m, "shop", MAY, &r->shop) < 0 || name(m, "channel", MAY, &r->channel) < 0 ||
	    name(m, "sender", MAY, &r->sender) < 0 || from(m, &r->from) < 0 ||
	    members_time(m, "at", &r->at) < 0 ||
	    members_profile(m, "profile", &r->profile) < 0 ||
	    members_attachments(m, "attachments", &r->attachments) < 0)
		return -1;
	if (r->text.n == 0 && r->attachments.n == 0)
		return problem_invalid(
		    m->p, m->arena, "text", "text may be empty only beside attachments");
	if (r->channel.n == 0)
		r->channel = STR("web");
	return 0;
}

int decode_message(
    struct str body, struct arena *arena, struct message_request *out, struct problem *p)
{
	*out = (struct message_request){0};
	return decode(body, arena, p, read_message, out);
}

/* The id of a message has no place of its own in Rasa's format: "message_id", or the same in
 * "metadata". */
static int rasa_id(struct members *m, struct message_request *r)
{
	const struct json *inner = json_get(json_get(m->doc, "metadata"), "message_id");

	if (name(m, "message_id", MAY, &r->id) < 0)
		return -1;
	if (r->id.n > 0 || json_type(inner) != JSON_STRING)
		return 0;
	if (json_text(inner).n > DECODE_NAME_MAX)
		return problem_invalid(m->p, m->arena, "metadata.message_id",
		    "metadata.message_id has more than %d bytes", DECODE_NAME_MAX);
	r->id = arena_str(m->arena, json_text(inner));
	return 0;
}

static int read_rasa(struct members *m, void *ctx)
{
	struct message_request *r = ctx;

	if (name(m, "sender", MUST_NOT_BE_EMPTY, &r->sender) < 0 ||
	    members_text(m, "message", MUST, DECODE_TEXT_MAX, &r->text) < 0 || rasa_id(m, r) < 0)
		return -1;
	r->conversation = r->sender;
	r->channel = STR("rest");
	return 0;
}

int decode_rasa(
    struct str body, struct arena *arena, struct message_request *out, struct problem *p)
{
	*out = (struct message_request){0};
	return decode(body, arena, p, read_rasa, out);
}

static int read_suggest(struct members *m, void *ctx)
{
	struct suggest_request *r = ctx;
	int64_t limit = 5;

	if (members_text(m, "text", MUST_NOT_BE_EMPTY, DECODE_TEXT_MAX, &r->text) < 0 ||
	    name(m, "shop", MAY, &r->shop) < 0 || name(m, "channel", MAY, &r->channel) < 0 ||
	    name(m, "conversation", MAY, &r->conversation) < 0 ||
	    members_int(m, "limit", 1, 50, &limit) < 0)
		return -1;
	r->limit = (size_t)limit;
	return 0;
}

int decode_suggest(
    struct str body, struct arena *arena, struct suggest_request *out, struct problem *p)
{
	*out = (struct suggest_request){0};
	return decode(body, arena, p, read_suggest, out);
}

static int read_reply(struct members *m, void *ctx)
{
	struct act_request *r = ctx;

	if (name(m, "agent", MAY, &r->agent) < 0 || name(m, "id", MAY, &r->id) < 0 ||
	    name(m, "phrase", MAY, &r->phrase) < 0 ||
	    members_text(m, "text", MAY, DECODE_TEXT_MAX, &r->text) < 0)
		return -1;
	if (r->phrase.n == 0 && r->text.n == 0)
		return problem_invalid(m->p, m->arena, "text", "either text or phrase is needed");
	if (r->phrase.n > 0 && r->text.n > 0)
		return problem_invalid(
		    m->p, m->arena, "phrase", "text and phrase exclude each other");
	return 0;
}

int decode_reply(struct str body, struct arena *arena, struct act_request *out, struct problem *p)
{
	*out = (struct act_request){0};
	return decode(body, arena, p, read_reply, out);
}

static bool is_skill(struct str name)
{
	for (size_t i = 0; book_skills[i]; i++)
		if (str_is(name, book_skills[i]))
			return true;
	return false;
}

static int read_ticket(struct members *m, void *ctx)
{
	struct act_request *r = ctx;
	int64_t urgency = 0;

	if (name(m, "agent", MAY, &r->agent) < 0 ||
	    members_text(m, "note", MAY, DECODE_TEXT_MAX, &r->note) < 0 ||
	    name(m, "skill", MAY, &r->skill) < 0 || members_int(m, "urgency", 1, 4, &urgency) < 0)
		return -1;
	if (r->skill.n && !is_skill(r->skill))
		return problem_invalid(m->p, m->arena, "skill",
		    "there is no skill \"%.*s\" (phrases/README.md lists them)", STR_ARG(r->skill));
	r->urgency = (int)urgency;
	return 0;
}

int decode_ticket(struct str body, struct arena *arena, struct act_request *out, struct problem *p)
{
	*out = (struct act_request){0};
	return body.n == 0 ? 0 : decode(body, arena, p, read_ticket, out);
}

static int read_plain(struct members *m, void *ctx)
{
	struct act_request *r = ctx;

	return name(m, "agent", MAY, &r->agent);
}

int decode_plain(struct str body, struct arena *arena, struct act_request *out, struct problem *p)
{
	*out = (struct act_request){0};
	return body.n == 0 ? 0 : decode(body, arena, p, read_plain, out);
}

static int read_ticket_news(struct members *m, void *ctx)
{
	struct ticket_request *r = ctx;
	struct str status;

	if (name(m, "status", MUST_NOT_BE_EMPTY, &status) < 0 ||
	    members_text(m, "text", MAY, DECODE_ANSWER_MAX, &r->text) < 0 ||
	    name(m, "id", MAY, &r->id) < 0 || members_time(m, "at", &r->at) < 0)
		return -1;
	if (ticket_status_parse(status, &r->status) < 0 || r->status == TICKET_FILED)
		return problem_invalid(m->p, m->arena, "status",
		    "status must be pending, answered or closed, not \"%.*s\"", STR_ARG(status));
	r->text = str_trim(r->text);
	return 0;
}

int decode_ticket_news(
    struct str body, struct arena *arena, struct ticket_request *out, struct problem *p)
{
	*out = (struct ticket_request){0};
	return decode(body, arena, p, read_ticket_news, out);
}

/* The notice as the store keeps it; times as moments of UTC. */
static struct str notice_body(
    const struct notice_request *r, int64_t from, int64_t until, struct arena *arena)
{
	struct json_out o;
	struct buf b;
	struct str body;
	char at[32];

	buf_init(&b, 1 << 20);
	json_out_init(&o, &b);
	json_open(&o, '{');
	json_key_str(&o, "text", r->text);
	json_key_open(&o, "intents", '[');
	for (size_t i = 0; i < r->intents_n; i++)
		json_put_str(&o, r->intents[i]);
	json_close(&o, ']');
	if (from)
		json_key_str(&o, "from", str_make(at, (size_t)time_format(from, at)));
	if (until)
		json_key_str(&o, "until", str_make(at, (size_t)time_format(until, at)));
	json_close(&o, '}');
	body = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return body;
}

static int read_notice(struct members *m, void *ctx)
{
	struct notice_request *r = ctx;
	int64_t from, until;

	if (name(m, "shop", MAY, &r->shop) < 0 ||
	    members_text(m, "text", MUST_NOT_BE_EMPTY, 1024, &r->text) < 0 ||
	    members_texts(m, "intents", DECODE_INTENTS_MAX, &r->intents, &r->intents_n) < 0 ||
	    members_time(m, "from", &from) < 0 || members_time(m, "until", &until) < 0)
		return -1;
	if (until && until <= from)
		return problem_invalid(m->p, m->arena, "until", "until must lie after from");
	r->body = notice_body(r, from, until, m->arena);
	return 0;
}

int decode_notice(
    struct str body, struct arena *arena, struct notice_request *out, struct problem *p)
{
	*out = (struct notice_request){0};
	return decode(body, arena, p, read_notice, out);
}

static int read_miss_state(struct members *m, enum store_miss_state *out)
{
	struct str text;

	if (members_text(m, "state", MUST_NOT_BE_EMPTY, DECODE_NAME_MAX, &text) < 0)
		return -1;
	for (int s = 0; s < STORE_MISS_STATES; s++)
		if (str_is(text, store_miss_state_name((enum store_miss_state)s))) {
			*out = (enum store_miss_state)s;
			return 0;
		}
	return problem_invalid(m->p, m->arena, "state", "state must be new, done or ignored");
}

static int not_a_message(struct members *m, const char *key, struct str id)
{
	return problem_invalid(m->p, m->arena, key, "the id of a message is like m12, not \"%.*s\"",
	    STR_ARG(id));
}

static int read_miss(struct members *m, void *ctx)
{
	struct miss_request *r = ctx;
	struct str seen, *also;
	size_t n;

	if (name(m, "shop", MAY, &r->shop) < 0 || name(m, "who", MAY, &r->who) < 0 ||
	    name(m, "intent", MAY, &r->intent) < 0 || read_miss_state(m, &r->state) < 0 ||
	    name(m, "seen", MAY, &seen) < 0 ||
	    members_texts(m, "also", STORE_MISS_MESSAGES - 1, &also, &n) < 0)
		return -1;
	if (seen.n && !message_number(seen, &r->seen))
		return not_a_message(m, "seen", seen);
	r->also = ARENA_ARRAY(m->arena, int64_t, n + 1);
	for (; r->also_n < n; r->also_n++)
		if (!message_number(also[r->also_n], &r->also[r->also_n]))
			return not_a_message(m, "also", also[r->also_n]);
	return 0;
}

int decode_miss(struct str body, struct arena *arena, struct miss_request *out, struct problem *p)
{
	*out = (struct miss_request){0};
	return decode(body, arena, p, read_miss, out);
}
