/* message.c - a customer's message: seen before, or stored, judged and answered. */
#include "base/json.h"
#include "base/log.h"
#include "desk/desk_internal.h"
#include "desk/extra.h"
#include "dialogue/language.h"

enum { LATE_MAX = 32, BACK_MAX = 1000 };

void job_reply(struct job *job, const struct store_message *m)
{
	size_t n = job->replies_n;

	job->replies = arena_grow(
	    job->arena, job->replies, n * sizeof *job->replies, (n + 1) * sizeof *job->replies);
	job->replies[n] = (struct job_reply){m->no, arena_str(job->arena, m->phrase),
	    arena_str(job->arena, m->intent), arena_str(job->arena, m->text)};
	job->replies_n = n + 1;
}

int message_of(struct batch *b, int64_t no, struct store_message *m)
{
	struct store_message **list = (struct store_message **)b->messages.items;

	if (b->messages.n && no >= list[0]->no) {
		size_t i = (size_t)(no - list[0]->no); /* the numbers of a batch have no gaps */

		if (i >= b->messages.n)
			return 0;
		*m = *list[i];
		return 1;
	}
	return store_message(b->desk->store, no, b->arena, m);
}

/* Replies that were said later, behind message `after`: back from the conversation's last
 * message. */
static int late_replies(
    struct batch *b, const struct talk *t, int64_t no, int64_t after, struct job *job)
{
	struct store_message m, *found[LATE_MAX];
	size_t n = 0;

	for (int64_t at = t->row->last_message, i = 0; at > after && i < BACK_MAX; at = m.previous, i++) {
		int rc = message_of(b, at, &m);

		if (rc < 0)
			return -1;
		if (!rc)
			break;
		if (m.reply_to != no || n == LATE_MAX)
			continue;
		found[n] = ARENA_NEW(b->arena, struct store_message);
		*found[n++] = m;
	}
	while (n-- > 0)
		job_reply(job, found[n]);
	return 0;
}

int message_stored_replies(
    struct batch *b, const struct talk *t, int64_t no, bool later, struct job *job)
{
	int64_t next = no + 1;

	/* what answers a message at once is numbered right behind it */
	for (;; next++) {
		struct store_message m;
		int found = message_of(b, next, &m);

		if (found < 0)
			return -1;
		if (!found || m.reply_to != no)
			break;
		job_reply(job, &m);
	}
	return later ? late_replies(b, t, no, next - 1, job) : 0;
}

int message_again(struct batch *b, int64_t no, struct job *job)
{
	struct store_message m;
	int found = message_of(b, no, &m);

	if (found <= 0)
		return found;
	job_reply(job, &m);
	return message_stored_replies(b, NULL, no, false, job); /* its further parts */
}

static int duplicate(
    struct batch *b, struct talk *t, struct job *job, int64_t no, bool customers)
{
	job->result = JOB_DUPLICATE;
	job->message_no = no;
	job->mode = t->state.mode;
	b->counts[METRIC_DUPLICATES]++;
	if (!talk_is_async(t) && parked_waits(t, no))
		job->waits = t->row->id;
	if (!customers)
		return 0;
	return message_stored_replies(b, t, no, talk_is_async(t) || t->shop->lookups_n, job);
}

static struct store_message *keep(struct batch *b, struct talk *t, const struct job *job)
{
	struct store_message *m = talk_message(b, t, STORE_CUSTOMER);

	m->platform_id = job->id;
	m->sender = job->sender;
	m->text = job->text;
	m->extra = extra_of_job(b, job);
	if (job->match.n)
		m->intent = job->match.hits[0].intent->id;
	b->counts[METRIC_MESSAGES]++;
	b->counts[METRIC_GAVE_UP] += job->match.gave_up;
	return m;
}

/* The book that serves the conversation.  The loop matched with the one for the message's script;
 * where the conversation keeps another it is matched again. */
static const struct book *own_book(struct batch *b, struct talk *t, struct job *job)
{
	const struct shelf *shelf = talk_shelf(b, t);
	const struct book *book =
	    language_choose(&t->state, shelf, job->book, job->text, &job->match);

	if (book != job->book) {
		book_release(&job->book);
		job->book = book_acquire((struct book *)book);
		match_text(book, b->desk->scratch, job->arena, job->text, &job->match);
	}
	language_keep(&t->state, shelf, book, job->text, &job->match);
	return book;
}

static void tell(const struct talk *t, const struct job *job, const struct store_message *m)
{
	const struct match_hit *hit = job->match.n ? &job->match.hits[0] : NULL;

	if (!log_would(LOG_DEBUG))
		return;
	if (hit)
		log_debug("intent=%.*s at=%s:%u conv=%lld msg=m%lld replies=%zu",
		    STR_ARG(hit->intent->id), hit->pattern->at.file, hit->pattern->at.line,
		    (long long)t->row->id, (long long)m->no, job->replies_n);
	else
		log_debug("no intent conv=%lld msg=m%lld replies=%zu", (long long)t->row->id,
		    (long long)m->no, job->replies_n);
}

/* Of each attachment its URL, else its type. */
static struct str attached(struct batch *b, struct str attachments)
{
	struct json *doc = attachments.n > 2 ? json_parse(attachments, NULL) : NULL;
	struct str list = STR("");

	for (const struct json *a = json_first(doc); a; a = json_next(a)) {
		struct str url = json_text(json_get(a, "url"));
		struct str what = url.n ? url : json_text(json_get(a, "type"));

		list = arena_printf(b->arena, "%.*s%s%.*s", STR_ARG(list), list.n ? " " : "",
		    STR_ARG(what));
	}
	json_free(&doc);
	return list;
}

int message_take(struct batch *b, struct talk *t, struct job *job)
{
	struct event event = {
	    .kind = EVENT_MESSAGE,
	    .text = job->text,
	    .match = &job->match,
	    .media = job->attachments.n > 2, /* more than [] */
	    .attached = attached(b, job->attachments),
	    .profile = job->profile,
	};
	unsigned char hash[SEEN_HASH];
	const struct book *book;
	struct store_message *m;
	int64_t no;
	int seen, ours;
	bool customers;

	if (!t->shop) {
		job->result = JOB_NOT_FOUND;
		job->problem = STR("no such shop");
		return 0;
	}
	seen_hash(SEEN_CUSTOMER, job->id, hash);
	seen = job->id.n ? talk_seen(b, t, hash, &no) : 0;
	if (seen > 0)
		seen = echo_again(b, t, job, no, &customers);
	if (seen < 0)
		return -1;
	if (seen)
		return duplicate(b, t, job, no, customers);
	job->echo = false;
	talk_read(b, t);
	talk_timers(b, t);
	ours = echo_take(b, t, job);
	if (ours)
		return ours < 0 ? -1 : 0;
	book = own_book(b, t, job);
	m = keep(b, t, job);
	if (job->id.n && talk_add_seen(b, t, hash, m->no) != 0)
		return -1;
	job->message_no = event.message = m->no;
	talk_step(b, t, book, &event, job, m);
	job->mode = t->state.mode;
	if (!talk_is_async(t) && parked_waits(t, m->no))
		job->waits = t->row->id;
	tell(t, job, m);
	return 0;
}
