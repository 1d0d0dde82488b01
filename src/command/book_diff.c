/* book_diff.c - `xiaoer book diff`: what differs between versions of a book. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/intl.h"
#include "book/book.h"
#include "command/book_command.h"
#include "command/command.h"
#include "command/config.h"
#include "pattern/normalise.h"
#include "trainer/version_diff.h"

enum { NAMES_MAX = 12, VERSION_DIGITS = 12 };

/* One side of a comparison. */
struct side {
	const char *name;
	struct book_files files;
};

/* ---- what changed ---- */

static const char *kind_word(enum version_change_kind kind)
{
	static const char *const words[] = {N_("added"), N_("removed"), N_("changed")};

	return intl(words[kind]);
}

/* Those of one part and kind; how many there are of it. */
static size_t print_group(const struct version_change *list, size_t n, bool all)
{
	size_t of_it = 1, shown;

	while (of_it < n && str_eq(list[of_it].part, list->part) && list[of_it].kind == list->kind)
		of_it++;
	shown = all || of_it <= NAMES_MAX ? of_it : NAMES_MAX;
	printf(_("  %-10.*s %s (%zu): "), STR_ARG(list->part), kind_word(list->kind), of_it);
	for (size_t i = 0; i < shown; i++)
		printf("%s%.*s", i ? _(", ") : "", STR_ARG(list[i].id));
	puts(shown < of_it ? ", ..." : "");
	return of_it;
}

void book_print_changes(
    struct book_command *c, const struct book_files *a, const struct book_files *b, bool all)
{
	struct version_change *list;
	size_t n = version_changes(a, b, c->arena, &list);

	if (!n)
		printf(_("  nothing but comments or the layout of files\n"));
	for (size_t i = 0; i < n;)
		i += print_group(list + i, n - i, all);
}

static int print(struct book_command *c, const struct side *a, const struct side *b)
{
	size_t differ = version_diff_print(
	    a->name, &a->files, b->name, &b->files, stdout, isatty(STDOUT_FILENO));

	if (!differ) {
		printf(_("%s and %s are the same\n"), a->name, b->name);
		return COMMAND_GOOD;
	}
	printf(intl_n("%zu file differs from %s to %s:\n", "%zu files differ from %s to %s:\n",
		   differ),
	    differ, a->name, b->name);
	book_print_changes(c, &a->files, &b->files, true);
	return COMMAND_GOOD;
}

/* ---- the sides ---- */

static bool is_folder(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool is_version(const char *name)
{
	return strlen(name) == VERSION_DIGITS &&
	       strspn(name, "0123456789abcdef") == VERSION_DIGITS && !is_folder(name);
}

static int read_side(struct book_command *c, const char *name, struct side *s)
{
	s->name = name;
	return is_version(name) ? book_read_version(c, str_of(name), &s->files)
				: book_read_folder(c, name, &s->files);
}

static struct str shop_of(const struct book_command *c)
{
	return c->shop ? str_of(c->shop) : c->config->shops[0].name;
}

static int side_of_row(struct book_command *c, const struct store_book *row, struct side *s)
{
	s->name = arena_strdup(c->arena, row->version.p);
	return book_files_of_row(c, row, &s->files);
}

/* What is in force in a language. */
static int read_in_force(struct book_command *c, struct str language, struct side *s)
{
	struct store_book *row;
	size_t n;

	if (store_books(c->reader, shop_of(c), language, 0, 1, c->arena, &row, &n) != STORE_OK)
		return book_failed(_("the store cannot be read"));
	if (n)
		return side_of_row(c, row, s);
	fprintf(stderr, _("xiaoer book: nothing in %.*s was ever in force in the shop %.*s\n"),
	    STR_ARG(language), STR_ARG(shop_of(c)));
	return -1;
}

/* Empty after printing why. */
static struct str language_of_folder(struct book_command *c, const char *dir)
{
	struct normaliser *normaliser = normaliser_new();
	struct diag_list *diags = diag_list_new();
	struct book_options options = {.normaliser = normaliser, .settings_only = true};
	struct book *book = book_load_dir(dir, &options, diags);
	struct str language = book ? arena_str(c->arena, book->settings.language) : STR("");

	if (!book)
		diag_print(diags, stderr, isatty(STDERR_FILENO));
	book_release(&book);
	diag_list_free(&diags);
	normaliser_free(&normaliser);
	return language;
}

static struct str language_of_version(struct book_command *c, const char *version)
{
	struct store_book row;

	return store_book(
		   c->reader, shop_of(c), str_of(c->language), str_of(version), c->arena, &row) == 1
		   ? row.language
		   : STR("");
}

/* From what is in force to a folder, from a version to what is in force. */
static int diff_one(struct book_command *c, const char *name)
{
	bool version = is_version(name);
	struct str language = c->language ? str_of(c->language)
			      : version   ? language_of_version(c, name)
					  : language_of_folder(c, name);
	struct side a, b;

	if (read_side(c, name, version ? &a : &b) != 0 || !language.n ||
	    read_in_force(c, language, version ? &b : &a) != 0)
		return COMMAND_FAILED;
	return print(c, &a, &b);
}

/* ---- against the config's ---- */

static const struct config_shop *config_shop(const struct book_command *c)
{
	for (size_t i = 0; i < c->config->shops_n; i++)
		if (str_eq(c->config->shops[i].name, shop_of(c)))
			return &c->config->shops[i];
	return NULL;
}

static const struct store_book *row_called(
    const struct store_book *rows, size_t n, struct str shop, struct str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].shop, shop) && str_eq(rows[i].name, name))
			return &rows[i];
	return NULL;
}

struct comparison {
	const struct store_book *rows;
	size_t n, compared;
	bool inside; /* with the books inside, which have no tests: they are left out */
};

/* What took the place of a book of the config, when something is in force there. */
static int against(struct book_command *c, struct comparison *all, struct str name, struct side *b)
{
	const struct store_book *row = row_called(all->rows, all->n, shop_of(c), name);
	struct side a;

	if (!row || (c->language && !str_is(row->language, c->language)))
		return COMMAND_GOOD;
	all->compared++;
	b->name = arena_str(c->arena, name).p;
	if (side_of_row(c, row, &a) != 0)
		return COMMAND_FAILED;
	if (all->inside)
		a.files.n = a.files.own;
	return print(c, &a, b);
}

static int diff_folders(
    struct book_command *c, const struct config_shop *shop, struct comparison *all)
{
	int status = COMMAND_GOOD;

	for (size_t i = 0; i < shop->books.n; i++) {
		struct side b;

		if (book_read_folder(c, shop->books.list[i].p, &b.files) != 0 ||
		    against(c, all, shop->books.list[i], &b) != COMMAND_GOOD)
			status = COMMAND_FAILED;
	}
	return status;
}

static int diff_inside(struct book_command *c, struct comparison *all)
{
	int status = COMMAND_GOOD;

	for (size_t i = 0; i < book_embedded(); i++) {
		struct side b;
		struct str name;

		book_read_embedded(i, c->arena, &b.files, &name);
		if (against(c, all, name, &b) != COMMAND_GOOD)
			status = COMMAND_FAILED;
	}
	return status;
}

static int diff_config(struct book_command *c)
{
	const struct config_shop *shop = config_shop(c);
	struct comparison all = {0};
	struct store_book *rows;
	int status;

	if (!shop)
		return book_failed(_("the config has no such shop"));
	if (store_books_in_force(c->reader, c->arena, &rows, &all.n) != STORE_OK)
		return book_failed(_("the store cannot be read"));
	all.rows = rows;
	all.inside = shop->books.n == 0;
	status = shop->books.n ? diff_folders(c, shop, &all) : diff_inside(c, &all);
	if (status == COMMAND_GOOD && !all.compared)
		return book_failed(_("nothing was ever in force there (xiaoer book list)"));
	return status;
}

int book_diff(struct book_command *c)
{
	struct side a, b;

	bool folders =
	    c->arguments_n == 2 && !is_version(c->arguments[0]) && !is_version(c->arguments[1]);

	if (!folders && book_open_reader(c) != 0)
		return COMMAND_FAILED;
	if (c->arguments_n == 0)
		return diff_config(c);
	if (c->arguments_n == 1)
		return diff_one(c, c->arguments[0]);
	if (read_side(c, c->arguments[0], &a) != 0 || read_side(c, c->arguments[1], &b) != 0)
		return COMMAND_FAILED;
	return print(c, &a, &b);
}
