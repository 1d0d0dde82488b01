/* test_desk_faults.c - a full disk, a row that cannot be stored, a state that cannot be read:
 * nobody is told what is not stored, nothing is half written, and it goes on when the fault is
 * gone. */
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "desk_fixture.h"

/* No file may grow beyond what they are now: what a full disk is to SQLite. */
static void fill_disk(struct fixture *f, bool full)
{
	struct rlimit limit;
	char wal[160];
	struct stat st;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = limit.rlim_max;
	if (full) {
		snprintf(wal, sizeof wal, "%s-wal", f->path);
		assert_int_equal(stat(wal, &st), 0);
		limit.rlim_cur = (rlim_t)st.st_size;
	}
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_is_said_and_survived(void **state)
{
	struct fixture *f = *state;
	const char *before;

	log_set_level(LOG_ERROR + 1);
	fixture_say(f, "c", "1", "parcel");
	before = fixture_talk(f, "c");
	fill_disk(f, true);
	for (int i = 0; i < 3; i++) {
		assert_string_equal(fixture_say(f, "c", "2", "parcel"), "unavailable: ");
		assert_string_equal(fixture_say(f, "d", "1", "human"), "unavailable: ");
		assert_string_equal(fixture_act(f, "c", EVENT_TAKE, "ann", "", ""), "unavailable");
	}
	assert_false(desk_healthy(f->desk));
	assert_string_equal(fixture_talk(f, "c"), before);
	assert_int_equal(metrics_get(f->metrics, METRIC_MESSAGES), 1);
	assert_int_equal(metrics_get(f->metrics, METRIC_COMMIT_FAILURES), 9);
	assert_int_equal(metrics_get(f->metrics, METRIC_CONVERSATIONS_QUEUED), 0);
	fill_disk(f, false);
	assert_string_equal(fixture_say(f, "c", "2", "parcel"), "still on its way");
	assert_string_equal(fixture_say(f, "c", "2", "parcel"), "duplicate: still on its way");
	assert_true(desk_healthy(f->desk));
	assert_string_equal(
	    fixture_talk(f, "c"), "<parcel >opening said >on its way <parcel >still on its way");
	assert_string_equal(
	    fixture_say(f, "d", "1", "human"), "opening said | a colleague comes | transfer said");
	assert_int_equal(metrics_get(f->metrics, METRIC_CONVERSATIONS_QUEUED), 1);
}

static void books_are_kept_whole_or_not_at_all(void **state)
{
	struct fixture *f = *state;
	char *text = arena_alloc(f->arena, 1 << 20);
	const struct book_file file = {STR("a.yaml"), {text, 1 << 20}};
	struct store_book book = {.at = 7, .shop = STR("default"), .language = STR("en"),
	    .version = STR("0123456789ab"), .content = STR("01234567890123456789012345678901"),
	    .name = STR("books/en"), .how = BOOK_PUBLISHED, .files = &file, .files_n = 1};
	struct store_book *books[] = {&book}, *rows;
	size_t n;

	log_set_level(LOG_ERROR + 1);
	memset(text, 'x', 1 << 20);
	fixture_say(f, "c", "1", "parcel");
	fill_disk(f, true);
	assert_int_equal(desk_keep_books(f->desk, books, 1), STORE_FAILED);
	assert_false(desk_healthy(f->desk));
	assert_int_equal(store_books_in_force(f->reader, f->arena, &rows, &n), STORE_OK);
	assert_int_equal(n, 0);
	fill_disk(f, false);
	assert_int_equal(desk_keep_books(f->desk, books, 1), STORE_OK);
	assert_int_equal(store_books_in_force(f->reader, f->arena, &rows, &n), STORE_OK);
	assert_int_equal(n, 1);
	assert_string_equal(fixture_say(f, "c", "1", "parcel"), "duplicate: opening said | on its way");
}

static void timers_missed_on_a_full_disk_go_off_later(void **state)
{
	struct fixture *f = *state;

	log_set_level(LOG_ERROR + 1);
	fixture_say(f, "c", "1", "enough");
	fill_disk(f, true);
	atomic_fetch_add(&f->now, 301000);
	assert_string_equal(fixture_say(f, "d", "1", "parcel"), "unavailable: ");
	fill_disk(f, false);
	while (metrics_get(f->metrics, METRIC_TIMERS) == 0)
		usleep(10000); /* they rest for half a second after a failure */
	fixture_wait(f, 0);    /* behind the batch in which they went off */
	assert_non_null(strstr(fixture_talk(f, "c"), "closing.idle"));
}

/* Nobody sends anything to a desk that says it is not ready. */
static void it_finds_out_by_itself_that_it_can_write_again(void **state)
{
	struct fixture *f = *state;

	log_set_level(LOG_ERROR + 1);
	fixture_say(f, "c", "1", "parcel");
	fill_disk(f, true);
	assert_string_equal(fixture_say(f, "c", "2", "parcel"), "unavailable: ");
	assert_non_null(strstr(fixture_say(f, "c", "1", "parcel"), "duplicate: "));
	assert_false(
	    desk_healthy(f->desk)); /* an answer that needs nothing written proves nothing */
	fill_disk(f, false);
	while (!desk_healthy(f->desk))
		usleep(10000);
	assert_int_equal(metrics_get(f->metrics, METRIC_MESSAGES), 1);
}

/* 33 MB: more than a row may hold. */
static void a_message_that_cannot_be_stored_takes_no_other_with_it(void **state)
{
	struct fixture *f = *state;
	struct job *first = fixture_message(f, "other", "1", "parcel"), *jobs[3];
	size_t n = 33 << 20;
	char *huge = malloc(n);

	log_set_level(LOG_ERROR + 1);
	memset(huge, 'x', n);
	jobs[0] = fixture_message(f, "a", "1", "parcel");
	jobs[1] = fixture_message(f, "b", "1", "parcel");
	jobs[1]->text = str_make(huge, n);
	jobs[2] = fixture_message(f, "c", "1", "parcel");
	fixture_gate(f, true);
	assert_true(desk_submit(f->desk, first));
	for (size_t i = 0; i < 3; i++)
		assert_true(desk_submit(f->desk, jobs[i]));
	fixture_gate(f, false);
	fixture_await(f, 4);
	assert_int_equal(jobs[0]->result, JOB_OK);
	assert_int_equal(jobs[1]->result, JOB_UNAVAILABLE);
	assert_int_equal(jobs[1]->replies_n, 0);
	assert_int_equal(jobs[2]->result, JOB_OK);
	assert_int_equal(jobs[2]->replies_n, 2);
	assert_true(desk_healthy(f->desk));
	assert_string_equal(fixture_talk(f, "c"), "<parcel >opening said >on its way");
	fixture_free(first);
	for (size_t i = 0; i < 3; i++)
		fixture_free(jobs[i]);
	free(huge);
}

static void a_state_that_cannot_be_read_begins_anew(void **state)
{
	struct fixture *f = *state;
	struct store_key key = {STR("default"), STR("web"), STR("c")};
	struct store_conversation *row;
	struct store_changes ch = {.conversations = &row, .conversations_n = 1};
	enum store_result result;
	char error[STORE_ERROR_MAX];
	struct store *s;

	log_set_level(LOG_ERROR + 1);
	assert_string_equal(fixture_say(f, "c", "1", "wish"), "opening said | noted | filed T1N1");
	fixture_stop(f);
	s = store_open(f->path, &result, error);
	assert_int_equal(store_begin(s), 0);
	assert_int_equal(store_load(s, &key, 1, f->arena, &row), 0);
	row->state = STR("\xff\xff\xff nonsense");
	row->seen = STR("nonsense too");
	assert_int_equal(store_commit(s, &ch), 0);
	store_close(&s);
	fixture_start(f);
	assert_string_equal(fixture_say(f, "c", "2", "parcel"), "opening said | on its way");
	assert_string_equal(
	    fixture_say(f, "c", "2", "parcel"), "duplicate: opening said | on its way");
	/* the number of a ticket never comes twice */
	assert_string_equal(fixture_say(f, "c", "3", "wish"), "noted | filed T1N5");
	assert_string_equal(fixture_talk(f, "c"),
	    "<wish >opening said >noted >filed T1N1 <parcel >opening said >on its way "
	    "<wish >noted >filed T1N5");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(a_full_disk_is_said_and_survived),
	    FIXTURE_TEST(books_are_kept_whole_or_not_at_all),
	    FIXTURE_TEST(timers_missed_on_a_full_disk_go_off_later),
	    FIXTURE_TEST(it_finds_out_by_itself_that_it_can_write_again),
	    FIXTURE_TEST(a_message_that_cannot_be_stored_takes_no_other_with_it),
	    FIXTURE_TEST(a_state_that_cannot_be_read_begins_anew),
	};

	signal(SIGXFSZ, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
