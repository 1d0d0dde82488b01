/* test_desk.c - messages, duplicates, acts: what comes in by the queue. */
#include "desk_fixture.h"

static void a_message_is_answered_and_stored(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(fixture_say(f, "c", "1", "parcel"), "opening said | on its way");
	assert_string_equal(fixture_say(f, "c", "2", "parcel"), "still on its way");
	assert_string_equal(
	    fixture_talk(f, "c"), "<parcel >opening said >on its way <parcel >still on its way");
}

static void a_duplicate_gets_the_stored_reply_again(void **state)
{
	struct fixture *f = *state;
	const char *first = fixture_say(f, "c", "1", "parcel");
	const char *want = arena_printf(f->arena, "duplicate: %s", first).p;

	assert_string_equal(fixture_say(f, "c", "1", "parcel"), want);
	fixture_say(f, "c", "2", "parcel");
	fixture_stop(f);
	fixture_start(f);
	assert_string_equal(fixture_say(f, "c", "1", "other words"), want);
	assert_string_equal(
	    fixture_say(f, "d", "1", "parcel"), first); /* another conversation's id */
	assert_int_equal(metrics_get(f->metrics, METRIC_DUPLICATES), 2);
	assert_int_equal(metrics_get(f->metrics, METRIC_MESSAGES), 3);
}

static void a_duplicate_is_known_after_hundreds_of_messages(void **state)
{
	struct fixture *f = *state;
	const char *said[300];
	char id[16];

	for (int i = 0; i < 300; i++) {
		snprintf(id, sizeof id, "%d", i);
		said[i] = fixture_say(f, "c", id, i % 3 ? "parcel" : "enough");
	}
	for (int i = 0; i < 300; i++) {
		snprintf(id, sizeof id, "%d", i);
		assert_string_equal(fixture_say(f, "c", id, "parcel"),
		    arena_printf(f->arena, "duplicate: %s", said[i]).p);
	}
	assert_null(strstr(fixture_say(f, "c", "new", "parcel"), "duplicate"));
}

/* Everything submitted while the gate is shut is one batch. */
static void one_batch_keeps_order_and_knows_its_own_duplicates(void **state)
{
	struct fixture *f = *state;
	struct job *first = fixture_message(f, "other", "1", "parcel"), *jobs[8];
	static const char *const ids[8] = {"a", "b", "b", "c", "a", "d", "e", "e"};
	static const char *const texts[8] = {"1 parcel", "2 parcel", "3 parcel", "4 parcel",
	    "5 parcel", "6 enough", "7 parcel", "8 parcel"};
	int64_t commits;

	fixture_gate(f, true);
	assert_true(desk_submit(f->desk, first));
	for (size_t i = 0; i < 8; i++) {
		jobs[i] = fixture_message(f, "c", ids[i], texts[i]);
		assert_true(desk_submit(f->desk, jobs[i]));
	}
	commits = metrics_get(f->metrics, METRIC_COMMITS);
	fixture_gate(f, false);
	fixture_await(f, 9);
	assert_true(metrics_get(f->metrics, METRIC_COMMITS) - commits <= 2);
	assert_string_equal(f->order, "p12345678");
	assert_int_equal(jobs[1]->result, JOB_OK);
	assert_int_equal(jobs[2]->result, JOB_DUPLICATE);
	assert_int_equal(jobs[2]->message_no, jobs[1]->message_no);
	assert_int_equal(jobs[2]->replies_n, 1);
	assert_int_equal(jobs[2]->replies[0].no, jobs[1]->replies[0].no);
	assert_int_equal(jobs[4]->result, JOB_DUPLICATE);
	assert_int_equal(jobs[4]->replies_n, 2);
	assert_int_equal(jobs[7]->result, JOB_DUPLICATE);
	assert_string_equal(fixture_talk(f, "c"),
	    "<1 parcel >opening said >on its way <2 parcel >still on its way <4 parcel >on its way"
	    " <6 enough >fine >closing.check said <7 parcel >still on its way");
	fixture_free(first);
	for (size_t i = 0; i < 8; i++)
		fixture_free(jobs[i]);
}

static void the_book_may_be_replaced_between_messages(void **state)
{
	struct fixture *f = *state;

	fixture_say(f, "c", "1", "parcel");
	book_slot_publish(f->slot, fixture_book(f));
	assert_string_equal(fixture_say(f, "c", "2", "parcel"), "still on its way");
}

static void acts_need_a_conversation_and_a_fitting_mode(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(fixture_act(f, "nobody", EVENT_TAKE, "ann", "", ""), "not found");
	fixture_say(f, "c", "1", "human");
	assert_string_equal(fixture_act(f, "c", EVENT_TAKE, "ann", "", ""), "ok human");
	assert_string_equal(fixture_act(f, "c", EVENT_TAKE, "ann", "", ""), "ok human");
	assert_string_equal(fixture_act(f, "c", EVENT_TAKE, "bob", "", ""),
	    "conflict: the conversation is in the hands of ann");
	assert_string_equal(fixture_act(f, "c", EVENT_REPLY, "bob", "hello", ""),
	    "conflict: the conversation is in the hands of ann");
	assert_string_equal(fixture_act(f, "c", EVENT_RELEASE, "ann", "", ""), "ok bot");
	assert_string_equal(fixture_act(f, "c", EVENT_RELEASE, "ann", "", ""),
	    "conflict: nobody has taken the conversation");
	assert_string_equal(fixture_act(f, "c", EVENT_CLOSE, "ann", "", ""), "ok closed");
	assert_string_equal(fixture_act(f, "c", EVENT_CLOSE, "ann", "", ""),
	    "conflict: the conversation is closed already");
	assert_string_equal(fixture_act(f, "c", EVENT_REPLY, "ann", "hello", ""),
	    "conflict: the conversation is closed: take it first");
	assert_string_equal(fixture_act(f, "c", EVENT_TAKE, "bob", "", ""), "ok human");
}

static void an_agents_reply_is_a_message_and_said_once(void **state)
{
	struct fixture *f = *state;
	struct store_outbox *rows;
	struct json *body;
	size_t n;

	fixture_say(f, "c", "1", "parcel");
	assert_string_equal(
	    fixture_act(f, "c", EVENT_REPLY, "ann", "I look into it", "r1"), "ok human");
	assert_string_equal(
	    fixture_act(f, "c", EVENT_REPLY, "ann", "I look into it", "r1"), "duplicate human");
	assert_string_equal(fixture_say(f, "c", "r1", "parcel"),
	    ""); /* no duplicate: another kind of id; and a human is in charge */
	assert_string_equal(
	    fixture_talk(f, "c"), "<parcel >opening said >on its way !I look into it <parcel");
	n = fixture_outbox(f, &rows);
	assert_int_equal(n, 1);
	assert_true(str_is(rows[0].target, "channel:web"));
	assert_true(str_is(rows[0].type, "message.created"));
	body = json_parse(rows[0].body, NULL);
	assert_non_null(body);
	assert_true(str_is(json_text(json_pointer(body, STR("/data/text"))), "I look into it"));
	assert_true(str_is(json_text(json_pointer(body, STR("/data/from"))), "human"));
	assert_true(str_is(json_text(json_pointer(body, STR("/data/conversation"))), "c"));
	assert_true(str_is(json_text(json_pointer(body, STR("/data/id"))), "m4"));
	json_free(&body);
}

static enum job_result put_notice(struct fixture *f, const char *body, char problem[256])
{
	struct job *j = fixture_job(f, JOB_NOTICE, "");
	enum job_result result;

	j->notice = (struct store_notice){STR("default"), STR("n1"), str_of(body)};
	result = fixture_run(f, j)->result;
	snprintf(problem, 256, "%.*s", STR_ARG(j->problem));
	fixture_free(j);
	return result;
}

static void a_notice_speaks_while_it_is_on(void **state)
{
	struct fixture *f = *state;
	char problem[256];

	assert_int_equal(put_notice(f, "", problem), JOB_NOT_FOUND);
	assert_int_equal(put_notice(f, "{\"text\":\"\"}", problem), JOB_CONFLICT);
	assert_string_equal(problem, "a notice needs a \"text\"");
	assert_int_equal(
	    put_notice(f, "{\"text\":\"x\",\"from\":\"soon\"}", problem), JOB_CONFLICT);
	assert_non_null(strstr(problem, "\"from\" must be a time"));
	assert_int_equal(
	    put_notice(f,
		"{\"text\":\"down\",\"intents\":[\"ship*\"],\"until\":\"2026-01-01T01:00:00Z\"}",
		problem),
	    JOB_OK);
	assert_string_equal(fixture_say(f, "c", "1", "parcel"), "opening said | outage: down");
	fixture_stop(f);
	fixture_start(f);
	assert_string_equal(fixture_say(f, "d", "1", "parcel"), "opening said | outage: down");
	assert_int_equal(put_notice(f, "", problem), JOB_OK);
	assert_string_equal(fixture_say(f, "e", "1", "parcel"), "opening said | on its way");
}

static void stopping_finishes_what_was_submitted(void **state)
{
	struct fixture *f = *state;
	struct job *jobs[64];
	char id[16];

	for (int i = 0; i < 64; i++) {
		snprintf(id, sizeof id, "%d", i);
		jobs[i] = fixture_message(f, "c", id, "parcel");
	}
	for (int i = 0; i < 64; i++)
		assert_true(desk_submit(f->desk, jobs[i]));
	fixture_stop(f);
	assert_int_equal(f->done, 64);
	for (int i = 0; i < 64; i++) {
		assert_int_equal(jobs[i]->result, JOB_OK);
		fixture_free(jobs[i]);
	}
	fixture_start(f);
}

static void books_are_kept_beside_what_customers_write(void **state)
{
	struct fixture *f = *state;
	const struct book_file file = {STR("a.yaml"), STR("intents: {}\n")};
	struct store_book one = {.at = 7, .shop = STR("default"), .language = STR("en"),
	    .version = STR("0123456789ab"), .content = STR("01234567890123456789012345678901"),
	    .name = STR("books/en"), .how = BOOK_PUBLISHED, .files = &file, .files_n = 1};
	struct store_book two = one, *both[] = {&one, &two}, *rows;
	size_t n;

	two.language = STR("zh-CN");
	assert_string_equal(fixture_say(f, "c", "1", "parcel"), "opening said | on its way");
	assert_int_equal(desk_keep_books(f->desk, both, 2), STORE_OK);
	assert_true(two.id > one.id && one.id > 0);
	assert_string_equal(fixture_say(f, "c", "2", "parcel"), "still on its way");
	assert_int_equal(store_books_in_force(f->reader, f->arena, &rows, &n), STORE_OK);
	assert_int_equal(n, 2);
}

static void a_full_queue_says_so(void **state)
{
	struct fixture *f = *state;
	struct job *jobs[4];
	enum store_result result;
	char error[STORE_ERROR_MAX], path[160];
	struct desk_options options = {.shops = &f->shop, .shops_n = 1, .queue_max = 1};
	struct desk *small;
	size_t taken = 0;

	snprintf(path, sizeof path, "%s/small.db", f->dir);
	options.store = store_open(path, &result, error);
	small = desk_start(&options);
	fixture_gate(f, true);
	for (int i = 0; i < 4; i++) {
		jobs[i] = fixture_message(f, "c", i ? "x" : "y", "parcel");
		taken += desk_submit(small, jobs[i]);
	}
	assert_in_range(taken, 1, 3); /* one waits, and the desk may have taken one or two */
	fixture_gate(f, false);
	desk_stop(&small);
	assert_int_equal(f->done, taken);
	for (int i = 0; i < 4; i++)
		fixture_free(jobs[i]);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(a_message_is_answered_and_stored),
	    FIXTURE_TEST(a_duplicate_gets_the_stored_reply_again),
	    FIXTURE_TEST(a_duplicate_is_known_after_hundreds_of_messages),
	    FIXTURE_TEST(one_batch_keeps_order_and_knows_its_own_duplicates),
	    FIXTURE_TEST(the_book_may_be_replaced_between_messages),
	    FIXTURE_TEST(acts_need_a_conversation_and_a_fitting_mode),
	    FIXTURE_TEST(an_agents_reply_is_a_message_and_said_once),
	    FIXTURE_TEST(a_notice_speaks_while_it_is_on),
	    FIXTURE_TEST(stopping_finishes_what_was_submitted),
	    FIXTURE_TEST(books_are_kept_beside_what_customers_write),
	    FIXTURE_TEST(a_full_queue_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
