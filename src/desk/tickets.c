/* tickets.c - tickets as the store keeps them, and what the ticket system says of them.
 *
 * A conversation's state has its newest tickets, the store has all: news are found there, by our
 * reference or the system's number, and lead to the conversation. */
#include "base/log.h"
#include "desk/desk_internal.h"
#include "desk/webhook.h"

static bool same(const struct ticket *a, const struct ticket *b)
{
	return str_eq(a->number, b->number) && a->status == b->status && a->urgency == b->urgency &&
	       str_eq(a->text, b->text);
}

static const struct ticket *find(const struct ticket *list, size_t n, struct str reference)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(list[i].reference, reference))
			return &list[i];
	return NULL;
}

static void keep(struct batch *b, const struct talk *t, const struct ticket *from)
{
	struct store_ticket *row = ARENA_NEW(b->arena, struct store_ticket);

	*row = (struct store_ticket){
	    .shop = t->row->key.shop,
	    .reference = from->reference,
	    .number = from->number,
	    .conversation = t->row->id,
	    .matter = from->matter,
	    .order_no = from->order_no,
	    .skill = from->skill,
	    .urgency = from->urgency,
	    .status = from->status,
	    .question = from->question,
	    .answer = from->text,
	    .filed_at = from->at,
	    .changed_at = b->now,
	    .channel = t->row->key.channel,
	    .name = t->row->key.name,
	};
	list_add(b, &b->tickets, row);
}

void tickets_keep(struct batch *b, struct talk *t, const struct ticket *before, size_t before_n)
{
	for (size_t i = 0; i < t->state.tickets_n; i++) {
		const struct ticket *now = &t->state.tickets[i];
		const struct ticket *old = find(before, before_n, now->reference);

		if (!old || !same(old, now))
			keep(b, t, now);
	}
}

/* ---- news ---- */

/* 1 found, 0 none, -1. */
static int load(struct batch *b, const struct job *job, struct store_ticket *row)
{
	for (size_t i = b->tickets.n; i-- > 0;) {
		const struct store_ticket *t = b->tickets.items[i];

		if (str_eq(t->shop, job->shop->name) && (str_eq(t->reference, job->news.number) ||
							    str_eq(t->number, job->news.number))) {
			*row = *t;
			return 1;
		}
	}
	return store_ticket(b->desk->store, job->shop->name, job->news.number, b->arena, row);
}

/* The ticket as it stands now, for who sent the news; the same for who sends them again. */
static int tell(struct batch *b, struct job *job)
{
	struct store_ticket row;
	struct store_ticket *to = &job->news;

	if (load(b, job, &row) != 1)
		return -1;
	*to = row;
	to->shop = arena_str(job->arena, row.shop);
	to->reference = arena_str(job->arena, row.reference);
	to->number = arena_str(job->arena, row.number);
	to->matter = arena_str(job->arena, row.matter);
	to->order_no = arena_str(job->arena, row.order_no);
	to->skill = arena_str(job->arena, row.skill);
	to->question = arena_str(job->arena, row.question);
	to->answer = arena_str(job->arena, row.answer);
	to->channel = arena_str(job->arena, row.channel);
	to->name = arena_str(job->arena, row.name);
	return 0;
}

static void step(
    struct batch *b, struct talk *t, const struct job *job, const struct store_ticket *row)
{
	const struct ticket stored = {
	    .reference = row->reference,
	    .number = row->number,
	    .matter = row->matter,
	    .order_no = row->order_no,
	    .at = row->filed_at,
	    .status = (enum ticket_status)row->status,
	    .urgency = row->urgency,
	    .skill = row->skill,
	    .question = row->question,
	    .text = row->answer,
	    .status_at = row->changed_at,
	};
	const struct event event = {
	    .kind = EVENT_TICKET_NEWS,
	    .reference = row->reference,
	    .status = (enum ticket_status)job->news.status,
	    .text = arena_str(b->arena, job->text),
	    .at = job->news_at,
	    .ticket = &stored,
	};

	talk_timers(b, t);
	talk_step(b, t, NULL, &event, NULL, NULL);
}

/* The signature does not say which ticket it was made for: what was taken for one is refused for
 * another for as long as it would be genuine.  1 new, 0 used, -1. */
static int use(struct batch *b, const struct job *job)
{
	static const int64_t span = 2 * WEBHOOK_TOLERANCE_S * 1000LL;
	unsigned char hash[SEEN_HASH];

	if (!job->signed_words.n)
		return 1;
	seen_hash(SEEN_SIGNED, job->signed_words, hash);
	return store_use_once(b->desk->store, hash, b->now, b->now + span);
}

int ticket_take(struct batch *b, struct job *job)
{
	unsigned char hash[SEEN_HASH];
	struct store_ticket row;
	struct talk *t;
	int64_t no;
	int found = load(b, job, &row), rc = found == 1 ? batch_load_id(b, row.conversation, &t) : 0;

	if (found < 0 || rc < 0)
		return -1;
	if (!found || rc > 0 || !t->shop) {
		job->result = JOB_NOT_FOUND;
		return 0;
	}
	talk_read(b, t);
	seen_hash(SEEN_TICKET, job->request_id, hash);
	rc = job->request_id.n ? talk_seen(b, t, hash, &no) : 0;
	if (rc < 0)
		return -1;
	if (rc > 0) {
		job->result = JOB_DUPLICATE;
	} else if ((rc = use(b, job)) <= 0) {
		job->result = JOB_CONFLICT;
		return rc;
	} else {
		step(b, t, job, &row);
		/* a conversation with a ticket has had a message, or an agent's act */
		no = t->row->last_message ? t->row->last_message : 1;
		if (job->request_id.n && talk_add_seen(b, t, hash, no) != 0)
			return -1;
	}
	return tell(b, job);
}
