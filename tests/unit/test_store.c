/* test_store.c - what store.h promises, of any maker: nothing here knows of SQLite but the path. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "dialogue/conversation.h"
#include "store/store.h"

struct fixture {
	char dir[64], path[128];
	struct arena *arena;
	struct store *s;
	char error[STORE_ERROR_MAX];
	enum store_result result;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	strcpy(f->dir, "/tmp/xiaoer-store-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof f->path, "%s/xiaoer.db", f->dir);
	f->arena = arena_new(0);
	f->s = store_open(f->path, &f->result, f->error);
	if (!f->s)
		fail_msg("%s", f->error);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char command[160];

	store_close(&f->s);
	arena_free(&f->arena);
	snprintf(command, sizeof command, "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static void reopen(struct fixture *f)
{
	store_close(&f->s);
	f->s = store_open(f->path, &f->result, f->error);
	if (!f->s)
		fail_msg("%s", f->error);
}

static struct store_key key(const char *channel, const char *name)
{
	return (struct store_key){STR("default"), str_of(channel), str_of(name)};
}

static struct store_conversation *load(struct fixture *f, const char *channel, const char *name)
{
	struct store_key k = key(channel, name);
	struct store_conversation *row;

	assert_int_equal(store_load(f->s, &k, 1, f->arena, &row), 0);
	return row;
}

/* Adds one message to a conversation that was loaded. */
static struct store_message *message(
    struct fixture *f, struct store_conversation *c, const char *text)
{
	struct store_message *m = ARENA_NEW(f->arena, struct store_message);

	*m = (struct store_message){
	    .no = store_next_message(f->s),
	    .conversation = c->id,
	    .previous = c->last_message,
	    .at = 1000,
	    .platform_id = STR("p"),
	    .text = str_of(text),
	};
	c->last_message = m->no;
	return m;
}

static int commit(struct fixture *f, struct store_conversation *c, struct store_message *m)
{
	struct store_changes ch = {.conversations = &c,
	    .conversations_n = c != NULL,
	    .messages = &m,
	    .messages_n = m != NULL};

	return store_commit(f->s, &ch);
}

static int64_t store_one(struct fixture *f, const char *name, const char *text)
{
	struct store_conversation *c;
	struct store_message *m;

	assert_int_equal(store_begin(f->s), 0);
	c = load(f, "web", name);
	m = message(f, c, text);
	assert_int_equal(commit(f, c, m), 0);
	return m->no;
}

static void what_was_committed_is_there_after_opening_again(void **state)
{
	struct fixture *f = *state;
	struct store_conversation *c;
	struct store_message *m, read;

	assert_int_equal(store_begin(f->s), 0);
	c = load(f, "web", "c-1");
	assert_true(c->fresh);
	assert_true(c->id > 0);
	c->mode = MODE_QUEUED;
	c->urgency = 2;
	c->waiting_since = 5;
	c->wake_at = 7000;
	c->state = STR("state\0with a NUL");
	c->seen = STR("seen");
	m = message(f, c, "\xe4\xbd\xa0\xe5\xa5\xbd");
	m->extra = STR("{}");
	assert_int_equal(commit(f, c, m), 0);
	reopen(f);
	assert_int_equal(store_waiting(f->s), 1);
	assert_int_equal(store_begin(f->s), 0);
	c = load(f, "web", "c-1");
	assert_false(c->fresh);
	assert_int_equal(c->mode, MODE_QUEUED);
	assert_int_equal(c->wake_at, 7000);
	assert_true(str_eq(c->state, STR("state\0with a NUL")));
	assert_int_equal(store_message(f->s, c->last_message, f->arena, &read), 1);
	assert_true(str_is(read.text, "\xe4\xbd\xa0\xe5\xa5\xbd"));
	assert_true(str_is(read.extra, "{}"));
	assert_int_equal(store_message(f->s, 99, f->arena, &read), 0);
	assert_int_equal(store_next_message(f->s), m->no + 1);
	store_rollback(f->s);
}

static void the_same_key_twice_is_the_same_row(void **state)
{
	struct fixture *f = *state;
	struct store_key keys[] = {
	    key("web", "a"), key("web", "b"), key("web", "a"), key("im", "a")};
	struct store_conversation *rows[4];

	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_load(f->s, keys, 4, f->arena, rows), 0);
	assert_ptr_equal(rows[0], rows[2]);
	assert_ptr_not_equal(rows[0], rows[1]);
	assert_ptr_not_equal(rows[0], rows[3]);
	assert_int_not_equal(rows[0]->id, rows[3]->id);
	store_rollback(f->s);
}

static void a_rollback_gives_the_numbers_back(void **state)
{
	struct fixture *f = *state;
	int64_t no;

	no = store_one(f, "c-1", "one");
	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_next_message(f->s), no + 1);
	assert_int_equal(store_next_message(f->s), no + 2);
	assert_true(load(f, "web", "c-2")->fresh);
	store_rollback(f->s);
	store_rollback(f->s);
	assert_int_equal(store_one(f, "c-3", "two"), no + 1);
}

static void a_row_that_cannot_be_stored_is_refused_and_nothing_is_half_written(void **state)
{
	struct fixture *f = *state;
	struct store_conversation *c;
	struct store_message *m, read;
	int64_t no = store_one(f, "c-1", "one");

	assert_int_equal(store_begin(f->s), 0);
	c = load(f, "web", "c-2");
	m = message(f, c, "two");
	m->no = no; /* taken */
	assert_int_equal(commit(f, c, m), STORE_REFUSED);
	assert_true(*store_error(f->s));
	assert_int_equal(store_begin(f->s), 0);
	assert_true(load(f, "web", "c-2")->fresh);
	assert_int_equal(store_message(f->s, no, f->arena, &read), 1);
	assert_true(str_is(read.text, "one"));
	store_rollback(f->s);
	assert_int_equal(store_one(f, "c-2", "two"), no + 1);
}

static void due_conversations_come_earliest_first(void **state)
{
	struct fixture *f = *state;
	static const int64_t wakes[] = {500, 0, 100, 900, 300};
	struct store_conversation *c, *rows[8];
	size_t n;

	assert_int_equal(store_next_wake(f->s), 0);
	for (size_t i = 0; i < 5; i++) {
		char name[2] = {(char)('a' + i), 0};

		assert_int_equal(store_begin(f->s), 0);
		c = load(f, "web", name);
		c->wake_at = wakes[i];
		assert_int_equal(commit(f, c, NULL), 0);
	}
	assert_int_equal(store_next_wake(f->s), 100);
	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_due(f->s, 500, 8, f->arena, rows, &n), 0);
	assert_int_equal(n, 3);
	assert_true(str_is(rows[0]->key.name, "c"));
	assert_true(str_is(rows[1]->key.name, "e"));
	assert_true(str_is(rows[2]->key.name, "a"));
	rows[0]->wake_at = 0;
	assert_int_equal(commit(f, rows[0], NULL), 0);
	assert_int_equal(store_next_wake(f->s), 300);
}

static void messages_are_a_chain_read_from_both_ends(void **state)
{
	struct fixture *f = *state;
	struct store_reader *r = store_reader_open(f->path, f->error);
	struct store_conversation found[2];
	struct store_message **back, *m;
	int64_t no[5];
	size_t n;

	assert_non_null(r);
	for (size_t i = 0; i < 5; i++) {
		char text[2] = {(char)('0' + i), 0};

		no[i] = store_one(f, "c-1", strcpy(arena_alloc(f->arena, 2), text));
		store_one(f, "other", "x");
	}
	assert_int_equal(
	    store_find(r, STR("default"), STR("web"), STR("c-1"), f->arena, found, &n), 0);
	assert_int_equal(n, 1);
	back = ARENA_ARRAY(f->arena, struct store_message *, 10);
	assert_int_equal(store_messages_back(f->s, found[0].last_message, 3, f->arena, &m, &n), 0);
	assert_int_equal(n, 3);
	assert_int_equal(m[0].no, no[4]);
	assert_int_equal(m[2].no, no[2]);
	assert_int_equal(store_messages(r, &found[0], no[1], 10, f->arena, &m, &n), 0);
	assert_int_equal(n, 3);
	assert_int_equal(m[0].no, no[2]);
	assert_true(str_is(m[2].text, "4"));
	for (size_t max = 1; max <= 3; max++) { /* next to no[1], none is left out */
		assert_int_equal(
		    store_messages(r, &found[0], no[1], max, f->arena, &m, &n), 0);
		assert_int_equal(n, max);
		assert_int_equal(m[0].no, no[2]);
		assert_int_equal(m[max - 1].no, no[1 + max]);
	}
	assert_int_equal(store_messages(r, &found[0], 0, 2, f->arena, &m, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(m[0].no, no[3]); /* of the newest */
	(void)back;
	store_reader_close(&r);
}

static void a_name_without_channel_may_be_ambiguous(void **state)
{
	struct fixture *f = *state;
	struct store_reader *r = store_reader_open(f->path, f->error);
	struct store_conversation found[2];
	size_t n;

	for (const char *const *channel = (const char *const[]){"web", "im", "third", NULL};
	     *channel; channel++) {
		assert_int_equal(store_begin(f->s), 0);
		assert_int_equal(commit(f, load(f, *channel, "c-1"), NULL), 0);
	}
	assert_int_equal(
	    store_find(r, STR("default"), STR(""), STR("c-1"), f->arena, found, &n), 0);
	assert_int_equal(n, 2);
	assert_int_equal(
	    store_find(r, STR("default"), STR("im"), STR("c-1"), f->arena, found, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(
	    store_find(r, STR("elsewhere"), STR("im"), STR("c-1"), f->arena, found, &n), 0);
	assert_int_equal(n, 0);
	store_reader_close(&r);
}

/* i: urgency, waiting_since, updated_at; the list's order by pages of two. */
static void check_pages(struct fixture *f, int mode, const char *want)
{
	struct store_reader *r = store_reader_open(f->path, f->error);
	struct store_cursor cursor, *after = NULL;
	struct store_conversation *rows;
	char got[32] = "";
	size_t n;

	do {
		assert_int_equal(
		    store_list(r, STR("default"), mode, after, 2, f->arena, &rows, &n), 0);
		for (size_t i = 0; i < n; i++)
			strncat(got, rows[i].key.name.p, 1);
		if (n) {
			cursor = store_cursor_of(mode, &rows[n - 1]);
			after = &cursor;
		}
	} while (n);
	assert_string_equal(got, want);
	store_reader_close(&r);
}

static void lists_come_in_order_and_by_pages(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *name;
		int mode, urgency;
		int64_t waiting_since, updated_at;
		bool vip;
	} rows[] = {
	    {"a", MODE_QUEUED, 4, 100, 5000000},
	    {"b", MODE_QUEUED, 1, 300, 1000000},
	    {"c", MODE_QUEUED, 0, 50, 9000000},
	    {"d", MODE_QUEUED, 1, 200, 9000000},
	    {"e", MODE_BOT, 0, 0, 9000000}, /* three of the same moment: pages must not lose one */
	    {"f", MODE_HUMAN, 2, 10, 100},
	    {"g", MODE_CLOSED, 0, 0, 9000001},
	    {"h", MODE_QUEUED, 1, 400, 100, true}, /* a VIP before who waits longer, but not before */
	    {"i", MODE_QUEUED, 4, 500, 100, true}, /* a more urgent case */
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct store_conversation *c;

		assert_int_equal(store_begin(f->s), 0);
		c = load(f, "web", rows[i].name);
		c->mode = rows[i].mode;
		c->urgency = rows[i].urgency;
		c->waiting_since = rows[i].waiting_since;
		c->updated_at = rows[i].updated_at;
		c->vip = rows[i].vip;
		assert_int_equal(commit(f, c, NULL), 0);
	}
	assert_int_equal(store_waiting(f->s), 6);
	check_pages(f, MODE_QUEUED, "hdbiac");
	check_pages(f, MODE_HUMAN, "f");
	check_pages(f, MODE_BOT, "e");
	check_pages(f, -1, "gedcabihf");
	assert_int_equal(store_begin(f->s), 0);
	load(f, "web", "x");
	{
		struct store_conversation *c = load(f, "web", "f");

		c->updated_at = 9500000;
		c->mode = MODE_BOT;
		assert_int_equal(commit(f, c, NULL), 0);
	}
	check_pages(f, -1, "fgedcabih");
	check_pages(f, MODE_HUMAN, "");
}

static void put_ticket(struct fixture *f, struct store_ticket t)
{
	struct store_conversation *c;
	struct store_ticket *list = &t;
	struct store_changes ch = {.tickets = &list, .tickets_n = 1};

	assert_int_equal(store_begin(f->s), 0);
	c = load(f, "web", "c-1");
	t.conversation = c->id;
	t.shop = STR("default");
	ch.conversations = &c;
	ch.conversations_n = 1;
	assert_int_equal(store_commit(f->s, &ch), 0);
}

static void a_ticket_is_found_by_either_number_and_put_over_the_old_one(void **state)
{
	struct fixture *f = *state;
	struct store_reader *r = store_reader_open(f->path, f->error);
	struct store_ticket t, *rows;
	size_t n;

	put_ticket(f, (struct store_ticket){.reference = STR("T1N1"), .number = STR("T1N1"),
	    .matter = STR("wish"), .urgency = 3, .question = STR("q"), .filed_at = 5});
	put_ticket(f, (struct store_ticket){.reference = STR("T1N2"), .number = STR("77"),
	    .status = TICKET_PENDING, .filed_at = 6});
	put_ticket(f, (struct store_ticket){.reference = STR("T1N1"), .number = STR("77"),
	    .urgency = 2, .status = TICKET_ANSWERED, .answer = STR("done"), .changed_at = 9});
	reopen(f);
	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_ticket(f->s, STR("default"), STR("T1N1"), f->arena, &t), 1);
	assert_int_equal(t.status, TICKET_ANSWERED);
	assert_int_equal(t.urgency, 2);
	assert_int_equal(t.filed_at, 5);
	assert_int_equal(t.changed_at, 9);
	assert_true(str_is(t.number, "77"));
	assert_true(str_is(t.matter, "wish"));
	assert_true(str_is(t.question, "q"));
	assert_true(str_is(t.answer, "done"));
	assert_true(str_is(t.name, "c-1"));
	assert_true(str_is(t.channel, "web"));
	assert_int_equal(store_ticket(f->s, STR("default"), STR("77"), f->arena, &t), 1);
	assert_true(str_is(t.reference, "T1N2")); /* of two with one number, the newer */
	assert_int_equal(store_ticket(f->s, STR("default"), STR("78"), f->arena, &t), 0);
	assert_int_equal(store_ticket(f->s, STR("other"), STR("77"), f->arena, &t), 0);
	store_rollback(f->s);
	assert_int_equal(store_find_ticket(r, STR("default"), STR("T1N2"), f->arena, &t), 1);
	assert_int_equal(store_tickets(r, STR("default"), -1, 0, 1, f->arena, &rows, &n), 0);
	assert_int_equal(n, 1);
	assert_true(str_is(rows[0].reference, "T1N2"));
	assert_int_equal(
	    store_tickets(r, STR("default"), -1, rows[0].id, 5, f->arena, &rows, &n), 0);
	assert_int_equal(n, 1);
	assert_true(str_is(rows[0].reference, "T1N1"));
	assert_int_equal(
	    store_tickets(r, STR("default"), TICKET_PENDING, 0, 5, f->arena, &rows, &n), 0);
	assert_int_equal(n, 1);
	store_reader_close(&r);
}

static int put_outbox(struct fixture *f, const char *body, int64_t *id)
{
	struct store_outbox *o = ARENA_NEW(f->arena, struct store_outbox);
	struct store_changes ch = {.outbox_new = &o, .outbox_new_n = 1};
	int rc;

	*o = (struct store_outbox){
	    .conversation = 1,
	    .shop = STR("default"),
	    .target = STR("escalation"),
	    .type = STR("conversation.escalated"),
	    .body = str_of(body),
	    .created_at = 10,
	    .next_at = 10,
	};
	assert_int_equal(store_begin(f->s), 0);
	rc = store_commit(f->s, &ch);
	*id = o->id;
	return rc;
}

static void an_outbox_id_never_comes_twice(void **state)
{
	struct fixture *f = *state;
	struct store_changes ch = {.outbox_done_n = 1};
	int64_t first, second;

	assert_int_equal(put_outbox(f, "{}", &first), 0);
	assert_int_equal(store_outbox_waiting(f->s), 1);
	assert_int_equal(store_begin(f->s), 0);
	ch.outbox_done = &first;
	assert_int_equal(store_commit(f->s, &ch), 0);
	assert_int_equal(store_outbox_waiting(f->s), 0);
	reopen(f);
	assert_int_equal(put_outbox(f, "{}", &second), 0);
	assert_true(second > first);
}

static void outbox_rows_change_state_and_are_listed_by_it(void **state)
{
	struct fixture *f = *state;
	struct store_reader *r = store_reader_open(f->path, f->error);
	struct store_outbox row, *changed = &row, *rows;
	struct store_changes ch = {.outbox_changed = &changed, .outbox_changed_n = 1};
	int64_t a, b;
	size_t n;

	assert_int_equal(put_outbox(f, "{\"n\":1}", &a), 0);
	assert_int_equal(put_outbox(f, "{\"n\":2}", &b), 0);
	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_outbox_row(f->s, a, f->arena, &row), 1);
	row.state = OUTBOX_DEAD;
	row.attempts = 7;
	row.error = STR("410 Gone");
	assert_int_equal(store_commit(f->s, &ch), 0);
	assert_int_equal(store_outbox_waiting(f->s), 1);
	assert_int_equal(store_outbox(r, OUTBOX_DEAD, 0, 10, f->arena, &rows, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(rows[0].attempts, 7);
	assert_true(str_is(rows[0].error, "410 Gone"));
	assert_true(str_is(rows[0].body, "{\"n\":1}"));
	assert_int_equal(store_outbox(r, -1, a, 10, f->arena, &rows, &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(rows[0].id, b);
	assert_int_equal(store_outbox_row(f->s, 99, f->arena, &row), 0);
	store_reader_close(&r);
}

static void old_ids_are_each_conversations_own(void **state)
{
	struct fixture *f = *state;
	static const unsigned char hashes[2][16] = {"0123456789abcde", "fedcba987654321"};
	static const int64_t numbers[] = {11, 12};
	int64_t no;

	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_add_old_ids(f->s, 1, hashes, numbers, 2), 0);
	assert_int_equal(commit(f, NULL, NULL), 0);
	assert_int_equal(store_old_id(f->s, 1, hashes[1], &no), 0);
	assert_int_equal(no, 12);
	assert_int_equal(store_old_id(f->s, 2, hashes[1], &no), 0);
	assert_int_equal(no, 0);
}

static void what_is_good_once_is_remembered_for_its_time(void **state)
{
	struct fixture *f = *state;
	static const unsigned char one[16] = "0123456789abcde", other[16] = "fedcba987654321";

	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_use_once(f->s, one, 1000, 2000), 1);
	assert_int_equal(store_use_once(f->s, one, 1000, 2000), 0);
	assert_int_equal(store_use_once(f->s, other, 1500, 3000), 1);
	assert_int_equal(commit(f, NULL, NULL), 0);
	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_use_once(f->s, one, 2000, 4000), 0);
	assert_int_equal(store_use_once(f->s, one, 2001, 4000), 1);
	assert_int_equal(store_use_once(f->s, other, 2001, 4000), 0);
	assert_int_equal(commit(f, NULL, NULL), 0);
}

static void notices_are_put_replaced_and_removed(void **state)
{
	struct fixture *f = *state;
	struct store_notice n[] = {{STR("default"), STR("n-1"), STR("{\"text\":\"a\"}")},
	    {STR("default"), STR("n-2"), STR("{}")}};
	struct store_changes ch = {.notices = n, .notices_n = 2};
	struct store_notice *rows;
	size_t count;

	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_commit(f->s, &ch), 0);
	n[0].body = STR("{\"text\":\"b\"}");
	n[1].body = STR("");
	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_commit(f->s, &ch), 0);
	assert_int_equal(store_all_notices(f->s, f->arena, &rows, &count), 0);
	assert_int_equal(count, 1);
	assert_true(str_is(rows[0].body, "{\"text\":\"b\"}"));
}

struct scanned {
	char seen[256];
	const struct store_place *places[8];
	size_t n;
};

static void see_message(void *ctx, const struct store_head *m)
{
	struct scanned *s = ctx;
	size_t n = strlen(s->seen);

	snprintf(s->seen + n, sizeof s->seen - n, "m%lld@%lld/%.*s ", (long long)m->no,
	    (long long)m->at, STR_ARG(m->place->channel));
	s->places[s->n++] = m->place;
}

static void see_record(void *ctx, const struct store_record *r, const struct store_place *place)
{
	struct scanned *s = ctx;
	size_t n = strlen(s->seen);

	snprintf(s->seen + n, sizeof s->seen - n, "%.*s@%lld/%.*s ", STR_ARG(r->what),
	    (long long)r->at, STR_ARG(place->channel));
}

static const char *scan(struct fixture *f, struct scanned *s, int64_t from, int64_t to, int64_t more)
{
	const struct store_visitor visit = {s, see_message, see_record};
	struct store_reader *r = store_reader_open(f->path, f->error);

	*s = (struct scanned){0};
	assert_non_null(r);
	assert_int_equal(store_scan(r, from, to, more, &visit), 0);
	store_reader_close(&r);
	return s->seen;
}

static void store_at(struct fixture *f, const char *channel, int64_t at, const char *what)
{
	struct store_conversation *c;
	struct store_message *m;
	struct store_record rec = {.at = at, .what = str_of(what), .amount = -1}, *records = &rec;
	struct store_changes ch = {.records = &records, .records_n = 1};

	assert_int_equal(store_begin(f->s), 0);
	c = load(f, channel, "c");
	m = message(f, c, "x");
	m->at = at;
	rec.conversation = c->id;
	ch.conversations = &c;
	ch.messages = &m;
	ch.conversations_n = ch.messages_n = 1;
	assert_int_equal(store_commit(f->s, &ch), 0);
}

static void a_period_is_scanned_whole_and_in_order(void **state)
{
	const int64_t day = 86400000;
	struct fixture *f = *state;
	struct scanned s;

	assert_string_equal(scan(f, &s, INT64_MIN, INT64_MAX, INT64_MAX), "");
	store_at(f, "web", 10 * day, "a");
	store_at(f, "app", 20 * day, "b");
	store_at(f, "web", 20 * day + 2, "c");
	store_at(f, "web", 20 * day + 1, "d"); /* a clock that was set back */
	store_at(f, "app", 30 * day, "e");
	assert_string_equal(scan(f, &s, INT64_MIN, INT64_MAX, INT64_MAX),
	    "m1@864000000/web m2@1728000000/app m3@1728000002/web m4@1728000001/web "
	    "m5@2592000000/app a@864000000/web b@1728000000/app c@1728000002/web "
	    "d@1728000001/web e@2592000000/app ");
	assert_ptr_equal(s.places[0], s.places[2]);
	assert_ptr_equal(s.places[1], s.places[4]);
	assert_string_equal(scan(f, &s, 20 * day, 20 * day + 2, 20 * day + 2),
	    "m2@1728000000/app m4@1728000001/web b@1728000000/app d@1728000001/web ");
	assert_string_equal(scan(f, &s, 20 * day + 2, 20 * day + 3, 30 * day + 1),
	    "m3@1728000002/web c@1728000002/web e@2592000000/app ");
	assert_string_equal(scan(f, &s, 40 * day, INT64_MAX, INT64_MAX), "");
}

static void write_at(struct fixture *f, const char *name, enum store_direction direction,
    int64_t at, const char *text)
{
	struct store_conversation *c;
	struct store_message *m;

	assert_int_equal(store_begin(f->s), 0);
	c = load(f, "web", name);
	m = message(f, c, text);
	m->at = at;
	m->direction = direction;
	m->sender = STR("u");
	assert_int_equal(commit(f, c, m), 0);
}

static void see_words(void *ctx, const struct store_message *m)
{
	char *seen = ctx;
	size_t n = strlen(seen);

	snprintf(seen + n, 256 - n, "m%lld %.*s %s %.*s; ", (long long)m->no, STR_ARG(m->sender),
	    store_direction_name(m->direction), STR_ARG(m->text));
}

static void words_are_scanned_without_the_bots(void **state)
{
	struct fixture *f = *state;
	struct store_reader *r;
	char all[256] = "", some[256] = "";

	write_at(f, "a", STORE_CUSTOMER, 1000, "one");
	write_at(f, "a", STORE_BOT, 1000, "two");
	write_at(f, "b", STORE_HUMAN, 2000, "three");
	write_at(f, "a", STORE_CUSTOMER, 3000, "four");
	r = store_reader_open(f->path, f->error);
	assert_non_null(r);
	assert_int_equal(store_scan_words(r, INT64_MIN, INT64_MAX, all, see_words), 0);
	assert_string_equal(all, "m1 u customer one; m3 u human three; m4 u customer four; ");
	assert_int_equal(store_scan_words(r, 2000, 3000, some, see_words), 0);
	assert_string_equal(some, "m3 u human three; ");
	store_reader_close(&r);
}

static void all_conversations_come_by_pages(void **state)
{
	struct fixture *f = *state;
	struct store_conversation *rows;
	struct store_reader *r;
	size_t n;

	for (int i = 0; i < 5; i++)
		store_one(f, (const char *[]){"e", "d", "c", "b", "a"}[i], "x");
	r = store_reader_open(f->path, f->error);
	assert_non_null(r);
	assert_int_equal(store_conversations(r, INT64_MIN, 3, f->arena, &rows, &n), 0);
	assert_int_equal(n, 3);
	assert_true(str_is(rows[0].key.name, "e") && str_is(rows[2].key.name, "c"));
	assert_int_equal(store_conversations(r, rows[2].id, 3, f->arena, &rows, &n), 0);
	assert_int_equal(n, 2);
	assert_true(str_is(rows[0].key.name, "b") && str_is(rows[1].key.name, "a"));
	assert_int_equal(store_conversations(r, rows[1].id, 3, f->arena, &rows, &n), 0);
	assert_int_equal(n, 0);
	store_reader_close(&r);
}

static int64_t decide(struct fixture *f, enum store_miss_state state, const int64_t *messages, size_t n)
{
	struct store_miss m = {.at = 5, .state = state, .intent = STR("x"), .who = STR("anna"),
	    .messages = messages, .messages_n = n}, *list[] = {&m};
	struct store_changes ch = {.misses = list, .misses_n = 1};

	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_commit(f->s, &ch), 0);
	return m.id;
}

static size_t decided(struct fixture *f, struct store_miss **rows)
{
	struct store_reader *r = store_reader_open(f->path, f->error);
	size_t n;

	assert_non_null(r);
	assert_int_equal(store_misses(r, f->arena, rows, &n), 0);
	store_reader_close(&r);
	return n;
}

static void what_was_decided_of_misses_stands_on_their_messages(void **state)
{
	struct fixture *f = *state;
	struct store_miss *rows;
	int64_t a = store_one(f, "a", "one"), b = store_one(f, "b", "two"),
		c = store_one(f, "c", "three");

	assert_int_equal(decided(f, &rows), 0);
	/* of one that is not there nothing is kept, nor of one without words */
	decide(f, MISS_DONE, (const int64_t[]){a, b, 999, store_one(f, "d", "")}, 4);
	assert_int_equal(decided(f, &rows), 1);
	assert_int_equal(rows[0].messages_n, 2);
	assert_int_equal(rows[0].messages[1], b);
	assert_true(str_is(rows[0].texts[0], "one") && str_is(rows[0].shop, "default"));
	assert_true(str_is(rows[0].intent, "x") && str_is(rows[0].who, "anna"));
	assert_int_equal(rows[0].state, MISS_DONE);
	assert_int_equal(rows[0].upto, 4);
	/* a message in common: the later decision takes the place of the earlier one, all of it */
	decide(f, MISS_IGNORED, (const int64_t[]){b, c}, 2);
	assert_int_equal(decided(f, &rows), 1);
	assert_int_equal(rows[0].state, MISS_IGNORED);
	assert_int_equal(rows[0].messages[0], b);
	decide(f, MISS_DONE, &a, 1);
	assert_int_equal(decided(f, &rows), 2);
	decide(f, MISS_NEW, &c, 1); /* taken back */
	assert_int_equal(decided(f, &rows), 1);
	assert_int_equal(rows[0].messages[0], a);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    TEST(a_period_is_scanned_whole_and_in_order),
	    TEST(words_are_scanned_without_the_bots),
	    TEST(all_conversations_come_by_pages),
	    TEST(what_was_committed_is_there_after_opening_again),
	    TEST(the_same_key_twice_is_the_same_row),
	    TEST(a_rollback_gives_the_numbers_back),
	    TEST(a_row_that_cannot_be_stored_is_refused_and_nothing_is_half_written),
	    TEST(due_conversations_come_earliest_first),
	    TEST(messages_are_a_chain_read_from_both_ends),
	    TEST(a_name_without_channel_may_be_ambiguous),
	    TEST(lists_come_in_order_and_by_pages),
	    TEST(a_ticket_is_found_by_either_number_and_put_over_the_old_one),
	    TEST(an_outbox_id_never_comes_twice),
	    TEST(outbox_rows_change_state_and_are_listed_by_it),
	    TEST(old_ids_are_each_conversations_own),
	    TEST(what_is_good_once_is_remembered_for_its_time),
	    TEST(notices_are_put_replaced_and_removed),
	    TEST(what_was_decided_of_misses_stands_on_their_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
