/* history.c - see history.h. */
#include "trainer/history.h"

#include "base/zone.h"
#include "book/load.h"
#include "trainer/version.h"

static void put_text(struct json_out *o, const char *key, struct str text)
{
	if (text.n)
		json_key_str(o, key, text);
	else
		json_key_null(o, key);
}

void history_write(struct json_out *o, const struct store_book *row)
{
	char at[32];

	json_open(o, '{');
	json_key_int(o, "id", row->id);
	json_key_str(o, "at", str_make(at, (size_t)time_format(row->at, at)));
	json_key_str(o, "shop", row->shop);
	json_key_str(o, "language", row->language);
	json_key_str(o, "version", row->version);
	json_key_str(o, "book", row->name);
	json_key_str(o, "how", str_of(store_book_how_name(row->how)));
	put_text(o, "who", row->who);
	put_text(o, "why", row->why);
	json_close(o, '}');
}

void history_write_files(struct json_out *o, const struct book_file *files, size_t n)
{
	json_key_open(o, "files", '[');
	for (size_t i = 0; i < n; i++) {
		json_open(o, '{');
		json_key_str(o, "name", files[i].name);
		json_key_str(o, "text", files[i].text);
		json_close(o, '}');
	}
	json_close(o, ']');
}

static struct book *load(struct store_reader *r, const struct store_book *row,
    const struct book_options *options, struct arena *arena)
{
	struct diag_list *diags = diag_list_new();
	struct book *book = NULL;
	struct book_files files;
	struct book_file *list;
	size_t n;

	if (store_book_files(r, row, arena, &list, &n) == 0 &&
	    !version_arrange(list, n, arena, &files))
		book = version_load(&files, row->name, false, options, diags);
	diag_list_free(&diags);
	return book;
}

struct book *history_book(struct store_reader *r, struct str shop, struct str version,
    const struct normaliser *normaliser, const struct progress *progress)
{
	const struct book_options options = {
	    .normaliser = normaliser, .no_examples = true, .progress = progress};
	struct arena *arena = arena_new(0);
	struct store_book row;
	struct book *book = NULL;

	if (store_book(r, shop, STR(""), version, arena, &row) == 1)
		book = load(r, &row, &options, arena);
	arena_free(&arena);
	return book;
}
