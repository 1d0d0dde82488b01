/* suggest_message.c - see suggest_message.h.  It reads beside a running server. */
#include "command/suggest_message.h"

#include <stdio.h>

#include "base/intl.h"
#include "command/command.h"
#include "command/config.h"
#include "trainer/history.h"
#include "trainer/why.h"

enum { JSON_MAX = 16 << 20 };

struct versions {
	struct store_reader *reader;
	const struct normaliser *normaliser;
};

static struct book *find_book(void *ctx, struct str shop, struct str version)
{
	const struct versions *v = ctx;

	return history_book(v->reader, shop, version, v->normaliser, NULL);
}

static void print_json(const struct why *why)
{
	struct json_out o;
	struct buf buf;

	buf_init(&buf, JSON_MAX);
	json_out_init(&o, &buf);
	why_json(why, &o);
	printf("%.*s\n", STR_ARG(buf_str(&buf)));
	buf_free(&buf);
}

static int tell(struct store_reader *reader, int64_t no, const struct normaliser *normaliser, bool json)
{
	struct versions versions = {reader, normaliser};
	const struct why_books books = {&versions, find_book};
	struct match_scratch *scratch = match_scratch_new();
	struct arena *arena = arena_new(0);
	struct why why;
	int rc = why_read(reader, no, &books, scratch, arena, &why);

	if (rc < 0)
		fputs(_("xiaoer suggest: the store cannot be read\n"), stderr);
	else if (rc == 0)
		fprintf(stderr, _("xiaoer suggest: there is no message m%lld\n"), (long long)no);
	else if (json)
		print_json(&why);
	else
		why_print(&why, stdout);
	if (rc > 0)
		why_free(&why);
	arena_free(&arena);
	match_scratch_free(&scratch);
	return rc > 0 ? COMMAND_GOOD : COMMAND_FAILED;
}

int suggest_message(const char *id, const char *store, const char *config,
    const struct normaliser *normaliser, bool json)
{
	struct config *c;
	char error[STORE_ERROR_MAX];
	struct store_reader *reader;
	int status = COMMAND_FAILED;
	int64_t no;

	if (!message_number(str_of(id), &no))
		return command_misused("suggest", "the id of a message is like m12, not \"%s\"", id);
	c = config_open(config);
	if (!c)
		return COMMAND_FAILED;
	reader = store_reader_open(store ? store : c->store.p, error);
	if (reader)
		status = tell(reader, no, normaliser, json);
	else
		fprintf(stderr, "xiaoer suggest: %s\n", error);
	store_reader_close(&reader);
	config_free(&c);
	return status;
}
