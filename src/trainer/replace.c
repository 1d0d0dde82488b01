/* replace.c - writing beside, then renaming. */
#include "trainer/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/intl.h"
#include "base/yaml.h"

struct one {
	struct one *next;
	const char *path;   /* as given */
	const char *target; /* links followed */
	const char *temporary;
	const struct str *old; /* what it must hold still; NULL: whatever it holds */
	bool done;
};

struct replace {
	struct arena *arena;
	struct one *first, **last;
};

struct replace *replace_new(void)
{
	struct arena *arena = arena_new(0);
	struct replace *r = ARENA_NEW(arena, struct replace);

	r->arena = arena;
	r->last = &r->first;
	return r;
}

void replace_free(struct replace **r)
{
	struct arena *arena;

	if (!r || !*r)
		return;
	for (const struct one *o = (*r)->first; o; o = o->next)
		if (!o->done)
			unlink(o->temporary);
	arena = (*r)->arena;
	*r = NULL;
	arena_free(&arena);
}

static int cannot(struct diag_list *diags, const char *path)
{
	return diag_error(
	    diags, (struct place){.file = path}, "cannot be written: %s", intl_errno(errno));
}

static struct str folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? str_make(path, slash == path ? 1 : (size_t)(slash - path)) : STR(".");
}

/* What a link names, also when that is not there yet. */
static const char *follow(struct arena *arena, const char *path)
{
	char *real = realpath(path, NULL), to[4096];
	const char *found;
	ssize_t n;

	if (real) {
		found = arena_strdup(arena, real);
		free(real);
		return found;
	}
	n = readlink(path, to, sizeof to - 1);
	if (n <= 0)
		return path;
	to[n] = 0;
	return to[0] == '/' ? arena_strdup(arena, to)
			    : arena_printf(arena, "%.*s/%s", STR_ARG(folder_of(path)), to).p;
}

static int write_all(int fd, struct str text)
{
	for (size_t n = 0; n < text.n;) {
		ssize_t put = write(fd, text.p + n, text.n - n);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return -1;
		n += (size_t)put;
	}
	return 0;
}

/* Those of the file that is replaced, else those a new file gets. */
static int set_mode(int fd, const char *target)
{
	struct stat st;
	mode_t mask;

	if (stat(target, &st) == 0) {
		if (fchown(fd, st.st_uid, st.st_gid) && errno != EPERM)
			return -1;
		return fchmod(fd, st.st_mode & 07777);
	}
	mask = umask(0);
	umask(mask);
	return fchmod(fd, 0666 & ~mask);
}

/* Has the file still the text that was read?  0, or -1 after an error. */
static int is_unchanged(const struct one *o, struct diag_list *diags)
{
	struct arena *arena = arena_new(0);
	struct diag_list *own = diag_list_new();
	struct str now;
	int rc = 0;

	if (o->old && (file_read(o->target, YAML_MAX, arena, own, &now) || !str_eq(now, *o->old)))
		rc = diag_error(diags, (struct place){.file = o->path},
		    "was changed by somebody else meanwhile: nothing was written");
	diag_list_free(&own);
	arena_free(&arena);
	return rc;
}

static int write_beside(struct replace *r, struct one *o, struct str text)
{
	char *name = arena_strdup(r->arena,
	    arena_printf(r->arena, "%.*s/.xiaoer-XXXXXX", STR_ARG(folder_of(o->target))).p);
	int fd = mkostemp(name, O_CLOEXEC), saved;

	if (fd < 0)
		return -1;
	o->temporary = name;
	if (write_all(fd, text) || set_mode(fd, o->target) || fsync(fd)) {
		saved = errno;
		close(fd);
		unlink(name);
		errno = saved;
		return -1;
	}
	if (close(fd)) {
		unlink(name);
		return -1;
	}
	*r->last = o;
	r->last = &o->next;
	return 0;
}

int replace_add(struct replace *r, const char *path, struct str text, const struct str *old,
    struct diag_list *diags)
{
	struct one *o = ARENA_NEW(r->arena, struct one);

	o->path = arena_strdup(r->arena, path);
	o->target = follow(r->arena, o->path);
	o->old = old;
	if (is_unchanged(o, diags))
		return -1;
	return write_beside(r, o, text) ? cannot(diags, path) : 0;
}

/* So that the names survive a power cut too; what cannot be synchronised is none the less there. */
static void sync_folder(const char *path)
{
	char *dir = strndup(folder_of(path).p, folder_of(path).n);
	int fd = dir ? open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(dir);
}

int replace_commit(struct replace *r, struct diag_list *diags)
{
	/* bringing the texts to the disk has taken a while */
	for (struct one *o = r->first; o; o = o->next)
		if (is_unchanged(o, diags))
			return -1;
	for (struct one *o = r->first; o; o = o->next) {
		if (rename(o->temporary, o->target))
			return cannot(diags, o->path);
		o->done = true;
	}
	for (struct one *o = r->first; o; o = o->next)
		sync_folder(o->target);
	return 0;
}
