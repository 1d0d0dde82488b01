/* spare.h - finished exchanges kept, with their memory, for the next requests.  One thread. */
#ifndef XIAOER_HTTP_SPARE_H
#define XIAOER_HTTP_SPARE_H

#include "http/exchange.h"
#include "http/framing.h"

/* server.c's view of an exchange. */
struct http_exchange {
	struct exchange x; /* first: each is the other's address */
	void *connection;  /* the library's; not to be used for an orphan */
	struct buf body;
	size_t drained; /* bytes of a body that was refused */
	bool begun, watched;
	struct framing framing; /* with a doubt the connection ends with the answer */
	bool in_hand;     /* handed to somebody and not back yet */
	bool was_in_hand; /* and is back: there is an answer */
	bool suspended;
	bool orphan; /* the library has ended the request while it was in hand */
	struct http_exchange *spare_next;
};

struct spare {
	struct http_exchange *list;
	size_t n;     /* in the list */
	size_t taken; /* alive */
};

struct http_exchange *spare_take(struct spare *s);
void spare_give(struct spare *s, struct http_exchange *e);
void spare_free(struct spare *s);

#endif
