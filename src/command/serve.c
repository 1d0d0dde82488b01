/* serve.c - the desk behind HTTP: puts the parts together, runs them, takes them apart in the
 * reverse order. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/log.h"
#include "book/book.h"
#include "book/slot.h"
#include "command/command.h"
#include "command/config.h"
#include "command/serve_books.h"
#include "command/serve_lookups.h"
#include "desk/courier.h"
#include "desk/desk.h"
#include "desk/metrics.h"
#include "http/http.h"
#include "pattern/normalise.h"
#include "store/store.h"
#include "trainer/books.h"

enum {
	FILES_WANTED = 65536,
	SAME_SIGNAL_US = 300000       /* timeout(1) and others send one to us and to our group */
};

struct serve {
	struct config *config;
	struct store *store;          /* until the desk has it */
	struct books *books;
	struct shop *shops;
	struct metrics *metrics;
	struct desk *desk;
	struct http *http;
	struct courier *courier;
	pthread_mutex_t lock;         /* of the two below */
	struct http *wake_http;       /* NULL before the start and from the stop on */
	struct courier *wake_courier;
	pthread_t signals;
	atomic_bool over;
};

/* Hooks: on the desk's thread */

static void rows_added(void *ctx, bool revived)
{
	struct serve *s = ctx;

	pthread_mutex_lock(&s->lock);
	if (s->wake_courier)
		(revived ? courier_revived : courier_wake)(s->wake_courier);
	pthread_mutex_unlock(&s->lock);
}

static void said(void *ctx, const int64_t *conversations, size_t n)
{
	struct serve *s = ctx;

	pthread_mutex_lock(&s->lock);
	if (s->wake_http)
		http_said(s->wake_http, conversations, n);
	pthread_mutex_unlock(&s->lock);
}

static void set_wakes(struct serve *s, struct http *http, struct courier *courier)
{
	pthread_mutex_lock(&s->lock);
	s->wake_http = http;
	s->wake_courier = courier;
	pthread_mutex_unlock(&s->lock);
}

/* The server may have stopped by itself at the first word of it and be gone: not while we hold the
 * lock. */
static void with_http(struct serve *s, void (*tell)(struct http *http))
{
	pthread_mutex_lock(&s->lock);
	if (s->wake_http)
		tell(s->wake_http);
	pthread_mutex_unlock(&s->lock);
}

/* Signals: on a thread of their own, blocked in all others */

static sigset_t our_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGUSR2); /* to ourselves: end the thread */
	return set;
}

static void *wait_for_signals(void *ctx)
{
	struct serve *s = ctx;
	sigset_t set = our_signals();
	int64_t stopping = 0;         /* since when */
	int which;

	while (!s->over) {
		if (sigwait(&set, &which) || which == SIGUSR2)
			continue;
		if (which == SIGHUP) {
			log_info("reload asked for signal=HUP");
			with_http(s, http_reload);
		} else if (stopping && clock_monotonic_us() - stopping < SAME_SIGNAL_US) {
			continue;
		} else if (stopping) {
			log_warn("second signal: ending at once");
			_exit(128 + which);
		} else {
			log_info("stopping signal=%s", which == SIGTERM ? "TERM" : "INT");
			stopping = clock_monotonic_us();
			with_http(s, http_stop);
		}
	}
	return NULL;
}

/* Before any thread is made: all of them inherit the mask. */
static void prepare_process(void)
{
	sigset_t set = our_signals();
	struct rlimit files;

	pthread_sigmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is a write error like a full disk */
	if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < FILES_WANTED) {
		files.rlim_cur = files.rlim_max < FILES_WANTED ? files.rlim_max : FILES_WANTED;
		setrlimit(RLIMIT_NOFILE, &files);
	}
}

/* Start and stop */

static void set_channel(struct shop_channel *to, const struct config_channel *from)
{
	*to = (struct shop_channel){
	    .name = from->name,
	    .deliver = from->deliver.url.n > 0,
	    .limits = {.async = from->async,
		.burst_pause = from->burst_pause,
		.burst_max = from->burst_max,
		.text_max = (size_t)from->text_max,
		.budget = (unsigned)from->budget,
		.budget_window = from->budget_window},
	    .own_senders = from->own_senders.list,
	    .own_senders_n = from->own_senders.n,
	};
}

static const struct lookup_offer *offers_of(struct arena *arena, const struct config_shop *shop)
{
	struct lookup_offer *offers = ARENA_ARRAY(arena, struct lookup_offer, shop->lookups_n + 1);

	for (size_t i = 0; i < shop->lookups_n; i++)
		offers[i] = lookup_offer(&shop->lookups[i].lookup, arena);
	return offers;
}

static void set_shop(struct serve *s, size_t i)
{
	const struct config_shop *from = &s->config->shops[i];
	struct shop *to = &s->shops[i];
	struct shop_channel *channels;

	to->name = from->name;
	to->book = books_slot(s->books, i);
	to->webhook = from->escalation.url.n > 0;
	to->mask = s->config->privacy.mask;
	to->supervisor = from->supervisor.url.n > 0;
	to->ticket_system = from->ticket.url.n > 0;
	to->ticket_secret = from->ticket.secret.bytes;
	to->ticket_secret_old = from->ticket.secret_old.bytes;
	to->channels = channels = ARENA_ARRAY(s->config->arena, struct shop_channel, from->channels_n);
	to->channels_n = from->channels_n;
	to->lookups_n = from->lookups_n;
	to->lookups = offers_of(s->config->arena, from);
	lookups_compare(from, to->book);
	for (size_t k = 0; k < from->channels_n; k++)
		set_channel(&channels[k], &from->channels[k]);
}

static int open_store(struct serve *s)
{
	char error[STORE_ERROR_MAX];
	enum store_result result;

	s->store = store_open(s->config->store.p, &result, error);
	if (s->store)
		return 0;
	log_error("the store cannot be opened: %s", error);
	return -1;
}

/* The store knows what was published. */
static int open_books(struct serve *s)
{
	s->books = serve_books_load(s->config, false);
	if (!s->books)
		return -1;
	serve_books_started(s->books, s->store);
	return 0;
}

static int start_desk(struct serve *s)
{
	struct config *c = s->config;
	struct desk_options options = {.shops_n = c->shops_n, .public_url = c->public_url,
	    .keep = c->privacy.keep, .store = s->store};

	s->shops = ARENA_ARRAY(c->arena, struct shop, c->shops_n);
	for (size_t i = 0; i < c->shops_n; i++)
		set_shop(s, i);
	s->metrics = metrics_new();
	options.shops = s->shops;
	options.metrics = s->metrics;
	s->store = NULL;
	s->desk = desk_start(&options);
	if (!s->desk)
		return -1;
	desk_set_hooks(s->desk, &(struct desk_hooks){.ctx = s, .outbox = rows_added, .said = said});
	return 0;
}

static int start_http(struct serve *s)
{
	struct config *c = s->config;
	struct http_options options = {
	    .listen = c->listen.p,
	    .tokens = c->tokens,
	    .tokens_n = c->tokens_n,
	    .desk = s->desk,
	    .shops = s->shops,
	    .shops_n = c->shops_n,
	    .store_url = c->store.p,
	    .metrics = s->metrics,
	    .books = s->books,
	    .limits = {.body_max = (size_t)c->http.body_max,
		.book_max = (size_t)c->http.book_max,
		.header_max = (size_t)c->http.header_max,
		.connections_max = (unsigned)c->http.connections,
		.idle_s = (unsigned)(c->http.idle / 1000),
		.request_s = (unsigned)(c->http.request / 1000),
		.wait_max_s = (unsigned)(c->http.wait_max / 1000),
		.stop_s = (unsigned)(c->http.stop / 1000),
		.publish_ms = c->publish.timeout},
	};
	char error[256];

	s->http = http_start(&options, error);
	if (s->http)
		return 0;
	log_error("cannot serve: %s", error);
	return -1;
}

static void add_target(struct courier_options *o, struct courier_target *targets, struct str shop,
    struct str name, const struct config_webhook *hook)
{
	if (hook->url.n)
		targets[o->targets_n++] = (struct courier_target){shop, name, hook->url,
		    hook->secret.bytes, hook->secret_old.bytes, hook->number};
}

static void add_lookup(struct serve *s, struct courier_options *o, struct courier_target *targets,
    struct str shop, const struct lookup *l)
{
	targets[o->targets_n++] = (struct courier_target){.shop = shop,
	    .target = arena_printf(s->config->arena, "lookup:%.*s", STR_ARG(l->name)),
	    .url = l->url,
	    .lookup = l,
	    .counters = metrics_lookup(s->metrics, shop, l->name)};
}

static int start_courier(struct serve *s)
{
	struct config *c = s->config;
	struct courier_options options = {
	    .store_url = c->store.p,
	    .desk = s->desk,
	    .metrics = s->metrics,
	    .timeout_ms = c->courier.timeout,
	    .connect_timeout_ms = c->courier.connect_timeout,
	    .retry_first_ms = c->courier.retry_first,
	    .retry_max_ms = c->courier.retry_max,
	    .attempts_max = (unsigned)c->courier.attempts,
	    .in_flight_max = (unsigned)c->courier.in_flight,
	};
	struct courier_target *targets;
	size_t n = 0;

	for (size_t i = 0; i < c->shops_n; i++)
		n += 3 + c->shops[i].channels_n + c->shops[i].lookups_n;
	targets = ARENA_ARRAY(c->arena, struct courier_target, n);
	options.targets = targets;
	for (size_t i = 0; i < c->shops_n; i++) {
		const struct config_shop *shop = &c->shops[i];

		add_target(&options, targets, shop->name, STR("escalation"), &shop->escalation);
		add_target(
		    &options, targets, shop->name, STR("supervisor"), &shop->supervisor);
		add_target(&options, targets, shop->name, STR("ticket"), &shop->ticket);
		for (size_t k = 0; k < shop->channels_n; k++)
			add_target(&options, targets, shop->name,
			    arena_printf(c->arena, "channel:%.*s", STR_ARG(shop->channels[k].name)),
			    &shop->channels[k].deliver);
		for (size_t k = 0; k < shop->lookups_n; k++)
			add_lookup(s, &options, targets, shop->name, &shop->lookups[k].lookup);
	}
	s->courier = courier_start(&options);
	return s->courier ? 0 : -1;
}

static void greet(const struct serve *s)
{
	const struct config *c = s->config;
	const char *token = c->tokens_n ? " -H \"Authorization: Bearer $TOKEN\"" : "";

	printf(_("xiaoer %s listens on http://%s, store %.*s, book %.*s\n"), XIAOER_VERSION,
	    http_address(s->http), STR_ARG(c->store),
	    STR_ARG(serve_books_name(c, c->arena)));
	printf(_("try: %s\n"),
	    arena_printf(c->arena,
		"curl http://%s/v1/messages -H 'Content-Type: application/json'%s"
		" -d '{\"conversation\":\"c-1\",\"id\":\"m-1\",\"text\":\"我的快递到哪了\"}'",
		http_address(s->http), token).p);
	fflush(stdout);
}

static int start(struct serve *s)
{
	if (open_store(s) || open_books(s) || start_desk(s) || start_http(s) || start_courier(s))
		return -1;
	set_wakes(s, s->http, s->courier);
	courier_wake(s->courier); /* for what was added since it looked */
	if (pthread_create(&s->signals, NULL, wait_for_signals, s)) {
		log_error("no more threads");
		return -1;
	}
	return 0;
}

static void stop(struct serve *s)
{
	set_wakes(s, NULL, NULL);
	if (s->courier)
		courier_stop(&s->courier);
	if (s->http)
		http_free(&s->http);
	if (s->desk)
		desk_stop(&s->desk);
	if (s->store)
		store_close(&s->store);
	books_free(&s->books);
	metrics_free(&s->metrics);
}

static int run(struct config *config)
{
	struct serve s = {.config = config, .lock = PTHREAD_MUTEX_INITIALIZER};
	int status = COMMAND_FAILED;

	prepare_process();
	if (start(&s) == 0) {
		greet(&s);
		http_run(s.http);
		status = COMMAND_GOOD;
	}
	stop(&s);
	if (status == COMMAND_GOOD) {
		s.over = true;
		pthread_kill(s.signals, SIGUSR2);
		pthread_join(s.signals, NULL);
		log_info("stopped");
	}
	pthread_mutex_destroy(&s.lock);
	return status;
}

int command_serve(int argc, char **argv)
{
	const char *listen = NULL, *store = NULL, *path = NULL;
	struct command_list books = {0};
	struct str list[sizeof books.list / sizeof *books.list];
	bool help_config = false;
	const struct command_option options[] = {
	    {"config", "FILE", N_("the config; without it ./xiaoer.yaml, when there is one"),
		.text = &path},
	    {"listen", "ADDRESS", N_("address:port; port 0: any free one"), .text = &listen},
	    {"store", "FILE", N_("the SQLite file"), .text = &store},
	    {"book", "DIR", N_("a folder of phrase files, for every shop; once for each language"),
		.texts = &books},
	    {"help-config", NULL, N_("every key of the config"), .flag = &help_config},
	};
	const struct command_usage usage = {N_("serve [options]"),
	    N_("Serves the desk until it gets SIGTERM or SIGINT; SIGHUP loads the books'\n"
	    "folders anew, also in the place of what was published.\n"
	    "Without options and config: the books inside, 127.0.0.1:8080, xiaoer.db.\n"),
	    options, sizeof options / sizeof *options, 0, 0};
	struct config *config;
	int status;

	if (command_options(&usage, argc, argv, &status) < 0)
		return status;
	if (help_config) {
		config_help(stdout);
		return COMMAND_GOOD;
	}
	config = config_open(path);
	if (!config)
		return COMMAND_FAILED;
	if (listen)
		config->listen = str_of(listen);
	if (store)
		config->store = str_of(store);
	for (size_t i = 0; i < books.n; i++)
		list[i] = str_of(books.list[i]);
	for (size_t i = 0; books.n && i < config->shops_n; i++)
		config->shops[i].books = (struct config_texts){list, books.n};
	log_set_level((enum log_level)config->log_level);
	status = run(config);
	config_free(&config);
	return status;
}
