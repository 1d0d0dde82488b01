/* line.c - see line.h. */
#include "replay/line.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/intl.h"
#include "base/json.h"
#include "base/utf8.h"
#include "base/zone.h"

enum { PROFILE_MAX = 32 };

/* The text of the fault, which is given in English and kept in the reader's language. */
static int fault(struct line_reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static int fault(struct line_reader *r, const char *fmt, ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	r->fault = arena_str(r->names, str_of(text));
	return -1;
}

/* ---- members ---- */

enum key {
	KEY_CONVERSATION,
	KEY_DIALOGUE,
	KEY_ID,
	KEY_TEXT,
	KEY_CONTENT,
	KEY_FROM,
	KEY_SPEAKER,
	KEY_ROLE,
	KEY_AT,
	KEY_CHANNEL,
	KEY_SHOP,
	KEY_SENDER,
	KEY_PROFILE,
	KEY_ATTACHMENTS,
	KEY_TURNS,
	KEY_MESSAGES,
	KEYS
};

static const struct str names[KEYS] = {
    [KEY_CONVERSATION] = STR("conversation"),
    [KEY_DIALOGUE] = STR("dialogue"),
    [KEY_ID] = STR("id"),
    [KEY_TEXT] = STR("text"),
    [KEY_CONTENT] = STR("content"),
    [KEY_FROM] = STR("from"),
    [KEY_SPEAKER] = STR("speaker"),
    [KEY_ROLE] = STR("role"),
    [KEY_AT] = STR("at"),
    [KEY_CHANNEL] = STR("channel"),
    [KEY_SHOP] = STR("shop"),
    [KEY_SENDER] = STR("sender"),
    [KEY_PROFILE] = STR("profile"),
    [KEY_ATTACHMENTS] = STR("attachments"),
    [KEY_TURNS] = STR("turns"),
    [KEY_MESSAGES] = STR("messages"),
};

/* The members of an object that mean something here, found in one walk: a million lines have five
 * each.  NULL: it is not there, or null. */
struct members {
	const struct json *v[KEYS];
};

static void find_members(const struct json *object, struct members *m)
{
	*m = (struct members){{NULL}};
	for (const struct json *v = json_first(object); v; v = json_next(v)) {
		struct str name = json_key(v);
		int k = 0;

		while (k < KEYS && !str_eq(name, names[k]))
			k++;
		if (k < KEYS && !m->v[k] && json_type(v) != JSON_NULL)
			m->v[k] = v;
	}
}

/* The first of two or three that is there; KEYS: none. */
static enum key one_of(const struct members *m, enum key a, enum key b, enum key c)
{
	return m->v[a] ? a : m->v[b] ? b : m->v[c] ? c : KEYS;
}

static int read_text(struct line_reader *r, const struct members *m, enum key k,
    struct arena *arena, struct str *out)
{
	if (json_type(m->v[k]) != JSON_STRING)
		return fault(r, _("\"%s\" must be a text"), names[k].p);
	*out = arena_str(arena, json_text(m->v[k]));
	return 0;
}

static int read_optional(
    struct line_reader *r, const struct members *m, enum key k, struct str *out)
{
	return m->v[k] ? read_text(r, m, k, r->names, out) : 0;
}

/* ---- what a message and a turn have in common ---- */

static int read_from(struct line_reader *r, const struct members *m, enum line_writer *out)
{
	static const struct {
		const char *word;
		enum line_writer writer;
	} words[] = {{"customer", LINE_CUSTOMER}, {"user", LINE_CUSTOMER}, {"agent", LINE_AGENT},
	    {"human", LINE_AGENT}, {"bot", LINE_BOT}, {"assistant", LINE_BOT}};
	enum key k = one_of(m, KEY_FROM, KEY_SPEAKER, KEY_ROLE);
	struct str word;

	*out = LINE_CUSTOMER;
	if (k == KEYS)
		return 0;
	word = json_text(m->v[k]);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (!str_is(word, words[i].word))
			continue;
		*out = words[i].writer;
		return 0;
	}
	return fault(r, _("\"%s\" must be customer, agent or bot"), names[k].p);
}

static int read_time(struct line_reader *r, const struct members *m, int64_t *at)
{
	const struct json *v = m->v[KEY_AT];

	*at = PAST_NO_TIME;
	if (!v || (json_type(v) == JSON_STRING && time_parse(json_text(v), r->zone, at) == 0))
		return 0;
	return fault(r, _("\"at\" must be a moment such as 2026-11-23T10:00:00+08:00"));
}

static int scalar(struct line_reader *r, const struct json *v, struct str *out)
{
	double d = json_number(v);

	switch (json_type(v)) {
	case JSON_STRING:
		*out = arena_str(r->words, json_text(v));
		return 0;
	case JSON_NUMBER:
		*out =
		    arena_printf(r->words, d == floor(d) && fabs(d) < 1e15 ? "%.0f" : "%.15g", d);
		return 0;
	case JSON_BOOL:
		*out = json_bool(v) ? STR("yes") : STR("no");
		return 0;
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return fault(r, _("\"profile\" holds texts, numbers, true and false"));
}

static int read_profile(struct line_reader *r, const struct members *m, struct values *out)
{
	const struct json *profile = m->v[KEY_PROFILE];
	struct value *list;

	if (!profile)
		return 0;
	if (json_type(profile) != JSON_OBJECT || json_size(profile) > PROFILE_MAX)
		return fault(
		    r, _("\"profile\" must be an object of at most %d members"), PROFILE_MAX);
	list = ARENA_ARRAY(r->words, struct value, json_size(profile) + 1);
	for (const struct json *v = json_first(profile); v; v = json_next(v)) {
		if (json_type(v) == JSON_NULL)
			continue;
		if (scalar(r, v, &list[out->n].value) != 0)
			return -1;
		list[out->n++].name = arena_str(r->words, json_key(v));
	}
	out->v = list;
	return 0;
}

/* Of each its URL, else its type, with a blank between them. */
static int read_attachments(struct line_reader *r, const struct members *m, struct str *out)
{
	const struct json *list = m->v[KEY_ATTACHMENTS];

	if (!list)
		return 0;
	if (json_type(list) != JSON_ARRAY)
		return fault(r, _("\"attachments\" must be a list"));
	for (const struct json *a = json_first(list); a; a = json_next(a)) {
		struct str url = json_text(json_get(a, "url"));
		struct str what = url.n ? url : json_text(json_get(a, "type"));

		if (!what.n)
			return fault(r, _("an attachment needs a \"type\" or a \"url\""));
		*out = arena_printf(
		    r->words, "%.*s%s%.*s", STR_ARG(*out), out->n ? " " : "", STR_ARG(what));
	}
	return 0;
}

/* What is kept beside the text of the few that have more. */
static int read_more(struct line_reader *r, const struct members *m, struct line_item *it)
{
	struct past_more more = {0};
	struct past_more *kept;

	if (read_profile(r, m, &more.profile) != 0 || read_attachments(r, m, &more.attached) != 0)
		return -1;
	if (it->from != LINE_CUSTOMER && m->v[KEY_SENDER] &&
	    read_text(r, m, KEY_SENDER, r->words, &more.agent) != 0)
		return -1;
	if (!more.profile.n && !more.attached.n && !more.agent.n)
		return 0;
	kept = ARENA_NEW(r->words, struct past_more);
	*kept = more;
	it->e.more = kept;
	return 0;
}

static int read_id(struct line_reader *r, const struct members *m, struct line_item *it)
{
	struct str id = STR("");

	if (read_optional(r, m, KEY_ID, &id) != 0)
		return -1;
	if (id.n)
		it->e.id = str_hash(id, (uint64_t)it->from + 1) | 1;
	return 0;
}

static int read_written(struct line_reader *r, const struct members *m, struct line_item *it)
{
	enum key text = one_of(m, KEY_TEXT, KEY_CONTENT, KEY_CONTENT);

	if (read_from(r, m, &it->from) != 0 || read_time(r, m, &it->e.at) != 0 ||
	    read_id(r, m, it) != 0 || read_more(r, m, it) != 0)
		return -1;
	it->e.kind = it->from == LINE_CUSTOMER ? EVENT_MESSAGE : EVENT_REPLY;
	if (text == KEYS && !(it->e.more && it->e.more->attached.n))
		return fault(r, _("\"text\" is missing"));
	return text == KEYS ? 0 : read_text(r, m, text, r->words, &it->e.text);
}

/* ---- lines ---- */

static void add(struct line_reader *r, const struct line_item *it)
{
	if (r->n == r->room) {
		r->room = r->room ? r->room * 2 : 256;
		r->items = reallocarray(r->items, r->room, sizeof *r->items);
		if (!r->items)
			abort(); /* as the arena does */
	}
	r->items[r->n++] = *it;
}

static int read_place(struct line_reader *r, const struct members *m, struct line_item *it)
{
	it->channel = STR("web");
	if (read_optional(r, m, KEY_SHOP, &it->shop) != 0)
		return -1;
	return read_optional(r, m, KEY_CHANNEL, &it->channel);
}

static int read_message(struct line_reader *r, const struct members *m)
{
	struct line_item it = {.conversation = STR("")};

	if (read_place(r, m, &it) != 0 ||
	    read_text(r, m, KEY_CONVERSATION, r->names, &it.conversation) != 0)
		return -1;
	if (!it.conversation.n)
		return fault(r, _("\"conversation\" must not be empty"));
	if (read_written(r, m, &it) != 0)
		return -1;
	add(r, &it);
	return 0;
}

static int read_turn(
    struct line_reader *r, const struct json *v, const struct line_item *of, size_t number)
{
	struct line_item it = *of;
	struct members m;
	struct str why;

	if (json_type(v) != JSON_OBJECT)
		return fault(r, _("turn %zu must be an object"), number);
	find_members(v, &m);
	if (read_written(r, &m, &it) == 0) {
		add(r, &it);
		return 0;
	}
	why = r->fault;
	return fault(r, _("turn %zu: %.*s"), number, STR_ARG(why));
}

static int read_dialogue(struct line_reader *r, const struct members *m, enum key turns)
{
	struct line_item of = {.conversation = STR("")};
	enum key name = one_of(m, KEY_DIALOGUE, KEY_CONVERSATION, KEY_ID);
	size_t number = 1;

	if (json_type(m->v[turns]) != JSON_ARRAY)
		return fault(r, _("\"%s\" must be a list"), names[turns].p);
	if (read_place(r, m, &of) != 0 ||
	    (name != KEYS && read_text(r, m, name, r->names, &of.conversation) != 0))
		return -1;
	if (!of.conversation.n)
		return fault(r, _("the dialogue has no name: \"dialogue\" is missing"));
	for (const struct json *t = json_first(m->v[turns]); t; t = json_next(t))
		if (read_turn(r, t, &of, number++) != 0)
			return -1;
	return 0;
}

static int read_object(struct line_reader *r, const struct json *v)
{
	struct members m;
	enum key turns;

	if (json_type(v) != JSON_OBJECT)
		return fault(r, _("the line is no JSON object"));
	find_members(v, &m);
	turns = one_of(&m, KEY_TURNS, KEY_MESSAGES, KEY_MESSAGES);
	if (turns != KEYS)
		return read_dialogue(r, &m, turns);
	if (m.v[KEY_CONVERSATION])
		return read_message(r, &m);
	return fault(r, _("this is neither a message (\"conversation\", \"text\") nor a dialogue "
			  "(\"dialogue\", \"turns\")"));
}

static int not_json(struct line_reader *r, struct str line, size_t where)
{
	size_t bad = utf8_first_bad(line);

	r->fault_byte = where + 1;
	if (bad < line.n && bad <= where)
		return fault(r, _("the line is not UTF-8"));
	return fault(r, _("the line is no JSON"));
}

int line_read(struct line_reader *r, struct str line)
{
	size_t before = r->n, where = 0;
	struct json *v;
	int rc;

	r->fault_byte = 0;
	if (!str_trim(line).n)
		return 0;
	v = json_parse(line, &where);
	rc = v ? read_object(r, v) : not_json(r, line, where);
	json_free(&v);
	if (rc != 0)
		r->n = before;
	return rc;
}
