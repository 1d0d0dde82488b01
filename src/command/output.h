/* output.h - a file that is written whole or not at all.
 *
 * Under another name beside it, put in its place when all is on it; who is stopped in between
 * (SIGINT, SIGTERM, SIGHUP) takes it away again.  What is no plain file (a pipe, a device) is
 * written as it is.  One at a time, by one thread. */
#ifndef XIAOER_COMMAND_OUTPUT_H
#define XIAOER_COMMAND_OUTPUT_H

#include <limits.h>
#include <stdio.h>

struct output {
	FILE *to;
	const char *path;
	char temporary[PATH_MAX]; /* "": written as it is */
};

/* 0, or -1 with errno.  path outlives it. */
int output_open(struct output *o, const char *path);
/* good: all was written.  0 when it stands there, -1 with errno: nothing was changed. */
int output_close(struct output *o, int good);

#endif
