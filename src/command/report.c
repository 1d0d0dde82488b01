/* report.c - `xiaoer report`: the numbers of a desk over a period, read beside a running server. */
#include <stdio.h>

#include "base/clock.h"
#include "base/intl.h"
#include "book/load.h"
#include "command/command.h"
#include "command/config.h"
#include "command/report_table.h"
#include "desk/report_query.h"
#include "desk/report_write.h"
#include "pattern/normalise.h"

enum { OUT_MAX = 64 << 20 };

struct options {
	const char *from, *to, *last, *by, *zone, *shop, *channel, *window;
	bool json, csv;
};

static const char name[] = "report";

static const char about[] = N_(
    "What a desk did in a period: how many came, how long they waited, what was solved, how\n"
    "content they were; the bot and humans apart.  Everything counts in the period in which it\n"
    "happened, a wait when it ends.  It may run beside a server.\n"
    "\n"
    "  --from and --to are days or moments of the shop's time zone: 2026-11-01, \"2026-11-01 9:00\",\n"
    "  or RFC 3339 with an offset.  A day is included whole, also as --to; a moment of --to is not\n"
    "  included.  Without them the last 7 days up to now are counted.\n"
    "\n"
    "  first response   of the bot: from a customer's first message to its first reply; of humans:\n"
    "                   from the hand-over to their first reply\n"
    "  resolution       from the opening to the end\n"
    "  solved at first contact\n"
    "                   of the conversations that ended in the period and had a matter (not a mere\n"
    "                   hello): those without a ticket whose customer did not come back on the same\n"
    "                   channel with a matter within the window (--fcr-window) of the end\n"
    "  escalated        of the conversations that were opened in the period: those handed over in it\n"
    "  not understood   of the customers' messages that the bot had to judge\n"
    "  satisfied        scores of 4 and 5 of all scores\n"
    "  in time          hand-overs (first reply) and cases (answer) that kept their limit\n"
    "\n"
    "src/desk/REPORT.md has the SQL of every number.\n");

static int read_query(const struct options *o, struct report_query *q)
{
	const struct report_words words = {str_of(o->from), str_of(o->to), str_of(o->last),
	    str_of(o->by), str_of(o->window)};
	struct report_fault fault;

	q->shop = str_of(o->shop);
	q->channel = str_of(o->channel);
	if (o->json && o->csv)
		return command_misused(name, "--json or --csv, not both");
	if (report_query_read(q, &words, clock_now_ms() + 1, &fault) != 0)
		return command_misused(name, "--%s %s", fault.option, intl(fault.what));
	return 0;
}

/* ---- the zone ---- */

static const struct config_shop *shop_of(const struct config *c, const char *shop)
{
	for (size_t i = 0; shop && i < c->shops_n; i++)
		if (str_is(c->shops[i].name, shop))
			return &c->shops[i];
	return &c->shops[0];
}

/* The zone's name from the shop's first book, in the arena; of a book that does not load it is not
 * known. */
static struct str zone_of_shop(const struct config_shop *shop, struct arena *arena)
{
	struct normaliser *normaliser = normaliser_new();
	struct diag_list *diags = diag_list_new();
	struct book_options options = {
	    .normaliser = normaliser, .overrides = shop->settings, .settings_only = true};
	struct book *book = shop->books.n ? book_load_dir(shop->books.list[0].p, &options, diags)
					  : book_load_embedded(0, &options, diags);
	struct str zone = book ? arena_str(arena, book->settings.zone_name) : STR("");

	if (book)
		book_release(&book);
	diag_list_free(&diags);
	normaliser_free(&normaliser);
	return zone;
}

static struct zone *open_zone(
    const struct options *o, const struct config *c, struct arena *arena, struct str *called)
{
	struct zone *zone;

	*called = o->zone ? str_of(o->zone) : zone_of_shop(shop_of(c, o->shop), arena);
	if (!called->n) {
		*called = STR("Asia/Shanghai");
		fprintf(stderr, _("xiaoer report: the shop's book does not load, so times are taken "
				"to be in Asia/Shanghai (--zone says another)\n"));
	}
	zone = zone_load(called->p);
	if (!zone)
		command_misused(name, "no time zone '%s' on this machine", called->p);
	return zone;
}

/* ---- printing ---- */

static int print(struct report *r, const struct options *o, struct str zone)
{
	struct buf out;
	bool failed;

	if (!o->json && !o->csv) {
		report_table(r, zone, stdout);
		return COMMAND_GOOD;
	}
	buf_init(&out, OUT_MAX);
	if (o->json)
		report_json(r, &out);
	else
		report_csv(r, &out);
	failed = out.failed;
	if (failed)
		fprintf(stderr, _("xiaoer report: it is too long to be printed\n"));
	else
		printf("%.*s%s", STR_ARG(buf_str(&out)), o->json ? "\n" : "");
	buf_free(&out);
	return failed ? COMMAND_FAILED : COMMAND_GOOD;
}

static int count(const struct report_query *q, const struct options *o, const char *store,
    struct str zone)
{
	char error[STORE_ERROR_MAX];
	struct store_reader *reader = store_reader_open(store, error);
	struct report *r = report_new(q);
	struct store_visitor visitor = report_visitor(r);
	int status = COMMAND_FAILED;

	if (!reader) {
		fprintf(stderr, "xiaoer report: %s\n", error);
	} else if (store_scan(reader, q->from, q->to, report_records_to(q), &visitor) != STORE_OK) {
		fprintf(stderr, _("xiaoer report: the store cannot be read\n"));
	} else {
		report_finish(r);
		status = print(r, o, zone);
	}
	if (reader)
		store_reader_close(&reader);
	report_free(&r);
	return status;
}

static int run(const struct options *o, const struct config *config)
{
	struct arena *arena = arena_new(0);
	struct report_query q = {0};
	struct str called;
	struct zone *zone = open_zone(o, config, arena, &called);
	int status = COMMAND_MISUSED;

	q.zone = zone;
	if (zone && (status = read_query(o, &q)) == 0)
		status = count(&q, o, config->store.p, called);
	zone_free(&zone);
	arena_free(&arena);
	return status;
}

int command_report(int argc, char **argv)
{
	const char *config_file = NULL, *store = NULL;
	struct options o = {0};
	const struct command_option options[] = {
	    {"from", "DAY", N_("the first day, or the moment from which on"), .text = &o.from},
	    {"to", "DAY", N_("the last day, or the moment up to which"), .text = &o.to},
	    {"last", "SPAN", N_("up to now, so far back: 7d (the default), 24h"), .text = &o.last},
	    {"by", "WHAT", N_("apart by day, channel or shop"), .text = &o.by},
	    {"channel", "NAME", N_("of this channel alone"), .text = &o.channel},
	    {"shop", "NAME", N_("of this shop alone"), .text = &o.shop},
	    {"fcr-window", "SPAN", N_("who comes back within it was not helped at first: 24h"),
		.text = &o.window},
	    {"zone", "ZONE", N_("time zone of days; without it the shop's"), .text = &o.zone},
	    {"json", NULL, N_("one JSON object"), .flag = &o.json},
	    {"csv", NULL, N_("lines of group,figure,name,value"), .flag = &o.csv},
	    {"store", "FILE", N_("the SQLite file"), .text = &store},
	    {"config", "FILE", N_("the config; without it ./xiaoer.yaml, when there is one"),
		.text = &config_file},
	};
	const struct command_usage usage = {N_("report [options]"), about, options,
	    sizeof options / sizeof *options, 0, 0};
	struct config *config;
	int status;

	if (command_options(&usage, argc, argv, &status) < 0)
		return status;
	config = config_open(config_file);
	if (!config)
		return COMMAND_FAILED;
	if (store)
		config->store = str_of(store);
	status = run(&o, config);
	config_free(&config);
	return status;
}
