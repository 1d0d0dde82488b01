/* books.c - the books in force: loaded at the start, from folders and from the store. */
#include "trainer/books.h"

#include <stdlib.h>

#include "base/log.h"
#include "base/memory.h"
#include "book/slot.h"
#include "pattern/normalise.h"
#include "trainer/books_internal.h"

/* ---- where books stand ---- */

static struct source *source_of(
    struct books *b, struct str dir, size_t inside, const struct yaml *settings)
{
	struct source s = {.dir = dir, .inside = inside, .settings = settings};

	for (size_t i = 0; i < b->sources_n; i++)
		if (str_eq(b->sources[i].dir, dir) && b->sources[i].inside == inside &&
		    b->sources[i].settings == settings)
			return &b->sources[i];
	b->sources[b->sources_n] = s;
	return &b->sources[b->sources_n++];
}

static void add_place(struct shop_books *s, struct source *source)
{
	s->places[s->n++].source = source;
}

static int plan_shop(
    struct books *b, struct shop_books *s, const struct books_shop *from, struct diag_list *diags)
{
	if (from->folders_n > SHELF_MAX)
		return diag_error(diags, (struct place){.file = from->folders[SHELF_MAX].p},
		    "a shop has at most %d books", SHELF_MAX);
	s->name = from->name;
	for (size_t i = 0; i < from->folders_n; i++)
		add_place(s, source_of(b, from->folders[i], 0, from->settings));
	for (size_t i = 0; !from->folders_n && i < book_embedded(); i++)
		add_place(s, source_of(b, STR(""), i, from->settings));
	return 0;
}

static int plan(struct books *b, const struct books_shop *shops, size_t n, struct diag_list *diags)
{
	size_t most = 0;
	int rc = 0;

	for (size_t i = 0; i < n; i++)
		most += shops[i].folders_n ? shops[i].folders_n : book_embedded();
	b->sources = ARENA_ARRAY(b->arena, struct source, most);
	b->shops = ARENA_ARRAY(b->arena, struct shop_books, n);
	for (b->shops_n = 0; b->shops_n < n; b->shops_n++)
		rc |= plan_shop(b, &b->shops[b->shops_n], &shops[b->shops_n], diags);
	return rc;
}

/* ---- reading them ---- */

/* A test that cannot be read keeps no book from serving. */
static void read_tests(struct books *b, struct source *s)
{
	struct diag_list *diags = diag_list_new();

	if (book_read_tests(s->dir.p, b->scratch, diags, &s->files) != 0)
		log_warn("not all dialogue tests of a book can be read: %s",
		    diag_size(diags) ? diag_at(diags, 0)->text : "");
	diag_list_free(&diags);
}

static void load_source(struct books *b, struct source *s, const struct progress *progress,
    struct diag_list *diags)
{
	struct book_options options = {
	    .normaliser = b->normaliser, .overrides = s->settings, .progress = progress};

	s->name = s->dir;
	if (!s->dir.n) {
		book_read_embedded(s->inside, b->scratch, &s->files, &s->name);
	} else {
		if (book_read_dir(s->dir.p, b->scratch, diags, &s->files) != 0)
			return;
		read_tests(b, s);
	}
	version_content(&s->files, s->content);
	s->book = version_load(&s->files, s->name, false, &options, diags);
}

int books_load_sources(
    struct books *b, const struct progress *progress, struct diag_list *diags)
{
	int rc = 0;

	for (size_t i = 0; i < b->sources_n; i++) {
		load_source(b, &b->sources[i], progress, diags);
		if (!b->sources[i].book)
			rc = -1;
	}
	return rc;
}

void books_drop_loaded(struct books *b)
{
	for (size_t i = 0; i < b->sources_n; i++)
		book_release(&b->sources[i].book);
	for (size_t i = 0; i < b->shops_n; i++)
		for (size_t k = 0; k < b->shops[i].n; k++)
			book_release(&b->shops[i].places[k].book);
	memory_settle();
}

static void take_source(struct place_of_book *p)
{
	p->book = book_acquire(p->source->book);
	memcpy(p->content, p->source->content, sizeof p->content);
}

/* A view of what was loaded for a shop. */
static struct shelf shelf_of(const struct shop_books *s)
{
	struct shelf shelf = {.n = s->n};

	for (size_t i = 0; i < s->n; i++)
		shelf.books[i] = s->places[i].book;
	return shelf;
}

/* Does an earlier shop have the very same books?  Then what is wrong with them was told. */
static bool was_checked(const struct books *b, size_t shop)
{
	struct shelf own = shelf_of(&b->shops[shop]);

	for (size_t i = 0; i < shop; i++) {
		struct shelf other = shelf_of(&b->shops[i]);

		if (memcmp(&own, &other, sizeof own) == 0)
			return true;
	}
	return false;
}

int books_check_shelves(const struct books *b, struct diag_list *diags)
{
	int rc = 0;

	for (size_t i = 0; i < b->shops_n; i++) {
		struct shelf shelf = shelf_of(&b->shops[i]);

		if (!was_checked(b, i))
			rc |= shelf_check(&shelf, diags);
	}
	return rc;
}

void books_bring_into_force(struct books *b)
{
	for (size_t i = 0; i < b->shops_n; i++) {
		struct shelf shelf = shelf_of(&b->shops[i]);

		shelf_acquire(&shelf);
		if (b->shops[i].slot)
			book_slot_publish_shelf(b->shops[i].slot, &shelf);
		else
			b->shops[i].slot = book_slot_new_shelf(&shelf);
	}
}

/* ---- what was published ---- */

/* The history's newest for a place.  A folder that does not load does not tell its language, but
 * the history knows what stood there. */
static const struct store_book *newest_of(
    const struct shop_books *s, const struct source *from, const struct store_book *rows, size_t n)
{
	const struct store_book *newest = NULL;

	for (size_t i = 0; i < n; i++)
		if (str_eq(rows[i].shop, s->name) && (!newest || rows[i].id > newest->id) &&
		    (from->book ? str_eq(rows[i].language, from->book->settings.language)
				: str_eq(rows[i].name, from->name)))
			newest = &rows[i];
	return newest;
}

/* -1: the store cannot be read, which says nothing of the version. */
static int read_stored(struct books *b, const struct store_book *entry, struct store_reader *reader,
    struct book_files *out)
{
	struct book_file *list;
	size_t n;

	if (store_book_files(reader, entry, b->scratch, &list, &n) == STORE_OK &&
	    !version_arrange(list, n, b->scratch, out))
		return 0;
	log_error("the files of a version cannot be read from the store: version=%.*s",
	    STR_ARG(entry->version));
	return -1;
}

static void log_findings(const struct diag_list *diags)
{
	for (size_t i = 0; i < diag_size(diags); i++) {
		const struct diag *d = diag_at(diags, i);

		if (d->level == DIAG_ERROR)
			log_error("%s:%u:%u: %s", d->at.file ? d->at.file : "", d->at.line,
			    d->at.col, d->text);
	}
}

static void tell_published(
    const struct shop_books *s, const struct place_of_book *p, const struct store_book *entry)
{
	const struct source *from = p->source;

	log_info("the book that was published is in force: shop=%.*s language=%.*s version=%.*s "
		 "book=%.*s config_has=%.*s",
	    STR_ARG(s->name), STR_ARG(entry->language), STR_ARG(entry->version),
	    STR_ARG(from->name), STR_ARG(from->book ? from->book->version : STR("-")));
	if (!from->book)
		log_warn("the book of the config has mistakes; what was published serves in its "
			 "place shop=%.*s book=%.*s",
		    STR_ARG(s->name), STR_ARG(from->name));
}

/* It was in force, and this program cannot load it any more.  A folder that the config names is the
 * shop's own book too, if an older one.  The books inside are not: they would promise customers
 * what the shop never said, so that then nothing starts. */
static int without_published(const struct books *b, const struct shop_books *s,
    struct place_of_book *p, const struct store_book *entry, const struct diag_list *diags)
{
	log_findings(diags);
	if (!p->source->book || (!p->source->dir.n && !b->to_publish)) {
		log_error("the book that was published cannot be loaded any more, and there is no "
			  "other one of the shop: publish one that can (xiaoer book publish) "
			  "shop=%.*s language=%.*s version=%.*s",
		    STR_ARG(s->name), STR_ARG(entry->language), STR_ARG(entry->version));
		return -1;
	}
	log_error("the book that was published cannot be loaded any more: the one of the config "
		  "stands in its place shop=%.*s language=%.*s version=%.*s book=%.*s",
	    STR_ARG(s->name), STR_ARG(entry->language), STR_ARG(entry->version),
	    STR_ARG(p->source->name));
	take_source(p);
	p->why = "the version that was published could not be loaded";
	return 0;
}

static int open_published(struct books *b, const struct shop_books *s, struct place_of_book *p,
    const struct store_book *entry, struct store_reader *reader)
{
	struct book_options options = {b->normaliser, p->source->settings};
	struct diag_list *diags;
	struct book_files files;
	int rc = 0;

	if (read_stored(b, entry, reader, &files) != 0)
		return -1;
	diags = diag_list_new();
	p->book = version_load(&files, p->source->name, false, &options, diags);
	if (p->book) {
		memcpy(p->content, entry->content.p, sizeof p->content);
		p->how = entry->how;
		p->stored = true;
		tell_published(s, p, entry);
	} else {
		rc = without_published(b, s, p, entry, diags);
	}
	diag_list_free(&diags);
	return rc;
}

static bool is_content(const struct store_book *entry, const unsigned char content[VERSION_CONTENT])
{
	return str_eq(entry->content, str_make((const char *)content, VERSION_CONTENT));
}

static int open_place(struct books *b, const struct shop_books *s, struct place_of_book *p,
    const struct store_book *newest, struct store_reader *reader)
{
	bool given =
	    newest && newest->how >= BOOK_PUBLISHED && newest->content.n == VERSION_CONTENT;
	bool same = newest && p->source->book && is_content(newest, p->source->content);

	if (given && !same)
		return open_published(b, s, p, newest, reader);
	if (!p->source->book)
		return -1;
	take_source(p);
	p->how = same ? newest->how : BOOK_STARTED;
	p->stored = same;
	return 0;
}

static int open_places(struct books *b, struct store_reader *reader)
{
	struct store_book *rows;
	size_t n;
	int rc = 0;

	if (store_books_in_force(reader, b->scratch, &rows, &n) != STORE_OK)
		return -1;
	for (size_t i = 0; i < b->shops_n; i++) {
		struct shop_books *s = &b->shops[i];

		for (size_t k = 0; k < s->n; k++)
			rc |= open_place(b, s, &s->places[k],
			    newest_of(s, s->places[k].source, rows, n), reader);
	}
	return rc;
}

/* ---- the start and the end ---- */

struct books *books_load(const struct books_shop *shops, size_t n, bool to_publish,
    struct store_reader *reader, struct diag_list *diags)
{
	struct arena *arena = arena_new(0);
	struct books *b = ARENA_NEW(arena, struct books);
	int rc;

	b->arena = arena;
	b->scratch = arena_new(0);
	b->to_publish = to_publish;
	b->normaliser = normaliser_new();
	if (!normaliser_has_simplified(b->normaliser))
		log_warn("OpenCC's tables cannot be read: traditional characters stay as they are");
	rc = plan(b, shops, n, diags);
	if (rc == 0) {
		books_load_sources(b, NULL, diags); /* what is missing is told by its place */
		rc = open_places(b, reader);
	}
	if (rc == 0)
		rc = books_check_shelves(b, diags);
	if (rc == 0)
		books_bring_into_force(b);
	books_drop_loaded(b);
	if (rc != 0)
		books_free(&b);
	return b;
}

void books_free(struct books **b)
{
	struct arena *arena;

	if (!*b)
		return;
	arena = (*b)->arena;
	for (size_t i = 0; i < (*b)->shops_n; i++)
		book_slot_free(&(*b)->shops[i].slot);
	normaliser_free(&(*b)->normaliser);
	arena_free(&(*b)->scratch);
	arena_free(&arena);
	*b = NULL;
}

struct book_slot *books_slot(struct books *b, size_t shop)
{
	return b->shops[shop].slot;
}

struct str source_name(const struct source *s)
{
	return s->name;
}
