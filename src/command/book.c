/* book.c - `xiaoer book`: what is in force and was before, and the files of it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "base/json.h"
#include "base/zone.h"
#include "command/book_command.h"
#include "command/command.h"
#include "command/config.h"
#include "trainer/history.h"
#include "trainer/version.h"

enum { PAGE = 200, JSON_MAX = 64 << 20 };

int book_failed(const char *text)
{
	fprintf(stderr, "xiaoer book: %s\n", text);
	return COMMAND_FAILED;
}

/* ---- reading ---- */

int book_open_reader(struct book_command *c)
{
	char error[STORE_ERROR_MAX];

	c->reader = store_reader_open(c->config->store.p, error);
	if (c->reader)
		return 0;
	book_failed(error);
	return -1;
}

int book_read_folder(struct book_command *c, const char *dir, struct book_files *out)
{
	struct diag_list *diags = diag_list_new();
	int rc = book_read_dir(dir, c->arena, diags, out);

	if (rc == 0)
		rc = book_read_tests(dir, c->arena, diags, out);
	if (diag_size(diags))
		diag_print(diags, stderr, isatty(STDERR_FILENO));
	diag_list_free(&diags);
	return rc;
}

int book_files_of_row(struct book_command *c, const struct store_book *row, struct book_files *out)
{
	struct book_file *list;
	size_t n;

	if (store_book_files(c->reader, row, c->arena, &list, &n) == STORE_OK &&
	    !version_arrange(list, n, c->arena, out))
		return 0;
	book_failed(_("the store cannot be read"));
	return -1;
}

int book_read_version(struct book_command *c, struct str version, struct book_files *out)
{
	struct store_book row;
	int found =
	    store_book(c->reader, str_of(c->shop), str_of(c->language), version, c->arena, &row);

	if (found == 1)
		return book_files_of_row(c, &row, out);
	if (found == 0)
		fprintf(stderr,
		    _("xiaoer book: version %.*s was never in force (xiaoer book list)\n"),
		    STR_ARG(version));
	else
		book_failed(_("the store cannot be read"));
	return -1;
}

/* ---- list ---- */

static bool is_wanted(const struct book_command *c, const struct store_book *row)
{
	return (!c->shop || str_is(row->shop, c->shop)) &&
	       (!c->language || str_is(row->language, c->language));
}

static bool is_in_force(const struct store_book *in_force, size_t n, const struct store_book *row)
{
	for (size_t i = 0; i < n; i++)
		if (in_force[i].id == row->id)
			return true;
	return false;
}

struct str book_line(struct arena *arena, struct str text)
{
	char *p = arena_strdup(arena, arena_str(arena, text).p);

	utf8_tame(p, strlen(p));
	return str_of(p);
}

/* A line of the table. */
static void print_cells(const struct str cells[7])
{
	static const unsigned char columns[] = {24, 12, 8, 13, 9, 12};

	for (size_t i = 0; i < sizeof columns; i++)
		printf("%-*.*s ", utf8_field(cells[i], columns[i]), STR_ARG(cells[i]));
	printf("%.*s\n", STR_ARG(cells[6]));
}

static void print_row(struct book_command *c, const struct store_book *row, bool in_force)
{
	struct str who = book_line(c->arena, row->who), why = book_line(c->arena, row->why);
	char at[32];

	time_format(row->at, at);
	printf("%s ", in_force ? "*" : " ");
	print_cells((const struct str[]){str_of(at), row->shop, row->language, row->version,
	    str_of(intl(store_book_how_name(row->how))), who, why});
}

/* Page by page, newest first. */
static int each(struct book_command *c, void (*visit)(void *ctx, const struct store_book *row),
    void *ctx, size_t *count)
{
	struct arena *arena = arena_new(1 << 16);
	int64_t before = 0;
	int rc = STORE_OK;
	size_t n = PAGE;

	*count = 0;
	while (n == PAGE && rc == STORE_OK) {
		struct store_book *rows;

		arena_reset(arena);
		rc = store_books(c->reader, str_of(c->shop), str_of(c->language), before, PAGE,
		    arena, &rows, &n);
		for (size_t i = 0; i < n && rc == STORE_OK; i++) {
			visit(ctx, &rows[i]);
			before = rows[i].id;
			++*count;
		}
	}
	arena_free(&arena);
	return rc;
}

struct in_force {
	struct book_command *command;
	struct store_book *rows;
	size_t n;
};

static void list_row(void *ctx, const struct store_book *row)
{
	const struct in_force *f = ctx;

	print_row(f->command, row, is_in_force(f->rows, f->n, row));
}

static void list_json(void *ctx, const struct store_book *row)
{
	history_write(ctx, row);
}

static int print_json(struct book_command *c, const struct in_force *f)
{
	struct json_out o;
	struct buf buf;
	size_t n;
	int rc;

	buf_init(&buf, JSON_MAX);
	json_out_init(&o, &buf);
	json_open(&o, '{');
	json_key_open(&o, "in_force", '[');
	for (size_t i = 0; i < f->n; i++)
		if (is_wanted(c, &f->rows[i]))
			history_write(&o, &f->rows[i]);
	json_close(&o, ']');
	json_key_open(&o, "history", '[');
	rc = each(c, list_json, &o, &n);
	json_close(&o, ']');
	json_close(&o, '}');
	if (rc == STORE_OK && !buf.failed)
		printf("%.*s\n", STR_ARG(buf_str(&buf)));
	rc = buf.failed ? STORE_FAILED : rc;
	buf_free(&buf);
	return rc;
}

static int list(struct book_command *c)
{
	struct in_force f = {.command = c};
	size_t n = 0;
	int rc;

	if (book_open_reader(c) != 0)
		return COMMAND_FAILED;
	rc = store_books_in_force(c->reader, c->arena, &f.rows, &f.n);
	if (rc == STORE_OK && c->json) {
		rc = print_json(c, &f);
	} else if (rc == STORE_OK) {
		printf("  ");
		print_cells((const struct str[]){str_of(_("AT")), str_of(_("SHOP")),
		    str_of(_("LANGUAGE")), str_of(_("VERSION")), str_of(_("HOW")),
		    str_of(_("WHO")), str_of(_("WHY"))});
		rc = each(c, list_row, &f, &n);
		if (rc == STORE_OK && n)
			printf(_("* is in force\n"));
		else if (rc == STORE_OK)
			printf(_("nothing was ever in force\n"));
	}
	return rc == STORE_OK ? COMMAND_GOOD : book_failed(_("the store cannot be read"));
}

/* ---- show ---- */

static int write_file(const char *path, struct str text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int rc = fd < 0 ? -1 : 0;

	while (rc == 0 && text.n) {
		ssize_t n = write(fd, text.p, text.n);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = -1;
		else
			text = str_make(text.p + n, text.n - (size_t)n);
	}
	if (fd >= 0 && close(fd) != 0)
		rc = -1;
	if (rc != 0)
		fprintf(
		    stderr, _("xiaoer book: %s cannot be written: %s\n"), path, intl_errno(errno));
	return rc;
}

static int make_folder(const char *path)
{
	if (mkdir(path, 0777) == 0 || errno == EEXIST)
		return 0;
	fprintf(stderr, _("xiaoer book: %s cannot be made: %s\n"), path, intl_errno(errno));
	return -1;
}

/* No file is written over: whose folder it is may have changes of his own in it. */
static int export_to(struct book_command *c, const struct book_files *f)
{
	if (make_folder(c->to) != 0)
		return COMMAND_FAILED;
	if (f->n > f->own && make_folder(arena_printf(c->arena, "%s/tests", c->to).p) != 0)
		return COMMAND_FAILED;
	for (size_t i = 0; i < f->n; i++) {
		const char *path =
		    arena_printf(c->arena, "%s/%.*s", c->to, STR_ARG(f->list[i].name)).p;

		if (write_file(path, f->list[i].text) != 0)
			return COMMAND_FAILED;
	}
	printf(intl_n("%zu file written to %s\n", "%zu files written to %s\n", f->n), f->n, c->to);
	return COMMAND_GOOD;
}

static int show_json(const struct book_files *f, struct str version)
{
	struct json_out o;
	struct buf buf;
	bool failed;

	buf_init(&buf, JSON_MAX);
	json_out_init(&o, &buf);
	json_open(&o, '{');
	json_key_str(&o, "version", version);
	history_write_files(&o, f->list, f->n);
	json_close(&o, '}');
	failed = buf.failed;
	if (!failed)
		printf("%.*s\n", STR_ARG(buf_str(&buf)));
	buf_free(&buf);
	return failed ? book_failed(_("it is too long to be printed")) : COMMAND_GOOD;
}

static int show(struct book_command *c)
{
	struct str version = str_of(c->arguments[0]);
	struct book_files f;

	if (book_open_reader(c) != 0 || book_read_version(c, version, &f) != 0)
		return COMMAND_FAILED;
	if (c->to)
		return export_to(c, &f);
	if (c->json)
		return show_json(&f, version);
	for (size_t i = 0; i < f.n; i++) {
		printf("%s==> %.*s <==\n", i ? "\n" : "", STR_ARG(f.list[i].name));
		fwrite(f.list[i].text.p, 1, f.list[i].text.n, stdout);
	}
	return COMMAND_GOOD;
}

/* ---- the command ---- */

static const struct act {
	const char *name;
	int (*run)(struct book_command *c);
	size_t least, most; /* arguments */
	bool changes;       /* takes what a change wants to know */
} acts[] = {
    {"list", list, 0, 0, false},
    {"show", show, 1, 1, false},
    {"diff", book_diff, 0, 2, false},
    {"publish", book_publish, 1, 1, true},
    {"rollback", book_rollback, 0, 1, true},
};

static const struct act *find_act(const char *name)
{
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (str_is(str_of(name), acts[i].name))
			return &acts[i];
	return NULL;
}

static int check_use(const struct book_command *c, const struct act *act, const char *name)
{
	if (!act)
		return command_misused(
		    "book", "list, show, diff, publish or rollback, not '%s'", name);
	if (c->arguments_n < act->least)
		return command_misused("book", act->changes
						   ? N_("publish needs the folder of a book")
						   : N_("show needs a version"));
	if (c->arguments_n > act->most)
		return command_misused(
		    "book", "%s takes no further '%s'", act->name, c->arguments[act->most]);
	if (act->changes && !str_trim(str_of(c->why)).n)
		return command_misused(
		    "book", "--why TEXT says to who comes after you why it is done");
	if (!act->changes && (c->why || c->who || c->base || c->accept_warnings || c->dry_run))
		return command_misused("book",
		    "--why, --who, --base, --accept-warnings and --dry-run go with publish and "
		    "rollback");
	if (c->to && act->run != show)
		return command_misused("book", "--to goes with show");
	if (c->json && act->run == book_diff)
		return command_misused("book", "diff has no --json");
	return 0;
}

static int run(struct book_command *c, const struct act *act, const char *config, const char *store)
{
	int status;

	c->config = config_open(config);
	if (!c->config)
		return COMMAND_FAILED;
	if (store)
		c->config->store = str_of(store);
	c->arena = arena_new(1 << 16);
	status = act->run(c);
	if (c->reader)
		store_reader_close(&c->reader);
	arena_free(&c->arena);
	config_free(&c->config);
	return status;
}

static const char about[] = N_(
    "Every version of a book that was ever in force is kept in the store.\n"
    "  list                 what is in force, and what was\n"
    "  show VERSION         its files, on stdout or in a folder (--to DIR)\n"
    "  diff [A [B]]         what differs between two versions or folders; of one alone: from what\n"
    "                       is in force to that folder, or from that version to what is in force;\n"
    "                       without any: from what is in force to the folder of the config\n"
    "  publish BOOK         brings a folder into force, when it has neither mistakes nor warnings and\n"
    "                       all its examples and dialogue tests hold\n"
    "  rollback [VERSION]   brings an earlier version into force again, the one before when none\n"
    "                       is named\n"
    "Beside a running server publish and rollback go through it, and it answers with the new book\n"
    "at once; its address and token come from the config.  Without one they hold from the next\n"
    "start on.\n");

int command_book_versions(int argc, char **argv)
{
	const char *config = NULL, *store = NULL;
	struct book_command c = {0};
	const struct command_option options[] = {
	    {"why", "TEXT", N_("publish, rollback: why it is done"), .text = &c.why},
	    {"who", "NAME", N_("publish, rollback: who does it; without it your login name"),
		.text = &c.who},
	    {"accept-warnings", NULL, N_("publish, rollback: in spite of the check's warnings"),
		.flag = &c.accept_warnings},
	    {"dry-run", NULL, N_("publish, rollback: all but coming into force"), .flag = &c.dry_run},
	    {"base", "VERSION", N_("publish, rollback: only when this one is in force still"),
		.text = &c.base},
	    {"to", "DIR", N_("show: writes the files there"), .text = &c.to},
	    {"shop", "NAME", N_("the shop; without it the first of the config, for list every one"),
		.text = &c.shop},
	    {"language", "LANGUAGE", N_("the book, where a shop has several"), .text = &c.language},
	    {"json", NULL, N_("list, show, publish, rollback: one JSON object"), .flag = &c.json},
	    {"store", "FILE", N_("the SQLite file"), .text = &store},
	    {"config", "FILE", N_("the config; without it ./xiaoer.yaml, when there is one"),
		.text = &config},
	};
	const struct command_usage usage = {
	    N_("book list|show|diff|publish|rollback [options] [ARGUMENT...]"), about, options,
	    sizeof options / sizeof *options, 1, -1};
	int status, n = command_options(&usage, argc, argv, &status);
	const struct act *act;

	if (n < 0)
		return status;
	act = find_act(argv[1]);
	c.arguments = argv + 2;
	c.arguments_n = (size_t)n - 1;
	status = check_use(&c, act, argv[1]);
	return status ? status : run(&c, act, config, store);
}
