/* http.c - the parts put together: who may, where to, and what a turn of the loop does beside
 * requests. */
#include "http/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/log.h"
#include "http/http_internal.h"
#include "http/listen.h"
#include "http/url.h"
#include "store/store.h"

static struct http_limits limits_fill(struct http_limits given)
{
	const struct http_limits defaults = {
	    .body_max = 65536,
	    .book_max = 8 << 20,
	    .header_max = 8192,
	    .connections_max = 2000,
	    .idle_s = 60,
	    .request_s = 30,
	    .wait_max_s = 60,
	    .stop_s = 10,
	    .publish_ms = BOOKS_TIME_MS,
	};

	return (struct http_limits){
	    .body_max = given.body_max ? given.body_max : defaults.body_max,
	    .book_max = given.book_max ? given.book_max : defaults.book_max,
	    .header_max = given.header_max ? given.header_max : defaults.header_max,
	    .connections_max =
		given.connections_max ? given.connections_max : defaults.connections_max,
	    .idle_s = given.idle_s ? given.idle_s : defaults.idle_s,
	    .request_s = given.request_s ? given.request_s : defaults.request_s,
	    .wait_max_s = given.wait_max_s ? given.wait_max_s : defaults.wait_max_s,
	    .stop_s = given.stop_s ? given.stop_s : defaults.stop_s,
	    .publish_ms = given.publish_ms ? given.publish_ms : defaults.publish_ms,
	};
}

/* ---- what the loop calls ---- */

/* A command that found its store in use asks the process that has it.  What serves at the config's
 * address may have another store: it must not do there what was meant for this one. */
static bool is_meant(const struct exchange *x)
{
	char own[24];

	if (!x->process.n)
		return true;
	snprintf(own, sizeof own, "%ld", (long)getpid());
	return str_is(x->process, own);
}

static void on_head(struct http *h, struct exchange *x)
{
	struct router_match m;
	const char *doubt;

	switch (router_find(http_routes, http_routes_n, x->method, x->path, &m)) {
	case ROUTER_FOUND:
		x->route = m.route;
		if (m.route->book)
			x->body_max = h->options.limits.book_max;
		doubt = m.route->open ? NULL : http_doubt(x);
		if (doubt)
			exchange_fail(x, PROBLEM_UNAUTHORISED, "%s", doubt);
		else if (!is_meant(x))
			exchange_fail(x, PROBLEM_MISDIRECTED, "this is process %ld, with a store of its own",
			    (long)getpid());
		else if (url_decode(m.param, false, x->arena, &x->param) < 0)
			exchange_fail(x, PROBLEM_BAD_TARGET,
			    "a name in the path is not percent-encoded UTF-8");
		break;
	case ROUTER_NO_PATH:
		exchange_fail(x, PROBLEM_UNKNOWN_PATH, "nothing is at %.*s", STR_ARG(x->path));
		break;
	case ROUTER_NO_METHOD:
		x->allow = router_allow(m.methods, x->arena);
		exchange_fail(x, PROBLEM_METHOD, "this path takes %s", x->allow);
		break;
	}
}

static enum exchange_next on_handle(struct http *h, struct exchange *x)
{
	(void)h;
	return x->route->handle(x);
}

static void on_done(struct http *h, const struct exchange *x)
{
	metrics_add(h->options.metrics, METRIC_HTTP_REQUESTS, 1);
	if (x->status >= 500)
		metrics_add(h->options.metrics, METRIC_HTTP_ERRORS_5XX, 1);
	else if (x->status >= 400)
		metrics_add(h->options.metrics, METRIC_HTTP_ERRORS_4XX, 1);
}

static void reload_task_run(struct task *task, struct work_place *place)
{
	struct http *h = (struct http *)((char *)task - offsetof(struct http, reload_task));
	struct diag_list *diags = diag_list_new();

	(void)place;
	atomic_fetch_sub(&h->overtaking, 1);
	atomic_store(
	    &h->reload_running, false); /* a further signal from here on means a further reload */
	if (http_reload_run(h, diags) != BOOKS_DONE)
		for (size_t i = 0; i < diag_size(diags); i++) {
			const struct diag *d = diag_at(diags, i);

			if (d->level == DIAG_ERROR)
				log_error(
				    "%s:%u:%u: %s", d->at.file, d->at.line, d->at.col, d->text);
		}
	diag_list_free(&diags);
}

static void on_woken(struct http *h)
{
	polls_wake(h->polls, api_poll_wake);
	if (atomic_exchange(&h->reload_wanted, false)) {
		if (!atomic_exchange(&h->reload_running, true)) {
			atomic_fetch_add(&h->overtaking, 1);
			worker_submit(h->loader, &h->reload_task);
		}
	}
}

static int on_tick(struct http *h, int64_t now_ms)
{
	return polls_tick(h->polls, now_ms, api_poll_wake);
}

static void on_gone(struct http *h, struct exchange *x)
{
	polls_over(h->polls, x->call, api_poll_wake);
}

static void on_stopping(struct http *h)
{
	atomic_store(&h->stopping, true);
	polls_over_all(h->polls, api_poll_wake);
}

/* ---- start and end ---- */

int http_listen_check(const char *listen, bool *loopback, char error[256])
{
	struct listen_address a;

	if (listen_parse(listen, &a, error) < 0)
		return -1;
	*loopback = a.loopback;
	return 0;
}

static void options_copy(struct http *h, const struct http_options *given)
{
	struct str *tokens = ARENA_ARRAY(h->arena, struct str, given->tokens_n + 1);

	h->options = *given;
	h->options.limits = limits_fill(given->limits);
	h->options.listen = arena_strdup(h->arena, given->listen);
	h->options.store_url = arena_strdup(h->arena, given->store_url);
	for (size_t i = 0; i < given->tokens_n; i++)
		tokens[i] = arena_str(h->arena, given->tokens[i]);
	h->options.tokens = tokens;
}

/* A socket to listen on, or -1: not beyond loopback without a token. */
static int socket_open(struct http *h, char error[256])
{
	struct listen_address a;
	int fd;

	if (listen_parse(h->options.listen, &a, error) < 0)
		return -1;
	if (!a.loopback && h->options.tokens_n == 0) {
		snprintf(error, 256,
		    _("%.100s is reachable from other machines, and no token is set: set one, or "
		      "listen on "
		      "127.0.0.1"),
		    h->options.listen);
		return -1;
	}
	fd = listen_open(&a, h->options.listen, error);
	if (fd >= 0)
		listen_name(fd, h->address, sizeof h->address);
	return fd;
}

/* NULL: the store is not readable. */
static struct worker *worker_open(struct http *h, const char *name, char error[256])
{
	struct work_place place = {.reader = store_reader_open(h->options.store_url, error)};

	if (!place.reader)
		return NULL;
	place.scratch = match_scratch_new();
	return worker_start(name, &place);
}

static int workers_start(struct http *h, char error[256])
{
	h->reader = worker_open(h, "http-reader", error);
	h->searcher = h->reader ? worker_open(h, "http-searcher", error) : NULL;
	h->loader = h->searcher ? worker_open(h, "http-loader", error) : NULL;
	return h->loader ? 0 : -1;
}

static int parts_start(struct http *h, char error[256])
{
	const struct server_handler handler = {
	    .http = h,
	    .head = on_head,
	    .handle = on_handle,
	    .done = on_done,
	    .woken = on_woken,
	    .tick = on_tick,
	    .gone = on_gone,
	    .stopping = on_stopping,
	};
	int fd = socket_open(h, error);

	if (fd < 0)
		return -1;
	if (workers_start(h, error) == 0)
		h->server = server_start(fd, &h->options.limits, &handler, error);
	if (!h->server) {
		close(fd);
		return -1;
	}
	return 0;
}

struct http *http_start(const struct http_options *options, char error[256])
{
	struct http *h = calloc(1, sizeof *h);

	if (!h)
		abort();
	h->arena = arena_new(0);
	options_copy(h, options);
	h->polls = polls_new();
	h->scratch = match_scratch_new();
	h->reload_task.run = reload_task_run;
	if (parts_start(h, error) < 0)
		http_free(&h);
	return h;
}

const char *http_address(const struct http *h)
{
	return h->address;
}

void http_run(struct http *h)
{
	server_run(h->server);
}

void http_stop(struct http *h)
{
	if (h)
		server_stop(h->server);
}

void http_reload(struct http *h)
{
	if (!h)
		return;
	atomic_store(&h->reload_wanted, true);
	server_wake(h->server);
}

void http_said(struct http *h, const int64_t *conversations, size_t n)
{
	if (polls_said(h->polls, conversations, n))
		server_wake(h->server);
}

void http_free(struct http **http)
{
	struct http *h = *http;

	if (!h)
		return;
	worker_stop(&h->loader);
	worker_stop(&h->searcher);
	worker_stop(&h->reader);
	server_free(&h->server);
	polls_free(&h->polls);
	match_scratch_free(&h->scratch);
	arena_free(&h->arena);
	free(h);
	*http = NULL;
}
