/* Values of a kind, read out of what customers write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/zone.h"
#include "book/kind.h"

struct read_case {
	const char *text, *want; /* want NULL: nothing is read */
};

/* Monday, 2026-11-23 */
static int32_t today(void)
{
	return (int32_t)civil_days(2026, 11, 23);
}

static int check(enum slot_kind kind, const struct read_case *c)
{
	struct arena *arena = arena_new(0);
	struct str value = STR("");
	bool got = kind_read(kind, str_of(c->text), today(), arena, &value);
	bool good = c->want ? got && str_is(value, c->want) : !got;
	if (!good)
		fprintf(stderr, "\"%s\": wanted %s, read %.*s\n", c->text, c->want ? c->want : "nothing",
		    STR_ARG(got ? value : STR("nothing")));
	arena_free(&arena);
	return !good;
}

#define CHECK_ALL(kind, cases)                                                                     \
	do {                                                                                       \
		int wrong = 0;                                                                     \
		for (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++)                       \
			wrong += check((kind), &(cases)[i]);                                       \
		assert_int_equal(wrong, 0);                                                        \
	} while (0)

static void order_numbers_are_told_from_other_figures(void **state)
{
	(void)state;
	static const struct read_case cases[] = {
	    {"2026112300188", "2026112300188"},
	    {"订单号是2026112300188，谢谢", "2026112300188"},
	    {"２０２６１１２３００１８８", "2026112300188"},
	    {"订单号：A1024", "A1024"},
	    {"单号 8812", "8812"},
	    {"我的订单2026112300188，电话13800138000", "2026112300188"},
	    {"13800138000 2026112300188", "2026112300188"},
	    {"order no. 123-1234567-1234567 please", "123-1234567-1234567"},
	    {"it's order #88120", "88120"},
	    {"JD20261123000177", "JD20261123000177"},
	    {"88120", "88120"},
	    {"2026 1123 0018 80", "20261123001880"},
	    {"快递单号SF1234567890，订单号2026112300188", "2026112300188"},
	    {"订单号13800138000", "13800138000"},
	    {"13800138000", NULL},
	    {"138 0013 8000", NULL},
	    {"+8613800138000", NULL},
	    {"0512-66668888", NULL},
	    {"2026-11-23", NULL},
	    {"2026/11/3", NULL},
	    {"20261123", NULL},
	    {"运单号SF1234567890", NULL},
	    {"abc12345678@qq.com", NULL},
	    {"https://shop.example.com/item/10088123456.html", NULL},
	    {"100000000元", NULL},
	    {"我忘了", NULL},
	    {"12", NULL},
	    {"11月3号", NULL},
	    {"质量不好坏了", NULL},
	    {"iphone15坏了", NULL},
	    {"", NULL},
	};
	CHECK_ALL(SLOT_ORDER_NO, cases);
}

static void phones_are_read_however_they_are_cut(void **state)
{
	(void)state;
	static const struct read_case cases[] = {
	    {"13800138000", "13800138000"},
	    {"我的手机号是13800138000", "13800138000"},
	    {"138-0013-8000", "13800138000"},
	    {"138 0013 8000", "13800138000"},
	    {"+86 138 0013 8000", "13800138000"},
	    {"+86-13800138000", "13800138000"},
	    {"008613800138000", "13800138000"},
	    {"8613800138000", "13800138000"},
	    {"（+86）13800138000", "13800138000"},
	    {"１３８００１３８０００", "13800138000"},
	    {"13800138000王小明", "13800138000"},
	    {"2026112300188 13800138000", "13800138000"},
	    {"0512-66668888", "051266668888"},
	    {"(0512)66668888", "051266668888"},
	    {"010 6666 8888", "01066668888"},
	    {"0512-66668888转801", "051266668888-801"},
	    {"400-810-0000", "4008100000"},
	    {"66668888", "66668888"},
	    {"6666-8888", "66668888"},
	    {"+44 7911 123456", "+447911123456"},
	    {"0044 7911 123456", "+447911123456"},
	    {"+1 (555) 234-5678", "+15552345678"},
	    {"(555) 234-5678", "5552345678"},
	    {"555-234-5678", "5552345678"},
	    {"call me on 07911 123456 please", "07911123456"},
	    {"2026112300188", NULL},
	    {"2026-11-23", NULL},
	    {"20261123", NULL},
	    {"12345", NULL},
	    {"1380013800", NULL},
	    {"138001380001", NULL},
	    {"A13800138000", NULL},
	    {"没有", NULL},
	    {"+", NULL},
	    {"(", NULL},
	};
	CHECK_ALL(SLOT_PHONE, cases);
}

static void mail_addresses_are_read(void **state)
{
	(void)state;
	static const struct read_case cases[] = {
	    {"abc@example.com", "abc@example.com"},
	    {"邮箱是abc.d-e_f+1@Mail.Example.COM。谢谢", "abc.d-e_f+1@mail.example.com"},
	    {"发到ａｂｃ＠ｑｑ．ｃｏｍ", "abc@qq.com"},
	    {"abc@qq。com", "abc@qq.com"},
	    {"my mail is a.b@c.co.uk, thanks", "a.b@c.co.uk"},
	    {"John.Doe@example.com", "John.Doe@example.com"},
	    {"abc@qq", NULL},
	    {"@qq.com", NULL},
	    {"abc@.com", NULL},
	    {"abc@qq.1", NULL},
	    {"abc", NULL},
	    {"@", NULL},
	};
	CHECK_ALL(SLOT_EMAIL, cases);
}

static void days_are_read_in_chinese(void **state)
{
	(void)state;
	static const struct read_case cases[] = {
	    {"今天", "2026-11-23"},
	    {"昨天", "2026-11-22"},
	    {"昨天下午签收的", "2026-11-22"},
	    {"前天", "2026-11-21"},
	    {"大前天", "2026-11-20"},
	    {"明天", "2026-11-24"},
	    {"大后天", "2026-11-26"},
	    {"3天前", "2026-11-20"},
	    {"三天以前", "2026-11-20"},
	    {"两个星期前收到的", "2026-11-09"},
	    {"半个月前", "2026-11-08"},
	    {"周五", "2026-11-20"},
	    {"周一", "2026-11-23"},
	    {"上周五", "2026-11-20"},
	    {"上周一", "2026-11-16"},
	    {"上上周日", "2026-11-15"},
	    {"这周三", "2026-11-25"},
	    {"上个星期天", "2026-11-22"},
	    {"禮拜六", "2026-11-21"},
	    {"下周二", "2026-12-01"},
	    {"11月3号", "2026-11-03"},
	    {"11月3日", "2026-11-03"},
	    {"11 月 3 号", "2026-11-03"},
	    {"十一月三号", "2026-11-03"},
	    {"十一月二十三日", "2026-11-23"},
	    {"１１月３号", "2026-11-03"},
	    {"11月3", "2026-11-03"},
	    {"12月24号", "2025-12-24"},
	    {"去年12月24号", "2025-12-24"},
	    {"今年3月8号", "2026-03-08"},
	    {"2026年11月3日", "2026-11-03"},
	    {"二〇二六年十一月三日", "2026-11-03"},
	    {"26年11月3日", "2026-11-03"},
	    {"3号", "2026-11-03"},
	    {"三号", "2026-11-03"},
	    {"廿三号", "2026-11-23"},
	    {"25号", "2026-10-25"},
	    {"31号收到的", "2026-10-31"},
	    {"上个月3号", "2026-10-03"},
	    {"本月5号", "2026-11-05"},
	    {"2月29号", "2024-02-29"},
	    {"2026-11-03", "2026-11-03"},
	    {"2026/11/3", "2026-11-03"},
	    {"2026.11.3", "2026-11-03"},
	    {"20261103", "2026-11-03"},
	    {"26-11-3", "2026-11-03"},
	    {"11/3", "2026-11-03"},
	    {"11-3", "2026-11-03"},
	    {"11.3", "2026-11-03"},
	    {"是11/3签收的", "2026-11-03"},
	    {"2月30号", NULL},
	    {"2026-02-30", NULL},
	    {"2025年2月29日", NULL},
	    {"2026/13/1", NULL},
	    {"13月1号", NULL},
	    {"11月0号", NULL},
	    {"3号楼", NULL},
	    {"每周五天", NULL},
	    {"一周五天", NULL},
	    {"2026112300188", NULL},
	    {"13800138000", NULL},
	    {"我忘了", NULL},
	    {"99999999999天前", NULL},
	};
	CHECK_ALL(SLOT_DATE, cases);
}

static void days_are_read_in_english(void **state)
{
	(void)state;
	static const struct read_case cases[] = {
	    {"yesterday", "2026-11-22"},
	    {"It came Yesterday.", "2026-11-22"},
	    {"today", "2026-11-23"},
	    {"the day before yesterday", "2026-11-21"},
	    {"last night", "2026-11-22"},
	    {"3 days ago", "2026-11-20"},
	    {"two weeks ago", "2026-11-09"},
	    {"a week ago", "2026-11-16"},
	    {"last Friday", "2026-11-20"},
	    {"last Monday", "2026-11-16"},
	    {"on Friday", "2026-11-20"},
	    {"Friday", "2026-11-20"},
	    {"Fri", "2026-11-20"},
	    {"3 November", "2026-11-03"},
	    {"3rd of November", "2026-11-03"},
	    {"Nov 3", "2026-11-03"},
	    {"Nov. 3rd, 2025", "2025-11-03"},
	    {"November 3 2026", "2026-11-03"},
	    {"on the 3rd", "2026-11-03"},
	    {"the 24th", "2026-10-24"},
	    {"24 Dec", "2025-12-24"},
	    {"3/11/2026", "2026-03-11"},
	    {"12/11/2026", "2026-11-12"},
	    {"23/11/2026", "2026-11-23"},
	    {"11/23/26", "2026-11-23"},
	    {"Feb 30", NULL},
	    {"31 April", NULL},
	    {"32nd", NULL},
	    {"I sat on it", NULL},
	    {"maybe", NULL},
	    {"may", NULL},
	    {"yesterdays", NULL},
	};
	CHECK_ALL(SLOT_DATE, cases);
}

static void amounts_are_read(void **state)
{
	(void)state;
	static const struct read_case cases[] = {
	    {"12.5元", "12.50"},
	    {"￥1,200", "1200.00"},
	    {"¥1,200.5", "1200.50"},
	    {"3块5", "3.50"},
	    {"3块5毛钱", "3.50"},
	    {"5毛", "0.50"},
	    {"一百二十元", "120.00"},
	    {"一百二", "120.00"},
	    {"一百零五块", "105.00"},
	    {"十二块八", "12.80"},
	    {"两百块", "200.00"},
	    {"1.2万元", "12000.00"},
	    {"3千", "3000.00"},
	    {"$12.50", "12.50"},
	    {"12,50 €", "12.50"},
	    {"15 dollars", "15.00"},
	    {"退我50吧", "50.00"},
	    {"买了2件，一共99元", "99.00"},
	    {"2026年11月买的，花了 300 元", "300.00"},
	    {"１２．５元", "12.50"},
	    {"1234567元", "1234567.00"},
	    {"13800138000", NULL},
	    {"2026112300188", NULL},
	    {"2件", NULL},
	    {"11月3号", NULL},
	    {"很多钱", NULL},
	    {"一下子", NULL},
	};
	CHECK_ALL(SLOT_AMOUNT, cases);
}

static void numbers_are_read(void **state)
{
	(void)state;
	static const struct read_case cases[] = {
	    {"3", "3"},
	    {"３", "3"},
	    {"三", "3"},
	    {"两个", "2"},
	    {"要十二件", "12"},
	    {"一百二十", "120"},
	    {"2.5斤", "2.50"},
	    {"1,200", "1200"},
	    {"two of them", "2"},
	    {"none", NULL},
	    {"等一下", NULL},
	    {"没有", NULL},
	    {"A3", NULL},
	    {"12345678901234", NULL},
	};
	CHECK_ALL(SLOT_NUMBER, cases);
}

static void texts_and_links_are_taken_as_they_stand(void **state)
{
	(void)state;
	static const struct read_case texts[] = {
	    {"  杯子碎了 ", "杯子碎了"},
	    {"   ", NULL},
	    {"\xff\xfe", NULL},
	    {"坏\xe5", NULL},
	};
	static const struct read_case links[] = {
	    {"看 https://img.example.com/A.jpg 这里", "https://img.example.com/A.jpg"},
	    {"https://", NULL},
	    {"没有图", NULL},
	};
	CHECK_ALL(SLOT_TEXT, texts);
	CHECK_ALL(SLOT_ATTACHMENT, links);
}

/* Whatever is written: every kind answers, and gives nothing but valid text. */
static void any_bytes_are_survived(void **state)
{
	static const char *const pieces[] = {"1", "3", "86", "+", "(", "-", ".", "/", "月", "号", "周", "上",
	    "一", "十", "百", "万", "元", "块", "@", "qq", "com", " ", "nov", "the", "ago", "前", "天",
	    "订单号", "\xef\xbc\x91", "\xe3", "\xff", "年", "廿", "k"};
	(void)state;
	srand(7);
	for (int round = 0; round < 20000; round++) {
		struct arena *arena = arena_new(0);
		char text[256] = "";
		size_t n = (size_t)rand() % 14;
		for (size_t i = 0; i < n; i++)
			strcat(text, pieces[(size_t)rand() % (sizeof pieces / sizeof *pieces)]);
		for (int kind = 0; kind < SLOT_KIND_COUNT; kind++) {
			struct str value = STR("");
			if (kind_read((enum slot_kind)kind, str_of(text), today(), arena, &value))
				assert_true(value.n > 0);
		}
		arena_free(&arena);
	}
}

static void a_long_text_takes_no_long_time(void **state)
{
	static char text[200001];
	struct arena *arena = arena_new(0);
	struct str value;
	(void)state;
	memset(text, '1', sizeof text - 1);
	assert_false(kind_read(SLOT_ORDER_NO, str_of(text), today(), arena, &value));
	assert_false(kind_read(SLOT_DATE, str_of(text), today(), arena, &value));
	for (size_t i = 0; i < sizeof text - 1; i += 2)
		text[i] = '-';
	for (int kind = 0; kind < SLOT_KIND_COUNT; kind++)
		kind_read((enum slot_kind)kind, str_of(text), today(), arena, &value);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(order_numbers_are_told_from_other_figures),
	    cmocka_unit_test(phones_are_read_however_they_are_cut),
	    cmocka_unit_test(mail_addresses_are_read),
	    cmocka_unit_test(days_are_read_in_chinese),
	    cmocka_unit_test(days_are_read_in_english),
	    cmocka_unit_test(amounts_are_read),
	    cmocka_unit_test(numbers_are_read),
	    cmocka_unit_test(texts_and_links_are_taken_as_they_stand),
	    cmocka_unit_test(any_bytes_are_survived),
	    cmocka_unit_test(a_long_text_takes_no_long_time),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
