/* folder.c - the files of a book's folder while they are changed. */
#include "trainer/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/intl.h"
#include "base/yaml.h"
#include "trainer/replace.h"

struct file {
	struct book_file is; /* on the disk; a new one: empty */
	struct str will;     /* after folder_apply() */
	struct splice *splice;
	bool added;
};

struct folder {
	struct arena *arena;
	struct diag_list *diags;
	const char *dir;
	struct file *files;
	size_t n, room;
	bool new;
};

static struct file *new_file(struct folder *f, struct book_file is)
{
	if (f->n == f->room) {
		size_t room = f->room ? f->room * 2 : 32;

		f->files = arena_grow(
		    f->arena, f->files, f->room * sizeof *f->files, room * sizeof *f->files);
		f->room = room;
	}
	f->files[f->n] = (struct file){.is = is, .will = is.text};
	return &f->files[f->n++];
}

static struct str path_of(const struct folder *f, struct str name)
{
	size_t n = strlen(f->dir);

	return arena_printf(
	    f->arena, "%s%s%.*s", f->dir, n && f->dir[n - 1] == '/' ? "" : "/", STR_ARG(name));
}

/* Every file is parsed: a mistake in one tells of itself, and of none that is made up. */
static int open_files(struct folder *f, const struct book_files *files)
{
	int rc = 0;

	for (size_t i = 0; i < files->own; i++) {
		struct book_file is = {path_of(f, files->list[i].name), files->list[i].text};
		struct file *file = new_file(f, is);

		file->splice = splice_new(is.name, is.text, f->diags);
		if (!file->splice)
			rc = -1;
	}
	return rc;
}

/* Is dir missing, or a folder without a file of a book? */
static bool is_empty(const char *dir, struct arena *arena)
{
	struct diag_list *own = diag_list_new();
	struct book_files files;
	struct stat st;
	bool empty = stat(dir, &st) ? errno == ENOENT
				    : S_ISDIR(st.st_mode) &&
					  book_read_dir(dir, arena, own, &files) && !files.n;

	for (size_t i = 0; empty && i < diag_size(own); i++)
		empty = diag_at(own, i)->at.file && strcmp(diag_at(own, i)->at.file, dir) == 0;
	diag_list_free(&own);
	return empty;
}

struct folder *folder_open(const char *dir, bool may_be_new, struct diag_list *diags)
{
	struct arena *arena = arena_new(1 << 16);
	struct folder *f = ARENA_NEW(arena, struct folder);
	struct book_files files;

	f->arena = arena;
	f->diags = diags;
	f->dir = dir;
	f->new = may_be_new &&is_empty(dir, arena);
	if (!f->new && (book_read_dir(dir, arena, diags, &files) || open_files(f, &files)))
		folder_free(&f);
	return f;
}

void folder_free(struct folder **f)
{
	struct arena *arena;

	if (!f || !*f)
		return;
	for (size_t i = 0; i < (*f)->n; i++)
		splice_free(&(*f)->files[i].splice);
	arena = (*f)->arena;
	*f = NULL;
	arena_free(&arena);
}

bool folder_is_new(const struct folder *f)
{
	return f->new;
}

size_t folder_size(const struct folder *f)
{
	return f->n;
}

const char *folder_path(const struct folder *f, size_t i)
{
	return f->files[i].is.name.p;
}

struct str folder_stem(const struct folder *f, size_t i)
{
	const char *path = folder_path(f, i), *slash = strrchr(path, '/');
	struct str name = str_of(slash ? slash + 1 : path);

	return str_make(name.p, name.n - (sizeof ".yaml" - 1));
}

struct splice *folder_splice(struct folder *f, size_t i)
{
	return f->files[i].splice;
}

long folder_find(const struct folder *f, struct str stem)
{
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(folder_stem(f, i), stem))
			return (long)i;
	return FOLDER_NONE;
}

size_t folder_add(struct folder *f, struct str stem, struct str text)
{
	struct str name = path_of(f, arena_printf(f->arena, "%.*s.yaml", STR_ARG(stem)));
	struct file *file = new_file(f, (struct book_file){name, STR("")});

	file->added = true;
	file->splice = splice_new(name, text, f->diags);
	return f->n - 1;
}

long folder_find_entry(const struct folder *f, const char *part, struct str id)
{
	for (size_t i = 0; i < f->n; i++)
		if (splice_entry(f->files[i].splice, part, id))
			return (long)i;
	return FOLDER_NONE;
}

int folder_apply(struct folder *f)
{
	int rc = 0;

	for (size_t i = 0; i < f->n; i++)
		rc |= splice_apply(f->files[i].splice, &f->files[i].will);
	return rc ? -1 : 0;
}

static bool differs(const struct file *file)
{
	return !str_eq(file->will, file->is.text);
}

size_t folder_changed(const struct folder *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		n += differs(&f->files[i]);
	return n;
}

static int by_name(const void *a, const void *b)
{
	const struct book_file *x = a, *y = b;

	return strcmp(x->name.p, y->name.p);
}

struct book *folder_load(
    struct folder *f, const struct book_options *options, struct diag_list *diags)
{
	struct book_file *files = ARENA_ARRAY(f->arena, struct book_file, f->n + 1);
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		if (!f->files[i].added || f->files[i].will.n)
			files[n++] = (struct book_file){f->files[i].is.name, f->files[i].will};
	if (n)
		qsort(files, n, sizeof *files, by_name);
	return book_load_files(str_of(f->dir), files, n, options, diags);
}

struct place folder_old_place(const struct folder *f, struct place at)
{
	for (size_t i = 0; at.file && i < f->n; i++)
		if (strcmp(folder_path(f, i), at.file) == 0) {
			at.line = splice_old_line(f->files[i].splice, at.line);
			break;
		}
	return at;
}

struct str folder_text(const struct folder *f, size_t i)
{
	return f->files[i].will;
}

/* What was read must still be there, and what is new must not. */
static int add_file(struct folder *f, struct replace *r, const struct file *file)
{
	if (file->added && access(file->is.name.p, F_OK) == 0)
		return diag_error(f->diags, (struct place){.file = file->is.name.p},
		    "was made by somebody else meanwhile: nothing was written");
	return replace_add(
	    r, file->is.name.p, file->will, file->added ? NULL : &file->is.text, f->diags);
}

static int make_dir(struct folder *f)
{
	if (!f->new || mkdir(f->dir, 0777) == 0 || errno == EEXIST)
		return 0;
	return diag_error(
	    f->diags, (struct place){.file = f->dir}, "cannot be made: %s", intl_errno(errno));
}

/* While it is held no other of our programs saves there, so that of two who have read the same text one
 * is told.  -1: a file system without locks; then who is a moment later is told all the same. */
static int lock(const struct folder *f)
{
	int fd = open(f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	while (fd >= 0 && flock(fd, LOCK_EX) && errno == EINTR)
		;
	return fd;
}

int folder_save(struct folder *f)
{
	struct replace *r = replace_new();
	int rc = make_dir(f), locked = rc ? -1 : lock(f);

	for (size_t i = 0; i < f->n && !rc; i++)
		if (differs(&f->files[i]))
			rc = add_file(f, r, &f->files[i]);
	if (!rc)
		rc = replace_commit(r, f->diags);
	replace_free(&r);
	if (locked >= 0)
		close(locked);
	return rc;
}
