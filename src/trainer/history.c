/* history.c - see history.h. */
#include "trainer/history.h"

#include "base/zone.h"
#include "book/load.h"

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
