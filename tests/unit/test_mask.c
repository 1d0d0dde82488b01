/* What names a person is hidden, and nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/mask.h"

static const struct {
	const char *text, *want; /* NULL: stays as it is */
} cases[] = {
    {"我的手机是13812345678谢谢", "我的手机是138****5678谢谢"},
    {"138-1234-5678", "138-****-5678"},
    {"138 1234 5678", "138 **** 5678"},
    {"+8613812345678", "+86138****5678"},
    {"+86 138 1234 5678", "+86 138 **** 5678"},
    {"１３８１２３４５６７８", "１３８＊＊＊＊５６７８"},
    {"13812345678 13912345679", "138****5678 139****5679"},
    {"010-12345678", "010-****5678"},
    {"(0571) 8765 4321", "(0571) **** 4321"},
    {"0571-87654321", "0571-****4321"},
    {"415-555-0100", "41*-***-0100"},
    {"(415) 555-0100", "(41*) ***-0100"},
    {"+44 20 7946 0958", "+44 20 **** 0958"},
    {"+442079460958", "+4420****0958"},
    {"zhangsan@example.com", "z*******@example.com"},
    {"写信到 a.b-c+d@mail.example.co.uk 吧", "写信到 a******@mail.example.co.uk 吧"},
    {"x@example.com", "*@example.com"},
    {"13812345678@qq.com", "1**********@qq.com"},
    {"11010519491231002X", "110***********002X"},
    {"身份证11010519491231002x，", "身份证110***********002x，"},
    {"4111111111111111", "411*********1111"},
    {"4111 1111 1111 1111", "411* **** **** 1111"},
    {"6222021234567890123", NULL},          /* its check digit is wrong */
    {"订单2026112300188到哪了", NULL},
    {"20261123001880", NULL},
    {"11010519491231002", NULL},            /* 17 digits */
    {"110105194912310021", NULL},           /* the check sign is X */
    {"128123456789", NULL},
    {"138123456789", NULL},                 /* 12 digits */
    {"12812345678", NULL},
    {"2026-11-23 10:00", NULL},
    {"192.168.10.100", NULL},
    {"at=1790000000000 conv=12 us=3", NULL},
    {"3.14", NULL},
    {"me@home", NULL},
    {"@example.com", NULL},
    {"a@.com", NULL},
    {"", NULL},
    {"+", NULL},
    {"1", NULL},
    {"\xef\xbc", NULL},                     /* cut UTF-8 */
    {"1\xef\xbc", NULL},
};

static void persons_are_hidden_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = strlen(cases[i].text);
		char *copy = malloc(n + 1); /* exactly as large: sanitizers see a step too far */
		memcpy(copy, cases[i].text, n + 1);
		mask_personal(copy, n);
		assert_string_equal(copy, cases[i].want ? cases[i].want : cases[i].text);
		free(copy);
	}
}

static void masking_twice_changes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char once[256], twice[256];
		strcpy(once, cases[i].text);
		mask_personal(once, strlen(once));
		strcpy(twice, once);
		mask_personal(twice, strlen(twice));
		assert_string_equal(once, twice);
	}
}

static void huge_numbers_are_passed_over(void **state)
{
	(void)state;
	enum { MANY = 1 << 20 };
	char *text = malloc(MANY);
	memset(text, '1', MANY);
	mask_personal(text, MANY);
	assert_null(memchr(text, '*', MANY));
	for (size_t i = 0; i < MANY; i++)
		text[i] = i % 2 ? '1' : ' ';
	mask_personal(text, MANY);
	assert_null(memchr(text, '*', MANY));
	memset(text, '@', MANY);
	mask_personal(text, MANY);
	assert_null(memchr(text, '*', MANY));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(persons_are_hidden_and_nothing_else),
	    cmocka_unit_test(masking_twice_changes_nothing),
	    cmocka_unit_test(huge_numbers_are_passed_over),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
