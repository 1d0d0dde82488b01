/* kind_read_date.c - days as customers write them, in Chinese and in English.
 *
 * Each reader looks at one place and says how many characters it took; the first place at which one
 * takes some is the answer.  What looks like a date and is none (2月30号) is taken and gives no day,
 * so that its 30号 is not read by itself. */
#include "base/zone.h"
#include "book/kind_internal.h"

enum { YEARS_BACK = 8, FAR_DAYS = 3650 };

/* ---- days ---- */

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
	return days[month - 1] + (month == 2 && leap);
}

static bool is_day(int64_t year, int64_t month, int64_t day)
{
	return year >= 1970 && year <= 2199 && month >= 1 && month <= 12 && day >= 1 &&
	    day <= month_days((int)year, (int)month);
}

/* What was found: a day, or something that is none. */
struct found {
	bool valid;
	int64_t days;
};

static struct found day_of(int64_t year, int64_t month, int64_t day)
{
	if (!is_day(year, month, day))
		return (struct found){0};
	return (struct found){true, civil_days((int)year, (int)month, (int)day)};
}

static int year_of(int32_t today)
{
	int year, month, day;
	civil_from_days(today, &year, &month, &day);
	return year;
}

/* The last such day of a year that is not to come. */
static struct found last_time(int32_t today, int64_t month, int64_t day)
{
	int year = year_of(today);
	for (int y = year; y > year - YEARS_BACK; y--) {
		struct found f = day_of(y, month, day);
		if (f.valid && f.days <= today)
			return f;
	}
	return (struct found){0};
}

/* "3号": of this month or of the last that has such a day. */
static struct found last_day(int32_t today, int64_t day)
{
	int year, month, d;
	civil_from_days(today, &year, &month, &d);
	for (int back = 0; back < 12; back++) {
		struct found f = day_of(year, month, day);
		if (f.valid && f.days <= today)
			return f;
		if (--month == 0) {
			month = 12;
			year--;
		}
	}
	return (struct found){0};
}

static struct found from_today(int32_t today, int64_t days)
{
	return (struct found){days > -FAR_DAYS && days < FAR_DAYS, today + days};
}

/* ---- in figures ---- */

static bool is_joint(uint32_t c)
{
	return c == '-' || c == '/' || c == '.';
}

static size_t figure(const struct reading *r, size_t i, size_t max, int64_t *value)
{
	size_t n = 0;
	*value = 0;
	while (is_digit(r->c[i + n]) && n <= max)
		*value = *value * 10 + (r->c[i + n++] - '0');
	return n <= max ? n : 0;
}

static bool ends_figures(const struct reading *r, size_t end)
{
	return !is_alnum(r->c[end]) && !(is_joint(r->c[end]) && is_digit(r->c[end + 1]));
}

/* 26-11-3, 11/3/26, 3/11/2026: the year is named by its place or by being a likely one. */
static struct found three_parts(int32_t today, const int64_t v[3], const size_t len[3])
{
	int year = year_of(today);
	if (len[0] == 4)
		return day_of(v[0], v[1], v[2]);
	int64_t y = len[2] == 4 ? v[2] : year / 100 * 100 + v[2];
	if (len[2] == 4 || v[2] == year % 100 || v[2] == year % 100 - 1) {
		struct found f = day_of(y, v[0], v[1]), turned = day_of(y, v[1], v[0]);
		bool later = f.valid && f.days > today;
		return (!f.valid || later) && turned.valid && (turned.days <= today || !f.valid) ? turned
												 : f;
	}
	if (v[0] == year % 100 || v[0] == year % 100 - 1)
		return day_of(year / 100 * 100 + v[0], v[1], v[2]);
	return (struct found){0};
}

/* 2026-11-23, 2026/11/3, 11/23/2026, 11/3, 11-3, 11.3 */
static size_t joined(const struct reading *r, size_t i, int32_t today, struct found *f)
{
	int64_t v[3];
	size_t len[3], n = 0, parts = 0;
	while (parts < 3) {
		len[parts] = figure(r, i + n, parts == 1 ? 2 : 4, &v[parts]);
		if (!len[parts] || len[parts] == 3)
			return 0;
		n += len[parts++];
		if (parts == 3 || !is_joint(r->c[i + n]) || !is_digit(r->c[i + n + 1]))
			break;
		n++;
	}
	if (parts < 2 || !ends_figures(r, i + n) || (len[0] == 4 && (parts == 2 || len[2] > 2)))
		return 0;
	if (parts == 3) {
		*f = three_parts(today, v, len);
		return n;
	}
	if (len[1] > 2 || v[0] < 1 || v[0] > 12 || v[1] < 1 || v[1] > 31)
		return 0;
	*f = last_time(today, v[0], v[1]);
	return n;
}

/* 20261123 */
static size_t run_together(const struct reading *r, size_t i, struct found *f)
{
	int64_t v;
	if (figure(r, i, 8, &v) != 8 || !ends_figures(r, i + 8))
		return 0;
	*f = day_of(v / 10000, v / 100 % 100, v % 100);
	return f->valid && v / 1000000 == 20 ? 8 : 0;
}

/* ---- in Chinese ---- */

static const char *const month_words[] = {"月份", "月", NULL};
static const char *const day_words[] = {"号", "號", "日", NULL};

static size_t han_year(const struct reading *r, size_t i, int32_t today, int64_t *year)
{
	static const char *const words[] = {"去年", "今年", "前年", "明年", NULL};
	static const int ahead[] = {-1, 0, -2, 1};
	size_t which, n = reading_any(r, i, words, &which);
	if (n) {
		*year = year_of(today) + ahead[which];
		return n + reading_word(r, i + n, "的");
	}
	int64_t v;
	n = reading_integer(r, i, &v);
	size_t unit = n ? reading_word(r, i + n, "年") : 0;
	if (!unit || !(v >= 1970 || (n == 2 && v < 100)))
		return 0;
	*year = v < 100 ? year_of(today) / 100 * 100 + v : v;
	return n + unit;
}

/* 11月3号, 去年十一月三号, 2026年11月3日 */
static size_t month_and_day(const struct reading *r, size_t i, int32_t today, struct found *f)
{
	int64_t year = 0, month, day;
	size_t start = i;
	i += han_year(r, i, today, &year);
	size_t n = reading_integer(r, i, &month), unit = n ? reading_any(r, i + n, month_words, NULL) : 0;
	if (!unit)
		return 0;
	i += n + unit;
	n = reading_integer(r, i, &day);
	if (!n)
		return 0;
	i += n;
	i += reading_any(r, i, day_words, NULL);
	*f = year ? day_of(year, month, day) : last_time(today, month, day);
	return i - start;
}

/* 3号楼, 3号店 are places; 上个月3号, 本月3日 */
static size_t day_alone(const struct reading *r, size_t i, int32_t today, struct found *f)
{
	static const char *const last[] = {"上个月", "上月", "上個月", NULL};
	static const char *const this[] = {"这个月", "本月", "这月", "這個月", "当月", NULL};
	static const char *const places[] = {"楼", "店", "线", "门", "仓", "柜", "桌", "款", "色", "尺",
	    "码", "机", "院", "柱", "电", "常", "用", NULL};
	size_t before = reading_any(r, i, last, NULL), same = before ? 0 : reading_any(r, i, this, NULL);
	int year, month, d;
	int64_t day;
	size_t at = i + before + same, n = reading_integer(r, at, &day);
	size_t unit = n ? reading_any(r, at + n, day_words, NULL) : 0;
	if (!unit || reading_any(r, at + n + unit, places, NULL))
		return 0;
	civil_from_days(today, &year, &month, &d);
	if (before && --month == 0) {
		month = 12;
		year--;
	}
	*f = before || same ? day_of(year, month, day) : last_day(today, day);
	return at + n + unit - i;
}

static const struct {
	const char *word;
	int days;
} relative[] = {
    {"大前天", -3}, {"大前日", -3}, {"前天", -2}, {"前日", -2}, {"前晚", -2}, {"昨天", -1},
    {"昨日", -1}, {"昨晚", -1}, {"昨儿", -1}, {"昨夜", -1}, {"今天", 0}, {"今日", 0}, {"今早", 0},
    {"今晚", 0}, {"今儿", 0}, {"大后天", 3}, {"大後天", 3}, {"后天", 2}, {"後天", 2}, {"明天", 1},
    {"明日", 1}, {"明早", 1},
    {"the day before yesterday", -2}, {"day before yesterday", -2}, {"the day after tomorrow", 2},
    {"day after tomorrow", 2}, {"yesterday", -1}, {"last night", -1}, {"today", 0},
    {"this morning", 0}, {"tonight", 0}, {"tomorrow", 1},
};

static size_t relative_day(const struct reading *r, size_t i, int32_t today, struct found *f)
{
	for (size_t k = 0; k < sizeof relative / sizeof *relative; k++) {
		size_t n = reading_word(r, i, relative[k].word);
		if (!n || is_letter(r->c[i + n]))
			continue;
		*f = from_today(today, relative[k].days);
		return n;
	}
	return 0;
}

/* 三天前, 两个星期前, 半个月前 */
static size_t days_ago(const struct reading *r, size_t i, int32_t today, struct found *f)
{
	static const char *const units[] = {"天", "日", "周", "个星期", "星期", "个礼拜", "礼拜", "个月",
	    NULL};
	static const int days[] = {1, 1, 7, 7, 7, 7, 7, 30};
	static const char *const before[] = {"之前", "以前", "前", NULL};
	int64_t v;
	size_t half = reading_word(r, i, "半个月"), which = 0, unit = 0, n = half;
	if (!half) {
		n = reading_integer(r, i, &v);
		unit = n ? reading_any(r, i + n, units, &which) : 0;
		if (!unit || v > FAR_DAYS)
			return 0;
	}
	size_t behind = reading_any(r, i + n + unit, before, NULL);
	if (!behind)
		return 0;
	*f = from_today(today, half ? -15 : -v * days[which]);
	return n + unit + behind;
}

/* The day of the week `weekday` that is `weeks` from this one's; no week named: the last such day. */
static struct found of_week(int32_t today, int weekday, bool named, int weeks)
{
	int now = civil_weekday(today), back = (now - weekday + 7) % 7;
	return from_today(today, named ? weekday - now + 7 * weeks : -back);
}

static int han_weekday(uint32_t c)
{
	static const uint32_t days[] = {0x4e00, 0x4e8c, 0x4e09, 0x56db, 0x4e94, 0x516d, 0x65e5};
	for (int d = 0; d < 7; d++)
		if (days[d] == c)
			return d + 1;
	return c == 0x5929 ? 7 : c >= '1' && c <= '7' ? (int)(c - '0') : 0; /* 天 */
}

/* 上周五, 这个星期三, 周日; not the 周五 of 每周五 or 一周五天 */
static size_t week_day(const struct reading *r, size_t i, int32_t today, struct found *f)
{
	static const char *const which_week[] = {"上上个", "上上", "上个", "上個", "上", "这个", "這個",
	    "这", "本", "下个", "下個", "下", NULL};
	static const int ahead[] = {-2, -2, -1, -1, -1, 0, 0, 0, 0, 1, 1, 1};
	static const char *const week[] = {"周", "週", "星期", "礼拜", "禮拜", NULL};
	size_t which = 0, n = reading_any(r, i, which_week, &which);
	size_t unit = reading_any(r, i + n, week, NULL);
	int64_t count;
	if (!unit || (i && !n && (r->c[i - 1] == 0x6bcf || reading_han_number(r, i - 1, &count) ||
				   is_digit(r->c[i - 1]))))
		return 0;
	int day = han_weekday(r->c[i + n + unit]);
	if (!day || is_digit(r->c[i + n + unit + 1]))
		return 0;
	*f = of_week(today, day, n > 0, n ? ahead[which] : 0);
	return n + unit + 1;
}

/* ---- in English ---- */

static const char *const months[] = {"january", "february", "march", "april", "may", "june", "july",
    "august", "september", "october", "november", "december", "jan", "feb", "mar", "apr", "may",
    "jun", "jul", "aug", "sep", "oct", "nov", "dec", "sept", NULL};
static const char *const weekdays[] = {"monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "tues", "thur", "thurs",
    NULL};
static const int weekday_of[] = {1, 2, 3, 4, 5, 6, 7, 1, 2, 3, 4, 5, 6, 7, 2, 4, 4};

/* The whole word of a list that stands at i. */
static size_t whole(const struct reading *r, size_t i, const char *const *words, size_t *which)
{
	for (size_t k = 0; words[k]; k++) {
		size_t n = reading_word(r, i, words[k]);
		if (!n || is_letter(r->c[i + n]))
			continue;
		*which = k;
		return n;
	}
	return 0;
}

static size_t month_name(const struct reading *r, size_t i, int64_t *month)
{
	size_t which, n = whole(r, i, months, &which);
	if (!n)
		return 0;
	*month = which == 24 ? 9 : (int64_t)(which % 12) + 1;
	return n + (r->c[i + n] == '.');
}

static size_t blanks(const struct reading *r, size_t i)
{
	size_t n = 0;
	while (r->c[i + n] == ' ' || r->c[i + n] == ',')
		n++;
	return n;
}

/* 3, 3rd; ordinal: with the ending alone */
static size_t day_figure(const struct reading *r, size_t i, int64_t *day, bool *ordinal)
{
	static const char *const endings[] = {"st", "nd", "rd", "th", NULL};
	size_t n = figure(r, i, 2, day), end = n ? reading_any(r, i + n, endings, NULL) : 0;
	*ordinal = end > 0;
	return n && !is_alnum(r->c[i + n + end]) ? n + end : 0;
}

static size_t year_behind(const struct reading *r, size_t i, int64_t *year)
{
	size_t gap = blanks(r, i), n = figure(r, i + gap, 4, year);
	return n == 4 && !is_alnum(r->c[i + gap + n]) && *year >= 1970 && *year < 2200 ? gap + n : 0;
}

/* Nov 3, November 3rd 2026 */
static size_t month_first(const struct reading *r, size_t i, int64_t *month, int64_t *day)
{
	bool ordinal;
	size_t name = month_name(r, i, month), gap = name ? blanks(r, i + name) : 0;
	size_t n = name ? day_figure(r, i + name + gap, day, &ordinal) : 0;
	return n ? name + gap + n : 0;
}

/* 3 November, the 3rd of Nov */
static size_t day_first(const struct reading *r, size_t i, int64_t *month, int64_t *day)
{
	bool ordinal;
	size_t n = day_figure(r, i, day, &ordinal), gap = n ? blanks(r, i + n) : 0;
	size_t of = gap ? reading_word(r, i + n + gap, "of ") : 0;
	size_t name = n ? month_name(r, i + n + gap + of, month) : 0;
	return name ? n + gap + of + name : 0;
}

static size_t english_date(const struct reading *r, size_t i, int32_t today, struct found *f)
{
	int64_t month, day, year = 0;
	bool ordinal;
	size_t n = month_first(r, i, &month, &day);
	if (!n)
		n = day_first(r, i, &month, &day);
	if (n) {
		size_t more = year_behind(r, i + n, &year);
		*f = more ? day_of(year, month, day) : last_time(today, month, day);
		return n + more;
	}
	n = day_figure(r, i, &day, &ordinal);
	if (!n || !ordinal)
		return 0;
	*f = last_day(today, day);
	return n;
}

/* last Friday, on Friday, Friday; Fri alone or behind such a word: "sat" and "sun" are words */
static size_t english_weekday(const struct reading *r, size_t i, int32_t today, struct found *f)
{
	static const char *const before[] = {"last ", "this ", "next ", "on ", NULL};
	size_t which = 99, day, n = reading_any(r, i, before, &which);
	size_t name = whole(r, i + n, weekdays, &day);
	if (!name || (!n && day >= 7 && !reading_is_bare(r, i, i + name)))
		return 0;
	*f = of_week(today, weekday_of[day], which == 2, 1);
	if (n && which == 0 && f->days == today)
		f->days -= 7;
	return n + name;
}

static size_t english_ago(const struct reading *r, size_t i, int32_t today, struct found *f)
{
	static const char *const counts[] = {"a", "one", "two", "three", "four", "five", "six", "seven",
	    "eight", "nine", "ten", "a couple of", NULL};
	static const int values[] = {1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 2};
	static const char *const units[] = {"days", "day", "weeks", "week", "months", "month", NULL};
	static const int days[] = {1, 1, 7, 7, 30, 30};
	size_t which, unit;
	int64_t v;
	size_t n = figure(r, i, 3, &v);
	if (!n && (n = whole(r, i, counts, &which)))
		v = values[which];
	if (!n || r->c[i + n] != ' ')
		return 0;
	size_t m = whole(r, i + n + 1, units, &unit);
	size_t ago = m ? reading_word(r, i + n + 1 + m, " ago") : 0;
	if (!ago)
		return 0;
	*f = from_today(today, -v * days[unit]);
	return n + 1 + m + ago;
}

/* ---- all of them ---- */

static size_t figures_at(const struct reading *r, size_t i, int32_t today, struct found *f)
{
	size_t n = joined(r, i, today, f);
	return n ? n : run_together(r, i, f);
}

size_t date_figures_at(const struct reading *r, size_t i)
{
	struct found f = {0};
	size_t n = figures_at(r, i, (int32_t)civil_days(2100, 1, 1), &f);
	return f.valid ? n : 0;
}

static size_t date_at(const struct reading *r, size_t i, int32_t today, struct found *f)
{
	static size_t (*const readers[])(
	    const struct reading *r, size_t i, int32_t today, struct found *f) = {
	    relative_day, days_ago, month_and_day, day_alone, week_day, english_ago, english_date,
	    english_weekday, figures_at};
	uint32_t before = i ? r->c[i - 1] : 0;
	if (is_digit(r->c[i]) && (is_alnum(before) || is_joint(before)))
		return 0;
	if (is_letter(r->c[i]) && is_letter(before))
		return 0;
	for (size_t k = 0; k < sizeof readers / sizeof *readers; k++) {
		size_t n = readers[k](r, i, today, f);
		if (n)
			return n;
	}
	return 0;
}

bool read_date(const struct reading *r, int32_t today, struct str *value)
{
	for (size_t i = 0, n; i < r->n; i += n) {
		struct found f = {0};
		int year, month, day;
		n = date_at(r, i, today, &f);
		if (n && f.valid) {
			civil_from_days(f.days, &year, &month, &day);
			*value = arena_printf(r->arena, "%04d-%02d-%02d", year, month, day);
			return true;
		}
		n = n ? n : 1;
	}
	return false;
}
