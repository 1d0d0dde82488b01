/* test_shape.c - keys are found in tables, and shapes become JSON Schema. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/shape.h"

static const char *const colours[] = {"red", "green", NULL};
static const char *const no_size[] = {"size", NULL};
static const char *const either[] = {"name", "size", NULL};

static const struct shape colour = {
    .takes = SHAPE_SCALAR, .scalar = SHAPE_CHOICE, .choices = SHAPE_NAMED(colours)};
static const struct shape size = {.takes = SHAPE_SCALAR, .scalar = SHAPE_INT, .min = 1, .max = 4};

static const struct row {
	struct shape_key key;
	int number;
} rows[] = {
    {{"name", &shape_filled, "what it is called", .missing = "no name"}, 1},
    {{"colour", &colour, "how it looks", "red", .needs = "size", .needs_shape = &size}, 2},
    {{"size", &size, "how large it is", "2", .bars = "weight"}, 3},
    {{"weight", &shape_span, NULL, .missing = ""}, 4},
    {{"none", &shape_anything, "nothing else", .alone = true}, 5},
};

static const struct shape thing = {
    .name = "thing", .title = "a thing", .takes = SHAPE_MAP, SHAPE_KEYS(rows)};
static const struct shape small = {
    .takes = SHAPE_MAP, SHAPE_KEYS(rows), .without = no_size, .open = true};
static const struct shape things = {
    .takes = SHAPE_LIST | SHAPE_NOTHING, .least = 1, .most = 9, .each = &thing, .some_has = "name"};
static const struct shape by_name = {.takes = SHAPE_MAP | SHAPE_NOTHING,
    .value = &thing,
    .names = "^[a-z]+$",
    .names_from = SHAPE_NAMED(colours)};
static const struct shape colour_or_things = {.takes = SHAPE_SCALAR | SHAPE_MAP,
    .scalar = SHAPE_CHOICE,
    .choices = SHAPE_NAMED(colours),
    .value = &things};
static const struct shape colour_or_nothing = {.takes = SHAPE_SCALAR | SHAPE_NOTHING,
    .scalar = SHAPE_CHOICE,
    .choices = SHAPE_NAMED(colours)};
static const struct shape ruled = {.takes = SHAPE_MAP,
    .value = &shape_text,
    SHAPE_KEYS(rows),
    .one_of = either,
    .unless = "colour",
    .unless_is = colours};
static const struct shape tens = {.takes = SHAPE_SCALAR,
    .scalar = SHAPE_WRITTEN,
    .pattern = "^[0-9]+0k?$",
    .min = 10,
    .max = 90,
    .least = 2};

/* The schema of the root holds this. */
static const struct {
	const struct shape *root;
	const char *has;
} schemas[] = {
    {&shape_text, "\"title\":\"a box of 1\",\"type\":[\"string\",\"number\",\"boolean\"],\"definitions\":{}}"},
    {&shape_filled, "\"minLength\":1,\"pattern\":\"^$|[^ \\\\t\\\\r\\\\n]\""},
    {&shape_yes, "\"type\":[\"string\",\"boolean\"],\"pattern\":\"^([Tt][Rr][Uu][Ee]|"},
    {&shape_span, "\"minimum\":0.000,\"definitions\""},
    {&size, "\"type\":[\"string\",\"integer\"],\"pattern\":\"^-?[0-9]+$\",\"minimum\":1,\"maximum\":4"},
    {&tens, "\"type\":[\"string\",\"number\"],\"minLength\":2,\"pattern\":\"^[0-9]+0k?$\",\"minimum\":10,\"maximum\":90"},
    {&colour, "\"type\":\"string\",\"enum\":[\"red\",\"green\"]"},
    {&colour_or_nothing, "\"type\":[\"string\",\"null\"],\"enum\":[\"red\",\"green\",null]"},
    {&colour_or_things, "\"type\":[\"string\",\"object\"],\"pattern\":\"^(red|green)$\",\"if\":{\"type\":\"object\"},\"then\":{\"type\":\"object\","},
    {&things, "\"type\":[\"array\",\"null\"],\"minItems\":1,\"maxItems\":9,\"contains\":{\"type\":\"object\",\"required\":[\"name\"]},\"items\":{\"$ref\":\"#/definitions/thing\"},\"definitions\":{\"thing\":{\"title\":\"a thing\",\"type\":\"object\",\"properties\":{\"name\":{"},
    {&things, "\"description\":\"what it is called\""},
    {&things, "\"enum\":[\"red\",\"green\"],\"description\":\"how it looks (default red)\"}"},
    {&things, "\"title\":\"a whole number from 1 to 4\",\"type\":[\"string\",\"integer\"]"},
    {&things, "\"description\":\"how large it is (default 2)\",\"examples\":[2]}"},
    {&things, "\"none\":{\"description\":\"nothing else\"}},\"required\":[\"name\",\"weight\"],\"additionalProperties\":false,\"dependencies\":{\"colour\":{\"required\":[\"size\"],\"properties\":{\"size\":{"},
    {&things, "\"size\":{\"properties\":{\"weight\":false}},\"none\":{\"maxProperties\":1}}"},
    {&small, "\"required\":[\"name\",\"weight\"],\"dependencies\":{\"colour\""},
    {&by_name, "\"properties\":{\"red\":{\"$ref\":\"#/definitions/thing\"},\"green\":{\"$ref\":\"#/definitions/thing\"}},\"patternProperties\":{\"^(?!(red|green)$)[a-z]+$\":{\"$ref\":\"#/definitions/thing\"}},\"additionalProperties\":false"},
    {&ruled, "\"if\":{\"required\":[\"colour\"],\"properties\":{\"colour\":{\"enum\":[\"red\",\"green\"]}}},\"else\":{\"anyOf\":[{\"required\":[\"name\"]},{\"required\":[\"size\"]}]}"},
};

static void shapes_become_schemas(void **state)
{
	const struct shape_about about = {"box", "a box of %s", "1"};

	(void)state;
	for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++) {
		struct buf out;
		struct json *doc;

		buf_init(&out, 1 << 16);
		shape_schema(schemas[i].root, &about, &out);
		if (!strstr(out.p, schemas[i].has))
			fail_msg("%s\nlacks\n%s", out.p, schemas[i].has);
		doc = json_parse(buf_str(&out), &(size_t){0});
		assert_non_null(doc);
		assert_true(str_is(json_text(json_get(doc, "$id")), "urn:xiaoer:schema:box:1"));
		json_free(&doc);
		buf_free(&out);
	}
}

static void a_row_is_found_by_its_key(void **state)
{
	const struct row *r = (const void *)shape_find(&thing, STR("size"));

	(void)state;
	assert_non_null(r);
	assert_int_equal(r->number, 3);
	assert_null(shape_find(&thing, STR("sizes")));
	assert_null(shape_find(&thing, STR("")));
	assert_null(shape_find(&small, STR("size")));
	assert_non_null(shape_find(&small, STR("weight")));
	assert_null(shape_find(&shape_text, STR("size")));
}

static void rows_are_named_in_order(void **state)
{
	const char *names[SHAPE_KEYS_MAX];
	struct arena *arena = arena_new(0);

	(void)state;
	assert_int_equal(shape_names(&small, names), 4);
	assert_string_equal(
	    shape_join(names, 4, " and ", arena), "name, colour, weight and none");
	assert_string_equal(shape_join(names, 1, " and ", arena), "name");
	assert_string_equal(shape_join(names, 0, " and ", arena), "");
	arena_free(&arena);
}

static void what_is_missing_is_told_but_for_what_its_reader_tells(void **state)
{
	struct arena *arena = arena_new(0);
	struct diag_list *diags = diag_list_new();
	const struct yaml *map = yaml_parse(STR("size: 9\n"), "t", arena, diags);
	const struct shape_key *k;
	int64_t n;
	size_t i = 0;

	(void)state;
	k = shape_missing(&thing, map, &i);
	assert_non_null(k);
	assert_string_equal(k->missing, "no name");
	assert_null(shape_missing(&thing, map, &i));
	assert_int_equal(shape_int(&size, yaml_get(map, "size"), "size", diags, &n), -1);
	assert_string_equal(
	    diag_at(diags, 0)->text, "size must be a whole number from 1 to 4, not 9");
	assert_true(shape_within(&size, 4));
	assert_false(shape_within(&size, 5));
	diag_list_free(&diags);
	arena_free(&arena);
}

static void a_choice_is_one_of_its_names(void **state)
{
	static const struct shape_names of_rows = SHAPE_NAMES(rows, key.name);

	(void)state;
	assert_int_equal(shape_which(&colour.choices, STR("green")), 1);
	assert_int_equal(shape_which(&colour.choices, STR("blue")), -1);
	assert_int_equal(shape_names_n(&colour.choices), 2);
	assert_int_equal(shape_which(&of_rows, STR("none")), 4);
	assert_int_equal(shape_names_n(&of_rows), 5);
	assert_null(shape_name(&of_rows, 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(shapes_become_schemas),
	    cmocka_unit_test(a_row_is_found_by_its_key),
	    cmocka_unit_test(rows_are_named_in_order),
	    cmocka_unit_test(what_is_missing_is_told_but_for_what_its_reader_tells),
	    cmocka_unit_test(a_choice_is_one_of_its_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
