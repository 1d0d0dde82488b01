/* spare.h - finished exchanges kept, with their memory, for the next requests.  One thread. */
#ifndef XIAOER_HTTP_SPARE_H
#define XIAOER_HTTP_SPARE_H

#include "http/exchange.h"

/* server.c's view of an exchange. */
struct http_exchange {
	struct exchange x;          /* first: each is the other's address */
	void *connection;           /* the library's */
	struct buf body;
	size_t body_seen;           /* bytes, kept or not */
	bool begun, read, watched;
	struct http_exchange *spare_next;
};

struct spare {
	struct http_exchange *list;
	size_t n;                   /* in the list */
	size_t taken;               /* alive */
};

struct http_exchange *spare_take(struct spare *s, size_t body_max);
void spare_give(struct spare *s, struct http_exchange *e);
void spare_free(struct spare *s);

#endif
