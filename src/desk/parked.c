/* parked.c - see parked.h. */
#include "desk/parked.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "desk/desk_internal.h"

/* A thousand senders that wait a second and a half each are hundreds of look-ups a second, and each
 * holds a connection. */
enum { PARKED_MAX = 1024, SPARE_MS = 5000 };

bool parked_waits(const struct talk *t, int64_t message)
{
	const struct lookup_state *l = &t->state.lookup;

	if (talk_is_async(t) || !l->intent.n || l->holds)
		return false;
	return l->message == message || (l->next.n && l->next_message == message);
}

bool parked_has(const struct batch *b, int64_t conversation, int64_t message)
{
	if (!message)
		return false;
	for (const struct parked *p = b->desk->parking.first; p; p = p->next)
		if (p->message == message && p->conversation == conversation)
			return true;
	for (const struct job *j = b->jobs; j; j = j->next)
		if (j->waits == conversation && j->message_no == message)
			return true;
	return false;
}

/* Twice what the slowest look-up may take: of two matters one waits behind the other. */
static int64_t longest_ms(const struct shop *shop)
{
	int64_t longest = 0;

	for (size_t i = 0; i < shop->lookups_n; i++)
		if (shop->lookups[i].answer_within > longest)
			longest = shop->lookups[i].answer_within;
	return 2 * longest + SPARE_MS;
}

static int64_t last_reply(const struct job *job)
{
	int64_t last = job->message_no;

	for (size_t i = 0; i < job->replies_n; i++)
		if (job->replies[i].no > last)
			last = job->replies[i].no;
	return last;
}

/* What was said in this batch to the message, behind the reply `last`; the number of the last
 * one. */
static int64_t add_replies(const struct batch *b, struct job *job, int64_t last)
{
	for (size_t i = 0; i < b->messages.n; i++) {
		const struct store_message *m = b->messages.items[i];

		if (m->reply_to != job->message_no || m->no <= last)
			continue;
		job_reply(job, m);
		last = m->no;
	}
	return last;
}

bool parked_take(struct batch *b, struct job *job)
{
	struct talk *t = job->waits ? batch_find(b, job->waits) : NULL;
	struct parking *all = &b->desk->parking;
	struct parked *p;

	if (!t)
		return false;
	p = parked_waits(t, job->message_no) && all->n < PARKED_MAX ? calloc(1, sizeof *p) : NULL;
	if (!p) {
		add_replies(b, job, last_reply(job)); /* it has come already */
		job->mode = t->state.mode;
		return false;
	}
	*p = (struct parked){
	    .job = job,
	    .conversation = job->waits,
	    .message = job->message_no,
	    .last = last_reply(job),
	    .until_us = clock_monotonic_us() + 1000 * longest_ms(t->shop),
	    .next = all->first,
	};
	all->first = p;
	all->n++;
	return true;
}

static void hand_back(struct parking *all, struct parked **at)
{
	struct parked *p = *at;
	struct job *job = p->job;

	*at = p->next;
	all->n--;
	free(p);
	job->done(job);
}

void parked_give(struct batch *b)
{
	struct parking *all = &b->desk->parking;

	for (struct parked **at = &all->first; *at;) {
		struct parked *p = *at;
		struct talk *t = batch_find(b, p->conversation);

		if (t && t->read) {
			p->last = add_replies(b, p->job, p->last);
			p->job->mode = t->state.mode;
		}
		if (!t || !t->read || parked_waits(t, p->message))
			at = &p->next;
		else
			hand_back(all, at);
	}
}

void parked_forget(struct desk *d, int64_t conversation)
{
	struct parking *all = &d->parking;

	for (struct parked **at = &all->first; *at;) {
		if ((*at)->conversation == conversation)
			hand_back(all, at);
		else
			at = &(*at)->next;
	}
}

void parked_expire(struct desk *d, bool everybody)
{
	struct parking *all = &d->parking;
	int64_t now = clock_monotonic_us();

	for (struct parked **at = &all->first; *at;) {
		if (everybody || (*at)->until_us <= now)
			hand_back(all, at);
		else
			at = &(*at)->next;
	}
}

int64_t parked_left_ms(const struct desk *d)
{
	int64_t least = -1, now = clock_monotonic_us();

	for (const struct parked *p = d->parking.first; p; p = p->next) {
		int64_t left = (p->until_us - now) / 1000 + 1;

		if (left < 0)
			left = 0;
		if (least < 0 || left < least)
			least = left;
	}
	return least;
}
