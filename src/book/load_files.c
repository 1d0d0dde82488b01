/* load_files.c - the files of a book: those of a folder, or those inside the binary. */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "book/embedded.h"
#include "book/load_internal.h"

enum { FILES_MAX = 4096 };

/* The files of one folder while they are gathered. */
struct folder {
	const char *dir;
	struct arena *arena;
	struct diag_list *diags;
	const char *names[FILES_MAX];
	size_t n;
};

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n > m && strcmp(name + n - m, end) == 0;
}

static const char *path_of(struct folder *f, const char *name)
{
	size_t n = strlen(f->dir);

	while (n > 1 && f->dir[n - 1] == '/')
		n--;
	bool root = n == 1 && f->dir[0] == '/';

	return arena_printf(f->arena, "%.*s%s%s", (int)n, f->dir, root ? "" : "/", name).p;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int list_files(struct folder *f)
{
	DIR *dir = opendir(f->dir);
	struct dirent *e;
	struct place whole = {.file = f->dir};

	if (!dir)
		return diag_error(f->diags, whole, "no book there: %s", strerror(errno));
	while ((e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		if (ends_with(e->d_name, ".yml"))
			diag_find(f->diags, DIAG_WARNING, "file.unread", STR(""),
			    (struct place){.file = path_of(f, e->d_name)}, "not read: the files of a book end in .yaml");
		if (!ends_with(e->d_name, ".yaml"))
			continue;
		if (f->n == FILES_MAX) {
			closedir(dir);
			return diag_error(f->diags, whole, "more than %d files", FILES_MAX);
		}
		f->names[f->n++] = arena_strdup(f->arena, e->d_name);
	}
	closedir(dir);
	if (!f->n)
		return diag_error(f->diags, whole, "no book there: the folder has no file *.yaml");
	qsort(f->names, f->n, sizeof *f->names, by_name);
	return 0;
}

static int read_all(int fd, struct arena *arena, size_t size, struct str *out)
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

/* O_NONBLOCK: a named pipe must not hold us. */
static int read_file(struct folder *f, const char *name, struct book_file *out)
{
	const char *path = path_of(f, name);
	struct place whole = {.file = path};
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), rc = -1;
	struct stat st;

	if (fd < 0)
		return diag_error(f->diags, whole, "cannot be read: %s", strerror(errno));
	out->name = str_of(path);
	if (fstat(fd, &st))
		diag_error(f->diags, whole, "cannot be read: %s", strerror(errno));
	else if (!S_ISREG(st.st_mode))
		diag_error(f->diags, whole, "is no file");
	else if (st.st_size > YAML_MAX)
		diag_error(f->diags, whole, "is larger than %d MB", YAML_MAX >> 20);
	else if (read_all(fd, f->arena, (size_t)st.st_size, &out->text))
		diag_error(f->diags, whole, "cannot be read: %s", strerror(errno));
	else
		rc = 0;
	close(fd);
	return rc;
}

/* A file that cannot be read is told of; the others are read all the same, for their own
 * mistakes. */
static struct book *load_folder(struct folder *f, const struct book_options *options)
{
	struct book_file *files = ARENA_ARRAY(f->arena, struct book_file, f->n);
	struct book *book;
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		if (read_file(f, f->names[i], &files[n]) == 0)
			n++;
	book = load_book(str_of(f->dir), files, n, n < f->n, options, f->diags);
	if (n < f->n)
		book_release(&book);
	return book;
}

struct book *book_load_dir(const char *dir, const struct book_options *options,
    struct diag_list *diags)
{
	struct arena *arena = arena_new(0);
	struct folder *f = ARENA_NEW(arena, struct folder);
	struct book *book = NULL;

	f->dir = dir;
	f->arena = arena;
	f->diags = diags;
	if (list_files(f) == 0)
		book = load_folder(f, options);
	arena_free(&arena);
	return book;
}

/* ---- inside the binary ---- */

static struct str folder_of(const struct embedded_file *f)
{
	const char *slash = strrchr(f->name, '/');

	return str_make(f->name, slash ? (size_t)(slash - f->name) : 0);
}

/* How many files from `at` on are of one book. */
static size_t run_of(size_t at)
{
	size_t n = 0;

	while (at + n < embedded_count &&
	       str_eq(folder_of(&embedded_files[at]), folder_of(&embedded_files[at + n])))
		n++;
	return n;
}

size_t book_embedded(void)
{
	size_t books = 0;

	for (size_t at = 0; at < embedded_count; at += run_of(at))
		books++;
	return books;
}

struct book *book_load_embedded(
    size_t which, const struct book_options *options, struct diag_list *diags)
{
	struct book_file *files;
	struct book *book;
	size_t at = 0, n;

	for (size_t i = 0; i < which; i++)
		at += run_of(at);
	n = run_of(at);
	assert(n);
	files = calloc(n, sizeof *files);
	if (!files)
		abort();
	for (size_t i = 0; i < n; i++)
		files[i] = (struct book_file){str_of(embedded_files[at + i].name),
		    str_make(embedded_files[at + i].data, embedded_files[at + i].size)};
	book = book_load_files(folder_of(&embedded_files[at]), files, n, options, diags);
	free(files);
	return book;
}
