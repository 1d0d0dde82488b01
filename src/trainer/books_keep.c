/* books_keep.c - the books in force and the history: what was loaded at the start is stored, and
 * the folders loaded anew. */
#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "book/slot.h"
#include "trainer/books_internal.h"

/* Entries under way, in the scratch. */
struct entries {
	struct store_book **list;
	size_t n;
};

static struct entries entries_for(const struct books *b)
{
	size_t most = 0;

	for (size_t i = 0; i < b->shops_n; i++)
		most += b->shops[i].n;
	return (struct entries){.list = ARENA_ARRAY(b->scratch, struct store_book *, most + 1)};
}

static void add_entry(struct books *b, struct entries *to, const struct shop_books *s,
    const struct place_of_book *p, const struct book *book, enum store_book_how how)
{
	struct store_book *e = ARENA_NEW(b->scratch, struct store_book);

	*e = (struct store_book){.at = clock_now_ms(),
	    .shop = s->name,
	    .language = arena_str(b->scratch, book->settings.language),
	    .version = arena_str(b->scratch, book->version),
	    .content = str_make((const char *)p->source->content, VERSION_CONTENT),
	    .name = p->source->name,
	    .how = how,
	    .why = str_of(p->why),
	    .files = p->source->files.list,
	    .files_n = p->source->files.n};
	to->list[to->n++] = e;
}

static int keep(const struct books_keeper *keeper, const struct entries *e)
{
	return e->n ? keeper->keep(keeper->ctx, e->list, e->n) : STORE_OK;
}

void books_started(struct books *b, const struct books_keeper *keeper)
{
	struct entries e = entries_for(b);
	bool stored;

	for (size_t i = 0; i < b->shops_n; i++) {
		struct shop_books *s = &b->shops[i];
		struct shelf shelf;

		book_slot_acquire_all(s->slot, &shelf);
		for (size_t k = 0; k < s->n; k++)
			if (!s->places[k].stored)
				add_entry(b, &e, s, &s->places[k], shelf.books[k], BOOK_STARTED);
		shelf_release(&shelf);
	}
	stored = keep(keeper, &e) == STORE_OK;
	for (size_t i = 0; stored && i < b->shops_n; i++)
		for (size_t k = 0; k < b->shops[i].n; k++)
			b->shops[i].places[k].stored = true;
	if (!stored)
		log_error("the books that are in force cannot be stored: the history lacks them");
	arena_reset(b->scratch);
	memory_settle();
}

/* ---- anew ---- */

/* The operator's word that the folder is right is kept too when it is what was published: from now
 * on the folder decides what a restart brings into force. */
static bool is_news(const struct place_of_book *p, const struct book *now)
{
	return !p->stored || p->how >= BOOK_PUBLISHED ||
	       memcmp(p->content, p->source->content, VERSION_CONTENT) != 0 ||
	       !str_eq(p->source->book->settings.language, now->settings.language);
}

static int keep_reloaded(struct books *b, const struct books_keeper *keeper)
{
	struct entries e = entries_for(b);

	for (size_t i = 0; i < b->shops_n; i++) {
		struct shop_books *s = &b->shops[i];
		struct shelf shelf;

		book_slot_acquire_all(s->slot, &shelf);
		for (size_t k = 0; k < s->n; k++) {
			struct place_of_book *p = &s->places[k];

			p->why = NULL;
			if (is_news(p, shelf.books[k]))
				add_entry(b, &e, s, p, p->source->book, BOOK_RELOADED);
		}
		shelf_release(&shelf);
	}
	return keep(keeper, &e);
}

static enum books_result reload(struct books *b, const struct books_keeper *keeper,
    const struct progress *progress, struct diag_list *diags)
{
	if (books_load_sources(b, progress, diags) != 0)
		return progress_stopped(progress) ? BOOKS_UNAVAILABLE : BOOKS_REFUSED;
	for (size_t i = 0; i < b->shops_n; i++)
		for (size_t k = 0; k < b->shops[i].n; k++)
			b->shops[i].places[k].book =
			    book_acquire(b->shops[i].places[k].source->book);
	if (books_check_shelves(b, diags) != 0)
		return BOOKS_REFUSED;
	if (keep_reloaded(b, keeper) != STORE_OK)
		return BOOKS_UNAVAILABLE;
	books_bring_into_force(b);
	for (size_t i = 0; i < b->shops_n; i++)
		for (size_t k = 0; k < b->shops[i].n; k++) {
			struct place_of_book *p = &b->shops[i].places[k];

			memcpy(p->content, p->source->content, VERSION_CONTENT);
			p->how = BOOK_RELOADED;
			p->stored = true;
		}
	return BOOKS_DONE;
}

enum books_result books_reload(struct books *b, const struct books_keeper *keeper,
    const struct progress *progress, struct diag_list *diags)
{
	enum books_result result = reload(b, keeper, progress, diags);

	books_drop_loaded(b);
	arena_reset(b->scratch);
	return result;
}
