/* test_misses.c - what was asked in vain, from a store into groups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "book/load.h"
#include "book/match.h"
#include "pattern/normalise.h"
#include "trainer/misses.h"

static const char text[] =
    "settings: {language: zh-CN}\n"
    "intents:\n"
    "  invoice: {title: 开发票, match: 发票, examples: [能开发票吗], say: 能开}\n"
    "  parcel: {title: 查快递, match: 快递.*哪, examples: [我的快递到哪了], say: 在路上}\n";

static const char english[] =
    "settings: {language: en}\n"
    "intents:\n"
    "  parcel: {title: parcel, match: where is my parcel, examples: [where is my parcel], say: here}\n";

static struct normaliser *normaliser;
static struct match_scratch *scratch;
static struct shelf books;

static int load_books(void **state)
{
	const struct book_file zh = {STR("zh.yaml"), str_of(text)}, en = {STR("en.yaml"), str_of(english)};
	struct book_options options;
	struct diag_list *diags = diag_list_new();

	(void)state;
	normaliser = normaliser_new();
	scratch = match_scratch_new();
	options = (struct book_options){.normaliser = normaliser};
	books.books[books.n++] = book_load_files(STR("zh"), &zh, 1, &options, diags);
	books.books[books.n++] = book_load_files(STR("en"), &en, 1, &options, diags);
	diag_print(diags, stderr, false);
	diag_list_free(&diags);
	return books.books[0] && books.books[1] ? 0 : -1;
}

static int drop_books(void **state)
{
	(void)state;
	shelf_release(&books);
	match_scratch_free(&scratch);
	normaliser_free(&normaliser);
	return 0;
}

struct fixture {
	char dir[64], path[128];
	struct arena *arena;
	struct store *s;
	struct store_reader *r;
	struct misses *m;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	char error[STORE_ERROR_MAX];
	enum store_result result;

	strcpy(f->dir, "/tmp/xiaoer-misses-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	snprintf(f->path, sizeof f->path, "%s/xiaoer.db", f->dir);
	f->arena = arena_new(0);
	f->s = store_open(f->path, &result, error);
	f->r = store_reader_open(f->path, error);
	assert_non_null(f->s);
	assert_non_null(f->r);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char command[160];

	misses_free(&f->m);
	store_reader_close(&f->r);
	store_close(&f->s);
	arena_free(&f->arena);
	snprintf(command, sizeof command, "rm -rf %s", f->dir);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

/* One message; rule: which took it.  handed: and it was handed over, for what. */
struct written {
	const char *shop, *channel, *conversation, *sender, *words, *rule;
	const char *handed;
	bool ours;       /* it is the bot's */
	bool missed;     /* nothing fitted what stood before it (a burst) or, with the rule, itself */
	unsigned before; /* lines of the burst that was judged then, before its last */
};

static struct store_record *record(struct fixture *f, const struct store_message *m, const char *what,
    const char *value, int64_t amount)
{
	struct store_record *rec = ARENA_NEW(f->arena, struct store_record);

	*rec = (struct store_record){.at = m->at, .conversation = m->conversation,
	    .message = m->no, .what = str_of(what), .value = str_of(value), .amount = amount};
	return rec;
}

static int64_t write_one(struct fixture *f, const struct written *w)
{
	struct store_key key = {str_of(w->shop ? w->shop : "default"),
	    str_of(w->channel ? w->channel : "web"), str_of(w->conversation)};
	struct store_conversation *c;
	struct store_message *m = ARENA_NEW(f->arena, struct store_message);
	struct store_record *records[3];
	struct store_changes ch = {.conversations = &c, .conversations_n = 1, .messages = &m,
	    .messages_n = 1, .records = records};

	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_load(f->s, &key, 1, f->arena, &c), 0);
	*m = (struct store_message){.no = store_next_message(f->s), .conversation = c->id,
	    .previous = c->last_message, .sender = str_of(w->sender), .text = str_of(w->words),
	    .direction = w->ours ? STORE_BOT : STORE_CUSTOMER,
	    .extra = w->rule ? arena_printf(f->arena, "{\"book\":\"x\",\"rule\":\"%s\"}", w->rule)
			     : STR("")};
	m->at = m->no * 1000;
	c->last_message = m->no;
	if (w->before)
		records[ch.records_n++] = record(f, m, "unjudged", "burst", w->before);
	if (w->missed || (w->rule && strcmp(w->rule, "miss") == 0))
		records[ch.records_n++] = record(f, m, "miss", "", -1);
	if (w->handed)
		records[ch.records_n++] = record(f, m, "escalated", w->handed, -1);
	assert_int_equal(store_commit(f->s, &ch), 0);
	return m->no;
}

static int64_t miss(struct fixture *f, const char *conversation, const char *words)
{
	return write_one(f, &(struct written){.conversation = conversation, .words = words, .rule = "miss"});
}

static void decide(struct fixture *f, enum store_miss_state state, int64_t number, int64_t upto)
{
	struct store_miss m = {.at = 5, .upto = upto, .state = state, .messages = &number,
	    .messages_n = 1}, *list[] = {&m};
	struct store_changes ch = {.misses = list, .misses_n = 1};

	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_commit(f->s, &ch), 0);
}

static const struct misses *read_with(struct fixture *f, struct misses_options o)
{
	o.books = &books;
	o.shop = o.shop.n ? o.shop : STR("default");
	o.to = o.to ? o.to : INT64_MAX;
	o.most = o.most ? o.most : 1000;
	misses_free(&f->m);
	f->m = misses_read(f->r, &o, scratch);
	assert_non_null(f->m);
	return f->m;
}

static const struct misses *read_all(struct fixture *f)
{
	return read_with(f, (struct misses_options){.from = INT64_MIN});
}

static const struct miss_group *group_of(struct fixture *f, int64_t number)
{
	const struct miss_sentence *s;
	const struct miss_group *g = misses_find(f->m, number, &s);

	assert_non_null(g);
	return g;
}

static void those_alike_are_one_group_the_largest_first(void **state)
{
	struct fixture *f = *state;
	const struct misses *m;
	int64_t alone = miss(f, "c1", "你们招人吗");

	write_one(f, &(struct written){.conversation = "c2", .sender = "u1",
		     .words = "怎么取消自动续费", .rule = "miss"});
	write_one(f, &(struct written){.conversation = "c3", .sender = "u2",
		     .words = "自动续费怎么取消？", .rule = "miss", .handed = "miss"});
	write_one(f, &(struct written){.conversation = "c4", .sender = "u2",
		     .words = "怎么取消自动续费？", .rule = "miss"});
	write_one(f, &(struct written){.conversation = "c4", .sender = "u2",
		     .words = "我的快递到哪了", .rule = "matter"});
	write_one(f, &(struct written){.conversation = "c5", .words = "\"rule\":\"miss\""});
	m = read_all(f);
	assert_int_equal(m->groups_n, 2);
	assert_int_equal(m->messages, 4);
	assert_int_equal(m->groups[0].messages, 3);
	assert_int_equal(m->groups[0].customers, 2);
	assert_int_equal(m->groups[0].handed_over, 1);
	assert_int_equal(m->groups[0].first_at, 2000);
	assert_int_equal(m->groups[0].last_at, 4000);
	assert_int_equal(m->groups[0].state, MISS_NEW);
	assert_int_equal(group_of(f, alone)->messages, 1);
	assert_ptr_equal(group_of(f, 3), &m->groups[0]);
	assert_int_equal(m->newest, 4);
	assert_int_equal(m->states[MISS_NEW], 2);
}

/* However few they are: what all of them have is what they are about. */
static void a_few_that_ask_for_one_thing_are_one_group(void **state)
{
	static const char *const asked[] = {"杯子能刻字吗", "能刻字吗", "请问能刻字么", "可以刻字吗"};
	struct fixture *f = *state;
	char name[8] = "c0";

	for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
		name[1]++;
		miss(f, name, asked[i]);
	}
	assert_int_equal(read_all(f)->groups_n, 1);
}

static void line(struct fixture *f, const char *conversation, const char *words)
{
	write_one(f, &(struct written){.conversation = conversation, .words = words, .rule = "gathered"});
}

/* The pause is over: nothing is noted at the lines themselves. */
static void the_lines_of_a_burst_are_one_sentence(void **state)
{
	struct fixture *f = *state;
	const struct misses *m;

	line(f, "c1", "我的快递到哪了");
	write_one(f, &(struct written){.conversation = "c1", .words = "在路上", .ours = true});
	line(f, "c1", "那个"); /* m3 */
	line(f, "c2", "在么");
	line(f, "c1", "你们招人吗");
	line(f, "c2", "海外能送吗");
	write_one(f, &(struct written){.conversation = "c1",
		     .words = "没听懂", .ours = true, .missed = true, .before = 1});
	write_one(f, &(struct written){.conversation = "c2", .words = "没听懂", .ours = true, .missed = true,
		     .before = 1, .handed = "miss"});
	line(f, "c1", "怎么取消自动续费"); /* m9, and m10 is a picture */
	line(f, "c1", "");
	write_one(f, &(struct written){.conversation = "c1",
		     .words = "没听懂", .ours = true, .missed = true, .before = 1});
	m = read_all(f);
	assert_int_equal(m->messages, 3);
	assert_true(str_is(group_of(f, 5)->sentences[0]->text, "那个, 你们招人吗"));
	assert_true(str_is(group_of(f, 6)->sentences[0]->text, "在么, 海外能送吗"));
	assert_int_equal(group_of(f, 5)->handed_over, 0);
	assert_int_equal(group_of(f, 6)->handed_over, 1);
	assert_true(str_is(group_of(f, 9)->sentences[0]->text, "怎么取消自动续费"));
}

/* A human is asked for: the last line was judged when it came. */
static void what_was_gathered_for_another_answer_is_no_part_of_it(void **state)
{
	struct fixture *f = *state;

	line(f, "c1", "我的快递到哪了");
	write_one(f, &(struct written){.conversation = "c1", .words = "在路上", .ours = true});
	write_one(f, &(struct written){.conversation = "c1", .words = "你们招人吗", .rule = "miss"});
	line(f, "c2", "那个");
	write_one(f, &(struct written){.conversation = "c2", .words = "海外能送吗", .rule = "miss", .before = 1});
	read_all(f);
	assert_true(str_is(group_of(f, 3)->sentences[0]->text, "你们招人吗"));
	assert_true(str_is(group_of(f, 5)->sentences[0]->text, "那个, 海外能送吗"));
}

static void a_full_burst_ends_before_the_line_that_comes_then(void **state)
{
	struct fixture *f = *state;

	line(f, "c1", "那个");
	line(f, "c1", "你们招人吗");
	write_one(f, &(struct written){.conversation = "c1", .words = "我的快递到哪了", .rule = "gathered",
		     .missed = true, .before = 1});
	assert_int_equal(read_all(f)->messages, 1);
	assert_true(str_is(group_of(f, 2)->sentences[0]->text, "那个, 你们招人吗"));
}

/* A message may be as long as it likes. */
static void a_long_first_line_hides_no_burst(void **state)
{
	struct fixture *f = *state;
	char *story = arena_room(f->arena, 9001);

	memset(story, 'x', 9000);
	story[9000] = 0;
	line(f, "c1", story);
	line(f, "c1", "你们招人吗");
	write_one(f, &(struct written){.conversation = "c1",
		     .words = "没听懂", .ours = true, .missed = true, .before = 1});
	assert_int_equal(read_all(f)->messages, 1);
	assert_int_equal(group_of(f, 2)->sentences[0]->text.n, 2048);
}

static void what_was_handed_over_later_for_another_reason_is_not_counted(void **state)
{
	struct fixture *f = *state;

	miss(f, "c1", "你们招人吗");
	write_one(f, &(struct written){.conversation = "c1",
		     .words = "发票呢", .rule = "matter", .handed = "phrase"});
	write_one(f, &(struct written){.conversation = "c2",
		     .words = "海外能送吗", .rule = "miss", .handed = "phrase"});
	read_all(f);
	assert_int_equal(group_of(f, 1)->handed_over, 0);
	assert_int_equal(group_of(f, 3)->handed_over, 1);
}

static void what_the_books_answer_by_now_is_done(void **state)
{
	struct fixture *f = *state;
	int64_t a = miss(f, "c1", "发票呢"), b = miss(f, "c2", "Where is my parcel?"),
		c = miss(f, "c3", "where is the shop");

	assert_int_equal(read_all(f)->answered, 2);
	assert_int_equal(group_of(f, a)->state, MISS_DONE);
	assert_int_equal(group_of(f, b)->answered, 1);
	assert_ptr_equal(group_of(f, c)->book, books.books[1]);
	assert_int_equal(group_of(f, c)->state, MISS_NEW);
	assert_true(str_is(group_of(f, c)->nearest[0].intent->id, "parcel"));
}

static void what_is_done_comes_again_and_what_is_ignored_does_not(void **state)
{
	struct fixture *f = *state;
	int64_t a = miss(f, "c1", "怎么取消自动续费"), b = miss(f, "c2", "你们招人吗");

	decide(f, MISS_DONE, a, 0);
	decide(f, MISS_IGNORED, b, 0);
	read_all(f);
	assert_int_equal(group_of(f, a)->state, MISS_DONE);
	assert_int_equal(group_of(f, b)->state, MISS_IGNORED);
	miss(f, "c3", "想取消自动续费");
	miss(f, "c3", "想取消自动续费");
	miss(f, "c4", "招人吗");
	read_all(f);
	assert_int_equal(group_of(f, a)->state, MISS_NEW);
	assert_true(group_of(f, a)->again);
	assert_int_equal(group_of(f, a)->open, 2);
	assert_int_equal(group_of(f, a)->messages, 3);
	assert_int_equal(group_of(f, b)->state, MISS_IGNORED);
	decide(f, MISS_NEW, b, 0);
	read_all(f);
	assert_int_equal(group_of(f, b)->state, MISS_NEW);
	assert_false(group_of(f, b)->again);
}

static void a_decision_from_before_the_period_holds(void **state)
{
	struct fixture *f = *state;
	const struct misses *m;
	int64_t later;

	decide(f, MISS_IGNORED, miss(f, "c1", "你们招人吗"), 0);
	later = miss(f, "c2", "招人吗你们");
	m = read_with(f, (struct misses_options){.from = 2000});
	assert_int_equal(m->groups_n, 1);
	assert_int_equal(group_of(f, later)->state, MISS_IGNORED);
	assert_int_equal(m->groups[0].messages, 1);
	assert_int_equal(m->groups[0].sentences_n, 1);
}

static void decide_the_group(struct fixture *f, enum store_miss_state state, int64_t number)
{
	int64_t stand[STORE_MISS_MESSAGES];
	struct store_miss m = {.at = 5, .state = state, .messages = stand,
	    .messages_n = misses_stand_on(group_of(f, number), number, stand)}, *list[] = {&m};
	struct store_changes ch = {.misses = list, .misses_n = 1};

	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_commit(f->s, &ch), 0);
}

/* What is taken back was decided of messages that the period does not have, and twice. */
static void what_was_decided_before_the_period_is_taken_back(void **state)
{
	struct fixture *f = *state;
	int64_t later;

	decide(f, MISS_IGNORED, miss(f, "c1", "你们招人吗"), 0);
	miss(f, "c2", "招人吗你们");
	later = miss(f, "c3", "你们招人吗");
	decide(f, MISS_DONE, later, 0);
	read_with(f, (struct misses_options){.from = 2000});
	assert_int_equal(group_of(f, later)->state, MISS_DONE);
	assert_int_equal(group_of(f, later)->on_n, 2);
	decide_the_group(f, MISS_NEW, later);
	read_with(f, (struct misses_options){.from = 2000});
	assert_int_equal(group_of(f, later)->state, MISS_NEW);
	assert_null(group_of(f, later)->decided);
	assert_int_equal(group_of(f, later)->on_n, 0);
}

/* More sentences than a decision stands on, and all of them more frequent. */
static void what_stands_on_rare_sentences_is_taken_back(void **state)
{
	struct fixture *f = *state;
	int64_t first = miss(f, "c0", "你们招人吗"), last = 0;

	decide(f, MISS_IGNORED, first, 0);
	for (int i = 0; i < 2 * (STORE_MISS_MESSAGES + 1); i++)
		last = miss(f, "c1", arena_printf(f->arena, "你们招人吗%c%c", 'a' + i / 2 % 26, 'a' + i / 52).p);
	read_all(f);
	assert_int_equal(group_of(f, last)->state, MISS_IGNORED);
	assert_true(group_of(f, last)->sentences_n > STORE_MISS_MESSAGES);
	decide_the_group(f, MISS_NEW, last);
	read_all(f);
	assert_int_equal(group_of(f, last)->state, MISS_NEW);
}

static void one_decision_about_two_groups_makes_them_one(void **state)
{
	struct fixture *f = *state;
	int64_t numbers[] = {miss(f, "c1", "你们招人吗"), miss(f, "c2", "怎么取消自动续费")}, stand[32];
	struct store_miss m = {.state = MISS_DONE, .messages = numbers, .messages_n = 2}, *list[] = {&m};
	struct store_changes ch = {.misses = list, .misses_n = 1};

	assert_int_equal(read_all(f)->groups_n, 2);
	assert_int_equal(store_begin(f->s), 0);
	assert_int_equal(store_commit(f->s, &ch), 0);
	assert_int_equal(read_all(f)->groups_n, 1);
	assert_int_equal(misses_stand_on(&f->m->groups[0], numbers[1], stand), 2);
	assert_int_equal(stand[0], numbers[1]);
	assert_int_equal(stand[1], numbers[0]);
}

static void shops_and_channels_are_apart(void **state)
{
	struct fixture *f = *state;
	const struct miss_sentence *s;
	const struct misses *m;
	int64_t silk = write_one(f, &(struct written){.shop = "silk", .conversation = "c1",
				     .words = "你们招人吗", .rule = "miss"});
	int64_t app = write_one(f, &(struct written){.channel = "app", .conversation = "c1",
				    .words = "你们招人吗", .rule = "miss"});

	m = read_all(f);
	assert_int_equal(m->messages, 1);
	assert_int_equal(m->groups[0].sentences[0]->number, app);
	assert_null(misses_find(m, silk, &s));
	assert_int_equal(read_with(f, (struct misses_options){.shop = STR("silk")})->messages, 1);
	assert_int_equal(read_with(f, (struct misses_options){.channel = STR("web")})->messages, 0);
}

static void beyond_the_limit_they_are_counted(void **state)
{
	struct fixture *f = *state;
	const struct misses *m;

	miss(f, "c1", "你们招人吗");
	miss(f, "c2", "海外能送吗");
	miss(f, "c3", "怎么取消自动续费");
	m = read_with(f, (struct misses_options){.most = 2});
	assert_int_equal(m->messages, 2);
	assert_int_equal(m->left_out, 1);
	write_one(f, &(struct written){.shop = "silk", .conversation = "c1",
		     .words = "能刻字吗", .rule = "miss"});
	m = read_with(f, (struct misses_options){.most = 1, .shop = STR("silk")});
	assert_int_equal(m->messages, 1); /* those of others take no room */
	assert_int_equal(m->left_out, 0);
}

/* Customers may write as much as they like: the memory is bounded all the same. */
static void long_ones_are_fewer(void **state)
{
	struct fixture *f = *state;
	const struct misses *m;
	char *story = arena_room(f->arena, 8001);

	memset(story, 'x', 8000);
	story[8000] = 0;
	for (int i = 0; i < 3; i++) {
		story[0]++;
		miss(f, "c1", story);
	}
	m = read_with(f, (struct misses_options){.most = 40});
	assert_int_equal(m->messages, 2);
	assert_int_equal(m->left_out, 1);
}

static void nothing_is_nothing(void **state)
{
	struct fixture *f = *state;
	const struct miss_sentence *s;

	miss(f, "c1", "");
	miss(f, "c1", "  ");
	miss(f, "c1", "\xff");
	assert_int_equal(read_all(f)->groups_n, 0);
	assert_null(misses_find(f->m, 1, &s));
	assert_null(misses_find(f->m, -1, &s));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(those_alike_are_one_group_the_largest_first),
	    TEST(a_few_that_ask_for_one_thing_are_one_group),
	    TEST(the_lines_of_a_burst_are_one_sentence),
	    TEST(what_was_gathered_for_another_answer_is_no_part_of_it),
	    TEST(a_full_burst_ends_before_the_line_that_comes_then),
	    TEST(a_long_first_line_hides_no_burst),
	    TEST(what_was_handed_over_later_for_another_reason_is_not_counted),
	    TEST(what_the_books_answer_by_now_is_done),
	    TEST(what_is_done_comes_again_and_what_is_ignored_does_not),
	    TEST(a_decision_from_before_the_period_holds),
	    TEST(what_was_decided_before_the_period_is_taken_back),
	    TEST(what_stands_on_rare_sentences_is_taken_back),
	    TEST(one_decision_about_two_groups_makes_them_one),
	    TEST(shops_and_channels_are_apart),
	    TEST(beyond_the_limit_they_are_counted),
	    TEST(long_ones_are_fewer),
	    TEST(nothing_is_nothing),
	};
	return cmocka_run_group_tests(tests, load_books, drop_books);
}
