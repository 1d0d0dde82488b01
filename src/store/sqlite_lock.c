/* sqlite_lock.c - a store is one process's: a lock file beside the database, PATH-lock.
 *
 * flock(), not fcntl(): the lock is the descriptor's, so that a second opening in the same process
 * is refused too, and it goes with the process whatever ends it.  The file stays when it is
 * released: removing it would race with who waits to lock it. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/intl.h"

#include "store/sqlite_internal.h"

enum { LOCK_PATH_MAX = PATH_MAX + 16 };

/* The same lock for every way to name the file: links are followed. */
static int lock_path(const char *path, char out[LOCK_PATH_MAX])
{
	char whole[PATH_MAX], copy[PATH_MAX];

	if (realpath(path, whole)) {
		snprintf(out, LOCK_PATH_MAX, "%s-lock", whole);
		return 0;
	}
	if (errno != ENOENT || strlen(path) >= sizeof copy)
		return -1;
	strcpy(copy, path);
	if (!realpath(dirname(copy), whole))
		return -1;
	strcpy(copy, path);
	snprintf(out, LOCK_PATH_MAX, "%s/%s-lock", whole, basename(copy));
	return 0;
}

static long read_owner(int fd)
{
	char pid[16] = "";
	ssize_t n = pread(fd, pid, sizeof pid - 1, 0);

	pid[n > 0 ? n : 0] = '\0';
	return strtol(pid, NULL, 10);
}

long sqlite_owner(const char *path)
{
	char name[LOCK_PATH_MAX];
	int fd = lock_path(path, name) == 0 ? open(name, O_RDONLY | O_CLOEXEC) : -1;
	long pid = fd >= 0 ? read_owner(fd) : 0;

	if (fd >= 0)
		close(fd);
	return pid;
}

static void say_owner(int fd, const char *path, char error[STORE_ERROR_MAX])
{
	long pid = read_owner(fd);

	if (pid > 0)
		snprintf(error, STORE_ERROR_MAX, _("%s is in use by another xiaoer (process %ld)"),
		    path, pid);
	else
		snprintf(error, STORE_ERROR_MAX, _("%s is in use by another xiaoer"), path);
}

int sqlite_lock(const char *path, enum store_result *result, char error[STORE_ERROR_MAX])
{
	char name[LOCK_PATH_MAX], pid[16];
	int fd = -1, n;

	*result = STORE_FAILED;
	if (lock_path(path, name) == 0)
		fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0) {
		snprintf(error, STORE_ERROR_MAX, _("%s cannot be locked: %s"), path, intl_errno(errno));
		return -1;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK) {
			*result = STORE_BUSY;
			say_owner(fd, path, error);
		} else {
			snprintf(error, STORE_ERROR_MAX, _("%s cannot be locked: %s"), path,
			    intl_errno(errno));
		}
		close(fd);
		return -1;
	}
	/* a full disk must not keep us from starting: commands then trust the address */
	n = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
	if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, (size_t)n, 0) != n)
		errno = 0;
	*result = STORE_OK;
	return fd;
}

void sqlite_unlock(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}
