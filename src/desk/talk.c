/* talk.c - one conversation within a batch: unpacked once, stepped by its events, packed once. */
#include "base/log.h"
#include "book/slot.h"
#include "desk/desk_internal.h"
#include "desk/extra.h"
#include "desk/privacy.h"
#include "desk/records.h"
#include "dialogue/language.h"

enum { STUCK_MS = 60000, WARN_AGAIN_MS = 600000 };

/* How many tickets, escalations and look-ups it had is lost with its state, and their numbers must not come
 * twice: it had fewer of either than there are messages in the store. */
static void begin_anew(struct talk *t)
{
	log_error("a conversation's state cannot be read, it begins anew conv=%lld bytes=%zu",
	    (long long)t->row->id, t->row->state.n);
	t->state.tickets_filed = t->state.escalations = t->state.lookups = (unsigned)t->row->last_message;
}

void talk_read(struct batch *b, struct talk *t)
{
	struct store_conversation *row = t->row;

	if (t->read)
		return;
	t->read = true;
	if (row->fresh)
		conversation_init(&t->state, b->arena, row->id);
	else if (conversation_unpack(&t->state, b->arena, row->id, row->state) != 0)
		begin_anew(t);
	if (seen_read(&t->seen, row->seen) != 0)
		log_error(
		    "a conversation's message ids cannot be read conv=%lld", (long long)row->id);
}

int talk_seen(struct batch *b, struct talk *t, const unsigned char hash[SEEN_HASH], int64_t *no)
{
	talk_read(b, t);
	*no = seen_find(&t->seen, hash);
	if (!*no && seen_spilled(&t->seen) &&
	    store_old_id(b->desk->store, t->row->id, hash, no) != STORE_OK)
		return -1;
	return *no != 0;
}

int talk_add_seen(struct batch *b, struct talk *t, const unsigned char hash[SEEN_HASH], int64_t no)
{
	struct seen_spill spill;

	seen_add(&t->seen, hash, no, &spill);
	t->seen_changed = true;
	if (!spill.n)
		return 0;
	return store_add_old_ids(b->desk->store, t->row->id,
		   (const unsigned char(*)[SEEN_HASH])spill.hashes, spill.numbers,
		   spill.n) == STORE_OK
		   ? 0
		   : -1;
}

struct store_message *talk_message(struct batch *b, struct talk *t, enum store_direction direction)
{
	struct store_message *m = ARENA_NEW(b->arena, struct store_message);

	m->no = store_next_message(b->desk->store);
	m->conversation = t->row->id;
	m->previous = t->row->last_message;
	m->at = b->now;
	m->direction = direction;
	t->row->last_message = m->no;
	t->changed = t->said = true;
	list_add(b, &b->messages, m);
	return m;
}

const struct shelf *talk_shelf(struct batch *b, const struct talk *t)
{
	size_t i = (size_t)(t->shop - b->desk->options.shops);

	if (!b->shelves[i]) {
		b->shelves[i] = ARENA_NEW(b->arena, struct shelf);
		book_slot_acquire_all(t->shop->book, b->shelves[i]);
	}
	return b->shelves[i];
}

bool talk_is_async(const struct talk *t)
{
	return t->channel && t->channel->limits.async;
}

/* ---- decisions ---- */

static struct str place_text(struct batch *b, struct place at)
{
	if (!at.file)
		return STR("");
	return at.line ? arena_printf(b->arena, "%s:%u", at.file, at.line) : str_of(at.file);
}

static void say(struct batch *b, struct talk *t, const struct decision *d, struct job *job,
    const struct store_message *cause)
{
	bool human = d->human, takes_along = job && job->kind == JOB_MESSAGE && !talk_is_async(t);
	bool waited_for = parked_has(b, t->row->id, d->reply_to);
	struct store_message *m = talk_message(b, t, human ? STORE_HUMAN : STORE_BOT);

	m->text = d->text;
	m->phrase = d->phrase;
	m->intent = d->intent;
	m->place = place_text(b, d->at);
	if (!cause && !human)
		m->extra = extra_of_decision(b, d);
	if (d->reply_to || cause)
		m->reply_to = d->reply_to ? d->reply_to : cause->no;
	if (human) {
		m->sender = job->agent;
		m->platform_id = job->request_id;
		m->reply_to = job->message_no; /* of a long reply the first part */
		if (!job->message_no)
			job->message_no = m->no;
	} else {
		b->counts[METRIC_REPLIES]++;
	}
	if (takes_along || (job && job->kind == JOB_ACT))
		job_reply(job, m);
	if (!takes_along && !waited_for)
		outgoing_said(b, t, m);
}

static bool warned_of(struct batch *b, const struct decision *d)
{
	struct warned *w = b->desk->gaps, *oldest = w;
	uint64_t what = str_hash(d->reason, str_hash(d->phrase, 0));

	for (size_t i = 0; i < sizeof b->desk->gaps / sizeof *w; i++) {
		if (w[i].what == what && b->now - w[i].at < WARN_AGAIN_MS)
			return true;
		if (w[i].at < oldest->at)
			oldest = &w[i];
	}
	*oldest = (struct warned){what, b->now};
	return false;
}

static void gap(struct batch *b, struct talk *t, const struct decision *d)
{
	b->counts[METRIC_PHRASE_GAPS]++;
	if (warned_of(b, d))
		return;
	if (d->reason.n)
		log_warn(
		    "a phrase cannot be said, a value is missing phrase=%.*s value=%.*s conv=%lld",
		    STR_ARG(d->phrase), STR_ARG(d->reason), (long long)t->row->id);
	else
		log_warn("a phrase cannot be said, it is not in the book phrase=%.*s conv=%lld",
		    STR_ARG(d->phrase), (long long)t->row->id);
}

static void unsent(struct batch *b, struct talk *t, const struct decision *d)
{
	b->counts[METRIC_UNSENT]++;
	if (!warned_of(b, d))
		log_warn("a text is left out, the channel takes no more phrase=%.*s channel=%.*s "
			 "conv=%lld",
		    STR_ARG(d->phrase), STR_ARG(t->row->key.channel), (long long)t->row->id);
}

static void file_ticket(struct batch *b, struct talk *t, const struct decision *d, struct job *job)
{
	b->counts[METRIC_TICKETS]++;
	outgoing_ticket(b, t, d);
	if (job)
		job->ticket = arena_str(job->arena, d->number);
}

static void record(struct batch *b, struct talk *t, const struct decision *d)
{
	struct store_record r, *kept;

	if (!record_of(d, &r))
		return;
	kept = ARENA_NEW(b->arena, struct store_record);
	*kept = r;
	kept->at = b->now;
	kept->conversation = t->row->id;
	kept->message = t->row->last_message;
	list_add(b, &b->records, kept);
}

static void carry_out(struct batch *b, struct talk *t, const struct decision *d, struct job *job,
    struct store_message *cause)
{
	switch (d->kind) {
	case DECIDE_SAY:
		say(b, t, d, job, cause);
		break;
	case DECIDE_ESCALATE:
		b->counts[METRIC_ESCALATIONS]++;
		outgoing_escalation(b, t, d, d->match);
		break;
	case DECIDE_TICKET:
		file_ticket(b, t, d, job);
		break;
	case DECIDE_TICKET_NEWS:
		outgoing_ticket_news(b, t, d);
		break;
	case DECIDE_CLOSED:
		b->counts[METRIC_CLOSED]++;
		outgoing_closed(b, t, d);
		break;
	case DECIDE_MISS:
		b->counts[METRIC_MISSES]++;
		break;
	case DECIDE_LOOKUP:
		outgoing_lookup(b, t, d);
		break;
	case DECIDE_BREACH:
		b->counts[METRIC_SLA_BREACHES]++;
		outgoing_breach(b, t, d);
		break;
	case DECIDE_RECORD:
		break;
	case DECIDE_UNSENT:
		unsent(b, t, d);
		break;
	case DECIDE_GAP:
		gap(b, t, d);
		break;
	}
}

/* What the step was and did, beside the message that brought it about, else beside each that it
 * said (what it filled: the first). */
static void keep_why(struct batch *b, struct talk *t, const struct book *book,
    const struct decisions *out, const struct extra_before *before, struct store_message *cause,
    size_t first)
{
	struct extra_before now;
	size_t at = first;

	if (cause)
		cause->extra = extra_judged(
		    b, cause->extra, book, out->rule, before, &t->state, t->shop->mask);
	for (size_t i = 0; i < out->n && !cause; i++) {
		const struct decision *d = &out->list[i];
		struct store_message *m;

		if (d->kind != DECIDE_SAY)
			continue;
		m = b->messages.items[at++];
		if (d->human)
			continue;
		m->extra = extra_judged(b, m->extra, book, d->rule, before, &t->state, t->shop->mask);
		now = extra_remember(b, &t->state);
		before = &now;
	}
}

void talk_step(struct batch *b, struct talk *t, const struct book *book, const struct event *event,
    struct job *job, struct store_message *cause)
{
	enum mode before = t->state.mode;
	struct decisions out;
	struct dialogue_env env = {
	    .book = book ? book : language_book(&t->state, talk_shelf(b, t)),
	    .waiting = b->waiting > 0 ? (size_t)b->waiting : 0,
	    .webhook = t->shop->webhook,
	    .ticket_system = t->shop->ticket_system,
	    .channel = t->channel ? &t->channel->limits : NULL,
	    .scratch = b->desk->scratch,
	    .lookups = t->shop->lookups,
	    .lookups_n = t->shop->lookups_n,
	};

	struct extra_before was = extra_remember(b, &t->state);
	size_t tickets_n = t->state.tickets_n, said = b->messages.n;
	struct ticket *tickets = ARENA_ARRAY(b->arena, struct ticket, tickets_n);

	if (tickets_n)
		memcpy(tickets, t->state.tickets, tickets_n * sizeof *tickets);
	env.notices = notices_of(b->desk->notices, t->row->key.shop, &env.notices_n);
	dialogue_step(&env, &t->state, event, b->now, b->arena, &out);
	for (size_t i = 0; i < out.n; i++) {
		carry_out(b, t, &out.list[i], job, cause);
		record(b, t, &out.list[i]);
	}
	tickets_keep(b, t, tickets, tickets_n);
	b->waiting += (t->state.mode == MODE_QUEUED) - (before == MODE_QUEUED);
	keep_why(b, t, env.book, &out, &was, cause, said);
	t->changed = true;
}

void talk_timers(struct batch *b, struct talk *t)
{
	const struct event event = {.kind = EVENT_TIMER};
	int64_t due = conversation_due(&t->state);

	if (!due || due > b->now)
		return;
	b->counts[METRIC_TIMERS]++;
	talk_step(b, t, NULL, &event, NULL, NULL);
}

/* ---- back into the row ---- */

/* The index by wake_at is touched as little as may be: a moment that moved later stays as it stands
 * until it comes. */
static int64_t wake_at(struct batch *b, const struct talk *t)
{
	int64_t due = conversation_due(&t->state), stored = t->row->wake_at;

	if (due && due <= b->now) {
		log_error("a timer does not go off conv=%lld", (long long)t->row->id);
		due = b->now + STUCK_MS;
	}
	if (stored <= b->now || (due && due < stored))
		return due;
	return stored;
}

static struct str packed(struct batch *b, const struct talk *t)
{
	struct conversation fresh;

	buf_clear(&b->text);
	conversation_pack(&t->state, &b->text);
	if (!b->text.failed)
		return arena_str(b->arena, buf_str(&b->text));
	log_error("a conversation's state is too large to be stored, it begins anew conv=%lld",
	    (long long)t->row->id);
	buf_clear(&b->text);
	conversation_init(&fresh, b->arena, t->row->id);
	conversation_pack(&fresh, &b->text);
	return arena_str(b->arena, buf_str(&b->text));
}

void talk_store(struct batch *b, struct talk *t)
{
	struct store_conversation *row = t->row;
	const struct conversation *c = &t->state;
	bool handed_over = c->mode == MODE_QUEUED || c->mode == MODE_HUMAN;

	if (!t->read) /* only its wake_at was put off */
		return;
	if (t->shop && t->shop->mask)
		privacy_mask_state(&t->state);
	row->state = packed(b, t);
	if (t->seen_changed)
		row->seen = arena_str(b->arena, seen_stored(&t->seen));
	row->mode = c->mode;
	row->urgency = handed_over ? c->urgency : 0;
	row->vip = handed_over && conversation_is_vip(c);
	row->waiting_since = !handed_over ? 0 : c->escalated_at ? c->escalated_at : c->opened_at;
	row->opened_at = c->opened_at;
	row->updated_at = b->now;
	row->wake_at = wake_at(b, t);
}
