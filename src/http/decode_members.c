#include "http/decode_members.h"

#include <math.h>
#include <stdio.h>

#include "base/utf8.h"
#include "base/zone.h"

enum {
	PROFILE_NAME_MAX = 64,
	PROFILE_VALUE_MAX = 256,
	ATTACHMENT_MEMBERS_MAX = 16,
	URL_MAX = 2048
};

int members_open(struct members *m, struct str body, struct arena *arena, struct problem *p)
{
	size_t where = 0;

	*m = (struct members){.arena = arena, .p = p};
	if (body.n == 0)
		return problem_set(
		    p, PROBLEM_NOT_JSON, arena, "the body is empty; a JSON object is needed");
	m->doc = json_parse(body, &where);
	if (!m->doc) {
		problem_set(p, PROBLEM_NOT_JSON, arena, "reading stopped at byte %zu of %zu%s", where,
		    body.n, utf8_valid(body) ? "" : "; it is not UTF-8");
		p->byte = (int64_t)where;
		return -1;
	}
	if (json_type(m->doc) != JSON_OBJECT) {
		problem_set(p, PROBLEM_INVALID, arena, "the body must be an object, not %s",
		    json_type_name(json_type(m->doc)));
		members_close(m);
		return -1;
	}
	return 0;
}

void members_close(struct members *m)
{
	json_free(&m->doc);
}

/* The member, or NULL when it is not there or null. */
static const struct json *member(const struct members *m, const char *key)
{
	const struct json *v = json_get(m->doc, key);

	return v && json_type(v) != JSON_NULL ? v : NULL;
}

static int wrong_type(struct members *m, const char *key, const struct json *v, enum json_type want)
{
	return problem_invalid(m->p, m->arena, key, "%s must be %s, not %s", key,
	    json_type_name(want), json_type_name(json_type(v)));
}

int members_text(
    struct members *m, const char *key, enum members_need need, size_t max, struct str *out)
{
	const struct json *v = member(m, key);
	struct str text;

	*out = STR("");
	if (!v)
		return need == MAY ? 0 : problem_invalid(m->p, m->arena, key, "%s is missing", key);
	if (json_type(v) != JSON_STRING)
		return wrong_type(m, key, v, JSON_STRING);
	text = json_text(v);
	if (text.n > max)
		return problem_invalid(m->p, m->arena, key,
		    "%s has %zu bytes; at most %zu are allowed", key, text.n, max);
	if (text.n == 0 && need == MUST_NOT_BE_EMPTY)
		return problem_invalid(m->p, m->arena, key, "%s must not be empty", key);
	*out = arena_str(m->arena, text);
	return 0;
}

int members_int(struct members *m, const char *key, int64_t min, int64_t max, int64_t *out)
{
	const struct json *v = member(m, key);
	double d;

	if (!v)
		return 0;
	if (json_type(v) != JSON_NUMBER)
		return wrong_type(m, key, v, JSON_NUMBER);
	d = json_number(v);
	if (d != floor(d) || d < (double)min || d > (double)max)
		return problem_invalid(m->p, m->arena, key,
		    "%s must be a whole number from %lld to %lld", key, (long long)min,
		    (long long)max);
	*out = (int64_t)d;
	return 0;
}

int members_time(struct members *m, const char *key, int64_t *ms)
{
	struct str text;

	*ms = 0;
	if (members_text(m, key, MAY, 64, &text) < 0)
		return -1;
	if (text.n > 0 && time_parse(text, NULL, ms) < 0)
		return problem_invalid(m->p, m->arena, key,
		    "%s must be a moment as in RFC 3339, like 2026-11-23T10:00:00+08:00", key);
	return 0;
}

static struct str number_text(struct arena *arena, double d)
{
	if (d == floor(d) && fabs(d) < 1e15)
		return arena_printf(arena, "%.0f", d == 0 ? 0.0 : d);
	return arena_printf(arena, "%.15g", d);
}

/* A string, number or boolean as text; -1 for anything else. */
static int scalar_text(struct arena *arena, const struct json *v, struct str *out)
{
	switch (json_type(v)) {
	case JSON_STRING:
		*out = arena_str(arena, json_text(v));
		return 0;
	case JSON_NUMBER:
		*out = number_text(arena, json_number(v));
		return 0;
	case JSON_BOOL:
		*out = json_bool(v) ? STR("yes") : STR("no");
		return 0;
	default:
		return -1;
	}
}

int members_profile(struct members *m, const char *key, struct values *out)
{
	const struct json *profile = member(m, key);
	struct value *list;
	char name[128];

	*out = (struct values){NULL, 0};
	if (!profile)
		return 0;
	if (json_type(profile) != JSON_OBJECT)
		return wrong_type(m, key, profile, JSON_OBJECT);
	if (json_size(profile) > DECODE_PROFILE_MAX)
		return problem_invalid(
		    m->p, m->arena, key, "%s has more than %d members", key, DECODE_PROFILE_MAX);
	list = ARENA_ARRAY(m->arena, struct value, json_size(profile) + 1);
	for (const struct json *v = json_first(profile); v; v = json_next(v)) {
		struct value *to = &list[out->n];

		snprintf(name, sizeof name, "%s.%.*s", key, STR_ARG(json_key(v)));
		if (json_key(v).n == 0 || json_key(v).n > PROFILE_NAME_MAX)
			return problem_invalid(m->p, m->arena, name,
			    "a name in %s must have 1 to %d bytes", key, PROFILE_NAME_MAX);
		if (json_type(v) == JSON_NULL)
			continue;
		if (scalar_text(m->arena, v, &to->value) < 0)
			return problem_invalid(m->p, m->arena, name,
			    "%s must be a string, a number, true or false, not %s", name,
			    json_type_name(json_type(v)));
		if (to->value.n > PROFILE_VALUE_MAX)
			return problem_invalid(m->p, m->arena, name,
			    "%s has %zu bytes; at most %d are allowed", name, to->value.n,
			    PROFILE_VALUE_MAX);
		to->name = arena_str(m->arena, json_key(v));
		out->n++;
	}
	out->v = list;
	return 0;
}

/* One attachment: "type" is needed, every other member is kept when it is a scalar. */
static int attachment_write(struct members *m, const struct json *a, size_t i, struct json_out *o)
{
	char name[64], key[PROFILE_NAME_MAX + 1];

	snprintf(name, sizeof name, "attachments[%zu]", i);
	if (json_type(a) != JSON_OBJECT)
		return wrong_type(m, name, a, JSON_OBJECT);
	if (json_type(json_get(a, "type")) != JSON_STRING)
		return problem_invalid(m->p, m->arena, name, "%s needs a \"type\", a string", name);
	if (json_size(a) > ATTACHMENT_MEMBERS_MAX)
		return problem_invalid(m->p, m->arena, name, "%s has more than %d members", name,
		    ATTACHMENT_MEMBERS_MAX);
	json_open(o, '{');
	for (const struct json *v = json_first(a); v; v = json_next(v)) {
		struct str text;

		if (json_key(v).n > PROFILE_NAME_MAX || scalar_text(m->arena, v, &text) < 0)
			continue;
		if (text.n > URL_MAX)
			return problem_invalid(m->p, m->arena, name,
			    "a member of %s has more than %d bytes", name, URL_MAX);
		snprintf(key, sizeof key, "%.*s", STR_ARG(json_key(v)));
		json_key_str(o, key, text);
	}
	json_close(o, '}');
	return 0;
}

int members_attachments(struct members *m, const char *key, struct str *out)
{
	const struct json *list = member(m, key);
	struct json_out o;
	struct buf b;
	size_t i = 0;
	int rc = 0;

	*out = STR("");
	if (!list)
		return 0;
	if (json_type(list) != JSON_ARRAY)
		return wrong_type(m, key, list, JSON_ARRAY);
	if (json_size(list) > DECODE_ATTACHMENTS_MAX)
		return problem_invalid(
		    m->p, m->arena, key, "%s holds more than %d", key, DECODE_ATTACHMENTS_MAX);
	if (json_size(list) == 0)
		return 0;
	buf_init(&b, 1 << 20);
	json_out_init(&o, &b);
	json_open(&o, '[');
	for (const struct json *a = json_first(list); a && rc == 0; a = json_next(a))
		rc = attachment_write(m, a, i++, &o);
	json_close(&o, ']');
	if (rc == 0 && b.failed)
		rc = problem_invalid(m->p, m->arena, key, "%s is too large", key);
	if (rc == 0)
		*out = arena_str(m->arena, buf_str(&b));
	buf_free(&b);
	return rc;
}

int members_texts(struct members *m, const char *key, size_t max, struct str **out, size_t *n)
{
	const struct json *list = member(m, key);
	char name[64];

	*out = NULL;
	*n = 0;
	if (!list)
		return 0;
	if (json_type(list) != JSON_ARRAY)
		return wrong_type(m, key, list, JSON_ARRAY);
	if (json_size(list) > max)
		return problem_invalid(m->p, m->arena, key, "%s holds more than %zu", key, max);
	*out = ARENA_ARRAY(m->arena, struct str, json_size(list) + 1);
	for (const struct json *v = json_first(list); v; v = json_next(v)) {
		snprintf(name, sizeof name, "%s[%zu]", key, *n);
		if (json_type(v) != JSON_STRING)
			return wrong_type(m, name, v, JSON_STRING);
		if (json_text(v).n == 0 || json_text(v).n > DECODE_NAME_MAX)
			return problem_invalid(m->p, m->arena, name, "%s must have 1 to %d bytes",
			    name, DECODE_NAME_MAX);
		(*out)[(*n)++] = arena_str(m->arena, json_text(v));
	}
	return 0;
}
