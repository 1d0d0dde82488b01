#include "http/url.h"

#include "base/utf8.h"

void url_split(struct str target, struct str *path, struct str *query)
{
	const char *mark;

	if (str_starts(target, STR("http://"))) {
		const char *slash = memchr(target.p + 7, '/', target.n - 7);

		target = slash ? str_make(slash, (size_t)(target.p + target.n - slash)) : STR("/");
	}
	mark = target.n ? memchr(target.p, '?', target.n) : NULL;
	*path = mark ? str_make(target.p, (size_t)(mark - target.p)) : target;
	*query = mark ? str_make(mark + 1, target.n - path->n - 1) : STR("");
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static bool is_plain(struct str raw, bool plus)
{
	for (size_t i = 0; i < raw.n; i++)
		if (raw.p[i] == '%' || raw.p[i] == '\0' || (plus && raw.p[i] == '+'))
			return false;
	return true;
}

int url_decode(struct str raw, bool plus, struct arena *arena, struct str *out)
{
	char *to;
	size_t n = 0;

	*out = raw;
	if (is_plain(raw, plus))
		return utf8_valid(raw) ? 0 : -1;
	to = arena_alloc(arena, raw.n + 1);
	for (size_t i = 0; i < raw.n; i++) {
		char c = raw.p[i];

		if (c == '%') {
			int high = raw.n - i > 2 ? hex_digit(raw.p[i + 1]) : -1;
			int low = raw.n - i > 2 ? hex_digit(raw.p[i + 2]) : -1;

			if (high < 0 || low < 0)
				return -1;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+' && plus) {
			c = ' ';
		}
		if (c == '\0')
			return -1;
		to[n++] = c;
	}
	*out = str_make(to, n);
	return utf8_valid(*out) ? 0 : -1;
}

int url_query(struct str query, const char *name, struct arena *arena, struct str *out)
{
	while (query.n > 0) {
		const char *end = memchr(query.p, '&', query.n);
		struct str pair = str_make(query.p, end ? (size_t)(end - query.p) : query.n);
		const char *equals = pair.n ? memchr(pair.p, '=', pair.n) : NULL;
		struct str key = equals ? str_make(pair.p, (size_t)(equals - pair.p)) : pair;

		if (str_is(key, name)) {
			struct str raw = STR("");

			if (equals)
				raw = str_make(equals + 1, pair.n - key.n - 1);
			return url_decode(raw, true, arena, out) == 0 ? 1 : -1;
		}
		query = end ? str_make(end + 1, query.n - pair.n - 1) : STR("");
	}
	return 0;
}
