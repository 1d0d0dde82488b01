/* misses_read.c - from a store: messages that nothing answered, and what was decided of them.
 *
 * Records say where nothing fitted, of how many lines a burst was, and that a human had to take it.
 * The words are found from there back: a burst that was judged when its pause was over has nothing
 * beside its lines but that they were gathered. */
#include <stdlib.h>

#include "base/json.h"
#include "pattern/normalise.h"
#include "dialogue/record.h"
#include "dialogue/rule.h"
#include "trainer/misses_internal.h"

enum {
	TELL_EVERY = 1 << 12,
	LINES_MOST = 256, /* of a burst; the dialogue keeps fewer (dialogue/burst.c) */
	SENTENCE_BYTES = 2048,
	LONG_BYTES = 768, /* of what is longer no more is compared (alike.c) */
	BYTES_A_KB = 48   /* of a sentence take a kilobyte more */
};

/* Where nothing fitted, as the records have it. */
struct judged {
	int64_t conversation, message, at; /* message: the last one when it was judged, ours too */
	uint32_t lines;                    /* of the burst; 1: none */
	bool handed_over;
};

/* Where a conversation was handed over, and what for. */
struct handed {
	int64_t conversation, message, at;
	bool at_once; /* by what was judged at that moment, or by nothing of ours */
};

struct reading {
	struct gathered *g;
	struct judged *judged;
	size_t judged_n, judged_room;
	struct handed *handed;
	size_t handed_n, handed_room;
	struct judged burst; /* the last one, whatever became of it */
	size_t records;
	size_t kilobytes; /* that the messages take */
	struct buf text;  /* of one burst */
};

static void *room_for(void *p, size_t n, size_t size)
{
	p = reallocarray(p, n, size);
	if (!p)
		abort(); /* as the arena does */
	return p;
}

/* ---- sentences ---- */

/* A story is alike to nothing; its beginning says what it is about. */
static struct str beginning(struct str text)
{
	size_t n = text.n < SENTENCE_BYTES ? text.n : SENTENCE_BYTES;

	while (n < text.n && n && ((unsigned char)text.p[n] & 0xc0) == 0x80)
		n--;
	return str_make(text.p, n);
}

long gathered_sentence(struct gathered *g, struct str text, int64_t number)
{
	struct normal normal;
	long at;

	arena_reset(g->scratch);
	text = beginning(text);
	if (normalise(g->normaliser, g->scratch, text, &normal) != 0 || !normal.text.n)
		return STR_INDEX_NONE;
	at = str_index_find(&g->index, normal.text);
	if (at != STR_INDEX_NONE)
		return at;
	if (g->index.n == g->sentences_room) {
		g->sentences_room = g->sentences_room ? 2 * g->sentences_room : 256;
		g->sentences = room_for(g->sentences, g->sentences_room, sizeof *g->sentences);
	}
	at = (long)g->index.n;
	g->sentences[at] = (struct miss_sentence){.text = arena_str(g->arena, text),
	    .normal = arena_str(g->arena, normal.text),
	    .number = number};
	str_index_add(&g->index, g->sentences[at].normal);
	return at;
}

/* ---- what the records say ---- */

static void no_message(void *ctx, const struct store_head *m)
{
	(void)ctx;
	(void)m;
}

static bool is_wanted(const struct misses_options *o, const struct store_place *at)
{
	return str_eq(at->shop, o->shop) && (!o->channel.n || str_eq(at->channel, o->channel));
}

/* Of how many lines was it what is judged here? */
static uint32_t lines_at(const struct judged *burst, const struct store_record *rec)
{
	return burst->conversation == rec->conversation && burst->at == rec->at ? burst->lines : 1;
}

static void add_judged(struct reading *r, const struct store_record *rec)
{
	if (r->judged_n == r->g->options->most) {
		r->g->left_out++;
		return;
	}
	if (r->judged_n == r->judged_room) {
		r->judged_room = r->judged_room ? 2 * r->judged_room : 1024;
		r->judged = room_for(r->judged, r->judged_room, sizeof *r->judged);
	}
	r->judged[r->judged_n++] = (struct judged){
	    rec->conversation, rec->message, rec->at, lines_at(&r->burst, rec), false};
}

static void add_handed(struct reading *r, const struct store_record *rec, bool at_once)
{
	if (r->handed_n == r->handed_room) {
		r->handed_room = r->handed_room ? 2 * r->handed_room : 256;
		r->handed = room_for(r->handed, r->handed_room, sizeof *r->handed);
	}
	r->handed[r->handed_n++] =
	    (struct handed){rec->conversation, rec->message, rec->at, at_once};
}

/* In the order in which they happened. */
static void take_record(void *ctx, const struct store_record *rec, const struct store_place *place)
{
	struct reading *r = ctx;
	enum record what;

	if (++r->records % TELL_EVERY == 0)
		progress_tell(r->g->options->reading, r->records, 0);
	if (record_parse(rec->what, &what) != 0 || !is_wanted(r->g->options, place))
		return;
	if (what == RECORD_UNJUDGED && str_is(rec->value, "burst") && rec->amount > 0 &&
	    rec->amount < LINES_MOST) /* those before its last line */
		r->burst = (struct judged){
		    rec->conversation, rec->message, rec->at, (uint32_t)rec->amount + 1, false};
	else if (what == RECORD_MISS)
		add_judged(r, rec);
	else if (what == RECORD_ESCALATED && str_is(rec->value, "miss"))
		add_handed(r, rec, false);
	else if (what == RECORD_ESCALATED && str_is(rec->value, "phrase"))
		add_handed(r, rec, true);
}

static int by_conversation(const void *va, const void *vb)
{
	const struct judged *a = va, *b = vb;

	if (a->conversation != b->conversation)
		return a->conversation < b->conversation ? -1 : 1;
	return a->message < b->message ? -1 : a->message > b->message;
}

static int by_message(const void *va, const void *vb)
{
	const struct judged *a = va, *b = vb;

	return a->message < b->message ? -1 : a->message > b->message;
}

static void sort(struct reading *r, int (*order)(const void *, const void *))
{
	if (r->judged_n)
		qsort(r->judged, r->judged_n, sizeof *r->judged, order);
}

/* The last of a conversation up to a message; they are in order of conversation. */
static struct judged *last_of(struct reading *r, int64_t conversation, int64_t message)
{
	const struct judged key = {.conversation = conversation, .message = message};
	size_t low = 0, high = r->judged_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_conversation(&r->judged[middle], &key) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low && r->judged[low - 1].conversation == conversation ? &r->judged[low - 1] : NULL;
}

static void mark_handed(struct reading *r)
{
	for (size_t i = 0; i < r->handed_n; i++) {
		const struct handed *h = &r->handed[i];
		struct judged *j = last_of(r, h->conversation, h->message);

		if (j && (!h->at_once || j->at == h->at))
			j->handed_over = true;
	}
}

/* ---- what was written ---- */

static bool is_gathered(struct str extra)
{
	struct json *doc = extra.n ? json_parse(extra, NULL) : NULL;
	bool gathered = rule_parse(json_text(json_get(doc, "rule"))) == RULE_GATHERED;

	json_free(&doc);
	return gathered;
}

/* A burst that is full is judged when one line more has come, which begins the next. */
static bool begins_another(const struct judged *j, const struct store_message *m)
{
	return m->at == j->at && is_gathered(m->extra);
}

/* Of the messages up to where it was judged: leaves those of it that have words, and tells their
 * number. */
static size_t lines_of(const struct judged *j, struct store_message *rows, size_t n)
{
	size_t seen = 0, kept = n;

	for (size_t i = n; i-- > 0 && seen < j->lines;) {
		if (rows[i].direction != STORE_CUSTOMER || (!seen && begins_another(j, &rows[i])))
			continue;
		seen++;
		if (rows[i].text.n)
			rows[--kept] = rows[i];
	}
	for (size_t i = kept; i < n; i++)
		rows[i - kept] = rows[i];
	return n - kept;
}

static struct str words_of(struct reading *r, const struct store_message *rows, size_t n)
{
	buf_clear(&r->text);
	for (size_t i = 0; i < n && r->text.n < SENTENCE_BYTES; i++) {
		if (i)
			buf_addz(&r->text, ", ");
		buf_adds(&r->text, rows[i].text);
	}
	return buf_str(&r->text);
}

/* A few long ones take as much as many. */
static bool has_room(struct reading *r, struct str words)
{
	size_t compared = words.n < LONG_BYTES ? words.n : LONG_BYTES;
	size_t more = 1 + compared / BYTES_A_KB;

	if (more > r->g->options->most - r->kilobytes) {
		r->g->left_out++;
		return false;
	}
	r->kilobytes += more;
	return true;
}

static uint64_t customer_of(const struct store_message *m)
{
	return m->sender.n ? str_hash(m->sender, 1) : (uint64_t)m->conversation;
}

static void add_message(
    struct reading *r, const struct judged *j, struct str words, const struct store_message *m)
{
	struct gathered *g = r->g;
	struct miss_message add = {
	    m->no, m->conversation, m->at, customer_of(m), 0, j->handed_over};
	long sentence = gathered_sentence(g, words, m->no);

	if (sentence == STR_INDEX_NONE)
		return;
	add.sentence = (uint32_t)sentence;
	if (g->messages_n == g->messages_room) {
		g->messages_room = g->messages_room ? 2 * g->messages_room : 1024;
		g->messages = room_for(g->messages, g->messages_room, sizeof *g->messages);
	}
	g->messages[g->messages_n++] = add;
	g->newest = m->no > g->newest ? m->no : g->newest;
}

/* What was said meanwhile stands between its lines.  Who is forgotten has no words any more. */
static int read_words(
    struct reading *r, struct store_reader *reader, const struct judged *j, struct arena *arena)
{
	enum { BETWEEN = 8 };
	const struct store_conversation at = {.id = j->conversation, .last_message = j->message};
	struct store_message *rows;
	struct str words;
	size_t n;

	arena_reset(arena);
	if (store_messages(reader, &at, 0, 2 * (size_t)j->lines + BETWEEN, arena, &rows, &n) < 0)
		return -1;
	n = lines_of(j, rows, n);
	if (!n)
		return 0;
	words = words_of(r, rows, n);
	if (has_room(r, words))
		add_message(r, j, words, &rows[n - 1]);
	return 0;
}

static int by_number(const void *va, const void *vb)
{
	const struct miss_message *a = va, *b = vb;

	return a->number < b->number ? -1 : a->number > b->number;
}

static int read_all_words(struct reading *r, struct store_reader *reader)
{
	struct gathered *g = r->g;
	struct arena *arena = arena_new(1 << 14);
	int rc = 0;

	for (size_t i = 0; i < r->judged_n && rc == 0; i++) {
		if (i % TELL_EVERY == 0)
			progress_tell(g->options->reading, i, r->judged_n);
		rc = read_words(r, reader, &r->judged[i], arena);
	}
	arena_free(&arena);
	if (g->messages_n)
		qsort(g->messages, g->messages_n, sizeof *g->messages, by_number);
	return rc;
}

/* ---- all of it ---- */

/* Those of other shops are none of ours. */
static int read_decided(struct gathered *g, struct store_reader *r)
{
	size_t n, kept = 0;

	if (store_misses(r, g->arena, &g->decided, &n) != STORE_OK)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (str_eq(g->decided[i].shop, g->options->shop))
			g->decided[kept++] = g->decided[i];
	g->decided_n = kept;
	return 0;
}

static int read_all(struct reading *r, struct store_reader *reader)
{
	const struct misses_options *o = r->g->options;
	const struct store_visitor visit = {r, no_message, take_record};

	if (store_scan(reader, o->from, o->from, o->to, &visit) != STORE_OK)
		return -1;
	sort(r, by_conversation);
	mark_handed(r);
	sort(r, by_message);
	return read_all_words(r, reader) == 0 ? read_decided(r->g, reader) : -1;
}

int gathered_read(struct gathered *g, struct store_reader *reader)
{
	struct reading r = {.g = g};
	int rc;

	buf_init(&r.text, SIZE_MAX / 2);
	rc = read_all(&r, reader);
	buf_free(&r.text);
	free(r.judged);
	free(r.handed);
	return rc;
}

void gathered_free(struct gathered *g)
{
	free(g->sentences);
	free(g->messages);
	arena_free(&g->scratch);
}
