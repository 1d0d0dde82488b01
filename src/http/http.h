/* http.h - the desk's door for programs: the JSON API, Rasa's REST channel, health and metrics.
 *
 * One loop on the thread that calls http_run().  It reads requests, matches texts, hands jobs to
 * the desk and answers when they come back; what reads the store runs on a thread beside it, what
 * reads and takes its time on a second, what brings books into force on a third.
 *
 * The order of things in a command: desk_start(), http_start(), courier_start(), desk_set_hooks()
 * with http_said() in `said`, http_run(); and after it returned courier_stop(), http_free(),
 * desk_stop(). */
#ifndef XIAOER_HTTP_HTTP_H
#define XIAOER_HTTP_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diag.h"
#include "base/str.h"

struct books;
struct desk;
struct http;
struct metrics;
struct shop;

/* 0 in any of them: the default that stands beside it. */
struct http_limits {
	size_t body_max;          /* bytes of a request's body: 65536 */
	size_t book_max;          /* of one that holds a whole book: 8 MB */
	size_t header_max;        /* bytes of request line and headers together: 8192 */
	unsigned connections_max; /* 2000; further ones wait in the system's queue */
	unsigned idle_s;          /* a connection on which nothing moves: 60 */
	unsigned
	    request_s; /* from the first byte waited for to the whole request, beyond idle_s: 30 */
	unsigned wait_max_s; /* the longest long poll: 60 */
	unsigned stop_s;     /* a graceful stop waits so long for slow clients: 10 */
	int64_t publish_ms;  /* a book may take so long to be examined: BOOKS_TIME_MS */
};

struct http_options {
	const char *listen; /* "127.0.0.1:8080", "[::1]:8080", "localhost:8080", "*:8080", ":8080";
			       port 0: any free one */
	const struct str
	    *tokens; /* bearer tokens, any of them opens; none: nobody is asked, loopback only */
	size_t tokens_n;
	struct desk *desk;        /* outlives http */
	const struct shop *shops; /* the same as the desk's; the first is the default of a request
				     without "shop" */
	size_t shops_n;
	const char *store_url;   /* opens a reader of its own */
	struct metrics *metrics; /* may be NULL */
	struct books *books; /* those of the shops; the loader's thread alone changes them */
	struct http_limits limits;
};

/* Listens when it returns.  NULL: error says why in a sentence for people (address in use, no such
 * host, no token for an address beyond loopback, store not readable).  The texts of options are
 * copied; desk, shops and metrics are borrowed. */
struct http *http_start(const struct http_options *options, char error[256]);
/* "127.0.0.1:8080" with the true port; lives as long as http. */
const char *http_address(const struct http *h);
/* Serves until http_stop(): then it accepts nothing more, answers the long polls, finishes what is
 * in flight and returns. */
void http_run(struct http *h);
/* Any thread, any number of times, also from a signal handler; NULL is fine. */
void http_stop(struct http *h);
/* As POST /v1/book/reload, for SIGHUP: any thread, also from a signal handler; the outcome is
 * logged. */
void http_reload(struct http *h);
/* For desk_hooks.said: wakes the long polls of these conversations.  Any thread, does not block. */
void http_said(struct http *h, const int64_t *conversations, size_t n);
/* After http_run() returned (or was never called). */
void http_free(struct http **h);

/* Is the host of a listen address loopback? For a check of the config before anything starts.  -1:
 * no such address. */
int http_listen_check(const char *listen, bool *loopback, char error[256]);

#endif
