/* shape_schema.c - shapes as a JSON Schema of draft 7, which YAML editors know best.
 *
 * A value that may be written in several ways is one schema, not an anyOf of several: each word
 * of JSON Schema looks at one type and passes the others over, so an editor marks what is wrong and
 * not that nothing fits. Only a map that may also be a text stands behind an `if`: else editors
 * would offer the map first. A default is an example, since editors write a `default` into the file
 * unasked. */
#include <assert.h>
#include <stdio.h>

#include "base/intl.h"
#include "base/json.h"
#include "base/shape.h"

enum { NAMED_MAX = 64, TEXT_MAX = 1000 };

struct writer {
	struct json_out o;
	const struct shape *named[NAMED_MAX]; /* that stand under definitions */
	size_t n;
};

static void put_value(
    struct writer *w, const struct shape *s, const char *help, const char *standard);

/* ---- what stands in one line ---- */

static void put_texts(struct json_out *o, const char *key, const char *const *texts)
{
	json_key_open(o, key, '[');
	for (; texts && *texts; texts++)
		json_put_str(o, str_of(*texts));
	json_close(o, ']');
}

/* 5, 0.35 and true as YAML reads them, everything else as a text. */
static void put_written(struct json_out *o, const char *text)
{
	struct json *value = json_parse(str_of(text), &(size_t){0});
	enum json_type type = value ? json_type(value) : JSON_STRING;

	if (type == JSON_NUMBER || type == JSON_BOOL)
		json_put_raw(o, str_of(text));
	else
		json_put_str(o, str_of(text));
	json_free(&value);
}

/* Of a choice its enum says all, unless it is not alone. */
static void put_examples(struct json_out *o, const struct shape *s, const char *standard)
{
	bool choice = s->scalar == SHAPE_CHOICE, more = standard && *standard && !choice;
	const char *name;

	if (!(s->takes & SHAPE_SCALAR))
		return;
	if (choice ? !(s->takes & (SHAPE_LIST | SHAPE_MAP)) : !more && s->scalar != SHAPE_YES)
		return;
	json_key_open(o, "examples", '[');
	if (more)
		put_written(o, standard);
	if (s->scalar == SHAPE_YES) {
		json_put_str(o, STR("yes"));
		json_put_str(o, STR("no"));
	}
	for (size_t i = 0; choice && (name = shape_name(&s->choices, i)); i++)
		json_put_str(o, str_of(name));
	json_close(o, ']');
}

static void put_title(struct json_out *o, const struct shape *s)
{
	char text[TEXT_MAX];

	if (s->title) {
		json_key_str(o, "title", str_of(intl(s->title)));
	} else if ((s->takes & SHAPE_SCALAR) && s->scalar == SHAPE_INT) {
		snprintf(text, sizeof text, _("a whole number from %lld to %lld"),
		    (long long)s->min, (long long)s->max);
		json_key_str(o, "title", str_of(text));
	}
}

static void put_description(struct json_out *o, const char *help, const char *standard)
{
	char text[TEXT_MAX];

	if (!help)
		return;
	snprintf(text, sizeof text, standard && *standard ? _("%s (default %s)") : "%s", intl(help),
	    standard);
	json_key_str(o, "description", str_of(text));
}

/* ---- types ---- */

static const char *const *scalar_types(const struct shape *s)
{
	static const char *const any[] = {"string", "number", "boolean", NULL};
	static const char *const whole[] = {"string", "integer", NULL};
	static const char *const number[] = {"string", "number", NULL};
	static const char *const yes[] = {"string", "boolean", NULL};
	static const char *const text[] = {"string", NULL};

	switch (s->scalar) {
	case SHAPE_TEXT:
	case SHAPE_FILLED:
		return any;
	case SHAPE_INT:
		return whole;
	case SHAPE_NUMBER:
	case SHAPE_SPAN:
		return number;
	case SHAPE_YES:
		return yes;
	case SHAPE_WRITTEN:
		return s->max ? number : text;
	case SHAPE_CHOICE:
		break;
	}
	return text;
}

/* The first one is what an editor begins with. */
static void put_type(struct json_out *o, const struct shape *s)
{
	const char *types[8];
	const char *const *scalar = s->takes & SHAPE_SCALAR ? scalar_types(s) : NULL;
	size_t n = 0;

	for (; scalar && *scalar; scalar++)
		types[n++] = *scalar;
	if (s->takes & SHAPE_LIST)
		types[n++] = "array";
	if (s->takes & SHAPE_MAP)
		types[n++] = "object";
	if (s->takes & SHAPE_NOTHING)
		types[n++] = "null";
	types[n] = NULL;
	if (n == 1)
		json_key_str(o, "type", str_of(types[0]));
	else
		put_texts(o, "type", types);
}

/* ---- scalars ---- */

static void put_choice(struct json_out *o, const struct shape *s)
{
	char pattern[TEXT_MAX] = "^(";
	size_t at = strlen(pattern);
	const char *name;

	if (s->takes & (SHAPE_LIST | SHAPE_MAP)) { /* an enum would be asked of these too */
		for (size_t i = 0; (name = shape_name(&s->choices, i)); i++)
			at += (size_t)snprintf(
			    pattern + at, sizeof pattern - at, "%s%s", i ? "|" : "", name);
		assert(at + 2 < sizeof pattern);
		snprintf(pattern + at, sizeof pattern - at, ")$");
		json_key_str(o, "pattern", str_of(pattern));
		return;
	}
	json_key_open(o, "enum", '[');
	for (size_t i = 0; (name = shape_name(&s->choices, i)); i++)
		json_put_str(o, str_of(name));
	if (s->takes & SHAPE_NOTHING)
		json_put_raw(o, STR("null"));
	json_close(o, ']');
}

/* A span without a unit counts seconds. */
static void put_span(struct json_out *o, const struct shape *s)
{
	json_key_int(o, "minLength", 1);
	json_key_str(o, "pattern", STR("^" SHAPE_SPAN_PATTERN "$"));
	json_key_double(o, "minimum", (double)s->min / 1000, 3);
	if (s->max < INT64_MAX)
		json_key_double(o, "maximum", (double)s->max / 1000, 3);
}

static void put_scalar(struct json_out *o, const struct shape *s)
{
	char pattern[TEXT_MAX];

	switch (s->scalar) {
	case SHAPE_TEXT:
		return;
	case SHAPE_FILLED: /* of an empty text the length is told, not the pattern */
		json_key_int(o, "minLength", 1);
		json_key_str(o, "pattern", STR("^$|[^ \\t\\r\\n]"));
		return;
	case SHAPE_YES:
		snprintf(pattern, sizeof pattern, "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]|"
			 "[Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])$%s%s",
		    s->pattern ? "|" : "", s->pattern ? s->pattern : "");
		json_key_str(o, "pattern", str_of(pattern));
		return;
	case SHAPE_SPAN:
		put_span(o, s);
		return;
	case SHAPE_CHOICE:
		put_choice(o, s);
		return;
	case SHAPE_INT:
		json_key_str(o, "pattern", STR("^-?[0-9]+$"));
		break;
	case SHAPE_NUMBER:
		json_key_str(o, "pattern", STR("^[ \\t\\r\\n]*[-+]?[.0-9][-+.0-9A-Fa-fPpXx]*$"));
		break;
	case SHAPE_WRITTEN:
		if (s->least && !(s->takes & (SHAPE_LIST | SHAPE_MAP)))
			json_key_int(o, "minLength", (int64_t)s->least);
		json_key_str(o, "pattern", str_of(s->pattern));
		if (!s->max)
			return;
		break;
	}
	json_key_int(o, "minimum", s->min);
	json_key_int(o, "maximum", s->max);
}

/* ---- lists and maps ---- */

static void put_size(struct json_out *o, const struct shape *s, const char *least, const char *most)
{
	if (s->least)
		json_key_int(o, least, (int64_t)s->least);
	if (s->most)
		json_key_int(o, most, (int64_t)s->most);
}

static void put_list(struct writer *w, const struct shape *s)
{
	put_size(&w->o, s, "minItems", "maxItems");
	if (s->some_has) {
		json_key_open(&w->o, "contains", '{');
		json_key_str(&w->o, "type", STR("object"));
		put_texts(&w->o, "required", (const char *const[]){s->some_has, NULL});
		json_close(&w->o, '}');
	}
	if (!s->each)
		return;
	json_key_open(&w->o, "items", '{');
	put_value(w, s->each, NULL, NULL);
	json_close(&w->o, '}');
}

/* The names that may stand beside those that stand in the schema. */
static void put_names(struct writer *w, const struct shape *s)
{
	char pattern[TEXT_MAX];
	const char *name;
	size_t n = 0;

	if (s->names_from.first)
		n = (size_t)snprintf(pattern, sizeof pattern, "^(?!(");
	for (size_t i = 0; s->names_from.first && (name = shape_name(&s->names_from, i)); i++)
		n += (size_t)snprintf(pattern + n, sizeof pattern - n, "%s%s", i ? "|" : "", name);
	n += (size_t)snprintf(pattern + n, sizeof pattern - n, "%s%s", s->names_from.first ? ")$)" : "",
	    s->names + (s->names_from.first ? 1 : 0));
	assert(n < sizeof pattern);
	json_key_open(&w->o, "patternProperties", '{');
	json_key_open(&w->o, pattern, '{');
	put_value(w, s->value, NULL, NULL);
	json_close(&w->o, '}');
	json_close(&w->o, '}');
}

static void put_free_map(struct writer *w, const struct shape *s)
{
	const char *name;

	if (s->names_from.first) {
		json_key_open(&w->o, "properties", '{');
		for (size_t i = 0; (name = shape_name(&s->names_from, i)); i++) {
			json_key_open(&w->o, name, '{');
			put_value(w, s->value, NULL, NULL);
			json_close(&w->o, '}');
		}
		json_close(&w->o, '}');
	}
	if (s->names)
		put_names(w, s);
	if (s->names || s->names_from.first) {
		json_key_bool(&w->o, "additionalProperties", false);
		return;
	}
	json_key_open(&w->o, "additionalProperties", '{');
	put_value(w, s->value, NULL, NULL);
	json_close(&w->o, '}');
}

/* What a key asks of the keys beside it. */
static void put_dependency(struct writer *w, const struct shape_key *k)
{
	struct json_out *o = &w->o;

	json_key_open(o, k->name, '{');
	if (k->alone)
		json_key_int(o, "maxProperties", 1);
	if (k->needs)
		put_texts(o, "required", (const char *const[]){k->needs, NULL});
	if (k->bars || k->needs_shape) {
		json_key_open(o, "properties", '{');
		if (k->bars)
			json_key_bool(o, k->bars, false);
		if (k->needs_shape) {
			json_key_open(o, k->needs, '{');
			put_value(w, k->needs_shape, NULL, NULL);
			json_close(o, '}');
		}
		json_close(o, '}');
	}
	json_close(o, '}');
}

static void put_dependencies(struct writer *w, const struct shape *s)
{
	const struct shape_key *k;
	bool any = false;

	for (size_t i = 0; (k = shape_next(s, &i));) {
		if (!k->alone && !k->needs && !k->bars)
			continue;
		if (!any)
			json_key_open(&w->o, "dependencies", '{');
		any = true;
		put_dependency(w, k);
	}
	if (any)
		json_close(&w->o, '}');
}

static void put_any_of(struct json_out *o, const char *const *names)
{
	json_key_open(o, "anyOf", '[');
	for (; *names; names++) {
		json_open(o, '{');
		put_texts(o, "required", (const char *const[]){*names, NULL});
		json_close(o, '}');
	}
	json_close(o, ']');
}

static void put_one_of(struct json_out *o, const struct shape *s)
{
	if (!s->unless) {
		put_any_of(o, s->one_of);
		return;
	}
	json_key_open(o, "if", '{');
	put_texts(o, "required", (const char *const[]){s->unless, NULL});
	json_key_open(o, "properties", '{');
	json_key_open(o, s->unless, '{');
	put_texts(o, "enum", s->unless_is);
	json_close(o, '}');
	json_close(o, '}');
	json_close(o, '}');
	json_key_open(o, "else", '{');
	put_any_of(o, s->one_of);
	json_close(o, '}');
}

static void put_keys(struct writer *w, const struct shape *s)
{
	const char *required[SHAPE_KEYS_MAX + 1] = {NULL};
	struct json_out *o = &w->o;
	const struct shape_key *k;
	size_t n = 0;

	json_key_open(o, "properties", '{');
	for (size_t i = 0; (k = shape_next(s, &i));) {
		json_key_open(o, k->name, '{');
		put_value(w, k->shape, k->help, k->standard);
		json_close(o, '}');
	}
	json_close(o, '}');
	for (size_t i = 0; (k = shape_next(s, &i));)
		if (k->missing)
			required[n++] = k->name;
	if (n)
		put_texts(o, "required", required);
	if (!s->open)
		json_key_bool(o, "additionalProperties", false);
	put_dependencies(w, s);
	if (s->one_of)
		put_one_of(o, s);
}

static void put_map(struct writer *w, const struct shape *s)
{
	bool other = s->takes & (SHAPE_SCALAR | SHAPE_LIST);

	if (other) {
		json_key_open(&w->o, "if", '{');
		json_key_str(&w->o, "type", STR("object"));
		json_close(&w->o, '}');
		json_key_open(&w->o, "then", '{');
		json_key_str(&w->o, "type", STR("object"));
	}
	put_size(&w->o, s, "minProperties", "maxProperties");
	if (s->keys_n)
		put_keys(w, s);
	else if (s->value)
		put_free_map(w, s);
	if (other)
		json_close(&w->o, '}');
}

/* ---- the whole ---- */

static void put_facts(struct writer *w, const struct shape *s)
{
	if (s == &shape_anything)
		return;
	put_type(&w->o, s);
	if (s->takes & SHAPE_SCALAR)
		put_scalar(&w->o, s);
	if (s->takes & SHAPE_LIST)
		put_list(w, s);
	if (s->takes & SHAPE_MAP)
		put_map(w, s);
}

static void note(struct writer *w, const struct shape *s)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->named[i] == s)
			return;
	assert(w->n < NAMED_MAX);
	w->named[w->n++] = s;
}

/* The members of a schema's object.  What stands beside a $ref is for people alone. */
static void put_value(
    struct writer *w, const struct shape *s, const char *help, const char *standard)
{
	char ref[TEXT_MAX];

	if (s->name) {
		snprintf(ref, sizeof ref, "#/definitions/%s", s->name);
		json_key_str(&w->o, "$ref", str_of(ref));
		note(w, s);
	} else {
		put_title(&w->o, s);
		put_facts(w, s);
	}
	put_description(&w->o, help, standard);
	put_examples(&w->o, s, standard);
}

static void put_definitions(struct writer *w)
{
	json_key_open(&w->o, "definitions", '{');
	for (size_t i = 0; i < w->n; i++) { /* writing one finds others */
		json_key_open(&w->o, w->named[i]->name, '{');
		put_title(&w->o, w->named[i]);
		put_facts(w, w->named[i]);
		json_close(&w->o, '}');
	}
	json_close(&w->o, '}');
}

void shape_schema(const struct shape *root, const struct shape_about *about, struct buf *out)
{
	struct writer w = {.n = 0};
	char text[TEXT_MAX];

	json_out_init(&w.o, out);
	json_open(&w.o, '{');
	json_key_str(&w.o, "$schema", STR("http://json-schema.org/draft-07/schema#"));
	snprintf(text, sizeof text, "urn:xiaoer:schema:%s:%s", about->id, about->version);
	json_key_str(&w.o, "$id", str_of(text));
	snprintf(text, sizeof text, intl(about->title), about->version);
	json_key_str(&w.o, "title", str_of(text));
	put_facts(&w, root);
	put_definitions(&w);
	json_close(&w.o, '}');
	buf_addc(out, '\n');
}
