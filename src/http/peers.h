/* peers.h - connections that owe us a request, oldest first: who sends one byte now and then is not
 * idle, but has a limit all the same. */
#ifndef XIAOER_HTTP_PEERS_H
#define XIAOER_HTTP_PEERS_H

#include <stdbool.h>
#include <stdint.h>

struct peer {
	struct peer *older, *newer;
	int64_t since_ms;
	int fd;
	bool listed;
};

struct peers {
	struct peer *oldest, *newest;
};

struct peer *peers_add(struct peers *list, int fd, int64_t now_ms);
void peers_remove(struct peers *list, struct peer *p); /* and frees it; NULL is fine */
void peers_pause(struct peers *list, struct peer *p);  /* its request is there: now we owe */
void peers_resume(struct peers *list, struct peer *p, int64_t now_ms);
/* Shuts the sockets of those that owe for longer than limit_ms.  Milliseconds until the next; -1:
 * there is none. */
int64_t peers_expire(struct peers *list, int64_t now_ms, int64_t limit_ms);

#endif
