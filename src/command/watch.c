/* watch.c - inotify. */
#include "command/watch.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"

enum { REST_MS = 60, REST_MOST_MS = 2000, DIRS_MAX = 64, LOOK_MS = 500 };

struct dir {
	char *path;
	int wd;    /* -1: it is not there */
	bool lost; /* it was there once */
};

struct watch {
	int fd;
	struct dir dirs[DIRS_MAX];
	size_t dirs_n;
};

static const uint32_t saved = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
			      IN_CREATE | IN_MOVE_SELF | IN_ONLYDIR;

struct watch *watch_new(void)
{
	struct watch *w = calloc(1, sizeof *w);

	if (!w)
		abort();
	w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (w->fd >= 0)
		return w;
	fprintf(stderr, _("xiaoer: files cannot be watched: %s\n"), intl_errno(errno));
	free(w);
	return NULL;
}

void watch_free(struct watch **wp)
{
	struct watch *w = *wp;

	if (!w)
		return;
	for (size_t i = 0; i < w->dirs_n; i++)
		free(w->dirs[i].path);
	close(w->fd);
	free(w);
	*wp = NULL;
}

int watch_add(struct watch *w, const char *dir)
{
	struct dir *d = &w->dirs[w->dirs_n];
	int wd = w->dirs_n < DIRS_MAX ? inotify_add_watch(w->fd, dir, saved) : -1;

	if (w->dirs_n == DIRS_MAX || (wd < 0 && errno != ENOENT)) {
		fprintf(stderr, _("xiaoer: %s cannot be watched: %s\n"), dir, intl_errno(errno));
		return -1;
	}
	*d = (struct dir){strdup(dir), wd, false};
	if (!d->path)
		abort();
	w->dirs_n++;
	return 0;
}

int watch_fd(const struct watch *w)
{
	return w->fd;
}

/* A folder may come, go, and be another one of the same name: true when one did. */
static bool look_for_dirs(struct watch *w)
{
	bool any = false;

	for (size_t i = 0; i < w->dirs_n; i++) {
		struct dir *d = &w->dirs[i];
		int wd = inotify_add_watch(w->fd, d->path, saved);

		if (wd == d->wd)
			continue;
		if (d->wd >= 0)
			inotify_rm_watch(w->fd, d->wd);
		d->lost = wd < 0;
		d->wd = wd;
		any = true;
	}
	return any;
}

/* Nothing moves in a folder that is gone when it comes back. */
static bool has_lost(const struct watch *w)
{
	for (size_t i = 0; i < w->dirs_n; i++)
		if (w->dirs[i].lost)
			return true;
	return false;
}

/* Names that editors make for themselves: .x.swp, x~, 4913. */
static bool is_of_a_book(const struct inotify_event *e)
{
	size_t n = e->len ? strlen(e->name) : 0;

	return e->mask & IN_ISDIR || (n > 5 && e->name[0] != '.' && !strcmp(e->name + n - 5, ".yaml"));
}

static bool take(struct watch *w)
{
	_Alignas(struct inotify_event) char piece[4096];
	bool any = false;

	for (ssize_t n; (n = read(w->fd, piece, sizeof piece)) > 0;)
		for (char *p = piece; p < piece + n;) {
			const struct inotify_event *e = (const struct inotify_event *)p;

			any = any || e->mask & IN_Q_OVERFLOW || is_of_a_book(e);
			p += sizeof *e + e->len;
		}
	return look_for_dirs(w) || any;
}

/* Until nothing of a book moves any more: what else is written there, such as the log of a program that
 * keeps folders alike, holds nobody up; nor does what never comes to rest. */
static void let_rest(struct watch *w)
{
	struct pollfd p = {.fd = w->fd, .events = POLLIN};
	int64_t now = clock_monotonic_us() / 1000, rest = now + REST_MS, most = now + REST_MOST_MS;

	for (; now < rest && now < most; now = clock_monotonic_us() / 1000)
		if (poll(&p, 1, (int)(rest - now)) > 0 && take(w))
			rest = clock_monotonic_us() / 1000 + REST_MS;
}

bool watch_saved(struct watch *w)
{
	bool any = take(w);

	if (any)
		let_rest(w);
	return any;
}

bool watch_wait(struct watch *w, int fd)
{
	struct pollfd p[2] = {{.fd = w->fd, .events = POLLIN}, {.fd = fd, .events = POLLIN}};

	for (;;) {
		int n = poll(p, fd >= 0 ? 2 : 1, has_lost(w) ? LOOK_MS : -1);

		if (n < 0 && errno != EINTR)
			return false;
		if (n >= 0 && (n == 0 || p[0].revents) && watch_saved(w))
			return true;
		if (n > 0 && fd >= 0 && p[1].revents)
			return false;
	}
}
