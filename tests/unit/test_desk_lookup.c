/* test_desk_lookup.c - messages that wait for a look-up: asked, answered in their own answer, or
 * told to hold. */
#include "desk_fixture.h"

static const struct str needs[] = {STR("order_no")}, brings[] = {STR("place")};
static const struct lookup_offer offer = {.name = STR("parcel"),
    .needs = needs,
    .needs_n = 1,
    .brings = brings,
    .brings_n = 1,
    .required_n = 1,
    .answer_within = 1500,
    .give_up = 13000,
    .reuse = 60000};

static int set_up(void **state)
{
	struct fixture *f;

	fixture_set_up(state);
	f = *state;
	f->shop.lookups = &offer;
	f->shop.lookups_n = 1;
	return 0;
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, fixture_tear_down)

static size_t done_so_far(struct fixture *f)
{
	size_t n;

	pthread_mutex_lock(&f->lock);
	n = f->done;
	pthread_mutex_unlock(&f->lock);
	return n;
}

/* Sends it and does not wait.  A job behind it is done when it has been taken. */
static struct job *ask(struct fixture *f, const char *name, const char *id, const char *text)
{
	struct job *j = fixture_message(f, name, id, text);

	assert_true(desk_submit(f->desk, j));
	fixture_wait(f, 0);
	return j;
}

/* The row of the last look-up that waits; 0: none does. */
static int64_t row_of(struct fixture *f, struct str *reference)
{
	struct store_outbox *rows;
	size_t n = fixture_outbox(f, &rows);

	while (n-- > 0) {
		struct json *body;

		if (!str_is(rows[n].target, "lookup:parcel"))
			continue;
		body = json_parse(rows[n].body, NULL);
		*reference =
		    arena_str(f->arena, json_text(json_pointer(body, STR("/data/reference"))));
		json_free(&body);
		return rows[n].id;
	}
	return 0;
}

/* The courier brings the answer; error: why there is none. */
static enum job_result bring(struct fixture *f, int64_t row, const char *place, const char *error)
{
	struct job *j = fixture_job(f, JOB_LOOKED_UP, "");
	struct value *v = ARENA_NEW(f->arena, struct value);
	enum job_result result;

	*v = (struct value){STR("place"), str_of(place)};
	j->outbox = row;
	j->profile = (struct values){v, 1};
	j->error = str_of(error);
	fixture_run(f, j);
	fixture_wait(f, 0); /* whoever it let go has gone */
	result = j->result;
	fixture_free(j);
	return result;
}

static const char *replies(struct fixture *f, struct job *j)
{
	struct str out = STR("");

	for (size_t i = 0; i < j->replies_n; i++)
		out = arena_printf(f->arena, "%.*s%s%.*s", STR_ARG(out), i ? " | " : "",
		    STR_ARG(j->replies[i].text));
	fixture_free(j);
	return arena_strdup(f->arena, out.n ? out.p : "");
}

static size_t rows_to_channel(struct fixture *f)
{
	struct store_outbox *rows;
	size_t n = fixture_outbox(f, &rows), found = 0;

	for (size_t i = 0; i < n; i++)
		found += str_is(rows[i].target, "channel:web");
	return found;
}

static void an_answer_in_time_is_in_the_reply(void **state)
{
	struct fixture *f = *state;
	size_t before = done_so_far(f);
	struct job *j = ask(f, "c", "1", "track 7");
	struct str reference;
	int64_t row = row_of(f, &reference);

	assert_int_equal(done_so_far(f), before + 1); /* the one behind it alone */
	assert_true(str_is(reference, "L1N1"));
	assert_int_equal(bring(f, row, "Shanghai", ""), JOB_OK);
	assert_string_equal(replies(f, j), "opening said | it is in Shanghai");
	assert_int_equal(rows_to_channel(f), 0);
	assert_int_equal(row_of(f, &reference), 0);
	assert_int_equal(bring(f, row, "Shanghai", ""), JOB_NOT_FOUND);
	assert_string_equal(
	    fixture_say(f, "c", "1", "track 7"), "duplicate: opening said | it is in Shanghai");
}

static void a_late_answer_goes_to_the_channel_after_the_hold(void **state)
{
	struct fixture *f = *state;
	struct job *j = ask(f, "c", "1", "track 7");
	struct str reference;
	int64_t row = row_of(f, &reference);

	fixture_wait(f, 2);
	fixture_wait(f, 0);
	assert_string_equal(replies(f, j), "opening said | hold said");
	assert_int_equal(rows_to_channel(f), 0);
	bring(f, row, "Shanghai", "");
	assert_int_equal(rows_to_channel(f), 2);
	assert_string_equal(fixture_talk(f, "c"),
	    "<track 7 >opening said >hold said >hold.end said >it is in Shanghai");
	assert_string_equal(
	    fixture_say(f, "c", "1", "track 7"), "duplicate: opening said | hold said");
}

static void a_failure_is_in_the_reply(void **state)
{
	struct fixture *f = *state;
	struct job *j = ask(f, "c", "1", "track 7");
	struct str reference;

	bring(f, row_of(f, &reference), "", "answered 500");
	assert_int_equal(j->mode, MODE_QUEUED);
	assert_string_equal(replies(f, j), "opening said | lookup.failed said | transfer said");
}

static void a_retry_waits_beside_the_first_and_both_get_it(void **state)
{
	struct fixture *f = *state;
	struct job *j = ask(f, "c", "1", "track 7"), *again = ask(f, "c", "1", "track 7");
	struct str reference;

	bring(f, row_of(f, &reference), "Shanghai", "");
	assert_int_equal(again->result, JOB_DUPLICATE);
	assert_string_equal(replies(f, j), "opening said | it is in Shanghai");
	assert_string_equal(replies(f, again), "opening said | it is in Shanghai");
	assert_string_equal(fixture_talk(f, "c"), "<track 7 >opening said >it is in Shanghai");
}

/* The desk is kept busy until both are there. */
static void a_retry_in_one_batch_with_the_answer_gets_it_and_the_channel_does_not(void **state)
{
	struct fixture *f = *state;
	struct job *j = ask(f, "c", "1", "track 7"), *again, *answer, *busy;
	struct value v = {STR("place"), STR("Shanghai")};
	struct str reference;
	int64_t row = row_of(f, &reference);

	fixture_stop(f);
	replies(f, j);
	fixture_start(f);
	fixture_gate(f, true);
	busy = fixture_job(f, JOB_DELIVERED, "");
	assert_true(desk_submit(f->desk, busy));
	again = fixture_message(f, "c", "1", "track 7");
	answer = fixture_job(f, JOB_LOOKED_UP, "");
	answer->outbox = row;
	answer->profile = (struct values){&v, 1};
	assert_true(desk_submit(f->desk, again));
	assert_true(desk_submit(f->desk, answer));
	fixture_gate(f, false);
	fixture_wait(f, 0);
	fixture_wait(f, 0);
	assert_string_equal(replies(f, again), "opening said | it is in Shanghai");
	assert_int_equal(rows_to_channel(f), 0);
	fixture_free(answer);
	fixture_free(busy);
}

static void other_messages_are_not_held_up(void **state)
{
	struct fixture *f = *state;
	struct job *j = ask(f, "c", "1", "track 7");
	struct str reference;

	assert_string_equal(fixture_say(f, "d", "1", "parcel"), "opening said | on its way");
	assert_string_equal(fixture_say(f, "c", "2", "parcel"), "on its way");
	bring(f, row_of(f, &reference), "Shanghai", "");
	assert_string_equal(replies(f, j), "opening said | it is in Shanghai");
	/* it does not stand right behind its message now */
	assert_string_equal(
	    fixture_say(f, "c", "1", "track 7"), "duplicate: opening said | it is in Shanghai");
	assert_string_equal(fixture_say(f, "c", "2", "parcel"), "duplicate: on its way");
}

static void who_asks_again_is_told_to_hold_and_lets_the_first_go(void **state)
{
	struct fixture *f = *state;
	struct job *j = ask(f, "c", "1", "track 7");

	assert_string_equal(fixture_say(f, "c", "2", "track 7"), "hold said");
	fixture_wait(f, 0);
	assert_string_equal(replies(f, j), "opening said");
}

static void a_hand_over_lets_the_first_go(void **state)
{
	struct fixture *f = *state;
	struct job *j = ask(f, "c", "1", "track 7");

	fixture_say(f, "c", "2", "human");
	fixture_wait(f, 0);
	assert_int_equal(j->mode, MODE_QUEUED);
	assert_string_equal(replies(f, j), "opening said");
}

static void another_number_takes_the_place_of_the_first(void **state)
{
	struct fixture *f = *state;
	struct job *first = ask(f, "c", "1", "track 7"), *second;
	struct str one, two;
	int64_t old = row_of(f, &one);

	second = ask(f, "c", "2", "track 8");
	assert_string_equal(replies(f, first), "opening said");
	assert_int_equal(bring(f, old, "Shanghai", ""), JOB_OK); /* of the old one: of no use */
	bring(f, row_of(f, &two), "Peking", "");
	assert_false(str_eq(one, two));
	assert_string_equal(replies(f, second), "it is in Peking");
}

static void it_survives_a_restart(void **state)
{
	struct fixture *f = *state;
	struct job *j = ask(f, "c", "1", "track 7"), *again;
	struct str reference;

	fixture_stop(f); /* lets go who waits */
	assert_string_equal(replies(f, j), "opening said");
	fixture_start(f);
	again = ask(f, "c", "1", "track 7");
	bring(f, row_of(f, &reference), "Shanghai", "");
	assert_string_equal(replies(f, again), "opening said | it is in Shanghai");
}

static void with_nobody_waiting_it_goes_to_the_channel_and_a_retry_gets_it_too(void **state)
{
	struct fixture *f = *state;
	struct job *j = ask(f, "c", "1", "track 7");
	struct str reference;

	fixture_stop(f);
	replies(f, j);
	fixture_start(f);
	bring(f, row_of(f, &reference), "Shanghai", "");
	assert_int_equal(rows_to_channel(f), 1);
	assert_string_equal(
	    fixture_say(f, "c", "1", "track 7"), "duplicate: opening said | it is in Shanghai");
}

static void a_look_up_that_is_lost_is_given_up(void **state)
{
	struct fixture *f = *state;
	struct job *j = ask(f, "c", "1", "track 7");
	struct str reference;
	int64_t row = row_of(f, &reference);

	assert_int_equal(fixture_outcome(f, JOB_DROP, row, ""), JOB_OK);
	fixture_wait(f, 2);
	fixture_wait(f, 12);
	assert_string_equal(replies(f, j), "opening said | hold said");
	assert_string_equal(fixture_talk(f, "c"),
	    "<track 7 >opening said >hold said >lookup.failed said >transfer said");
}

static void the_row_holds_the_values_alone(void **state)
{
	struct fixture *f = *state;
	struct job *j = ask(f, "c", "1", "track 7");
	struct store_outbox *rows;
	struct json *body;

	assert_int_equal(fixture_outbox(f, &rows), 1);
	assert_true(str_is(rows[0].type, "lookup"));
	body = json_parse(rows[0].body, NULL);
	assert_int_equal(json_size(json_pointer(body, STR("/data/slots"))), 1);
	assert_true(str_is(json_text(json_pointer(body, STR("/data/slots/order_no"))), "7"));
	json_free(&body);
	bring(f, rows[0].id, "Shanghai", "");
	replies(f, j);
}

static void no_more_than_a_thousand_wait(void **state)
{
	struct fixture *f = *state;
	struct job *jobs[1025];
	size_t before = done_so_far(f);
	char name[16];

	for (int i = 0; i < 1025; i++) {
		snprintf(name, sizeof name, "c%d", i);
		jobs[i] = fixture_message(f, name, "1", "track 7");
		assert_true(desk_submit(f->desk, jobs[i]));
	}
	fixture_wait(f, 0);
	assert_int_equal(done_so_far(f), before + 2); /* the last one and the one behind it */
	atomic_fetch_add(&f->now, 2000);
	for (int i = 0; i < 40; i++)
		fixture_wait(f, 0);
	fixture_await(f, before + 1025 + 41);
	for (int i = 0; i < 1025; i++)
		assert_string_equal(
		    replies(f, jobs[i]), i < 1024 ? "opening said | hold said" : "opening said");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
	    TEST(an_answer_in_time_is_in_the_reply),
	    TEST(a_late_answer_goes_to_the_channel_after_the_hold),
	    TEST(a_failure_is_in_the_reply),
	    TEST(a_retry_waits_beside_the_first_and_both_get_it),
	    TEST(a_retry_in_one_batch_with_the_answer_gets_it_and_the_channel_does_not),
	    TEST(other_messages_are_not_held_up),
	    TEST(who_asks_again_is_told_to_hold_and_lets_the_first_go),
	    TEST(a_hand_over_lets_the_first_go),
	    TEST(another_number_takes_the_place_of_the_first),
	    TEST(it_survives_a_restart),
	    TEST(with_nobody_waiting_it_goes_to_the_channel_and_a_retry_gets_it_too),
	    TEST(a_look_up_that_is_lost_is_given_up),
	    TEST(the_row_holds_the_values_alone),
	    TEST(no_more_than_a_thousand_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
