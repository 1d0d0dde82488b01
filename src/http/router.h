/* router.h - from method and path to a route.  Pure; the table itself is in routes.c. */
#ifndef XIAOER_HTTP_ROUTER_H
#define XIAOER_HTTP_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "http/exchange.h"

struct route {
	enum method method;
	const char *path; /* "/v1/conversations/{id}/reply": {...} stands for one segment that is
			     not empty */
	enum exchange_next (*handle)(struct exchange *x);
	bool open; /* needs no token */
	bool book; /* its body may hold a whole book: http.book_max */
};

enum router_verdict { ROUTER_FOUND, ROUTER_NO_PATH, ROUTER_NO_METHOD };

struct router_match {
	const struct route *route;
	struct str param; /* as sent, not decoded */
	unsigned methods; /* ROUTER_NO_METHOD: those the path takes, bit 1 << METHOD_... */
};

enum router_verdict router_find(const struct route *routes, size_t n, enum method method,
    struct str path, struct router_match *out);
/* "GET, HEAD, POST", in the arena. */
const char *router_allow(unsigned methods, struct arena *arena);
enum method method_parse(const char *name);

#endif
