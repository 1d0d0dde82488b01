/* mask.c - finds numbers and addresses of persons, and puts stars over them. */
#include "base/mask.h"

#include <stdbool.h>
#include <string.h>

enum { DIGITS_MAX = 48, GROUPS_MAX = 24, GAP_MAX = 2, KEPT_AT_END = 4, LOCAL_MAX = 64 };

/* Digits that stand together, or apart by a blank or two. */
struct number {
	size_t at[DIGITS_MAX];        /* where each stands */
	unsigned char digit[DIGITS_MAX]; /* 10: the X of an identity number */
	size_t n;
	size_t group[GROUPS_MAX + 1]; /* first digit of each group; one more for the end */
	size_t groups;
	bool plus;                    /* a + stands before it */
	bool too_long;
};

static const char wide_zero[] = "\xef\xbc\x90", wide_star[] = "\xef\xbc\x8a";

/* The digit at p, and how many bytes it has; 0: none. */
static size_t digit_at(const char *p, const char *end, unsigned char *digit)
{
	const unsigned char *u = (const unsigned char *)p;
	if (p < end && *p >= '0' && *p <= '9') {
		*digit = (unsigned char)(*p - '0');
		return 1;
	}
	if (end - p < 3 || memcmp(p, wide_zero, 2) != 0 || u[2] < 0x90 || u[2] > 0x99)
		return 0;
	*digit = (unsigned char)(u[2] - 0x90);
	return 3;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_gap(char c)
{
	return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')';
}

/* How many bytes stand between two groups of one number; 0: it ends here. */
static size_t gap_at(const char *p, const char *end)
{
	unsigned char digit;
	size_t n = 0;
	while (n < GAP_MAX && p + n < end && is_gap(p[n]))
		n++;
	return n && digit_at(p + n, end, &digit) ? n : 0;
}

static void add_digit(struct number *num, size_t at, unsigned char digit)
{
	if (num->n == DIGITS_MAX) {
		num->too_long = true;
		return;
	}
	num->at[num->n] = at;
	num->digit[num->n++] = digit;
}

/* The X that ends an identity number, unless it begins a word. */
static size_t take_check_x(const char *text, const char *p, const char *end, struct number *num)
{
	if (num->n != 17 || p == end || (*p | 32) != 'x' || (p + 1 < end && is_letter(p[1])))
		return 0;
	add_digit(num, (size_t)(p - text), 10);
	return 1;
}

/* Reads the number that begins at p; returns its end. */
static const char *read_number(const char *text, const char *p, const char *end, struct number *num)
{
	unsigned char digit;
	*num = (struct number){.plus = p > text && p[-1] == '+'};
	num->groups = 1;
	for (;;) {
		size_t n = digit_at(p, end, &digit);
		if (n) {
			add_digit(num, (size_t)(p - text), digit);
			p += n;
			continue;
		}
		p += take_check_x(text, p, end, num);
		n = gap_at(p, end);
		if (!n || num->groups == GROUPS_MAX || num->too_long)
			break;
		num->group[num->groups++] = num->n;
		p += n;
	}
	num->group[num->groups] = num->n;
	return p;
}

static void hide(char *text, const struct number *num, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		char *p = text + num->at[i];
		if ((unsigned char)*p == 0xef)
			memcpy(p, wide_star, 3);
		else
			*p = '*';
	}
}

static bool is_identity(const unsigned char *d, size_t n)
{
	static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	static const int checks[11] = {1, 0, 10, 9, 8, 7, 6, 5, 4, 3, 2};
	int sum = 0;
	if (n != 18)
		return false;
	for (int i = 0; i < 17; i++)
		sum += d[i] * weights[i];
	return checks[sum % 11] == d[17];
}

static bool is_card(const unsigned char *d, size_t n)
{
	unsigned sum = 0;
	if (n < 15 || n > 19)
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned v = d[n - 1 - i];
		if (i % 2)
			v = v * 2 > 9 ? v * 2 - 9 : v * 2;
		sum += v;
	}
	return sum % 10 == 0;
}

static bool is_mobile(const unsigned char *d, size_t n)
{
	return n == 11 && d[0] == 1 && d[1] >= 3;
}

/* In one piece. */
static bool is_plain_phone(const unsigned char *d, size_t n, bool plus)
{
	if (is_mobile(d, n) || (n == 13 && d[0] == 8 && d[1] == 6 && is_mobile(d + 2, n - 2)))
		return true;
	return plus ? n >= 8 && n <= 15 : d[0] == 0 && n >= 10 && n <= 12;
}

/* As people write them: 138-0013-8000, 010-12345678, 415-555-0100, +1 415 555 0100. */
static bool is_spaced_phone(const struct number *num)
{
	static const struct {
		unsigned char size[4];
		bool zero; /* begins with the 0 of an area code */
	} shapes[] = {
	    {{3, 4, 4, 0}, false}, {{3, 8, 0, 0}, true}, {{4, 7, 0, 0}, true}, {{4, 8, 0, 0}, true},
	    {{3, 7, 0, 0}, true}, {{3, 3, 4, 0}, false}, {{3, 4, 4, 0}, true}, {{4, 4, 4, 0}, true}, {{2, 3, 4, 4}, false},
	};
	if (num->plus)
		return num->n >= 8 && num->n <= 15;
	for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
		size_t g = 0;
		while (g < num->groups && g < 4 &&
		    num->group[g + 1] - num->group[g] == shapes[s].size[g])
			g++;
		if (g == num->groups && (g == 4 || shapes[s].size[g] == 0) &&
		    (!shapes[s].zero || num->digit[0] == 0))
			return true;
	}
	return false;
}

static bool mask_piece(char *text, const struct number *num, size_t from, size_t to, bool plus)
{
	const unsigned char *d = num->digit + from;
	size_t n = to - from;
	if (is_identity(d, n) || is_card(d, n))
		hide(text, num, from + 3, to - KEPT_AT_END);
	else if (is_plain_phone(d, n, plus))
		hide(text, num, to - 8, to - KEPT_AT_END);
	else
		return false;
	return true;
}

static void mask_number(char *text, const struct number *num)
{
	if (num->too_long)
		return;
	if (num->groups > 1 && is_spaced_phone(num)) {
		hide(text, num, num->n - 8, num->n - KEPT_AT_END);
		return;
	}
	if (num->groups > 1 && (is_card(num->digit, num->n) || is_identity(num->digit, num->n))) {
		hide(text, num, 3, num->n - KEPT_AT_END);
		return;
	}
	for (size_t g = 0; g < num->groups; g++)
		mask_piece(text, num, num->group[g], num->group[g + 1], num->plus && g == 0);
}

static void mask_numbers(char *text, size_t n)
{
	const char *end = text + n;
	struct number num;
	unsigned char digit;
	for (const char *p = text; p < end;) {
		if (digit_at(p, end, &digit)) {
			p = read_number(text, p, end, &num);
			mask_number(text, &num);
		} else {
			p++;
		}
	}
}

static bool is_local(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') || c == '*' || strchr("._%+-", c);
}

/* Is what stands behind the @ a host with a dot in it? */
static bool is_host(const char *p, const char *end)
{
	const char *dot = NULL;
	if (p < end && *p == '.')
		return false;
	for (; p < end && (is_letter(*p) || (*p >= '0' && *p <= '9') || *p == '-' || *p == '.'); p++)
		if (*p == '.')
			dot = dot ? dot : p;
		else if (dot && p == dot + 1)
			return true;
	return false;
}

static void mask_addresses(char *text, size_t n)
{
	char *end = text + n;
	for (char *at = memchr(text, '@', n); at; at = memchr(at + 1, '@', (size_t)(end - at) - 1)) {
		char *from = at;
		while (from > text && at - from < LOCAL_MAX && from[-1] && is_local(from[-1]))
			from--;
		if (from == at || !is_host(at + 1, end))
			continue;
		for (char *p = from + (at - from > 1); p < at; p++)
			*p = '*';
	}
}

void mask_personal(char *text, size_t n)
{
	if (n == 0)
		return;
	mask_addresses(text, n);
	mask_numbers(text, n);
}
