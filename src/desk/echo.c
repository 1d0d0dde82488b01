/* echo.c - what the shop's side said, coming back from the platform.
 *
 * Many platforms report every message of a conversation, ours and the human agent's too.  Ours is
 * an echo: it is known by an id (the platform's, which the delivery's answer told, or our own), else
 * by its text, each message once.  What the shop's side wrote and is no echo, a human wrote on the
 * platform himself: he has taken over. */
#include "base/mask.h"
#include "desk/desk_internal.h"
#include "desk/extra.h"

enum { ECHO_MS = 300000, BACK_MAX = 200 };

/* Does the shop's side send it?  Said so by the request, or by the sender. */
static bool is_ours(const struct talk *t, const struct job *job)
{
	const struct shop_channel *ch = t->channel;

	if (job->from != FROM_CUSTOMER)
		return true;
	for (size_t i = 0; ch && job->sender.n && i < ch->own_senders_n; i++)
		if (str_eq(job->sender, ch->own_senders[i]))
			return true;
	return false;
}

/* A sender with the agent's name may be the agent, whose words come back; but a customer may call
 * himself what he likes, and what he writes is never taken for the agent's own. */
static bool may_be_ours(const struct talk *t, const struct job *job)
{
	return is_ours(t, job) || (job->sender.n && t->state.mode == MODE_HUMAN &&
				      str_eq(job->sender, t->state.agent));
}

/* Without blanks, and masked where the store is. */
static struct str comparable(struct batch *b, const struct talk *t, struct str text)
{
	static const struct str wide = STR("\u3000");
	char *out = arena_alloc(b->arena, text.n + 1);
	size_t n = 0;

	if (text.n)
		memcpy(out, text.p, text.n);
	if (t->shop->mask)
		mask_personal(out, text.n);
	for (size_t i = 0; i < text.n; i++) {
		if (str_starts(str_make(out + i, text.n - i), wide))
			i += wide.n - 1;
		else if (!memchr(" \t\r\n", out[i], 4))
			out[n++] = out[i];
	}
	return str_make(out, n);
}

static bool same_text(
    struct batch *b, const struct talk *t, const struct job *job, const struct store_message *m)
{
	return str_eq(comparable(b, t, job->text), comparable(b, t, m->text));
}

/* The mark of a message of ours that has come back, or was never sent from here. */
static void mark_of(int64_t no, unsigned char hash[SEEN_HASH])
{
	char text[32];

	seen_hash(SEEN_ECHO,
	    str_make(text, (size_t)snprintf(text, sizeof text, "%lld", (long long)no)), hash);
}

int echo_mark(struct batch *b, struct talk *t, int64_t no)
{
	unsigned char hash[SEEN_HASH];
	int64_t marked;
	int seen;

	mark_of(no, hash);
	seen = talk_seen(b, t, hash, &marked);
	return seen ? seen < 0 ? -1 : 0 : talk_add_seen(b, t, hash, no);
}

/* "m17": one of this conversation's that the shop's side said.  1, 0, -1. */
static int by_our_id(struct batch *b, struct talk *t, const struct job *job, bool ours, int64_t *no)
{
	struct store_message m;
	int found;

	if (job->id.n < 2 || job->id.p[0] != 'm' ||
	    !str_to_int64(str_make(job->id.p + 1, job->id.n - 1), no) || *no <= 0)
		return 0;
	found = message_of(b, *no, &m);
	if (found <= 0)
		return found;
	return m.conversation == t->row->id && m.direction != STORE_CUSTOMER &&
	       (ours || same_text(b, t, job, &m));
}

/* The oldest that was said within the time and has not come back yet: they come in order. */
static int by_text(struct batch *b, struct talk *t, const struct job *job, int64_t *no)
{
	struct store_message m;

	*no = 0;
	for (int64_t at = t->row->last_message, i = 0; at && i < BACK_MAX; at = m.previous, i++) {
		unsigned char hash[SEEN_HASH];
		int64_t marked;
		int rc = message_of(b, at, &m);

		if (rc < 0)
			return -1;
		if (!rc || b->now - m.at > ECHO_MS)
			break;
		if (m.direction == STORE_CUSTOMER || !same_text(b, t, job, &m))
			continue;
		mark_of(at, hash);
		rc = talk_seen(b, t, hash, &marked);
		if (rc < 0)
			return -1;
		if (!rc)
			*no = at;
	}
	return *no != 0;
}

static int found(struct batch *b, struct talk *t, struct job *job, int64_t no)
{
	unsigned char hash[SEEN_HASH];

	job->result = JOB_DUPLICATE;
	job->echo = true;
	job->message_no = no;
	job->mode = t->state.mode;
	b->counts[METRIC_ECHOES]++;
	if (!no)
		return 1;
	seen_hash(SEEN_CUSTOMER, job->id, hash);
	if (echo_mark(b, t, no) != 0 || talk_add_seen(b, t, hash, no) != 0)
		return -1;
	t->changed = true;
	return 1;
}

/* Stored as the human's words; nothing is said. */
static int human_wrote(struct batch *b, struct talk *t, struct job *job)
{
	const struct event event = {
	    .kind = EVENT_AGENT_WROTE, .text = job->text, .agent = job->sender};
	struct store_message *m = talk_message(b, t, STORE_HUMAN);
	unsigned char hash[SEEN_HASH];

	m->platform_id = job->id;
	m->sender = job->sender;
	m->text = job->text;
	m->extra = extra_of_job(b, job);
	job->message_no = m->no;
	seen_hash(SEEN_CUSTOMER, job->id, hash);
	if (talk_add_seen(b, t, hash, m->no) != 0 || echo_mark(b, t, m->no) != 0)
		return -1;
	talk_step(b, t, NULL, &event, NULL, NULL);
	job->mode = t->state.mode;
	return 1;
}

int echo_take(struct batch *b, struct talk *t, struct job *job)
{
	bool ours = is_ours(t, job);
	int64_t no;
	int rc = by_our_id(b, t, job, ours, &no);

	if (rc == 0 && may_be_ours(t, job))
		rc = by_text(b, t, job, &no);
	if (rc < 0)
		return -1;
	if (rc || job->from == FROM_BOT)
		return found(b, t, job, rc ? no : 0);
	return ours ? human_wrote(b, t, job) : 0;
}

int echo_again(struct batch *b, struct talk *t, struct job *job, int64_t no, bool *customers)
{
	struct store_message m;
	int rc = message_of(b, no, &m);

	*customers = rc <= 0 || m.direction == STORE_CUSTOMER;
	if (rc <= 0 || *customers)
		return rc < 0 ? -1 : 1;
	if (!str_eq(m.platform_id, job->id)) /* else a human's words on the platform, once more */
		job->echo = true;
	if (job->echo && !may_be_ours(t, job) && !same_text(b, t, job, &m))
		return 0;
	b->counts[METRIC_ECHOES] += job->echo;
	return job->echo && echo_mark(b, t, no) != 0 ? -1 : 1;
}

/* The platform's own id of a message of ours, told by the answer to its delivery. */
int echo_learn(struct batch *b, const struct store_outbox *row, struct str platform_id)
{
	unsigned char hash[SEEN_HASH];
	struct talk *t;
	int64_t no = outgoing_message(row), seen_no;
	int rc;

	if (!platform_id.n || !no)
		return 0;
	rc = batch_load_id(b, row->conversation, &t);
	if (rc != 0 || !t->shop)
		return rc < 0 ? -1 : 0;
	seen_hash(SEEN_CUSTOMER, platform_id, hash);
	rc = talk_seen(b, t, hash, &seen_no);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	t->changed = true;
	return talk_add_seen(b, t, hash, no);
}
