#include "http/peers.h"

#include <stdlib.h>
#include <sys/socket.h>

static void list_add(struct peers *list, struct peer *p, int64_t now_ms)
{
	p->since_ms = now_ms;
	p->listed = true;
	p->older = list->newest;
	p->newer = NULL;
	if (list->newest)
		list->newest->newer = p;
	else
		list->oldest = p;
	list->newest = p;
}

static void list_remove(struct peers *list, struct peer *p)
{
	if (!p->listed)
		return;
	p->listed = false;
	if (p->older)
		p->older->newer = p->newer;
	else
		list->oldest = p->newer;
	if (p->newer)
		p->newer->older = p->older;
	else
		list->newest = p->older;
}

struct peer *peers_add(struct peers *list, int fd, int64_t now_ms)
{
	struct peer *p = calloc(1, sizeof *p);

	if (!p)
		abort();
	p->fd = fd;
	list_add(list, p, now_ms);
	return p;
}

void peers_remove(struct peers *list, struct peer *p)
{
	if (!p)
		return;
	list_remove(list, p);
	free(p);
}

void peers_pause(struct peers *list, struct peer *p)
{
	if (p)
		list_remove(list, p);
}

void peers_resume(struct peers *list, struct peer *p, int64_t now_ms)
{
	if (!p)
		return;
	list_remove(list, p);
	list_add(list, p, now_ms);
}

int64_t peers_expire(struct peers *list, int64_t now_ms, int64_t limit_ms)
{
	for (struct peer *p = list->oldest; p; p = list->oldest) {
		int64_t left = p->since_ms + limit_ms - now_ms;

		if (left > 0)
			return left;
		list_remove(list, p);
		shutdown(p->fd, SHUT_RDWR);
	}
	return -1;
}
