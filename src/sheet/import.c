/* import.c - from a sheet to the folder as it is to be.
 *
 * What the sheet wants is tried on a copy of the files.  A mistake in a row takes it out, and the
 * others are tried once more, so that one dry run tells of all that is wrong. */
#include "sheet/import.h"

#include "base/log.h"
#include "base/utf8.h"
#include "book/load.h"
#include "sheet/import_internal.h"

enum { ROUNDS = 4 };

/* ---- the book as it is ---- */

static int open_book(struct importing *im)
{
	struct book_options load = {.normaliser = im->options->normaliser};

	im->base = folder_open(im->dir, true, im->diags);
	if (!im->base)
		return -1;
	if (folder_apply(im->base))
		return -1;
	if (!folder_is_new(im->base)) {
		im->old = folder_load(im->base, &load, im->diags);
		if (!im->old)
			return diag_error(im->diags, (struct place){.file = im->dir},
			    "the book has mistakes: mend them first");
		im->latin = im->old->settings.script == WRITING_LATIN;
	}
	entries_of(im->base, im->arena, &im->entries);
	return 0;
}

/* Of a new book: in which letters do the customers of the sheet write? */
static bool is_latin(const struct importing *im)
{
	size_t latin = 0, others = 0;

	for (size_t i = 0; i < im->items.n; i++)
		for (enum column c = 0; c < COLUMNS; c++) {
			const struct cell_texts *t = &im->items.list[i].texts[c];
			struct writing_found found;

			if (c != COLUMN_QUESTION && c != COLUMN_KEYWORDS && c != COLUMN_ANSWER)
				continue;
			for (size_t k = 0; k < t->n; k++) {
				writing_of_text(t->list[k].text, &found);
				latin += found.n && found.order[0] == WRITING_LATIN;
				others += found.n && found.order[0] != WRITING_LATIN;
			}
		}
	return latin > others;
}

/* ---- the book as it is to be ---- */

/* A new entry's keys, in this order. */
static const enum column order[] = {COLUMN_TITLE, COLUMN_KIND, COLUMN_PATTERNS, COLUMN_UNLESS,
    COLUMN_QUESTION, COLUMN_COUNTER, COLUMN_PRIORITY, COLUMN_ANSWER, COLUMN_AGAIN, COLUMN_PHRASE,
    COLUMN_LOOKUP, COLUMN_FORM, COLUMN_THEN, COLUMN_SKILL, COLUMN_URGENCY, COLUMN_RESPONSIBLE};

static struct splice_value value_of(const struct wish *w, enum column c)
{
	return (struct splice_value){columns_written[c].form, w->values[c].texts, w->values[c].n};
}

static void put_wish(struct folder *f, const struct wish *w)
{
	struct splice_field fields[COLUMNS_WRITTEN];
	long file = folder_find(f, w->file);
	struct splice *s;
	size_t n = 0;

	if (file < 0)
		file = (long)folder_add(f, w->file, STR(""));
	s = folder_splice(f, (size_t)file);
	for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
		enum column c = order[i];

		if (w->change == IMPORT_ADDED && w->values[c].n)
			fields[n++] = (struct splice_field){columns_written[c].key, value_of(w, c)};
		else if (w->change == IMPORT_CHANGED && w->values[c].changed)
			splice_set(s, w->part, w->id, columns_written[c].key, value_of(w, c));
	}
	if (n)
		splice_add_entry(s, w->part, w->id, fields, n);
}

/* What a new book must have beside its entries: for whom it is, and the slot that --fix may have
 * put into answers. */
static void put_settings(const struct importing *im, struct folder *f)
{
	const char *slots = im->latin
				? "\nslots:\n  order_no: {title: order number, kind: order_no}\n"
				: "\nslots:\n  order_no: {title: 订单号, kind: order_no}\n";
	bool used = false;

	for (size_t i = 0; i < im->wishes_n && !used; i++) {
		const struct wish_value *v = &im->wishes[i].values[COLUMN_ANSWER];

		for (size_t k = 0; k < v->n && !used; k++)
			used = memmem(v->texts[k].p, v->texts[k].n, "{order_no", 9) != NULL;
	}
	folder_add(f, STR("settings"),
	    arena_printf(im->arena, "settings:\n  language: %s\n%s", im->latin ? "en" : "zh-CN",
		used ? slots : ""));
}

static struct folder *put_wishes(struct importing *im)
{
	struct folder *f = folder_open(im->dir, true, im->diags);
	bool any = false;

	for (size_t i = 0; f && i < im->wishes_n; i++) {
		const struct wish *w = &im->wishes[i];

		if (w->item->broken || w->change == IMPORT_SAME)
			continue;
		put_wish(f, w);
		any = true;
	}
	if (f && any && folder_is_new(f) && folder_find(f, STR("settings")) < 0)
		put_settings(im, f);
	if (f && folder_apply(f))
		folder_free(&f);
	return f;
}

static size_t count_broken(const struct importing *im)
{
	size_t n = 0;

	for (size_t i = 0; i < im->wishes_n; i++)
		n += im->wishes[i].item->broken;
	return n;
}

/* The book without its examples proven; NULL when it cannot be told why, or has been. */
static struct book *load(
    struct importing *im, struct folder *f, struct import_map *m, bool examples)
{
	struct book_options options = {
	    .normaliser = im->options->normaliser, .no_examples = !examples};
	struct diag_list *own = diag_list_new();
	struct book *book = folder_load(f, &options, own);

	if (!book)
		import_tell(im, m, own);
	diag_list_free(&own);
	return book;
}

/* One try.  *again: rows turned out to be broken, and the others are worth another. */
static struct folder *try_once(struct importing *im, bool *again)
{
	size_t broken = count_broken(im);
	struct folder *f = put_wishes(im);
	struct import_map *m = f ? import_map_new(im, f) : NULL;
	struct book *book = f ? load(im, f, m, false) : NULL;

	*again = f && !book && count_broken(im) > broken;
	if (book) {
		size_t errors = diag_count(im->diags, DIAG_ERROR);

		import_prove(im, m, book);
		book_release(&book);
		if (diag_count(im->diags, DIAG_ERROR) == errors)
			book = load(im, f, m, true);
	}
	import_map_free(&m);
	if (!book)
		folder_free(&f);
	book_release(&book);
	return f;
}

static struct folder *try_wishes(struct importing *im)
{
	struct folder *f = NULL;
	bool again = true;

	for (int i = 0; i < ROUNDS && again && !f; i++)
		f = try_once(im, &again);
	return f;
}

/* ---- the result ---- */

static void note_entry(struct importing *im, const struct wish *w, struct import_result *out)
{
	struct import_entry *e = &out->list[out->n++];
	const struct entry *old = w->item->entry;

	*e = (struct import_entry){.part = w->part,
	    .id = arena_str(im->arena, w->id),
	    .change = w->change,
	    .at = {arena_strdup(im->arena, w->item->table->sheet->label), w->item->row, 0},
	    .file = old ? arena_strdup(im->arena, folder_path(im->base, old->file))
			: arena_printf(im->arena, "%s/%.*s.yaml", im->dir, STR_ARG(w->file)).p};
	for (enum column c = 0; c < COLUMNS_WRITTEN; c++)
		if (w->values[c].changed && w->change == IMPORT_CHANGED)
			e->columns |= 1u << c;
	out->added += w->change == IMPORT_ADDED;
	out->changed += w->change == IMPORT_CHANGED;
	out->same += w->change == IMPORT_SAME;
}

static void note_result(struct importing *im, struct import_result *out)
{
	size_t spoken_of = 0;
	bool phrases = im->wishes_n > 0;

	out->list = ARENA_ARRAY(im->arena, struct import_entry, im->wishes_n + 1);
	for (size_t i = 0; i < im->wishes_n; i++) {
		const struct wish *w = &im->wishes[i];

		note_entry(im, w, out);
		spoken_of += w->item->entry != NULL;
		phrases = phrases && strcmp(w->part, "phrases") == 0 && !w->item->entry;
		out->titled = out->titled || w->item->given[COLUMN_TITLE];
	}
	out->others = im->entries.n - spoken_of;
	out->switched_off = im->items.switched_off;
	out->only_phrases = phrases;
	out->is_new = folder_is_new(im->base);
}

/* "refund" or "refund.yaml", within the book's folder. */
static int check_into(struct importing *im)
{
	const char *into = im->options->into;

	if (!into || (*into && *into != '.' && !strchr(into, '/')))
		return 0;
	return diag_error(
	    im->diags, (struct place){.file = into}, "is no name of a file in the book's folder");
}

struct folder *import_sheet(const char *dir, const struct workbook *w,
    const struct import_options *options, struct arena *arena, struct diag_list *diags,
    struct import_result *out)
{
	struct importing im = {.dir = dir,
	    .options = options,
	    .arena = arena,
	    .diags = diags,
	    .rules = {options->normaliser, arena, diags, options->fix},
	    .ids = {.arena = arena}};
	struct folder *f = NULL;

	*out = (struct import_result){0};
	if (open_book(&im) == 0 && check_into(&im) == 0) {
		struct items_options rows = {
		    &im.entries, options->titles, options->sheets, options->sheets_n};

		items_read(w, &im.rules, &rows, &im.items);
		if (folder_is_new(im.base))
			im.latin = is_latin(&im);
		import_make_wishes(&im);
		f = try_wishes(&im);
		note_result(&im, out);
		if (diag_count(diags, DIAG_ERROR)) /* also of the cells alone */
			folder_free(&f);
	}
	book_release(&im.old);
	folder_free(&im.base);
	return f;
}
