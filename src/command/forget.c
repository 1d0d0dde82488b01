/* forget.c - a customer's words are taken out of the store.
 *
 * The store has one writer: beside a running server it goes through its API, else this command opens
 * the store itself. */
#include <stdio.h>

#include "base/buf.h"
#include "base/intl.h"
#include "base/json.h"
#include "command/client.h"
#include "command/command.h"
#include "command/config.h"
#include "desk/forget.h"
#include "store/store.h"

enum { ANSWER_BYTES = 64 << 10 };

struct forget {
	const char *customer, *shop;
	bool json;
	struct config *config;
	size_t conversations, messages;
};

/* The outcome of any of the ways. */
static int tell(const struct forget *f)
{
	if (f->json)
		printf("{\"conversations\":%zu,\"messages\":%zu}\n", f->conversations, f->messages);
	else if (f->conversations)
		printf(intl_n("forgotten: %zu messages in %zu conversation\n",
			   "forgotten: %zu messages in %zu conversations\n", f->conversations),
		    f->messages, f->conversations);
	if (f->conversations)
		return COMMAND_GOOD;
	fprintf(stderr, _("xiaoer forget: nothing is stored of a customer %s\n"), f->customer);
	return COMMAND_FAILED;
}

/* ---- through the server ---- */

static void add_escaped(struct buf *to, const char *text)
{
	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		buf_printf(to, "%%%02X", *p);
}

static int take_answer(struct forget *f, struct str body)
{
	struct json *answer = json_parse(body, NULL);

	f->conversations = (size_t)json_number(json_get(answer, "conversations"));
	f->messages = (size_t)json_number(json_get(answer, "messages"));
	json_free(&answer);
	return tell(f);
}

static int through_server(struct forget *f)
{
	struct str token = f->config->tokens_n ? f->config->tokens[0] : STR("");
	char error[CLIENT_ERROR];
	struct buf path, body;
	int status, result = COMMAND_FAILED;

	buf_init(&path, 16384);
	buf_init(&body, ANSWER_BYTES);
	buf_addz(&path, "/v1/customers/");
	add_escaped(&path, f->customer);
	if (f->shop) {
		buf_addz(&path, "?shop=");
		add_escaped(&path, f->shop);
	}
	status = client_call(f->config->listen, token,
	    &(struct client_request){.method = "DELETE",
		.path = path.p,
		.process = store_owner(f->config->store.p)}, &body, error);
	if (status == 200)
		result = take_answer(f, buf_str(&body));
	else if (status == 404)
		result = tell(f);
	else if (status < 0)
		fprintf(stderr, _("xiaoer forget: the store is in use by a server, but %s\n"), error);
	else if (status == 401)
		fputs(_("xiaoer forget: the server wants a token (tokens in the config)\n"), stderr);
	else
		fprintf(stderr, _("xiaoer forget: the server answered %d\n"), status);
	buf_free(&path);
	buf_free(&body);
	return result;
}

/* ---- in the store ---- */

static int in_store(struct forget *f, struct store *store, struct store_reader *reader)
{
	struct arena *arena = arena_new(0);
	int64_t *ids = NULL;
	int rc = store_of_customer(
	    reader, str_of(f->shop), str_of(f->customer), arena, &ids, &f->conversations);

	if (rc != STORE_OK)
		fprintf(stderr, _("xiaoer forget: the store cannot be read\n"));
	for (size_t i = 0; i < f->conversations && rc == STORE_OK; i++) {
		rc = forget_conversation(store, ids[i], arena, &f->messages);
		if (rc != STORE_OK)
			fprintf(stderr, _("xiaoer forget: the store cannot be written: %s\n"),
			    store_error(store));
	}
	arena_free(&arena);
	return rc == STORE_OK ? tell(f) : COMMAND_FAILED;
}

static int run(struct forget *f)
{
	const char *path = f->config->store.p;
	char error[STORE_ERROR_MAX];
	enum store_result result;
	struct store_reader *reader = store_reader_open(path, error);
	struct store *store = reader ? store_open(path, &result, error) : NULL;
	int status = COMMAND_FAILED;

	if (store)
		status = in_store(f, store, reader);
	else if (reader && result == STORE_BUSY)
		status = through_server(f);
	else
		fprintf(stderr, "xiaoer forget: %s\n", error);
	if (store)
		store_close(&store);
	if (reader)
		store_reader_close(&reader);
	return status;
}

int command_forget(int argc, char **argv)
{
	const char *config = NULL, *store = NULL;
	struct forget f = {0};
	const struct command_option options[] = {
	    {"customer", "ID", N_("the sender of messages, or the name of a conversation"),
		.text = &f.customer},
	    {"shop", "NAME", N_("of this shop alone"), .text = &f.shop},
	    {"json", NULL, N_("one JSON object"), .flag = &f.json},
	    {"store", "FILE", N_("the SQLite file"), .text = &store},
	    {"config", "FILE", N_("the config; without it ./xiaoer.yaml, when there is one"),
		.text = &config},
	};
	const struct command_usage usage = {N_("forget --customer ID [options]"),
	    N_("Removes a customer's words: the texts of every conversation he wrote in, his ids, what\n"
	    "is known of him, and what waits to leave the house for him.  That something was asked\n"
	    "and answered, and when, stays for the reports.  Beside a running server it goes through\n"
	    "the server.  What webhooks have taken already is the receivers' to forget.\n"),
	    options, sizeof options / sizeof *options, 0, 0};
	int status;

	if (command_options(&usage, argc, argv, &status) < 0)
		return status;
	if (!f.customer || !*f.customer)
		return command_misused(argv[0], "--customer ID says whose words");
	f.config = config_open(config);
	if (!f.config)
		return COMMAND_FAILED;
	if (store)
		f.config->store = str_of(store);
	status = run(&f);
	config_free(&f.config);
	return status;
}
