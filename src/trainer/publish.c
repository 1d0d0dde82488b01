/* publish.c - another version of a book comes into force: examined, then stored, then swapped.
 * rollback.c finds the earlier one that is to come back. */
#include "base/clock.h"
#include "base/intl.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/yaml.h"
#include "base/zone.h"
#include "book/slot.h"
#include "trainer/publish_internal.h"

int publishing_fail(struct publishing *p, enum books_result result, struct str problem)
{
	p->out->result = result;
	p->out->problem = problem;
	return -1;
}

/* fmt: how so many are told. */
static void say_count(struct publishing *p, struct str *text, size_t n, const char *fmt)
{
	if (!n)
		return;
	if (text->n)
		*text = arena_printf(p->arena, "%.*s%s", STR_ARG(*text), _(", "));
	*text = arena_printf(
	    p->arena, "%.*s%.*s", STR_ARG(*text), STR_ARG(arena_printf(p->arena, fmt, n)));
}

/* "2 mistakes, 1 warning, 3 of 265 dialogues failed" */
static int refused(struct publishing *p)
{
	struct str text = STR("");

	size_t errors = diag_count(p->diags, DIAG_ERROR);
	size_t warnings = diag_count(p->diags, DIAG_WARNING);

	say_count(p, &text, errors, intl_n("%zu mistake", "%zu mistakes", errors));
	say_count(p, &text, warnings, intl_n("%zu warning", "%zu warnings", warnings));
	if (p->e.failed)
		text = arena_printf(p->arena, _("%.*s, %zu of %zu dialogues failed"), STR_ARG(text),
		    p->e.failed, p->e.dialogues);
	return publishing_fail(p, BOOKS_REFUSED, text);
}

/* ---- which shop, which book ---- */

int publishing_find_shop(struct publishing *p)
{
	p->shop = p->r->shop.n ? NULL : &p->b->shops[0];
	for (size_t i = 0; i < p->b->shops_n && !p->shop; i++)
		if (str_eq(p->b->shops[i].name, p->r->shop))
			p->shop = &p->b->shops[i];
	if (!p->shop)
		return publishing_fail(p, BOOKS_MISSING,
		    arena_printf(p->arena, _("there is no shop \"%.*s\""), STR_ARG(p->r->shop)));
	p->out->shop = p->shop->name;
	book_slot_acquire_all(p->shop->slot, &p->shelf);
	return 0;
}

bool publishing_find_language(struct publishing *p, struct str language)
{
	for (p->at = 0; p->at < p->shelf.n; p->at++)
		if (str_eq(p->shelf.books[p->at]->settings.language, language))
			return true;
	p->at = 0;
	return false;
}

/* What findings about the book as a whole are told of; before it is loaded its language is not
 * known. */
static struct str name_for(struct publishing *p, struct str language)
{
	if (publishing_find_language(p, language) || p->shelf.n == 1)
		return source_name(p->shop->places[p->at].source);
	return STR("book");
}

/* In which the book will serve: the settings of a shop hold for all its books. */
static struct str language_of(const struct publishing *p)
{
	const struct yaml *own = yaml_get(p->shop->places[0].source->settings, "language");

	return yaml_is_nothing(own) ? p->e.book->settings.language : own->text;
}

static int find_place(struct publishing *p, struct str wanted)
{
	struct place whole = {.file = p->e.name.p};
	struct str language = language_of(p);

	if (wanted.n && !str_eq(wanted, language))
		diag_error(p->diags, whole, "the book is in %.*s, not in %.*s (settings.language)",
		    STR_ARG(language), STR_ARG(wanted));
	else if (!publishing_find_language(p, language))
		diag_error(p->diags, whole,
		    "the shop '%.*s' has no book in %.*s: which books a shop has stands in the "
		    "config (book)",
		    STR_ARG(p->shop->name), STR_ARG(language));
	else
		return 0;
	return refused(p);
}

/* ---- what is in force ---- */

/* " since 2026-11-23T10:00:00.000Z (publish by anna: new prices)", of the history's newest. */
static struct str since(struct publishing *p)
{
	struct str language = p->shelf.books[p->at]->settings.language;
	struct store_book *row;
	struct str how;
	char at[32];
	size_t n;

	if (store_books(p->reader, p->shop->name, language, 0, 1, p->arena, &row, &n) != STORE_OK ||
	    n == 0)
		return STR("");
	time_format(row->at, at);
	how = str_of(intl(store_book_how_name(row->how)));
	if (row->who.n)
		how = arena_printf(p->arena, _("%.*s by %.*s"), STR_ARG(how), STR_ARG(row->who));
	if (row->why.n)
		how = arena_printf(p->arena, _("%.*s: %.*s"), STR_ARG(how), STR_ARG(row->why));
	return arena_printf(p->arena, _(" since %s (%.*s)"), at, STR_ARG(how));
}

int publishing_check_base(struct publishing *p)
{
	struct str base = p->r->base, now = p->shelf.books[p->at]->version;

	if (!base.n || str_eq(base, now))
		return 0;
	return publishing_fail(p, BOOKS_CONFLICT,
	    arena_printf(p->arena, _("version %.*s is in force%.*s, and no longer %.*s"), STR_ARG(now),
		STR_ARG(since(p)), STR_ARG(base)));
}

/* Does the history say already that this is in force until another is given? */
static bool is_in_force(const struct publishing *p)
{
	const struct place_of_book *now = &p->shop->places[p->at];

	return now->stored && now->how >= BOOK_PUBLISHED &&
	       memcmp(now->content, p->content, VERSION_CONTENT) == 0;
}

static void describe(struct publishing *p)
{
	const struct book *book = p->e.book;
	struct books_outcome *out = p->out;

	out->language = arena_str(p->arena, language_of(p));
	out->name = source_name(p->shop->places[p->at].source);
	out->version = arena_str(p->arena, book->version);
	out->previous = arena_str(p->arena, p->shelf.books[p->at]->version);
	out->unchanged = str_eq(out->version, out->previous);
	out->intents = book->intents_n;
	out->phrases = book->phrases_n;
	out->patterns = book->patterns_n;
	out->examples = p->e.examples;
	out->dialogues = p->e.dialogues;
	out->failed = p->e.failed;
}

/* ---- the new one ---- */

/* As it will serve: with the settings of the shop, under the name it has here.  NULL after errors, or
 * when it is halted; what is no error was told when it was examined. */
static struct book *load_to_serve(struct publishing *p)
{
	const struct source *from = p->shop->places[p->at].source;
	struct book_options options = {.normaliser = p->b->normaliser,
	    .overrides = from->settings,
	    .no_examples = true,
	    .progress = &p->progress};
	struct diag_list *diags = diag_list_new();
	struct book *book = version_load(p->e.files, source_name(from), false, &options, diags);

	for (size_t i = 0; !book && i < diag_size(diags); i++)
		if (diag_at(diags, i)->level == DIAG_ERROR)
			diag_error(p->diags, diag_at(diags, i)->at, "%s", diag_at(diags, i)->text);
	diag_list_free(&diags);
	return book;
}

static int store(struct publishing *p)
{
	struct store_book entry = {.at = clock_now_ms(),
	    .shop = p->shop->name,
	    .language = p->out->language,
	    .version = p->out->version,
	    .content = str_make((const char *)p->content, VERSION_CONTENT),
	    .name = p->out->name,
	    .how = p->how,
	    .who = p->r->who,
	    .why = p->r->why,
	    .files = p->e.files->list,
	    .files_n = p->e.files->n};
	struct store_book *entries[] = {&entry};

	if (p->keeper->keep(p->keeper->ctx, entries, 1) != STORE_OK)
		return publishing_fail(p, BOOKS_UNAVAILABLE,
		    str_of(_("it could not be stored; nothing was changed, send it again")));
	p->out->stored = true;
	p->out->at = entry.at;
	p->out->who = p->r->who;
	p->out->why = p->r->why;
	return 0;
}

/* Takes the book. */
static void swap(struct publishing *p, struct book *book)
{
	struct place_of_book *place = &p->shop->places[p->at];

	book_release(&p->shelf.books[p->at]);
	p->shelf.books[p->at] = book;
	book_slot_publish_shelf(p->shop->slot, &p->shelf);
	p->shelf.n = 0;
	memcpy(place->content, p->content, VERSION_CONTENT);
	place->how = p->how;
	place->stored = true;
	place->why = NULL;
	log_info("a book was %s: shop=%.*s language=%.*s version=%.*s before=%.*s who=%.*s",
	    p->how == BOOK_PUBLISHED ? "published" : "rolled back", STR_ARG(p->out->shop),
	    STR_ARG(p->out->language), STR_ARG(p->out->version), STR_ARG(p->out->previous),
	    STR_ARG(p->r->who));
}

static bool passes(const struct publishing *p)
{
	return diag_count(p->diags, DIAG_ERROR) == 0 &&
	       (p->r->accept_warnings || diag_count(p->diags, DIAG_WARNING) == 0);
}

/* Beside the shop's other books, and then in the place of the one that is there. */
static int come_into_force(struct publishing *p, struct book **book)
{
	struct shelf fresh = p->shelf;

	if (*book) {
		fresh.books[p->at] = *book;
		shelf_check(&fresh, p->diags);
	}
	if (!passes(p))
		return refused(p);
	if (p->r->dry_run)
		return 0;
	if (store(p) != 0)
		return -1;
	swap(p, *book);
	*book = NULL;
	return 0;
}

/* ---- how long it may take ---- */

static bool is_halted(void *ctx)
{
	struct publishing *p = ctx;

	if (p->halted == BOOKS_DONE && p->r->halt)
		p->halted = p->r->halt(p->r->halt_ctx);
	if (p->halted == BOOKS_DONE && p->until_us && clock_monotonic_us() >= p->until_us)
		p->halted = BOOKS_TOO_LONG;
	return p->halted != BOOKS_DONE;
}

static void tell_on(void *ctx, size_t done, size_t total)
{
	struct publishing *p = ctx;

	progress_tell(p->r->progress, done, total);
}

static void set_limits(struct publishing *p)
{
	if (p->r->time_ms)
		p->until_us = clock_monotonic_us() + 1000 * p->r->time_ms;
	p->progress = (struct progress){tell_on, p, is_halted};
}

static struct str why_halted(struct publishing *p)
{
	if (p->halted == BOOKS_TOO_LONG)
		return arena_printf(p->arena,
		    _("refused, nothing was changed: the book was given %g s to be loaded, checked "
		      "and tested (publish.timeout), and that was not enough; `xiaoer check BOOK` "
		      "takes all the time it needs, and names the patterns that take many steps"),
		    (double)p->r->time_ms / 1000);
	if (p->halted == BOOKS_CONFLICT)
		return str_of(_("a rollback or a reload came while it was examined, and has gone "
				"first; nothing was changed: see what is in force now, then send it "
				"again"));
	return str_of(_("it takes too long, as the server is stopping; nothing was changed, send it "
			"again"));
}

static int halted(struct publishing *p)
{
	return publishing_fail(p, p->halted, why_halted(p));
}

/* ---- all of it ---- */

int publishing_bring(struct publishing *p, const struct book_files *files, struct str language)
{
	struct book *book;
	int rc;

	p->e = (struct examination){.files = files,
	    .name = name_for(p, language),
	    .normaliser = p->b->normaliser,
	    .progress = &p->progress};
	version_content(files, p->content);
	set_limits(p);
	if (is_halted(p))
		return halted(p);
	log_info("a book is examined: shop=%.*s who=%.*s", STR_ARG(p->out->shop), STR_ARG(p->r->who));
	if (examine_load(&p->e, p->diags) != 0)
		return is_halted(p) ? halted(p) : refused(p);
	if (find_place(p, language) != 0)
		return -1;
	describe(p);
	if (is_in_force(p))
		return 0;
	if (publishing_check_base(p) != 0)
		return -1;
	examine(&p->e, p->diags);
	if (is_halted(p))
		return halted(p);
	describe(p);
	book = load_to_serve(p);
	rc = is_halted(p) ? halted(p) : come_into_force(p, &book);
	book_release(&book);
	return rc;
}

struct publishing publishing_begin(struct books *b, struct store_reader *reader,
    const struct books_keeper *keeper, const struct books_request *r, struct arena *arena,
    struct diag_list *diags, struct books_outcome *out)
{
	*out = (struct books_outcome){.result = BOOKS_DONE, .dry_run = r->dry_run};
	return (struct publishing){.b = b,
	    .reader = reader,
	    .keeper = keeper,
	    .r = r,
	    .arena = arena,
	    .diags = diags,
	    .out = out};
}

void publishing_end(struct publishing *p)
{
	examine_end(&p->e);
	shelf_release(&p->shelf);
	memory_settle();
}

void books_publish(struct books *b, struct store_reader *reader, const struct books_keeper *keeper,
    const struct books_request *r, struct arena *arena, struct diag_list *diags,
    struct books_outcome *out)
{
	struct publishing p = publishing_begin(b, reader, keeper, r, arena, diags, out);

	p.how = BOOK_PUBLISHED;
	if (publishing_find_shop(&p) == 0)
		publishing_bring(&p, r->files, r->language);
	publishing_end(&p);
}
