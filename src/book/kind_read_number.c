/* kind_read_number.c - numbers and amounts of money, in figures and in Han numerals. */
#include "base/utf8.h"
#include "book/kind_internal.h"

enum { DIGITS_MAX = 9, HAN_MAX = 12 };

static int han_digit(uint32_t c)
{
	static const char *const digits[10] = {
	    "零〇○", "一壹", "二两兩贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"};
	for (int d = 0; d < 10; d++) {
		struct str s = str_of(digits[d]);
		for (size_t i = 0; i < s.n;)
			if (utf8_next(s, &i) == c)
				return d;
	}
	return -1;
}

static int64_t han_unit(uint32_t c)
{
	switch (c) {
	case 0x5341: /* 十 */
	case 0x62fe: /* 拾 */
		return 10;
	case 0x767e: /* 百 */
	case 0x4f70: /* 佰 */
		return 100;
	case 0x5343: /* 千 */
	case 0x4edf: /* 仟 */
		return 1000;
	case 0x4e07: /* 万 */
	case 0x842c: /* 萬 */
		return 10000;
	}
	return 0;
}

/* 二〇二六: a figure each.  The run has no unit in it. */
static int64_t in_places(const struct reading *r, size_t i, size_t n)
{
	int64_t value = 0;
	for (size_t k = 0; k < n; k++)
		value = value * 10 + han_digit(r->c[i + k]);
	return value;
}

/* 一百二十, 十五, 一百零五, and 一百二, which is 120. */
static int64_t in_units(const struct reading *r, size_t i, size_t n)
{
	int64_t whole = 0, part = 0, last = 1, digit = -1;
	bool zero = false;
	for (size_t k = 0; k < n; k++) {
		uint32_t c = r->c[i + k];
		int64_t unit = han_unit(c);
		if (!unit) {
			digit = han_digit(c);
			zero = zero || digit == 0;
			continue;
		}
		if (unit == 10000) {
			whole += (part + (digit > 0 ? digit : 0)) * unit;
			part = 0;
		} else {
			part += (digit < 0 ? 1 : digit) * unit;
		}
		digit = -1;
		zero = false;
		last = unit;
	}
	if (digit > 0)
		part += digit * (last >= 100 && !zero ? last / 10 : 1);
	return whole + part;
}

size_t reading_han_number(const struct reading *r, size_t i, int64_t *value)
{
	size_t n = 0, units = 0;
	if (r->c[i] == 0x5eff && i < r->n) { /* 廿 */
		int d = han_digit(r->c[i + 1]);
		*value = 20 + (d > 0 ? d : 0);
		return d > 0 ? 2 : 1;
	}
	while (n < HAN_MAX && (han_digit(r->c[i + n]) >= 0 || han_unit(r->c[i + n]))) {
		units += han_unit(r->c[i + n]) > 0;
		n++;
	}
	if (n)
		*value = units ? in_units(r, i, n) : in_places(r, i, n);
	return n;
}

static size_t figures(const struct reading *r, size_t i, int64_t *value)
{
	size_t n = 0;
	int64_t v = 0;
	while (n <= DIGITS_MAX && is_digit(r->c[i + n]))
		v = v * 10 + (r->c[i + n++] - '0');
	if (n > DIGITS_MAX)
		return 0;
	*value = v;
	return n;
}

size_t reading_integer(const struct reading *r, size_t i, int64_t *value)
{
	size_t n = figures(r, i, value);
	return n ? n : reading_han_number(r, i, value);
}

/* ---- with a part behind the point, in hundredths ---- */

/* Groups of three behind commas: 1,200 and 1,234,567. */
static size_t in_thousands(const struct reading *r, size_t i, int64_t *value)
{
	size_t n = figures(r, i, value);
	if (!n || n > 3)
		return n;
	while (r->c[i + n] == ',' && is_digit(r->c[i + n + 1]) && is_digit(r->c[i + n + 2]) &&
	    is_digit(r->c[i + n + 3]) && !is_digit(r->c[i + n + 4])) {
		int64_t group = 0;
		figures(r, i + n + 1, &group);
		*value = *value * 1000 + group;
		if (*value > INT64_C(999999999999))
			return 0;
		n += 4;
	}
	return n;
}

static size_t decimals(const struct reading *r, size_t i, int64_t *hundredths)
{
	size_t n = 0;
	int64_t v = 0;
	while (is_digit(r->c[i + n])) {
		if (n < 2)
			v = v * 10 + (r->c[i + n] - '0');
		n++;
	}
	*hundredths = n == 1 ? v * 10 : v;
	return n;
}

static size_t decimal_at(const struct reading *r, size_t i, int64_t *hundredths)
{
	int64_t whole, part = 0;
	size_t n = in_thousands(r, i, &whole);
	if (!n)
		return 0;
	bool point = r->c[i + n] == '.';
	/* 12,50 as written in much of Europe */
	bool comma = r->c[i + n] == ',' && is_digit(r->c[i + n + 1]) && is_digit(r->c[i + n + 2]) &&
	    !is_digit(r->c[i + n + 3]);
	if ((point || comma) && is_digit(r->c[i + n + 1]))
		n += 1 + decimals(r, i + n + 1, &part);
	*hundredths = whole * 100 + part;
	return n;
}

static const char *const big_units[] = {"万", "萬", "千", "百", "w", "k", NULL};
static const int64_t big_values[] = {10000, 10000, 1000, 100, 10000, 1000};
static const char *const currencies[] = {"块钱", "塊錢", "元", "块", "塊", "圆", "¥", "$", "€", "£",
    "rmb", "cny", "yuan", "usd", "dollar", "eur", "gbp", "pound", "buck", NULL};
static const char *const signs[] = {"¥", "$", "€", "£", "rmb", "cny", "usd", "eur", "us$", NULL};

static size_t skip_blanks(const struct reading *r, size_t i)
{
	size_t n = 0;
	while (r->c[i + n] == ' ')
		n++;
	return n;
}

static bool signed_before(const struct reading *r, size_t i)
{
	while (i && r->c[i - 1] == ' ')
		i--;
	for (size_t k = 0; signs[k]; k++)
		if (reading_ends(r, i, signs[k]))
			return true;
	return false;
}

/* 3块5, 3块5毛, 十二块八: what stands behind the unit; 3块2件 are three and two pieces. */
static size_t small_change(const struct reading *r, size_t i, int64_t *hundredths)
{
	static const char *const tenths[] = {"毛", "角", NULL};
	int64_t v;
	size_t n = reading_integer(r, i, &v);
	if (n != 1 || v > 9)
		return 0;
	size_t unit = reading_any(r, i + n, tenths, NULL);
	if (!unit && i + n < r->n && !reading_any(r, i + n, (const char *const[]){" ", ",", "。", ".",
		    "!", "?", "吧", "钱", "的", NULL}, NULL))
		return 0;
	*hundredths += v * 10;
	return n + unit;
}

/* An amount at i, and whether something says that it is money. */
static size_t amount_at(const struct reading *r, size_t i, int64_t *hundredths, bool *money)
{
	static const char *const tenths[] = {"毛", "角", NULL};
	size_t n = decimal_at(r, i, hundredths), which;
	if (!n && (n = reading_han_number(r, i, hundredths)))
		*hundredths *= 100;
	if (!n || is_digit(r->c[i + n]))
		return 0;
	size_t big = reading_any(r, i + n, big_units, &which);
	if (big && !is_letter(r->c[i + n + big])) {
		*hundredths *= big_values[which];
		n += big;
	}
	*money = signed_before(r, i);
	size_t blanks = skip_blanks(r, i + n), unit = reading_any(r, i + n + blanks, currencies, NULL);
	if (unit) {
		*money = true;
		n += blanks + unit;
		return n + small_change(r, i + n, hundredths);
	}
	if (reading_any(r, i + n, tenths, NULL) && *hundredths % 100 == 0 && *hundredths < 1000) {
		*hundredths /= 10;
		*money = true;
		return n + 1;
	}
	return n;
}

/* "12" of a date, of an hour or of two pieces is no amount. */
static bool counts_things(const struct reading *r, size_t i)
{
	static const char *const units[] = {"年", "月", "日", "号", "號", "天", "点", "點", "时", "個",
	    "个", "件", "次", "小时", "分钟", "%", "折", "楼", "栋", "室", "-", "/", ":", NULL};
	return reading_any(r, i, units, NULL) || is_letter(r->c[i]);
}

static bool begins_number(const struct reading *r, size_t i)
{
	return i == 0 || (!is_alnum(r->c[i - 1]) && r->c[i - 1] != '.' && r->c[i - 1] != '-' &&
	    r->c[i - 1] != '/' && r->c[i - 1] != ':');
}

bool read_amount(const struct reading *r, struct str *value)
{
	int64_t plain = -1;
	for (size_t i = 0; i < r->n;) {
		int64_t hundredths;
		bool money, figure = is_digit(r->c[i]);
		size_t n = begins_number(r, i) || !figure ? amount_at(r, i, &hundredths, &money) : 0;
		if (n && money) {
			*value = arena_printf(r->arena, "%lld.%02lld", (long long)(hundredths / 100),
			    (long long)(hundredths % 100));
			return true;
		}
		if (n && plain < 0 && !counts_things(r, i + n) &&
		    (figure || reading_is_bare(r, i, i + n)))
			plain = hundredths;
		i += n ? n : 1;
		while (!n && i < r->n && is_digit(r->c[i]) && is_digit(r->c[i - 1]))
			i++;
	}
	if (plain < 0)
		return false;
	*value = arena_printf(
	    r->arena, "%lld.%02lld", (long long)(plain / 100), (long long)(plain % 100));
	return true;
}

/* ---- plain numbers ---- */

static const char *const number_words[] = {"zero", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve", NULL};

static size_t word_number(const struct reading *r, size_t i, int64_t *value)
{
	if (i && is_letter(r->c[i - 1]))
		return 0;
	for (size_t k = 0; number_words[k]; k++) {
		size_t n = reading_word(r, i, number_words[k]);
		if (n && !is_letter(r->c[i + n])) {
			*value = (int64_t)k;
			return n;
		}
	}
	return 0;
}

/* 一 is a number in 一个 and alone, not in 一下. */
static bool is_counted(const struct reading *r, size_t i, size_t n)
{
	static const char *const measures[] = {"个", "個", "件", "套", "条", "條", "只", "隻", "双",
	    "雙", "盒", "瓶", "包", "台", "张", "張", "本", "份", "斤", "次", "箱", "袋", "天", "人",
	    "米", "卷", "支", "把", "块", "片", "对", "位", "单", "件", NULL};
	return n > 1 || reading_any(r, i + n, measures, NULL) || reading_is_bare(r, i, i + n);
}

bool read_number(const struct reading *r, struct str *value)
{
	for (size_t i = 0; i < r->n; i++) {
		int64_t hundredths, v;
		size_t n = begins_number(r, i) && is_digit(r->c[i]) ? decimal_at(r, i, &hundredths) : 0;
		if (n && !is_alnum(r->c[i + n])) {
			*value = hundredths % 100
			    ? arena_printf(r->arena, "%lld.%02lld", (long long)(hundredths / 100),
				  (long long)(hundredths % 100))
			    : arena_printf(r->arena, "%lld", (long long)(hundredths / 100));
			return true;
		}
		n = word_number(r, i, &v);
		size_t han = n ? 0 : reading_han_number(r, i, &v);
		if (n || (han && is_counted(r, i, han))) {
			*value = arena_printf(r->arena, "%lld", (long long)v);
			return true;
		}
		i += han ? han - 1 : 0;
	}
	return false;
}
