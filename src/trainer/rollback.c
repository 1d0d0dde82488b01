/* rollback.c - an earlier version comes into force again: which one, by the history. */
#include "base/intl.h"
#include "trainer/publish_internal.h"

enum { PAGE = 50 };

static int unread(struct publishing *p)
{
	return publishing_fail(p, BOOKS_UNAVAILABLE, STR("the store cannot be read"));
}

/* The history page by page, newest first: until visit() returns other than 0, which is returned. */
static int walk(struct publishing *p, struct str language,
    int (*visit)(void *ctx, const struct store_book *row), void *ctx)
{
	int64_t before = 0;
	int result = 0;
	size_t n;

	do {
		struct store_book *rows;

		if (store_books(p->reader, p->shop->name, language, before, PAGE, p->arena, &rows,
			&n) != STORE_OK)
			return -1;
		for (size_t i = 0; i < n && !result; i++) {
			result = visit(ctx, &rows[i]);
			before = rows[i].id;
		}
	} while (n == PAGE && !result);
	return result;
}

static int was_given(void *ctx, const struct store_book *row)
{
	if (row->how < BOOK_PUBLISHED)
		return 0;
	*(struct str *)ctx = row->language;
	return 1;
}

/* Whose version is to come back, when the request does not say it. */
static int choose_language(struct publishing *p, struct str *language)
{
	int found;

	if (p->shelf.n == 1) {
		*language = p->shelf.books[0]->settings.language;
		return 0;
	}
	found = walk(p, STR(""), was_given, language);
	if (found < 0)
		return unread(p);
	if (found)
		return 0;
	return publishing_fail(p, BOOKS_CONFLICT,
	    arena_printf(p->arena,
		_("nothing was published in the shop \"%.*s\" yet: say of which language an earlier "
		  "version shall come back"),
		STR_ARG(p->shop->name)));
}

/* The version before the one in force.  Who goes back twice wants to be two versions back, and not
 * where he was: what was gone back from is passed over. */
struct stepping_back {
	struct str now;
	bool begun, undone;
	struct store_book found;
};

static int step_back(void *ctx, const struct store_book *row)
{
	struct stepping_back *s = ctx;

	if (!s->begun) {
		s->begun = true;
		s->now = row->version;
		s->undone = row->how == BOOK_ROLLED_BACK;
	} else if (s->undone) {
		s->undone = row->how == BOOK_ROLLED_BACK || !str_eq(row->version, s->now);
	} else if (!str_eq(row->version, s->now)) {
		s->found = *row;
		return 1;
	}
	return 0;
}

static int find_before(struct publishing *p, struct str language, struct store_book *row)
{
	struct stepping_back s = {0};
	int found = walk(p, language, step_back, &s);

	if (found < 0)
		return unread(p);
	if (!found)
		return publishing_fail(p, BOOKS_CONFLICT,
		    arena_printf(p->arena,
			_("there is no version before the one that is in force (shop \"%.*s\", %.*s)"),
			STR_ARG(p->shop->name), STR_ARG(language)));
	*row = s.found;
	return 0;
}

static int find_version(struct publishing *p, struct store_book *row)
{
	struct str language = p->r->language;
	int found;

	if (!p->r->version.n) {
		if (!language.n && choose_language(p, &language) != 0)
			return -1;
		if (publishing_find_language(p, language) && publishing_check_base(p) != 0)
			return -1;
		return find_before(p, language, row);
	}
	found = store_book(p->reader, p->shop->name, language, p->r->version, p->arena, row);
	if (found < 0)
		return unread(p);
	if (found)
		return 0;
	return publishing_fail(p, BOOKS_MISSING,
	    arena_printf(p->arena, _("version %.*s was never in force in the shop \"%.*s\""),
		STR_ARG(p->r->version), STR_ARG(p->shop->name)));
}

static int roll_back(struct publishing *p)
{
	struct store_book row;
	struct book_files files = {0};

	if (publishing_find_shop(p) != 0 || find_version(p, &row) != 0)
		return -1;
	if (store_book_files(p->reader, &row, p->arena, &files.list, &files.n) != STORE_OK ||
	    version_arrange(files.list, files.n, p->arena, &files))
		return unread(p);
	return publishing_bring(p, &files, row.language);
}

void books_roll_back(struct books *b, struct store_reader *reader,
    const struct books_keeper *keeper, const struct books_request *r, struct arena *arena,
    struct diag_list *diags, struct books_outcome *out)
{
	struct publishing p = publishing_begin(b, reader, keeper, r, arena, diags, out);

	p.how = BOOK_ROLLED_BACK;
	roll_back(&p);
	publishing_end(&p);
}
