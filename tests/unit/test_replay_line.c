/* test_replay_line.c - lines of chats: the shapes that are taken, and what is said of the others.
 */
#include "replay_fixture.h"

#include "replay/line.h"

static struct line_reader reader;

static int reader_set_up(void **state)
{
	(void)state;
	reader = (struct line_reader){.words = arena_new(0), .names = arena_new(0)};
	return 0;
}

static int reader_tear_down(void **state)
{
	(void)state;
	arena_free(&reader.words);
	arena_free(&reader.names);
	free(reader.items);
	return 0;
}

static void a_message_has_the_shape_of_the_api(void **state)
{
	static const char line[] =
	    "{\"conversation\":\"c-81\",\"id\":\"m-1\",\"text\":\"hello\",\"channel\":\"app\","
	    "\"at\":\"2026-11-23T10:00:00.5+08:00\",\"shop\":\"tea\",\"sender\":\"u-7\",\"more\":["
	    "1],"
	    "\"profile\":{\"name\":\"Li\",\"vip\":true,\"age\":30,\"gone\":null},"
	    "\"attachments\":[{\"type\":\"image\",\"url\":\"https://x/"
	    "1.jpg\"},{\"type\":\"file\"}]}";
	const struct line_item *it;

	(void)state;
	reader.n = 0;
	assert_int_equal(line_read(&reader, STR(line)), 0);
	assert_int_equal(reader.n, 1);
	it = &reader.items[0];
	assert_string_equal(it->conversation.p, "c-81");
	assert_string_equal(it->channel.p, "app");
	assert_string_equal(it->shop.p, "tea");
	assert_string_equal(it->e.text.p, "hello");
	assert_int_equal(it->e.at, monday_ten + 500);
	assert_int_equal(it->from, LINE_CUSTOMER);
	assert_int_equal(it->e.kind, EVENT_MESSAGE);
	assert_true(it->e.id != 0);
	assert_string_equal(it->e.more->attached.p, "https://x/1.jpg file");
	assert_int_equal(it->e.more->profile.n, 3);
	assert_string_equal(it->e.more->profile.v[1].value.p, "yes");
	assert_string_equal(it->e.more->profile.v[2].value.p, "30");
	assert_int_equal(it->e.more->agent.n, 0); /* the sender is the customer */
}

static void a_dialogue_has_turns_under_several_names(void **state)
{
	static const char *const lines[] = {
	    "{\"dialogue\":\"d\",\"turns\":[{\"speaker\":\"customer\",\"text\":\"a\"},"
	    "{\"speaker\":\"agent\",\"text\":\"b\"}]}",
	    " {\"conversation\":\"d\",\"messages\":[{\"from\":\"customer\",\"text\":\"a\"},"
	    "{\"from\":\"agent\",\"text\":\"b\"}]}\r",
	    "{\"id\":\"d\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
	    "{\"role\":\"human\",\"content\":\"b\",\"sender\":\"Wang\"}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		reader.n = 0;
		assert_int_equal(line_read(&reader, str_of(lines[i])), 0);
		assert_int_equal(reader.n, 2);
		assert_string_equal(reader.items[0].conversation.p, "d");
		assert_string_equal(reader.items[0].channel.p, "web");
		assert_string_equal(reader.items[0].e.text.p, "a");
		assert_int_equal(reader.items[0].e.at, PAST_NO_TIME);
		assert_int_equal(reader.items[0].e.id, 0);
		assert_int_equal(reader.items[1].from, LINE_AGENT);
		assert_int_equal(reader.items[1].e.kind, EVENT_REPLY);
		assert_string_equal(reader.items[1].e.text.p, "b");
	}
	assert_string_equal(reader.items[1].e.more->agent.p, "Wang");
}

static void the_same_id_of_two_speakers_is_not_the_same(void **state)
{
	(void)state;
	reader.n = 0;
	line_read(&reader, STR("{\"dialogue\":\"d\",\"turns\":[{\"from\":\"customer\",\"id\":\"1\","
			       "\"text\":\"a\"},"
			       "{\"from\":\"agent\",\"id\":\"1\",\"text\":\"b\"},{\"from\":"
			       "\"customer\",\"id\":\"1\",\"text\":\"a\"}]}"));
	assert_int_equal(reader.n, 3);
	assert_true(reader.items[0].e.id != reader.items[1].e.id);
	assert_true(reader.items[0].e.id == reader.items[2].e.id);
}

#define NEITHER                                                                                    \
	"this is neither a message (\"conversation\", \"text\") nor a dialogue (\"dialogue\", "    \
	"\"turns\")"

static const struct {
	const char *line, *fault;
	size_t byte;
} faults[] = {
    {"{", "the line is no JSON", 2},
    {"hello", "the line is no JSON", 1},
    {"{\"conversation\":\"a\",\"text\":\"\xff\"}", "the line is not UTF-8", 29},
    {"{\"conversation\":\"a\",\"text\":\"\\ud800\"}", "the line is no JSON", 30},
    {"[]", "the line is no JSON object", 0},
    {"{}", NEITHER, 0},
    {"{\"text\":\"a\"}", NEITHER, 0},
    {"{\"conversation\":\"a\"}", "\"text\" is missing", 0},
    {"{\"conversation\":\"a\",\"text\":null}", "\"text\" is missing", 0},
    {"{\"conversation\":\"a\",\"text\":7}", "\"text\" must be a text", 0},
    {"{\"conversation\":7,\"text\":\"a\"}", "\"conversation\" must be a text", 0},
    {"{\"conversation\":\"\",\"text\":\"a\"}", "\"conversation\" must not be empty", 0},
    {"{\"conversation\":\"a\",\"text\":\"a\",\"at\":\"today\"}",
	"\"at\" must be a moment such as 2026-11-23T10:00:00+08:00", 0},
    {"{\"conversation\":\"a\",\"text\":\"a\",\"at\":1795399200}",
	"\"at\" must be a moment such as 2026-11-23T10:00:00+08:00", 0},
    {"{\"conversation\":\"a\",\"text\":\"a\",\"from\":\"boss\"}",
	"\"from\" must be customer, agent or bot", 0},
    {"{\"conversation\":\"a\",\"text\":\"a\",\"profile\":[]}",
	"\"profile\" must be an object of at most 32 members", 0},
    {"{\"conversation\":\"a\",\"text\":\"a\",\"profile\":{\"x\":[]}}",
	"\"profile\" holds texts, numbers, true and false", 0},
    {"{\"conversation\":\"a\",\"text\":\"a\",\"attachments\":{}}", "\"attachments\" must be a list",
	0},
    {"{\"conversation\":\"a\",\"text\":\"a\",\"attachments\":[{}]}",
	"an attachment needs a \"type\" or a \"url\"", 0},
    {"{\"dialogue\":\"d\",\"turns\":{}}", "\"turns\" must be a list", 0},
    {"{\"turns\":[]}", "the dialogue has no name: \"dialogue\" is missing", 0},
    {"{\"dialogue\":\"d\",\"turns\":[7]}", "turn 1 must be an object", 0},
    {"{\"dialogue\":\"d\",\"turns\":[{\"speaker\":\"customer\",\"text\":\"a\"},{\"speaker\":\"x\","
     "\"text\":\"a\"}]}",
	"turn 2: \"speaker\" must be customer, agent or bot", 0},
    {"{\"dialogue\":\"d\",\"turns\":[{\"role\":\"user\"}]}", "turn 1: \"text\" is missing", 0},
};

static void a_line_that_cannot_be_used_says_why_and_leaves_nothing(void **state)
{
	(void)state;
	reader.n = 0;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		if (line_read(&reader, str_of(faults[i].line)) != -1 || reader.n)
			fail_msg("it was taken: %s", faults[i].line);
		if (!str_is(reader.fault, faults[i].fault) || reader.fault_byte != faults[i].byte)
			fail_msg("%s: %.*s, byte %zu", faults[i].line, STR_ARG(reader.fault),
			    reader.fault_byte);
	}
}

static void blank_lines_and_dialogues_without_turns_hold_nothing(void **state)
{
	(void)state;
	reader.n = 0;
	assert_int_equal(line_read(&reader, STR("")), 0);
	assert_int_equal(line_read(&reader, STR(" \t\r")), 0);
	assert_int_equal(line_read(&reader, STR("{\"dialogue\":\"d\",\"turns\":[]}")), 0);
	assert_int_equal(reader.n, 0);
}

/* ---- a whole file ---- */

static struct past *read_all(const char *text, struct diag_list *diags)
{
	struct past_options o = {.jobs = 2};
	struct past *p = past_new();
	FILE *f = tmpfile();

	assert_non_null(f);
	fputs(text, f);
	fflush(f);
	rewind(f);
	assert_int_equal(past_read_lines(p, fileno(f), "chats", &o, diags), 0);
	past_close(p, 0);
	fclose(f);
	return p;
}

static void a_file_needs_no_last_line_end_and_may_begin_with_a_mark(void **state)
{
	struct diag_list *diags = diag_list_new();
	struct past *p = read_all("\xef\xbb\xbf{\"conversation\":\"a\",\"text\":\"one\"}\r\n\n"
				  "nonsense\n"
				  "{\"conversation\":\"a\",\"text\":\"\"}\n"
				  "{\"conversation\":\"a\",\"text\":\"two\"}",
	    diags);

	(void)state;
	assert_int_equal(past_counts(p)->lines, 5);
	assert_int_equal(past_counts(p)->messages, 2);
	assert_int_equal(past_counts(p)->empty, 1);
	assert_int_equal(past_counts(p)->bad_lines, 1);
	assert_int_equal(diag_size(diags), 1);
	assert_int_equal(diag_at(diags, 0)->at.line, 3);
	assert_int_equal(diag_at(diags, 0)->at.col, 1);
	assert_string_equal(diag_at(diags, 0)->at.file, "chats");
	past_free(&p);
	diag_list_free(&diags);
}

/* Longer than what is read at a time, with lines across the seams. */
static void a_long_file_is_the_same_in_any_number_of_chunks(void **state)
{
	enum { LINES = 60000 };
	struct diag_list *diags = diag_list_new();
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);
	struct past *p;
	const struct past_talk *t;

	(void)state;
	for (int i = 0; i < LINES; i++)
		fprintf(to,
		    i % 10000 == 9999
			? "bad %d\n"
			: "{\"conversation\":\"a\",\"text\":\"the text number %d\"}\n",
		    i);
	fclose(to);
	assert_true(size > 2 << 20);
	p = read_all(text, diags);
	t = past_talk(p, 0);
	assert_int_equal(t->n, LINES - 6);
	assert_int_equal(past_counts(p)->lines, LINES);
	for (size_t i = 0; i < t->n; i++) {
		const struct past_event *e = past_event(p, t->events[i]);
		char wanted[64];

		snprintf(wanted, sizeof wanted, "the text number %u", e->line - 1);
		assert_string_equal(e->text.p, wanted);
	}
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(diag_at(diags, i)->at.line, (i + 1) * 10000);
	free(text);
	past_free(&p);
	diag_list_free(&diags);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_message_has_the_shape_of_the_api),
	    cmocka_unit_test(a_dialogue_has_turns_under_several_names),
	    cmocka_unit_test(the_same_id_of_two_speakers_is_not_the_same),
	    cmocka_unit_test(a_line_that_cannot_be_used_says_why_and_leaves_nothing),
	    cmocka_unit_test(blank_lines_and_dialogues_without_turns_hold_nothing),
	    cmocka_unit_test(a_file_needs_no_last_line_end_and_may_begin_with_a_mark),
	    cmocka_unit_test(a_long_file_is_the_same_in_any_number_of_chunks),
	};

	(void)set_up; /* no books here */
	(void)tear_down;
	(void)play;
	(void)played_free;
	(void)json_of;
	return cmocka_run_group_tests(tests, reader_set_up, reader_tear_down);
}
