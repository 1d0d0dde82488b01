/* test_forget.c - what is forgotten is gone from the file, and what stays can still be counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "desk/forget.h"
#include "dialogue/conversation.h"
#include "store/store.h"

enum { DAY = 86400000 };

struct fixture {
	char dir[64], path[128];
	struct arena *arena;
	struct store *s;
};

static void open_store(struct fixture *f)
{
	char error[STORE_ERROR_MAX];
	enum store_result result;

	f->s = store_open(f->path, &result, error);
	if (!f->s)
		fail_msg("%s", error);
}

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	strcpy(f->dir, "/tmp/xiaoer-forget-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof f->path, "%s/xiaoer.db", f->dir);
	f->arena = arena_new(0);
	open_store(f);
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

static struct store_conversation *load(struct fixture *f, const char *name)
{
	struct store_key key = {STR("default"), STR("web"), str_of(name)};
	struct store_conversation *row;

	assert_int_equal(store_load(f->s, &key, 1, f->arena, &row), 0);
	return row;
}

/* One message of a customer, and a row for the outbox that quotes it. */
static int64_t write_one(struct fixture *f, const char *name, const char *sender, const char *text,
    int64_t at, enum mode mode)
{
	struct store_conversation *c;
	struct store_message *m = ARENA_NEW(f->arena, struct store_message);
	struct store_outbox *o = ARENA_NEW(f->arena, struct store_outbox);
	struct store_changes ch = {.conversations = &c, .conversations_n = 1, .messages = &m,
	    .messages_n = 1, .outbox_new = &o, .outbox_new_n = 1};

	assert_int_equal(store_begin(f->s), 0);
	c = load(f, name);
	*m = (struct store_message){.no = store_next_message(f->s), .conversation = c->id,
	    .previous = c->last_message, .at = at, .platform_id = STR("p-777"),
	    .sender = str_of(sender), .text = str_of(text), .intent = STR("shipping.where")};
	*o = (struct store_outbox){.conversation = c->id, .shop = STR("default"),
	    .target = STR("escalation"), .type = STR("x"), .body = str_of(text)};
	c->last_message = m->no;
	c->mode = mode;
	c->updated_at = at;
	c->state = str_of(text);
	c->seen = str_of(sender);
	assert_int_equal(store_commit(f->s, &ch), 0);
	return m->no;
}

static bool file_holds(const char *path, const char *word)
{
	FILE *file = fopen(path, "rb");
	bool found = false;
	char *all;
	long n;

	if (!file)
		return false;
	fseek(file, 0, SEEK_END);
	n = ftell(file);
	rewind(file);
	all = malloc((size_t)n + 1);
	assert_int_equal(fread(all, 1, (size_t)n, file), n);
	found = n && memmem(all, (size_t)n, word, strlen(word));
	free(all);
	fclose(file);
	return found;
}

static size_t forget(struct fixture *f, const char *customer, const char *shop)
{
	char error[STORE_ERROR_MAX];
	struct store_reader *r = store_reader_open(f->path, error);
	size_t n, messages = 0;
	int64_t *ids;

	assert_non_null(r);
	assert_int_equal(
	    store_of_customer(r, str_of(shop), str_of(customer), f->arena, &ids, &n), 0);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(forget_conversation(f->s, ids[i], f->arena, &messages), 0);
	store_reader_close(&r);
	return messages;
}

static void one_customers_words_are_gone_and_the_others_stay(void **state)
{
	struct fixture *f = *state;
	char wal[160];
	int64_t no = write_one(f, "conv-a", "u-alice", "SECRET-WORDS", 1000, MODE_QUEUED);
	struct store_message m;

	write_one(f, "conv-a", "u-alice", "SECRET-MORE", 1001, MODE_QUEUED);
	write_one(f, "conv-b", "u-bob", "OTHER-WORDS", 1002, MODE_QUEUED);
	assert_int_equal(store_waiting(f->s), 2);
	assert_int_equal(forget(f, "u-alice", ""), 2);
	assert_int_equal(store_waiting(f->s), 1);
	assert_int_equal(store_outbox_waiting(f->s), 1);
	assert_int_equal(store_message(f->s, no, f->arena, &m), 1);
	assert_int_equal(m.text.n + m.sender.n + m.platform_id.n, 0);
	assert_int_equal(m.at, 1000);
	assert_true(str_is(m.intent, "shipping.where"));
	store_close(&f->s); /* waits for what the checkpointer has to do */
	snprintf(wal, sizeof wal, "%s-wal", f->path);
	assert_false(file_holds(f->path, "SECRET") || file_holds(wal, "SECRET"));
	assert_false(file_holds(f->path, "u-alice") || file_holds(f->path, "conv-a"));
	assert_true(file_holds(f->path, "OTHER-WORDS"));
	open_store(f);
}

static void a_forgotten_customer_who_writes_again_begins_anew(void **state)
{
	struct fixture *f = *state;
	int64_t old;

	write_one(f, "conv-a", "u-alice", "first", 1000, MODE_BOT);
	assert_int_equal(store_begin(f->s), 0);
	old = load(f, "conv-a")->id;
	store_rollback(f->s);
	assert_int_equal(forget(f, "u-alice", "default"), 1);
	assert_int_equal(store_begin(f->s), 0);
	assert_true(load(f, "conv-a")->fresh);
	assert_true(load(f, "conv-a")->id > old);
	store_rollback(f->s);
}

static void nobody_is_found_by_a_part_or_in_another_shop(void **state)
{
	struct fixture *f = *state;

	write_one(f, "conv-a", "u-alice", "first", 1000, MODE_BOT);
	assert_int_equal(forget(f, "u-ali", ""), 0);
	assert_int_equal(forget(f, "u-alice", "elsewhere"), 0);
	assert_int_equal(forget(f, "", ""), 0);
	assert_int_equal(forget(f, "conv-a", ""), 1); /* his conversation's name */
}

static void a_state_that_was_forgotten_can_be_read(void **state)
{
	struct fixture *f = *state;
	struct store_conversation *row;
	struct conversation c;

	write_one(f, "conv-a", "u-alice", "first", 1000, MODE_HUMAN);
	assert_int_equal(forget(f, "u-alice", ""), 1);
	assert_int_equal(store_begin(f->s), 0);
	row = load(f, "forgotten-1");
	assert_false(row->fresh);
	assert_int_equal(conversation_unpack(&c, f->arena, row->id, row->state), 0);
	assert_int_equal(c.mode, MODE_CLOSED);
	store_rollback(f->s);
}

static void the_name_of_what_was_forgotten_may_be_taken(void **state)
{
	struct fixture *f = *state;

	write_one(f, "forgotten-2", "u-bob", "called so by chance", 1000, MODE_BOT);
	write_one(f, "conv-a", "u-alice", "first", 1000, MODE_BOT);
	assert_int_equal(forget(f, "u-alice", ""), 1);
	assert_int_equal(forget(f, "u-alice", ""), 0);
	assert_int_equal(store_begin(f->s), 0);
	assert_true(load(f, "conv-a")->fresh);
	assert_int_equal(load(f, "forgotten-2")->id, 1);
	store_rollback(f->s);
}

static size_t expire_all(struct fixture *f, int64_t before, size_t max)
{
	size_t removed, all = 0;

	do {
		assert_int_equal(store_expire(f->s, before, max, &removed), 0);
		all += removed;
	} while (removed);
	return all;
}

static void what_is_too_old_goes_in_small_pieces(void **state)
{
	struct fixture *f = *state;
	struct store_message m;
	int64_t last = 0;

	for (int i = 0; i < 10; i++)
		last = write_one(f, "long", "u", "old words", i * DAY, MODE_BOT);
	write_one(f, "closed", "u", "old and closed", 10 * DAY, MODE_CLOSED);
	write_one(f, "new", "u", "new words", 30LL * DAY, MODE_CLOSED);
	assert_int_equal(expire_all(f, 20LL * DAY, 3), 11 + 1);
	assert_int_equal(store_message(f->s, last, f->arena, &m), 0);
	assert_int_equal(store_begin(f->s), 0);
	assert_true(load(f, "closed")->fresh);
	assert_false(load(f, "long")->fresh); /* it is not closed */
	assert_false(load(f, "new")->fresh);
	store_rollback(f->s);
	assert_int_equal(expire_all(f, 20LL * DAY, 3), 0);
}

static void record_at(struct fixture *f, int64_t at)
{
	struct store_record r = {
	    .at = at, .conversation = 1, .what = STR("reason"), .value = STR("too small")};
	struct store_record *list = &r;
	struct store_changes ch = {.records = &list, .records_n = 1};

	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_commit(f->s, &ch), 0);
}

static void what_reports_count_goes_with_its_age(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 10; i++)
		record_at(f, i * DAY);
	record_at(f, 30LL * DAY);
	record_at(f, 2 * DAY); /* behind one that stays: so does it */
	assert_int_equal(expire_all(f, 20LL * DAY, 3), 10);
	assert_int_equal(expire_all(f, 365LL * DAY, 3), 2);
	assert_int_equal(expire_all(f, 365LL * DAY, 3), 0);
}

static void numbers_never_come_twice_after_all_went(void **state)
{
	struct fixture *f = *state;
	int64_t no = write_one(f, "a", "u", "x", 1000, MODE_CLOSED), id, again;

	no = write_one(f, "b", "u", "x", 1000, MODE_CLOSED);
	assert_int_equal(store_begin(f->s), 0);
	id = load(f, "b")->id;
	store_rollback(f->s);
	expire_all(f, 365LL * DAY, 100);
	store_close(&f->s);
	open_store(f);
	again = write_one(f, "c", "u", "x", 1000, MODE_CLOSED);
	assert_true(again > no);
	assert_int_equal(store_begin(f->s), 0);
	assert_true(load(f, "c")->id > id);
	store_rollback(f->s);
}

/* The connection that stays open keeps SQLite from tidying up at the end by itself. */
static void a_store_that_is_closed_at_once_beside_a_reader_holds_nothing_either(void **state)
{
	struct fixture *f = *state;
	char error[STORE_ERROR_MAX], wal[160];

	snprintf(wal, sizeof wal, "%s-wal", f->path);
	for (int i = 0; i < 20; i++) {
		struct store_reader *r;

		write_one(f, "conv-a", "u-alice", "SECRET-WORDS", 1000 + i, MODE_BOT);
		store_close(&f->s);
		r = store_reader_open(f->path, error);
		assert_non_null(r);
		open_store(f);
		assert_true(file_holds(f->path, "SECRET-WORDS"));
		forget(f, "u-alice", "");
		store_close(&f->s);
		assert_false(file_holds(f->path, "SECRET-WORDS"));
		assert_false(file_holds(wal, "SECRET-WORDS"));
		store_reader_close(&r);
		open_store(f);
	}
}

/* What was decided of a miss stands on messages: it stays as long as one of them does. */
static size_t decisions(struct fixture *f, size_t *messages)
{
	char error[STORE_ERROR_MAX];
	struct store_reader *r = store_reader_open(f->path, error);
	struct store_miss *rows;
	size_t n;

	assert_non_null(r);
	assert_int_equal(store_misses(r, f->arena, &rows, &n), 0);
	*messages = n ? rows[0].messages_n : 0;
	store_reader_close(&r);
	return n;
}

static void what_was_decided_of_a_miss_goes_with_its_last_message(void **state)
{
	struct fixture *f = *state;
	int64_t numbers[] = {write_one(f, "conv-a", "u-alice", "one", 1000, MODE_BOT),
	    write_one(f, "conv-b", "u-bob", "two", 1001, MODE_BOT),
	    write_one(f, "conv-c", "u-eve", "three", 1002, MODE_BOT)};
	struct store_miss m = {.at = 1003, .state = MISS_IGNORED, .messages = numbers,
	    .messages_n = 3}, *list[] = {&m};
	struct store_changes ch = {.misses = list, .misses_n = 1};
	size_t n, removed;

	write_one(f, "conv-d", "u-dan", "the newest of all stays", 9 * DAY, MODE_BOT);
	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_commit(f->s, &ch), 0);
	assert_int_equal(forget(f, "u-alice", ""), 1);
	assert_int_equal(decisions(f, &n), 1);
	assert_int_equal(n, 2);
	assert_int_equal(store_expire(f->s, 1002, 100, &removed), 0); /* bob's */
	assert_int_equal(decisions(f, &n), 1);
	assert_int_equal(n, 1);
	assert_int_equal(forget(f, "u-eve", ""), 1);
	assert_int_equal(decisions(f, &n), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(one_customers_words_are_gone_and_the_others_stay),
	    TEST(a_store_that_is_closed_at_once_beside_a_reader_holds_nothing_either),
	    TEST(a_forgotten_customer_who_writes_again_begins_anew),
	    TEST(nobody_is_found_by_a_part_or_in_another_shop),
	    TEST(a_state_that_was_forgotten_can_be_read),
	    TEST(the_name_of_what_was_forgotten_may_be_taken),
	    TEST(what_is_too_old_goes_in_small_pieces),
	    TEST(what_reports_count_goes_with_its_age),
	    TEST(numbers_never_come_twice_after_all_went),
	    TEST(what_was_decided_of_a_miss_goes_with_its_last_message),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
