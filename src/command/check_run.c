/* check_run.c - which books are checked for which shops, and all that is done with them. */
#include "command/check_run.h"

#include "base/intl.h"
#include "book/load.h"
#include "book/shelf.h"
#include "command/config.h"
#include "pattern/normalise.h"

enum { KEPT = 5000 }; /* findings */

static const char embedded_name[] = N_("the book inside the binary");

/* ---- the plan ---- */

static size_t book_of(
    struct check_run *r, const char *dir, size_t inside, const struct yaml *settings)
{
	struct checked_book *b = r->books;
	size_t i = 0;

	for (; i < r->books_n; i++)
		if (b[i].settings == settings && b[i].inside == inside &&
		    (dir && b[i].dir ? !strcmp(dir, b[i].dir) : dir == b[i].dir))
			return i;
	b[i] =
	    (struct checked_book){.name = dir, .dir = dir, .inside = inside, .settings = settings};
	if (!dir)
		b[i].name =
		    inside ? arena_printf(
				     r->arena, _("%s, number %zu"), intl(embedded_name), inside + 1)
				     .p
			       : intl(embedded_name);
	return r->books_n++;
}

static void add_book(struct check_run *r, struct checked_shop *s, const char *dir, size_t inside,
    const struct yaml *settings)
{
	if (s->books_n < sizeof s->books / sizeof *s->books)
		s->books[s->books_n++] = book_of(r, dir, inside, settings);
}

static struct check_lookup lookup_of(struct check_run *r, const struct config_lookup *l)
{
	struct lookup_offer o = lookup_offer(&l->lookup, r->arena);
	bool *optional = ARENA_ARRAY(r->arena, bool, o.brings_n + 1);

	for (size_t i = o.required_n; i < o.brings_n; i++)
		optional[i] = true;
	return (struct check_lookup){.name = o.name,
	    .at = l->at,
	    .needs = o.needs,
	    .needs_n = o.needs_n,
	    .brings = o.brings,
	    .optional = optional,
	    .brings_n = o.brings_n};
}

/* One channel more than it has is for --text-max. */
static void know_shop(struct check_run *r, struct checked_shop *s, const struct config_shop *c)
{
	struct check_channel *channels =
	    ARENA_ARRAY(r->arena, struct check_channel, c->channels_n + 1);
	struct check_lookup *lookups = ARENA_ARRAY(r->arena, struct check_lookup, c->lookups_n + 1);

	for (size_t i = 0; i < c->channels_n; i++)
		channels[i] = (struct check_channel){.name = c->channels[i].name,
		    .at = {.file = r->config->file.n ? r->config->file.p : "environment"},
		    .text_max = (size_t)c->channels[i].text_max,
		    .budget = (unsigned)c->channels[i].budget};
	for (size_t i = 0; i < c->lookups_n; i++)
		lookups[i] = lookup_of(r, &c->lookups[i]);
	s->known = true;
	s->shop = (struct check_shop){.name = c->name,
	    .channels = channels,
	    .channels_n = c->channels_n,
	    .lookups_known = true,
	    .lookups = lookups,
	    .lookups_n = c->lookups_n};
}

static void add_text_max(struct check_run *r, struct checked_shop *s, size_t text_max)
{
	struct check_channel *channels =
	    ARENA_ARRAY(r->arena, struct check_channel, s->shop.channels_n + 1);

	if (s->shop.channels_n)
		memcpy(channels, s->shop.channels, s->shop.channels_n * sizeof *channels);
	channels[s->shop.channels_n++] = (struct check_channel){.text_max = text_max};
	s->shop.channels = channels;
	s->known = true;
}

static void plan_shop(struct check_run *r, const struct config_shop *c, char *const *dirs, size_t n)
{
	struct checked_shop *s = &r->shops[r->shops_n++];
	const struct yaml *settings = c ? c->settings : NULL;

	if (c)
		know_shop(r, s, c);
	for (size_t i = 0; i < n; i++)
		add_book(r, s, dirs[i], 0, settings);
	for (size_t i = 0; !n && c && i < c->books.n; i++)
		add_book(r, s, c->books.list[i].p, 0, settings);
	if (n || (c && c->books.n))
		return;
	/* without a config the first alone, as `xiaoer check` has ever done */
	for (size_t i = 0; i < (c ? book_embedded() : 1); i++)
		add_book(r, s, NULL, i, settings);
}

void check_run_plan(struct check_run *r, char *const *dirs, size_t n, size_t text_max)
{
	size_t shops = r->config ? r->config->shops_n : 1;

	r->arena = arena_new(0);
	r->shops = ARENA_ARRAY(r->arena, struct checked_shop, shops);
	r->books = ARENA_ARRAY(r->arena, struct checked_book, shops * SHELF_MAX);
	for (size_t i = 0; i < shops; i++) {
		plan_shop(r, r->config ? &r->config->shops[i] : NULL, dirs, n);
		if (text_max)
			add_text_max(r, &r->shops[i], text_max);
	}
}

/* ---- the run ---- */

static struct book *load_one(
    const struct checked_book *b, const struct book_options *options, struct diag_list *diags)
{
	return b->dir ? book_load_dir(b->dir, options, diags)
		      : book_load_embedded(b->inside, options, diags);
}

/* A book with mistakes, when they are all in its examples: what made them is mostly to be found by
 * the check.  What loading says has been told. */
static struct book *load_unproven(const struct checked_book *b, struct book_options options)
{
	struct diag_list *told = diag_list_new();
	struct book *book;

	options.no_examples = true;
	book = load_one(b, &options, told);
	diag_list_free(&told);
	return book;
}

static bool load_all(struct check_run *r)
{
	bool all = true;

	for (size_t i = 0; i < r->books_n; i++) {
		struct checked_book *b = &r->books[i];
		struct book_options options = {
		    .normaliser = r->normaliser, .overrides = b->settings};

		b->book = load_one(b, &options, r->diags);
		if (!b->book)
			b->unproven = load_unproven(b, options);
		all = all && b->book;
	}
	return all;
}

/* The books of a shop that could be loaded. */
static size_t shop_books(const struct check_run *r, const struct checked_shop *s, struct book **out)
{
	size_t n = 0;

	for (size_t i = 0; i < s->books_n; i++)
		if (r->books[s->books[i]].book)
			out[n++] = r->books[s->books[i]].book;
	return n;
}

static bool check_shop(
    struct check_run *r, const struct checked_shop *s, const struct progress *progress)
{
	struct check_options options = {s->known ? &s->shop : NULL, progress};
	struct shelf shelf = {.n = 0};
	bool good = true;

	shelf.n = shop_books(r, s, shelf.books);
	for (size_t i = 0; i < shelf.n; i++)
		check_book_for(shelf.books[i], &options, r->diags);
	for (size_t i = 0; i < s->books_n; i++)
		if (r->books[s->books[i]].unproven)
			check_book_for(r->books[s->books[i]].unproven, &options, r->diags);
	if (r->config)
		good = shelf_check(&shelf, r->diags) == 0;
	if (s->shop.lookups_known)
		check_lookups((const struct book *const *)shelf.books, shelf.n, &s->shop, r->diags);
	if (shelf.n > 1)
		check_books((const struct book *const *)shelf.books, shelf.n, r->diags);
	return good;
}

static unsigned what_ran(const struct check_run *r, bool all)
{
	unsigned ran = all ? CHECKED_BOOKS : 0;

	for (size_t i = 0; i < r->shops_n; i++) {
		ran |= r->shops[i].shop.lookups_known ? CHECKED_SHOP : 0;
		ran |= r->shops[i].books_n > 1 ? CHECKED_LANGUAGES : 0;
	}
	return ran;
}

bool check_run_all(struct check_run *r, const struct progress *progress)
{
	bool all = load_all(r), good = all;

	diag_limit(r->diags, diag_size(r->diags) + KEPT);
	for (size_t i = 0; i < r->shops_n; i++)
		good = check_shop(r, &r->shops[i], progress) && good;
	r->allowed_n = check_allow(r->diags, what_ran(r, all), r->arena, &r->allowed);
	return good;
}

void check_run_free(struct check_run *r)
{
	for (size_t i = 0; i < r->books_n; i++) {
		book_release(&r->books[i].book);
		book_release(&r->books[i].unproven);
	}
	arena_free(&r->arena);
}
