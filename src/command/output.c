/* output.c - see output.h. */
#include "command/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const int stops[] = {SIGINT, SIGTERM, SIGHUP};
enum { STOPS = sizeof stops / sizeof *stops };

/* What a signal takes away; its handler may know nothing else. */
static char doomed[PATH_MAX];
static volatile sig_atomic_t is_doomed;

static void stopped(int sig)
{
	if (is_doomed)
		unlink(doomed);
	signal(sig, SIG_DFL);
	raise(sig);
}

/* Signals that were left alone (nohup) stay so. */
static void watch(const char *path)
{
	struct sigaction was, act = {.sa_handler = stopped};

	sigemptyset(&act.sa_mask);
	strcpy(doomed, path);
	is_doomed = 1;
	for (int i = 0; i < STOPS; i++)
		if (sigaction(stops[i], NULL, &was) == 0 && was.sa_handler == SIG_DFL)
			sigaction(stops[i], &act, NULL);
}

static void unwatch(void)
{
	struct sigaction was;

	is_doomed = 0;
	for (int i = 0; i < STOPS; i++)
		if (sigaction(stops[i], NULL, &was) == 0 && was.sa_handler == stopped)
			signal(stops[i], SIG_DFL);
}

static int open_beside(struct output *o)
{
	int n = snprintf(o->temporary, sizeof o->temporary, "%s.%ld.tmp", o->path, (long)getpid()),
	    fd;

	if (n < 0 || (size_t)n >= sizeof o->temporary) {
		errno = ENAMETOOLONG;
		return -1;
	}
	watch(o->temporary);
	fd = open(o->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (fd < 0)
		unwatch();
	return fd;
}

int output_open(struct output *o, const char *path)
{
	struct stat st;
	bool plain = stat(path, &st) != 0 || S_ISREG(st.st_mode);
	int fd;

	*o = (struct output){.path = path};
	fd = plain ? open_beside(o) : open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	o->to = fdopen(fd, "w");
	if (!o->to)
		abort(); /* no memory */
	return 0;
}

int output_close(struct output *o, int good)
{
	int error = 0;

	if (good && (fflush(o->to) != 0 || ferror(o->to)))
		error = errno ? errno : EIO;
	if (fclose(o->to) != 0 && good && !error)
		error = errno;
	if (*o->temporary) {
		if (good && !error && rename(o->temporary, o->path) != 0)
			error = errno;
		if (!good || error)
			unlink(o->temporary);
		unwatch();
	}
	errno = error;
	return error ? -1 : 0;
}
