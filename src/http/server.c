/* server.c - the only file that knows libmicrohttpd.
 *
 * The library runs without a thread of its own: its epoll thread waits again inside its event loop
 * when exactly 128, 256, ... connections become ready at once, and answers then only as fast as its
 * time-outs come (40-120 requests a second in place of 130,000).  So this loop polls the library's
 * epoll descriptor and an eventfd, and calls MHD_run(), which never waits.  Only the loop's thread
 * calls the library: others hand exchanges back over a list and the eventfd.
 *
 * The library forgets a suspended connection altogether; whether its client is still there is
 * watched by an epoll of ours. A connection is not suspended at once, but when the library asks for
 * the answer a second time, on the next turn: by then it has noted that it need not read.  Else it
 * would read before it answers, and hang up on who has shut down his side after the request. */
#include "http/server.h"

#include <assert.h>
#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/framing.h"
#include "http/peers.h"
#include "http/router.h"
#include "http/spare.h"
#include "http/url.h"

/* Of a refused body so much is read, so that the client reads our answer and not a reset. */
enum { DRAIN_MAX = 1 << 20 };

struct server {
	struct MHD_Daemon *daemon;
	struct http_limits limits;
	struct server_handler handler;
	int library_fd, wake_fd, watch_fd;
	_Atomic(struct exchange *) back; /* newest first */
	atomic_uint giving_back; /* threads that are within exchange_back() */
	atomic_bool stop;
	bool stopping;
	bool closed; /* connections, in this turn: the library listens again only in its next run */
	int64_t now_ms, stop_by_ms;
	size_t in_hand; /* exchanges handed to somebody */
	struct peers peers;
	struct spare spare;
};

static struct http_exchange *of(struct exchange *x)
{
	return (struct http_exchange *)x;
}

void exchange_back(struct exchange *x)
{
	struct server *s = x->server;
	struct exchange *head = atomic_load(&s->back);

	/* once it is on the list the server may stop: not before it was woken */
	atomic_fetch_add(&s->giving_back, 1);
	do
		x->next = head;
	while (!atomic_compare_exchange_weak(&s->back, &head, x));
	if (!head)
		server_wake(s);
	atomic_fetch_sub(&s->giving_back, 1);
}

static void on_connection(void *cls, struct MHD_Connection *connection, void **place,
    enum MHD_ConnectionNotificationCode code)
{
	struct server *s = cls;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		const union MHD_ConnectionInfo *info =
		    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);

		*place = peers_add(&s->peers, info ? info->connect_fd : -1, s->now_ms);
	} else {
		s->closed = true;
		peers_remove(&s->peers, *place);
		*place = NULL;
	}
}

static struct peer *peer_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
	    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

/* The request line is there: the target as it was sent. */
static void *on_target(void *cls, const char *target, struct MHD_Connection *connection)
{
	struct server *s = cls;
	struct http_exchange *e = spare_take(&s->spare);

	e->connection = connection;
	e->x.server = s;
	e->x.http = s->handler.http;
	url_split(arena_str(e->x.arena, str_of(target)), &e->x.path, &e->x.query);
	return e;
}

/* Paths and queries are decoded by url.c: the library's own decoding would pass %00 and cut ids at
 * %2F. */
static size_t on_escape(void *cls, struct MHD_Connection *connection, char *text)
{
	(void)cls, (void)connection;
	return strlen(text);
}

static enum MHD_Result on_header(
    void *cls, enum MHD_ValueKind kind, const char *key, const char *value)
{
	struct http_exchange *e = cls;
	struct exchange *x = &e->x;
	struct str v = str_of(value);

	(void)kind;
	x->header_bytes += strlen(key) + v.n + 4;
	exchange_header(x, key, v);
	framing_header(&e->framing, str_of(key), v);
	return MHD_YES;
}

/* Whatever goes wrong here ends the connection. */
static enum MHD_Result answer_send(struct server *s, struct http_exchange *e)
{
	struct exchange *x = &e->x;
	/* The exchange outlives the answer: nothing is copied. */
	struct MHD_Response *r =
	    MHD_create_response_from_buffer(x->out.n, x->out.p, MHD_RESPMEM_PERSISTENT);
	enum MHD_Result rc;
	char retry[16];

	if (!r)
		return MHD_NO;
	if (x->status != MHD_HTTP_NO_CONTENT)
		MHD_add_response_header(r, "Content-Type", x->type ? x->type : "application/json");
	if (x->status == MHD_HTTP_UNAUTHORIZED)
		MHD_add_response_header(r, "WWW-Authenticate", "Bearer realm=\"xiaoer\"");
	if (x->allow)
		MHD_add_response_header(r, "Allow", x->allow);
	if (x->status == MHD_HTTP_SERVICE_UNAVAILABLE) {
		snprintf(retry, sizeof retry, "%d", RETRY_AFTER_S);
		MHD_add_response_header(r, "Retry-After", retry);
	}
	if (s->stopping || e->framing.doubt)
		MHD_add_response_header(r, "Connection", "close");
	rc = MHD_queue_response(e->connection, (unsigned)x->status, r);
	MHD_destroy_response(r);
	return rc;
}

static enum MHD_Result head_take(struct server *s, struct http_exchange *e, const char *method)
{
	const struct framing *f = &e->framing;
	struct exchange *x = &e->x;

	e->begun = true;
	x->body_max = s->limits.body_max;
	x->method = method_parse(method);
	x->header_bytes = x->path.n + x->query.n;
	framing_init(&e->framing);
	MHD_get_connection_values(e->connection, MHD_HEADER_KIND, on_header, e);
	if (f->doubt)
		exchange_fail(x, PROBLEM_FRAMING, "%s", f->doubt);
	else if (x->header_bytes > s->limits.header_max)
		exchange_fail(x, PROBLEM_HEADERS_TOO_LARGE,
		    "request line and headers have %zu bytes; at most %zu are allowed",
		    x->header_bytes, s->limits.header_max);
	else
		s->handler.head(s->handler.http, x);
	e->body.max = x->body_max;
	if (x->status == 0 && f->length > (int64_t)x->body_max)
		exchange_fail(x, PROBLEM_BODY_TOO_LARGE, "the body may have at most %zu bytes",
		    x->body_max);
	if (x->status != 0 && (f->doubt || f->length > DRAIN_MAX || (f->length > 0 && f->expects)))
		return answer_send(s, e);
	return MHD_YES;
}

static enum MHD_Result body_take(struct http_exchange *e, const char *data, size_t n)
{
	if (e->x.status != 0) {
		e->drained += n;
		return e->drained > DRAIN_MAX ? MHD_NO : MHD_YES;
	}
	buf_add(&e->body, data, n);
	if (e->body.failed)
		exchange_fail(&e->x, PROBLEM_BODY_TOO_LARGE, "the body may have at most %zu bytes",
		    e->x.body_max);
	return MHD_YES;
}

/* The whole request is there: answered, or handed to somebody. */
static enum MHD_Result request_handle(struct server *s, struct http_exchange *e)
{
	struct exchange *x = &e->x;

	peers_pause(&s->peers, peer_of(e->connection));
	x->body = buf_str(&e->body);
	if (x->status != 0 || s->handler.handle(s->handler.http, x) == EXCHANGE_ANSWERED)
		return answer_send(s, e);
	e->in_hand = true;
	s->in_hand++;
	return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
    const char *method, const char *version, const char *data, size_t *n, void **context)
{
	struct server *s = cls;
	struct http_exchange *e = *context;
	enum MHD_Result rc;

	(void)url, (void)version;
	assert(e);
	if (!e->begun)
		return head_take(s, e, method);
	if (*n > 0) {
		rc = body_take(e, data, *n);
		*n = 0;
		return rc;
	}
	if (e->in_hand) {
		e->suspended = true;
		MHD_suspend_connection(connection);
		return MHD_YES;
	}
	return e->was_in_hand ? answer_send(s, e) : request_handle(s, e);
}

static void exchange_end(struct server *s, struct http_exchange *e)
{
	s->handler.done(s->handler.http, &e->x);
	spare_give(&s->spare, e);
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **context,
    enum MHD_RequestTerminationCode code)
{
	struct server *s = cls;
	struct http_exchange *e = *context;
	bool watched;

	(void)code;
	if (!e)
		return;
	*context = NULL;
	watched = e->watched;
	server_unwatch(&e->x);
	peers_resume(&s->peers, peer_of(connection), s->now_ms);
	e->orphan = e->in_hand;
	if (!e->orphan)
		exchange_end(s, e);
	else if (watched)
		s->handler.gone(s->handler.http, &e->x);
}

static void on_log(void *cls, const char *fmt, va_list args)
{
	char text[256];

	(void)cls;
	if (!log_would(LOG_DEBUG))
		return;
	vsnprintf(text, sizeof text, fmt, args);
	log_debug("http: %.*s", (int)strcspn(text, "\n"), text);
}

static struct MHD_Daemon *daemon_start(struct server *s, int listen_fd)
{
	/* The memory of a connection is cleared after each request: no larger than
	 * needed. */
	size_t memory = s->limits.header_max + 8192;

	return MHD_start_daemon(MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
	    NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
	    MHD_OPTION_LISTEN_SOCKET, listen_fd, MHD_OPTION_CONNECTION_LIMIT,
	    s->limits.connections_max, MHD_OPTION_CONNECTION_TIMEOUT, s->limits.idle_s,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory, MHD_OPTION_NOTIFY_CONNECTION, on_connection,
	    s, MHD_OPTION_NOTIFY_COMPLETED, on_completed, s, MHD_OPTION_URI_LOG_CALLBACK, on_target,
	    s, MHD_OPTION_UNESCAPE_CALLBACK, on_escape, NULL, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
	    MHD_OPTION_END);
}

struct server *server_start(int listen_fd, const struct http_limits *limits,
    const struct server_handler *handler, char error[256])
{
	struct server *s = calloc(1, sizeof *s);
	const union MHD_DaemonInfo *info;

	if (!s)
		abort();
	s->limits = *limits;
	s->handler = *handler;
	s->now_ms = clock_monotonic_us() / 1000;
	s->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	s->watch_fd = epoll_create1(EPOLL_CLOEXEC);
	signal(SIGPIPE, SIG_IGN); /* the library then sends headers and body in one call */
	if (s->wake_fd >= 0 && s->watch_fd >= 0)
		s->daemon = daemon_start(s, listen_fd);
	info = s->daemon ? MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD) : NULL;
	if (!info) {
		snprintf(error, 256, "the HTTP library does not start: %s", strerror(errno));
		server_free(&s);
		return NULL;
	}
	s->library_fd = info->epoll_fd;
	return s;
}

void server_free(struct server **server)
{
	struct server *s = *server;

	if (!s)
		return;
	if (s->daemon)
		MHD_stop_daemon(s->daemon);
	spare_free(&s->spare);
	if (s->wake_fd >= 0)
		close(s->wake_fd);
	if (s->watch_fd >= 0)
		close(s->watch_fd);
	free(s);
	*server = NULL;
}

void server_wake(struct server *s)
{
	const uint64_t one = 1;

	/* Full is as good as written: the loop wakes. */
	if (write(s->wake_fd, &one, sizeof one) < 0 && errno != EAGAIN)
		abort();
}

void server_stop(struct server *s)
{
	atomic_store(&s->stop, true);
	server_wake(s);
}

bool server_stopping(const struct server *s)
{
	return s->stopping;
}

int64_t server_now_ms(const struct server *s)
{
	return s->now_ms;
}

static int fd_of(const struct exchange *x)
{
	const struct http_exchange *e = (const struct http_exchange *)x;
	const union MHD_ConnectionInfo *info =
	    e->orphan ? NULL
		      : MHD_get_connection_info(e->connection, MHD_CONNECTION_INFO_CONNECTION_FD);

	return info ? info->connect_fd : -1;
}

bool server_watch(struct exchange *x)
{
	struct epoll_event event = {.events = EPOLLRDHUP, .data.ptr = x};

	of(x)->watched = epoll_ctl(x->server->watch_fd, EPOLL_CTL_ADD, fd_of(x), &event) == 0;
	return of(x)->watched;
}

void server_unwatch(struct exchange *x)
{
	if (of(x)->watched)
		epoll_ctl(x->server->watch_fd, EPOLL_CTL_DEL, fd_of(x), NULL);
	of(x)->watched = false;
}

static void watched_gone(struct server *s)
{
	struct epoll_event events[64];
	int n = epoll_wait(s->watch_fd, events, 64, 0);

	for (int i = 0; i < n; i++) {
		struct exchange *x = events[i].data.ptr;

		server_unwatch(x);
		s->handler.gone(s->handler.http, x);
	}
}

static void one_back(struct server *s, struct http_exchange *e)
{
	struct exchange *x = &e->x;

	if (x->then && x->then(x) == EXCHANGE_LATER)
		return;
	assert(x->status != 0);
	s->in_hand--;
	e->in_hand = false;
	e->was_in_hand = true;
	if (e->orphan)
		exchange_end(s, e);
	else if (e->suspended)
		MHD_resume_connection(e->connection);
}

/* Those handed back, in the order they came. */
static void back_take(struct server *s)
{
	struct exchange *list = atomic_exchange(&s->back, NULL), *x = NULL;

	while (list) {
		struct exchange *next = list->next;

		list->next = x;
		x = list;
		list = next;
	}
	for (struct exchange *next; x; x = next) {
		next = x->next;
		one_back(s, of(x));
	}
}

static void stop_begin(struct server *s)
{
	int fd = MHD_quiesce_daemon(s->daemon);

	s->stopping = true;
	s->stop_by_ms = s->now_ms + 1000 * (int64_t)s->limits.stop_s;
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
	s->handler.stopping(s->handler.http);
}

static bool stop_done(const struct server *s)
{
	if (!s->stopping || s->in_hand > 0 || atomic_load(&s->giving_back) > 0)
		return false;
	return s->spare.taken == 0 || s->now_ms >= s->stop_by_ms;
}

static int sleep_ms(struct server *s)
{
	MHD_UNSIGNED_LONG_LONG library;
	int64_t least = s->handler.tick(s->handler.http, s->now_ms);
	int64_t peers = peers_expire(
	    &s->peers, s->now_ms, 1000 * (int64_t)(s->limits.idle_s + s->limits.request_s));

	if (peers >= 0 && (least < 0 || peers < least))
		least = peers;
	if (MHD_get_timeout(s->daemon, &library) == MHD_YES &&
	    (least < 0 || (int64_t)library < least))
		least = (int64_t)library;
	if (s->stopping && (least < 0 || least > 20))
		least = 20;
	return least > 3600000 ? 3600000 : (int)least;
}

void server_run(struct server *s)
{
	struct pollfd fds[3] = {
	    {s->library_fd, POLLIN, 0}, {s->wake_fd, POLLIN, 0}, {s->watch_fd, POLLIN, 0}};
	uint64_t count;

	for (;;) {
		int rc = poll(fds, 3, s->closed ? 0 : sleep_ms(s));

		s->now_ms = clock_monotonic_us() / 1000;
		if (rc > 0 && fds[1].revents && read(s->wake_fd, &count, sizeof count) > 0) {
			back_take(s);
			s->handler.woken(s->handler.http);
			if (atomic_load(&s->stop) && !s->stopping)
				stop_begin(s);
		}
		if (rc > 0 && fds[2].revents)
			watched_gone(s);
		s->closed = false;
		MHD_run(s->daemon);
		if (stop_done(s))
			break;
	}
}
