/* report_table.c - a report for people: who did what in three columns, a line for each group, and
 * the most frequent of everything that is counted by name. */
#include "command/report_table.h"

#include <inttypes.h>

#include "base/intl.h"
#include "base/utf8.h"
#include "desk/report_write.h"

enum { LABEL = 30, CELL = 11, LISTED = 12, LIST_NAME = 34, GROUP_NAME = 16 };

/* ---- cells ---- */

static void left(FILE *to, struct str s, unsigned width)
{
	fprintf(to, "%-*.*s", utf8_field(s, width), STR_ARG(s));
}

static void right(FILE *to, const char *text)
{
	size_t w = utf8_columns(str_of(text));

	fprintf(to, "%*s%s", w < CELL ? (int)(CELL - w) : 1, "", text);
}

static void cell_count(FILE *to, int64_t n)
{
	char text[32];

	snprintf(text, sizeof text, "%" PRId64, n);
	right(to, text);
}

static void cell_share(FILE *to, int64_t part, int64_t whole)
{
	char text[32] = "-";

	if (whole > 0)
		snprintf(text, sizeof text, "%.1f %%", 100 * report_share(part, whole));
	right(to, text);
}

/* The two greatest units: "850ms", "42.0s", "3m 20s", "2h 05m", "3d 4h". */
static void cell_span(FILE *to, int64_t ms, bool known)
{
	char text[48] = "-";
	long long s = (long long)(ms + 500) / 1000;

	if (known && ms < 1000)
		snprintf(text, sizeof text, "%lldms", (long long)ms);
	else if (known && ms < 60000)
		snprintf(text, sizeof text, "%.1fs", (double)ms / 1000);
	else if (known && s < 3600)
		snprintf(text, sizeof text, "%lldm %02llds", s / 60, s % 60);
	else if (known && s < 86400)
		snprintf(text, sizeof text, "%lldh %02lldm", s / 3600, s / 60 % 60);
	else if (known)
		snprintf(text, sizeof text, "%lldd %lldh", s / 86400, s / 3600 % 24);
	right(to, text);
}

/* ---- the total ---- */

static void label(FILE *to, const char *text)
{
	fputs("  ", to);
	left(to, str_of(text), LABEL);
}

static void line_counts(FILE *to, const char *text, int64_t bot, int64_t human)
{
	label(to, text);
	cell_count(to, bot + human);
	cell_count(to, bot);
	cell_count(to, human);
	fputc('\n', to);
}

static void line_one(FILE *to, const char *text, int64_t n)
{
	label(to, text);
	cell_count(to, n);
	fputc('\n', to);
}

static void line_share(FILE *to, const char *text, int64_t part, int64_t whole)
{
	label(to, text);
	cell_share(to, part, whole);
	fputc('\n', to);
}

static void line_shares(
    FILE *to, const char *text, const int64_t part[WHO_COUNT], const int64_t whole[WHO_COUNT])
{
	label(to, text);
	cell_share(to, part[WHO_BOT] + part[WHO_HUMAN], whole[WHO_BOT] + whole[WHO_HUMAN]);
	cell_share(to, part[WHO_BOT], whole[WHO_BOT]);
	cell_share(to, part[WHO_HUMAN], whole[WHO_HUMAN]);
	fputc('\n', to);
}

/* w[0] NULL: there is no sum of both. */
static void lines_waits(FILE *to, const char *text, struct waits *w[3])
{
	char mean[128], half[128], most[128];

	snprintf(mean, sizeof mean, _("%s, mean"), text);
	snprintf(half, sizeof half, _("%s, median"), text);
	snprintf(most, sizeof most, _("%s, 90 of 100"), text);
	for (int line = 0; line < 3; line++) {
		label(to, line == 0 ? mean : line == 1 ? half : most);
		for (int i = 0; i < 3; i++) {
			size_t n = w[i] ? waits_count(w[i]) : 0;

			if (!w[i])
				right(to, "");
			else if (line == 0)
				cell_span(to, n ? w[i]->sum / (int64_t)n : 0, n > 0);
			else
				cell_span(to, n ? waits_percentile(w[i], line == 1 ? 50 : 90) : 0,
				    n > 0);
		}
		fputc('\n', to);
	}
}

static void print_times(FILE *to, struct figures *f)
{
	struct waits all = {0};

	lines_waits(to, _("first response"),
	    (struct waits *[]){
		NULL, &f->first_response[WHO_BOT], &f->first_response[WHO_HUMAN]});
	waits_merge(&all, &f->resolution[WHO_BOT]);
	waits_merge(&all, &f->resolution[WHO_HUMAN]);
	lines_waits(to, _("resolution"),
	    (struct waits *[]){&all, &f->resolution[WHO_BOT], &f->resolution[WHO_HUMAN]});
	waits_free(&all);
}

static int64_t sum_of(const int64_t n[REPORT_URGENCIES])
{
	int64_t sum = 0;

	for (int u = 0; u < REPORT_URGENCIES; u++)
		sum += n[u];
	return sum;
}

static void line_limit(FILE *to, const char *text, const struct figures *f, enum report_limit l)
{
	int64_t met = sum_of(f->met[l]);

	line_share(to, text, met, met + sum_of(f->breached[l]));
}

static void print_survey(FILE *to, const struct figures *f)
{
	int64_t answered[WHO_COUNT], satisfied[WHO_COUNT];

	for (int w = 0; w < WHO_COUNT; w++) {
		answered[w] = report_scored(f, w, 1);
		satisfied[w] = report_scored(f, w, 4);
	}
	line_shares(to, _("satisfied (4 or 5 of 5)"), satisfied, answered);
	line_counts(to, _("asked for a score"), f->asked[WHO_BOT], f->asked[WHO_HUMAN]);
	line_counts(to, _("scores"), answered[WHO_BOT], answered[WHO_HUMAN]);
}

static void print_total(FILE *to, struct figures *f)
{
	label(to, "");
	right(to, _("all"));
	right(to, _("bot"));
	right(to, _("human"));
	fputc('\n', to);
	line_one(to, _("conversations opened"), f->opened);
	line_counts(to, _("conversations closed"), f->closed[WHO_BOT], f->closed[WHO_HUMAN]);
	line_one(to, _("messages of customers"), f->messages[STORE_CUSTOMER]);
	line_counts(
	    to, _("messages to customers"), f->messages[STORE_BOT], f->messages[STORE_HUMAN]);
	print_times(to, f);
	line_shares(
	    to, _("solved at first contact"), f->first_contact_solved, f->first_contact);
	line_share(to, _("escalated"), f->escalated, f->opened);
	line_share(to, _("not understood"), f->misses, report_judged(f));
	print_survey(to, f);
	line_limit(to, _("first reply in time"), f, LIMIT_FIRST_REPLY);
	line_limit(to, _("case answered in time"), f, LIMIT_DUE);
	line_one(to, _("tickets filed"), f->tickets);
}

/* ---- groups ---- */

static void print_groups(FILE *to, struct report *r)
{
	static const char *const heads[] = {N_("opened"), N_("closed"), N_("escalated"), N_("missed"),
	    N_("first"), N_("resolution"), N_("solved"), N_("satisfied")};
	struct figures *f;

	fputc('\n', to);
	fputs("  ", to);
	left(to, STR(""), GROUP_NAME);
	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
		right(to, intl(heads[i]));
	fputc('\n', to);
	for (size_t i = 0; (f = report_group(r, i)); i++) {
		struct waits *human = &f->first_response[WHO_HUMAN], all = {0};

		waits_merge(&all, &f->resolution[WHO_BOT]);
		waits_merge(&all, &f->resolution[WHO_HUMAN]);
		fputs("  ", to);
		left(to, f->name, GROUP_NAME);
		cell_count(to, f->opened);
		cell_count(to, f->closed[WHO_BOT] + f->closed[WHO_HUMAN]);
		cell_share(to, f->escalated, f->opened);
		cell_share(to, f->misses, report_judged(f));
		cell_span(to, waits_count(human) ? waits_percentile(human, 50) : 0,
		    waits_count(human) > 0);
		cell_span(to, waits_count(&all) ? waits_percentile(&all, 50) : 0,
		    waits_count(&all) > 0);
		cell_share(to,
		    f->first_contact_solved[WHO_BOT] + f->first_contact_solved[WHO_HUMAN],
		    f->first_contact[WHO_BOT] + f->first_contact[WHO_HUMAN]);
		cell_share(to, report_scored(f, WHO_BOT, 4) + report_scored(f, WHO_HUMAN, 4),
		    report_scored(f, WHO_BOT, 1) + report_scored(f, WHO_HUMAN, 1));
		fputc('\n', to);
		waits_free(&all);
	}
	fputs(_("  (first: median of a human's first reply; resolution: median)\n"), to);
}

/* ---- lists ---- */

static void print_list(FILE *to, struct report *r, const char *title, const struct tally *t)
{
	const struct tally_entry *e = tally_sorted(t, report_arena(r));

	if (!t->n)
		return;
	fprintf(to, "\n  %s\n", title);
	for (size_t i = 0; i < t->n && i < LISTED; i++) {
		fputs("    ", to);
		left(to, e[i].name.n ? e[i].name : str_of(_("(none)")), LIST_NAME);
		cell_count(to, e[i].n);
		fputc('\n', to);
	}
	if (t->n > LISTED)
		fprintf(to, _("    and %zu more (--json and --csv list all)\n"), t->n - LISTED);
}

static void print_head(FILE *to, const struct report_query *q, struct str zone)
{
	struct civil a = zone_civil(q->zone, q->from), b = zone_civil(q->zone, q->to);

	fprintf(to, _("%04d-%02d-%02d %02d:%02d to %04d-%02d-%02d %02d:%02d, %.*s"), a.year, a.month,
	    a.day, a.hour, a.minute, b.year, b.month, b.day, b.hour, b.minute, STR_ARG(zone));
	if (q->shop.n)
		fprintf(to, _(", shop %.*s"), STR_ARG(q->shop));
	if (q->channel.n)
		fprintf(to, _(", channel %.*s"), STR_ARG(q->channel));
	fputs("\n\n", to);
}

void report_table(struct report *r, struct str zone, FILE *to)
{
	struct figures *f = report_total(r);

	print_head(to, report_query(r), zone);
	print_total(to, f);
	if (report_query(r)->by != REPORT_TOTAL)
		print_groups(to, r);
	print_list(to, r, _("what customers wanted"), &f->intents);
	print_list(to, r, _("what was said"), &f->phrases);
	print_list(to, r, _("handed over to"), &f->skills);
	print_list(to, r, _("handed over because of"), &f->reasons);
	print_list(to, r, _("reasons of returns"), &f->return_reasons);
	print_list(to, r, _("forms"), &f->forms);
	print_list(to, r, _("tickets about"), &f->tickets_by);
	print_list(to, r, _("look-ups that failed"), &f->lookups_failed);
	print_list(to, r, _("left out, the channel took no more"), &f->unsent);
	print_list(to, r, _("closed by"), &f->closed_by);
}
