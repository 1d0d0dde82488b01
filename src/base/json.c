/* json.c - the only file that includes cJSON.
 *
 * cJSON takes more than RFC 8259 allows (raw control characters, leading zeros, "\u0000" and
 * "\uzzzz" as an early end of the text) and recurses.  So json_scan.c checks the grammar first and
 * cJSON only builds the tree. */
#include "base/json.h"

#include <cjson/cJSON.h>
#include <float.h>
#include <math.h>

#include "base/json_scan.h"

static const cJSON *item(const struct json *v)
{
	return (const cJSON *)v;
}

static const struct json *value(const cJSON *c)
{
	return (const struct json *)c;
}

struct json *json_parse(struct str text, size_t *where)
{
	size_t stopped = 0;
	const char *end = NULL;
	cJSON *doc = NULL;
	if (json_scan(text, &stopped)) {
		doc = cJSON_ParseWithLengthOpts(text.p, text.n, &end, 0);
		if (!doc)
			stopped = end ? (size_t)(end - text.p) : 0;
	}
	if (!doc && where)
		*where = stopped;
	return (struct json *)doc;
}

void json_free(struct json **doc)
{
	if (!doc || !*doc)
		return;
	cJSON_Delete((cJSON *)*doc);
	*doc = NULL;
}

enum json_type json_type(const struct json *v)
{
	const cJSON *c = item(v);
	if (cJSON_IsBool(c))
		return JSON_BOOL;
	if (cJSON_IsNumber(c))
		return JSON_NUMBER;
	if (cJSON_IsString(c))
		return JSON_STRING;
	if (cJSON_IsArray(c))
		return JSON_ARRAY;
	return cJSON_IsObject(c) ? JSON_OBJECT : JSON_NULL;
}

const char *json_type_name(enum json_type t)
{
	static const char *const names[] = {
	    "null", "true or false", "a number", "a string", "an array", "an object"};
	return names[t];
}

const struct json *json_get(const struct json *v, const char *key)
{
	return cJSON_IsObject(item(v)) ? value(cJSON_GetObjectItemCaseSensitive(item(v), key))
				       : NULL;
}

const struct json *json_first(const struct json *v)
{
	const cJSON *c = item(v);
	return cJSON_IsArray(c) || cJSON_IsObject(c) ? value(c->child) : NULL;
}

const struct json *json_next(const struct json *member)
{
	return member ? value(item(member)->next) : NULL;
}

size_t json_size(const struct json *v)
{
	size_t n = 0;
	for (const struct json *m = json_first(v); m; m = json_next(m))
		n++;
	return n;
}

const struct json *json_at(const struct json *array, size_t i)
{
	if (!cJSON_IsArray(item(array)))
		return NULL;
	const struct json *m = json_first(array);
	while (m && i--)
		m = json_next(m);
	return m;
}

struct str json_key(const struct json *member)
{
	return str_of(member ? item(member)->string : NULL);
}

struct str json_text(const struct json *v)
{
	return str_of(cJSON_IsString(item(v)) ? item(v)->valuestring : NULL);
}

double json_number(const struct json *v)
{
	double d = cJSON_IsNumber(item(v)) ? item(v)->valuedouble : 0;
	return isinf(d) ? copysign(DBL_MAX, d) : d;
}

bool json_bool(const struct json *v)
{
	return cJSON_IsTrue(item(v));
}

/* One reference token, "~1" for '/' and "~0" for '~'. */
static bool token_is(struct str token, struct str key)
{
	size_t k = 0;
	for (size_t i = 0; i < token.n; i++, k++) {
		char c = token.p[i];
		if (c == '~') {
			if (++i == token.n || (token.p[i] != '0' && token.p[i] != '1'))
				return false;
			c = token.p[i] == '0' ? '~' : '/';
		}
		if (k == key.n || key.p[k] != c)
			return false;
	}
	return k == key.n;
}

static const struct json *member(const struct json *v, struct str token)
{
	int64_t i;
	if (json_type(v) == JSON_OBJECT) {
		const struct json *m = json_first(v);
		while (m && !token_is(token, json_key(m)))
			m = json_next(m);
		return m;
	}
	if (json_type(v) != JSON_ARRAY || !str_to_int64(token, &i) || i < 0)
		return NULL;
	if (token.p[0] == '-' || (token.p[0] == '0' && token.n > 1))
		return NULL;
	return json_at(v, (size_t)i);
}

const struct json *json_pointer(const struct json *doc, struct str pointer)
{
	while (doc && pointer.n) {
		if (*pointer.p != '/')
			return NULL;
		pointer.p++;
		pointer.n--;
		const char *slash = pointer.n ? memchr(pointer.p, '/', pointer.n) : NULL;
		size_t n = slash ? (size_t)(slash - pointer.p) : pointer.n;
		doc = member(doc, str_make(pointer.p, n));
		pointer = str_make(pointer.p + n, pointer.n - n);
	}
	return doc;
}
