/* test_desk_extra.c - what is kept beside messages: by which book and rule they were judged, and
 * what they told. */
#include "desk_fixture.h"

#include "dialogue/rule.h"

/* The extra of each message of a conversation, the book's version as V and the numbers of scores
 * left out; a line each, marked by who said it. */
static const char *extras(struct fixture *f, const char *name)
{
	struct store_conversation rows[2];
	struct book *book = book_slot_acquire(f->slot);
	struct store_message *m;
	struct str out = STR("");
	size_t n;

	assert_int_equal(
	    store_find(f->reader, STR("default"), STR("web"), str_of(name), f->arena, rows, &n), 0);
	assert_int_equal(store_messages(f->reader, &rows[0], 0, 1000, f->arena, &m, &n), 0);
	for (size_t i = 0; i < n; i++) {
		struct json *doc = m[i].extra.n ? json_parse(m[i].extra, NULL) : NULL;
		const struct json *slots = json_get(doc, "slots");
		struct str version = json_text(json_get(doc, "book"));

		assert_true(!m[i].extra.n || doc);
		out = arena_printf(f->arena, "%.*s%c %s%s%.*s%s%s\n", STR_ARG(out),
		    "<>!"[m[i].direction], !version.n ? "" : str_eq(version, book->version) ? "V " : "? ",
		    json_get(doc, "intents") ? "intents " : "", STR_ARG(json_text(json_get(doc, "rule"))),
		    slots ? " " : "", slots ? json_text(json_get(slots, "order_no")).p : "");
		json_free(&doc);
	}
	book_release(&book);
	return out.p;
}

static void a_message_keeps_the_rule_that_took_it_and_what_it_told(void **state)
{
	struct fixture *f = *state;

	fixture_say(f, "c", "1", "parcel 77");
	fixture_say(f, "c", "2", "parcel");
	fixture_say(f, "c", "3", "parcel 78");
	fixture_say(f, "c", "4", "what?");
	fixture_say(f, "c", "5", "human");
	assert_string_equal(extras(f, "c"),
	    "< V intents matter 77\n> \n> \n"
	    "< V intents matter\n> \n"
	    "< V intents matter 78\n> \n"
	    "< V miss\n> \n"
	    "< V intents human.request\n> \n> \n");
}

static void what_is_said_later_keeps_the_timer_that_said_it(void **state)
{
	struct fixture *f = *state;

	fixture_say(f, "c", "1", "human");
	fixture_wait(f, 61);
	fixture_act(f, "c", EVENT_REPLY, "ann", "hello", "");
	fixture_say(f, "c", "2", "parcel");
	assert_string_equal(extras(f, "c"),
	    "< V intents human.request\n> \n> \n> \n"
	    "> V timer.hold\n> V timer.acknowledge\n"
	    "> V agent\n! \n"
	    "< V intents human\n");
}

static void numbers_of_persons_are_hidden_in_it_where_the_store_is_masked(void **state)
{
	struct fixture *f = *state;

	f->shop.mask = true;
	fixture_say(f, "c", "1", "parcel 13912345678");
	assert_null(strstr(extras(f, "c"), "13912345678"));
	assert_non_null(strstr(extras(f, "c"), "matter 13"));
}

static void every_rule_has_a_name_of_its_own_and_a_meaning(void **state)
{
	(void)state;
	for (int r = RULE_NONE + 1; r < RULE_COUNT; r++) {
		assert_int_equal(rule_parse(str_of(rule_name((enum rule)r))), r);
		assert_true(*rule_means((enum rule)r));
	}
	assert_int_equal(rule_parse(STR("")), RULE_NONE);
	assert_int_equal(rule_parse(STR("nothing")), RULE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FIXTURE_TEST(a_message_keeps_the_rule_that_took_it_and_what_it_told),
	    FIXTURE_TEST(what_is_said_later_keeps_the_timer_that_said_it),
	    FIXTURE_TEST(numbers_of_persons_are_hidden_in_it_where_the_store_is_masked),
	    cmocka_unit_test(every_rule_has_a_name_of_its_own_and_a_meaning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
