/* test_files.c - files that `xiaoer test` reads. */
#include "command/test_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/intl.h"

enum { FILE_LIMIT = 64 << 20 };

int test_file_read(const char *path, struct arena *arena, struct diag_list *diags, struct str *out)
{
	struct place whole = {.file = path};
	struct buf b;
	char piece[16384];
	FILE *f = fopen(path, "re");
	if (!f)
		return diag_error(diags, whole, "cannot be read: %s", intl_errno(errno));
	buf_init(&b, FILE_LIMIT);
	for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
		buf_add(&b, piece, n);
	int result = 0;
	if (ferror(f))
		result = diag_error(diags, whole, "cannot be read: %s", intl_errno(errno));
	else if (b.failed)
		result = diag_error(diags, whole, "is larger than %d MB", FILE_LIMIT >> 20);
	else
		*out = arena_str(arena, buf_str(&b));
	fclose(f);
	buf_free(&b);
	return result;
}

static int is_yaml(const struct dirent *e)
{
	size_t n = strlen(e->d_name);
	return e->d_name[0] != '.' && n > 5 && strcmp(e->d_name + n - 5, ".yaml") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

size_t test_files_of(const char *book, struct arena *arena, const char ***out)
{
	const char *dir = arena_printf(arena, "%s/tests", book).p;
	struct dirent **list;
	int n = scandir(dir, &list, is_yaml, by_name);
	if (n < 0)
		return 0;
	*out = ARENA_ARRAY(arena, const char *, (size_t)n);
	for (int i = 0; i < n; i++) {
		(*out)[i] = arena_printf(arena, "%s/%s", dir, list[i]->d_name).p;
		free(list[i]);
	}
	free(list);
	return (size_t)n;
}
