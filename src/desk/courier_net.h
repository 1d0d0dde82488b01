/* courier_net.h - many requests at a time, bounded in size and time; no name of libcurl leaves
 * courier_net.c.
 *
 * Used by one thread; only net_wake() may be called from another. */
#ifndef XIAOER_DESK_COURIER_NET_H
#define XIAOER_DESK_COURIER_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum { NET_ERROR = 300, NET_ANSWER_MAX = 64 << 10 };

struct net;

struct net_header {
	struct str name, value;
};

struct net_request {
	const char *url;
	const char *id, *signature;   /* of a webhook; id NULL: it is none; signature empty: unsigned */
	int64_t timestamp;
	bool get;                     /* instead of POST: no body */
	struct str body;              /* stays in place until the answer was taken */
	const struct net_header *headers; /* beside our own */
	size_t headers_n;
	int64_t timeout_ms;           /* 0: the usual one */
};

/* What went wrong, when there is no whole answer. */
enum net_trouble {
	NET_FINE,
	NET_UNREACHED, /* the request has not left */
	NET_CUT,       /* it may have arrived, and no answer came */
	NET_FAILED     /* too late, not trusted, ... */
};

struct net_answer {
	void *ctx;                    /* as given to net_send() */
	int status;                   /* 0: no answer */
	enum net_trouble trouble;
	struct str body; /* the first NET_ANSWER_MAX bytes; until the next net_take() */
	bool cut;                     /* there was more of it */
	int64_t retry_after_ms;
	int64_t took_ms;
	char error[NET_ERROR];        /* for people; empty when an answer came whole */
};

/* NULL when libcurl cannot be set up. */
struct net *net_new(int64_t timeout_ms, int64_t connect_timeout_ms);
void net_free(struct net **n);                 /* what is in flight is cut off and not answered */
/* -1: out of memory or a bad URL. */
int net_send(struct net *n, const struct net_request *r, void *ctx);
/* Takes any one out of the air, unanswered, and gives its ctx; NULL: none is flying. */
void *net_drop(struct net *n);
size_t net_flying(const struct net *n);
/* Moves everything that can move, then waits at most timeout_ms for more to happen or for
 * net_wake(). */
void net_run(struct net *n, int64_t timeout_ms);
bool net_take(struct net *n, struct net_answer *a); /* false: nothing has ended */
void net_wake(struct net *n);                  /* any thread */

#endif
