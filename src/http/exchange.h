/* exchange.h - one request and its answer, without a name of the HTTP library.
 *
 * An exchange belongs to one thread at a time: the loop, or whoever it was handed to by
 * EXCHANGE_LATER until he gives it back by exchange_back().  All of it lives in its arena and is
 * gone when the answer has left or the client is gone. */
#ifndef XIAOER_HTTP_EXCHANGE_H
#define XIAOER_HTTP_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "http/problem.h"
#include "http/worker.h"

struct http;
struct route;
struct server;

enum method {
	METHOD_GET,
	METHOD_POST,
	METHOD_PUT,
	METHOD_DELETE,
	METHOD_COUNT,
	METHOD_OTHER = METHOD_COUNT
};

enum exchange_next {
	EXCHANGE_ANSWERED,
	EXCHANGE_LATER /* handed to somebody, who calls exchange_back(); then() goes on */
};

struct exchange {
	struct server *server;
	struct http *http;
	struct arena *arena;
	/* the request */
	enum method method;     /* HEAD is METHOD_GET: the library leaves the body out */
	struct str path, query; /* as sent, not decoded */
	struct str authorization, content_type, host, origin;
	struct str process; /* who is meant; empty: whoever answers */
	struct str webhook_id, webhook_timestamp, webhook_signature; /* Standard Webhooks */
	const struct route *route;
	struct str param; /* what stands at {...} of the route, decoded */
	struct str body;
	size_t header_bytes;
	size_t body_max; /* bytes; may be raised when the headers are there */
	/* the answer */
	int status;        /* 0: none yet */
	const char *type;  /* content type of out; NULL: JSON */
	const char *allow; /* 405: the methods this path takes */
	struct buf out;
	/* on its way */
	enum exchange_next (*then)(struct exchange *x); /* on the loop, after exchange_back() */
	void (*work)(struct exchange *x, struct work_place *place); /* on a worker's thread */
	struct task task;
	void *call;            /* the handler's own */
	struct exchange *next; /* of the list it waits in */
};

/* Keeps a header of the request that handlers ask for; the value lives as long as the request. */
void exchange_header(struct exchange *x, const char *key, struct str v);
/* Any thread: gives it back to the loop. */
void exchange_back(struct exchange *x);
/* To a worker's thread, which does `work`; then the loop goes on with `then`. */
enum exchange_next exchange_work(struct exchange *x, struct worker *worker,
    void (*work)(struct exchange *x, struct work_place *place),
    enum exchange_next (*then)(struct exchange *x));
/* Answers with a problem document; what was written to out before is dropped. */
enum exchange_next exchange_problem(struct exchange *x, const struct problem *p);
enum exchange_next exchange_fail(struct exchange *x, enum problem_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Answers with what stands in out, as JSON. */
enum exchange_next exchange_answer(struct exchange *x, int status);

#endif
