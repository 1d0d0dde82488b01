/* load_files.c - the files of a book: those of a folder, or those inside the binary. */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/intl.h"
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

static void tell_unread(struct folder *f, const char *name, const char *why)
{
	diag_find(f->diags, DIAG_WARNING, "file.unread", STR(""),
	    (struct place){.file = path_of(f, name)}, "%s", intl(why));
}

/* Tests that nobody plays are worse than none. */
static bool is_nearly_tests(struct folder *f, const char *name)
{
	static const char *const tests[] = {"tests", "Tests"};
	DIR *dir = diag_nearest(str_of(name), tests, 2) && strcmp(name, tests[0]) != 0
		 ? opendir(path_of(f, name)) : NULL;

	return dir && !closedir(dir);
}

/* In order of name; closes dir. */
static int list_names(struct folder *f, DIR *dir)
{
	struct dirent *e;

	while ((e = readdir(dir))) {
		if (e->d_name[0] == '.')
			continue;
		if (ends_with(e->d_name, ".yml"))
			tell_unread(f, e->d_name, N_("not read: the files of a book end in .yaml"));
		if (is_nearly_tests(f, e->d_name))
			tell_unread(f, e->d_name, N_("not read: the folder of dialogue tests is called tests"));
		if (!ends_with(e->d_name, ".yaml"))
			continue;
		if (f->n == FILES_MAX) {
			closedir(dir);
			return diag_error(f->diags, (struct place){.file = f->dir},
			    "more than %d files", FILES_MAX);
		}
		f->names[f->n++] = arena_strdup(f->arena, e->d_name);
	}
	closedir(dir);
	qsort(f->names, f->n, sizeof *f->names, by_name);
	return 0;
}

static int list_files(struct folder *f)
{
	DIR *dir = opendir(f->dir);
	struct place whole = {.file = f->dir};

	if (!dir && errno == ENOTDIR)
		return diag_error(f->diags, whole, "no book there: a book is a folder of files, name the folder");
	if (!dir)
		return diag_error(f->diags, whole, "no book there: %s", intl_errno(errno));
	if (list_names(f, dir) != 0)
		return -1;
	if (!f->n)
		return diag_error(f->diags, whole, "no book there: the folder has no file *.yaml");
	return 0;
}

/* A book without tests is a book. */
static int list_tests(struct folder *f)
{
	DIR *dir = opendir(f->dir);

	if (dir)
		return list_names(f, dir);
	if (errno == ENOENT)
		return 0;
	return diag_error(
	    f->diags, (struct place){.file = f->dir}, "cannot be read: %s", intl_errno(errno));
}

static int read_file(struct folder *f, const char *name, struct book_file *out)
{
	out->name = str_of(path_of(f, name));
	return file_read(out->name.p, YAML_MAX, f->arena, f->diags, &out->text);
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

static struct folder *folder_new(struct arena *arena, const char *dir, struct diag_list *diags)
{
	struct folder *f = ARENA_NEW(arena, struct folder);

	f->dir = dir;
	f->arena = arena;
	f->diags = diags;
	return f;
}

/* For what is not read there. */
static void look_at_tests(struct folder *f)
{
	struct folder *tests = folder_new(f->arena, path_of(f, "tests"), f->diags);
	DIR *dir = opendir(tests->dir);

	if (dir)
		list_names(tests, dir);
}

struct book *book_load_dir(const char *dir, const struct book_options *options,
    struct diag_list *diags)
{
	struct arena *arena = arena_new(0);
	struct folder *f = folder_new(arena, dir, diags);
	struct book *book = NULL;

	if (list_files(f) == 0) {
		look_at_tests(f);
		book = load_folder(f, options);
	}
	arena_free(&arena);
	return book;
}

/* prefix: what stands before the names of the files; the texts stay in the arena. */
static int read_names(struct folder *f, const char *prefix, struct book_files *out)
{
	int rc = 0;

	out->list = arena_grow(f->arena, out->list, out->n * sizeof *out->list,
	    (out->n + f->n + 1) * sizeof *out->list);
	for (size_t i = 0; i < f->n; i++) {
		if (read_file(f, f->names[i], &out->list[out->n]) != 0) {
			rc = -1;
			continue;
		}
		out->list[out->n++].name = arena_printf(f->arena, "%s%s", prefix, f->names[i]);
	}
	return rc;
}

int book_read_dir(
    const char *dir, struct arena *arena, struct diag_list *diags, struct book_files *out)
{
	struct folder *f = folder_new(arena, dir, diags);

	*out = (struct book_files){0};
	if (list_files(f) != 0 || read_names(f, "", out) != 0)
		return -1;
	out->own = out->n;
	return 0;
}

int book_read_tests(
    const char *dir, struct arena *arena, struct diag_list *diags, struct book_files *out)
{
	struct folder *book = folder_new(arena, dir, diags);
	struct folder *f = folder_new(arena, path_of(book, "tests"), diags);

	return list_tests(f) == 0 ? read_names(f, "tests/", out) : -1;
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

static size_t start_of(size_t which)
{
	size_t at = 0;

	for (size_t i = 0; i < which; i++)
		at += run_of(at);
	return at;
}

void book_read_embedded(
    size_t which, struct arena *arena, struct book_files *out, struct str *name)
{
	size_t at = start_of(which), n = run_of(at);

	assert(n);
	*name = folder_of(&embedded_files[at]);
	*out = (struct book_files){.list = ARENA_ARRAY(arena, struct book_file, n), .n = n, .own = n};
	for (size_t i = 0; i < n; i++) {
		const struct embedded_file *f = &embedded_files[at + i];

		out->list[i] = (struct book_file){
		    str_of(f->name + name->n + (name->n > 0)), str_make(f->data, f->size)};
	}
}

struct book *book_load_embedded(
    size_t which, const struct book_options *options, struct diag_list *diags)
{
	struct book_file *files;
	struct book *book;
	size_t at = start_of(which), n = run_of(at);

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
