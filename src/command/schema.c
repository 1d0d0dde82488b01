/* schema.c - `xiaoer schema`: what may stand in phrase files, tests and the config, as JSON Schemas. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/intl.h"
#include "base/shape.h"
#include "book/load.h"
#include "command/command.h"
#include "command/config.h"
#include "dialogue/script.h"

enum { SCHEMA_MAX = 4 << 20 };

static const struct shape *book(struct arena *arena)
{
	(void)arena;
	return &book_shape;
}

static const struct shape *test(struct arena *arena)
{
	(void)arena;
	return &script_shape;
}

static const struct schema {
	const char *name, *title;
	const struct shape *(*shape)(struct arena *arena);
} schemas[] = {
    {"book", N_("a phrase file of xiaoer %s"), book},
    {"test", N_("a file of dialogue tests of xiaoer %s"), test},
    {"config", N_("xiaoer.yaml of xiaoer %s"), config_shape},
};

enum { SCHEMAS = sizeof schemas / sizeof *schemas };

static void make(const struct schema *s, struct buf *out)
{
	const struct shape_about about = {s->name, s->title, XIAOER_VERSION};
	struct arena *arena = arena_new(0);

	buf_init(out, SCHEMA_MAX);
	shape_schema(s->shape(arena), &about, out);
	arena_free(&arena);
}

static int print(const char *name)
{
	const char *names[SCHEMAS], *near;
	struct buf text;

	for (size_t i = 0; i < SCHEMAS; i++) {
		names[i] = schemas[i].name;
		if (strcmp(name, schemas[i].name) != 0)
			continue;
		make(&schemas[i], &text);
		printf("%.*s", STR_ARG(buf_str(&text)));
		buf_free(&text);
		return COMMAND_GOOD;
	}
	near = diag_nearest(str_of(name), names, SCHEMAS);
	if (near)
		return command_misused("schema", "no schema '%s'; did you mean '%s'?", name, near);
	return command_misused("schema", "no schema '%s': there are book, test and config", name);
}

static int write_all(int fd, struct str text)
{
	while (text.n) {
		ssize_t n = write(fd, text.p, text.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		text = str_make(text.p + n, text.n - (size_t)n);
	}
	return 0;
}

/* An editor that is running never reads half of one. */
static int replace(const char *path, const char *part, struct str text)
{
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), error;

	if (fd < 0)
		return -1;
	if (write_all(fd, text) == 0 && close(fd) == 0)
		return rename(part, path);
	error = errno;
	close(fd);
	unlink(part);
	errno = error;
	return -1;
}

static int write_schema(const char *dir, const struct schema *s, struct arena *arena)
{
	const char *path = arena_printf(arena, "%s/%s.schema.json", dir, s->name).p;
	const char *part = arena_printf(arena, "%s.part", path).p;
	struct buf text;
	int rc;

	make(s, &text);
	rc = replace(path, part, buf_str(&text));
	buf_free(&text);
	if (rc)
		fprintf(stderr, _("xiaoer schema: %s: %s\n"), path, intl_errno(errno));
	return rc;
}

static int write_schemas(const char *dir)
{
	struct arena *arena = arena_new(0);
	int rc = mkdir(dir, 0777) && errno != EEXIST ? -1 : 0;

	if (rc)
		fprintf(stderr, _("xiaoer schema: %s: %s\n"), dir, intl_errno(errno));
	for (size_t i = 0; !rc && i < SCHEMAS; i++)
		rc = write_schema(dir, &schemas[i], arena);
	arena_free(&arena);
	return rc ? COMMAND_FAILED : COMMAND_GOOD;
}

int command_schema(int argc, char **argv)
{
	const char *dir = NULL;
	const struct command_option options[] = {
	    {"write", "DIR",
		N_("writes book.schema.json, test.schema.json and config.schema.json there"),
		.text = &dir},
	};
	const struct command_usage usage = {N_("schema [options] [book|test|config]"),
	    N_("Prints the JSON Schema (draft 7) of phrase files, of files of dialogue tests, or of\n"
	       "xiaoer.yaml. Editors complete and mark by it; phrases/README.md tells how to hook one\n"
	       "up. Its texts are in the language of the locale. It knows keys, values and what must\n"
	       "be there; patterns, and names that must exist, only xiaoer check knows.\n"),
	    options, 1, 0, 1};
	int status, n = command_options(&usage, argc, argv, &status);

	if (n < 0)
		return status;
	if (dir && n)
		return command_misused("schema", "--write writes all of them: it takes no name");
	if (!dir && !n)
		return command_misused("schema", "which one: book, test or config?");
	return dir ? write_schemas(dir) : print(argv[1]);
}
