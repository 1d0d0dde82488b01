/* server.h - the loop: connections, requests, answers.  The names of the HTTP library stay in
 * server.c.
 *
 * Everything but server_wake(), server_stop() and exchange_back() is called on the loop's thread.
 */
#ifndef XIAOER_HTTP_SERVER_H
#define XIAOER_HTTP_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include "http/exchange.h"
#include "http/http.h"

struct server;

struct server_handler {
	struct http *http;
	/* The headers are there.  An answer given here refuses the request; its body is not kept.
	 */
	void (*head)(struct http *http, struct exchange *x);
	/* The whole request is there. */
	enum exchange_next (*handle)(struct http *http, struct exchange *x);
	/* The answer has left, or the client is gone. */
	void (*done)(struct http *http, const struct exchange *x);
	/* After server_wake(). */
	void (*woken)(struct http *http);
	/* Once a turn of the loop; how many milliseconds it may sleep, -1: any number. */
	int (*tick)(struct http *http, int64_t now_ms);
	/* The client of a watched exchange has hung up. */
	void (*gone)(struct http *http, struct exchange *x);
	/* A stop has begun: what waits for something that may not come is to be answered. */
	void (*stopping)(struct http *http);
};

/* limits without zeros.  Takes ownership of listen_fd when it succeeds. */
struct server *server_start(int listen_fd, const struct http_limits *limits,
    const struct server_handler *handler, char error[256]);
void server_run(struct server *s);
void server_free(struct server **s);
void server_wake(struct server *s); /* any thread, also from a signal handler */
void server_stop(struct server *s); /* the same */
bool server_stopping(const struct server *s);
int64_t server_now_ms(const struct server *s); /* monotonic, of this turn of the loop */
/* Tells gone() when the client hangs up while the exchange waits; until server_unwatch() or the
 * answer.  false: he is gone already. */
bool server_watch(struct exchange *x);
void server_unwatch(struct exchange *x);

#endif
