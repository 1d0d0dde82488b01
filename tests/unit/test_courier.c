/* test_courier.c - the courier's thread between an outbox in memory, a desk that may refuse, and a
 * real receiver.
 *
 * The store's reader and the desk's queue are defined here, so that both can fail at will; what the
 * courier sends goes over real sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "desk/courier.h"
#include "desk/courier_lane.h"
#include "desk/desk.h"

enum { ROWS_MAX = 40000, WAIT_S = 30 };

enum state { GONE, WAITING, DEAD };

struct row {
	enum state state;
	const char *target;
	int64_t conversation, next_at;
	unsigned attempts, deliveries;
	char number[32], error[64];
};

static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct row rows[ROWS_MAX + 1]; /* by id */
	int64_t last;
	size_t left;                   /* rows that wait */
	/* the desk */
	pthread_t thread;
	struct job *queue;
	bool over;
	unsigned submits, refuse_every, fail_every; /* 0: never */
	/* the receiver */
	int listener;
	pthread_t receiver;
	int64_t order[1000];
	size_t taken;
	_Atomic int64_t ahead_ms;      /* of the courier's clock */
} house = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

struct store_reader {
	int unused;
};

struct store_reader *store_reader_open(const char *url, char error[STORE_ERROR_MAX])
{
	(void)url;
	(void)error;
	return calloc(1, sizeof(struct store_reader));
}

void store_reader_close(struct store_reader **r)
{
	free(*r);
	*r = NULL;
}

int store_outbox(struct store_reader *r, int state, int64_t after, size_t max, struct arena *arena,
    struct store_outbox **rows, size_t *n)
{
	(void)r;
	assert_int_equal(state, OUTBOX_WAITING);
	*rows = ARENA_ARRAY(arena, struct store_outbox, max);
	*n = 0;
	pthread_mutex_lock(&house.lock);
	for (int64_t id = after + 1; id <= house.last && *n < max; id++) {
		const struct row *row = &house.rows[id];

		if (row->state == WAITING)
			(*rows)[(*n)++] = (struct store_outbox){.id = id,
			    .conversation = row->conversation,
			    .shop = STR("default"),
			    .target = str_of(row->target),
			    .type = STR("x"),
			    .body = arena_printf(arena, "{\"row\":%lld}", (long long)id),
			    .next_at = row->next_at,
			    .attempts = row->attempts};
	}
	pthread_mutex_unlock(&house.lock);
	return 0;
}

static void apply(struct row *row, const struct job *job)
{
	if (job->kind == JOB_DELIVERED)
		row->deliveries++;
	if (job->kind != JOB_RETRY) {
		row->state = job->kind == JOB_DEAD ? DEAD : GONE;
		house.left--;
	}
	row->attempts = job->attempts;
	row->next_at = job->next_at;
	snprintf(row->number, sizeof row->number, "%.*s", STR_ARG(job->answer));
	snprintf(row->error, sizeof row->error, "%.*s", STR_ARG(job->error));
}

static void *desk_thread(void *ctx)
{
	struct job *job;

	(void)ctx;
	pthread_mutex_lock(&house.lock);
	while (!house.over || house.queue) {
		job = house.queue;
		if (!job) {
			pthread_cond_wait(&house.changed, &house.lock);
			continue;
		}
		house.queue = job->next;
		job->result = JOB_OK;
		if (house.fail_every && house.submits % house.fail_every == 0)
			job->result = JOB_UNAVAILABLE;
		else
			apply(&house.rows[job->outbox], job);
		pthread_mutex_unlock(&house.lock);
		job->done(job);
		pthread_mutex_lock(&house.lock);
		pthread_cond_broadcast(&house.changed);
	}
	pthread_mutex_unlock(&house.lock);
	return NULL;
}

bool desk_submit(struct desk *d, struct job *job)
{
	bool taken;

	(void)d;
	pthread_mutex_lock(&house.lock);
	house.submits++;
	taken = !house.refuse_every || house.submits % house.refuse_every;
	if (taken) {
		job->next = house.queue;
		house.queue = job;
		pthread_cond_broadcast(&house.changed);
	}
	pthread_mutex_unlock(&house.lock);
	return taken;
}

/* The receiver: answers by path, one connection after the other; /mute is never answered. */

static const struct {
	const char *path, *answer;
} answers[] = {
    {"/ok",
	"HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"number\":\"T9\"}"},
    {"/gone", "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
    {"/bad", "HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
    {"/away",
	"HTTP/1.1 302 Found\r\nLocation: /ok\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"},
};

static void answer(int fd)
{
	char in[4096];
	size_t n = 0;
	ssize_t got;
	const char *row;

	while (n < sizeof in - 1 && (got = read(fd, in + n, sizeof in - 1 - n)) > 0) {
		n += (size_t)got;
		in[n] = '\0';
		row = strstr(in, "{\"row\":");
		if (!row || !strchr(row, '}'))
			continue;
		for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
			size_t path = strlen(answers[i].path);

			if (strncmp(in + 5, answers[i].path, path) || in[5 + path] != ' ')
				continue;
			pthread_mutex_lock(&house.lock);
			if (house.taken < sizeof house.order / sizeof *house.order)
				house.order[house.taken++] = atoll(row + 7);
			pthread_mutex_unlock(&house.lock);
			got = write(fd, answers[i].answer, strlen(answers[i].answer));
			(void)got;
		}
		break;
	}
	close(fd);
}

static void *receiver_thread(void *ctx)
{
	int fd;

	(void)ctx;
	while ((fd = accept(house.listener, NULL, NULL)) >= 0)
		answer(fd);
	return NULL;
}

static int listen_somewhere(unsigned *port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(fd, 100), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

/* One test: targets "ok", "gone", "bad", "away", "ticket" at the receiver, "mute" at a socket
 * nobody reads. */

struct run {
	struct courier *courier;
	int mute;
};

static int64_t house_now(void *ctx)
{
	(void)ctx;
	return clock_now_ms() + house.ahead_ms;
}

static struct run start(unsigned attempts)
{
	static const char *const names[] = {"ok", "gone", "bad", "away", "ticket", "mute"};
	struct courier_target targets[6] = {0};
	char urls[6][64];
	unsigned port, mute_port;
	struct run r;
	struct courier_options o = {.targets = targets,
	    .targets_n = 6,
	    .store_url = "",
	    .timeout_ms = 1500,
	    .connect_timeout_ms = 1500,
	    .retry_first_ms = 5,
	    .retry_max_ms = 20,
	    .attempts_max = attempts,
	    .in_flight_max = 16,
	    .now = house_now};

	house.listener = listen_somewhere(&port);
	r.mute = listen_somewhere(&mute_port);
	for (size_t i = 0; i < 6; i++) {
		bool mute = i == 5;

		snprintf(urls[i], sizeof urls[i], "http://127.0.0.1:%u/%s", mute ? mute_port : port,
		    i == 4 ? "ok" : names[i]);
		targets[i] = (struct courier_target){
		    .shop = STR("default"), .target = str_of(names[i]), .url = str_of(urls[i])};
	}
	house.over = false;
	pthread_create(&house.thread, NULL, desk_thread, NULL);
	pthread_create(&house.receiver, NULL, receiver_thread, NULL);
	r.courier = courier_start(&o);
	assert_non_null(r.courier);
	return r;
}

static void finish(struct run *r)
{
	courier_stop(&r->courier);
	pthread_mutex_lock(&house.lock);
	house.over = true;
	pthread_cond_broadcast(&house.changed);
	pthread_mutex_unlock(&house.lock);
	pthread_join(house.thread, NULL);
	shutdown(house.listener, SHUT_RDWR);
	pthread_join(house.receiver, NULL);
	close(house.listener);
	close(r->mute);
}

static int clean(void **state)
{
	(void)state;
	pthread_mutex_lock(&house.lock);
	memset(house.rows, 0, sizeof house.rows);
	house.last = 0;
	house.left = house.taken = 0;
	house.ahead_ms = 0;
	house.submits = house.refuse_every = house.fail_every = 0;
	pthread_mutex_unlock(&house.lock);
	log_set_level(LOG_ERROR + 1);
	return 0;
}

static int64_t add(const char *target, int64_t conversation)
{
	pthread_mutex_lock(&house.lock);
	house.rows[++house.last] = (struct row){.state = WAITING, .target = target,
	    .conversation = conversation};
	house.left++;
	pthread_mutex_unlock(&house.lock);
	return house.last;
}

static void await_left(size_t n)
{
	struct timespec until;
	int late = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += WAIT_S;
	pthread_mutex_lock(&house.lock);
	while (house.left > n && !late)
		late = pthread_cond_timedwait(&house.changed, &house.lock, &until);
	assert_true(house.left <= n);
	pthread_mutex_unlock(&house.lock);
}

static void a_conversation_goes_in_order_whatever_the_desk_refuses(void **state)
{
	int64_t seen[3] = {0};
	struct run r;

	(void)state;
	house.refuse_every = 7;
	house.fail_every = 5;
	for (int i = 0; i < 30; i++)
		add("ok", i % 3);
	r = start(5);
	await_left(0);
	finish(&r);
	assert_int_equal(house.taken, 30);
	for (size_t i = 0; i < 30; i++) {
		int64_t id = house.order[i], conversation = house.rows[id].conversation;

		assert_int_equal(house.rows[id].deliveries, 1);
		assert_true(id > seen[conversation]);
		seen[conversation] = id;
	}
}

static void what_the_answers_mean(void **state)
{
	int64_t gone, bad, away, nowhere, ticket;
	struct run r;

	(void)state;
	gone = add("gone", 1);
	bad = add("bad", 2);
	away = add("away", 3);
	nowhere = add("channel:fax", 4);
	ticket = add("ticket", 5);
	r = start(3);
	await_left(0);
	finish(&r);
	assert_int_equal(house.rows[gone].state, DEAD);
	assert_int_equal(house.rows[gone].attempts, 1);
	assert_int_equal(house.rows[bad].state, DEAD);
	assert_int_equal(house.rows[bad].attempts, 3);
	assert_string_equal(house.rows[bad].error, "answered 500");
	assert_int_equal(house.rows[away].attempts, 3);
	assert_string_equal(house.rows[away].error, "answered 302 (redirects are not followed)");
	assert_int_equal(house.rows[nowhere].state, DEAD);
	assert_string_equal(house.rows[nowhere].error, "no URL is configured for it");
	assert_int_equal(house.rows[ticket].deliveries, 1);
	assert_string_equal(house.rows[ticket].number, "T9");
}

/* More rows for a host that does not answer than a lane holds, and before all others. */
static void a_dead_host_does_not_hold_up_the_others(void **state)
{
	struct run r;

	(void)state;
	for (int i = 0; i < LANE_ROWS + 3000; i++)
		add("mute", i);
	for (int i = 0; i < 50; i++)
		add("ok", i);
	r = start(1000);
	/* each of the 50 behind one time-out of the dead host would pass the end of this wait */
	await_left(LANE_ROWS + 3000);
	finish(&r);
	assert_int_equal(house.taken, 50);
}

static void new_and_revived_rows_are_noticed(void **state)
{
	struct run r = start(1);
	int64_t id = add("bad", 1);

	(void)state;
	courier_wake(r.courier);
	await_left(0);
	pthread_mutex_lock(&house.lock);
	assert_int_equal(house.rows[id].state, DEAD);
	house.rows[id] = (struct row){.state = WAITING, .target = "ok", .conversation = 1};
	house.left++;
	pthread_mutex_unlock(&house.lock);
	courier_revived(r.courier);
	await_left(0);
	finish(&r);
	assert_int_equal(house.rows[id].deliveries, 1);
}

static void await_attempts(int64_t id, unsigned n)
{
	pthread_mutex_lock(&house.lock);
	while (house.rows[id].attempts < n)
		pthread_cond_wait(&house.changed, &house.lock);
	pthread_mutex_unlock(&house.lock);
}

/* What was to come a moment later comes a moment later, not a day. */
static void a_clock_that_is_set_back_holds_up_nothing(void **state)
{
	int64_t failing, fresh;
	struct run r;

	(void)state;
	house.ahead_ms = 86400000;
	failing = add("bad", 1);
	r = start(1000);
	await_attempts(failing, 2);
	fresh = add("ok", 2);
	pthread_mutex_lock(&house.lock);
	house.rows[failing].target = "ok"; /* as it is read from now on */
	house.rows[fresh].next_at = house_now(NULL);
	house.ahead_ms = 0;
	pthread_mutex_unlock(&house.lock);
	courier_wake(r.courier);
	await_left(0);
	finish(&r);
	assert_int_equal(house.rows[failing].deliveries, 1);
	assert_int_equal(house.rows[fresh].deliveries, 1);
}

static void a_stop_lets_what_is_in_flight_finish(void **state)
{
	struct run r;

	(void)state;
	for (int i = 0; i < 200; i++)
		add("ok", i);
	r = start(3);
	await_left(150);
	finish(&r);
	/* what the receiver took is recorded, every one */
	for (size_t i = 0; i < house.taken; i++)
		assert_int_equal(house.rows[house.order[i]].deliveries, 1);
	assert_int_equal(house.taken + house.left, 200);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_conversation_goes_in_order_whatever_the_desk_refuses, clean),
	    cmocka_unit_test_setup(what_the_answers_mean, clean),
	    cmocka_unit_test_setup(a_dead_host_does_not_hold_up_the_others, clean),
	    cmocka_unit_test_setup(new_and_revived_rows_are_noticed, clean),
	    cmocka_unit_test_setup(a_clock_that_is_set_back_holds_up_nothing, clean),
	    cmocka_unit_test_setup(a_stop_lets_what_is_in_flight_finish, clean),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
