/* misses.c - `xiaoer misses`: what customers asked in vain, in groups, and what is decided of them. */
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/log.h"
#include "book/load.h"
#include "book/match.h"
#include "pattern/normalise.h"
#include "command/config.h"
#include "command/misses_command.h"
#include "command/progress.h"
#include "desk/report_query.h"
#include "trainer/misses_show.h"
#include "trainer/why.h"

enum { JSON_MAX = 1 << 30, LIMIT = 20, LIMIT_MOST = 1000000, MOST = 250000 };

static const char name[] = "misses";

/* clang-format off: lines are as they are shown */
static const char about[] = N_(
    "What nothing in the book fitted, so that it was asked back or handed over: sentences that are\n"
    "alike in groups, the largest first, with the intents that are nearest.\n"
    "\n"
    "  misses                      the groups; those that are new, unless --state says another\n"
    "  misses add N --to INTENT    the sentence N into the book: an example of that intent, and a\n"
    "                              pattern that finds it and others of its group.  Checks and tests\n"
    "                              the book, shows what would change in what was written, asks, saves\n"
    "  misses done N               there is nothing left to do about the group; what comes later and\n"
    "                              is missed again makes it new again\n"
    "  misses ignore N             it is left out, whatever comes\n"
    "  misses new N                takes either back\n"
    "\n"
    "N is the number of a message (m12).  It never changes, and every message of a group names it.\n"
    "What the book answers by now counts as done.  A group is decided on by what stands in the\n"
    "store: decisions go with the last message they were made about.  It may run beside a server;\n"
    "books are those of the config, unless --book names others.\n");
/* clang-format on */

int misses_failed(const char *text)
{
	fprintf(stderr, "xiaoer misses: %s\n", text);
	return COMMAND_FAILED;
}

/* ---- books ---- */

static struct book *load_one(
    struct misses_command *c, size_t i, const struct book_options *o, struct diag_list *diags)
{
	if (i < c->books.n)
		c->dirs[i] = c->books.list[i];
	else if (!c->books.n && i < c->shop->books.n)
		c->dirs[i] = c->shop->books.list[i].p;
	if (c->dirs[i])
		return book_load_dir(c->dirs[i], o, diags);
	return book_load_embedded(i, o, diags);
}

static int load_books(struct misses_command *c)
{
	struct diag_list *diags = diag_list_new();
	const struct book_options options = {
	    .normaliser = c->normaliser, .overrides = c->shop->settings};
	size_t n = c->books.n	      ? c->books.n
		   : c->shop->books.n ? c->shop->books.n
				      : book_embedded();
	int rc = 0;

	for (size_t i = 0; i < n && i < SHELF_MAX; i++) {
		struct book *book = load_one(c, i, &options, diags);

		if (book)
			c->shelf.books[c->shelf.n++] = book;
		else
			rc = -1;
	}
	rc |= shelf_check(&c->shelf, diags);
	if (diag_size(diags))
		diag_print(diags, stderr, isatty(STDERR_FILENO));
	diag_list_free(&diags);
	return rc;
}

/* ---- what was asked in vain ---- */

static int read_period(struct misses_command *c)
{
	struct report_query q = {.zone = c->shelf.books[0]->settings.zone};
	const struct report_words words = {
	    .from = str_of(c->from), .to = str_of(c->to), .last = str_of(c->last)};
	struct report_fault fault;

	c->begin = INT64_MIN;
	c->end = INT64_MAX;
	if (!c->from && !c->to && !c->last)
		return 0;
	if (report_query_read(&q, &words, clock_now_ms() + 1, &fault) != 0)
		return command_misused(name, "--%s %s", fault.option, fault.what);
	c->begin = c->from || c->last ? q.from : INT64_MIN;
	c->end = q.to;
	return 0;
}

static int read_misses(struct misses_command *c)
{
	struct progress_line reading, grouping;
	struct misses_options o = {.books = &c->shelf,
	    .shop = c->shop->name,
	    .channel = str_of(c->channel),
	    .from = c->begin,
	    .to = c->end,
	    .most = MOST,
	    .reading = &reading.progress,
	    .grouping = &grouping.progress};
	char error[STORE_ERROR_MAX];

	c->reader = store_reader_open(c->config->store.p, error);
	if (!c->reader)
		return misses_failed(error);
	progress_begin(&reading, _("reading"));
	progress_begin(&grouping, _("grouping"));
	c->misses = misses_read(c->reader, &o, c->scratch);
	progress_end(&reading);
	progress_end(&grouping);
	return c->misses ? 0 : misses_failed(_("the store cannot be read"));
}

const struct miss_group *misses_named(
    struct misses_command *c, const struct miss_sentence **sentence)
{
	const struct miss_group *g = misses_find(c->misses, c->number, sentence);

	if (!g)
		fprintf(stderr,
		    _("xiaoer misses: m%lld is no message that was asked in vain (xiaoer misses lists "
		      "them)\n"),
		    (long long)c->number);
	return g;
}

/* ---- the acts ---- */

static int read_state(const char *text, int *out)
{
	if (str_is(str_of(text), "all"))
		*out = -1;
	else
		for (int s = 0; s < STORE_MISS_STATES; s++)
			if (str_is(str_of(text), store_miss_state_name((enum store_miss_state)s)))
				*out = s;
	return *out == -2 ? command_misused(name, "--state is new, done, ignored or all, not '%s'", text)
			  : 0;
}

static int print_json(const struct misses *m, const struct misses_print *p)
{
	struct json_out o;
	struct buf buf;
	bool failed;

	buf_init(&buf, JSON_MAX);
	json_out_init(&o, &buf);
	misses_json(m, p, &o);
	failed = buf.failed;
	if (!failed)
		printf("%.*s\n", STR_ARG(buf_str(&buf)));
	buf_free(&buf);
	return failed ? misses_failed(_("it is too long to be printed")) : COMMAND_GOOD;
}

static int list(struct misses_command *c)
{
	struct misses_print p = {.state = c->state ? -2 : MISS_NEW,
	    .limit = (size_t)c->limit,
	    .mask = !c->no_mask,
	    .zone = c->shelf.books[0]->settings.zone};
	int status = c->state ? read_state(c->state, &p.state) : 0;

	if (status)
		return status;
	if (c->json)
		return print_json(c->misses, &p);
	misses_table(c->misses, &p, stdout);
	return fflush(stdout) == 0 ? COMMAND_GOOD : misses_failed(_("it cannot be printed"));
}

static int decide(struct misses_command *c, enum store_miss_state state)
{
	const struct miss_sentence *s;
	const struct miss_group *g = misses_named(c, &s);
	int status = g ? misses_store(c, g, state, STR("")) : COMMAND_FAILED;

	if (status == COMMAND_GOOD)
		printf(state == MISS_DONE	 ? _("m%lld is done (messages: %zu)\n")
		       : state == MISS_IGNORED ? _("m%lld is ignored (messages: %zu)\n")
					       : _("m%lld is new (messages: %zu)\n"),
		    (long long)c->number, g->messages);
	return status;
}

static int done(struct misses_command *c)
{
	return decide(c, MISS_DONE);
}

static int ignore(struct misses_command *c)
{
	return decide(c, MISS_IGNORED);
}

static int renew(struct misses_command *c)
{
	return decide(c, MISS_NEW);
}

static const struct act {
	const char *name;
	int (*run)(struct misses_command *c);
} acts[] = {{"add", misses_add}, {"done", done}, {"ignore", ignore}, {"new", renew}};

static const struct act *find_act(const char *text)
{
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		if (str_is(str_of(text), acts[i].name))
			return &acts[i];
	return NULL;
}

/* ---- the command ---- */

static int choose_shop(struct misses_command *c)
{
	for (size_t i = 0; i < c->config->shops_n && !c->shop; i++)
		if (!c->shop_name || str_is(c->config->shops[i].name, c->shop_name))
			c->shop = &c->config->shops[i];
	return c->shop ? 0 : command_misused(name, "the config has no shop '%s'", c->shop_name);
}

static int run_opened(struct misses_command *c, const struct act *act)
{
	int status = choose_shop(c);

	if (!status)
		status = load_books(c) == 0 ? read_period(c) : COMMAND_FAILED;
	if (!status)
		status = read_misses(c);
	if (!status)
		status = act ? act->run(c) : list(c);
	return status;
}

static int run(struct misses_command *c, const struct act *act, const char *config, const char *store)
{
	int status;

	c->config = config_open(config);
	if (!c->config)
		return COMMAND_FAILED;
	if (store)
		c->config->store = str_of(store);
	c->arena = arena_new(1 << 16);
	c->normaliser = normaliser_new();
	c->scratch = match_scratch_new();
	status = run_opened(c, act);
	misses_free(&c->misses);
	if (c->reader)
		store_reader_close(&c->reader);
	match_scratch_free(&c->scratch);
	shelf_release(&c->shelf);
	normaliser_free(&c->normaliser);
	arena_free(&c->arena);
	config_free(&c->config);
	return status;
}

static int check_use(struct misses_command *c, const struct act *act, char **argv, int n)
{
	bool adds = act && act->run == misses_add;

	if (n && !act)
		return command_misused(name, "add, done, ignore or new, not '%s'", argv[1]);
	if (act && n < 2)
		return command_misused(name, "%s needs the number of a message: m12", act->name);
	if (n > 2)
		return command_misused(name, "%s takes one number, and no further '%s'", act->name, argv[3]);
	if (act && !message_number(str_of(argv[2]), &c->number))
		return command_misused(name, "the number of a message is like m12, not '%s'", argv[2]);
	if (adds) { /* there it is no day */
		c->into = c->to;
		c->to = NULL;
	}
	if (adds && !c->into)
		return command_misused(name, "--to INTENT says what the sentence is an example of");
	if (!adds && (c->example || c->pattern || c->yes || c->dry_run || c->accept_warnings))
		return command_misused(name,
		    "--example, --pattern, --yes, --dry-run and --accept-warnings go with add");
	if (act && (c->state || c->json))
		return command_misused(name, "--state and --json go with the list");
	return 0;
}

int command_misses(int argc, char **argv)
{
	const char *config = NULL, *store = NULL;
	struct misses_command c = {.limit = LIMIT};
	const struct command_option options[] = {
	    {"state", "STATE", N_("new, done, ignored or all; without it new"), .text = &c.state},
	    {"limit", "N", N_("so many groups (20)"), .number = &c.limit, .min = 1, .max = LIMIT_MOST},
	    {"json", NULL, N_("the groups as one JSON object"), .flag = &c.json},
	    {"no-mask", NULL, N_("show phone and other numbers of persons"), .flag = &c.no_mask},
	    {"from", "DAY", N_("the first day, or the moment from which on"), .text = &c.from},
	    {"to", "DAY|INTENT",
		N_("the last day, or the moment up to which; add: the intent it is an example of"),
		.text = &c.to},
	    {"last", "SPAN", N_("up to now, so far back: 7d, 24h"), .text = &c.last},
	    {"channel", "NAME", N_("of this channel alone"), .text = &c.channel},
	    {"pattern", "PATTERN",
		N_("add: this one instead of what is proposed; empty: none, only the example"),
		.text = &c.pattern},
	    {"example", "TEXT", N_("add: these words instead of the customer's"), .text = &c.example},
	    {"dry-run", NULL, N_("add: show all of it, save nothing"), .flag = &c.dry_run},
	    {"yes", NULL, N_("add: do not ask"), .flag = &c.yes},
	    {"accept-warnings", NULL, N_("add: in spite of new warnings of the check"),
		.flag = &c.accept_warnings},
	    {"who", "NAME", N_("who decides; without it your login name"), .text = &c.who},
	    {"book", "DIR", N_("the book; once for each language"), .texts = &c.books},
	    {"shop", "NAME", N_("the shop; without it the first of the config"), .text = &c.shop_name},
	    {"store", "FILE", N_("the SQLite file"), .text = &store},
	    {"config", "FILE", N_("the config; without it ./xiaoer.yaml, when there is one"),
		.text = &config},
	};
	const struct command_usage usage = {N_("misses [add|done|ignore|new N] [options]"), about, options,
	    sizeof options / sizeof *options, 0, -1};
	int status, n = command_options(&usage, argc, argv, &status);
	const struct act *act;

	if (n < 0)
		return status;
	act = n ? find_act(argv[1]) : NULL;
	status = check_use(&c, act, argv, n);
	if (status)
		return status;
	log_set_level(LOG_ERROR); /* a pattern that gives up is said by the check */
	return run(&c, act, config, store);
}
