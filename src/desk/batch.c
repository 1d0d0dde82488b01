/* batch.c - one transaction: what waits is taken in, moved in order, committed once, and only then
 * handed back. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "book/book.h"
#include "book/slot.h"
#include "desk/desk_internal.h"
#include "desk/live.h"
#include "desk/privacy.h"

enum { PAUSE_FIRST_MS = 500, PAUSE_MAX_MS = 30000, SHOP_GONE_MS = 3600000 };

void list_add(struct batch *b, struct list *l, void *item)
{
	if (l->n == l->room) {
		size_t more = l->room ? l->room * 2 : 64;

		l->items = arena_grow(
		    b->arena, l->items, l->room * sizeof *l->items, more * sizeof *l->items);
		l->room = more;
	}
	l->items[l->n++] = item;
}

/* ---- conversations ---- */

static struct talk **slot_of(struct batch *b, int64_t id)
{
	size_t at = (size_t)((uint64_t)id * 0x9e3779b97f4a7c15U >> 32) & b->mask;

	while (b->table[at] && b->table[at]->row->id != id)
		at = (at + 1) & b->mask;
	return &b->table[at];
}

struct talk *batch_find(struct batch *b, int64_t id)
{
	return *slot_of(b, id);
}

static const struct shop *shop_of(const struct desk *d, struct str name)
{
	for (size_t i = 0; i < d->options.shops_n; i++)
		if (str_eq(d->options.shops[i].name, name))
			return &d->options.shops[i];
	return NULL;
}

struct talk *batch_talk(struct batch *b, struct store_conversation *row)
{
	struct talk **slot = slot_of(b, row->id);

	if (!*slot) {
		*slot = ARENA_NEW(b->arena, struct talk);
		(*slot)->row = row;
		(*slot)->shop = shop_of(b->desk, row->key.shop);
		(*slot)->channel =
		    (*slot)->shop ? shop_channel((*slot)->shop, row->key.channel) : NULL;
		(*slot)->stored_last = row->last_message;
		list_add(b, &b->talks, *slot);
	}
	return *slot;
}

int batch_load_id(struct batch *b, int64_t id, struct talk **t)
{
	struct store_conversation *row;

	*t = batch_find(b, id);
	if (*t)
		return 0;
	if (store_load_id(b->desk->store, id, b->arena, &row) != STORE_OK)
		return -1;
	if (!row)
		return 1;
	*t = batch_talk(b, row);
	return 0;
}

/* ---- the jobs ---- */

static bool has_key(const struct job *j)
{
	return j->kind == JOB_MESSAGE || j->kind == JOB_ACT;
}

static int load_keys(struct batch *b, struct store_conversation **rows)
{
	struct store_key *keys = ARENA_ARRAY(b->arena, struct store_key, b->jobs_n);
	size_t n = 0;

	for (struct job *j = b->jobs; j; j = j->next)
		if (has_key(j))
			keys[n++] = j->key;
	return n ? store_load(b->desk->store, keys, n, b->arena, rows) : 0;
}

static int take_notice(struct batch *b, struct job *j)
{
	const char *fault = j->notice.body.n ? notice_check(j->notice.body) : NULL;

	if (fault) {
		j->result = JOB_CONFLICT;
		j->problem = str_of(fault);
		return 0;
	}
	if (j->notice.body.n == 0 && !notices_has(b->desk->notices, j->notice.shop, j->notice.id)) {
		j->result = JOB_NOT_FOUND;
		return 0;
	}
	list_add(b, &b->notices, j);
	return 0;
}

/* Is the number that of a customer's words in the shop?  It may have been forgotten since it was
 * listed.  1, 0, -1. */
static int is_words_of_shop(struct batch *b, int64_t number, struct str shop)
{
	struct store_conversation *row;
	struct store_message m;
	int found = store_message(b->desk->store, number, b->arena, &m);

	if (found != 1 || m.direction != STORE_CUSTOMER || !m.text.n)
		return found < 0 ? -1 : 0;
	if (store_load_id(b->desk->store, m.conversation, b->arena, &row) != STORE_OK)
		return -1;
	return row && str_eq(row->key.shop, shop);
}

/* What is said of one shop's messages moves no other's. */
static int take_miss(struct batch *b, struct job *j)
{
	struct store_miss *miss = ARENA_NEW(b->arena, struct store_miss);
	int64_t *kept = ARENA_ARRAY(b->arena, int64_t, j->miss.messages_n);

	*miss = j->miss;
	miss->at = b->now;
	miss->messages = kept;
	miss->messages_n = 0;
	for (size_t i = 0; i < j->miss.messages_n; i++) {
		int found = is_words_of_shop(b, j->miss.messages[i], j->key.shop);

		if (found < 0)
			return -1;
		if (found)
			kept[miss->messages_n++] = j->miss.messages[i];
		else if (i == 0) { /* the one that is meant */
			j->result = JOB_NOT_FOUND;
			return 0;
		}
	}
	list_add(b, &b->misses, miss);
	return 0;
}

static int take(struct batch *b, struct job *j, struct store_conversation *row)
{
	struct talk *t = row ? batch_talk(b, row) : NULL;

	j->result = JOB_OK;
	j->problem = STR("");
	j->echo = false;
	j->replies = NULL;
	j->replies_n = 0;
	j->message_no = j->waits = 0;
	switch (j->kind) {
	case JOB_MESSAGE:
		return message_take(b, t, j);
	case JOB_ACT:
		return act_take(b, t, j);
	case JOB_NOTICE:
		return take_notice(b, j);
	case JOB_DELIVERED:
	case JOB_RETRY:
	case JOB_DEAD:
	case JOB_REVIVE:
	case JOB_DROP:
	case JOB_LOOKED_UP:
		return delivery_take(b, j);
	case JOB_TICKET_NEWS:
		return ticket_take(b, j);
	case JOB_BOOKS:
		for (size_t i = 0; i < j->books_n; i++)
			list_add(b, &b->books, j->books[i]);
		return 0;
	case JOB_MISS:
		return take_miss(b, j);
	case JOB_FORGET: /* forget.c */
		break;
	}
	return 0;
}

static int take_jobs(struct batch *b)
{
	struct store_conversation **rows =
	    ARENA_ARRAY(b->arena, struct store_conversation *, b->jobs_n + 1);
	size_t i = 0;

	if (load_keys(b, rows) != 0)
		return -1;
	for (struct job *j = b->jobs; j; j = j->next)
		if (take(b, j, has_key(j) ? rows[i++] : NULL) != 0)
			return -1;
	return 0;
}

/* ---- timers ---- */

/* Timers of a shop that is not configured (any more) cannot be judged: later, in case it comes
 * back. */
static void put_off(struct batch *b, struct talk *t)
{
	struct desk *d = b->desk;
	size_t i = 0;

	while (i < d->unserved_n && !str_eq(d->unserved[i], t->row->key.shop))
		i++;
	if (i == d->unserved_n && i < sizeof d->unserved / sizeof *d->unserved) {
		d->unserved[d->unserved_n++] =
		    str_make(strndup(t->row->key.shop.p, t->row->key.shop.n), t->row->key.shop.n);
		log_warn("timers of a shop that is not configured are put off shop=%.*s",
		    STR_ARG(t->row->key.shop));
	}
	t->row->wake_at = b->now + SHOP_GONE_MS;
	t->changed = true;
}

static int take_timers(struct batch *b)
{
	struct store_conversation *rows[BATCH_TIMERS];
	size_t n;

	if (b->desk->pause_until > clock_monotonic_us())
		return 0;
	if (store_due(b->desk->store, b->now, BATCH_TIMERS, b->arena, rows, &n) != STORE_OK)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct talk *t = batch_talk(b, rows[i]);

		if (!t->shop) {
			put_off(b, t);
			continue;
		}
		talk_read(b, t);
		talk_timers(b, t);
		t->changed = true; /* woken for nothing: its true wake_at is written now */
	}
	b->due = n;
	return 0;
}

/* ---- the end ---- */

static bool commit(struct batch *b, int *result)
{
	struct store_changes ch = {
	    .conversations = ARENA_ARRAY(b->arena, struct store_conversation *, b->talks.n + 1),
	    .messages = (struct store_message **)b->messages.items,
	    .messages_n = b->messages.n,
	    .records = (struct store_record **)b->records.items,
	    .records_n = b->records.n,
	    .tickets = (struct store_ticket **)b->tickets.items,
	    .tickets_n = b->tickets.n,
	    .books = (struct store_book **)b->books.items,
	    .books_n = b->books.n,
	    .misses = (struct store_miss **)b->misses.items,
	    .misses_n = b->misses.n,
	    .outbox_new = (struct store_outbox **)b->outbox_new.items,
	    .outbox_new_n = b->outbox_new.n,
	    .outbox_changed = (struct store_outbox **)b->outbox_changed.items,
	    .outbox_changed_n = b->outbox_changed.n,
	    .outbox_done = b->outbox_done,
	    .outbox_done_n = b->outbox_done_n,
	    .notices = ARENA_ARRAY(b->arena, struct store_notice, b->notices.n + 1),
	};

	for (size_t i = 0; i < b->talks.n; i++) {
		struct talk *t = b->talks.items[i];

		if (!t->changed && !t->seen_changed)
			continue;
		talk_store(b, t);
		ch.conversations[ch.conversations_n++] = t->row;
	}
	for (size_t i = 0; i < b->notices.n; i++)
		ch.notices[ch.notices_n++] = ((struct job *)b->notices.items[i])->notice;
	b->wrote = ch.conversations_n || ch.messages_n || ch.records_n || ch.tickets_n ||
		   ch.outbox_new_n || ch.outbox_changed_n || ch.outbox_done_n ||
		   ch.notices_n || ch.books_n || ch.misses_n;
	privacy_mask_changes(b, &ch);
	*result = store_commit(b->desk->store, &ch);
	return *result == STORE_OK;
}

static void count(struct batch *b)
{
	struct metrics *m = b->desk->options.metrics;

	for (size_t i = 0; i < METRIC_COUNT; i++)
		metrics_add(m, (enum metric)i, b->counts[i]);
	metrics_add(m, METRIC_COMMITS, b->wrote);
	if (metrics_live(m))
		live_count(metrics_live(m), (struct store_message **)b->messages.items,
		    b->messages.n, (struct store_record **)b->records.items, b->records.n);
	metrics_set(m, METRIC_CONVERSATIONS_QUEUED, (int64_t)store_waiting(b->desk->store));
	metrics_set(m, METRIC_OUTBOX_WAITING, (int64_t)store_outbox_waiting(b->desk->store));
}

static void tell_hooks(struct batch *b)
{
	struct desk_hooks hooks;
	int64_t *said = ARENA_ARRAY(b->arena, int64_t, b->talks.n + 1);
	size_t n = 0;

	pthread_mutex_lock(&b->desk->lock);
	hooks = b->desk->hooks;
	pthread_mutex_unlock(&b->desk->lock);
	for (size_t i = 0; i < b->talks.n; i++)
		if (((struct talk *)b->talks.items[i])->said)
			said[n++] = ((struct talk *)b->talks.items[i])->row->id;
	if (n && hooks.said)
		hooks.said(hooks.ctx, said, n);
	if ((b->outbox_new.n || b->revived) && hooks.outbox)
		hooks.outbox(hooks.ctx, b->revived);
}

static void written(struct desk *d)
{
	bool over = d->pause_until <= clock_monotonic_us();

	if (d->failing)
		log_info("the store can be written again");
	/* after a row that was refused the timers rest on: it may have been theirs */
	if (d->failing || over)
		d->pause_ms = d->pause_until = 0;
	d->failing = false;
	atomic_store(&d->healthy, true);
}

static void not_written(struct desk *d, int result)
{
	int64_t now = clock_monotonic_us();

	metrics_add(d->options.metrics, METRIC_COMMIT_FAILURES, 1);
	if (result == STORE_REFUSED) {
		log_error("the store refused a batch: %s", store_error(d->store));
	} else {
		if (!d->failing)
			log_error("the store cannot be written, senders are asked to try again: %s",
			    store_error(d->store));
		d->failing = true;
		atomic_store(&d->healthy, false);
	}
	if (d->pause_until > now)
		return;
	d->pause_ms = d->pause_ms ? d->pause_ms * 2 : PAUSE_FIRST_MS;
	if (d->pause_ms > PAUSE_MAX_MS)
		d->pause_ms = PAUSE_MAX_MS;
	d->pause_until = now + d->pause_ms * 1000;
}

/* Nobody may send anything while we say that we are not ready: we try by ourselves. */
void batch_probe(struct desk *d)
{
	int result = store_probe(d->store);

	if (result == STORE_OK)
		written(d);
	else
		not_written(d, result);
}

static void stored(struct batch *b)
{
	struct desk *d = b->desk;

	if (b->wrote)
		written(d);
	for (size_t i = 0; i < b->notices.n; i++)
		notices_put(d->notices, &((struct job *)b->notices.items[i])->notice);
	count(b);
	tell_hooks(b);
}

static void not_stored(struct batch *b, int result)
{
	not_written(b->desk, result);
	for (struct job *j = b->jobs; j; j = j->next) {
		j->result = JOB_UNAVAILABLE;
		j->replies_n = 0;
		j->message_no = 0;
	}
}

static void set_up(struct batch *b, struct desk *d, struct job *jobs, size_t n)
{
	arena_reset(d->arena);
	*b = (struct batch){.desk = d, .arena = d->arena, .jobs = jobs, .jobs_n = n};
	b->now = d->options.now ? d->options.now(d->options.now_ctx) : clock_now_ms();
	b->mask = 255;
	while (b->mask < 2 * (n + BATCH_TIMERS))
		b->mask = b->mask * 2 + 1;
	b->table = ARENA_ARRAY(b->arena, struct talk *, b->mask + 1);
	b->shelves = ARENA_ARRAY(b->arena, struct shelf *, d->options.shops_n + 1);
	b->waiting = (int64_t)store_waiting(d->store);
	buf_init(&b->text, 1 << 20);
}

static void tear_down(struct batch *b)
{
	for (size_t i = 0; i < b->desk->options.shops_n; i++)
		if (b->shelves[i])
			shelf_release(b->shelves[i]);
	buf_free(&b->text);
}

/* The fault may be one row's alone: each job by itself and without the timers, which rest now, so
 * that it takes no other with it. */
static void run_apart(struct desk *d, struct job *jobs)
{
	for (struct job *next; jobs; jobs = next) {
		next = jobs->next;
		jobs->next = NULL;
		batch_run(d, jobs, 1);
	}
}

void batch_run(struct desk *d, struct job *jobs, size_t n)
{
	struct batch b;
	int result;

	set_up(&b, d, jobs, n);
	result = store_begin(d->store);
	if (result == STORE_OK && (take_jobs(&b) != 0 || take_timers(&b) != 0)) {
		store_rollback(d->store);
		result = STORE_FAILED;
	}
	if (result == STORE_OK && commit(&b, &result))
		stored(&b);
	else
		not_stored(&b, result);
	if (result == STORE_REFUSED && (n > 1 || b.due)) {
		tear_down(&b);
		run_apart(d, jobs);
		return;
	}
	for (struct job *next; jobs; jobs = next) {
		next = jobs->next; /* done() may free it */
		jobs->next = NULL;
		if (result != STORE_OK || !parked_take(&b, jobs))
			jobs->done(jobs);
	}
	if (result == STORE_OK)
		parked_give(&b);
	tear_down(&b);
}
