/* progress.c - see progress.h. */
#include "command/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"

enum { QUIET_US = 1000000, EVERY_US = 100000, BAR = 24 };

/* Parts of a second that are left at this pace, as "3 s" or "4 min"; nothing until a pace is known. */
static void print_left(int64_t took_us, size_t done, size_t total)
{
	int64_t left_s;

	if (!done || done >= total)
		return;
	left_s = (int64_t)((double)took_us / (double)done * (double)(total - done) / 1e6) + 1;
	if (left_s < 120)
		fprintf(stderr, _(", %lld s left"), (long long)left_s);
	else
		fprintf(stderr, _(", %lld min left"), (long long)(left_s / 60));
}

static void show(struct progress_line *l, int64_t took_us, size_t done, size_t total)
{
	char bar[BAR + 1];
	size_t full = total ? (done < total ? BAR * done / total : BAR) : 0;

	for (size_t i = 0; i < BAR; i++)
		bar[i] = i < full ? '#' : '.';
	bar[BAR] = '\0';
	fprintf(stderr, "\r\033[K%s ", l->what);
	if (total)
		fprintf(stderr, "[%s] %3zu %%", bar, 100 * (done < total ? done : total) / total);
	else
		fprintf(stderr, "%zu", done);
	print_left(took_us, done, total);
	fflush(stderr);
	l->shown = true;
}

static void told(void *ctx, size_t done, size_t total)
{
	struct progress_line *l = ctx;
	int64_t now = clock_monotonic_us();

	if (!l->terminal || now - l->began_us < QUIET_US || now - l->shown_us < EVERY_US)
		return;
	l->shown_us = now;
	show(l, now - l->began_us, done, total);
}

void progress_begin(struct progress_line *l, const char *what)
{
	*l = (struct progress_line){.progress = {told, l},
	    .what = what,
	    .began_us = clock_monotonic_us(),
	    .terminal = isatty(STDERR_FILENO)};
}

void progress_end(struct progress_line *l)
{
	if (l->shown)
		fputs("\r\033[K", stderr);
	l->shown = false;
}
