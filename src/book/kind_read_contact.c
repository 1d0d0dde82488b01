/* kind_read_contact.c - telephone numbers, e-mail addresses, URLs and order numbers.
 *
 * What is which, where figures alone stand: eleven that begin with 13 to 19 are a mobile phone; a
 * date is a date; an order number is long, or stands alone, or its name stands before it. */
#include "book/kind_internal.h"

/* ORDER_DIGITS: with fewer figures nothing is an order number. */
enum { GROUPS_MAX = 6, PHONE_DIGITS = 20, ORDER_NO_MAX = 40, ORDER_DIGITS = 3, LABEL_GAP = 4 };

/* ---- telephone ---- */

/* Groups of figures with a blank, a dash, a dot or parentheses between them. */
struct groups {
	char digits[PHONE_DIGITS + 1];
	size_t total[GROUPS_MAX], end[GROUPS_MAX]; /* up to and with each group */
	size_t n;
};

static size_t separator(const struct reading *r, size_t i)
{
	size_t n = 0;
	while (n < 2 && (r->c[i + n] == ' ' || r->c[i + n] == '-' || r->c[i + n] == '.' ||
			    r->c[i + n] == '(' || r->c[i + n] == ')'))
		n++;
	return n && is_digit(r->c[i + n]) ? n : 0;
}

static void gather(const struct reading *r, size_t i, struct groups *g)
{
	size_t n = 0;
	g->n = 0;
	while (g->n < GROUPS_MAX) {
		while (is_digit(r->c[i]) && n < PHONE_DIGITS)
			g->digits[n++] = (char)r->c[i++];
		if (is_digit(r->c[i]) || is_letter(r->c[i]))
			break;
		g->total[g->n] = n;
		g->end[g->n++] = i;
		size_t gap = separator(r, i);
		if (!gap)
			break;
		i += gap;
	}
	g->digits[n] = 0;
}

static bool is_mobile(const char *d, size_t n)
{
	return n == 11 && d[0] == '1' && d[1] >= '3';
}

/* The mobile number behind the country's 86 or 0086, else the digits as they stand. */
static const char *without_86(const char *d, size_t *n)
{
	if (*n == 13 && !strncmp(d, "86", 2) && is_mobile(d + 2, 11)) {
		*n = 11;
		return d + 2;
	}
	if (*n == 15 && !strncmp(d, "0086", 4) && is_mobile(d + 4, 11)) {
		*n = 11;
		return d + 4;
	}
	return d;
}

/* 400-810-0000, 555-123-4567 */
static bool is_grouped_ten(const struct groups *g, size_t k)
{
	const char *d = g->digits;
	if (g->total[k] != 10)
		return false;
	if (!strncmp(d, "400", 3) || !strncmp(d, "800", 3))
		return true;
	return k == 2 && g->total[0] == 3 && g->total[1] == 6 && d[0] >= '2';
}

static size_t settle(const struct reading *r, size_t end, struct str digits, struct str *value)
{
	if (is_alnum(r->c[end]))
		return 0;
	*value = digits;
	return end;
}

/* 0512-66668888-801, 0512-66668888转801 */
static size_t extension(const struct reading *r, size_t end, struct str *value)
{
	static const char *const words[] = {"转分机", "转", "轉", "分机", " ext. ", " ext ", " x", "-",
	    NULL};
	size_t n = reading_any(r, end, words, NULL), digits = 0;
	while (n && is_digit(r->c[end + n + digits]))
		digits++;
	if (digits == 0 || digits > 6 || is_alnum(r->c[end + n + digits]))
		return end;
	*value = arena_printf(r->arena, "%.*s-%.*s", STR_ARG(*value),
	    STR_ARG(reading_text(r, end + n, end + n + digits)));
	return end + n + digits;
}

static size_t with_plus(const struct reading *r, const struct groups *g, struct str *value)
{
	size_t best = 0;
	for (size_t k = 0; k < g->n; k++) {
		size_t n = g->total[k];
		const char *d = without_86(g->digits, &n);
		if (d != g->digits)
			return settle(r, g->end[k], arena_str(r->arena, str_make(d, n)), value);
		if (n < 8 || n > 15)
			continue;
		best = settle(r, g->end[k], arena_printf(r->arena, "+%.*s", (int)n, d), value);
	}
	return best;
}

static size_t without_plus(const struct reading *r, const struct groups *g, struct str *value)
{
	for (size_t k = 0; k < g->n; k++) {
		size_t n = g->total[k];
		const char *d = without_86(g->digits, &n);
		bool area = d[0] == '0' && d[1] != '0' && n >= 10 && n <= 12;
		if (!is_mobile(d, n) && !is_grouped_ten(g, k) && !area)
			continue;
		size_t end = settle(r, g->end[k], arena_str(r->arena, str_make(d, n)), value);
		return end && area ? extension(r, end, value) : end;
	}
	return 0;
}

size_t phone_at(const struct reading *r, size_t i, struct str *value)
{
	struct groups g;
	bool plus = r->c[i] == '+';
	size_t from = i + (plus || r->c[i] == '('), end;
	if (from < r->n && plus && r->c[from] == ' ')
		from++;
	if (!is_digit(r->c[from < r->n ? from : r->n]))
		return 0;
	if (i && (is_alnum(r->c[i - 1]) || (r->c[i - 1] == '-' && i > 1 && is_alnum(r->c[i - 2]))))
		return 0;
	gather(r, from, &g);
	bool zeros = !plus && g.n && !strncmp(g.digits, "00", 2) && strncmp(g.digits, "0086", 4);
	if (zeros)
		memmove(g.digits, g.digits + 2, strlen(g.digits) - 1);
	for (size_t k = 0; zeros && k < g.n; k++)
		g.total[k] -= g.total[k] < 2 ? g.total[k] : 2;
	end = plus || zeros ? with_plus(r, &g, value) : without_plus(r, &g, value);
	return end ? end - i : 0;
}

/* Seven, eight or ten figures and nothing beside them: who was asked for a number means that. */
static bool short_phone(const struct reading *r, struct str *value)
{
	size_t i = 0;
	struct groups g;
	while (i < r->n && !is_digit(r->c[i]))
		i++;
	if (i == r->n)
		return false;
	gather(r, i, &g);
	if (!g.n || !reading_is_bare(r, i, g.end[g.n - 1]) || date_figures_at(r, i))
		return false;
	size_t n = g.total[g.n - 1];
	if (g.digits[0] < '2' || (n != 7 && n != 8 && n != 10))
		return false;
	*value = arena_str(r->arena, str_make(g.digits, n));
	return true;
}

bool read_phone(const struct reading *r, struct str *value)
{
	for (size_t i = 0; i < r->n; i++)
		if ((is_digit(r->c[i]) || r->c[i] == '+' || r->c[i] == '(') && phone_at(r, i, value))
			return true;
	return short_phone(r, value);
}

/* ---- e-mail, URL ---- */

static bool in_local_part(uint32_t c)
{
	return is_alnum(c) || c == '.' || c == '_' || c == '%' || c == '+' || c == '-';
}

/* A dot, also the full stop of a Chinese keyboard. */
static bool is_dot(uint32_t c)
{
	return c == '.' || c == 0x3002;
}

/* The characters of a domain at i: labels with dots, the last of letters; 0: none. */
static size_t domain(const struct reading *r, size_t i, char *out, size_t room)
{
	size_t n = 0, label = 0, kept = 0;
	bool letters = true;
	while (n < room) {
		uint32_t c = r->c[i + n];
		if (is_alnum(c) || (c == '-' && label)) {
			letters = letters && is_letter(c);
			out[n++] = (char)c;
			label++;
			if (label >= 2 && letters && kept)
				kept = n;
		} else if (is_dot(c) && label && is_alnum(r->c[i + n + 1])) {
			out[n++] = '.';
			label = 0;
			letters = true;
			kept = n;
		} else {
			break;
		}
	}
	return label >= 2 && letters && kept ? n : 0;
}

bool read_email(const struct reading *r, struct str *value)
{
	enum { DOMAIN_MAX = 253, LOCAL_MAX = 64 };
	for (size_t i = 1; i < r->n; i++) {
		char name[DOMAIN_MAX];
		size_t from = i, n;
		if (r->c[i] != '@')
			continue;
		while (from && in_local_part(r->c[from - 1]))
			from--;
		while (from < i && r->c[from] == '.')
			from++;
		n = domain(r, i + 1, name, sizeof name);
		if (!n || from == i || i - from > LOCAL_MAX)
			continue;
		*value = arena_printf(r->arena, "%.*s@%.*s", STR_ARG(reading_text(r, from, i)), (int)n,
		    name);
		return true;
	}
	return false;
}

bool read_url(const struct reading *r, struct str *value)
{
	for (size_t i = 0; i < r->n; i++) {
		size_t n = reading_word(r, i, "https://"), end;
		if (!n && !(n = reading_word(r, i, "http://")))
			continue;
		for (end = i + n; end < r->n && r->c[end] > ' ' && r->c[end] < 0x7f; end++)
			;
		if (end == i + n)
			continue;
		*value = reading_text(r, i, end);
		return true;
	}
	return false;
}

/* ---- order number ---- */

struct token {
	size_t from, to, digits, letters;
};

static bool next_token(const struct reading *r, size_t from, struct token *t)
{
	while (from < r->n && !is_alnum(r->c[from]))
		from++;
	*t = (struct token){.from = from, .to = from};
	for (size_t i = from; i < r->n; i++) {
		uint32_t c = r->c[i];
		bool joins = (c == '-' || c == '_') && is_alnum(r->c[i + 1]);
		if (!is_alnum(c) && !joins)
			break;
		t->digits += is_digit(c);
		t->letters += is_letter(c);
		t->to = i + 1;
	}
	return t->to > t->from;
}

enum label { LABEL_NONE, LABEL_ORDER, LABEL_OTHER };

/* The name that stands before the value: 订单号是2026..., order no. 12-345. */
static enum label label_before(const struct reading *r, size_t at)
{
	static const char *const other[] = {"运单号", "快递单号", "物流单号", "包裹单号", "退货单号",
	    "手机号", "手机", "电话", "电话号码", "手机号码", "qq", "微信", "phone", "tracking number",
	    "tracking no", "mobile", NULL};
	static const char *const order[] = {"单号", "订单", "單號", "訂單", "订单编号", "订单号码",
	    "订单的编号", "编号", "編號", "单号码", "order", "order no", "order number", "order id",
	    "order is", "number is", "no", "#", NULL};
	size_t gap = 0;
	while (at && gap < LABEL_GAP + 4) {
		uint32_t c = r->c[at - 1];
		bool says_is = c == 0x662f || c == 0x4e3a; /* 是 为 */
		if (!says_is && c != ' ' && c != ':' && c != '.' && c != ',' && c != '=' && c != '(')
			break;
		at--;
		gap++;
	}
	for (size_t k = 0; other[k]; k++)
		if (reading_ends(r, at, other[k]))
			return LABEL_OTHER;
	for (size_t k = 0; order[k]; k++)
		if (reading_ends(r, at, order[k]))
			return LABEL_ORDER;
	return LABEL_NONE;
}

static bool in_address(const struct reading *r, const struct token *t)
{
	uint32_t before = t->from ? r->c[t->from - 1] : 0, after = r->c[t->to];
	if (before == '@' || after == '@' || before == '+' || before == '/' || before == '%')
		return true;
	return (before == '.' && t->from > 1 && is_alnum(r->c[t->from - 2])) ||
	    (after == '.' && is_alnum(r->c[t->to + 1])) || reading_word(r, t->to, "://");
}

static bool is_measured(const struct reading *r, size_t to)
{
	static const char *const units[] = {"元", "块", "年", "月", "号楼", "天", "个", "件", "楼", "栋",
	    "室", "%", NULL};
	return reading_any(r, to, units, NULL) > 0;
}

static bool is_order_no(const struct reading *r, const struct token *t, enum label label)
{
	struct str phone;
	bool bare = reading_is_bare(r, t->from, t->to);
	if (t->to - t->from > ORDER_NO_MAX || in_address(r, t) || label == LABEL_OTHER)
		return false;
	if (label == LABEL_ORDER)
		return t->digits + t->letters >= 4;
	if (phone_at(r, t->from, &phone) || date_figures_at(r, t->from) || is_measured(r, t->to))
		return false;
	if (bare)
		return t->digits + t->letters >= 4;
	return t->digits >= 6 && t->digits + t->letters >= 8;
}

/* 2026 1123 0018 80: written in groups, with nothing beside them. */
static bool spaced_order_no(const struct reading *r, struct str *value)
{
	char digits[ORDER_NO_MAX];
	struct str phone;
	size_t n = 0, first = r->n;
	for (size_t i = 0; i < r->n; i++) {
		if (r->c[i] == ' ')
			continue;
		if (!is_digit(r->c[i]) || n == sizeof digits)
			return false;
		first = i < first ? i : first;
		digits[n++] = (char)r->c[i];
	}
	if (n < 8 || phone_at(r, first, &phone) || date_figures_at(r, first))
		return false;
	*value = arena_str(r->arena, str_make(digits, n));
	return true;
}

bool read_order_no(const struct reading *r, struct str *value)
{
	for (int labelled = 1; labelled >= 0; labelled--) {
		struct token t;
		for (size_t i = 0; next_token(r, i, &t); i = t.to) {
			if (t.digits < ORDER_DIGITS)
				continue;
			enum label label = label_before(r, t.from);
			if (labelled ? label != LABEL_ORDER : label == LABEL_ORDER)
				continue;
			if (!is_order_no(r, &t, label))
				continue;
			*value = reading_text(r, t.from, t.to);
			return true;
		}
	}
	return spaced_order_no(r, value);
}
