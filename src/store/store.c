/* store.c - finds the maker of a store by its url and passes on. */
#include "store/store.h"

#include <stdio.h>
#include <string.h>

#include "base/intl.h"
#include "dialogue/conversation.h"
#include "store/maker.h"

/* The first serves a url without a scheme: a path. */
static const struct store_maker *const makers[] = {&sqlite_maker};

static const struct store_maker *maker_of(const char **url)
{
	for (size_t i = 0; i < sizeof makers / sizeof *makers; i++) {
		size_t n = strlen(makers[i]->scheme);

		if (strncmp(*url, makers[i]->scheme, n) == 0) {
			*url += n;
			return makers[i];
		}
	}
	return strstr(*url, "://") ? NULL : makers[0];
}

static void no_maker(const char *url, char error[STORE_ERROR_MAX])
{
	/* not the whole url: there may be a password in it */
	snprintf(error, STORE_ERROR_MAX, _("no store of the kind '%.*s' (a path, or sqlite:PATH)"),
	    (int)strcspn(url, ":"), url);
}

struct store *store_open(const char *url, enum store_result *result, char error[STORE_ERROR_MAX])
{
	const char *path = url;
	const struct store_maker *maker = maker_of(&path);

	*result = STORE_FAILED;
	if (!maker) {
		no_maker(url, error);
		return NULL;
	}
	return maker->open(path, result, error);
}

long store_owner(const char *url)
{
	const char *path = url;
	const struct store_maker *maker = maker_of(&path);

	return maker ? maker->owner(path) : 0;
}

void store_close(struct store **s)
{
	if (*s)
		(*s)->maker->close(*s);
	*s = NULL;
}

const char *store_error(const struct store *s)
{
	return s->error;
}

int store_begin(struct store *s)
{
	return s->maker->begin(s);
}

int store_load(struct store *s, const struct store_key *keys, size_t n, struct arena *arena,
    struct store_conversation **rows)
{
	return s->maker->load(s, keys, n, arena, rows);
}

int store_load_id(struct store *s, int64_t id, struct arena *arena, struct store_conversation **row)
{
	return s->maker->load_id(s, id, arena, row);
}

int store_due(struct store *s, int64_t now, size_t max, struct arena *arena,
    struct store_conversation **rows, size_t *n)
{
	return s->maker->due(s, now, max, arena, rows, n);
}

int64_t store_next_wake(struct store *s)
{
	return s->maker->next_wake(s);
}

int64_t store_next_message(struct store *s)
{
	return ++s->message_no;
}

int store_messages_back(struct store *s, int64_t last, size_t max, struct arena *arena,
    struct store_message **rows, size_t *n)
{
	return s->maker->messages_back(s, last, max, arena, rows, n);
}

int store_old_id(
    struct store *s, int64_t conversation, const unsigned char hash[16], int64_t *message_no)
{
	return s->maker->old_id(s, conversation, hash, message_no);
}

int store_add_old_ids(struct store *s, int64_t conversation, const unsigned char (*hashes)[16],
    const int64_t *numbers, size_t n)
{
	return s->maker->add_old_ids(s, conversation, hashes, numbers, n);
}

int store_use_once(struct store *s, const unsigned char hash[16], int64_t now, int64_t until)
{
	return s->maker->use_once(s, hash, now, until);
}

int store_message(struct store *s, int64_t no, struct arena *arena, struct store_message *m)
{
	return s->maker->message(s, no, arena, m);
}

int store_outbox_row(struct store *s, int64_t id, struct arena *arena, struct store_outbox *row)
{
	return s->maker->outbox_row(s, id, arena, row);
}

int store_ticket(struct store *s, struct str shop, struct str number, struct arena *arena,
    struct store_ticket *t)
{
	return s->maker->ticket(s, shop, number, arena, t);
}

int store_all_notices(struct store *s, struct arena *arena, struct store_notice **rows, size_t *n)
{
	return s->maker->all_notices(s, arena, rows, n);
}

int store_commit(struct store *s, struct store_changes *changes)
{
	return s->maker->commit(s, changes);
}

int store_forget(struct store *s, int64_t conversation, struct str state, size_t *messages)
{
	return s->maker->forget(s, conversation, state, messages);
}

int store_expire(struct store *s, int64_t before, size_t max, size_t *removed)
{
	return s->maker->expire(s, before, max, removed);
}

int store_probe(struct store *s)
{
	return s->maker->probe(s);
}

void store_rollback(struct store *s)
{
	s->maker->rollback(s);
}

size_t store_waiting(const struct store *s)
{
	return s->waiting;
}

size_t store_outbox_waiting(const struct store *s)
{
	return s->outbox_waiting;
}

struct store_reader *store_reader_open(const char *url, char error[STORE_ERROR_MAX])
{
	const char *path = url;
	const struct store_maker *maker = maker_of(&path);

	if (!maker) {
		no_maker(url, error);
		return NULL;
	}
	return maker->reader_open(path, error);
}

void store_reader_close(struct store_reader **r)
{
	if (*r)
		(*r)->maker->reader_close(*r);
	*r = NULL;
}

int store_list(struct store_reader *r, struct str shop, int mode, const struct store_cursor *after,
    size_t max, struct arena *arena, struct store_conversation **rows, size_t *n)
{
	return r->maker->list(r, shop, mode, after, max, arena, rows, n);
}

bool store_by_urgency(int mode)
{
	return mode == MODE_QUEUED || mode == MODE_HUMAN;
}

struct store_cursor store_cursor_of(int mode, const struct store_conversation *row)
{
	return (struct store_cursor){row->urgency, row->vip,
	    store_by_urgency(mode) ? row->waiting_since : row->updated_at, row->id};
}

int store_find(struct store_reader *r, struct str shop, struct str channel, struct str name,
    struct arena *arena, struct store_conversation rows[2], size_t *n)
{
	return r->maker->find(r, shop, channel, name, arena, rows, n);
}

int store_find_ticket(struct store_reader *r, struct str shop, struct str number,
    struct arena *arena, struct store_ticket *t)
{
	return r->maker->find_ticket(r, shop, number, arena, t);
}

int store_tickets(struct store_reader *r, struct str shop, int status, int64_t before, size_t max,
    struct arena *arena, struct store_ticket **rows, size_t *n)
{
	return r->maker->tickets(r, shop, status, before, max, arena, rows, n);
}

int store_messages(struct store_reader *r, const struct store_conversation *c, int64_t after,
    size_t max, struct arena *arena, struct store_message **rows, size_t *n)
{
	return r->maker->messages(r, c, after, max, arena, rows, n);
}

int store_find_message(struct store_reader *r, int64_t no, struct arena *arena,
    struct store_message *m, struct store_conversation *c)
{
	return r->maker->find_message(r, no, arena, m, c);
}

int store_outbox(struct store_reader *r, int state, int64_t after, size_t max, struct arena *arena,
    struct store_outbox **rows, size_t *n)
{
	return r->maker->outbox(r, state, after, max, arena, rows, n);
}

int store_notices(
    struct store_reader *r, struct arena *arena, struct store_notice **rows, size_t *n)
{
	return r->maker->notices(r, arena, rows, n);
}

int store_of_customer(struct store_reader *r, struct str shop, struct str customer,
    struct arena *arena, int64_t **ids, size_t *n)
{
	*n = 0;
	if (customer.n == 0) /* many senders have no name: nobody means them */
		return STORE_OK;
	return r->maker->of_customer(r, shop, customer, arena, ids, n);
}

int store_books(struct store_reader *r, struct str shop, struct str language, int64_t before,
    size_t max, struct arena *arena, struct store_book **rows, size_t *n)
{
	return r->maker->books(r, shop, language, before, max, arena, rows, n);
}

int store_books_in_force(
    struct store_reader *r, struct arena *arena, struct store_book **rows, size_t *n)
{
	return r->maker->books_in_force(r, arena, rows, n);
}

int store_book(struct store_reader *r, struct str shop, struct str language, struct str version,
    struct arena *arena, struct store_book *row)
{
	return r->maker->book(r, shop, language, version, arena, row);
}

int store_book_files(struct store_reader *r, const struct store_book *row, struct arena *arena,
    struct book_file **files, size_t *n)
{
	return r->maker->book_files(r, row, arena, files, n);
}

int store_book_file(struct store_reader *r, struct str version, struct str name,
    struct arena *arena, struct str *text)
{
	return r->maker->book_file(r, version, name, arena, text);
}

int store_misses(struct store_reader *r, struct arena *arena, struct store_miss **rows, size_t *n)
{
	return r->maker->misses(r, arena, rows, n);
}

int store_scan(struct store_reader *r, int64_t from, int64_t to, int64_t records_to,
    const struct store_visitor *visit)
{
	return r->maker->scan(r, from, to, records_to, visit);
}

int store_scan_words(struct store_reader *r, int64_t from, int64_t to, void *ctx,
    void (*written)(void *ctx, const struct store_message *m))
{
	return r->maker->scan_words(r, from, to, ctx, written);
}

int store_conversations(struct store_reader *r, int64_t after, size_t max, struct arena *arena,
    struct store_conversation **rows, size_t *n)
{
	return r->maker->conversations(r, after, max, arena, rows, n);
}

int store_ping(struct store_reader *r)
{
	return r->maker->ping(r);
}

const char *store_direction_name(enum store_direction d)
{
	static const char *const names[] = {"customer", "bot", "human"};

	return names[d];
}

const char *store_miss_state_name(enum store_miss_state state)
{
	static const char *const names[STORE_MISS_STATES] = {"new", "done", "ignored"};

	return names[state];
}

const char *store_book_how_name(enum store_book_how how)
{
	static const char *const names[] = {N_("start"), N_("reload"), N_("publish"), N_("rollback")};

	return names[how];
}
