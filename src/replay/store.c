/* store.c - a store into a past: what customers and humans wrote, and what humans did.
 *
 * What humans did stands in the records, each behind the message that was the conversation's last;
 * there are few of them, so they are read first and put between the messages by that number. */
#include <stdio.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/json.h"
#include "dialogue/record.h"
#include "store/store.h"
#include "replay/past.h"

enum { PAGE = 256, ARENA_CHUNK = 1 << 16, TELL_EVERY = 1 << 12 };

/* A conversation that is played. */
struct known {
	int64_t id;
	uint32_t talk;
	const struct past_more *more; /* the customer's profile, as far as it is known; or NULL */
};

struct act {
	int64_t conversation, message, at; /* behind which message */
	size_t number;                     /* in order of the records */
	enum event_kind kind;
	const struct past_more *more;
};

struct reading {
	struct past *past;
	const struct past_options *options;
	struct store_reader *reader;
	struct arena *words; /* what the past keeps */
	struct known *known; /* by id */
	size_t known_n, known_room;
	struct act *acts; /* by message */
	size_t acts_n, acts_room, next;
	size_t read;
	int64_t wrote_at, wrote_in; /* the last of a human's messages: when, and where */
};

static void *room_for(void *p, size_t n, size_t size)
{
	p = reallocarray(p, n, size);
	if (!p)
		abort(); /* as the arena does */
	return p;
}

/* ---- conversations ---- */

/* What the profile gave is in the slots as they stand now. */
static const struct past_more *profile_of(
    struct reading *r, const struct store_conversation *row, struct arena *arena)
{
	static const struct str names[] = {STR("customer"), STR("vip")};
	enum { NAMES = sizeof names / sizeof *names };
	struct conversation c;
	struct past_more *more;
	struct value *list;

	if (conversation_unpack(&c, arena, row->id, row->state) != 0)
		return NULL;
	if (!conversation_slot(&c, names[0]).n && !conversation_slot(&c, names[1]).n)
		return NULL;
	more = ARENA_NEW(r->words, struct past_more);
	list = ARENA_ARRAY(r->words, struct value, NAMES);
	for (size_t i = 0; i < NAMES; i++) {
		struct str value = conversation_slot(&c, names[i]);

		if (value.n)
			list[more->profile.n++] =
			    (struct value){names[i], arena_str(r->words, value)};
	}
	more->profile.v = list;
	return more;
}

static void know(struct reading *r, const struct store_conversation *row, struct arena *arena)
{
	const struct past_options *o = r->options;

	if ((o->shop.n && !str_eq(o->shop, row->key.shop)) ||
	    (o->channel.n && !str_eq(o->channel, row->key.channel)))
		return;
	if (r->known_n == r->known_room) {
		r->known_room = r->known_room ? 2 * r->known_room : PAGE;
		r->known = room_for(r->known, r->known_room, sizeof *r->known);
	}
	r->known[r->known_n++] = (struct known){row->id,
	    past_talk_of(r->past, row->key.shop, row->key.channel, row->key.name, row->id),
	    profile_of(r, row, arena)};
}

static int read_conversations(struct reading *r)
{
	struct arena *arena = arena_new(ARENA_CHUNK);
	struct store_conversation *rows;
	int64_t after = INT64_MIN;
	size_t n;
	int rc;

	do {
		arena_reset(arena);
		rc = store_conversations(r->reader, after, PAGE, arena, &rows, &n);
		for (size_t i = 0; rc == STORE_OK && i < n; i++)
			know(r, &rows[i], arena);
		after = n ? rows[n - 1].id : after;
	} while (rc == STORE_OK && n == PAGE);
	arena_free(&arena);
	return rc;
}

static int by_conversation(const void *key, const void *member)
{
	int64_t a = *(const int64_t *)key, b = ((const struct known *)member)->id;

	return a < b ? -1 : a > b;
}

/* NULL: it is not played, or came after they were listed. */
static const struct known *known(const struct reading *r, int64_t conversation)
{
	if (!r->known_n)
		return NULL;
	return bsearch(&conversation, r->known, r->known_n, sizeof *r->known, by_conversation);
}

/* ---- what humans did ---- */

/* false: it is none of a human's acts, or the assistant does it again by itself. */
static bool act_of(const struct store_record *r, enum event_kind *kind)
{
	enum record what;

	if (record_parse(r->what, &what) != 0)
		return false;
	switch (what) {
	case RECORD_TAKEN:
		*kind = EVENT_TAKE;
		return true;
	case RECORD_RELEASED:
		*kind = EVENT_RELEASE;
		return true;
	case RECORD_CLOSED:
		*kind = EVENT_CLOSE;
		return str_is(r->value, "agent");
	case RECORD_TICKET: /* without a matter: filed by the human who had the conversation */
		*kind = EVENT_TICKET;
		return !r->value.n && r->marks & MARK_HUMAN;
	default:
		return false;
	}
}

static void take_record(void *ctx, const struct store_record *rec, const struct store_place *place)
{
	struct reading *r = ctx;
	struct past_more *more;
	enum event_kind kind;

	(void)place;
	if (!act_of(rec, &kind) || !known(r, rec->conversation))
		return;
	if (r->acts_n == r->acts_room) {
		r->acts_room = r->acts_room ? 2 * r->acts_room : PAGE;
		r->acts = room_for(r->acts, r->acts_room, sizeof *r->acts);
	}
	more = ARENA_NEW(r->words, struct past_more);
	if (kind == EVENT_TICKET)
		*more = (struct past_more){
		    .skill = arena_str(r->words, rec->detail), .urgency = rec->urgency};
	else
		more->agent = arena_str(r->words, rec->value);
	r->acts[r->acts_n] =
	    (struct act){rec->conversation, rec->message, rec->at, r->acts_n, kind, more};
	r->acts_n++;
}

static void no_message(void *ctx, const struct store_head *m)
{
	(void)ctx;
	(void)m;
}

static int by_message(const void *va, const void *vb)
{
	const struct act *a = va, *b = vb;

	if (a->message != b->message)
		return a->message < b->message ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static int read_acts(struct reading *r)
{
	const struct past_options *o = r->options;
	const struct store_visitor visit = {r, no_message, take_record};
	int rc = o->humans ? store_scan(r->reader, o->from, o->from, o->to, &visit) : STORE_OK;

	if (r->acts_n)
		qsort(r->acts, r->acts_n, sizeof *r->acts, by_message);
	return rc;
}

static void add_act(struct reading *r, const struct act *a)
{
	const struct past_event e = {
	    .at = a->at, .more = a->more, .talk = known(r, a->conversation)->talk, .kind = a->kind};

	past_add(r->past, &e);
}

/* All that happened before message `no`.  Who took over by writing on the platform is noted behind
 * his words, which take over by themselves. */
static void add_acts_before(struct reading *r, int64_t no)
{
	for (; r->next < r->acts_n && r->acts[r->next].message < no; r->next++) {
		const struct act *a = &r->acts[r->next];
		bool by_words =
		    a->kind == EVENT_TAKE && r->wrote_in == a->conversation && r->wrote_at == a->at;

		if (!by_words)
			add_act(r, a);
	}
}

/* ---- what was written ---- */

/* Of each its URL, else its type, as the desk gives it. */
static struct str attached(struct reading *r, struct str extra)
{
	static const struct str key = STR("\"attachments\":");
	struct str list = STR("");
	struct json *doc;

	if (!extra.n || !memmem(extra.p, extra.n, key.p, key.n))
		return list;
	doc = json_parse(extra, NULL);
	for (const struct json *a = json_first(json_get(doc, "attachments")); a; a = json_next(a)) {
		struct str url = json_text(json_get(a, "url"));
		struct str what = url.n ? url : json_text(json_get(a, "type"));

		list = arena_printf(
		    r->words, "%.*s%s%.*s", STR_ARG(list), list.n ? " " : "", STR_ARG(what));
	}
	json_free(&doc);
	return list;
}

static void add_message(struct reading *r, const struct known *k, const struct store_message *m)
{
	struct past_event e = {.at = m->at,
	    .text = arena_str(r->words, m->text),
	    .more = k->more,
	    .talk = k->talk,
	    .kind = EVENT_MESSAGE};
	struct str files = attached(r, m->extra);

	if (files.n) {
		struct past_more *more = ARENA_NEW(r->words, struct past_more);

		if (k->more)
			*more = *k->more;
		more->attached = files;
		e.more = more;
	}
	if (m->text.n || files.n)
		past_add(r->past, &e);
	else
		past_numbers(r->past)->empty++; /* forgotten */
}

/* Through the desk, or (what the desk kept of it beside the words tells) on the platform itself. */
static void add_words(struct reading *r, const struct known *k, const struct store_message *m)
{
	struct past_more *more = ARENA_NEW(r->words, struct past_more);
	const struct past_event e = {.at = m->at,
	    .text = arena_str(r->words, m->text),
	    .more = more,
	    .talk = k->talk,
	    .kind = m->extra.n ? EVENT_AGENT_WROTE : EVENT_REPLY};

	more->agent = arena_str(r->words, m->sender);
	more->phrase = arena_str(r->words, m->phrase);
	past_add(r->past, &e);
	r->wrote_at = m->at;
	r->wrote_in = m->conversation;
}

static void take_message(void *ctx, const struct store_message *m)
{
	struct reading *r = ctx;
	const struct known *k = known(r, m->conversation);

	if (++r->read % TELL_EVERY == 0)
		progress_tell(r->options->progress, r->read, 0);
	add_acts_before(r, m->no);
	if (!k)
		return;
	if (m->direction == STORE_CUSTOMER)
		add_message(r, k, m);
	else if (r->options->humans)
		add_words(r, k, m);
	else
		past_numbers(r->past)->agents_left++;
}

static int read_all(struct reading *r)
{
	const struct past_options *o = r->options;

	if (read_conversations(r) != STORE_OK || read_acts(r) != STORE_OK ||
	    store_scan_words(r->reader, o->from, o->to, r, take_message) != STORE_OK)
		return -1;
	add_acts_before(r, INT64_MAX);
	return 0;
}

int past_read_store(
    struct past *p, const char *url, const struct past_options *o, char *error, size_t room)
{
	char fault[STORE_ERROR_MAX];
	struct reading r = {.past = p, .options = o, .words = arena_new(ARENA_CHUNK)};
	int rc = -1;

	r.reader = store_reader_open(url, fault);
	if (r.reader) {
		rc = read_all(&r);
		snprintf(fault, sizeof fault, "%s", _("the store cannot be read"));
		store_reader_close(&r.reader);
	}
	past_keep(p, &r.words);
	free(r.known);
	free(r.acts);
	if (rc != 0)
		snprintf(error, room, "%s", fault);
	return rc;
}
