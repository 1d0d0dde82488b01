/* maker.h - what a maker of stores offers: store.h's functions behind one table each.
 *
 * Insiders only.  A maker's own struct begins with a struct store (or struct store_reader), so that
 * store.c finds the table.  What each function promises stands in store.h. */
#ifndef XIAOER_STORE_MAKER_H
#define XIAOER_STORE_MAKER_H

#include "store/store.h"

struct store_maker {
	const char *scheme; /* "sqlite:" */
	struct store *(*open)(
	    const char *path, enum store_result *result, char error[STORE_ERROR_MAX]);
	long (*owner)(const char *path);
	void (*close)(struct store *s);
	int (*begin)(struct store *s);
	int (*load)(struct store *s, const struct store_key *keys, size_t n, struct arena *arena,
	    struct store_conversation **rows);
	int (*load_id)(
	    struct store *s, int64_t id, struct arena *arena, struct store_conversation **row);
	int (*due)(struct store *s, int64_t now, size_t max, struct arena *arena,
	    struct store_conversation **rows, size_t *n);
	int64_t (*next_wake)(struct store *s);
	int (*messages_back)(struct store *s, int64_t last, size_t max, struct arena *arena,
	    struct store_message **rows, size_t *n);
	int (*old_id)(struct store *s, int64_t conversation, const unsigned char hash[16],
	    int64_t *message_no);
	int (*add_old_ids)(struct store *s, int64_t conversation, const unsigned char (*hashes)[16],
	    const int64_t *numbers, size_t n);
	int (*use_once)(
	    struct store *s, const unsigned char hash[16], int64_t now, int64_t until);
	int (*message)(struct store *s, int64_t no, struct arena *arena, struct store_message *m);
	int (*outbox_row)(
	    struct store *s, int64_t id, struct arena *arena, struct store_outbox *row);
	int (*all_notices)(
	    struct store *s, struct arena *arena, struct store_notice **rows, size_t *n);
	int (*ticket)(struct store *s, struct str shop, struct str number, struct arena *arena,
	    struct store_ticket *t);
	int (*commit)(struct store *s, struct store_changes *changes);
	int (*forget)(struct store *s, int64_t conversation, struct str state, size_t *messages);
	int (*expire)(struct store *s, int64_t before, size_t max, size_t *removed);
	int (*probe)(struct store *s);
	void (*rollback)(struct store *s);

	struct store_reader *(*reader_open)(const char *path, char error[STORE_ERROR_MAX]);
	void (*reader_close)(struct store_reader *r);
	int (*list)(struct store_reader *r, struct str shop, int mode,
	    const struct store_cursor *after, size_t max, struct arena *arena,
	    struct store_conversation **rows, size_t *n);
	int (*find)(struct store_reader *r, struct str shop, struct str channel, struct str name,
	    struct arena *arena, struct store_conversation rows[2], size_t *n);
	int (*messages)(struct store_reader *r, const struct store_conversation *c, int64_t after,
	    size_t max, struct arena *arena, struct store_message **rows, size_t *n);
	int (*find_message)(struct store_reader *r, int64_t no, struct arena *arena,
	    struct store_message *m, struct store_conversation *c);
	int (*outbox)(struct store_reader *r, int state, int64_t after, size_t max,
	    struct arena *arena, struct store_outbox **rows, size_t *n);
	int (*notices)(
	    struct store_reader *r, struct arena *arena, struct store_notice **rows, size_t *n);
	int (*find_ticket)(struct store_reader *r, struct str shop, struct str number,
	    struct arena *arena, struct store_ticket *t);
	int (*tickets)(struct store_reader *r, struct str shop, int status, int64_t before,
	    size_t max, struct arena *arena, struct store_ticket **rows, size_t *n);
	int (*of_customer)(struct store_reader *r, struct str shop, struct str customer,
	    struct arena *arena, int64_t **ids, size_t *n);
	int (*books)(struct store_reader *r, struct str shop, struct str language, int64_t before,
	    size_t max, struct arena *arena, struct store_book **rows, size_t *n);
	int (*books_in_force)(
	    struct store_reader *r, struct arena *arena, struct store_book **rows, size_t *n);
	int (*book)(struct store_reader *r, struct str shop, struct str language,
	    struct str version, struct arena *arena, struct store_book *row);
	int (*book_files)(struct store_reader *r, const struct store_book *row, struct arena *arena,
	    struct book_file **files, size_t *n);
	int (*book_file)(struct store_reader *r, struct str version, struct str name,
	    struct arena *arena, struct str *text);
	int (*misses)(
	    struct store_reader *r, struct arena *arena, struct store_miss **rows, size_t *n);
	int (*scan)(struct store_reader *r, int64_t from, int64_t to, int64_t records_to,
	    const struct store_visitor *visit);
	int (*scan_words)(struct store_reader *r, int64_t from, int64_t to, void *ctx,
	    void (*written)(void *ctx, const struct store_message *m));
	int (*conversations)(struct store_reader *r, int64_t after, size_t max, struct arena *arena,
	    struct store_conversation **rows, size_t *n);
	int (*ping)(struct store_reader *r);
};

struct store {
	const struct store_maker *maker;
	char error[STORE_ERROR_MAX];
	/* as committed; what a batch takes beyond them goes back to them when it fails */
	int64_t messages_end, conversations_end; /* the highest numbers */
	int64_t message_no, conversation_id;     /* the last ones given */
	size_t waiting, outbox_waiting;
};

struct store_reader {
	const struct store_maker *maker;
};

/* Is this mode listed by urgency and wait? */
bool store_by_urgency(int mode);

extern const struct store_maker sqlite_maker;

#endif
