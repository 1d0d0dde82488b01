/* misses_read.c - from a store: messages that nothing answered, and what was decided of them.
 *
 * What the desk keeps beside a message says which rule took it (desk/extra.h); of a burst its last
 * line has the rule, and those before it were gathered.  That a human had to take it stands in the
 * records. */
#include <stdlib.h>

#include "base/json.h"
#include "pattern/normalise.h"
#include "dialogue/record.h"
#include "dialogue/rule.h"
#include "trainer/misses_internal.h"

enum { TELL_EVERY = 1 << 12, BURSTS = 64, SENTENCE_BYTES = 2048 };

/* Lines that wait for the last one of their burst: few at a time, as a burst is a matter of seconds. */
struct lines {
	int64_t conversation; /* 0: free */
	struct buf text;
};

struct reading {
	struct gathered *g;
	struct lines bursts[BURSTS];
	size_t next; /* is taken when all are taken */
	int64_t *handed; /* pairs of conversation and message: where it was handed over */
	size_t handed_n, handed_room;
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

/* ---- bursts ---- */

static struct lines *burst_of(struct reading *r, int64_t conversation)
{
	for (size_t i = 0; i < BURSTS; i++)
		if (r->bursts[i].conversation == conversation)
			return &r->bursts[i];
	return NULL;
}

static void gather(struct reading *r, const struct store_message *m)
{
	struct lines *b = burst_of(r, m->conversation);

	if (!b)
		b = burst_of(r, 0);
	if (!b)
		b = &r->bursts[r->next++ % BURSTS];
	if (b->conversation != m->conversation)
		buf_clear(&b->text);
	b->conversation = m->conversation;
	buf_add(&b->text, m->text.p, m->text.n);
	buf_addz(&b->text, ", ");
}

static void end_burst(struct lines *b)
{
	if (!b)
		return;
	b->conversation = 0;
	buf_clear(&b->text);
}

/* ---- messages ---- */

static bool holds(struct str extra, struct str words)
{
	return extra.n && memmem(extra.p, extra.n, words.p, words.n);
}

/* The words may stand in what a customer sent along, too. */
static enum rule rule_of(struct str extra)
{
	static const struct str miss = STR("\"rule\":\"miss\""), line = STR("\"rule\":\"gathered\"");
	enum rule rule;
	struct json *doc;

	if (!holds(extra, miss) && !holds(extra, line))
		return RULE_NONE;
	doc = json_parse(extra, NULL);
	rule = rule_parse(json_text(json_get(doc, "rule")));
	json_free(&doc);
	return rule;
}

static uint64_t customer_of(const struct store_message *m)
{
	return m->sender.n ? str_hash(m->sender, 1) : (uint64_t)m->conversation;
}

static void add_miss(struct reading *r, const struct store_message *m)
{
	struct gathered *g = r->g;
	struct lines *b = burst_of(r, m->conversation);
	struct str text = m->text;
	long sentence;

	if (g->messages_n == g->options->most) {
		g->left_out++;
		return;
	}
	if (b) {
		buf_add(&b->text, text.p, text.n);
		text = buf_str(&b->text);
	}
	sentence = gathered_sentence(g, text, m->no);
	end_burst(b);
	if (sentence == STR_INDEX_NONE)
		return;
	if (g->messages_n == g->messages_room) {
		g->messages_room = g->messages_room ? 2 * g->messages_room : 1024;
		g->messages = room_for(g->messages, g->messages_room, sizeof *g->messages);
	}
	g->messages[g->messages_n++] = (struct miss_message){
	    m->no, m->conversation, m->at, customer_of(m), (uint32_t)sentence, false};
}

static void take_message(void *ctx, const struct store_message *m)
{
	struct reading *r = ctx;
	struct gathered *g = r->g;
	enum rule rule;

	if (++g->read % TELL_EVERY == 0)
		progress_tell(g->options->reading, g->read, 0);
	if (m->direction != STORE_CUSTOMER)
		return;
	g->newest = m->no;
	if (!m->text.n || !m->extra.n)
		return;
	rule = rule_of(m->extra);
	if (rule == RULE_GATHERED)
		gather(r, m);
	else if (rule == RULE_MISS)
		add_miss(r, m);
	else
		end_burst(burst_of(r, m->conversation));
}

/* ---- where it was written ---- */

static int by_conversation(const void *va, const void *vb)
{
	const struct miss_message *a = va, *b = vb;

	if (a->conversation != b->conversation)
		return a->conversation < b->conversation ? -1 : 1;
	return a->number < b->number ? -1 : a->number > b->number;
}

static int by_number(const void *va, const void *vb)
{
	const struct miss_message *a = va, *b = vb;

	return a->number < b->number ? -1 : a->number > b->number;
}

static bool is_wanted(const struct misses_options *o, const struct store_place *at)
{
	return str_eq(at->shop, o->shop) && (!o->channel.n || str_eq(at->channel, o->channel));
}

/* Messages of other shops and channels are taken out again.  They are in order of conversation. */
static int keep_wanted(struct gathered *g, struct store_reader *r)
{
	size_t kept = 0;
	bool wanted = false;

	for (size_t i = 0; i < g->messages_n; i++) {
		const struct miss_message *m = &g->messages[i];
		struct store_place at;
		int found;

		if (i == 0 || m->conversation != g->messages[i - 1].conversation) {
			arena_reset(g->scratch);
			found = store_where(r, m->conversation, g->scratch, &at);
			if (found < 0)
				return -1;
			wanted = found && is_wanted(g->options, &at);
		}
		if (wanted)
			g->messages[kept++] = *m;
	}
	g->messages_n = kept;
	return 0;
}

/* ---- handed over ---- */

static void no_message(void *ctx, const struct store_head *m)
{
	(void)ctx;
	(void)m;
}

static void take_record(void *ctx, const struct store_record *rec, const struct store_place *place)
{
	struct reading *r = ctx;
	enum record what;

	(void)place;
	if (record_parse(rec->what, &what) != 0 || what != RECORD_ESCALATED ||
	    (!str_is(rec->value, "miss") && !str_is(rec->value, "phrase")))
		return;
	if (r->handed_n == r->handed_room) {
		r->handed_room = r->handed_room ? 2 * r->handed_room : 256;
		r->handed = room_for(r->handed, r->handed_room, 2 * sizeof *r->handed);
	}
	r->handed[2 * r->handed_n] = rec->conversation;
	r->handed[2 * r->handed_n++ + 1] = rec->message;
}

/* The last message of a conversation up to a number; they are in order of conversation. */
static struct miss_message *last_of(struct gathered *g, int64_t conversation, int64_t number)
{
	const struct miss_message key = {.number = number, .conversation = conversation};
	size_t low = 0, high = g->messages_n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_conversation(&g->messages[middle], &key) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low && g->messages[low - 1].conversation == conversation ? &g->messages[low - 1]
									  : NULL;
}

static int read_handed(struct reading *r, struct store_reader *reader)
{
	const struct misses_options *o = r->g->options;
	const struct store_visitor visit = {r, no_message, take_record};
	int rc = store_scan(reader, o->from, o->from, o->to, &visit);

	for (size_t i = 0; i < r->handed_n; i++) {
		struct miss_message *m =
		    last_of(r->g, r->handed[2 * i], r->handed[2 * i + 1]);

		if (m)
			m->handed_over = true;
	}
	return rc;
}

/* ---- all of it ---- */

static void sort(struct gathered *g, int (*order)(const void *, const void *))
{
	if (g->messages_n)
		qsort(g->messages, g->messages_n, sizeof *g->messages, order);
}

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
	struct gathered *g = r->g;

	if (store_scan_words(reader, g->options->from, g->options->to, r, take_message) != STORE_OK)
		return -1;
	sort(g, by_conversation);
	if (keep_wanted(g, reader) != 0 || read_handed(r, reader) != STORE_OK)
		return -1;
	sort(g, by_number);
	return read_decided(g, reader);
}

int gathered_read(struct gathered *g, struct store_reader *reader)
{
	struct reading r = {.g = g};
	int rc;

	for (size_t i = 0; i < BURSTS; i++)
		buf_init(&r.bursts[i].text, SENTENCE_BYTES * 2);
	rc = read_all(&r, reader);
	for (size_t i = 0; i < BURSTS; i++)
		buf_free(&r.bursts[i].text);
	free(r.handed);
	return rc;
}

void gathered_free(struct gathered *g)
{
	free(g->sentences);
	free(g->messages);
	arena_free(&g->scratch);
}
