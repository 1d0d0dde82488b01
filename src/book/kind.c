/* kind.c - the kinds of slots: their names, and dates as text (kind_read.c reads values). */
#include "book/kind.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/zone.h"

enum { SHOWN_MAX = 4096, YEAR_MAX = 9999, DATE_LENGTH = 10 };

const char *const kind_names[] = {
    [SLOT_TEXT] = "text",
    [SLOT_ORDER_NO] = "order_no",
    [SLOT_PHONE] = "phone",
    [SLOT_EMAIL] = "email",
    [SLOT_DATE] = "date",
    [SLOT_AMOUNT] = "amount",
    [SLOT_NUMBER] = "number",
    [SLOT_CHOICE] = "choice",
    [SLOT_ATTACHMENT] = "attachment",
    [SLOT_KIND_COUNT] = NULL,
};

const char *kind_name(enum slot_kind kind)
{
	return kind_names[kind];
}

int kind_parse(struct str name, enum slot_kind *out)
{
	for (int i = 0; i < SLOT_KIND_COUNT; i++) {
		if (!str_is(name, kind_names[i]))
			continue;
		*out = (enum slot_kind)i;
		return 0;
	}
	return -1;
}

/* The digits of value from `at` on, as a number; -1: something else is there. */
static int digits(struct str value, size_t at, size_t n)
{
	int number = 0;

	for (size_t i = at; i < at + n; i++) {
		if (value.p[i] < '0' || value.p[i] > '9')
			return -1;
		number = number * 10 + value.p[i] - '0';
	}
	return number;
}

int kind_date_days(struct str value, int32_t *days)
{
	int year, month, day, back[3];

	if (value.n != DATE_LENGTH || value.p[4] != '-' || value.p[7] != '-')
		return -1;
	year = digits(value, 0, 4);
	month = digits(value, 5, 2);
	day = digits(value, 8, 2);
	if (year < 1 || month < 1 || month > 12 || day < 1)
		return -1;
	*days = (int32_t)civil_days(year, month, day);
	civil_from_days(*days, &back[0], &back[1], &back[2]);
	return back[1] == month && back[2] == day ? 0 : -1; /* 30 February is none */
}

struct str kind_date_text(int32_t days, struct arena *arena)
{
	int year, month, day;

	civil_from_days(days, &year, &month, &day);
	if (year < 1 || year > YEAR_MAX)
		return STR("");
	return arena_printf(arena, "%04d-%02d-%02d", year, month, day);
}

struct str kind_date_show(int32_t days, const struct settings *set, struct arena *arena)
{
	struct str f = set->date_format, text;
	int part[3];
	static const struct str name[3] = {STR("{year}"), STR("{month}"), STR("{day}")};
	struct buf b;

	civil_from_days(days, &part[0], &part[1], &part[2]);
	buf_init(&b, SHOWN_MAX);
	for (size_t i = 0, k; i < f.n;) {
		for (k = 0; k < 3 && !str_starts(str_make(f.p + i, f.n - i), name[k]);)
			k++;
		if (k < 3) {
			buf_printf(&b, "%d", part[k]);
			i += name[k].n;
		} else {
			buf_addc(&b, f.p[i++]);
		}
	}
	text = arena_str(arena, buf_str(&b));
	buf_free(&b);
	return text;
}

struct str kind_show(
    enum slot_kind kind, struct str value, const struct settings *set, struct arena *arena)
{
	int32_t days;

	if (kind != SLOT_DATE || kind_date_days(value, &days))
		return value;
	return kind_date_show(days, set, arena);
}
