/* file.c - reading a file whole. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intl.h"

static int cannot(const char *path, struct diag_list *diags)
{
	return diag_error(
	    diags, (struct place){.file = path}, "cannot be read: %s", intl_errno(errno));
}

/* Up to size bytes: a file that shrinks meanwhile is what it is then. */
static int read_all(int fd, size_t size, struct arena *arena, struct str *out)
{
	char *p = arena_alloc(arena, size + 1);
	size_t n = 0;

	while (n < size) {
		ssize_t got = read(fd, p + n, size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -1;
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*out = str_make(p, n);
	return 0;
}

int file_read(
    const char *path, size_t max, struct arena *arena, struct diag_list *diags, struct str *out)
{
	struct place whole = {.file = path};
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), rc;
	struct stat st;

	if (fd < 0)
		return cannot(path, diags);
	if (fstat(fd, &st))
		rc = cannot(path, diags);
	else if (!S_ISREG(st.st_mode))
		rc = diag_error(diags, whole, "is no file");
	else if ((uintmax_t)st.st_size > max)
		rc = diag_error(diags, whole, "is larger than %zu MB", max >> 20);
	else
		rc = read_all(fd, (size_t)st.st_size, arena, out) ? cannot(path, diags) : 0;
	close(fd);
	return rc;
}
