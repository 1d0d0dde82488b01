/* report_store.c - a store as a desk leaves it after long work, for timing reports: through the
 * store's own API, the same for the same arguments.
 *
 *     build/bench/report_store FILE MESSAGES
 *
 * Conversations have two episodes of eight messages; every fourth is handed over.  Time goes on by
 * a second a message, from 2026-01-01. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "dialogue/conversation.h"
#include "dialogue/record.h"
#include "store/store.h"

enum { BATCH = 256, EPISODE = 8, EPISODES = 2, INTENTS = 80, STATE = 700 };
static const int64_t begin_ms = 1767225600000;

struct maker {
	struct store *store;
	struct arena *arena;
	struct store_conversation *rows[BATCH];
	struct store_message **messages;
	struct store_record **records;
	size_t messages_n, records_n;
	int64_t now;
	uint64_t random;
};

static unsigned roll(struct maker *m, unsigned sides)
{
	m->random = m->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(m->random >> 33) % sides;
}

static struct str intent(struct maker *m)
{
	return arena_printf(m->arena, "matter.number_%u", roll(m, INTENTS));
}

static void say(struct maker *m, struct store_conversation *c, enum store_direction direction)
{
	static const char extra[] =
	    "{\"intents\":[{\"id\":\"shipping.where\",\"score\":0.91,\"at\":\"shipping.yaml:12\"}]}";
	struct store_message *x = ARENA_NEW(m->arena, struct store_message);

	x->no = store_next_message(m->store);
	x->conversation = c->id;
	x->previous = c->last_message;
	x->at = m->now += 1000;
	x->direction = direction;
	x->text = STR("您好，您的包裹正在路上，预计明天下午送到，请留意快递员的电话。");
	if (direction == STORE_CUSTOMER) {
		x->platform_id = arena_printf(m->arena, "p-%lld", (long long)x->no);
		x->sender = c->key.name;
		x->extra = str_of(extra);
	} else {
		x->reply_to = x->previous;
		x->phrase = intent(m);
		x->place = STR("phrases/zh-CN/shipping.yaml:12");
	}
	x->intent = intent(m);
	c->last_message = x->no;
	m->messages[m->messages_n++] = x;
}

static struct store_record *record(struct maker *m, const struct store_conversation *c,
    unsigned episode, enum record what, unsigned marks, int64_t amount)
{
	struct store_record *r = ARENA_NEW(m->arena, struct store_record);

	*r = (struct store_record){.at = m->now, .conversation = c->id,
	    .message = c->last_message, .episode = episode, .marks = marks,
	    .what = record_kind(what)->name, .amount = amount};
	m->records[m->records_n++] = r;
	return r;
}

static void hand_over(struct maker *m, struct store_conversation *c, unsigned episode)
{
	struct store_record *r = record(m, c, episode, RECORD_ESCALATED, MARK_MATTER, 3000);

	r->value = STR("human.request");
	r->detail = STR("general");
	r->urgency = 1 + (int)roll(m, 4);
	say(m, c, STORE_CUSTOMER);
	record(m, c, episode, RECORD_TAKEN, MARK_MATTER | MARK_HANDED_OVER, roll(m, 60000));
	record(m, c, episode, RECORD_REPLIED, MARK_MATTER | MARK_HANDED_OVER | MARK_HUMAN,
	    roll(m, 90000));
	say(m, c, STORE_HUMAN);
}

static void play_episode(struct maker *m, struct store_conversation *c, unsigned episode)
{
	bool human = roll(m, 4) == 0;
	unsigned marks = MARK_MATTER | MARK_ANSWERED;
	int64_t from = m->now;

	record(m, c, episode, RECORD_OPENED, MARK_MATTER, 0)->value = STR("customer");
	for (int i = 0; i < (EPISODE - 2 * human) / 2; i++) {
		say(m, c, STORE_CUSTOMER);
		say(m, c, STORE_BOT);
	}
	if (human) {
		hand_over(m, c, episode);
		marks |= MARK_HANDED_OVER | MARK_HUMAN;
	}
	record(m, c, episode, RECORD_CLOSED, marks, m->now - from)->value = STR("idle");
	record(m, c, episode, RECORD_SURVEY_ASKED, marks, -1);
	if (roll(m, 3) == 0)
		record(m, c, episode, RECORD_SURVEY, marks, 1 + roll(m, 5));
}

static void play(struct maker *m, struct store_conversation *c)
{
	static char state[STATE];

	c->mode = MODE_CLOSED;
	c->opened_at = m->now;
	for (unsigned e = 1; e <= EPISODES; e++)
		play_episode(m, c, e);
	c->updated_at = m->now;
	c->state = str_make(state, sizeof state);
}

static void die(const struct maker *m)
{
	fprintf(stderr, "report_store: %s\n", store_error(m->store));
	exit(1);
}

static void batch(struct maker *m, long from)
{
	static const char *const channels[] = {"web", "app", "shop-im"};
	struct store_key keys[BATCH];
	struct store_changes ch = {0};

	arena_reset(m->arena);
	m->messages = ARENA_ARRAY(m->arena, struct store_message *, BATCH * EPISODES * EPISODE);
	m->records = ARENA_ARRAY(m->arena, struct store_record *, BATCH * EPISODES * EPISODE);
	m->messages_n = m->records_n = 0;
	for (int i = 0; i < BATCH; i++)
		keys[i] = (struct store_key){STR("default"), str_of(channels[i % 3]),
		    arena_printf(m->arena, "customer-%ld", from + i)};
	if (store_begin(m->store) || store_load(m->store, keys, BATCH, m->arena, m->rows))
		die(m);
	for (int i = 0; i < BATCH; i++)
		play(m, m->rows[i]);
	ch.conversations = m->rows;
	ch.conversations_n = BATCH;
	ch.messages = m->messages;
	ch.messages_n = m->messages_n;
	ch.records = m->records;
	ch.records_n = m->records_n;
	if (store_commit(m->store, &ch))
		die(m);
}

int main(int argc, char **argv)
{
	struct maker m = {.now = begin_ms, .random = 1, .arena = arena_new(1 << 20)};
	char error[STORE_ERROR_MAX];
	enum store_result result;
	long wanted = argc == 3 ? atol(argv[2]) : 0;

	if (wanted <= 0) {
		fprintf(stderr, "usage: report_store FILE MESSAGES\n");
		return 2;
	}
	m.store = store_open(argv[1], &result, error);
	if (!m.store) {
		fprintf(stderr, "report_store: %s\n", error);
		return 1;
	}
	for (long made = 0; made * EPISODES * EPISODE < wanted; made += BATCH)
		batch(&m, made);
	store_close(&m.store);
	arena_free(&m.arena);
	return 0;
}
