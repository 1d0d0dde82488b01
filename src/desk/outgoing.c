/* outgoing.c - the bodies of what leaves the house by webhook: Standard Webhooks' {type, timestamp,
 * data}.
 *
 * The row's id and the time of sending are the courier's, so a body is the same on every attempt.
 */
#include "base/json.h"
#include "base/log.h"
#include "base/zone.h"
#include "desk/desk_internal.h"

enum { TRANSCRIPT_MAX = 50, CANDIDATES_MAX = 5, BODY_MAX = 256 << 10 };

static void put_time(struct json_out *o, const char *key, int64_t ms)
{
	char text[32];
	int n = time_format(ms, text);

	json_key_str(o, key, str_make(text, (size_t)n));
}

static void put_message_id(struct json_out *o, int64_t no)
{
	char id[32];

	json_key_str(
	    o, "id", str_make(id, (size_t)snprintf(id, sizeof id, "m%lld", (long long)no)));
}

static void put_if(struct json_out *o, const char *key, struct str s)
{
	if (s.n)
		json_key_str(o, key, s);
}

/* ---- parts of a body ---- */

static void begin(struct batch *b, struct json_out *o, const struct talk *t, const char *type)
{
	const struct store_key *key = &t->row->key;

	buf_clear(&b->text);
	json_out_init(o, &b->text);
	json_open(o, '{');
	json_key_str(o, "type", str_of(type));
	put_time(o, "timestamp", b->now);
	json_key_open(o, "data", '{');
	json_key_str(o, "shop", key->shop);
	json_key_str(o, "channel", key->channel);
	json_key_str(o, "conversation", key->name);
}

static void add_row(
    struct batch *b, const struct talk *t, struct str target, const char *type, struct str body)
{
	struct store_outbox *row = ARENA_NEW(b->arena, struct store_outbox);

	*row = (struct store_outbox){
	    .conversation = t->row->id,
	    .shop = t->row->key.shop,
	    .target = target,
	    .type = str_of(type),
	    .body = body,
	    .created_at = b->now,
	    .next_at = b->now,
	};
	list_add(b, &b->outbox_new, row);
}

/* false: too large. */
static bool finish(
    struct batch *b, struct json_out *o, const struct talk *t, struct str target, const char *type)
{
	json_close(o, '}');
	json_close(o, '}');
	if (b->text.failed || b->text.n > BODY_MAX)
		return false;
	add_row(b, t, target, type, arena_str(b->arena, buf_str(&b->text)));
	return true;
}

void outgoing_intents(struct json_out *o, const struct match_result *match)
{
	for (size_t i = 0; match && i < match->n && i < CANDIDATES_MAX; i++) {
		const struct match_hit *hit = &match->hits[i];

		json_open(o, '{');
		json_key_str(o, "id", hit->intent->id);
		put_if(o, "title", hit->intent->title);
		json_key_double(o, "score", hit->score, 2);
		if (hit->pattern && hit->pattern->at.file) {
			char at[512];
			int n = snprintf(
			    at, sizeof at, "%s:%u", hit->pattern->at.file, hit->pattern->at.line);

			json_key_str(
			    o, "at", str_make(at, n < (int)sizeof at ? (size_t)n : sizeof at - 1));
		}
		json_close(o, '}');
	}
	if (match && !match->n && match->nearest) {
		json_open(o, '{');
		json_key_str(o, "id", match->nearest->id);
		put_if(o, "title", match->nearest->title);
		json_key_double(o, "score", match->nearest_score, 2);
		json_key_bool(o, "nearest", true);
		json_close(o, '}');
	}
}

static void put_slots(struct json_out *o, const struct conversation *c)
{
	json_key_open(o, "slots", '{');
	for (size_t i = 0; i < c->slots_n; i++) {
		char name[128];

		if (c->slots[i].name.n >= sizeof name || !c->slots[i].value.n)
			continue;
		snprintf(name, sizeof name, "%.*s", STR_ARG(c->slots[i].name));
		json_key_str(o, name, c->slots[i].value);
	}
	json_close(o, '}');
}

/* They end the JSON that message.c wrote; no string within it can hold the key with its bare
 * quotes. */
static void put_attachments(struct json_out *o, struct str extra)
{
	static const char key[] = "\"attachments\":";
	const char *at = extra.n ? memmem(extra.p, extra.n, key, sizeof key - 1) : NULL;

	if (!at)
		return;
	at += sizeof key - 1;
	json_key_raw(o, "attachments", str_make(at, (size_t)(extra.p + extra.n - at) - 1));
}

static void put_message(struct json_out *o, const struct store_message *m)
{
	json_open(o, '{');
	put_message_id(o, m->no);
	put_time(o, "at", m->at);
	json_key_str(o, "from", str_of(store_direction_name(m->direction)));
	put_if(o, "sender", m->sender);
	json_key_str(o, "text", m->text);
	put_if(o, "phrase", m->phrase);
	put_if(o, "intent", m->intent);
	put_attachments(o, m->extra);
	json_close(o, '}');
}

/* The last messages, oldest first: those of this batch are not in the store yet. */
static void put_transcript(struct batch *b, struct json_out *o, const struct talk *t, size_t max)
{
	struct store_message **mine = ARENA_ARRAY(b->arena, struct store_message *, max + 1),
			     *old = NULL;
	size_t n = 0, old_n = 0;

	for (size_t i = b->messages.n; i-- > 0 && n < max;) {
		struct store_message *m = b->messages.items[i];

		if (m->conversation == t->row->id)
			mine[n++] = m;
	}
	if (n < max && t->stored_last &&
	    store_messages_back(b->desk->store, t->stored_last, max - n, b->arena, &old, &old_n) !=
		STORE_OK)
		log_warn("a transcript is left incomplete: %s conv=%lld",
		    store_error(b->desk->store), (long long)t->row->id);
	json_key_open(o, "transcript", '[');
	while (old_n-- > 0)
		put_message(o, &old[old_n]);
	while (n-- > 0)
		put_message(o, mine[n]);
	json_close(o, ']');
}

static void add_encoded(struct buf *to, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
		    strchr("-._~", c))
			buf_addc(to, (char)c);
		else
			buf_printf(to, "%%%02X", c);
	}
}

static void put_link(
    struct batch *b, struct json_out *o, const struct talk *t, const char *name, const char *act)
{
	const struct store_key *key = &t->row->key;
	struct buf url;

	buf_init(&url, 8192);
	buf_adds(&url, b->desk->options.public_url);
	buf_addz(&url, "/v1/conversations/");
	add_encoded(&url, key->name);
	buf_addz(&url, act);
	buf_addz(&url, "?shop=");
	add_encoded(&url, key->shop);
	buf_addz(&url, "&channel=");
	add_encoded(&url, key->channel);
	if (!url.failed)
		json_key_str(o, name, buf_str(&url));
	buf_free(&url);
}

static void put_links(struct batch *b, struct json_out *o, const struct talk *t)
{
	json_key_open(o, "links", '{');
	put_link(b, o, t, "conversation", "");
	put_link(b, o, t, "messages", "/messages");
	put_link(b, o, t, "reply", "/reply");
	put_link(b, o, t, "take", "/take");
	json_close(o, '}');
}

/* For the colleague: whose fault it is and what may be offered.  It is never said to the customer. */
static void put_option(struct json_out *o, const struct decision *d)
{
	if (!d->responsible)
		return;
	json_key_str(o, "responsibility", str_of(book_responsible[d->responsible]));
	put_if(o, "option", d->option);
}

/* ---- the bodies ---- */

void outgoing_said(struct batch *b, struct talk *t, const struct store_message *m)
{
	struct json_out o;

	if (!t->channel || !t->channel->deliver)
		return;
	begin(b, &o, t, "message.created");
	put_message_id(&o, m->no);
	json_key_str(&o, "from", str_of(store_direction_name(m->direction)));
	json_key_str(&o, "text", m->text);
	put_if(&o, "phrase", m->phrase);
	put_if(&o, "intent", m->intent);
	put_if(&o, "agent", m->sender);
	if (m->reply_to)
		json_key_str(&o, "reply_to", arena_printf(b->arena, "m%lld", (long long)m->reply_to));
	if (!finish(b, &o, t, arena_printf(b->arena, "channel:%.*s", STR_ARG(t->row->key.channel)),
		"message.created"))
		log_error("a message is too large to be delivered msg=m%lld", (long long)m->no);
}

static bool escalation(struct batch *b, struct talk *t, const struct decision *d,
    const struct match_result *match, size_t transcript)
{
	const struct conversation *c = &t->state;
	struct json_out o;

	begin(b, &o, t, "conversation.escalated");
	json_key_str(&o, "reference", d->number);
	json_key_str(&o, "mode", str_of(mode_name(c->mode)));
	json_key_str(&o, "reason", d->reason);
	json_key_str(&o, "skill", d->skill);
	json_key_int(&o, "urgency", d->urgency);
	if (d->urgency == URGENCY_MOST) /* nothing of it may go on its way before a human has looked */
		json_key_bool(&o, "freeze_order", true);
	json_key_bool(&o, "vip", conversation_is_vip(c));
	put_option(&o, d);
	put_if(&o, "question", c->question);
	put_if(&o, "form", d->form);
	put_slots(&o, c);
	json_key_open(&o, "intents", '[');
	outgoing_intents(&o, match);
	json_close(&o, ']');
	put_transcript(b, &o, t, transcript);
	put_links(b, &o, t);
	return finish(b, &o, t, STR("escalation"), "conversation.escalated");
}

void outgoing_escalation(
    struct batch *b, struct talk *t, const struct decision *d, const struct match_result *match)
{
	size_t n = TRANSCRIPT_MAX;

	if (!t->shop->webhook)
		return;
	while (!escalation(b, t, d, match, n))
		if (n == 0) {
			log_error("an escalation is too large to be delivered conv=%lld",
			    (long long)t->row->id);
			return;
		} else {
			n /= 2; /* long messages: fewer of them */
		}
}

static bool ticket(struct batch *b, struct talk *t, const struct decision *d, size_t transcript)
{
	struct json_out o;

	begin(b, &o, t, "ticket.filed");
	json_key_str(&o, "reference", d->number);
	json_key_str(&o, "reason", d->reason);
	put_if(&o, "intent", d->intent);
	put_if(&o, "also", d->also);
	put_if(&o, "note", d->text);
	put_if(&o, "form", d->form);
	json_key_str(&o, "skill", d->skill);
	json_key_int(&o, "urgency", d->urgency);
	put_option(&o, d);
	put_slots(&o, &t->state);
	put_transcript(b, &o, t, transcript);
	put_links(b, &o, t);
	return finish(
	    b, &o, t, t->shop->ticket_system ? STR("ticket") : STR("escalation"), "ticket.filed");
}

void outgoing_ticket(struct batch *b, struct talk *t, const struct decision *d)
{
	size_t n = TRANSCRIPT_MAX;

	if (!t->shop->ticket_system && !t->shop->webhook)
		return;
	while (!ticket(b, t, d, n))
		if (n == 0) {
			log_error("a ticket is too large to be delivered conv=%lld ticket=%.*s",
			    (long long)t->row->id, STR_ARG(d->number));
			return;
		} else {
			n /= 2;
		}
}

void outgoing_ticket_news(struct batch *b, struct talk *t, const struct decision *d)
{
	struct json_out o;

	if (!t->shop->webhook)
		return;
	begin(b, &o, t, "ticket.news");
	json_key_str(&o, "reference", d->number);
	json_key_str(&o, "status", d->reason);
	put_if(&o, "text", d->text);
	put_if(&o, "agent", t->state.agent);
	put_links(b, &o, t);
	if (!finish(b, &o, t, STR("escalation"), "ticket.news"))
		log_error("news of a ticket are too large to be delivered conv=%lld ticket=%.*s",
		    (long long)t->row->id, STR_ARG(d->number));
}

static bool sla_breach(
    struct batch *b, struct talk *t, const struct decision *d, size_t transcript)
{
	struct json_out o;

	begin(b, &o, t, "sla.breached");
	json_key_str(&o, "reference", d->number);
	json_key_str(&o, "mode", str_of(mode_name(t->state.mode)));
	json_key_str(&o, "reason", d->reason);
	put_time(&o, "since", d->since);
	put_time(&o, "due", d->due);
	json_key_int(&o, "limit_seconds", (d->due - d->since) / 1000);
	put_if(&o, "intent", d->intent);
	json_key_str(&o, "skill", d->skill);
	json_key_int(&o, "urgency", d->urgency);
	json_key_bool(&o, "vip", conversation_is_vip(&t->state));
	put_if(&o, "agent", t->state.agent);
	put_if(&o, "question", t->state.question);
	put_slots(&o, &t->state);
	put_transcript(b, &o, t, transcript);
	put_links(b, &o, t);
	return finish(b, &o, t, t->shop->supervisor ? STR("supervisor") : STR("escalation"),
	    "sla.breached");
}

void outgoing_breach(struct batch *b, struct talk *t, const struct decision *d)
{
	size_t n = TRANSCRIPT_MAX;

	if (!t->shop->supervisor && !t->shop->webhook)
		return;
	while (!sla_breach(b, t, d, n))
		if (n == 0) {
			log_error("news of a limit that passed are too large to be delivered conv=%lld",
			    (long long)t->row->id);
			return;
		} else {
			n /= 2;
		}
}

void outgoing_closed(struct batch *b, struct talk *t, const struct decision *d)
{
	struct json_out o;

	if (!t->shop->webhook)
		return;
	begin(b, &o, t, "conversation.closed");
	json_key_str(&o, "reason", d->reason);
	put_time(&o, "opened_at", t->state.opened_at);
	json_key_int(&o, "messages", t->state.turn);
	put_slots(&o, &t->state);
	put_links(b, &o, t);
	if (!finish(b, &o, t, STR("escalation"), "conversation.closed"))
		log_error("the news of a closing is too large conv=%lld", (long long)t->row->id);
}

static const struct lookup_offer *offer_of(const struct shop *shop, struct str name)
{
	for (size_t i = 0; i < shop->lookups_n; i++)
		if (str_eq(shop->lookups[i].name, name))
			return &shop->lookups[i];
	return NULL;
}

/* The values alone: address, headers and secrets are the config's. */
void outgoing_lookup(struct batch *b, struct talk *t, const struct decision *d)
{
	const struct lookup_offer *offer = offer_of(t->shop, d->phrase);
	struct json_out o;

	begin(b, &o, t, "lookup");
	json_key_str(&o, "reference", d->number);
	put_if(&o, "intent", d->intent);
	json_key_open(&o, "slots", '{');
	for (size_t i = 0; offer && i < offer->needs_n; i++)
		json_key_str(&o, arena_str(b->arena, offer->needs[i]).p,
		    conversation_slot(&t->state, offer->needs[i]));
	json_close(&o, '}');
	if (!finish(b, &o, t, arena_printf(b->arena, "lookup:%.*s", STR_ARG(d->phrase)), "lookup"))
		log_error("a look-up is too large to be asked for conv=%lld",
		    (long long)t->row->id);
}

int64_t outgoing_message(const struct store_outbox *row)
{
	struct json *doc = json_parse(row->body, NULL);
	struct str id = json_text(json_get(json_get(doc, "data"), "id"));
	int64_t no = 0;

	if (!str_is(row->type, "message.created") || id.n < 2 ||
	    !str_to_int64(str_make(id.p + 1, id.n - 1), &no))
		no = 0;
	json_free(&doc);
	return no;
}

struct str outgoing_reference(struct batch *b, const struct store_outbox *row)
{
	struct json *doc = json_parse(row->body, NULL);
	struct str reference =
	    arena_str(b->arena, json_text(json_get(json_get(doc, "data"), "reference")));

	json_free(&doc);
	return reference;
}
