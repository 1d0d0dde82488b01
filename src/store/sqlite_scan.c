/* sqlite_scan.c - all that happened in a period, for reports, as it stood at one moment.
 *
 * Neither messages nor records have an index by time: they were appended as time went by, so where a
 * period begins and ends is found by halving.  A clock that was set back puts them out of order, so
 * a day more is read at both ends, and each row's own time decides. */
#include <stdlib.h>

#include "base/log.h"
#include "store/sqlite_internal.h"

enum { PLACES_ROOM = 1024 };
static const int64_t slack_ms = 86400000;

/* Where conversations are: looked up once each. */
struct place_row {
	int64_t conversation; /* 0: free */
	const struct store_place *place;
};

struct scan {
	struct conn *conn;
	struct arena *arena;
	const struct store_visitor *visit;
	struct place_row *rows; /* an open hash */
	size_t n, mask;
	struct store_place **places; /* each shop and channel once */
	size_t places_n;
	int rc;
};

/* ---- where a conversation is ---- */

static struct place_row *slot_of(struct place_row *rows, size_t mask, int64_t conversation)
{
	size_t at = (size_t)((uint64_t)conversation * 0x9e3779b97f4a7c15U >> 20) & mask;

	while (rows[at].conversation && rows[at].conversation != conversation)
		at = (at + 1) & mask;
	return &rows[at];
}

static void grow(struct scan *s)
{
	size_t mask = s->mask * 2 + 1;
	struct place_row *rows = ARENA_ARRAY(s->arena, struct place_row, mask + 1);

	for (size_t i = 0; i <= s->mask; i++)
		if (s->rows[i].conversation)
			*slot_of(rows, mask, s->rows[i].conversation) = s->rows[i];
	s->rows = rows;
	s->mask = mask;
}

static const struct store_place *intern(struct scan *s, struct str shop, struct str channel)
{
	struct store_place *fresh;

	for (size_t i = 0; i < s->places_n; i++)
		if (str_eq(s->places[i]->shop, shop) && str_eq(s->places[i]->channel, channel))
			return s->places[i];
	s->places = arena_grow(s->arena, s->places, s->places_n * sizeof *s->places,
	    (s->places_n + 1) * sizeof *s->places);
	fresh = ARENA_NEW(s->arena, struct store_place);
	*fresh = (struct store_place){arena_str(s->arena, shop), arena_str(s->arena, channel)};
	return s->places[s->places_n++] = fresh;
}

static struct str text_of(sqlite3_stmt *st, int i)
{
	const char *p = sqlite3_column_blob(st, i);

	return str_make(p, (size_t)sqlite3_column_bytes(st, i));
}

/* A conversation that is gone was in no shop and on no channel. */
static const struct store_place *look_up(struct scan *s, int64_t conversation)
{
	struct binding b = bind_to(s->conn, ST_SCAN_PLACE);
	struct str shop = STR(""), channel = STR("");
	const struct store_place *place;

	bind_int(&b, conversation);
	if (bind_row(&b)) {
		shop = text_of(b.st, 0);
		channel = text_of(b.st, 1);
	}
	place = intern(s, shop, channel);
	s->rc = bind_end(&b);
	return place;
}

static const struct store_place *place_of(struct scan *s, int64_t conversation)
{
	struct place_row *row = slot_of(s->rows, s->mask, conversation);

	if (row->conversation)
		return row->place;
	*row = (struct place_row){conversation, look_up(s, conversation)};
	if (++s->n > s->mask / 2) {
		grow(s);
		row = slot_of(s->rows, s->mask, conversation);
	}
	return row->place;
}

/* ---- where a period is ---- */

/* The first row with number >= no: its number and time; false: none. */
static bool row_from(struct scan *s, enum statement which, int64_t no, int64_t *found, int64_t *at)
{
	struct binding b = bind_to(s->conn, which);
	bool any;

	bind_int(&b, no);
	any = bind_row(&b);
	if (any) {
		*found = sqlite3_column_int64(b.st, 0);
		*at = sqlite3_column_int64(b.st, 1);
	}
	s->rc = bind_end(&b);
	return any && s->rc == SQLITE_OK;
}

/* The least number whose row, if times only ever grow, is of `from` or later. */
static int64_t number_at(
    struct scan *s, enum statement which, enum statement last, int64_t from)
{
	int64_t low = 1, high, no, at;
	struct binding b = bind_to(s->conn, last);

	high = bind_row(&b) ? sqlite3_column_int64(b.st, 0) + 1 : 1;
	s->rc = bind_end(&b);
	while (low < high && s->rc == SQLITE_OK) {
		int64_t middle = low + (high - low) / 2;

		if (!row_from(s, which, middle, &no, &at) || at >= from)
			high = middle;
		else
			low = no + 1;
	}
	return low;
}

static struct binding bind_period(struct scan *s, enum statement rows, enum statement from,
    enum statement last, int64_t begin, int64_t end)
{
	int64_t first =
	    begin < INT64_MIN + slack_ms ? 1 : number_at(s, from, last, begin - slack_ms);
	int64_t behind = end > INT64_MAX - slack_ms ? INT64_MAX
						    : number_at(s, from, last, end + slack_ms);
	struct binding b = bind_to(s->conn, rows);

	bind_int(&b, first);
	bind_int(&b, behind);
	bind_int(&b, begin);
	bind_int(&b, end);
	return b;
}

/* ---- the rows ---- */

static void scan_messages(struct scan *s, int64_t from, int64_t to)
{
	struct binding b = bind_period(
	    s, ST_SCAN_MESSAGES, ST_SCAN_MESSAGE_FROM, ST_SCAN_MESSAGE_LAST, from, to);

	while (s->rc == SQLITE_OK && bind_row(&b)) {
		struct store_head m = {
		    .no = sqlite3_column_int64(b.st, 0),
		    .conversation = sqlite3_column_int64(b.st, 1),
		    .at = sqlite3_column_int64(b.st, 2),
		    .direction = (enum store_direction)sqlite3_column_int(b.st, 3),
		    .reply_to = sqlite3_column_int64(b.st, 4),
		    .phrase = text_of(b.st, 5),
		    .intent = text_of(b.st, 6),
		};

		m.place = place_of(s, m.conversation);
		s->visit->message(s->visit->ctx, &m);
	}
	if (s->rc == SQLITE_OK)
		s->rc = bind_end(&b);
	else
		bind_end(&b);
}

static void scan_records(struct scan *s, int64_t from, int64_t to)
{
	struct binding b = bind_period(
	    s, ST_SCAN_RECORDS, ST_SCAN_RECORD_FROM, ST_SCAN_RECORD_LAST, from, to);

	while (s->rc == SQLITE_OK && bind_row(&b)) {
		struct store_record r = {
		    .at = sqlite3_column_int64(b.st, 0),
		    .conversation = sqlite3_column_int64(b.st, 1),
		    .episode = (unsigned)sqlite3_column_int64(b.st, 2),
		    .message = sqlite3_column_int64(b.st, 3),
		    .what = text_of(b.st, 4),
		    .value = text_of(b.st, 5),
		    .detail = text_of(b.st, 6),
		    .urgency = sqlite3_column_int(b.st, 7),
		    .amount = sqlite3_column_int64(b.st, 8),
		    .marks = (unsigned)sqlite3_column_int64(b.st, 9),
		};

		s->visit->record(s->visit->ctx, &r, place_of(s, r.conversation));
	}
	if (s->rc == SQLITE_OK)
		s->rc = bind_end(&b);
	else
		bind_end(&b);
}

int sqlite_scan(struct store_reader *r, int64_t from, int64_t to, int64_t records_to,
    const struct store_visitor *visit)
{
	struct arena *arena = arena_new(1 << 16);
	struct scan s = {.conn = sqlite_reader_conn(r), .arena = arena, .visit = visit};

	s.mask = PLACES_ROOM - 1;
	s.rows = ARENA_ARRAY(arena, struct place_row, PLACES_ROOM);
	s.rc = conn_exec(s.conn, "BEGIN");
	if (s.rc == SQLITE_OK)
		scan_messages(&s, from, to);
	if (s.rc == SQLITE_OK)
		scan_records(&s, from, records_to);
	conn_exec(s.conn, "COMMIT");
	arena_free(&arena);
	return sqlite_read_result(r, s.rc);
}

/* One statement: it sees one moment by itself, but for where the period begins, and rows do not
 * move. */
int sqlite_scan_words(struct store_reader *r, int64_t from, int64_t to, void *ctx,
    void (*written)(void *ctx, const struct store_message *m))
{
	struct arena *arena = arena_new(1 << 14);
	struct scan s = {.conn = sqlite_reader_conn(r), .arena = arena};
	struct binding b = bind_period(
	    &s, ST_SCAN_WORDS, ST_SCAN_MESSAGE_FROM, ST_SCAN_MESSAGE_LAST, from, to);
	int rc;

	while (s.rc == SQLITE_OK && bind_row(&b)) {
		struct store_message m;

		arena_reset(arena);
		read_message(b.st, arena, &m);
		written(ctx, &m);
	}
	rc = bind_end(&b);
	arena_free(&arena);
	return sqlite_read_result(r, s.rc == SQLITE_OK ? rc : s.rc);
}
