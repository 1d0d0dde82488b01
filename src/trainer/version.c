/* version.c - see version.h. */
#include "trainer/version.h"

#include <stdlib.h>

#include "base/intl.h"

#include "base/buf.h"
#include "base/crypto.h"

static const struct str tests_folder = STR("tests/");

bool version_is_name(struct str name)
{
	static const struct str end = STR(".yaml");

	if (name.n > VERSION_NAME_MAX)
		return false;
	if (str_starts(name, tests_folder))
		name = str_make(name.p + tests_folder.n, name.n - tests_folder.n);
	if (name.n <= end.n || name.p[0] == '.' ||
	    memcmp(name.p + name.n - end.n, end.p, end.n) != 0)
		return false;
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '/' || (unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7f)
			return false;
	return true;
}

/* The book's own first, then its tests; each in byte order, as in a folder. */
static int by_name(const void *a, const void *b)
{
	const struct book_file *x = a, *y = b;
	int order = str_starts(x->name, tests_folder) - str_starts(y->name, tests_folder);

	return order ? order : str_compare(x->name, y->name);
}

static struct str fault_of(const struct book_file *files, size_t i, struct arena *arena)
{
	if (!version_is_name(files[i].name))
		return arena_printf(arena,
		    _("\"%.*s\" is no name of a file of a book: they are called NAME.yaml or "
		      "tests/NAME.yaml"),
		    STR_ARG(files[i].name));
	if (i && str_eq(files[i - 1].name, files[i].name))
		return arena_printf(arena, _("the file %.*s is there twice"), STR_ARG(files[i].name));
	return STR("");
}

const char *version_arrange(
    struct book_file *files, size_t n, struct arena *arena, struct book_files *out)
{
	*out = (struct book_files){.list = files, .n = n};
	if (n > VERSION_FILES_MAX)
		return arena_printf(arena, _("a book has at most %d files"), VERSION_FILES_MAX).p;
	if (n)
		qsort(files, n, sizeof *files, by_name);
	for (size_t i = 0; i < n; i++) {
		struct str fault = fault_of(files, i, arena);

		if (fault.n)
			return fault.p;
		out->own += !str_starts(files[i].name, tests_folder);
	}
	return out->own ? NULL : _("a book has at least one file NAME.yaml");
}

void version_content(const struct book_files *f, unsigned char out[VERSION_CONTENT])
{
	struct buf all;

	buf_init(&all, SIZE_MAX / 2);
	for (size_t i = 0; i < f->n; i++) {
		crypto_sha256(f->list[i].text, out);
		buf_adds(&all, f->list[i].name);
		buf_addc(&all, 0);
		buf_add(&all, out, VERSION_CONTENT);
	}
	crypto_sha256(buf_str(&all), out);
	buf_free(&all);
}

static struct str without_slashes(struct str name)
{
	while (name.n > 1 && name.p[name.n - 1] == '/')
		name.n--;
	return name;
}

struct book *version_load(const struct book_files *f, struct str name, bool bare,
    const struct book_options *options, struct diag_list *diags)
{
	struct arena *arena = arena_new(0);
	struct book_file *files = ARENA_ARRAY(arena, struct book_file, f->own + 1);
	struct str folder = without_slashes(name);
	struct book *book;

	for (size_t i = 0; i < f->own; i++) {
		files[i] = f->list[i];
		if (!bare)
			files[i].name = arena_printf(arena, "%.*s%s%.*s", STR_ARG(folder),
			    str_is(folder, "/") ? "" : "/", STR_ARG(f->list[i].name));
	}
	book = book_load_files(name, files, f->own, options, diags);
	arena_free(&arena);
	return book;
}
