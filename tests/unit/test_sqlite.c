/* test_sqlite.c - the SQLite store as a file: whose it is, what it may be, how its WAL is kept
 * small. */
#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/log.h"
#include "dialogue/conversation.h"
#include "store/store.h"

struct fixture {
	char dir[64], path[128];
	struct store *s;
	char error[STORE_ERROR_MAX];
	enum store_result result;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);

	log_set_level(LOG_ERROR);
	strcpy(f->dir, "/tmp/xiaoer-sqlite-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof f->path, "%s/xiaoer.db", f->dir);
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
	snprintf(command, sizeof command, "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static void sql(const char *path, const char *text)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
}

static void a_second_opening_is_refused_by_name(void **state)
{
	struct fixture *f = *state;
	char want[STORE_ERROR_MAX], link[160];

	snprintf(want, sizeof want, "%s is in use by another xiaoer (process %ld)", f->path,
	    (long)getpid());
	assert_null(store_open(f->path, &f->result, f->error));
	assert_int_equal(f->result, STORE_BUSY);
	assert_string_equal(f->error, want);
	/* the same file under another name */
	snprintf(link, sizeof link, "%s/link.db", f->dir);
	assert_int_equal(symlink(f->path, link), 0);
	assert_null(store_open(link, &f->result, f->error));
	assert_int_equal(f->result, STORE_BUSY);
}

static void refuse(struct fixture *f, const char *name, const char *fill, const char *want)
{
	char command[512], path[160];

	snprintf(path, sizeof path, "%s/%s", f->dir, name);
	snprintf(command, sizeof command, "cd %s && %s", f->dir, fill);
	assert_int_equal(system(command), 0);
	assert_null(store_open(path, &f->result, f->error));
	assert_int_equal(f->result, STORE_FAILED);
	if (!strstr(f->error, want))
		fail_msg("'%s' does not say '%s'", f->error, want);
}

static void what_is_no_store_is_refused_in_words(void **state)
{
	struct fixture *f = *state;

	refuse(f, "text.db", "yes 'no database' | head -200 > text.db",
	    "is no xiaoer store: it is not an SQLite");
	refuse(f, ".", "true", "cannot be");
	refuse(f, "no/such/folder/x.db", "true", "No such file or directory");
	assert_null(store_open("postgres://user:secret@host/x", &f->result, f->error));
	assert_string_equal(f->error, "no store of the kind 'postgres' (a path, or sqlite:PATH)");
}

static void a_reader_of_nothing_is_refused(void **state)
{
	struct fixture *f = *state;
	char path[160];

	snprintf(path, sizeof path, "%s/none.db", f->dir);
	assert_null(store_reader_open(path, f->error));
	assert_non_null(strstr(f->error, "there is no store"));
	assert_int_not_equal(access(path, F_OK), 0); /* and makes none */
}

static void a_database_of_another_program_is_refused_and_left_alone(void **state)
{
	struct fixture *f = *state;
	char path[160];
	struct stat before, after;

	snprintf(path, sizeof path, "%s/foreign.db", f->dir);
	sql(path, "CREATE TABLE recipes (name TEXT)");
	assert_int_equal(stat(path, &before), 0);
	refuse(f, "foreign.db", "true", "is no xiaoer store: it is another program's database");
	assert_null(store_reader_open(path, f->error));
	assert_int_equal(stat(path, &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	assert_int_equal(before.st_mtime, after.st_mtime);
}

static void a_newer_store_is_refused(void **state)
{
	struct fixture *f = *state;

	store_close(&f->s);
	sql(f->path, "INSERT INTO migration VALUES (99, 0, '9.9')");
	assert_null(store_open(f->path, &f->result, f->error));
	assert_non_null(strstr(
	    f->error, "was made by a newer xiaoer (version 99 of the store; this one knows 5)"));
	assert_null(store_reader_open(f->path, f->error));
	sql(f->path, "DELETE FROM migration");
	assert_null(store_open(f->path, &f->result, f->error));
	assert_non_null(strstr(f->error, "is damaged: it does not say its version"));
}

static const char first_version[] =
    "DROP TABLE ticket; DROP TABLE record; ALTER TABLE conversation DROP COLUMN vip;"
    "DROP TABLE book_text; DROP TABLE book_version; DROP TABLE book_file; DROP TABLE book_history;"
    "DROP TABLE miss; DROP TABLE miss_message;"
    "DELETE FROM migration WHERE version > 1;";

static void a_store_of_the_first_version_is_raised_and_keeps_what_it_held(void **state)
{
	struct fixture *f = *state;
	struct arena *arena = arena_new(0);
	struct store_key key = {STR("default"), STR("web"), STR("c-1")};
	struct store_conversation *row;
	struct store_ticket *tickets;
	struct store_reader *r;
	size_t n;

	store_close(&f->s);
	sql(f->path, first_version);
	sql(f->path, "INSERT INTO conversation (shop, channel, name, mode, urgency, waiting_since,"
		     " opened_at, updated_at, recent, wake_at, last_message, state, seen)"
		     " VALUES ('default', 'web', 'c-1', 1, 2, 7, 5, 8, 0, 0, 0, x'01', x'02')");
	assert_null(store_reader_open(f->path, f->error));
	assert_non_null(strstr(f->error, "is of an older xiaoer"));
	f->s = store_open(f->path, &f->result, f->error);
	assert_non_null(f->s);
	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_load(f->s, &key, 1, arena, &row), 0);
	assert_false(row->fresh);
	assert_int_equal(row->waiting_since, 7);
	assert_false(row->vip);
	store_rollback(f->s);
	r = store_reader_open(f->path, f->error);
	assert_non_null(r);
	assert_int_equal(store_tickets(r, STR("default"), -1, 0, 10, arena, &tickets, &n), 0);
	assert_int_equal(n, 0);
	store_reader_close(&r);
	arena_free(&arena);
}

/* The first version kept tickets in the states of conversations alone. */
static void a_ticket_of_the_first_version_can_have_news(void **state)
{
	struct fixture *f = *state;
	struct arena *arena = arena_new(0);
	struct conversation c;
	struct store_ticket t;
	struct store_conversation *row;
	struct store_key key = {STR("default"), STR("web"), STR("c-1")};
	struct store_changes ch = {.conversations = &row, .conversations_n = 1};
	struct buf packed;

	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_load(f->s, &key, 1, arena, &row), 0);
	conversation_init(&c, arena, row->id);
	c.tickets = &(struct ticket){.reference = STR("T1N1"), .number = STR("GD-7"),
	    .matter = STR("wish"), .at = 77};
	c.tickets_n = 1;
	buf_init(&packed, 1 << 16);
	conversation_pack(&c, &packed);
	row->state = buf_str(&packed);
	assert_int_equal(store_commit(f->s, &ch), 0);
	store_close(&f->s);
	sql(f->path, first_version);
	f->s = store_open(f->path, &f->result, f->error);
	assert_non_null(f->s);
	assert_int_equal(store_ticket(f->s, STR("default"), STR("GD-7"), arena, &t), 1);
	assert_string_equal(t.reference.p, "T1N1");
	assert_string_equal(t.matter.p, "wish");
	assert_int_equal(t.filed_at, 77);
	assert_int_equal(t.conversation, 1);
	assert_int_equal(store_ticket(f->s, STR("elsewhere"), STR("T1N1"), arena, &t), 0);
	buf_free(&packed);
	arena_free(&arena);
}

/* The lock goes with the process, whatever ends it. */
static void a_killed_process_leaves_no_lock(void **state)
{
	struct fixture *f = *state;
	int ready[2], status;
	char c;
	pid_t child;

	store_close(&f->s);
	assert_int_equal(pipe(ready), 0);
	child = fork();
	if (child == 0) {
		f->s = store_open(f->path, &f->result, f->error);
		_exit(!f->s || write(ready[1], "", 1) != 1 || pause());
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &c, 1), 1);
	close(ready[0]);
	assert_null(store_open(f->path, &f->result, f->error));
	assert_int_equal(f->result, STORE_BUSY);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	f->s = store_open(f->path, &f->result, f->error);
	assert_non_null(f->s);
}

/* One message of 8 kB a row, a hundred rows. */
static void write_batch(struct fixture *f, struct arena *arena)
{
	struct store_message *rows = ARENA_ARRAY(arena, struct store_message, 100), *list[100];
	struct store_changes ch = {.messages = list, .messages_n = 100};
	char *text = arena_alloc(arena, 8192);

	memset(text, 'x', 8192);
	assert_int_equal(store_begin(f->s), 0);
	for (size_t i = 0; i < 100; i++) {
		rows[i].no = store_next_message(f->s);
		rows[i].conversation = 1;
		rows[i].text = str_make(text, 8192);
		list[i] = &rows[i];
	}
	assert_int_equal(store_commit(f->s, &ch), 0);
}

static void the_wal_does_not_grow_with_what_is_written(void **state)
{
	struct fixture *f = *state;
	struct arena *arena = arena_new(1 << 20);
	struct store_reader *r = store_reader_open(f->path, f->error);
	char wal[160];
	off_t largest = 0;
	struct stat st;

	snprintf(wal, sizeof wal, "%s-wal", f->path);
	for (int i = 0; i < 120; i++) { /* about 100 MB */
		arena_reset(arena);
		write_batch(f, arena);
		assert_int_equal(store_ping(r), 0); /* readers come and go */
		assert_int_equal(stat(wal, &st), 0);
		if (st.st_size > largest)
			largest = st.st_size;
	}
	assert_in_range(largest, 1, 75 << 20);
	store_reader_close(&r);
	store_close(&f->s);
	assert_int_equal(stat(f->path, &st), 0);
	assert_true(st.st_size > 90 << 20);
	assert_int_not_equal(stat(wal, &st), 0); /* closed: all is in the one file */
	arena_free(&arena);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    TEST(a_second_opening_is_refused_by_name),
	    TEST(what_is_no_store_is_refused_in_words),
	    TEST(a_reader_of_nothing_is_refused),
	    TEST(a_database_of_another_program_is_refused_and_left_alone),
	    TEST(a_newer_store_is_refused),
	    TEST(a_store_of_the_first_version_is_raised_and_keeps_what_it_held),
	    TEST(a_ticket_of_the_first_version_can_have_news),
	    TEST(a_killed_process_leaves_no_lock),
	    TEST(the_wal_does_not_grow_with_what_is_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
