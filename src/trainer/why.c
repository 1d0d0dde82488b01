/* why.c - what the store knows of a message's answer, put together.  why_write.c shows it. */
#include "trainer/why.h"

enum { BACK_MAX = 400, LATER_MAX = 200, SLOTS_MAX = 128 };

static struct json *extra_of(const struct store_message *m)
{
	return m->extra.n ? json_parse(m->extra, NULL) : NULL;
}

/* ---- slots: what this message and those before it in the episode filled ---- */

static bool has_slot(const struct why *w, struct str name)
{
	for (size_t i = 0; i < w->slots_n; i++)
		if (str_eq(w->slots[i].name, name))
			return true;
	return false;
}

/* The newest value of a name comes first, and counts. */
static void add_slots(struct why *w, const struct json *extra, struct arena *arena, bool fresh)
{
	for (const struct json *s = json_first(json_get(extra, "slots")); s; s = json_next(s))
		if (w->slots_n < SLOTS_MAX && !has_slot(w, json_key(s)))
			w->slots[w->slots_n++] = (struct why_slot){arena_str(arena, json_key(s)),
			    arena_str(arena, json_text(s)), fresh};
}

static int read_slots(struct store_reader *r, struct why *w, struct arena *arena)
{
	struct store_conversation until = w->conversation;
	struct store_message *rows;
	bool opened = false;
	size_t n;

	w->slots = ARENA_ARRAY(arena, struct why_slot, SLOTS_MAX);
	until.last_message = w->message.no;
	if (store_messages(r, &until, 0, BACK_MAX, arena, &rows, &n) < 0)
		return -1;
	while (n-- > 0 && !opened) {
		struct json *extra = extra_of(&rows[n]);

		add_slots(w, extra, arena, rows[n].no == w->message.no);
		opened = json_bool(json_get(extra, "opens"));
		json_free(&extra);
	}
	return 0;
}

/* ---- what was said ---- */

/* A line of a burst is answered with those behind it, by what answers the last of them. */
static int read_said(struct store_reader *r, struct why *w, struct arena *arena)
{
	struct store_message *rows;
	int64_t cause = w->message.no;
	size_t n;

	if (store_messages(r, &w->conversation, w->message.no, LATER_MAX, arena, &rows, &n) < 0)
		return -1;
	w->said = ARENA_ARRAY(arena, struct why_said, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct json *extra = extra_of(&rows[i]);
		enum rule rule = rule_parse(json_text(json_get(extra, "rule")));

		json_free(&extra);
		if (rows[i].direction == STORE_CUSTOMER && w->rule == RULE_GATHERED && !w->said_n)
			cause = rows[i].no;
		else if (rows[i].direction != STORE_CUSTOMER && rows[i].reply_to == cause)
			w->said[w->said_n++] = (struct why_said){&rows[i], rule};
	}
	return 0;
}

/* ---- the intents ---- */

/* Numbers may have been hidden in the stored text: then it may match otherwise, and what was kept
 * is the truth. */
static bool agrees(const struct why *w)
{
	const struct json *kept = json_first(json_get(w->kept, "intents"));
	const struct intent *found = w->matched.nearest;
	bool won = w->matched.n && w->matched.list[0].outcome == EXPLAIN_WON;

	if (won)
		found = w->matched.list[0].intent;
	if (!kept || !found)
		return !kept && !found;
	return str_eq(json_text(json_get(kept, "id")), found->id) &&
	       json_bool(json_get(kept, "nearest")) == !won;
}

static void explain_it(
    struct why *w, const struct why_books *books, struct match_scratch *scratch, struct arena *arena)
{
	struct match_result *found = ARENA_NEW(arena, struct match_result);

	if (!w->version.n || w->message.direction != STORE_CUSTOMER)
		return;
	w->book = books->find(books->ctx, w->conversation.key.shop, w->version);
	if (!w->book || match_text(w->book, scratch, arena, w->message.text, found) != 0)
		return;
	explain(w->book, scratch, arena, w->message.text, found, &w->matched);
	w->explained = agrees(w);
}

/* ---- all of it ---- */

bool message_number(struct str id, int64_t *no)
{
	if (id.n && id.p[0] == 'm')
		id = str_make(id.p + 1, id.n - 1);
	return str_to_int64(id, no) && *no > 0;
}

static int read_message(struct store_reader *r, int64_t no, struct arena *arena, struct why *w)
{
	int rc = store_find_message(r, no, arena, &w->asked, &w->conversation);

	if (rc <= 0)
		return rc;
	w->message = w->asked;
	if (w->asked.direction == STORE_BOT && w->asked.reply_to)
		rc = store_find_message(
		    r, w->asked.reply_to, arena, &w->message, &w->conversation);
	if (rc == 0) /* what it answered is too old and gone */
		w->message = w->asked;
	return rc < 0 ? rc : 1;
}

int why_read(struct store_reader *r, int64_t no, const struct why_books *books,
    struct match_scratch *scratch, struct arena *arena, struct why *out)
{
	int rc;

	*out = (struct why){0};
	rc = read_message(r, no, arena, out);
	if (rc <= 0)
		return rc;
	out->kept = extra_of(&out->message);
	out->version = arena_str(arena, json_text(json_get(out->kept, "book")));
	out->rule = rule_parse(json_text(json_get(out->kept, "rule")));
	if (read_slots(r, out, arena) < 0 || read_said(r, out, arena) < 0) {
		why_free(out);
		return -1;
	}
	explain_it(out, books, scratch, arena);
	return 1;
}

void why_free(struct why *w)
{
	json_free(&w->kept);
	book_release(&w->book);
}
