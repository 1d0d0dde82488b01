/* desk_fixture.h - a desk with a small book, its own clock and a store in a folder of its own. */
#ifndef XIAOER_TEST_DESK_FIXTURE_H
#define XIAOER_TEST_DESK_FIXTURE_H

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/log.h"
#include "book/load.h"
#include "book/slot.h"
#include "desk/desk.h"
#include "desk/metrics.h"
#include "pattern/normalise.h"

#define PHRASE(id) "  " id ": {title: t, say: ['" id " said'], again: ['" id " again']}\n"
#define INTENT(id, word, more)                                                                     \
	"  " id ":\n    title: T-" id "\n    match: " word "\n    examples: " word "\n" more

static const char book_text[] =
    "slots: {order_no: number, place: where it is}\n"
    "settings:\n"
    "  limits: {hold_after: 60s, hold_every: 120s, close_idle: 5m, acknowledge_within: 60s, "
    "take_within: 30m,\n"
    "    ticket_answer: 10s}\n"
    "phrases:\n" PHRASE("opening") PHRASE("transfer") PHRASE("transfer.failed") PHRASE("hold")
	PHRASE("hold.again") PHRASE("hold.end") PHRASE("lookup.failed") PHRASE("closing.check") PHRASE("closing.idle")
	    PHRASE("closing.done") PHRASE("confirm.unclear") PHRASE(
		"transfer.waiting") "  ticket.filed: {title: t, say: ['filed {ticket_no}'], again: "
				    "['filed {ticket_no}']}\n"
				    "  outage: {title: t, say: ['outage: {notice}'], again: "
				    "['outage: {notice}']}\n"
				    "intents:\n" INTENT("shipping", "'parcel( (?<order_no>\\d+))?'",
					"    say: [on its way]\n    again: [still on its way]\n")
					INTENT("human.request", "human",
					    "    say: [a colleague comes]\n    then: transfer\n    "
					    "skill: returns\n    urgency: 2\n") INTENT("wish",
					    "wish", "    say: [noted]\n    then: ticket\n")
					    INTENT("done", "enough",
						"    say: [fine]\n    then: check\n") INTENT("bye",
						"bye", "    say: [so long]\n    then: close\n")
						INTENT("track", "'track( (?<order_no>\\d+))?'",
						    "    lookup: parcel\n"
						    "    say: ['it is in {place|transit}']\n");

struct fixture {
	char dir[64], path[128];
	struct normaliser *normaliser;
	struct match_scratch *scratch;
	struct book_slot *slot;
	struct shop_channel channel;
	struct shop shop;
	struct metrics *metrics;
	struct desk *desk;
	struct store_reader *reader;
	struct arena *arena;
	_Atomic int64_t now;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	size_t done;
	int64_t timers; /* METRIC_TIMERS as the last job was handed back */
	bool shut;        /* done() waits until it is opened: what comes meanwhile is one batch */
	struct job *last; /* of the chain of finished jobs */
	char order[4096]; /* first letters of message texts in the order of done() */
};

static inline int64_t fixture_now(void *ctx)
{
	return atomic_load(&((struct fixture *)ctx)->now);
}

static inline struct book *fixture_book(struct fixture *f)
{
	struct book_options options = {.normaliser = f->normaliser, .no_examples = true};
	struct book_file file = {STR("t.yaml"), str_of(book_text)};
	struct diag_list *diags = diag_list_new();
	struct book *book = book_load_files(STR("t"), &file, 1, &options, diags);

	if (!book)
		diag_print(diags, stderr, false);
	diag_list_free(&diags);
	assert_non_null(book);
	return book;
}

static inline void fixture_start(struct fixture *f)
{
	enum store_result result;
	char error[STORE_ERROR_MAX];
	struct desk_options options = {
	    .store = store_open(f->path, &result, error),
	    .shops = &f->shop,
	    .shops_n = 1,
	    .metrics = f->metrics,
	    .now = fixture_now,
	    .now_ctx = f,
	};

	if (!options.store)
		fail_msg("%s", error);
	f->desk = desk_start(&options);
	assert_non_null(f->desk);
	f->reader = store_reader_open(f->path, error);
	assert_non_null(f->reader);
}

static inline void fixture_stop(struct fixture *f)
{
	store_reader_close(&f->reader);
	desk_stop(&f->desk);
}

static inline int fixture_set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	log_set_level(LOG_ERROR);
	strcpy(f->dir, "/tmp/xiaoer-desk-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof f->path, "%s/xiaoer.db", f->dir);
	f->normaliser = normaliser_new();
	f->scratch = match_scratch_new();
	f->slot = book_slot_new(fixture_book(f));
	f->channel = (struct shop_channel){.name = STR("web"), .deliver = true};
	f->shop = (struct shop){.name = STR("default"),
	    .book = f->slot,
	    .webhook = true,
	    .channels = &f->channel,
	    .channels_n = 1};
	f->metrics = metrics_new();
	f->arena = arena_new(0);
	f->now = 1767225600000; /* 2026-01-01 */
	pthread_mutex_init(&f->lock, NULL);
	pthread_cond_init(&f->wake, NULL);
	fixture_start(f);
	*state = f;
	return 0;
}

static inline int fixture_tear_down(void **state)
{
	struct fixture *f = *state;
	char command[160];

	fixture_stop(f);
	arena_free(&f->arena);
	metrics_free(&f->metrics);
	book_slot_free(&f->slot);
	match_scratch_free(&f->scratch);
	normaliser_free(&f->normaliser);
	pthread_mutex_destroy(&f->lock);
	pthread_cond_destroy(&f->wake);
	snprintf(command, sizeof command, "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static inline void fixture_done(struct job *job)
{
	struct fixture *f = job->ctx;

	pthread_mutex_lock(&f->lock);
	while (f->shut)
		pthread_cond_wait(&f->wake, &f->lock);
	if (job->kind == JOB_MESSAGE && f->done < sizeof f->order - 1)
		f->order[f->done] = job->text.n ? job->text.p[0] : ' ';
	f->done++;
	job->ctx = NULL; /* it is done: fixture_run() */
	f->timers = metrics_get(f->metrics, METRIC_TIMERS);
	pthread_cond_broadcast(&f->wake);
	pthread_mutex_unlock(&f->lock);
}

static inline void fixture_gate(struct fixture *f, bool shut)
{
	pthread_mutex_lock(&f->lock);
	f->shut = shut;
	pthread_cond_broadcast(&f->wake);
	pthread_mutex_unlock(&f->lock);
}

/* Waits until so many jobs are done in all. */
static inline void fixture_await(struct fixture *f, size_t n)
{
	pthread_mutex_lock(&f->lock);
	while (f->done < n)
		pthread_cond_wait(&f->wake, &f->lock);
	pthread_mutex_unlock(&f->lock);
}

static inline struct job *fixture_job(struct fixture *f, enum job_kind kind, const char *name)
{
	struct job *j = ARENA_NEW(f->arena, struct job);

	*j = (struct job){
	    .kind = kind,
	    .arena = arena_new(0),
	    .shop = &f->shop,
	    .key = {STR("default"), STR("web"), str_of(arena_strdup(f->arena, name))},
	    .done = fixture_done,
	    .ctx = f,
	};
	return j;
}

static inline struct job *fixture_message(
    struct fixture *f, const char *name, const char *id, const char *text)
{
	struct job *j = fixture_job(f, JOB_MESSAGE, name);

	j->id = str_of(arena_strdup(f->arena, id));
	j->text = str_of(arena_strdup(f->arena, text));
	j->book = book_slot_acquire(f->slot);
	match_text(j->book, f->scratch, j->arena, j->text, &j->match);
	return j;
}

static inline struct job *fixture_run(struct fixture *f, struct job *j)
{
	assert_true(desk_submit(f->desk, j));
	pthread_mutex_lock(&f->lock);
	while (j->ctx)
		pthread_cond_wait(&f->wake, &f->lock);
	pthread_mutex_unlock(&f->lock);
	return j;
}

static inline void fixture_free(struct job *j)
{
	if (j->book)
		book_release(&j->book);
	arena_free(&j->arena);
}

/* Sends a message and gives its replies joined by " | ", prefixed by what became of it unless that
 * is good. */
static inline const char *fixture_say(
    struct fixture *f, const char *name, const char *id, const char *text)
{
	struct job *j = fixture_run(f, fixture_message(f, name, id, text));
	static const char *const results[] = {
	    "", "duplicate: ", "not found: ", "conflict: ", "unavailable: "};
	struct str out = arena_printf(f->arena, "%s", results[j->result]);

	for (size_t i = 0; i < j->replies_n; i++)
		out = arena_printf(f->arena, "%.*s%s%.*s", STR_ARG(out), i ? " | " : "",
		    STR_ARG(j->replies[i].text));
	fixture_free(j);
	return arena_strdup(f->arena, arena_str(f->arena, out).p);
}

/* An act; "ok mode", "duplicate mode", or "conflict: why". */
static inline const char *fixture_act(struct fixture *f, const char *name, enum event_kind act,
    const char *agent, const char *text, const char *request_id)
{
	struct job *j = fixture_job(f, JOB_ACT, name);
	struct str out;

	j->act = act;
	j->agent = str_of(agent);
	j->text = str_of(text);
	j->request_id = str_of(request_id);
	fixture_run(f, j);
	switch (j->result) {
	case JOB_OK:
	case JOB_DUPLICATE:
		out = arena_printf(f->arena, "%s %s", j->result == JOB_OK ? "ok" : "duplicate",
		    mode_name(j->mode));
		break;
	case JOB_CONFLICT:
		out = arena_printf(f->arena, "conflict: %.*s", STR_ARG(j->problem));
		break;
	default:
		out = str_of(j->result == JOB_NOT_FOUND ? "not found" : "unavailable");
	}
	fixture_free(j);
	return out.p;
}

static inline enum job_result fixture_outcome(
    struct fixture *f, enum job_kind kind, int64_t outbox, const char *answer)
{
	struct job *j = fixture_job(f, kind, "");
	enum job_result result;

	j->outbox = outbox;
	j->answer = str_of(answer);
	j->attempts = 3;
	j->next_at = f->now + 1000;
	j->error = STR("503");
	result = fixture_run(f, j)->result;
	fixture_free(j);
	return result;
}

/* All that was said in a conversation, each text marked by who said it: "<" customer, ">" bot, "!"
 * human. */
static inline const char *fixture_talk(struct fixture *f, const char *name)
{
	struct store_conversation rows[2];
	struct store_message *m;
	struct str out = STR("");
	size_t n;

	assert_int_equal(
	    store_find(f->reader, STR("default"), STR("web"), str_of(name), f->arena, rows, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(store_messages(f->reader, &rows[0], 0, 1000, f->arena, &m, &n), 0);
	for (size_t i = 0; i < n; i++)
		out = arena_printf(f->arena, "%.*s%s%c%.*s", STR_ARG(out), i ? " " : "",
		    "<>!"[m[i].direction], STR_ARG(m[i].text));
	return out.n ? out.p : "";
}

static inline size_t fixture_outbox(struct fixture *f, struct store_outbox **rows)
{
	size_t n;

	assert_int_equal(store_outbox(f->reader, -1, 0, 100, f->arena, rows, &n), 0);
	return n;
}

/* Moves the clock, has the desk look at it, and waits until everything due has been moved. */
static inline void fixture_wait(struct fixture *f, int64_t seconds)
{
	atomic_fetch_add(&f->now, seconds * 1000);
	/* a job's batch takes the due timers with it */
	assert_int_equal(fixture_outcome(f, JOB_DELIVERED, 987654321, ""), JOB_NOT_FOUND);
}

#define FIXTURE_TEST(f) cmocka_unit_test_setup_teardown(f, fixture_set_up, fixture_tear_down)

#endif
