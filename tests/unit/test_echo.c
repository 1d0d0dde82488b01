/* test_echo.c - what the shop's side said, coming back: by text within five minutes, once each. */
#include "desk_fixture.h"

static const char *came(struct fixture *f, const char *id, const char *text, const char *sender,
    enum message_from from)
{
	struct job *j = fixture_message(f, "c", id, text);
	struct str out;

	j->sender = str_of(sender);
	j->from = from;
	fixture_run(f, j);
	out = arena_printf(f->arena, "%s%s %s", j->result == JOB_DUPLICATE ? "duplicate " : "",
	    j->echo ? "echo" : "message", mode_name(j->mode));
	assert_true(!j->echo || j->replies_n == 0);
	fixture_free(j);
	return out.p;
}

static void within_five_minutes_the_text_tells(void **state)
{
	struct fixture *f = *state;

	fixture_say(f, "c", "1", "human");
	fixture_act(f, "c", EVENT_REPLY, "Ann", "I look, please wait", "");
	f->now += 299000;
	assert_string_equal(
	    came(f, "p1", "I look,\u3000please\n wait", "", FROM_AGENT), "duplicate echo human");
	fixture_act(f, "c", EVENT_REPLY, "Ann", "still looking", "");
	f->now += 301000;
	assert_string_equal(came(f, "p2", "still looking", "", FROM_AGENT), "message human");
}

static void each_of_two_alike_comes_back(void **state)
{
	struct fixture *f = *state;

	fixture_say(f, "c", "1", "human");
	fixture_act(f, "c", EVENT_REPLY, "Ann", "yes", "");
	fixture_act(f, "c", EVENT_REPLY, "Ann", "yes", "");
	assert_string_equal(came(f, "p1", "yes", "", FROM_AGENT), "duplicate echo human");
	assert_string_equal(came(f, "p2", "yes", "", FROM_AGENT), "duplicate echo human");
	assert_string_equal(came(f, "p2", "yes", "", FROM_AGENT), "duplicate echo human");
	assert_string_equal(came(f, "p3", "yes", "", FROM_AGENT), "message human");
	assert_string_equal(came(f, "p3", "yes", "", FROM_AGENT), "duplicate message human");
}

static void the_sender_tells_where_nothing_else_does(void **state)
{
	struct fixture *f = *state;
	static const struct str own[] = {STR("shop-1")};

	fixture_say(f, "c", "1", "parcel");
	assert_string_equal(came(f, "p1", "on its way", "u-7", FROM_CUSTOMER), "message bot");
	fixture_stop(f);
	f->channel.own_senders = own;
	f->channel.own_senders_n = 1;
	fixture_start(f);
	assert_string_equal(
	    came(f, "p2", "on its way", "shop-1", FROM_CUSTOMER), "duplicate echo bot");
	assert_string_equal(came(f, "p3", "it is there", "shop-1", FROM_CUSTOMER), "message human");
	assert_string_equal(came(f, "p4", "whatever it is", "", FROM_BOT), "duplicate echo human");
	fixture_act(f, "c", EVENT_RELEASE, "", "", "");
	fixture_act(f, "c", EVENT_TAKE, "Ann", "", "");
	fixture_act(f, "c", EVENT_REPLY, "Ann", "hello", "");
	assert_string_equal(came(f, "p5", "hello", "Ann", FROM_CUSTOMER), "duplicate echo human");
	assert_string_equal(came(f, "p6", "hello", "Bob", FROM_CUSTOMER), "message human");
}

static void a_customer_with_the_agents_name_is_a_customer(void **state)
{
	struct fixture *f = *state;

	fixture_say(f, "c", "1", "human");
	fixture_act(f, "c", EVENT_TAKE, "Ann", "", "");
	assert_string_equal(
	    came(f, "p1", "we pay it all back", "Ann", FROM_CUSTOMER), "message human");
	assert_string_equal(fixture_talk(f, "c"),
	    "<human >opening said >a colleague comes >transfer said <we pay it all back");
}

static void masked_words_are_known_again(void **state)
{
	struct fixture *f = *state;

	f->shop.mask = true;
	fixture_say(f, "c", "1", "human");
	fixture_act(f, "c", EVENT_REPLY, "Ann", "call 13812345678 please", "");
	assert_string_equal(
	    came(f, "p1", "call 13812345678 please", "", FROM_AGENT), "duplicate echo human");
}

static void what_a_human_wrote_is_stored_as_his(void **state)
{
	struct fixture *f = *state;

	fixture_say(f, "c", "1", "human");
	assert_string_equal(came(f, "p1", "it is me", "Ann", FROM_AGENT), "message human");
	assert_string_equal(fixture_talk(f, "c"),
	    "<human >opening said >a colleague comes >transfer said !it is me");
	assert_string_equal(fixture_say(f, "c", "2", "parcel"), "");
	assert_int_equal(metrics_get(f->metrics, METRIC_MESSAGES), 2);
	assert_int_equal(metrics_get(f->metrics, METRIC_ECHOES), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(within_five_minutes_the_text_tells),
	    FIXTURE_TEST(each_of_two_alike_comes_back),
	    FIXTURE_TEST(the_sender_tells_where_nothing_else_does),
	    FIXTURE_TEST(a_customer_with_the_agents_name_is_a_customer),
	    FIXTURE_TEST(masked_words_are_known_again),
	    FIXTURE_TEST(what_a_human_wrote_is_stored_as_his),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
