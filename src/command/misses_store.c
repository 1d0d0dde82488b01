/* misses_store.c - what was decided of a group into the store.
 *
 * The store has one writer: beside a running server it goes through its API, else this command opens
 * the store itself. */
#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/json.h"
#include "command/client.h"
#include "command/config.h"
#include "command/misses_command.h"

enum { BODY_MAX = 64 << 10, ANSWER_MAX = 64 << 10 };

static const char *who_of(const struct misses_command *c)
{
	const struct passwd *user = c->who ? NULL : getpwuid(getuid());

	return c->who ? c->who : user ? user->pw_name : "?";
}

/* ---- through the server ---- */

static void put_number(struct json_out *o, const char *key, int64_t number)
{
	char text[24];
	int n = snprintf(text, sizeof text, "m%lld", (long long)number);
	struct str s = str_make(text, (size_t)n);

	if (key)
		json_key_str(o, key, s);
	else
		json_put_str(o, s);
}

static void write_body(const struct misses_command *c, const struct store_miss *m, struct buf *to)
{
	struct json_out o;

	json_out_init(&o, to);
	json_open(&o, '{');
	json_key_str(&o, "state", str_of(store_miss_state_name(m->state)));
	json_key_str(&o, "shop", c->shop->name);
	json_key_str(&o, "who", m->who);
	if (m->intent.n)
		json_key_str(&o, "intent", m->intent);
	if (m->upto)
		put_number(&o, "seen", m->upto);
	json_key_open(&o, "also", '[');
	for (size_t i = 1; i < m->messages_n; i++)
		put_number(&o, NULL, m->messages[i]);
	json_close(&o, ']');
	json_close(&o, '}');
}

static int tell_refused(int status, struct str answer)
{
	struct json *doc = json_parse(answer, NULL);
	struct str detail = json_text(json_get(doc, "detail"));

	if (status == 401)
		fputs(_("xiaoer misses: the server wants a token (tokens in the config)\n"), stderr);
	else if (detail.n)
		fprintf(stderr, "xiaoer misses: %.*s\n", STR_ARG(detail));
	else
		fprintf(stderr, _("xiaoer misses: the server answered %d\n"), status);
	json_free(&doc);
	return COMMAND_FAILED;
}

static int through_server(const struct misses_command *c, const struct store_miss *m)
{
	const struct config *config = c->config;
	struct str token = config->tokens_n ? config->tokens[0] : STR("");
	struct client_request r = {
	    .method = "POST", .process = store_owner(config->store.p)};
	char error[CLIENT_ERROR], path[64];
	struct buf body, answer;
	int status;

	snprintf(path, sizeof path, "/v1/misses/m%lld", (long long)m->messages[0]);
	buf_init(&body, BODY_MAX);
	buf_init(&answer, ANSWER_MAX);
	write_body(c, m, &body);
	r.path = path;
	r.body = buf_str(&body);
	status = client_call(config->listen, token, &r, &answer, error);
	if (status < 0)
		fprintf(stderr, _("xiaoer misses: the store is in use by a server, but %s\n"), error);
	else if (status != 200)
		tell_refused(status, buf_str(&answer));
	buf_free(&body);
	buf_free(&answer);
	return status == 200 ? COMMAND_GOOD : COMMAND_FAILED;
}

/* ---- in the store ---- */

static int in_store(struct store *store, struct store_miss *m)
{
	struct store_changes changes = {.misses = &m, .misses_n = 1};
	int rc = store_begin(store);

	m->at = clock_now_ms();
	if (rc == STORE_OK)
		rc = store_commit(store, &changes);
	if (rc == STORE_OK)
		return COMMAND_GOOD;
	fprintf(stderr, _("xiaoer misses: the store cannot be written: %s\n"), store_error(store));
	return COMMAND_FAILED;
}

int misses_store(struct misses_command *c, const struct miss_group *g, enum store_miss_state state,
    struct str intent)
{
	int64_t messages[STORE_MISS_MESSAGES];
	struct store_miss m = {.upto = c->misses->newest,
	    .state = state,
	    .intent = intent,
	    .who = str_of(who_of(c)),
	    .messages = messages,
	    .messages_n = misses_stand_on(g, c->number, messages)};
	char error[STORE_ERROR_MAX];
	enum store_result result;
	struct store *store = store_open(c->config->store.p, &result, error);
	int status;

	if (!store && result == STORE_BUSY)
		return through_server(c, &m);
	if (!store)
		return misses_failed(error);
	status = in_store(store, &m);
	store_close(&store);
	return status;
}
