/* json_scan.c - checks JSON without building anything and without recursion. */
#include "base/json_scan.h"

#include "base/utf8.h"

enum { NUMBER_MAX = 63 }; /* cJSON reads no longer ones */

struct scan {
	const char *p, *end;
};

static bool at(const struct scan *s, char c)
{
	return s->p < s->end && *s->p == c;
}

static bool take(struct scan *s, char c)
{
	if (!at(s, c))
		return false;
	s->p++;
	return true;
}

static void blanks(struct scan *s)
{
	while (at(s, ' ') || at(s, '\n') || at(s, '\r') || at(s, '\t'))
		s->p++;
}

static bool word(struct scan *s, struct str w)
{
	if ((size_t)(s->end - s->p) < w.n || memcmp(s->p, w.p, w.n) != 0)
		return false;
	s->p += w.n;
	return true;
}

static bool digits(struct scan *s)
{
	const char *start = s->p;
	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	return s->p > start;
}

static bool number(struct scan *s)
{
	const char *start = s->p;
	take(s, '-');
	if (!take(s, '0') && !digits(s))
		return false;
	if (take(s, '.') && !digits(s))
		return false;
	if (take(s, 'e') || take(s, 'E')) {
		if (!take(s, '+'))
			take(s, '-');
		if (!digits(s))
			return false;
	}
	if (s->p - start <= NUMBER_MAX)
		return true;
	s->p = start;
	return false;
}

static int hex4(const char *p)
{
	int v = 0;
	for (int i = 0; i < 4; i++) {
		char c = p[i], low = c | 0x20;
		if (c >= '0' && c <= '9')
			v = v * 16 + c - '0';
		else if (low >= 'a' && low <= 'f')
			v = v * 16 + low - 'a' + 10;
		else
			return -1;
	}
	return v;
}

/* What follows a backslash.  A surrogate counts only with its other half; \u0000 would end a C
 * string. */
static bool escape(struct scan *s)
{
	if (s->p == s->end)
		return false;
	if (*s->p != 'u')
		return memchr("\"\\/bfnrt", *s->p, 8) ? s->p++, true : false;
	int code = s->end - s->p >= 5 ? hex4(s->p + 1) : -1;
	if (code <= 0 || (code >= 0xdc00 && code < 0xe000))
		return false;
	if (code < 0xd800 || code >= 0xe000) {
		s->p += 5;
		return true;
	}
	if (s->end - s->p < 11 || s->p[5] != '\\' || s->p[6] != 'u')
		return false;
	code = hex4(s->p + 7);
	if (code < 0xdc00 || code >= 0xe000)
		return false;
	s->p += 11;
	return true;
}

static bool string(struct scan *s)
{
	if (!take(s, '"'))
		return false;
	while (s->p < s->end && *s->p != '"') {
		if ((unsigned char)*s->p < 0x20)
			return false;
		if (*s->p++ == '\\' && !escape(s))
			return false;
	}
	return take(s, '"');
}

static bool scalar(struct scan *s)
{
	if (at(s, '"'))
		return string(s);
	return word(s, STR("true")) || word(s, STR("false")) || word(s, STR("null")) || number(s);
}

static bool key(struct scan *s)
{
	blanks(s);
	if (!string(s))
		return false;
	blanks(s);
	return take(s, ':');
}

/* After a value: closes what ends here.  False on a fault; *more tells whether another value must
 * follow. */
static bool after_value(struct scan *s, const char *open, size_t *depth, bool *more)
{
	for (;;) {
		blanks(s);
		*more = *depth > 0;
		if (!*depth)
			return true;
		char bracket = open[*depth - 1];
		if (take(s, ','))
			return bracket == '[' || key(s);
		if (!take(s, bracket == '[' ? ']' : '}'))
			return false;
		--*depth;
	}
}

static bool document(struct scan *s)
{
	char open[JSON_DEPTH];
	size_t depth = 0;
	bool more = true;
	while (more) {
		blanks(s);
		if (at(s, '[') || at(s, '{')) {
			if (depth == JSON_DEPTH)
				return false;
			char bracket = *s->p++;
			blanks(s);
			open[depth++] = bracket;
			if (at(s, bracket == '[' ? ']' : '}')) {
				if (!after_value(s, open, &depth, &more))
					return false;
			} else if (bracket == '{' && !key(s)) {
				return false;
			}
			continue;
		}
		if (!scalar(s) || !after_value(s, open, &depth, &more))
			return false;
	}
	return s->p == s->end;
}

bool json_scan(struct str text, size_t *where)
{
	struct scan s = {text.n ? text.p : "", (text.n ? text.p : "") + text.n};
	const char *start = s.p;
	size_t bad = utf8_first_bad(text);
	bool good = document(&s);
	if (bad < text.n && (good || bad < (size_t)(s.p - start))) {
		*where = bad;
		return false;
	}
	*where = (size_t)(s.p - start);
	return good;
}
