/* sqlite_books.c - the books that were in force: what came into force when, and the files of each
 * version. */
#include "base/crypto.h"
#include "book/load.h"
#include "store/sqlite_internal.h"

enum { HASH = 32 };

/* ---- writing ---- */

static int put_file(struct conn *c, int64_t version, const struct book_file *file)
{
	unsigned char hash[HASH];
	struct str name = str_make((const char *)hash, HASH);
	struct binding b = bind_to(c, ST_BOOK_TEXT_INSERT);
	int rc;

	crypto_sha256(file->text, hash);
	bind_blob(&b, name);
	bind_blob(&b, file->text);
	rc = bind_run(&b);
	if (rc != SQLITE_OK)
		return rc;
	b = bind_to(c, ST_BOOK_FILE_INSERT);
	bind_int(&b, version);
	bind_text(&b, file->name);
	bind_blob(&b, name);
	return bind_run(&b);
}

static int insert_version(struct conn *c, const struct store_book *book, int64_t *id)
{
	struct binding b = bind_to(c, ST_BOOK_VERSION_INSERT);
	int rc;

	bind_blob(&b, book->content);
	bind_text(&b, book->version);
	rc = bind_run(&b);
	*id = sqlite3_last_insert_rowid(c->db);
	for (size_t i = 0; i < book->files_n && rc == SQLITE_OK; i++)
		rc = put_file(c, *id, &book->files[i]);
	return rc;
}

static int put_version(struct conn *c, const struct store_book *book, int64_t *id)
{
	struct binding b = bind_to(c, ST_BOOK_CONTENT);
	int rc;

	*id = 0;
	bind_blob(&b, book->content);
	if (bind_row(&b))
		*id = sqlite3_column_int64(b.st, 0);
	rc = bind_end(&b);
	return rc == SQLITE_OK && !*id ? insert_version(c, book, id) : rc;
}

static int put_book(struct conn *c, struct store_book *book)
{
	struct binding b;
	int64_t version;
	int rc = put_version(c, book, &version);

	if (rc != SQLITE_OK)
		return rc;
	b = bind_to(c, ST_BOOK_HISTORY_INSERT);
	bind_int(&b, book->at);
	bind_text(&b, book->shop);
	bind_text(&b, book->language);
	bind_int(&b, version);
	bind_text(&b, book->name);
	bind_int(&b, book->how);
	bind_text(&b, book->who);
	bind_text(&b, book->why);
	rc = bind_run(&b);
	book->id = sqlite3_last_insert_rowid(c->db);
	return rc;
}

int sqlite_put_books(struct conn *c, struct store_book **books, size_t n)
{
	int rc = SQLITE_OK;

	for (size_t i = 0; i < n && rc == SQLITE_OK; i++)
		rc = put_book(c, books[i]);
	return rc;
}

/* ---- reading ---- */

static void read_book(sqlite3_stmt *st, struct arena *arena, struct store_book *b)
{
	int how = sqlite3_column_int(st, 7);

	*b = (struct store_book){
	    .id = sqlite3_column_int64(st, 0),
	    .at = sqlite3_column_int64(st, 1),
	    .shop = column_text(st, 2, arena),
	    .language = column_text(st, 3, arena),
	    .version = column_text(st, 4, arena),
	    .content = column_text(st, 5, arena),
	    .name = column_text(st, 6, arena),
	    /* a number that no version of ours has written (a damaged file) */
	    .how = how >= BOOK_STARTED && how <= BOOK_ROLLED_BACK ? how : BOOK_STARTED,
	    .who = column_text(st, 8, arena),
	    .why = column_text(st, 9, arena),
	};
}

static int read_books(struct binding *b, struct arena *arena, struct store_book **rows, size_t *n)
{
	size_t room = 0;

	*rows = NULL;
	*n = 0;
	while (bind_row(b)) {
		if (*n == room) {
			size_t more = room ? room * 2 : 8;

			*rows =
			    arena_grow(arena, *rows, room * sizeof **rows, more * sizeof **rows);
			room = more;
		}
		read_book(b->st, arena, &(*rows)[(*n)++]);
	}
	return bind_end(b);
}

int sqlite_books(struct store_reader *r, struct str shop, struct str language, int64_t before,
    size_t max, struct arena *arena, struct store_book **rows, size_t *n)
{
	struct binding b = bind_to(sqlite_reader_conn(r), ST_BOOKS);

	bind_text(&b, shop);
	bind_text(&b, language);
	bind_int(&b, before > 0 ? before : INT64_MAX);
	bind_int(&b, (int64_t)max);
	return sqlite_read_result(r, read_books(&b, arena, rows, n));
}

int sqlite_books_in_force(
    struct store_reader *r, struct arena *arena, struct store_book **rows, size_t *n)
{
	struct binding b = bind_to(sqlite_reader_conn(r), ST_BOOKS_IN_FORCE);

	return sqlite_read_result(r, read_books(&b, arena, rows, n));
}

int sqlite_book(struct store_reader *r, struct str shop, struct str language, struct str version,
    struct arena *arena, struct store_book *row)
{
	struct binding b = bind_to(sqlite_reader_conn(r), ST_BOOK_OF_VERSION);
	bool found;
	int rc;

	bind_text(&b, shop);
	bind_text(&b, language);
	bind_text(&b, version);
	found = bind_row(&b);
	if (found)
		read_book(b.st, arena, row);
	rc = sqlite_read_result(r, bind_end(&b));
	return rc == STORE_OK ? found : rc;
}

int sqlite_book_files(struct store_reader *r, const struct store_book *row, struct arena *arena,
    struct book_file **files, size_t *n)
{
	struct binding b = bind_to(sqlite_reader_conn(r), ST_BOOK_FILES);
	size_t room = 0;

	*files = NULL;
	*n = 0;
	bind_blob(&b, row->content);
	while (bind_row(&b)) {
		if (*n == room) {
			size_t more = room ? room * 2 : 32;

			*files =
			    arena_grow(arena, *files, room * sizeof **files, more * sizeof **files);
			room = more;
		}
		(*files)[(*n)++] =
		    (struct book_file){column_text(b.st, 0, arena), column_text(b.st, 1, arena)};
	}
	return sqlite_read_result(r, bind_end(&b));
}

int sqlite_book_file(struct store_reader *r, struct str version, struct str name,
    struct arena *arena, struct str *text)
{
	struct binding b = bind_to(sqlite_reader_conn(r), ST_BOOK_FILE);
	bool found;
	int rc;

	bind_text(&b, version);
	bind_text(&b, name);
	found = bind_row(&b);
	if (found)
		*text = column_text(b.st, 0, arena);
	rc = sqlite_read_result(r, bind_end(&b));
	return rc == STORE_OK ? found : rc;
}
