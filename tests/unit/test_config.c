/* test_config.c - what xiaoer.yaml and the environment may say, and what is refused with which
 * words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/yaml.h"
#include "command/config.h"

static char folder[] = "/tmp/xiaoer-config-XXXXXX";

static const char *write_file(const char *name, const char *text)
{
	static char path[128];
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return path;
}

struct loaded {
	struct config *config;
	struct diag_list *diags;
	char *text;                   /* what config_print() prints */
	size_t n;
};

static struct loaded load(const char *yaml, char *const *environment)
{
	struct loaded l = {.diags = diag_list_new()};
	FILE *to = open_memstream(&l.text, &l.n);

	l.config = config_load(write_file("c.yaml", yaml), environment, l.diags);
	config_print(l.diags, to);
	fclose(to);
	return l;
}

static void unload(struct loaded *l)
{
	config_free(&l->config);
	diag_list_free(&l->diags);
	free(l->text);
}

static void without_anything_the_defaults_hold(void **state)
{
	struct loaded l = load("", NULL);

	(void)state;
	assert_non_null(l.config);
	assert_true(str_is(l.config->listen, "127.0.0.1:8080"));
	assert_true(str_is(l.config->store, "xiaoer.db"));
	assert_int_equal(l.config->log_level, LOG_INFO);
	assert_int_equal(l.config->tokens_n, 0);
	assert_int_equal(l.config->shops_n, 1);
	assert_true(str_is(l.config->shops[0].name, "default"));
	assert_int_equal(l.config->shops[0].books.n, 0);
	assert_int_equal(l.config->http.body_max, 65536);
	assert_int_equal(l.config->courier.retry_first, 5000);
	assert_string_equal(l.text, "");
	unload(&l);
}

static void every_part_of_a_file_is_read(void **state)
{
	struct loaded l = load("listen: 0.0.0.0:80\n"
			       "tokens: [0123456789abcdef, fedcba9876543210]\n"
			       "log_level: warn\n"
			       "escalation:\n"
			       "  url: https://desk.example/hook\n"
			       "  secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"
			       "  secret_old: plain words\n"
			       "ticket: {url: 'http://t.example', number: /data/no}\n"
			       "channels:\n"
			       "  web: {deliver: 'http://im.example/in', secret: abc}\n"
			       "settings: {agent: 小美}\n"
			       "http: {body_max: 1M}\n"
			       "courier: {retry_first: 500ms, attempts: 3}\n", NULL);
	const struct config_shop *shop;

	(void)state;
	assert_string_equal(l.text, "");
	assert_int_equal(l.config->tokens_n, 2);
	assert_true(str_is(l.config->tokens[1], "fedcba9876543210"));
	assert_int_equal(l.config->log_level, LOG_WARN);
	assert_int_equal(l.config->http.body_max, 1 << 20);
	assert_int_equal(l.config->courier.retry_first, 500);
	assert_int_equal(l.config->courier.attempts, 3);
	shop = &l.config->shops[0];
	assert_true(str_is(shop->escalation.url, "https://desk.example/hook"));
	assert_int_equal(shop->escalation.secret.bytes.n, 24);
	assert_true(str_is(shop->escalation.secret_old.bytes, "plain words"));
	assert_true(str_is(shop->ticket.number, "/data/no"));
	assert_int_equal(shop->channels_n, 1);
	assert_true(str_is(shop->channels[0].name, "web"));
	assert_true(str_is(shop->channels[0].deliver.url, "http://im.example/in"));
	assert_true(str_is(yaml_get(shop->settings, "agent")->text, "小美"));
	unload(&l);
}

static void the_environment_wins(void **state)
{
	char *environment[] = {"XIAOER_LISTEN=127.0.0.1:1", "XIAOER_ESCALATION_URL=http://b",
	    "XIAOER_ESCALATION_SECRET=two", "XIAOER_CHANNELS_WEB_DELIVER=http://d", "XIAOER_STORE=",
	    "XIAOER_TOKENS=cccccccccccccccc dddddddddddddddd", "XIAOER_COURIER_RETRY_MAX=2m",
	    "XIAOER_SETTINGS={agent: 阿福}", "OTHER=1", NULL};
	struct loaded l = load("listen: 1.2.3.4:5\ntokens: [aaaaaaaaaaaaaaaa]\nstore: s.db\n"
			       "escalation: {url: 'http://a', secret: one}\n", environment);

	(void)state;
	assert_string_equal(l.text, "");
	assert_true(str_is(l.config->listen, "127.0.0.1:1"));
	assert_true(str_is(l.config->store, "s.db"));
	assert_int_equal(l.config->tokens_n, 2);
	assert_true(str_is(l.config->tokens[0], "cccccccccccccccc"));
	assert_int_equal(l.config->courier.retry_max, 120000);
	assert_true(str_is(l.config->shops[0].escalation.url, "http://b"));
	assert_true(str_is(l.config->shops[0].escalation.secret.bytes, "two"));
	assert_true(str_is(l.config->shops[0].channels[0].name, "web"));
	assert_true(str_is(yaml_get(l.config->shops[0].settings, "agent")->text, "阿福"));
	unload(&l);
}

static void shops_take_what_they_do_not_say(void **state)
{
	char *environment[] = {"XIAOER_SHOPS_TEA_ESCALATION_URL=http://tea", NULL};
	struct loaded l = load(
	    "book: all\nescalation: {url: 'http://all'}\nchannels: {web: {deliver: 'http://w'}}\n"
	    "shops:\n  Tea: {book: teabook}\n  silk:\n    channels: {app: {deliver: 'http://s'}}\n",
	    environment);

	(void)state;
	assert_string_equal(l.text, "");
	assert_int_equal(l.config->shops_n, 2);
	assert_true(str_is(l.config->shops[0].name, "Tea"));
	assert_true(str_is(l.config->shops[0].books.list[0], "teabook"));
	assert_true(str_is(l.config->shops[0].escalation.url, "http://tea"));
	assert_true(str_is(l.config->shops[1].books.list[0], "all"));
	assert_true(str_is(l.config->shops[1].escalation.url, "http://all"));
	assert_int_equal(l.config->shops[1].channels_n, 2);
	assert_true(str_is(l.config->shops[1].channels[1].name, "web"));
	unload(&l);
}

static void secrets_come_from_files(void **state)
{
	char yaml[256], path[128];
	struct loaded l;

	(void)state;
	snprintf(path, sizeof path, "%s",
	    write_file("secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"));
	snprintf(yaml, sizeof yaml, "escalation: {url: 'http://a', secret_file: %s}\n", path);
	l = load(yaml, NULL);
	assert_string_equal(l.text, "");
	assert_int_equal(l.config->shops[0].escalation.secret.bytes.n, 24);
	unload(&l);
	snprintf(path, sizeof path, "%s",
	    write_file("tokens", "# of the shop\n0123456789abcdef # web\n\nfedcba9876543210\n"));
	snprintf(yaml, sizeof yaml, "token_file: %s\n", path);
	l = load(yaml, NULL);
	assert_string_equal(l.text, "");
	assert_int_equal(l.config->tokens_n, 2);
	assert_true(str_is(l.config->tokens[1], "fedcba9876543210"));
	unload(&l);
}

static void look_ups_are_read_with_their_defaults(void **state)
{
	char yaml[1024], path[128];
	char *environment[] = {"XIAOER_LOOKUPS_PARCEL_HEADERS={X-Token: from outside}",
	    "XIAOER_LOOKUPS_PARCEL_TIMEOUT=3s", NULL};
	const struct config_lookup *l;
	struct loaded c;

	(void)state;
	snprintf(path, sizeof path, "%s", write_file("secret", "Bearer geheim\n"));
	snprintf(yaml, sizeof yaml,
	    "lookups:\n"
	    "  parcel:\n"
	    "    url: http://s/orders/{order_no}\n"
	    "    headers: {X-Token: in the file, X-Shop: a}\n"
	    "    header_files: {Authorization: %s}\n"
	    "    slots: {status: /a/status, place: /a/place}\n"
	    "    optional: [place]\n"
	    "    answer_within: 1s\n"
	    "shops:\n"
	    "  tea: {}\n"
	    "  silk:\n"
	    "    lookups: {parcel: {url: 'http://silk', method: POST, body: '{\"n\": \"{order_no}\"}',\n"
	    "      slots: {status: /s}}}\n",
	    path);
	c = load(yaml, environment);
	assert_string_equal(c.text, "");
	l = &c.config->shops[0].lookups[0];
	assert_int_equal(c.config->shops[0].lookups_n, 1);
	assert_true(str_is(l->lookup.name, "parcel"));
	assert_true(str_is(l->lookup.url, "http://s/orders/{order_no}"));
	assert_false(l->lookup.post);
	assert_int_equal(l->lookup.headers_n, 3);
	assert_true(str_is(l->lookup.headers[0].value, "from outside"));
	assert_true(str_is(l->lookup.headers[2].value, "Bearer geheim"));
	assert_int_equal(l->lookup.slots_n, 2);
	assert_false(l->lookup.slots[0].optional);
	assert_true(l->lookup.slots[1].optional);
	assert_int_equal(l->lookup.answer_within, 1000);
	assert_int_equal(l->lookup.timeout, 3000);
	assert_int_equal(l->lookup.reuse, 300000);
	assert_int_equal(l->lookup.in_flight, 8);
	l = &c.config->shops[1].lookups[0];
	assert_int_equal(c.config->shops[1].lookups_n, 1);
	assert_true(l->lookup.post);
	assert_int_equal(l->lookup.headers_n, 0);
	assert_int_equal(l->lookup.answer_within, 1500);
	unload(&c);
}

/* What is wrong, and the words about it (the file's name is cut off). */
static const struct {
	const char *yaml, *want;
} faults[] = {
    {"lisen: x\n", ":1:1: error: unknown key lisen; did you mean listen?\n"},
    {"shop: {}\n", ":1:1: error: unknown key shop; did you mean shops?\n"},
    {"escalation: {ulr: 'http://a'}\n",
	":1:14: error: unknown key escalation.ulr; did you mean url?\n"},
    {"shops: {a: {listen: x}}\n",
	":1:13: error: unknown key shops.a.listen (xiaoer serve --help-config lists all)\n"},
    {"channels: {web: {delivr: 'http://a'}}\n",
	":1:18: error: unknown key channels.web.delivr; did you mean deliver?\n"},
    {"escalation: {url: 'ftp://a/b'}\n",
	":1:19: error: escalation.url is an address that begins with http:// or https://\n"},
    {"escalation: {url: 'file:///etc/passwd'}\n",
	":1:19: error: escalation.url is an address that begins with http:// or https://\n"},
    {"escalation: {url: 'http://'}\n",
	":1:19: error: escalation.url is an address that begins with http:// or https://\n"},
    {"escalation: {url: 'http://a b'}\n",
	":1:28: error: escalation.url holds a blank or a control character\n"},
    {"escalation: {url: 'http://a', secret: whsec_+}\n",
	": error: escalation.secret (line 1): what follows whsec_ is not base64\n"},
    {"escalation: {url: 'http://a', secret: a, secret_file: /dev/null}\n",
	": error: escalation.secret_file: given twice, as text and as a file\n"},
    {"escalation: {secret: a}\n", ": error: escalation of shop default has no address\n"},
    {"ticket: {url: 'http://a', secret: a}\nshops: {milk: {ticket: {secret: b}}}\n",
	": error: ticket of shop milk has no address\n"},
    {"escalation: https://a\n", ":1:13: error: escalation is a map of names and values\n"},
    {"log_level: loud\n", ":1:12: error: log_level is debug, info, warn or error\n"},
    {"courier: {attempts: 0}\n",
	":1:21: error: courier.attempts must be a whole number from 1 to 1000, not 0\n"},
    {"http: {body_max: 1}\n", ":1:18: error: http.body_max is from 1024 to 67108864 bytes\n"},
    {"http: {idle: 2d}\n", ":1:14: error: http.idle is from 1000 to 3600000 ms\n"},
    {"ticket: {url: 'http://a', number: data}\n",
	":1:35: error: ticket.number is a JSON Pointer such as /data/number\n"},
    {"tokens: ['a b c d e f g h i']\n",
	": error: tokens: a token has no blanks and no characters beyond ASCII\n"},
    {"tokens: [short]\n", ": warning: tokens: a token of 5 characters is easily guessed\n"},
    {"settings: 5\n", ":1:11: error: settings is a map of names and values\n"},
    {"shops: [a]\n", ":1:8: error: shops is a map of names and what belongs to them\n"},
    {"shops: {'a b': {}}\n",
	":1:9: error: the name of a shop has 1 to 64 bytes, without blanks and /\n"},
    {"lookups: {parcel: {slots: {a: /a}}}\n", ":1:11: error: lookups.parcel has no url\n"},
    {"lookups: {parcel: {url: 'http://s'}}\n",
	":1:11: error: lookups.parcel brings nothing: it has no slots\n"},
    {"lookups: {'a b': {url: 'http://s'}}\n",
	":1:11: error: the name of a look-up has 1 to 64 bytes, without blanks and /\n"},
    {"lookups: {p: {ulr: 'http://s'}}\n",
	":1:15: error: unknown key lookups.p.ulr; did you mean url?\n"},
    {"lookups: {p: {url: 'http://{shop}/x'}}\n",
	":1:28: error: lookups.p.url: a slot cannot stand in the host\n"},
    {"lookups: {p: {url: 's/{x}'}}\n",
	":1:20: error: lookups.p.url is an address that begins with http:// or https://\n"},
    {"lookups: {p: {method: PUT}}\n", ":1:23: error: lookups.p.method is GET or POST\n"},
    {"lookups: {p: {body: '{\"no\": {order_no}}'}}\n",
	":1:29: error: lookups.p.body: it is no JSON with slots within texts, such as {\"no\": "
	"\"{order_no}\"}\n"},
    {"lookups: {p: {url: 'http://s', slots: {a: /a}, body: '{}'}}\n",
	":1:54: error: lookups.p: only a POST has a body\n"},
    {"lookups: {p: {headers: {Host: x}}}\n",
	":1:25: error: lookups.p.headers: 'Host' is set by the program itself\n"},
    {"lookups: {p: {headers: {'X y': x}}}\n",
	":1:25: error: lookups.p.headers: 'X y' is no name of a header\n"},
    {"lookups: {p: {headers: {X: \"a\\nb\"}}}\n",
	":1:25: error: lookups.p.headers: 'X' has a line break or a control character in its value\n"},
    {"lookups: {p: {headers: {X: a}, header_files: {x: /dev/null}}}\n",
	":1:47: error: lookups.p.header_files: 'x' is given twice, as text and as a file\n"},
    {"lookups: {p: {slots: {a: b}}}\n",
	":1:26: error: lookups.p.slots: a is a JSON Pointer such as /data/status\n"},
    {"lookups: {p: {slots: {'a b': /b}}}\n",
	":1:23: error: lookups.p.slots: 'a b' is no name of a slot: it has letters, digits and . _ "
	"-\n"},
    {"lookups: {p: {url: 'http://s', slots: {a: /a}, optional: [b]}}\n",
	":1:11: error: lookups.p: 'b' is optional, but none of its slots\n"},
    {"lookups: {p: {url: 'http://s', slots: {a: /a}, timeout: 1s}}\n",
	":1:11: error: lookups.p: answer_within is longer than timeout\n"},
    {"- a\n", ":1:1: error: a config is a map of keys and values\n"},
};

static void every_fault_is_told_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		struct loaded l = load(faults[i].yaml, NULL);
		const char *said = strstr(l.text, "c.yaml");

		assert_non_null(said);
		assert_string_equal(said + strlen("c.yaml"), faults[i].want);
		assert_int_equal(l.config == NULL, strstr(faults[i].want, "warning") == NULL);
		unload(&l);
	}
}

static void a_missing_file_is_told_and_a_missing_variable_too(void **state)
{
	char *environment[] = {"XIAOER_LISTN=x", NULL};
	struct diag_list *diags = diag_list_new();
	struct config *c = config_load("/nowhere/x.yaml", NULL, diags);
	struct loaded l;

	(void)state;
	assert_null(c);
	assert_string_equal(diag_at(diags, 0)->text, "cannot be read: No such file or directory");
	diag_list_free(&diags);
	l = load("", environment);
	assert_non_null(l.config);
	assert_string_equal(
	    l.text, "XIAOER_LISTN: warning: is no setting; did you mean XIAOER_LISTEN\n");
	unload(&l);
}

/* A finding shows neither the line nor the value of a secret. */
static void a_secret_is_never_printed(void **state)
{
	struct loaded l = load(
	    "escalation: {url: 'http://a', secret: whsec_geheim***}\ntokens: ['geheim wort']\n",
	    NULL);

	(void)state;
	assert_null(l.config);
	assert_null(strstr(l.text, "geheim"));
	unload(&l);
}

static void the_help_names_every_key_and_ends_no_line_in_blanks(void **state)
{
	char *text;
	size_t n;
	FILE *to = open_memstream(&text, &n);

	(void)state;
	config_help(to);
	fclose(to);
	assert_non_null(strstr(text, "\nescalation.secret_old_file "));
	assert_non_null(strstr(text, "\nchannels.<name>.deliver "));
	assert_null(strstr(text, " \n"));
	free(text);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	static const char *const names[] = {"c.yaml", "secret", "tokens"};
	char path[128];

	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	return rmdir(folder);
}

static void a_shop_may_have_several_books(void **state)
{
	char *environment[] = {"XIAOER_BOOK=a, b/c", NULL};
	struct loaded l = load("book: [zh, en]\nshops: {tea: {book: one}, silk: {}}\n", NULL);

	(void)state;
	assert_non_null(l.config);
	assert_int_equal(l.config->shops[0].books.n, 1);
	assert_int_equal(l.config->shops[1].books.n, 2);
	assert_true(str_is(l.config->shops[1].books.list[1], "en"));
	unload(&l);
	l = load("book: zh\n", environment);
	assert_int_equal(l.config->shops[0].books.n, 2);
	assert_true(str_is(l.config->shops[0].books.list[1], "b/c"));
	unload(&l);
	l = load("book: [zh, '']\n", NULL);
	assert_null(l.config);
	assert_non_null(strstr(l.text, "book: a name is empty"));
	unload(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_shop_may_have_several_books),
	    cmocka_unit_test(without_anything_the_defaults_hold),
	    cmocka_unit_test(every_part_of_a_file_is_read),
	    cmocka_unit_test(the_environment_wins),
	    cmocka_unit_test(shops_take_what_they_do_not_say),
	    cmocka_unit_test(secrets_come_from_files),
	    cmocka_unit_test(look_ups_are_read_with_their_defaults),
	    cmocka_unit_test(every_fault_is_told_with_its_place),
	    cmocka_unit_test(a_missing_file_is_told_and_a_missing_variable_too),
	    cmocka_unit_test(a_secret_is_never_printed),
	    cmocka_unit_test(the_help_names_every_key_and_ends_no_line_in_blanks),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
