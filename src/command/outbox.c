/* outbox.c - what must still leave the house: list it, try dead letters again, drop them.
 *
 * The store has one writer.  When a server runs it is the server, and changes go through its API;
 * otherwise this command opens the store itself. */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/intl.h"
#include "base/utf8.h"
#include "base/json.h"
#include "base/zone.h"
#include "command/client.h"
#include "command/command.h"
#include "command/config.h"
#include "desk/letter.h"
#include "desk/webhook.h"

enum { PAGE = 200, JSON_MAX = 1 << 20 };

enum act { ACT_LIST, ACT_RETRY, ACT_DROP };

struct outbox {
	enum act act;
	bool all, dead, json;
	struct config *config;
	struct store *store;          /* ours, when no server runs */
	struct store_reader *reader;
	size_t changed, missing;
};

typedef int row_visit(struct outbox *o, const struct store_outbox *row);

/* Calls visit for every row (of a state, or -1), page by page; ends early when it returns other
 * than 0. */
static int each(struct outbox *o, int state, row_visit *visit)
{
	struct arena *arena = arena_new(65536);
	struct store_outbox *rows;
	int64_t after = 0;
	int result = 0;
	size_t n;

	do {
		arena_reset(arena);
		if (store_outbox(o->reader, state, after, PAGE, arena, &rows, &n)) {
			fprintf(stderr, _("xiaoer outbox: the store cannot be read\n"));
			result = -1;
			break;
		}
		for (size_t i = 0; i < n && result == 0; i++) {
			result = visit(o, &rows[i]);
			after = rows[i].id;
		}
	} while (n == PAGE && result == 0);
	arena_free(&arena);
	return result;
}

/* list */

static int print_json(struct outbox *o, const struct store_outbox *row)
{
	struct json_out out;
	struct buf line;

	(void)o;
	buf_init(&line, JSON_MAX);
	json_out_init(&out, &line);
	letter_write(&out, row);
	printf("%s\n", line.p);
	buf_free(&line);
	return 0;
}

/* A line of the table; the attempts stand to the right. */
static void print_cells(const struct str cells[8])
{
	static const unsigned char columns[] = {10, 8, 8, 24, 14, 22, 16};

	for (size_t i = 0; i < sizeof columns; i++)
		printf(i == 2 ? "%*.*s  " : "%-*.*s ", utf8_field(cells[i], columns[i]),
		    STR_ARG(cells[i]));
	printf("%.*s\n", STR_ARG(cells[7]));
}

static int print_row(struct outbox *o, const struct store_outbox *row)
{
	struct arena *arena = arena_new(0);
	struct str name = arena_str(arena, letter_conversation(row, arena));
	char id[WEBHOOK_ID], at[32] = "-", attempts[16];

	utf8_tame((char *)name.p, name.n);
	webhook_id(row->id, id);
	if (row->state == OUTBOX_WAITING)
		time_format(row->next_at, at);
	snprintf(attempts, sizeof attempts, "%u", row->attempts);
	if (o->changed++ == 0)
		print_cells((const struct str[]){str_of(_("ID")), str_of(_("STATE")),
		    str_of(_("ATTEMPTS")), str_of(_("NEXT")), str_of(_("TARGET")),
		    str_of(_("TYPE")), str_of(_("CONVERSATION")), str_of(_("ERROR"))});
	print_cells((const struct str[]){str_of(id), str_of(letter_state(row)), str_of(attempts),
	    str_of(at), row->target, row->type, name, row->error});
	arena_free(&arena);
	return 0;
}

static int list(struct outbox *o)
{
	if (each(o, o->dead ? OUTBOX_DEAD : -1, o->json ? print_json : print_row))
		return COMMAND_FAILED;
	if (!o->json && !o->changed)
		puts(o->dead ? _("no dead letters") : _("nothing waits"));
	return COMMAND_GOOD;
}

/* retry and drop */

/* 1 done, 0 there is no such row, -1 failed (said on stderr). */
static int change_through_server(const struct outbox *o, int64_t id)
{
	struct str token = o->config->tokens_n ? o->config->tokens[0] : STR("");
	char path[96], error[CLIENT_ERROR];
	int status;

	snprintf(path, sizeof path, "/v1/outbox/msg_%lld/%s", (long long)id,
	    o->act == ACT_RETRY ? "retry" : "drop");
	status = client_call(o->config->listen, token,
	    &(struct client_request){.method = "POST",
		.path = path,
		.process = store_owner(o->config->store.p)}, NULL, error);
	if (status == 200 || status == 404)
		return status == 200;
	if (status < 0)
		fprintf(stderr, _("xiaoer outbox: the store is in use by a server, but %s\n"), error);
	else if (status == 401)
		fputs(_("xiaoer outbox: the server wants a token (tokens in the config)\n"), stderr);
	else
		fprintf(stderr, _("xiaoer outbox: the server answered %d\n"), status);
	return -1;
}

static int change_in_store(struct outbox *o, int64_t id)
{
	struct arena *arena = arena_new(0);
	struct store_outbox row, *rows[] = {&row};
	struct store_changes changes = {0};
	int found = -1, rc = -1;

	if (store_begin(o->store) == STORE_OK)
		found = store_outbox_row(o->store, id, arena, &row);
	if (found == 1 && o->act == ACT_RETRY) {
		row.state = OUTBOX_WAITING;
		row.attempts = 0;
		row.next_at = clock_now_ms();
		changes.outbox_changed = rows;
		changes.outbox_changed_n = 1;
	} else if (found == 1) {
		changes.outbox_done = &id;
		changes.outbox_done_n = 1;
	}
	if (found == 1)
		rc = store_commit(o->store, &changes);
	else
		store_rollback(o->store);
	if (found < 0 || (found == 1 && rc != STORE_OK)) {
		fprintf(stderr, _("xiaoer outbox: the store cannot be written: %s\n"),
		    store_error(o->store));
		found = -1;
	}
	arena_free(&arena);
	return found;
}

static int change(struct outbox *o, int64_t id)
{
	int result = o->store ? change_in_store(o, id) : change_through_server(o, id);

	if (result < 0)
		return -1;
	if (result)
		o->changed++;
	else
		o->missing++;
	return 0;
}

static int change_row(struct outbox *o, const struct store_outbox *row)
{
	return change(o, row->id);
}

static int change_named(struct outbox *o, char **ids)
{
	for (; *ids; ids++) {
		size_t missing = o->missing;
		int64_t id;

		letter_id(str_of(*ids), &id);
		if (change(o, id))
			return -1;
		if (o->missing > missing)
			fprintf(stderr, _("xiaoer outbox: there is no row %s\n"), *ids);
	}
	return 0;
}

static int change_them(struct outbox *o, char **ids)
{
	int result;

	/* what waits goes by itself: "retry --all" means the dead ones */
	if (o->all)
		result = each(o, o->dead || o->act == ACT_RETRY ? OUTBOX_DEAD : -1, change_row);
	else
		result = change_named(o, ids);
	printf(o->act == ACT_RETRY ? _("%zu to be tried again\n") : _("%zu dropped\n"), o->changed);
	return result || (!o->all && o->missing) ? COMMAND_FAILED : COMMAND_GOOD;
}

/* Opens what the act needs; -1 after a message. */
static int open_store(struct outbox *o)
{
	const char *path = o->config->store.p;
	char error[STORE_ERROR_MAX];
	enum store_result result = STORE_OK;

	o->reader = store_reader_open(path, error);
	if (o->reader && o->act != ACT_LIST)
		o->store = store_open(path, &result, error);
	if (o->reader && (o->act == ACT_LIST || o->store || result == STORE_BUSY))
		return 0;
	fprintf(stderr, "xiaoer outbox: %s\n", error);
	return -1;
}

static int run(struct outbox *o, const char *config, const char *store, char **ids)
{
	int status = COMMAND_FAILED;

	o->config = config_open(config);
	if (!o->config)
		return COMMAND_FAILED;
	if (store)
		o->config->store = str_of(store);
	if (open_store(o) == 0)
		status = o->act == ACT_LIST ? list(o) : change_them(o, ids);
	if (o->store)
		store_close(&o->store);
	if (o->reader)
		store_reader_close(&o->reader);
	config_free(&o->config);
	return status;
}

static int check_use(struct outbox *o, int n, char **argv)
{
	static const char *const acts[] = {"list", "retry", "drop"};
	int64_t id;

	for (o->act = ACT_LIST; o->act <= ACT_DROP; o->act++)
		if (str_is(str_of(argv[1]), acts[o->act]))
			break;
	if (o->act > ACT_DROP)
		return command_misused(argv[0], "list, retry or drop, not '%s'", argv[1]);
	if (o->act == ACT_LIST && (n > 1 || o->all))
		return command_misused(argv[0], "list takes no ids");
	if (o->act != ACT_LIST && (n > 1) == o->all)
		return command_misused(argv[0], "%s needs ids or --all", argv[1]);
	if (o->act != ACT_LIST && o->json)
		return command_misused(argv[0], "--json goes with list");
	for (int i = 2; i <= n; i++)
		if (!letter_id(str_of(argv[i]), &id))
			return command_misused(argv[0], "'%s' is no id such as msg_17", argv[i]);
	return 0;
}

int command_outbox(int argc, char **argv)
{
	const char *config = NULL, *store = NULL;
	struct outbox o = {.act = ACT_LIST};
	const struct command_option options[] = {
	    {"dead", NULL, N_("only dead letters: what was given up"), .flag = &o.dead},
	    {"all", NULL,
		N_("retry: every dead letter; drop: every row, with --dead every dead letter"),
		.flag = &o.all},
	    {"json", NULL, N_("list: one JSON object a line"), .flag = &o.json},
	    {"store", "FILE", N_("the SQLite file"), .text = &store},
	    {"config", "FILE", N_("the config; without it ./xiaoer.yaml, when there is one"),
		.text = &config},
	};
	const struct command_usage usage = {N_("outbox list|retry|drop [options] [ID...]"),
	    N_("Escalations, tickets and late replies wait in the outbox until a webhook has taken\n"
	    "them; after too many attempts they are dead letters.  Beside a running server, retry\n"
	    "and drop go through it: its address and token come from the config.\n"),
	    options, sizeof options / sizeof *options, 1, -1};
	int status, n = command_options(&usage, argc, argv, &status);

	if (n < 0)
		return status;
	status = check_use(&o, n, argv);
	return status ? status : run(&o, config, store, argv + 2);
}
