/* replay.c - `xiaoer replay`: what an edit of a book would have changed in what customers wrote. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/intl.h"
#include "base/log.h"
#include "base/zone.h"
#include "book/load.h"
#include "command/command.h"
#include "command/config.h"
#include "command/output.h"
#include "command/progress.h"
#include "desk/report_query.h"
#include "pattern/normalise.h"
#include "replay/replay.h"
#include "replay/past.h"

enum { JSON_MOST = 1 << 30, EXAMPLES = 5, LINES = 5, FAULTS = 20, LIMITS = 16, JOBS_MOST = 256 };

static const char name[] = "replay";

/* clang-format off: lines are as they are shown */
static const char about[] = N_(
    "Plays what customers wrote with the old book and with the new one, whole conversations\n"
    "under a clock of their own, and tells what each message would have been answered:\n"
    "unchanged, another answer, newly answered, newly missed; grouped by intent, worst first,\n"
    "with the lines of the files that made the difference.\n"
    "\n"
    "SOURCE is a store (the SQLite file of `xiaoer serve`, also while it runs), or a file of\n"
    "lines of JSON (- is the standard input), each a message or a whole dialogue:\n"
    "\n"
    "  {\"conversation\":\"c-81\",\"text\":\"..\",\"at\":\"2026-11-23T10:00:00+08:00\"}\n"
    "  {\"dialogue\":\"d-1\",\"turns\":[{\"speaker\":\"customer\",\"text\":\"..\"}, ...]}\n"
    "\n"
    "A shop with several books gives --old and --new several times, one a language.  Without\n"
    "--config no settings but the books' own hold.  Exit status: 0; 1 when a limit of --fail-on\n"
    "is passed or nothing could be compared; 2 wrong use.  src/replay/README.md tells what is\n"
    "counted as what.\n");
/* clang-format on */

struct options {
	struct command_list old, fresh, fail_on;
	const char *source, *html, *from, *to, *last, *shop, *channel, *config;
	bool json, strict, mask, no_mask, with_agents, without_humans;
	int64_t jobs, examples;
	struct replay_limit limits[LIMITS];
};

/* All that is opened for one run. */
struct work {
	struct options *o;
	struct config *config; /* NULL: none is wanted */
	const struct config_shop *shop;
	struct normaliser *normaliser;
	struct arena *arena;
	struct shelf old, fresh;
	struct past *past;
	struct replay_channel *channels;
	size_t channels_n;
};

static int failed(const char *what, const char *why)
{
	fprintf(stderr, "xiaoer replay: %s: %s\n", what, why);
	return COMMAND_FAILED;
}

/* ---- books ---- */

static int load_shelf(struct work *w, const struct command_list *dirs, struct shelf *out)
{
	struct diag_list *diags = diag_list_new();
	struct book_options options = {
	    .normaliser = w->normaliser, .overrides = w->shop ? w->shop->settings : NULL};
	int rc = 0;

	for (size_t i = 0; i < dirs->n; i++) {
		struct book *book = book_load_dir(dirs->list[i], &options, diags);

		if (book)
			out->books[out->n++] = book;
		else
			rc = -1;
	}
	rc |= shelf_check(out, diags);
	if (diag_size(diags))
		diag_print(diags, stderr, isatty(STDERR_FILENO));
	diag_list_free(&diags);
	return rc;
}

/* Both are loaded, so that all mistakes of both are told. */
static int load_books(struct work *w)
{
	int rc = load_shelf(w, &w->o->old, &w->old);

	return load_shelf(w, &w->o->fresh, &w->fresh) | rc;
}

/* "phrases/zh-CN (1f3c...), phrases/en (...)" */
static const char *called(struct work *w, const struct shelf *s)
{
	struct str all = STR("");

	for (size_t i = 0; i < s->n; i++)
		all = arena_printf(w->arena, "%.*s%s%.*s (%.*s)", STR_ARG(all), i ? ", " : "",
		    STR_ARG(s->books[i]->name), STR_ARG(s->books[i]->version));
	return all.p;
}

/* ---- the past ---- */

static const struct zone *zone_of(const struct work *w)
{
	return w->old.books[0]->settings.zone;
}

/* Without a period all of it. */
static int read_period(const struct work *w, struct past_options *to)
{
	const struct options *o = w->o;
	struct report_query q = {.zone = zone_of(w)};
	struct report_words words = {
	    .from = str_of(o->from), .to = str_of(o->to), .last = str_of(o->last)};
	struct report_fault fault;

	to->from = INT64_MIN;
	to->to = INT64_MAX;
	if (!o->from && !o->to && !o->last)
		return 0;
	if (report_query_read(&q, &words, clock_now_ms() + 1, &fault) != 0)
		return command_misused(name, "--%s %s", fault.option, intl(fault.what));
	to->from = o->from || o->last ? q.from : INT64_MIN;
	to->to = q.to;
	return 0;
}

/* What begins like an SQLite file is one, and what has a scheme is a store of that kind. */
static bool is_store(const char *source, int fd)
{
	char head[16];

	if (strstr(source, "://") || strncmp(source, "sqlite:", 7) == 0)
		return true;
	return fd >= 0 && pread(fd, head, sizeof head, 0) == sizeof head &&
	       memcmp(head, "SQLite format 3", sizeof head) == 0;
}

static int read_store(struct work *w, struct past_options *po)
{
	char error[512];

	po->humans = !w->o->without_humans;
	if (past_read_store(w->past, w->o->source, po, error, sizeof error) == 0)
		return COMMAND_GOOD;
	fprintf(stderr, "xiaoer replay: %s\n", error);
	return COMMAND_FAILED;
}

static void tell_faults(const struct work *w, const struct diag_list *diags)
{
	const struct past_numbers *n = past_counts(w->past);

	if (!diag_count(diags, DIAG_ERROR))
		return;
	diag_print(diags, stderr, isatty(STDERR_FILENO));
	if (n->bad_lines)
		fprintf(stderr, _("xiaoer replay: %zu of %zu lines could not be used\n"),
		    n->bad_lines, n->lines);
	if (n->bad_lines && n->bad_lines == n->lines)
		fputs(_("(A message is written so: {\"conversation\":\"c-1\",\"text\":\"where is my parcel\"}; "
			"xiaoer replay --help tells more.)\n"), stderr);
}

static int read_lines(struct work *w, int fd, struct past_options *po)
{
	struct diag_list *diags = diag_list_new();
	int rc;

	po->humans = w->o->with_agents;
	diag_limit(diags, FAULTS);
	rc = past_read_lines(w->past, fd, w->o->source, po, diags);
	tell_faults(w, diags);
	diag_list_free(&diags);
	return rc == 0 ? COMMAND_GOOD : COMMAND_FAILED;
}

static int read_source(struct work *w, struct past_options *po)
{
	const struct options *o = w->o;
	bool input = strcmp(o->source, "-") == 0;
	int fd = input ? STDIN_FILENO : open(o->source, O_RDONLY | O_CLOEXEC), status;

	if (!input && is_store(o->source, fd)) {
		if (fd >= 0)
			close(fd);
		return o->with_agents
			   ? command_misused(name, "--with-agents goes with lines; of a store what "
						   "humans did is played anyway")
			   : read_store(w, po);
	}
	if (o->from || o->to || o->last || o->without_humans) {
		status = command_misused(
		    name, "--from, --to, --last and --without-humans go with a store");
	} else if (fd < 0) {
		return failed(o->source, intl_errno(errno));
	} else {
		status = read_lines(w, fd, po);
	}
	if (!input && fd >= 0)
		close(fd);
	return status;
}

static int read_past(struct work *w)
{
	const struct options *o = w->o;
	struct progress_line line;
	struct past_options po = {.shop = str_of(o->shop),
	    .channel = str_of(o->channel),
	    .zone = zone_of(w),
	    .jobs = (unsigned)o->jobs};
	int64_t start = 0;
	int status = read_period(w, &po);

	if (status)
		return status;
	progress_begin(&line, _("reading"));
	po.progress = &line.progress;
	status = read_source(w, &po);
	progress_end(&line);
	if (status)
		return status;
	time_parse(STR("2026-11-23 10:00"), zone_of(w), &start);
	past_close(w->past, start);
	if (past_counts(w->past)->messages)
		return COMMAND_GOOD;
	return failed(o->source, _("there is no message of a customer in it"));
}

/* ---- printing ---- */

static int write_html(const struct work *w, const struct replay_result *r, struct replay_print p)
{
	struct output out;
	int good;

	p.mask = !w->o->no_mask;
	if (output_open(&out, w->o->html) != 0)
		return failed(w->o->html, intl_errno(errno));
	good = replay_html(r, &p, out.to) == 0;
	if (!good) {
		int error = errno;

		output_close(&out, 0);
		return failed(w->o->html, intl_errno(error));
	}
	return output_close(&out, 1) == 0 ? COMMAND_GOOD : failed(w->o->html, intl_errno(errno));
}

static int print(const struct work *w, const struct replay_result *r, const struct replay_print *p)
{
	struct buf out;

	if (!w->o->json) {
		replay_table(r, p, stdout);
	} else {
		buf_init(&out, JSON_MOST);
		replay_json(r, p, &out);
		buf_addc(&out, '\n');
		if (out.failed)
			return failed("--json", _("it is too long to be printed"));
		fwrite(out.p, 1, out.n, stdout);
		buf_free(&out);
	}
	if (fflush(stdout) == 0 && !ferror(stdout))
		return COMMAND_GOOD;
	return failed(_("standard output"), intl_errno(errno));
}

/* All limits that are passed are told. */
static int check_limits(const struct work *w, const struct replay_result *r)
{
	int status = COMMAND_GOOD;

	for (size_t i = 0; i < w->o->fail_on.n; i++) {
		size_t n;

		if (!replay_limit_passed(&w->o->limits[i], r, &n))
			continue;
		fprintf(stderr,
		    _("xiaoer replay: --fail-on %s is passed: %zu of %zu messages (%.2f %%)\n"),
		    w->o->fail_on.list[i], n, r->messages,
		    r->messages ? 100.0 * (double)n / (double)r->messages : 0.0);
		status = COMMAND_FAILED;
	}
	if (w->o->strict && past_counts(w->past)->bad_lines) {
		fprintf(stderr, _("xiaoer replay: --strict: not every line could be used\n"));
		status = COMMAND_FAILED;
	}
	return status;
}

static int compare(struct work *w)
{
	struct progress_line line;
	struct replay_options ro = {.jobs = (unsigned)w->o->jobs,
	    .examples = (size_t)w->o->examples,
	    .lines = LINES,
	    .channels = w->channels,
	    .channels_n = w->channels_n,
	    .progress = &line.progress};
	struct replay_print p = {.old = called(w, &w->old),
	    .fresh = called(w, &w->fresh),
	    .source = w->o->source,
	    .past = w->past,
	    .zone = zone_of(w),
	    .mask = w->o->mask};
	struct replay_result *r;
	int status, html = COMMAND_GOOD;

	progress_begin(&line, _("replaying"));
	r = replay_run(w->past, &w->old, &w->fresh, &ro);
	progress_end(&line);
	if (w->o->html)
		html = write_html(w, r, p);
	status = print(w, r, &p);
	if (!status)
		status = html;
	if (check_limits(w, r) != COMMAND_GOOD && !status)
		status = COMMAND_FAILED;
	replay_free(&r);
	return status;
}

/* ---- the command ---- */

static int read_limits(struct options *o)
{
	for (size_t i = 0; i < o->fail_on.n; i++)
		if (replay_limit_read(o->fail_on.list[i], &o->limits[i]) != 0)
			return command_misused(name,
			    "--fail-on is one of newly-missed, other-answer, newly-answered, "
			    "changed with a limit: newly-missed=0.5%% or changed=10, not '%s'",
			    o->fail_on.list[i]);
	return 0;
}

static int check_options(struct options *o)
{
	if (!o->old.n || !o->fresh.n)
		return command_misused(name, "--old and --new are needed: a folder of a book each");
	if (o->mask && o->no_mask)
		return command_misused(name, "--mask or --no-mask, not both");
	return read_limits(o);
}

static void set_channels(struct work *w)
{
	w->channels = ARENA_ARRAY(w->arena, struct replay_channel, w->shop->channels_n + 1);
	for (size_t i = 0; i < w->shop->channels_n; i++) {
		const struct config_channel *c = &w->shop->channels[i];

		w->channels[w->channels_n++] =
		    (struct replay_channel){c->name, {.async = c->async,
							 .burst_pause = c->burst_pause,
							 .burst_max = c->burst_max,
							 .text_max = (size_t)c->text_max,
							 .budget = (unsigned)c->budget,
							 .budget_window = c->budget_window}};
	}
}

static int open_config(struct work *w)
{
	const struct config_shop *shops;

	if (!w->o->config)
		return 0;
	w->config = config_open(w->o->config);
	if (!w->config)
		return COMMAND_FAILED;
	shops = w->config->shops;
	for (size_t i = 0; i < w->config->shops_n && !w->shop; i++)
		if (!w->o->shop || str_is(shops[i].name, w->o->shop))
			w->shop = &shops[i];
	if (!w->shop)
		return command_misused(name, "the config has no shop '%s'", w->o->shop);
	set_channels(w);
	return 0;
}

static int run(struct options *o)
{
	struct work w = {.o = o, .arena = arena_new(0), .past = past_new()};
	int status = open_config(&w);

	if (!status) {
		w.normaliser = normaliser_new();
		status = load_books(&w) == 0 ? read_past(&w) : COMMAND_FAILED;
		if (!status)
			status = compare(&w);
		shelf_release(&w.old);
		shelf_release(&w.fresh);
		normaliser_free(&w.normaliser);
	}
	past_free(&w.past);
	config_free(&w.config);
	arena_free(&w.arena);
	return status;
}

static int64_t cores(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > JOBS_MOST ? JOBS_MOST : n;
}

int command_replay(int argc, char **argv)
{
	struct options o = {.jobs = cores(), .examples = EXAMPLES};
	const struct command_option options[] = {
	    {"old", "DIR", N_("the book as it is; once for each language"), .texts = &o.old},
	    {"new", "DIR", N_("the book as it would be"), .texts = &o.fresh},
	    {"json", NULL, N_("one JSON object"), .flag = &o.json},
	    {"html", "FILE", N_("a page to look at and pass on, written beside the table"),
		.text = &o.html},
	    {"fail-on", "LIMIT",
		N_("exit status 1 beyond it: newly-missed=0.5%, other-answer=20, newly-answered, "
		   "changed"),
		.texts = &o.fail_on},
	    {"strict", NULL, N_("exit status 1 when a line cannot be used"), .flag = &o.strict},
	    {"examples", "N", N_("messages shown of each group (5)"), .number = &o.examples,
		.max = 100},
	    {"mask", NULL, N_("hide phone and other numbers of persons; the page does anyway"),
		.flag = &o.mask},
	    {"no-mask", NULL, N_("show them on the page as well"), .flag = &o.no_mask},
	    {"from", "DAY", N_("of a store: the first day, or the moment from which on"),
		.text = &o.from},
	    {"to", "DAY", N_("the last day, or the moment up to which"), .text = &o.to},
	    {"last", "SPAN", N_("up to now, so far back: 7d, 24h"), .text = &o.last},
	    {"channel", "NAME", N_("of this channel alone"), .text = &o.channel},
	    {"shop", "NAME", N_("of this shop alone"), .text = &o.shop},
	    {"without-humans", NULL, N_("of a store: leave out what humans did"),
		.flag = &o.without_humans},
	    {"with-agents", NULL, N_("of lines: what agents wrote is played as well"),
		.flag = &o.with_agents},
	    {"config", "FILE", N_("take the shop's settings and channels from it"),
		.text = &o.config},
	    {"jobs", "N", N_("threads; without it as many as there are cores"), .number = &o.jobs,
		.min = 1, .max = JOBS_MOST},
	};
	const struct command_usage usage = {N_("replay --old DIR --new DIR [options] SOURCE"), about,
	    options, sizeof options / sizeof *options, 1, 1};
	int status;

	if (command_options(&usage, argc, argv, &status) < 0)
		return status;
	o.source = argv[1];
	status = check_options(&o);
	if (status)
		return status;
	log_set_level(LOG_ERROR); /* a pattern that gives up is said by the check */
	return run(&o);
}
