/* json_out.c - writing JSON (declared in json.h).  The way of every reply: runs without escapes are
 * copied whole. */
#include <math.h>
#include <stdio.h>

#include "base/json.h"
#include "base/utf8.h"

void json_out_init(struct json_out *o, struct buf *to)
{
	o->to = to;
	o->comma = false;
}

static void comma(struct json_out *o)
{
	if (o->comma)
		buf_addc(o->to, ',');
	o->comma = true;
}

static void escape(struct buf *to, unsigned char c)
{
	static const char hex[] = "0123456789abcdef", named[] = "btn\0fr"; /* from \b on */
	if (c == '"' || c == '\\')
		buf_add(to, (char[]){'\\', (char)c}, 2);
	else if (c >= '\b' && c <= '\r' && named[c - '\b'])
		buf_add(to, (char[]){'\\', named[c - '\b']}, 2);
	else
		buf_add(to, (char[]){'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]}, 6);
}

/* s is valid UTF-8. */
static void add_escaped(struct buf *to, struct str s)
{
	size_t run = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(to, s.p + run, i - run);
		escape(to, c);
		run = i + 1;
	}
	if (run < s.n)
		buf_add(to, s.p + run, s.n - run);
}

static void add_string(struct buf *to, struct str s)
{
	buf_addc(to, '"');
	for (;;) {
		size_t good = utf8_first_bad(s);
		add_escaped(to, str_make(s.p, good));
		if (good == s.n)
			break;
		buf_addz(to, "\xef\xbf\xbd");
		s = str_make(s.p + good + 1, s.n - good - 1);
	}
	buf_addc(to, '"');
}

static void key(struct json_out *o, const char *name)
{
	comma(o);
	add_string(o->to, str_of(name));
	buf_addc(o->to, ':');
}

void json_open(struct json_out *o, char bracket)
{
	comma(o);
	buf_addc(o->to, bracket);
	o->comma = false;
}

void json_close(struct json_out *o, char bracket)
{
	buf_addc(o->to, bracket);
	o->comma = true;
}

void json_key_open(struct json_out *o, const char *name, char bracket)
{
	key(o, name);
	buf_addc(o->to, bracket);
	o->comma = false;
}

static void add_int(struct buf *to, int64_t v)
{
	char out[24], *p = out + sizeof out;
	uint64_t rest = v < 0 ? -(uint64_t)v : (uint64_t)v;
	do
		*--p = (char)('0' + rest % 10);
	while (rest /= 10);
	if (v < 0)
		*--p = '-';
	buf_add(to, p, (size_t)(out + sizeof out - p));
}

void json_put_str(struct json_out *o, struct str s)
{
	comma(o);
	add_string(o->to, s);
}

void json_put_int(struct json_out *o, int64_t v)
{
	comma(o);
	add_int(o->to, v);
}

void json_put_raw(struct json_out *o, struct str json)
{
	comma(o);
	buf_adds(o->to, json);
}

void json_key_str(struct json_out *o, const char *name, struct str s)
{
	key(o, name);
	add_string(o->to, s);
}

void json_key_int(struct json_out *o, const char *name, int64_t v)
{
	key(o, name);
	add_int(o->to, v);
}

void json_key_double(struct json_out *o, const char *name, double v, int decimals)
{
	char out[400]; /* DBL_MAX has 309 digits before the point */
	key(o, name);
	if (!isfinite(v)) {
		buf_addz(o->to, "null");
		return;
	}
	int room = decimals < 0 ? 0 : decimals > 60 ? 60 : decimals;
	int n = snprintf(out, sizeof out, "%.*f", room, v);
	char *point = memchr(out, ',', (size_t)n); /* the decimal point of some locales */
	if (point)
		*point = '.';
	buf_add(o->to, out, (size_t)n);
}

void json_key_bool(struct json_out *o, const char *name, bool v)
{
	key(o, name);
	buf_addz(o->to, v ? "true" : "false");
}

void json_key_null(struct json_out *o, const char *name)
{
	key(o, name);
	buf_addz(o->to, "null");
}

void json_key_raw(struct json_out *o, const char *name, struct str json)
{
	key(o, name);
	buf_adds(o->to, json);
}
