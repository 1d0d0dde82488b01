/* Reading and writing JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <float.h>
#include <stdlib.h>

#include "base/json.h"

#define DEEP64 "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
#define SHUT64 "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
#define NUMBER63 "123456789012345678901234567890123456789012345678901234567890123"

static const struct {
	struct str text;
	int where; /* -1: good */
} texts[] = {
    {STR("{}"), -1},
    {STR(" [ ] "), -1},
    {STR("null"), -1},
    {STR("-0.5e+10"), -1},
    {STR("\"\\u4f60\\ud83d\\ude00\\n\""), -1},
    {STR("{\"a\":[1,{\"b\":true},\"\xe4\xbd\xa0\"],\"c\":null}"), -1},
    {STR(DEEP64 SHUT64), -1},
    {STR(NUMBER63), -1},
    {STR(""), 0},
    {STR("  "), 2},
    {STR("{} x"), 3},
    {STR("{}\0"), 2},
    {STR("[1,]"), 3},
    {STR("[1 2]"), 3},
    {STR("[,1]"), 1},
    {STR("{\"a\":1,}"), 7},
    {STR("{\"a\" 1}"), 5},
    {STR("{a:1}"), 1},
    {STR("{\"a\":1]"), 6},
    {STR("[1"), 2},
    {STR("]"), 0},
    {STR("01"), 1},
    {STR("1."), 2},
    {STR(".5"), 0},
    {STR("+1"), 0},
    {STR("-"), 1},
    {STR("1e"), 2},
    {STR("nul"), 0},
    {STR("True"), 0},
    {STR("NaN"), 0},
    {STR("'a'"), 0},
    {STR("\"a"), 2},
    {STR("\"a\nb\""), 2},
    {STR("\"\\x41\""), 2},
    {STR("\"\\"), 2},
    {STR("\"a\\u0000b\""), 3},
    {STR("\"a\0b\""), 2},
    {STR("\"\\uzzzz\""), 2},
    {STR("\"\\u12\""), 2},
    {STR("\"\\ud800\""), 2},
    {STR("\"\\ud800\\u0041\""), 2},
    {STR("\"\\udc00\""), 2},
    {STR("\"\xff\""), 1},
    {STR("\"\xed\xa0\x80\""), 1},
    {STR("[1,\"\xe4\xbd\"]"), 4},
    {STR("\xef\xbb\xbf{}"), 0},
    {STR("/* */ 1"), 0},
    {STR("[" DEEP64 SHUT64 "]"), 64},
    {STR(NUMBER63 "4"), 0},
};

static void only_the_grammar_is_taken_and_faults_have_a_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		size_t where = 12345;
		char *copy =
		    malloc(texts[i].text.n ? texts[i].text.n : 1); /* exact size: overruns show */
		memcpy(copy, texts[i].text.p, texts[i].text.n);
		struct json *doc = json_parse(str_make(copy, texts[i].text.n), &where);
		if ((doc != NULL) != (texts[i].where < 0))
			fail_msg("%s: %s", texts[i].text.p, doc ? "taken" : "refused");
		if (!doc && where != (size_t)texts[i].where)
			fail_msg(
			    "%s: fault at %zu, not %d", texts[i].text.p, where, texts[i].where);
		json_free(&doc);
		free(copy);
	}
}

static void ten_megabytes_of_brackets_are_refused(void **state)
{
	(void)state;
	size_t n = 10 << 20, where;
	char *text = malloc(n);
	memset(text, '[', n);
	assert_null(json_parse(str_make(text, n), &where));
	assert_int_equal(where, 64);
	free(text);
}

static void values_are_read(void **state)
{
	(void)state;
	struct json *doc =
	    json_parse(STR("{\"Name\":\"a\",\"name\":\"\\u4f60b\",\"list\":[1,2.5,true,null],"
			   "\"big\":1e999,\"deep\":{\"a/b\":{\"m~n\":[7]}}}"),
		NULL);
	assert_non_null(doc);
	assert_int_equal(json_type(doc), JSON_OBJECT);
	assert_int_equal(json_size(doc), 5);
	assert_true(str_is(json_text(json_get(doc, "name")), "\xe4\xbd\xa0"
							     "b"));
	assert_null(json_get(doc, "NAME"));
	assert_null(json_get(json_get(doc, "name"), "x"));
	assert_null(json_get(NULL, "x"));
	const struct json *list = json_get(doc, "list");
	assert_int_equal(json_size(list), 4);
	assert_true(json_number(json_at(list, 1)) == 2.5);
	assert_true(json_bool(json_at(list, 2)));
	assert_int_equal(json_type(json_at(list, 3)), JSON_NULL);
	assert_null(json_at(list, 4));
	assert_null(json_at(doc, 0));
	assert_int_equal(json_text(json_at(list, 0)).n, 0);
	assert_true(json_number(json_get(doc, "big")) == DBL_MAX);
	assert_string_equal(json_type_name(json_type(list)), "an array");
	size_t i = 0;
	static const char *const keys[] = {"Name", "name", "list", "big", "deep"};
	for (const struct json *m = json_first(doc); m; m = json_next(m))
		assert_true(str_is(json_key(m), keys[i++]));
	assert_int_equal(i, 5);
	json_free(&doc);
	assert_null(doc);
	json_free(&doc);
}

static void pointers_lead_to_values(void **state)
{
	(void)state;
	static const struct {
		const char *pointer;
		int want; /* 0: nothing there */
	} cases[] = {
	    {"/a/0", 1},
	    {"/a/1/b", 2},
	    {"/x~1y", 3},
	    {"/m~0n", 4},
	    {"/", 5},
	    {"/a/10", 0},
	    {"/a/00", 0},
	    {"/a/-", 0},
	    {"/a/-0", 0},
	    {"/a/", 0},
	    {"a", 0},
	    {"/a/0/z", 0},
	    {"/x~2y", 0},
	    {"/m~", 0},
	    {"/A", 0},
	    {"/a/99999999999999999999", 0},
	};
	struct json *doc =
	    json_parse(STR("{\"a\":[1,{\"b\":2}],\"x/y\":3,\"m~n\":4,\"\":5,\"m~\":6}"), NULL);
	assert_ptr_equal(json_pointer(doc, STR("")), doc);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct json *v = json_pointer(doc, str_of(cases[i].pointer));
		if ((v ? (int)json_number(v) : 0) != cases[i].want)
			fail_msg("%s", cases[i].pointer);
	}
	json_free(&doc);
}

static void writing_puts_commas_and_escapes(void **state)
{
	(void)state;
	struct buf b;
	struct json_out o;
	buf_init(&b, 4096);
	json_out_init(&o, &b);
	json_open(&o, '{');
	json_key_str(&o, "text", STR("q\"b\\n\nt\tr\rz\x01\b\f/\xe4\xbd\xa0"));
	json_key_str(&o, "bad",
	    STR("a\xff"
		"b\xe4\xbd"));
	json_key_str(&o, "none", (struct str){0});
	json_key_int(&o, "least", INT64_MIN);
	json_key_int(&o, "zero", 0);
	json_key_double(&o, "d", 1.25, 1);
	json_key_double(&o, "nan", 0.0 / 0.0, 1);
	json_key_bool(&o, "b", true);
	json_key_null(&o, "n");
	json_key_raw(&o, "raw", STR("[]"));
	json_key_open(&o, "list", '[');
	json_put_str(&o, STR("x"));
	json_put_int(&o, -7);
	json_open(&o, '{');
	json_close(&o, '}');
	json_open(&o, '[');
	json_close(&o, ']');
	json_put_raw(&o, STR("true"));
	json_close(&o, ']');
	json_key_int(&o, "q\"", 1);
	json_close(&o, '}');
	assert_string_equal(b.p, "{\"text\":\"q\\\"b\\\\n\\nt\\tr\\rz\\u0001\\b\\f/\xe4\xbd\xa0\","
				 "\"bad\":\"a\xef\xbf\xbd"
				 "b\xef\xbf\xbd\xef\xbf\xbd\",\"none\":\"\","
				 "\"least\":-9223372036854775808,\"zero\":0,\"d\":1.2,\"nan\":null,"
				 "\"b\":true,\"n\":null,"
				 "\"raw\":[],\"list\":[\"x\",-7,{},[],true],\"q\\\"\":1}");
	struct json *doc = json_parse(buf_str(&b), NULL);
	assert_non_null(doc);
	assert_true(
	    str_is(json_text(json_get(doc, "text")), "q\"b\\n\nt\tr\rz\x01\b\f/\xe4\xbd\xa0"));
	json_free(&doc);
	buf_free(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_the_grammar_is_taken_and_faults_have_a_place),
	    cmocka_unit_test(ten_megabytes_of_brackets_are_refused),
	    cmocka_unit_test(values_are_read),
	    cmocka_unit_test(pointers_lead_to_values),
	    cmocka_unit_test(writing_puts_commas_and_escapes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
