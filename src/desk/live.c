/* live.c - counters with labels: one table of families, one open hash of their cells.
 *
 * The lock is taken once a batch, and by who reads /metrics; between them it is free. */
#include "desk/live.h"

#include <inttypes.h>
#include <pthread.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "dialogue/record.h"

enum { LABELS = 3, VALUE_CHARS = 60, CELLS_MAX = 1000, ROOM = 256, BUCKETS = 14 };

enum family {
	FAMILY_INTENTS,
	FAMILY_PHRASES,
	FAMILY_OPENED,
	FAMILY_CLOSED,
	FAMILY_ESCALATED,
	FAMILY_SKILLS,
	FAMILY_REASONS,
	FAMILY_UNJUDGED,
	FAMILY_TICKETS,
	FAMILY_TICKET_NEWS,
	FAMILY_FORMS,
	FAMILY_RETURNS,
	FAMILY_SLA,
	FAMILY_ASKED,
	FAMILY_SCORES,
	FAMILY_REMARKS,
	FAMILY_FIRST_RESPONSE,
	FAMILY_RESOLUTION,
	FAMILY_COUNT
};

static const struct {
	const char *name, *help;
	const char *labels[LABELS + 1];
	bool histogram; /* in seconds */
} families[FAMILY_COUNT] = {
    [FAMILY_INTENTS] = {"xiaoer_intents_total",
	"Customers' messages by the first intent found in them", {"intent"}},
    [FAMILY_PHRASES] = {"xiaoer_phrases_total", "Phrases said", {"phrase"}},
    [FAMILY_OPENED] = {"xiaoer_opened_total", "Conversations opened; survey: call-backs", {"by"}},
    [FAMILY_CLOSED] = {"xiaoer_closed_by_total",
	"Conversations closed, by why and who had handled them; call-backs too",
	{"reason", "handled"}},
    [FAMILY_ESCALATED] = {"xiaoer_escalated_conversations_total",
	"Conversations handed over for the first time", {NULL}},
    [FAMILY_SKILLS] = {"xiaoer_escalations_by_skill_total", "Hand-overs", {"skill"}},
    [FAMILY_REASONS] = {"xiaoer_escalations_by_reason_total", "Hand-overs", {"reason"}},
    [FAMILY_UNJUDGED] = {"xiaoer_unjudged_messages_total",
	"Customers' messages that were not judged by themselves", {"why"}},
    [FAMILY_TICKETS] = {"xiaoer_tickets_by_matter_total", "Tickets filed", {"matter", "skill"}},
    [FAMILY_TICKET_NEWS] = {"xiaoer_ticket_news_total", "Tickets answered and closed", {"status"}},
    [FAMILY_FORMS] = {"xiaoer_forms_total", "Forms that ended", {"form", "end"}},
    [FAMILY_RETURNS] = {"xiaoer_return_reasons_total", "Reasons given in forms", {"reason"}},
    [FAMILY_SLA] = {"xiaoer_sla_total", "Limits that were met or breached",
	{"limit", "result", "urgency"}},
    [FAMILY_ASKED] = {"xiaoer_survey_asked_total", "Customers asked for a score", {"handled"}},
    [FAMILY_SCORES] = {"xiaoer_survey_scores_total", "Scores given", {"score", "handled"}},
    [FAMILY_REMARKS] = {"xiaoer_survey_remarks_total", "Remarks behind a score", {NULL}},
    [FAMILY_FIRST_RESPONSE] = {"xiaoer_first_response_seconds",
	"Wait for the first reply: the bot's since the opening, a human's since the hand-over",
	{"by"}, true},
    [FAMILY_RESOLUTION] = {"xiaoer_resolution_seconds",
	"From opening to end, by who had handled it; without call-backs", {"handled"}, true},
};

static const int64_t bounds_ms[BUCKETS - 1] = {1000, 5000, 15000, 30000, 60000, 90000, 300000,
    900000, 1800000, 3600000, 14400000, 86400000, 259200000};
static const char *const bounds[BUCKETS] = {"1", "5", "15", "30", "60", "90", "300", "900", "1800",
    "3600", "14400", "86400", "259200", "+Inf"};

struct cell {
	enum family family;
	uint64_t hash;
	struct str values[LABELS];
	int64_t n;                 /* of a histogram: how many */
	int64_t sum_ms;
	int64_t *buckets; /* histograms */
	struct cell *next; /* of its family, the newest first */
};

struct live {
	pthread_mutex_t lock;
	struct arena *arena; /* of all of it: cells never go */
	struct cell **table;
	size_t n, mask;
	struct cell *first[FAMILY_COUNT];
	size_t cells[FAMILY_COUNT];
};

/* ---- cells ---- */

struct live *live_new(void)
{
	struct arena *arena = arena_new(0);
	struct live *l = ARENA_NEW(arena, struct live);

	l->arena = arena;
	pthread_mutex_init(&l->lock, NULL);
	l->mask = ROOM - 1;
	l->table = ARENA_ARRAY(arena, struct cell *, ROOM);
	return l;
}

void live_free(struct live **l)
{
	struct arena *arena = *l ? (*l)->arena : NULL;

	if (*l)
		pthread_mutex_destroy(&(*l)->lock);
	*l = NULL;
	arena_free(&arena);
}

static bool is_cell(const struct cell *c, enum family f, uint64_t hash, const struct str v[LABELS])
{
	if (c->hash != hash || c->family != f)
		return false;
	for (size_t i = 0; i < LABELS; i++)
		if (!str_eq(c->values[i], v[i]))
			return false;
	return true;
}

static struct cell **place_of(
    struct cell **table, size_t mask, enum family f, uint64_t hash, const struct str v[LABELS])
{
	size_t at = hash & mask;

	while (table[at] && !is_cell(table[at], f, hash, v))
		at = (at + 1) & mask;
	return &table[at];
}

static void grow(struct live *l)
{
	size_t mask = l->mask * 2 + 1;
	struct cell **table = ARENA_ARRAY(l->arena, struct cell *, mask + 1);

	for (size_t i = 0; i <= l->mask; i++)
		if (l->table[i])
			*place_of(table, mask, l->table[i]->family, l->table[i]->hash,
			    l->table[i]->values) = l->table[i];
	l->table = table;
	l->mask = mask;
}

static struct cell *new_cell(
    struct live *l, enum family f, uint64_t hash, const struct str v[LABELS])
{
	struct cell *c = ARENA_NEW(l->arena, struct cell);

	c->family = f;
	c->hash = hash;
	for (size_t i = 0; i < LABELS; i++)
		c->values[i] = arena_str(l->arena, v[i]);
	if (families[f].histogram)
		c->buckets = ARENA_ARRAY(l->arena, int64_t, BUCKETS);
	c->next = l->first[f];
	l->first[f] = c;
	l->cells[f]++;
	l->n++;
	return c;
}

static struct cell *cell(struct live *l, enum family f, struct str a, struct str b, struct str c)
{
	struct str v[LABELS] = {
	    utf8_head(a, VALUE_CHARS), utf8_head(b, VALUE_CHARS), utf8_head(c, VALUE_CHARS)};
	uint64_t hash = f;
	struct cell **at;

	for (size_t i = 0; i < LABELS; i++)
		hash = str_hash(v[i], hash);
	at = place_of(l->table, l->mask, f, hash, v);
	if (*at)
		return *at;
	if (l->cells[f] >= CELLS_MAX && !str_is(a, "other"))
		return cell(l, f, STR("other"), STR(""), STR(""));
	*at = new_cell(l, f, hash, v);
	if (l->n <= l->mask / 2)
		return *at;
	grow(l);
	return *place_of(l->table, l->mask, f, hash, v);
}

static void add(struct live *l, enum family f, struct str a, struct str b)
{
	cell(l, f, a, b, STR(""))->n++;
}

static void observe(struct live *l, enum family f, struct str a, int64_t ms)
{
	struct cell *c = cell(l, f, a, STR(""), STR(""));
	size_t i = 0;

	while (i < BUCKETS - 1 && ms > bounds_ms[i])
		i++;
	c->buckets[i]++;
	c->n++;
	c->sum_ms += ms;
}

/* ---- what happened ---- */

static void count_message(struct live *l, const struct store_message *m)
{
	if (m->direction == STORE_CUSTOMER && m->intent.n)
		add(l, FAMILY_INTENTS, m->intent, STR(""));
	if (m->direction != STORE_CUSTOMER && m->phrase.n)
		add(l, FAMILY_PHRASES, m->phrase, STR(""));
}

static struct str handled(const struct store_record *r)
{
	return r->marks & MARK_HUMAN ? STR("human") : STR("bot");
}

static struct str digit(int64_t n)
{
	static const char digits[] = "0123456789";

	return str_make(digits + (n >= 0 && n <= 9 ? n : 0), 1);
}

static void count_closed(struct live *l, const struct store_record *r)
{
	add(l, FAMILY_CLOSED, r->value, handled(r));
	if (!(r->marks & MARK_CALL_BACK))
		observe(l, FAMILY_RESOLUTION, handled(r), r->amount);
}

static void count_escalated(struct live *l, const struct store_record *r)
{
	add(l, FAMILY_SKILLS, r->detail, STR(""));
	add(l, FAMILY_REASONS, r->value, STR(""));
	if (!(r->marks & (MARK_HANDED_OVER | MARK_CALL_BACK)))
		add(l, FAMILY_ESCALATED, STR(""), STR(""));
}

static void count_wait(struct live *l, const struct store_record *r, struct str by)
{
	if (r->amount >= 0)
		observe(l, FAMILY_FIRST_RESPONSE, by, r->amount);
}

static void count_record(struct live *l, const struct store_record *r)
{
	enum record what;

	if (record_parse(r->what, &what) != 0)
		return;
	switch (what) {
	case RECORD_OPENED:
		add(l, FAMILY_OPENED, r->value, STR(""));
		count_wait(l, r, STR("bot"));
		break;
	case RECORD_ANSWERED:
		count_wait(l, r, STR("bot"));
		break;
	case RECORD_UNJUDGED:
		cell(l, FAMILY_UNJUDGED, r->value, STR(""), STR(""))->n += r->amount;
		break;
	case RECORD_ESCALATED:
		count_escalated(l, r);
		break;
	case RECORD_REPLIED:
		count_wait(l, r, STR("human"));
		break;
	case RECORD_TICKET:
		add(l, FAMILY_TICKETS, r->value, r->detail);
		break;
	case RECORD_TICKET_ANSWERED:
		add(l, FAMILY_TICKET_NEWS, STR("answered"), STR(""));
		break;
	case RECORD_TICKET_CLOSED:
		add(l, FAMILY_TICKET_NEWS, STR("closed"), STR(""));
		break;
	case RECORD_FORM:
		add(l, FAMILY_FORMS, r->value, r->detail);
		break;
	case RECORD_REASON:
		add(l, FAMILY_RETURNS, r->value, STR(""));
		break;
	case RECORD_SLA_MET:
		cell(l, FAMILY_SLA, r->value, STR("met"), digit(r->urgency))->n++;
		break;
	case RECORD_SLA_BREACHED:
		cell(l, FAMILY_SLA, r->value, STR("breached"), digit(r->urgency))->n++;
		break;
	case RECORD_SURVEY_ASKED:
		add(l, FAMILY_ASKED, handled(r), STR(""));
		break;
	case RECORD_SURVEY:
		if (r->amount >= 1 && r->amount <= 5)
			add(l, FAMILY_SCORES, digit(r->amount), handled(r));
		break;
	case RECORD_REMARK:
		add(l, FAMILY_REMARKS, STR(""), STR(""));
		break;
	case RECORD_CLOSED:
		count_closed(l, r);
		break;
	case RECORD_MATTER:
	case RECORD_MISS:
	case RECORD_TAKEN:
	case RECORD_RELEASED:
	case RECORD_LOOKUP_FAILED:
	case RECORD_UNSENT:
	case RECORD_COUNT:
		break;
	}
}

void live_count(struct live *l, struct store_message *const *messages, size_t messages_n,
    struct store_record *const *records, size_t records_n)
{
	pthread_mutex_lock(&l->lock);
	for (size_t i = 0; i < messages_n; i++)
		count_message(l, messages[i]);
	for (size_t i = 0; i < records_n; i++)
		count_record(l, records[i]);
	pthread_mutex_unlock(&l->lock);
}

/* ---- out ---- */

static void write_value(struct buf *to, struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\n')
			buf_addz(to, "\\n");
		else if (s.p[i] == '"' || s.p[i] == '\\')
			buf_printf(to, "\\%c", s.p[i]);
		else
			buf_addc(to, s.p[i]);
	}
}

/* {intent="x"}, with `le` behind the others; nothing when there is none. */
static void write_labels(struct buf *to, const struct cell *c, const char *le)
{
	const char *between = "{";

	for (size_t i = 0; families[c->family].labels[i]; i++) {
		buf_printf(to, "%s%s=\"", between, families[c->family].labels[i]);
		write_value(to, c->values[i]);
		buf_addc(to, '"');
		between = ",";
	}
	if (le)
		buf_printf(to, "%sle=\"%s\"", between, le);
	if (le || *between == ',')
		buf_addc(to, '}');
}

static void write_histogram(struct buf *to, const char *name, const struct cell *c)
{
	int64_t below = 0;

	for (size_t i = 0; i < BUCKETS; i++) {
		below += c->buckets[i];
		buf_printf(to, "%s_bucket", name);
		write_labels(to, c, bounds[i]);
		buf_printf(to, " %" PRId64 "\n", below);
	}
	buf_printf(to, "%s_sum", name);
	write_labels(to, c, NULL);
	buf_printf(to, " %" PRId64 ".%03d\n", c->sum_ms / 1000, (int)(c->sum_ms % 1000));
	buf_printf(to, "%s_count", name);
	write_labels(to, c, NULL);
	buf_printf(to, " %" PRId64 "\n", c->n);
}

static void write_cell(struct buf *to, const char *name, const struct cell *c)
{
	buf_addz(to, name);
	write_labels(to, c, NULL);
	buf_printf(to, " %" PRId64 "\n", c->n);
}

void live_write(struct live *l, struct buf *to)
{
	pthread_mutex_lock(&l->lock);
	for (int f = 0; f < FAMILY_COUNT; f++) {
		const char *name = families[f].name;

		buf_printf(to, "# HELP %s %s\n# TYPE %s %s\n", name, families[f].help, name,
		    families[f].histogram ? "histogram" : "counter");
		for (const struct cell *c = l->first[f]; c; c = c->next)
			if (families[f].histogram)
				write_histogram(to, name, c);
			else
				write_cell(to, name, c);
	}
	pthread_mutex_unlock(&l->lock);
}
